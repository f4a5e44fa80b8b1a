"""A walk through drafts with a person who is written down."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cpcheck.cli.fact_editing import list_edits
from cpcheck.cli.review_session import ReviewSession
from cpcheck.model import ReviewStatus
from cpcheck.reports.labels import load_labels
from tests.drafts import RESPONSE, Scripted, load, write_drafts

NEW = "id: r1.3\ntype: training\nfact: Two clerks were trained.\nsupports: [{element: A1.languages, fit: partial}]\n"


@pytest.fixture
def response(tmp_path: Path) -> Path:
    return write_drafts(tmp_path)


def walk(
    response: Path,
    keys: str | Iterable[str],
    editor: Iterable[str | Callable[[str], str] | None] = (),
    chosen: Iterable[str] = ("r1", "r2", "r3"),
) -> tuple[ReviewSession, Scripted]:
    person = Scripted(keys, editor)
    session = ReviewSession(
        drafts=load(response),
        load=lambda: load(response),
        chosen=frozenset(chosen),
        document=None,
        dialogue=person,
        labels=load_labels(),
    )
    session.run()
    return session, person


def test_every_decision_is_in_the_file_when_the_next_one_is_asked_for(response: Path) -> None:
    session, person = walk(response, "aaa")
    saved = load(response).response
    assert [answer.review for answer in saved.answers] == [
        ReviewStatus.REVIEWED,
        ReviewStatus.DRAFT,
        ReviewStatus.REVIEWED,
    ]
    assert "r2.1  intention" in person.shown
    assert session.word_outcome() == f"{response}: 2 accepted, 1 answers reviewed; 1 answer is still a draft"


def test_a_walk_is_taken_up_where_it_was_left(response: Path) -> None:
    walk(response, "a")
    _, person = walk(response, "q")
    assert "r1.2  assurance" in person.shown
    assert "r1.1  practice" not in person.shown


def test_nothing_is_left_to_ask_once_all_is_decided(response: Path) -> None:
    session, person = walk(response, "aaaaaaaa")
    assert len(person.asked) == 5
    assert session.word_outcome().endswith("0 answers are still drafts")
    _, again = walk(response, "")
    assert again.asked == []


def test_a_fact_is_shown_with_its_passage_its_anchor_its_links_and_why(response: Path) -> None:
    _, person = walk(response, "q")
    shown = " ".join(person.shown.split())
    for words in (
        "r1 on A1, lines 3-4 (decision 1 of 5)",
        "the helpline is [staffed round the clock]. Callers are understood",
        "r1.1 practice, 2023-01, after the cut-off",
        "Figures: 2 lines (2023, lines)",
        "supports (partial) A1.night: keep the helpline open day and night (Ask: ensure)",
        "because: shares helpline, night",
    ):
        assert words in shown


def test_an_anchor_that_is_not_in_the_passage_is_told(response: Path) -> None:
    response.write_text(RESPONSE.replace("anchor: staffed round", "anchor: staffed all round"), encoding="utf-8")
    _, person = walk(response, "q")
    assert "The anchor “staffed all round the clock” does not stand in this passage." in person.shown


def test_a_skipped_fact_stays_a_draft_and_so_does_its_answer(response: Path) -> None:
    _, person = walk(response, "saaa")
    assert "r2.1" in person.shown
    saved = load(response)
    assert saved.response.answers[0].review is ReviewStatus.DRAFT
    assert saved.response.answers[0].accepted == ("r1.2",)
    assert saved.response.answers[1].review is ReviewStatus.REVIEWED


def test_the_last_decisions_are_taken_back_one_by_one(response: Path) -> None:
    session, person = walk(response, "ruaruuu")
    assert response.read_text(encoding="utf-8") == RESPONSE
    assert person.shown.count("Taken back.") == 3
    assert "Nothing was decided in this walk yet." in person.shown
    assert "nothing decided" in session.word_outcome()


def test_a_rejected_fact_is_taken_out_of_the_file(response: Path) -> None:
    walk(response, "r")
    assert [fact.id for fact in load(response).response.evidence] == ["r1.2", "r2.1"]


def test_an_edit_is_taken_over_and_counts_as_accepted(response: Path) -> None:
    session, _ = walk(response, "e", [lambda text: text.replace("type: practice", "type: awareness")])
    first = load(response).response.answers[0]
    assert (first.evidence[0].type.value, first.accepted) == ("awareness", ("r1.1",))
    assert "1 edited" in session.word_outcome()
    assert list_edits(str(response)) == []


def test_the_editor_shows_what_may_be_written_below_a_line_that_is_left_out(response: Path) -> None:
    seen: list[str] = []

    def look(text: str) -> str:
        seen.append(text)
        return text

    _, person = walk(response, "e", [look])
    above, _, below = seen[0].partition("# ------------------------ >8 ------------------------\n")
    assert above.startswith("id: r1.1\ntype: practice\n")
    assert "# A1.languages (ensure): offer the helpline in the languages callers speak" in below
    assert "# Since January 2023 the helpline is staffed round the clock." in below
    assert all(line.startswith("#") for line in below.splitlines())
    assert "nothing is decided" in person.shown
    assert load(response).raw.decode() == RESPONSE
    assert list_edits(str(response)) == []


def test_typed_lines_with_a_mistake_are_shown_with_it_and_edited_again(response: Path) -> None:
    wrong, right = NEW.replace("training", "trainning"), NEW
    _, person = walk(response, ["n", "e"], [wrong, right])
    assert 'what you wrote:2:7: type is "trainning"' in person.shown
    assert [fact.id for fact in load(response).response.answers[0].evidence] == ["r1.1", "r1.2", "r1.3"]
    assert list_edits(str(response)) == []


def test_typed_lines_left_for_later_are_told_and_gone_on_with(response: Path) -> None:
    walk(response, ["n", "q"], ["id: r1.3\ntype: trainning\nfact: Two clerks were trained.\n"])
    (left,) = list_edits(str(response))
    assert left.name == "xa-2024.yaml.r1.new.edit"
    assert load(response).raw.decode() == RESPONSE
    _, person = walk(response, ["n"], [lambda text: text.replace("trainning", "training")])
    assert f"Not taken over yet: {left}" in person.shown
    assert f"Going on with {left}" in person.shown
    assert [fact.id for fact in load(response).response.answers[0].evidence] == ["r1.1", "r1.2", "r1.3"]
    assert list_edits(str(response)) == []


def test_typed_lines_can_be_dropped(response: Path) -> None:
    walk(response, ["n", "d"], ["id: ["])
    assert list_edits(str(response)) == []
    assert load(response).raw.decode() == RESPONSE


def test_an_editor_that_fails_changes_nothing_and_is_told(response: Path) -> None:
    _, person = walk(response, "ea", [None])
    assert 'the editor "ed" ended with code 1' in person.shown
    assert load(response).response.answers[0].accepted == ("r1.1",)


def test_a_new_fact_begins_under_the_next_free_id(response: Path) -> None:
    seen: list[str] = []

    def look(text: str) -> str:
        seen.append(text)
        return text

    walk(response, "n", [look])
    assert seen[0].startswith("id: r1.3\ntype:\nfact:\n")


def test_a_file_changed_by_another_hand_is_read_anew_and_nothing_of_it_is_lost(response: Path) -> None:
    other = RESPONSE.replace("The helpline is staffed", "The second helpline is staffed")

    def change(text: str) -> str:
        response.write_text(other, encoding="utf-8")
        return text.replace("type: practice", "type: awareness")

    _, person = walk(response, "e", [change])
    assert response.read_text(encoding="utf-8") == other
    assert "changed elsewhere meanwhile" in person.shown
    (left,) = list_edits(str(response))
    assert "type: awareness" in left.read_text(encoding="utf-8"), "what was typed waits in its file"
    _, again = walk(response, "e", [lambda text: text])
    assert load(response).response.answers[0].evidence[0].type.value == "awareness"
    assert "Going on with" in again.shown


def test_a_decision_after_another_hand_is_asked_again(response: Path) -> None:
    other = RESPONSE.replace("symbol: EX(2024)07", "symbol: EX(2024)08")

    class Meddling(Scripted):
        def ask(self, prompt: str) -> str | None:
            if not self.asked:
                response.write_text(other, encoding="utf-8")
            return super().ask(prompt)

    person = Meddling("a")
    session = ReviewSession(
        drafts=load(response),
        load=lambda: load(response),
        chosen=frozenset({"r1"}),
        document=None,
        dialogue=person,
        labels=load_labels(),
    )
    session.run()
    assert response.read_text(encoding="utf-8") == other
    assert "nothing decided" in session.word_outcome()


def test_what_cannot_be_done_is_told_and_asked_again(response: Path) -> None:
    text = RESPONSE.replace(
        "fact: Callers are understood.\n",
        "fact: Callers are understood.\n        supports: [{element: A1.night, fit: full, with: [r1.1]}]\n",
    )
    response.write_text(text, encoding="utf-8")
    _, person = walk(response, ["r", "x", "", "?", "p", "a"])
    assert 'there is no evidence "r1.1"' in person.shown
    assert "Nothing was changed." in person.shown
    assert person.shown.count("Type one of a, e, r, n, s, p, u, ?, q and Enter.") == 2
    assert "a  accept: the fact, or the answer, is right as it stands" in person.shown
    assert load(response).response.answers[0].accepted == ("r1.1",)


def test_an_answer_as_a_whole_is_neither_edited_nor_rejected(response: Path) -> None:
    _, person = walk(response, "aare")
    assert "Its 2 facts are accepted. Is anything missing?" in person.shown
    assert person.shown.count("Type one of a, n, s, p, u, ?, q and Enter.") == 2
    assert "[e]dit" not in person.asked[2]


def test_a_passage_that_the_file_does_not_hold_is_asked_of_the_source(response: Path) -> None:
    _, person = walk(response, "p", chosen=["r2"])
    assert "--source REPORT shows it" in person.shown


def test_hostile_text_reaches_no_terminal(response: Path) -> None:
    text = RESPONSE.replace("fact: Callers are understood.", 'fact: "\\e[31mred\\u202e [bold]"')
    response.write_text(text, encoding="utf-8")
    _, person = walk(response, "aq")
    assert "\x1b" not in person.shown
    assert "\u202e" not in person.shown
    assert "[bold]" in person.shown
