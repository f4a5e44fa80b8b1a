"""The records everything else speaks of: what was recommended, what was answered, what was found.

All are frozen and carry no behaviour beyond reading themselves. Nothing here reads a file, prints, or asks for the
time.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from cpcheck.records import record

# --- how files are coded ------------------------------------------------------------------------------------------


@record
class Suppression:
    """A person's decision that one lint need not speak of one entry, or of a whole file."""

    code: str
    """Of the lint: `CP101`."""
    id: str | None
    """What the lint names: a fact, answer, item, element or claim; None for all of the entry or file it stands in."""
    reason: str


# --- what was recommended -----------------------------------------------------------------------------------------


class Ask(StrEnum):
    """What kind of demand an element is. Weaker asks are met by less (UPR Info, 11,527 recommendations)."""

    CHANGE = "change"
    """A law or a measure must be made or altered."""
    ENSURE = "ensure"
    """A state of affairs must hold."""
    CONTINUE = "continue"
    """An effort already made must go on or grow."""
    CONSIDER = "consider"
    """A matter must be examined."""


class Strength(StrEnum):
    """The verb GRETA used for the demand, where the document shows it."""

    URGES = "urges"
    """The convention is not complied with."""
    CONSIDERS = "considers"
    """An improvement is needed."""
    INVITES = "invites"
    """A suggestion."""
    UNSTATED = "unstated"
    """The document does not print the verb."""


@record
class Element:
    """One separately checkable demand inside an item."""

    id: str
    """The item's id and the element's own, joined by a dot: `A2c.exempt`."""
    asks: str
    """The demand in our own words, completing "the authorities are asked to"."""
    ask: Ask
    """What kind of demand it is."""
    inferred: bool
    """True where the document prints no such demand and it was gathered from the answer."""


@record
class Repeat:
    """That an item repeats another, wholly or in some elements."""

    item: str
    """Id of the item repeated."""
    elements: tuple[str, ...]
    """Full ids of the elements shared; never empty."""


@record
class Previous:
    """What an earlier round said of an item."""

    verdict: str
    """The earlier body's own word."""
    source: str
    """The document it stands in."""


@record
class Section:
    """A headed part of a recommendation set; an item belongs to it by the first letters of its id."""

    id: str
    """Letters (or digits) that the ids of its items begin with: `A`."""
    title: str
    """Heading in our own words; empty where none was given."""


@record
class Item:
    """One thing recommended."""

    id: str
    """Section letter, number, letter: `A2c`."""
    paragraph: int | None
    """Paragraph of the evaluation report behind it."""
    strength: Strength
    """The verb of the demand."""
    title: str
    """At most 90 characters."""
    asks: str
    """The demand in our own words."""
    articles: tuple[str, ...]
    """Articles of the convention that the document names."""
    themes: tuple[str, ...]
    """Subjects it is counted under."""
    elements: tuple[Element, ...]
    """Its demands; for a repeating item, those of its twin."""
    repeats: Repeat | None
    """The item it repeats: shown twice, counted once."""
    previous: Previous | None
    """The last round's word on it."""
    text: str | None
    """The wording of the source, where a user who holds the document has imported it."""

    @property
    def section(self) -> str:
        """Return the letters its id begins with, or the digits where it begins with none."""
        wanted = str.isalpha if self.id[0].isalpha() else str.isdigit
        end = next((place for place, char in enumerate(self.id) if not wanted(char)), len(self.id))
        return self.id[:end] or self.id


@record
class RecommendationSet:
    """One recommendation document addressed to one state."""

    id: str
    """Its symbol: `CP/Rec(2023)03`."""
    state: str
    """ISO 3166 two-letter code of the state addressed."""
    issuer: str | None
    """The body that adopted it."""
    treaty: str | None
    """The convention it stands under: `CETS 197`."""
    round: int | None
    """Evaluation round."""
    adopted: dt.date
    """Verified date of adoption: the cut-off."""
    source: str | None
    """Where the date was verified."""
    sections: tuple[Section, ...]
    """Its parts, in order of appearance."""
    items: tuple[Item, ...]
    """In the order of the document."""
    themes: tuple[str, ...] = ()
    """The vocabulary of themes it declares; none where any word is allowed."""
    suppress: tuple[Suppression, ...] = ()
    """Lints that need not speak of what they name, or of anything in the file."""


# --- what was answered --------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """The three kinds of human rights indicator (OHCHR, HR/PUB/12/5, chapter II)."""

    STRUCTURE = "structure"
    """Commitments taken: law, policy, institutions, agreements."""
    PROCESS = "process"
    """Efforts made: programmes, training, money."""
    OUTCOME = "outcome"
    """Results that people see."""


class EvidenceType(StrEnum):
    """What sort of fact a piece of evidence is."""

    LAW_IN_FORCE = "law_in_force"
    """An act, decree or regulation that applies."""
    LAW_ADOPTED = "law_adopted"
    """Adopted, not yet in force."""
    DRAFT_LAW = "draft_law"
    """Being prepared, or tabled (see `Stage`)."""
    POLICY = "policy"
    """A strategy, plan or programme, planned or running (see `Stage`)."""
    INSTITUTION = "institution"
    """A body, unit or post that exists."""
    PRACTICE = "practice"
    """Something that is being done."""
    STATISTIC = "statistic"
    """A counted result."""
    TRAINING = "training"
    """Teaching of officials or professionals."""
    AWARENESS = "awareness"
    """Information for the public or for those at risk."""
    FUNDING = "funding"
    """Money set aside or spent."""
    AGREEMENT = "agreement"
    """A treaty, memorandum or contract."""
    ASSURANCE = "assurance"
    """A general claim without a fact."""
    INTENTION = "intention"
    """Something announced."""
    ADMISSION = "admission"
    """The reply says that it is not done."""
    REFUSAL = "refusal"
    """The reply says that it will not be done."""

    @property
    def kind(self) -> Kind | None:
        """Return its OHCHR kind; None for a mere statement, which indicates none of the three."""
        return _KINDS.get(self)


_KINDS = {
    EvidenceType.LAW_IN_FORCE: Kind.STRUCTURE,
    EvidenceType.LAW_ADOPTED: Kind.STRUCTURE,
    EvidenceType.DRAFT_LAW: Kind.STRUCTURE,
    EvidenceType.POLICY: Kind.STRUCTURE,
    EvidenceType.INSTITUTION: Kind.STRUCTURE,
    EvidenceType.AGREEMENT: Kind.STRUCTURE,
    EvidenceType.INTENTION: Kind.STRUCTURE,
    EvidenceType.PRACTICE: Kind.PROCESS,
    EvidenceType.TRAINING: Kind.PROCESS,
    EvidenceType.AWARENESS: Kind.PROCESS,
    EvidenceType.FUNDING: Kind.PROCESS,
    EvidenceType.STATISTIC: Kind.OUTCOME,
}

WORKING_TYPES = frozenset(
    {
        EvidenceType.PRACTICE,
        EvidenceType.STATISTIC,
        EvidenceType.TRAINING,
        EvidenceType.AWARENESS,
        EvidenceType.FUNDING,
    }
)
"""Evidence that something is being done, counted by its latest date (design section 5)."""

OPERATIVE_TYPES = WORKING_TYPES | {
    EvidenceType.LAW_IN_FORCE,
    EvidenceType.INSTITUTION,
    EvidenceType.AGREEMENT,
}
"""Evidence of something that exists and applies. A running policy is operative too; a planned one is not."""


class Stage(StrEnum):
    """How far a draft law or a policy has come."""

    PREPARED = "prepared"
    """A draft law being written; assumed where a draft has no stage."""
    TABLED = "tabled"
    """A draft law formally submitted."""
    PLANNED = "planned"
    """A policy announced."""
    RUNNING = "running"
    """A policy in operation; assumed where a policy has no stage."""


class Fit(StrEnum):
    """How far a piece of evidence meets an element."""

    FULL = "full"
    """The whole element as worded."""
    PARTIAL = "partial"
    """On point, but covers part."""


class Relation(StrEnum):
    """How a fact is linked to an element."""

    SUPPORTS = "supports"
    """Advances it."""
    AGAINST = "against"
    """Speaks against it."""
    CONTEXT = "context"
    """Is offered for it without advancing it."""


class Timing(StrEnum):
    """Of a fact against the cut-off; computed, never typed."""

    AFTER = "after"
    """On the day of adoption or later."""
    BEFORE = "before"
    """Earlier."""
    UNKNOWN = "unknown"
    """Undated, or dated no more exactly than the month or year of the cut-off itself."""


@record
class FactDate:
    """A date as exact as it was printed: a day, a month or a year."""

    text: str
    """As written: `2024`, `2024-05` or `2024-05-17`."""
    earliest: dt.date
    """First day it can mean."""
    latest: dt.date
    """Last day it can mean."""

    @classmethod
    @lru_cache(maxsize=4096)  # the same few dates stand in every reply; reading them took 7 % of a first validate
    def parse(cls, text: str) -> "FactDate":
        """Read YYYY, YYYY-MM or YYYY-MM-DD.

        Raises: ValueError where the text has another shape or no such day exists.
        """
        parts = text.split("-")
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(
            part.isascii() and part.isdigit() for part in parts
        ):
            raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        numbers = [int(part) for part in parts]
        year = numbers[0]
        first_month, last_month = (numbers[1], numbers[1]) if len(numbers) > 1 else (1, 12)
        earliest = dt.date(year, first_month, numbers[2] if len(numbers) > 2 else 1)
        last_day = numbers[2] if len(numbers) > 2 else calendar.monthrange(year, last_month)[1]
        return cls(text=text, earliest=earliest, latest=dt.date(year, last_month, last_day))

    def timing(self, cutoff: dt.date) -> Timing:
        """Place the date before or after the cut-off, or say that it is not exact enough to tell."""
        if self.earliest != self.latest and self.earliest <= cutoff <= self.latest:
            return Timing.UNKNOWN
        return Timing.AFTER if self.earliest >= cutoff else Timing.BEFORE


@record
class Period:
    """A stretch of time; either end may be missing."""

    start: FactDate | None
    """Its beginning (`from:` in the file)."""
    end: FactDate | None
    """Its end (`to:` in the file)."""


@record
class Figure:
    """One number that a fact offers."""

    what: str
    """What was counted or measured."""
    year: int | None
    """Year it holds for."""
    value: int | float
    """The number as printed."""
    unit: str | None
    """Of the value: persons, cases, AZN, percent."""


@record
class Support:
    """A link from a fact to an element that it advances."""

    element: str
    """Full id of the element."""
    fit: Fit
    """How far it goes, alone or together with the facts named in `together`."""
    together: tuple[str, ...]
    """Ids of the facts it is full together with (`with:` in the file)."""
    because: str | None = None
    """Why the link was drafted, for whoever reviews it; no rule looks at it."""


@record
class OtherSource:
    """Somebody other than the state who says it."""

    name: str
    """The body or organisation."""
    document: str | None
    """Where it says so."""


@record
class Where:
    """A place in the source document; at least one of the two is given."""

    lines: tuple[int, int] | None
    """First and last line, counted from 1."""
    pages: tuple[int, int] | None
    """First and last page, counted from 1."""


@record
class Restatement:
    """A further place where the source states a fact that is coded once."""

    answer: str
    """Id of the answer it stands in: another one, or the fact's own where that says it twice."""
    anchor: str
    """Two to six words, or a figure, that stand literally in that answer's place."""


@record
class Evidence:
    """One typed fact that an answer offers."""

    id: str
    type: EvidenceType
    fact: str
    """One statement in our own words."""
    date: FactDate | None
    """When, for a fact of one date."""
    period: Period | None
    """From when to when, for a fact of several; never together with `date`."""
    stage: Stage | None
    """Of a draft law or a policy, with the defaults of `Stage` filled in; None for other types."""
    anchor: str | None
    """Two to six words, or a figure, that stand literally in the source."""
    restated: tuple[Restatement, ...]
    """Where else the source says the same, in the order of the file."""
    figures: tuple[Figure, ...]
    supports: tuple[Support, ...]
    against: tuple[str, ...]
    """Full ids of the elements it speaks against."""
    context: tuple[str, ...]
    """Full ids of the elements it is offered for without advancing them."""
    note: str | None
    """The coder's remark."""
    source: OtherSource | None
    """None where the state itself says it."""
    text: str | None
    """The wording of the source, where it has been imported."""
    suppress: tuple[Suppression, ...] = ()
    """Lints that need not speak of it."""

    @property
    def is_operative(self) -> bool:
        """Tell whether it shows something that exists and applies."""
        return self.type in OPERATIVE_TYPES or (self.type is EvidenceType.POLICY and self.stage is Stage.RUNNING)

    @property
    def is_working(self) -> bool:
        """Tell whether it shows that something is being done."""
        return self.type in WORKING_TYPES

    @property
    def dates(self) -> tuple[FactDate, ...]:
        """Return the dates that its timing is computed from (design section 5).

        Working evidence counts by the latest of its figures and of its period, everything else by its start. The start
        of a period is among them: what began after the cut-off also ended after it, however roughly its end is given.
        """
        return list_dates(self.type, self.date, self.period, self.figures)

    def timing(self, cutoff: dt.date) -> Timing:
        """Place the fact against the cut-off by the latest of its dates."""
        return latest_timing(date.timing(cutoff) for date in self.dates)

    @property
    def linked_elements(self) -> tuple[str, ...]:
        """Return the ids of all elements it is linked to, each once, in the order of the file."""
        named = [support.element for support in self.supports] + [*self.against, *self.context]
        return tuple(dict.fromkeys(named))


def list_dates(
    type: EvidenceType,  # noqa: A002 - a word of the data format
    date: FactDate | None,
    period: Period | None,
    figures: Iterable[Figure],
) -> tuple[FactDate, ...]:
    """Return the dates that the timing of such a fact is computed from; `Evidence.dates` says which."""
    if type in WORKING_TYPES:
        ends = (date, period.start, period.end) if period else (date,)
        years = tuple(FactDate.parse(f"{figure.year:04}") for figure in figures if figure.year is not None)
        return tuple(day for day in ends if day) + years
    start = date or (period.start if period else None)
    return (start,) if start else ()


def latest_timing(timings: Iterable[Timing]) -> Timing:
    """Reduce the timings of several dates to that of the latest one; `unknown` where there is none."""
    found = set(timings)
    for timing in (Timing.AFTER, Timing.UNKNOWN, Timing.BEFORE):
        if timing in found:
            return timing
    return Timing.UNKNOWN


class ReviewStatus(StrEnum):
    """Whether a person has read the coding of an answer."""

    REVIEWED = "reviewed"
    """Yes; assumed where nothing is said."""
    DRAFT = "draft"
    """Not yet."""


@record
class Answer:
    """One passage of a response."""

    id: str
    items: tuple[str, ...]
    """Ids of the items it answers."""
    where: Where | None
    """Its place in the source document."""
    evidence: tuple[Evidence, ...]
    review: ReviewStatus
    text: str | None
    """The wording of the source, where it has been imported."""
    suppress: tuple[Suppression, ...] = ()
    """Lints that need not speak of it or of its facts."""
    accepted: tuple[str, ...] = ()
    """Of a draft: ids of its facts that a person has read and accepted already."""


@record
class Override:
    """A person's verdict beside the computed one."""

    item: str
    verdict: "Verdict"
    reason: str
    by: str
    on: dt.date
    """Day it was decided."""
    expires: dt.date | None
    """Last day it holds; None for no end."""

    def is_active(self, as_of: dt.date) -> bool:
        """Tell whether it holds on a day: from `on` through `expires`, both included."""
        return is_within(as_of, self.on, self.expires)


@record
class Waiver:
    """A person's decision that the gate skips an item."""

    item: str
    reason: str
    by: str
    on: dt.date
    """Day it was decided."""
    expires: dt.date | None
    """Last day it holds; None for no end."""

    def is_active(self, as_of: dt.date) -> bool:
        """Tell whether it holds on a day: from `on` through `expires`, both included."""
        return is_within(as_of, self.on, self.expires)


def is_within(day: dt.date, first: dt.date, last: dt.date | None) -> bool:
    """Tell whether a day lies between two others, both included; no last day means no end."""
    return first <= day and (last is None or day <= last)


@record
class ResponseDocument:
    """The report that was coded."""

    symbol: str
    """Its number: `CP(2025)01`."""
    received: dt.date
    """Day the monitoring body received it: the day of every undated statement in it."""
    scope: str | None
    """Which part of it is coded; None for the whole."""
    sha256: str | None
    """Of the file that line numbers and anchors refer to."""
    claims: tuple[tuple[str, str], ...]
    """What the report says of the recommendation and was not verified: name and value."""
    url: str | None = None
    """Where the document can be read; reports lead there."""


@record
class Response:
    """One state's written report on one recommendation set."""

    state: str
    recommendations: str
    """Id of the recommendation set."""
    document: ResponseDocument
    answers: tuple[Answer, ...]
    overrides: tuple[Override, ...]
    waivers: tuple[Waiver, ...]
    suppress: tuple[Suppression, ...] = ()
    """Lints that need not speak of what they name, or of anything in the file."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return every fact of every answer, in the order of the file."""
        return tuple(fact for answer in self.answers for fact in answer.evidence)


@record
class Case:
    """A response together with the recommendation set it answers: what an assessment is made of."""

    recommendations: RecommendationSet
    response: Response


# --- what was found -----------------------------------------------------------------------------------------------


class FindingLevel(StrEnum):
    """How far one element is met."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"

    @property
    def rank(self) -> int:
        """Return its place from worst (0) to best (2)."""
        return (FindingLevel.NOT_MET, FindingLevel.PARTLY_MET, FindingLevel.MET).index(self)


class Verdict(StrEnum):
    """How far one item is implemented."""

    IMPLEMENTED = "implemented"
    PARTLY = "partly"
    NOT_ADDRESSED = "not_addressed"


class Flag(StrEnum):
    """Said beside a verdict, never instead of one."""

    CONTRARY = "contrary"
    """A refusal, or operative evidence against an element after the cut-off."""
    INSUFFICIENT_INFORMATION = "insufficient_information"
    """Answered, and yet every element ends in assurance, off-point or silent."""
    DRAFT = "draft"
    """Rests on an answer that nobody has reviewed."""
    OVERRIDDEN = "overridden"
    """A person's verdict stands beside it."""
    WAIVED = "waived"
    """The gate skips it."""


class Reason(StrEnum):
    """Why an element is not met, or only partly."""

    UNANSWERED = "unanswered"
    OFF_POINT = "off_point"
    PRE_EXISTING = "pre_existing"
    INTENTION_ONLY = "intention_only"
    ASSURANCE_ONLY = "assurance_only"
    ADMITS_GAP = "admits_gap"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"
    NOT_IN_FORCE = "not_in_force"
    UNDATED = "undated"


@record
class Link:
    """How one fact, or several that are full together, bear on one element."""

    relation: Relation
    fit: Fit | None
    """For a support; None otherwise."""
    evidence: tuple[Evidence, ...]
    """One fact, or those that are full together."""
    timing: Timing
    """Of the latest fact: what several do together is complete only with the last."""
    earliest: dt.date | None
    """The day from which it can be relied on as support; None where undated."""
    latest: dt.date
    """The last day it can speak of as something against: the day of the reply where undated."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of its facts."""
        return tuple(fact.id for fact in self.evidence)


@record
class Question:
    """What to ask the authorities next: the first hypothetical fact found to raise a finding."""

    id: str
    """Which hypothesis of the rulebook it is."""
    text: str
    """The question of the rulebook, with places for the demand, the fact and the cut-off."""
    evidence: str | None
    """Id of the fact it is about, where it is about one already offered."""
    raises_to: FindingLevel
    """What the finding would become."""


@record
class Finding:
    """What was decided about one element, and why."""

    element: Element
    level: FindingLevel
    reason: Reason | None
    """None where the element is met."""
    rule: str
    """Id of the rule that decided."""
    evidence: tuple[str, ...]
    """Ids of the facts that made the rule hold, in the order of the response."""
    links: tuple[Link, ...]
    """Every fact linked to the element, one link each, counted or not by the rule."""
    set_aside: tuple[Link, ...]
    """Facts of other sources, shown but left out of the verdict."""
    question: Question | None
    """None where the element is met, or where nothing was found that would raise it."""


@record
class ItemVerdict:
    """What was decided about one item, and why."""

    item: Item
    verdict: Verdict
    """As computed; an override never changes it."""
    level: str
    """The rulebook's own word for it."""
    rule: str
    """Id of the item rule that decided."""
    findings: tuple[Finding, ...]
    """One per element, in order."""
    flags: tuple[Flag, ...]
    """In the order of `Flag`."""
    answers: tuple[Answer, ...]
    """The passages that answer it."""
    override: Override | None
    """The person's verdict that holds on the day of assessment."""
    lapsed_overrides: tuple[Override, ...]
    """Those that do not hold on that day, or that a newer one has replaced."""
    waiver: Waiver | None
    """The waiver that holds on the day of assessment."""
    lapsed_waivers: tuple[Waiver, ...]
    """Those that do not hold on that day, or that a newer one has replaced."""

    @property
    def is_counted(self) -> bool:
        """Tell whether totals count it: a repeated item is shown twice and counted once."""
        return self.item.repeats is None


@record
class Tally:
    """Counts by verdict of one group of items."""

    key: str
    """The section or theme; empty for all items."""
    implemented: int
    partly: int
    not_addressed: int

    @property
    def items(self) -> int:
        """Return how many items were counted."""
        return self.implemented + self.partly + self.not_addressed


@record
class Totals:
    """Counts over all items, each counted once."""

    verdicts: Tally
    sections: tuple[Tally, ...]
    """In the order of the document."""
    themes: tuple[Tally, ...]
    """By name; an item counts under each of its themes."""
    levels: tuple[tuple[str, int], ...]
    """How many items have each of the rulebook's own levels, by its id, in the rulebook's order."""
    findings: tuple[tuple[FindingLevel, int], ...]
    """How many elements are met, partly met, not met."""
    reasons: tuple[tuple[Reason, int], ...]
    """How many elements for each reason that occurs, in the order of `Reason`."""
    flags: tuple[tuple[Flag, int], ...]
    """How many counted items carry each flag that occurs."""


@record
class PrintedRulebook:
    """What a report prints of the rulebook that decided."""

    id: str
    title: str
    rules: Mapping[str, str]
    """The words of every rule, by its id."""
    levels: Mapping[str, str]
    """Its titles for item levels, by id."""
    conclusions: Mapping[str, str]
    """Its titles for overall conclusions, by id."""


@record
class ReportSettings:
    """What a team puts around a report; None for what it leaves as it is."""

    title: str | None = None
    """In the place of "Gap report"."""
    header: str | None = None
    """A line above the title: the name of the office."""
    footer: str | None = None
    """A line at the end."""
    marking: str | None = None
    """Classification, on every page that is printed."""
    logo: str | None = None
    """A picture as a `data:` address, so that the report stays one file."""


@record
class Assessment:
    """Everything found about one response by one rulebook on one day."""

    case: Case
    rulebook: PrintedRulebook
    as_of: dt.date
    """The day that overrides and waivers are compared with."""
    third_party: bool
    """Whether facts of other sources were counted."""
    items: tuple[ItemVerdict, ...]
    """In the order of the recommendation set."""
    conclusion: str | None
    """The rulebook's overall conclusion; None where its body draws none."""
    totals: Totals
