"""The gap report as a reader meets it: in a browser, by keyboard, on paper, on a telephone, in the dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cpcheck
from cpcheck.reports.view import ReportView, build_view
from tests.browser.conftest import NARROWEST, Visit, look, squeeze, validate_html
from tests.in_process import call
from tests.printed import read_printed
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("gap.html", "small.html", "both.html", "gap.fr.html", "hrc.html")


@pytest.fixture(scope="module")
def view() -> ReportView:
    case = cpcheck.load(ROOT / "data/responses/azerbaijan-2025.yaml")
    return build_view(cpcheck.assess(case))


@pytest.fixture
def visit(browser: "Browser", made: Path) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield Visit(context.new_page(), made / "gap.html")
    context.close()


# --- sound --------------------------------------------------------------------------------------------------------


def test_pages_are_sound_html(made: Path) -> None:
    assert validate_html(*(made / name for name in PAGES)) == []


@pytest.mark.parametrize(
    ("name", "dark"),
    [("gap.html", False), ("gap.html", True), ("both.html", False), ("hrc.html", False), ("hrc.html", True)],
)
def test_axe_finds_nothing(browser: "Browser", made: Path, name: str, dark: bool) -> None:
    assert look(browser, made / name, dark=dark).check_access() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_and_complains_of_nothing(browser: "Browser", made: Path, name: str) -> None:
    visit = look(browser, made / name)
    visit.page.fill("input[name=words]", "law")
    visit.page.wait_for_timeout(50)
    assert visit.requests == []
    assert visit.said == []


@pytest.mark.parametrize("width", [NARROWEST, 390, 820, 1600])
@pytest.mark.parametrize("name", PAGES)
def test_no_width_scrolls_sideways(browser: "Browser", made: Path, name: str, width: int) -> None:
    visit = look(browser, made / name, width=width)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_everything_is_there_but_the_filter(browser: "Browser", made: Path, view: ReportView) -> None:
    page = look(browser, made / "gap.html", script=False).page
    assert page.locator("article.item").count() == len(view.items)
    assert not page.locator(".filter").is_visible()
    assert page.locator("button.copy").count() == 0


# --- filters ------------------------------------------------------------------------------------------------------


def test_items_are_filtered_by_verdict_reason_and_theme(visit: Visit, view: ReportView) -> None:
    page = visit.page
    page.select_option("select[name=verdict]", "not_addressed")
    assert visit.list_shown() == [item.id for item in view.items if item.verdict == "not_addressed"]
    page.select_option("select[name=reason]", "admits_gap")
    both = [item.id for item in view.items if item.verdict == "not_addressed" and "admits_gap" in item.reasons]
    assert visit.list_shown() == both
    assert page.inner_text(".filter output") == f"{len(both)} of {len(view.items)} items shown"
    page.click(".filter button")
    assert visit.list_shown() == [item.id for item in view.items]
    page.select_option("select[name=theme]", "compensation")
    assert visit.list_shown() == [item.id for item in view.items if "compensation" in item.themes]


def test_items_are_filtered_by_words_in_any_order_and_case(visit: Visit, view: ReportView) -> None:
    visit.page.fill("input[name=words]", "FEE duty")
    shown = visit.list_shown()
    assert "A2c" in shown
    assert len(shown) < len(view.items)
    visit.page.fill("input[name=words]", "no-such-word-anywhere")
    assert visit.list_shown() == []
    assert not visit.page.locator("#section\\:A").is_visible()


def test_every_choice_of_a_filter_finds_something(visit: Visit) -> None:
    for name in ("verdict", "reason", "theme"):
        values = visit.page.eval_on_selector_all(f"select[name={name}] option", "all => all.map(one => one.value)")
        for value in filter(None, values):
            visit.page.select_option(f"select[name={name}]", value)
            assert visit.list_shown() != [], (name, value)
        visit.page.select_option(f"select[name={name}]", "")


def test_a_link_to_an_item_that_is_filtered_out_shows_it(visit: Visit) -> None:
    visit.page.select_option("select[name=verdict]", "implemented")
    assert visit.list_shown() == ["B2"]
    visit.page.click(".matrix a[href='#A2c']")
    visit.page.wait_for_timeout(50)
    assert "A2c" in visit.list_shown()
    assert visit.page.locator("#A2c").is_visible()


def test_each_report_of_a_page_has_a_filter_of_its_own(browser: "Browser", made: Path) -> None:
    page = look(browser, made / "both.html").page
    first, second = page.locator(".view").all()
    first.locator("input[name=words]").fill("no-such-word-anywhere")
    assert first.locator("article.item:not([hidden])").count() == 0
    assert second.locator("article.item:not([hidden])").count() == second.locator("article.item").count() > 0


# --- links and keys -----------------------------------------------------------------------------------------------


def test_every_link_leads_to_something_that_can_be_seen(visit: Visit) -> None:
    broken = visit.page.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .filter(link => !document.getElementById(decodeURIComponent(link.hash.slice(1))))
            .map(link => link.outerHTML)"""
    )
    assert broken == []


def test_a_mark_of_the_matrix_leads_to_its_item(visit: Visit) -> None:
    visit.page.click(".matrix a[href='#A3b']")
    visit.page.wait_for_timeout(100)
    top = visit.page.evaluate("document.getElementById('A3b').getBoundingClientRect().top")
    assert 0 <= top < 300


def test_the_page_is_used_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#part:items"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "verdict"
    page.keyboard.type("n")
    assert visit.list_shown()
    assert page.input_value("select[name=verdict]") == "not_addressed"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "words"
    page.keyboard.type("fee")
    assert "A2c" in visit.list_shown()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "what has the focus can be seen"


def test_a_link_to_an_item_is_copied(browser: "Browser", made: Path) -> None:
    visit = look(browser, made / "gap.html")
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = visit.page.locator("#A2c button.copy")
    assert button.get_attribute("aria-label") == "Copy link A2c"
    button.press("Enter")
    visit.page.wait_for_function("document.querySelector('#A2c button.copy').textContent === 'Copied'")
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{(made / 'gap.html').as_uri()}#A2c"
    assert "Link copied" in visit.page.inner_text(".filter output")


# --- paper --------------------------------------------------------------------------------------------------------


def test_a_printed_report_has_numbered_a4_pages_and_no_row_is_cut(
    visit: Visit, view: ReportView, tmp_path: Path
) -> None:
    visit.page.pdf(path=tmp_path / "gap.pdf", prefer_css_page_size=True)
    pages = read_printed(tmp_path / "gap.pdf")
    assert {page.size for page in pages} == {(595, 842)}
    raw = [page.text for page in pages]
    texts = [squeeze(text) for text in raw]
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(raw, 1))
    whole = "".join(texts)
    for fact in view.facts:
        words = squeeze(fact.fact)
        assert words in whole, fact.id
        assert any(words in text for text in texts), f"{fact.id} is cut by the end of a page"
    assert squeeze("Copy link") not in whole, "what only a screen can do is not printed"


def test_a_marking_stands_on_every_printed_page(browser: "Browser", tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "cpcheck.toml").write_text('[report]\nmarking = "RESTRICTED USE"\n', encoding="utf-8")
    golden = str(ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml")
    assert call("assess", golden, "-o", "gap.html", cwd=tmp_path).code == 0
    look(browser, tmp_path / "gap.html").page.pdf(path=tmp_path / "gap.pdf", prefer_css_page_size=True)
    pages = read_printed(tmp_path / "gap.pdf")
    assert len(pages) > 1
    assert all("RESTRICTED USE" in page.text for page in pages)
