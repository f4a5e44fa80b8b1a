"""`cpcheck validate`: everything wrong in data files, at line and column, in one run."""

import sys
from typing import Annotated

import typer

from cpcheck.cli.options import QuietOption, RecommendationsOption


def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Data files of any kind, or folders of them; - for standard input. Default: the shipped data.",
        ),
    ] = None,
    recommendations: RecommendationsOption = None,
    quiet: QuietOption = False,
) -> None:
    """Check files against their schemas and against each other.

    \b
    cpcheck validate my.yaml     one file, and the recommendation set it answers
    cpcheck validate data/       every file in a folder
    cpcheck validate             the shipped data

    Exit code 0 where all is sound, 2 where a file is not.
    """
    from cpcheck import assets
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode
    from cpcheck.store.cases import check_files
    from cpcheck.store.files import expand_folders, read_file
    from cpcheck.store.finder import RecommendationFinder

    shipped = assets.find_data()
    read = [read_file(path) for path in expand_folders(files or [str(shipped)])]
    given = [read_file(recommendations, kind="recommendations")] if recommendations else []
    among = tuple(file for file in read if file.kind == "recommendations")
    finder = RecommendationFinder(given=tuple(given), among=among, only_given=bool(given), shipped=shipped)
    problems, _ = check_files([*given, *read], finder)
    for problem in problems:
        print(problem)
    sys.stdout.flush()
    if problems:
        broken = len({problem.location.path for problem in problems})
        counted = (
            f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in {broken} file{'' if broken == 1 else 's'}"
        )
        leave(f"validate: {counted}", ExitCode.BAD_INPUT)
    if not quiet:
        for file in read:
            print(f"{file.name}: sound {file.kind}", file=sys.stderr)
