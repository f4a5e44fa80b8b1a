"""The Word report: read back by ElementTree and python-docx: headings, tables, marks, and its language."""

import datetime as dt
import re
import sys
import zipfile
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree as ET

import docx
import pytest

from cpcheck.errors import MissingExtraError
from cpcheck.records import replace
from cpcheck.reports.colours import COLOURS
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import load_labels
from cpcheck.reports.phrases import name_fact_places, name_figures, phrase_decision, phrase_question
from cpcheck.reports.view import ReportView
from cpcheck.reports.word import render
from cpcheck.reports.word.items import CHIP_STYLES
from cpcheck.reports.word.pieces import TEXT_WIDTH
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.documents import W, list_headings, list_rows, read_body, read_parts, read_style, read_words

label = load_labels()
VIEWS = ["one view", "everything rare", "two views", "nothing shown", "nothing at all", "in French"]
EVIDENCE_HEAD = ["Id", "Fact", "Type (OHCHR kind)", "Date (Timing)", "Link", "Place"]

# The order that ECMA-376 part 1 wants of the children that we write; Word refuses a file in which they stand otherwise.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs color sz szCs u shd lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "tc": "tcPr p",
    "tcPr": "tcW shd",
    "sectPr": "headerReference footerReference type pgSz pgMar cols docGrid",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "lvl": "start numFmt pStyle lvlText lvlJc pPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang",
}


@pytest.fixture(scope="module", params=VIEWS)
def any_word(request: pytest.FixtureRequest, shipped: ReportView, rare: ReportView, empty: ReportView) -> bytes:
    views = {
        "one view": [shipped],
        "everything rare": [rare],
        "two views": [rare, shipped],
        "nothing shown": [empty],
        "nothing at all": [],
        "in French": [replace(rare, language="fr")],
    }
    return render(views[request.param])


def list_tables(body: ET.Element) -> list[ET.Element]:
    return body.findall(f"{W}tbl")


def has_mark(row: ET.Element, name: str) -> bool:
    return row.find(f"{W}trPr/{W}{name}") is not None


def squeeze(text: str) -> str:
    return " ".join(make_plain(text).split())


# --- how it is built ----------------------------------------------------------------------------------------------


def test_every_part_is_well_formed_and_nothing_of_a_foreign_machine_is_left(any_word: bytes) -> None:
    names = set(read_parts(any_word))
    kept = {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml", "word/styles.xml"}
    kept |= {"word/numbering.xml", "word/settings.xml", "word/_rels/document.xml.rels"}
    assert kept <= names
    assert {re.sub(r"\d+", "", name) for name in names - kept} <= {"word/header.xml", "word/footer.xml"}
    assert b"Macintosh" not in any_word


def test_children_stand_in_the_order_that_the_standard_wants(any_word: bytes) -> None:
    seen = set()
    for root in read_parts(any_word).values():
        for element in root.iter():
            name = element.tag.removeprefix(W)
            if name in ORDERS:
                order = ORDERS[name].split()
                places = [order.index(child.tag.removeprefix(W)) for child in element]
                assert places == sorted(places), (name, [child.tag for child in element])
                seen.add(name)
    assert seen >= {"pPr", "rPr", "tblPr", "sectPr", "style", "lvl", "settings"}


def test_a_cell_ends_in_a_paragraph_and_no_two_tables_touch(any_word: bytes) -> None:
    body = read_body(any_word)
    blocks = [child.tag.removeprefix(W) for child in body]
    assert ("tbl", "tbl") not in set(pairwise(blocks))
    assert blocks[-1] == "sectPr"
    assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))


def test_every_style_that_is_used_exists(any_word: bytes) -> None:
    parts = read_parts(any_word)
    known = {style.get(f"{W}styleId") for style in parts["word/styles.xml"].iter(f"{W}style")}
    used = {
        found.get(f"{W}val")
        for root in parts.values()
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next")
        for found in root.iter(f"{W}{tag}")
    }
    assert used <= known
    assert set(CHIP_STYLES.values()) <= known


def test_nothing_is_formatted_but_by_a_style(any_word: bytes) -> None:
    body = read_body(any_word)
    assert {child.tag for found in body.iter(f"{W}rPr") for child in found} <= {f"{W}rStyle"}
    allowed = {f"{W}{name}" for name in ("pStyle", "keepNext", "pageBreakBefore", "sectPr")}
    assert {child.tag for found in body.iter(f"{W}pPr") for child in found} <= allowed


def test_headings_go_from_the_report_to_sections_items_and_elements(rare: ReportView) -> None:
    sections = {section.id: section for section in rare.sections}
    expected = [(1, "Counts"), (1, "Limits"), (1, "Items at a glance")]
    for section in sections.values():
        expected.append((1, f"Section {section.id}: {section.title}"))
        for item in section.items:
            expected.append((2, squeeze(f"{item.id} {item.title}")))
            for element in item.elements:
                words = f"{label(f'mark.{element.finding}')} {label(f'finding.{element.finding}')}"
                expected.append((3, f"{element.id} {words}"))
    assert list_headings(read_body(render([rare]))) == expected


def test_of_two_responses_each_has_a_heading_a_section_and_lines_of_its_own(
    rare: ReportView, shipped: ReportView
) -> None:
    other = replace(shipped, state="XX")
    raw = render([rare, other])
    headings = list_headings(read_body(raw))
    assert [words for level, words in headings if level == 1] == [
        f"{state}: CP(2025)01, reply to CP/Rec(2023)03" for state in ("Azerbaijan", "XX")
    ]
    assert {level for level, _ in headings} == {1, 2, 3, 4}
    document = docx.Document(BytesIO(raw))
    heads = [section.header.paragraphs[0].text for section in document.sections]
    assert [head.split(":")[0] for head in heads] == ["AZ", "XX"]


def test_headings_never_leave_out_a_level(any_word: bytes) -> None:
    levels = [level for level, _ in list_headings(read_body(any_word))]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_the_page_is_a4_with_a_numbered_foot_and_a_head(any_word: bytes) -> None:
    for section in docx.Document(BytesIO(any_word)).sections:
        width, height = section.page_width, section.page_height
        assert width is not None
        assert height is not None
        assert (round(width.mm), round(height.mm)) == (210, 297)
    parts = read_parts(any_word)
    feet = [root for name, root in parts.items() if "footer" in name]
    for foot in feet:
        assert [found.get(f"{W}instr") for found in foot.iter(f"{W}fldSimple")] == [" PAGE ", " NUMPAGES "]
        assert re.search(r"(Page 1 of 1|Page 1 sur 1)$", read_words(foot))


def test_the_language_of_the_document_is_set(rare: ReportView) -> None:
    for language, region in (("en", "en-GB"), ("fr", "fr-FR")):
        raw = render([replace(rare, language=language)])
        styles = read_parts(raw)["word/styles.xml"]
        assert {found.get(f"{W}val") for found in styles.iter(f"{W}lang")} == {region}
        assert docx.Document(BytesIO(raw)).core_properties.language == region


def test_the_document_says_what_it_is_and_when_without_a_clock(rare: ReportView) -> None:
    properties = docx.Document(BytesIO(render([rare]))).core_properties
    assert properties.title == "Azerbaijan: CP(2025)01, reply to CP/Rec(2023)03"
    assert (properties.author, properties.last_modified_by, properties.revision) == ("cpcheck", "cpcheck", 1)
    assert properties.comments == "Made by cpcheck " + rare.version + " with the rulebook cp."
    assert properties.created == properties.modified == dt.datetime(2025, 8, 1, tzinfo=dt.UTC)


def test_the_same_views_give_the_same_bytes(rare: ReportView, shipped: ReportView) -> None:
    assert render([rare, shipped]) == render([rare, shipped])
    with zipfile.ZipFile(BytesIO(render([rare]))) as found:
        assert {(entry.date_time, entry.create_system) for entry in found.infolist()} == {((1980, 1, 1, 0, 0, 0), 0)}
        assert found.infolist()[0].filename == "[Content_Types].xml"


# --- tables -------------------------------------------------------------------------------------------------------


def test_no_row_is_cut_by_a_page_and_only_first_rows_are_repeated(any_word: bytes) -> None:
    for table in list_tables(read_body(any_word)):
        rows = table.findall(f"{W}tr")
        assert all(has_mark(row, "cantSplit") for row in rows)
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert look is not None
        has_head = look.get(f"{W}firstRow") == "1"
        assert [has_mark(row, "tblHeader") for row in rows] == [has_head, *([False] * (len(rows) - 1))]
        assert bool(int(str(look.get(f"{W}val")), 16) & 0x20) is has_head


def test_every_table_of_facts_items_or_counts_has_a_head(rare: ReportView) -> None:
    body = read_body(render([rare]))
    heads = [list_rows(table)[0] for table in list_tables(body) if has_mark(table.findall(f"{W}tr")[0], "tblHeader")]
    assert heads.count(EVIDENCE_HEAD) >= 3
    assert ["Item", "Title", "Verdict", "Met", "Flags"] in heads
    assert ["Verdict", "Number"] in heads
    assert len(list_tables(body)) - len(heads) == 2  # the particulars, and the bar


def test_every_table_says_what_it_is_and_the_bar_what_it_shows(any_word: bytes) -> None:
    for table in list_tables(read_body(any_word)):
        caption = table.find(f"{W}tblPr/{W}tblCaption")
        assert caption is not None
        assert caption.get(f"{W}val")
        style = table.find(f"{W}tblPr/{W}tblStyle")
        if style is not None and style.get(f"{W}val") == "BarTable":
            told = table.find(f"{W}tblPr/{W}tblDescription")
            assert told is not None
            assert re.match(r"\d+ (items|points)", str(told.get(f"{W}val")))


def test_there_is_no_picture_that_would_need_words(any_word: bytes) -> None:
    body = read_body(any_word)
    assert [element for element in body.iter() if re.search(r"}(drawing|pict|object)$", element.tag)] == []


def test_columns_fill_the_page_and_never_more(any_word: bytes) -> None:
    for table in list_tables(read_body(any_word)):
        widths = [int(str(column.get(f"{W}w"))) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) <= TEXT_WIDTH
        assert all(len(row) == len(widths) for row in list_rows(table))


@pytest.mark.parametrize("counts", [(1, 23, 11), (0, 0, 5), (1, 0, 999), (0, 1, 1)])
def test_the_bar_has_a_part_for_each_verdict_that_occurs_as_wide_as_it_is_often(
    counts: tuple[int, int, int], rare: ReportView
) -> None:
    done, half, none = counts
    tally = replace(rare.totals.verdicts, implemented=done, partly=half, not_addressed=none)
    body = read_body(render([replace(rare, totals=replace(rare.totals, verdicts=tally))]))
    bar = list_tables(body)[1]
    shown = [(code, number) for code, number in zip(COLOURS, counts, strict=False) if number]
    assert list_rows(bar) == [[f"{label(f'mark.{code}')} {number}" for code, number in shown]]
    fills = [found.get(f"{W}fill") for found in bar.iter(f"{W}shd")]
    assert fills == [COLOURS[code].fill for code, _ in shown]
    widths = [int(str(column.get(f"{W}w"))) for column in bar.iter(f"{W}gridCol")]
    assert sum(widths) == TEXT_WIDTH
    assert min(widths) >= 900
    numbers = [number for _, number in shown]
    assert [number for _, number in sorted(zip(widths, numbers, strict=True))] == sorted(numbers)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_letters_contrast_with_what_is_behind_them(rare: ReportView) -> None:
    assert all(contrast(colours.fill, colours.letters) >= 7 for colours in COLOURS.values())
    styles = read_parts(render([rare]))["word/styles.xml"]
    for style in styles.iter(f"{W}style"):
        letters, behind = style.find(f"{W}rPr/{W}color"), style.find(f"{W}rPr/{W}shd")
        if letters is not None:
            fill = "FFFFFF" if behind is None else str(behind.get(f"{W}fill"))
            assert contrast(str(letters.get(f"{W}val")), fill) >= 4.5


@pytest.mark.parametrize("code", COLOURS)
def test_a_verdict_has_the_same_colours_as_in_the_workbook(code: str, rare: ReportView) -> None:
    styles = read_parts(render([rare]))["word/styles.xml"]
    (style,) = (one for one in styles.iter(f"{W}style") if one.get(f"{W}styleId") == CHIP_STYLES[code])
    letters, behind = style.find(f"{W}rPr/{W}color"), style.find(f"{W}rPr/{W}shd")
    assert letters is not None
    assert behind is not None
    assert (behind.get(f"{W}fill"), letters.get(f"{W}val")) == COLOURS[code]


# --- what it says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["shipped", "rare", "rare in French"])
def test_everything_in_the_view_is_said(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name.removesuffix(" in French"))
    view = replace(view, language="fr") if "French" in name else view
    words = load_labels(view.language)
    text = squeeze(read_words(read_body(render([view]))))
    values = [view.recommendations, view.issuer, view.treaty, view.adopted_source, view.document, view.conclusion]
    values += [words.date(day) for day in (view.adopted, view.received, view.as_of)]
    values += [view.rulebook, view.rulebook_title]
    values += [words(f"report.claims.{claim}", value=value) for claim, value in view.claims]
    values += [words(limit) for limit in view.limits]
    values += [words("report.draft")] if view.has_drafts else []
    values += [words("report.third_party")] if view.third_party else []
    for item in view.items:
        values += [f"{item.id} {item.title}", item.asks, item.rule_text, *item.articles]
        values += [words(f"flag.{flag}.text") for flag in item.flags]
        values += [item.previous.verdict, item.previous.source] if item.previous else []
        values += [words("item.repeats", item=item.repeats)] if item.repeats else []
        values += [words("item.unanswered")] if not item.answers else []
        values += [phrase_decision(one, words, view.as_of) for one in (*item.overrides, *item.waivers)]
        for element in item.elements:
            values += [element.asks, element.rule_text]
            values += [words("element.inferred")] if element.inferred else []
            values += [words(f"reason.{element.reason}.text")] if element.reason else []
            values += [words("element.deciding", ids=", ".join(element.evidence))] if element.evidence else []
            values += [phrase_question(element.question, words)] if element.question else []
            values += [words("item.no_evidence")] if not element.links else []
            values += [words("item.set_aside")] if element.set_aside else []
    for value in values:
        if value is not None:
            assert squeeze(value) in text


@pytest.mark.parametrize("name", ["shipped", "rare"])
def test_a_fact_is_shown_whole_once_and_later_rows_lead_there(name: str, request: pytest.FixtureRequest) -> None:
    view: ReportView = request.getfixturevalue(name)
    body = read_body(render([view]))
    tables = [list_rows(table) for table in list_tables(body)]
    rows = [row for head, *rows in tables if head == EVIDENCE_HEAD for row in rows]
    linked = {
        link.fact.id: link.fact
        for item in view.items
        for element in item.elements
        for link in (*element.links, *element.set_aside)
    }
    seen = set()
    for id, said, sort, dated, _, place in rows:
        fact = linked[id]
        assert squeeze(fact.fact) in squeeze(said)
        assert label(f"type.{fact.type}") in sort
        assert (label.date(fact.date) if fact.date else label("evidence.undated")) in dated
        assert place == name_fact_places(fact, label)
        if id not in seen:
            for value in (fact.anchor, fact.note, fact.source, name_figures(fact.figures, label)):
                assert squeeze(value or "") in squeeze(said)
        seen.add(id)
    assert seen == set(linked)


def test_every_row_of_an_element_has_its_link_and_what_decides_is_marked(rare: ReportView) -> None:
    body = read_body(render([rare]))
    rows = {row[0]: row for table in list_tables(body) for row in list_rows(table) if len(row) == 6}
    assert rows["r1.1"][4] == f"supports (full) {label('mark.deciding')}\u00a0decides"
    assert "full together with r1.3" in rows["r1.2"][1]


def test_links_lead_to_bookmarks_that_exist_once(any_word: bytes) -> None:
    body = read_body(any_word)
    names = [found.get(f"{W}name") for found in body.iter(f"{W}bookmarkStart")]
    numbers = [found.get(f"{W}id") for found in body.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == len(names)
    assert numbers == [found.get(f"{W}id") for found in body.iter(f"{W}bookmarkEnd")]
    targets = {found.get(f"{W}anchor") for found in body.iter(f"{W}hyperlink")}
    assert targets <= set(names)
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", str(name)) for name in names)


def test_each_item_at_a_glance_leads_to_its_heading(rare: ReportView) -> None:
    body = read_body(render([rare]))
    (table,) = (one for one in list_tables(body) if list_rows(one)[0][0] == "Item")
    targets = [str(found.get(f"{W}anchor")) for found in table.iter(f"{W}hyperlink")]
    headings = {
        str(found.get(f"{W}name")): read_words(paragraph)
        for paragraph in body.iter(f"{W}p")
        for found in paragraph.findall(f"{W}bookmarkStart")
        if read_style(paragraph) == "Heading2"
    }
    assert [headings[target].split()[0] for target in targets] == [item.id for item in rare.items]
    first = list_rows(table)[1]
    assert first[3:] == ["1/4", "contrary; draft; overridden; N. *N.*: implemented"]


def test_a_verdict_that_does_not_hold_has_no_mark(rare: ReportView) -> None:
    body = read_body(render([rare]))
    notes = [read_words(paragraph) for paragraph in body.iter(f"{W}p") if read_style(paragraph) == "Note"]
    assert [note for note in notes if note.startswith("Override: \u00a0●\u00a0implemented\u00a0 Override by N. *N.*")]
    lapsed = [note for note in notes if note.startswith("Not in force on 1 August 2025:")]
    assert len(lapsed) == 2
    assert not any(mark in note for note in lapsed for mark in "●◐○")


def test_a_document_without_items_says_so(empty: ReportView) -> None:
    text = read_words(read_body(render([empty])))
    assert label("report.nothing") in text
    assert label("report.shown", shown=0, all=5) in text
    assert label("report.nothing") in read_words(read_body(render([])))


def test_facts_that_count_for_nothing_are_listed(rare: ReportView) -> None:
    text = read_words(read_body(render([replace(rare, unlinked=(rare.facts[0],))])))
    assert "r1.1 A bill was tabled. (draft law; May 2024; lines 3-5, page 1)" in text


# --- what comes from a file does nothing --------------------------------------------------------------------------


def test_hostile_values_are_words_and_nothing_else(rare: ReportView) -> None:
    raw = render([rare])
    text = read_words(read_body(raw))
    for value in HOSTILE:
        assert text.count(make_plain(value)) >= 2
    tags = {element.tag.removeprefix(W) for element in read_body(raw).iter()}
    assert not tags & {"instrText", "fldChar", "fldSimple", "altChunk", "object", "control", "sdt"}
    relations = [one for name, root in read_parts(raw).items() if name.endswith(".rels") for one in root]
    assert [one for one in relations if one.get("TargetMode") == "External"] == []


def test_marks_that_turn_and_characters_that_xml_lacks_are_gone(rare: ReportView) -> None:
    value = "a\x00b\x1fc\u202ed\u2066e\ud800f\uffffg\u2028h"
    spoilt = replace(rare, state=value, document=value, scope=value, issuer=value, conclusion=value)
    raw = render([spoilt])
    parts = read_parts(raw)
    said = "a b cde f g h"
    assert said in read_words(parts["word/document.xml"])
    assert said in read_words(parts["word/header1.xml"])
    assert docx.Document(BytesIO(raw)).core_properties.title.startswith(f"{said}: {said}")


def test_a_long_title_is_cut_in_the_properties_and_nowhere_else(rare: ReportView) -> None:
    raw = render([replace(rare, document="x" * 400)])
    assert len(docx.Document(BytesIO(raw)).core_properties.title) == 255
    assert "x" * 400 in read_words(read_body(raw))


def test_without_the_package_the_extra_is_named(rare: ReportView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'cpcheck[docx]'")):
        render([rare])
