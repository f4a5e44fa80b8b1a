"""Dates and periods as a clause prints them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from cpcheck.importers.lexicon import Lexicon
from cpcheck.model import FactDate, Period


@dataclass(frozen=True, kw_only=True, slots=True)
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

    @property
    def is_single(self) -> bool:
        """Tell a date from a span."""
        return self.first == self.last


@dataclass(frozen=True, kw_only=True, slots=True)
class _Forms:
    days: re.Pattern[str]
    spans: re.Pattern[str]
    years: re.Pattern[str]


_YEAR = r"(?:19|20)\d\d"


@lru_cache(maxsize=8)
def _compile(names: tuple[str, ...], since: tuple[str, ...], until: tuple[str, ...]) -> _Forms:
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
    spans = rf"\b(?P<a>{_YEAR})(?:{dash}(?P<b>{_YEAR}|\d\d)|\s(?:{joined})\s(?P<c>{_YEAR}))\b(?![-.]\d)"
    opening = "|".join(map(re.escape, since))
    years = (
        rf"(?P<since>\b(?:{opening})\s(?:the\s|l['’]année\s)?(?:year\s)?)?(?<![\w./-])(?P<y>{_YEAR})(?![\w/]|[-–.]\d)"
    )
    return _Forms(days=re.compile(days), spans=re.compile(spans), years=re.compile(years))


def find_dates(text: str, lexicon: Lexicon) -> tuple[FoundDate, ...]:
    """Return the dates of a text in small letters, in order; none lies inside another."""
    forms = _compile(tuple(lexicon.months), lexicon.joints["since"], lexicon.joints["until"])
    found = [*_find_days(forms, text, lexicon), *_find_spans(forms, text), *_find_years(forms, text)]
    kept: list[FoundDate] = []
    for date in found:
        if not any(date.start < other.end and other.start < date.end for other in kept):
            kept.append(date)
    ends = tuple(f"{word} " for word in lexicon.joints["ends"])
    kept = [replace(date, is_end=text[max(0, date.start - 12) : date.start].endswith(ends)) for date in kept]
    return tuple(sorted(kept, key=lambda date: date.start))


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
        if first < last:
            yield FoundDate(start=match.start(), end=match.end(), first=first, last=last)


def _find_years(forms: _Forms, text: str) -> Iterator[FoundDate]:
    for match in forms.years.finditer(text):
        yield FoundDate(
            start=match.start("y"), end=match.end(), first=match["y"], last=None if match["since"] else match["y"]
        )


def as_moment(dates: tuple[FoundDate, ...]) -> tuple[FactDate | None, Period | None]:
    """Reduce the dates of a clause about an act or a body to the latest one: older ones are those of acts it names.

    A span counts where no single date is printed: a strategy for 2020-2030.
    """
    single = [date.first for date in dates if date.is_single and date.first and not date.is_end]
    if single:
        return FactDate.parse(max(single)), None
    return as_period(dates)


def as_period(dates: tuple[FoundDate, ...]) -> tuple[FactDate | None, Period | None]:
    """Reduce the dates of a clause to one date, or to the stretch from the first to the last of them."""
    if not dates:
        return None, None
    firsts = [date.first for date in dates if date.first]
    lasts = [date.last for date in dates if date.last]
    start, end = min(firsts), max(lasts) if len(lasts) == len(dates) else None
    if start == end:
        return FactDate.parse(start), None
    return None, Period(start=FactDate.parse(start), end=None if end is None else FactDate.parse(end))
