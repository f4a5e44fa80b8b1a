"""Wordings that the formats of an agreement share. Values of files are in them as they are: each format escapes."""

from collections.abc import Iterator

from cpcheck.reports.agreement_view import AgreementView, FiguresView, ItemReadingsView, LevelView, SeenView
from cpcheck.reports.diff_phrases import Escape
from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import name_fact_places
from cpcheck.reports.view import LinkView


def phrase_title(view: AgreementView, labels: Labels, escape: Escape) -> str:
    """Say what is compared."""
    key = "agree.title.grades" if view.is_graded else "agree.title"
    return labels(key, document=escape(view.document), recommendations=escape(view.recommendations))


def name_side(view: AgreementView, side: int, labels: Labels) -> str:
    """Return what one side is called: "first", "second" or "grades"."""
    return labels("agree.first" if side == 0 else "agree.grades" if view.is_graded else "agree.second")


def list_circumstances(view: AgreementView, labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield what stands under the title: the two files, the rulebook, and what is left out."""
    for side, file in enumerate(view.files):
        yield labels("agree.side", side=name_side(view, side, labels), file=escape(file))
    yield labels("agree.rulebook", rulebook=escape(view.rulebook), title=escape(view.rulebook_title))
    if view.third_party:
        yield labels("report.third_party")
    if view.has_repeats:
        yield labels("agree.repeats")
    if view.ungraded:
        yield labels("agree.ungraded", items=", ".join(escape(name) for name in view.ungraded))


def list_figures(view: AgreementView) -> Iterator[tuple[str, FiguresView]]:
    """Yield the figures that there are, each with the key of what was compared."""
    yield "items", view.items
    if view.elements is not None:
        yield "elements", view.elements


def name_columns(labels: Labels) -> list[str]:
    """Return the headings of the table of figures."""
    return [labels(f"agree.column.{name}") for name in ("what", "same", "kappa", "linear", "quadratic")]


def list_cells(key: str, figures: FiguresView, labels: Labels) -> list[str]:
    """Return one row of the table of figures: two decimals, since more would claim what so few labels cannot show."""
    found = figures.agreement
    share = "" if found.share is None else f" ({_name_percent(found.share)})"
    same = labels("agree.same", same=found.same, all=found.total) + share
    kappas = (found.kappa, found.linear, found.quadratic)
    shown = [labels("agree.undefined") if kappa is None else f"{kappa:.2f}" for kappa in kappas]
    return [labels(f"agree.{key}"), same, *shown]


def _name_percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def list_notes(view: AgreementView, labels: Labels) -> Iterator[str]:
    """Yield what a reader of the figures must know."""
    yield labels("agree.note.kappa")
    if any(figures.agreement.kappa is None for _, figures in list_figures(view)):
        yield labels("agree.note.undefined")


def phrase_table(key: str, view: AgreementView, labels: Labels) -> str:
    """Return the heading of a confusion table."""
    return labels(f"agree.grades.{key}" if view.is_graded else f"agree.table.{key}")


def phrase_nothing(view: AgreementView, labels: Labels) -> str:
    """Say that there is nothing to discuss."""
    return labels("agree.discuss.none.grades" if view.is_graded else "agree.discuss.none")


def phrase_level(level: LevelView, escape: Escape) -> str:
    """Return a level with the mark of what it stands for."""
    return f"{level.mark} {escape(level.title)}"


def phrase_item(item: ItemReadingsView, escape: Escape, labels: Labels) -> str:
    """Say what both sides gave: "partly / not addressed"; once, where it is the same."""
    first, second = phrase_level(item.first, escape), phrase_level(item.second, escape)
    return first if item.distance == 0 else labels("agree.versus", first=first, second=second)


def list_remarks(item: ItemReadingsView, view: AgreementView, labels: Labels, escape: Escape) -> Iterator[str]:
    """Yield what is said of an item beside its elements: evidence that is not shared, and overrides."""
    if item.unshared:
        yield labels("agree.unshared", count=item.unshared)
    for side, decision in item.overrides:
        values = {"by": escape(decision.by), "on": decision.on, "reason": escape(decision.reason)}
        words = labels("override.active", **values, verdict=labels(f"verdict.{decision.verdict}"))
        yield labels("agree.side", side=name_side(view, side, labels), file=words)


def phrase_seen(seen: SeenView, labels: Labels, escape: Escape) -> str:
    """Say what one reader's coding came to: "partly met, undated, by rule standing"."""
    finding = labels(f"finding.{seen.finding}")
    if seen.reason is not None:
        finding = labels("diff.finding", finding=finding, reason=labels(f"reason.{seen.reason}"))
    return labels("agree.finding", finding=finding, rule=escape(seen.rule))


def phrase_fact(link: LinkView, seen: SeenView, labels: Labels, escape: Escape) -> str:
    """Say what a fact is, and what it does: "draft law, tabled; 2023-11-08; supports, full; decides"."""
    fact = link.fact
    kind = labels(f"type.{fact.type}") + (f", {labels(f'stage.{fact.stage}')}" if fact.stage else "")
    relation = labels(f"relation.{link.relation}") + (f", {labels(f'fit.{link.fit}')}" if link.fit else "")
    parts = [kind, escape(fact.date) if fact.date else labels("evidence.undated"), relation]
    if link.together:
        parts.append(labels("evidence.together", ids=", ".join(escape(name) for name in link.together)))
    if link.is_deciding:
        parts.append(labels("agree.decides"))
    if fact.id in seen.only:
        parts.append(labels("agree.only"))
    parts.append(name_fact_places(fact, labels))
    return "; ".join(part for part in parts if part)


def list_other_reasons(view: AgreementView, labels: Labels, escape: Escape) -> Iterator[tuple[str, str]]:
    """Yield each element that both find the same for different reasons, with what both give."""
    for other in view.other_reasons:
        finding = labels(f"finding.{other.finding}")
        first, second = (labels(f"reason.{reason}") if reason else labels("diff.none") for reason in other.reasons)
        versus = labels("agree.versus", first=first, second=second)
        yield escape(other.id), labels("diff.finding", finding=finding, reason=versus)
