"""Model records to YAML text in the layout of the shipped data; read again, the text gives the same records.

Short mappings and lists stand on one line, long text is folded at 120 columns, and every text that a reader of YAML
1.2 core or of YAML 1.1 would take for something else stands in quotes. Days are written bare, as both take them for
days.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cpcheck.errors import make_printable
from cpcheck.model import (
    Answer,
    Element,
    Evidence,
    Figure,
    Item,
    Override,
    Period,
    RecommendationSet,
    Repeat,
    Response,
    Suppression,
    Waiver,
    Where,
)
from cpcheck.records import record
from cpcheck.store.modelines import write_modeline

WIDTH = 120
"""Columns of a line; only a word, or a list entry, that is longer itself goes beyond."""

# --- records to data ----------------------------------------------------------------------------------------------

Data = dict[str, Any]


@record
class _Bare:
    """A value that is written as it is: a day, which needs no quotes anywhere."""

    text: str


def write_recommendations(asked: RecommendationSet, *, schema: str | None = None, comments: Sequence[str] = ()) -> str:
    """Return the text of a recommendation set.

    `schema` is the way from the file to its schema, None for no first line; `comments` are paragraphs put before the
    data.
    """
    sections = [{"id": section.id, "title": section.title} for section in asked.sections if section.title]
    data = {
        "kind": "recommendations",
        "id": asked.id,
        "state": asked.state,
        **_leave_out(
            issuer=asked.issuer,
            treaty=asked.treaty,
            round=asked.round,
            adopted=_Bare(text=asked.adopted.isoformat()),
            source=asked.source,
            themes=list(asked.themes),
            suppress=_list_suppressions(asked.suppress),
            sections=sections,
        ),
        "items": [_describe_item(item) for item in asked.items],
    }
    return _write(data, schema, comments)


def _describe_item(item: Item) -> Data:
    previous = item.previous
    return {
        "id": item.id,
        **_leave_out(paragraph=item.paragraph),
        "strength": item.strength.value,
        "title": item.title,
        "asks": item.asks,
        "articles": [_write_number(article) for article in item.articles],
        "themes": list(item.themes),
        **({} if item.repeats else {"elements": [_describe_element(element, item) for element in item.elements]}),
        "repeats": _describe_repeat(item.repeats),
        "previous": {"verdict": previous.verdict, "source": previous.source} if previous else None,
        **_leave_out(text=item.text),
    }


def _describe_element(element: Element, item: Item) -> Data:
    return {
        "id": element.id.removeprefix(f"{item.id}."),
        "asks": element.asks,
        "ask": element.ask.value,
        "inferred": element.inferred,
    }


def _describe_repeat(repeat: Repeat | None) -> Data | None:
    if repeat is None:
        return None
    return {
        "item": repeat.item,
        "elements": [element.removeprefix(f"{repeat.item}.") for element in repeat.elements],
    }


def _write_number(text: str) -> str | int:
    """Return a number where a text is one and is written as one; `12.1` would be read as a fraction, `007` as 7."""
    return int(text) if re.fullmatch("[1-9][0-9]{0,8}", text) else text


def write_response(response: Response, *, schema: str | None = None, comments: Sequence[str] = ()) -> str:
    """Return the text of a response.

    `schema` is the way from the file to its schema, None for no first line; `comments` are paragraphs put before the
    data.
    """
    data = {
        "kind": "response",
        "state": response.state,
        "recommendations": response.recommendations,
        "document": _describe_document(response),
        "answers": [_describe_answer(answer) for answer in response.answers],
        **_leave_out(
            overrides=[
                {"item": override.item, "verdict": override.verdict.value, **_describe_decision(override)}
                for override in response.overrides
            ],
            waivers=[{"item": waiver.item, **_describe_decision(waiver)} for waiver in response.waivers],
            suppress=_list_suppressions(response.suppress),
        ),
    }
    return _write(data, schema, comments)


def _describe_document(response: Response) -> Data:
    document = response.document
    claims: Data = dict(document.claims)
    if "round" in claims:
        claims["round"] = int(claims["round"])
    if "adopted" in claims:
        claims["adopted"] = _describe_date(claims["adopted"])
    return {
        "symbol": document.symbol,
        "received": _Bare(text=document.received.isoformat()),
        **_leave_out(scope=document.scope, url=document.url, sha256=document.sha256, claims=claims),
    }


def _describe_decision(decision: Override | Waiver) -> Data:
    expires = _Bare(text=decision.expires.isoformat()) if decision.expires else None
    return {
        "reason": decision.reason,
        "by": decision.by,
        "on": _Bare(text=decision.on.isoformat()),
        **_leave_out(expires=expires),
    }


def _describe_answer(answer: Answer) -> Data:
    return {
        "id": answer.id,
        "items": list(answer.items),
        **_leave_out(where=_describe_where(answer.where), text=answer.text),
        "evidence": [_describe_evidence(fact) for fact in answer.evidence],
        **_leave_out(suppress=_list_suppressions(answer.suppress)),
        "review": {"status": answer.review.value, **_leave_out(accepted=list(answer.accepted))},
    }


def _describe_where(where: Where | None) -> Data:
    if where is None:
        return {}
    return _leave_out(lines=list(where.lines or ()), pages=list(where.pages or ()))


def _describe_evidence(fact: Evidence) -> Data:
    source = _leave_out(name=fact.source.name, document=fact.source.document) if fact.source else None
    return {
        "id": fact.id,
        "type": fact.type.value,
        "fact": fact.fact,
        **_leave_out(
            date=_describe_date(fact.date.text) if fact.date else None,
            period=_describe_period(fact.period),
            stage=fact.stage.value if fact.stage else None,
            anchor=fact.anchor,
            restated=[{"answer": again.answer, "anchor": again.anchor} for again in fact.restated],
            figures=[_describe_figure(figure) for figure in fact.figures],
            supports=[
                {
                    "element": support.element,
                    "fit": support.fit.value,
                    **_leave_out(**{"with": list(support.together)}, because=support.because),
                }
                for support in fact.supports
            ],
            against=list(fact.against),
            context=list(fact.context),
            note=fact.note,
            source=source,
            text=fact.text,
            suppress=_list_suppressions(fact.suppress),
        ),
    }


def _describe_figure(figure: Figure) -> Data:
    return {
        "what": figure.what,
        **_leave_out(year=figure.year),
        "value": figure.value,
        **_leave_out(unit=figure.unit),
    }


def _describe_period(period: Period | None) -> Data:
    ends = {"from": period.start, "to": period.end} if period else {}
    return {name: _describe_date(end.text) for name, end in ends.items() if end}


def _describe_date(text: str) -> _Bare | str:
    """Return a date to be written bare, unless it is a year that would be read as a number too small for one."""
    return text if text.startswith("0") else _Bare(text=text)


def _list_suppressions(suppressions: Iterable[Suppression]) -> list[Data]:
    return [{"code": entry.code, **_leave_out(id=entry.id), "reason": entry.reason} for entry in suppressions]


def _leave_out(**values: Any) -> Data:
    """Return the values that say something: no None, and no empty list or mapping."""
    return {name: value for name, value in values.items() if value is not None and value not in ([], {})}


# --- data to lines ------------------------------------------------------------------------------------------------

_SPACED = frozenset({"items", "answers"})
"""Lists whose entries are set apart by an empty line."""
_IN_BLOCKS = frozenset({"items", "answers", "evidence", "elements", "document"})
"""Whose mappings never stand on one line, however short they are."""
_STEP = "  "


def _write(data: Data, schema: str | None, comments: Sequence[str]) -> str:
    head = [write_modeline(schema)] if schema is not None else []
    for number, comment in enumerate(comments):
        head += ["#"] if number else []
        head += write_comment(comment)
    return "\n".join([*head, *_write_mapping(data, "")]) + "\n"


_MODELINE = re.compile(r"(yaml-language-server)\s*:")


def write_comment(text: str, indent: str = "") -> list[str]:
    """Return text as comment lines, none of which an editor takes for the name of a schema to fetch."""
    words = _MODELINE.sub(r"\1 -", make_printable(" ".join(text.split())))
    return textwrap.wrap(
        words,
        width=WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _write_mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        yield from _write_entry(key, value, indent)


def _write_entry(key: str, value: Any, indent: str) -> Iterator[str]:
    start = f"{indent}{key}:"
    if isinstance(value, str):
        yield from _write_text(start, value, indent)
        return
    is_list_of_mappings = isinstance(value, list) and value and isinstance(value[0], dict)
    is_block = isinstance(value, dict) and key in _IN_BLOCKS
    if not is_block and not is_list_of_mappings and _fits(line := f"{start} {write_flow(value)}"):
        yield line
    elif isinstance(value, dict):
        yield start
        yield from _write_mapping(value, indent + _STEP)
    elif is_list_of_mappings:
        yield start
        yield from _write_list(key, value, indent + _STEP)
    elif isinstance(value, list) and value:
        yield start
        yield from _write_wrapped(value, indent + _STEP)
    else:
        yield f"{start} {write_flow(value)}"


def _write_list(key: str, entries: Sequence[Data], indent: str) -> Iterator[str]:
    for number, entry in enumerate(entries):
        if number and key in _SPACED:
            yield ""
        if key not in _IN_BLOCKS and _fits(line := f"{indent}- {write_flow(entry)}"):
            yield line
            continue
        first, *further = _write_mapping(entry, indent + _STEP)
        yield f"{indent}- {first.lstrip()}"
        yield from further


def _write_wrapped(values: Sequence[Any], indent: str) -> Iterator[str]:
    """Yield a list of plain values that does not fit one line, as the themes of the shipped set."""
    yield f"{indent}["
    line = ""
    for number, value in enumerate(values):
        word = write_flow(value) + ("," if number < len(values) - 1 else "")
        if line and not _fits(f"{indent}{_STEP}{line} {word}"):
            yield f"{indent}{_STEP}{line}"
            line = ""
        line = f"{line} {word}".lstrip()
    yield f"{indent}{_STEP}{line}"
    yield f"{indent}]"


def _fits(line: str) -> bool:
    return len(line) <= WIDTH


def write_flow(value: Any) -> str:
    """Return a value of plain data on one line, in quotes where YAML would take it for something else."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {write_flow(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(write_flow(part) for part in value)}]"
    return _write_scalar(value)


def _write_scalar(value: Any) -> str:
    match value:
        case str():
            return value if _is_plain(value, in_flow=True) else _quote(value)
        case _Bare(text=text):
            return text
        case float():
            return _write_float(value)
        case bool() | None:
            return {True: "true", False: "false", None: "null"}[value]
        case _:
            return str(value)


def _write_float(value: float) -> str:
    """Return a number with a point in it: readers of YAML 1.1 take `1e+16` for text."""
    digits, sign, exponent = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits else '.0'}{sign}{exponent}"


# --- texts --------------------------------------------------------------------------------------------------------

_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
"""What YAML 1.2 core, or 1.1 in other programs, reads as a switch or as nothing, in any capitals."""
_LIKE_NUMBER = re.compile(r"0[xXoObB][0-9a-fA-F_]+|[0-9][0-9_.,:+ -]*([eEtT][0-9.:+ -]*)?[zZ]?")
"""Numbers of any base, times, days, and sums to the base of 60: all that begins with a digit and has no words."""
_ENDS_PLAIN = re.compile(r": |:\Z| #")
_FLOW_SIGNS = re.compile(r"[,\[\]{}]|:[,\[\]{}]")


def _write_text(start: str, text: str, indent: str) -> Iterator[str]:
    """Yield `key: text`, on one line where it fits, else folded."""
    line = f"{start} {text if _is_plain(text, in_flow=False) else _quote(text)}"
    if _fits(line) and "\n" not in text:
        yield line
    elif _can_fold(text):
        yield f"{start} >-"
        yield from _fold(text, indent + _STEP)
    else:
        yield from _wrap_quoted(line, indent + _STEP)


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Tell whether every reader takes a text without quotes for just this text."""
    return (
        text[:1].isalnum()
        and text.isprintable()
        and not text.endswith(" ")
        and text.lower() not in _NOT_TEXT
        and not _LIKE_NUMBER.fullmatch(text)
        and not _ENDS_PLAIN.search(text)
        and not (in_flow and _FLOW_SIGNS.search(text))
    )


def _quote(text: str) -> str:
    return f'"{"".join(_escape(char) for char in text)}"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    number = ord(char)
    for sign, digits in (("x", 2), ("u", 4)):
        if number < 16**digits:
            return f"\\{sign}{number:0{digits}x}"
    return f"\\U{number:08x}"


def _can_fold(text: str) -> bool:
    """Tell whether a folded block gives back just this text: its lines are words with one space between them.

    A line that began with a space would keep its break, and one that ended with a space would lose it to many an
    editor.
    """
    lines = text.split("\n")
    return bool(lines[0] and lines[-1]) and all(
        line.isprintable() and not line.startswith(" ") and not line.endswith(" ") for line in lines
    )


def _fold(text: str, indent: str) -> Iterator[str]:
    """Yield the lines of a folded block: a break in it is a space, and an empty line is a break."""
    for number, line in enumerate(text.split("\n")):
        if number:
            yield ""
        yield from (f"{indent}{part}" for part in _wrap(line, WIDTH - len(indent)) if part)


def _wrap_quoted(line: str, indent: str) -> Iterator[str]:
    """Yield a quoted text with breaks at single spaces, which the reader makes spaces again."""
    first, *further = _wrap(line, WIDTH)
    yield first
    if further:
        yield from (f"{indent}{part}" for part in _wrap(" ".join(further), WIDTH - len(indent)))


def _wrap(line: str, width: int) -> list[str]:
    """Break a line at spaces that stand alone; parts are as long as fits, or as the word in them."""
    parts: list[str] = []
    for word in re.split(r"(?<=[^ ]) (?=[^ ])", line):
        if parts and len(parts[-1]) + 1 + len(word) <= width:
            parts[-1] = f"{parts[-1]} {word}"
        else:
            parts.append(word)
    return parts
