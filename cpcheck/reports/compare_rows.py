"""Rows of a matrix for tables: what each cell says, in words or as a number, with the verdict or finding it shows.

Formats of tables lay them out. Nothing is escaped: that is each format's own duty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cpcheck.matrix import StrengthTotal
from cpcheck.model import Tally
from cpcheck.records import record
from cpcheck.reports import compare_phrases as phrases
from cpcheck.reports import diff_phrases
from cpcheck.reports.compare_view import (
    CellView,
    CompareView,
    ElementRowView,
    FindingCellView,
    GroupView,
    ItemRowView,
    MoveView,
    SeriesView,
    ThemeRowView,
)
from cpcheck.reports.diff_view import ElementChangeView, FactChangeView, FindingView, ItemChangeView, VerdictView
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.rows import LIST, Column, TableCell, Value, read_day
from cpcheck.reports.text import VERDICTS

# --- the matrix ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixRow:
    """One row: an item, an element, counts of a theme or of all items, or the items behind them."""

    kind: str
    """Its label is `compare.csv.row.` and this."""
    state: str = ""
    recommendations: str = ""
    name: str = ""
    """Id of an item or element, name of a theme, or what a total is of."""
    title: str = ""
    strength: str = ""
    previous: str = ""
    """What an earlier round published of an item."""
    repeats: str = ""
    counted: str = ""
    """The verdict that is counted, in words."""
    cells: Mapping[int, TableCell] = field(default_factory=dict)
    """By the place of the column in the view."""
    across: Value = None
    """Over the newest reply of each state."""
    became: str = ""


def list_theme_rows(view: CompareView, labels: Labels) -> Iterator[MatrixRow]:
    """Yield the counts of each theme, the items behind them, and the totals."""
    if view.themes is not None:
        for row in view.themes.rows:
            yield from _list_theme(row, labels)
        yield from _list_totals("", view.themes.totals, range(len(view.columns)), labels)


def _list_theme(row: ThemeRowView, labels: Labels) -> Iterator[MatrixRow]:
    name = phrases.phrase_theme(row, labels, str)
    across = {one.strength.value: one.tally for one in row.across or ()}
    strengths = dict.fromkeys(group.strength for groups in row.cells for group in groups)
    for strength in strengths:
        found = {
            place: group for place, groups in enumerate(row.cells) for group in groups if group.strength == strength
        }
        for verdict in VERDICTS:
            yield MatrixRow(
                kind="theme",
                name=name,
                strength=strength,
                counted=labels(f"verdict.{verdict}"),
                cells={place: TableCell(value=getattr(group.tally, verdict)) for place, group in found.items()},
                across=getattr(across[strength], verdict) if strength in across else None,
            )
            yield from _list_ids(name, verdict, found, labels)


def _list_ids(name: str, verdict: str, found: Mapping[int, GroupView], labels: Labels) -> Iterator[MatrixRow]:
    """Yield the ids of the items that were counted, where there are any."""
    ids = {
        place: TableCell(value=LIST.join(named), code=verdict)
        for place, group in found.items()
        for key, named in group.items
        if key == verdict
    }
    if ids:
        strength = next(iter(found.values())).strength
        counted = labels(f"verdict.{verdict}")
        yield MatrixRow(kind="ids", name=name, strength=strength, counted=counted, cells=ids)


def list_series_rows(series: SeriesView, labels: Labels) -> Iterator[MatrixRow]:
    """Yield each item of a series with its elements through the rounds, and the totals."""
    for row in series.rows:
        yield from _list_item(row, series.state, series.recommendations, series.columns, labels)
    yield from _list_totals(series.state, series.totals, series.columns, labels)


def list_single_rows(view: CompareView, labels: Labels) -> Iterator[MatrixRow]:
    """Yield each item of the replies whose set is answered once, with its elements."""
    for single in view.singles:
        column = view.columns[single.column]
        for row in single.rows:
            yield from _list_item(row, column.state, column.recommendations, (single.column,), labels)


def _list_item(
    row: ItemRowView, state: str, recommendations: str, places: Sequence[int], labels: Labels
) -> Iterator[MatrixRow]:
    is_joined = len(places) > 1
    yield MatrixRow(
        kind="item",
        state=state,
        recommendations=recommendations,
        name=row.id,
        title=row.title,
        strength=row.strength,
        previous=f"{row.previous.verdict} ({row.previous.source})" if row.previous else "",
        repeats=row.repeats or "",
        cells={place: _show_verdict(cell, labels) for place, cell in zip(places, row.cells, strict=True)},
        became=labels(f"compare.became.{row.became}") if is_joined else "",
    )
    for element in row.elements if not row.repeats else ():
        yield MatrixRow(
            kind="element",
            state=state,
            recommendations=recommendations,
            name=element.id,
            title=element.asks,
            cells={place: _show_finding(cell, labels) for place, cell in zip(places, element.cells, strict=True)},
            became=labels(f"compare.became.{element.became}") if is_joined else "",
        )


def _show_verdict(cell: CellView | None, labels: Labels) -> TableCell:
    return TableCell(value=labels(f"verdict.{cell.verdict}"), code=cell.verdict) if cell else TableCell()


def _show_finding(cell: FindingCellView | None, labels: Labels) -> TableCell:
    return TableCell(value=labels(f"finding.{cell.finding}"), code=cell.finding) if cell else TableCell()


def _list_totals(
    state: str, totals: Sequence[StrengthTotal], places: Sequence[int], labels: Labels
) -> Iterator[MatrixRow]:
    for total in totals:
        for verdict in VERDICTS:
            yield MatrixRow(
                kind="total",
                state=state,
                name=phrases.phrase_strength(total.strength, labels, is_mixed=len(totals) > 1),
                strength=total.strength,
                counted=labels(f"verdict.{verdict}"),
                cells={
                    place: TableCell(value=_count(tally, verdict))
                    for place, tally in zip(places, total.tallies, strict=True)
                },
                across=_count(total.across, verdict) if total.across else None,
            )


def _count(tally: Tally, verdict: str) -> int:
    count: int = getattr(tally, verdict)
    return count


# --- what moved ---------------------------------------------------------------------------------------------------


@record
class MoveRow:
    """One fact that moved a finding; without a fact, a finding that something else moved, or an item alone."""

    view: CompareView
    labels: Labels
    series: SeriesView
    move: MoveView
    name: str
    """The list it stands in: `improved`, `slipped` or `shifted`."""
    item: ItemChangeView
    element: ElementChangeView | None
    fact: FactChangeView | None


def list_move_rows(view: CompareView, labels: Labels) -> Iterator[MoveRow]:
    """Yield what moved from each round to the next, evidence by evidence."""
    for series in view.series:
        for move in series.moves:
            for name, items in phrases.list_moved(move):
                shown = {item.id for item in items}
                for item in items:
                    # what moved along was moved by the evidence of the item it repeats
                    elements = () if item.repeats in shown else item.elements
                    for element, fact in _list_evidence(elements):
                        yield MoveRow(
                            view=view,
                            labels=labels,
                            series=series,
                            move=move,
                            name=name,
                            item=item,
                            element=element,
                            fact=fact,
                        )


def _list_evidence(
    elements: Sequence[ElementChangeView],
) -> Iterator[tuple[ElementChangeView | None, FactChangeView | None]]:
    if not elements:
        yield None, None
    for element in elements:
        yield from ((element, fact) for fact in element.evidence or (None,))


def _name_verdict(verdict: VerdictView | None, row: MoveRow) -> str | None:
    return row.labels(f"verdict.{verdict.verdict}") if verdict else None


def _name_finding(finding: FindingView | None, row: MoveRow) -> str | None:
    return row.labels(f"finding.{finding.level}") if finding else None


def _name_reason(finding: FindingView | None, row: MoveRow) -> str | None:
    return row.labels(f"reason.{finding.reason}") if finding and finding.reason else None


def _tell_link(row: MoveRow) -> str | None:
    if row.fact is None or row.element is None:
        return None
    element = row.element.id
    return LIST.join(
        row.labels(f"relation.{relation}") + (f" ({row.labels(f'fit.{fit}')})" if fit else "")
        for name, relation, fit in row.fact.links
        if name == element
    )


def _tell_causes(row: MoveRow) -> str | None:
    """Say what else moved a finding or changed in the item; of the item only in the row of its first element."""
    told = [] if row.element is None else list(diff_phrases.phrase_causes(row.element, row.labels, str))
    if row.fact is not None:
        told += [diff_phrases.phrase_field(one, row.labels, str) for one in row.fact.fields]
    if row.element is None or row.element == row.item.elements[0]:
        told += [diff_phrases.phrase_field(one, row.labels, str) for one in row.item.fields]
        told += diff_phrases.phrase_flags(row.item, row.labels)
        told += [diff_phrases.phrase_decision(one, row.labels, str) for one in row.item.decisions]
        if row.item.repeats:
            key = "diff.along" if row.element is None else "diff.repeats"
            told.append(row.labels(key, item=row.item.repeats))
    return "; ".join(told) or None


MOVE_COLUMNS: Sequence[Column[MoveRow]] = (
    Column(heading="report.state", width=7, tell=lambda row: row.series.state),
    Column(heading="item.item", width=8, tell=lambda row: row.item.id),
    Column(heading="form.item_title", width=32, tell=lambda row: row.item.title),
    Column(heading="compare.became", width=18, tell=lambda row: row.labels(f"compare.table.list.{row.name}")),
    Column(heading="compare.table.old", width=14, tell=lambda row: row.view.columns[row.move.old].document),
    Column(heading="compare.table.new", width=14, tell=lambda row: row.view.columns[row.move.new].document),
    Column(
        heading="compare.table.verdict.old",
        width=15,
        tell=lambda row: _name_verdict(row.item.old, row),
        code=lambda row: row.item.old.verdict if row.item.old else None,
    ),
    Column(
        heading="compare.table.verdict.new",
        width=15,
        tell=lambda row: _name_verdict(row.item.new, row),
        code=lambda row: row.item.new.verdict if row.item.new else None,
    ),
    Column(heading="form.element", width=16, tell=lambda row: row.element.id if row.element else None),
    Column(heading="item.demand", width=36, tell=lambda row: row.element.asks if row.element else None),
    Column(
        heading="compare.table.finding.old",
        width=14,
        tell=lambda row: _name_finding(row.element.old, row) if row.element else None,
        code=lambda row: row.element.old.level if row.element and row.element.old else None,
    ),
    Column(
        heading="compare.table.reason.old",
        width=16,
        tell=lambda row: _name_reason(row.element.old, row) if row.element else None,
    ),
    Column(
        heading="compare.table.finding.new",
        width=14,
        tell=lambda row: _name_finding(row.element.new, row) if row.element else None,
        code=lambda row: row.element.new.level if row.element and row.element.new else None,
    ),
    Column(
        heading="compare.table.reason.new",
        width=16,
        tell=lambda row: _name_reason(row.element.new, row) if row.element else None,
    ),
    Column(
        heading="compare.table.said",
        width=20,
        tell=lambda row: row.labels(f"compare.table.said.{row.fact.kind}") if row.fact else None,
    ),
    Column(heading="evidence.id", width=8, tell=lambda row: row.fact.id if row.fact else None),
    Column(heading="evidence.fact", width=60, tell=lambda row: row.fact.fact if row.fact else None),
    Column(
        heading="evidence.type", width=14, tell=lambda row: row.labels(f"type.{row.fact.type}") if row.fact else None
    ),
    Column(
        heading="form.stage",
        width=10,
        tell=lambda row: row.labels(f"stage.{row.fact.stage}") if row.fact and row.fact.stage else None,
    ),
    Column(heading="evidence.date", width=12, tell=lambda row: read_day(row.fact.date) if row.fact else None),
    Column(heading="evidence.link", width=18, tell=_tell_link),
    Column(
        heading="evidence.place",
        width=18,
        tell=lambda row: (name_place(row.fact.where, row.labels) or None) if row.fact else None,
    ),
    Column(heading="form.source", width=20, tell=lambda row: row.fact.source if row.fact else None),
    Column(heading="compare.table.also", width=40, tell=_tell_causes),
)
"""Of a table of what moved."""


# --- what is open -------------------------------------------------------------------------------------------------


@record
class OpenRow:
    """One element that is not met in the last round, of an item that is not implemented."""

    view: CompareView
    labels: Labels
    place: int
    """Column of the last round."""
    item: ItemRowView
    element: ElementRowView | None
    """None for an item that shares the elements of another."""


def list_open_rows(view: CompareView, labels: Labels) -> Iterator[OpenRow]:
    """Yield what is open in the last round of each series, and in the replies whose set is answered once."""
    found = [(series.columns[-1], series.open) for series in view.series]
    found += [(single.column, single.open) for single in view.singles]
    for place, items in found:
        for item in items:
            elements = [element for element in item.elements if element.is_open and not item.repeats]
            for element in elements or (None,):
                yield OpenRow(view=view, labels=labels, place=place, item=item, element=element)


def _find_last(row: OpenRow) -> FindingCellView | None:
    return row.element.cells[-1] if row.element else None


def _tell_last(row: OpenRow) -> str | None:
    last = _find_last(row)
    return row.labels(f"finding.{last.finding}") if last else None


def _tell_last_reason(row: OpenRow) -> str | None:
    last = _find_last(row)
    return row.labels(f"reason.{last.reason}") if last and last.reason else None


def _tell_last_verdict(row: OpenRow) -> str:
    last = row.item.cells[-1]
    assert last is not None, "what is open is asked"
    return row.labels(f"verdict.{last.verdict}")


def _find_since(row: OpenRow) -> int:
    assert row.item.open_since is not None
    return row.item.open_since


OPEN_COLUMNS: Sequence[Column[OpenRow]] = (
    Column(heading="report.state", width=7, tell=lambda row: row.view.columns[row.place].state),
    Column(heading="item.item", width=8, tell=lambda row: row.item.id),
    Column(heading="form.item_title", width=40, tell=lambda row: row.item.title),
    Column(heading="form.strength", width=11, tell=lambda row: row.labels(f"strength.{row.item.strength}")),
    Column(heading="form.themes", width=18, tell=lambda row: LIST.join(row.item.themes) or None),
    Column(
        heading="item.verdict",
        width=15,
        tell=_tell_last_verdict,
        code=lambda row: row.item.cells[-1].verdict if row.item.cells[-1] else None,
    ),
    Column(heading="compare.table.since", width=14, tell=lambda row: row.view.columns[_find_since(row)].document),
    Column(
        heading="compare.table.since_day",
        width=12,
        tell=lambda row: read_day(row.view.columns[_find_since(row)].received),
    ),
    Column(heading="form.element", width=16, tell=lambda row: row.element.id if row.element else None),
    Column(heading="item.demand", width=44, tell=lambda row: row.element.asks if row.element else None),
    Column(
        heading="element.finding",
        width=14,
        tell=_tell_last,
        code=lambda row: last.finding if (last := _find_last(row)) else None,
    ),
    Column(heading="element.reason", width=18, tell=_tell_last_reason),
    Column(heading="form.repeats", width=9, tell=lambda row: row.item.repeats),
    Column(heading="report.recommendations", width=18, tell=lambda row: row.view.columns[row.place].recommendations),
)
"""Of a table of what is open."""
