"""`cpcheck compare`: rounds of one state side by side, and states."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    AsOfOption,
    LanguageOption,
    NoCacheOption,
    NoColourOption,
    QuietOption,
    RecommendationsOption,
    RulebookOption,
    TemplatesOption,
    ThirdPartyOption,
    choose_language,
    name_same_reply,
    needs_ascii,
    read_as_of,
    wants_colour,
)
from cpcheck.errors import UsageError
from cpcheck.reports import COMPARISON_FORMATS, list_suffixes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpcheck.model import Assessment
    from cpcheck.reports.compare_view import CompareView
    from cpcheck.store.cases import FiledCase


def compare(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Response files or folders of them, two responses at least; - for standard input."
        ),
    ],
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Write it: {list_suffixes(COMPARISON_FORMATS)}, or FORMAT=FILE. Repeatable.",
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"On standard output: {', '.join(COMPARISON_FORMATS)}. Default: text, or nothing with -o.",
        ),
    ] = None,
    item: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="ID", help="Show only this item, and the themes that hold it. Repeatable."),
    ] = None,
    theme: Annotated[
        list[str] | None,
        typer.Option("--theme", metavar="THEME", help="Show only this theme, and the items under it. Repeatable."),
    ] = None,
    as_of: AsOfOption = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    templates: TemplatesOption = None,
    no_cache: NoCacheOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
) -> None:
    """Put replies side by side: rounds of one state by item, states by theme; what improved, slipped, stays open.

    \b
    cpcheck compare xa-2022.yaml xa-2024.yaml              two rounds of one state
    cpcheck compare data/responses -o comparison.html      every response of a folder, as a page
    cpcheck compare data/responses -o comparison.xlsx      the same as a workbook
    cpcheck compare data/responses --theme compensation    one theme in every state

    Counts are added up only where they mean the same; where not, the reason is printed. The exit code is 0 whatever
    slipped.
    """
    from cpcheck.cli.outputs import read_format, read_outputs, refuse_on_terminal, write_files
    from cpcheck.cli.rating import Rating
    from cpcheck.matrix import build_matrix
    from cpcheck.reports import render_comparison_bytes
    from cpcheck.reports.compare_view import build_compare_view
    from cpcheck.reports.diff_view import DiffSide
    from cpcheck.store.files import expand_folders
    from cpcheck.store.project import load_project
    from cpcheck.store.revisions import NO_RESPONSES

    outputs, wanted = read_outputs(output or [], COMPARISON_FORMATS), read_format(format_, COMPARISON_FORMATS)
    refuse_on_terminal(wanted, COMPARISON_FORMATS)
    paths = expand_folders(files, leave_out=NO_RESPONSES)
    rating = Rating.plan(
        paths,
        rulebook=rulebook,
        as_of=read_as_of(as_of),
        third_party=third_party,
        recommendations=recommendations,
        no_cache=no_cache,
    )
    filed, assessments = rating.assess_each(paths)
    _check_comparable(filed, assessments)
    side = DiffSide(name="", assessments=tuple(assessments), filed=tuple(filed))
    project = load_project()
    view = build_compare_view(
        build_matrix(assessments),
        side,
        items=item or (),
        themes=theme or (),
        language=choose_language(lang, project),
        settings=project.report,
    )
    own = templates or project.templates
    rendered = [(target.path, render_comparison_bytes(view, target.format, templates=own)) for target in outputs]
    write_files(rendered, quiet=quiet)
    if wanted or not (outputs or quiet):
        _show(view, wanted, templates=own, no_color=no_color)


def _check_comparable(filed: "Sequence[FiledCase]", assessments: "Sequence[Assessment]") -> None:
    """Make sure that there are replies to put side by side. Raises: UsageError."""
    if len(filed) < 2:
        found = f"found one, {filed[0].response.name}" if filed else "found none"
        raise UsageError(f"expected at least two responses, of one state or of several; {found}")
    same = name_same_reply(filed, assessments)
    if same is not None:
        raise UsageError(
            f"{same}; expected different replies (`cpcheck agree` compares two "
            "codings of one, `cpcheck diff` two versions)"
        )


def _show(view: "CompareView", wanted: str | None, *, templates: str | None, no_color: bool) -> None:
    """Print replies side by side; as text, in blocks that fit a terminal, and uncut in a pipe."""
    from cpcheck.cli.outputs import print_data

    if wanted is not None and wanted != "text":
        from cpcheck.reports import render_comparison, render_comparison_bytes

        if COMPARISON_FORMATS[wanted].is_binary:
            print_data(render_comparison_bytes(view, wanted, templates=templates))
        else:  # without the mark that a file can begin with
            print_data(render_comparison(view, wanted, templates=templates))
        return
    from cpcheck.cli.actions import Surroundings
    from cpcheck.reports.compare_text import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = render(view, width=width, colour=wants_colour(refused=no_color), ascii_only=needs_ascii())
    sys.stdout.write(Surroundings.read(wanted, refused=False).wrap(text))
