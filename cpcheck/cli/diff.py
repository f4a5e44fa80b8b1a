"""`cpcheck diff`: two files, folders or git revisions compared by meaning."""

import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import NoAnnotationsOption
from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
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
from cpcheck.cli.sides import DataOption

if TYPE_CHECKING:
    import datetime as dt

    from cpcheck.cli.actions import Surroundings
    from cpcheck.cli.sides import Loaded
    from cpcheck.reports.diff_view import DiffSide, DiffView
    from cpcheck.rulebook import Rulebook

FORMATS = ("text", "md", "json", "github")
"""What a comparison can be written as."""


def diff(
    old: Annotated[
        str,
        typer.Argument(metavar="OLD", help="A file, a folder, a git revision, or REV:PATH. What exists is a path."),
    ],
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="[NEW]",
            help="The same. Default: the working tree; where OLD is a path, its last commit is compared with it.",
        ),
    ] = None,
    data: DataOption = None,
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
            help="On standard output: text, md, json, github. Default: text, or nothing with -o.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    config: ConfigOption = None,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
    no_annotations: NoAnnotationsOption = False,
) -> None:
    """Say which verdicts moved between two readings, in which direction, and by which evidence.

    \b
    cpcheck diff origin/main                 a branch, and the working tree
    cpcheck diff main...                     what was done since the branch left main
    cpcheck diff v1.0 v1.1 -f md             two revisions, as Markdown
    cpcheck diff my.yaml                     a file as committed, and as it is now
    cpcheck diff old.yaml new.yaml           two files
    cpcheck diff main:data/my.yaml my.yaml   a file as it was, and another

    The exit code is 0 whatever moved; `cpcheck assess --no-regression` is the gate.
    """
    from cpcheck import assets
    from cpcheck.cli.actions import Surroundings, is_in_actions
    from cpcheck.cli.outputs import read_format, read_outputs, write_file
    from cpcheck.cli.sides import load_sides
    from cpcheck.comparison import compare_all
    from cpcheck.reports.diff_view import build_diff_view
    from cpcheck.store.project import load_project
    from cpcheck.store.revisions import CaseFinding
    from cpcheck.store.rulebooks import load_rulebook

    outputs, wanted = read_outputs(output or [], FORMATS), read_format(format_, FORMATS)
    day, book = read_as_of(as_of), load_rulebook(rulebook)
    project = load_project(config)
    language = choose_language(lang, project)
    finding = CaseFinding(recommendations=recommendations, shipped=assets.find_data())
    loaded = load_sides(old, new, data=data or [], project=project, finding=finding)
    sides = [_assess(side, book, day, third_party=third_party) for side in loaded]
    compared = compare_all(sides[0].assessments, sides[1].assessments)
    view = build_diff_view(compared, sides[0], sides[1], language=language)
    for target in outputs:
        write_file(target.path, _render(view, sides[1], target.format))
        if not quiet:
            print(f"wrote {target.path}", file=sys.stderr)
    tells = not no_annotations and (is_in_actions() or wanted == "github")
    around = Surroundings(tells=tells, wanted=wanted)
    if wanted or not (outputs or quiet):
        _show(view, sides[1], around, no_color=no_color)
    if tells:
        _tell_actions(view, sides[1], around)


def _assess(side: "Loaded", book: "Rulebook", day: "dt.date | None", *, third_party: bool) -> "DiffSide":
    from cpcheck.assessment import assess
    from cpcheck.reports.diff_view import DiffSide

    return DiffSide(
        name=side.name,
        filed=tuple(side.filed),
        assessments=tuple(assess(filed.case, book, as_of=day, third_party=third_party) for filed in side.filed),
        revision=side.revision,
        top=side.top,
    )


def _render(view: "DiffView", new: "DiffSide", name: str) -> str:
    from cpcheck.reports import diff_json, diff_markdown, diff_text, github

    if name == "github":
        from cpcheck.cli.actions import find_root
        from cpcheck.reports.diff_annotations import annotate_diff
        from cpcheck.reports.places import relate_run

        return github.render(relate_run(annotate_diff(view, new), find_root()))
    if name == "text":
        return diff_text.render(view)
    return diff_markdown.render(view) if name == "md" else diff_json.render(view)


def _show(view: "DiffView", new: "DiffSide", around: "Surroundings", *, no_color: bool) -> None:
    """Print a comparison; as text, wrapped for a terminal and uncut in a pipe."""
    from cpcheck.cli.outputs import print_data

    if around.wanted not in {None, "text"}:
        print_data(_render(view, new, around.wanted or ""))
        return
    from cpcheck.reports.diff_text import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = render(view, width=width, colour=wants_colour(refused=no_color), ascii_only=needs_ascii())
    sys.stdout.write(around.wrap(text))


def _tell_actions(view: "DiffView", new: "DiffSide", around: "Surroundings") -> None:
    """Print annotations, and append the comparison to the step summary as far as there is room."""
    from cpcheck.cli.actions import find_root
    from cpcheck.reports.diff_annotations import annotate_diff
    from cpcheck.reports.diff_markdown import COMMENT_LENGTH, render
    from cpcheck.reports.places import relate_run

    around.annotate(lambda: relate_run(annotate_diff(view, new), find_root()))
    # a character takes up to four bytes
    around.append_summary(lambda room: render(view, limit=min(COMMENT_LENGTH, room // 4)))
