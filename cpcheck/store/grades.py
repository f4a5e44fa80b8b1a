"""Published grades of items: a CSV file with a header, or one JSON object on each line.

One column, or key, names the item and another its grade: by a level of the rulebook or by a verdict, as an id or as
reports print it. Every other column is passed over.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, Location, Problem, name_nearest
from cpcheck.model import Verdict
from cpcheck.records import record
from cpcheck.rulebook import Rulebook
from cpcheck.store.bounds import MAX_BYTES, MAX_GRADES, MAX_PROBLEMS, cut_short

CSV_SUFFIXES = (".csv", ".tsv")
LINE_SUFFIXES = (".jsonl", ".ndjson")
GRADE_SUFFIXES = (*CSV_SUFFIXES, *LINE_SUFFIXES)
"""What a file of grades is called."""
ITEM_NAMES = ("item", "id")
"""Names that the column of items may have, in any case."""
GRADE_NAMES = ("grade", "verdict", "level")
"""Names that the column of grades may have, in any case."""
_DELIMITERS = (",", ";", "\t")
_SHOWN = 60
"""Characters of a found value that a message shows."""
_COMPARED = 100
"""Columns whose names are compared with those expected."""


@record
class Grades:
    """What somebody published of the items of one set."""

    by_level: bool
    """Whether they are levels of the rulebook; else they are verdicts."""
    grades: Mapping[str, str]
    """Id of the level, or the verdict, by id of the item."""


@record
class _Cell:
    """One value with its place."""

    text: str
    line: int
    column: int
    """Counted from 1 in code points."""


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with every key that was written, even twice."""


_Row = tuple[_Cell, _Cell]
"""Item and grade."""


def is_grades_file(path: str) -> bool:
    """Tell whether a file holds grades, by its suffix."""
    return Path(path).suffix.lower() in GRADE_SUFFIXES


def load_grades(path: str, book: Rulebook, items: Collection[str]) -> Grades:
    """Read a file of grades for items of a set, by a rulebook's levels or by verdicts.

    Raises: DataError with every problem, at its line and column.
    """
    reader = _Reader(path=path, book=book, items=items, problems=[])
    rows = reader.read_rows()
    grades = reader.read_grades(rows)
    if not rows and not reader.problems:
        reader.report(1, 1, "there is no grade in it; expected one for each item")
    if reader.problems:
        raise DataError(sorted(reader.problems, key=_place))
    return grades


def _place(problem: Problem) -> tuple[int, int]:
    return problem.location.line or 0, problem.location.column or 0


@record
class _Reader:
    """Reads one file, and gathers what is wrong in it."""

    path: str
    book: Rulebook
    items: Collection[str]
    problems: list[Problem]

    def report(self, line: int | None, column: int | None, message: str) -> None:
        location = Location(path=self.path, line=line, column=column)
        self.problems.append(Problem(location=location, message=message))
        if len(self.problems) > MAX_PROBLEMS:
            raise DataError(cut_short(iter(sorted(self.problems, key=_place))))

    def read_rows(self) -> list[_Row]:
        text = self._read_text()
        if text is None:
            return []
        is_csv = Path(self.path).suffix.lower() in CSV_SUFFIXES
        return list(self._read_csv(text) if is_csv else self._read_lines(text))

    def _read_text(self) -> str | None:
        try:
            with Path(self.path).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except FileNotFoundError:
            self.report(None, None, "there is no such file; expected grades as CSV with a header, or as JSON lines")
            return None
        except OSError as error:
            self.report(None, None, f"it cannot be read: {error.strerror or error}")
            return None
        if len(raw) > MAX_BYTES:
            self.report(None, None, f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; expected a smaller one")
            return None
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.report(line, None, "it is not UTF-8; expected a file saved as UTF-8")
            return None
        if text.count("\n") > MAX_GRADES:
            self.report(MAX_GRADES + 1, None, f"more than {MAX_GRADES} lines; expected one for each item")
            return None
        return text

    # --- CSV

    def _read_csv(self, text: str) -> Iterator[_Row]:
        delimiter = "\t" if self.path.lower().endswith(".tsv") else _guess_delimiter(text)
        records = self._split_csv(text, delimiter)
        header = next(records, [])
        names = [cell.text.strip().lower() for cell in header]
        places = [self._find_column(names, wanted) for wanted in (ITEM_NAMES, GRADE_NAMES)]
        if None in places:
            return
        item, grade = (place for place in places if place is not None)
        for row in records:
            if len(row) <= max(item, grade):
                message = f"this line has {len(row)} of {len(names)} columns; expected an item and its grade"
                self.report(row[0].line, row[0].column, message)
            else:
                yield row[item], row[grade]

    def _find_column(self, names: Sequence[str], wanted: Sequence[str]) -> int | None:
        found = [place for place, name in enumerate(names) if name in wanted]
        if len(found) == 1:
            return found[0]
        header = ", ".join(name[:_SHOWN] for name in names) or "nothing"
        what = "more than one column" if found else "no column"
        nearest = "" if found else next(filter(None, (name_nearest(name, wanted) for name in names[:_COMPARED])), "")
        self.report(1, 1, f"the header ({header}) has {what} {' or '.join(wanted)}; expected one{nearest}")
        return None

    def _split_csv(self, text: str, delimiter: str) -> Iterator[list[_Cell]]:
        """Yield the cells of each record that is not empty (RFC 4180), with the places that Python's reader drops."""
        record: list[_Cell] = []
        line, start, place = 1, 0, 0
        while place <= len(text):
            begun = line, place - start + 1
            if text.startswith('"', place):
                opened = place
                value, place = _read_quoted(text, place)
                if place > len(text):
                    self.report(*begun, 'this quotation mark is never closed; expected a second "')
                    return
                line += text.count("\n", opened, place)
                start = max(start, text.rfind("\n", opened, place) + 1)
            else:
                value = ""
            end = _find_end(text, place, delimiter)
            record.append(_Cell(text=value + text[place:end], line=begun[0], column=begun[1]))
            place = end + 1
            if end == len(text) or text[end] in "\r\n":
                if any(cell.text.strip() for cell in record):
                    yield record
                record = []
                if text.startswith("\r\n", end):
                    place += 1
                line, start = line + 1, place

    # --- JSON lines

    def _read_lines(self, text: str) -> Iterator[_Row]:
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line, object_pairs_hook=_Pairs)
            except json.JSONDecodeError as error:
                self.report(number, error.colno, f"this is not JSON: {error.msg}; expected one object on each line")
                continue
            except (RecursionError, ValueError):  # a number of thousands of digits
                self.report(number, 1, "this is nested too deeply, or a number is too long; expected an item and grade")
                continue
            if not isinstance(record, _Pairs):
                self.report(number, 1, f"this is {_show(record)}; expected an object with an item and its grade")
                continue
            cells = [self._find_value(record, line, number, wanted) for wanted in (ITEM_NAMES, GRADE_NAMES)]
            if cells[0] is not None and cells[1] is not None:
                yield cells[0], cells[1]

    def _find_value(self, record: "_Pairs", line: str, number: int, wanted: Sequence[str]) -> _Cell | None:
        found = [(key, value) for key, value in record if key.lower() in wanted]
        if len(found) != 1:
            what = "more than one key" if found else "no key"
            nearest = "" if found else next(filter(None, (name_nearest(key, wanted) for key, _ in record)), "")
            self.report(number, 1, f"the object has {what} {' or '.join(wanted)}; expected one{nearest}")
            return None
        ((key, value),) = found
        match = re.search(rf'"{re.escape(key)}"\s*:\s*', line)
        column = match.end() + 1 if match else 1
        if not isinstance(value, str):
            self.report(number, column, f"{key} is {_show(value)}; expected text")
            return None
        return _Cell(text=value, line=number, column=column)

    # --- what they say

    def read_grades(self, rows: Sequence[_Row]) -> Grades:
        levels = {_simplify(name): level.id for level in self.book.levels for name in (level.title, level.id)}
        verdicts = {_simplify(verdict): verdict.value for verdict in Verdict}
        said = [_simplify(grade.text) for _, grade in rows]
        # most of them tell which scale it is; what is not on it is a mistake
        by_level = sum(name in levels for name in said) >= sum(name in verdicts for name in said)
        scale = levels if by_level else verdicts
        known = [level.id for level in self.book.levels] if by_level else [verdict.value for verdict in Verdict]
        grades: dict[str, str] = {}
        lines: dict[str, int] = {}
        for item, grade in rows:
            name = item.text.strip()
            self._check_item(name, item, lines)
            if _simplify(grade.text) not in scale:
                what = f"a level of {self.book.id}" if by_level else "a verdict"
                message = f"{_show(grade.text)} is not {what}; expected one of {', '.join(known)}"
                self.report(grade.line, grade.column, message + name_nearest(grade.text, known))
            else:
                grades.setdefault(name, scale[_simplify(grade.text)])
            lines.setdefault(name, item.line)
        return Grades(by_level=by_level, grades=grades)

    def _check_item(self, name: str, cell: _Cell, lines: Mapping[str, int]) -> None:
        if name not in self.items:
            message = f"there is no item {_show(name)} in the recommendation set; expected one of {len(self.items)} ids"
            self.report(cell.line, cell.column, message + name_nearest(name, self.items))
        elif name in lines:
            self.report(cell.line, cell.column, f"{name} is graded twice, first in line {lines[name]}; expected once")


def _guess_delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(_DELIMITERS, key=header.count)


def _read_quoted(text: str, place: int) -> tuple[str, int]:
    """Return what stands in quotation marks, and the place after them: beyond the text where they are never closed."""
    parts = []
    while True:
        end = text.find('"', place + 1)
        if end < 0:
            return "", len(text) + 1
        parts.append(text[place + 1 : end])
        if not text.startswith('"', end + 1):
            return '"'.join(parts), end + 1
        place = end + 1


def _find_end(text: str, place: int, delimiter: str) -> int:
    match = re.compile(rf"[{re.escape(delimiter)}\r\n]").search(text, place)
    return match.start() if match else len(text)


def _simplify(name: str) -> str:
    """Return a name so that capitals, hyphens, underscores and spaces make no difference."""
    return re.sub(r"[\s_-]+", " ", name).strip().casefold()


def _show(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
