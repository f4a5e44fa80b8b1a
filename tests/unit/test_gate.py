"""What fails a gate, what it passes over, and in which words it says so."""

import datetime as dt
from collections.abc import Iterable

import pytest

from cpcheck.assessment import assess
from cpcheck.comparison import compare_all
from cpcheck.gate import GateOutcome, GateSettings, HeldItem, KnownFinding, hold, list_gaps
from cpcheck.model import Assessment, Override, Verdict, Waiver
from cpcheck.records import replace
from tests.cases import cp, full, make_answer, make_case, make_fact, make_item, make_override, make_waiver, partial

LEVELS = ("not_addressed", "partly", "implemented")
NOT_ADDRESSED = GateSettings(fail_on=Verdict.NOT_ADDRESSED)
PARTLY = GateSettings(fail_on=Verdict.PARTLY)
NO_REGRESSION = GateSettings(no_regression=True)
STRICT = GateSettings(strict=True)
NO_DRAFTS = GateSettings(no_drafts=True)
DAY = dt.date(2026, 1, 1)


def decide(
    *verdicts: str,
    repeats: Iterable[str] = (),
    overrides: Iterable[Override] = (),
    waivers: Iterable[Waiver] = (),
    as_of: dt.date | None = DAY,
) -> Assessment:
    """Assess a case in which items A1, A2, … have some verdicts; R1, R2, … repeat the items named."""
    items = [make_item(f"A{number}") for number in range(1, len(verdicts) + 1)]
    twins = {item.id: item for item in items}
    again = [make_item(f"R{place}", elements=twins[name].elements, repeats=name) for place, name in _number(repeats)]
    facts = [
        make_fact(f"r1.{item.id}", "practice", date="2024-05-01", supports=[fit(element=f"{item.id}.x")])
        for item, verdict in zip(items, verdicts, strict=True)
        if (fit := {"implemented": full, "partly": partial}.get(verdict)) is not None
    ]
    found = assess(make_case([*items, *again], facts, overrides=overrides, waivers=waivers), cp(), as_of=as_of)
    assert tuple(verdict.verdict for verdict in found.items[: len(items)]) == verdicts
    return found


def _number(names: Iterable[str]) -> Iterable[tuple[int, str]]:
    return enumerate(names, start=1)


def know(*ids: str, code: str = "CP201", state: str = "XA") -> frozenset[KnownFinding]:
    """Return a baseline that knows some items."""
    return frozenset(KnownFinding(code=code, state=state, id=id) for id in ids)


def name_items(outcome: GateOutcome, criterion: str) -> list[str]:
    """Return the items that one criterion counts; none where it is met."""
    return [
        held.verdict.item.id for breach in outcome.breaches for held in breach.items if breach.criterion == criterion
    ]


def name_held(held: Iterable[HeldItem]) -> list[str]:
    """Return the ids of items that were held."""
    return [one.verdict.item.id for one in held]


# --- what it holds ------------------------------------------------------------------------------------------------


def test_a_gate_that_asks_for_nothing_is_met_by_anything() -> None:
    outcome = hold([decide(*LEVELS)], GateSettings())
    assert (outcome.is_met, outcome.breaches, str(outcome)) == (True, (), "met")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (GateSettings(), False),
        (GateSettings(no_waivers=True), False),
        (NOT_ADDRESSED, True),
        (GateSettings(max_not_addressed=0), True),
        (NO_REGRESSION, True),
        (STRICT, True),
        (NO_DRAFTS, True),
    ],
)
def test_settings_know_whether_anything_can_fail(settings: GateSettings, expected: bool) -> None:
    assert settings.holds_something is expected


def test_not_addressed_passes_over_what_is_partly_implemented() -> None:
    outcome = hold([decide("not_addressed", "partly", "implemented", "not_addressed")], NOT_ADDRESSED)
    assert [str(breach) for breach in outcome.breaches] == ["not_addressed 2 > 0"]
    assert name_items(outcome, "not_addressed") == ["A1", "A4"]
    assert hold([decide("partly", "implemented")], NOT_ADDRESSED).is_met


def test_partly_stands_for_both_and_tells_them_apart() -> None:
    outcome = hold([decide("not_addressed", "partly", "partly", "implemented")], PARTLY)
    assert str(outcome) == "not_addressed 1 > 0; partly 2 > 0"
    assert not outcome.is_met
    assert hold([decide("implemented")], PARTLY).is_met


def test_partly_alone_is_told_alone() -> None:
    assert str(hold([decide("partly", "implemented")], PARTLY)) == "partly 1 > 0"


@pytest.mark.parametrize(("limit", "expected"), [(0, "not_addressed 2 > 0"), (1, "not_addressed 2 > 1"), (2, "met")])
def test_as_many_as_are_allowed_may_be_not_addressed(limit: int, expected: str) -> None:
    assessment = decide("not_addressed", "not_addressed", "partly")
    assert str(hold([assessment], GateSettings(max_not_addressed=limit))) == expected


def test_of_two_limits_on_one_count_the_smaller_holds() -> None:
    settings = GateSettings(fail_on=Verdict.NOT_ADDRESSED, max_not_addressed=5)
    assert str(hold([decide("not_addressed")], settings)) == "not_addressed 1 > 0"


def test_items_of_all_responses_are_counted_together() -> None:
    assessments = [decide("not_addressed", "partly"), decide("implemented", "not_addressed")]
    outcome = hold(assessments, GateSettings(max_not_addressed=1))
    assert str(outcome) == "not_addressed 2 > 1"
    assert outcome.failing == {(0, "CP201", "A1"), (1, "CP201", "A2")}
    assert [(held.assessment, held.state, held.code) for held in outcome.breaches[0].items] == [
        (0, "XA", "CP201"),
        (1, "XA", "CP201"),
    ]


def test_no_response_at_all_meets_any_gate() -> None:
    assert hold([], GateSettings(fail_on=Verdict.PARTLY, max_not_addressed=0, strict=True)).is_met


def test_a_repeated_item_is_counted_once() -> None:
    outcome = hold([decide("not_addressed", "partly", repeats=["A1", "A1", "A2"])], PARTLY)
    assert str(outcome) == "not_addressed 1 > 0; partly 1 > 0"
    assert name_items(outcome, "not_addressed") == ["A1"]


# --- overrides and waivers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", LEVELS)
def test_an_override_does_not_move_the_gate(verdict: str) -> None:
    overrides = [make_override("A1", verdict, on="2025-07-01"), make_override("A2", verdict, on="2025-07-01")]
    outcome = hold([decide("not_addressed", "implemented", overrides=overrides)], PARTLY)
    assert str(outcome) == "not_addressed 1 > 0"
    assert name_items(outcome, "not_addressed") == ["A1"]


@pytest.mark.parametrize(
    ("day", "is_met"),
    [("2025-06-30", False), ("2025-07-01", True), ("2025-12-31", True), ("2026-01-01", False)],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_waiver_holds_through_its_last_day(day: str, is_met: bool) -> None:
    waivers = [make_waiver("A1", on="2025-07-01", expires="2025-12-31")]
    outcome = hold([decide("not_addressed", waivers=waivers, as_of=dt.date.fromisoformat(day))], NOT_ADDRESSED)
    assert outcome.is_met is is_met
    assert name_held(outcome.waived) == (["A1"] if is_met else [])


def test_a_waived_item_is_skipped_by_every_count_and_named_once() -> None:
    waivers = [make_waiver("A1", on="2025-07-01"), make_waiver("A2", on="2025-07-01")]
    settings = GateSettings(fail_on=Verdict.PARTLY, max_not_addressed=0, no_regression=True)
    old, new = decide("implemented", "implemented"), decide("not_addressed", "partly", waivers=waivers)
    outcome = hold([new], settings, comparison=compare_all([old], [new]))
    assert outcome.is_met
    assert name_held(outcome.waived) == ["A1", "A2"]


def test_a_waiver_of_what_is_implemented_is_not_told_as_skipped() -> None:
    assert hold([decide("implemented", waivers=[make_waiver("A1", on="2025-07-01")])], PARTLY).waived == ()


def test_waivers_can_be_ignored() -> None:
    settings = GateSettings(fail_on=Verdict.NOT_ADDRESSED, no_waivers=True)
    outcome = hold([decide("not_addressed", waivers=[make_waiver("A1", on="2025-07-01")])], settings)
    assert (str(outcome), outcome.waived) == ("not_addressed 1 > 0", ())


@pytest.mark.parametrize("sort", ["override", "waiver"])
@pytest.mark.parametrize(
    ("expires", "expected"),
    [("2025-12-31", ["A1"]), ("2026-01-01", []), (None, [])],
    ids=["yesterday", "today", "never"],
)
def test_strict_counts_what_has_run_out(sort: str, expires: str | None, expected: list[str]) -> None:
    overrides = [make_override("A1", on="2025-07-01", expires=expires)] if sort == "override" else []
    waivers = [make_waiver("A1", on="2025-07-01", expires=expires)] if sort == "waiver" else []
    outcome = hold([decide("implemented", overrides=overrides, waivers=waivers)], STRICT)
    assert name_items(outcome, "lapsed") == expected
    assert outcome.is_met is (not expected)


def test_a_decision_that_ran_out_is_told_with_its_last_day() -> None:
    decisions = [
        make_override("A1", on="2024-01-01", expires="2024-06-30"),
        make_override("A1", on="2023-01-01", expires="2023-06-30"),
    ]
    (breach,) = hold([decide("partly", overrides=decisions)], STRICT).breaches
    assert [held.detail for held in breach.items] == ["ended on 2024-06-30"]
    assert str(breach) == "lapsed 1 > 0"


def test_a_decision_that_another_one_followed_has_not_lapsed() -> None:
    waivers = [make_waiver("A1", on="2024-01-01", expires="2024-12-31"), make_waiver("A1", on="2025-01-01")]
    assert hold([decide("not_addressed", waivers=waivers)], STRICT).is_met
    overrides = [make_override("A1", on="2024-01-01", expires="2024-12-31"), make_override("A1", on="2025-01-01")]
    assert hold([decide("not_addressed", overrides=overrides)], STRICT).is_met


def test_a_decision_that_has_not_begun_has_not_lapsed() -> None:
    waivers = [make_waiver("A1", on="2026-02-01", expires="2026-12-31")]
    assert hold([decide("not_addressed", waivers=waivers)], STRICT).is_met


def test_a_waiver_does_not_excuse_an_override_that_ran_out() -> None:
    assessment = decide(
        "not_addressed",
        overrides=[make_override("A1", on="2024-01-01", expires="2024-12-31")],
        waivers=[make_waiver("A1", on="2025-01-01")],
    )
    assert name_items(hold([assessment], STRICT), "lapsed") == ["A1"]


def test_a_decision_on_a_repeated_item_can_lapse() -> None:
    waivers = [make_waiver("R1", on="2024-01-01", expires="2024-12-31")]
    assert name_items(hold([decide("partly", repeats=["A1"], waivers=waivers)], STRICT), "lapsed") == ["R1"]


def test_what_ran_out_fails_nothing_without_strict() -> None:
    waivers = [make_waiver("A1", on="2024-01-01", expires="2024-12-31")]
    assert hold([decide("implemented", waivers=waivers)], PARTLY).is_met


# --- drafts -------------------------------------------------------------------------------------------------------


def draft(
    *reviews: str, repeats: Iterable[str] = (), waivers: Iterable[Waiver] = (), as_of: dt.date = DAY
) -> Assessment:
    """Assess a case in which each of A1, A2, … is met by one answer, reviewed or not; R1, R2, … repeat items."""
    items = [make_item(f"A{number}") for number in range(1, len(reviews) + 1)]
    twins = {item.id: item for item in items}
    again = [make_item(f"R{place}", elements=twins[name].elements, repeats=name) for place, name in _number(repeats)]
    answers = [
        make_answer(
            f"r{item.id}",
            [item.id],
            [make_fact(f"f{item.id}", "practice", date="2024-05-01", supports=[full(element=f"{item.id}.x")])],
            review=review,
        )
        for item, review in zip(items, reviews, strict=True)
    ]
    return assess(make_case([*items, *again], answers=answers, waivers=waivers), cp(), as_of=as_of)


def test_an_item_that_rests_on_a_draft_fails_whatever_its_verdict() -> None:
    outcome = hold([draft("draft", "reviewed", "draft")], NO_DRAFTS)
    assert (str(outcome), name_items(outcome, "draft")) == ("draft 2 > 0", ["A1", "A3"])
    assert outcome.failing == {(0, "CP206", "A1"), (0, "CP206", "A3")}
    assert hold([draft("reviewed", "reviewed")], NO_DRAFTS).is_met


def test_drafts_fail_nothing_unless_they_are_asked_about() -> None:
    assert hold([draft("draft")], PARTLY).is_met


def test_a_repeated_item_that_rests_on_a_draft_is_counted_once() -> None:
    assert name_items(hold([draft("draft", repeats=["A1"])], NO_DRAFTS), "draft") == ["A1"]


def test_a_waiver_and_a_baseline_excuse_a_draft() -> None:
    waived = hold([draft("draft", waivers=[make_waiver("A1", on="2025-07-01")])], NO_DRAFTS)
    assert (waived.is_met, name_held(waived.waived)) == (True, ["A1"])
    known = hold([draft("draft")], NO_DRAFTS, known=know("A1", code="CP206"))
    assert (known.is_met, name_held(known.known), known.stale) == (True, ["A1"], ())


def test_a_known_draft_that_was_reviewed_is_stale() -> None:
    assert hold([draft("reviewed")], NO_DRAFTS, known=know("A1", code="CP206")).stale == (
        KnownFinding(code="CP206", state="XA", id="A1"),
    )


# --- regressions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", LEVELS)
@pytest.mark.parametrize("old", LEVELS)
def test_only_a_worse_verdict_is_a_regression(old: str, new: str) -> None:
    before, after = decide(old, "partly"), decide(new, "partly")
    outcome = hold([after], NO_REGRESSION, comparison=compare_all([before], [after]))
    is_worse = LEVELS.index(new) < LEVELS.index(old)
    assert str(outcome) == ("regression 1 > 0" if is_worse else "met")
    if is_worse:
        (held,) = outcome.breaches[0].items
        assert (held.verdict.item.id, held.code, held.detail) == ("A1", "CP203", f"{old} → {new}")


def test_a_regression_is_found_in_the_response_it_happened_in() -> None:
    old = [decide("implemented"), _rename(decide("implemented"), "XA(2026)09")]
    new = [decide("implemented"), _rename(decide("partly"), "XA(2026)09")]
    outcome = hold(new, NO_REGRESSION, comparison=compare_all(old, new))
    assert outcome.failing == {(1, "CP203", "A1")}


def _rename(assessment: Assessment, symbol: str) -> Assessment:
    """Return the assessment of another reply with the same content."""
    response = assessment.case.response
    other = replace(response, document=replace(response.document, symbol=symbol))
    return replace(assessment, case=replace(assessment.case, response=other))


def test_a_repeated_item_that_is_worse_is_counted_once() -> None:
    before, after = decide("implemented", repeats=["A1"]), decide("partly", repeats=["A1"])
    assert str(hold([after], NO_REGRESSION, comparison=compare_all([before], [after]))) == "regression 1 > 0"


def test_an_item_that_only_one_side_has_is_no_regression() -> None:
    before, after = decide("implemented", "implemented"), decide("implemented", "implemented", "not_addressed")
    assert hold([after], NO_REGRESSION, comparison=compare_all([before], [after])).is_met
    assert hold([before], NO_REGRESSION, comparison=compare_all([after], [before])).is_met


def test_a_new_override_hides_no_regression_and_makes_none() -> None:
    override = [make_override("A1", "implemented", on="2025-07-01")]
    before, after = decide("implemented"), decide("partly", overrides=override)
    assert not hold([after], NO_REGRESSION, comparison=compare_all([before], [after])).is_met
    lower = decide("implemented", overrides=[make_override("A1", "not_addressed", on="2025-07-01")])
    assert hold([lower], NO_REGRESSION, comparison=compare_all([before], [lower])).is_met


# --- baselines ----------------------------------------------------------------------------------------------------


def test_what_the_baseline_knows_is_not_counted_and_is_told() -> None:
    outcome = hold([decide("not_addressed", "not_addressed", "partly")], PARTLY, known=know("A1"))
    assert str(outcome) == "not_addressed 1 > 0; partly 1 > 0"
    assert name_items(outcome, "not_addressed") == ["A2"]
    assert (name_held(outcome.known), outcome.stale) == (["A1"], ())


@pytest.mark.parametrize(
    "known",
    [know("A2"), know("A1", code="CP202"), know("A1", code="CP107"), know("A1", state="XB"), know("A1.x")],
    ids=["another item", "another verdict", "a lint", "another state", "an element"],
)
def test_the_baseline_knows_a_finding_by_code_and_state_and_id(known: frozenset[KnownFinding]) -> None:
    assert not hold([decide("not_addressed", "implemented")], PARTLY, known=known).is_met


def test_an_item_that_fell_further_is_known_no_more() -> None:
    known = know("A1", code="CP202")
    assert hold([decide("partly")], PARTLY, known=known).is_met
    outcome = hold([decide("not_addressed")], PARTLY, known=known)
    assert (outcome.is_met, outcome.stale) == (False, tuple(known))


def test_a_known_regression_and_a_known_lapse_are_skipped_too() -> None:
    overrides = [make_override("A1", on="2024-01-01", expires="2024-12-31")]
    before, after = decide("implemented"), decide("partly", overrides=overrides)
    known = know("A1", code="CP203") | know("A1", code="CP204")
    settings = GateSettings(no_regression=True, strict=True)
    outcome = hold([after], settings, comparison=compare_all([before], [after]), known=known)
    assert (outcome.is_met, outcome.stale) == (True, ())


def test_an_entry_that_nothing_matches_is_stale() -> None:
    known = know("A1", "A2", "A9") | know("A3", code="CP204")
    outcome = hold([decide("not_addressed", "implemented", "partly")], NOT_ADDRESSED, known=known)
    assert [(entry.code, entry.id) for entry in outcome.stale] == [("CP201", "A2"), ("CP201", "A9"), ("CP204", "A3")]


def test_an_entry_about_what_was_not_looked_at_is_not_stale() -> None:
    known = know("A1", state="XB") | know("r1.1", code="CP107") | know("A1", code="CP203")
    assert hold([decide("implemented")], PARTLY, known=known).stale == ()


def test_an_entry_that_the_gate_does_not_ask_about_is_not_stale_while_it_is_true() -> None:
    assert hold([decide("partly")], NOT_ADDRESSED, known=know("A1", code="CP202")).stale == ()


def test_the_limit_counts_what_the_baseline_leaves() -> None:
    assessment = decide("not_addressed", "not_addressed", "not_addressed")
    outcome = hold([assessment], GateSettings(max_not_addressed=1), known=know("A1"))
    assert str(outcome) == "not_addressed 2 > 1"
    assert hold([assessment], GateSettings(max_not_addressed=1), known=know("A1", "A2")).is_met


def test_every_gap_is_listed_once_in_order_and_nothing_else() -> None:
    first, second = decide("partly", "not_addressed", "implemented", repeats=["A1"]), decide("partly")
    assert [(gap.code, gap.state, gap.id) for gap in list_gaps([first, second])] == [
        ("CP201", "XA", "A2"),
        ("CP202", "XA", "A1"),
    ]


def test_a_baseline_of_all_gaps_meets_the_strongest_gate_on_verdicts() -> None:
    assessment = decide("partly", "not_addressed", "implemented", repeats=["A2"])
    settings = GateSettings(fail_on=Verdict.PARTLY, max_not_addressed=0)
    outcome = hold([assessment], settings, known=frozenset(list_gaps([assessment])))
    assert (outcome.is_met, outcome.stale) == (True, ())
