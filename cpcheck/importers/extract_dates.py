"""Dates and periods as a clause prints them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from cpcheck.importers.lexicon import Lexicon
from cpcheck.model import FactDate, Period
from cpcheck.records import record, replace


@record
class FoundDate:
    """A date or a span of time, with its place in the text searched."""

    start: int
    end: int
    first: str | None
    """Where it begins, as FactDate reads it."""
    last: str | None
    """Where it ends; the same as `first` for a single date, None for one that goes on."""

    is_end: bool = False
    """Whether the words name it as an end: `until 2026`."""
    is_goal: bool = False
    """Whether it only ends what is aimed at: `to end evictions by 2030`."""
    is_part: bool = False
    """Whether it is a part of a year: `autumn 2019`."""
    is_title: bool = False
    """Whether it belongs to the name of an act: `the Act of 1998`."""

    @property
    def is_single(self) -> bool:
        """Tell a date from a span."""
        return self.first == self.last


@record
class _Forms:
    ranges: re.Pattern[str]
    days: re.Pattern[str]
    spans: re.Pattern[str]
    parts: re.Pattern[str]
    years: re.Pattern[str]


_NUMBERED = re.compile(r"/((?:19|20)\d\d)\b|\b((?:19|20)\d\d)[-/]\d")
"""Number of an act that says its year: `No. 82/2017`, `No. 2019-599`."""
_REACH = 70
"""Characters before a date among which the verb of an aim is looked for."""
_YEAR = r"(?:19|20)\d\d"


@lru_cache(maxsize=8)
def _compile(names: tuple[str, ...], since: tuple[str, ...], until: tuple[str, ...], parts: tuple[str, ...]) -> _Forms:
    month = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    day = r"\d{1,2}(?:st|nd|rd|th|er)?"
    dash = r"\s?[-–—]\s?"
    days = (
        rf"\b(?P<m1>{month})\.?\s(?P<d1>{day})(?:{dash}(?P<e1>{day}))?,?\s(?P<y1>{_YEAR})\b"
        rf"|\b(?P<d2>{day})(?:{dash}(?P<e2>{day}))?\s(?:of\s|de\s)?(?P<m2>{month})\.?,?\s(?P<y2>{_YEAR})\b"
        rf"|\b(?P<d3>\d{{1,2}})[./](?P<m3>\d{{1,2}})[./](?P<y3>{_YEAR})\b"
        rf"|\b(?P<y4>{_YEAR})-(?P<m4>\d\d)-(?P<d4>\d\d)\b"
        rf"|\b(?P<m5>{month})\.?,?\s(?:of\s|de\s)?(?P<y5>{_YEAR})\b"
    )
    joined = "|".join(map(re.escape, until))
    between = rf"(?:{dash}|\s(?:{joined})\s)"
    ranges = (
        rf"\b(?:(?P<d1>{day})\s)?(?P<m1>{month}){between}(?:(?P<d2>{day})\s)?(?P<m2>{month})\.?,?\s(?P<y>{_YEAR})\b"
        rf"|\b(?P<d3>{day}){between}(?P<d4>{day})\s(?:of\s|de\s)?(?P<m3>{month})\.?,?\s(?P<y3>{_YEAR})\b"
    )
    spans = rf"\b(?P<a>{_YEAR})(?:(?P<mark>{dash}|/)(?P<b>{_YEAR}|\d\d)|\s(?:{joined})\s(?P<c>{_YEAR}))\b(?![-./]\d|/)"
    named = "|".join(f"(?P<p{place}>{part})" for place, part in enumerate(parts))
    opening = "|".join(map(re.escape, since))
    year = rf"[\s-](?:(?:of|the|de|du|l['’]année|year)\s){{0,3}}(?P<y>{_YEAR})\b(?![-.]\d)"
    within = rf"(?P<since>\b(?:{opening})\s)?\b(?:{named}){year}"
    years = (
        rf"(?P<since>\b(?:{opening})\s(?:the\s|l['’]année\s)?(?:year\s)?)?(?<![\w./-])(?P<y>{_YEAR})(?![\w/]|[-–.]\d)"
    )
    return _Forms(
        ranges=re.compile(ranges),
        days=re.compile(days),
        spans=re.compile(spans),
        parts=re.compile(within),
        years=re.compile(years),
    )


def find_dates(
    text: str, lexicon: Lexicon, numbers: Sequence[tuple[int, int]] = (), titles: Sequence[tuple[int, int]] = ()
) -> tuple[FoundDate, ...]:
    """Return the dates of a text in small letters, in order; none lies inside another.

    `numbers` are the places of numbers that are no year, such as that of a decree; `titles` those of the names of acts.
    """
    parts = tuple(match for match, _ in lexicon.parts)
    forms = _compile(tuple(lexicon.months), lexicon.joints["since"], lexicon.joints["until"], parts)
    found = [
        *_find_ranges(forms, text, lexicon),
        *_find_days(forms, text, lexicon),
        *_find_spans(forms, text),
        *_find_parts(forms, text, lexicon),
        *_find_years(forms, text),
    ]
    kept = [date for start, end in numbers for date in _find_numbered(text, start, end)]
    blocked = [*numbers]
    for date in found:
        if not any(date.start < end and start < date.end for start, end in blocked):
            blocked.append((date.start, date.end))
            kept.append(replace(date, is_title=any(start <= date.start < end for start, end in titles)))
    ends = tuple(f"{word} " for word in lexicon.joints["ends"])
    kept = [replace(date, is_end=text[max(0, date.start - 12) : date.start].endswith(ends)) for date in kept]
    kept = [replace(date, is_goal=date.is_end and _is_goal(text[: date.start], lexicon)) for date in kept]
    return tuple(sorted(kept, key=lambda date: date.start))


def _is_goal(before: str, lexicon: Lexicon) -> bool:
    """Tell whether a date ends what is only aimed at: `programmes to end evictions by 2030`."""
    words = re.split(r"[\s,;]+", re.sub(r"(?<=\bd)['’]", "' ", before[-_REACH:]))
    return any(one in lexicon.joints["aims"] and two in lexicon.verbs.base for one, two in pairwise(words))


def _find_ranges(forms: _Forms, text: str, lexicon: Lexicon) -> Iterator[FoundDate]:
    """Find `January to June 2019`, `3 May to 7 June 2019` and `3 and 4 May 2019`."""
    for match in forms.ranges.finditer(text):
        year = int(match["y"] or match["y3"])
        months = [lexicon.months[match[name] or match["m3"]] for name in ("m1", "m2")]
        days = [match["d1"] or match["d3"], match["d2"] or match["d4"]]
        ends = [_write(year, month, _number(day)) for month, day in zip(months, days, strict=True)]
        if ends[0] and ends[1] and ends[0] < ends[1]:
            yield FoundDate(start=match.start(), end=match.end(), first=ends[0], last=ends[1])


def _number(day: str | None) -> int | None:
    return None if day is None else int(re.sub(r"\D", "", day))


def _find_days(forms: _Forms, text: str, lexicon: Lexicon) -> Iterator[FoundDate]:
    for match in forms.days.finditer(text):
        parts = {name[0]: value for name, value in match.groupdict().items() if value}
        month = lexicon.months.get(parts["m"]) or (int(parts["m"]) if parts["m"].isdigit() else 0)
        day = int(re.sub(r"\D", "", parts["d"])) if "d" in parts else None
        first = _write(int(parts["y"]), month, day)
        last = _write(int(parts["y"]), month, int(re.sub(r"\D", "", parts["e"]))) if "e" in parts else first
        if first and last:
            yield FoundDate(start=match.start(), end=match.end(), first=first, last=max(first, last))


def _write(year: int, month: int, day: int | None) -> str | None:
    """Return the date as FactDate reads it; None where the calendar has no such day."""
    text = f"{year:04}-{month:02}" + (f"-{day:02}" if day is not None else "")
    try:
        FactDate.parse(text)
    except ValueError:
        return None
    return text


def _find_spans(forms: _Forms, text: str) -> Iterator[FoundDate]:
    for match in forms.spans.finditer(text):
        first, last = match["a"], (match["b"] or match["c"])
        last = first[:2] + last if len(last) == len("30") else last
        if match["mark"] == "/" and int(last) != int(first) + 1:
            continue
        if first < last:
            yield FoundDate(start=match.start(), end=match.end(), first=first, last=last)


def _find_parts(forms: _Forms, text: str, lexicon: Lexicon) -> Iterator[FoundDate]:
    for match in forms.parts.finditer(text):
        first, last = next(months for place, (_, months) in enumerate(lexicon.parts) if match[f"p{place}"] is not None)
        year = int(match["y"])
        yield FoundDate(
            start=match.start(),
            end=match.end(),
            first=_write(year, first, None),
            last=None if match["since"] else _write(year, last, None),
            is_part=True,
        )


def _find_numbered(text: str, start: int, end: int) -> Iterator[FoundDate]:
    for match in _NUMBERED.finditer(text, start, end):
        year = match[1] or match[2]
        yield FoundDate(start=match.start(), end=match.end(), first=year, last=year, is_title=True)


def _find_years(forms: _Forms, text: str) -> Iterator[FoundDate]:
    for match in forms.years.finditer(text):
        yield FoundDate(
            start=match.start("y"), end=match.end(), first=match["y"], last=None if match["since"] else match["y"]
        )


def as_moment(dates: tuple[FoundDate, ...]) -> tuple[FactDate | None, Period | None]:
    """Reduce the dates of a clause about an act or a body to the latest one: older ones are those of acts it names.

    A year inside the name of an act counts where no other is printed, and so does a span: a strategy for 2020-2030.
    """
    moments = [date for date in dates if (date.is_single or date.is_part) and date.last and not date.is_end]
    chosen = [date for date in moments if not date.is_title] or moments
    if chosen:
        return as_period((max(chosen, key=lambda date: (date.last or "", date.first or "")),))
    return as_period(tuple(date for date in dates if not date.is_single or date.is_part))


def as_period(dates: tuple[FoundDate, ...]) -> tuple[FactDate | None, Period | None]:
    """Reduce the dates of a clause to one date, or to the stretch from the first to the last of them."""
    begun = [date for date in dates if not date.is_end]
    if not begun:
        ends = [date.last for date in dates if date.last]
        return None, Period(start=None, end=FactDate.parse(max(ends))) if ends else None
    firsts = [date.first for date in begun if date.first]
    lasts = [date.last for date in dates if date.last]
    start, end = min(firsts), max(lasts) if len(lasts) == len(dates) else None
    if start == end:
        return FactDate.parse(start), None
    return None, Period(start=FactDate.parse(start), end=None if end is None else FactDate.parse(end))
