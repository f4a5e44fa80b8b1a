"""An item that no answer lists.

Either the state passed a recommendation over, which its next report should make good, or the coder missed the passage
that speaks of it. The two look the same in the verdict.

Search the report for the item's subject. Add the item to the answer that meets it; where there is none, suppress the
remark with that as the reason, or ask the authorities.

Flagged:

    answers:
      - {id: r1, items: [A1], evidence: []}

Not flagged:

    answers:
      - {id: r1, items: [A1, A2], evidence: []}
    ---
    recommendations:
      items:
        - id: A1
          title: Interpreters at night
          asks: Interpreters should be at hand at night.
          elements:
            - {id: staff, asks: have interpreters on call at night, ask: ensure}
        - {id: B1, title: Interpreters again, asks: Have interpreters at night., repeats: {item: A1}}
      sections: [{id: A, title: Interpreters}, {id: B, title: Follow-up}]
    answers:
      - {id: r1, items: [A1], evidence: []}
    ---
    recommendations:
      items:
        - id: A1
          title: Interpreters at night
          asks: Interpreters should be at hand at night.
          elements:
            - {id: staff, asks: have interpreters on call at night, ask: ensure}
        - {id: B1, title: Interpreters again, asks: Have interpreters at night., repeats: {item: A1}}
      sections: [{id: A, title: Interpreters}, {id: B, title: Follow-up}]
    answers:
      - {id: r1, items: [B1], evidence: []}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Find items that are answered neither themselves nor where they are repeated."""
    listed = {name for answer in coding.response.answers for name in answer.items}
    items = coding.recommendations.items
    answered = listed | {item.repeats.item for item in items if item.repeats and item.id in listed}
    for item in items:
        if item.repeats is None and item.id not in answered:
            yield Remark(
                id=item.id,
                path=("answers",),
                message=f"no answer lists {item.id}; expected it under items: of the answer that meets it",
            )


LINT = Lint(code="CP118", name="unanswered-item", severity=Severity.NOTICE, check=check, manual=__doc__)
