"""The agreement of two readings as Markdown."""

from collections.abc import Iterator

from cpcheck.reports import agreement_phrases as phrases
from cpcheck.reports.agreement_view import AgreementView, FiguresView, ItemReadingsView, SeenView
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.templates import escape_markdown


def render(view: AgreementView) -> str:
    """Return the agreement as Markdown."""
    return "\n".join(_list_lines(view, load_labels(view.language))) + "\n"


def _list_lines(view: AgreementView, labels: Labels) -> Iterator[str]:
    yield f"## {phrases.phrase_title(view, labels, escape_markdown)}"
    yield ""
    yield from (f"- {words}" for words in phrases.list_circumstances(view, labels, escape_markdown))
    yield ""
    yield _row(phrases.name_columns(labels))
    yield "|:---|---:|---:|---:|---:|"
    yield from (_row(phrases.list_cells(key, figures, labels)) for key, figures in phrases.list_figures(view))
    yield ""
    for note in phrases.list_notes(view, labels):
        yield note
        yield ""
    for key, figures in phrases.list_figures(view):
        yield f"### {phrases.phrase_table(key, view, labels)}"
        yield ""
        yield from _list_table(figures)
        yield ""
    yield from _list_discussion(view, labels)
    if view.other_reasons:
        yield ""
        yield f"### {labels('agree.reasons')}"
        yield ""
        found = phrases.list_other_reasons(view, labels, escape_markdown)
        yield from (f"- **{name}** {words}" for name, words in found)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _list_table(figures: FiguresView) -> Iterator[str]:
    names = [phrases.phrase_level(level, escape_markdown) for level in figures.levels]
    yield _row(["", *names])
    yield "|:---|" + "---:|" * len(names)
    for name, row in zip(names, figures.agreement.table, strict=True):
        yield _row([f"**{name}**", *(str(number) for number in row)])


def _list_discussion(view: AgreementView, labels: Labels) -> Iterator[str]:
    if not view.discuss:
        yield f"**{phrases.phrase_nothing(view, labels)}**"
        return
    yield f"### {labels('agree.discuss')}"
    yield ""
    for item in view.discuss:
        yield from _list_item(item, view, labels)


def _list_item(item: ItemReadingsView, view: AgreementView, labels: Labels) -> Iterator[str]:
    words = phrases.phrase_item(item, escape_markdown, labels)
    yield f"- **{escape_markdown(item.id)}** {words}: {escape_markdown(item.title)}"
    yield from (f"  - {words}" for words in phrases.list_remarks(item, view, labels, escape_markdown))
    for element in item.elements:
        yield f"  - **{escape_markdown(element.id)}** {escape_markdown(element.asks)}"
        for side, seen in enumerate((element.first, element.second)):
            if seen is not None:
                yield from _list_seen(phrases.name_side(view, side, labels), seen, labels)


def _list_seen(side: str, seen: SeenView, labels: Labels) -> Iterator[str]:
    yield f"    - *{side}*: {phrases.phrase_seen(seen, labels, escape_markdown)}"
    for link in seen.facts:
        what = phrases.phrase_fact(link, seen, labels, escape_markdown)
        yield f"      - **{escape_markdown(link.fact.id)}** ({what}): {escape_markdown(link.fact.fact)}"
    if not seen.facts:
        yield f"      - {labels('agree.nothing')}"
