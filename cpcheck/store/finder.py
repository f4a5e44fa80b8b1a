"""Finding the recommendation set that a response answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cpcheck.errors import Problem, name_nearest
from cpcheck.records import record
from cpcheck.store.cache import NO_CACHE, Cache
from cpcheck.store.files import SUFFIXES, Bytes, DataFile, read_file

PLACES = "recommendations.yaml or recommendations/*.yaml beside or above the response"
"""Where a set is looked for, before the shipped data."""
ALIKE = 0.85
"""How alike two ids must be to suggest one for the other: those of different documents share most of their letters."""


HELD = 8
"""Sets that are kept at hand with their data; of all others, only the id is."""


class UnsettledError(LookupError):
    """A set may be among files that are being checked too, which are not known yet."""


def read_given(path: str | None, *, cache: Cache = NO_CACHE, stdin: Bytes | None = None) -> tuple[DataFile, ...]:
    """Return the file that was given as the set; none where none was."""
    return () if path is None else (read_file(path, kind="recommendations", cache=cache, stdin=stdin),)


@record
class _Candidate:
    """A file that may hold the set looked for."""

    path: str
    kind: str | None
    """The only one accepted; None where any is."""
    id: str | None
    unread: tuple[Problem, ...]
    """Why it could not be read at all; empty where it was, sound or not."""


@dataclass(kw_only=True)
class RecommendationFinder:
    """Finds the recommendation set that a response answers.

    The files given come first; then, for each response, what lies beside or above it; then the shipped folder. What
    lies where is looked up once.
    """

    given: tuple[DataFile, ...] = ()
    """Recommendation files the user named."""
    among: tuple[str, ...] | None = ()
    """Recommendation files that are being checked too, looked at after those beside or above a response; None where
    they are not known yet."""
    only_given: bool = False
    """Whether to look nowhere else."""
    shipped: Path | None = None
    """Folder of the shipped data."""
    cache: Cache = NO_CACHE
    stdin: Bytes | None = None
    """What standard input held, where it was read before."""
    _held: dict[tuple[str, str | None], DataFile] = field(default_factory=dict)
    _candidates: dict[tuple[str, str | None], _Candidate] = field(default_factory=dict)
    _folders: dict[Path, list[str]] = field(default_factory=dict)
    _roots: dict[Path, bool] = field(default_factory=dict)

    def find(self, response: DataFile) -> tuple[DataFile | None, list[Problem]]:
        """Return the file that holds the set a response names, or what to tell where there is none.

        Raises: UnsettledError where it may be among files that are not known yet.
        """
        wanted = response.recommendations
        if wanted is None:
            return None, []
        for file in self.given:
            if file.id == wanted:
                return file, []
        seen: list[_Candidate] = []
        for candidate in () if self.only_given else self._list_candidates(response.folder):
            if candidate.id == wanted:
                return self._read(candidate.path, candidate.kind), _list_unread(seen)
            seen.append(candidate)
        if self.only_given and not any(file.holds_data for file in self.given):
            return None, []  # what is wrong with the file given is told of that file
        named = [*(file.id for file in self.given), *(candidate.id for candidate in seen)]
        ids = [name for name in named if name]
        if self.only_given:
            message = f'the recommendation file given does not hold the set "{wanted}"; expected one with this id'
        else:
            message = f'there is no recommendation set "{wanted}"; expected {PLACES}, or --recommendations FILE'
        problem = Problem(
            location=response.text.locate(("recommendations",)),
            message=message + name_nearest(wanted, ids, cutoff=ALIKE),
        )
        unread = [problem for file in self.given if not file.holds_data for problem in file.problems]
        return None, [problem, *unread, *_list_unread(seen)]

    def _list_candidates(self, folder: Path) -> Iterator[_Candidate]:
        for place in (folder, *folder.parents):
            yield from self._look_in(place)
            if self._ends_at(place):
                break
        if self.among is None:
            raise UnsettledError
        yield from (self._look_at(path, None) for path in self.among)
        if self.shipped is not None:
            yield from self._look_in(self.shipped)

    def _look_in(self, folder: Path) -> Iterator[_Candidate]:
        if folder not in self._folders:
            self._folders[folder] = list(_list_sets(folder))
        yield from (self._look_at(path, "recommendations") for path in self._folders[folder])

    def _ends_at(self, folder: Path) -> bool:
        """Tell whether a folder is the root of a repository, above which nothing is looked for."""
        if folder not in self._roots:
            self._roots[folder] = (folder / ".git").exists()
        return self._roots[folder]

    def _look_at(self, path: str, kind: str | None) -> _Candidate:
        known = self._candidates.get((path, kind))
        if known is None:
            file = self._read(path, kind)
            unread = () if file.holds_data else file.problems
            known = self._candidates[path, kind] = _Candidate(path=path, kind=kind, id=file.id, unread=unread)
        return known

    def _read(self, path: str, kind: str | None) -> DataFile:
        """Return a file with its data; the last few are kept, since replies of one state follow one another."""
        file = self._held.pop((path, kind), None) or read_file(path, kind=kind, cache=self.cache, stdin=self.stdin)
        self._held[path, kind] = file
        if len(self._held) > HELD:
            del self._held[next(iter(self._held))]
        return file


def _list_sets(folder: Path) -> Iterator[str]:
    """Yield the files of a folder in which a set is looked for."""
    named = [folder / f"recommendations{suffix}" for suffix in SUFFIXES]
    further = folder / "recommendations"
    if further.is_dir():
        named += sorted(file for file in further.iterdir() if file.suffix in SUFFIXES)
    yield from (_shorten(path) for path in named if path.is_file())


def _list_unread(candidates: Sequence[_Candidate]) -> list[Problem]:
    """Return the problems of files that could not be read, any of which may be the one looked for."""
    return [problem for candidate in candidates for problem in candidate.unread]


def _shorten(path: Path) -> str:
    """Name a path from the working folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
