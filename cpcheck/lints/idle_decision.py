"""A decision that changes nothing.

An override is there for a verdict that differs from the computed one, and a waiver for an item that the gate would
otherwise stop at. Where the rules come to the same verdict, or find the item implemented, the entry only makes the
reader ask what was decided, and it will hide the day on which the computed verdict changes.

Take it out. What the person saw can be kept as a note on the evidence.

Flagged:

    overrides:
      - {item: A1, verdict: not_addressed, reason: Nothing was seen., by: R. Reader, on: 2025-07-01}
    ---
    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: training
            fact: Since 2024 inspectors are trained every year with a handbook.
            date: 2024
            supports: [{element: A2.train, fit: full}, {element: A2.handbook, fit: full}]
    waivers:
      - {item: A2, reason: Postponed by agreement., by: R. Reader, on: 2025-07-01}

Not flagged:

    overrides:
      - {item: A1, verdict: partly, reason: Interpreters were seen on a visit., by: R. Reader, on: 2025-07-01}
    waivers:
      - {item: A2, reason: Postponed by agreement., by: R. Reader, on: 2025-07-01}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Verdict


def check(coding: Coding) -> Iterator[Remark]:
    """Find overrides that agree with the rules, and waivers of what is implemented."""
    computed = {verdict.item.id: verdict.verdict for verdict in coding.assessment.items}
    yield from _check_overrides(coding, computed)
    yield from _check_waivers(coding, computed)


def _check_overrides(coding: Coding, computed: dict[str, Verdict]) -> Iterator[Remark]:
    for number, override in enumerate(coding.response.overrides):
        if override.verdict is computed.get(override.item):
            yield Remark(
                id=override.item,
                path=("overrides", number, "verdict"),
                message=f"the override of {override.item} says {override.verdict}, and so do the rules; "
                "expected another verdict, or no override",
            )


def _check_waivers(coding: Coding, computed: dict[str, Verdict]) -> Iterator[Remark]:
    for number, waiver in enumerate(coding.response.waivers):
        if computed.get(waiver.item) is Verdict.IMPLEMENTED:
            yield Remark(
                id=waiver.item,
                path=("waivers", number, "item"),
                message=f"{waiver.item} is waived although it is implemented; expected no waiver",
            )


LINT = Lint(code="CP116", name="idle-decision", severity=Severity.WARNING, check=check, manual=__doc__)
