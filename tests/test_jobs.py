"""Runs over many files: the same output for any number of processes, with one killed, and with the keyboard."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.in_process import call
from tests.shared import ROOT
from tests.test_command_line import INHERITED

GOLDEN = ROOT / "tests" / "golden" / "data"
YEARS = range(2025, 2036)
SUPPORT = "supports: [{element: B2.money, fit: full}]"


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a dozen replies, most of which have one before them, some with a verdict that moved."""
    top = tmp_path_factory.mktemp("jobs")
    shutil.copytree(GOLDEN, top / "data")
    text = (top / "data/responses/xa-2024.yaml").read_text(encoding="utf-8")
    for year in YEARS:
        later = text.replace("symbol: EX(2024)07, received: 2024", f"symbol: EX({year})07, received: {year}")
        if year % 3 == 0:
            later = later.replace(SUPPORT, "context: [B2.money]")
        (top / f"data/responses/xa-{year}.yaml").write_text(later, encoding="utf-8")
    return top


@pytest.fixture(scope="module")
def broken(top: Path) -> Path:
    """Return a folder in which sets are broken, missing, elsewhere and given twice, and replies are broken too."""
    made = top / "broken"
    text = (top / "data/responses/xa-2024.yaml").read_text(encoding="utf-8")
    known = (top / "data/recommendations.yaml").read_text(encoding="utf-8")
    for number in range(12):
        folder = made / f"{number:02}"
        folder.mkdir(parents=True)
        own = f"EX/Rec(2022)0{number}"
        (folder / "r.yaml").write_text(text.replace("EX/Rec(2022)01", own), encoding="utf-8")
        if number != 3:
            (folder / "recommendations.yaml").write_text(known.replace("EX/Rec(2022)01", own), encoding="utf-8")
    (made / "sets").mkdir()
    (made / "04/recommendations.yaml").rename(made / "sets/four.yaml")
    (made / "05/recommendations.yaml").write_text("kind: [", encoding="utf-8")
    wrong = known.replace("EX/Rec(2022)01", "EX/Rec(2022)06").replace("ask: ensure", "ask: insure", 1)
    (made / "06/recommendations.yaml").write_text(wrong, encoding="utf-8")
    for number, (old, new) in {7: ("state: XA", "state: XB"), 8: ("A2a.forbid", "A2a.forbit")}.items():
        file = made / f"{number:02}/r.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return top


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "data"),
        ("validate", "data", "-f", "json", "--strict"),
        ("validate", "data", "-f", "sarif", "--recommendations", "data/recommendations.yaml"),
        ("validate", "broken"),
        ("validate", "broken", "broken/04/r.yaml", "./broken/06/recommendations.yaml", "-f", "json"),
        ("assess", "data"),
        ("assess", "data", "-f", "json"),
        ("assess", "data", "-f", "csv", "--lang", "fr", "--rulebook", "hrc"),
        ("assess", "data", "-f", "md", "--item", "B2", "--third-party"),
        ("assess", "data", "-f", "sarif", "--fail-on", "partly"),
        ("assess", "data", "--item", "Z9"),
        ("assess", "broken"),
        ("assess", "broken", "--item", "Z9", "--recommendations", "broken/sets/four.yaml"),
    ],
    ids=" ".join,
)
def test_what_comes_out_is_the_same_for_any_number_of_processes(arguments: tuple[str, ...], broken: Path) -> None:
    runs = [call(*arguments, "--jobs", jobs, cwd=broken) for jobs in ("1", "2", "auto")]
    assert runs[0].stdout + runs[0].stderr != ""
    assert runs[1] == runs[0]
    assert runs[2] == runs[0]


def test_a_later_reply_says_what_moved_whoever_assessed_the_two(top: Path) -> None:
    reports = json.loads(call("assess", "data", "-f", "json", "--jobs", "2", cwd=top).stdout)["reports"]
    moves = {report["document"]["symbol"]: report["moves"] for report in reports}
    assert moves["EX(2024)07"] is None
    assert moves["EX(2025)07"]["slipped"] == ["B2"]
    assert moves["EX(2026)07"]["improved"] == ["B2"]


def test_a_set_among_the_files_is_found_in_the_second_look(broken: Path) -> None:
    assert call("validate", "broken/04", "broken/sets", "--jobs", "2", cwd=broken).code == 0
    assert call("validate", "broken/04", cwd=broken).code == 2


def test_the_environment_says_how_many_processes_unless_the_command_line_does(top: Path) -> None:
    wrong = {"CPCHECK_JOBS": "many"}
    assert call("validate", "data", cwd=top, env=wrong).last_line.startswith('validate: --jobs is "many"')
    assert call("validate", "data", "--jobs", "1", cwd=top, env=wrong).code == 0


DIES = """\
import os, signal, sys
from cpcheck.cli import checking, main

def die(self, name):
    if name.endswith("xa-2030.yaml"):
        os.kill(os.getpid(), signal.SIGKILL)
    return checked(self, name)

checked = checking.FileChecker.__call__
checking.FileChecker.__call__ = die
main()
"""
"""The program, but one file kills the process that works on it. It runs in a process of its own, without the threads
that tests may have left in this one: so its workers are copies of it, and die too."""


def test_a_file_whose_process_is_killed_is_told_of_and_the_others_are_done(top: Path) -> None:
    command = [sys.executable, "-c", DIES, "validate", "data", "-f", "json", "--jobs", "2"]
    done = subprocess.run(
        command, cwd=top, env={**INHERITED, "HOME": str(top)}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2, done.stderr
    report = json.loads(done.stdout)
    assert [file["path"] for file in report["files"] if not file["sound"]] == ["data/responses/xa-2030.yaml"]
    assert len(report["files"]) == 13
    (remark,) = report["remarks"]
    assert remark["message"].startswith("the process that worked on this file ended twice without an answer")


# --- on a terminal ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_run(top: Path) -> Path:
    """Return a folder whose files take longer than a second."""
    text = (GOLDEN / "responses/xa-2024.yaml").read_text(encoding="utf-8")
    (top / "long").mkdir()
    shutil.copy(GOLDEN / "recommendations.yaml", top / "long")
    for number in range(300):
        (top / f"long/{number}.yaml").write_text(text, encoding="utf-8")
    return top


def test_a_long_run_shows_how_far_it_is_and_stops_from_the_keyboard(long_run: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**INHERITED, "HOME": str(long_run), "TERM": "xterm"}
    program = [sys.executable, "-P", "-m", "cpcheck", "validate", "long", "--jobs", "2", "-f", "json", "-o", "out.json"]
    with subprocess.Popen(
        program, cwd=long_run, env=environment, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True
    ) as run:
        os.close(theirs)
        seen = _read_until(ours, run, b" left")
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does it: to every process
        seen += _read_until(ours, run, b"exit 130\r\n")
        assert run.stdout is not None
        assert run.stdout.read() == b""
    os.close(ours)
    shown = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", seen).decode("utf-8")
    assert re.search(r"\d+ of 301 files.* files/s, [\d,]+ items/s, \d+:\d\d left", shown)
    assert re.search(r"validate: interrupted after \d+ of 301 files → exit 130\r\n\Z", shown)
    assert "Traceback" not in shown
    assert run.returncode == 130
    assert not (long_run / "out.json").exists()


def test_processes_end_with_the_run_that_is_killed(long_run: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(long_run), "CPCHECK_CACHE_DIR": ""}
    program = [sys.executable, "-P", "-m", "cpcheck", "validate", "long", "--jobs", "2", "-f", "json"]
    with subprocess.Popen(
        program, cwd=long_run, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        if not children.exists():
            run.kill()
            pytest.skip("this system does not list the children of a process")
        started: list[str] = []
        while len(started) < 2 and run.poll() is None:
            started = children.read_text(encoding="utf-8").split()
        assert len(started) == 2
        run.kill()
        assert run.stdout is not None
        assert run.stdout.read() == b"", "the pipe is closed when the last process that holds it has ended"


def _read_until(handle: int, run: "subprocess.Popen[bytes]", wanted: bytes) -> bytes:
    """Return what the program writes up to some words; a program that never writes them is ended."""
    watch = threading.Timer(120, run.kill)
    watch.start()
    seen = b""
    try:
        while wanted not in seen:
            seen += os.read(handle, 4096)
    except OSError:  # the program has ended
        pass
    finally:
        watch.cancel()
    return seen
