"""Annotations as a code quality report of GitLab: `artifacts:reports:codequality`."""

from hashlib import sha256

from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level
from cpcheck.reports.inert import dump_json, show_line
from cpcheck.reports.places import identify

SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTICE: "info"}
"""Of annotations that do not fail the run, by level."""
FAILING_SEVERITY = "critical"
"""Of those that do. `blocker` is left to a team's own tools."""


def render(run: AnnotatedRun) -> str:
    """Return every annotation that counts, in the order of the run; an empty list where there is none.

    Locations are printed as they are: `places.relate_run` first names them from the root of the repository.
    """
    identities = identify(run.annotations)
    return dump_json([_build_issue(note, *identities[note]) for note in identities if note.accepted is None])


def _build_issue(note: Annotation, identity: str, repeat: int) -> dict[str, object]:
    return {
        "description": show_line(note.message or note.title or note.code),
        "check_name": note.code,
        "fingerprint": sha256(f"{identity}:{repeat}".encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": FAILING_SEVERITY if note.fails else SEVERITIES[note.level],
        "location": {"path": note.location.path, "lines": {"begin": note.location.line or 1}},
    }
