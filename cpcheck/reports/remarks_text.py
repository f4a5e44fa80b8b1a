"""What `validate` finds, for people and editors: one line for each remark, with its place first.

`path:line:column: severity CODE name: message`, in reading order of each file; a problem that makes a file unsound has
its message alone.
"""

from cpcheck.errors import make_printable
from cpcheck.reports.annotations import AnnotatedRun, Annotation
from cpcheck.reports.codes import UNSOUND_CODE


def render(run: AnnotatedRun) -> str:
    """Return a line for each remark that counts; nothing where there is none."""
    names = {meaning.code: meaning.name for meaning in run.meanings}
    return "".join(f"{_word(note, names)}\n" for note in run.annotations if note.accepted is None)


def _word(note: Annotation, names: dict[str, str]) -> str:
    sort = "" if note.code == UNSOUND_CODE else f"{note.level} {note.code} {names[note.code]}: "
    return make_printable(f"{note.location}: {sort}{note.message}")
