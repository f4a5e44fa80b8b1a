"""The page of replies side by side: well formed, complete, counted strength by strength, and safe."""

import re
from itertools import pairwise

import pytest

from cpcheck.model import ReportSettings
from cpcheck.records import replace
from cpcheck.reports.compare_html import render
from cpcheck.reports.compare_overview import count_replies, list_moves, list_standings
from cpcheck.reports.compare_view import CompareView
from cpcheck.reports.labels import load_labels
from tests.generated import compare
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.pages import Node, read, shown

label = load_labels()


@pytest.fixture(scope="module")
def rounds() -> CompareView:
    return compare("xa-2022", "xa-2024")


@pytest.fixture(scope="module")
def states() -> CompareView:
    return compare("*")


@pytest.fixture(scope="module", params=["rounds", "states", "two sets", "levels"])
def any_page(request: pytest.FixtureRequest, rounds: CompareView, states: CompareView) -> Node:
    views = {
        "rounds": rounds,
        "states": states,
        "two sets": compare("xb-2020", "xb-2024"),
        "levels": compare("*", rulebook="greco"),
    }
    return read(render(views[request.param]))


# --- how it is built ----------------------------------------------------------------------------------------------


def test_the_page_has_its_landmarks_once_and_one_main_heading(any_page: Node) -> None:
    (body,) = any_page.find("body")
    assert [child.tag for child in body.children if isinstance(child, Node)] == ["a", "header", "nav", "main", "footer"]
    levels = [int(node.tag[1]) for node in any_page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_page_forbids_itself_every_script_and_every_request(any_page: Node) -> None:
    (policy,) = [meta.attributes["content"] for meta in any_page.find("meta") if "http-equiv" in meta.attributes]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    assert not any_page.find("script", "iframe", "object", "embed", "link", "img", "base", "form", "input")
    for node in any_page.walk():
        assert node.attributes.get("href", "#").startswith("#")
        assert not [name for name in node.attributes if name.startswith("on") or name in {"src", "style"}]
    assert "url(" not in any_page.find("style")[0].text.replace("url(#", "")


def test_ids_are_unique_and_every_link_leads_somewhere(any_page: Node) -> None:
    ids = [node.attributes["id"] for node in any_page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert {link.attributes["href"][1:] for link in any_page.find("a")} <= set(ids)


def test_every_table_has_a_caption_and_every_header_a_scope(any_page: Node) -> None:
    for table in any_page.find("table"):
        assert table.find("caption")[0].text
        columns = table.find("thead")[0].find("th")
        assert {header.attributes["scope"] for header in columns} == {"col"}
        assert all(header.text for header in columns)
        for row in [row for part in table.find("tbody", "tfoot") for row in part.find("tr")]:
            cells = [cell for cell in row.children if isinstance(cell, Node)]
            assert [cell.tag for cell in cells] == ["th", *["td"] * (len(columns) - 1)]
            assert cells[0].attributes["scope"] == "row"


def test_no_label_is_left_unresolved(any_page: Node) -> None:
    text = " ".join(node.text for node in any_page.find("header", "nav", "main", "footer"))
    assert not re.search(r"\b(?:report|compare|diff|item|element|evidence|reason|flag|verdict)\.[a-z_]+\b", text)
    assert not re.search(r"\bNone\b|Undefined", text)


def test_what_became_of_an_item_is_a_word_and_a_shape_hidden_from_speech(any_page: Node) -> None:
    style = any_page.find("style")[0].text
    for name, mark in (("improved", "↑"), ("slipped", "↓")):
        assert f'.b-{name}::before,.h-{name}::before{{content:"{mark}\\a0";content:"{mark}\\a0" / ""' in style
    assert not [node for node in any_page.find("span") if set(node.text) & {"↑", "↓", "●", "◐", "○"}]


# --- what it says -------------------------------------------------------------------------------------------------


def find_rows(page: Node, caption: str) -> dict[str, list[str]]:
    """Return the cells of the rows of a table by the first word of each row."""
    (table,) = [table for table in page.find("table") if table.find("caption")[0].text == caption]
    rows = [row for part in table.find("tbody", "tfoot") for row in part.find("tr")]
    return {row.find("th")[0].text.split()[0]: [cell.exact for cell in row.find("td")] for row in rows}


def test_rounds_stand_beside_each_other_item_by_item(rounds: CompareView) -> None:
    rows = find_rows(read(render(rounds)), "XA: 2 rounds on EX/Rec(2020)01, by item")
    assert rows["A1"] == ["partly", "implemented", "improved"]
    assert rows["A2a"] == ["implemented", "not addressednot answered", "slipped"]
    assert rows["A2b"] == ["partly", "partlydraftN. Reader: implemented", "open"]


def test_what_moved_is_told_first_and_in_plain_words(rounds: CompareView) -> None:
    (series,) = rounds.series
    assert [(one.key, one.items) for one in list_moves(series)] == [
        ("improved", ("A1",)),
        ("slipped", ("A2a",)),
        ("silent", ("A2a",)),
        ("open", ("A2a", "A2b", "A3")),
        ("standing", ("A2b", "A3")),
        ("closed", ("B2",)),
    ]
    lists = [node for node in read(render(rounds)).find("ul") if node.attributes.get("class") == "heads"]
    assert [entry.text for entry in lists[0].find("li")][:3] == [
        "1 item improved: A1",
        "1 item slipped: A2a",
        "On 1 of them the last reply says nothing, so that the state may have fallen silent and not gone back: A2a",
    ]


def test_that_nothing_moved_is_told_too(states: CompareView) -> None:
    text = read(render(states)).find("main")[0].text
    assert "No verdict improved. No verdict slipped. 2 items are open in the last round: E2 E3" in text
    assert "All of them have been open in every round since the first." in text


def test_themes_are_told_by_how_they_stand_in_the_newest_replies(states: CompareView) -> None:
    assert [(one.key, one.items) for one in list_standings(states)] == [
        ("nowhere", ("signals",)),
        ("some", ("crews", "huts", "training", "")),
    ]
    assert list_standings(compare("xa-*")) == ()


def test_counts_are_those_of_each_strength_and_never_added_up(states: CompareView) -> None:
    counted = count_replies(states)
    assert [(one.strength, one.tally.implemented, one.tally.partly, one.tally.not_addressed) for one in counted[1]] == [
        ("urges", 1, 1, 0),
        ("considers", 0, 0, 1),
        ("invites", 0, 0, 1),
        ("unstated", 1, 0, 0),
    ]
    # the longest bar is of three items, and all have its scale
    assert [sum(part.width for part in one.stack) for one in counted[1]] == [667, 333, 333, 333]
    assert [sum(part.width for part in one.stack) for one in counted[4]] == [1000]
    page = read(render(states))
    (table,) = [table for table in page.find("table") if table.attributes.get("class") == "replies"]
    newest = table.find("tbody")[0].find("tr")[1]
    assert newest.find("td")[-1].text == (
        "urges 1 implemented 1 partly considers 1 not addressed invites 1 not addressed unstated 1 implemented"
    )


def test_every_reason_and_every_limit_is_printed(states: CompareView) -> None:
    text = read(render(states)).find("main")[0].text
    assert "the weaker the verb of a demand, the likelier it is called implemented" in text
    for limit in states.limits:
        assert label(limit) in text
    assert "XA, EX(2024)31: parts rest on answers that nobody has reviewed." in text


def test_facts_stand_on_the_side_that_states_them(rounds: CompareView) -> None:
    page = read(render(rounds))
    (moved,) = [node for node in page.find("article") if node.attributes["id"] == "A1/1"]
    older, newer = [node for node in moved.find("div") if node.attributes["class"].startswith("side-")]
    assert older.text.startswith("only in the older reply: Stoves are to be bought.")
    assert newer.text.startswith("only in the newer reply: Stoves were bought for every high hut.")
    assert "Oct 2023" in newer.text
    assert "pages 2-3" in newer.text
    assert ".yaml" not in page.find("main")[0].text, "a reader of the page has the reply, and not its file"


def test_a_reply_whose_set_is_answered_once_shows_its_items(states: CompareView) -> None:
    page = read(render(states))
    rows = find_rows(page, "XB: EX(2024)18 on EX/Rec(2022)09")
    assert rows == {"D1": ["partly"], "D2": ["implemented"]}
    assert compare("xa-*").singles == ()


def test_the_page_speaks_french() -> None:
    page = read(render(compare("*", language="fr")))
    assert page.find("html")[0].attributes["lang"] == "fr"
    text = page.find("main")[0].text
    assert "1 point a progressé : A1" in text
    assert "plus le verbe d’une demande est faible" in text
    assert not re.search(r"\b(?:not addressed|slipped|improved|Reply)\b", text)


# --- what stands around it, and what cannot get in ----------------------------------------------------------------


def test_title_header_footer_marking_and_logo_stand_around_the_page(rounds: CompareView) -> None:
    logo = "data:image/png;base64,iVBORw0KGgo="
    settings = ReportSettings(title="Our title", header="Our office", footer="Our end", marking="SECRET", logo=logo)
    page = read(render(replace(rounds, settings=settings)))
    assert page.find("title")[0].text == "Our title – XA – Replies side by side"
    assert page.find("img")[0].attributes == {"src": logo, "alt": ""}
    assert [node.text for node in page.find("header")[0].find("p")][:2] == ["Our office", "Our title"]
    assert page.find("footer")[0].find("p")[0].text == "Our end"
    assert [node.text for node in page.find("p") if node.attributes.get("class") == "mark"] == ["SECRET"]
    assert '@page{@top-center{content:"SECRET"' in page.find("style")[0].text


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_text(rounds: CompareView, value: str) -> None:
    series = rounds.series[0]
    rows = tuple(replace(row, title=value) for row in series.rows)
    view = replace(
        rounds,
        columns=tuple(replace(column, document=value, conclusion=value) for column in rounds.columns),
        series=(replace(series, rows=rows, recommendations=value),),
        settings=ReportSettings(title=value, header=value, footer=value, marking=value),
    )
    page = read(render(view))
    assert len(page.find("style")) == 1
    assert not page.find("script", "img", "i")
    assert shown(value) in page.find("main")[0].text
    raw = render(view)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2067\u200f]", raw)
