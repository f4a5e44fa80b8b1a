"""Reports as what they say, apart from how they are laid out: to write one report in many layouts and read it back."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from cpcheck.importers.document import Document
from cpcheck.importers.segment_proof import find_added_words, find_lost_words
from cpcheck.importers.segments import Segmentation, SourceItem


class Role(Enum):
    """What a paragraph is."""

    FRONT = auto()
    SECTION = auto()
    CHAPEAU = auto()
    DEMAND = auto()
    ANSWER = auto()
    MORE = auto()
    """A further paragraph of an answer."""
    HEADED = auto()
    """An answer that a heading runs into, to a demand that is not printed."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph."""

    role: Role
    text: str
    number: str = ""
    """Of a chapeau, or of a demand without one."""
    letter: str = ""
    """Of a section."""
    head: str = ""
    """The heading that runs into the paragraph."""

    @property
    def title(self) -> str:
        """Return a section's letter and its title."""
        return f"{self.letter}. {self.text}" if self.text else self.letter


@dataclass(frozen=True, kw_only=True)
class Row:
    """Demands and their answer, side by side."""

    chapeau: Part | None
    demands: list[Part]
    answers: list[Part]


def read_script(result: Segmentation) -> list[Part]:
    """Return a segmented report as paragraphs."""
    items = {item.id: item for item in result.items}
    events: list[tuple[int, int, object]] = [
        *((line_of(item.where), 0, item) for item in result.items if not item.is_inferred),
        *((line_of(answer.where), 1, answer) for answer in result.answers),
    ]
    first = min((line for line, _, _ in events), default=0)
    parts = [
        Part(role=Role.FRONT, text=block.text)
        for block in result.unplaced
        if line_of(block.where) < first and block.text not in {item.section for item in result.items}
    ]
    section = number = ""
    for _, kind, each in sorted(events, key=lambda event: event[:2]):
        item = items[each.items[0]] if kind else each  # type: ignore[attr-defined]
        assert isinstance(item, SourceItem)
        found = re.fullmatch(r"([A-Z]?)(\d+)([a-z]?)", item.id)
        assert found
        if found[1] != section:
            section, number = found[1], ""
            parts.append(Part(role=Role.SECTION, text=item.section, letter=section))
        if kind:
            texts = [block.text for block in each.blocks]  # type: ignore[attr-defined]
            parts += _write_answer(item, texts)
            continue
        if item.chapeau and found[2] != number:
            parts.append(Part(role=Role.CHAPEAU, text=item.chapeau, number=found[2]))
        number = found[2]
        parts.append(Part(role=Role.DEMAND, text=item.text, number="" if item.chapeau else number))
    return parts


def _write_answer(item: SourceItem, texts: Sequence[str]) -> Iterator[Part]:
    if item.is_quoted:
        yield from (Part(role=Role.MORE, text=text) for text in texts)
        return
    first = Role.HEADED if item.is_inferred else Role.ANSWER
    yield Part(role=first, text=texts[0], head=item.text if item.is_inferred else "")
    yield from (Part(role=Role.MORE, text=text) for text in texts[1:])


def line_of(where: object) -> int:
    """Return the first line of a place."""
    lines = getattr(where, "lines", None)
    assert lines
    return int(lines[0])


def list_rows(script: Iterable[Part]) -> Iterator[Part | Row]:
    """Yield the paragraphs of a script with demands and their answers in rows, and all else as it is."""
    row = Row(chapeau=None, demands=[], answers=[])
    is_headed = False
    for part in script:
        begins = part.role in (Role.SECTION, Role.CHAPEAU, Role.HEADED) or (part.role is Role.DEMAND and row.answers)
        if begins and row.demands:
            yield row
            row = Row(chapeau=None, demands=[], answers=[])
        if part.role is Role.CHAPEAU:
            row = Row(chapeau=part, demands=[], answers=[])
        elif part.role is Role.DEMAND:
            row.demands.append(part)
        elif part.role is Role.ANSWER or (part.role is Role.MORE and not is_headed):
            row.answers.append(part)
        else:
            yield part
        is_headed = part.role is Role.HEADED or (is_headed and part.role is Role.MORE)
    if row.demands:
        yield row


# Composed reports

CHAPEAUX = (
    "Improve access to justice, in particular by:",
    "Take further steps to:",
    "Step up efforts against abuse at work. This should include:",
    "Strengthen the help that is offered to those harmed and, to this end:",
    "Improve how harm is recognised at an early stage, and:",
)
DEMANDS = (
    "amending the rules on court fees so that a first claim costs nothing (paragraph 31);",
    "training judges and prosecutors regularly on how evidence of harm is gathered;",
    "increasing the number of inspections in farming and in building;",
    "providing shelters run by civil society with steady funding (paragraph 58);",
    "appointing a guardian for every child who arrives alone without delay;",
    "publishing the yearly figures of police and shelters side by side;",
    "reviewing the licences of agencies that place seasonal workers abroad;",
    "ensuring that interpreters are at hand in each district station at night;",
    "setting up a register of lawyers who speak a second language;",
    "further developing the helpline so that it answers in four languages;",
    "adopting a plan of action with a budget of its own and a yearly review;",
    "making full use of the powers to seize profits of forced labour;",
    "informing consular staff of what the exemption covers;",
    "extending residence permits until the end of the trial (paragraph 77);",
    "carrying out a study of begging by minors in the three largest towns;",
    "supporting mediators in settlements where school attendance is low;",
)
ANSWERS = (
    (
        "Since 4 March 2024 the Courts Fees Act of Ruritania has exempted everyone harmed from the fees of a "
        "first claim. The ministry sent a circular to all nine district courts, and the registries applied the "
        "exemption 41 times."
    ),
    (
        "In 2023 the Judicial College held six seminars on the taking of evidence, attended by 58 judges and 31 "
        "prosecutors. The material was written together with the universities of Strelsau and Zenda."
    ),
    (
        "The Labour Office carried out 212 visits to farms and building sites in 2024, against 160 in 2023, and "
        "found forged contracts in nine places. Twelve inspectors were hired, so that each district now has at "
        "least two."
    ),
    (
        "The state pays 60 per cent of the running costs of the shelter in Hentzau, and the city pays the rest. "
        "The agreement with the shelter runs until the end of 2026 and can be prolonged once."
    ),
    (
        "Every child who is found alone is given a guardian within 24 hours. The list of the Family Court had 17 "
        "names on 1 January 2025, four more than a year before."
    ),
    (
        "The Statistical Office puts both tables on the internet in two languages each spring. The table of 2024 "
        "shows age, sex and country of origin."
    ),
    (
        "Three of the eleven agencies lost their licence in 2024; one appeal is before the court of Tarlenheim. "
        "No figures are kept on seasonal work in the mountains."
    ),
    (
        "The contract with the translators of the Burgdorf office covers nights since 2 May 2024. It was used on "
        "96 nights up to the end of that year."
    ),
    (
        "A working group of three ministries met twice in autumn. It has not yet proposed a text, and the matter "
        "stays on its list."
    ),
    "It was found that the present rules suffice. The association of municipalities was asked and agreed.",
)
TITLES = ("Justice", "Protection of those harmed", "Prevention")
FRONT = ("Report submitted by the authorities of Ruritania", "Received on 2 May 2025")


def compose_script(chance: random.Random, *, sections: int = 2) -> list[Part]:
    """Return a report of an invented state with demands, chapeaux and answers in an order that chance decides."""
    parts = [Part(role=Role.FRONT, text=text) for text in FRONT]
    demands = chance.sample(DEMANDS, len(DEMANDS))
    for letter, title in list(zip("ABC", TITLES, strict=True))[:sections]:
        parts.append(Part(role=Role.SECTION, text=title, letter=letter))
        chapeaux = chance.sample(CHAPEAUX, len(CHAPEAUX))
        for number in range(1, 5):
            if number % 2 == chance.choice((0, 1)) and len(demands) > 2:
                parts.append(Part(role=Role.CHAPEAU, text=chapeaux.pop(), number=str(number)))
                own = [demands.pop() for _ in range(min(len(demands), chance.choice((2, 3))))]
                parts += _answer_list(own, chance)
            elif demands:
                text = demands.pop()
                parts.append(Part(role=Role.DEMAND, text=f"{text[0].upper()}{text[1:]}", number=str(number)))
                parts += _compose_answer(chance)
    return parts


def _answer_list(demands: Sequence[str], chance: random.Random) -> Iterator[Part]:
    for place, text in enumerate(demands):
        yield Part(role=Role.DEMAND, text=text)
        if place == len(demands) - 1 or chance.random() < 0.7:
            yield from _compose_answer(chance)


def _compose_answer(chance: random.Random) -> Iterator[Part]:
    for place, text in enumerate(chance.sample(ANSWERS, chance.choice((1, 2, 2, 3)))):
        yield Part(role=Role.MORE if place else Role.ANSWER, text=text)


# What is read back


def list_expected(script: Iterable[Part]) -> tuple[list[tuple[str, str, str]], list[tuple[tuple[str, ...], str]]]:
    """Return the ids, words and chapeaux of the items of a script, and the items and words of its answers."""
    items: list[tuple[str, str, str]] = []
    answers: list[tuple[tuple[str, ...], str]] = []
    section = chapeau = number = ""
    place = 0
    fresh: list[str] = []
    for part in script:
        if part.role is Role.SECTION:
            section = part.letter
        elif part.role is Role.CHAPEAU:
            chapeau, number, place = part.text, part.number, 0
        elif part.role is Role.DEMAND:
            if part.number:
                chapeau, number, place = "", part.number, -1
            id_ = f"{section}{number}{'' if part.number else 'abcdefgh'[place]}"
            place += 1
            items.append((id_, part.text, chapeau))
            fresh.append(id_)
        elif part.role is Role.ANSWER:
            answers.append((tuple(fresh), part.text))
            fresh = []
        elif part.role is Role.MORE:
            answers[-1] = (answers[-1][0], f"{answers[-1][1]} {part.text}")
    return items, answers


def normalise(text: str) -> str:
    """Return words without what layouts change: white space and emphasis."""
    return " ".join(text.replace("*", "").split())


def list_found(result: Segmentation) -> tuple[list[tuple[str, str, str]], list[tuple[tuple[str, ...], str]]]:
    """Return the same of what was found."""
    return (
        [(item.id, normalise(item.text), normalise(item.chapeau)) for item in result.items],
        [(answer.items, normalise(answer.text)) for answer in result.answers],
    )


def check_same(document: Document, found: Segmentation, expected: Segmentation) -> None:
    """Hold a report read in another layout to the one it was written from: ids, words, what they say, and places."""
    assert list_found(found) == list_found(expected)
    assert [read_particulars(item) for item in found.items] == [read_particulars(item) for item in expected.items]
    assert abs(found.share_placed() - expected.share_placed()) < 0.01
    check_whole(document, found)


def read_particulars(item: SourceItem) -> tuple[object, ...]:
    """Return what an item is said to be beside its words."""
    return item.paragraph, item.articles, item.strength, item.repeats, item.is_inferred, item.is_quoted


def check_whole(document: Document, found: Segmentation) -> None:
    """Hold a segmentation to its promise: no word lost, none added, and each part where its words stand."""
    assert find_lost_words(document, found) == Counter()
    assert find_added_words(document, found) == Counter()
    for answer in found.answers:
        for block in answer.blocks:
            lines = "".join(line.text for line in document.select(block.where))
            assert _letters(block.text) in _letters(lines)
    for item in found.items:
        lines = "".join(line.text for line in document.select(item.where))
        assert _letters(item.text) in _letters(lines)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
