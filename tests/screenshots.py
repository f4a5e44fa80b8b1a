"""Pictures of what the program makes, for the README and the docs.

`python -m tests.screenshots` (or `make screenshots`) makes all of them anew, with Chromium; names after it choose some:
`python -m tests.screenshots card site`. What a browser paints differs from machine to machine, so no test compares
bytes; tests/test_pictures.py holds that each is there, small, and shown with a text for those who do not see it.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.in_process import call
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"
LARGEST = 200_000
"""Bytes of one picture: a page with all of them still loads at once."""
SHIPPED = str(ROOT / "data" / "responses" / "azerbaijan-2025.yaml")
COMPOSED = str(ROOT / "tests" / "golden" / "comparison" / "responses")
COLUMNS = 100
"""Of the terminal."""
LINES = 29
"""Of what the terminal says; the rest is told by dots."""
SHARPNESS = 1.5
"""Dots for each CSS pixel."""
MARGIN = 16
"""CSS pixels above and below a part."""
COLOURS = 128
"""Of a picture: a page has few, and their shades at the edges of letters."""


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture of a page."""

    name: str
    """Of the file, without its suffix."""
    made: tuple[str, ...]
    """What the program is called with to make the page."""
    page: str
    """Path of the page, from the folder that the program runs in."""
    scheme: Literal["light", "dark"] = "light"
    size: tuple[int, int] = (1180, 760)
    """Width and height of the window, in CSS pixels; nothing higher is shown."""
    part: str | None = None
    """Selector of what is shown alone; None for the page from its top."""


REPORT = ("assess", SHIPPED, "-o", "report.html")
COMPARISON = ("compare", COMPOSED, "-o", "comparison.html")
SITE = ("site", COMPOSED, "-o", "site")
SHOTS = (
    Shot(name="report-light", made=REPORT, page="report.html"),
    Shot(name="report-dark", made=REPORT, page="report.html", scheme="dark"),
    Shot(name="matrix", made=REPORT, page="report.html", part="section:has(> [id='part:matrix'])", size=(1180, 714)),
    Shot(name="card", made=REPORT, page="report.html", part="article#A2c", size=(1180, 948)),
    Shot(name="comparison", made=COMPARISON, page="comparison.html", size=(1180, 772)),
    Shot(name="site", made=SITE, page="site/index.html", size=(1180, 810)),
    Shot(name="search", made=SITE, page="site/search.html#words", size=(1180, 420)),
    # one line more for each further page that is worth a look
)
TERMINAL = "terminal"
"""Name of the picture of a terminal, which is drawn and not painted."""
NAMES = (*(f"{shot.name}.png" for shot in SHOTS), f"{TERMINAL}.svg")
"""Of all files."""
_THEME = TerminalTheme(
    (253, 253, 252),
    (25, 28, 33),
    [
        (25, 28, 33),
        (150, 32, 25),
        (23, 99, 74),
        (138, 96, 0),
        (23, 77, 140),
        (112, 48, 112),
        (0, 98, 104),
        (83, 90, 101),
    ],
)
"""The colours of the page's own style sheet."""


def make(names: tuple[str, ...] = ()) -> Iterator[Path]:
    """Write the pictures that are named, or all, and yield each. Raises: SystemExit where it cannot be made."""
    wanted = names or (*(shot.name for shot in SHOTS), TERMINAL)
    IMAGES.mkdir(exist_ok=True)
    if TERMINAL in wanted:
        yield _keep(f"{TERMINAL}.svg", draw_terminal().encode("utf-8"))
    shots = [shot for shot in SHOTS if shot.name in wanted]
    if shots:
        with TemporaryDirectory() as folder:
            (Path(folder) / ".git").mkdir()  # so that no settings further up are used
            for command in dict.fromkeys(shot.made for shot in shots):
                done = call(*command, cwd=Path(folder))
                if done.code:
                    raise SystemExit(done.stderr)
            yield from (_keep(f"{name}.png", raw) for name, raw in _paint(shots, Path(folder)))


def _keep(name: str, raw: bytes) -> Path:
    if len(raw) > LARGEST:
        raise SystemExit(f"{name} has {len(raw)} bytes; expected at most {LARGEST}: show less of the page")
    (IMAGES / name).write_bytes(raw)
    return IMAGES / name


def _paint(shots: list[Shot], folder: Path) -> Iterator[tuple[str, bytes]]:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("no Chromium on this machine; apt-get install chromium")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=program, args=list(FLAGS))
        for shot in shots:
            yield shot.name, compress(_photograph(chromium, shot, folder))
        chromium.close()


def _photograph(chromium: "Browser", shot: Shot, folder: Path) -> bytes:
    width, height = shot.size
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=shot.scheme, device_scale_factor=SHARPNESS
    )
    page: Page = context.new_page()
    path, _, field = shot.page.partition("#")
    page.goto((folder / path).as_uri())
    if field:
        page.fill(f"[name={field}]", "huts")
    # what is not laid out yet would be looked for in places that are only estimated
    page.add_style_tag(content=".item { content-visibility: visible !important }")
    box = page.locator(shot.part).bounding_box() if shot.part else None
    raw = page.screenshot(
        full_page=box is not None,
        clip=None
        if box is None
        else {"x": 0, "y": box["y"] - MARGIN, "width": width, "height": min(box["height"] + 2 * MARGIN, height)},
    )
    context.close()
    return raw


def compress(raw: bytes) -> bytes:
    """Return a PNG with few colours, and as small as it can be packed."""
    from PIL import Image

    with Image.open(BytesIO(raw)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    packed = BytesIO()
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def draw_terminal() -> str:
    """Return what `cpcheck assess` says on a terminal as SVG, which asks for no font from elsewhere."""
    done = call("assess", SHIPPED, "-f", "table", cwd=ROOT, env={"COLUMNS": str(COLUMNS), "FORCE_COLOR": "1"})
    lines = done.stdout.splitlines()
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("$ cpcheck assess"))
    console.print(Text.from_ansi("\n".join(lines[:LINES])))
    console.print(Text(" …"))
    drawn = console.export_svg(title="cpcheck", theme=_THEME, unique_id="cpcheck")
    return re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")


if __name__ == "__main__":
    for picture in make(tuple(sys.argv[1:])):
        print(f"wrote {picture.relative_to(ROOT)}: {picture.stat().st_size // 1000} kB")
