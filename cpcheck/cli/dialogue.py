"""Asking a person: one line in, one line out, on standard error, so that standard output stays for data."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from cpcheck.errors import OutputError, UsageError, make_printable


class Dialogue(Protocol):
    """A person to ask."""

    width: int
    """Columns to fold text to."""

    def show(self, text: str) -> None:
        """Show text that ends with a line break."""

    def ask(self, prompt: str) -> str | None:
        """Return the line that is typed, without spaces around it; None where nothing more will come."""

    def open_editor(self, path: Path) -> None:
        """Open a file in the person's editor and return when it is closed. Raises: OutputError."""


class Terminal:
    """The terminal that the program runs on."""

    def __init__(self, width: int) -> None:
        self.width = width

    def show(self, text: str) -> None:
        """Show text on standard error."""
        sys.stderr.write(text)
        sys.stderr.flush()

    def ask(self, prompt: str) -> str | None:
        """Read a line from standard input."""
        self.show(f"{prompt} ")
        line = sys.stdin.readline()
        if not line:
            self.show("\n")
            return None
        return line.strip()

    def open_editor(self, path: Path) -> None:
        """Run `$VISUAL`, `$EDITOR` or `vi` on a file, on this terminal.

        Raises: OutputError where it cannot be started, or says that it failed.
        """
        command = choose_editor()
        try:
            done = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor
        except OSError as error:
            named = make_printable(command[0])
            raise OutputError(
                f'the editor "{named}" cannot be started: {error.strerror or error}; expected EDITOR to name one'
            ) from error
        if done.returncode:
            raise OutputError(f'the editor "{make_printable(command[0])}" ended with code {done.returncode}')


def choose_editor() -> list[str]:
    """Return the command that the environment names as editor, in words; `vi` where it names none.

    Raises: UsageError where it cannot be split into words.
    """
    name = next((name for name in ("VISUAL", "EDITOR") if os.environ.get(name, "").strip()), None)
    if name is None:
        return ["vi"]
    try:
        return shlex.split(os.environ[name])
    except ValueError as error:
        raise UsageError(
            f"{name} is {make_printable(os.environ[name])}, which has no closing quotation mark; "
            "expected a command, such as nano"
        ) from error


def open_terminal(width: int) -> Terminal | None:
    """Return the terminal, where a person sits at both ends of it."""
    is_there = sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()
    return Terminal(width) if is_there else None
