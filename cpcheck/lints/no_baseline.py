"""A statistic without an earlier value, where an effort has to go on or grow.

An element that asks to continue is about a comparison: more than before, or no less. Figures of one year show that
something is done and leave open whether it has grown.

Look in the answer for the same count of another year, and add it to the figures (or code it as a fact with figures of
the same `what:`). If the report prints none, the coding is sound: ask the authorities for the earlier value, and
suppress the remark. Figures from before the recommendation are themselves the earlier value; data-before-period asks
for newer ones.

Flagged:

    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: statistic
            fact: 30 inspectors were certified in 2024.
            figures: [{what: inspectors certified, year: 2024, value: 30, unit: persons}]
            supports: [{element: A2.train, fit: partial}]
    ---
    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: statistic
            fact: 45 inspectors were certified in 2023 and 2024 together.
            period: {from: 2023, to: 2024}
            figures: [{what: inspectors certified, value: 45, unit: persons}]
            supports: [{element: A2.train, fit: partial}]

Not flagged:

    answers:
      - id: r1
        items: [A1, A2]
        evidence:
          - id: r1.1
            type: statistic
            fact: 15 inspectors were certified in 2023 and 30 in 2024.
            figures:
              - {what: inspectors certified, year: 2023, value: 15, unit: persons}
              - {what: inspectors certified, year: 2024, value: 30, unit: persons}
            supports: [{element: A2.train, fit: partial}]
          - id: r1.2
            type: statistic
            fact: Interpreters were called 40 times in 2024.
            figures: [{what: calls to interpreters, year: 2024, value: 40, unit: calls}]
            supports: [{element: A1.staff, fit: partial}]
    ---
    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: statistic
            fact: 15 inspectors were certified in 2023.
            date: 2023
            figures: [{what: inspectors certified, value: 15, unit: persons}]
            supports: [{element: A2.train, fit: partial}]
          - id: r1.2
            type: statistic
            fact: 30 inspectors were certified in 2024.
            figures: [{what: inspectors certified, year: 2024, value: 30, unit: persons}]
            supports: [{element: A2.train, fit: partial}]
    ---
    answers:
      - id: r1
        items: [A2]
        evidence:
          - id: r1.1
            type: statistic
            fact: 15 inspectors were certified in 2021.
            figures: [{what: inspectors certified, year: 2021, value: 15, unit: persons}]
            supports: [{element: A2.train, fit: partial}]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Ask, Evidence, EvidenceType, Figure, Timing


def check(coding: Coding) -> Iterator[Remark]:
    """Find statistics of a single year, or of none, that support an element asking to continue."""
    continuing = {
        element.id for item in coding.recommendations.items for element in item.elements if element.ask is Ask.CONTINUE
    }
    years = _gather_years(coding)
    for fact, _, path in coding.list_facts():
        elements = [support.element for support in fact.supports if support.element in continuing]
        is_earlier_value = fact.timing(coding.recommendations.adopted) is Timing.BEFORE
        if elements and not is_earlier_value and _has_no_baseline(fact, years):
            yield Remark(
                id=fact.id,
                path=(*path, "figures"),
                message=f"{fact.id} supports {', '.join(elements)} (ask: continue) without figures of two years; "
                "expected a value of an earlier year to compare with",
            )


def _gather_years(coding: Coding) -> dict[str, set[int]]:
    """Return the years for which each thing is counted, whichever fact counts it."""
    years: dict[str, set[int]] = {}
    for fact, _, _ in coding.list_facts():
        for figure in fact.figures:
            years.setdefault(figure.what, set()).update(_list_years(fact, figure))
    return years


def _list_years(fact: Evidence, figure: Figure) -> list[int]:
    """Return the year of a figure, its own or that of its fact; none where neither is known."""
    if figure.year is not None:
        return [figure.year]
    return [fact.date.earliest.year] if fact.date else []


def _has_no_baseline(fact: Evidence, years: dict[str, set[int]]) -> bool:
    if fact.type is not EvidenceType.STATISTIC or not fact.figures:
        return False
    own = {year for figure in fact.figures for year in _list_years(fact, figure)}
    is_counted_again = any(len(years[figure.what]) > 1 for figure in fact.figures)
    return len(own) < 2 and not is_counted_again


LINT = Lint(code="CP105", name="no-baseline", severity=Severity.NOTICE, check=check, manual=__doc__)
