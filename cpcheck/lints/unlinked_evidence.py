"""Evidence that is linked to no element.

A fact counts only where it supports an element, speaks against one or is context for one. Without a link it is read by
nobody and decides nothing.

Link it to the elements it bears on; where it bears on none, as context to the element it is offered for.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call since 2024., date: 2024}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call since 2024., date: 2024, context: [A1.staff]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Find facts without any link."""
    for fact, _, path in coding.list_facts():
        if not fact.linked_elements:
            yield Remark(
                id=fact.id,
                path=(*path, "id"),
                message=f"{fact.id} is linked to no element, so it counts for nothing; "
                "expected supports:, against: or context:",
            )


LINT = Lint(code="CP107", name="unlinked-evidence", severity=Severity.WARNING, check=check, manual=__doc__)
