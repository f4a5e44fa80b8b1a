"""What `validate` finds, as JSON by the published schema `validation`."""

from typing import Any

from cpcheck.reports.annotations import AnnotatedRun, Annotation, Subject
from cpcheck.reports.inert import dump_json

SCHEMA_VERSION = "1.0"
"""Of the shape: the first number changes when a reader could break, the second when something is added."""


def render(run: AnnotatedRun) -> str:
    """Return every file looked at, and every remark, with those that are accepted."""
    names = {meaning.code: meaning.name for meaning in run.meanings}
    return dump_json(
        {
            "kind": "validation",
            "version": SCHEMA_VERSION,
            "program": {"name": "cpcheck", "version": run.version},
            "files": [_build_file(subject) for subject in run.subjects],
            "remarks": [_build_remark(note, names) for note in run.annotations],
        }
    )


def _build_file(subject: Subject) -> dict[str, Any]:
    return {"path": subject.location.path, "kind": subject.theme or None, "sound": subject.could_assess}


def _build_remark(note: Annotation, names: dict[str, str]) -> dict[str, Any]:
    place = note.location
    return {
        "code": note.code,
        "name": names[note.code],
        "level": note.level.value,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "state": note.state or None,
        "id": note.id or None,
        "message": note.message,
        "fails": note.fails,
        "accepted": note.accepted,
    }
