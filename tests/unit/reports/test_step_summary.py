"""The step summary: what a reviewer reads first, within the room there is, and with nothing of a file as markup."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cpcheck.records import replace
from cpcheck.reports.labels import load_labels
from cpcheck.reports.step_summary import MAX_BYTES, render, render_remarks
from cpcheck.reports.view import ItemView, ReportView
from tests.unit.reports.runs import HOSTILE, WILD, build_hostile_run, build_note, build_run, build_subject

label = load_labels()
reader = MarkdownIt("gfm-like", {"linkify": False})
PLAIN = {"inline", "text", "strong_open", "strong_close", "html_block"} | {
    f"{tag}_{end}"
    for tag in ("heading", "paragraph", "blockquote", "table", "thead", "tbody", "tr", "th", "td")
    for end in ("open", "close")
}
LISTED = PLAIN | {f"{tag}_{end}" for tag in ("bullet_list", "list_item") for end in ("open", "close")}


class Tags(HTMLParser):
    """Collects the tags of HTML, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with whatever it carries."""
        self.tags.append(" ".join([tag, *(name for name, _ in attrs)]))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element."""
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        self.text += data


def parse(text: str) -> list[Token]:
    """Read Markdown, and make sure that nothing in it is open, unfinished or markup of somebody else's."""
    tokens = reader.parse(text)
    types = {token.type for token in walk(tokens)}
    assert types <= LISTED, types - LISTED
    html = Tags()
    for token in tokens:
        if token.type == "html_block":
            html.feed(token.content)
    assert html.tags == ["details", "summary", "/summary", "/details"] * (len(html.tags) // 4)
    return tokens


def walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def read_tables(text: str) -> list[list[list[str]]]:
    """Return tables as rows of cells, as a reader sees them."""
    tables: list[list[list[str]]] = []
    tokens = parse(text)
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in {"th_open", "td_open"}:
            seen = "".join(child.content for child in tokens[place + 1].children or ())
            tables[-1][-1].append(seen)
    return tables


def summarise(*views: ReportView, changes: str = "", room: int = MAX_BYTES) -> str:
    return render(views, gate_line="gate: not_addressed 3 > 0", is_met=False, changes=changes, room=room)


def change_items(view: ReportView, **values: object) -> ReportView:
    sections = tuple(
        replace(section, items=tuple(replace(item, **values) for item in section.items)) for section in view.sections
    )
    return replace(view, sections=sections)


def test_the_verdict_stands_first_then_counts_then_changes_then_gaps_and_limits_last(rare: ReportView) -> None:
    text = summarise(rare, changes="### Moved\n\n- one item\n\n")
    parts = ["## cpcheck: ✘ gate not met", r"gate: not\_addressed 3 &gt; 0", "| AZ |", "### Moved", "<details>"]
    places = [text.index(part) for part in [*parts, "</details>", label("limits.reply")]]
    assert places == sorted(places)
    assert text.startswith(parts[0])
    assert text.endswith(f"{label('limits.rules')}\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(
    ("is_met", "expected"),
    [
        (True, "## cpcheck: ✔ gate met"),
        (False, "## cpcheck: ✘ gate not met"),
        (None, "## cpcheck: no gate was asked for"),
    ],
)
def test_the_heading_says_what_the_gate_came_to(rare: ReportView, is_met: bool | None, expected: str) -> None:
    text = render([rare], gate_line=None, is_met=is_met, changes="", room=MAX_BYTES)
    assert text.splitlines()[:3] == [expected, "", text.splitlines()[2]]
    assert text.splitlines()[2].startswith("| State |")


def test_counts_are_of_each_response(rare: ReportView, shipped: ReportView) -> None:
    counts = read_tables(summarise(rare, shipped))[0]
    assert counts[0] == ["State", "Reply", "● implemented", "◐ partly", "○ not addressed", "all"]
    for row, view in zip(counts[1:], (rare, shipped), strict=True):
        tally = view.totals.verdicts
        numbers = (tally.implemented, tally.partly, tally.not_addressed, tally.items)
        assert row == [view.state, view.document, *map(str, numbers)]


def test_a_reader_is_told_what_is_not_whole_and_not_reviewed(rare: ReportView) -> None:
    text = summarise(rare)
    assert f"> AZ: {label('report.draft')}" in text
    assert f"> AZ: {label('report.third_party')}" in text
    assert f"> {label('counts.repeats')}" in text


def test_items_not_addressed_come_before_partly_and_what_is_implemented_is_only_counted(shipped: ReportView) -> None:
    text = summarise(shipped)
    _, missing, partly = read_tables(text)
    by_verdict = {
        verdict: [item for item in shipped.items if item.verdict == verdict]
        for verdict in ("implemented", "not_addressed", "partly")
    }
    assert [row[0] for row in missing[1:]] == [item.id for item in by_verdict["not_addressed"]]
    assert [row[0] for row in partly[1:]] == [item.id for item in by_verdict["partly"]]
    assert by_verdict["implemented"]
    assert all(item.title not in text for item in by_verdict["implemented"])


def test_a_row_has_verdict_flags_reasons_and_title(rare: ReportView) -> None:
    rows = {row[0]: row for table in read_tables(summarise(rare))[1:] for row in table[1:]}
    for item in rare.items:
        if item.is_gap:
            _, verdict, reasons, title = rows[item.id]
            assert verdict.startswith(f"{label(f'mark.{item.verdict}')} {label(f'verdict.{item.verdict}')}")
            assert all(label(f"flag.{flag}") in verdict for flag in item.flags)
            assert reasons == ", ".join(label(f"reason.{reason}") for reason in item.reasons)
            assert title == item.title


def list_open(view: ReportView) -> list[str]:
    gaps: list[ItemView] = sorted(
        (item for item in view.items if item.is_gap), key=lambda item: item.verdict != "not_addressed"
    )
    found = (element.id for item in gaps for element in item.elements if element.finding == "not_met")
    return list(dict.fromkeys(found))


def test_each_element_not_met_is_asked_about_once(shipped: ReportView) -> None:
    text = summarise(shipped)
    assert re.findall(r"^- \*\*(.+?)\*\*", text, re.MULTILINE) == list_open(shipped)
    assert "Which measure taken since 2023-06-16 serves to amend Article 9" in text


def test_a_demand_that_its_question_does_not_repeat_stands_before_it(rare: ReportView) -> None:
    item = next(item for item in rare.items if item.id == "B1")
    for question in (None, replace(item.elements[0].question, words="And now?")):
        element = replace(item.elements[0], question=question)
        view = replace(rare, sections=(replace(rare.sections[1], items=(replace(item, elements=(element,)),)),))
        assert f"- **B1.only** (unanswered) do it.{' And now?' if question else ''}\n" in summarise(view)


def test_without_gaps_or_items_it_says_so(shipped: ReportView, empty: ReportView) -> None:
    done = summarise(change_items(shipped, verdict="implemented"))
    assert label("summary.no_gaps") in done
    assert "<details>" not in done
    assert label("report.nothing") in summarise(empty)


def test_the_summary_of_the_shipped_reply_is_small(shipped: ReportView) -> None:
    assert len(summarise(shipped).encode()) < MAX_BYTES / 20


def test_it_stays_within_its_room_and_every_part_of_it_is_whole(rare: ReportView, shipped: ReportView) -> None:
    changes = "### Moved\n\n| a | b |\n| - | - |\n| c | d |"
    whole = summarise(rare, shipped, changes=changes)
    full_rows = {tuple(row) for table in read_tables(whole) for row in table}

    @settings(deadline=None)
    @given(room=st.integers(0, len(whole.encode()) - 1))
    def check(room: int) -> None:
        text = summarise(rare, shipped, changes=changes, room=room)
        assert len(text.encode()) <= room
        assert not text or label("step_summary.cut") in text
        assert {tuple(row) for table in read_tables(text) for row in table} <= full_rows
        kept = text.partition(label("step_summary.cut"))[0].removesuffix("\n\n")
        assert whole.startswith(kept.removesuffix("\n</details>").rstrip("\n"))

    check()


def test_what_fits_exactly_is_whole_and_one_byte_less_is_cut(rare: ReportView) -> None:
    whole = summarise(rare)
    size = len(whole.encode())
    assert summarise(rare, room=size) == whole
    assert label("step_summary.cut") in summarise(rare, room=size - 1)


def test_changes_that_do_not_fit_are_left_out_whole(rare: ReportView) -> None:
    text = summarise(rare, changes="word " * 1000, room=3000)
    assert "word" not in text
    assert text.startswith("## cpcheck")
    assert label("step_summary.cut") in text
    assert label("limits.reply") in text


def test_without_room_for_the_verdict_only_the_pointer_is_left_and_then_nothing(rare: ReportView) -> None:
    pointer = label("step_summary.cut") + "\n"
    assert summarise(rare, room=len(pointer)) == pointer
    assert summarise(rare, room=len(pointer) - 1) == ""
    assert summarise(rare, room=0) == ""


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_text(value: str, rare: ReportView) -> None:
    _assert_tame(value, rare)


def test_any_value_is_text(rare: ReportView) -> None:
    @given(WILD)
    def check(value: str) -> None:
        _assert_tame(value, rare)

    check()


def _assert_tame(value: str, rare: ReportView) -> None:
    element = replace(rare.items[0].elements[0], id=value, asks=value, question=None, finding="not_met")
    asked = replace(element, id=f"{value}2", question=rare.items[-1].elements[0].question)
    view = change_items(rare, id=value, title=value, elements=(element, asked))
    view = replace(view, state=value, document=value, scope=value)
    text = render([view], gate_line=value, is_met=False, changes="", room=10 * MAX_BYTES)
    assert "`" not in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)
    tables = read_tables(text)
    gaps = sum(item.is_gap for item in view.items)
    assert [len(row) for row in tables[0]] == [6, 6]
    assert [len(row) for table in tables[1:] for row in table] == [4] * (gaps + len(tables) - 1)
    seen = show(value)
    assert tables[1][1][3] == seen
    assert tables[0][1][:2] == [seen, seen]


def show(value: str) -> str:
    """Return a value as a reader of the page sees it: on one line, with spaces where nothing can be printed."""
    return "".join(char if char.isprintable() else " " for char in value).strip()


def test_remarks_are_counted_by_level_and_then_told_heaviest_first() -> None:
    notes = [
        build_note("A notice.", code="CP101"),
        build_note("An error.", fails=True),
        build_note("Agreed.", code="CP107", accepted="Seen."),
        build_note("A | warning.\nOf two lines.", code="CP107", at={"line": 3, "column": None}),
    ]
    text = render_remarks(build_run(build_subject(*notes), command="validate"), MAX_BYTES)
    assert text.startswith("## cpcheck validate: ✘ 3 remarks\n\n")
    counts, remarks = read_tables(text)
    assert counts[1:] == [["error", "1"], ["warning", "1"], ["notice", "1"], ["accepted with a reason", "1"]]
    assert remarks[1:] == [
        ["error", "CP201", "data/responses/az.yaml:12:5", "An error."],
        ["warning", "CP107", "data/responses/az.yaml:3", "A | warning. Of two lines."],
        ["notice", "CP101", "data/responses/az.yaml:12:5", "A notice."],
    ]


def test_without_remarks_there_is_no_table_of_them() -> None:
    text = render_remarks(build_run(command="validate"), MAX_BYTES)
    assert text.startswith("## cpcheck validate: ✔ 0 remarks\n")
    assert len(read_tables(text)) == 1


@given(room=st.integers(0, 12_000))
def test_remarks_stay_within_their_room(room: int) -> None:
    run = build_run(build_subject(*(build_note(f"Number {n} of ünïcödé.", id=str(n)) for n in range(100))))
    text = render_remarks(run, room)
    assert len(text.encode()) <= room
    assert all(len(row) == 4 for table in read_tables(text)[1:] for row in table)
    assert not text or text.endswith("\n")
    assert text.count("ünïcödé") == 100 or not text or label("step_summary.cut") in text


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_remarks_are_text(value: str) -> None:
    _assert_remarks_tame(value)


@given(WILD)
def test_any_remark_is_text(value: str) -> None:
    _assert_remarks_tame(value)


def _assert_remarks_tame(value: str) -> None:
    text = render_remarks(build_hostile_run(value), 10 * MAX_BYTES)
    _, remarks = read_tables(text)
    assert "`" not in text
    assert [row[:2] for row in remarks[1:]] == [["error", "CP001"], ["error", "CP201"], ["notice", "CP101"]]
    expected = show(value) if value else "cpcheck CP201"
    assert remarks[2][3] == expected
    assert len(remarks[0]) == len(remarks[1]) == 4
