"""What `validate` found, as annotations: problems of files that are not sound, else what the lints remark."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from cpcheck import __version__
from cpcheck.cli.checking import AskedPair, FileReport
from cpcheck.errors import Location, Problem
from cpcheck.gate import KnownFinding
from cpcheck.lints import LINTS, LINTS_BY_CODE
from cpcheck.lints.base import Lint, Severity
from cpcheck.records import record
from cpcheck.reports.annotations import AnnotatedRun, Annotation, CodeMeaning, Level, Subject
from cpcheck.reports.codes import UNSOUND_CODE, explain_code
from cpcheck.reports.labels import load_labels

LINT_CODES = tuple(lint.code for lint in LINTS)


class NamedFile(Protocol):
    """A file that was looked at."""

    @property
    def name(self) -> str:
        """Return what the user calls it."""

    @property
    def kind(self) -> str | None:
        """Return what its `kind:` says; None where it says nothing."""


@record
class Judging:
    """How remarks are taken."""

    strict: bool = False
    """Whether warnings fail the run, as errors do."""
    known: frozenset[KnownFinding] = frozenset()
    """Entries of the baseline."""


def annotate_problems(files: Sequence[NamedFile], problems: Iterable[Problem]) -> AnnotatedRun:
    """Annotate what makes files unsound."""
    title = f"cpcheck {UNSOUND_CODE}"
    notes = [
        Annotation(
            code=UNSOUND_CODE,
            level=Level.ERROR,
            title=title,
            message=problem.message,
            location=problem.location,
            state="",
            id="",
            fails=True,
        )
        for problem in problems
    ]
    return _build_run(files, notes)


def annotate_remarks(files: Sequence[FileReport], judging: Judging) -> AnnotatedRun:
    """Annotate what the lints remarked of every response, in reading order."""
    notes = [note for file in files if file.asked for note in _judge(file, file.asked, judging)]
    order = {file.name: place for place, file in enumerate(files)}
    notes.sort(
        key=lambda note: (
            order.get(note.location.path, len(order)),
            note.location.path,
            note.location.line or 0,
            note.location.column or 0,
        )
    )
    return _build_run(files, notes)


def list_findings(run: AnnotatedRun) -> list[KnownFinding]:
    """Return what a baseline would know of: every remark that is not suppressed."""
    return [
        KnownFinding(code=note.code, state=note.state, id=note.id)
        for note in run.annotations
        if note.code != UNSOUND_CODE and note.accepted in {None, load_labels()("annotations.known")}
    ]


def _judge(file: FileReport, asked: AskedPair, judging: Judging) -> Iterator[Annotation]:
    failing = {Severity.ERROR, Severity.WARNING} if judging.strict else {Severity.ERROR}
    for remark in asked.remarks:
        lint, accepted = LINTS_BY_CODE[remark.code], remark.suppressed
        if accepted is None and KnownFinding(code=lint.code, state=asked.state, id=remark.id) in judging.known:
            accepted = load_labels()("annotations.known")
        yield Annotation(
            code=lint.code,
            level=Level(lint.severity),
            title=f"cpcheck {lint.code} {lint.name}",
            message=remark.message,
            location=remark.locate(asked.set_name if remark.in_set else file.name),
            state=asked.state,
            id=remark.id,
            fails=accepted is None and lint.severity in failing,
            accepted=accepted,
        )


def _build_run(files: Sequence[NamedFile], notes: Sequence[Annotation]) -> AnnotatedRun:
    """Give each file what was said of it; files that were not named themselves, but found by a response, come last."""
    by_path: dict[str, list[Annotation]] = {file.name: [] for file in files}
    for note in notes:
        by_path.setdefault(note.location.path, []).append(note)
    kinds = {file.name: file.kind or "" for file in files}
    subjects = tuple(
        Subject(
            group="validate",
            state="",
            theme=kinds.get(path, ""),
            name=path,
            location=Location(path=path),
            annotations=tuple(said),
            could_assess=all(note.code != UNSOUND_CODE for note in said),
        )
        for path, said in by_path.items()
    )
    meanings = (explain_code(UNSOUND_CODE, load_labels()), *(_explain(lint) for lint in LINTS))
    return AnnotatedRun(command="validate", version=__version__, meanings=meanings, subjects=subjects)


def _explain(lint: Lint) -> CodeMeaning:
    return CodeMeaning(
        code=lint.code, name=lint.name, level=Level(lint.severity), title=lint.title, text=lint.manual.strip()
    )
