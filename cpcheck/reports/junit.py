"""Annotations as JUnit XML: one test for each thing that was looked at, in one suite for each response.

There is no official form. This is the common one, laid out for the poorest readers: GitLab shows the class, the name
and the text inside `failure`, `error` or `skipped`, reads only the first of several, and passes over a second test of
one class and name. So each test has one such element with all the text, and names are made unique.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, count
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cpcheck.records import record
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level, Subject, sort_by_weight
from cpcheck.reports.codes import LEVELS
from cpcheck.reports.inert import hide_commands_in_xml, show_line, show_lines
from cpcheck.reports.labels import Labels, load_labels

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
COUNTS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""Counts of a suite, and the element that each counts."""


@record
class _Outcome:
    """What a test came to other than passing."""

    tag: str
    """`failure`, `error` or `skipped`."""
    type: str
    """Code of the heaviest annotation; empty where there is none."""
    message: str
    """Of the heaviest annotation, or why it was skipped; on one line."""
    told: tuple[Annotation, ...]
    """What it came to this for, heaviest first."""


def render(run: AnnotatedRun) -> str:
    """Return the suites of a run. Nothing was timed, so that the same input gives the same file.

    Locations are printed as they are: `places.relate_run` first names them from the root of the repository.
    """
    labels = load_labels(run.language)
    names = _name_uniquely(run.subjects)
    groups: dict[str, list[Element]] = {}
    for subject, name in zip(run.subjects, names, strict=True):
        groups.setdefault(subject.group, []).append(_build_case(subject, name, labels))
    root = _build_node("testsuites", "cpcheck", [case for cases in groups.values() for case in cases])
    for group, cases in groups.items():
        suite = _build_node("testsuite", show_line(group) or "cpcheck", cases)
        suite.extend(cases)
        root.append(suite)
    indent(root)
    return f"{DECLARATION}\n{hide_commands_in_xml(tostring(root, encoding='unicode'))}\n"


def _build_node(tag: str, name: str, cases: Sequence[Element]) -> Element:
    counts = {key: str(sum(case.find(found) is not None for case in cases)) for key, found in COUNTS.items()}
    return Element(tag, {"name": name, "tests": str(len(cases)), **counts, "time": "0"})


def _name_uniquely(subjects: Sequence[Subject]) -> list[str]:
    """Return a name for each subject; those that would share class and name say their group, then their number."""
    plain = [(_name_class(subject), show_line(subject.name or subject.location.path)) for subject in subjects]
    shared = {key for key, number in Counter(plain).items() if number > 1}
    taken: dict[tuple[str, str], None] = {}
    for subject, (kind, name) in zip(subjects, plain, strict=True):
        wanted = f"{name} ({show_line(subject.group)})" if (kind, name) in shared and subject.group else name
        candidates = chain([wanted], (f"{wanted} #{number}" for number in count(2)))
        taken[kind, next(one for one in candidates if (kind, one) not in taken)] = None
    return [name for _, name in taken]


def _name_class(subject: Subject) -> str:
    return ".".join(part for part in ("cpcheck", show_line(subject.state), show_line(subject.theme)) if part)


def _build_case(subject: Subject, name: str, labels: Labels) -> Element:
    path = show_line(subject.location.path)
    case = Element("testcase", {"classname": _name_class(subject), "name": name, "file": path, "time": "0"})
    outcome = _judge(subject, labels)
    if outcome is not None:
        named = {"type": outcome.type} if outcome.type else {}
        found = SubElement(case, outcome.tag, {**named, "message": outcome.message})
        found.text = _word(outcome.told, labels) if outcome.told else f"{subject.location} {outcome.message}"
    rest = [note for note in subject.annotations if outcome is None or note not in outcome.told]
    if rest:
        SubElement(case, "system-out").text = _word(rest, labels)
    return case


def _judge(subject: Subject, labels: Labels) -> _Outcome | None:
    """Return what a subject came to; None where it passed.

    Skipped is what has a verdict that a person or a baseline accepts. A file with suppressed remarks was not skipped.
    """
    deciding = _list_deciding(subject)
    if deciding or not subject.could_assess:
        heaviest = deciding[0] if deciding else None
        return _Outcome(
            tag="failure" if subject.could_assess else "error",
            type=heaviest.code if heaviest else "",
            message=_head_line(heaviest.message) if heaviest else labels("annotations.not_assessed"),
            told=tuple(deciding),
        )
    reasons = [note.accepted for note in subject.annotations if note.accepted is not None]
    has_verdict = any(note.code in LEVELS for note in subject.annotations)
    if not has_verdict or len(reasons) < len(subject.annotations):
        return None
    message = "; ".join(dict.fromkeys(show_line(reason) for reason in reasons))
    return _Outcome(tag="skipped", type="", message=message, told=subject.annotations)


def _head_line(text: str) -> str:
    return show_lines(text).partition("\n")[0]


def _list_deciding(subject: Subject) -> list[Annotation]:
    """Return what makes a subject fail, heaviest first; for one that could not be looked at, all that counts."""
    counted = sort_by_weight(subject.annotations)
    return [note for note in counted if note.fails or note.level is Level.ERROR or not subject.could_assess]


def _word(notes: Iterable[Annotation], labels: Labels) -> str:
    """Return one line or more for each annotation, with its place in front: what a reader without attributes shows.

    Some readers take `[[ATTACHMENT|file]]` for an order to fetch a file (GitLab, Jenkins); no text gives one.
    """
    return "\n".join(_word_note(note, labels) for note in notes).replace("[[ATTACHMENT|", "[[ATTACHMENT |")


def _word_note(note: Annotation, labels: Labels) -> str:
    accepted = "" if note.accepted is None else f"\n{labels('annotations.accepted', reason=note.accepted)}"
    text = f"{note.location} {note.level} {note.code}: {note.message or note.title}{accepted}"
    return show_lines(text)
