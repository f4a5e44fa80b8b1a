"""Lists of Word files for the tests, as Word itself writes them: kinds of lists with levels, and lists of a kind."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

_KIND = 900
"""Numbers of kinds begin here: the template of python-docx has some of its own."""


class WordLists:
    """Adds lists to a Word file. A level is its format, what is printed, and further elements: `("decimal", "%1.")`."""

    def __init__(self, word: Any) -> None:
        self._root = word.part.numbering_part.element
        self._next = _KIND

    def add_kind(self, levels: Sequence[tuple[str, ...]], *, extra: str = "") -> int:
        """Add a kind of list, `w:abstractNum`, and return its number."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls, qn

        self._next += 1
        body = "".join(_write_level(place, *level) for place, level in enumerate(levels))
        kind = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._next}">'
            f'<w:multiLevelType w:val="multilevel"/>{extra}{body}</w:abstractNum>'
        )
        first = self._root.find(qn("w:num"))
        first.addprevious(kind)
        return self._next

    def add_list(self, kind: int, *, starts: Mapping[int, int] | None = None, levels: str = "") -> int:
        """Add a list of a kind, `w:num`, that begins anew at some levels, and return its number."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        self._next += 1
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in (starts or {}).items()
        )
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self._next}"><w:abstractNumId w:val="{kind}"/>'
                f"{overrides}{levels}</w:num>"
            )
        )
        return self._next


def _write_level(place: int, shape: str, text: str, extra: str = "", start: str = "1") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{shape}"/>{extra}'
        f"<w:lvlText w:val={quoteattr(text)}/></w:lvl>"
    )


def set_list(paragraph: Any, number: int, level: int = 0) -> Any:
    """Put a paragraph into a list."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph
