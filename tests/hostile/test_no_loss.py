"""Nothing is lost and nothing is half-written: runs that are killed, interrupted, out of space or not alone."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from tests import drafts
from tests.hostile.folders import RESPONSE, make_folder, take_stock
from tests.in_process import call
from tests.shared import ROOT
from tests.test_command_line import INHERITED

KILLS = 12
"""Random kills of a run of the tests; `python -m tests.hostile.kills --kills 200` does more."""


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "top")


def begin(top: Path, *arguments: str, limit: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
    """Start the program in a process of its own."""
    # not measured: an interrupt that meets the start of coverage ends it there, before the program has begun
    inherited = {name: value for name, value in INHERITED.items() if not name.startswith("COVERAGE")}
    return subprocess.Popen(
        [sys.executable, "-m", "cpcheck", *arguments],
        cwd=top,
        env={**inherited, "HOME": str(top), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,  # noqa: PLW1509 - the tests have no threads
    )


def end(process: "subprocess.Popen[str]") -> int:
    """Wait for a process, and return its exit code."""
    process.communicate(timeout=60)
    return process.returncode


def list_strays(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.name.endswith(".part")]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are killed as forks, and this system has none")
def test_runs_killed_at_random_and_at_every_call_lose_nothing() -> None:
    command = [sys.executable, "-m", "tests.hostile.kills", "--kills", str(KILLS)]
    done = subprocess.run(command, cwd=ROOT, env=INHERITED, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{KILLS} kills at random and all calls: nothing was lost" in done.stdout
    assert "call by call: untouched" in done.stdout
    assert "call by call: ended before: 1" in done.stdout


def test_what_a_killed_run_left_is_read_by_nobody_and_taken_away_when_it_is_old(top: Path) -> None:
    old, young, other = (top / f".gap.md.{name}.part" for name in ("0123abcd", "4567abcd", "somebody-else"))
    for path in (old, young, other):
        path.write_text("half a rep", encoding="utf-8")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    os.utime(other, (0, 0))
    assert call("validate", ".", cwd=top).code in {0, 1}
    assert call("assess", RESPONSE, "-o", "gap.md", cwd=top).code == 0
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


@pytest.mark.parametrize("arguments", ["import report.txt -o new", f"assess {RESPONSE} -o gap.html", "init fresh"])
def test_a_file_too_large_for_the_disk_leaves_nothing(arguments: str, top: Path) -> None:
    before = take_stock(top)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    with begin(top, *arguments.split(), limit=limit) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert "it cannot be written: File too large" in said
    assert take_stock(top) == before


def test_a_full_device_is_told(top: Path) -> None:
    done = call("assess", RESPONSE, "-o", "md=/dev/full", cwd=top)
    assert (done.code, "No space left on device" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["write", "fsync", "fchmod", "open", "replace", "link"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
def test_any_call_that_fails_leaves_the_old_file_whole_and_nothing_beside_it(name: str, error: int, top: Path) -> None:
    (top / "gap.md").write_text("the report of last year\n", encoding="utf-8")
    before = take_stock(top)
    real = getattr(os, name)

    def fail(*args: object, **kwargs: object) -> object:
        writes = name != "open" or (isinstance(args[1], int) and args[1] & (os.O_WRONLY | os.O_RDWR))
        if writes:
            raise OSError(error, os.strerror(error))
        return real(*args, **kwargs)

    with patch.object(os, name, fail):
        done = call("assess", RESPONSE, "-o", "gap.md", cwd=top)
    assert "Traceback" not in done.stderr
    if done.code == 0:  # a file system without hard links has another way
        assert name in {"link", "open"}
        assert (top / "gap.md").read_text(encoding="utf-8").startswith("# ")
        assert list_strays(top) == []
    else:
        assert done.code == 2, done.stderr
        assert f"gap.md: it cannot be written: {os.strerror(error)}" in done.stderr
        assert take_stock(top) == before


@pytest.mark.parametrize("name", ["write", "fsync", "mkdir"])
def test_an_import_that_fails_half_way_leaves_nothing(name: str, top: Path) -> None:
    before = take_stock(top)
    real, calls = getattr(os, name), 0

    def fail(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **kwargs)

    with patch.object(os, name, fail):
        done = call("import", "report.txt", "-o", "new", cwd=top)
    assert done.code == 2, done.stderr
    assert "nothing was written" in done.stderr
    assert take_stock(top) == before


def test_a_review_that_cannot_write_keeps_the_file(tmp_path: Path) -> None:
    from cpcheck.cli.outputs import write_bytes
    from cpcheck.errors import OutputError

    file = drafts.write_drafts(tmp_path)
    before = file.read_bytes()
    with patch.object(os, "fsync", side_effect=OSError(errno.ENOSPC, "No space left")), pytest.raises(OutputError):
        write_bytes(str(file), before + b"# more\n")
    assert file.read_bytes() == before
    assert list_strays(tmp_path) == []


@pytest.mark.parametrize("seed", range(4))
def test_ctrl_c_at_any_moment_leaves_a_whole_file_or_none(seed: int, top: Path) -> None:
    (top / "gap.md").write_text("the report of last year\n", encoding="utf-8")
    with begin(top, "assess", RESPONSE, "-o", "gap.md") as process:
        time.sleep(0.2 + 0.2 * seed)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode in {0, 130, -signal.SIGINT}, said
    assert (top / "gap.md").read_text(encoding="utf-8").startswith(("the report of last year", "# "))
    assert list_strays(top) == []


def test_two_reports_at_once_to_one_file_leave_one_of_them_whole(top: Path) -> None:
    runs = [begin(top, "assess", RESPONSE, "-o", "md=gap", *more) for more in ([], ["--item", "A1"])]
    assert [end(run) for run in runs] == [0, 0]
    whole = {call("assess", RESPONSE, "-f", "md", *more, cwd=top).stdout for more in ([], ["--item", "A1"])}
    assert (top / "gap").read_text(encoding="utf-8") in whole
    assert list_strays(top) == []


def test_two_imports_at_once_into_one_folder_leave_the_drafts_of_one(top: Path) -> None:
    runs = [begin(top, "import", "report.txt", "-o", "new") for _ in range(2)]
    codes = sorted(end(run) for run in runs)
    assert codes == [0, 2]
    assert call("validate", "new", cwd=top).code == 0
    assert list_strays(top) == []
