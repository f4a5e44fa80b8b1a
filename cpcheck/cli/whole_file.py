"""Files that are there whole or not at all, whatever ends the program while it writes.

On Linux the bytes are written to a file without a name, which the system takes away when the program dies, and which
gets its name only once it is whole. Elsewhere, and on file systems that have no such files, it has a name of its own
beside the target until then.

What a killed run leaves is therefore at most one hidden file `.NAME.0123abcd.part`, which no command reads; the next
run that writes the same target takes it away once it is an hour old, since a younger one may be another run's.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

PART = ".part"
"""Ends the name that a file has beside its target; hidden, since it begins with a dot."""
_RANDOM = 8
"""Letters and digits that tell such names apart."""
_STALE = 3600
"""Seconds after which a file beside its target is surely none that another run is writing."""


def replace_file(target: Path, raw: bytes) -> None:
    """Write a file in the place of another one, whose permissions it keeps, or where there is none.

    Raises: OSError; then the other one is as it was.
    """
    mode = target.stat().st_mode & 0o777 if target.exists() else _choose_mode()
    part = _write_part(target, raw, mode)
    try:
        part.replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        raise
    _sweep(target)


def create_file(target: Path, raw: bytes) -> None:
    """Write a file where there is none.

    Raises: FileExistsError where there is one; OSError for all else that can fail.
    """
    part = _write_part(target, raw, _choose_mode())
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links: the name is taken first, and then replaced by the whole file
        target.open("xb").close()
        part.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    _sweep(target)


def _sweep(target: Path) -> None:
    """Take away what runs that were killed left beside a target."""
    start = f".{target.name[:80]}."
    try:
        around = list(target.parent.iterdir())
    except OSError:  # a folder that may be written to and not be read
        return
    for stray in around:
        name = stray.name
        if name.startswith(start) and name.endswith(PART) and len(name) == len(start) + _RANDOM + len(PART):
            with contextlib.suppress(OSError):  # another run may have been faster, or the file is somebody else's
                if stray.stat().st_mtime < time.time() - _STALE:
                    stray.unlink()


@contextlib.contextmanager
def fill_file(target: Path) -> Iterator[Path]:
    """Give a hidden file beside the target to write to, piece by piece; at the end it takes the place of the target.

    For what is too large to be held, or is written by a library that wants a name. Where anything fails, the target is
    as it was and the hidden file is gone; where the program is killed it stays, until a later run writes the target.

    Raises: OSError.
    """
    import tempfile

    mode = target.stat().st_mode & 0o777 if target.exists() else _choose_mode()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=PART)
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as stream:
            os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        raise
    _sweep(target)


def _choose_mode() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _write_part(target: Path, raw: bytes, mode: int) -> Path:
    """Return a whole file beside the target, under a name of its own."""
    name = target.with_name(f".{target.name[:80]}.{os.urandom(_RANDOM // 2).hex()}{PART}")
    unnamed = _open_unnamed(target.parent)
    if unnamed is not None:
        with os.fdopen(unnamed, "wb") as stream:
            _fill(stream.fileno(), raw, mode)
            with contextlib.suppress(OSError):  # where /proc is not there, the file is written again, under its name
                # given a folder, Python follows the link that stands for the open file
                os.link(f"/proc/self/fd/{stream.fileno()}", name, src_dir_fd=stream.fileno())
                return name
    import tempfile

    handle, made = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=PART)
    try:
        with os.fdopen(handle, "wb") as stream:
            _fill(stream.fileno(), raw, mode)
    except BaseException:
        Path(made).unlink()
        raise
    return Path(made)


def _open_unnamed(folder: Path) -> int | None:
    """Open a file without a name in a folder; None where the system has none."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None:
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _fill(handle: int, raw: bytes, mode: int) -> None:
    with memoryview(raw) as rest:
        done = 0
        while done < len(rest):
            done += os.write(handle, rest[done:])
    os.fchmod(handle, mode)
    os.fsync(handle)
