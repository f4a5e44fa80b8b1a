"""Chromium, and what is read from npm; both are installed by `.ci/run`, and CONTRIBUTING says how by hand."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

from tests.in_process import call
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
FLAGS = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NARROWEST = 320
"""CSS pixels of a screen that must do without scrolling sideways (WCAG 2.2, success criterion 1.4.10)."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""Sets of axe's rules: target size is among those of WCAG 2.2."""


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return Chromium without a window."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine; apt-get install chromium")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed; pip install playwright"
    )
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


class Visit:
    """One page in the browser, and all that it said and asked for."""

    def __init__(self, page: "Page", file: Path) -> None:
        self.page = page
        self.file = file
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())

    @property
    def requests(self) -> list[str]:
        """Return what was asked for beside files of this folder and pictures that stand in the page."""
        own = self.file.parent.as_uri()
        return [url for url in self.asked if not url.startswith((own, "data:"))]

    def list_shown(self) -> list[str]:
        """Return the ids of the items that are not filtered out."""
        found: list[str] = self.page.eval_on_selector_all(
            "article.item", "items => items.filter(item => !item.hidden).map(item => item.id)"
        )
        return found

    def check_access(self) -> list[str]:
        """Return what axe finds wrong, one line for each rule with the first place."""
        script = MODULES / "axe-core" / "axe.min.js"
        if not script.is_file():
            pytest.skip("axe-core is not installed; npm ci in tests/browser")
        # what is not laid out yet would be looked for in places that are only estimated
        self.page.add_style_tag(content=".item { content-visibility: visible !important }")
        self.page.evaluate(script.read_text(encoding="utf-8"))
        outcome: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
        )
        return [
            f"{rule['id']}: {rule['help']}, {len(rule['nodes'])} times: {rule['nodes'][0]['html'][:120]}"
            for rule in outcome["violations"]
        ]


def look(browser: "Browser", file: Path, *, width: int = 1200, dark: bool = False, script: bool = True) -> Visit:
    """Open a page in a window of its own."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
    )
    return Visit(context.new_page(), file)


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, ligatures taken apart: what a PDF keeps of a line."""
    return "".join(char for char in normalize("NFKC", text) if char.isalnum())


def validate_html(*files: Path) -> list[str]:
    """Return what html-validate finds wrong."""
    program = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    if not program.is_file() or shutil.which("node") is None:
        pytest.skip("html-validate is not installed; npm ci in tests/browser")
    command = ["node", str(program), "--config", str(HERE / "htmlvalidate.json"), "--formatter", "text"]
    with TemporaryFile("w+", encoding="utf-8") as told:  # a pipe would be closed before node has written all
        done = subprocess.run([*command, *map(str, files)], stdout=told, stderr=told, check=False, timeout=120)
        told.seek(0)
        lines = told.read().splitlines()
    assert done.returncode == 0 or lines
    return lines


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the pages that the program makes of the shipped data and of the composed example."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / ".git").mkdir()
    golden = str(ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml")
    shipped = str(ROOT / "data" / "responses" / "azerbaijan-2025.yaml")
    for name, arguments in {
        "gap.html": (shipped,),
        "small.html": (golden,),
        "both.html": (golden, shipped),
        "gap.fr.html": (shipped, "--lang", "fr"),
        "hrc.html": (golden, "--rulebook", "greco"),
    }.items():
        done = call("assess", *arguments, "-o", name, cwd=folder)
        assert done.code == 0, done.stderr
    return folder
