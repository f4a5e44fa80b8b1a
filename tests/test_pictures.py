"""The pictures of the README and the docs: each is made by the script, small, and shown with words."""

import re
from pathlib import Path

import pytest

from tests.screenshots import COLUMNS, IMAGES, LARGEST, NAMES, draw_terminal
from tests.shared import ROOT

PAGES = (ROOT / "README.md", ROOT / "benchmarks" / "results.md", *sorted((ROOT / "docs").glob("*.md")))
MEASURED = {"memory.svg", "scale.svg"}
"""Drawn by `benchmarks/scale_pictures.py` from what was measured."""
SHOWN = re.compile(
    r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)\)|<img alt=\"(?P<words>[^\"]*)\" src=\"(?P<source>[^\"]+)\""
)


def list_shown(page: Path) -> dict[Path, str]:
    """Return the pictures that a page shows, each with its words."""
    found = SHOWN.finditer(page.read_text(encoding="utf-8"))
    return {
        (page.parent / (one["path"] or one["source"])).resolve(): (one["alt"] or one["words"] or "") for one in found
    }


def test_the_folder_holds_what_the_script_makes_and_nothing_else() -> None:
    assert sorted(path.name for path in IMAGES.iterdir()) == sorted({*NAMES, *MEASURED})


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_of_its_kind(name: str) -> None:
    raw = (IMAGES / name).read_bytes()
    assert len(raw) <= LARGEST
    assert raw.startswith(b"\x89PNG\r\n" if name.endswith(".png") else b"<svg ")


def test_every_picture_is_shown_somewhere_and_every_one_that_is_shown_exists_with_words() -> None:
    shown = {path: words for page in PAGES for path, words in list_shown(page).items()}
    sources = {
        (page.parent / path).resolve() for page in PAGES for path in re.findall('srcset="([^"]+)"', page.read_text())
    }
    assert {path.name for path in {*shown, *sources} if path.parent == IMAGES} == {*NAMES, *MEASURED}
    assert all(path.is_file() for path in {*shown, *sources})
    assert all(len(words) > 30 for words in shown.values()), "who does not see a picture reads what it shows"


def test_the_terminal_is_that_of_today_and_asks_for_no_font() -> None:
    drawn = draw_terminal()
    assert drawn == (IMAGES / "terminal.svg").read_text(encoding="utf-8"), "make screenshots"
    assert "url(http" not in drawn
    assert "@import" not in drawn
    text = re.sub("<[^>]+>", " ", drawn.replace("&#160;", " "))
    assert "35 items" in text
    assert COLUMNS == 100
