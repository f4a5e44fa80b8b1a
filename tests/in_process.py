"""The program run inside the process of the tests: the same way in and out, without half a second for each start."""

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from cpcheck.cli import main


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """What a run came to."""

    code: int
    """Exit code."""
    stdout: str
    stderr: str

    @property
    def last_line(self) -> str:
        """Return the last line of standard error; empty where there is none."""
        return (self.stderr.strip().splitlines() or [""])[-1]


class _Bytes(io.BytesIO):
    """Keeps what was written when the stream around it is closed."""

    def close(self) -> None:
        """Stay open."""


def call(
    *arguments: str,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    program: Callable[[], None] = main,
) -> Ended:
    """Run the program in a folder, in a pipe, with nothing of a person's environment but the way to git; uncached."""
    own = {"HOME": str(cwd), "GIT_CONFIG_GLOBAL": os.devnull, "CPCHECK_CACHE_DIR": ""}
    environment = {"PATH": os.environ["PATH"], **own, **(env or {})}
    out, err = _Bytes(), _Bytes()
    streams = [io.TextIOWrapper(raw, encoding="utf-8", newline="") for raw in (out, err)]
    given = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8")), encoding="utf-8")
    with (
        _in_folder(cwd),
        patch.dict(os.environ, environment, clear=True),
        patch.object(sys, "argv", ["cpcheck", *arguments]),
        patch.object(sys, "stdin", given),
        redirect_stdout(streams[0]),
        redirect_stderr(streams[1]),
    ):
        code = _leave(program)
        for stream in streams:
            stream.flush()
    return Ended(code=code, stdout=out.getvalue().decode("utf-8"), stderr=err.getvalue().decode("utf-8"))


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _leave(program: Callable[[], None]) -> int:
    try:
        program()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    return 0
