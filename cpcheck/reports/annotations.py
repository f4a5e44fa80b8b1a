"""What a tool that reads annotations is told: each remark at its place, and each thing that was looked at.

`assess` and `validate` both fill these records; one module for each format lays them out.
"""

from collections.abc import Iterable
from enum import StrEnum

from cpcheck.errors import Location
from cpcheck.records import record


class Level(StrEnum):
    """How much an annotation weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@record
class CodeMeaning:
    """One code that annotations can carry."""

    code: str
    """Stable: `CP107`, or `CP201` for an item that is not addressed."""
    name: str
    """In words joined by hyphens: `unlinked-evidence`."""
    level: Level
    title: str
    """One sentence."""
    text: str
    """What it means and how to mend it, as plain text of several lines."""


@record
class Annotation:
    """One message at one place."""

    code: str
    level: Level
    title: str
    """A few words: the code, and the id it is about."""
    message: str
    """What was found, what was expected, how to mend it; may have several lines."""
    location: Location
    """File as it was named on the command line, and the true line and column in it; the end where it is known."""
    state: str
    """Code of the state the file is about; empty where it is not known."""
    id: str
    """The item, element, fact or answer it is about; empty for a file as a whole."""
    fails: bool = False
    """Whether the run ends with exit code 1 or 2 because of it, among others."""
    accepted: str | None = None
    """Why it is accepted: the reason of a suppression or a waiver, or the baseline; None where it counts."""


@record
class Subject:
    """One thing that was looked at: an item by `assess`, a file by `validate`."""

    group: str
    """What it belongs to: `AZ CP(2025)01 on CP/Rec(2023)03`."""
    state: str
    """Code of the state it is about; empty where it is not known."""
    theme: str
    """Subject it is counted under; empty where there is none."""
    name: str
    """What a reader should see: `A2c Exemption from court fees`."""
    location: Location
    annotations: tuple[Annotation, ...]
    """Everything said about it."""
    could_assess: bool = True
    """Whether it could be looked at at all; False for a file that is not sound."""


@record
class AnnotatedRun:
    """One run of one command."""

    command: str
    """`assess`, `validate` or `diff`."""
    version: str
    """Of the program."""
    meanings: tuple[CodeMeaning, ...]
    """Every code that occurs or could have occurred, by code."""
    subjects: tuple[Subject, ...]
    """In the order they were looked at."""
    language: str = "en"
    """That its texts are in."""

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """Return every annotation once, in the order of the subjects."""
        return tuple(dict.fromkeys(note for subject in self.subjects for note in subject.annotations))


def sort_by_weight(annotations: Iterable[Annotation]) -> list[Annotation]:
    """Return annotations that count: those that fail the run first, then heaviest first, then by file and place."""
    levels = list(Level)
    counted = [note for note in annotations if note.accepted is None]
    return sorted(
        counted,
        key=lambda note: (
            not note.fails,
            levels.index(note.level),
            note.location.path,
            note.location.line or 0,
            note.location.column or 0,
            note.code,
        ),
    )
