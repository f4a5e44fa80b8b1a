"""What stands before the items of a report: its particulars, what a reader must know, and the counts, as rows.

Nothing is escaped: that is each format's own duty.
"""

from collections.abc import Iterator

from cpcheck.model import Tally
from cpcheck.records import record
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import name_moves, name_theme
from cpcheck.reports.rows import Value, read_day
from cpcheck.reports.text import VERDICTS
from cpcheck.reports.view import ReportView


@record
class Particular:
    """One line of the title block."""

    name: str
    value: Value
    note: str | None = None
    """What is added to it, without brackets."""


@record
class CountRow:
    """One line of a table of counts."""

    name: str
    numbers: tuple[int, ...]
    code: str | None = None
    """The verdict or finding that it counts, for a mark and a colour; None where it counts something else."""
    meaning: str | None = None
    """What its name means, in a sentence."""


@record
class CountTable:
    """One table of counts; never without a row."""

    caption: str
    note: str | None
    """What must be known to read it."""
    headings: tuple[str, ...]
    """Of the names, and of each number."""
    rows: tuple[CountRow, ...]


def name_heading(view: ReportView, labels: Labels) -> str:
    """Return the title of a report about one response."""
    state = labels.state(view.state)
    return labels("report.heading", state=state, document=view.document, recommendations=view.recommendations)


def name_kind(view: ReportView, labels: Labels) -> str:
    """Return what a report is called: as the team calls it, or "Gap report"."""
    return view.settings.title or labels("report.title")


def name_section(view: ReportView, id: str, labels: Labels) -> str:  # noqa: A002 - a word of the data format
    """Return the heading of a section: "Section A", and its title where it has one."""
    name, title = labels("items.section", id=id), view.section_titles.get(id)
    return f"{name}{labels.colon} {title}" if title else name


def list_particulars(view: ReportView, labels: Labels) -> Iterator[Particular]:
    """Yield the lines of the title block."""
    yield Particular(name=labels("report.state"), value=view.state)
    yield Particular(name=labels("report.recommendations"), value=view.recommendations)
    for key, value in (("issuer", view.issuer), ("treaty", view.treaty), ("round", view.round)):
        if value is not None:
            yield Particular(name=labels(f"report.{key}"), value=value)
    verified = labels("report.verified", source=view.adopted_source) if view.adopted_source else None
    yield Particular(name=labels("report.adopted"), value=read_day(view.adopted), note=verified)
    yield Particular(name=labels("report.document"), value=view.document)
    yield Particular(name=labels("report.received"), value=read_day(view.received))
    if view.scope:
        yield Particular(name=labels("report.scope"), value=view.scope)
    if view.claims:
        claims = "; ".join(labels(f"report.claims.{name}", value=value) for name, value in view.claims)
        yield Particular(name=labels("report.claims"), value=claims)
    yield Particular(name=labels("report.as_of"), value=read_day(view.as_of))
    yield Particular(name=labels("report.rulebook"), value=view.rulebook_title, note=view.rulebook)
    if view.conclusion:
        yield Particular(name=labels("report.conclusion"), value=view.conclusion)


def list_count_lines(view: ReportView, labels: Labels) -> Iterator[str]:
    """Yield what the counts come to, in a line for items, elements and facts each."""
    tally = view.totals.verdicts
    verdicts = ", ".join(labels.count(f"counted.{verdict}", getattr(tally, verdict)) for verdict in VERDICTS)
    yield f"{labels.count('items', tally.items)}{labels.colon} {verdicts}"
    findings = ", ".join(labels.count(f"counted.{level}", number) for level, number in view.totals.findings)
    elements = sum(number for _, number in view.totals.findings)
    yield f"{labels.count('elements', elements)}{labels.colon} {findings}"
    yield labels.count("facts", len(view.facts))
    if view.moves:
        yield name_moves(view.moves, labels)
    if tally.items < view.all_items:
        yield labels("counts.repeats")


def list_counts(view: ReportView, labels: Labels) -> Iterator[CountTable]:
    """Yield the tables of counts, in the order of the other formats, without those that would have no row."""
    totals, number = view.totals, labels("counts.number")
    yield CountTable(
        caption=labels("counts.verdicts"),
        note=None,
        headings=(labels("item.verdict"), number),
        rows=tuple(
            CountRow(name=labels(f"verdict.{verdict}"), code=verdict, numbers=(getattr(totals.verdicts, verdict),))
            for verdict in VERDICTS
        ),
    )
    if view.levels:
        yield CountTable(
            caption=labels("counts.levels"),
            note=None,
            headings=(labels("item.level.name"), number),
            rows=tuple(CountRow(name=level.title, numbers=(level.items,)) for level in view.levels),
        )
    yield CountTable(
        caption=labels("counts.findings"),
        note=None,
        headings=(labels("element.finding"), number),
        rows=tuple(
            CountRow(name=labels(f"finding.{level}"), code=level, numbers=(count,)) for level, count in totals.findings
        ),
    )
    for key, heading, counted in (
        ("reason", labels("element.reason"), totals.reasons),
        ("flag", labels("counts.flag"), totals.flags),
    ):
        if counted:
            yield CountTable(
                caption=labels(f"counts.{key}s"),
                note=None,
                headings=(heading, number),
                rows=tuple(
                    CountRow(name=labels(f"{key}.{code}"), meaning=labels(f"{key}.{code}.text"), numbers=(count,))
                    for code, count in counted
                ),
            )
    verdicts = (*(labels(f"verdict.{verdict}") for verdict in VERDICTS), labels("counts.all"))
    yield CountTable(
        caption=labels("counts.sections"),
        note=None,
        headings=(labels("counts.section"), *verdicts),
        rows=tuple(_count(name_section(view, tally.key, labels), tally) for tally in totals.sections),
    )
    if totals.themes:
        yield CountTable(
            caption=labels("counts.themes"),
            note=labels("counts.themes.note"),
            headings=(labels("item.theme"), *verdicts),
            rows=tuple(_count(name_theme(tally.key), tally) for tally in totals.themes),
        )


def _count(name: str, tally: Tally) -> CountRow:
    return CountRow(name=name, numbers=(*(getattr(tally, verdict) for verdict in VERDICTS), tally.items))
