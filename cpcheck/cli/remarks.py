"""What `validate` found, as annotations: problems of files that are not sound, else what the lints remark."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cpcheck import __version__
from cpcheck.assessment import assess
from cpcheck.errors import Location, Problem
from cpcheck.gate import KnownFinding
from cpcheck.lints import LINTS, run_lints
from cpcheck.lints.base import Lint, LintFinding, Modelines, Severity
from cpcheck.reports.annotations import AnnotatedRun, Annotation, CodeMeaning, Level, Subject
from cpcheck.reports.codes import UNSOUND_CODE, explain_code
from cpcheck.reports.labels import load_labels
from cpcheck.rulebook import Rulebook
from cpcheck.store.cases import FiledCase
from cpcheck.store.files import DataFile

LINT_CODES = tuple(lint.code for lint in LINTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """How the lints are asked."""

    rulebook: Rulebook
    as_of: dt.date | None = None
    """Day that overrides and waivers are compared with."""
    strict: bool = False
    """Whether warnings fail the run, as errors do."""
    known: frozenset[KnownFinding] = field(default_factory=frozenset)
    """Entries of the baseline."""


def annotate_problems(files: Sequence[DataFile], problems: Iterable[Problem]) -> AnnotatedRun:
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


def annotate_remarks(files: Sequence[DataFile], filed: Iterable[FiledCase], asking: Asking) -> AnnotatedRun:
    """Ask the lints about every response, and annotate what they remark, in reading order."""
    notes = [note for case in filed for note in _ask(case, asking)]
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


def _ask(filed: FiledCase, asking: Asking) -> Iterator[Annotation]:
    modelines = Modelines(filed.response.names_schema, filed.recommendations.names_schema)
    for finding in run_lints(assess(filed.case, asking.rulebook, as_of=asking.as_of), modelines):
        yield _annotate(finding, filed, asking)


def _annotate(finding: LintFinding, filed: FiledCase, asking: Asking) -> Annotation:
    lint, remark = finding.lint, finding.remark
    file = filed.recommendations if remark.in_set else filed.response
    failing = {Severity.ERROR, Severity.WARNING} if asking.strict else {Severity.ERROR}
    state = filed.case.recommendations.state
    accepted = finding.suppression.reason if finding.suppression else None
    if accepted is None and KnownFinding(code=lint.code, state=state, id=remark.id) in asking.known:
        accepted = load_labels()("annotations.known")
    return Annotation(
        code=lint.code,
        level=Level(lint.severity),
        title=f"cpcheck {lint.code} {lint.name}",
        message=remark.message,
        location=file.text.locate_span(remark.path),
        state=state,
        id=remark.id,
        fails=accepted is None and lint.severity in failing,
        accepted=accepted,
    )


def _build_run(files: Sequence[DataFile], notes: Sequence[Annotation]) -> AnnotatedRun:
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
