"""Files that are written only where nothing stands yet: all of them, or none."""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cpcheck.cli.whole_file import create_file
from cpcheck.errors import OutputError, make_printable


def create_files(texts: Mapping[Path, str]) -> None:
    """Write text files, in UTF-8 with line feeds, with the folders they lie in.

    Raises: OutputError, naming everything that stands in the way; then nothing is written. Where the disk fails
    half-way, what was written is taken away again.
    """
    in_the_way = dict.fromkeys(found for path in texts for found in _find_in_the_way(path))
    if in_the_way:
        names = ", ".join(make_printable(name) for name in in_the_way)
        raise OutputError(
            f"nothing was written, since files that exist are never replaced: {names}; expected a place without them"
        )
    made: list[Path] = []
    try:
        for path, text in texts.items():
            for folder in _list_missing(path.parent):
                _make_folder(folder, made)
            create_file(path, text.encode("utf-8"))
            made.append(path)
    except OSError as error:
        _take_away(made)
        raise OutputError(f"{path}: it cannot be written: {error.strerror or error}; nothing was written") from error
    except BaseException:
        _take_away(made)
        raise


def _find_in_the_way(path: Path) -> Iterable[str]:
    """Return what would have to be replaced: the file itself, or a file where one of its folders must be."""
    if os.path.lexists(path):
        yield str(path)
        return
    nearest = next(folder for folder in path.parents if os.path.lexists(folder))
    if not nearest.is_dir():
        yield str(nearest)


def _list_missing(folder: Path) -> list[Path]:
    """Return the folders to make, outermost first."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    return missing[::-1]


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder, and note it where it was this run that made it: another may write to the same place."""
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        made.append(folder)


def _take_away(made: list[Path]) -> None:
    for path in reversed(made):
        if path.is_dir():
            with contextlib.suppress(OSError):  # another run has written to it meanwhile
                path.rmdir()
        else:
            path.unlink(missing_ok=True)
