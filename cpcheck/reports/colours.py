"""Colours of verdicts and findings in documents that are printed. They repeat what the words and marks say."""

from typing import NamedTuple


class Colours(NamedTuple):
    """What stands behind letters, and the letters: six hexadecimal digits each, for red, green and blue."""

    fill: str
    letters: str


_DONE = Colours("DDF1E3", "14532D")
_HALF = Colours("FFF0CF", "6B4300")
_OPEN = Colours("FBE1DE", "7F1D1D")

COLOURS = {
    "implemented": _DONE,
    "partly": _HALF,
    "not_addressed": _OPEN,
    "met": _DONE,
    "partly_met": _HALF,
    "not_met": _OPEN,
}
"""By the code of a verdict or finding. The letters contrast with the fill by 7 to 1 and more (WCAG 2.2, 1.4.6)."""
