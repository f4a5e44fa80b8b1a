"""What was found out about files before, by what is in them: sound data is neither parsed nor checked again.

An entry is found by a digest of the bytes of the file, of the schema and of the program, so that no entry is ever
wrong for what it is found by: whatever changes, another entry is looked for. The folder may be deleted, shared, and
written by two processes or threads at once. An entry that was cut short or altered by chance says so by its own digest,
and is passed over; whoever may write into the folder may write what the program believes, as with any cache.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cpcheck.version import __version__

LARGEST = 256 * 1024 * 1024
"""Bytes that the folder may hold; data goes first, then the oldest of all other entries."""
DATA = "data"
"""First part of the key of what a file holds. It takes a hundred times the room of what is known of the file, which is
all that validating it again needs."""
_SHARE = 1 / 256
"""Of what is written, how often the size of the folder is looked at."""
_PACKAGE = Path(__file__).parent.parent
_DIGEST = sha256().digest_size


class Cache:
    """A folder of entries. Nothing is raised for a folder that cannot be read or written: then nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        """Keep entries in a folder, which is made when the first one is written; None keeps nothing."""
        self._folder = folder

    def __eq__(self, other: object) -> bool:
        return self._folder == other._folder if isinstance(other, Cache) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._folder)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it cross to another process, which is asked itself what program it runs."""
        return Cache, (self._folder,)

    def find(self, *key: str) -> Any:
        """Return what was kept under a key: JSON data; None where nothing was."""
        path = self._place(key)
        if path is None:
            return None
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        digest, body = raw[:_DIGEST], raw[_DIGEST:]
        if sha256(body).digest() != digest:
            return None
        try:
            return json.loads(body)
        except ValueError:  # somebody wrote it on purpose
            return None

    def keep(self, data: Any, *key: str) -> None:
        """Keep JSON data under a key, whole or not at all."""
        path = self._place(key)
        if path is None:
            return
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        part = path.with_name(f"{os.urandom(8).hex()}.{path.name}")  # its own for each thread; ends as the entry does
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(sha256(body).digest() + body)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink()
            return
        if path.name < f"{round(_SHARE * 256):02x}":
            self.shrink()

    def shrink(self, largest: int = LARGEST) -> None:
        """Delete entries, data before all others and the oldest first, until no more than a number of bytes is held."""
        if self._folder is None:
            return
        entries = sorted(_list_entries(self._folder))
        held = sum(size for *_, size, _ in entries)
        for *_, size, path in entries:
            if held <= largest:
                break
            with suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - the path is text already
            held -= size

    def _place(self, key: tuple[str, ...]) -> Path | None:
        if self._folder is None:
            return None
        name = sha256("\0".join((self._program, *key)).encode("utf-8")).hexdigest()
        return self._folder / name[:2] / (f"{name[2:]}.{DATA}" if key[:1] == (DATA,) else name[2:])

    @cached_property
    def _program(self) -> str:
        """Return what tells this program from one that could come to another answer: a checkout changes by the hour."""
        parts = [__version__]
        for folder in ("", "store", "store/checks", "schemas", "rulebooks", "lints", "cli"):
            with os.scandir(_PACKAGE / folder) as found:
                stats = sorted((entry.name, entry.stat()) for entry in found if entry.is_file())
            parts += [f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats]
        return "\n".join(parts)


def _list_entries(folder: Path) -> Iterable[tuple[bool, float, int, str]]:
    """Yield whether it is worth more than data, when it was written, size and path of every entry."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - text is faster, and there may be many
            with suppress(OSError):
                stat = os.stat(path)  # noqa: PTH116
                yield not name.endswith(f".{DATA}"), stat.st_mtime, stat.st_size, path


def open_cache(*, refused: bool = False) -> Cache:
    """Return the cache of this user: CPCHECK_CACHE_DIR, else the folder for caches that the system names.

    `refused` keeps nothing, and so does a CPCHECK_CACHE_DIR that is empty.
    """
    named = os.environ.get("CPCHECK_CACHE_DIR")
    if refused or named == "":
        return NO_CACHE
    if named:
        return Cache(Path(named))
    own = os.environ.get("XDG_CACHE_HOME")
    home = own if own and os.path.isabs(own) else os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH117, PTH118
    return Cache(Path(home) / "cpcheck")


NO_CACHE = Cache(None)
"""Keeps nothing."""


def digest(raw: bytes) -> str:
    """Return what the bytes of a file are found by."""
    return sha256(raw).hexdigest()
