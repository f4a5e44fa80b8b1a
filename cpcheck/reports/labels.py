"""The words that reports print, by key, and dates and numbers as a language writes them.

A key is dotted: `verdict.partly`. Words stand in gettext catalogues, one for each language, in which the key is the
message: both are complete, and a missing word is an error, never a silent mix of languages. Texts of the shipped
rulebooks are messages themselves, since a rulebook of a user's own has no translation.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Protocol

from cpcheck.errors import UsageError, name_nearest

LANGUAGES = ("en", "fr")
"""Languages that there is a catalogue for: the official ones of the Council of Europe."""
DOMAIN = "cpcheck"
"""What a catalogue is called."""
LOCALES = Path(__file__).parent / "locales"
"""Where catalogues lie, as gettext looks for them: `LANGUAGE/LC_MESSAGES/DOMAIN.mo`."""
_REGIONS = {"en": "en_GB", "fr": "fr_FR"}
"""Whose dates are written: 16 June 2023, and not June 16, 2023."""
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


_UNASSIGNED = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""Codes that ISO 3166 leaves to its users; CLDR has names for some of them that are no states."""


@cache
def _write_date(text: str, region: str, *, short: bool) -> str:
    if len(text) == len("2023"):
        return text
    from babel.dates import format_date, format_skeleton

    if len(text) == len("2023-06"):
        skeleton = "yMMM" if short else "yMMMM"
        return format_skeleton(skeleton, dt.date.fromisoformat(f"{text}-01"), locale=region)
    return format_date(dt.date.fromisoformat(text), "medium" if short else "long", locale=region)


class _Missing(NullTranslations):
    """Refuses what a catalogue lacks."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - gettext's own parameters
        raise KeyError(msgid1)


class Labels:
    """One language's words."""

    def __init__(self, language: str, words: GNUTranslations) -> None:
        self.language = language
        """Its ISO 639 code, as HTML's `lang` wants it."""
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key, with `{places}` filled in.

        Raises: KeyError for a key the catalogue does not have, or a place that no value was given for.
        """
        words = self._words.gettext(key)
        return words.format(**values) if values else words

    @property
    def region(self) -> str:
        """Return the language with the country whose manner it is written in, as documents want it: `en-GB`."""
        return _REGIONS[self.language].replace("_", "-")

    @property
    def colon(self) -> str:
        """Return what stands between a name and its value; in French there is a space before it."""
        return self("colon")

    def count(self, key: str, number: int, **values: object) -> str:
        """Return the words of a key in the form that the language has for a number, which fills `{count}`.

        Raises: KeyError, as for a key without a number.
        """
        return self._words.ngettext(key, key, number).format(count=number, **values)

    def __contains__(self, key: str) -> bool:
        """Tell whether there are words for a key."""
        try:
            self._words.gettext(key)
        except KeyError:
            return False
        return True

    def translate(self, text: str) -> str:
        """Return a text of a rulebook in this language; as it stands where there is no translation of it."""
        try:
            return self._words.gettext(text) if text else text
        except KeyError:
            return text

    def date(self, text: str, *, short: bool = False) -> str:
        """Return a text with its dates as the language writes them.

        `2023-06-16` becomes `16 June 2023`, and `2024-05` `May 2024`; the name of the month is cut short on request.
        A period or a list of years keeps what stands between its dates, and a text without a date stays as it is.
        """
        return _DATE.sub(lambda found: _write_date(found[0], _REGIONS[self.language], short=short), text)

    def state(self, code: str) -> str:
        """Return the name of a state by its ISO 3166 code; the code where no state has it."""
        if _UNASSIGNED.fullmatch(code):
            return code
        from babel import Locale

        name = Locale.parse(_REGIONS[self.language]).territories.get(code, code)
        return str(name)

    def number(self, value: float) -> str:
        """Return a number with the separators of the language: `1,200,000` or `1 200 000`.

        One of more digits than decimal arithmetic keeps has none.
        """
        from decimal import InvalidOperation

        from babel.numbers import format_decimal

        try:
            return format_decimal(value, locale=_REGIONS[self.language], decimal_quantization=False)
        except InvalidOperation:
            return str(value)


class Speaking(Protocol):
    """What is shown in one language."""

    @property
    def language(self) -> str:
        """Return its ISO 639 code."""


def load_labels_of(views: Sequence[Speaking]) -> "Labels":
    """Return the words of the language of views, which is the same for all; English where there are none."""
    return load_labels(views[0].language if views else LANGUAGES[0])


@cache
def load_labels(language: str = "en") -> Labels:
    """Read one language's catalogue. Raises: UsageError for a language there is none of."""
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UsageError(f'no language "{language}"; expected one of {known}{name_nearest(language, LANGUAGES)}')
    with (LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as stream:
        words = GNUTranslations(stream)
    words.add_fallback(_Missing())
    return Labels(language, words)
