"""What is appended to the step summary of GitHub Actions: the verdict first, then counts, what changed, and the gaps.

A summary that is too long is refused as a whole. So each part knows where it may be cut, and what did not fit is
pointed to. Every value of a file is escaped: it could otherwise alter what a reviewer reads.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from cpcheck.model import FindingLevel, Verdict
from cpcheck.records import record
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level, sort_by_weight
from cpcheck.reports.labels import Labels, load_labels, load_labels_of
from cpcheck.reports.templates import escape_markdown
from cpcheck.reports.text import VERDICTS, clean, name_notices
from cpcheck.reports.view import LIMITS, ElementView, ItemView, ReportView

MAX_BYTES = 900_000
"""Of all summaries of one step. GitHub refuses more than 1 MiB (github/docs, "Adding a job summary"); what is left is
for what other tools add in the same step."""


@record
class _Block:
    """A part that stands by itself, with the places where it may be cut."""

    head: str
    rows: tuple[str, ...] = ()
    """Each whole in itself; a block with rows is left out rather than shown without any."""
    tail: str = ""
    """Closes what the head opened."""

    def __str__(self) -> str:
        return f"{self.head}{''.join(self.rows)}{self.tail}\n"

    def cut(self, room: int) -> "_Block | None":
        """Return the block with as many rows as there is room for; None where nothing sensible fits."""
        room -= _measure(f"{self.head}{self.tail}\n")
        kept = []
        for row in self.rows:
            room -= _measure(row)
            if room < 0:
                break
            kept.append(row)
        return _Block(head=self.head, rows=tuple(kept), tail=self.tail) if kept else None


def render(views: Sequence[ReportView], *, gate_line: str | None, is_met: bool | None, changes: str, room: int) -> str:
    """Return the summary of an assessment, in at most `room` bytes.

    `gate_line` says what the gate held and found, and `is_met` what that came to; both None without a gate. `changes`
    is the finished Markdown of a comparison with the base, or empty. With no room for the verdict nothing is left but
    the pointer, or nothing.
    """
    labels = load_labels_of(views)
    limits = _Block(head=" ".join(labels(limit) for limit in LIMITS) + "\n")
    blocks = [_word_verdict(gate_line, labels, is_met=is_met), _count_items(views, labels)]
    if changes.strip():
        blocks.append(_Block(head=changes.strip() + "\n"))
    blocks += _list_gaps(views, labels)
    return _fit(blocks, limits, room, labels)


def render_remarks(run: AnnotatedRun, room: int) -> str:
    """Return the summary of what was found in files, in at most `room` bytes: counts by level, then each remark."""
    labels = load_labels(run.language)
    counted = sort_by_weight(run.annotations)
    levels = Counter(note.level for note in counted)
    accepted = len(run.annotations) - len(counted)
    mark = labels("step_summary.failing" if any(note.fails for note in counted) else "step_summary.passing")
    counts = labels.count("step_summary.remark", len(counted))
    title = labels("step_summary.remarks", command=_escape(run.command), mark=mark, counts=counts)
    rows = [f"| {level} | {levels[level]} |\n" for level in Level]
    rows += [f"| {labels('step_summary.accepted')} | {accepted} |\n"] if accepted else []
    blocks = [
        _Block(head=f"## {title}\n"),
        _Block(head=_head_table(labels("step_summary.level"), labels("counts.number"), numbers=1) + "".join(rows)),
    ]
    if counted:
        names = [labels(f"step_summary.{name}") for name in ("level", "code", "place", "message")]
        blocks.append(_Block(head=_head_table(*names), rows=tuple(_row_of_note(note) for note in counted)))
    return _fit(blocks, None, room, labels)


def _row_of_note(note: Annotation) -> str:
    return _row(note.level, _escape(note.code), _escape(note.location), _escape(note.message or note.title))


def _word_verdict(gate_line: str | None, labels: Labels, *, is_met: bool | None) -> _Block:
    """Return the heading, and under it what the gate says: one part, since a reader needs both."""
    key = {True: "step_summary.met", False: "step_summary.not_met", None: "step_summary.no_gate"}[is_met]
    heading = f"## {labels('step_summary.title', verdict=labels(key))}\n"
    return _Block(head=heading + (f"\n{_escape(gate_line)}\n" if gate_line else ""))


def _count_items(views: Sequence[ReportView], labels: Labels) -> _Block:
    """Return the counts of each response, and what a reader must know before the verdicts."""
    verdicts = [f"{labels(f'mark.{verdict}')} {labels(f'verdict.{verdict}')}" for verdict in VERDICTS]
    table = _head_table(labels("report.state"), labels("report.document"), *verdicts, labels("counts.all"), numbers=4)
    notices: list[str] = []
    for view in views:
        tally = view.totals.verdicts
        numbers = [getattr(tally, verdict) for verdict in VERDICTS]
        table += _row(_escape(view.state), _escape(view.document), *numbers, tally.items)
        notices += [f"\n> {_escape(view.state)}: {_escape(notice)}\n" for notice in name_notices(view, labels)]
    if any(view.has_repeats for view in views):
        notices.append(f"\n> {labels('counts.repeats')}\n")
    return _Block(head=table + "".join(notices))


def _list_gaps(views: Sequence[ReportView], labels: Labels) -> Iterator[_Block]:
    """Yield what is not addressed in each response, then what is partly; what is implemented is only counted."""
    told: list[set[str]] = [set() for _ in views]
    for verdict in (Verdict.NOT_ADDRESSED, Verdict.PARTLY):
        for view, elements in zip(views, told, strict=True):
            items = [item for item in view.items if item.verdict == verdict]
            if items:
                asked = list(_list_open(items, elements, labels))
                yield _fold_items(view, verdict, items, asked, labels)
    if not any(view.items for view in views):
        yield _Block(head=f"{labels('report.nothing')}\n")
    elif not any(item.is_gap for view in views for item in view.items):
        yield _Block(head=f"{labels('summary.no_gaps')}\n")


def _fold_items(
    view: ReportView, verdict: str, items: Sequence[ItemView], asked: Sequence[str], labels: Labels
) -> _Block:
    """Return items of one verdict in an element that opens on a click.

    Markdown begins again after the empty line; before it there is HTML, which backslashes do not escape.
    """
    count = f"{labels(f'mark.{verdict}')} {labels.count(f'counted.items.{verdict}', len(items))}"
    name = labels(
        "step_summary.gaps", state=_escape_html(view.state), document=_escape_html(view.document), items=count
    )
    columns = ("item.item", "item.verdict", "element.reason", "item.title")
    table = _head_table(*(labels(column) for column in columns))
    return _Block(
        head=f"<details><summary>{name}</summary>\n\n{table}",
        rows=(*(_row_of_item(item, labels) for item in items), *asked),
        tail="\n</details>\n",
    )


def _row_of_item(item: ItemView, labels: Labels) -> str:
    verdict = f"{labels(f'mark.{item.verdict}')} {labels(f'verdict.{item.verdict}')}"
    flags = [f"**{labels(f'flag.{flag}')}**" for flag in item.flags]
    reasons = ", ".join(labels(f"reason.{reason}") for reason in item.reasons)
    return _row(_escape(item.id), ", ".join([verdict, *flags]), reasons, _escape(item.title))


def _list_open(items: Sequence[ItemView], told: set[str], labels: Labels) -> Iterator[str]:
    """Yield each element not met with its question, once; the first with the words that introduce the list."""
    lead = f"\n{labels('step_summary.ask')}\n\n"
    for item in items:
        for element in item.elements:
            if element.finding == FindingLevel.NOT_MET and element.id not in told:
                told.add(element.id)
                yield lead + _word_element(element, labels)
                lead = ""


def _word_element(element: ElementView, labels: Labels) -> str:
    """Return the demand with what to ask about it; most questions repeat the demand, which then stands once."""
    reason = f" ({labels(f'reason.{element.reason}')})" if element.reason else ""
    question = element.question.text if element.question else ""
    words = [question] if element.asks in question else [f"{element.asks}.", question]
    return f"- **{_escape(element.id)}**{reason} {_escape(' '.join(words))}\n"


def _head_table(*names: str, numbers: int = 0) -> str:
    """Return the first two lines of a table, the last `numbers` columns of which hold numbers."""
    marks = [*(":--" for _ in names[numbers:]), *("--:" for _ in names[:numbers])]
    return _row(*names) + _row(*marks)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |\n"


def _escape(value: object) -> str:
    """Return a value that is shown as it is, in a cell too; a backtick as an entity, which no cell is split by."""
    return escape_markdown(value).replace("\\`", "&#96;")


def _escape_html(value: str) -> str:
    return escape(clean(value)).replace("`", "&#96;")


def _fit(blocks: Sequence[_Block], closing: _Block | None, room: int, labels: Labels) -> str:
    """Return all blocks, or those that fit from the first on, then a pointer to the rest and the closing words."""
    end = str(closing) if closing else ""
    whole = _end("".join(str(block) for block in blocks) + end)
    if _measure(whole) <= room:
        return whole
    pointer = f"{labels('step_summary.cut')}\n"
    for last in (_end(f"{pointer}\n{end}"), pointer):
        kept = "".join(str(block) for block in _take(blocks, room - _measure(last)))
        if kept:
            return kept + last
    return pointer if _measure(pointer) <= room else ""


def _end(text: str) -> str:
    return text.rstrip("\n") + "\n"


def _take(blocks: Sequence[_Block], room: int) -> Iterator[_Block]:
    """Yield blocks as long as they fit; the first that does not is cut, and is the last."""
    for block in blocks:
        size = _measure(str(block))
        if size > room:
            part = block.cut(room)
            if part:
                yield part
            return
        room -= size
        yield block


def _measure(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
