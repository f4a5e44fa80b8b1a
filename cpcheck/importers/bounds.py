"""How much a report document may hold: what is more is refused by the name of the bound.

Each bound is many times what a report of a state needs. Archives and compressed streams are measured before anything
of them is read.
"""

import re

from cpcheck.errors import DocumentError

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a Word or PDF file; a report of 100 pages has about 2,000,000."""
MAX_TEXT_BYTES = 8 * 1024 * 1024
"""Bytes of a plain text document; a report of 100 pages has about 300,000."""
MAX_LINES = 100_000
"""Lines of a document; a report of 100 pages has about 5,000."""
MAX_LINE = 60_000
"""Characters of one line, paragraph or table row; a long answer in one paragraph has some 20,000, and demands are taken
apart by looking back from each verb."""
MAX_RUN = 1000
"""Characters in a row that are all spaces or all none, in one line; patterns look at each such run from every place
in it. A row of dots in a table of contents has about 150, a long address 300."""
MAX_BLOCKS = 50_000
"""Paragraphs, headings, list entries and table rows of a document; a report of 100 pages has about 2,000."""
MAX_UNPACKED = 128 * 1024 * 1024
"""Bytes that a Word file, or the streams of a PDF that are no pictures, may unpack to; a report has about 3,000,000."""
MAX_PARTS = 5000
"""Files that a Word file may hold; each picture is one."""
MAX_XML = 24 * 1024 * 1024
"""Bytes that one XML part of a Word file may unpack to; the text of 100 pages has about 2,000,000."""
MAX_RATIO = 200
"""How many times its packed size a part of a Word file may unpack to, from a megabyte on; XML reaches about 30."""
MAX_STREAM = 64 * 1024 * 1024
"""Bytes that one stream of a PDF may unpack to, a picture included."""
MAX_PAGES = 2000
"""Pages of a PDF; a report has 20 to 200."""
MAX_PAGE_LETTERS = 100_000
"""Letters on one page of a PDF; a printed page has about 3,000."""
MAX_LETTERS = 5_000_000
"""Letters on all pages of a PDF."""


_RUN = re.compile(r"\s+|\S+")


def find_run(text: str) -> bool:
    """Tell whether a line has more characters in a row than it may."""
    return len(text) > MAX_RUN and any(run.end() - run.start() > MAX_RUN for run in _RUN.finditer(text))


def refuse(path: str, found: str, bound: int, unit: str, *, line: int | None = None) -> DocumentError:
    """Return the error for a document that passes a bound, at its line where it has one."""
    place = path if line is None else f"{path}:{line}"
    amount = f"{bound // 1024 // 1024} MB" if unit == "bytes" else f"{bound} {unit}"
    return DocumentError(f"{place}: {found} more than {amount}; expected a smaller one")
