"""How fast the page is: `python benchmarks/report_page.py [--items N] [--runs N] [--json]`.

Chromium without a window opens the page of the shipped report, and that of a case of a thousand items which is made
of it: as often as it takes, the items with their elements, answers and facts stand there again under other ids.
First without a script, to the load event; then with the script, from a letter typed into the filter to the end of the
next frame. Both are told twice: by the clock, which other programs on the machine hold up, and as the processor time of
the page's main thread, which they do not. Each figure is the median of several runs, and Chromium is started once,
before they begin.
"""

import argparse
import dataclasses
import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import cpcheck
from cpcheck import assets
from cpcheck.model import Case
from cpcheck.records import FIELDS, list_values, replace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ITEMS = 1000
"""Items of the large case, at least."""
RUNS = 9
BLANK = "blank.html"
WORDS = "training"
"""What is typed into the filter, letter by letter: it stands in some items and not in others."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_ID = re.compile(r"([A-Za-z])(\d+)(.*)", re.DOTALL)
_STRIDE = 1000
"""Between the numbers in the ids of one copy and of the next."""
_LOADED = """() => ({
    load: performance.getEntriesByType("navigation")[0].loadEventEnd,
    items: document.querySelectorAll("article.item").length
})"""
_TYPED = """async text => {
    const field = document.querySelector("input[name=words]"), begun = performance.now()
    field.value = text
    field.dispatchEvent(new Event("input", {bubbles: true}))
    await new Promise(done => requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = done
        channel.port2.postMessage(0)
    }))
    return performance.now() - begun
}"""

T = TypeVar("T")


# --- the large case -----------------------------------------------------------------------------------------------


def multiply(case: Case, items: int) -> Case:
    """Return a case of at least so many items: those of `case` again and again, each time under other ids."""
    there = case.recommendations.items
    copies = range(-(-items // len(there)))
    ids = {item.id for item in there} | {element.id for item in there for element in item.elements}
    for answer in case.response.answers:
        ids |= {answer.id, *(fact.id for fact in answer.evidence)}
    return replace(
        case,
        recommendations=replace(
            case.recommendations, items=tuple(rename(item, ids, copy) for copy in copies for item in there)
        ),
        response=replace(
            case.response,
            answers=tuple(rename(answer, ids, copy) for copy in copies for answer in case.response.answers),
        ),
    )


def rename(value: T, ids: set[str], copy: int) -> T:
    """Return a value of the model in which each of some ids has the number of a copy."""
    renamed: Any = value
    if isinstance(value, str) and type(value) is str and value in ids:
        renamed = _ID.sub(lambda found: f"{found[1]}{int(found[2]) + _STRIDE * copy}{found[3]}", value)
    elif isinstance(value, tuple):
        renamed = tuple(rename(one, ids, copy) for one in value)
    elif hasattr(value, FIELDS) and not isinstance(value, type):
        renamed = replace(value, **{name: rename(one, ids, copy) for name, one in list_values(value)})
    return renamed  # type: ignore[no-any-return]


# --- what is measured ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What one page came to; times are in milliseconds, `load` to the load event and without a script."""

    items: int
    kilobytes: int
    load: float
    """By the clock."""
    load_work: float
    """Processor time of all that the main thread does."""
    load_layout: float
    """Processor time of style and layout alone."""
    first_letter_work: float
    """Processor time to the frame after the first letter, for which the words of all items are read."""
    letter: float
    """To the frame after any further letter, by the clock."""
    letter_work: float


class Opened:
    """A page in a window of its own, with the processor time that its main thread has taken."""

    def __init__(self, browser: "Browser", file: Path, *, script: bool) -> None:
        self.context = browser.new_context(java_script_enabled=script, viewport={"width": 1360, "height": 900})
        self.page = self.context.new_page()
        self.page.goto((file.parent / BLANK).as_uri())  # the same process shows the page then
        self._session = self.context.new_cdp_session(self.page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = self.read_work()
        self.page.goto(file.as_uri(), wait_until="load")
        self.work = {name: taken - before[name] for name, taken in self.read_work().items()}
        """Of opening it, in milliseconds."""
        self.page.screenshot()  # what is left to be drawn is no part of the first letter

    def read_work(self) -> dict[str, float]:
        """Return the processor time taken so far, in milliseconds by Chromium's names."""
        found = self._session.send("Performance.getMetrics")["metrics"]
        return {one["name"]: 1000 * one["value"] for one in found if one["name"].endswith("Duration")}


def measure(browser: "Browser", file: Path, runs: int) -> Figures:
    """Open a page as often as asked, without its script and with it, and return the medians."""
    opened = [open_page(browser, file) for _ in range(runs)]
    typed = [type_words(browser, file) for _ in range(runs)]
    further = [letter for letters in typed for letter in letters[1:]]
    return Figures(
        items=int(opened[0]["items"]),
        kilobytes=round(file.stat().st_size / 1000),
        load=median(one["load"] for one in opened),
        load_work=median(one["TaskDuration"] for one in opened),
        load_layout=median(one["LayoutDuration"] + one["RecalcStyleDuration"] for one in opened),
        first_letter_work=median(letters[0][1] for letters in typed),
        letter=median(taken for taken, _ in further),
        letter_work=median(work for _, work in further),
    )


def open_page(browser: "Browser", file: Path) -> dict[str, float]:
    """Open a page without its script, and return what its clock and its main thread say."""
    opened = Opened(browser, file, script=False)
    told: dict[str, float] = opened.page.evaluate(_LOADED)
    opened.context.close()
    return told | opened.work


def type_words(browser: "Browser", file: Path) -> list[tuple[float, float]]:
    """Type words into the filter; return what each letter took to the end of the next frame, and its work."""
    opened = Opened(browser, file, script=True)
    taken = []
    for number in range(1, len(WORDS) + 1):
        before = opened.read_work()["TaskDuration"]
        passed: float = opened.page.evaluate(_TYPED, WORDS[:number])
        taken.append((passed, opened.read_work()["TaskDuration"] - before))
    opened.context.close()
    return taken


def write_pages(folder: Path, items: int) -> Iterator[tuple[str, Path]]:
    """Write the page of the shipped report and that of the large case, and yield their names and files."""
    (folder / BLANK).write_text("<!DOCTYPE html><title>empty</title>", encoding="utf-8")
    (response,) = assets.find_shipped_responses()
    case = cpcheck.load(response)
    for name, shown in (("shipped report", case), ("large case", multiply(case, items))):
        file = folder / f"{name.replace(' ', '-')}.html"
        file.write_text(cpcheck.render(cpcheck.assess(shown), "html"), encoding="utf-8")
        yield name, file


def write_table(figures: Sequence[tuple[str, Figures]]) -> Iterator[str]:
    """Write the figures for a reader, as lines."""
    heads = ("items", "kB", "load", "work", "layout", "1st letter, work", "letter", "work")
    yield f"{'':<16}" + "".join(f"{head:>{len(head) + 3}}" for head in heads)
    for name, one in figures:
        values = dataclasses.astuple(one)
        yield f"{name:<16}" + "".join(f"{value:>{len(head) + 3}.0f}" for head, value in zip(heads, values, strict=True))
    yield "Times in ms. load, letter: by the clock; work, layout: processor time of the main thread."


def main(arguments: Iterable[str] | None = None) -> None:
    """Measure both pages and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=ITEMS, help="items of the large case, at least")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each page is opened")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(None if arguments is None else list(arguments))
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        program = None
    if program is None:
        print("no Chromium, or no playwright to steer it; expected both (CONTRIBUTING.md)", file=sys.stderr)
        raise SystemExit(2)
    with TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=program, args=list(FLAGS))
        figures = [
            (name, measure(browser, file, options.runs)) for name, file in write_pages(Path(folder), options.items)
        ]
        browser.close()
    if options.json:
        print(json.dumps({name: dataclasses.asdict(one) for name, one in figures}))
    else:
        print("\n".join(write_table(figures)))


if __name__ == "__main__":
    main()
