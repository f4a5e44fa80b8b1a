"""A recommendation set to the text of a response file that is still to be coded.

The file is sound as it is: it says nothing yet, and every report made from it says so. What a person has to fill in is
marked, and every element stands above the answer that may speak of it.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator, Sequence

from cpcheck.errors import make_printable
from cpcheck.model import Element, EvidenceType, Item, RecommendationSet
from cpcheck.records import record
from cpcheck.store.modelines import write_modeline

_SCHEMA = "response.schema.json"
"""File name of the schema that an editor checks a response by."""
UNKNOWN_SYMBOL = "to be filled in"
"""Stands for the number of a report where none was given."""
_MODELINE = re.compile(r"(yaml-language-server)\s*:")
_WIDTH = 120
_IN_LIST = "  "
"""Before what stands beside an answer."""
_IN_ANSWER = "    "
"""Before what stands in an answer."""


@record
class ReportParticulars:
    """What is known of the report before anybody has coded it."""

    symbol: str | None
    """Its number; None where it is to be filled in."""
    received: dt.date
    """Day the monitoring body received it."""
    is_received_known: bool
    """Whether somebody gave that day; otherwise it holds a place and is to be filled in."""


def group_items(asked: RecommendationSet) -> list[list[Item]]:
    """Return items in the order of the set; one that repeats another as a whole stands with its twin."""
    elements = {item.id: item.elements for item in asked.items}
    groups: dict[str, list[Item]] = {}
    for item in asked.items:
        is_whole = item.repeats is not None and item.elements == elements[item.repeats.item]
        groups.setdefault(item.repeats.item if item.repeats and is_whole else item.id, []).append(item)
    return list(groups.values())


def compose_response(asked: RecommendationSet, report: ReportParticulars, *, schema: str | None) -> str:
    """Return the text of a response with one answer to each item, its elements above it and no facts yet.

    `schema` is the way from the file to the schema of responses; None where there is none near it.
    """
    lines = [*_compose_head(asked, report, schema), "answers:"]
    for number, items in enumerate(group_items(asked), 1):
        lines += _compose_answer(items, number)
    return "\n".join(lines) + "\n"


def _compose_head(asked: RecommendationSet, report: ReportParticulars, schema: str | None) -> Iterator[str]:
    if schema is None:
        yield "# So that an editor checks this file while you type, put the schema beside it and begin with this line:"
        yield f"#   cpcheck schema response > {_SCHEMA}"
        yield f"#   {write_modeline(_SCHEMA)}"
    else:
        yield write_modeline(schema)
    about = (
        f"What {asked.state} answers to {asked.id}, still to be coded. Above each answer stand the elements that its "
        "facts may support or speak against. Fill in what is marked, and write status: reviewed once a person has "
        "compared an answer with its passage."
    )
    yield from _comment(about, indent="", hang="")
    yield "kind: response"
    yield f"state: {quote_text(asked.state)}"
    yield f"recommendations: {quote_text(asked.id)}"
    yield "document:"
    mark = "" if report.symbol is not None else "  # fill in: the number printed on the report"
    symbol = UNKNOWN_SYMBOL if report.symbol is None else report.symbol
    yield f"  symbol: {quote_text(symbol)}{mark}"
    mark = (
        ""
        if report.is_received_known
        else "  # fill in: the day the report was received; this one only holds the place"
    )
    yield f"  received: {report.received.isoformat()}{mark}"


def _compose_answer(items: Sequence[Item], number: int) -> Iterator[str]:
    if number > 1:
        yield ""
    for item in items:
        yield from _comment(_name_item(item), indent=_IN_LIST, hang="  ")
    elements = items[0].elements
    for element in elements:
        yield from _comment(_name_element(element), indent=_IN_LIST, hang="    ")
    yield f"{_IN_LIST}- id: r{number}"
    yield f"{_IN_ANSWER}items: [{', '.join(quote_text(item.id) for item in items)}]"
    place = "fill in: {lines: [first, last]} or {pages: [first, last]} of the report"
    yield f"{_IN_ANSWER}where: null  # {place if number == 1 else 'fill in'}"
    yield f"{_IN_ANSWER}evidence: []"
    if number == 1:
        yield from _compose_example(elements[0])
    yield f"{_IN_ANSWER}review: {{status: draft}}"


def _name_item(item: Item) -> str:
    if item.repeats is None:
        return f"{item.id}: {item.title}"
    return f"{item.id}, which repeats {item.repeats.item}: {item.title}"


def _name_element(element: Element) -> str:
    inferred = ", inferred" if element.inferred else ""
    return f"{element.id} ({element.ask}{inferred}): {element.asks}"


def _compose_example(element: Element) -> Iterator[str]:
    """Yield a fact that can be made real by taking the sign before each line away."""
    explained = (
        "A fact looks like this. Take away the [] above and the # before each line below, and write your own. Its type "
        f"is one of {', '.join(EvidenceType)}."
    )
    yield from _comment(explained, indent=_IN_ANSWER, hang="")
    yield f"{_IN_ANSWER}# - id: r1.1"
    yield f"{_IN_ANSWER}#   type: practice"
    yield f"{_IN_ANSWER}#   fact: One statement of the report in your own words."
    yield f"{_IN_ANSWER}#   date: 2024-05  # as exact as printed; or period: {{from: 2023, to: 2024}}; or neither"
    yield f"{_IN_ANSWER}#   anchor: two to six words  # or a figure, as they stand in the report"
    link = f"{{element: {quote_text(element.id)}, fit: partial}}"
    yield f"{_IN_ANSWER}#   supports: [{link}]  # or full; or under against: or context:"


def _comment(text: str, *, indent: str, hang: str) -> list[str]:
    """Return text as comment lines; `hang` goes before what does not fit the first.

    Text of a set is not let name the schema that an editor goes and fetches: only our own first line does.
    """
    words = _MODELINE.sub(r"\1 -", make_printable(" ".join(text.split())))
    return textwrap.wrap(
        words,
        width=_WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# {hang}",
        break_long_words=False,
        break_on_hyphens=False,
    )


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9()/._-]*(?: [A-Za-z0-9()/._-]+)*")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""What YAML 1.2, or 1.1 in other programs, reads as something else than text."""


def quote_text(text: str) -> str:
    """Return a text as one YAML value on one line: as it is where every reader takes it for text, else in quotes."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return '"' + "".join(_escape(char) for char in text) + '"'


def _escape(char: str) -> str:
    if char in {'"', "\\"}:
        return f"\\{char}"
    if char.isprintable():
        return char
    number = ord(char)
    for sign, digits in (("x", 2), ("u", 4), ("U", 8)):
        if number < 16**digits:
            return f"\\{sign}{number:0{digits}x}"
    raise AssertionError(number)
