"""Pages read back by a parser that insists on every tag being closed where it should be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cpcheck.reports.templates import strip_controls

VOID = {"meta", "br", "link", "img", "hr", "input"}
"""Tags that are never closed."""


@dataclass
class Node:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Return this element and all inside it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def find(self, *tags: str) -> list["Node"]:
        """Return the elements inside with one of the tags."""
        return [node for node in self.walk() if node.tag in tags]

    @property
    def text(self) -> str:
        """Return all text inside, with single spaces."""
        parts = (child.text if isinstance(child, Node) else child for child in self.children)
        return squeeze(" ".join(parts))

    @property
    def exact(self) -> str:
        """Return all text inside with single spaces, and none added between elements."""
        return squeeze("".join(child.exact if isinstance(child, Node) else child for child in self.children))


class Reader(HTMLParser):
    """Reads a page and insists that every tag is closed where it should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root", {})
        self.open = [self.root]
        self.declarations: list[str] = []

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.declarations.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep text where it stands."""
        self.open[-1].children.append(data)


def squeeze(text: str) -> str:
    return " ".join(text.split())


def read(page: str) -> Node:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root]
    assert reader.declarations == ["DOCTYPE html"]
    return reader.root


def shown(value: str) -> str:
    """Return a value as a page shows it."""
    return squeeze(strip_controls(value))
