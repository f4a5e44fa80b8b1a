"""`cpcheck assess`: the main job."""

import functools
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import NoAnnotationsOption, Surroundings, find_root
from cpcheck.cli.gating import (
    BaselineOption,
    BaseOption,
    FailOnOption,
    GateOption,
    GateOptions,
    MaxNotAddressedOption,
    NoDraftsOption,
    NoRegressionOption,
    NoWaiversOption,
    StrictOption,
    WriteBaselineOption,
)
from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
    ExecutorOption,
    JobsOption,
    LanguageOption,
    NoCacheOption,
    NoColourOption,
    QuietOption,
    RecommendationsOption,
    ResponsesArgument,
    RulebookOption,
    SchedulerOption,
    TemplatesOption,
    ThirdPartyOption,
    choose_language,
    find_responses,
    needs_ascii,
    read_as_of,
    wants_colour,
)
from cpcheck.records import record
from cpcheck.reports import ANNOTATION_FORMATS, ASSESSMENT_FORMATS, FORMATS, list_suffixes

if TYPE_CHECKING:
    from cpcheck.model import Assessment, Verdict
    from cpcheck.reports.annotations import AnnotatedRun
    from cpcheck.reports.view import ReportView
    from cpcheck.store.cases import FiledCase


def assess(
    files: ResponsesArgument = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Write a report: {list_suffixes(ASSESSMENT_FORMATS)}, or FORMAT=FILE. Repeatable.",
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"On standard output: {', '.join(ASSESSMENT_FORMATS)}. "
            f"Into a pipe only: {', '.join(name for name, found in FORMATS.items() if found.is_binary)}. "
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
    gate: GateOption = None,
    fail_on: FailOnOption = None,
    max_not_addressed: MaxNotAddressedOption = None,
    no_regression: NoRegressionOption = False,
    base: BaseOption = None,
    strict: StrictOption = False,
    no_waivers: NoWaiversOption = False,
    no_drafts: NoDraftsOption = False,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    templates: TemplatesOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = "auto",
    executor: ExecutorOption = None,
    scheduler: SchedulerOption = None,
    no_cache: NoCacheOption = False,
    no_annotations: NoAnnotationsOption = False,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
) -> None:
    """Rate a reply, item by item.

    \b
    cpcheck assess                                  the shipped report
    cpcheck assess my.yaml                          your own response file
    cpcheck assess my.yaml -o gap.html -o gap.md    a page and a Markdown file
    cpcheck assess my.yaml -o gap.docx -o gap.xlsx  a Word file and a workbook
    cpcheck assess my.yaml -f summary               a short summary in Markdown
    cpcheck assess --verdict not_addressed          only what was not addressed
    cat my.yaml | cpcheck assess -                  from standard input
    cpcheck assess my.yaml --max-not-addressed 3    fail where more items are
    cpcheck assess --no-regression --base origin/main    fail where a verdict got worse

    The exit code is 0 however many gaps there are, unless a gate is chosen, here or in cpcheck.toml: then it is 1
    where the gate is not met.
    """
    from cpcheck.cli.gating import end_gate, hold_gate, plan_gate
    from cpcheck.cli.outputs import read_format, read_outputs, refuse_on_terminal, write_files
    from cpcheck.cli.rating import Rating
    from cpcheck.cli.views import Viewing, make_views, view_whole
    from cpcheck.cli.workers import choose_engine
    from cpcheck.store.project import load_project

    outputs = read_outputs(output or [], ASSESSMENT_FORMATS, beside=write_baseline)
    wanted = read_format(format_, ASSESSMENT_FORMATS)
    refuse_on_terminal(wanted, ASSESSMENT_FORMATS)
    day, verdicts = read_as_of(as_of), _read_verdicts(verdict or [])
    project = load_project(config, environment=os.environ)
    language = choose_language(lang, project)
    options = GateOptions(
        gate=gate,
        fail_on=fail_on,
        max_not_addressed=max_not_addressed,
        no_regression=no_regression,
        base=base,
        strict=strict,
        no_waivers=no_waivers,
        no_drafts=no_drafts,
        baseline=baseline,
    )
    plan = plan_gate(options, project)
    paths = find_responses(files, project)
    rating = Rating.plan(
        paths,
        rulebook=rulebook,
        as_of=day,
        third_party=third_party,
        recommendations=recommendations,
        no_cache=no_cache,
    )
    viewing = Viewing(
        rating=rating,
        items=tuple(item or ()),
        verdicts=tuple(verdicts),
        language=language,
        settings=project.report,
    )
    surroundings = Surroundings.read(wanted, refused=no_annotations)
    formats = {wanted, *(target.format for target in outputs)}
    needs_whole = plan.settings.holds_something or write_baseline is not None or surroundings.tells
    filed: list[FiledCase] = []
    assessments: list[Assessment] = []
    if needs_whole or formats & ANNOTATION_FORMATS.keys():
        filed, assessments, views = view_whole(paths, viewing)
    else:
        views = make_views(
            paths, viewing, choose_engine(jobs, len(paths), executor=executor, scheduler=scheduler), quiet=quiet
        )
    # the base is named as the files were: a file in a folder can have had another name there
    folders = files or project.data or paths
    gated = hold_gate(plan, assessments, assess_base=lambda base: rating.assess_base(base, folders))

    @functools.cache
    def annotate() -> "AnnotatedRun":
        from cpcheck.reports.places import relate_run
        from cpcheck.reports.verdict_annotations import Held, annotate_verdicts

        held = Held(outcome=gated.outcome, known=plan.known, no_waivers=plan.settings.no_waivers)
        return relate_run(annotate_verdicts(filed, views, held), find_root())

    printer = _Printer(views=views, annotate=annotate, templates=templates or project.templates, no_color=no_color)
    written: list[tuple[str, str | bytes]] = [(target.path, printer.render(target.format)) for target in outputs]
    if write_baseline is not None:
        written.append((write_baseline, _renew_baseline(write_baseline, assessments)))
    write_files(written, quiet=quiet)
    printer.show(wanted or _choose_format(has_outputs=bool(written), quiet=quiet), surroundings)
    surroundings.annotate(annotate)
    surroundings.append_summary(lambda room: gated.summarise(views, room))
    surroundings.append_outputs(gated.count(views))
    end_gate(gated, plan, quiet=quiet)


@record
class _Printer:
    """Lays out what was found, in whatever format it is asked for."""

    views: "Sequence[ReportView]"
    annotate: Callable[[], "AnnotatedRun"]
    """Says the same as remarks at places."""
    templates: str | None
    no_color: bool

    def render(self, name: str) -> bytes:
        """Return what a file of a format holds."""
        from cpcheck.reports import ANNOTATION_FORMATS, render_report_bytes, render_run

        if name in ANNOTATION_FORMATS:
            return render_run(self.annotate(), name).encode("utf-8")
        return render_report_bytes(self.views, name, templates=self.templates)

    def show(self, name: str | None, surroundings: Surroundings) -> None:
        """Print on standard output. A document is data, and arrives unchanged; text bends to the terminal."""
        from cpcheck.cli.outputs import print_data
        from cpcheck.reports import render_report

        if name == "table":
            from cpcheck.reports.table import render

            table = render(self.views, colour=wants_colour(refused=self.no_color), ascii_only=needs_ascii())
            sys.stdout.write(surroundings.wrap(table))
        elif name == "text":
            sys.stdout.write(surroundings.wrap(render_report(self.views, name)))
        elif name and name in FORMATS and not FORMATS[name].is_binary:  # without the mark that a file can begin with
            print_data(render_report(self.views, name, templates=self.templates))
        elif name:
            print_data(self.render(name))


def _choose_format(*, has_outputs: bool, quiet: bool) -> str | None:
    if has_outputs or quiet:
        return None
    return "table" if sys.stdout.isatty() else "text"


def _read_verdicts(wanted: list[str]) -> "list[Verdict]":
    from cpcheck.errors import UsageError, name_nearest
    from cpcheck.model import Verdict

    known = [verdict.value for verdict in Verdict]
    for name in wanted:
        if name not in known:
            raise UsageError(f'--verdict is "{name}"; expected one of {", ".join(known)}{name_nearest(name, known)}')
    return [Verdict(name) for name in wanted]


def _renew_baseline(path: str, assessments: "Sequence[Assessment]") -> str:
    from cpcheck.gate import VERDICT_CODES, list_gaps
    from cpcheck.store.baseline import update_baseline

    states = {assessment.case.recommendations.state for assessment in assessments}
    return update_baseline(path, list_gaps(assessments), codes=tuple(VERDICT_CODES.values()), states=states)
