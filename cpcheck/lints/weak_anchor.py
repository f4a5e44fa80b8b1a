"""An anchor that does not lead to one fact.

An anchor is the proof that a fact stands in the reply: whoever doubts it looks the words up. Words that stand for two
facts of one answer, a figure of one digit, or short words such as "it is to be" are found somewhere in almost any
passage, and so prove nothing. An abbreviation in capitals is short and yet found easily.

Take two to six words that stand nowhere else in the answer: a name, a number of an act, a verb with its object.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., anchor: on call at night, context: [A1.staff]}
          - {id: r1.2, type: practice, fact: A list of them is kept., anchor: On call at night, context: [A1.staff]}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: statistic, fact: Seven interpreters are on call., anchor: 7, context: [A1.staff]}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., anchor: to be at, context: [A1.staff]}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: practice, fact: Interpreters are on call., anchor: on call at night, context: [A1.staff]}
          - {id: r1.2, type: statistic, fact: French is spoken by 1.7 percent., anchor: '1.7', context: [A1.staff]}
          - {id: r1.3, type: agreement, fact: The UN sends some., anchor: by the UN, context: [A1.staff]}
      - id: r2
        items: [A2]
        evidence:
          - {id: r2.1, type: practice, fact: Inspectors are on call., anchor: on call at night, context: [A2.train]}
"""

from collections.abc import Iterator

from cpcheck.lints.base import Coding, Lint, Remark, Severity, fold_text

LONGEST_COMMON_WORD = 3
"""Words of up to three letters are mostly articles, prepositions and forms of "to be"."""


def check(coding: Coding) -> Iterator[Remark]:
    """Find anchors that are too common, and those that an earlier fact of the same answer has taken."""
    owners: dict[tuple[str, str], str] = {}
    for fact, answer, path in coding.list_facts():
        if fact.anchor is None:
            continue
        owner = owners.setdefault((answer.id, fold_text(fact.anchor)), fact.id)
        found = f"stands for {owner} too" if owner != fact.id else "is too common to find"
        if owner != fact.id or _is_common(fact.anchor):
            yield Remark(
                id=fact.id,
                path=(*path, "anchor"),
                message=f'the anchor "{fact.anchor}" of {fact.id} {found}; '
                f"expected words or a figure that lead to this fact alone in {answer.id}",
            )


def _is_common(anchor: str) -> bool:
    return all(_is_common_word(word) for word in anchor.split())


def _is_common_word(word: str) -> bool:
    """Look at one word with the marks around and inside it: `1.7` is a figure of two digits, `7%` of one."""
    digits = sum(char.isdigit() for char in word)
    letters = "".join(char for char in word if char.isalpha())
    is_abbreviation = len(letters) > 1 and letters.isupper()
    return digits <= 1 and len(letters) <= LONGEST_COMMON_WORD and not is_abbreviation


LINT = Lint(code="CP113", name="weak-anchor", severity=Severity.WARNING, check=check, manual=__doc__)
