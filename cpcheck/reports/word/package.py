"""The file around a Word report: its parts, their styles and settings, what it says of itself, and its bytes.

python-docx brings the package of an empty document. What that holds of a foreign machine, and a picture of an empty
page, is taken out; styles, lists and settings are those beside this module.
"""

import datetime as dt
import struct
import zipfile
from base64 import b64decode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Cm, Emu, Twips

from cpcheck.errors import UsageError
from cpcheck.records import record
from cpcheck.reports.inert import make_plain
from cpcheck.reports.word.pieces import TEXT_WIDTH, make

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement as Node
    from docx.section import Section

ZIP_DAY = (1980, 1, 1, 0, 0, 0)
"""Of every entry of the file: the first that a zip file can tell. The clock is not asked."""
PROPERTY_LETTERS = 255
"""Letters that a property of a document can hold (python-docx; Office shows no more)."""
_PAGE = (11906, 16838)
"""A4, in twentieths of a point."""
_MARGIN = (_PAGE[0] - TEXT_WIDTH) // 2
_LOGO = (Cm(6), Cm(2))
"""Width and height of a logo at most."""
_UNREADABLE = (
    *(InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError),
    *(LookupError, ValueError, ZeroDivisionError, struct.error),
)
"""What python-docx raises for a picture that is broken."""
_FOREIGN = frozenset(
    {
        *("stylesWithEffects", "customXml", "fontTable", "webSettings", "theme"),
        *("thumbnail", "extended-properties"),
    }
)
"""Parts of the empty document that are not wanted, by the last word of their relation."""


@record
class Description:
    """What a document says of itself."""

    title: str
    subject: str
    comments: str
    region: str
    """Language of its words, with the country: `en-GB`."""
    day: dt.date
    """Of its making: that of the assessment."""


def open_document(description: Description) -> "WordDocument":
    """Return an empty document on A4, with the styles, the language and the description of a report."""
    document = Document()
    _drop_foreign(document)
    for relation, name in (("styles", "styles"), ("numbering", "numbering"), ("settings", "settings")):
        part = next(found for found in document.part.rels.values() if _name(found.reltype) == relation).target_part
        _fill(part.element, name, description.region)
    lay_out(document.sections[0])
    _describe(document, description)
    return document


def lay_out(section: "Section") -> None:
    """Put a section on A4."""
    section.page_width, section.page_height = (Twips(length) for length in _PAGE)
    section.left_margin = section.right_margin = Twips(_MARGIN)
    section.top_margin = section.bottom_margin = Twips(_MARGIN + 200)
    section.header_distance = section.footer_distance = Twips(600)


def set_running_lines(section: "Section", head: Iterable["Node"], foot: Iterable["Node"]) -> None:
    """Give a section its own lines at the head and the foot of each page."""
    for story, lines in ((section.header, head), (section.footer, foot)):
        story.is_linked_to_previous = False
        root = story.part.element
        root[:] = list(lines)


def read_picture(address: str) -> bytes | None:
    """Return the bytes of a picture that a `data:` address holds; None where Word cannot show its kind (SVG)."""
    kind, _, text = address.partition(";base64,")
    return None if kind == "data:image/svg+xml" else b64decode(text)


def make_picture(document: "WordDocument", picture: bytes, *, text: str) -> "Node":
    """Return a paragraph with a picture no larger than a logo; `text` is for who does not see it.

    Raises: UsageError for a picture that cannot be read.
    """
    try:
        shown, picture_of = document.part.get_or_add_image(BytesIO(picture))
        width, height = (float(length) for length in picture_of.scaled_dimensions(None, None))
    except _UNREADABLE as error:
        raise UsageError(f"report.logo: Word cannot show this picture ({type(error).__name__})") from error
    factor = min(1.0, _LOGO[0] / width, _LOGO[1] / height)
    inline = CT_Inline.new_pic_inline(
        document.part.next_id, shown, "logo", Emu(int(width * factor)), Emu(int(height * factor))
    )
    inline.docPr.set("descr", make_plain(text))
    for side in ("T", "B", "L", "R"):
        inline.set(f"dist{side}", "0")
    return make("p", make("r", make("drawing", inline)))


def append(document: "WordDocument", blocks: Iterable["Node"]) -> None:
    """Add paragraphs and tables at the end of a document, inside its last section."""
    end = document.element.body.sectPr
    for block in blocks:
        end.addprevious(block)


def save(document: "WordDocument") -> bytes:
    """Return the bytes of a document, the same for the same content."""
    raw, even = BytesIO(), BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as found, zipfile.ZipFile(even, "w") as written:
        for entry in found.infolist():
            same = zipfile.ZipInfo(entry.filename, ZIP_DAY)
            same.compress_type, same.create_system = zipfile.ZIP_DEFLATED, 0
            written.writestr(same, found.read(entry))
    return even.getvalue()


def _name(relation_type: str) -> str:
    return relation_type.rpartition("/")[2]


def _drop_foreign(document: "WordDocument") -> None:
    for relations in (document.part.rels, document.part.package.rels):
        for name in [name for name, found in relations.items() if _name(found.reltype) in _FOREIGN]:
            del relations[name]


def _fill(root: "Node", name: str, region: str) -> None:
    """Put our own content in the place of a part's."""
    own = parse_xml((Path(__file__).parent / f"{name}.xml").read_bytes())
    for language in (*own.iter(qn("w:lang")), *own.iter(qn("w:themeFontLang"))):
        language.set(qn("w:val"), region)
    root[:] = list(own)


def _describe(document: "WordDocument", description: Description) -> None:
    day = dt.datetime.combine(description.day, dt.time())
    properties = document.core_properties
    properties.title = make_plain(description.title)[:PROPERTY_LETTERS]
    properties.subject = make_plain(description.subject)[:PROPERTY_LETTERS]
    properties.comments = make_plain(description.comments)[:PROPERTY_LETTERS]
    properties.language = description.region
    properties.author = properties.last_modified_by = "cpcheck"
    properties.created = properties.modified = day
    properties.revision = 1
