"""The pages of a PDF as PDFium sees them: words with their places, and the straight lines that are drawn."""

import ctypes
import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
"""Letters that type sets as one sign, such as `fi`, and the letters that they stand for."""
_HYPHEN = 2
"""What PDFium gives for a hyphen that divides a word at the end of a line."""
_SOFT_HYPHEN = 0xAD
_NO_LETTER = {0xFFFE, 0xFFFF, 0xFEFF, 0x200B}
_BOLD_NAMES = ("bold", "black", "heavy", "demi")
_FORCED_BOLD = 1 << 18
"""The flag of a font that is drawn bolder than its letters are (ISO 32000-1, table 123)."""
_STROKED = 2
"""The mode of text whose outline is drawn too: bold type made without a bold font (ISO 32000-1, table 106)."""
_TURNED = 0.2
"""Radians from which on text counts as turned: a watermark, a label along an edge."""
_THIN = 2.5
"""Points up to which a filled box is a line."""
_SHORTEST = 6.0
"""Points from which on a line may part cells; shorter ones are strokes of letters and ticks."""
_DEEPEST = 8
"""How far drawings inside drawings are followed."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them. Places are in points, from the left and from the foot of the page."""

    text: str
    left: float
    right: float
    base: float
    """Height of the line it stands on."""
    size: float
    """Of its type."""
    is_bold: bool
    is_joined: bool
    """Whether no space parts it from the word before: a raised figure, a change of type."""
    order: int
    """Place in the order in which the file draws its words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, upright or level."""

    at: float
    """Distance from the left of an upright one, from the foot of a level one."""
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    number: int
    words: tuple[Word, ...]
    uprights: tuple[Rule, ...]
    levels: tuple[Rule, ...]
    letters: int
    turned: str
    """Words that do not stand upright; they are left out."""


@dataclass(slots=True)
class _Growing:
    """A word, while it is read."""

    left: float
    base: float
    size: float
    is_bold: bool
    is_joined: bool
    last: int
    """Index of its last letter."""
    letters: list[str] = field(default_factory=list)


def read_page(page: "PdfPage", number: int, *, most: int) -> Page | None:
    """Return the words and lines of a page; None for one with more letters than `most`."""
    letters = _Letters(page)
    if letters.total > most:
        return None
    words = tuple(letters.read())
    uprights, levels = _read_rules(page, letters.turn) if words else ((), ())
    return Page(
        number=number,
        words=words,
        uprights=uprights,
        levels=levels,
        letters=letters.total,
        turned=" ".join("".join(letters.turned).split()),
    )


@dataclass(frozen=True, slots=True)
class _Turn:
    """How a page is turned before it is shown."""

    quarters: int
    width: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is shown."""
        if self.quarters == 1:
            return y, self.width - x
        if self.quarters == 2:
            return self.width - x, self.height - y
        if self.quarters == 3:
            return self.height - y, x
        return x, y


class _Letters:
    """Reads the letters of a page one by one, and puts them together to words."""

    def __init__(self, page: "PdfPage") -> None:
        import pypdfium2.raw as pdfium

        self._pdfium: Any = pdfium
        self._text: Any = page.get_textpage()
        self.total = self._text.count_chars()
        left, bottom, right, top = page.get_mediabox()
        self.turn = _Turn(page.get_rotation() // 90, left + right, bottom + top)
        self.turned: list[str] = []
        self._box = pdfium.FS_RECTF()
        self._origin = (ctypes.c_double(), ctypes.c_double())
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._kinds: dict[int, tuple[bool, float, bool]] = {}

    def read(self) -> Iterator[Word]:
        order = 0
        word: _Growing | None = None
        is_joined = False
        for index in range(self.total):
            letter = self._read_letter(index)
            if not letter.strip():
                if letter:
                    if word:
                        yield self._finish(word, order)
                        order += 1
                    word, is_joined = None, False
                continue
            is_bold, size, is_upright = self._find_kind(index)
            if not is_upright:
                self.turned.append(letter)
                continue
            left, base = self._find_origin(index)
            if word and (abs(word.base - base) > 0.1 * size or word.is_bold != is_bold or left < word.left - size):
                yield self._finish(word, order)
                order += 1
                word, is_joined = None, True
            if word is None:
                word = _Growing(left=left, base=base, size=size, is_bold=is_bold, is_joined=is_joined, last=index)
            word.letters.append(letter)
            word.last = index
        if word:
            yield self._finish(word, order)

    def _finish(self, word: _Growing, order: int) -> Word:
        return Word(
            text="".join(word.letters),
            left=word.left,
            right=self._find_right(word.last),
            base=word.base,
            size=word.size,
            is_bold=word.is_bold,
            is_joined=word.is_joined,
            order=order,
        )

    def _read_letter(self, index: int) -> str:
        """Return a letter; a space for whatever parts words; '' for what stands for nothing."""
        code = self._pdfium.FPDFText_GetUnicode(self._text, index)
        if code in _LIGATURES:
            return _LIGATURES[code]
        if code == _HYPHEN:
            return "-"
        if code == _SOFT_HYPHEN:
            return "\u00ad"
        if code in _NO_LETTER or 0xD800 <= code < 0xE000:
            return ""
        letter = chr(code)
        return " " if letter.isspace() or (code < 0x20) else letter

    def _find_origin(self, index: int) -> tuple[float, float]:
        """Return where the pen stands for a letter."""
        x, y = self._origin
        self._pdfium.FPDFText_GetCharOrigin(self._text, index, x, y)
        return self.turn.place(x.value, y.value)

    def _find_right(self, index: int) -> float:
        """Return where the pen stands after a letter."""
        box, turn = self._box, self.turn
        self._pdfium.FPDFText_GetLooseCharBox(self._text, index, box)
        return max(turn.place(x, y)[0] for x in (box.left, box.right) for y in (box.bottom, box.top))

    def _find_kind(self, index: int) -> tuple[bool, float, bool]:
        """Return whether a letter is bold, the size of its type, and whether it is upright."""
        drawn = self._pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(drawn, ctypes.c_void_p).value or -index - 1
        if key not in self._kinds:
            self._kinds[key] = self._read_kind(index, drawn)
        return self._kinds[key]

    def _read_kind(self, index: int, drawn: Any) -> tuple[bool, float, bool]:
        pdfium, text, matrix = self._pdfium, self._text, self._matrix
        size = pdfium.FPDFText_GetFontSize(text, index)
        is_upright = True
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            size *= math.hypot(matrix.c, matrix.d)
            (x, y), (x0, y0) = self.turn.place(matrix.a, matrix.b), self.turn.place(0, 0)
            is_upright = abs(math.atan2(y - y0, x - x0)) < _TURNED
        length = pdfium.FPDFText_GetFontInfo(text, index, self._name, len(self._name), self._flags)
        name = self._name.value.decode("latin-1").lower() if length else ""
        is_stroked = bool(drawn) and pdfium.FPDFTextObj_GetTextRenderMode(drawn) == _STROKED
        is_bold = is_stroked or any(part in name for part in _BOLD_NAMES)
        is_bold |= bool(length and self._flags.value & _FORCED_BOLD)
        return is_bold, size or 1.0, is_upright


def _read_rules(page: "PdfPage", turn: _Turn) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Return the upright and the level lines that are drawn on a page."""
    import pypdfium2.raw as pdfium

    uprights: list[Rule] = []
    levels: list[Rule] = []
    for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_DEEPEST):
        for (x1, y1), (x2, y2) in _read_strokes(drawn, turn):
            if abs(x1 - x2) <= _THIN and abs(y1 - y2) >= _SHORTEST:
                uprights.append(Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)))
            elif abs(y1 - y2) <= _THIN and abs(x1 - x2) >= _SHORTEST:
                levels.append(Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)))
    return tuple(uprights), tuple(levels)


def _read_strokes(drawn: Any, turn: _Turn) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the ends of the straight strokes of a path."""
    import pypdfium2.raw as pdfium

    matrix = drawn.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for index in range(min(pdfium.FPDFPath_CountSegments(drawn), _MOST_STROKES)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        place = turn.place(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = place
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield before, place
        before = place
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield before, start
            before = start


_MOST_STROKES = 2000
"""Strokes of a path that are looked at; a path with more is a picture."""
