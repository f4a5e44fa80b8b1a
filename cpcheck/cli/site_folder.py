"""The folder of a site: what in it is ours, and how a new site takes the place of the old one.

A manifest in the folder lists what a run wrote. The next run replaces and removes what is listed there, and nothing
else. All files are first written whole into a hidden folder inside, with a copy of each that they will replace; only
then are they moved, and where that fails half-way, everything is moved back.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from cpcheck.cli.whole_file import create_file, replace_file
from cpcheck.errors import OutputError, make_printable
from cpcheck.records import record

MANIFEST = "cpcheck-site.json"
"""Lists the files of a site, itself left out."""
STAGE = ".cpcheck-site"
"""The hidden folder in which a site is made ready. What a run that was killed left in it is taken away by the next."""
_NAMED = 5
"""Files that a message names at most."""


@record
class Change:
    """What a run did to a folder."""

    files: int
    """Of the site, the manifest included."""
    changed: int
    """Files that are new, or have other bytes than before."""
    removed: int
    """Files of the site before that are no longer of it."""


def find_own(folder: Path) -> frozenset[str]:
    """Return what an earlier run wrote into a folder, as paths with forward slashes, whether it is there or not.

    Raises: OutputError where the folder cannot be made, or holds anything that no run of ours wrote.
    """
    if not os.path.lexists(folder):
        if not folder.parent.is_dir():
            raise OutputError(f"{_show(folder)}: there is no folder {_show(folder.parent)}; expected one that exists")
        return frozenset()
    if not folder.is_dir():
        raise OutputError(f"{_show(folder)}: this is a file; expected a folder, or a name that is free")
    own = frozenset(
        path for manifest in (folder / MANIFEST, folder / STAGE / MANIFEST) for path in _read_manifest(manifest)
    )
    try:
        foreign = sorted(path for path in _list_files(folder) if path not in {*own, MANIFEST})
    except OSError as error:
        raise OutputError(f"{_show(folder)}: it cannot be read: {error.strerror or error}") from error
    if foreign:
        named = ", ".join(make_printable(path) for path in foreign[:_NAMED])
        more = f" and {len(foreign) - _NAMED} more" if len(foreign) > _NAMED else ""
        raise OutputError(
            f"{_show(folder)}: it holds what no site of ours wrote: {named}{more}; expected a new or empty folder, or "
            "one that holds a site and nothing else. Nothing was written"
        )
    return own


def write_site(folder: Path, files: Mapping[str, bytes]) -> Change:
    """Write a site into a folder, in the place of the one that is there: all of it, or nothing.

    Raises: OutputError where the folder holds what is not ours, a path leads out of it, or the disk fails; then the
    folder is as it was.
    """
    for path in files:
        if not _is_inside(path):
            raise OutputError(f'{_show(folder)}: "{make_printable(path)}" is no place in it; nothing was written')
    own = find_own(folder)
    is_new = not folder.exists()
    try:
        folder.mkdir(exist_ok=True)
        with _staging(folder, {*own, *files}) as stage:
            return _Move(folder, stage, {**files, MANIFEST: _write_manifest(files)}, own).run()
    except OSError as error:
        raise OutputError(
            f"{_show(folder)}: it cannot be written: {error.strerror or error}; it is as it was"
        ) from error
    finally:
        if is_new:  # where nothing came of it, the folder is not left behind
            with contextlib.suppress(OSError):
                folder.rmdir()


@contextlib.contextmanager
def _staging(folder: Path, paths: Collection[str]) -> Iterator[Path]:
    """Lend the hidden folder and take it away afterwards.

    It is empty but for a manifest of all that may lie in the site's folder until then: where the run is killed, the
    next one knows by it what is ours.
    """
    stage = folder / STAGE
    stage.mkdir(exist_ok=True)
    try:
        replace_file(stage / MANIFEST, _write_manifest(paths))
        for left in [path for path in stage.iterdir() if path.name != MANIFEST]:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        yield stage
    finally:
        shutil.rmtree(stage)


class _Move:
    """Puts the files of a site in the place of those before."""

    def __init__(self, folder: Path, stage: Path, files: Mapping[str, bytes], own: Collection[str]) -> None:
        self.folder = folder
        self.new = stage / "new"
        self.old = stage / "old"
        self.files = files
        self.changed = [path for path, raw in files.items() if not _holds(folder / path, raw)]
        self.gone = sorted(path for path in own if path not in files)
        self.stale = [path for path in self.gone if os.path.lexists(folder / path)]

    def run(self) -> Change:
        for path in self.changed:
            self._stage(self.new / path, self.files[path])
            if os.path.lexists(self.folder / path):
                self._stage(self.old / path, (self.folder / path).read_bytes())
        try:
            self._swap()
        except BaseException:
            self._swap_back()
            raise
        self._drop_folders(self.gone)
        return Change(files=len(self.files), changed=len(self.changed), removed=len(self.stale))

    @staticmethod
    def _stage(target: Path, raw: bytes) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        create_file(target, raw)

    def _swap(self) -> None:
        """Move the manifest last: until then that of the old site knows what of it is left."""
        pages = [path for path in self.changed if path != MANIFEST]
        moves = [(self.new / path, self.folder / path) for path in pages]
        moves += [(self.folder / path, self.old / path) for path in self.stale]
        moves += [(self.new / path, self.folder / path) for path in self.changed if path == MANIFEST]
        for start, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            start.replace(target)

    def _swap_back(self) -> None:
        """Undo every step, done or not: what was not moved yet is the same before and after."""
        for path in self.changed:
            if (self.old / path).exists():
                (self.old / path).replace(self.folder / path)
            else:
                (self.folder / path).unlink(missing_ok=True)
        for path in self.stale:
            if (self.old / path).exists():
                (self.old / path).replace(self.folder / path)
        self._drop_folders(self.changed)

    def _drop_folders(self, paths: Collection[str]) -> None:
        """Take away the folders of some paths where nothing is left in them."""
        folders = {parent for path in paths for parent in PurePosixPath(path).parents if parent.parts}
        for parent in sorted(folders, key=lambda parent: len(parent.parts), reverse=True):
            with contextlib.suppress(OSError):
                (self.folder / parent).rmdir()


def _holds(target: Path, raw: bytes) -> bool:
    return target.is_file() and target.stat().st_size == len(raw) and target.read_bytes() == raw


def _list_files(folder: Path) -> Iterator[str]:
    """Yield what is in a folder and below, but for plain folders and for what lies in the hidden one."""
    for place, folders, files in os.walk(folder, onerror=_raise):
        inside = Path(place)
        for name in list(folders):
            if (inside / name).is_symlink():
                files.append(name)
            if inside == folder and name == STAGE:
                folders.remove(name)
        yield from ((inside / name).relative_to(folder).as_posix() + _mark(inside / name) for name in files)


def _mark(file: Path) -> str:
    """Return what keeps a link from passing for a file of ours: we write none, and what it leads to is not ours."""
    return " (a link)" if file.is_symlink() else ""


def _raise(error: OSError) -> None:
    raise error


def _write_manifest(paths: Collection[str]) -> bytes:
    data = {"kind": "site", "version": "1.0", "files": sorted(paths)}
    return (json.dumps(data, indent=2) + "\n").encode("ascii")


def _read_manifest(file: Path) -> list[str]:
    """Return the paths that a manifest lists; none where there is no manifest. Raises: OutputError for a broken one."""
    if file.is_symlink() or not file.is_file():
        return []
    try:
        data: Any = json.loads(file.read_bytes())
    except OSError as error:
        raise OutputError(f"{_show(file)}: it cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        data = None
    listed = data.get("files") if isinstance(data, dict) and data.get("kind") == "site" else None
    if not isinstance(listed, list):
        raise OutputError(f"{_show(file)}: this is no list of the files of a site; expected one, or an empty folder")
    for path in listed:
        if not isinstance(path, str) or not _is_inside(path):
            shown = make_printable(str(path))
            raise OutputError(
                f'{_show(file)}: it lists "{shown}", which is no place in the folder; expected relative paths with '
                "forward slashes. Nothing was written"
            )
    return listed


def _is_inside(path: str) -> bool:
    """Tell whether a path is plain, relative, and leads to a file below where it starts, on any system."""
    parts = path.split("/")
    is_plain = not any(sign in path for sign in '\\:\0"<>|?*')
    return is_plain and all(part not in {"", ".", ".."} for part in parts) and parts[0] != STAGE


def _show(path: Path) -> str:
    return make_printable(str(path))
