"""`cpcheck review`: walk through what was drafted, and decide."""

import shutil
import sys
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import LanguageOption, QuietOption, RecommendationsOption, choose_language
from cpcheck.errors import UsageError, name_nearest

if TYPE_CHECKING:
    from cpcheck.model import Response
    from cpcheck.reports.review_text import Step
    from cpcheck.store.drafts import DraftFile

_WIDEST = 100
"""Columns beyond which lines are hard to read."""


def review(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A response file; it is changed in place.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            metavar="DOCUMENT",
            help="The report that was coded, to show passages that the file holds no text of.",
        ),
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", metavar="ID", help="Only this answer. Repeatable.")
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", metavar="ID", help="Only answers to this item. Repeatable.")
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Print what is still a draft, one fact a line, and ask nothing.")
    ] = False,
    recommendations: RecommendationsOption = None,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Walk through the drafted facts of a response: accept, edit or reject each, and then the answer as a whole.

    \b
    cpcheck review data/responses/az-2025.yaml             from the first draft on
    cpcheck review data/responses/az-2025.yaml --item A2c  only what answers A2c
    cpcheck review data/responses/az-2025.yaml --list      what is still a draft, for a pipe

    Each decision is written at once, so a review can be left at any moment and is taken up where it was left. Only
    the lines that are decided on change; comments and layout stay. `e` opens a fact in $VISUAL or $EDITOR.
    """
    from cpcheck import assets
    from cpcheck.cli.dialogue import open_terminal
    from cpcheck.cli.review_session import ReviewSession
    from cpcheck.importers.readers import read_document
    from cpcheck.reports.labels import load_labels
    from cpcheck.store.drafts import load_drafts
    from cpcheck.store.project import load_project

    document = read_document(source) if source else None
    shipped = assets.find_data()

    def load() -> "DraftFile":
        return load_drafts(file, recommendations=recommendations, shipped=shipped)

    drafts = load()
    chosen = _choose_answers(drafts.response, answer or [], item or [])
    if list_:
        _print_list(drafts, chosen)
        return
    labels = load_labels(choose_language(lang, load_project()))
    dialogue = open_terminal(min(shutil.get_terminal_size().columns, _WIDEST))
    if dialogue is None:
        raise UsageError("review asks a person, and there is no terminal to ask at; expected one, or --list")
    session = ReviewSession(
        drafts=drafts,
        load=load,
        chosen=chosen,
        document=document,
        dialogue=dialogue,
        labels=labels,
    )
    try:
        session.run()
    finally:
        if not quiet:
            print(session.word_outcome(), file=sys.stderr)


def _choose_answers(response: "Response", answers: Collection[str], items: Collection[str]) -> frozenset[str]:
    """Return the ids of the answers to walk through. Raises: UsageError for an id that the file does not have."""
    known = [answer.id for answer in response.answers]
    answered = list(dict.fromkeys(name for answer in response.answers for name in answer.items))
    for option, wanted, there in (("--answer", answers, known), ("--item", items, answered)):
        for name in wanted:
            if name not in there:
                raise UsageError(f'{option} is "{name}"; expected one of {", ".join(there)}{name_nearest(name, there)}')
    return frozenset(
        answer.id
        for answer in response.answers
        if (not answers or answer.id in answers) and (not items or set(items) & set(answer.items))
    )


def _print_list(drafts: "DraftFile", chosen: Collection[str]) -> None:
    from cpcheck.cli.actions import print_text
    from cpcheck.reports.review_text import list_records

    steps = list(_list_steps(drafts, chosen))
    print_text("".join(f"{line}\n" for line in list_records(steps)))


def _list_steps(drafts: "DraftFile", chosen: Collection[str]) -> "Iterator[Step]":
    from cpcheck.reports.review_text import Step

    pending = [one for one in drafts.pending if one.find_answer(drafts.response).id in chosen]
    for number, one in enumerate(pending, 1):
        yield Step(
            answer=one.find_answer(drafts.response),
            fact=one.find_fact(drafts.response),
            number=number,
            all=len(pending),
        )
