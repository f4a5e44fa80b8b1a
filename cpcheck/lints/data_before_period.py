"""Data from before the reporting period, offered in support.

The reporting period begins with the day the recommendation was adopted. What was done, counted, taught or paid before
that day cannot show how the recommendation was followed.

Look in the answer for a later date or figure that the coding has missed. If the report prints none, the coding is
sound: ask the authorities for newer data, and suppress the remark.

Flagged:

    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: training
            fact: 12 inspectors were trained in 2021.
            date: 2021
            supports: [{element: A2.train, fit: partial}]

Not flagged:

    answers:
      - id: r1
        items: [A1, A2]
        evidence:
          - id: r1.1
            type: training
            fact: 12 inspectors were trained in 2021 and 30 in 2024.
            period: {from: 2021, to: 2024}
            supports: [{element: A2.train, fit: partial}]
          - {id: r1.2, type: training, fact: A first course was held in 2020., date: 2020, context: [A2.train]}
          - id: r1.3
            type: law_in_force
            fact: A law of 2019 makes interpreting free of charge.
            date: 2019
            supports: [{element: A1.fees, fit: full}]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Timing


def check(coding: Coding) -> Iterator[Remark]:
    """Find working evidence in support whose latest date is before the cut-off."""
    cutoff = coding.recommendations.adopted
    for fact, _, path in coding.list_facts():
        if fact.is_working and fact.supports and fact.timing(cutoff) is Timing.BEFORE:
            latest = max(fact.dates, key=lambda date: date.latest)
            elements = ", ".join(support.element for support in fact.supports)
            yield Remark(
                id=fact.id,
                path=(*path, "id"),
                message=f"{fact.id} supports {elements} with nothing later than {latest.text}, before the reporting "
                f"period; expected newer data, from {cutoff} or later",
            )


LINT = Lint(code="CP103", name="data-before-period", severity=Severity.NOTICE, check=check, manual=__doc__)
