"""Two readings of one report to view: all that a report on their agreement shows, in final order, counted and worded.

Nothing in it is escaped: that is each format's own duty.
"""

from collections.abc import Mapping

from cpcheck import __version__
from cpcheck.agreement import Agreement, ElementReadings, ItemReadings, ReadingComparison
from cpcheck.model import Assessment, Evidence
from cpcheck.records import record
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.view import DecisionView, ElementView, ItemView, LinkView, build_view
from cpcheck.rulebook import Rulebook


@record
class LevelView:
    """One level of the scale that was compared on."""

    id: str
    title: str
    """As reports print it."""
    mark: str
    """Of the verdict or the finding that it stands for."""


@record
class FiguresView:
    """How far two readers' labels agree."""

    levels: tuple[LevelView, ...]
    """Best first."""
    agreement: Agreement


@record
class SeenView:
    """What one reader saw of one element."""

    finding: str
    reason: str | None
    rule: str
    facts: tuple[LinkView, ...]
    """Those that decided, and those that this reader alone counts, in the order of the reply."""
    only: frozenset[str]
    """Ids of those that this reader alone counts."""


@record
class ElementReadingsView:
    """One element as two readers have it."""

    id: str
    asks: str
    first: SeenView
    second: SeenView | None
    """None beside a published grade."""


@record
class ItemReadingsView:
    """One item to discuss."""

    id: str
    title: str
    first: LevelView
    second: LevelView
    distance: int
    """Steps between the two."""
    unshared: int
    """How many facts one reader alone counts, over all elements."""
    overrides: tuple[tuple[int, DecisionView], ...]
    """Of each side, 0 or 1, the person's verdict that holds: shown, and not compared."""
    elements: tuple[ElementReadingsView, ...]
    """Those on which the two differ; beside a published grade, all."""


@record
class OtherReasonView:
    """One element on which both find the same, for different reasons."""

    id: str
    finding: str
    reasons: tuple[str | None, str | None]
    rules: tuple[str, str]


@record
class AgreementView:
    """Everything a report on agreement shows."""

    language: str
    """That it is printed in."""
    version: str
    """Of the program."""
    rulebook: str
    rulebook_title: str
    recommendations: str
    document: str
    third_party: bool
    files: tuple[str, str]
    """As they were named."""
    as_of: tuple[str, str | None]
    """Day that overrides are compared with, of each side; None for grades."""
    is_graded: bool
    """Whether the second file holds published grades."""
    items: FiguresView
    elements: FiguresView | None
    has_repeats: bool
    discuss: tuple[ItemReadingsView, ...]
    other_reasons: tuple[OtherReasonView, ...]
    ungraded: tuple[str, ...]


def build_agreement_view(
    comparison: ReadingComparison, book: Rulebook, files: tuple[str, str], *, language: str = "en"
) -> AgreementView:
    """Prepare a comparison of two readings by `book` for showing; `files` are named as the user named them."""
    builder = _Builder(comparison, book, load_labels(language))
    first, second = comparison.first, comparison.second
    return AgreementView(
        language=language,
        version=__version__,
        rulebook=book.id,
        rulebook_title=builder.labels.translate(book.title),
        recommendations=first.case.recommendations.id,
        document=first.case.response.document.symbol,
        third_party=first.third_party,
        files=files,
        as_of=(first.as_of.isoformat(), second.as_of.isoformat() if second else None),
        is_graded=second is None,
        items=builder.build_item_figures(),
        elements=builder.build_element_figures(),
        has_repeats=any(not item.is_counted for item in first.items),
        discuss=tuple(builder.build_item(item) for item in comparison.discuss),
        other_reasons=tuple(_build_other(element) for element in comparison.other_reasons),
        ungraded=comparison.ungraded,
    )


def _build_other(element: ElementReadings) -> OtherReasonView:
    sides = (element.first, element.second)
    first, second = (side.reason.value if side.reason else None for side in sides)
    return OtherReasonView(
        id=element.element.id,
        finding=element.first.level.value,
        reasons=(first, second),
        rules=(element.first.rule, element.second.rule),
    )


class _Builder:
    """Builds views from both readings, each as a report would show it."""

    def __init__(self, comparison: ReadingComparison, book: Rulebook, labels: Labels) -> None:
        self.comparison = comparison
        self.labels = labels
        levels = {level.id: (labels.translate(level.title), level.verdict.value) for level in book.levels}
        scale = comparison.items.levels
        if not set(scale) <= set(levels):
            levels = {name: (self.labels(f"verdict.{name}"), name) for name in scale}
        self.scale = {
            name: LevelView(id=name, title=levels[name][0], mark=self.labels(f"mark.{levels[name][1]}"))
            for name in scale
        }
        self.first = _index(comparison.first)
        self.second = _index(comparison.second) if comparison.second else None

    def build_item_figures(self) -> FiguresView:
        return FiguresView(levels=tuple(self.scale.values()), agreement=self.comparison.items)

    def build_element_figures(self) -> FiguresView | None:
        agreement = self.comparison.elements
        if agreement is None:
            return None
        levels = tuple(
            LevelView(id=level, title=self.labels(f"finding.{level}"), mark=self.labels(f"mark.{level}"))
            for level in agreement.levels
        )
        return FiguresView(levels=levels, agreement=agreement)

    def build_item(self, item: ItemReadings) -> ItemReadingsView:
        name = item.first.item.id
        own = self.first[name]
        other = self.second[name] if self.second else None
        active = [
            (side, view.overrides[0])
            for side, view in enumerate((own, other))
            if view and view.overrides and view.overrides[0].is_active
        ]
        return ItemReadingsView(
            id=name,
            title=own.title,
            first=self.scale[item.labels[0]],
            second=self.scale[item.labels[1]],
            distance=item.distance,
            unshared=item.unshared,
            overrides=tuple(active),
            elements=tuple(_build_elements(item, own, other)),
        )


def _index(assessment: Assessment) -> Mapping[str, ItemView]:
    return {item.id: item for item in build_view(assessment).items}


def _build_elements(item: ItemReadings, own: ItemView, other: ItemView | None) -> list[ElementReadingsView]:
    if other is None:
        return [_build_element(element, None, (), ()) for element in own.elements]
    firsts, seconds = ({element.id: element for element in view.elements} for view in (own, other))
    return [
        _build_element(firsts[name], seconds[name], element.only_first, element.only_second)
        for element in item.differing
        for name in [element.element.id]
    ]


def _build_element(
    first: ElementView, second: ElementView | None, only_first: tuple[Evidence, ...], only_second: tuple[Evidence, ...]
) -> ElementReadingsView:
    return ElementReadingsView(
        id=first.id,
        asks=first.asks,
        first=_build_seen(first, only_first),
        second=_build_seen(second, only_second) if second else None,
    )


def _build_seen(element: ElementView, only: tuple[Evidence, ...]) -> SeenView:
    alone = frozenset(fact.id for fact in only)
    return SeenView(
        finding=element.finding,
        reason=element.reason,
        rule=element.rule,
        facts=tuple(link for link in element.links if link.is_deciding or link.fact.id in alone),
        only=alone,
    )
