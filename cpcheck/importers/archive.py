"""A Word file as the archive it is: measured before any of it is read, and without a document type in its XML."""

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from cpcheck.errors import DocumentError
from cpcheck.importers.bounds import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, MAX_XML, refuse

_OLD_OR_ENCRYPTED = b"\xd0\xcf\x11\xe0"
"""How Word 97 files, and Word files with a password, begin."""
_XML_SUFFIXES = (".xml", ".rels")
_PIECE = 1 << 20
"""Bytes that are unpacked at a time."""
_RATIO_FROM = 1 << 20
"""Bytes up to which a part may be as dense as it likes."""
_DOCUMENT_TYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C\0T\0Y\0P\0E|E\0N\0T\0I\0T\0Y)")
"""Where a document type or an entity is declared, in UTF-8 or in UTF-16: Office Open XML allows neither (ISO/IEC
29500-2, 9.1.4)."""
_OVERLAP = 64
"""Bytes of a piece that are looked at with the next one."""


def check_archive(path: str, raw: bytes) -> None:
    """Look through a Word file without keeping anything of it.

    Raises: DocumentError for what is no archive, is broken or encrypted, unpacks to more than a report could hold,
    or declares a document type.
    """
    if raw.startswith(_OLD_OR_ENCRYPTED):
        raise DocumentError(
            f"{path}: the file is encrypted, or in the format of Word 97; expected a .docx without password. "
            "Open it in a word processor and save it as .docx"
        )
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DocumentError(
            f"{path}: the file is no Word file; expected a .docx as a word processor saves it"
        ) from error
    _check_claims(path, parts)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            _check_contents(path, archive, parts)
    except (zipfile.BadZipFile, RuntimeError, ValueError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise DocumentError(
            f"{path}: the Word file is broken or has a password ({type(error).__name__}); "
            "open it in a word processor and save it again"
        ) from error


def _check_claims(path: str, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse by what the archive says of itself, before a byte is unpacked."""
    if len(parts) > MAX_PARTS:
        raise refuse(path, "the Word file has", MAX_PARTS, "parts")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refuse(path, "the Word file unpacks to", MAX_UNPACKED, "bytes")
    for part in parts:
        if _is_xml(part) and part.file_size > MAX_XML:
            raise refuse(path, "a part of the Word file unpacks to", MAX_XML, "bytes")
        if part.file_size > max(_RATIO_FROM, MAX_RATIO * part.compress_size):
            raise refuse(path, "a part of the Word file unpacks to", MAX_RATIO, "times its size")


def _check_contents(path: str, archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    """Unpack piece by piece, since an archive may say less than it holds."""
    total = 0
    for part in parts:
        size, before = 0, b""
        with archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                total += len(piece)
                if total > MAX_UNPACKED:
                    raise refuse(path, "the Word file unpacks to", MAX_UNPACKED, "bytes")
                if not _is_xml(part):
                    continue
                if size > MAX_XML:
                    raise refuse(path, "a part of the Word file unpacks to", MAX_XML, "bytes")
                if _DOCUMENT_TYPE.search(before + piece):
                    raise DocumentError(
                        f"{path}: a part of the Word file declares a document type or an entity; expected none. "
                        "Open it in a word processor and save it again"
                    )
                before = piece[-_OVERLAP:]


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(_XML_SUFFIXES)
