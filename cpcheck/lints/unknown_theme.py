"""A theme outside the vocabulary, or one that looks misspelt.

Totals are counted by theme. A theme written in two ways makes two rows of one subject, and both of them are wrong.

Write the theme as the vocabulary has it, or add it there. Where the set declares no vocabulary, a theme used once is
compared with those used more often; write the two alike, or declare both under `themes:`.

Flagged:

    recommendations:
      themes: [languages, inspection]
    ---
    recommendations:
      items:
        - id: A1
          title: Interpreters at night
          asks: Interpreters should be at hand at night.
          themes: [training]
          elements: [{id: staff, asks: have interpreters on call at night, ask: ensure}]
        - id: A2
          title: Inspectors trained
          asks: Train inspectors further.
          themes: [training]
          elements: [{id: train, asks: train inspectors further, ask: continue}]
        - id: A3
          title: Judges trained
          asks: Train judges.
          themes: [trainings]
          elements: [{id: train, asks: train judges, ask: ensure}]

Not flagged:

    recommendations:
      themes: [languages, training]
    ---
    recommendations:
      items:
        - id: A1
          title: Interpreters at night
          asks: Interpreters should be at hand at night.
          themes: [training, languages]
          elements: [{id: staff, asks: have interpreters on call at night, ask: ensure}]
        - id: A2
          title: Inspectors trained
          asks: Train inspectors further.
          themes: [training]
          elements: [{id: train, asks: train inspectors further, ask: continue}]
"""

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

from cpcheck.errors import name_nearest
from cpcheck.lints.base import Coding, Lint, Path, Remark, Severity

NEARLY_THE_SAME = 0.88
"""Ratio of difflib from which two themes are taken for one: a letter more or less in a word of four is 0.89.

Our own choice, above the 0.86 of `prosecution` and `protection`, which are two themes.
"""


def check(coding: Coding) -> Iterator[Remark]:
    """Find themes that the vocabulary lacks; without one, those nearly the same as a commoner theme."""
    vocabulary = coding.recommendations.themes
    uses = Counter(theme for item in coding.recommendations.items for theme in item.themes)
    for item_id, theme, path in _list_themes(coding):
        wrong = _ask_vocabulary(theme, vocabulary) if vocabulary else _compare_with_others(theme, uses)
        if wrong:
            yield Remark(id=item_id, path=path, message=f'{item_id} has the theme "{theme}"{wrong}', in_set=True)


def _list_themes(coding: Coding) -> Iterator[tuple[str, str, Path]]:
    for number, item in enumerate(coding.recommendations.items):
        for place, theme in enumerate(item.themes):
            yield item.id, theme, ("items", number, "themes", place)


def _ask_vocabulary(theme: str, vocabulary: tuple[str, ...]) -> str:
    if theme in vocabulary:
        return ""
    return f"; expected one that themes: of the set declares{name_nearest(theme, vocabulary)}"


def _compare_with_others(theme: str, uses: Counter[str]) -> str:
    if uses[theme] > 1:
        return ""
    for other, count in uses.most_common():
        if count > 1 and SequenceMatcher(None, theme, other).ratio() >= NEARLY_THE_SAME:
            return f' once, and "{other}" stands {count} times; expected one spelling, or both declared under themes:'
    return ""


LINT = Lint(code="CP119", name="unknown-theme", severity=Severity.WARNING, check=check, manual=__doc__)
