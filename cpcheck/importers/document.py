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

    @property
    def has_pages(self) -> bool:
        """Tell whether its pages can be told apart."""
        return any(line.page > 1 for line in self.lines)

    def select(self, where: Where) -> tuple[Line, ...]:
        """Return the lines of a place. Pages make no difference where they cannot be told apart."""
        pages = where.pages if self.has_pages else None
        return tuple(line for line in self.lines if _lies_in(line.number, where.lines) and _lies_in(line.page, pages))


def _lies_in(number: int, span: tuple[int, int] | None) -> bool:
    return span is None or span[0] <= number <= span[1]
