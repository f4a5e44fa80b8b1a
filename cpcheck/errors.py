"""What can go wrong, and where.

    CpcheckError          everything the program refuses on purpose
    ├── DataError         a YAML file says something it must not: carries every problem found, each with its place
    ├── DocumentError     a source document cannot be read
    ├── MissingExtraError a package is not installed that one kind of document needs
    ├── OutputError       a report cannot be written
    └── UsageError        the command line, or a call of the library, asks for something that does not exist

Nothing here prints or exits: the command line maps these to an `ExitCode`.
"""

from collections.abc import Iterable
from enum import IntEnum
from itertools import islice
from typing import Any

from cpcheck.records import record

_COMPARED = 2000
"""Names that a wrong one is compared with; beyond these none is suggested."""
_LONGEST = 200
"""Characters of a wrong name that are compared."""
_LONGEST_MESSAGE = 2000
"""Characters of a message that are shown; a file can hold a key of any length."""


class ExitCode(IntEnum):
    """What the shell is told. The numbers are a promise: no option changes them."""

    OK = 0
    """Ran, and every gate that was asked for is met."""
    GATE_NOT_MET = 1
    """Ran, and something that was checked for does not hold."""
    BAD_INPUT = 2
    """A file, a reference or an option is wrong."""
    BUG = 3
    """The program itself failed."""
    INTERRUPTED = 130
    """Stopped from the keyboard."""


@record
class Location:
    """A place in a file that a person can jump to."""

    path: str
    """The file as the user named it; `<stdin>` for standard input."""
    line: int | None = None
    """Counted from 1; None for the file as a whole."""
    column: int | None = None
    """Counted from 1 in code points, as editors count."""
    end_line: int | None = None
    """Line that the value ends on; None where the end is not known."""
    end_column: int | None = None
    """Column after its last character; None where the end is not known."""

    def __str__(self) -> str:
        place = [self.path, self.line, self.column]
        return make_printable(":".join(str(part) for part in place if part is not None))


@record
class Problem:
    """One thing wrong in one place."""

    location: Location
    """Where."""
    message: str
    """What was found, what was expected, and the nearest right value; on one line, whatever the file held."""

    def __post_init__(self) -> None:
        """Keep it to a length, and show characters that would steer a terminal or break the line by their number."""
        if len(self.message) > _LONGEST_MESSAGE:
            object.__setattr__(self, "message", f"{self.message[:_LONGEST_MESSAGE]}…")
        if not self.message.isprintable():
            object.__setattr__(self, "message", make_printable(self.message))

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


def make_printable(text: str) -> str:
    """Return text on one line, with each character that cannot be printed shown as Python would write it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


class CpcheckError(Exception):
    """Anything the program refuses on purpose. Its text can be shown as it is."""

    exit_code = ExitCode.BAD_INPUT


class DataError(CpcheckError):
    """One or more YAML files cannot be used. All their problems are here, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it cross from one process to another."""
        return DataError, (self.problems,)


class DocumentError(CpcheckError):
    """A source document cannot be read."""


class MissingExtraError(CpcheckError):
    """A package is not installed that one kind of document needs; an extra of cpcheck brings it."""

    def __init__(self, what: str, *, package: str, extra: str) -> None:
        super().__init__(
            f"{what} needs {package}, which is not installed; install it with: pip install 'cpcheck[{extra}]'"
        )
        self._named = (what, package, extra)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it cross from one process to another."""
        return _restore_missing_extra, self._named


def _restore_missing_extra(what: str, package: str, extra: str) -> MissingExtraError:
    return MissingExtraError(what, package=package, extra=extra)


class OutputError(CpcheckError):
    """A report cannot be written where it was asked for."""


class UsageError(CpcheckError):
    """An option or a name does not exist, or does not go together with another."""


def name_nearest(found: object, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return `; did you mean "x"?` for the known value closest to `found`, or an empty string.

    Capitals make no difference. `cutoff`, from 0 to 1, is how alike the two must be; 0.6 is difflib's own default.
    """
    from difflib import get_close_matches

    by_lower = {name.lower(): name for name in islice(known, _COMPARED)}
    close = get_close_matches(str(found)[:_LONGEST].lower(), by_lower, n=1, cutoff=cutoff)
    return f'; did you mean "{by_lower[close[0]]}"?' if close else ""
