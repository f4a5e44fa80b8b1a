"""The compressed streams of a PDF, measured before PDFium unpacks them into memory."""

import re
import zlib
from collections.abc import Iterator
from itertools import chain

from cpcheck.importers.bounds import MAX_PAGE_LETTERS, MAX_STREAM, MAX_UNPACKED, refuse

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 2048
"""Bytes before a stream in which its dictionary stands."""
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_PACKED_PIECE = 1 << 14
"""Bytes that are read at a time."""
_PIECE = 1 << 20
"""Bytes that are unpacked at a time."""
_LAYERS = 4
"""How often a stream may have been compressed again."""
_SHOWS = re.compile(rb"[)>\]]\s*(?:Tj|TJ|'|\")")
"""Where a string is shown (ISO 32000-1, table 109)."""
_OPERATORS = (b"Tj", b"TJ", b"'", b'"')
_STRING = re.compile(rb"\\.|[()]|<[0-9A-Fa-f\s]*>", re.DOTALL)
"""What opens and closes strings, or is one in hexadecimal digits."""
_LETTER_BYTES = 4
"""Bytes of a string that a letter takes at most, where fonts have two bytes for each."""
_HEADS = tuple(bytes((first, second)) for first in range(0x08, 0x80, 0x10) for second in range(256)
               if (first * 256 + second) % 31 == 0)  # fmt: skip
"""How data that zlib packed begins (RFC 1950, 2.2)."""


def check_streams(path: str, raw: bytes) -> None:
    """Refuse a PDF whose streams unpack to more than a report could hold. Raises: DocumentError.

    A stream is taken for compressed where zlib can read it, whatever the file says of it.
    """
    total = 0
    for start, is_picture in _find_streams(raw):
        size = 0
        shown = _Shown()
        for piece in _unpack_all(_read(raw, start)):
            size += len(piece)
            if shown.read(piece) > MAX_PAGE_LETTERS * _LETTER_BYTES:
                raise refuse(path, "a stream of the PDF shows", MAX_PAGE_LETTERS, "letters")
            if size > MAX_STREAM:
                raise refuse(path, "a stream of the PDF unpacks to", MAX_STREAM, "bytes")
            if not is_picture and total + size > MAX_UNPACKED:
                raise refuse(path, "the PDF unpacks to", MAX_UNPACKED, "bytes")
        total += 0 if is_picture else size


class _Shown:
    """Counts the bytes of a stream that stand in strings, as far as the stream shows strings at all."""

    def __init__(self) -> None:
        self._bytes = 0
        self._depth = 0
        self._is_shown = False

    def read(self, piece: bytes) -> int:
        """Take the next piece, and return how many bytes stood in strings so far: none before one was shown."""
        if not self._is_shown and any(sign in piece for sign in _OPERATORS):
            self._is_shown = bool(_SHOWS.search(piece))
        if not self._depth and b"(" not in piece and b"<" not in piece:
            return self._bytes if self._is_shown else 0
        begun = 0
        for found in _STRING.finditer(piece):
            sign = found[0]
            if sign == b"(":
                begun = begun if self._depth else found.start()
                self._depth += 1
            elif sign == b")" and self._depth:
                self._depth -= 1
                self._bytes += 0 if self._depth else found.end() - begun
            elif sign[:1] == b"<" and not self._depth:
                self._bytes += len(sign) // 2
            if self._bytes > MAX_PAGE_LETTERS * _LETTER_BYTES:
                break
        self._bytes += len(piece) - begun if self._depth else 0
        return self._bytes if self._is_shown else 0


def _find_streams(raw: bytes) -> Iterator[tuple[int, bool]]:
    """Yield where each compressed stream begins, and whether it says that it is a picture."""
    before = 0
    for found in _STREAM.finditer(raw):
        if raw.startswith(_HEADS, found.end()):
            head = raw[max(before, found.start() - _DICTIONARY) : found.start()]
            yield found.end(), bool(_IMAGE.search(head))
        before = found.end()


def _read(raw: bytes, start: int) -> Iterator[bytes]:
    for place in range(start, len(raw), _PACKED_PIECE):
        yield raw[place : place + _PACKED_PIECE]


def _unpack_all(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what pieces unpack to, and what that unpacks to where it was packed more than once."""
    for _ in range(_LAYERS):
        first = next(pieces, b"")
        pieces = chain((first,), pieces)
        if not first.startswith(_HEADS):
            break
        pieces = _unpack(pieces)
    yield from pieces


def _unpack(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what pieces unpack to, up to the end of what zlib packed, or to where it is broken."""
    packed = zlib.decompressobj()
    for piece in pieces:
        rest = piece
        while rest and not packed.eof:
            try:
                unpacked = packed.decompress(rest, _PIECE)
            except zlib.error:
                return
            if unpacked:
                yield unpacked
            rest = packed.unconsumed_tail
        if packed.eof:
            return
