"""What git knows: revisions, the files in them, and the commits that touched a file.

The program `git` is asked, and only to read. Nothing that a repository's configuration could start is run: no hook, no
monitor of files, no pager, no prompt. What it answers is bytes from strangers, and is decoded without failing.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from cpcheck.errors import UsageError, make_printable, name_nearest
from cpcheck.records import record
from cpcheck.store.bounds import MAX_BYTES
from cpcheck.store.files import SUFFIXES

_ALWAYS = (
    "--no-pager",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
    *("-c", "log.follow=false"),
)
"""What every call begins with. To check signatures would start another program."""
_SET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
"""What every call finds in its environment. Messages are read, and therefore wanted in English."""
_UNSET = frozenset(
    {
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)
"""What a hook finds in its environment (githooks(5)): it would name the repository, whatever folder is asked about."""
_FILE_MODES = frozenset({"100644", "100755"})
"""Plain files; links and submodules have other modes."""
_SHOWN = 200
"""Characters of git's own message that are shown."""
_STATUS = re.compile("[ACDMRTUX][0-9]{0,3}")
"""What git says became of a file."""


@record
class TreeFile:
    """One plain file of a revision."""

    path: str
    """From the top of the repository, with slashes."""
    blob: str
    """Name of its content: equal content, equal name."""


@record
class Commit:
    """One commit, as a reader knows it."""

    id: str
    """In full."""
    parents: tuple[str, ...]
    """Those that the clone holds."""
    date: str
    """Day it was committed, as YYYY-MM-DD in the committer's own time zone."""
    subject: str
    """First line of its message, as it was written: it can hold anything."""

    @property
    def short(self) -> str:
        """Return its id in the length that people use."""
        return self.id[:10]


@record
class Repository:
    """One repository with a working tree."""

    folder: Path
    """Top of its working tree."""
    is_shallow: bool
    """Whether the clone was cut off: some commits have parents that it does not hold."""

    def resolve(self, revision: str) -> str:
        """Return the full id of a commit. `A...B` stands for the newest commit that both hold; no B means HEAD.

        Raises: UsageError for what is no revision here, with the nearest one that is.
        """
        first, dots, second = revision.partition("...")
        if dots:
            return self._find_common(first or "HEAD", second or "HEAD")
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise UsageError(f'"{make_printable(revision)}" is no revision; expected a branch, tag or commit')
        found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode != 0:
            raise UsageError(self._word_unknown(revision))
        return found.stdout.decode("ascii", "replace").strip()

    def list_files(self, commit: str) -> list[TreeFile]:
        """Return the YAML files of a commit, by path; links, submodules and unsafe names are passed over."""
        listed = self._read("ls-tree", "-r", "-z", "--full-tree", commit)
        return [file for entry in listed.split(b"\0") if (file := _read_entry(entry)) and _is_safe(file.path)]

    def read_files(self, files: Sequence[TreeFile]) -> Iterator[tuple[TreeFile, bytes | None]]:
        """Yield files with their content; None for one that is larger than any data file may be.

        Raises: UsageError where the clone does not hold a file.
        """
        if not files:
            return
        names = "".join(f"{file.blob}\n" for file in files).encode("ascii")
        sizes = self._read("cat-file", "--batch-check=%(objectname) %(objectsize)", stdin=names).splitlines()
        fitting = [_read_size(line) for line in sizes]
        if len(fitting) != len(files) or None in fitting:
            raise UsageError(f"{self.folder}: git does not hold every file of the revision; expected a whole clone")
        wanted = [file for file, size in zip(files, fitting, strict=True) if (size or 0) <= MAX_BYTES]
        yield from ((file, None) for file in files if file not in wanted)
        yield from zip(wanted, self._read_blobs(wanted), strict=True)

    def list_commits(self, paths: Sequence[str], start: str, *, limit: int) -> list[Commit]:
        """Return at most `limit` commits that touched any of some paths from the top, newest first."""
        layout = "--format=%H%x00%P%x00%cs%x00%s"  # no message can hold what parts these
        told = self._read(
            "log", "-z", "--no-color", "--encoding=UTF-8", f"--max-count={limit}", layout, start, "--", *paths
        )
        parts = [part.decode("utf-8", "replace") for part in told.split(b"\0")[:-1]]
        return [
            Commit(id=parts[n], parents=tuple(parts[n + 1].split()), date=parts[n + 2], subject=parts[n + 3])
            for n in range(0, len(parts), 4)
        ]

    def follow(self, path: str, start: str) -> dict[str, str]:
        """Return the names that one file had before, each by the commit that gave it up, newest first."""
        arguments = ("--follow", "--find-renames", "--name-status", "--format=%H", start, "--", path)
        told = iter(os.fsdecode(part).lstrip("\n") for part in self._read("log", "-z", *arguments).split(b"\0"))
        commit, renamed = "", {}
        for part in told:
            if not _STATUS.fullmatch(part):
                commit = part or commit
                continue
            old = next(told, "")
            if part[0] in "RC":
                next(told, "")
                renamed[commit] = old
        return renamed

    def name_path(self, path: str | Path) -> str:
        """Return a path as seen from the top of the repository; empty for the top itself.

        Raises: UsageError for one outside.
        """
        full = Path(os.path.abspath(path))  # noqa: PTH100 - a link named by the user is followed only up to its folder
        real = Path(os.path.realpath(full.parent)) / full.name
        for one in (real, Path(os.path.realpath(full)), full):
            if one.is_relative_to(self.folder):
                below = one.relative_to(self.folder)
                return below.as_posix() if below.parts else ""
        raise UsageError(f"{path}: this lies outside the repository; expected a file or folder in {self.folder}")

    def is_cut_at(self, commit: Commit) -> bool:
        """Tell whether the clone ends at a commit that has parents elsewhere."""
        return self.is_shallow and not commit.parents

    def _find_common(self, first: str, second: str) -> str:
        ends = [self.resolve(name) for name in (first, second)]
        found = self._run("merge-base", *ends)
        if found.returncode != 0:
            hint = "; the clone is shallow: git fetch --unshallow, or fetch-depth: 0 in CI, brings the rest"
            raise UsageError(
                f'"{first}" and "{second}" have no commit in common here; expected two branches of one history'
                + (hint if self.is_shallow else "")
            )
        return found.stdout.decode("ascii", "replace").strip()

    def _word_unknown(self, revision: str) -> str:
        listed = self._run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        names = listed.stdout.decode("utf-8", "replace").split()
        message = f'"{revision}" is neither a file or folder here nor a revision of the repository; '
        message += f"expected a path, branch, tag or commit{name_nearest(revision, names)}"
        if not self.is_shallow:
            return message
        return f"{message}; the clone is shallow, and {_word_fetch(revision)}, or fetch-depth: 0 in CI, may bring it"

    def _read_blobs(self, files: Sequence[TreeFile]) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as names:
            names.write("".join(f"{file.blob}\n" for file in files).encode("ascii"))
            names.seek(0)
            command = [_find_git(), *_ALWAYS, "cat-file", "--batch"]
            with subprocess.Popen(  # noqa: S603 - git itself, without a shell
                command, cwd=self.folder, env=_environment(), stdin=names, stdout=subprocess.PIPE
            ) as process:
                assert process.stdout is not None
                for _ in files:
                    head = process.stdout.readline().split()
                    if len(head) != 3:
                        raise UsageError(f"{self.folder}: git ended before it had told every file")
                    yield process.stdout.read(int(head[2]))
                    process.stdout.read(1)

    def _read(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        done = self._run(*arguments, stdin=stdin)
        if done.returncode != 0:
            raise UsageError(_word_failure(done.stderr))
        return done.stdout

    def _run(self, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        return _run_git(arguments, self.folder, stdin=stdin)


def find_repository(folder: Path) -> Repository:
    """Return the repository that a folder lies in; the folder itself may be gone.

    Raises: UsageError where there is none, or no program `git`.
    """
    place = folder.absolute()
    while not place.is_dir() and place != place.parent:
        place = place.parent
    done = _run_git(("rev-parse", "--is-shallow-repository", "--show-toplevel"), place)
    if done.returncode != 0:
        raise UsageError(_word_no_repository(done.stderr, folder))
    shallow, _, top = done.stdout.removesuffix(b"\n").partition(b"\n")
    return Repository(folder=Path(os.fsdecode(top)), is_shallow=shallow == b"true")


def _run_git(
    arguments: Sequence[str], folder: Path, *, stdin: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - git itself, without a shell
        [_find_git(), *_ALWAYS, *arguments],
        cwd=folder,
        env=_environment(),
        input=stdin or b"",
        capture_output=True,
        check=False,
    )


def _find_git() -> str:
    found = shutil.which("git")
    if found is None:
        raise UsageError(
            "a revision is read with git, and there is no program git on the PATH; expected it to be installed, "
            "or files and folders in place of revisions"
        )
    return found


def _environment() -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in _UNSET}, **_SET}


def _word_no_repository(said: bytes, folder: Path) -> str:
    if b"dubious ownership" in said:
        return (
            f"{folder}: git does not trust this repository, which belongs to another user; "
            f"expected: git config --global --add safe.directory {folder.absolute()}"
        )
    if b"not a git repository" in said:
        return f"{folder}: this is in no git repository; expected one, or files and folders in place of revisions"
    if b"must be run in a work tree" in said:
        return f"{folder}: this repository has no working tree; expected a clone with its files"
    return _word_failure(said)


def _word_failure(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines() or ["it did not say why"]
    return f"git could not do it: {make_printable(lines[0])[:_SHOWN]}"


def _word_fetch(revision: str) -> str:
    """Name the command that brings one revision into a shallow clone."""
    remote, slash, branch = revision.partition("/")
    if re.search(r"[~^@]", revision) or revision == "HEAD":
        return "git fetch --unshallow"
    if slash and remote == "origin":
        return f"git fetch --depth=1 origin {branch}:refs/remotes/origin/{branch}"
    return f"git fetch --depth=1 origin {revision}"


def _read_entry(entry: bytes) -> TreeFile | None:
    """Read one entry of a tree: mode, sort and name of the content, then the path after a tab."""
    head, _, path = entry.partition(b"\t")
    words = head.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] not in _FILE_MODES:
        return None
    return TreeFile(path=os.fsdecode(path), blob=words[2])


def _is_safe(path: str) -> bool:
    """Tell whether a path names a YAML file that can be written below a folder, and nowhere else."""
    parts = path.split("/")
    unsafe = {"", ".", "..", ".git"}
    return path.endswith(SUFFIXES) and not any(part.lower() in unsafe or "\\" in part for part in parts)


def _read_size(line: bytes) -> int | None:
    size = line.split()[-1]
    return int(size) if size.isdigit() else None
