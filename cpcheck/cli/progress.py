"""How far a run is: a line on standard error once it lasts longer than a second, and the last word of a stopped one.

The line is drawn by Rich, which is imported only then, and only for a terminal.
"""

import sys
import time
from types import TracebackType
from typing import Any, Self

SHOWN_AFTER = 1.0
"""Seconds that a run may take without a word."""
_REDRAWN_EVERY = 0.1
"""Seconds from one drawing to the next."""


class Progress:
    """Counts the files of a run.

        with Progress(len(names), quiet=quiet) as progress:
            for ...:
                progress.advance(items=40)

    A run that is stopped from the keyboard says in its exception how far it got.
    """

    def __init__(self, files: int, *, quiet: bool) -> None:
        self._files = files
        self._done = 0
        self._items = 0
        self._began = self._drawn = time.monotonic()
        self._is_shown = not quiet and sys.stderr.isatty()
        self._line: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.stop()
        if isinstance(error, KeyboardInterrupt) and not error.args:
            error.args = (f"after {self._done} of {self._files} files",)

    def expect(self, files: int) -> None:
        """Count with further files: something has to be done again."""
        self._files += files

    def advance(self, *, items: int = 0) -> None:
        """Count one more file as done, and the items that it held."""
        self._done += 1
        self._items += items
        now = time.monotonic()
        if self._is_shown and now - self._began >= SHOWN_AFTER and now - self._drawn >= _REDRAWN_EVERY:
            self._drawn = now
            self._draw(now - self._began)

    def _draw(self, seconds: float) -> None:
        if self._line is None:
            self._line = _start_line()
            self._task = self._line.add_task("", speed="")
        speed = f"{self._done / seconds:,.0f} files/s"
        if self._items:
            speed += f", {self._items / seconds:,.0f} items/s"
        left = seconds / self._done * (self._files - self._done)
        self._line.update(
            self._task,
            completed=self._done,
            total=self._files,
            description=f"{self._done} of {self._files} files",
            speed=f"{speed}, {_word_time(left)} left",
        )
        self._line.refresh()


def _start_line() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Line

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[speed]}"))
    # no thread of its own: a process with one thread can be copied
    line = Line(*columns, console=Console(stderr=True), transient=True, auto_refresh=False, redirect_stdout=False)
    line.start()
    return line


def _word_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
