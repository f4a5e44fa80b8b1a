"""Twice the data take twice the steps, whatever is made of them: no function goes through all for each.

Steps are lines run, which are counted and not timed, so that the same run always counts the same.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from tests.in_process import call
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(sys.gettrace() is not None, reason="lines are being counted already, for coverage")

SIZES = (2, 4, 8)
"""How often the golden data stand in the files of a run."""
FAST = 2.5
"""How much larger the second step may be than the first: of what grows in proportion it is twice as large, of what
grows with the square four times."""
FEW = 40
"""Lines that a function may add at the last step, whatever its growth."""

GOLDEN = ROOT / "tests" / "golden" / "data"
LATER = (
    ("{symbol: EX(2024)07, received: 2024-05-02", "{symbol: EX(2025)03, received: 2025-05-02"),
    ("type: draft_law\n        stage: tabled", "type: law_in_force"),
    ("date: 2023-01\n", "date: 2022-11\n"),
    ("fit: partial, with: [r1.2]", "fit: full"),
    ("type: assurance", "type: intention"),
)
"""What the second response says otherwise, so that verdicts and facts move in every copy."""

COMMANDS = {
    "validate": ("validate", "--jobs", "1", "first.yaml"),
    **{
        name: ("assess", "first.yaml", "-f", name)
        for name in ("text", "table", "md", "html", "json", "csv", "oscal", "sarif", "junit", "summary")
    },
    **{name: ("assess", "first.yaml", "-o", name) for name in ("gap.xlsx", "gap.docx")},
    "export": ("export", "--jobs", "1", "first.yaml", "-o", "results.csv"),
    "database": ("export", "--jobs", "1", "first.yaml", "-o", "results.sqlite"),
    "compare": ("compare", "first.yaml", "second.yaml", "-f", "text"),
    "compare page": ("compare", "first.yaml", "second.yaml", "-o", "comparison.html"),
    "diff": ("diff", "first.yaml", "second.yaml", "-f", "text"),
    "site": ("site", ".", "-o", "site", "--quiet"),
}


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Return a folder for each size, with a recommendation set and two responses to it."""
    return {size: write_copies(tmp_path_factory.mktemp("spread"), size, size) for size in SIZES}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Return the same, where all answers are to the same few items and stand at the same few places."""
    return {size: write_copies(tmp_path_factory.mktemp("crowded"), 1, size) for size in SIZES}


def write_copies(folder: Path, sets: int, copies: int) -> Path:
    """Write the golden data several times into one file each, with ids of their own."""
    asked = (GOLDEN / "recommendations.yaml").read_text(encoding="utf-8")
    answered = (GOLDEN / "responses" / "xa-2024.yaml").read_text(encoding="utf-8")
    later = answered
    for old, new in LATER:
        assert old in later
        later = later.replace(old, new)
    for name, text, lists, times in (
        ("recommendations.yaml", asked, ("items",), sets),
        ("first.yaml", answered, ("answers", "overrides", "waivers"), copies),
        ("second.yaml", later, ("answers", "overrides", "waivers"), copies),
    ):
        head, *parts = re.split(rf"^(?:{'|'.join(lists)}):\n", text, flags=re.MULTILINE)
        write = number if sets == copies else number_answers
        bodies = ("".join(write(part, copy) for copy in range(times)) for part in parts)
        written = "".join(f"{key}:\n{body}" for key, body in zip(lists, bodies, strict=True))
        (folder / name).write_text(head + written, encoding="utf-8")
    return folder


def number(text: str, copy: int) -> str:
    """Give the items and answers of a copy ids of its own, and let it stand in another place of the document."""
    text = re.sub(r"\b([ABr])([1-9])(?=[ab]?\b)", lambda found: f"{found[1]}{int(found[2]) + 10 * copy}", text)
    text = re.sub(
        r"(lines|pages): \[(\d+), (\d+)\]",
        lambda found: f"{found[1]}: [{int(found[2]) + 100 * copy}, {int(found[3]) + 100 * copy}]",
        text,
    )
    return re.sub(r'fact: ("?)', rf"fact: \1Copy {copy} - ", text)


def number_answers(text: str, copy: int) -> str:
    """Give the answers of a copy ids of their own, and leave all else as it is."""
    return re.sub(r"\br([1-9])\b", lambda found: f"r{int(found[1]) + 10 * copy}", text)


@pytest.mark.parametrize("name", COMMANDS)
def test_twice_the_items_take_twice_the_steps(name: str, spread: dict[int, Path]) -> None:
    check_growth(name, spread)


@pytest.mark.parametrize("name", ["validate", "html", "json", "compare", "diff"])
def test_twice_the_answers_to_the_same_items_take_twice_the_steps(name: str, crowded: dict[int, Path]) -> None:
    check_growth(name, crowded)


ASKED = """\
kind: recommendations
id: EX/Rec
state: XA
adopted: 2022-03-15
sections: [{id: A, title: All}]
items: [{id: A1, title: Huts, asks: Build huts., elements: [{id: x, asks: build huts, ask: change}]}]
"""
ANSWERED = """\
kind: response
state: XA
recommendations: EX/Rec
document: {symbol: EX(2024)07, received: 2024-05-02}
answers:
  - {id: r0, items: [A1], evidence: [{id: r0.1, type: assurance, fact: Huts are liked., context: [A1.x]}]}
"""
FACT = "  - {{id: r{n}, items: [A1], evidence: [{{id: r{n}.1, type: {type}, fact: {fact}, {more}}}]}}\n"
PARTIAL = "supports: [{{element: A1.x, fit: partial}}]"
ALIKE = {
    "supporting": FACT.replace("{type}", "practice").replace("{fact}", "Hut {n}").replace("{more}", PARTIAL),
    "the same": FACT.replace("{type}", "practice").replace("{fact}", "A hut").replace("{more}", PARTIAL),
    "one act": FACT.replace("{type}", "law_in_force")
    .replace("{fact}", "Decree 7 of {year} sets fees")
    .replace("{more}", "date: 2023-01-05, context: [A1.x]"),
    "overrides": "  - {{item: A1, verdict: partly, reason: Visit {n}, by: N. Reader, on: 2024-01-05}}\n",
    "waivers": "  - {{item: A1, reason: Not yet {n}, by: N. Reader, on: 2024-01-05}}\n",
    "suppressions": "  - {{code: CP101, id: r{n}.1, reason: Nothing is known.}}\n",
}
"""Entries that differ in little: each would be compared with all others by whoever went through pairs."""


@pytest.mark.parametrize("name", ["validate", "html", "json"])
@pytest.mark.parametrize("sort", ALIKE)
def test_entries_that_are_alike_are_not_compared_in_pairs(sort: str, name: str, tmp_path: Path) -> None:
    folders = {size: tmp_path / str(size) for size in SIZES}
    for size, folder in folders.items():
        folder.mkdir()
        entries = "".join(ALIKE[sort].format(n=n, year=1000 + n) for n in range(1, 20 * size))
        lists = {"overrides": "overrides:\n", "waivers": "waivers:\n", "suppressions": "suppress:\n"}
        if sort == "suppressions":
            entries = "".join(ALIKE["supporting"].format(n=n) for n in range(1, 20 * size)) + "suppress:\n" + entries
            lists = {}
        (folder / "recommendations.yaml").write_text(ASKED, encoding="utf-8")
        (folder / "first.yaml").write_text(ANSWERED + lists.get(sort, "") + entries, encoding="utf-8")
    check_growth(name, folders)


def check_growth(name: str, folders: dict[int, Path]) -> None:
    """Run a command on each size, and see that no function of ours runs lines out of proportion."""

    def run(size: int) -> None:
        ended = call(*COMMANDS[name], cwd=folders[size])
        assert ended.code in {0, 1}, ended.stderr + ended.stdout

    steps = []
    for size in SIZES:
        run(size)  # what is done once for each process, or remembered of these very data
        steps.append(_count_lines(partial(run, size)))
    assert sum(steps[-1].values()) > 10_000
    fast = list(_find_fast(*steps))
    assert fast == [], "\n".join(fast)


def _find_fast(*steps: Counter[CodeType]) -> Iterator[str]:
    """Yield the functions that grow faster than the data, with the lines they ran each time."""
    for code in steps[-1]:
        lines = [counted[code] for counted in steps]
        first_step, second_step = lines[1] - lines[0], lines[2] - lines[1]
        if second_step > FEW and second_step > FAST * first_step:
            yield f"{code.co_filename}:{code.co_firstlineno} {code.co_qualname}: {lines}"


def _count_lines(run: Callable[[], None]) -> Counter[CodeType]:
    """Run something, and return how many lines each of our functions and templates ran."""
    lines: Counter[CodeType] = Counter()
    with _trace(lines):
        run()
    return lines


@contextmanager
def _trace(lines: Counter[CodeType]) -> Iterator[None]:
    def trace_line(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            lines[frame.f_code] += 1
        return trace_line

    def trace_call(frame: FrameType, _: str, __: Any) -> Any:
        name = frame.f_code.co_filename
        is_ours = name.startswith(str(ROOT / "cpcheck")) or name.endswith(".j2")
        return trace_line if is_ours else None

    sys.settrace(trace_call)
    try:
        yield
    finally:
        sys.settrace(None)
