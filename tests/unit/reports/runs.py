"""Annotated runs to lay out: plain ones, and values that try to break out of each format."""

from typing import Any

from hypothesis import strategies as st

from cpcheck.errors import Location
from cpcheck.reports.annotations import AnnotatedRun, Annotation, CodeMeaning, Level, Subject

MEANINGS = (
    CodeMeaning(
        code="CP001",
        name="unsound-data",
        level=Level.ERROR,
        title="The file is not sound",
        text="It breaks its schema.\n\nMend it:\n\n    kind: response",
    ),
    CodeMeaning(code="CP101", name="undated-evidence", level=Level.NOTICE, title="Undated.", text="Find a date."),
    CodeMeaning(code="CP107", name="unlinked-evidence", level=Level.WARNING, title="Unlinked.", text="Link it."),
    CodeMeaning(code="CP201", name="not-addressed", level=Level.ERROR, title="Not addressed", text="Nothing is met."),
    CodeMeaning(code="CP202", name="partly", level=Level.WARNING, title="Partly implemented", text="Part is met."),
)
LEVELS = {meaning.code: meaning.level for meaning in MEANINGS}

HOSTILE = (
    "::error file=x,line=1::injected",
    "  ::stop-commands::x",
    "##[error]injected",
    "a\r\n::warning::b\r::set-output name=gate::met\n##[add-mask]c",
    "100 % %0A %25 %3A",
    "a | b \\| c",
    "<script>alert(1)</script> & &lt;b&gt;",
    "</details></summary><h1>met</h1>",
    "\u202eturned\u2067 round\u200f\u061c",
    "\x1b[31mred\x1b]8;;http://e.example\x07 \x9b2J",
    "nul \x00, tab \x0b, page \x0c, unit \x1f, last \x7f, next \x85, line \u2028, none \ufffe \uffff",
    "half \ud800 and \udcff",
    "`code` ``more",
    "]]> <!-- <![CDATA[ &#0;",
    "[x](javascript:y) ![i](http://e.example/i.png) [[ATTACHMENT|/etc/passwd]]",
    "# heading\n\n- list\n\n    code\n\n| a |\n| - |",
    "\"quoted\" 'twice' $x^2$ @somebody *bold* _under_ ~~struck~~ {{ 7*7 }}",
    "x" * 100_000,
)
"""Values that mean something to a runner, a terminal, Markdown, XML, JSON, or to whoever lays out text."""

WILD = st.one_of(
    st.sampled_from(HOSTILE[:-1]),
    st.lists(st.sampled_from([*"%:,#[]|`<>&\\\r\n \t\x00\x1b", "::error::", "##[", "\u202e", "a"]), max_size=12).map(
        "".join
    ),
    st.text(st.characters(exclude_categories=[]), max_size=30),
)
"""Any text, with what means something to a reader more often than chance has it."""


def build_note(message: str = "What was found.", code: str = "CP201", **rest: Any) -> Annotation:
    """Return an annotation at line 12, from column 5 to 24."""
    place = {"path": "data/responses/az.yaml", "line": 12, "column": 5, "end_line": 12, "end_column": 24}
    location = Location(**{**place, **rest.pop("at", {})})
    given = {"level": LEVELS[code], "title": f"cpcheck {code} A2c", "state": "AZ", "id": "A2c", **rest}
    return Annotation(code=code, message=message, location=location, **given)


def build_subject(*notes: Annotation, **rest: Any) -> Subject:
    """Return an item with annotations."""
    given = {
        "group": "AZ CP(2025)01 on CP/Rec(2023)03",
        "state": "AZ",
        "theme": "compensation",
        "name": "A2c Exemption from court fees",
        "location": Location(path="data/responses/az.yaml", line=12, column=5),
        **rest,
    }
    return Subject(annotations=notes, **given)


def build_run(*subjects: Subject, command: str = "assess") -> AnnotatedRun:
    """Return a run of one command."""
    return AnnotatedRun(command=command, version="0.1.0", meanings=MEANINGS, subjects=subjects)


def build_hostile_run(value: str) -> AnnotatedRun:
    """Return a run in which one value stands wherever a value of a file can stand."""
    path = value.replace("\x00", "").replace("/", "") or "x"
    note = build_note(value, title=f"cpcheck CP201 {value}", state=value, id=value, at={"path": path})
    accepted = build_note(value, code="CP202", state=value, id=value, accepted=value, at={"path": path})
    shared = {"group": value, "state": value, "theme": value, "name": value, "location": note.location}
    return build_run(
        build_subject(note, accepted, **shared),
        build_subject(accepted, **shared),
        build_subject(build_note(value, code="CP101", at={"path": path}), **shared),
        build_subject(build_note(value, code="CP001", at={"path": path}), could_assess=False, **shared),
    )
