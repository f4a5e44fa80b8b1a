"""Annotations as workflow commands of GitHub Actions: each is shown beside its line in a pull request.

Escaping follows actions/toolkit, which writes such commands, and what is made inert follows actions/runner, which reads
them (`ActionCommand.cs`).
"""

from collections.abc import Iterator
from hashlib import sha256

from cpcheck.errors import Location
from cpcheck.reports.annotations import AnnotatedRun, Annotation, Level, sort_by_weight
from cpcheck.reports.inert import COMMAND_START, OLD_COMMAND_START, show_line, show_lines
from cpcheck.reports.labels import load_labels
from cpcheck.store.files import STDIN_NAME

SHOWN = 10
"""Annotations printed: GitHub keeps ten errors and ten warnings of a step (actions/toolkit, pull request 734)."""
MAX_MESSAGE = 4096
"""Characters of a message that the runner passes on (actions/runner, `_maxIssueMessageLength`)."""
CUT = "…"
"""Stands where a message was cut."""


def render(run: AnnotatedRun) -> str:
    """Return the worst ten as commands, then a notice of how many more there are; nothing where nothing counts.

    Locations are printed as they are: `places.relate_run` first names them from the root of the repository.
    """
    counted = sort_by_weight(run.annotations)
    lines = [_command(note.level, dict(_place(note.location)), note.title, _word(note)) for note in counted[:SHOWN]]
    if len(counted) > SHOWN:
        more = load_labels(run.language)("annotations.more", count=len(counted) - SHOWN)
        lines.append(_command(Level.NOTICE, {}, "cpcheck", more))
    return "".join(f"{line}\n" for line in lines)


def _command(level: Level, place: dict[str, object], title: str, message: str) -> str:
    properties = {**place, **({"title": show_line(title)} if title else {})}
    named = ",".join(f"{name}={_escape_property(str(value))}" for name, value in properties.items())
    return f"::{level}{' ' if named else ''}{named}::{_escape_data(message)}"


def _place(location: Location) -> Iterator[tuple[str, object]]:
    """Yield the properties of a place, as far as it is known; columns end where they begin, on one line."""
    if location.path == STDIN_NAME:
        return
    yield "file", show_line(location.path)
    if location.line is None:
        return
    has_end = location.end_line is not None and location.end_column is not None
    yield "line", location.line
    if has_end:
        yield "endLine", location.end_line
    if location.column is not None:
        yield "col", location.column
        if has_end and location.end_line == location.line:
            yield "endColumn", location.end_column


def _word(note: Annotation) -> str:
    """Return what an annotation says, with its place where no file can be named."""
    message = note.message or note.title or note.code
    text = show_lines(f"{note.location}: {message}" if note.location.path == STDIN_NAME else message)
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - len(CUT)] + CUT


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


def wrap_echo(text: str) -> str:
    """Return text between lines that stop the runner from looking for commands in it.

    The token that ends the pause is the hash of the text, so that the output is reproducible and no text can hold its
    own token.
    """
    token = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    end = "" if text.endswith("\n") or not text else "\n"
    return f"::stop-commands::{token}\n{text}{end}::{token}::\n"


def neutralise(line: str) -> str:
    """Return a line in which the runner finds no command, with a space where one would begin.

    It takes `::error::` for a command at the start of a line, and the older `##[error]` anywhere in one.
    """
    return COMMAND_START.sub(r"\1 ", line).replace(OLD_COMMAND_START, "## [")
