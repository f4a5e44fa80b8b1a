"""A decision whose last day has passed.

An override or a waiver counts through the day it expires. After that the computed verdict stands alone again, and the
gate asks for the item again: what somebody once decided no longer holds, and nobody may have noticed.

Decide anew: write a later `expires` with a new `on`, or take the entry out.

Flagged:

    overrides:
      - {item: A1, verdict: partly, reason: Seen on a visit., by: R. Reader, on: 2024-03-01, expires: 2025-01-31}
    ---
    waivers:
      - {item: A2, reason: Postponed by agreement., by: R. Reader, on: 2024-03-01, expires: 2025-06-10}

Not flagged:

    overrides:
      - {item: A1, verdict: partly, reason: Seen on a visit., by: R. Reader, on: 2024-03-01, expires: 2025-06-11}
    waivers:
      - {item: A2, reason: Postponed by agreement., by: R. Reader, on: 2024-03-01}
"""

from collections.abc import Iterator, Sequence

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Override, Waiver


def check(coding: Coding) -> Iterator[Remark]:
    """Find overrides and waivers that ended before the day of assessment."""
    yield from _check_decisions(coding, "override", coding.response.overrides)
    yield from _check_decisions(coding, "waiver", coding.response.waivers)


def _check_decisions(coding: Coding, kind: str, decisions: Sequence[Override | Waiver]) -> Iterator[Remark]:
    day = coding.assessment.as_of
    for number, decision in enumerate(decisions):
        if decision.expires is not None and decision.expires < day:
            yield Remark(
                id=decision.item,
                path=(f"{kind}s", number, "expires"),
                message=f"the {kind} of {decision.item} held until {decision.expires} and has run out by {day}; "
                "expected a new decision, or none",
            )


LINT = Lint(code="CP115", name="expired-decision", severity=Severity.WARNING, check=check, manual=__doc__)
