"""The table for a terminal. Calm at 80 columns, with the demands that are open at 120 and more."""

import shutil
from collections.abc import Sequence
from io import StringIO
from typing import Any

from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.phrases import name_moves
from cpcheck.reports.text import VERDICTS, clean, name_report, name_scale, name_warnings
from cpcheck.reports.view import ItemView, ReportView

WIDE = 120
"""Columns from which the reasons get a column of their own."""
DEFAULT_WIDTH = 80
"""Columns assumed where the terminal does not tell."""
_STYLES = {"implemented": "green", "partly": "yellow", "not_addressed": "red"}


def render(
    views: Sequence[ReportView], *, width: int | None = None, colour: bool = False, ascii_only: bool = False
) -> str:
    """Return the tables of all views, in `width` columns.

    `colour` adds terminal colours, which repeat what the words and marks say. `ascii_only` draws without box
    characters and marks.
    """
    from rich.console import Console

    columns = width or shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns
    stream = StringIO()
    console = Console(
        file=stream,
        width=max(columns, 40),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for view in views:
        _print_view(console, view, load_labels(view.language), wide=columns >= WIDE, ascii_only=ascii_only)
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    # a box without a frame brings blank lines of its own
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept) + "\n"


def _print_view(console: Any, view: ReportView, labels: Labels, *, wide: bool, ascii_only: bool) -> None:
    from rich.text import Text

    console.print(Text(clean(name_report(view, labels)), style="bold"))
    dates = f"{labels('report.adopted')} {view.adopted}, {labels('report.received').lower()} {view.received}"
    console.print(Text(dates))
    console.print()
    for notice in name_warnings(view, labels):
        console.print(Text(clean(notice), style="bold"))
        console.print()
    counts = view.totals.verdicts
    line = Text(f"{labels.count('items', counts.items)}{labels.colon} ")
    for place, verdict in enumerate(VERDICTS):
        line.append(", " if place else "")
        words = labels.count(f"counted.{verdict}", getattr(counts, verdict))
        line.append(words, style=f"bold {_STYLES[verdict]}")
    console.print(line)
    findings = ", ".join(labels.count(f"counted.{level}", number) for level, number in view.totals.findings)
    elements = sum(number for _, number in view.totals.findings)
    console.print(Text(f"{labels.count('elements', elements)}{labels.colon} {findings}"))
    for words in name_scale(view, labels):
        console.print(Text(clean(words)))
    if view.moves:
        console.print(Text(clean(name_moves(view.moves, labels))))
    if view.has_repeats:
        console.print(Text(labels("counts.repeats")))
    if not view.items:
        console.print(Text(labels("report.nothing")))
    else:
        console.print()
        console.print(_build_table(view, labels, wide=wide, ascii_only=ascii_only))
    console.print()
    for limit in view.limits:
        console.print(Text(labels(limit), style="dim"))


def _build_table(view: ReportView, labels: Labels, *, wide: bool, ascii_only: bool) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2 if ascii_only else box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column(labels("item.item"), no_wrap=True)
    table.add_column(labels("item.verdict"), no_wrap=True)
    table.add_column(labels("table.met"), justify="right", no_wrap=True)
    table.add_column(labels("item.title"), overflow="fold", ratio=2 if wide else None)
    if wide:
        table.add_column(labels("table.open"), overflow="fold", ratio=3)
    for item in view.items:
        verdict = _name_verdict(item, labels, has_levels=bool(view.levels), ascii_only=ascii_only)
        cells = [Text(item.id, style="bold"), verdict]
        cells += [Text(f"{item.met}/{len(item.elements)}"), _name_title(item, labels, wide=wide)]
        if wide:
            cells.append(_name_open(item, labels))
        table.add_row(*cells)
    return table


def _name_verdict(item: ItemView, labels: Labels, *, has_levels: bool, ascii_only: bool) -> Any:
    from rich.text import Text

    mark = "" if ascii_only else f"{labels(f'mark.{item.verdict}')} "
    name = Text(mark + labels(f"verdict.{item.verdict}"), style=_STYLES[item.verdict])
    return name.append(f"\n{clean(item.level)}", style="dim") if has_levels else name


def _name_title(item: ItemView, labels: Labels, *, wide: bool) -> Any:
    from rich.text import Text

    title = Text(clean(item.title))
    if item.repeats:
        title.append(f" ({labels('table.repeats', item=clean(item.repeats))})", style="dim")
    for flag in item.flags:
        title.append(f" [{labels(f'flag.{flag}')}]", style="bold")
    for override in item.overrides:
        if override.is_active and override.verdict:
            title.append(
                f" ({labels('table.override', by=clean(override.by), verdict=labels(f'verdict.{override.verdict}'))})"
            )
    reasons = ", ".join(labels(f"reason.{reason}") for reason in item.reasons)
    if reasons and not wide:
        title.append(f"\n{reasons}", style="dim")
    return title


def _name_open(item: ItemView, labels: Labels) -> Any:
    from rich.text import Text

    lines = [
        f"{element.id.partition('.')[2]}: {labels(f'reason.{element.reason}')}"
        for element in item.elements
        if element.reason
    ]
    return Text("; ".join(clean(line) for line in lines))
