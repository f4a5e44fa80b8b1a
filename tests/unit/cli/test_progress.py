"""The line of a long run, on a terminal that is held in memory and with a clock that is set by hand."""

import io
import re
import sys
import time

import pytest

from cpcheck.cli.progress import Progress


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    for name, value in (("TERM", "xterm"), ("COLUMNS", "100")):
        monkeypatch.setenv(name, value)
    return _Terminal()


def run_for(
    seconds: float, terminal: _Terminal, monkeypatch: pytest.MonkeyPatch, *, items: int = 0, quiet: bool = False
) -> None:
    """Do the first two files of four, which take some seconds together."""
    now = 100.0
    monkeypatch.setattr(sys, "stderr", terminal)  # here, for pytest sets it anew between a fixture and its test
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Progress(4, quiet=quiet) as progress:
        progress.advance(items=items)
        now += seconds
        progress.advance(items=items)


def read(terminal: _Terminal) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())


@pytest.mark.parametrize(
    ("seconds", "items", "shown"),
    [
        (2, 0, "1 files/s, 0:02 left"),
        (2, 40, "1 files/s, 40 items/s, 0:02 left"),
        (75, 0, "0 files/s, 1:15 left"),
        (3725, 0, "0 files/s, 1:02:05 left"),
    ],
)
def test_the_line_tells_files_speed_and_the_time_that_is_left(
    seconds: int, items: int, shown: str, terminal: _Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_for(seconds, terminal, monkeypatch, items=items)
    assert "2 of 4 files" in read(terminal)
    assert shown in read(terminal)


def test_a_short_run_and_a_quiet_one_show_nothing(terminal: _Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    run_for(0.9, terminal, monkeypatch)
    run_for(60, terminal, monkeypatch, quiet=True)
    assert terminal.getvalue() == ""
