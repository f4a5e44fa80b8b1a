"""`cpcheck validate`: everything wrong in data files, at line and column, in one run."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import AsOfOption, QuietOption, RecommendationsOption, read_as_of

if TYPE_CHECKING:
    import datetime as dt

    from cpcheck.errors import Location
    from cpcheck.lints.base import LintFinding
    from cpcheck.rulebook import Rulebook
    from cpcheck.store.cases import FiledCase


def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Data files of any kind, or folders of them; - for standard input. Default: the shipped data.",
        ),
    ] = None,
    recommendations: RecommendationsOption = None,
    as_of: AsOfOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings of lints fail the run, as errors do.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Check files against their schemas and against each other, then ask the lints how responses are coded.

    \b
    cpcheck validate my.yaml     one file, and the recommendation set it answers
    cpcheck validate data/       every file in a folder
    cpcheck validate             the shipped data
    cpcheck explain CP107        what a lint asks, and how to mend what it found

    Exit code 0 where all is sound, 1 where a lint finds an error, 2 where a file is not sound.
    """
    from cpcheck import assets
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode
    from cpcheck.store.cases import build_cases, check_files
    from cpcheck.store.files import expand_folders, read_file
    from cpcheck.store.finder import RecommendationFinder

    day, shipped = read_as_of(as_of), assets.find_data()
    read = [read_file(path) for path in expand_folders(files or [str(shipped)])]
    given = [read_file(recommendations, kind="recommendations")] if recommendations else []
    among = tuple(file for file in read if file.kind == "recommendations")
    finder = RecommendationFinder(given=tuple(given), among=among, only_given=bool(given), shipped=shipped)
    problems, pairs = check_files([*given, *read], finder)
    for problem in problems:
        print(problem)
    sys.stdout.flush()
    if problems:
        broken = len({problem.location.path for problem in problems})
        leave(f"validate: {_count(len(problems), 'problem')} in {_count(broken, 'file')}", ExitCode.BAD_INPUT)
    if not quiet:
        for file in read:
            print(f"{file.name}: sound {file.kind}", file=sys.stderr)
    _lint(build_cases(pairs), day, strict=strict, quiet=quiet)


def _lint(filed: "Sequence[FiledCase]", day: "dt.date | None", *, strict: bool, quiet: bool) -> None:
    """Ask the lints about every response, and leave with exit code 1 where what they find is an error."""
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode, make_printable
    from cpcheck.lints.base import Severity
    from cpcheck.store.rulebooks import load_rulebook

    book = load_rulebook("cp")
    found = [placed for case in filed for placed in _find_remarks(case, book, day)]
    told = [(place, finding) for place, finding in found if finding.suppression is None]
    for place, finding in told:
        lint = finding.lint
        print(make_printable(f"{place}: {lint.severity} {lint.code} {lint.name}: {finding.remark.message}"))
    sys.stdout.flush()
    weights = [finding.lint.severity for _, finding in told]
    counted = ", ".join(_count(weights.count(severity), severity) for severity in Severity)
    suppressed = len(found) - len(told)
    if not quiet and found:
        print(f"lints: {counted}; {suppressed} suppressed with a reason", file=sys.stderr)
    failing = weights.count(Severity.ERROR) + (weights.count(Severity.WARNING) if strict else 0)
    if failing:
        leave(f"validate: {counted}", ExitCode.GATE_NOT_MET)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _find_remarks(
    filed: "FiledCase", book: "Rulebook", day: "dt.date | None"
) -> "Iterator[tuple[Location, LintFinding]]":
    from cpcheck.assessment import assess
    from cpcheck.lints import run_lints

    placed = []
    for finding in run_lints(assess(filed.case, book, as_of=day)):
        file = filed.recommendations if finding.remark.in_set else filed.response
        placed.append((file.text.locate(finding.remark.path), finding))
    yield from sorted(placed, key=lambda entry: (entry[0].path, entry[0].line or 0, entry[0].column or 0))
