"""Numbers that count something, with the year and the unit they hold for."""

import re
from collections.abc import Iterator, Sequence

from cpcheck.importers.extract_dates import FoundDate
from cpcheck.importers.lexicon import Lexicon
from cpcheck.model import Figure
from cpcheck.records import record

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?<!\d[–—])(?P<low>\d{1,3}(?:[ ,.\u00a0\u202f]\d{3}){1,4}|\d{1,15}(?:[.,]\d{1,4})?)"
    r"(?:\s?[-–—]\s?(?P<high>\d{1,9}(?:[.,]\d{1,4})?))?(?![\w/]|[-–.,:]\d)"
)
_GROUPED = re.compile(r"[ ,.\u00a0\u202f](?=\d{3}(?:\D|$))")
_AFTER = 60
"""Characters after a figure in which its unit and the thing counted are looked for."""
_TIMES = re.compile(r"\s(?:times|fois|of\b|-)")
_WHAT = re.compile(r"[^\W\d_][\w’'\-]*")


@record
class FoundFigure:
    """A number with its place in the text searched."""

    start: int
    end: int
    value: int | float
    year: int | None
    unit: str | None
    what: str
    """The words that follow it; empty in an elided series."""
    is_numeral: bool
    """Whether it is written in figures, not as a word."""


def find_figures(
    text: str, dates: Sequence[FoundDate], blocked: Sequence[tuple[int, int]], lexicon: Lexicon
) -> tuple[FoundFigure, ...]:
    """Return the numbers of a text in small letters that count something.

    `blocked` are the places where numbers name something instead: articles, laws, ages, paragraphs.
    """
    taken = [*((date.start, date.end) for date in dates), *blocked]
    found = [entry for entry in _find_numbers(text, lexicon) if not _overlaps(entry[0], entry[1], taken)]
    years = _assign_years(text, [start for start, _, _ in found], [date for date in dates if _is_year(date)])
    return tuple(
        FoundFigure(
            start=start,
            end=end,
            value=value,
            year=year,
            unit=_find_unit(text, start, end, lexicon),
            what=_find_what(text, end, lexicon),
            is_numeral=text[start].isdigit(),
        )
        for (start, end, value), year in zip(found, years, strict=True)
    )


def _overlaps(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in taken)


def _find_numbers(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, int | float]]:
    found: list[tuple[int, int, int | float]] = [
        (match.start(group), match.end(group), _scale(_read(match[group]), text, match.end(), lexicon))
        for match in _NUMBER.finditer(text)
        for group in ("low", "high")
        if match[group]
    ]
    found += [
        (match.start(), match.end(), lexicon.numbers[match.group()])
        for match in _WHAT.finditer(text)
        if match.group() in lexicon.numbers and not _TIMES.match(text, match.end())
    ]
    yield from sorted(found)


def _scale(value: float, text: str, end: int, lexicon: Lexicon) -> int | float:
    """Multiply a number by the word after it: a million euros are not one euro."""
    word = _WHAT.match(text, end + 1)
    scaled = value * lexicon.scales.get(word.group(), 1) if word else value
    return int(scaled) if float(scaled).is_integer() else scaled


def _read(number: str) -> int | float:
    plain = _GROUPED.sub("", number) if not re.fullmatch(r"0[.,]\d{3}", number) else number
    plain = plain.replace(",", ".")
    return float(plain) if "." in plain else int(plain)


def _is_year(date: FoundDate) -> bool:
    """Tell whether a date gives the year of a figure: a year, or a part of one, that names no act."""
    is_plain = date.is_single and date.first is not None and len(date.first) == len("2000")
    return (is_plain or date.is_part) and not date.is_title


def _assign_years(text: str, starts: Sequence[int], years: Sequence[FoundDate]) -> list[int | None]:
    """Give each number the year of its series.

    It is the one that stands with it between two commas (`8 in 2023`), else the one before it, where that is one and
    not several, else the one after it.
    """
    assigned: list[int | None] = []
    for start in starts:
        first = max(text.rfind(mark, 0, start) for mark in _BREAKS)
        last = min((place for mark in _BREAKS if (place := text.find(mark, start)) >= 0), default=len(text))
        near = [date for date in years if first < date.start < last]
        before = [date for date in years if date.start < start]
        after = [date for date in years if date.start > start]
        chosen = near[:1] or ([] if _is_list(before, starts) else before[-1:] or after[:1])
        assigned.append(int((chosen[0].first or "0")[:4]) if chosen else None)
    return assigned


_BREAKS = (", ", "; ", " and ", " et ", " to ", " à ")
"""What stands between the members of a series."""


def _is_list(years: Sequence[FoundDate], starts: Sequence[int]) -> bool:
    """Tell whether the last two of the years follow upon each other, without a number between: `in 2022 and 2023`."""
    return len(years) > 1 and not any(years[-2].start < start < years[-1].start for start in starts)


def _find_unit(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    after = text[end : end + _AFTER]
    before = text[max(0, start - 3) : start]
    for pattern, unit in lexicon.units:
        if pattern.match(after) or (before and pattern.fullmatch(before.strip())):
            return unit
    return None


def _find_what(text: str, end: int, lexicon: Lexicon) -> str:
    after = re.split(r"[,;:.()]|\b(?:19|20)\d\d\b", text[end : end + _AFTER])[0]
    words = [word for word in _WHAT.findall(after) if word not in lexicon.scales][:6]
    while words and words[-1] in lexicon.joints["weak"]:
        words.pop()
    return " ".join(words)


def as_figures(found: Sequence[FoundFigure]) -> tuple[Figure, ...]:
    """Write figures of one series: those without words of their own count what the first one does."""
    named = next((figure.what for figure in found if figure.what), "")
    unit = next((figure.unit for figure in found if figure.unit), None)
    return tuple(
        Figure(
            what=figure.what or named,
            year=figure.year,
            value=figure.value,
            unit=figure.unit if figure.what else figure.unit or unit,
        )
        for figure in found
    )
