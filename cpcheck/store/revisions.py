"""Responses as they were in a revision of git, read by the same code as files on disk.

The YAML files that matter are written into a folder of their own, read there, and named `REV:PATH` in whatever is told
of them.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from cpcheck.errors import DataError, Location, Problem, UsageError, name_nearest
from cpcheck.records import record, replace
from cpcheck.store.bounds import MAX_BYTES
from cpcheck.store.cases import FiledCase, load_filed_cases
from cpcheck.store.files import DataFile, list_data_files
from cpcheck.store.git import Repository, TreeFile, find_repository

NO_RESPONSES = ("recommendations", "rulebook")
"""Kinds of file that are passed over in a folder of responses."""
_FOUND_BESIDE = "recommendations"
"""Name of the file, or of the folder of files, in which a response finds its set."""


@record
class CaseFinding:
    """How responses find what they refer to, and which files of a folder are responses."""

    recommendations: str | None = None
    """File on disk that holds the set; None where it is found beside or above the response."""
    shipped: Path | None = None
    """Folder of the shipped data, looked at last."""
    only_responses: bool = False
    """Whether files of a folder that do not say `kind: response` are passed over: a folder that was not chosen for its
    data can hold YAML of any kind."""


def load_base(
    base: str, paths: Sequence[str], *, recommendations: str | None = None, shipped: Path | None = None
) -> list[FiledCase]:
    """Read what verdicts are compared with: a file or folder, `REV:PATH`, or the same paths in a git revision.

    A path that the revision does not hold is passed over.

    Raises: UsageError for what is none of them; DataError with every problem of every file.
    """
    finding = CaseFinding(recommendations=recommendations, shipped=shipped)
    if os.path.lexists(base):
        return load_paths([base], finding)
    repository = find_repository(Path(paths[0]).parent if paths else Path.cwd())
    revision, colon, inside = base.partition(":")
    if colon and revision and inside:
        require_path(repository, revision, inside)
        return load_revision(repository, revision, [inside], finding)
    return load_revision(repository, base, [repository.name_path(path) for path in paths], finding)


def load_paths(paths: Sequence[str], finding: CaseFinding) -> list[FiledCase]:
    """Read responses from files and folders on disk; a folder may hold none.

    Raises: DataError with every problem of every file.
    """
    files = [file for path in paths for file in _expand(path, finding)]
    return load_filed_cases(files, recommendations=finding.recommendations, shipped=finding.shipped)


def load_revision(repository: Repository, revision: str, paths: Sequence[str], finding: CaseFinding) -> list[FiledCase]:
    """Read responses as they were in a revision; paths are given from the top, and need not be there.

    Raises: UsageError for an unknown revision; DataError with every problem, at `REV:PATH`.
    """
    commit = repository.resolve(revision)
    return load_tree(repository, repository.list_files(commit), paths, finding, name=revision)


def load_tree(
    repository: Repository, files: Sequence[TreeFile], paths: Sequence[str], finding: CaseFinding, *, name: str
) -> list[FiledCase]:
    """Read responses among the files of a revision that is called `name` in what is told.

    Raises: DataError with every problem, at `NAME:PATH`.
    """
    chosen = select_files(files, paths)
    if not any(_is_under(file.path, paths) for file in chosen):
        return []
    with _write_files(repository, chosen, name) as folder:
        names = _Names(folder=folder, revision=name)
        present = [str(folder / path) for path in paths if os.path.lexists(folder / path)]
        try:
            return [names.rename_case(filed) for filed in load_paths(present, finding)]
        except DataError as error:
            raise DataError(names.rename(problem) for problem in error.problems) from None


def select_files(files: Iterable[TreeFile], paths: Sequence[str]) -> list[TreeFile]:
    """Return the files under some paths, and every file in which a recommendation set could be found."""
    return [file for file in files if _is_under(file.path, paths) or _may_hold_set(file.path)]


def require_path(repository: Repository, revision: str, path: str) -> None:
    """Make sure that a revision holds a file or folder. Raises: UsageError with the nearest that it holds."""
    files = [file.path for file in repository.list_files(repository.resolve(revision))]
    if any(_is_under(file, [path]) for file in files):
        return
    folders = {str(parent) for file in files for parent in PurePosixPath(file).parents} - {"."}
    raise UsageError(
        f"{revision}:{path}: the revision holds no such YAML file or folder; expected a path from the top of the "
        f"repository{name_nearest(path, [*files, *folders])}"
    )


def _is_under(file: str, paths: Sequence[str]) -> bool:
    return any(not path or file == path or file.startswith(f"{path}/") for path in paths)


def _may_hold_set(file: str) -> bool:
    path = PurePosixPath(file)
    return _FOUND_BESIDE in {path.stem, path.parent.name}


def _expand(path: str, finding: CaseFinding) -> list[str]:
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails on a name too long
        return [path]
    files = list_data_files(path, leave_out=NO_RESPONSES, only="response" if finding.only_responses else None)
    hidden = (any(part.startswith(".") for part in Path(file).relative_to(path).parts) for file in files)
    return [file for file, is_hidden in zip(files, hidden, strict=True) if not (is_hidden and finding.only_responses)]


@contextmanager
def _write_files(repository: Repository, files: Sequence[TreeFile], name: str) -> Iterator[Path]:
    """Write files into a folder that is gone afterwards, and that looks like the top of a repository."""
    with tempfile.TemporaryDirectory(prefix="cpcheck-") as made:
        folder = Path(os.path.realpath(made))
        (folder / ".git").touch()  # where a response's set is no longer looked for
        for file, content in repository.read_files(files):
            if content is None:
                message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MB; expected a smaller one"
                raise DataError([Problem(location=Location(path=f"{name}:{file.path}"), message=message)])
            target = folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield folder


@record
class _Names:
    """Names files of a revision as a reader knows them."""

    folder: Path
    """Where they were written."""
    revision: str

    def rename_case(self, filed: FiledCase) -> FiledCase:
        return replace(
            filed, response=self._rename_file(filed.response), recommendations=self._rename_file(filed.recommendations)
        )

    def rename(self, problem: Problem) -> Problem:
        return replace(problem, location=replace(problem.location, path=self._rename_path(problem.location.path)))

    def _rename_file(self, file: DataFile) -> DataFile:
        path = self._rename_path(file.name)
        if path == file.name:
            return file
        return replace(file, name=path, identity=path, folder=self.folder, text=replace(file.text, path=path))

    def _rename_path(self, path: str) -> str:
        full = Path(os.path.abspath(path))  # noqa: PTH100 - only the name is looked at
        return (
            f"{self.revision}:{full.relative_to(self.folder).as_posix()}" if full.is_relative_to(self.folder) else path
        )
