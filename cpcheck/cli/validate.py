"""`cpcheck validate`: everything wrong in data files, at line and column, in one run."""

import os
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import NoAnnotationsOption, Surroundings, find_root
from cpcheck.cli.checking import FileChecker, FileReport
from cpcheck.cli.gating import BaselineOption, WriteBaselineOption
from cpcheck.cli.options import (
    AsOfOption,
    ConfigOption,
    ExecutorOption,
    JobsOption,
    NoCacheOption,
    QuietOption,
    RecommendationsOption,
    SchedulerOption,
    read_as_of,
)
from cpcheck.cli.progress import Progress
from cpcheck.cli.terminal import fold_lines
from cpcheck.cli.workers import AUTO, Crew, Engine, choose_engine, name_run
from cpcheck.errors import Problem
from cpcheck.records import record, replace
from cpcheck.reports import VALIDATION_FORMATS, list_suffixes
from cpcheck.store.cases import CheckedFile, check_file, merge_checked, tell_lost
from cpcheck.store.files import STDIN, read_bytes
from cpcheck.store.finder import RecommendationFinder, read_given

if TYPE_CHECKING:
    from cpcheck.cli.outputs import Output
    from cpcheck.gate import KnownFinding
    from cpcheck.reports.annotations import AnnotatedRun


def validate(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Data files of any kind, or folders of them; - for standard input. "
            "Default: the data of the project, else the shipped data.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Write what was found: {list_suffixes(VALIDATION_FORMATS)}, or FORMAT=FILE. Repeatable.",
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help=f"On standard output: {', '.join(VALIDATION_FORMATS)}. Default: text.",
        ),
    ] = None,
    recommendations: RecommendationsOption = None,
    as_of: AsOfOption = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Let warnings of lints fail the run, as errors do. [CPCHECK_STRICT]"),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="Mend what can be mended without losing anything: add a missing first line."),
    ] = False,
    baseline: BaselineOption = None,
    write_baseline: WriteBaselineOption = None,
    config: ConfigOption = None,
    jobs: JobsOption = AUTO,
    executor: ExecutorOption = None,
    scheduler: SchedulerOption = None,
    no_cache: NoCacheOption = False,
    no_annotations: NoAnnotationsOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check files against their schemas and against each other, then ask the lints how responses are coded.

    \b
    cpcheck validate my.yaml     one file, and the recommendation set it answers
    cpcheck validate data/       every file in a folder
    cpcheck validate             the data of the project, else the shipped data
    cpcheck explain CP107        what a lint asks, and how to mend what it found

    Exit code 0 where all is sound, 1 where a lint finds an error, 2 where a file is not sound.
    """
    from cpcheck import assets
    from cpcheck.cli.outputs import read_format, read_outputs
    from cpcheck.cli.remarks import Judging, annotate_problems, annotate_remarks
    from cpcheck.errors import UsageError
    from cpcheck.store.baseline import load_baseline
    from cpcheck.store.cache import open_cache
    from cpcheck.store.files import expand_folders
    from cpcheck.store.project import load_project

    outputs, wanted = (
        read_outputs(output or [], VALIDATION_FORMATS, beside=write_baseline),
        read_format(format_, VALIDATION_FORMATS),
    )
    day, project = read_as_of(as_of), load_project(config, environment=os.environ)
    known_in = baseline if baseline is not None else project.baseline
    judging = Judging(
        strict=strict or project.gate.strict,
        known=load_baseline(known_in) if known_in is not None else frozenset(),
    )
    named = files or list(project.data)
    if fix and not named:
        raise UsageError("--fix would write to the shipped data; expected files or folders")
    paths = expand_folders(named or [str(assets.find_data())])
    reading = _Reading(
        paths=paths,
        engine=choose_engine(jobs, len(paths), executor=executor, scheduler=scheduler),
        checker=FileChecker(
            cache=open_cache(refused=no_cache),
            as_of=day,
            recommendations=recommendations,
            shipped=assets.find_data(),
            stdin=read_bytes(STDIN) if STDIN in {*paths, recommendations} else None,
        ),
        quiet=quiet,
    )
    checked = reading.check()
    if fix and not checked.problems and _mend(checked.files, quiet=quiet):
        checked = reading.check()
    if checked.problems:
        run = annotate_problems(checked.files, checked.problems)
    else:
        run = annotate_remarks(checked.files, judging)
    _publish(run, outputs, Surroundings.read(wanted, refused=no_annotations), quiet=quiet)
    if write_baseline is not None and not checked.problems:
        states = {str(file.state) for file in checked.files}
        _write_baseline(write_baseline, run, states, quiet=quiet)
    if not checked.problems:
        _tell_stale(run, judging.known, checked.files)
    _end(checked, run, quiet=quiet)


@record
class _Checked:
    """Files that were looked at, and what is wrong in them."""

    files: Sequence[FileReport]
    problems: Sequence[Problem]


@record
class _Reading:
    """Files to look at, and how."""

    paths: Sequence[str]
    engine: Engine
    checker: FileChecker
    quiet: bool

    def check(self) -> _Checked:
        """Read files and check them, as they are now."""
        checker = replace(self.checker, run=name_run())
        crew = Crew(self.engine)
        with Progress(len(self.paths), quiet=self.quiet) as progress:
            found = list(self._follow(crew.map(checker, self.paths), progress))
            unsettled = [place for place, report in enumerate(found) if _is_unsettled(report)]
            if unsettled:
                # their sets were neither given nor beside nor above: they may be among what is checked too
                sets = tuple(
                    self.paths[place] for place, report in enumerate(found) if report.kind == "recommendations"
                )
                progress.expect(len(unsettled))
                again = crew.map(replace(checker, among=sets), [self.paths[place] for place in unsettled])
                for place, report in zip(unsettled, self._follow(again, progress), strict=True):
                    found[place] = report
        return _Checked(files=found, problems=merge_checked(self._list_checked(found)))

    def _follow(self, results: Iterator[FileReport | Problem], progress: Progress) -> Iterator[FileReport]:
        for result in results:
            progress.advance(items=0 if isinstance(result, Problem) else result.items)
            yield _report_lost(result) if isinstance(result, Problem) else result

    def _list_checked(self, found: Sequence[FileReport]) -> Iterator[CheckedFile]:
        """Yield what was told of the set that was given, and of every file."""
        checker = self.checker
        for file in read_given(checker.recommendations, cache=checker.cache, stdin=checker.stdin):
            yield check_file(file, RecommendationFinder(), cache=checker.cache)[0]
        yield from (report.checked for report in found if report.checked is not None)


def _is_unsettled(report: FileReport) -> bool:
    return report.checked is None


def _report_lost(problem: Problem) -> FileReport:
    """Return what came of a file whose process was killed."""
    name = problem.location.path
    checked = tell_lost(problem)
    return FileReport(
        name=name,
        folder=Path(name).absolute().parent,
        identity=checked.own.identity,
        kind=None,
        state=None,
        names_schema=False,
        items=0,
        checked=checked,
    )


def _mend(files: Sequence[FileReport], *, quiet: bool) -> bool:
    """Add the first line that names the schema, where a schema lies near; tell whether any file lacked it."""
    from cpcheck.cli.outputs import write_bytes
    from cpcheck.errors import make_printable
    from cpcheck.store.files import STDIN_NAME
    from cpcheck.store.modelines import add_modeline, find_schema

    mended = False
    for file in {file.identity: file for file in files}.values():
        schema = find_schema(file.folder, str(file.kind))
        if file.name == STDIN_NAME or file.names_schema or schema is None:
            continue
        write_bytes(file.name, add_modeline(Path(file.name).read_bytes(), schema))
        mended = True
        if not quiet:
            print(make_printable(f"{file.name}: mended: the first line names the schema {schema}"), file=sys.stderr)
    return mended


def _publish(run: "AnnotatedRun", outputs: "Sequence[Output]", surroundings: Surroundings, *, quiet: bool) -> None:
    """Write files, print what was found, and tell GitHub Actions of it where that is where the run takes place."""
    from cpcheck.cli.outputs import print_data, write_files
    from cpcheck.reports import ANNOTATION_FORMATS, render_run
    from cpcheck.reports.annotations import Level
    from cpcheck.reports.places import relate_run

    @cache
    def relate() -> "AnnotatedRun":
        return relate_run(run, find_root())

    texts = [
        (target.path, render_run(relate() if target.format in ANNOTATION_FORMATS else run, target.format))
        for target in outputs
    ]
    write_files(texts, quiet=quiet)
    if surroundings.wanted in ANNOTATION_FORMATS:
        print_data(render_run(relate(), surroundings.wanted))
    elif surroundings.wanted == "json":
        print_data(render_run(run, "json"))
    else:
        folded = (f"{line}\n" for line in fold_lines(render_run(run, "text").splitlines()))
        sys.stdout.write(surroundings.wrap("".join(folded)))
    surroundings.annotate(relate)
    surroundings.append_summary(lambda room: _summarise(relate(), room))
    levels = Counter(note.level for note in run.annotations if note.accepted is None)
    surroundings.append_outputs({f"{level}s": levels[level] for level in Level})
    sys.stdout.flush()


def _summarise(run: "AnnotatedRun", room: int) -> str:
    from cpcheck.reports.step_summary import render_remarks

    return render_remarks(run, room)


def _write_baseline(path: str, run: "AnnotatedRun", states: "Collection[str]", *, quiet: bool) -> None:
    from cpcheck.cli.outputs import write_files
    from cpcheck.cli.remarks import LINT_CODES, list_findings
    from cpcheck.store.baseline import update_baseline

    write_files([(path, update_baseline(path, list_findings(run), codes=LINT_CODES, states=states))], quiet=quiet)


def _tell_stale(run: "AnnotatedRun", known: Collection["KnownFinding"], files: Sequence[FileReport]) -> None:
    """Name entries of the baseline that no lint finds any more, of the states that were looked at."""
    from cpcheck.cli.remarks import LINT_CODES

    found = {(note.code, note.state, note.id) for note in run.annotations}
    states = {file.state for file in files if file.asked}
    stale = [
        f"{entry.code} {entry.state} {entry.id}"
        for entry in sorted(known)
        if entry.code in LINT_CODES and entry.state in states and (entry.code, entry.state, entry.id) not in found
    ]
    if stale:
        from cpcheck.errors import make_printable

        words = f"in the baseline, and found no more (take them out): {', '.join(stale)}"
        print(make_printable(words), file=sys.stderr)


def _end(checked: _Checked, run: "AnnotatedRun", *, quiet: bool) -> None:
    """Say on standard error what it came to, and leave with the code for it."""
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode, make_printable
    from cpcheck.reports.annotations import Level

    problems, notes = checked.problems, run.annotations
    if problems:
        broken = len({problem.location.path for problem in problems})
        leave(f"validate: {_count(len(problems), 'problem')} in {_count(broken, 'file')}", ExitCode.BAD_INPUT)
    told = Counter(note.level for note in notes if note.accepted is None)
    counted = ", ".join(_count(told[level], level) for level in Level)
    accepted = sum(note.accepted is not None for note in notes)
    if not quiet:
        for file in checked.files:
            print(make_printable(f"{file.name}: sound {file.kind}"), file=sys.stderr)
        if notes:
            print(f"lints: {counted}; {accepted} suppressed with a reason or in the baseline", file=sys.stderr)
    if any(note.fails for note in notes):
        leave(f"validate: {counted}", ExitCode.GATE_NOT_MET)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
