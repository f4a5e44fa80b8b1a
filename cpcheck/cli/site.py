"""`cpcheck site`: a folder of responses as pages that link to each other, for any host of files."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
    LanguageOption,
    NoCacheOption,
    QuietOption,
    RecommendationsOption,
    RulebookOption,
    TemplatesOption,
    ThirdPartyOption,
    choose_language,
    find_responses,
    name_same_reply,
    read_as_of,
)
from cpcheck.errors import UsageError, make_printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpcheck.model import Assessment
    from cpcheck.store.cases import FiledCase


def site(
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="DIR",
            help="Folder of the site: new, empty, or with a site from before, which is replaced.",
        ),
    ],
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Response files or folders of them. Default: the data of the project, else the shipped data.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    templates: TemplatesOption = None,
    config: ConfigOption = None,
    no_cache: NoCacheOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Write a site: states and their replies, a page for each reply, theme and rule, a search, the data.

    \b
    cpcheck site -o public                       the data of the project
    cpcheck site data/responses -o public        every response of a folder
    cpcheck site data -o public-fr --lang fr     in French
    cpcheck site data -o greco --rulebook greco  by another rulebook

    Open DIR/index.html, or publish DIR as it is: it needs no server, and every link is relative. A second run replaces
    what the first wrote and removes what is no longer of the site; a folder that holds anything else is refused.
    Nothing is written where a file is broken or the run is interrupted.
    """
    from cpcheck.cli.rating import Rating
    from cpcheck.cli.site_folder import find_own, write_site
    from cpcheck.matrix import build_matrix
    from cpcheck.reports.site import INDEX, render_site
    from cpcheck.reports.site.view import build_site
    from cpcheck.store.project import load_project

    folder = _read_folder(output)
    find_own(folder)  # what stands in the way is told before anything is computed
    day, project = read_as_of(as_of), load_project(config)
    language, paths = choose_language(lang, project), find_responses(files, project)
    rating = Rating.plan(
        paths,
        rulebook=rulebook,
        as_of=day,
        third_party=third_party,
        recommendations=recommendations,
        no_cache=no_cache,
    )
    filed, assessments = rating.assess_each(paths)
    _refuse_doubles(filed, assessments)
    view = build_site(build_matrix(assessments), rating.book, language=language, settings=project.report)
    change = write_site(folder, render_site(view, templates=templates or project.templates))
    if not quiet:
        print(
            f"wrote {make_printable(str(folder / INDEX))} and {change.files - 1} more: "
            f"{change.changed} new or changed, {change.removed} removed",
            file=sys.stderr,
        )


def _read_folder(output: str) -> Path:
    if output in {"", "-"}:
        raise UsageError(f'-o is "{output}"; expected a folder')
    return Path(output)


def _refuse_doubles(filed: "Sequence[FiledCase]", assessments: "Sequence[Assessment]") -> None:
    """Make sure that no reply is there twice. Raises: UsageError."""
    same = name_same_reply(filed, assessments)
    if same is not None:
        raise UsageError(f"{same}; expected one of them (`cpcheck agree` compares two codings)")
