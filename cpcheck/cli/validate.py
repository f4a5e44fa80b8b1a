"""`cpcheck validate`: everything wrong in data files, at line and column, in one run."""

import os
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.actions import NoAnnotationsOption, Surroundings, find_root
from cpcheck.cli.gating import BaselineOption, WriteBaselineOption
from cpcheck.cli.options import AsOfOption, ConfigOption, QuietOption, RecommendationsOption, read_as_of
from cpcheck.cli.terminal import fold_lines
from cpcheck.records import record
from cpcheck.reports import VALIDATION_FORMATS, list_suffixes

if TYPE_CHECKING:
    from cpcheck.cli.outputs import Output
    from cpcheck.errors import Problem
    from cpcheck.gate import KnownFinding
    from cpcheck.reports.annotations import AnnotatedRun
    from cpcheck.store.files import DataFile

    _Pair = tuple[DataFile, DataFile]


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
    from cpcheck.cli.remarks import Asking, annotate_problems, annotate_remarks
    from cpcheck.errors import UsageError
    from cpcheck.store.baseline import load_baseline
    from cpcheck.store.cases import build_cases
    from cpcheck.store.files import STDIN, STDIN_NAME, expand_folders
    from cpcheck.store.project import load_project
    from cpcheck.store.rulebooks import load_rulebook

    outputs, wanted = (
        read_outputs(output or [], VALIDATION_FORMATS, beside=write_baseline),
        read_format(format_, VALIDATION_FORMATS),
    )
    day, project = read_as_of(as_of), load_project(config, environment=os.environ)
    known_in = baseline if baseline is not None else project.baseline
    asking = Asking(
        rulebook=load_rulebook("cp"),
        as_of=day,
        strict=strict or project.gate.strict,
        known=load_baseline(known_in) if known_in is not None else frozenset(),
    )
    named = files or list(project.data)
    if fix and not named:
        raise UsageError("--fix would write to the shipped data; expected files or folders")
    paths = expand_folders(named or [str(assets.find_data())])
    checked = _Checked.read(paths, recommendations)
    if fix and not checked.problems and _mend(checked.files, quiet=quiet):
        # standard input can be read once
        kept = dict.fromkeys([STDIN], next((file for file in checked.files if file.name == STDIN_NAME), None))
        checked = _Checked.read(paths, recommendations, kept)
    if checked.problems:
        run = annotate_problems(checked.files, checked.problems)
    else:
        run = annotate_remarks(checked.files, build_cases(checked.pairs), asking)
    _publish(run, outputs, Surroundings.read(wanted, refused=no_annotations), quiet=quiet)
    if write_baseline is not None and not checked.problems:
        states = {str(file.data.get("state")) for file in checked.files}
        _write_baseline(write_baseline, run, states, quiet=quiet)
    if not checked.problems:
        _tell_stale(run, asking.known, checked.pairs)
    _end(checked, run, quiet=quiet)


@record
class _Checked:
    """Files that were read, and what is wrong in them."""

    files: "Sequence[DataFile]"
    problems: "Sequence[Problem]"
    pairs: "Sequence[_Pair]"
    """Each response with the recommendation set it answers."""

    @classmethod
    def read(
        cls, paths: Sequence[str], recommendations: str | None, kept: "Mapping[str, DataFile | None] | None" = None
    ) -> "_Checked":
        """Read files and check them; `kept` are those that were read before and cannot be read again."""
        from cpcheck import assets
        from cpcheck.store.cases import check_files
        from cpcheck.store.files import read_file
        from cpcheck.store.finder import RecommendationFinder

        read = [(kept or {}).get(path) or read_file(path) for path in paths]
        given = [read_file(recommendations, kind="recommendations")] if recommendations else []
        among = tuple(file for file in read if file.kind == "recommendations")
        finder = RecommendationFinder(
            given=tuple(given), among=among, only_given=bool(given), shipped=assets.find_data()
        )
        problems, pairs = check_files([*given, *read], finder)
        return cls(files=read, problems=problems, pairs=pairs)


def _mend(files: "Sequence[DataFile]", *, quiet: bool) -> bool:
    """Add the first line that names the schema, where a schema lies near; tell whether any file lacked it."""
    from pathlib import Path

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
    from cpcheck.reports.step_summary import render_remarks

    related = relate_run(run, find_root())
    texts = [
        (target.path, render_run(related if target.format in ANNOTATION_FORMATS else run, target.format))
        for target in outputs
    ]
    write_files(texts, quiet=quiet)
    if surroundings.wanted in ANNOTATION_FORMATS:
        print_data(render_run(related, surroundings.wanted))
    elif surroundings.wanted == "json":
        print_data(render_run(run, "json"))
    else:
        folded = (f"{line}\n" for line in fold_lines(render_run(run, "text").splitlines()))
        sys.stdout.write(surroundings.wrap("".join(folded)))
    surroundings.annotate(lambda: related)
    surroundings.append_summary(lambda room: render_remarks(related, room))
    levels = Counter(note.level for note in run.annotations if note.accepted is None)
    surroundings.append_outputs({f"{level}s": levels[level] for level in Level})
    sys.stdout.flush()


def _write_baseline(path: str, run: "AnnotatedRun", states: "Collection[str]", *, quiet: bool) -> None:
    from cpcheck.cli.outputs import write_files
    from cpcheck.cli.remarks import LINT_CODES, list_findings
    from cpcheck.store.baseline import update_baseline

    write_files([(path, update_baseline(path, list_findings(run), codes=LINT_CODES, states=states))], quiet=quiet)


def _tell_stale(run: "AnnotatedRun", known: "Collection[KnownFinding]", pairs: "Sequence[_Pair]") -> None:
    """Name entries of the baseline that no lint finds any more, of the states that were looked at."""
    from cpcheck.cli.remarks import LINT_CODES

    found = {(note.code, note.state, note.id) for note in run.annotations}
    states = {response.data["state"] for response, _ in pairs}
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
