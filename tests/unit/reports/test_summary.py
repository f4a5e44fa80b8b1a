"""The summary: short, and fit for a pull request."""

import re

from markdown_it import MarkdownIt

from cpcheck.records import replace
from cpcheck.reports.labels import load_labels
from cpcheck.reports.summary import render
from cpcheck.reports.templates import escape_markdown
from cpcheck.reports.view import ReportView

FRAME = 30
"""Lines that a summary may have beside one for each gap: about half a screen."""

label = load_labels()
reader = MarkdownIt("gfm-like", {"linkify": False})


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")][1:]


def test_the_summary_of_the_shipped_reply_is_short(shipped: ReportView) -> None:
    gaps = sum(item.is_gap for item in shipped.items)
    assert gaps > 30
    assert render([shipped]).count("\n") < gaps + FRAME


def test_lines_are_tidy(shipped: ReportView, rare: ReportView, empty: ReportView) -> None:
    text = render([shipped, rare, empty])
    assert text.endswith(".\n")
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert "\n\n\n" not in text
    assert not text.startswith("\n")


def test_it_begins_with_a_heading_and_the_counts(shipped: ReportView) -> None:
    heading, blank, items, elements, *_ = render([shipped]).splitlines()
    assert heading == "## AZ: CP(2025)01 on CP/Rec(2023)03"
    assert not blank
    assert re.fullmatch(r"- \*\*35 items:\*\* \d+ implemented, \d+ partly, \d+ not addressed", items)
    assert elements.startswith("- **91 elements:** ")


def test_each_gap_has_one_row(rare: ReportView) -> None:
    text = render([rare])
    gaps = [item for item in rare.items if item.is_gap]
    assert len(rows(text)) == len(gaps)
    for row, item in zip(rows(text), gaps, strict=True):
        verdict = f"{label(f'mark.{item.verdict}')} {label(f'verdict.{item.verdict}')}"
        assert row.startswith(f"| {item.id} | {verdict}")
        assert f"| {item.met}/{len(item.elements)} |" in row
        assert all(label(f"reason.{reason}") in row for reason in item.reasons)
        assert all(label(f"flag.{flag}") in row for flag in item.flags)
        assert escape_markdown(item.title) in row


def test_a_standing_override_is_named_and_a_lapsed_one_is_not(rare: ReportView) -> None:
    text = render([rare])
    assert r"(N. \*N.\*: implemented)" in text
    assert "M. M." not in text


def test_elements_not_met_are_asked_about_and_those_of_items_not_addressed_come_first(rare: ReportView) -> None:
    asked = [line for line in render([rare]).splitlines() if line.startswith("- **") and "?" in line]
    expected = {
        f"- **{element.id}** {escape_markdown(element.question.phrase('16 June 2023'))}": None
        for verdict in ("not_addressed", "partly")
        for item in rare.items
        if item.verdict == verdict
        for element in item.elements
        if element.question and element.finding == "not_met"
    }
    assert asked == list(expected)
    assert len(expected) > 3


def test_an_element_shared_by_two_items_is_asked_about_once(rare: ReportView) -> None:
    section = rare.sections[1]
    twice = replace(section, items=(*section.items, replace(section.items[0], id="B9")))
    text = render([replace(rare, sections=(twice,))])
    assert text.count("- **B1.only**") == 1


def test_without_a_gap_it_says_so(shipped: ReportView) -> None:
    section = shipped.sections[0]
    done = replace(section, items=tuple(replace(item, verdict="implemented") for item in section.items))
    text = render([replace(shipped, sections=(done,))])
    assert label("summary.no_gaps") in text
    assert label("summary.questions") not in text


def test_without_an_item_it_says_that_nothing_could_be_assessed(empty: ReportView) -> None:
    text = render([empty])
    assert label("report.nothing") in text
    assert label("summary.no_gaps") not in text
    assert label("report.shown", shown=0, all=5) in text


def test_it_tells_of_drafts_and_ends_in_the_limits(rare: ReportView) -> None:
    text = render([rare])
    assert label("report.draft") in text
    assert text.endswith(" ".join(label(limit) for limit in rare.limits) + "\n")


def test_hostile_values_do_nothing(rare: ReportView) -> None:
    text = render([rare])
    tokens = reader.parse(text)
    types = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert not types & {"html_block", "html_inline", "link_open", "image", "code_inline", "code_block", "softbreak"}
    assert "<" not in text
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 5 * len(rows(text))


def test_several_views_follow_each_other(rare: ReportView, shipped: ReportView) -> None:
    text = render([rare, shipped])
    assert text == render([rare]) + "\n" + render([shipped])
