"""`cpcheck assess`: the main job."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    AsOfOption,
    NoColourOption,
    QuietOption,
    RecommendationsOption,
    RulebookOption,
    ThirdPartyOption,
    needs_ascii,
    read_as_of,
    wants_colour,
)

if TYPE_CHECKING:
    from cpcheck.model import Verdict
    from cpcheck.reports.view import ReportView


def assess(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Response files or folders of them; - for standard input. Default: the shipped data.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write a report: .html .md .json .txt, or FORMAT=FILE. Repeatable."
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="On standard output: table, text, md, html, json, summary. "
            "Default: table on a terminal, text in a pipe, nothing with -o.",
        ),
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", metavar="ID", help="Show only this item. Repeatable.")
    ] = None,
    verdict: Annotated[
        list[str] | None,
        typer.Option(
            "--verdict", metavar="VERDICT", help="Show only implemented, partly or not_addressed. Repeatable."
        ),
    ] = None,
    as_of: AsOfOption = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
) -> None:
    """Rate a reply, item by item.

    \b
    cpcheck assess                                  the shipped report
    cpcheck assess my.yaml                          your own response file
    cpcheck assess my.yaml -o gap.html -o gap.md    a page and a Markdown file
    cpcheck assess my.yaml -f summary               a short summary in Markdown
    cpcheck assess --verdict not_addressed          only what was not addressed
    cat my.yaml | cpcheck assess -                  from standard input

    The exit code is 0 however many gaps there are.
    """
    from cpcheck import assets
    from cpcheck.assessment import assess as assess_case
    from cpcheck.cli.outputs import read_outputs, write_file
    from cpcheck.reports import render_report
    from cpcheck.reports.view import build_view
    from cpcheck.store.cases import load_cases
    from cpcheck.store.files import expand_folders
    from cpcheck.store.rulebooks import load_rulebook

    outputs = read_outputs(output or [])
    shown = _choose_format(format_, has_outputs=bool(outputs), quiet=quiet)
    day, verdicts = read_as_of(as_of), _read_verdicts(verdict or [])
    book = load_rulebook(rulebook)
    paths = (
        expand_folders(files, leave_out=("recommendations", "rulebook"))
        if files
        else [str(path) for path in assets.find_shipped_responses()]
    )
    cases = load_cases(paths, recommendations=recommendations, shipped=assets.find_data())
    views = [
        build_view(assess_case(case, book, as_of=day, third_party=third_party), items=item or (), verdicts=verdicts)
        for case in cases
    ]
    written = [(target, render_report(views, target.format)) for target in outputs]
    for target, text in written:
        write_file(target.path, text)
        if not quiet:
            print(f"wrote {target.path}", file=sys.stderr)
    if shown:
        _show(views, shown, no_color=no_color)


def _choose_format(wanted: str | None, *, has_outputs: bool, quiet: bool) -> str | None:
    from cpcheck.errors import UsageError, name_nearest
    from cpcheck.reports import FORMATS

    if wanted is not None and wanted not in FORMATS:
        raise UsageError(f'-f is "{wanted}"; expected one of {", ".join(FORMATS)}{name_nearest(wanted, FORMATS)}')
    if wanted is not None or has_outputs or quiet:
        return wanted
    return "table" if sys.stdout.isatty() else "text"


def _read_verdicts(wanted: list[str]) -> "list[Verdict]":
    from cpcheck.errors import UsageError, name_nearest
    from cpcheck.model import Verdict

    known = [verdict.value for verdict in Verdict]
    for name in wanted:
        if name not in known:
            raise UsageError(f'--verdict is "{name}"; expected one of {", ".join(known)}{name_nearest(name, known)}')
    return [Verdict(name) for name in wanted]


def _show(views: "list[ReportView]", name: str, *, no_color: bool) -> None:
    from cpcheck.cli.outputs import print_data
    from cpcheck.reports import render_report

    if name == "table":
        from cpcheck.reports.table import render

        sys.stdout.write(render(views, colour=wants_colour(refused=no_color), ascii_only=needs_ascii()))
    elif name == "text":
        sys.stdout.write(render_report(views, name))
    else:
        print_data(render_report(views, name))
