"""Report documents that mean harm, made by hand: Word files and PDFs that no library would write."""

import io
import zipfile
import zlib
from collections.abc import Mapping

from tests.test_import import REPORT

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def write_body(body: str, *, head: str = "", encoding: str = "UTF-8") -> bytes:
    """Return the main part of a Word file."""
    root = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{head}{root}'
    return text.encode(encoding)


def write_paragraphs(text: str) -> str:
    """Return the paragraphs of a text."""
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())


def write_word(document: bytes | None = None, **parts: bytes) -> bytes:
    """Return a Word file with a main part, and parts beside it under names with `__` for a slash."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", write_body(write_paragraphs(REPORT)) if document is None else document)
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return raw.getvalue()


def write_crowd(entries: int) -> bytes:
    """Return a Word file of so many empty parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for number in range(entries):
            archive.writestr(f"{number}.bin", b"")
    return raw.getvalue()


def understate(raw: bytes, size: int) -> bytes:
    """Return an archive whose directory says that each of its parts of some size has 10 bytes."""
    return raw.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))


def write_pdf(content: bytes, *, filters: bytes = b"/FlateDecode", pages: int = 1, more: bytes = b"") -> bytes:
    """Return a PDF whose pages all show one stream."""
    kids = b" ".join(b"%d 0 R" % (5 + number) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Filter " + filters + b"/Length %d>>\nstream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
            for _ in range(pages)
        ],
    ]
    raw, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, more, len(raw))
    return raw + head + table + tail


def show(*lines: str) -> bytes:
    """Return a page's stream that shows some lines."""
    shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode() for line in lines)
    return zlib.compress(b"BT /F1 11 Tf 72 700 Td " + shown + b"ET", 9)


def nest_archives(content: bytes, times: int) -> bytes:
    """Return bytes that were compressed so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def list_files(parts: Mapping[str, bytes | str]) -> dict[str, bytes]:
    """Return contents as bytes."""
    return {
        name: part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        for name, part in parts.items()
    }
