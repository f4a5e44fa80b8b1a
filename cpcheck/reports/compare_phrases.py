"""Wordings that the formats of a matrix share. Values of files are in them as they are: each format escapes."""

from collections.abc import Iterator, Sequence

from cpcheck.model import Tally
from cpcheck.reports.compare_view import (
    CellView,
    ColumnView,
    CompareView,
    FindingCellView,
    GroupView,
    ItemRowView,
    MoveView,
    NoteView,
    SeriesView,
    ThemeRowView,
    ThemesView,
)
from cpcheck.reports.diff_phrases import Escape
from cpcheck.reports.diff_view import ItemChangeView
from cpcheck.reports.labels import Labels
from cpcheck.reports.overview import HeadlineView
from cpcheck.reports.phrases import name_theme
from cpcheck.reports.text import VERDICTS

MOST_NAMED = 4
"""States and recommendation sets that a heading names; where there are more of them it counts them."""
_MARKED = {"improved": "improved", "slipped": "worsened"}
"""What became of an item, and the direction whose mark it has."""


# --- columns and notes --------------------------------------------------------------------------------------------


def phrase_rulebook(view: CompareView, labels: Labels, escape: Escape) -> str:
    """Say which rulebook decided."""
    return labels("agree.rulebook", rulebook=escape(view.rulebook), title=escape(view.rulebook_title))


def phrase_column(column: ColumnView, labels: Labels, escape: Escape, *, received: str | None = None) -> str:
    """Name a reply in full: "XA: EX(2024)31 on EX/Rec(2020)01, received 2024-05-02".

    `received` is that day as the format writes it.
    """
    words = {name: escape(getattr(column, name)) for name in ("state", "document", "recommendations")}
    named = labels("compare.column", **words, received=received or column.received)
    return f"{named}; {escape(column.conclusion)}" if column.conclusion else named


def name_column(column: ColumnView, labels: Labels) -> str:
    """Name a reply in short, for the head of a column: "XA: EX(2024)31 (2024-05-02)"."""
    return labels("compare.csv.column", state=column.state, document=column.document, received=column.received)


def name_states(view: CompareView, labels: Labels) -> str:
    """Name the states; where there are many, say how many."""
    codes = tuple(dict.fromkeys(column.state for column in view.columns))
    if len(codes) > MOST_NAMED:
        return labels.count("compare.states", len(codes))
    return ", ".join(map(labels.state, codes))


def phrase_lead(view: CompareView, labels: Labels, escape: Escape) -> str:
    """Say how many replies there are, to which recommendation sets, and of which time."""
    names = tuple(dict.fromkeys(column.recommendations for column in view.columns))
    sets = labels.count("compare.sets", len(names)) if len(names) > MOST_NAMED else ", ".join(map(escape, names))
    first, *_, last = sorted(column.received for column in view.columns)
    words = {"sets": sets, "first": labels.date(first), "last": labels.date(last)}
    return labels.count("compare.replies", len(view.columns), **words)


def phrase_headline(headline: HeadlineView, labels: Labels) -> str:
    """Say what moved or how themes stand; the items or themes themselves come after it, where there are any."""
    if not headline.number:
        return labels(f"compare.nothing.{headline.key}")
    if names_all(headline):
        return labels("compare.head.standing_all")
    return labels.count(f"compare.head.{headline.key}", headline.number, all=headline.all)


def names_all(headline: HeadlineView) -> bool:
    """Tell whether a headline is about all items of the one above it, which need not be named again."""
    return headline.key == "standing" and headline.number == headline.all


def phrase_note(note: NoteView, labels: Labels, escape: Escape) -> str:
    """Put into words what a reader must know."""
    if note.code == "repeats":
        return labels("counts.repeats")
    if note.code == "themes":
        return labels("counts.themes.note")
    values = {name: escape(value) for name, value in note.values}
    if "strengths" in values:
        names = dict(note.values)["strengths"].split(",")
        values["strengths"] = ", ".join(labels(f"strength.{name}") for name in names)
    return labels(f"compare.note.{note.code}", **values)


def list_notes(notes: Sequence[NoteView], labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield notes in words."""
    yield from (phrase_note(note, labels, escape) for note in notes)


# --- rounds -------------------------------------------------------------------------------------------------------


def phrase_series(series: SeriesView, labels: Labels, escape: Escape) -> str:
    """Name the rounds of a state."""
    state, recommendations = escape(series.state), escape(series.recommendations)
    return labels("compare.series", state=state, recommendations=recommendations, count=len(series.columns))


def phrase_cell(cell: CellView | None, labels: Labels) -> str:
    """Return a verdict with its mark; a dash where the item was not asked."""
    if cell is None:
        return labels("compare.absent")
    return f"{labels(f'mark.{cell.verdict}')} {labels(f'verdict.{cell.verdict}')}"


def list_remarks(cell: CellView | None, labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield what stands under a verdict: the rulebook's level, flags, a person's verdict, and that nothing answers."""
    if cell is None:
        return
    if cell.level is not None:
        yield escape(cell.level)
    if not cell.is_answered:
        yield labels("compare.unanswered")
    yield from (labels(f"flag.{flag}") for flag in cell.flags if flag != "overridden")
    if cell.override is not None:
        by, verdict = cell.override
        yield labels("table.override", by=escape(by), verdict=labels(f"verdict.{verdict}"))


def phrase_finding(cell: FindingCellView | None, labels: Labels) -> str:
    """Return a finding with its mark and its reason; a dash where the item had no such element."""
    if cell is None:
        return labels("compare.absent")
    finding = f"{labels(f'mark.{cell.finding}')} {labels(f'finding.{cell.finding}')}"
    if cell.reason is None:
        return finding
    return labels("diff.finding", finding=finding, reason=labels(f"reason.{cell.reason}"))


def phrase_became(became: str, labels: Labels, *, is_open: bool) -> str:
    """Say what became of an item or an element, by mark and by word."""
    words = name_became(became, labels, is_open=is_open)
    return f"{labels(f'diff.mark.{_MARKED[became]}')} {words}" if became in _MARKED else words


def name_became(became: str, labels: Labels, *, is_open: bool) -> str:
    """Say what became of an item or an element in words alone; what improved can still be open."""
    words = labels(f"compare.became.{became}")
    if is_open and became in {"improved", "new"}:
        words = labels("compare.still_open", became=words)
    return words


def phrase_since(row: ItemRowView, view: CompareView, labels: Labels, escape: Escape) -> str:
    """Say from which round on an item has been open."""
    assert row.open_since is not None
    return labels("compare.since", document=escape(view.columns[row.open_since].document))


def phrase_previous(row: ItemRowView, labels: Labels, escape: Escape) -> str:
    """Return what an earlier round published of an item; empty where nothing is told."""
    if row.previous is None:
        return ""
    return labels("item.previous", verdict=escape(row.previous.verdict), source=escape(row.previous.source))


def phrase_sides(move: MoveView, view: CompareView, labels: Labels, escape: Escape) -> str:
    """Name the two rounds of a move."""
    old, new = (escape(view.columns[place].document) for place in (move.old, move.new))
    return labels("diff.sides", old=old, new=new)


def list_moved(move: MoveView) -> Iterator[tuple[str, tuple[ItemChangeView, ...]]]:
    """Yield the items that moved, by the name of each list; those of which only a finding did where there are any."""
    yield "improved", move.improved
    yield "slipped", move.slipped
    if move.shifted:
        yield "shifted", move.shifted


def phrase_list(name: str, rows: Sequence[object], labels: Labels) -> str:
    """Return the heading of a list, or that there is nothing in it."""
    if name == "shifted":
        return labels("diff.shifted")
    return labels(f"compare.list.{name}" if rows else f"compare.nothing.{name}")


# --- counts -------------------------------------------------------------------------------------------------------


def phrase_counts(tally: Tally, labels: Labels) -> str:
    """Return the counts by verdict in short: "1/2/0"; their order is that of the legend."""
    counts = {verdict: getattr(tally, verdict) for verdict in VERDICTS}
    return labels("compare.counts", **counts)


def phrase_counted(strength: str, tally: Tally, labels: Labels, *, is_mixed: bool) -> str:
    """Return the counts of one strength in short, with its name where there are several."""
    counts = phrase_counts(tally, labels)
    return f"{labels(f'strength.{strength}')} {counts}" if is_mixed else counts


def phrase_legend(labels: Labels) -> str:
    """Say in which order verdicts are counted."""
    return labels("compare.legend", **{verdict: labels(f"verdict.{verdict}") for verdict in VERDICTS})


def phrase_strength(strength: str, labels: Labels, *, is_mixed: bool) -> str:
    """Name the items that a total counts: all, or those of one strength where there are several."""
    return labels(f"strength.{strength}") if is_mixed else labels("compare.totals.all")


def list_group(group: GroupView, labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield the items of one cell by verdict, with their number: "1 partly: A2b"."""
    for verdict, ids in group.items:
        number = labels.count(f"counted.{verdict}", len(ids))
        named = ", ".join(escape(name) for name in ids)
        yield f"{labels(f'mark.{verdict}')} {number}{labels.colon} {named}"


def phrase_theme(row: ThemeRowView, labels: Labels, escape: Escape) -> str:
    """Name a theme."""
    return labels("compare.no_theme") if row.theme is None else escape(name_theme(row.theme))


def phrase_across(view: CompareView, labels: Labels) -> str:
    """Name the column that adds up states."""
    return labels("compare.across.newest" if view.has_rounds else "compare.across")


def list_cell(
    groups: Sequence[GroupView], themes: ThemesView, labels: Labels, escape: Escape, *, with_items: bool
) -> Iterator[str]:
    """Yield the lines of one cell of the themes: its counts, strength by strength, and the items behind them."""
    if not groups:
        yield labels("compare.absent")
    for group in groups:
        yield phrase_counted(group.strength, group.tally, labels, is_mixed=themes.is_mixed)
        if with_items:
            yield from list_group(group, labels, escape)


def list_across(row: ThemeRowView, themes: ThemesView, labels: Labels) -> Iterator[str]:
    """Yield the lines of the cell that adds up states, strength by strength."""
    for one in row.across or ():
        yield phrase_counted(one.strength, one.tally, labels, is_mixed=themes.is_mixed)
