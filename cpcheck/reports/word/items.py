"""One item in a Word report: its verdict and demand, and each element with its finding, question and evidence."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cpcheck.reports.labels import Labels
from cpcheck.reports.phrases import (
    name_answers,
    name_fact_places,
    name_figures,
    name_theme,
    phrase_decision,
    phrase_question,
)
from cpcheck.reports.view import DecisionView, ElementView, FactView, ItemView, LinkView, ReportView
from cpcheck.reports.word.pieces import TEXT_WIDTH, Cell, Piece, Table, Words, make_paragraph, make_table, mark, write

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Node

CHIP_STYLES = {
    "implemented": "Implemented",
    "partly": "Partly",
    "not_addressed": "NotAddressed",
    "met": "Implemented",
    "partly_met": "Partly",
    "not_met": "NotAddressed",
}
"""Character styles of verdicts and findings."""
_VERDICTS = ("implemented", "partly", "not_addressed")
_EVIDENCE_WIDTHS = (780, 3850, 1350, 1350, 1150, TEXT_WIDTH - 8480)
_HARD_SPACE = "\u00a0"


class Bookmarks:
    """Gives bookmarks their names and numbers, which are unique in a document."""

    def __init__(self) -> None:
        self._count = 0

    def take(self) -> tuple[str, int]:
        """Return the next name and number. A name says nothing: ids of a file may hold what Word allows in none."""
        self._count += 1
        return f"cpcheck_{self._count}", self._count


def name_chip(code: str, word: str | None, labels: Labels) -> Words:
    """Return a verdict or finding as its mark and its word, in its colours."""
    word = word or labels(f"{'verdict' if code in _VERDICTS else 'finding'}.{code}")
    # hard spaces pad it, and keep the mark beside the word
    text = f"{_HARD_SPACE}{labels(f'mark.{code}')}{_HARD_SPACE}{word}{_HARD_SPACE}"
    return Words(text=text, style=CHIP_STYLES[code])


def name_fact_date(fact: FactView, labels: Labels) -> str:
    """Return the date of a fact in words, or that it has none."""
    return labels.date(fact.date) if fact.date else labels("evidence.undated")


def list_words(words: Iterable[str]) -> str:
    """Return notes on one line; empty ones leave no trace."""
    return "; ".join(word for word in words if word)


class ItemWriter:
    """Lays out the items of one view. A fact is shown whole once; later rows lead there."""

    def __init__(self, view: ReportView, labels: Labels, bookmarks: Bookmarks, *, level: int) -> None:
        self.view = view
        self.labels = labels
        self.level = level
        """Of the headings of items, from 1."""
        self._bookmarks = bookmarks
        self._items = {item.id: bookmarks.take() for item in view.items}
        self._facts: dict[str, str] = {}
        """Bookmark of each fact that was shown, by its id."""

    def bookmark(self, item: ItemView) -> str:
        """Return the name of the bookmark at an item's heading."""
        return self._items[item.id][0]

    def list_blocks(self, item: ItemView) -> Iterator["Node"]:
        """Yield everything about an item."""
        labels = self.labels
        heading = make_paragraph([f"{item.id}{_HARD_SPACE * 2}{item.title}"], style=f"Heading{self.level}")
        yield mark(heading, *self._items[item.id])
        verdict: list[Piece] = [self._name(labels("item.verdict")), name_chip(item.verdict, None, labels)]
        if item.level != labels(f"verdict.{item.verdict}"):
            verdict.append(f" ({labels('item.level', level=item.level)})")
        yield make_paragraph(verdict, keeps=True)
        for decision in (*item.overrides, *item.waivers):
            yield make_paragraph(self._tell_decision(decision), style="Note")
        for flag in item.flags:
            name = Words(text=f"{labels('mark.flag')} {labels(f'flag.{flag}')}.", style="Strong")
            yield make_paragraph([name, f" {labels(f'flag.{flag}.text')}"], style="Note")
        yield make_paragraph([self._name(labels("item.demand")), item.asks])
        yield from (make_paragraph([line], style="ListBullet") for line in self._list_particulars(item))
        for element in item.elements:
            yield from self._list_element(element, item)

    def _tell_decision(self, decision: DecisionView) -> Iterator[Piece]:
        """Yield a decision; the verdict of one that does not hold has no mark that could be taken for one."""
        if decision.is_active and decision.verdict:
            yield self._name(self.labels("item.override"))
            yield name_chip(decision.verdict, None, self.labels)
            yield " "
        elif decision.is_active:
            yield self._name(self.labels("item.waiver"))
        yield phrase_decision(decision, self.labels, self.view.as_of)

    def _name(self, name: str) -> Words:
        return Words(text=f"{name}{self.labels.colon} ", style="Strong")

    def _list_particulars(self, item: ItemView) -> Iterator[str]:
        labels = self.labels
        if item.paragraph is not None:
            yield labels("item.paragraph", number=item.paragraph)
        if item.strength != "unstated":
            yield labels("item.strength", name=labels(f"strength.{item.strength}"))
        if item.articles:
            yield labels("item.articles", names=", ".join(item.articles))
        if item.themes:
            yield labels("item.themes", names=", ".join(name_theme(theme) for theme in item.themes))
        if item.repeats:
            yield labels("item.repeats", item=item.repeats)
        if item.previous:
            yield labels("item.previous", verdict=item.previous.verdict, source=item.previous.source)
        answers = name_answers(item.answers, labels)
        yield f"{labels('item.answers')} {answers}" if answers else labels("item.unanswered")
        yield labels("item.rule", rule=item.rule, text=item.rule_text)

    # --- elements -------------------------------------------------------------------------------------------------

    def _list_element(self, element: ElementView, item: ItemView) -> Iterator["Node"]:
        labels = self.labels
        chip = name_chip(element.finding, None, labels)
        yield make_paragraph([f"{element.id}{_HARD_SPACE * 2}", chip], style=f"Heading{self.level + 1}")
        notes = [labels("element.ask", ask=labels(f"ask.{element.ask}"))]
        notes += [labels("element.inferred")] if element.inferred else []
        told = Words(text=f" ({list_words(notes)})", style="Quiet")
        yield make_paragraph([self._name(labels("item.demand")), element.asks, told], keeps=True)
        yield make_paragraph(self._tell_finding(element))
        if element.question:
            question = element.question
            raises = labels("element.raises", finding=labels(f"finding.{question.raises_to}"))
            note = Words(text=f" ({list_words([question.evidence or '', raises])})", style="Quiet")
            asked: list[Piece] = [self._name(labels("element.question")), phrase_question(question, labels), note]
            yield make_paragraph(asked, style="Note")
        caption = labels("item.evidence.caption", item=element.id)
        if element.links:
            yield from self._list_links(caption, element.links, repeats=bool(item.repeats))
        else:
            yield make_paragraph([labels("item.no_evidence")])
        if element.set_aside:
            yield from self._list_links(f"{caption}{labels.colon} {labels('item.set_aside')}", element.set_aside)

    def _tell_finding(self, element: ElementView) -> Iterator[Piece]:
        labels = self.labels
        if element.reason:
            yield Words(
                text=f"{labels('element.reason')}{labels.colon} {labels(f'reason.{element.reason}')}. ", style="Strong"
            )
            yield f"{labels(f'reason.{element.reason}.text')} "
        yield labels("element.decided_by", rule=element.rule, text=element.rule_text)
        if element.evidence:
            yield f" {labels('element.deciding', ids=', '.join(element.evidence))}"

    # --- evidence -------------------------------------------------------------------------------------------------

    def _list_links(self, caption: str, links: Sequence[LinkView], *, repeats: bool = False) -> Iterator["Node"]:
        """Yield a table of links; context that was shown before is only named, and so is what a repeated item has."""
        labels = self.labels
        named = [link for link in links if link.fact.id in self._facts and (repeats or link.relation == "context")]
        rows = [self._tell_link(link) for link in links if link not in named]
        if rows:
            heads = (
                labels("evidence.id"),
                labels("evidence.fact"),
                f"{labels('evidence.type')} ({labels('evidence.kind')})",
                f"{labels('evidence.date')} ({labels('evidence.timing')})",
                labels("evidence.link"),
                labels("evidence.place"),
            )
            head = [write(name, style="TableHeading") for name in heads]
            yield make_paragraph([caption], style="Caption")
            yield make_table(Table(title=caption, widths=_EVIDENCE_WIDTHS, head=head, rows=rows))
            yield make_paragraph([], style="Gap")
        if named:
            pieces: list[Piece] = [labels("evidence.again") if repeats else labels("evidence.context_again")]
            for link in named:
                pieces += [" " if link is named[0] else ", ", self._lead_to(link.fact)]
            yield make_paragraph(pieces)

    def _lead_to(self, fact: FactView) -> Words:
        return Words(text=fact.id, target=self._facts[fact.id])

    def _tell_link(self, link: LinkView) -> Sequence[Cell]:
        labels, fact = self.labels, link.fact
        is_new = fact.id not in self._facts
        if is_new:
            name, number = self._bookmarks.take()
            self._facts[fact.id] = name
            id_cell = Cell(
                paragraphs=[
                    mark(make_paragraph([Words(text=fact.id, style="Strong")], style="TableText"), name, number)
                ]
            )
        else:
            id_cell = write(self._lead_to(fact))
        kinds = [labels(f"type.{fact.type}"), *([labels(f"stage.{fact.stage}")] if fact.stage else [])]
        kind = [Words(text=f" ({labels(f'kind.{fact.kind}')})", style="Quiet")] if fact.kind else []
        timing = [Words(text=f" ({labels(f'timing.{fact.timing}')})", style="Quiet")] if fact.date else []
        link_words = labels(f"relation.{link.relation}")
        link_words += f" ({labels(f'fit.{link.fit}')})" if link.fit else ""
        decides = Words(text=f" {labels('mark.deciding')}{_HARD_SPACE}{labels('evidence.deciding')}", style="Strong")
        return (
            id_cell,
            Cell(paragraphs=list(self._list_fact(link, is_new=is_new))),
            write(", ".join(kinds), *kind),
            write(name_fact_date(fact, labels), *timing),
            write(link_words, *([decides] if link.is_deciding else [])),
            write(name_fact_places(fact, labels)),
        )

    def _list_fact(self, link: LinkView, *, is_new: bool) -> Iterator["Node"]:
        labels, fact = self.labels, link.fact
        yield make_paragraph([fact.fact], style="TableText")
        notes = []
        if is_new and fact.anchor:
            notes.append(f"{labels('evidence.anchor')} {labels('evidence.quoted', anchor=fact.anchor)}")
        if is_new and fact.figures:
            notes.append(f"{labels('evidence.figures')}{labels.colon} {name_figures(fact.figures, labels)}")
        if link.together:
            notes.append(labels("evidence.together", ids=", ".join(link.together)))
        if fact.source:
            notes.append(labels("evidence.source", name=fact.source))
        if is_new and fact.note:
            notes.append(labels("evidence.note", note=fact.note))
        yield from (make_paragraph([Words(text=note, style="Quiet")], style="TableText") for note in notes)
