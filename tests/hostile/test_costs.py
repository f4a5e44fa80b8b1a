"""A bound that is passed is told within two seconds of a processor and 300 MB, by a process of its own."""

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from cpcheck.importers import bounds as of_documents
from tests.hostile import documents as made
from tests.hostile.folders import RESPONSE, make_folder
from tests.shared import ROOT
from tests.test_command_line import INHERITED

SECONDS = 2.0
"""Of a processor, as the promise says; the start of the interpreter is measured beside and not counted."""
ROOM = 2.0
"""How many times as long a shared processor may take: two processes on one core share its caches."""
MEGABYTES = 300
WATCH = """\
import json, os, resource, sys
process = os.posix_spawn(sys.executable, [sys.executable, "-m", "cpcheck", *sys.argv[1:]], os.environ)
_, status = os.waitpid(process, 0)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
"""Runs the program, and tells its exit code, the seconds of a processor and the megabytes that it took."""


def flat(length: int) -> str:
    return "[" + "1," * length + "]"


CASES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a million values": ("bad.yaml", lambda: flat(1_000_000).encode(), "keys and values"),
    "keys without end": ("bad.yaml", lambda: b"".join(b"key%d: 1\n" % n for n in range(500_000)), "keys"),
    "a value of 15 MB": ("bad.yaml", lambda: b"a: " + b"x" * 15_000_000, "characters"),
    "aliases": ("bad.yaml", ("a: &a " + flat(900) + "\nb: [" + "*a," * 9000 + "]").encode, "aliases"),
    "items": ("bad.yaml", lambda: b"kind: recommendations\nitems: [" + b"{id: A1}," * 20_000 + b"]", "at most"),
    "lines": ("bad.txt", lambda: b"a b c d\n" * (of_documents.MAX_LINES + 1), "lines"),
    "an archive of much": ("bad.docx", lambda: made.write_word(**{"word__a.bin": bytes(200 << 20)}), "unpacks to"),
    "a PDF of much": ("bad.pdf", lambda: made.write_pdf(zlib.compress(b" " * (300 << 20), 1)), "unpacks to"),
    "letters": ("bad.pdf", lambda: made.write_pdf(made.show(*["all these letters"] * 900_000)), "letters"),
    "pages": ("bad.pdf", lambda: made.write_pdf(made.show("one"), pages=20_000), "pages"),
    "loops": ("own/report.md.j2", lambda: b"{% for a in range(99999) %}" * 3 + b"{% endfor %}" * 3, "steps"),
    "text": (
        "own/report.md.j2",
        lambda: b"{% for a in range(99999) %}" + b"x" * 99_999 + b"{% endfor %}",
        "characters",
    ),
}


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("costs") / "top")


def choose_command(file: str) -> list[str]:
    suffix = file.rpartition(".")[2]
    if suffix == "yaml":
        return ["validate", file]
    if suffix == "csv":
        return ["agree", RESPONSE, file]
    return ["assess", RESPONSE, "-f", "md", "--templates", "own"] if suffix == "j2" else ["import", file]


def run(top: Path, *arguments: str) -> tuple[int, float, float, str]:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *arguments],
        cwd=top,
        env={**INHERITED, "HOME": str(top), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    *said, told = done.stdout.splitlines()
    code, seconds, megabytes = json.loads(told)
    return code, seconds, megabytes, "\n".join(said) + done.stderr


@pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="what a process took is told by systems like Unix alone")
@pytest.mark.parametrize("name", CASES)
def test_a_bound_is_told_within_two_seconds_and_300_mb(name: str, top: Path) -> None:
    file, build, words = CASES[name]
    (top / file).parent.mkdir(exist_ok=True)
    (top / file).write_bytes(build())
    code, seconds, megabytes, said = run(top, *choose_command(file))
    (top / file).unlink()
    assert code == 2, said[-2000:]
    assert words in said
    assert seconds < SECONDS * ROOM
    assert megabytes < MEGABYTES
