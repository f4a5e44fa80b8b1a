"""A source document as every reader hands it on: numbered lines, each with its page."""

from dataclasses import dataclass

from cpcheck.model import Where


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a document."""

    number: int
    """Counted from 1."""
    page: int
    """Counted from 1; a form feed begins a new one."""
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A document's text."""

    name: str
    """The file as the user named it."""
    sha256: str
    """Of its bytes."""
    lines: tuple[Line, ...]

    def select(self, where: Where | None) -> tuple[Line, ...]:
        """Return the lines of a place, all lines where none is given."""
        return tuple(line for line in self.lines if where is None or _lies_in(line, where))


def _lies_in(line: Line, where: Where) -> bool:
    spans = ((line.number, where.lines), (line.page, where.pages))
    return all(span is None or span[0] <= number <= span[1] for number, span in spans)
