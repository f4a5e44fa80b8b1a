"""How far two readings of one report agree: figures over labels, and the items that two readers should discuss.

Pure. Every figure is symmetric: which reading is called the first makes no difference to it.

The coefficients are those of J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
Measurement 20 (1960), and, for scales with an order, "Weighted kappa", Psychological Bulletin 70 (1968). Neither paper
says what a coefficient is where it would divide by nothing: where there are no labels at all, or where both readers
gave one and the same label throughout, so that they could not have differed. Here it is then None, "not defined",
and never 0 or 1.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from cpcheck.model import Assessment, Element, Evidence, Finding, FindingLevel, ItemVerdict, Relation, Verdict, Where
from cpcheck.records import record
from cpcheck.rulebook import Rulebook

# --- figures over labels ------------------------------------------------------------------------------------------


class Weighting(StrEnum):
    """How much heavier it weighs that two labels lie further apart on a scale (Cohen 1968)."""

    LINEAR = "linear"
    """By the number of steps between them."""
    QUADRATIC = "quadratic"
    """By its square, so that neighbours weigh little and opposites much."""


_WEIGH: Mapping[Weighting, Callable[[int], int]] = {
    Weighting.LINEAR: lambda steps: steps,
    Weighting.QUADRATIC: lambda steps: steps * steps,
}


def share_agreed(firsts: Sequence[str], seconds: Sequence[str]) -> float | None:
    """Return the share of labels that are the same, from 0 to 1; None where there are none.

    Raises: ValueError where the two are not of one length.
    """
    same = sum(first == second for first, second in zip(firsts, seconds, strict=True))
    return same / len(firsts) if firsts else None


def kappa(firsts: Sequence[str], seconds: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two readers' labels: agreement beyond chance, 1 at most, 0 where chance explains it.

    None where there are no labels, or where both readers gave but one and the same.

    Raises: ValueError where the two are not of one length.
    """
    same = sum(first == second for first, second in zip(firsts, seconds, strict=True))
    first_counts, second_counts = Counter(firsts), Counter(seconds)
    total = len(firsts)
    chance = sum(first_counts[label] * second_counts[label] for label in first_counts)
    # in whole numbers, times the total squared: what is equal is found equal
    return (same * total - chance) / (total * total - chance) if total * total != chance else None


def weighted_kappa(
    firsts: Sequence[str],
    seconds: Sequence[str],
    levels: Sequence[str],
    weighting: Weighting = Weighting.QUADRATIC,
) -> float | None:
    """Return Cohen's weighted kappa over a scale: `levels` in order, from either end, one step between neighbours.

    A level that nobody used takes its step all the same. With two levels it is the plain kappa. None where there are no
    labels, or where both readers gave but one and the same.

    Raises: ValueError where the two are not of one length, where a label is no level, or a level stands twice.
    """
    table = count_pairs(firsts, seconds, levels)
    rows, columns = [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]
    weigh = _WEIGH[weighting]
    weights = [(row, column, weigh(abs(row - column))) for row in range(len(levels)) for column in range(len(levels))]
    found = sum(weight * table[row][column] for row, column, weight in weights)
    chance = sum(weight * rows[row] * columns[column] for row, column, weight in weights)
    return 1 - found * len(firsts) / chance if chance else None


def count_pairs(firsts: Sequence[str], seconds: Sequence[str], levels: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return the confusion table: a row for each level of the first reader, a column for each of the second.

    Raises: ValueError where the two are not of one length, where a label is no level, or a level stands twice.
    """
    if len(set(levels)) < len(levels):
        raise ValueError(f"a level stands twice among {', '.join(levels)}")
    unknown = sorted({*firsts, *seconds} - set(levels))
    if unknown:
        raise ValueError(f"no level of {', '.join(levels)}: {', '.join(unknown)}")
    pairs = Counter(zip(firsts, seconds, strict=True))
    return tuple(tuple(pairs[first, second] for second in levels) for first in levels)


@record
class Agreement:
    """How far two readers' labels of the same things agree."""

    levels: tuple[str, ...]
    """The scale, best first."""
    table: tuple[tuple[int, ...], ...]
    """The confusion table: a row for each level of the first reader, a column for each of the second."""
    share: float | None
    """Of labels that are the same, from 0 to 1; None where nothing was compared."""
    kappa: float | None
    """None where it is not defined."""
    linear: float | None
    """Kappa weighted by steps; None where it is not defined."""
    quadratic: float | None
    """Kappa weighted by the square of the steps; None where it is not defined."""

    @property
    def total(self) -> int:
        """Return how many labels each reader gave."""
        return sum(map(sum, self.table))

    @property
    def same(self) -> int:
        """Return how many of them are the same."""
        return sum(row[place] for place, row in enumerate(self.table))


def measure_agreement(firsts: Sequence[str], seconds: Sequence[str], levels: Sequence[str]) -> Agreement:
    """Return every figure for two readers' labels on one scale, given best first.

    Raises: ValueError where the two are not of one length, where a label is no level, or a level stands twice.
    """
    return Agreement(
        levels=tuple(levels),
        table=count_pairs(firsts, seconds, levels),
        share=share_agreed(firsts, seconds),
        kappa=kappa(firsts, seconds),
        linear=weighted_kappa(firsts, seconds, levels, Weighting.LINEAR),
        quadratic=weighted_kappa(firsts, seconds, levels, Weighting.QUADRATIC),
    )


# --- two readings of one report -----------------------------------------------------------------------------------


@record
class ElementReadings:
    """One element as two readers have it."""

    element: Element
    first: Finding
    second: Finding
    only_first: tuple[Evidence, ...]
    """Facts that the first reader counts for or against it, and the second does not."""
    only_second: tuple[Evidence, ...]
    """The same, the other way round."""

    @property
    def differs(self) -> bool:
        """Tell whether the findings differ; another reason or rule alone makes no difference."""
        return self.first.level is not self.second.level

    @property
    def differs_in_reason(self) -> bool:
        """Tell whether both find the same, for different reasons."""
        return not self.differs and self.first.reason is not self.second.reason

    @property
    def unshared(self) -> int:
        """Return how many facts one reader alone counts."""
        return len(self.only_first) + len(self.only_second)


@record
class ItemReadings:
    """One counted item as two readers have it."""

    first: ItemVerdict
    second: ItemVerdict | None
    """None where the other reading is a published grade, which says nothing of elements."""
    labels: tuple[str, str]
    """What each side gave, as the scale names it."""
    distance: int
    """Steps between the two on the scale."""
    elements: tuple[ElementReadings, ...]
    """All of its elements; none beside a published grade."""

    @property
    def differing(self) -> tuple[ElementReadings, ...]:
        """Return the elements on which the two differ."""
        return tuple(element for element in self.elements if element.differs)

    @property
    def unshared(self) -> int:
        """Return how many facts one reader alone counts, over all elements."""
        return sum(element.unshared for element in self.elements)


@record
class ReadingComparison:
    """Two readings of one report, or one reading and published grades."""

    first: Assessment
    second: Assessment | None
    """None where the other reading is a file of grades."""
    items: Agreement
    """On the scale that both sides use; repeated items are counted once."""
    elements: Agreement | None
    """Of findings; None beside published grades."""
    discuss: tuple[ItemReadings, ...]
    """Items on which the two differ, or on an element of which they do, worst first: by distance, then by the number of
    elements that differ, then by the number of facts that one reader alone counts, then in the order of the set."""
    other_reasons: tuple[ElementReadings, ...]
    """Elements on which both find the same for different reasons, in items that are not to be discussed anyway."""
    ungraded: tuple[str, ...]
    """Counted items that the file of grades leaves out."""


def compare_readings(first: Assessment, second: Assessment, book: Rulebook) -> ReadingComparison:
    """Compare two codings of one report, both assessed by `book`.

    Raises: ValueError where they are not of one recommendation set (`find_set_difference` says how).
    """
    scale = [level.id for level in book.levels]
    places = _find_places(first), _find_places(second)
    pairs = [(one, other) for one, other in zip(first.items, second.items, strict=True) if one.is_counted]
    items = [_read_item(one, other, scale, places) for one, other in pairs]
    elements = [element for item in items for element in item.elements]
    discuss = [item for item in items if item.distance or item.differing]
    return ReadingComparison(
        first=first,
        second=second,
        items=measure_agreement([item.labels[0] for item in items], [item.labels[1] for item in items], scale),
        elements=measure_agreement(
            [element.first.level for element in elements],
            [element.second.level for element in elements],
            tuple(FindingLevel),
        ),
        discuss=tuple(sorted(discuss, key=_worst_first)),
        other_reasons=tuple(
            element for item in items if item not in discuss for element in item.elements if element.differs_in_reason
        ),
        ungraded=(),
    )


def compare_grades(
    first: Assessment, grades: Mapping[str, str], book: Rulebook, *, by_level: bool
) -> ReadingComparison:
    """Compare a coding, assessed by `book`, with published grades by id of the item.

    The grades are levels of the rulebook, or with `by_level` false verdicts. Those of repeated items are not compared:
    such an item is counted with its twin.

    Raises: ValueError for a grade that is not on the scale.
    """
    scale = [level.id for level in book.levels] if by_level else list(Verdict)
    counted = [item for item in first.items if item.is_counted]
    items = [
        _grade_item(item, item.level if by_level else item.verdict, grades[item.item.id], scale)
        for item in counted
        if item.item.id in grades
    ]
    discuss = [item for item in items if item.distance]
    return ReadingComparison(
        first=first,
        second=None,
        items=measure_agreement([item.labels[0] for item in items], [item.labels[1] for item in items], scale),
        elements=None,
        discuss=tuple(sorted(discuss, key=_worst_first)),
        other_reasons=(),
        ungraded=tuple(item.item.id for item in counted if item.item.id not in grades),
    )


def _worst_first(item: ItemReadings) -> tuple[int, int, int]:
    return -item.distance, -len(item.differing), -item.unshared


def _grade_item(item: ItemVerdict, own: str, grade: str, scale: Sequence[str]) -> ItemReadings:
    distance = abs(scale.index(own) - scale.index(grade))
    return ItemReadings(first=item, second=None, labels=(own, grade), distance=distance, elements=())


def _read_item(
    one: ItemVerdict, other: ItemVerdict, scale: Sequence[str], places: "tuple[_Places, _Places]"
) -> ItemReadings:
    return ItemReadings(
        first=one,
        second=other,
        labels=(one.level, other.level),
        distance=abs(scale.index(one.level) - scale.index(other.level)),
        elements=tuple(
            _read_element(first, second, places) for first, second in zip(one.findings, other.findings, strict=True)
        ),
    )


def _read_element(first: Finding, second: Finding, places: "tuple[_Places, _Places]") -> ElementReadings:
    if first.element.id != second.element.id:
        raise ValueError(f"{first.element.id} is compared with {second.element.id}")
    only_first, only_second = _find_unshared(first, second, places)
    return ElementReadings(
        element=first.element, first=first, second=second, only_first=only_first, only_second=only_second
    )


def find_set_difference(first: Assessment, second: Assessment) -> str | None:
    """Say in what way two codings are not of one report on one recommendation set; None where they are.

    Wording of demands makes no difference; items, elements, their asks and the cut-off do, since they move findings.
    """
    one, other = first.case, second.case
    for name, ours, theirs in (
        ("answer", one.recommendations.id, other.recommendations.id),
        ("are addressed to", one.recommendations.state, other.recommendations.state),
        ("count from", one.recommendations.adopted.isoformat(), other.recommendations.adopted.isoformat()),
        ("code", one.response.document.symbol, other.response.document.symbol),
    ):
        if ours != theirs:
            return f"they {name} {ours} and {theirs}"
    demands, others = (dict(_list_demands(side)) for side in (first, second))
    for name in (*demands, *others):
        if demands.get(name) != others.get(name):
            said = [side.get(name, "nothing") for side in (demands, others)]
            return f"at {name}, one set has {said[0]} and the other {said[1]}"
    return None if list(demands) == list(others) else "their sets have the same items in another order"


def _list_demands(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for item in assessment.case.recommendations.items:
        yield item.id, f"a repeat of {item.repeats.item}" if item.repeats else "an item of its own"
        for element in item.elements:
            yield f"{item.id}, {element.id}", f'the ask "{element.ask}"'


# --- evidence that one reader alone counts ------------------------------------------------------------------------

_Places = Mapping[str, Where | None]
"""Where the answer stands that offers a fact, by the fact's id."""
_COUNTED = (Relation.SUPPORTS, Relation.AGAINST)


@record
class _Sighting:
    """One fact that one reader counts for or against an element."""

    side: int
    fact: Evidence
    place: tuple[float, float]
    """First and last line or page."""


def _find_places(assessment: Assessment) -> _Places:
    answers = assessment.case.response.answers
    return {fact.id: answer.where for answer in answers for fact in answer.evidence}


def _find_unshared(
    first: Finding, second: Finding, places: tuple[_Places, _Places]
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Return the facts that have no counterpart in the other reading.

    Two readers number and word facts apart. So a fact is the other's where it has the same anchor; else where it is of
    the same type and the passages they are read from overlap. As many are matched as can be.
    """
    left: list[_Sighting] = []
    for relation in _COUNTED:
        seen = [
            (side, link.evidence[0])
            for side, finding in enumerate((first, second))
            for link in finding.links
            if link.relation is relation
        ]
        unmatched = _leave_out(seen, _name_anchor)
        for sort in dict.fromkeys(fact.type for _, fact in unmatched):
            left += _leave_out_overlapping(_place([one for one in unmatched if one[1].type is sort], places))
    sides = (tuple(one.fact for one in left if one.side == side) for side in (0, 1))
    return next(sides), next(sides)


def _name_anchor(fact: Evidence) -> str | None:
    return " ".join(fact.anchor.split()).casefold() if fact.anchor else None


def _leave_out(
    seen: Sequence[tuple[int, Evidence]], name: Callable[[Evidence], str | None]
) -> list[tuple[int, Evidence]]:
    """Return what has no counterpart of the same name; what has no name has none."""
    numbers = [Counter(key for side, fact in seen if side == own and (key := name(fact))) for own in (0, 1)]
    shared = numbers[0] & numbers[1]
    spent: list[Counter[str]] = [Counter(), Counter()]
    left = []
    for side, fact in seen:
        key = name(fact)
        if key is not None and spent[side][key] < shared[key]:
            spent[side][key] += 1
        else:
            left.append((side, fact))
    return left


def _place(seen: Iterable[tuple[int, Evidence]], places: tuple[_Places, _Places]) -> list[_Sighting]:
    """Give facts their places, in one unit; a fact that has none in it could stand anywhere."""
    found = [(side, fact, places[side].get(fact.id)) for side, fact in seen]
    by_line = any(where and where.lines for _, _, where in found)
    sightings = []
    for side, fact, where in found:
        span = (where.lines if by_line else where.pages) if where else None
        sightings.append(_Sighting(side=side, fact=fact, place=span or (0, float("inf"))))
    return sightings


def _leave_out_overlapping(sightings: Sequence[_Sighting]) -> list[_Sighting]:
    """Return what is left when as many as possible are matched with one of the other side that overlaps.

    Going by where they end, each is matched with the first to end of those it overlaps. None that ends later could use
    that one better: it overlaps all that end later still.
    """
    waiting = sorted(sightings, key=lambda one: (one.place[1], one.place[0]))
    left = []
    while waiting:
        one = waiting.pop(0)
        mate = next((place for place, other in enumerate(waiting) if _overlap(one, other)), None)
        if mate is None:
            left.append(one)
        else:
            waiting.pop(mate)
    return left


def _overlap(one: _Sighting, other: _Sighting) -> bool:
    return one.side != other.side and one.place[0] <= other.place[1] and other.place[0] <= one.place[1]
