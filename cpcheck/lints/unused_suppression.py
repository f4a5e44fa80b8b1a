"""A suppression that suppresses nothing.

What it was written for has been mended, or its code or id is wrong. Left in the file it would hide a later mistake.

Take it out, or correct its code or id.

Flagged:

    suppress:
      - {code: CP107, id: r9.9, reason: offered as background}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: practice
            fact: Interpreters are on call since 2024.
            date: 2024
            suppress: [{code: CP107, reason: to be linked when A1 has been cut anew}]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Name the suppressions that the other lints left unused."""
    for suppression, path, in_set in coding.unused:
        about = f" of {suppression.id}" if suppression.id else ""
        yield Remark(
            id=suppression.id or suppression.code,
            path=(*path, "code"),
            message=f"nothing is left for this suppression of {suppression.code}{about}; expected it to be taken out",
            in_set=in_set,
        )


LINT = Lint(code="CP120", name="unused-suppression", severity=Severity.WARNING, check=check, manual=__doc__)
