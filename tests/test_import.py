"""`cpcheck import`: a report becomes draft files that every other command takes."""

import json
import re
from pathlib import Path

import pytest

import cpcheck
from cpcheck.cli import import_
from cpcheck.importers.document import Message
from cpcheck.model import Flag, ReviewStatus
from tests.in_process import Ended, call
from tests.shared import SOURCE, needs_source

REPORT = """\
EX(2024)07

Reply of the authorities of Norway to recommendation EX/Rec(2022)01, adopted on 15 March 2022

Received on 2 May 2024

A. Tenants

1. Recommendation - amend the Housing Act so that tenants are exempted from court fees (paragraph 12)

Response - Under Article 9 of the Housing Act of 4 June 2023 tenants are exempted from court fees. 41 used it in 2023 \
and 57 in 2024.

2. Recommendation - train inspectors on the signs of overcrowding

Response - It is planned to train inspectors on overcrowding. There is no handbook.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a report, as text."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path


def draft(folder: Path, *options: str) -> Ended:
    done = call("import", "report.txt", *options, cwd=folder)
    assert done.code == 0, done.stderr
    assert done.stdout == ""
    return done


def test_items_answers_facts_and_particulars_are_drafted_with_their_places(folder: Path) -> None:
    draft(folder)
    case = cpcheck.load(folder / "data/responses/no-2024.yaml")
    asked, reply = case.recommendations, case.response
    assert (asked.id, asked.state, asked.adopted.isoformat()) == ("EX/Rec(2022)01", "NO", "2022-03-15")
    assert (reply.document.symbol, reply.document.received.isoformat()) == ("EX(2024)07", "2024-05-02")
    assert [(item.id, item.paragraph) for item in asked.items] == [("A1", 12), ("A2", None)]
    assert [(answer.items, answer.where and answer.where.lines) for answer in reply.answers] == [
        (("A1",), (11, 11)),
        (("A2",), (15, 15)),
    ]
    assert {answer.review for answer in reply.answers} == {ReviewStatus.DRAFT}
    (law,) = [fact for fact in reply.evidence if fact.type.value == "law_in_force"]
    assert law.date is not None
    assert law.date.text == "2023-06-04"
    assert [support.because for support in law.supports if support.because], "a drafted link says what it rests on"
    years = {(figure.year, figure.value) for fact in reply.evidence for figure in fact.figures}
    assert {(2023, 41), (2024, 57)} <= years


def test_what_is_drafted_is_sound_anchored_and_flagged(folder: Path) -> None:
    draft(folder)
    response = "data/responses/no-2024.yaml"
    assert call("validate", response, cwd=folder).code in {0, 1}
    verified = call("verify", response, "--source", "report.txt", cwd=folder)
    assert verified.code == 0, verified.stdout
    data = json.loads(call("assess", response, "-f", "json", cwd=folder).stdout)
    assert all(Flag.DRAFT.value in item["flags"] for item in data["items"])
    refused = call("assess", response, "--no-drafts", cwd=folder)
    assert (refused.code, refused.last_line) == (1, "gate: draft 2 > 0 → exit 1")


def test_what_was_taken_from_the_report_what_is_left_and_the_counts_are_told(folder: Path) -> None:
    said = draft(folder).stderr
    assert "taken from line 3: the cut-off 2022-03-15 (--adopted says otherwise)" in said
    assert re.search(r"^report\.txt:\d+: left out, part of no item and no answer: ", said, re.MULTILINE)
    assert re.search(r"^drafted: 2 items, 2 answers, \d+ facts, \d+ links?$", said, re.MULTILINE)
    assert re.search(r"^\d+\.\d% of the words landed in an item or an answer$", said, re.MULTILINE)
    assert "a first assessment, a draft: 2 items: " in said
    assert draft(folder, "-q", "-o", "other").stderr == ""


def test_a_terminal_gets_messages_cut_to_size_and_a_file_gets_them_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = f"The ministry thanks all who took part {'in one way or another ' * 20}and closes here."
    (folder / "report.txt").write_text(REPORT.replace("A. Tenants", f"{long}\n\nA. Tenants"), encoding="utf-8")
    assert f'"{long}"' in draft(folder).stderr
    monkeypatch.setattr(import_, "_WIDEST", 60)
    told = "\n".join(import_._tell_messages([Message(where=None, text=long)] * 41, "report.txt", whole=False))
    assert "report.txt: The ministry thanks all who took part in one way or another …\n" in told
    assert told.endswith("\n1 more like these; 2> FILE keeps all, and whole")


def test_options_come_before_the_report_and_what_it_claims_is_kept_apart(folder: Path) -> None:
    draft(
        folder, "--adopted", "2022-03-16", "--state", "XA", "--symbol", "N1", "--set", "R1", "--received", "2024-05-03"
    )
    case = cpcheck.load(folder / "data/responses/xa-2024.yaml")
    assert (case.recommendations.id, case.recommendations.adopted.isoformat()) == ("R1", "2022-03-16")
    assert case.response.document.symbol == "N1"
    assert case.response.document.claims == (("adopted", "2022-03-15"),)


@pytest.mark.parametrize(
    ("old", "new", "arguments", "words"),
    [
        (", adopted on 15 March 2022", "", [], "does not say the cut-off; expected --adopted"),
        ("Received on 2 May 2024", "", [], "expected --received"),
        (" of Norway", "", [], "expected --state"),
        ("", "", ["--adopted", "2022"], 'is "2022"; expected a day as YYYY-MM-DD'),
        ("", "", ["--state", "Norway"], "expected a code of two letters"),
        ("", "", ["--language", "xx"], 'no lexicon for the language "xx"'),
        (REPORT[REPORT.index("A. Tenants") :], "", [], "no demand was found"),
    ],
)
def test_what_verdicts_depend_on_is_never_guessed(
    old: str, new: str, arguments: list[str], words: str, folder: Path
) -> None:
    (folder / "report.txt").write_text(REPORT.replace(old, new) if old else REPORT, encoding="utf-8")
    done = call("import", "report.txt", *arguments, cwd=folder)
    assert done.code == 2, done.stderr
    assert words in done.last_line
    assert not (folder / "data").exists()


def test_nothing_is_ever_replaced(folder: Path) -> None:
    draft(folder)
    before = (folder / "data/recommendations.yaml").read_bytes()
    again = call("import", "report.txt", cwd=folder)
    assert again.code == 2
    assert "nothing was written" in again.last_line
    assert (folder / "data/recommendations.yaml").read_bytes() == before


def test_words_of_a_report_steer_neither_terminal_nor_yaml(folder: Path) -> None:
    hostile = "- : # NO \x1b[31m \u202e {x: [y]} 'a' \"b\" ::error::"
    text = REPORT.replace("There is no handbook.", f"There is no handbook {hostile} in 2023.")
    (folder / "report.txt").write_text(text.replace("A. Tenants", f"A. Tenants {hostile}"), encoding="utf-8")
    done = draft(folder)
    assert "\x1b" not in done.stderr
    case = cpcheck.load(folder / "data/responses/no-2024.yaml")
    assert [item.id for item in case.recommendations.items] == ["A1", "A2"]


@needs_source
def test_the_shipped_report_is_drafted_whole(tmp_path: Path) -> None:
    done = call("import", str(SOURCE), "-o", "data", "--adopted", "2023-06-16", cwd=tmp_path)
    assert done.code == 0, done.stderr
    drafted = cpcheck.load(tmp_path / "data/responses/az-2025.yaml")
    coded = cpcheck.load(Path(__file__).parent.parent / "data/responses/azerbaijan-2025.yaml")
    assert [item.id for item in drafted.recommendations.items] == [item.id for item in coded.recommendations.items]
    places = [{(answer.where, answer.items) for answer in case.response.answers} for case in (drafted, coded)]
    assert places[0] == places[1]
    verified = call("verify", "data/responses/az-2025.yaml", "--source", str(SOURCE), cwd=tmp_path)
    assert verified.code == 0, verified.stdout
