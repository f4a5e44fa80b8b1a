"""Every regular expression of the program, and text that makes one work as hard as it can.

Patterns are collected where they are compiled: all modules are imported, lexicons and schemas loaded, and reports of
several layouts drafted, in a process of its own. Text is made of what a pattern repeats: long runs of it, after what
the pattern begins with, and with an end that lets the match fail.
"""

import importlib
import json
import os
import pkgutil
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from cpcheck.importers.bounds import MAX_RUN
from tests.shared import ROOT

LENGTH = 2000
"""Characters of the shorter text; the longer one has twice as many."""
NEGLIGIBLE = 0.012
"""Seconds of a processor up to which a search of the longer text is not looked at."""
WORST = 3.2
"""How many times as long the search of twice the text may take; in proportion is 2, by the square is 4."""
_LAYOUTS = ("question_and_answer.txt", "french_labels.txt", "pipe_table.md", "body_speaks.txt", "bold_demands.md")


def collect_patterns() -> list[tuple[str, int]]:
    """Return the patterns that the program compiles, with their flags."""
    found: dict[tuple[str, int], None] = {}
    compiler: Any = re._compiler  # type: ignore[attr-defined]
    compile_ = compiler.compile

    def watch(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and _is_ours(sys._getframe(1)):
            found[pattern, int(flags)] = None
        return compile_(pattern, flags)

    compiler.compile = watch
    try:
        import cpcheck

        for module in pkgutil.walk_packages(cpcheck.__path__, "cpcheck."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        _use_all()
    finally:
        compiler.compile = compile_
    return list(found)


def _is_ours(frame: Any) -> bool:
    while frame and frame.f_globals.get("__name__", "").split(".")[0] in {"re", "enum", "functools"}:
        frame = frame.f_back
    return bool(frame) and frame.f_globals.get("__name__", "").split(".")[0] == "cpcheck"


def _use_all() -> None:
    """Draft reports and read a schema's patterns: some are compiled only where they are needed."""
    from cpcheck.store.schemas import SCHEMA_NAMES, read_schema_text
    from tests.in_process import call

    with tempfile.TemporaryDirectory() as folder:
        for name in _LAYOUTS:
            given = ["--state", "XA", "--set", "R1", "--adopted", "2020-01-01", "--received", "2021-01-01"]
            ended = call("import", str(ROOT / "tests" / "layouts" / name), "-o", name, *given, cwd=Path(folder))
            assert ended.code == 0, ended.stderr
    from cpcheck.store import schemas

    for name in SCHEMA_NAMES:
        for pattern in _find_schema_patterns(json.loads(read_schema_text(name))):
            list(schemas._check_pattern(None, pattern, "x", None))


def _find_schema_patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for value in schema.values():
            yield from _find_schema_patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _find_schema_patterns(value)


# --- text


def list_attacks(pattern: str, flags: int) -> list[tuple[str, str, str]]:
    """Return beginnings, what is to be repeated after them, and ends."""
    tree = parser.parse(pattern, flags)
    pumps = {sample for body in _find_repeats(tree) for sample in _sample_all(body) if 0 < len(sample) <= 40}
    pumps = {*sorted(pumps)[:12], " ", "a", "1 ", "("}
    before = {"", _sample(tree, random.Random(1))[:60]}  # noqa: S311 - samples
    return [(start, pump, end) for pump in sorted(pumps) for start in sorted(before) for end in ("", "\x00")]


def _find_repeats(tree: Any) -> Iterator[Any]:
    for operation, argument in tree:
        if operation in {sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)}:
            if argument[1] > 8:
                yield argument[2]
            yield from _find_repeats(argument[2])
        else:
            for part in _list_parts(operation, argument):
                yield from _find_repeats(part)


def _list_parts(operation: Any, argument: Any) -> Iterable[Any]:
    if operation is sre.BRANCH:
        return list(argument[1])
    if operation is sre.SUBPATTERN:
        return (argument[3],)
    if operation in {sre.ASSERT, sre.ASSERT_NOT}:
        return (argument[1],)
    if operation is getattr(sre, "ATOMIC_GROUP", None):
        return (argument,)
    return ()


def _sample_all(body: Any) -> Iterator[str]:
    for seed in range(3):
        yield _sample(body, random.Random(seed))  # noqa: S311 - samples


def _sample(tree: Any, choose: random.Random) -> str:
    """Return text that a part of a pattern matches, as far as look-arounds let it."""
    return "".join(_sample_one(operation, argument, choose) for operation, argument in tree)


def _sample_one(operation: Any, argument: Any, choose: random.Random) -> str:
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.NOT_LITERAL:
        return "b" if chr(argument) == "a" else "a"
    if operation is sre.ANY:
        return "a"
    if operation is sre.IN:
        return _sample_class(argument, choose)
    if operation is sre.BRANCH:
        return _sample(choose.choice(argument[1]), choose)
    if operation in {sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None)}:
        times: int = max(argument[0], min(1, argument[1]))
        return _sample(argument[2], choose) * times
    if operation in {sre.SUBPATTERN, getattr(sre, "ATOMIC_GROUP", None)}:
        return _sample(argument[3] if operation is sre.SUBPATTERN else argument, choose)
    return ""


_CATEGORIES = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}
_OTHERS = {sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_NOT_SPACE: "a", sre.CATEGORY_NOT_WORD: "-"}


def _sample_class(argument: Any, choose: random.Random) -> str:
    if argument[0][0] is sre.NEGATE:
        inside = re.compile("[" + "".join(_write_member(*member) for member in argument[1:]) + "]")
        return next((char for char in "a 1-.,A\n\t\x00é" if not inside.match(char)), "é")
    operation, member = choose.choice(argument)
    if operation is sre.CATEGORY:
        return str({**_CATEGORIES, **_OTHERS}[member])
    return chr(member[0] if operation is sre.RANGE else member)


def _write_member(operation: Any, member: Any) -> str:
    if operation is sre.CATEGORY:
        letters = {sre.CATEGORY_DIGIT: "d", sre.CATEGORY_SPACE: "s", sre.CATEGORY_WORD: "w"}
        others = {sre.CATEGORY_NOT_DIGIT: "D", sre.CATEGORY_NOT_SPACE: "S", sre.CATEGORY_NOT_WORD: "W"}
        return f"\\{({**letters, **others})[member]}"
    if operation is sre.RANGE:
        return f"{re.escape(chr(member[0]))}-{re.escape(chr(member[1]))}"
    return re.escape(chr(member))


# --- time


def measure(pattern: re.Pattern[str], start: str, pump: str, end: str, length: int) -> float:
    """Return the seconds of a processor that it takes to search a text through."""
    text = start + _repeat(pump, length) + end
    begun = time.thread_time()
    if pattern.pattern.endswith(r"\Z"):  # asked only whether a whole value has a form, from its beginning on
        pattern.match(text)
    else:
        for _ in pattern.finditer(text):
            pass
    return time.thread_time() - begun


def _repeat(pump: str, length: int) -> str:
    """Return a long text of one piece, without a longer run of spaces or of other letters than a document may have."""
    if pump.strip() and " " in pump:
        return pump * (length // len(pump))
    run = pump * (MAX_RUN // len(pump)) + ("x" if pump.isspace() else " ")
    return (run * (length // len(run) + 1))[:length]


def find_runaways(patterns: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str, float, float]]:
    """Yield the patterns that take longer than in proportion to a text, with what is repeated in it, and the times."""
    for text, flags in patterns:
        pattern = re.compile(text, flags)
        for start, pump, end in list_attacks(text, flags):
            short = measure(pattern, start, pump, end, LENGTH // 8)
            if short > NEGLIGIBLE:  # by the cube, or worse: the longer text would take minutes
                yield text, start + "…" + pump, short, short
                break
            longer = measure(pattern, start, pump, end, 2 * LENGTH)
            if longer <= NEGLIGIBLE:
                continue
            # in turn, and the least of the ratios: a processor is not as fast one moment as the next
            turns = [
                (measure(pattern, start, pump, end, LENGTH), measure(pattern, start, pump, end, 2 * LENGTH))
                for _ in range(5)
            ]
            shorter, longer = min(turns, key=lambda pair: pair[1] / max(pair[0], 1e-9))
            if longer > WORST * shorter:
                yield text, start + "…" + pump, shorter, longer
                break


if __name__ == "__main__":
    os.environ["PYTHONHASHSEED"] = "0"
    collected = collect_patterns()
    for found in find_runaways(collected):
        print(json.dumps(found, ensure_ascii=False))
    print(len(collected), file=sys.stderr)
