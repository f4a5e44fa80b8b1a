"""`cpcheck new`: a response file with everything that is to be coded."""

import datetime as dt
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import QuietOption, read_as_of
from cpcheck.errors import UsageError, make_printable

if TYPE_CHECKING:
    from cpcheck.model import RecommendationSet
    from cpcheck.store.skeleton import ReportParticulars

_STDOUT = "-"


def new(
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE", help="The state that reports, as its two-letter code: the one the set addresses."
        ),
    ],
    recommendations: Annotated[
        str, typer.Option("--recommendations", metavar="FILE", help="The recommendation set that is answered.")
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to write it; - for standard output. Default: responses/STATE-YEAR.yaml beside the set. "
            "A file that exists is never replaced.",
        ),
    ] = None,
    symbol: Annotated[
        str | None, typer.Option("--symbol", metavar="TEXT", help="Number of the report. Default: to be filled in.")
    ] = None,
    received: Annotated[
        str | None,
        typer.Option(
            "--received",
            metavar="DATE",
            help="Day the report was received: YYYY-MM-DD. Default: today, to be filled in.",
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write a response file with every element that is to be coded.

    \b
    cpcheck new XA --recommendations data/recommendations.yaml
    cpcheck new XA --recommendations data/recommendations.yaml --symbol "EX(2025)02" --received 2025-03-03
    cpcheck new XA --recommendations data/recommendations.yaml -o -    on standard output

    The file is sound from the start: each item has an answer without facts, marked as a draft.
    """
    from cpcheck.cli.new_files import create_files
    from cpcheck.cli.outputs import print_data
    from cpcheck.store.modelines import find_schema
    from cpcheck.store.skeleton import compose_response, group_items

    report = _read_particulars(symbol, received)
    wanted = None if output in {None, _STDOUT} else _read_output(str(output))
    asked = _load_set(recommendations)
    _check_state(state, asked)
    if output == _STDOUT:
        print_data(compose_response(asked, report, schema=None))
        return
    path = wanted or _choose_path(Path(recommendations), asked.state, report.received)
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - editors read ".." without following links
    create_files({path: compose_response(asked, report, schema=find_schema(folder, "response"))})
    if not quiet:
        elements = {element.id for item in asked.items for element in item.elements}
        answers = len(group_items(asked))
        print(
            f"wrote {make_printable(str(path))}: {len(asked.items)} items in {answers} answers, "
            f"{len(elements)} elements to code",
            file=sys.stderr,
        )
        print(f"next: cpcheck validate {_word_arguments(path, recommendations)}", file=sys.stderr)


def _read_particulars(symbol: str | None, received: str | None) -> "ReportParticulars":
    from cpcheck.store.checks.days import read_day
    from cpcheck.store.skeleton import ReportParticulars

    if symbol is not None and (not symbol.strip() or not symbol.isprintable()):
        raise UsageError(
            f'--symbol is "{make_printable(symbol)}"; expected the number of the report, in printable text'
        )
    day = read_as_of("today") if received is None else read_day(received)
    if day is None:
        raise UsageError(f'--received is "{make_printable(str(received))}"; expected a day as YYYY-MM-DD')
    return ReportParticulars(symbol=symbol, received=day, is_received_known=received is not None)


def _read_output(name: str) -> Path:
    from cpcheck.store.files import SUFFIXES

    path = Path(name)
    if path.is_dir():
        raise UsageError(f"-o {make_printable(name)}: this is a folder; expected a file name")
    if path.suffix not in SUFFIXES:
        expected = " or ".join(SUFFIXES)
        raise UsageError(f"-o {make_printable(name)}: expected a name that ends in {expected}, as data files do")
    return path


def _load_set(file: str) -> "RecommendationSet":
    """Read one recommendation set. Raises: DataError with every problem of the file."""
    from cpcheck.errors import DataError
    from cpcheck.store.build import build_recommendations
    from cpcheck.store.cases import check_files
    from cpcheck.store.files import read_file
    from cpcheck.store.finder import RecommendationFinder

    read = read_file(file, kind="recommendations")
    problems, _ = check_files([read], RecommendationFinder())
    if problems:
        raise DataError(problems)
    return build_recommendations(read.data)


def _check_state(state: str, asked: "RecommendationSet") -> None:
    if not re.fullmatch("[A-Za-z]{2}", state):
        raise UsageError(
            f'STATE is "{make_printable(state)}"; '
            f"expected a code of two letters: {asked.state}, which the set addresses"
        )
    if state.upper() != asked.state:
        raise UsageError(
            f"{make_printable(asked.id)} addresses {asked.state} and not {state.upper()}; "
            f"expected {asked.state}, or another set with --recommendations"
        )


def _choose_path(asked: Path, state: str, received: dt.date) -> Path:
    """Return responses/STATE-YEAR.yaml beside the set, or beside the folder of sets it lies in."""
    folder = asked.parent.parent if asked.parent.name == "recommendations" else asked.parent
    return folder / "responses" / f"{state.lower()}-{received.year:04}.yaml"


def _word_arguments(path: Path, recommendations: str) -> str:
    """Return what `validate` must be told: the file, and the set where it would not be found from there."""
    from cpcheck import assets
    from cpcheck.store.files import read_file
    from cpcheck.store.finder import RecommendationFinder

    found, _ = RecommendationFinder(shipped=assets.find_data()).find(read_file(str(path)))
    is_found = found is not None and found.identity == os.path.realpath(recommendations)
    named = "" if is_found else f" --recommendations {shlex.quote(recommendations)}"
    return make_printable(shlex.quote(str(path)) + named)
