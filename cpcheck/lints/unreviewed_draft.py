"""An answer whose coding nobody has read.

What is coded in a draft counts like everything else, and every verdict that rests on it carries the flag `draft`. A
report is ready to be handed over when a person has compared each coding with its passage.

`cpcheck review FILE` walks through the facts of each draft beside its passage. Or read and mend the file by hand, and
then write `status: reviewed`.

Flagged:

    answers:
      - {id: r1, items: [A1], evidence: [], review: {status: draft}}

Not flagged:

    answers:
      - {id: r1, items: [A1], evidence: [], review: {status: reviewed}}
      - {id: r2, items: [A2], evidence: []}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import ReviewStatus


def check(coding: Coding) -> Iterator[Remark]:
    """Find answers that are still drafts."""
    for number, answer in enumerate(coding.response.answers):
        if answer.review is ReviewStatus.DRAFT:
            yield Remark(
                id=answer.id,
                path=("answers", number, "review"),
                message=f"the coding of {answer.id} is a draft that nobody has read; "
                "expected status: reviewed once a person has",
            )


LINT = Lint(code="CP117", name="unreviewed-draft", severity=Severity.WARNING, check=check, manual=__doc__)
