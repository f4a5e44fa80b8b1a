"""An element to which no fact is linked, although its item is answered.

An answer can pass over one of the demands it is given for. It can also be that a fact which bears on the demand was
linked to its neighbours alone; then the element ends as not met for want of a link, and nobody notices.

Read the answer once more with this demand in mind, and link what bears on it, as context where it does not advance it.
Where the answer is silent on the demand, suppress the remark with that as the reason, or ask the authorities.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call since 2024., date: 2024, context: [A1.staff]}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call since 2024., date: 2024, context: [A1.staff]}
      - id: r2
        items: [A2]
        evidence:
          - {id: r2.1, type: assurance, fact: Interpreting costs nobody anything., context: [A1.fees]}
          - {id: r2.2, type: training, fact: Inspectors were trained., context: [A2.train, A2.handbook]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Path, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Find elements of answered items that no fact names; elements that a second item repeats are told once."""
    elements = {item.id: item.elements for item in coding.recommendations.items}
    settled = {name for fact in coding.response.evidence for name in fact.linked_elements}
    for item, answer, path in _list_answered_items(coding):
        for element in elements[item]:
            if element.id not in settled:
                settled.add(element.id)
                yield Remark(
                    id=element.id,
                    path=path,
                    message=f"no fact is linked to {element.id} ({element.asks}), though {answer} answers {item}; "
                    "expected at least one under supports:, against: or context:",
                )


def _list_answered_items(coding: Coding) -> Iterator[tuple[str, str, Path]]:
    for number, answer in enumerate(coding.response.answers):
        for place, item in enumerate(answer.items):
            yield item, answer.id, ("answers", number, "items", place)


LINT = Lint(code="CP108", name="element-without-evidence", severity=Severity.NOTICE, check=check, manual=__doc__)
