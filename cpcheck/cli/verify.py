"""`cpcheck verify`: anchors against the source document."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import print_text
from cpcheck.cli.options import QuietOption, RecommendationsOption

if TYPE_CHECKING:
    from cpcheck.importers.anchors import AnchorCheck, Verification
    from cpcheck.importers.document import Document
    from cpcheck.model import Response


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A response file; - for standard input.")],
    source: Annotated[
        str,
        typer.Option(
            "--source", metavar="DOCUMENT", help="The report that was coded: UTF-8 text (.txt, .md), .docx or .pdf."
        ),
    ],
    recommendations: RecommendationsOption = None,
    quiet: QuietOption = False,
) -> None:
    """Prove every anchor of a response file against the report it was coded from.

    \b
    cpcheck verify my.yaml --source report.txt

    Lists the anchors that do not stand in their answer's lines, and the lines that no fact stands on. Exit code 0
    where every anchor was found, 1 where one is missing.
    """
    from cpcheck import assets
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode, make_printable
    from cpcheck.importers.anchors import verify as verify_anchors
    from cpcheck.importers.readers import read_document
    from cpcheck.store.cases import load_filed_cases

    document = read_document(source)
    (filed,) = load_filed_cases([file], recommendations=recommendations, shipped=assets.find_data())
    response = filed.case.response
    result = verify_anchors(response, document)
    if result.is_same_document is False:
        print(f"{source}: not the file whose sha256 the response names; line numbers may differ", file=sys.stderr)
    places = (filed.response.text.locate(_find_path(response, check)) for check in result.failures)
    told = [f"{place}: {_word_failure(check)}" for place, check in zip(places, result.failures, strict=True)]
    coverage = [] if quiet else list(_word_coverage(result, document))
    print_text("".join(f"{make_printable(line)}\n" for line in (*told, *coverage)))
    sys.stdout.flush()
    if result.failures:
        number = len(result.failures)
        counted = f"{number} of {len(result.checks)} anchors {'is' if number == 1 else 'are'} not in place"
        leave(f"verify: {counted}", ExitCode.GATE_NOT_MET)


def _find_path(response: "Response", check: "AnchorCheck") -> tuple[str | int, ...]:
    answer, fact = next(
        (answer, answers.evidence.index(check.evidence))
        for answer, answers in enumerate(response.answers)
        if check.evidence in answers.evidence
    )
    further = () if check.restatement is None else ("restated", check.restatement)
    return ("answers", answer, "evidence", fact, *further, "anchor")


def _word_failure(check: "AnchorCheck") -> str:
    from cpcheck.importers.anchors import AnchorOutcome
    from cpcheck.reports.labels import load_labels
    from cpcheck.reports.phrases import name_place

    place = name_place(check.answer.where, load_labels())
    restated = "" if check.restatement is None else f", restated in {check.answer.id},"
    named = f'anchor "{check.anchor}" of {check.evidence.id}{restated}'
    match check.outcome:
        case AnchorOutcome.NO_ANCHOR:
            return (
                f"{check.evidence.id} has no anchor; expected two to six words of {place or 'the source'}, or a figure"
            )
        case AnchorOutcome.NO_PLACE:
            wanted = "its lines or pages under where:" if not place else f"lines that the source has, found {place}"
            return f"{named} cannot be looked for; expected answer {check.answer.id} to name {wanted}"
        case AnchorOutcome.ELSEWHERE:
            return f"{named} does not stand in {place}; it stands on line {check.lines[0]}"
        case _:
            hint = f'; did you mean "{check.nearest}"?' if check.nearest else ""
            return f"{named} stands nowhere in the source; expected words of {place}{hint}"


def _word_coverage(result: "Verification", document: "Document") -> Iterator[str]:
    found = len(result.checks) - len(result.failures)
    yield f"{found} of {len(result.checks)} anchors found in their answer's place"
    if result.skipped:
        yield f"not looked for, being of other sources: {', '.join(result.skipped)}"
    if result.unpaged:
        answers = ", ".join(result.unpaged)
        yield f"the source marks no pages (a form feed begins one), so looked for in all of it: the facts of {answers}"
    coverage = result.coverage
    inside = len(coverage.anchored) + len(coverage.open_in_answers)
    yield f"lines inside answers with a fact: {len(coverage.anchored)} of {inside}"
    for title, numbers in (
        ("lines inside answers that no fact anchors", coverage.open_in_answers),
        ("lines outside every answer", coverage.outside),
    ):
        yield f"{title}: {_word_ranges(numbers, document) or 'none'}"


def _word_ranges(numbers: tuple[int, ...], document: "Document") -> str:
    from cpcheck.importers.anchors import join_ranges

    filled = [line.number for line in document.lines if line.text.strip()]
    ranges = join_ranges(numbers, filled)
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
