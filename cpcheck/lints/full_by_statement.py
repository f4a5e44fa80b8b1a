"""Full fit claimed by a mere statement.

Full fit says that the element as worded is done. An intention, an assurance, a draft law still being written or a
policy still being planned does nothing yet, so none of them can be all that is demanded.

Code the fit as partial: the rules give a statement its weight. Where the answer shows that the thing is done, the type
or the stage is wrong: mend it, or code what is done as a fact of its own.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: intention
            fact: Interpreters will be on call at night.
            supports: [{element: A1.staff, fit: full}]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: assurance
            fact: Interpreting at night is given great attention.
            supports: [{element: A1.staff, fit: full}]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: draft_law
            fact: A bill on free interpreting is being written.
            supports: [{element: A1.fees, fit: full}]
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: policy
            stage: planned
            fact: A programme for interpreters at night is announced.
            supports: [{element: A1.staff, fit: full}]

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: intention
            fact: Interpreters will be on call at night.
            supports: [{element: A1.staff, fit: partial}]
          - id: r1.2
            type: draft_law
            stage: tabled
            fact: A bill of 2024 on free interpreting is before parliament.
            date: 2024
            supports: [{element: A1.fees, fit: full}]
          - id: r1.3
            type: law_adopted
            fact: A law of 2025 on free interpreting awaits its entry into force.
            date: 2025
            supports: [{element: A1.fees, fit: full}]
          - id: r1.4
            type: policy
            fact: A programme has interpreters on call at night since 2024.
            date: 2024
            supports: [{element: A1.staff, fit: full}]
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import Evidence, EvidenceType, Fit, Stage


def check(coding: Coding) -> Iterator[Remark]:
    """Find supports of full fit by facts that only announce, assure or prepare."""
    for fact, _, path in coding.list_facts():
        if not _is_statement(fact):
            continue
        for number, support in enumerate(fact.supports):
            if support.fit is Fit.FULL:
                yield Remark(
                    id=fact.id,
                    path=(*path, "supports", number, "fit"),
                    message=f"{fact.id} claims full fit for {support.element} and is only {_describe(fact)}; "
                    "expected fit: partial, or a fact that shows it done",
                )


def _is_statement(fact: Evidence) -> bool:
    return fact.type in {EvidenceType.INTENTION, EvidenceType.ASSURANCE} or fact.stage in {
        Stage.PREPARED,
        Stage.PLANNED,
    }


def _describe(fact: Evidence) -> str:
    stage = f", stage {fact.stage}" if fact.stage else ""
    return f"of type {fact.type}{stage}"


LINT = Lint(code="CP106", name="full-by-statement", severity=Severity.ERROR, check=check, manual=__doc__)
