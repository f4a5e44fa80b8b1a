"""`cpcheck export`: many replies as one table of values or one database, a row for each element."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
    ExecutorOption,
    JobsOption,
    NoCacheOption,
    QuietOption,
    RecommendationsOption,
    ResponsesArgument,
    RulebookOption,
    SchedulerOption,
    ThirdPartyOption,
    find_responses,
    read_as_of,
)
from cpcheck.cli.progress import Progress
from cpcheck.cli.workers import AUTO, Crew, choose_engine
from cpcheck.errors import DataError, Problem, make_printable
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.cli.rating import Rating
    from cpcheck.reports.export_rows import Row
    from cpcheck.store.cases import CheckedFile


def export(
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where to: .sqlite for a database, .csv for a table of values.",
        ),
    ],
    files: ResponsesArgument = None,
    as_of: AsOfOption = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    config: ConfigOption = None,
    jobs: JobsOption = AUTO,
    executor: ExecutorOption = None,
    scheduler: SchedulerOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write what replies come to as rows, one for each element, for those who query a large collection.

    \b
    cpcheck export data/ -o results.sqlite    a database: elements, themes, meta
    cpcheck export data/ -o results.csv       one table of values

    Values are codes and ids, not words. Where a file is not sound, every problem is told and nothing is written.
    """
    from cpcheck import __version__
    from cpcheck.cli.rating import Rating
    from cpcheck.cli.tables import name_form, open_table
    from cpcheck.reports.export_rows import VERSION
    from cpcheck.store.project import load_project

    name_form(output)
    day = read_as_of(as_of)
    paths = list(dict.fromkeys(find_responses(files, load_project(config, environment=os.environ))))
    rating = Rating.plan(
        paths,
        rulebook=rulebook,
        as_of=day,
        third_party=third_party,
        recommendations=recommendations,
        no_cache=no_cache,
    )
    book = rating.book
    meta = {
        "program": f"cpcheck {__version__}",
        "columns": VERSION,
        "rulebook": book.id,
        "rulebook_title": book.title,
        "as_of": day.isoformat() if day else "the later of the day of receipt and the newest decision, for each reply",
        "third_party": "counted" if third_party else "set aside",
    }
    results = Crew(choose_engine(jobs, len(paths), executor=executor, scheduler=scheduler)).map(
        _Exporting(rating=rating), paths
    )
    checked: list[CheckedFile] = []
    number, is_sound = 0, True
    with Progress(len(paths), quiet=quiet) as progress, open_table(output, meta) as table:
        for result in results:
            told = _tell(result)
            checked.append(told.checked)
            is_sound = is_sound and told.checked.is_sound
            if is_sound:
                table.add(told.rows)
                number += len(told.rows)
            progress.advance(items=told.items)
        problems = [] if is_sound else rating.merge_problems(checked)
        if problems:
            raise DataError(problems)
    if not quiet:
        replies = "1 reply" if len(paths) == 1 else f"{len(paths)} replies"
        print(f"wrote {make_printable(output)}: {number} elements of {replies}", file=sys.stderr)


@record
class _Exported:
    """What came of one response."""

    checked: "CheckedFile"
    rows: "tuple[Row, ...]" = ()
    """Of its elements; empty where it is not sound."""
    items: int = 0


@record
class _Exporting:
    """Turns responses into rows, one response after the other."""

    rating: "Rating"

    def __call__(self, name: str) -> _Exported:
        from cpcheck.reports.export_rows import list_rows
        from cpcheck.reports.view import build_view

        rated = self.rating.rate(name)
        if rated.assessment is None:
            return _Exported(checked=rated.checked)
        view = build_view(rated.assessment)
        return _Exported(checked=rated.checked, rows=tuple(list_rows(view)), items=view.all_items)


def _tell(result: _Exported | Problem) -> _Exported:
    from cpcheck.store.cases import tell_lost

    return _Exported(checked=tell_lost(result)) if isinstance(result, Problem) else result
