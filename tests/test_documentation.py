"""The pages of the repository: what they link to is there, on GitHub and on the site that is built of docs/."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.shared import ROOT

DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.rglob("*.md")), *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md"))]


@cache
def parse(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table"]).parse(path.read_text(encoding="utf-8"))


def walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from walk(token.children or [])


def list_links(path: Path) -> list[str]:
    """Return the addresses that a page leads to or shows a picture from."""
    found = [token.attrs.get("href") or token.attrs.get("src") for token in walk(parse(path))]
    return [str(address) for address in found if address]


def list_headings(path: Path) -> list[str]:
    tokens = parse(path)
    inner = [after for token, after in pairwise(tokens) if token.type == "heading_open"]
    return ["".join(part.content for part in one.children or []) for one in inner]


def slug_for_github(heading: str) -> str:
    """Return the anchor that GitHub gives a heading: it keeps letters of any script (html-pipeline)."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def slug_for_site(heading: str) -> str:
    """Return the anchor that the site gives a heading (Python-Markdown's `toc`)."""
    plain = normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def find_broken(path: Path) -> Iterator[str]:
    for address in list_links(path):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.exists() or not target.is_relative_to(ROOT):
            yield f"{address}: there is no such file"
        elif target.is_relative_to(DOCS) != path.is_relative_to(DOCS) and path.is_relative_to(DOCS):
            yield f"{address}: this is outside docs/, and not on the site"
        elif parts.fragment and target.suffix == ".md":
            for slug in (slug_for_github, slug_for_site):
                if parts.fragment not in map(slug, list_headings(target)):
                    yield f"{address}: no heading has this anchor ({slug.__name__})"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert list(find_broken(path)) == []


def test_a_link_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tests.test_documentation.ROOT", tmp_path)
    monkeypatch.setattr("tests.test_documentation.DOCS", tmp_path / "docs")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# A\n", encoding="utf-8")
    page = tmp_path / "docs" / "page.md"
    page.write_text(
        "# What it's for\n\n[a](#what-its-for) [b](#what) [c](no.md) [d](../README.md) [e](https://e.example/x)\n\n"
        "| a |\n|---|\n| ![f](no.png) |\n",
        encoding="utf-8",
    )
    assert [found.partition(":")[0] for found in find_broken(page)] == [
        "#what",
        "#what",
        "no.md",
        "../README.md",
        "no.png",
    ]


def test_headings_of_a_page_have_anchors_of_their_own() -> None:
    for path in PAGES:
        if path.name != "CHANGELOG.md":  # its headings repeat with each release
            repeated = [slug for slug, number in Counter(map(slug_for_site, list_headings(path))).items() if number > 1]
            assert repeated == [], path


def test_every_page_stands_in_the_navigation_once() -> None:
    site: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = list(list_pages(site["nav"]))
    assert len(set(listed)) == len(listed)
    assert set(listed) == {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}


def list_pages(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    for inner in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        yield from list_pages(inner)


def test_links_of_a_built_site_are_followed(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "index.html").write_text("<p id=a><a href=sub/page.html#b>b</a> <a href=#a>a</a>", encoding="utf-8")
    (tmp_path / "sub" / "page.html").write_text("<p id=b><a href='../'>home</a>", encoding="utf-8")
    sound = check_site(tmp_path)
    assert (sound.returncode, sound.stdout.strip()) == (0, "2 pages, 3 links, 0 lead nowhere")
    (tmp_path / "sub" / "page.html").write_text(
        "<a href=no.html></a><a href=../index.html#c></a><script src=https://e.example/x.js></script>", encoding="utf-8"
    )
    broken = check_site(tmp_path)
    assert broken.returncode == 1
    assert broken.stdout.splitlines() == [
        "index.html: sub/page.html#b: there is no such place",
        "sub/page.html: loads https://e.example/x.js from another host",
        "sub/page.html: no.html: there is no such file",
        "sub/page.html: ../index.html#c: there is no such place",
        "2 pages, 5 links, 4 lead nowhere",
    ]


def check_site(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / ".ci" / "site_links.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
