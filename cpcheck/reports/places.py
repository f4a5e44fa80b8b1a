"""Places of annotations as a tool of a repository wants them: from its root, with `/`; and what identifies each."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cpcheck.errors import Location
from cpcheck.records import replace
from cpcheck.reports.annotations import AnnotatedRun, Annotation
from cpcheck.store.files import STDIN_NAME


def relate_run(run: AnnotatedRun, root: Path) -> AnnotatedRun:
    """Return a run whose locations are named from the root of the repository.

    Formats print a location as it is in the run. Call this once, before any of them: locations come as the user named
    the files, which is from the working folder. A subject that is named as its file is renamed with it.
    """
    names = {path: name_file(path, root) for path in {place.path for place in _list_locations(run)}}

    def relate(place: Location) -> Location:
        return replace(place, path=names[place.path])

    subjects = (
        replace(
            subject,
            name=names[subject.name] if subject.name == subject.location.path else subject.name,
            location=relate(subject.location),
            annotations=tuple(replace(note, location=relate(note.location)) for note in subject.annotations),
        )
        for subject in run.subjects
    )
    return replace(run, subjects=tuple(subjects))


def _list_locations(run: AnnotatedRun) -> Iterable[Location]:
    for subject in run.subjects:
        yield subject.location
        yield from (note.location for note in subject.annotations)


def name_file(path: str, root: Path) -> str:
    """Return a path relative to the root of the repository, with `/`; a path outside it in full.

    A link inside the repository keeps its own name. Links are followed only where the root was found through one.
    """
    if path == STDIN_NAME:
        return path
    named = Path(os.path.abspath(path))  # noqa: PTH100 - takes `..` out and follows no link, as no method of Path does
    for file, folder in (
        (named, Path(os.path.abspath(root))),  # noqa: PTH100
        (Path(os.path.realpath(named)), Path(os.path.realpath(root))),
    ):
        if file.is_relative_to(folder):
            return file.relative_to(folder).as_posix()
    return named.as_posix()


def identify(annotations: Iterable[Annotation]) -> dict[Annotation, tuple[str, int]]:
    """Return what identifies each annotation from one run to the next, and which of its repeats it is, from 1.

    Code, state and id, and never the line, which moves with every edit above it. An annotation about a file as a whole
    has no id, and the file stands in for it.
    """
    seen: Counter[str] = Counter()
    identities = {}
    for note in annotations:
        identity = f"{note.code}/{note.state}/{note.id or note.location.path}"
        seen[identity] += 1
        identities[note] = (identity, seen[identity])
    return identities
