"""Demands that a report prints twice in other words, found by the words they share."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

from cpcheck.importers.marks import load_layout_words

_STEM = 5
"""Letters by which forms of a word are taken for one: `regulating` and `regulation`."""
_SHARED = 0.5
"""Share of the weight of the later demand's words that the earlier must hold. In the report it was chosen on, the three
demands printed twice share 0.52, 0.72 and 0.83, and no other two more than 0.45."""
_LEAST = 5
"""Words that a demand must have to be compared."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_SHORT = re.compile(r"\b[A-Z]{2,6}s?\b")


def find_repeats(demands: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return, for the id of each demand that repeats an earlier one, the id of the earlier, the one most like it."""
    stems = {name: _stem_words(text) for name, text in demands}
    weights = _weigh(stems)
    repeats: dict[str, str] = {}
    holding: dict[str, list[str]] = defaultdict(list)
    for name, own in stems.items():
        likely = dict.fromkeys(other for stem in sorted(own) for other in holding[stem]) if len(own) >= _LEAST else {}
        scored = [(_share(own, stems[other], weights), other) for other in likely]
        share = max((share for share, _ in scored), default=0.0)
        if share >= _SHARED:
            best = {other for each, other in scored if each == share}
            repeats[name] = next(other for other in stems if other in best)
        else:
            for stem in own:
                holding[stem].append(name)
    return repeats


def _stem_words(text: str) -> frozenset[str]:
    empty = load_layout_words()["open_words"]
    return frozenset(word[:_STEM] for word in _WORD.findall(_spell_out(text).casefold()) if word not in empty)


def _spell_out(text: str) -> str:
    """Return words with what initials stand for: NGO is non-governmental organisation."""
    known = load_layout_words()["initials"]
    return _SHORT.sub(lambda found: " ".join(known.get(found[0].rstrip("s"), [found[0]])), text)


def _weigh(stems: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return the weight of each stem: a word of few demands says more than one of all."""
    counted = Counter(stem for found in stems.values() for stem in found)
    return {stem: log((len(stems) + 1) / times) for stem, times in counted.items()}


def _share(later: frozenset[str], earlier: frozenset[str], weights: Mapping[str, float]) -> float:
    total = sum(weights[stem] for stem in later)
    return sum(weights[stem] for stem in later & earlier) / total if total else 0.0
