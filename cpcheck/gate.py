"""What a team chose to fail a build on: verdicts and what was chosen make an outcome, with its reason.

The gate holds computed verdicts. An override is shown beside them and does not move the gate; a waiver does, and
nothing else: a waived item is still counted and marked everywhere else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cpcheck.model import Assessment, Flag, ItemVerdict, Override, Verdict, Waiver
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.comparison import Comparison

VERDICT_CODES: Mapping[Verdict, str] = MappingProxyType({Verdict.NOT_ADDRESSED: "CP201", Verdict.PARTLY: "CP202"})
"""Codes of gaps, as baselines and annotations name them."""
REGRESSION_CODE = "CP203"
"""Of an item whose verdict is worse than at the base."""
LAPSED_CODE = "CP204"
"""Of an item whose override or waiver has run out, with none in its place."""
DRAFT_CODE = "CP206"
"""Of an item whose verdict rests on an answer that nobody has reviewed."""


@record
class GateSettings:
    """What a team chose to fail a build on."""

    fail_on: Verdict | None = None
    """`not_addressed`: no item may be; `partly`: no item may fall short of implemented."""
    max_not_addressed: int | None = None
    """How many items may be not addressed."""
    no_regression: bool = False
    """Whether no verdict may be worse than at the base."""
    strict: bool = False
    """Whether no override or waiver may have run out."""
    no_waivers: bool = False
    """Whether waived items are held like the others."""
    no_drafts: bool = False
    """Whether no verdict may rest on an answer that nobody has reviewed."""

    @property
    def holds_something(self) -> bool:
        """Tell whether anything can fail: to ignore waivers alone asks for nothing."""
        limits = self.fail_on is not None or self.max_not_addressed is not None
        return limits or self.no_regression or self.strict or self.no_drafts


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class KnownFinding:
    """Something found and accepted at some date: one entry of a baseline."""

    code: str
    """Of the lint, or of the verdict: `CP201`."""
    state: str
    id: str
    """The item, element, fact or answer it is about."""


@record
class HeldItem:
    """One counted item of one response, as the gate sees it."""

    assessment: int
    """Place of its assessment among those held."""
    state: str
    verdict: ItemVerdict
    code: str
    """What it was held for."""
    detail: str = ""
    """What a count does not say: the earlier verdict, or the day a decision ended."""


@record
class Breach:
    """One thing the team chose not to accept, and what was found of it."""

    criterion: str
    """`not_addressed`, `partly`, `regression`, `lapsed` or `draft`."""
    allowed: int
    items: tuple[HeldItem, ...]

    def __str__(self) -> str:
        return f"{self.criterion} {len(self.items)} > {self.allowed}"


@record
class GateOutcome:
    """What the gate came to."""

    breaches: tuple[Breach, ...]
    """Empty where it is met."""
    waived: tuple[HeldItem, ...]
    """What it would have counted but for a waiver."""
    known: tuple[HeldItem, ...]
    """What it would have counted but for the baseline."""
    stale: tuple[KnownFinding, ...]
    """Entries of the baseline that nothing found matches any more."""

    @property
    def is_met(self) -> bool:
        """Tell whether nothing was found that the team chose not to accept."""
        return not self.breaches

    @property
    def failing(self) -> frozenset[tuple[int, str, str]]:
        """Return what fails it: place of the assessment, code, and id of the item."""
        return frozenset(
            (held.assessment, held.code, held.verdict.item.id) for breach in self.breaches for held in breach.items
        )

    def __str__(self) -> str:
        return "; ".join(str(breach) for breach in self.breaches) or "met"


def hold(
    assessments: Sequence[Assessment],
    settings: GateSettings,
    *,
    comparison: "Comparison | None" = None,
    known: frozenset[KnownFinding] = frozenset(),
) -> GateOutcome:
    """Hold verdicts to what a team chose.

    `comparison` is with the base, and is needed where `no_regression` is chosen. `known` are the entries of a
    baseline: what they name is not counted.
    """
    gaps = list(_find_gaps(assessments))
    lapsed, drafts = list(_find_lapsed(assessments)), list(_find_drafts(assessments))
    worse = list(_find_worse(assessments, comparison)) if comparison else []
    sieve = _Sieve(settings=settings, known=known)
    missed = [held for held in gaps if held.verdict.verdict is Verdict.NOT_ADDRESSED]
    partly = [held for held in gaps if held.verdict.verdict is Verdict.PARTLY]
    breaches = []
    limits = [limit for limit in (0 if settings.fail_on else None, settings.max_not_addressed) if limit is not None]
    if limits:
        breaches.append(sieve.count("not_addressed", missed, min(limits)))
    if settings.fail_on is Verdict.PARTLY:
        breaches.append(sieve.count("partly", partly, 0))
    if settings.no_regression:
        breaches.append(sieve.count("regression", worse, 0))
    if settings.strict:
        breaches.append(sieve.count("lapsed", lapsed, 0))
    if settings.no_drafts:
        breaches.append(sieve.count("draft", drafts, 0))
    asked = {*VERDICT_CODES.values(), LAPSED_CODE, DRAFT_CODE, *((REGRESSION_CODE,) if comparison else ())}
    states = {assessment.case.recommendations.state for assessment in assessments}
    found = {_name(held) for held in (*gaps, *lapsed, *worse, *drafts)}
    stale = [entry for entry in known - found if entry.code in asked and entry.state in states]
    return GateOutcome(
        breaches=tuple(breach for breach in breaches if len(breach.items) > breach.allowed),
        waived=tuple(sieve.waived.values()),
        known=tuple(sieve.accepted.values()),
        stale=tuple(sorted(stale)),
    )


def list_gaps(assessments: Sequence[Assessment]) -> list[KnownFinding]:
    """Return gaps as a baseline names them, each once; not those waived, which are to count again one day."""
    return sorted({_name(held) for held in _find_gaps(assessments) if held.verdict.waiver is None})


class _Sieve:
    """Takes out of what was found what the gate does not count, and keeps account of it."""

    def __init__(self, *, settings: GateSettings, known: frozenset[KnownFinding]) -> None:
        self.settings = settings
        self.known = known
        self.waived: dict[tuple[int, str], HeldItem] = {}
        self.accepted: dict[tuple[int, str], HeldItem] = {}

    def count(self, criterion: str, found: Iterable[HeldItem], allowed: int) -> Breach:
        """Return what counts of what was found."""
        return Breach(criterion=criterion, allowed=allowed, items=tuple(held for held in found if self._counts(held)))

    def _counts(self, held: HeldItem) -> bool:
        key = (held.assessment, held.verdict.item.id)
        if held.verdict.waiver is not None and not self.settings.no_waivers and held.code != LAPSED_CODE:
            self.waived[key] = held
            return False
        if _name(held) in self.known:
            self.accepted[key] = held
            return False
        return True


def _name(held: HeldItem) -> KnownFinding:
    return KnownFinding(code=held.code, state=held.state, id=held.verdict.item.id)


def _list_counted(assessments: Sequence[Assessment]) -> Iterator[tuple[int, Assessment, ItemVerdict]]:
    for place, assessment in enumerate(assessments):
        for verdict in assessment.items:
            if verdict.is_counted:
                yield place, assessment, verdict


def _find_gaps(assessments: Sequence[Assessment]) -> Iterator[HeldItem]:
    for place, assessment, verdict in _list_counted(assessments):
        if verdict.verdict in VERDICT_CODES:
            state = assessment.case.recommendations.state
            yield HeldItem(assessment=place, state=state, verdict=verdict, code=VERDICT_CODES[verdict.verdict])


def _find_lapsed(assessments: Sequence[Assessment]) -> Iterator[HeldItem]:
    """Find counted and repeated items alike: a decision can stand on either."""
    for place, assessment in enumerate(assessments):
        for verdict in assessment.items:
            ended = [day for decisions in _list_lapsed(verdict) if (day := _last_end(decisions, assessment))]
            if ended:
                state, detail = assessment.case.recommendations.state, f"ended on {max(ended)}"
                yield HeldItem(assessment=place, state=state, verdict=verdict, code=LAPSED_CODE, detail=detail)


def _find_drafts(assessments: Sequence[Assessment]) -> Iterator[HeldItem]:
    for place, assessment, verdict in _list_counted(assessments):
        if Flag.DRAFT in verdict.flags:
            state = assessment.case.recommendations.state
            yield HeldItem(assessment=place, state=state, verdict=verdict, code=DRAFT_CODE)


def _list_lapsed(verdict: ItemVerdict) -> Iterator[Sequence[Override | Waiver]]:
    if verdict.override is None:
        yield verdict.lapsed_overrides
    if verdict.waiver is None:
        yield verdict.lapsed_waivers


def _last_end(decisions: Iterable[Override | Waiver], assessment: Assessment) -> str | None:
    ends = [one.expires for one in decisions if one.expires is not None and one.expires < assessment.as_of]
    return max(ends).isoformat() if ends else None


def _find_worse(assessments: Sequence[Assessment], comparison: "Comparison") -> Iterator[HeldItem]:
    from cpcheck.comparison import list_regressions

    for regression in list_regressions(comparison):
        for place, assessment, verdict in _list_counted(assessments):
            if assessment is regression.assessment and verdict.item.id == regression.item:
                state, detail = assessment.case.recommendations.state, f"{regression.old} → {regression.new}"
                yield HeldItem(assessment=place, state=state, verdict=verdict, code=REGRESSION_CODE, detail=detail)
