"""Typed facts of an answer's text: what each clause states, with its date, its figures and an anchor."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cpcheck.importers.extract_anchors import AnchorFinder
from cpcheck.importers.extract_clauses import split_clauses
from cpcheck.importers.extract_dates import FoundDate, as_moment, as_period, find_dates
from cpcheck.importers.extract_figures import FoundFigure, as_figures, find_figures
from cpcheck.importers.extract_text import Span, split_sentences
from cpcheck.importers.facts import FoundFact, Passage
from cpcheck.importers.lexicon import Lexicon
from cpcheck.importers.patterns import Pattern, write_small
from cpcheck.model import WORKING_TYPES, EvidenceType, FactDate, Period, Stage
from cpcheck.records import record, replace

_OWN = 2.0
"""Weight from which a clause decides its own type; a weaker one has that of its sentence."""
_CARRIED = {
    EvidenceType.LAW_IN_FORCE: 2.0,
    EvidenceType.TRAINING: 1.0,
    EvidenceType.AWARENESS: 1.0,
    EvidenceType.POLICY: 1.0,
    EvidenceType.INSTITUTION: 1.0,
}
"""Weight that the type of the sentence before has, for the types whose statement may fill several sentences."""
_FOLLOWS = 2.0
"""Weight on top, where the sentence says that it goes on: `these`, `it`, or an entry of a list."""
_OF_ITS_OWN = frozenset({EvidenceType.ADMISSION, EvidenceType.REFUSAL, EvidenceType.STATISTIC})
"""Types that a clause has by itself or not at all: what stands beside a denial or a count is neither."""
_STATED = 0.5
"""Weight that every statement has as a practice: what is said without a sign of another type."""
_COUNTED = frozenset({EvidenceType.TRAINING, EvidenceType.AWARENESS, EvidenceType.FUNDING, EvidenceType.INSTITUTION})
"""Types that keep their figures: a number of trainings is a training with a figure."""
_STANDING = frozenset(
    {
        EvidenceType.LAW_IN_FORCE,
        EvidenceType.LAW_ADOPTED,
        EvidenceType.DRAFT_LAW,
        EvidenceType.POLICY,
        EvidenceType.INSTITUTION,
        EvidenceType.AGREEMENT,
    }
)
"""Types that came to be on one day, whatever older acts the same words name."""
_LAWS = frozenset({EvidenceType.LAW_IN_FORCE, EvidenceType.LAW_ADOPTED})
"""Types that tell of an act: a provision is as old as its act."""
_LAST_ACT = ""
"""Stands for the act told of last, which `the Act` and `it` refer to."""
_LEAST_WORDS = 2
"""Words of a sentence that states something: `No information.`"""
_OPEN = "open"
"""Stands for the mark of a list of which no entry was read yet."""
_LONGEST_MARK = 12
"""Characters before an entry of a list: a bullet, a letter, white space."""
_RESULTS = frozenset({"persons", "cases", "per cent"})
"""Units of results."""


@record
class _Sign:
    pattern: Pattern
    start: int
    end: int


@record
class _Verdict:
    type: EvidenceType
    because: tuple[str, ...]
    telling: int


def extract_facts(passage: Passage, lexicon: Lexicon) -> tuple[FoundFact, ...]:
    """Return the facts that a passage states, in its order. The same passage gives the same facts."""
    return extract_answer((passage,), lexicon)


def extract_answer(passages: Sequence[Passage], lexicon: Lexicon) -> tuple[FoundFact, ...]:
    """Return the facts of the passages of one answer.

    What one passage opens the next may go on with: a law that is being told, a year, the heading of a list. No two
    facts of an answer have the same anchor.
    """
    text = "\n\n".join(passage.text for passage in passages)
    reading = _Reading(text, lexicon)
    facts: list[FoundFact] = []
    start = 0
    for passage in passages:
        span = Span(start=start, end=start + len(passage.text))
        facts.extend(replace(fact, where=passage.where) for fact in reading.read(span))
        start = span.end + 2
    return tuple(facts)


class _Reading:
    """One answer being read from its beginning."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._small = write_small(text)
        self._lexicon = lexicon
        self._anchors = AnchorFinder(text, lexicon)
        self._last: _Verdict | None = None
        self._dates: tuple[FoundDate, ...] = ()
        self._acts: dict[str, tuple[FoundDate, ...]] = {}
        self._worked: tuple[FoundDate, ...] = ()
        self._told: EvidenceType | None = None
        self._list_mark: str | None = None
        self._seen: set[str] = set()
        self._order = tuple(dict.fromkeys(one.gives for one in lexicon.patterns if one.gives is not None))

    def read(self, passage: Span) -> Iterator[FoundFact]:
        part = self._text[passage.start : passage.end]
        for sentence in split_sentences(part, self._lexicon):
            yield from self._read_sentence(Span(start=passage.start + sentence.start, end=passage.start + sentence.end))

    def _read_sentence(self, sentence: Span) -> Iterator[FoundFact]:
        words = sentence.cut(self._text)
        if words in self._seen or len(words.split()) < _LEAST_WORDS:
            return
        self._seen.add(words)
        signs = self._find_signs(sentence)
        dates = self._find_dates(sentence, signs)
        is_listed = self._is_listed(sentence)
        if not dates and (is_listed or any(sign.pattern.mark == "follows" for sign in signs)):
            dates = self._dates
        figures = self._find_figures(sentence, dates, signs)
        whole = self._decide(signs, figures, None, sentence)
        self._told = EvidenceType.DRAFT_LAW if self._tells_of_bill(signs) else None
        if self._told is not None and whole.type is EvidenceType.LAW_IN_FORCE:
            whole = replace(whole, type=self._told)
        for clause in split_clauses(self._text, sentence, self._lexicon):
            yield from self._read_clause(clause, whole, signs, dates, figures)
        self._remember(sentence, whole, dates, is_listed=is_listed)

    def _tells_of_bill(self, signs: Sequence[_Sign]) -> bool:
        """Tell whether a sentence goes on with a bill: `It prohibits …` is no law in force."""
        marks = {sign.pattern.mark for sign in signs}
        return (
            self._last is not None
            and self._last.type is EvidenceType.DRAFT_LAW
            and "follows" in marks
            and "acts" not in marks
        )

    def _remember(self, sentence: Span, whole: _Verdict, dates: tuple[FoundDate, ...], *, is_listed: bool) -> None:
        """Keep what the next sentence may go on with; entries of a list all go on with what stands above it."""
        if is_listed:
            return
        self._last, self._dates = whole, dates
        self._list_mark = _OPEN if self._text[sentence.end - 1] == ":" else None

    def _is_listed(self, sentence: Span) -> bool:
        """Tell whether a sentence is an entry of the list that `…:` opened: all its entries begin in the same way."""
        if self._list_mark is None:
            return False
        line = self._text[self._text.rfind("\n", 0, sentence.start) + 1 : sentence.start].strip()
        if len(line) > _LONGEST_MARK:
            return True
        self._list_mark = line[:1] if self._list_mark == _OPEN else self._list_mark
        return line[:1] == self._list_mark

    def _find_signs(self, sentence: Span) -> list[_Sign]:
        small, text = self._small[sentence.start : sentence.end], self._text[sentence.start : sentence.end]
        return [
            _Sign(pattern=pattern, start=sentence.start + found.start(), end=sentence.start + found.end())
            for pattern, found in self._lexicon.search.find(text, small)
        ]

    def _find_dates(self, sentence: Span, signs: Sequence[_Sign]) -> tuple[FoundDate, ...]:
        numbers, titles = (
            [(sign.start - sentence.start, sign.end - sentence.start) for sign in signs if sign.pattern.mark == mark]
            for mark in ("numbers", "titles")
        )
        found = find_dates(self._small[sentence.start : sentence.end], self._lexicon, numbers, titles)
        return tuple(replace(date, start=date.start + sentence.start, end=date.end + sentence.start) for date in found)

    def _find_figures(
        self, sentence: Span, dates: Sequence[FoundDate], signs: Sequence[_Sign]
    ) -> tuple[FoundFigure, ...]:
        blocked = [
            (sign.start - sentence.start, sign.end - sentence.start)
            for sign in signs
            if sign.pattern.mark in ("names", "numbers")
        ]
        near = [replace(date, start=date.start - sentence.start, end=date.end - sentence.start) for date in dates]
        found = find_figures(self._small[sentence.start : sentence.end], near, blocked, self._lexicon)
        return tuple(replace(one, start=one.start + sentence.start, end=one.end + sentence.start) for one in found)

    def _decide(
        self, signs: Sequence[_Sign], figures: Sequence[FoundFigure], above: _Verdict | None, span: Span
    ) -> _Verdict:
        """Add up what speaks for each type: the patterns, the figures, and what the words before were about."""
        because: dict[EvidenceType, dict[str, _Sign]] = defaultdict(dict)
        for sign in signs:
            if sign.pattern.gives is not None:
                because[sign.pattern.gives].setdefault(sign.pattern.id, sign)
        weights = {kind: sum(sign.pattern.weight for sign in found.values()) for kind, found in because.items()}
        if figures:
            counted = max(_weigh(figure) for figure in figures)
            weights[EvidenceType.STATISTIC] = weights.get(EvidenceType.STATISTIC, 0.0) + counted
        if above is not None and above.type not in _OF_ITS_OWN and max(weights.values(), default=0.0) < _OWN:
            return replace(above, telling=span.start)
        self._carry(weights, signs)
        weights[EvidenceType.PRACTICE] = weights.get(EvidenceType.PRACTICE, 0.0) + _STATED
        kind = self._choose(weights)
        found = sorted(because[kind].values(), key=lambda sign: -sign.pattern.weight)
        ids = tuple(sign.pattern.id for sign in found) or ("figure" if kind is EvidenceType.STATISTIC else "statement",)
        return _Verdict(type=kind, because=ids, telling=found[0].start if found else span.start)

    def _carry(self, weights: dict[EvidenceType, float], signs: Sequence[_Sign]) -> None:
        """Let the sentence before speak, where this one may go on with what it was about."""
        if self._last is None or self._last.type not in _CARRIED:
            return
        marks = {sign.pattern.mark for sign in signs}
        if "breaks" in marks and self._last.type is EvidenceType.LAW_IN_FORCE:
            return
        weight = _CARRIED[self._last.type] + (_FOLLOWS if self._list_mark or "follows" in marks else 0.0)
        weights[self._last.type] = weights.get(self._last.type, 0.0) + weight

    def _choose(self, weights: dict[EvidenceType, float]) -> EvidenceType:
        """Return the type with most weight; of several, the one whose pattern comes first in the lexicon."""
        order = {kind: place for place, kind in enumerate(self._order)}
        kind = min(weights, key=lambda one: (-weights[one], order.get(one, len(order))))
        if kind is EvidenceType.STATISTIC:
            counted = [one for one in _COUNTED if weights.get(one, 0.0) >= _OWN]
            kind = min(counted, key=lambda one: (-weights[one], order[one]), default=kind)
        return kind

    def _read_clause(
        self,
        clause: Span,
        whole: _Verdict,
        signs: Sequence[_Sign],
        dates: Sequence[FoundDate],
        figures: Sequence[FoundFigure],
    ) -> Iterator[FoundFact]:
        own = [sign for sign in signs if clause.start <= sign.start < clause.end]
        counted = [figure for figure in figures if clause.start <= figure.start < clause.end]
        if any(sign.pattern.mark == "nothing" for sign in own) and not counted:
            return
        verdict = self._decide(own, counted, whole, clause)
        if verdict.type is EvidenceType.LAW_IN_FORCE:
            verdict = replace(verdict, type=self._choose_law(clause, signs))
        self._told = verdict.type
        date, period = self._date_clause(clause, verdict.type, dates, own)
        telling = counted[0].start if verdict.type is EvidenceType.STATISTIC and counted else verdict.telling
        telling = next((figure.start for figure in counted if figure.start <= telling < figure.end), telling)
        anchor = self._anchors.choose(clause, telling)
        if anchor is None:
            return
        yield FoundFact(
            type=verdict.type,
            sentence=clause.cut(self._text).lstrip(",; "),
            anchor=anchor,
            where=None,
            date=date,
            period=period,
            stage=_stage_of(verdict.type, own),
            figures=as_figures(counted),
            is_ongoing=any(sign.pattern.mark == "ongoing" for sign in own),
            because=verdict.because,
        )

    def _choose_law(self, clause: Span, signs: Sequence[_Sign]) -> EvidenceType:
        """Return what a statement of law tells of: a bill, where its subject is one; an act to come; one in force."""
        if self._told is EvidenceType.DRAFT_LAW and self._shares_subject(clause):
            return self._told
        return EvidenceType.LAW_ADOPTED if any(_is_later(sign) for sign in signs) else EvidenceType.LAW_IN_FORCE

    def _shares_subject(self, clause: Span) -> bool:
        """Tell whether a clause has the subject of the one before: `it prohibits …`, `and also creates …`."""
        verbs, joints = self._lexicon.verbs, self._lexicon.joints
        skipped = {*joints["adverbs"], *(word for joint in joints["and"] for word in joint.split())}
        words = (word.strip(",;") for word in self._small[clause.start : clause.end].split())
        first = next((word for word in words if word and word not in skipped), "")
        return self._refers_back(clause) or any(
            first in forms for forms in (verbs.present, verbs.past, verbs.auxiliaries)
        )

    def _refers_back(self, clause: Span) -> bool:
        """Tell whether a clause begins with what refers to the one before: `it`, `these`."""
        small = clause.cut(self._small)
        return any(
            one.mark == "follows" and (found := one.match.search(small)) and not found.start()
            for one in self._lexicon.patterns
        )

    def _date_clause(
        self, clause: Span, kind: EvidenceType, dates: Sequence[FoundDate], own: Sequence[_Sign]
    ) -> tuple[FactDate | None, Period | None]:
        """Date a clause by what it prints, else by what its sentence printed before it, else after it.

        What a later relative clause dates is its own: `the Act, which was adopted in 2012`. Where the sentence prints
        no date, the act it tells of has the day that was printed for it before, and what was done besides has the time
        of what was done before.
        """
        dates = [date for date in dates if not date.is_goal]
        inside = self._keep_last_act(clause, [date for date in dates if clause.start <= date.start < clause.end])
        lent = [date for date in dates if not date.is_title]
        before = [date for date in lent if date.start < clause.start]
        after = [date for date in lent if date.start >= clause.end and self._holds_for_all(clause.end, date.start)]
        near = tuple(inside or before or after)
        if kind in _LAWS:
            near = self._recall_act(near, own)
        elif kind in WORKING_TYPES:
            near = tuple(date for date in near if not date.is_title)
            if not near and any(sign.pattern.mark == "adds" for sign in own):
                near = self._worked
            self._worked = near
        return as_moment(near) if kind in _STANDING else as_period(near)

    def _recall_act(self, dates: tuple[FoundDate, ...], own: Sequence[_Sign]) -> tuple[FoundDate, ...]:
        """Return the dates of the act that a clause tells of: its own, else those printed where it was named before."""
        names = [self._small[sign.start : sign.end] for sign in own if sign.pattern.mark == "acts"]
        known = dates or next((self._acts[name] for name in names or [_LAST_ACT] if name in self._acts), ())
        for name in (*names, _LAST_ACT):
            self._acts[name] = known
        return known

    def _holds_for_all(self, start: int, date: int) -> bool:
        """Tell whether a date holds for what stands before its clause: not after `, which …` or `, and in 2015 …`."""
        joints = self._lexicon.joints
        words = [word for word in self._small[start:date].replace(",", " ").replace(";", " ").split() if word]
        if words and words[0] in joints["relative"]:
            return False
        return any(word not in joints["weak"] for word in words)

    def _keep_last_act(self, clause: Span, dates: Sequence[FoundDate]) -> Sequence[FoundDate]:
        """Return the dates of the last act, where two have a verb each: `opened in 2012 and met in 2021`."""
        for place in range(len(dates) - 1, 0, -1):
            between = self._list_verbs(dates[place - 1].end, dates[place].start)
            beside = self._list_verbs(clause.start, dates[place - 1].start) | self._list_verbs(
                dates[place].end, clause.end
            )
            if between and beside and not between & beside:
                return dates[place:]
        return dates

    def _list_verbs(self, start: int, end: int) -> set[str]:
        verbs = self._lexicon.verbs
        words = {word.strip(".,;:()") for word in self._small[start:end].split()}
        return {word for word in words if word in verbs.past or (word in verbs.present and word not in verbs.doubtful)}


def _is_later(sign: _Sign) -> bool:
    """Tell whether a sign says of an act that its day is still to come: then its adoption is no law in force."""
    return sign.pattern.gives is EvidenceType.LAW_ADOPTED


def _weigh(figure: FoundFigure) -> float:
    """Weigh a figure as a sign of a counted result: persons and cases are counted, days and sums of money are not."""
    if figure.unit in _RESULTS:
        return 5.0 if figure.is_numeral else 1.0
    if figure.unit is not None or not figure.is_numeral:
        return 0.0
    return 4.5 if figure.year is not None else _OWN


def _stage_of(kind: EvidenceType, signs: Sequence[_Sign]) -> Stage | None:
    for sign in signs:
        if sign.pattern.gives is kind and sign.pattern.stage is not None:
            return sign.pattern.stage
    return {EvidenceType.POLICY: Stage.RUNNING, EvidenceType.DRAFT_LAW: Stage.PREPARED}.get(kind)
