"""Replies side by side as a reader meets them: in a browser, on paper, on a telephone, in the dark."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import pytest

from cpcheck.reports.compare_view import CompareView
from tests.browser.conftest import NARROWEST, Visit, look, squeeze, validate_html
from tests.generated import compare
from tests.in_process import call
from tests.printed import read_printed
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMPOSED = ROOT / "tests" / "golden" / "comparison"
SMALLEST_TARGET = 24
"""CSS pixels that a link has in each direction (WCAG 2.2, success criterion 2.5.8)."""
MANY = 9
"""States beside each other, more than fit on a screen or on paper."""


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pages that the program makes of the composed replies."""
    folder = tmp_path_factory.mktemp("compared")
    (folder / ".git").mkdir()
    responses = COMPOSED / "responses"
    for name, arguments in {
        "rounds.html": (str(responses / "xa-2022.yaml"), str(responses / "xa-2024.yaml")),
        "states.html": (str(responses),),
        "states.fr.html": (str(responses), "--lang", "fr"),
        "levels.html": (str(responses), "--rulebook", "greco"),
        "part.html": (str(responses), "--theme", "signals", "--item", "A2b"),
        "many.html": (str(copy_states(folder)),),
        "five.html": (str(copy_rounds(folder)),),
    }.items():
        done = call("compare", *arguments, "-o", name, cwd=folder)
        assert done.code == 0, done.stderr
    return folder


PAGES = ("rounds.html", "states.html", "states.fr.html", "levels.html", "part.html", "many.html", "five.html")


def copy_states(folder: Path) -> Path:
    """Write replies of more states than fit beside each other, each to a set of its own, and return their folder."""
    for kind, name in (("recommendations", "xa"), ("responses", "xa-2024")):
        text = (COMPOSED / kind / f"{name}.yaml").read_text(encoding="utf-8")
        (folder / "many" / kind).mkdir(parents=True)
        for number in range(MANY):
            code = f"X{'DEFGHIJKL'[number]}"
            own = text.replace("state: XA", f"state: {code}").replace("EX/Rec(", f"E{number}/Rec(")
            (folder / "many" / kind / f"{code}.yaml").write_text(own, encoding="utf-8")
    return folder / "many" / "responses"


def copy_rounds(folder: Path) -> Path:
    """Write five rounds of one state, and return their folder."""
    (folder / "five" / "recommendations").mkdir(parents=True)
    (folder / "five" / "responses").mkdir()
    copyfile(COMPOSED / "recommendations" / "xa.yaml", folder / "five" / "recommendations" / "xa.yaml")
    for number in range(5):
        text = (COMPOSED / "responses" / ("xa-2024.yaml" if number % 2 else "xa-2022.yaml")).read_text(encoding="utf-8")
        own = re.sub(r"symbol: \S+, received: \d{4}", f"symbol: EX({2022 + number})5, received: {2022 + number}", text)
        (folder / "five" / "responses" / f"xa-{number}.yaml").write_text(own, encoding="utf-8")
    return folder / "five" / "responses"


@pytest.fixture(scope="module")
def states() -> CompareView:
    return compare("*")


@pytest.fixture(scope="module")
def visits(browser: "Browser", compared: Path) -> Iterator[dict[str, Visit]]:
    """Return each page in a window of its own."""
    context = browser.new_context()
    yield {name: Visit(context.new_page(), compared / name) for name in PAGES}
    context.close()


@pytest.fixture
def visit(visits: dict[str, Visit]) -> Visit:
    return resize(visits["states.html"], 1200)


def resize(visit: Visit, width: int, height: int = 900, *, dark: bool = False) -> Visit:
    """Give a window another size and go to the top of its page."""
    visit.page.emulate_media(color_scheme="dark" if dark else "light")
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.page.evaluate("scrollTo(0, 0)")
    return visit


# --- sound --------------------------------------------------------------------------------------------------------


def test_pages_are_sound_html(compared: Path) -> None:
    assert validate_html(*(compared / name for name in PAGES)) == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_the_light_in_the_dark_and_on_a_telephone(visits: dict[str, Visit], name: str) -> None:
    for width, dark in ((1200, False), (1200, True), (NARROWEST, False)):
        assert resize(visits[name], width, dark=dark).check_access() == [], (width, dark)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_runs_nothing_and_complains_of_nothing(
    browser: "Browser", compared: Path, name: str
) -> None:
    visit = look(browser, compared / name)
    assert visit.asked == [(compared / name).as_uri()]
    assert visit.said == []
    assert visit.page.locator("script").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_no_width_scrolls_sideways(visits: dict[str, Visit], name: str) -> None:
    for width in (NARROWEST, 390, 768, 1360):
        assert resize(visits[name], width).page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_links_are_large_enough_to_be_touched(visits: dict[str, Visit], name: str) -> None:
    for width in (NARROWEST, 1360):
        small = resize(visits[name], width).page.eval_on_selector_all(
            "a:not(.skip)",
            """(links, least) => links
                .map(link => [link.outerHTML, link.getBoundingClientRect()])
                .filter(([, box]) => box.width < least || box.height < least)
                .map(([html]) => html)""",
            SMALLEST_TARGET,
        )
        assert small == []


# --- heads that stay ----------------------------------------------------------------------------------------------


def find_heads(visit: Visit, table: str) -> dict[str, list[float]]:
    """Return where the heads of the columns, and that of the first row, stand on the screen."""
    found: dict[str, list[float]] = visit.page.evaluate(
        """selector => {
            const table = document.querySelector(selector), box = one => one.getBoundingClientRect()
            const heads = [...table.querySelectorAll("thead th")].map(box)
            const row = box(table.querySelector("tbody th"))
            return {top: heads.map(one => one.top), row: [row.left, row.right]}
        }""",
        table,
    )
    return found


@pytest.mark.parametrize("width", [NARROWEST, 1200])
def test_heads_of_rounds_stay_in_view_down_the_page(visits: dict[str, Visit], width: int) -> None:
    visit, table = resize(visits["rounds.html"], width), "table#part\\:matrix"
    assert find_heads(visit, table)["top"][1] > 0
    visit.page.evaluate("document.getElementById('A3').scrollIntoView()")
    assert 0 <= find_heads(visit, table)["top"][1] < 40


@pytest.mark.parametrize(("name", "width"), [("states.html", NARROWEST), ("many.html", NARROWEST), ("many.html", 1200)])
def test_heads_of_a_wide_matrix_stay_in_view_both_ways(visits: dict[str, Visit], name: str, width: int) -> None:
    visit, table = resize(visits[name], width, height=420), ".scroll table"
    page = visit.page
    page.evaluate("document.querySelector('.scroll').scrollIntoView()")
    before = find_heads(visit, table)
    page.evaluate("document.querySelector('.scroll').scrollTo(9999, 9999)")
    after = find_heads(visit, table)
    assert after["row"] == before["row"], "names of rows stay at the left"
    assert after["row"][0] >= 0
    assert after["row"][1] < width * 0.45, "and leave room for columns"
    frame = page.evaluate("document.querySelector('.scroll').getBoundingClientRect().top")
    assert abs(after["top"][1] - frame) < 45, "heads of columns stay at the top"
    last = page.locator(f"{table} thead th").last.bounding_box()
    assert last
    assert last["x"] + last["width"] <= width, "the last column is reached"


def test_a_row_that_a_link_leads_to_is_not_hidden_by_the_heads(visit: Visit) -> None:
    visit.page.click(".heads a[href='#A3']")
    box = visit.page.locator("#A3").bounding_box()
    assert box
    assert find_heads(visit, "section:has(#A3) table")["top"][1] + 40 <= box["y"] < 300


# --- links --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_something_that_can_be_seen(visits: dict[str, Visit], name: str) -> None:
    broken = visits[name].page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .filter(link => !document.getElementById(decodeURIComponent(link.hash.slice(1)))?.checkVisibility())
            .map(link => link.outerHTML)"""
    )
    assert broken == []


def test_a_mark_leads_to_its_item_in_its_own_set(visit: Visit) -> None:
    for column, name, title in ((2, "A2a", "One frequency"), (3, "C2", "Crews on call"), (5, "E1", "A doctor")):
        mark = visit.page.locator(f".scroll tbody td:nth-of-type({column}) a.m", has_text=name).first
        target = str(mark.get_attribute("href"))[1:]
        assert title in visit.page.locator(f"[id='{target}'] th").inner_text()


# --- paper --------------------------------------------------------------------------------------------------------


def test_a_printed_comparison_has_numbered_a4_pages_and_no_row_is_cut(
    visit: Visit, states: CompareView, tmp_path: Path
) -> None:
    visit.page.pdf(path=tmp_path / "states.pdf", prefer_css_page_size=True)
    pages = read_printed(tmp_path / "states.pdf")
    assert {page.size for page in pages} == {(595, 842)}
    raw = [page.text for page in pages]
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(raw, 1))
    texts = [squeeze(text) for text in raw]
    facts = [
        fact.fact
        for series in states.series
        for move in series.moves
        for item in (*move.improved, *move.slipped, *move.shifted)
        for element in item.elements
        for fact in element.evidence
    ]
    titles = [row.title for series in states.series for row in series.rows]
    assert facts
    for words in (*facts, *titles):
        assert any(squeeze(words) in text for text in texts), f"{words!r} is cut by the end of a page"


def test_every_column_of_a_wide_matrix_is_printed(visits: dict[str, Visit], tmp_path: Path) -> None:
    visits["many.html"].page.pdf(path=tmp_path / "many.pdf", prefer_css_page_size=True)
    text = squeeze("".join(page.text for page in read_printed(tmp_path / "many.pdf")))
    theme = text[text.index("crewsXD") : text.index("hutsXD")]
    for code in "DEFGHIJKL":
        assert f"X{code}EX202431" in theme
    assert theme.count("A2b") == MANY


def test_a_marking_stands_on_every_printed_page(browser: "Browser", tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "cpcheck.toml").write_text('[report]\nmarking = "RESTRICTED USE"\n', encoding="utf-8")
    assert call("compare", str(COMPOSED / "responses"), "-o", "a.html", cwd=tmp_path).code == 0
    look(browser, tmp_path / "a.html").page.pdf(path=tmp_path / "a.pdf", prefer_css_page_size=True)
    pages = read_printed(tmp_path / "a.pdf")
    assert len(pages) > 1
    assert all("RESTRICTED USE" in page.text for page in pages)
