"""What a run inside GitHub Actions tells its surroundings: annotations, the step summary, and outputs.

The runner takes lines of either stream for commands, so text that may hold words of a file is wrapped, or made inert.
"""

import io
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cpcheck.errors import OutputError
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.reports.annotations import AnnotatedRun

NoAnnotationsOption = Annotated[
    bool,
    typer.Option(
        "--no-annotations", help="In GitHub Actions: print no annotations, and write no step summary and no outputs."
    ),
]


def is_in_actions() -> bool:
    """Tell whether the program runs in a step of GitHub Actions, or of what does as it does."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


class InertStream(io.TextIOBase):
    """Standard error in Actions: messages can hold words of a file, and none of them is to be taken for a command."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        """Where the lines go."""

    def write(self, text: str) -> int:
        """Write text in which the runner finds no command."""
        from cpcheck.reports.github import neutralise

        self.stream.write(neutralise(text))
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        self.stream.flush()


@record
class Surroundings:
    """Where a run takes place, as far as it changes what is printed."""

    tells: bool
    """Whether annotations are printed unasked, and the step summary and the outputs written."""
    wanted: str | None
    """The format asked for with `-f`."""

    @classmethod
    def read(cls, wanted: str | None, *, refused: bool) -> "Surroundings":
        """Read them from the environment; who asks for the format `github` is taken to be there, unless he refuses."""
        return cls(tells=not refused and (is_in_actions() or wanted == "github"), wanted=wanted)

    def wrap(self, text: str) -> str:
        """Return text for standard output, so that the runner takes nothing in it for a command."""
        if not self.tells or self.wanted is not None:
            return text
        from cpcheck.reports.github import wrap_echo

        return wrap_echo(text)

    def annotate(self, compose: Callable[[], "AnnotatedRun"]) -> None:
        """Print annotations: after the text, or on standard error where another format has standard output.

        `compose` is asked only where they are printed: it looks up the place of everything that they speak of.
        """
        if self.tells and self.wanted != "github":
            write_annotations(compose(), sys.stdout if self.wanted is None else sys.stderr)

    def append_summary(self, compose: Callable[[int], str]) -> None:
        """Append to the step summary what `compose` makes of the bytes that are left in it."""
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if path and self.tells:
            from cpcheck.reports.step_summary import MAX_BYTES

            file = Path(path)
            _append(file, compose(max(0, MAX_BYTES - (file.stat().st_size if file.exists() else 0))))

    def append_outputs(self, values: Mapping[str, str | int]) -> None:
        """Write the outputs of the step, each value a word or a number of ours."""
        path = os.environ.get("GITHUB_OUTPUT")
        if path and self.tells:
            _append(Path(path), "".join(f"{name}={value}\n" for name, value in values.items()))


def write_annotations(run: "AnnotatedRun", stream: TextIO) -> None:
    """Write workflow commands, which the runner is meant to find."""
    from cpcheck.reports import render_run

    raw = stream.stream if isinstance(stream, InertStream) else stream
    raw.write(render_run(run, "github"))
    raw.flush()


def print_text(text: str) -> None:
    """Print text for people; in Actions so that the runner takes nothing in it for a command."""
    sys.stdout.write(Surroundings.read(None, refused=False).wrap(text))


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise OutputError(f"{file}: it cannot be written: {error.strerror or error}") from error


def find_root() -> Path:
    """Return the folder that annotations name files from: the root of the repository around the working folder."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
