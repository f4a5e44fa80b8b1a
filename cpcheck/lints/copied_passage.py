"""Two answers that cover the same lines or pages.

A passage that serves several items is one answer that lists them all. Copied out for each item, its facts are coded
once for every copy, and a correction reaches only one. Passages meet on a page without sharing a word, so pages speak
only where no cut between the two could keep them apart, and only where lines are not given for both.

Make one answer of the two, list the items of both in it, and keep each fact once. Where the passages are truly
different, correct the first and last line so that each stands alone.

Flagged:

    answers:
      - {id: r1, items: [A1], where: {lines: [10, 14]}}
      - {id: r2, items: [A2], where: {lines: [14, 16]}}
    ---
    answers:
      - {id: r1, items: [A1], where: {pages: [3, 4]}}
      - {id: r2, items: [A2], where: {pages: [3, 4]}}

Not flagged:

    answers:
      - {id: r1, items: [A1, A2], where: {lines: [10, 14]}}
      - {id: r2, items: [A2], where: {lines: [15, 16]}}
    ---
    answers:
      - {id: r1, items: [A1], where: {pages: [3, 4]}}
      - {id: r2, items: [A2], where: {pages: [4, 4]}}
      - {id: r3, items: [A2], where: {pages: [4, 5]}}
"""

from collections.abc import Iterator
from itertools import islice

from cpcheck.lints.base import Coding, Lint, Remark, Severity, find_crowded
from cpcheck.model import Where

_MOST = 1000
"""Earlier answers of a crowd that an answer is compared with; no reply has so many that each overlap another."""


def check(coding: Coding) -> Iterator[Remark]:
    """Find each answer that covers part of an earlier one; the first such one is named."""
    answers = coding.response.answers
    crowd = sorted(find_crowded(answers, "lines") | find_crowded(answers, "pages"))
    for count, number in enumerate(crowd):
        later = answers[number]
        for earlier in (answers[place] for place in islice(crowd, min(count, _MOST))):
            if unit := _find_shared_unit(earlier.where, later.where):
                yield Remark(
                    id=later.id,
                    path=("answers", number, "where", unit),
                    message=f"{later.id} and {earlier.id} share {unit}; expected one answer with the items of both, "
                    "or places that do not overlap",
                )
                break


def _find_shared_unit(earlier: Where | None, later: Where | None) -> str | None:
    """Return `lines` or `pages` where two places overlap in them, None where they need not."""
    if earlier is None or later is None:
        return None
    if earlier.lines and later.lines:
        return "lines" if earlier.lines[0] <= later.lines[1] and later.lines[0] <= earlier.lines[1] else None
    if earlier.pages and later.pages:
        return "pages" if earlier.pages[0] < later.pages[1] and later.pages[0] < earlier.pages[1] else None
    return None


LINT = Lint(code="CP111", name="copied-passage", severity=Severity.WARNING, check=check, manual=__doc__)
