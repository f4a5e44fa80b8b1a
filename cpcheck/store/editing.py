"""Changes to one fact, or to the review of one answer, in the text of a response file; all else stays as it was typed.

A file that people write has comments and a layout of its own, which writing the whole model anew would lose. So the
place of a value is taken from libyaml's nodes, and only its own characters are replaced. Whoever calls reads the
outcome again before anything is written: nothing here knows whether the new text is sound.
"""

import codecs
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

import yaml

from cpcheck.errors import DataError, Location, Problem
from cpcheck.model import ReviewStatus
from cpcheck.records import record, replace
from cpcheck.store.writing import write_flow

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BREAK = re.compile(r"\r\n|\r|\n")
_STEP = "  "


@record
class PutLines:
    """Where lines were put into a text."""

    line: int
    """The first of them, from 0."""
    column: int
    """Where each of them begins, from 0."""
    number: int
    """How many they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResponseText:
    """The text of a sound response file, to be changed in one place."""

    path: str
    """The file as the user named it."""
    raw: bytes = field(repr=False)
    """Its bytes: UTF-8, with or without a byte-order mark."""
    put: "PutLines | None" = None
    """The lines that were put in last; None where none were."""

    def read_fact(self, answer: int, fact: int) -> str:
        """Return the lines of a fact as they stand in the file, moved to the left edge.

        `answer` and `fact` are their places in the file, from 0.

        Raises: DataError where it stands in a list in brackets, in which it has no lines of its own.
        """
        page = _Page(self)
        entry = page.find_facts(answer).value[fact]
        indent = " " * entry.start_mark.column
        lines = page.text[page.find_start(entry) : page.find_line_end(entry)]
        return "".join(f"{line.removeprefix(indent)}\n" for line in _BREAK.split(lines))

    def replace_fact(self, answer: int, fact: int, lines: str) -> "ResponseText":
        """Return the text with other lines for a fact.

        Raises: DataError where it stands in a list in brackets.
        """
        page = _Page(self)
        entry = page.find_facts(answer).value[fact]
        line, column = entry.start_mark.line, entry.start_mark.column
        new = page.indent(lines, column).lstrip(" ")
        text = page.replace(page.find_start(entry), page.find_line_end(entry), new)
        return replace(text, put=PutLines(line=line, column=column, number=new.count(page.newline) + 1))

    def remove_fact(self, answer: int, fact: int) -> "ResponseText":
        """Return the text without a fact; comments above it stay.

        Raises: DataError where it stands in a list in brackets.
        """
        page = _Page(self)
        facts = page.find_facts(answer)
        start = page.starts[page.find_dash(facts, fact)]
        end = page.starts[page.find_last_line(facts.value[fact]) + 1]
        without = page.replace(start, end, "")
        if len(facts.value) > 1:
            return without
        colon = page.find_colon(answer, "evidence")
        return _Page(without).replace(colon, colon, " []")

    def add_fact(self, answer: int, lines: str) -> "ResponseText":
        """Return the text with one more fact at the end of an answer.

        Raises: DataError where the answer, or its list of facts, stands in brackets.
        """
        page = _Page(self)
        own, facts = page.find_answer(answer), page.get(answer, "evidence")
        has_facts = isinstance(facts, yaml.SequenceNode) and bool(facts.value)
        if own.flow_style or (has_facts and facts.flow_style):
            raise page.refuse(facts or own, "brackets stand here, in which no fact can be added")
        if has_facts:
            line, column = page.find_last_line(facts.value[-1]), facts.start_mark.column
            return page.insert_entry(line + 1, lines, column)
        column = own.start_mark.column + len(_STEP)
        if facts is None:
            return page.insert_entry(
                page.find_last_line(own) + 1, lines, column, key=f"{' ' * own.start_mark.column}evidence:"
            )
        start, end = page.find_start(facts), page.find_end(facts)
        bare = page.replace(start - (page.text[start - 1] == " "), end, "")
        return _Page(bare).insert_entry(facts.end_mark.line + 1, lines, column)

    def set_review(self, answer: int, status: ReviewStatus, accepted: Sequence[str] = ()) -> "ResponseText":
        """Return the text with another review of an answer, which has one already."""
        page = _Page(self)
        review = page.get(answer, "review")
        assert review is not None
        value: dict[str, Any] = {"status": status.value}
        if accepted:
            value["accepted"] = list(accepted)
        return page.replace(page.find_start(review), page.find_end(review), write_flow(value))


class _Page:
    """The lines of a text, and where the parts of its answers begin and end."""

    def __init__(self, source: ResponseText) -> None:
        self.source = source
        self.bom = codecs.BOM_UTF8 if source.raw.startswith(codecs.BOM_UTF8) else b""
        self.text = source.raw.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        self.lines = _LINE.findall(self.text)
        self.newline = next((found[0] for found in [_BREAK.search(self.text)] if found), "\n")
        self.starts = list(accumulate(map(len, self.lines), initial=0))
        """Where each line begins, and where the text ends."""

    @cached_property
    def _answers(self) -> Any:
        root: Any = yaml.compose(self.text, Loader=_Loader)
        return next(value for name, value in root.value if name.value == "answers")

    # --- finding

    def find_answer(self, answer: int) -> yaml.MappingNode:
        """Return an answer by its place."""
        found = self._answers.value[answer]
        assert isinstance(found, yaml.MappingNode)
        return found

    def get(self, answer: int, key: str) -> Any:
        """Return the node under a key of an answer; None where it has no such key."""
        return next((value for name, value in self.find_answer(answer).value if name.value == key), None)

    def find_colon(self, answer: int, key: str) -> int:
        """Return the place after the colon of a key of an answer."""
        name = next(name for name, _ in self.find_answer(answer).value if name.value == key)
        return self.text.index(":", self._offset(name.end_mark)) + 1

    def find_facts(self, answer: int) -> yaml.SequenceNode:
        """Return the facts of an answer, which has some. Raises: DataError where they stand in brackets."""
        facts = self.get(answer, "evidence")
        assert isinstance(facts, yaml.SequenceNode)
        if facts.flow_style:
            raise self.refuse(facts, "the facts of this answer stand in brackets, where none can be changed alone")
        return facts

    def refuse(self, node: yaml.Node, why: str) -> DataError:
        """Say that a place of the file can only be changed by hand."""
        place = Location(path=self.source.path, line=node.start_mark.line + 1, column=node.start_mark.column + 1)
        return DataError([Problem(location=place, message=f"{why}; expected each fact on its own lines, after a dash")])

    def find_dash(self, facts: yaml.SequenceNode, fact: int) -> int:
        """Return the line, from 0, of the dash before a fact: its own first line, or one above it."""
        column, line = facts.start_mark.column, facts.value[fact].start_mark.line
        while self.lines[line][: column + 1].strip() != "-":
            line -= 1
        return int(line)

    def find_start(self, node: yaml.Node) -> int:
        """Return where a node begins in the text."""
        return self._offset(node.start_mark)

    def find_end(self, node: yaml.Node) -> int:
        """Return where the last value in a node ends; libyaml ends a block where the next thing begins."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.find_end(last[1] if isinstance(last, tuple) else last)
        end = self._offset(node.end_mark)
        if getattr(node, "style", None) in {"|", ">"}:
            start = self._offset(node.start_mark)
            return start + len(self.text[start:end].rstrip())
        return end

    def find_last_line(self, node: yaml.Node) -> int:
        """Return the line, from 0, that the last character of a node stands on."""
        return bisect_left(self.starts, self.find_end(node)) - 1

    def find_line_end(self, node: yaml.Node) -> int:
        """Return the end of that line, before its break: a comment there belongs to the node."""
        line = self.find_last_line(node)
        return self.starts[line] + len(self.lines[line].rstrip("\r\n"))

    def _offset(self, mark: yaml.Mark) -> int:
        return int(self.starts[mark.line] + mark.column)

    # --- changing

    def indent(self, lines: str, column: int) -> str:
        """Return lines moved to a column, without a break at the end."""
        moved = (f"{' ' * column}{line}" if line.strip() else "" for line in _BREAK.split(lines.rstrip()))
        return self.newline.join(moved)

    def insert_entry(self, line: int, lines: str, column: int, *, key: str | None = None) -> ResponseText:
        """Return the text with an entry of a list before a line, counted from 0, its dash in a column.

        `key` is a line that goes before it.
        """
        dash = f"{' ' * column}- "
        own = self.indent(lines, len(dash))
        entry = dash + own.lstrip(" ") + self.newline
        above = "" if key is None else key + self.newline
        at = self.starts[min(line, len(self.lines))]
        broken = "" if at == 0 or self.text[at - 1] in "\r\n" else self.newline
        text = self.replace(at, at, broken + above + entry)
        first, number = line + (key is not None), own.count(self.newline) + 1
        return replace(text, put=PutLines(line=first, column=len(dash), number=number))

    def replace(self, start: int, end: int, new: str) -> ResponseText:
        """Return the text with a stretch of it replaced."""
        text = self.text[:start] + new + self.text[end:]
        return ResponseText(path=self.source.path, raw=self.bom + text.encode("utf-8"))
