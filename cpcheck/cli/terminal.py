"""Running text for a terminal: folded to its width, and in the marks that it has. A pipe gets each line whole."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator

from cpcheck.cli.options import needs_ascii
from cpcheck.errors import make_printable
from cpcheck.reports.ascii_marks import replace_marks

INDENT = "  "
"""By which folded text stands further in than its first line."""
HANG = "\0"
"""Stands in a line where its further rows are to begin, and is never printed; YAML lets no file hold it."""
NARROWEST = 40
"""Columns that are laid out for, whatever the terminal says."""


def fold_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines in which nothing steers a terminal, on one folded to its width, each under its own text."""
    width = max(shutil.get_terminal_size().columns, NARROWEST) if sys.stdout.isatty() else None
    is_plain = needs_ascii()
    for line in lines:
        before, hang, after = line.partition(HANG)
        text = make_printable(before + after)
        if is_plain:
            text = replace_marks(text)
        if width is None or len(text) <= width:
            yield text
            continue
        indent = len(before) if hang else len(text) - len(text.lstrip()) + len(INDENT)
        yield from textwrap.wrap(text, width, subsequent_indent=" " * indent, break_on_hyphens=False) or [""]
