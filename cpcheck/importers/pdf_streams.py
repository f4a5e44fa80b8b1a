"""The compressed streams of a PDF, measured before PDFium unpacks them into memory."""

import re
import zlib
from collections.abc import Iterator
from itertools import chain

from cpcheck.importers.bounds import MAX_STREAM, MAX_UNPACKED, refuse

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
        for piece in _unpack_all(_read(raw, start)):
            size += len(piece)
            if size > MAX_STREAM:
                raise refuse(path, "a stream of the PDF unpacks to", MAX_STREAM, "bytes")
            if not is_picture and total + size > MAX_UNPACKED:
                raise refuse(path, "the PDF unpacks to", MAX_UNPACKED, "bytes")
        total += 0 if is_picture else size


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
