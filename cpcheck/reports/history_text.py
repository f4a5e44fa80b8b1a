"""The past of one verdict as text: plain and uncut for a pipe, coloured and wrapped for a terminal."""

from collections.abc import Iterator

from cpcheck.reports.diff_phrases import Escape, phrase_verdict
from cpcheck.reports.diff_text import STYLES, Line, lay_out, line, list_change
from cpcheck.reports.history_view import HistoryEntry, HistoryView
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.text import clean


def render(view: HistoryView, *, width: int | None = None, colour: bool = False, ascii_only: bool = False) -> str:
    """Return the past of one verdict as text; wrapped to `width` columns, or uncut where there is no width."""
    return lay_out(_list_lines(view, load_labels(view.language)), width=width, colour=colour, ascii_only=ascii_only)


def _list_lines(view: HistoryView, labels: Labels) -> Iterator[Line]:
    lead = f"{clean(view.element or view.item)}  "
    yield Line(lead=lead, lead_style="bold", body=((clean(view.title), ""),))
    yield line(phrase_summary(view, labels, clean), "dim")
    for entry in view.entries:
        yield line()
        head = ((f"{entry.date}  {entry.commit}", "bold"), (f"  {clean(entry.subject)}", ""))
        yield Line(body=head)
        yield from _list_entry(entry, labels)
    notes = list(list_notes(view, labels))
    if notes:
        yield line()
        yield from (line(note) for note in notes)


def _list_entry(entry: HistoryEntry, labels: Labels) -> Iterator[Line]:
    if entry.change is not None:
        yield from list_change(entry.change, labels, indent=2)
        return
    style = STYLES["removed"] if entry.event == "unsound" else ""
    yield line(phrase_event(entry, labels, clean), style, lead="  ")


def phrase_summary(view: HistoryView, labels: Labels, escape: Escape) -> str:
    """Say whose past it is, and how much of it was looked at."""
    return labels.count("history.looked_at", view.looked_at, file=escape(view.file), entries=len(view.entries))


def phrase_event(entry: HistoryEntry, labels: Labels, escape: Escape) -> str:
    """Say what a commit did that moved nothing: it began, ended, or left unsound data."""
    if entry.event == "unsound":
        return labels("history.unsound", count=entry.problems, problem=escape(entry.problem or ""))
    verdict = phrase_verdict(entry.verdict, None, labels, escape) if entry.verdict else labels("diff.none")
    return labels(f"history.{entry.event}", verdict=verdict)


def list_notes(view: HistoryView, labels: Labels) -> Iterator[str]:
    """Yield what was not looked at."""
    if view.has_more:
        yield labels("history.more", count=view.looked_at)
    if view.is_shallow:
        yield labels("history.shallow")
