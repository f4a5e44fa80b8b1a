"""Days and dates of facts, and those that no calendar has."""

import datetime as dt
from typing import Any

from cpcheck.model import FactDate
from cpcheck.store.checks.walking import Found, problem_at
from cpcheck.store.texts import Path, YamlText


def read_day(value: Any) -> dt.date | None:
    """Return the day a text names, or None where it names none."""
    found = read_fact_date(value)
    return found.earliest if found and found.earliest == found.latest and len(found.text) > len("YYYY-MM") else None


def read_fact_date(value: Any) -> FactDate | None:
    """Return the date that a text, or a bare year, names; None where it names none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        return FactDate.parse(str(value))
    except ValueError:
        return None


def check_day(text: YamlText, holder: Any, path: Path) -> Found:
    """Find a day, under the last key of the path, that the calendar does not have."""
    yield from _check_calendar(text, holder, path, shape=[4, 2, 2])


def check_fact_date(text: YamlText, holder: Any, path: Path) -> Found:
    """Find a day, month or year, under the last key of the path, that the calendar does not have."""
    yield from _check_calendar(text, holder, path, shape=None)


def _check_calendar(text: YamlText, holder: Any, path: Path, *, shape: list[int] | None) -> Found:
    """Report a date of the right form that the calendar does not have; the form itself is the schema's business."""
    value = holder.get(path[-1]) if isinstance(holder, dict) else None
    if not isinstance(value, str):
        return
    parts = value.split("-")
    lengths = [len(part) for part in parts]
    has_form = all(part.isascii() and part.isdigit() for part in parts) and lengths == [4, 2, 2][: len(lengths)]
    if has_form and (shape is None or lengths == shape) and read_fact_date(value) is None:
        yield problem_at(text, path, f'"{value}" is not in the calendar; expected a day that exists')
