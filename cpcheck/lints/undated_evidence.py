"""Evidence without a date, where the date decides the finding.

An element can be met by what was done since the recommendation, and only partly by the same thing done before. Where
operative evidence supports an element and bears no date, the rules cannot tell which, and the finding says `undated`.

Look in the answer for a date that holds for the fact: a year, a month, the span given for the passage. If the report
prints none, leave it out (a date is never looked up), and suppress the remark or ask the authorities.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., supports: [{element: A1.staff, fit: full}]}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: practice
            fact: Interpreters are on call since 2024.
            date: 2024
            supports: [{element: A1.staff, fit: full}]
          - {id: r1.2, type: practice, fact: They speak four languages., supports: [{element: A1.staff, fit: partial}]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Reason


def check(coding: Coding) -> Iterator[Remark]:
    """Find undated facts among those that decided a finding of reason `undated`."""
    decisive: dict[str, list[str]] = {}
    for _, finding in coding.list_findings():
        if finding.reason is Reason.UNDATED:
            for name in finding.evidence:
                decisive.setdefault(name, []).append(finding.element.id)
    for fact, _, path in coding.list_facts():
        if fact.id in decisive and not fact.dates:
            elements = ", ".join(decisive[fact.id])
            yield Remark(
                id=fact.id,
                path=(*path, "id"),
                message=f"{fact.id} has no date, and one would decide {elements}; expected date: or period: as printed",
            )


LINT = Lint(code="CP101", name="undated-evidence", severity=Severity.NOTICE, check=check, manual=__doc__)
