"""Gaps as annotations: at the place in the YAML where the item is answered, with what the gate made of each."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from cpcheck.assessment import assess
from cpcheck.comparison import compare_all
from cpcheck.errors import Location
from cpcheck.gate import GateSettings, KnownFinding, hold
from cpcheck.model import Assessment, Verdict
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level
from cpcheck.reports.verdict_annotations import Held, annotate_verdicts
from cpcheck.reports.view import build_view
from cpcheck.store.case_places import CasePlaces
from cpcheck.store.cases import FiledCase, load_filed_cases
from tests.cases import cp

SET = """\
kind: recommendations
id: XA/Rec(2023)01
state: XA
adopted: 2023-06-16
items:
  - {id: A1, title: Helpline, asks: a, themes: [helpline, law], elements: [{id: x, asks: see to x, ask: ensure}, {id: y, asks: see to y, ask: ensure}]}
  - {id: A2, title: Shelter, asks: a, elements: [{id: x, asks: see to it, ask: ensure}]}
  - {id: A3, title: Nowhere, asks: a, elements: [{id: x, asks: see to it, ask: ensure}]}
  - {id: B1, title: Helpline again, asks: a, repeats: {item: A1}}
  - {id: B2, title: Nowhere again, asks: a, repeats: {item: A3}}
  - {id: C1, title: Done, asks: a, elements: [{id: x, asks: see to it, ask: ensure}]}
"""  # noqa: E501 - as people write it
RESPONSE = """\
kind: response
state: XA
recommendations: XA/Rec(2023)01
document: {symbol: XA(2025)01, received: 2025-06-11}
answers:
  - id: r0
    items: [C1, "B1"]
    evidence:
      - {id: r0.1, type: practice, fact: Done., date: 2024, supports: [{element: C1.x, fit: full}]}
  - id: r1
    items:
      - A2
      -   A1   # the helpline
    evidence:
      - {id: r1.1, type: practice, fact: Half., date: 2024, supports: [{element: A1.x, fit: full}]}
      - {id: r1.2, type: assurance, fact: Fine., supports: [{element: A2.x, fit: partial}]}
  - id: r2
    items: [A2]
"""


class Filed:
    """The case in two files, and what becomes of it."""

    def __init__(self, folder: Path, response: str = RESPONSE) -> None:
        (folder / "recommendations.yaml").write_text(SET, encoding="utf-8")
        self.file = folder / "response.yaml"
        self.file.write_text(response, encoding="utf-8")
        (self.case,) = load_filed_cases([str(self.file)])

    def assess(self, as_of: str | None = None) -> Assessment:
        """Assess it on a day."""
        return assess(self.case.case, cp(), as_of=dt.date.fromisoformat(as_of) if as_of else None)


@pytest.fixture
def filed(tmp_path: Path) -> Filed:
    """Return the case."""
    return Filed(tmp_path)


def annotate(*sides: tuple[FiledCase, Assessment], held: Held | None = None, items: Sequence[str] = ()) -> AnnotatedRun:
    """Annotate some responses."""
    views = [build_view(assessment, items=items) for _, assessment in sides]
    return annotate_verdicts([case for case, _ in sides], views, held)


def annotate_one(filed: Filed, settings: GateSettings | None = None, **rest: object) -> AnnotatedRun:
    """Annotate the case, held to a gate where one is given."""
    assessment = filed.assess()
    known: frozenset[KnownFinding] = rest.get("known", frozenset())  # type: ignore[assignment]
    outcome = hold([assessment], settings, known=known) if settings else None
    held = Held(outcome=outcome, known=known, no_waivers=bool(settings and settings.no_waivers))
    return annotate((filed.case, assessment), held=held)


def find(run: AnnotatedRun, item: str, code: str = "CP201") -> Annotation:
    """Return the one annotation of an item under a code."""
    (note,) = [note for note in run.annotations if (note.id, note.code) == (item, code)]
    return note


def cut(place: Location) -> str:
    """Return what stands at a place of a file."""
    assert place.line == place.end_line
    assert place.line is not None
    assert place.column is not None
    assert place.end_column is not None
    line = Path(place.path).read_text(encoding="utf-8").splitlines()[place.line - 1]
    return line[place.column - 1 : place.end_column - 1]


# --- places -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "name", "place", "text"),
    [
        ("A1", "response.yaml", (13, 11), "A1"),
        ("A2", "response.yaml", (12, 9), "A2"),
        ("B1", "response.yaml", (7, 17), '"B1"'),
        ("C1", "response.yaml", (7, 13), "C1"),
        ("A3", "recommendations.yaml", (8, 10), "A3"),
        ("B2", "recommendations.yaml", (10, 10), "B2"),
    ],
    ids=["after its twin", "first answer", "repeated", "met", "answered nowhere", "repeated and answered nowhere"],
)
def test_an_item_is_where_the_response_first_names_it(
    item: str, name: str, place: tuple[int, int], text: str, filed: Filed
) -> None:
    found = CasePlaces(filed.case).find_answered(item)
    assert Path(found.path).name == name
    assert (found.line, found.column) == place
    assert cut(found) == text


def test_an_item_that_only_its_twin_is_answered_for_is_there(tmp_path: Path) -> None:
    filed = Filed(tmp_path, RESPONSE.replace("-   A1   # the helpline", "- C1"))
    assert cut(find(annotate_one(filed), "A1", "CP202").location) == '"B1"'


# --- what is said -------------------------------------------------------------------------------------------------


def test_every_gap_is_annotated_once_and_nothing_else(filed: Filed) -> None:
    run = annotate_one(filed)
    assert [(note.id, note.code, note.level) for note in run.annotations] == [
        ("A1", "CP202", Level.WARNING),
        ("A2", "CP201", Level.ERROR),
        ("A3", "CP201", Level.ERROR),
    ]
    assert run.command == "assess"
    assert {note.code for note in run.annotations} <= {meaning.code for meaning in run.meanings}
    assert all(note.title == f"cpcheck {note.code} {note.id}" for note in run.annotations)
    assert {(note.state, note.fails, note.accepted) for note in run.annotations} == {("XA", False, None)}


def test_the_message_says_how_far_it_got_and_what_is_left_open(filed: Filed) -> None:
    run = annotate_one(filed)
    assert find(run, "A1", "CP202").message.splitlines() == [
        "A1 is partly implemented: 1 of 2 elements met.",
        "A1.y: not met, unanswered",
    ]
    assert find(run, "A2").message == (
        "A2 is not addressed: 0 of 1 elements met.\nA2.x: not met, assurance only (r1.2)"
    )


def test_every_counted_item_is_a_subject_with_its_theme_and_the_reply(filed: Filed) -> None:
    run = annotate_one(filed)
    assert [(subject.name, subject.theme, len(subject.annotations)) for subject in run.subjects] == [
        ("A1 Helpline", "helpline", 1),
        ("A2 Shelter", "", 1),
        ("A3 Nowhere", "", 1),
        ("C1 Done", "", 0),
    ]
    assert {(subject.group, subject.state) for subject in run.subjects} == {("XA XA(2025)01 on XA/Rec(2023)01", "XA")}


def test_only_the_items_shown_are_annotated(filed: Filed) -> None:
    run = annotate((filed.case, filed.assess()), items=["A2"])
    assert [note.id for note in run.annotations] == ["A2"]


# --- what the gate made of it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (None, set()),
        (GateSettings(strict=True), set()),
        (GateSettings(max_not_addressed=2), set()),
        (GateSettings(fail_on=Verdict.NOT_ADDRESSED), {"A2", "A3"}),
        (GateSettings(max_not_addressed=1), {"A2", "A3"}),
        (GateSettings(fail_on=Verdict.PARTLY), {"A1", "A2", "A3"}),
    ],
)
def test_what_fails_the_gate_is_marked_so(settings: GateSettings | None, expected: set[str], filed: Filed) -> None:
    assert {note.id for note in annotate_one(filed, settings).annotations if note.fails} == expected


def test_of_two_responses_only_the_one_that_fails_is_marked(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    waived = (
        RESPONSE
        + "waivers:\n"
        + "".join(f"  - {{item: {item}, reason: Later., by: N. N., on: 2025-01-01}}\n" for item in ("A2", "A3"))
    )
    sides = [Filed(folders[0], waived), Filed(folders[1])]
    assessments = [side.assess() for side in sides]
    outcome = hold(assessments, GateSettings(fail_on=Verdict.NOT_ADDRESSED))
    run = annotate(
        *((side.case, one) for side, one in zip(sides, assessments, strict=True)), held=Held(outcome=outcome)
    )
    failing = [note for note in run.annotations if note.fails]
    assert [(Path(note.location.path).parent.name, note.id) for note in failing] == [("two", "A2"), ("two", "A3")]
    assert [note.accepted is not None for note in run.annotations] == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    ("expires", "words"),
    [("", "waived by N. N.: Not due | yet."), (", expires: 2026-01-31", "until 2026-01-31: Not due | yet.")],
)
def test_a_waived_gap_is_accepted_with_the_reason(expires: str, words: str, tmp_path: Path) -> None:
    waiver = f"waivers:\n  - {{item: A2, reason: Not due | yet., by: N. N., on: 2025-01-01{expires}}}\n"
    run = annotate_one(Filed(tmp_path, RESPONSE + waiver), GateSettings(fail_on=Verdict.PARTLY))
    assert str(find(run, "A2").accepted).endswith(words)
    assert not find(run, "A2").fails
    assert find(run, "A3").accepted is None


def test_a_waiver_that_ran_out_or_is_ignored_accepts_nothing(tmp_path: Path) -> None:
    waiver = "waivers:\n  - {item: A2, reason: r, by: N., on: 2025-01-01, expires: 2025-02-01}\n"
    waiver += "  - {item: A3, reason: r, by: N., on: 2025-01-01}\n"
    filed = Filed(tmp_path, RESPONSE + waiver)
    run = annotate_one(filed, GateSettings(fail_on=Verdict.NOT_ADDRESSED, no_waivers=True))
    assert [(find(run, item).accepted, find(run, item).fails) for item in ("A2", "A3")] == [(None, True)] * 2


def test_what_the_baseline_knows_is_accepted_even_without_a_gate(filed: Filed) -> None:
    known = frozenset(
        {KnownFinding(code="CP201", state="XA", id="A2"), KnownFinding(code="CP201", state="XB", id="A3")}
    )
    for settings in (None, GateSettings(fail_on=Verdict.PARTLY)):
        run = annotate_one(filed, settings, known=known)
        assert find(run, "A2").accepted == "known in the baseline"
        assert find(run, "A3").accepted is None


def test_a_regression_and_a_lapse_are_annotated_beside_the_gap(tmp_path: Path) -> None:
    better = RESPONSE.replace("type: assurance", "type: practice, date: 2024")
    overrides = "overrides:\n  - {item: A2, verdict: partly, reason: r, by: N., on: 2025-01-01, expires: 2025-02-01}\n"
    overrides += "  - {item: B1, verdict: partly, reason: r, by: N., on: 2025-01-01, expires: 2025-03-01}\n"
    old = Filed(tmp_path, better).assess()
    filed = Filed(tmp_path, RESPONSE + overrides)
    new = filed.assess()
    outcome = hold([new], GateSettings(no_regression=True, strict=True), comparison=compare_all([old], [new]))
    run = annotate((filed.case, new), held=Held(outcome=outcome))
    worse, lapsed = find(run, "A2", "CP203"), find(run, "A2", "CP204")
    assert (worse.level, worse.fails, worse.message) == (
        Level.ERROR,
        True,
        "A2 is worse than at the base: partly → not_addressed.",
    )
    assert (lapsed.level, lapsed.fails) == (Level.WARNING, True)
    assert "ended on 2025-02-01" in lapsed.message
    assert not find(run, "A2").fails
    assert find(run, "B1", "CP204").fails
    assert cut(find(run, "B1", "CP204").location) == '"B1"'


def test_without_strict_no_lapse_is_annotated(tmp_path: Path) -> None:
    overrides = "overrides:\n  - {item: A2, verdict: partly, reason: r, by: N., on: 2025-01-01, expires: 2025-02-01}\n"
    run = annotate_one(Filed(tmp_path, RESPONSE + overrides), GateSettings(fail_on=Verdict.PARTLY))
    assert {note.code for note in run.annotations} == {"CP201", "CP202"}
