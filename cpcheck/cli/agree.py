"""`cpcheck agree`: how far two codings of one report agree, and what their readers should discuss."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    AsOfOption,
    LanguageOption,
    NoColourOption,
    QuietOption,
    RecommendationsOption,
    RulebookOption,
    ThirdPartyOption,
    choose_language,
    needs_ascii,
    read_as_of,
    wants_colour,
)
from cpcheck.errors import UsageError
from cpcheck.records import record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cpcheck.agreement import ReadingComparison
    from cpcheck.model import Assessment
    from cpcheck.reports.agreement_view import AgreementView
    from cpcheck.rulebook import Rulebook

FORMATS = ("text", "md", "json")
"""What an agreement can be written as."""
STDIN = "-"
"""Stands for standard input where a file is named."""


def agree(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="A response file; - for standard input.")],
    second: Annotated[
        str,
        typer.Argument(
            metavar="SECOND",
            help="Another coding of the same report; or published grades: .csv or .tsv with a header, or .jsonl, "
            "with columns or keys item and grade.",
        ),
    ],
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it: .md .json .txt, or FORMAT=FILE. Repeatable."),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="On standard output: text, md, json. Default: text, or nothing with -o.",
        ),
    ] = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    as_of: AsOfOption = None,
    third_party: ThirdPartyOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
) -> None:
    """Say how far two readings of one report agree: shares, Cohen's kappa, and the items to discuss, worst first.

    \b
    cpcheck agree mine.yaml hers.yaml                     two codings
    cpcheck agree mine.yaml hers.yaml -f md               the same, as Markdown
    cpcheck agree mine.yaml grades.csv --rulebook greco   a coding, and what was published

    Computed verdicts are compared; overrides are shown beside them. The exit code is 0 however far both are apart.
    """
    from cpcheck.cli.outputs import read_format, read_outputs, write_files
    from cpcheck.reports.agreement_view import build_agreement_view
    from cpcheck.store.project import load_project
    from cpcheck.store.rulebooks import load_rulebook

    outputs, wanted = read_outputs(output or [], FORMATS), read_format(format_, FORMATS)
    reader = _Reader(
        book=load_rulebook(rulebook), day=read_as_of(as_of), recommendations=recommendations, third_party=third_party
    )
    comparison = reader.compare(first, second)
    language = choose_language(lang, load_project())
    view = build_agreement_view(comparison, reader.book, (_name(first), _name(second)), language=language)
    write_files([(target.path, _render(view, target.format)) for target in outputs], quiet=quiet)
    if wanted or not (outputs or quiet):
        _show(view, wanted, no_color=no_color)


@record
class _Reader:
    """Reads both sides, and assesses what is a coding."""

    book: "Rulebook"
    day: "dt.date | None"
    recommendations: str | None
    third_party: bool

    def compare(self, first: str, second: str) -> "ReadingComparison":
        """Compare both sides. Raises: UsageError where they cannot be; DataError for files that are not sound."""
        from cpcheck.agreement import compare_grades, compare_readings, find_set_difference
        from cpcheck.store.grades import is_grades_file, load_grades

        if is_grades_file(first):
            raise UsageError(f"{first} holds grades; expected a response file first, and the grades after it")
        if first == second == STDIN:
            raise UsageError("standard input cannot be both sides; expected a file for one of them")
        if is_grades_file(second):
            (own,) = self._assess([first])
            grades = load_grades(second, self.book, [item.item.id for item in own.items])
            return compare_grades(own, grades.grades, self.book, by_level=grades.by_level)
        own, other = self._assess([first, second])
        difference = find_set_difference(own, other)
        if difference is not None:
            raise UsageError(
                f"{first} and {second} cannot be compared: {difference}; expected two codings of one report on one "
                "recommendation set"
            )
        return compare_readings(own, other, self.book)

    def _assess(self, paths: "Sequence[str]") -> "list[Assessment]":
        from cpcheck import assets
        from cpcheck.assessment import assess
        from cpcheck.store.cases import load_cases

        cases = load_cases(paths, recommendations=self.recommendations, shipped=assets.find_data())
        return [assess(case, self.book, as_of=self.day, third_party=self.third_party) for case in cases]


def _name(path: str) -> str:
    from cpcheck.store.files import STDIN_NAME

    return STDIN_NAME if path == STDIN else path


def _render(view: "AgreementView", name: str) -> str:
    from cpcheck.reports import agreement_json, agreement_markdown, agreement_text

    if name == "text":
        return agreement_text.render(view)
    return agreement_markdown.render(view) if name == "md" else agreement_json.render(view)


def _show(view: "AgreementView", wanted: str | None, *, no_color: bool) -> None:
    """Print an agreement; as text, wrapped for a terminal and uncut in a pipe."""
    from cpcheck.cli.outputs import print_data

    if wanted not in {None, "text"}:
        print_data(_render(view, wanted or ""))
        return
    from cpcheck.cli.actions import Surroundings
    from cpcheck.reports.agreement_text import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = render(view, width=width, colour=wants_colour(refused=no_color), ascii_only=needs_ascii())
    sys.stdout.write(Surroundings.read(wanted, refused=False).wrap(text))
