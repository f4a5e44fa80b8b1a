"""Annotations as SARIF 2.1.0, in the part of it that GitHub code scanning reads.

There is one run for all that a command looked at, of however many states. GitHub replaces a run by the next one of the
same tool and category, closes what is gone, and refuses two runs of one category in one upload; the category is
`automationDetails.id` up to its last slash, here `cpcheck/assess` or `cpcheck/validate`. So `assess` and `validate` can
be uploaded side by side, all states of a file are in its one run, and a state that is added later, or a file that
became unreadable, does not move the others to a category of its own where alerts would stay open for ever. What GitHub
does close are the alerts of files that were not looked at: run a command once over all files, not once for each.

No address is published for the rules yet: `helpUri` and `informationUri` are left out, and the help is in the file.
"""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from cpcheck.errors import Location
from cpcheck.reports.annotations import AnnotatedRun, Annotation, CodeMeaning, Level, sort_by_weight
from cpcheck.reports.inert import dump_json, show_lines
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.places import identify
from cpcheck.store.files import STDIN_NAME

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000
"""Results of one run that GitHub takes; it refuses a file with more (github/docs, SARIF support)."""
MAX_DESCRIPTION = 1024
"""Characters of a rule's short or full description that GitHub takes (the same page)."""
LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "note"}
SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "recommendation"}
ROOT = "%SRCROOT%"
"""SARIF's usual name for the root of the repository; whoever reads the file knows where that is."""

Json = dict[str, Any]


def render(run: AnnotatedRun) -> str:
    """Return a file with one run: all that counts, and what is accepted as suppressed.

    Locations are printed as they are: `places.relate_run` first names them from the root of the repository.
    """
    return dump_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [_build_run(run)]})


def _build_run(run: AnnotatedRun) -> Json:
    found = run.annotations
    kept = _keep_heaviest(found)
    identities = identify(found)
    rules = {meaning.code: number for number, meaning in enumerate(run.meanings)}
    left_out = (
        {"invocations": [_report_left_out(len(found) - len(kept), load_labels(run.language))]}
        if len(kept) < len(found)
        else {}
    )
    return {
        "tool": {
            "driver": {
                "name": "cpcheck",
                "semanticVersion": run.version,
                "rules": [_build_rule(meaning) for meaning in run.meanings],
            }
        },
        "automationDetails": {"id": f"cpcheck/{run.command}/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "Repository root."}}},
        "columnKind": "unicodeCodePoints",
        **left_out,
        "results": [_build_result(note, rules[note.code], *identities[note]) for note in kept],
    }


def _keep_heaviest(found: Sequence[Annotation]) -> Sequence[Annotation]:
    """Return all annotations, or as many as GitHub takes: those that count first, heaviest first."""
    if len(found) <= MAX_RESULTS:
        return found
    accepted = (note for note in found if note.accepted is not None)
    return [*sort_by_weight(found), *accepted][:MAX_RESULTS]


def _report_left_out(count: int, labels: Labels) -> Json:
    text = labels("annotations.left_out", count=count, limit=MAX_RESULTS)
    notice = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notice]}


def _build_rule(meaning: CodeMeaning) -> Json:
    title = meaning.title or meaning.name
    text = meaning.text.strip() or title
    return {
        "id": meaning.code,
        "name": "".join(word.capitalize() for word in re.split(r"[^0-9A-Za-z]+", meaning.name)),
        "shortDescription": {"text": title[:MAX_DESCRIPTION]},
        "fullDescription": {"text": _find_first_paragraph(text)[:MAX_DESCRIPTION]},
        "help": {"text": text, "markdown": f"**{title}**\n\n{text}"},
        "defaultConfiguration": {"level": LEVELS[meaning.level]},
        "properties": {
            "tags": ["compliance"],
            "precision": "high",
            "problem.severity": SEVERITIES[meaning.level],
        },
    }


def _find_first_paragraph(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split())


def _build_result(note: Annotation, rule: int, identity: str, repeat: int) -> Json:
    number = sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {
        "ruleId": note.code,
        "ruleIndex": rule,
        "level": LEVELS[note.level],
        "kind": "fail",
        "message": {"text": show_lines(note.message or note.title or note.code)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _build_artifact(note.location.path),
                    "region": _build_region(note.location),
                }
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": f"{number}:{repeat}", "cpcheck/v1": identity},
        **({} if note.accepted is None else {"suppressions": [_build_suppression(note.accepted)]}),
    }


def _build_suppression(reason: str) -> Json:
    given = {"justification": show_lines(reason)} if reason else {}
    return {"kind": "external", "status": "accepted", **given}


def _build_artifact(path: str) -> Json:
    """Return where a file is: in the repository, or anywhere in this file system; standard input is nowhere."""
    if path == STDIN_NAME:
        return {"uri": "stdin"}
    uri = _quote(PurePath(path).as_posix())
    if PurePath(path).is_absolute():
        return {"uri": f"file://{'' if uri.startswith('/') else '/'}{uri}"}
    return {"uri": uri, "uriBaseId": ROOT}


_UNNAMEABLE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of a character that stand for no byte of a file's name; the others do (PEP 383)."""


def _quote(path: str) -> str:
    """Return a path with the bytes of its name percent-encoded, whatever they are."""
    return quote(_UNNAMEABLE.sub("\ufffd", path), safe="/", errors="surrogateescape")


def _build_region(location: Location) -> Json:
    """Return a region that is never empty: one character where the end is not known, or not after the start."""
    line, column = location.line or 1, location.column or 1
    end_line, end_column = max((location.end_line or 0, location.end_column or 0), (line, column + 1))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
