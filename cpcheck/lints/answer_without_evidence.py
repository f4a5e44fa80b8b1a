"""An answer that offers no fact and repeats none.

Even a reply that says little says something: an assurance, an intention, a refusal. An answer without any fact counts
as given, and yet nothing of what it says was coded; its items then end as if the reply had been silent.

Code what the answer says, be it only as an assurance. Where it says again what another answer has said, name it under
`restated:` of the fact that is coded there.

Flagged:

    answers:
      - {id: r1, items: [A1]}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - id: r1.1
            type: practice
            fact: Interpreters are on call since 2024.
            date: 2024
            anchor: interpreters on call
            restated: [{answer: r2, anchor: interpreters at night}]
            context: [A1.staff]
      - {id: r2, items: [A2]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity


def check(coding: Coding) -> Iterator[Remark]:
    """Find answers that no fact of the state stands in, neither as its own place nor as a further one."""
    spoken = {answer.id for _, answer, _ in coding.list_facts()}
    spoken |= {again.answer for fact, _, _ in coding.list_facts() for again in fact.restated}
    for number, answer in enumerate(coding.response.answers):
        if answer.id not in spoken:
            items = ", ".join(answer.items)
            yield Remark(
                id=answer.id,
                path=("answers", number, "id"),
                message=f"{answer.id} answers {items} without a fact; expected evidence:, "
                "or restated: at the fact of another answer that it repeats",
            )


LINT = Lint(code="CP109", name="answer-without-evidence", severity=Severity.WARNING, check=check, manual=__doc__)
