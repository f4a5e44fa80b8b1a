"""Decisions on drafts: each gives a whole sound file, in which nothing else has changed."""

from pathlib import Path

import pytest

from cpcheck.errors import DataError
from cpcheck.model import EvidenceType, ReviewStatus
from cpcheck.records import replace
from cpcheck.store.drafts import WRITTEN, Pending
from cpcheck.store.editing import ResponseText
from tests.drafts import RESPONSE, load, write_drafts

NEW = "id: r1.3\ntype: training\nfact: Two clerks were trained.\nsupports: [{element: A1.languages, fit: partial}]\n"


@pytest.fixture
def response(tmp_path: Path) -> Path:
    return write_drafts(tmp_path)


def test_the_facts_of_a_draft_are_pending_in_order_and_then_the_answer_itself(response: Path) -> None:
    drafts = load(response)
    found = [(one.find_answer(drafts.response).id, one.fact) for one in drafts.pending]
    assert found == [("r1", 0), ("r1", 1), ("r1", None), ("r2", 0), ("r2", None)]


def test_an_accepted_fact_is_named_in_the_review_and_no_longer_pending(response: Path) -> None:
    before = load(response)
    after = before.accept(before.pending[1])
    assert after.response.answers[0].accepted == ("r1.2",)
    assert after.raw.decode() == RESPONSE.replace(
        "review: {status: draft}", "review: {status: draft, accepted: [r1.2]}", 1
    )
    assert [one.fact for one in after.pending] == [0, None, 0, None]


def test_accepted_facts_stand_in_the_order_of_the_answer(response: Path) -> None:
    drafts = load(response)
    drafts = drafts.accept(drafts.pending[1])
    drafts = drafts.accept(drafts.pending[0])
    assert drafts.response.answers[0].accepted == ("r1.1", "r1.2")


def test_an_answer_is_reviewed_once_it_is_accepted_itself(response: Path) -> None:
    drafts = load(response)
    while drafts.pending:
        drafts = drafts.accept(drafts.pending[0])
    assert {answer.review for answer in drafts.response.answers} == {ReviewStatus.REVIEWED}
    assert drafts.raw.decode() == RESPONSE.replace("status: draft", "status: reviewed")


def test_a_rejected_fact_is_gone(response: Path) -> None:
    before = load(response)
    after = before.reject(before.pending[0])
    assert [fact.id for fact in after.response.evidence] == ["r1.2", "r2.1"]
    last = before.reject(Pending(answer=1, fact=0))
    assert last.response.answers[1].evidence == ()


def test_an_edited_fact_counts_as_accepted_under_its_new_id_too(response: Path) -> None:
    before = load(response)
    lines = before.read_fact(before.pending[0]).replace("r1.1", "r1.7").replace("practice", "awareness")
    after = before.edit(before.pending[0], lines)
    (fact, other), accepted = after.response.answers[0].evidence, after.response.answers[0].accepted
    assert (fact.id, fact.type, accepted) == ("r1.7", EvidenceType.AWARENESS, ("r1.7",))
    assert other == before.response.answers[0].evidence[1]


def test_an_added_fact_stands_last_and_counts_as_accepted(response: Path) -> None:
    before = load(response)
    after = before.add(before.pending[0], NEW)
    assert [fact.id for fact in after.response.answers[0].evidence] == ["r1.1", "r1.2", "r1.3"]
    assert after.response.answers[0].accepted == ("r1.3",)
    assert after.response.answers[1:] == before.response.answers[1:]


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        ("id: r1.3\ntype: practise\nfact: x", 2, 'did you mean "practice"?'),
        ("id: r1.3\ntype: practice\nfact: x\nsupports: [{element: A9.x, fit: full}]", 4, 'no element "A9.x"'),
        ("id: r1.3\ntype: practice\nfact: a: b", 3, "not YAML"),
        ("type: practice\nfact: x", 1, "id"),
    ],
)
def test_what_is_wrong_in_typed_lines_is_told_at_its_place_in_them(
    response: Path, lines: str, line: int, message: str
) -> None:
    drafts = load(response)
    for change in (drafts.add, drafts.edit):
        with pytest.raises(DataError) as refused:
            change(drafts.pending[0], lines)
        (problem,) = refused.value.problems
        assert (problem.location.path, problem.location.line) == (WRITTEN, line)
        assert message in problem.message


def test_what_is_wrong_elsewhere_because_of_typed_lines_is_told_at_its_place_in_the_file(response: Path) -> None:
    drafts = load(response)
    with pytest.raises(DataError) as refused:
        drafts.edit(drafts.pending[0], "id: r2.1\ntype: practice\nfact: x")
    (problem,) = refused.value.problems
    assert problem.location.path == str(response)
    assert 'evidence id "r2.1" stands twice' in problem.message


def test_a_fact_that_another_one_names_cannot_be_rejected(response: Path) -> None:
    text = RESPONSE.replace(
        "fact: Callers are understood.\n",
        "fact: Callers are understood.\n        supports: [{element: A1.night, fit: full, with: [r1.1]}]\n",
    )
    response.write_text(text, encoding="utf-8")
    drafts = load(response)
    with pytest.raises(DataError, match=r'no evidence "r1\.1"'):
        drafts.reject(drafts.pending[0])


def test_a_review_that_another_answer_shares_is_not_bent(response: Path) -> None:
    text = RESPONSE.replace("review: {status: draft}", "review: &same {status: draft}", 1)
    response.write_text(text.replace("review: {status: draft}", "review: *same", 1), encoding="utf-8")
    drafts = load(response)
    with pytest.raises(DataError, match="alias"):
        drafts.accept(Pending(answer=1, fact=0))


def test_a_change_of_more_than_was_meant_is_refused(response: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bend(text: ResponseText, *_: object) -> ResponseText:
        return replace(text, raw=text.raw.replace(b"round the clock.\n", b"by day.\n"))

    drafts = load(response)
    monkeypatch.setattr(ResponseText, "set_review", bend)
    with pytest.raises(DataError, match="cannot be changed without changing more than this; expected"):
        drafts.accept(drafts.pending[0])


def test_two_facts_typed_as_one_are_refused(response: Path) -> None:
    drafts = load(response)
    smuggled = "id: r1.3\ntype: practice\nfact: x\n- id: r1.4\n"
    with pytest.raises(DataError):
        drafts.add(drafts.pending[0], smuggled)


def test_typed_lines_cannot_end_the_answer_they_stand_in(response: Path) -> None:
    drafts = load(response)
    before = drafts.response
    for lines in ("id: r1.3\ntype: practice\nfact: x\n\nwaivers: []", "{}", "[]", "- id: r1.3", "null"):
        with pytest.raises(DataError):
            drafts.edit(drafts.pending[0], lines)
    assert drafts.response == before


def test_an_accepted_fact_that_the_answer_does_not_have_is_a_problem_at_its_place(response: Path) -> None:
    text = RESPONSE.replace("review: {status: draft}", "review: {status: draft, accepted: [r1.1, r1.4]}", 1)
    response.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        load(response)
    (problem,) = refused.value.problems
    assert (problem.location.line, problem.location.column) == (26, 46)
    assert 'has no evidence "r1.4"; expected evidence of this answer; did you mean "r1.2"?' in problem.message
