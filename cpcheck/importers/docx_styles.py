"""What the styles of a Word file say of its paragraphs: headings, bold type, lists, tables of contents."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cpcheck.records import record

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_MAX_STYLES = 20
"""How far styles that rest on each other are followed."""
_OFF = ("0", "false", "off", "none")
_BODY_LEVEL = 9
"""The outline level of text that is no heading (ECMA-376, 17.3.1.20)."""


@record
class Style:
    """A paragraph style, together with those it rests on."""

    id: str
    name: str
    """As Word names it in English, in small letters: `heading 1`, `list bullet 2`."""
    heading: int
    """Level of a heading; a title has 1, other paragraphs 0."""
    is_bold: bool
    is_contents: bool
    """Whether it is that of an entry in a table of contents."""
    names: tuple[str, ...]
    """Its name, and those of the styles it rests on."""
    lists: tuple[Any, ...]
    """The `w:numPr` elements, nearest first, each after the id of the style that has it."""


class Styles:
    """Looks up each style once."""

    def __init__(self, word: "WordDocument") -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        nodes = word.styles.element.findall(qn("w:style"))
        self._nodes = {node.get(qn("w:styleId")): node for node in nodes}
        self._default = next(
            (
                node.get(qn("w:styleId"))
                for node in nodes
                if node.get(qn("w:type")) == "paragraph" and node.get(qn("w:default")) not in (None, *_OFF)
            ),
            "",
        )
        self._known: dict[str, Style] = {}

    def find(self, paragraph: Any) -> Style:
        """Return the style of a `w:p` element; that of all paragraphs where it names none that there is."""
        named = paragraph.find(f"{self._qn('w:pPr')}/{self._qn('w:pStyle')}")
        id_ = named.get(self._qn("w:val")) if named is not None else self._default
        id_ = id_ if id_ in self._nodes else self._default
        if id_ not in self._known:
            self._known[id_] = self._read(id_)
        return self._known[id_]

    def is_bold_run(self, run: Any, style: Style) -> bool:
        """Tell whether a `w:r` element is in bold type, by itself, by its own style, or by that of its paragraph."""
        qn = self._qn
        properties = run.find(qn("w:rPr"))
        own = self._read_switch(properties, "w:b")
        if own is not None:
            return own
        named = properties.find(qn("w:rStyle")) if properties is not None else None
        for node in self._follow(named.get(qn("w:val")) if named is not None else ""):
            switch = self._read_switch(node.find(qn("w:rPr")), "w:b")
            if switch is not None:
                return switch
        return style.is_bold

    def find_heading(self, paragraph: Any, style: Style) -> int:
        """Return the level of a heading, by its style or its own outline level; 0 for other paragraphs."""
        return style.heading or self._read_outline(paragraph)

    def _read(self, id_: str) -> Style:
        qn = self._qn
        chain = list(self._follow(id_))
        names = tuple(self._name(node) for node in chain)
        switches = [self._read_switch(node.find(qn("w:rPr")), "w:b") for node in chain]
        lists = [
            (node.get(qn("w:styleId")), node.find(f"{qn('w:pPr')}/{qn('w:numPr')}"))
            for node in chain
            if node.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        ]
        return Style(
            id=id_,
            name=names[0] if names else "",
            heading=self._find_level(chain, names),
            is_bold=next((switch for switch in switches if switch is not None), False),
            is_contents=any(_has_number(name, "toc ") or _has_number(name, "contents ") for name in names),
            names=names,
            lists=tuple(lists),
        )

    def _follow(self, id_: str) -> Iterator[Any]:
        """Yield the element of a style and those it rests on."""
        qn = self._qn
        for _ in range(_MAX_STYLES):
            node = self._nodes.get(id_)
            if node is None:
                return
            yield node
            based = node.find(qn("w:basedOn"))
            id_ = based.get(qn("w:val")) if based is not None else ""

    def _name(self, node: Any) -> str:
        name = node.find(self._qn("w:name"))
        return str(name.get(self._qn("w:val")) or "").casefold() if name is not None else ""

    def _find_level(self, chain: list[Any], names: tuple[str, ...]) -> int:
        for node, name in zip(chain, names, strict=True):
            if name in ("title", "titre"):
                return 1
            for prefix in ("heading ", "titre "):
                if _has_number(name, prefix):
                    return int(name.removeprefix(prefix))
            if level := self._read_outline(node):
                return level
        return 0

    def _read_outline(self, node: Any) -> int:
        outline = node.find(f"{self._qn('w:pPr')}/{self._qn('w:outlineLvl')}")
        value = outline.get(self._qn("w:val")) if outline is not None else None
        return int(value) + 1 if value is not None and value.isdigit() and int(value) < _BODY_LEVEL else 0

    def _read_switch(self, properties: Any, name: str) -> bool | None:
        """Return whether a property is on; None where nothing is said of it."""
        found = properties.find(self._qn(name)) if properties is not None else None
        return None if found is None else found.get(self._qn("w:val")) not in _OFF


def _has_number(name: str, prefix: str) -> bool:
    return name.startswith(prefix) and name.removeprefix(prefix).strip().isdigit()
