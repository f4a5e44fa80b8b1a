"""Questions about how a response file is coded: one in each module, with a stable code.

A lint asks about the coding, never about the state: whether a demand is met is for the rules. None of them reads or
writes a file.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cpcheck.lints import (
    answer_without_evidence,
    claimed_differs,
    coded_twice,
    conflicting_act,
    copied_passage,
    data_before_period,
    date_after_receipt,
    element_without_evidence,
    expired_decision,
    full_by_statement,
    idle_decision,
    incomplete_statistic,
    missing_modeline,
    no_baseline,
    unanswered_item,
    undated_evidence,
    unknown_theme,
    unlinked_evidence,
    unreviewed_draft,
    unused_suppression,
    weak_anchor,
)
from cpcheck.lints.base import Coding, Lint, LintFinding, Modelines, Path, PlacedSuppression, Remark
from cpcheck.model import Assessment, Suppression
from cpcheck.records import replace

LINTS: tuple[Lint, ...] = (
    undated_evidence.LINT,
    date_after_receipt.LINT,
    data_before_period.LINT,
    incomplete_statistic.LINT,
    no_baseline.LINT,
    full_by_statement.LINT,
    unlinked_evidence.LINT,
    element_without_evidence.LINT,
    answer_without_evidence.LINT,
    coded_twice.LINT,
    copied_passage.LINT,
    conflicting_act.LINT,
    weak_anchor.LINT,
    claimed_differs.LINT,
    expired_decision.LINT,
    idle_decision.LINT,
    unreviewed_draft.LINT,
    unanswered_item.LINT,
    unknown_theme.LINT,
    unused_suppression.LINT,
    missing_modeline.LINT,
)
"""In the order of their codes."""

LINTS_BY_CODE = {lint.code: lint for lint in LINTS}


def run_lints(assessment: Assessment, modelines: Modelines | None = None) -> list[LintFinding]:
    """Ask every lint about one assessed response; what is suppressed is in the result, with its reason.

    The order is that of the codes, and for each code that of the file; the lint about suppressions that nothing met
    is asked last.
    """
    coding = Coding(case=assessment.case, assessment=assessment, modelines=modelines)
    unasked = missing_modeline.LINT.code if modelines is None else None
    written = [entry for entry in _list_suppressions(coding) if entry.suppression.code != unasked]
    places = _group_suppressions(written)
    used: set[int] = set()
    found: list[LintFinding] = []
    for lint in sorted(LINTS, key=lambda lint: lint is unused_suppression.LINT):
        if lint is unused_suppression.LINT:
            coding = replace(coding, unused=tuple(entry for place, entry in enumerate(written) if place not in used))
        for remark in lint.check(coding):
            met = [place for key in _list_keys(lint, remark) for place in places.get(key, ())]
            used.update(met)
            found.append(
                LintFinding(lint=lint, remark=remark, suppression=written[min(met)].suppression if met else None)
            )
    return sorted(found, key=lambda finding: finding.lint.code)


def _list_suppressions(coding: Coding) -> Iterator[PlacedSuppression]:
    for answer_number, answer in enumerate(coding.response.answers):
        path: Path = ("answers", answer_number)
        yield from _place(answer.suppress, path)
        for number, fact in enumerate(answer.evidence):
            yield from _place(fact.suppress, (*path, "evidence", number))
    yield from _place(coding.response.suppress, ())
    yield from _place(coding.recommendations.suppress, (), in_set=True)


def _place(entries: Sequence[Suppression], path: Path, *, in_set: bool = False) -> Iterable[PlacedSuppression]:
    return (PlacedSuppression(entry, (*path, "suppress", number), in_set) for number, entry in enumerate(entries))


_Key = tuple[str, bool, Path, str | None]
"""What a suppression silences: a lint, whether in the recommendation set, below what, and the id if it names one."""


def _group_suppressions(written: Sequence[PlacedSuppression]) -> Mapping[_Key, Sequence[int]]:
    """Return the places of suppressions by what they silence."""
    places: dict[_Key, list[int]] = defaultdict(list)
    for place, (suppression, path, in_set) in enumerate(written):
        inside = path[: path.index("suppress")]
        places[suppression.code, in_set, inside, suppression.id].append(place)
    return places


def _list_keys(lint: Lint, remark: Remark) -> Iterator[_Key]:
    """Yield what a suppression may be found by that silences a remark."""
    for length in range(len(remark.path) + 1):
        for name in (None, remark.id):
            yield lint.code, remark.in_set, remark.path[:length], name
