"""Finding the recommendation set that a response answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cpcheck.errors import Problem, name_nearest
from cpcheck.store.cache import NO_CACHE, Cache
from cpcheck.store.files import SUFFIXES, DataFile, read_file

PLACES = "recommendations.yaml or recommendations/*.yaml beside or above the response"
"""Where a set is looked for, before the shipped data."""
ALIKE = 0.85
"""How alike two ids must be to suggest one for the other: those of different documents share most of their letters."""


@dataclass(kw_only=True)
class RecommendationFinder:
    """Finds the recommendation set that a response answers.

    The files given come first; then, for each response, what lies beside or above it; then the shipped folder.
    """

    given: tuple[DataFile, ...] = ()
    """Recommendation files the user named."""
    among: tuple[DataFile, ...] = ()
    """Recommendation files that are being checked too, looked at after those beside or above a response."""
    only_given: bool = False
    """Whether to look nowhere else."""
    shipped: Path | None = None
    """Folder of the shipped data."""
    cache: Cache = NO_CACHE
    _read: dict[Path, DataFile] = field(default_factory=dict)

    def find(self, response: DataFile) -> tuple[DataFile | None, list[Problem]]:
        """Return the file that holds the set a response names, or what to tell where there is none."""
        wanted = response.data.get("recommendations")
        if not isinstance(wanted, str):
            return None, []
        seen: list[DataFile] = []
        for file in self._candidates(response.folder):
            if file.data.get("id") == wanted:
                return file, _list_unread(seen)
            seen.append(file)
        if self.only_given and not any(file.data for file in seen):
            return None, []  # what is wrong with the file given is told of that file
        ids = [str(file.data["id"]) for file in seen if file.data.get("id")]
        if self.only_given:
            message = f'the recommendation file given does not hold the set "{wanted}"; expected one with this id'
        else:
            message = f'there is no recommendation set "{wanted}"; expected {PLACES}, or --recommendations FILE'
        problem = Problem(
            location=response.text.locate(("recommendations",)),
            message=message + name_nearest(wanted, ids, cutoff=ALIKE),
        )
        return None, [problem, *_list_unread(seen)]

    def _candidates(self, folder: Path) -> Iterator[DataFile]:
        yield from self.given
        if self.only_given:
            return
        for place in (folder, *folder.parents):
            yield from self._files_in(place)
            if (place / ".git").exists():
                break
        yield from self.among
        if self.shipped is not None:
            yield from self._files_in(self.shipped)

    def _files_in(self, folder: Path) -> Iterator[DataFile]:
        named = [folder / f"recommendations{suffix}" for suffix in SUFFIXES]
        further = folder / "recommendations"
        if further.is_dir():
            named += sorted(file for file in further.iterdir() if file.suffix in SUFFIXES)
        for path in named:
            if path.is_file():
                if path not in self._read:
                    self._read[path] = read_file(_shorten(path), kind="recommendations", cache=self.cache)
                yield self._read[path]


def _list_unread(files: Sequence[DataFile]) -> list[Problem]:
    """Return the problems of files that could not be read, any of which may be the one looked for."""
    return [problem for file in files if not file.data for problem in file.problems]


def _shorten(path: Path) -> str:
    """Name a path from the working folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
