"""A comparison as Markdown, short enough for the comment on a pull request."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cpcheck.comparison import Comparison, FieldChange
from cpcheck.reports import diff_phrases as phrases
from cpcheck.reports.diff_view import (
    CaseDiffView,
    DecisionChangeView,
    DiffSide,
    DiffView,
    ElementChangeView,
    FactChangeView,
    ItemChangeView,
    ReplyView,
    build_diff_view,
)
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.phrases import name_place
from cpcheck.reports.templates import escape_markdown, render_template

COMMENT_LENGTH = 60_000
"""Characters of a whole comparison; GitHub refuses a comment of more than 65,536."""
_BLANK_LINES = re.compile(r"\n{3,}")
_DETAILS = (200, 50, 15, 0)
"""How many entries of each list are shown, the fewest that are needed to be short enough."""
_FEWEST_ITEMS = 150
"""Moved items that the shortest form names."""


def render(view: DiffView, *, limit: int = COMMENT_LENGTH) -> str:
    """Return a comparison as Markdown; where it is longer than `limit` characters, with fewer details.

    The shortest form names the verdicts that moved; it can be longer than a small `limit`, and is then empty.
    """
    for entries in _DETAILS:
        text = _BLANK_LINES.sub(
            "\n\n", render_template("diff.md.j2", [DiffPage(view, load_labels(view.language), entries)])
        )
        if len(text) <= limit:
            return text
    return ""


def render_comparison(comparison: Comparison, *, base: str, limit: int = COMMENT_LENGTH, language: str = "en") -> str:
    """Return a comparison with a base as Markdown, for those who have no files at hand: it names none."""
    assessed = [(case.old, case.new) for case in comparison.cases]
    old = DiffSide(name=base, assessments=(*(old for old, _ in assessed), *comparison.removed))
    new = DiffSide(name="", assessments=(*(new for _, new in assessed), *comparison.added))
    return render(build_diff_view(comparison, old, new, language=language), limit=limit)


@dataclass(frozen=True, slots=True)
class DiffPage:
    """What the template loops over: a view, and the words for its parts, all of them escaped."""

    view: DiffView
    labels: Labels
    entries: int
    """How many entries of each list are shown; none for the short form."""

    @property
    def language(self) -> str:
        """Return the language it is printed in."""
        return self.labels.language

    @property
    def headline(self) -> str:
        """Return how many verdicts moved."""
        return phrases.phrase_headline(self.view, self.labels)

    @property
    def repeated(self) -> str:
        """Return how many repeated items moved along; empty where none did."""
        return phrases.phrase_repeated(self.view, self.labels)

    @property
    def sides(self) -> str:
        """Return the names of the sides."""
        return phrases.phrase_sides(self.view, self.labels, escape_markdown)

    @property
    def shown_items(self) -> int:
        """Return how many moved items of one response are named."""
        return max(self.entries, _FEWEST_ITEMS)

    def name_case(self, case: CaseDiffView) -> str:
        """Name a response."""
        return phrases.phrase_case(case, self.labels, escape_markdown)

    def name_reply(self, reply: ReplyView, kind: str) -> str:
        """Name a response that one side lacks."""
        return phrases.phrase_reply(reply, kind, self.labels, escape_markdown)

    def say_item(self, item: ItemChangeView) -> str:
        """Say what became of an item's verdict."""
        return phrases.phrase_item(item, self.labels, escape_markdown)

    def say_direction(self, item: ItemChangeView) -> str:
        """Say where a verdict went; empty where it did not move."""
        return phrases.phrase_direction(item.direction, self.labels) if item.direction else ""

    def say_element(self, element: ElementChangeView) -> str:
        """Say what became of a finding."""
        return phrases.phrase_element(element, self.labels)

    def list_causes(self, element: ElementChangeView) -> list[str]:
        """List what else moved a finding than evidence."""
        return list(phrases.phrase_causes(element, self.labels, escape_markdown))

    def list_flags(self, item: ItemChangeView) -> list[str]:
        """List the flags that an item has gained or lost."""
        return list(phrases.phrase_flags(item, self.labels))

    def say_fact(self, fact: FactChangeView, element: str | None = None) -> str:
        """Say what became of a fact, what it states, and where it stands."""
        kind, name = self.labels(f"diff.kind.{fact.kind}"), phrases.name_fact(fact, self.labels, escape_markdown)
        what = phrases.phrase_fact(fact, self.labels, escape_markdown, element=element)
        place = phrases.phrase_place(fact, self.labels, escape_markdown)
        return f"{kind} **{name}** ({what}): {escape_markdown(fact.fact)}" + (f" *({place})*" if place else "")

    def say_field(self, field: FieldChange) -> str:
        """Say what a field said and says."""
        return phrases.phrase_field(field, self.labels, escape_markdown)

    def say_decision(self, change: DecisionChangeView) -> str:
        """Say what became of an override or a waiver."""
        return phrases.phrase_decision(change, self.labels, escape_markdown)

    def name_place(self, where: object) -> str:
        """Name a place in the source document."""
        return name_place(where, self.labels)  # type: ignore[arg-type]  # the template passes what the view holds

    def cut(self, entries: Iterable[object], most: int | None = None) -> list[object]:
        """Return the entries that are shown."""
        return list(entries)[: self.entries if most is None else most]

    def count_cut(self, entries: Iterable[object], most: int | None = None) -> int:
        """Return how many entries are not shown."""
        return max(0, len(list(entries)) - (self.entries if most is None else most))

    def moves_along(self, item: ItemChangeView, case: CaseDiffView) -> bool:
        """Tell whether an item moved with the one it repeats, by the same evidence."""
        return item.repeats in {other.id for other in case.items}
