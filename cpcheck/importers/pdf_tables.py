"""A page as lines of text and rows of tables, from the top down; a table is read cell by cell."""

from collections.abc import Sequence

from cpcheck.importers.pdf_gaps import find_gap_tables, go_on
from cpcheck.importers.pdf_grids import find_grids
from cpcheck.importers.pdf_lines import PageLine, build_lines
from cpcheck.importers.pdf_pages import Page
from cpcheck.importers.pdf_rows import Region, TableRow, read_rows


def split_page(page: Page, lines: Sequence[PageLine], carried: TableRow | None = None) -> list[PageLine | TableRow]:
    """Return the lines and table rows of a page, from the top down.

    `lines` are those that are part of the text; `carried` is the row that the page before ends with, if it does.
    """
    parts: list[PageLine | TableRow] = []
    regions: list[Region] = []
    rest = [word for line in lines for word in line.words]
    for region in find_grids(page, rest):
        regions.append(region)
        taken = {id(word) for word in region.words}
        rest = [word for word in rest if id(word) not in taken]
    plain = build_lines(rest, page.number)
    above = [(grid.edges, min(word.base for word in grid.words)) for grid in regions]
    if carried is not None:
        above.append((carried.edges, max((line.base for line in plain), default=0.0) + 1))
    for edges, foot in above:
        for region, used in go_on([line for line in plain if line.base < foot], page, edges):
            regions.append(region)
            plain = [line for line in plain if line not in used]
    known = [edge for edges, _ in above for edge in edges]
    for region, used in find_gap_tables(plain, page, known):
        regions.append(region)
        plain = [line for line in plain if line not in used]
    for number, region in enumerate(regions, 1):
        parts += read_rows(region, page.number, number)
    return sorted([*parts, *plain], key=lambda part: -(part.top if isinstance(part, TableRow) else part.base))
