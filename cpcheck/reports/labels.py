"""The words that reports print, by key.

A key is dotted: `verdict.partly`. The English catalogue is complete; another language falls back to nothing, so that
a missing word is an error and never a silent mix of languages.
"""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("en",)
"""Catalogues there are."""

_FOLDER = Path(__file__).parent / "catalogues"


class Labels:
    """One language's words."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        """Its ISO 639 code, as HTML's `lang` wants it."""
        self._words = words

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key, with `{places}` filled in.

        Raises: KeyError for a key the catalogue does not have, or a place that no value was given for.
        """
        words = self._words[key]
        return words.format(**values) if values else words

    def count(self, key: str, number: int) -> str:
        """Return a number with its noun, from the keys `KEY.one` and `KEY.many`."""
        return self(f"{key}.one" if number == 1 else f"{key}.many", count=number)

    def __contains__(self, key: str) -> bool:
        """Tell whether there are words for a key."""
        return key in self._words


@cache
def load_labels(language: str = "en") -> Labels:
    """Read one language's catalogue. Raises: FileNotFoundError for a language there is none of."""
    text = (_FOLDER / f"{language}.json").read_text(encoding="utf-8")
    return Labels(language, json.loads(text))
