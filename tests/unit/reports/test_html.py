"""The page: well formed, readable by everybody, complete, and safe whatever the file holds."""

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import pytest

from cpcheck.reports.html import render
from cpcheck.reports.labels import load_labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.view import ReportView
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.pages import Node, read, shown

LARGEST = 400_000
"""Bytes that a page of forty items may have."""
LEAST_CONTRAST = 4.5
"""Of text against its ground: WCAG 2.2, success criterion 1.4.3, level AA."""

label = load_labels()


@pytest.fixture(scope="module")
def page(shipped: ReportView) -> Node:
    return read(render([shipped]))


@pytest.fixture(scope="module")
def rare_page(rare: ReportView) -> Node:
    return read(render([rare]))


@pytest.fixture(scope="module")
def both_pages(rare: ReportView, shipped: ReportView) -> Node:
    return read(render([rare, shipped]))


@pytest.fixture(scope="module", params=["one view", "everything rare", "two views", "nothing shown"])
def any_page(request: pytest.FixtureRequest, shipped: ReportView, rare: ReportView, empty: ReportView) -> Node:
    views = {
        "one view": [shipped],
        "everything rare": [rare],
        "two views": [rare, shipped],
        "nothing shown": [empty],
    }
    return read(render(views[request.param]))


# --- how it is built ----------------------------------------------------------------------------------------------


def test_the_head_names_language_characters_and_title(any_page: Node) -> None:
    (html,) = any_page.find("html")
    assert html.attributes["lang"] == "en"
    metas = [meta.attributes for meta in any_page.find("meta")]
    assert metas[0] == {"charset": "utf-8"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    (title,) = any_page.find("title")
    assert title.text.startswith(("Azerbaijan: CP(2025)01, reply to CP/Rec(2023)03 – ", "Azerbaijan, Azerbaijan – "))


def test_the_page_forbids_itself_everything_but_its_own_style(any_page: Node) -> None:
    policies = [
        meta.attributes["content"]
        for meta in any_page.find("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    (script,) = any_page.find("script")
    digest = b64encode(sha256(script.children[0].encode()).digest()).decode()  # type: ignore[union-attr]
    own = f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policies == [f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; {own}"]


def test_the_page_has_one_script_and_asks_nobody_for_anything(any_page: Node) -> None:
    assert not any_page.find("iframe", "object", "embed", "link", "img", "base")
    (script,) = any_page.find("script")
    assert script.attributes == {}
    for asking in ("fetch", "XMLHttpRequest", "import", "http", "eval", "innerHTML", "cookie", "localStorage"):
        assert asking not in str(script.children[0])
    assert not any_page.find("form")
    for search in (node for node in any_page.walk() if node.attributes.get("role") == "search"):
        assert "hidden" in search.attributes, "it is shown by the script, without which it does nothing"
    for node in any_page.walk():
        assert not [name for name in node.attributes if name.startswith("on") or name in {"src", "srcset", "action"}]
        assert node.attributes.get("href", "#").startswith("#")
    for style in any_page.find("style"):
        assert "url(" not in style.text
        assert "@import" not in style.text


def test_the_page_has_its_landmarks_once(any_page: Node) -> None:
    (body,) = any_page.find("body")
    tags = [child.tag for child in body.children if isinstance(child, Node)]
    assert tags == ["a", "header", "nav", "main", "footer", "script"]
    (nav,) = any_page.find("nav")
    assert nav.attributes["aria-label"] == label("report.contents")


def test_the_first_link_skips_to_the_items(any_page: Node) -> None:
    first = any_page.find("a")[0]
    assert first.text == label("report.skip")
    (target,) = [node for node in any_page.walk() if node.attributes.get("id") == first.attributes["href"][1:]]
    assert target.text == label("items.heading")


def test_there_is_one_main_heading_and_no_level_is_skipped(any_page: Node) -> None:
    levels = [int(node.tag[1]) for node in any_page.find("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_link_leads_somewhere(any_page: Node) -> None:
    ids = [node.attributes["id"] for node in any_page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    assert {link.attributes["href"][1:] for link in any_page.find("a")} <= set(ids)


def test_every_table_has_a_caption_and_every_header_a_scope(any_page: Node) -> None:
    for table in any_page.find("table"):
        children = [child.tag for child in table.children if isinstance(child, Node)]
        assert children[:3] == ["caption", "thead", "tbody"]
        assert table.find("caption")[0].text
        columns = table.find("thead")[0].find("th")
        assert {header.attributes["scope"] for header in columns} == {"col"}
        assert all(header.text for header in columns)
        for body in table.find("tbody", "tfoot"):
            for row in body.find("tr"):
                cells = [cell for cell in row.children if isinstance(cell, Node)]
                assert [cell.tag for cell in cells] == ["th", *["td"] * (len(columns) - 1)]
                assert cells[0].attributes["scope"] == "row"


def test_verdicts_and_findings_are_a_word_and_a_shape_hidden_from_speech(rare_page: Node) -> None:
    chips = [node for node in rare_page.find("span", "a") if node.attributes.get("class", "")[:4] in {"c c-", "m c-"}]
    assert len(chips) > 20
    style = rare_page.find("style")[0].text
    for chip in chips:
        code = chip.attributes["class"].split()[1]
        mark = label(f"mark.{code.removeprefix('c-')}")
        assert f".{code}::before" in style
        assert f'content:"{mark}\\a0" / ""' in style
        assert re.search(r"[a-zà-ÿ]{3}", chip.text)


def test_deciding_facts_are_marked_in_words(rare_page: Node, rare: ReportView) -> None:
    items = [item for item in rare.items if not item.repeats]
    deciding = [link for item in items for element in item.elements for link in element.links if link.is_deciding]
    rows = [row for row in rare_page.find("tr") if row.attributes.get("class") == "d"]
    assert len(rows) == len(deciding) > 0
    assert all(label("evidence.deciding") in row.text for row in rows)
    others = [row for row in rare_page.find("tr") if row.attributes.get("class") != "d"]
    assert not [row for row in others if label("evidence.deciding") in row.text]


def test_items_elements_and_facts_have_anchors(page: Node, shipped: ReportView) -> None:
    ids = {node.attributes["id"] for node in page.walk() if "id" in node.attributes}
    assert {item.id for item in shipped.items} <= ids
    assert {element.id for item in shipped.items for element in item.elements} <= ids
    assert {f"fact:{fact.id}" for fact in shipped.facts} <= ids


def test_a_second_view_has_anchors_of_its_own(both_pages: Node, rare: ReportView, shipped: ReportView) -> None:
    ids = {node.attributes["id"] for node in both_pages.walk() if "id" in node.attributes}
    assert {item.id for item in rare.items} <= ids
    assert {f"2-{item.id}" for item in shipped.items} <= ids


def test_a_repeated_item_does_not_take_the_anchors_of_its_twin(rare_page: Node) -> None:
    ids = [node.attributes["id"] for node in rare_page.walk() if "id" in node.attributes]
    assert ids.index("A1") < ids.index("A1.change") < ids.index("A2") < ids.index("A2/A1.change")


def test_no_label_is_left_unresolved(any_page: Node) -> None:
    text = " ".join(node.text for node in any_page.find("header", "nav", "main", "footer"))
    assert not re.search(r"\b(?:report|counts|item|element|evidence|reason|flag|verdict|finding)\.[a-z_]+\b", text)
    assert not re.search(r"\bNone\b(?! of)", text)
    assert "Undefined" not in text


def test_the_page_heads_nothing_with_a_percentage(page: Node) -> None:
    cells = [cell.text for table in page.find("table") for cell in table.find("td") if "ev" not in table.attributes]
    numbers = [cell for cell in cells if re.fullmatch(r"[\d.,]+ ?%", cell)]
    assert not numbers
    assert not [node for node in page.find("h1", "h2", "h3", "h4", "h5", "dd") if "%" in node.text]


def test_forty_items_stay_below_the_size(shipped: ReportView) -> None:
    assert len(shipped.items) == 38
    assert len(render([shipped]).encode()) < LARGEST * 38 / 40


def test_the_same_view_gives_the_same_bytes(rare: ReportView) -> None:
    assert render([rare]) == render([rare])


# --- what it says -------------------------------------------------------------------------------------------------


def test_particulars_are_complete(rare_page: Node, rare: ReportView) -> None:
    text = f"{rare_page.find('header')[0].text} {rare_page.find('main')[0].text}"
    values = [label.state(rare.state), rare.recommendations, rare.issuer, rare.treaty, f"round {rare.round}"]
    values += [label.date(day) for day in (rare.adopted, rare.received, rare.as_of)]
    values += [rare.adopted_source, rare.document, rare.rulebook, rare.rulebook_title]
    values += [label(f"report.claims.{name}", value=label.date(value)) for name, value in rare.claims]
    for value in values:
        assert value is not None
        assert shown(value) in text
    assert label("report.claims") in text


def test_counts_are_those_of_the_totals(rare_page: Node, rare: ReportView) -> None:
    tables = {table.find("caption")[0].text: table for table in rare_page.find("table")}

    def rows(key: str) -> list[list[str]]:
        table = next(table for caption, table in tables.items() if caption.startswith(label(key)))
        return [[cell.exact for cell in row.find("th", "td")] for row in table.find("tbody")[0].find("tr")]

    totals = rare.totals
    assert [number for _, number in rows("counts.verdicts")] == ["0", "1", "3"]
    assert [int(number) for _, number in rows("counts.findings")] == [number for _, number in totals.findings]
    assert [int(number) for _, number in rows("counts.reasons")] == [number for _, number in totals.reasons]
    assert [int(number) for _, number in rows("counts.flags")] == [number for _, number in totals.flags]
    for key, tallies in (("counts.sections", totals.sections),):
        expected = [[tally.implemented, tally.partly, tally.not_addressed, tally.items] for tally in tallies]
        assert [[int(cell) for cell in row[1:]] for row in rows(key)] == expected
    assert label("counts.repeats") in rare_page.text


@pytest.mark.parametrize("name", ["shipped", "rare"])
def test_every_item_says_everything_about_itself(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    page = read(render([view]))
    articles = {article.attributes["id"]: article for article in page.find("article")}
    assert list(articles) == [item.id for item in view.items]
    for item in view.items:
        text = articles[item.id].exact
        values = [item.title, item.asks, item.rule, label(f"verdict.{item.verdict}")]
        values += [*item.articles, *(answer.id for answer in item.answers)]
        values += [name_place(answer.where, label) for answer in item.answers]
        values += [label(f"flag.{flag}.text") for flag in item.flags]
        values += [item.previous.verdict, item.previous.source] if item.previous else []
        values += [label("item.repeats", item=item.repeats)] if item.repeats else []
        values += [label("item.paragraph", number=item.paragraph)] if item.paragraph else []
        values += [label("item.unanswered")] if not item.answers else []
        for value in values:
            assert shown(value) in text
        assert label("item.rule", rule=item.rule, text=item.rule_text) in page.exact


@pytest.mark.parametrize("name", ["shipped", "rare"])
def test_every_element_says_everything_about_itself(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    page = read(render([view]))
    sections = [node for node in page.find("section") if node.attributes.get("class", "").startswith("el ")]
    elements = [(item, element) for item in view.items for element in item.elements]
    seen: set[str] = set()
    for section, (item, element) in zip(sections, elements, strict=True):
        text = section.exact
        values = [element.id, element.asks, element.rule, element.rule_text, label(f"finding.{element.finding}")]
        values += [label("element.ask", ask=label(f"ask.{element.ask}"))]
        values += [label("element.inferred")] if element.inferred else []
        values += [label(f"reason.{element.reason}")] if element.reason else []
        values += [label("element.by.evidence", ids=", ".join(element.evidence))] if element.evidence else []
        question = element.question
        values += [question.phrase(label.date(question.cutoff))] if question else []
        values += [label("item.no_evidence")] if not element.links else []
        values += [label("item.set_aside")] if element.set_aside else []
        for value in values:
            assert shown(value) in text
        rows = [row for table in section.find("tbody") for row in table.find("tr")]
        folded = ("supports", "against", "context") if item.repeats else ("context",)
        again = [link for link in element.links if link.fact.id in seen and link.relation in folded]
        assert [node.text for p in section.find("p") for node in p.find("a")] == [link.fact.id for link in again]
        in_table = [*(link for link in element.links if link not in again), *element.set_aside]
        for row, link in zip(rows, in_table, strict=True):
            fact, cells = link.fact, row.exact
            values = [fact.id, fact.fact, label(f"type.{fact.type}")]
            values += [label(f"timing.short.{fact.timing}")] if fact.date else []
            values += [label(f"relation.{link.relation}")]
            values += [label(f"stage.{fact.stage}")] if fact.stage else []
            values += [label(f"fit.{link.fit}")] if link.fit else []
            values += [label.date(fact.date, short=True) if fact.date else label("evidence.undated"), fact.source or ""]
            values += [label("evidence.together", ids=", ".join(link.together))] if link.together else []
            if fact.id in seen:
                assert [node.text for node in row.find("a")] == [fact.id]
            else:
                values += [fact.anchor or "", fact.note or ""]
                for figure in fact.figures:
                    values += [figure.what, str(figure.value), str(figure.year or ""), figure.unit or ""]
            seen.add(fact.id)
            for value in values:
                assert shown(value) in cells


def test_a_fact_is_in_table_once_and_later_rows_lead_there(shipped: ReportView) -> None:
    page = read(render([shipped]))
    rows = [row for table in page.find("tbody") for row in table.find("tr") if row.find("td")]
    whole = [row.find("th")[0].attributes["id"] for row in rows if "id" in row.find("th")[0].attributes]
    links = [node.attributes["href"] for row in rows for node in row.find("th")[0].find("a")]
    facts = {link.fact.id for item in shipped.items for element in item.elements for link in element.links}
    assert sorted(whole) == sorted(f"fact:{name}" for name in facts)
    assert {name for name in links if name.startswith("#fact:")} <= {f"#{name}" for name in whole}
    assert any(name.startswith("#fact:") for name in links)


def test_decisions_stand_beside_the_computed_verdict_and_lapsed_ones_say_so(rare_page: Node) -> None:
    notes = {
        article.attributes["id"]: [node for node in article.find("div") if "note" in node.attributes.get("class", "")]
        for article in rare_page.find("article")
    }
    (override,) = notes["A1"]
    assert override.attributes["class"] == "note"
    assert "Override by N. *N.* on 1 July 2025: implemented. Seen on site | <b>twice</b>" in override.exact
    assert "1 July 2026" in override.text
    (lapsed,) = notes["A3"]
    assert lapsed.attributes["class"] == "note lapsed"
    assert lapsed.text.startswith("Not in force on 1 August 2025")
    assert not lapsed.find("span")
    (waiver,) = notes["B1"]
    assert "Waived by O. O. on 1 July 2025" in waiver.text
    (lapsed,) = notes["B2"]
    assert lapsed.attributes["class"] == "note lapsed"


def test_drafts_other_sources_and_a_conclusion_are_announced(rare_page: Node, page: Node, rare: ReportView) -> None:
    text = rare_page.text
    assert label("report.draft") in text
    assert label("report.third_party") in text
    assert rare.conclusion is not None
    assert f"{label('report.conclusion')} {rare.conclusion}" in text
    for key in ("report.draft", "report.third_party", "report.conclusion", "report.nothing"):
        assert label(key) not in page.text


def test_a_page_without_items_says_so_in_words(empty: ReportView) -> None:
    text = read(render([empty])).text
    assert label("report.nothing") in text
    assert label("report.shown", shown=0, all=5) in text


def test_every_view_ends_in_its_limits(both_pages: Node, rare: ReportView) -> None:
    for limit in rare.limits:
        assert both_pages.text.count(label(limit)) == 2


def test_hostile_values_are_shown_and_do_nothing(rare_page: Node) -> None:
    text = rare_page.find("main")[0].exact
    for value in HOSTILE:
        assert text.count(shown(value)) >= 2
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f") & set(text)
    known = {"a", "article", "b", "br", "caption", "dd", "div", "dl", "dt", "h2", "h3", "h4", "h5", "li", "main", "p"}
    known |= {"section", "small", "span", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "q"}
    known |= {"figure", "figcaption", "svg", "defs", "g", "path", "rect", "pattern", "text", "use"}
    known |= {"label", "select", "option", "input", "button", "output"}
    assert {node.tag for node in rare_page.find("main")[0].walk()} <= known


# --- colours ------------------------------------------------------------------------------------------------------

PAIRS = (
    ("ink", "bg"),
    ("soft", "bg"),
    ("link", "bg"),
    ("accent", "bg"),
    ("ink", "panel"),
    ("soft", "panel"),
    ("link", "panel"),
    ("ink", "pick"),
    ("soft", "pick"),
    ("accent", "pick"),
    ("warn-ink", "warn"),
    ("yes-ink", "yes"),
    ("half-ink", "half"),
    ("no-ink", "no"),
)
"""Colours of text, each with the ground it stands on."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as #1b1f24 (WCAG 2.2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module", params=["light", "dark"])
def palette(request: pytest.FixtureRequest, page: Node) -> dict[str, str]:
    style = page.find("style")[0].text
    light, dark = re.findall(r":root\{([^}]*)\}", style)
    colours = dict(pair.split(":") for pair in (light if request.param == "light" else dark).split(";"))
    return {name.removeprefix("--"): value for name, value in colours.items()}


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(palette: dict[str, str], text: str, ground: str) -> None:
    assert contrast(palette[text], palette[ground]) >= LEAST_CONTRAST


def test_verdicts_differ_in_lightness_too(palette: dict[str, str]) -> None:
    light = sorted(luminance(palette[name]) for name in ("yes", "half", "no"))
    assert all((after + 0.05) / (before + 0.05) > 1.25 for before, after in pairwise(light))


def test_light_and_dark_name_the_same_colours_and_no_rule_uses_another(page: Node) -> None:
    style = page.find("style")[0].text
    light, dark = (
        {pair.split(":")[0] for pair in block.split(";")} for block in re.findall(r":root\{([^}]*)\}", style)
    )
    assert light == dark == {f"--{name}" for pair in PAIRS for name in pair} | {"--line"}
    rules = re.sub(r":root\{[^}]*\}", "", style)
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) <= {"#000"}
    assert {f"--{name}" for name in re.findall(r"var\(--([a-z-]+)\)", rules)} <= light


def test_dark_colours_stay_on_the_screen_and_paper_is_laid_out(page: Node) -> None:
    style = page.find("style")[0].text
    assert "@media screen and (prefers-color-scheme:dark)" in style
    assert "@page{size:A4" in style
    assert "@media print" in style
