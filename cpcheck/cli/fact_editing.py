"""A fact in the person's own editor. What is typed stays in a file beside the response until it has been taken over."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from cpcheck.cli.outputs import write_file
from cpcheck.errors import DocumentError, OutputError
from cpcheck.model import Answer, Case, EvidenceType
from cpcheck.records import record
from cpcheck.reports.labels import Labels
from cpcheck.store.writing import write_comment

SUFFIX = ".edit"
"""Ends the name of a file with lines that are not taken over yet; it is no data file, so no command reads it."""
_CUT = "# ------------------------ >8 ------------------------"
"""What stands from here on is no part of the fact; git's own sign for it."""


@record
class EditFile:
    """Lines of one fact on their way from the editor into the response."""

    path: Path

    @property
    def exists(self) -> bool:
        """Tell whether an edit was begun and not taken over."""
        return self.path.is_file()

    def begin(self, lines: str, help_: Sequence[str]) -> None:
        """Write the lines to change, and under them what helps to change them. Raises: OutputError."""
        write_file(str(self.path), "\n".join([lines.rstrip("\n"), _CUT, *help_, "# vim: set filetype=yaml:"]) + "\n")

    def read(self) -> str:
        """Return the lines above the cut, without those at their end that are empty. Raises: DocumentError."""
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentError(f"{self.path}: what was typed cannot be read: {error}") from error
        return text.partition(_CUT)[0].rstrip() + "\n"

    def end(self) -> None:
        """Take the file away. Raises: OutputError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{self.path}: it cannot be taken away: {error.strerror or error}") from error


def name_edit(response: str, id: str) -> EditFile:  # noqa: A002 - a word of the data format
    """Return the file for the lines of one fact: `az-2025.yaml.r7.1.edit` beside the response."""
    real = Path(os.path.realpath(response))
    return EditFile(path=real.with_name(f"{real.name}.{id}{SUFFIX}"))


def list_edits(response: str) -> list[Path]:
    """Return the files of edits that were begun and not taken over."""
    real = Path(os.path.realpath(response))
    start = f"{real.name}."
    return sorted(path for path in real.parent.iterdir() if path.name.startswith(start) and path.name.endswith(SUFFIX))


def compose_help(answer: Answer, case: Case, passage: str, labels: Labels) -> Iterator[str]:
    """Yield comment lines that say what may be written: the passage, the elements, the types of evidence."""
    yield from write_comment(labels("review.edit"))
    elements = {
        element.id: element
        for item in case.recommendations.items
        if item.id in answer.items
        for element in item.elements
    }
    yield "#"
    for element in elements.values():
        yield from write_comment(f"{element.id} ({element.ask.value}): {element.asks}")
    yield "#"
    yield from write_comment(f"{labels('evidence.type')}: {', '.join(kind.value for kind in EvidenceType)}")
    if passage:
        yield "#"
        yield from write_comment(passage)


def compose_new_fact(answer: Answer) -> str:
    """Return the lines that a new fact of an answer begins with, under the next free id."""
    numbers = (fact.id.rpartition(".")[2] for fact in answer.evidence)
    number = 1 + max((int(digits) for digits in numbers if digits.isdecimal()), default=0)
    return f"id: {answer.id}.{number}\ntype:\nfact:\ndate:\nanchor:\nsupports: []\ncontext: []\n"
