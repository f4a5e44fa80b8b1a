"""What a report says of itself, on its first pages: its number, the set it answers, two days, and the state."""

import datetime as dt
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from pathlib import Path

from cpcheck.importers.document import Line
from cpcheck.records import record

_STATES = Path(__file__).parent / "states.json"
"""Names of states in English and French, by their ISO 3166 two-letter codes."""


@record
class Said:
    """One particular as the report gives it."""

    value: str
    """A symbol, a code of two letters, or a day as YYYY-MM-DD."""
    line: int
    """Line it stands on, or begins on."""


@record
class FoundParticulars:
    """What the first pages of a report say of it; None for what they do not say."""

    symbol: Said | None
    recommendations: Said | None
    """Symbol of the set that it answers."""
    adopted: Said | None
    """Day on which the set was adopted or presented."""
    received: Said | None
    state: Said | None


_SYMBOL = re.compile(
    r"(?<![\w/(])(?:[A-Z][A-Za-z]*(?:/[A-Za-z0-9]+)*\s?\(\d{4}\)\s?\d+(?:[-_ ]?[A-Z]{2,6}\b)?"
    r"|[A-Z]+(?:/[A-Za-z0-9.]+){2,}(?<=\d))(?![\w/])"
)
"""`CP(2025)01`, `CP/Rec(2023)03`, `CCPR/C/XAA/CO/3`."""
_SET = re.compile(r"/?Rec\s?\(|/CO/")
"""What the symbol of a set of recommendations, or of concluding observations, has in it."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier",
            "february février fevrier",
            "march mars",
            "april avril",
            "may mai",
            "june juin",
            "july juillet",
            "august août aout",
            "september septembre",
            "october octobre",
            "november novembre",
            "december décembre decembre",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<month>{_MONTH})[,\s]+(?P<year>\d{{4}})\b"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})\b"
    r"|\b(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})\b"
    r"|\b(?P<day4>\d{1,2})[./](?P<month4>\d{1,2})[./](?P<year4>\d{4})\b",
    re.IGNORECASE,
)
"""A day in any of the forms that reports print; numbers stand day first, as in Europe."""
_RECEIVED = re.compile(r"\b(?:received|submitted|re[çc]ue?|soumise?|date of (?:receipt|submission))\b", re.IGNORECASE)
_ADOPTED = re.compile(
    r"\b(?:adopted|presented|issued|addressed|adoptée?s?|présentée?s?|adressée?s?|date of adoption)\b", re.IGNORECASE
)
_ASKED = re.compile(r"\b(?:recommendations?|recommandations?|observations?|Rec\s?\()", re.IGNORECASE)
"""What a day of adoption must be that of: laws are adopted too."""
_NEAR = 120
"""Characters between a word and its day."""
_BY_STATE = (
    r"(?:authorities|government|republic|state|report|reply|kingdom|autorités|gouvernement|république|rapport|réponse)"
)


def find_particulars(lines: Sequence[Line]) -> FoundParticulars:
    """Look for the particulars in the lines before the first demand."""
    page = _Page(lines)
    symbols = list(page.find(_SYMBOL))
    asked = [said for said in symbols if _SET.search(said.value)]
    own = [said for said in symbols if not _SET.search(said.value)]
    return FoundParticulars(
        symbol=next(iter(own), None),
        recommendations=next(iter(asked), None),
        adopted=page.find_day(_ADOPTED, about=_ASKED),
        received=page.find_day(_RECEIVED),
        state=page.find_state(),
    )


class _Page:
    """The first lines of a report as one text, in which every character knows its line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._starts: list[tuple[int, int]] = []
        parts: list[str] = []
        length = 0
        for line in lines:
            self._starts.append((length, line.number))
            parts.append(" ".join(line.text.replace("*", " ").split()))
            length += len(parts[-1]) + 1
        self.text = "\n".join(parts)

    def find(self, pattern: re.Pattern[str]) -> Iterator[Said]:
        for found in pattern.finditer(self.text):
            yield self._say("".join(found[0].split()), found.start())

    def find_day(self, word: re.Pattern[str], about: re.Pattern[str] | None = None) -> Said | None:
        """Return the day that follows a word closely; with `about`, in a paragraph that speaks of that."""
        for found in word.finditer(self.text):
            before = self.text.rfind("\n\n", 0, found.start()) + 1
            if about is not None and not about.search(self.text, before, found.end() + _NEAR):
                continue
            for day in _DAY.finditer(self.text, found.end(), found.end() + _NEAR):
                if (read := _read_day(day)) is not None:
                    return self._say(read.isoformat(), day.start())
        return None

    def find_state(self) -> Said | None:
        """Return the state whose authorities report; else the one that is named most, the earliest of several."""
        named = [(found.start(), _index_states()[found[0].lower()]) for found in _name_pattern().finditer(self.text)]
        if not named:
            return None
        reporting = [
            (place, code)
            for place, code in named
            if re.search(_BY_STATE + r"\W+(?:\w+\W+){0,3}\Z", self.text[max(0, place - 80) : place], re.IGNORECASE)
        ]
        codes = [code for _, code in reporting or named]
        chosen = max(dict.fromkeys(codes), key=codes.count)
        return self._say(chosen, next(place for place, code in reporting or named if code == chosen))

    def _say(self, value: str, place: int) -> Said:
        at = bisect_right(self._starts, place, key=itemgetter(0))
        return Said(value=value, line=self._starts[max(0, at - 1)][1] if self._starts else 1)


def _read_day(found: re.Match[str]) -> dt.date | None:
    parts = {name.rstrip("234"): value for name, value in found.groupdict().items() if value is not None}
    month = _MONTHS.get(parts["month"].lower()) or (int(parts["month"]) if parts["month"].isdigit() else 0)
    try:
        return dt.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


@cache
def load_states() -> dict[str, tuple[str, ...]]:
    """Return the names of states by their codes."""
    data: dict[str, list[str]] = json.loads(_STATES.read_text(encoding="utf-8"))
    return {code: tuple(names) for code, names in data.items()}


@cache
def _index_states() -> dict[str, str]:
    return {name.lower(): code for code, names in load_states().items() for name in names}


@cache
def _name_pattern() -> re.Pattern[str]:
    names: Iterable[str] = sorted(_index_states(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
