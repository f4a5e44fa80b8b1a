"""`cpcheck import`: draft data files from a report document."""

import datetime as dt
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import QuietOption
from cpcheck.errors import UsageError, make_printable
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.importers.draft import Draft, Particulars
    from cpcheck.importers.particulars import FoundParticulars, Said
    from cpcheck.importers.segments import Message, Segmentation

_SHOWN = 40
"""Messages printed on a terminal; the rest are counted. Into a file all go, and whole."""
_WIDEST = 140
"""Characters of a message on a terminal."""


def import_(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report: .txt, .md, .docx or .pdf.")],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="Folder for the two files; made where it is missing.")
    ] = "data",
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="CODE", help="The state. Default: as the report says."),
    ] = None,
    set_: Annotated[
        str | None, typer.Option("--set", metavar="ID", help="Symbol of the recommendation set. Default: the same.")
    ] = None,
    symbol: Annotated[
        str | None, typer.Option("--symbol", metavar="ID", help="Symbol of the report. Default: the same.")
    ] = None,
    adopted: Annotated[
        str | None,
        typer.Option("--adopted", metavar="DATE", help="Day the set was adopted: the cut-off. Default: the same."),
    ] = None,
    received: Annotated[
        str | None, typer.Option("--received", metavar="DATE", help="Day the report was received. Default: the same.")
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="en", help="Of the report. Default: guessed from its words."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Draft a recommendation set and a response from a report: items, answers, facts and links, each with its place.

    \b
    cpcheck import report.pdf                     data/recommendations.yaml and data/responses/az-2025.yaml
    cpcheck import report.docx -o draft           the same under draft/
    cpcheck import report.txt --adopted 2023-06-16    where the report does not say it, or says it wrongly

    Nothing is replaced, and everything drafted is marked so until a person has read it. What could not be placed is
    told at the end, with its place: cut to size on a terminal, whole with `2> messages.txt`.
    """
    from cpcheck.assessment import assess
    from cpcheck.cli.new_files import create_files
    from cpcheck.importers.draft import draft_case
    from cpcheck.importers.language import guess_language
    from cpcheck.importers.lexicon import load_lexicon
    from cpcheck.importers.particulars import find_particulars
    from cpcheck.importers.readers import read_document
    from cpcheck.importers.segment import segment_document
    from cpcheck.store.modelines import find_schema
    from cpcheck.store.rulebooks import load_rulebook
    from cpcheck.store.writing import write_recommendations, write_response

    document = read_document(report)
    lexicon = load_lexicon(language or guess_language("\n".join(line.text for line in document.lines)))
    given = _Given(state=state, recommendations=set_, symbol=symbol, adopted=adopted, received=received)
    about, told = _settle(given, find_particulars(document.lines), Path(report).stem)
    segmentation = segment_document(document)
    if not segmentation.items:
        raise UsageError(f"{report}: no demand was found in it; expected a report that prints demands and answers")
    draft = draft_case(segmentation, document, about, lexicon=lexicon)
    folder = Path(output)
    answered = folder / "responses" / f"{about.state.lower()}-{about.received.year}.yaml"
    asked = folder / "recommendations.yaml"
    case = draft.case
    create_files(
        {
            asked: write_recommendations(case.recommendations, schema=find_schema(folder, "recommendations")),
            answered: write_response(case.response, schema=find_schema(answered.parent, "response")),
        }
    )
    if quiet:
        return
    totals = assess(case, load_rulebook("cp")).totals.verdicts
    lines = [
        *told,
        *_tell_messages(draft.messages, report, whole=not sys.stderr.isatty()),
        *_tell_counts(draft, segmentation),
    ]
    lines.append(
        f"a first assessment, a draft: {totals.items} items: {totals.implemented} implemented, {totals.partly} partly, "
        f"{totals.not_addressed} not addressed"
    )
    lines += [f"wrote {asked}", f"wrote {answered}", f"next: cpcheck review {answered}"]
    for line in lines:
        print(make_printable(line), file=sys.stderr)


@record
class _Given:
    """What the command line says of the report."""

    state: str | None
    recommendations: str | None
    symbol: str | None
    adopted: str | None
    received: str | None


def _read_day(option: str, text: str) -> dt.date:
    from cpcheck.model import FactDate

    try:
        date = FactDate.parse(text)
    except ValueError:
        date = None
    if date is None or date.earliest != date.latest:
        raise UsageError(f'{option} is "{text}"; expected a day as YYYY-MM-DD')
    return date.earliest


def _settle(given: _Given, found: "FoundParticulars", stem: str) -> "tuple[Particulars, list[str]]":
    """Join what the command line gives and what the report says, and tell what was taken from the report.

    Raises: UsageError for what neither says and verdicts depend on.
    """
    from cpcheck.importers.draft import Particulars

    told: list[str] = []

    def take(option: str, value: str | None, said: "Said | None", name: str) -> str:
        if value is not None:
            return value
        if said is None:
            raise UsageError(f"the report does not say {name}; expected {option}")
        told.append(f"taken from line {said.line}: {name} {said.value} ({option} says otherwise)")
        return said.value

    state = take("--state", given.state, found.state, "the state").upper()
    if not re.fullmatch("[A-Z]{2}", state):
        raise UsageError(f'--state is "{state}"; expected a code of two letters, such as AZ')
    adopted = _read_day("--adopted", take("--adopted", given.adopted, found.adopted, "the cut-off"))
    received = _read_day("--received", take("--received", given.received, found.received, "the day of receipt"))
    asked = take("--set", given.recommendations, found.recommendations, "the symbol of the recommendation set")
    symbol = given.symbol or (found.symbol.value if found.symbol else stem)
    claimed = found.adopted.value if found.adopted and given.adopted else None
    about = Particulars(
        state=state,
        recommendations_id=asked,
        adopted=adopted,
        source=None if given.adopted else f"as {symbol} says; not verified",
        symbol=symbol,
        received=received,
        claims=(("adopted", claimed),) if claimed and claimed != adopted.isoformat() else (),
    )
    return about, told


def _tell_messages(messages: "Sequence[Message]", report: str, *, whole: bool) -> Iterator[str]:
    for message in messages if whole else messages[:_SHOWN]:
        lines = message.where.lines if message.where else None
        text = message.text if whole else _shorten(message.text)
        yield f"{report}{f':{lines[0]}' if lines else ''}: {text}"
    if not whole and len(messages) > _SHOWN:
        yield f"{len(messages) - _SHOWN} more like these; 2> FILE keeps all, and whole"


def _shorten(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST].rsplit(' ', 1)[0]} …"


def _tell_counts(draft: "Draft", segmentation: "Segmentation") -> Iterator[str]:
    case = draft.case
    counts = (
        (len(case.recommendations.items), "item"),
        (len(case.response.answers), "answer"),
        (len(case.response.evidence), "fact"),
        (draft.links, "link"),
    )
    yield "drafted: " + ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    yield f"{segmentation.share_placed():.1%} of the words landed in an item or an answer"
