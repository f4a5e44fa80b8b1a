"""The site as a reader meets it: opened from a disk, by keyboard, on a telephone, in the dark, without its script."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import NARROWEST, Visit, look, validate_html
from tests.in_process import call
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COMPOSED = ROOT / "tests" / "golden" / "comparison"
KINDS = (
    "index.html",
    "search.html",
    "themes/signals.html",
    "rules/cp-done.html",
    "replies/xa-ex-2024-31.html",
)
"""One page of each kind."""
LEAST_TARGET = 24
"""CSS pixels of what is clicked or touched, either way: WCAG 2.2, success criterion 2.5.8, level AA."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of three states with two replies each."""
    folder = tmp_path_factory.mktemp("site")
    (folder / ".git").mkdir()
    assert call("site", str(COMPOSED), "-o", "site", cwd=folder).code == 0
    return folder / "site"


# --- sound --------------------------------------------------------------------------------------------------------


def test_pages_are_sound_html(site: Path) -> None:
    assert validate_html(*sorted(site.rglob("*.html"))) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing(browser: "Browser", site: Path, name: str, dark: bool) -> None:
    assert look(browser, site / name, dark=dark).check_access() == []


@pytest.mark.parametrize("name", KINDS)
def test_a_page_asks_for_nothing_and_complains_of_nothing(browser: "Browser", site: Path, name: str) -> None:
    visit = look(browser, site / name)
    visit.page.wait_for_timeout(50)
    assert visit.asked == [(site / name).as_uri()]
    assert visit.said == []


@pytest.mark.parametrize("width", [NARROWEST, 390, 768, 1360])
def test_no_width_scrolls_sideways(browser: "Browser", site: Path, width: int) -> None:
    for name in KINDS:
        visit = look(browser, site / name, width=width)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, name
        visit.page.context.close()


@pytest.mark.parametrize("width", [390, 1360])
def test_links_outside_of_sentences_are_large_enough_to_touch(browser: "Browser", site: Path, width: int) -> None:
    for name in KINDS[:-1]:
        page = look(browser, site / name, width=width).page
        small = page.evaluate(
            """least => [...document.querySelectorAll('main a, .bar a, main button, main select, main input')]
                .filter(one => !one.closest('p') && one.checkVisibility())
                .map(one => [one.outerHTML, one.getBoundingClientRect()])
                .filter(([, box]) => box.width < least || box.height < least)
                .map(([html]) => html)""",
            LEAST_TARGET,
        )
        assert small == [], name
        page.context.close()


# --- links and keys -----------------------------------------------------------------------------------------------


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(browser: "Browser", site: Path) -> None:
    page = browser.new_page()
    links: dict[str, list[str]] = {}
    ids: dict[str, set[str]] = {}
    for file in sorted(site.rglob("*.html")):
        page.goto(file.as_uri())
        links[file.as_uri()] = page.evaluate(
            "[...document.querySelectorAll('a, img, script[src], link')].map(one => one.href ?? one.src)"
        )
        ids[file.as_uri()] = set(page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"))
    page.close()
    files = {file.as_uri() for file in site.rglob("*") if file.is_file()}
    broken = []
    for start, targets in links.items():
        for target in targets:
            path, _, place = target.partition("#")
            if path not in files or (place and place not in ids[path]):
                broken.append((start, target))
    assert broken == []
    assert sum(map(len, links.values())) > 500


def test_a_reader_gets_by_keyboard_from_the_index_to_a_card_and_back(browser: "Browser", site: Path) -> None:
    page = look(browser, site / "index.html").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "EX(2022)11", "the first reply of the matrix"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/replies/xa-ex-2022-11.html")
    page.focus("article#A1 .meta a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/huts.html")
    page.focus(".rows tbody a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/replies/xa-ex-2022-11.html#A1")
    assert 0 <= page.evaluate("document.getElementById('A1').getBoundingClientRect().top") < 300
    page.focus(".bar a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html")


# --- search -------------------------------------------------------------------------------------------------------


@pytest.fixture
def search(browser: "Browser", site: Path) -> Visit:
    return look(browser, site / "search.html")


def list_found(visit: Visit) -> list[str]:
    """Return the links of the rows that are shown."""
    found: list[str] = visit.page.eval_on_selector_all(
        ".found tbody tr",
        "rows => rows.filter(row => !row.hidden).map(row => row.querySelector('a').attributes.href.value)",
    )
    return found


def test_the_search_finds_an_item_by_words_of_its_title_in_any_order_and_case(search: Visit) -> None:
    search.page.fill("input[name=words]", "WINTER huts")
    assert list_found(search)[:1] == ["replies/xa-ex-2022-11.html#A1"]
    assert search.page.inner_text(".filter output").endswith("of 22 items shown")
    assert not search.page.locator("#off").is_visible()


def test_the_search_finds_an_item_by_a_fact_and_shows_where(search: Visit) -> None:
    search.page.fill("input[name=words]", "stoves bought every")
    assert list_found(search) == ["replies/xa-ex-2024-31.html#A1", "replies/xa-ex-2024-31.html#B1"]
    shown = search.page.locator(".found tr:not([hidden]) small:text('Stoves were bought for every high hut.')")
    assert shown.count() == 2
    search.page.fill("input[name=words]", "huts")
    assert search.page.locator("text=Stoves were bought").count() == 0
    search.page.fill("input[name=words]", "STÓVES böught every")
    assert len(list_found(search)) == 2, "accents and case make no difference"
    search.page.fill("input[name=words]", "no-such-word-anywhere")
    assert list_found(search) == []


def test_the_search_is_narrowed_by_state_verdict_and_theme(search: Visit) -> None:
    page = search.page
    page.select_option("select[name=state]", "XC")
    assert {link.partition("#")[0] for link in list_found(search)} == {
        "replies/xc-ex-2023-06.html",
        "replies/xc-ex-2025-03.html",
    }
    page.select_option("select[name=verdict]", "not_addressed")
    page.select_option("select[name=theme]", "signals")
    assert list_found(search) == ["replies/xc-ex-2023-06.html#E2", "replies/xc-ex-2025-03.html#E2"]
    page.fill("input[name=words]", "sirens twice a year")
    assert list_found(search) == ["replies/xc-ex-2025-03.html#E2"]
    page.click(".found tr:not([hidden]) a")
    page.wait_for_url("**/replies/xc-ex-2025-03.html#E2")
    page.go_back()
    page.click(".filter button")
    assert len(list_found(search)) == 22
    assert page.evaluate("document.activeElement.name") == "words"
    assert search.said == []


def test_without_a_script_the_search_lists_everything_and_says_so(browser: "Browser", site: Path) -> None:
    page = look(browser, site / "search.html", script=False).page
    assert page.locator("#off").is_visible()
    assert not page.locator(".filter").is_visible()
    assert page.locator(".found tbody tr").count() == 22


def test_axe_finds_nothing_in_what_was_found(search: Visit) -> None:
    search.page.fill("input[name=words]", "stoves")
    assert search.check_access() == []


# --- paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KINDS)
def test_the_bar_is_not_printed(browser: "Browser", site: Path, name: str) -> None:
    page = look(browser, site / name).page
    page.emulate_media(media="print")
    assert not page.locator(".bar").is_visible()
    assert page.locator("h1").is_visible()
