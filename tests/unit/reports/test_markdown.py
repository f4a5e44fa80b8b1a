"""The Markdown report: complete, tidy, and the same to GitHub and Pandoc whatever the file holds."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cpcheck.reports.labels import load_labels
from cpcheck.reports.markdown import render
from cpcheck.reports.phrases import name_fact_places, name_place
from cpcheck.reports.templates import escape_markdown
from cpcheck.reports.view import QuestionView, ReportView
from tests.unit.reports.conftest import HOSTILE

label = load_labels()
reader = MarkdownIt("gfm-like", {"linkify": False})


def squeeze(text: str) -> str:
    """Return a text with single spaces and without characters that do not print, as the report shows a value."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def ask(question: QuestionView) -> str:
    """Return a question with its date as the report writes it."""
    return question.phrase(load_labels().date(question.cutoff))


def words(tokens: list[Token]) -> str:
    """Return the text that a reader sees."""
    inline = (child for token in tokens for child in token.children or ())
    return squeeze("".join(child.content if child.type == "text" else "" for child in inline))


def headings(text: str) -> list[tuple[int, str]]:
    tokens = reader.parse(text)
    return [
        (int(token.tag[1]), words([tokens[place + 1]]))
        for place, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def tables(text: str) -> list[list[list[str]]]:
    """Return the cells of every table, the heads first."""
    found: list[list[list[str]]] = []
    for token, following in neighbours(reader.parse(text)):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in {"td_open", "th_open"}:
            found[-1][-1].append(words([following]))
    return found


def neighbours(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    return pairwise(tokens)


@pytest.fixture(scope="module", params=["one view", "everything rare", "two views", "nothing shown"])
def any_text(request: pytest.FixtureRequest, shipped: ReportView, rare: ReportView, empty: ReportView) -> str:
    views = {
        "one view": [shipped],
        "everything rare": [rare],
        "two views": [rare, shipped],
        "nothing shown": [empty],
    }
    return render(views[request.param])


def test_lines_are_tidy(any_text: str) -> None:
    assert any_text.endswith("\n")
    assert not any_text.endswith("\n\n")
    assert not re.search(r"[ \t]+$", any_text, re.MULTILINE)
    assert "\n\n\n" not in any_text
    assert not any_text.startswith("\n")


def test_blank_lines_stand_around_headings_lists_and_tables(any_text: str) -> None:
    def kind(line: str) -> str:
        marks = {"#": "heading", "- ": "list", "|": "table", ">": "quote"}
        return next((name for mark, name in marks.items() if line.startswith(mark)), "text")

    lines = any_text.splitlines()
    for line, following in pairwise(lines):
        if line and following:
            assert kind(line) == kind(following) in {"list", "table"}


def test_headings_go_from_report_to_section_to_item_to_element(rare: ReportView) -> None:
    expected = [(1, "Azerbaijan: CP(2025)01, reply to CP/Rec(2023)03"), (2, label("counts.heading"))]
    for section in rare.sections:
        expected.append((2, f"Section {section.id}: {section.title}"))
        for item in section.items:
            expected.append((3, squeeze(f"{item.id} {item.title}")))
            for element in item.elements:
                mark, word = label(f"mark.{element.finding}"), label(f"finding.{element.finding}")
                expected.append((4, f"{element.id}: {mark} {word}"))
    expected.append((2, label("limits.heading")))
    assert headings(render([rare])) == expected


def test_each_view_has_one_main_heading(rare: ReportView, shipped: ReportView) -> None:
    assert [level for level, _ in headings(render([rare, shipped]))].count(1) == 2


def test_every_row_has_as_many_cells_as_its_head(any_text: str) -> None:
    found = tables(any_text)
    assert found
    for head, *rows in found:
        assert rows
        assert all(head)
        assert {len(row) for row in rows} == {len(head)}
    lines = [line for line in any_text.splitlines() if line.startswith("|")]
    assert len(lines) == sum(len(table) + 1 for table in found)


def test_counts_are_those_of_the_totals(rare: ReportView) -> None:
    found = {table[0][0]: table[1:] for table in tables(render([rare])) if table[0][-1] != label("evidence.place")}
    totals = rare.totals
    assert [row[1] for row in found[label("item.verdict")]] == ["0", "1", "3"]
    for key, counts in (
        ("element.finding", totals.findings),
        ("element.reason", totals.reasons),
        ("counts.flag", totals.flags),
    ):
        assert [int(row[1]) for row in found[label(key)]] == [number for _, number in counts]
    for key, tallies in (("counts.section", totals.sections), ("item.theme", totals.themes)):
        expected = [[tally.implemented, tally.partly, tally.not_addressed, tally.items] for tally in tallies]
        assert [[int(cell) for cell in row[1:]] for row in found[label(key)]] == expected


@pytest.mark.parametrize("name", ["shipped", "rare"])
def test_everything_in_the_view_is_said(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    text = words(reader.parse(render([view])))
    values = [
        view.recommendations,
        view.issuer,
        view.treaty,
        label.date(view.adopted),
        view.adopted_source,
        view.document,
    ]
    values += [label.date(view.received), label.date(view.as_of), view.rulebook, view.rulebook_title, view.conclusion]
    values += [label(f"report.claims.{claim}", value=value) for claim, value in view.claims]
    values += [label(limit) for limit in view.limits]
    for item in view.items:
        values += [item.title, item.asks, item.rule_text, *item.articles]
        values += [label(f"flag.{flag}.text") for flag in item.flags]
        values += [item.previous.verdict, item.previous.source] if item.previous else []
        values += [label("item.repeats", item=item.repeats)] if item.repeats else []
        values += [label("item.unanswered")] if not item.answers else []
        for answer in item.answers:
            values.append(f"{answer.id} ({name_place(answer.where, label)}" if answer.where else answer.id)
        for decision in (*item.overrides, *item.waivers):
            values += [decision.reason, decision.by, label.date(decision.on)]
            values += [label.date(decision.expires)] if decision.expires else []
        for element in item.elements:
            values += [element.asks, element.rule_text]
            values += [label("element.inferred")] if element.inferred else []
            values += [label(f"reason.{element.reason}.text")] if element.reason else []
            values += [label("element.deciding", ids=", ".join(element.evidence))] if element.evidence else []
            values += [ask(element.question)] if element.question else []
            values += [label("item.no_evidence")] if not element.links else []
            values += [label("item.set_aside")] if element.set_aside else []
    for value in values:
        if value is not None:
            assert squeeze(value) in text


@pytest.mark.parametrize("name", ["shipped", "rare"])
def test_every_link_has_its_row(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    found = [table[1:] for table in tables(render([view])) if table[0][-1] == label("evidence.place")]
    rows = [row for table in found for row in table]
    links = [link for item in view.items for element in item.elements for link in (*element.links, *element.set_aside)]
    for (id, said, sort, dated, relation, where), link in zip(rows, links, strict=True):
        fact = link.fact
        assert id == fact.id
        for value in (fact.fact, fact.anchor, fact.note, fact.source, *link.together):
            assert squeeze(value or "") in said
        for figure in fact.figures:
            assert f"{label.number(figure.value)} {figure.unit or ''}".strip() in said
            assert squeeze(figure.what) in said
        assert label(f"type.{fact.type}") in sort
        assert label(f"kind.{fact.kind}") in sort if fact.kind else "(" not in sort
        assert (label.date(fact.date) if fact.date else label("evidence.undated")) in dated
        assert (label(f"timing.{fact.timing}") in dated) is bool(fact.date)
        assert label(f"relation.{link.relation}") in relation
        assert (label("evidence.deciding") in relation) is link.is_deciding
        assert where == name_fact_places(fact, label)


def test_hostile_values_are_shown_and_do_nothing(rare: ReportView) -> None:
    text = render([rare])
    tokens = reader.parse(text)
    types = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert not types & {"html_block", "html_inline", "link_open", "image", "code_inline", "code_block", "fence"}
    assert not types & {"s_open", "softbreak", "hardbreak", "hr", "ordered_list_open"}
    assert "<" not in text
    shown = words(tokens)
    for value in HOSTILE:
        assert shown.count(squeeze(value)) >= 2


LINE_STARTS = (
    "# one",
    "## two",
    "---",
    "===",
    "- item",
    "+ item",
    "12) item",
    " # after a space",
    ": term",
    "2013-09-10",
)


@pytest.mark.parametrize("value", [*HOSTILE, *LINE_STARTS])
def test_a_value_at_the_start_of_a_line_is_a_paragraph_that_says_it(value: str) -> None:
    tokens = reader.parse(escape_markdown(value))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert words(tokens) == squeeze(value)


def test_dates_and_ids_are_left_as_they_are() -> None:
    for value in ("2013-09-10", "2022 – 2024", "r1.12", "A2c.gain-loss", "CP/Rec(2023)03", "8.5"):
        assert escape_markdown(value) == value


def test_a_report_without_items_says_so_in_words(empty: ReportView) -> None:
    text = render([empty])
    assert label("report.nothing") in text
    assert label("report.shown", shown=0, all=5) in text


def test_lapsed_decisions_say_that_they_do_not_hold(rare: ReportView) -> None:
    quotes = [line for line in render([rare]).splitlines() if line.startswith("> ")]
    assert len([line for line in quotes if line.startswith("> Not in force on 1 August 2025:")]) == 2
    assert len([line for line in quotes if line.startswith(("> **Override: ●", "> **Waiver.**"))]) == 2


def test_the_same_view_gives_the_same_bytes(rare: ReportView) -> None:
    assert render([rare]) == render([rare])
