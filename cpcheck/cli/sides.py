"""The two sides of a comparison, as `diff` is told them: files, folders, git revisions, or `REV:PATH`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.errors import UsageError
from cpcheck.records import record, replace

if TYPE_CHECKING:
    from cpcheck.store.cases import FiledCase
    from cpcheck.store.git import Repository
    from cpcheck.store.project import Project
    from cpcheck.store.revisions import CaseFinding

DataOption = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="PATH",
        help="What is read of a revision that is named alone. Repeatable. Default: the data of the project's settings, "
        "else data/ here or at the top of the repository, else the working folder.",
    ),
]
LAST_COMMIT = "HEAD"


@record
class Side:
    """One side as it was named."""

    revision: str | None = None
    """None for the working tree."""
    disk: str | None = None
    """A file or folder as the user named it; for a revision, the same place in it."""
    inside: str | None = None
    """A path in a revision, from the top of the repository, or from the working folder where it begins with `./`."""


@record
class Loaded:
    """One side as it was read."""

    name: str
    """As a reader knows it; empty for the working tree."""
    filed: "list[FiledCase]"
    revision: str | None = None
    top: Path | None = None
    """Top of the repository, where there is a revision."""


def load_sides(
    old: str, new: str | None, *, data: Sequence[str], project: "Project", finding: "CaseFinding"
) -> tuple[Loaded, Loaded]:
    """Read both sides.

    Raises: UsageError for what is neither a path nor a revision; DataError with every problem of a side.
    """
    sides = _name_sides(old, new)
    if all(side.revision is None for side in sides):
        loaded = [_load_disk([side.disk or "."], side.disk or "", finding) for side in sides]
    else:
        loaded = _load_with_git(sides, data=data, project=project, finding=finding)
    if not any(side.filed for side in loaded):
        raise UsageError("neither side holds a response; expected files that say kind: response, or --data PATH")
    return loaded[0], loaded[1]


def _name_sides(old: str, new: str | None) -> tuple[Side, Side]:
    first = _read_side(old)
    if new is not None:
        return first, _read_side(new)
    if first.revision is None:
        return replace(first, revision=LAST_COMMIT), first
    if first.inside is not None:
        return first, Side(inside=first.inside)
    before, dots, after = first.revision.partition("...")
    if dots:
        return first, Side(revision=after or None)
    before, dots, after = first.revision.partition("..")
    if dots:
        return Side(revision=before or LAST_COMMIT), Side(revision=after or LAST_COMMIT)
    return first, Side()


def _read_side(name: str) -> Side:
    """Read what one side is; a file or folder that exists comes before a revision of the same name."""
    if name == "-" or os.path.lexists(name):
        return Side(disk=name)
    revision, colon, path = name.partition(":")
    if colon and (not revision or not path):
        raise UsageError(f'"{name}" is no REV:PATH; expected a revision, a colon and a path')
    return Side(revision=revision, inside=path) if colon else Side(revision=name)


def _load_with_git(
    sides: tuple[Side, Side], *, data: Sequence[str], project: "Project", finding: "CaseFinding"
) -> list[Loaded]:
    from cpcheck.store.git import find_repository

    disks = [side.disk for side in sides if side.disk not in {None, "-"}]
    repository = find_repository(Path(disks[0]).parent if disks else Path.cwd())
    named = [path for side in sides for path in _list_named(side, repository)]
    if not named:
        chosen, only_responses = choose_paths(data, project, repository)
        named = [repository.name_path(path) for path in chosen]
        finding = replace(finding, only_responses=only_responses)
    return [_load_side(side, named, repository, finding) for side in sides]


def _list_named(side: Side, repository: "Repository") -> list[str]:
    """Return the path that a side names, from the top of the repository."""
    if side.disk not in {None, "-"}:
        return [repository.name_path(side.disk or "")]
    if side.inside is None:
        return []
    return [repository.name_path(side.inside) if side.inside.startswith("./") else _tidy(side.inside)]


def _tidy(path: str) -> str:
    tidied = os.path.normpath(path).replace(os.sep, "/")
    return "" if tidied == "." else tidied


def _load_side(side: Side, named: Sequence[str], repository: "Repository", finding: "CaseFinding") -> Loaded:
    """Read one side; the paths that either side names stand for both."""
    from cpcheck.store.revisions import load_revision, require_path

    if side.revision is None:
        if side.disk is not None:
            return _load_disk([side.disk], side.disk, finding)
        files = [os.path.relpath(repository.folder / path) for path in named]
        return _load_disk([file for file in files if os.path.lexists(file)], "", finding)
    own = _list_named(side, repository)
    name = side.revision
    if side.inside is not None:
        require_path(repository, side.revision, own[0])
        name = f"{side.revision}:{own[0]}"
    filed = load_revision(repository, side.revision, own or named, finding)
    return Loaded(name=name, filed=filed, revision=side.revision, top=repository.folder)


def _load_disk(paths: Sequence[str], name: str, finding: "CaseFinding") -> Loaded:
    from cpcheck.store.revisions import load_paths

    return Loaded(name=name, filed=load_paths(paths, finding))


def choose_paths(data: Sequence[str], project: "Project", repository: "Repository") -> tuple[list[str], bool]:
    """Return the files or folders that are read where none are named.

    Also tells whether they hold YAML of any kind, so that only what says `kind: response` is read: no folder of data
    was chosen, and it is the working folder.

    Raises: UsageError for one that is given and does not exist.
    """
    for path in data:
        if not os.path.lexists(path):
            raise UsageError(f"--data {path}: there is no such file or folder; expected one that exists")
    if data or project.data:
        return list(data or project.data), False
    for folder in (Path(), repository.folder):
        if (folder / "data").is_dir():
            return [str(folder / "data")], False
    return ["."], True
