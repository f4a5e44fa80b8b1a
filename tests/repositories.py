"""Git repositories made for one test: a small case, and commits on it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.shared import ROOT

SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "N. Reader",
    "GIT_AUTHOR_EMAIL": "reader@example.org",
    "GIT_COMMITTER_NAME": "N. Reader",
    "GIT_COMMITTER_EMAIL": "reader@example.org",
}
"""What git finds in its environment, in place of a person's own settings."""
RESPONSE = "data/responses/xa-2024.yaml"
BILL = """\
      - id: r2.1
        type: draft_law
        stage: tabled
        fact: A bill that forbids deposits was tabled.
        date: 2023-11-08
        anchor: tabled on 8 November
        supports: [{element: A2a.forbid, fit: full}]
"""
"""The one fact that keeps A2a from being not addressed."""
MONEY = "        supports: [{element: B2.money, fit: full}]\n"
NEW_MONEY = """\
      - id: r3.3
        type: funding
        fact: Shelters were given money in 2023 too.
        date: 2023
        supports: [{element: B2.money, fit: full}]
"""
"""A fact that makes B2 implemented."""


def git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run git in a folder and return what it prints."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **SETTINGS, **(env or {})}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_repository(folder: Path) -> Path:
    """Make a repository with a small case committed on the branch `main`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    shutil.copytree(ROOT / "tests" / "golden" / "data", folder / "data")
    commit(folder, "Code the reply")
    return folder


def commit(folder: Path, subject: str, *, day: str = "2024-06-01") -> str:
    """Commit all that is in a working tree, and return the id."""
    date = f"{day}T12:00:00+0000"
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", subject, env={"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
    return git(folder, "rev-parse", "HEAD").strip()


def edit(folder: Path, old: str, new: str, *, path: str = RESPONSE) -> None:
    """Replace text that stands once in a file."""
    text = (folder / path).read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")


def add_money(folder: Path) -> None:
    """Add the fact that makes B2 implemented."""
    edit(folder, MONEY, MONEY + NEW_MONEY)


def drop_bill(folder: Path) -> None:
    """Take out the fact that keeps A2a from being not addressed."""
    edit(folder, BILL, "")


def find_line(folder: Path, words: str, *, path: str = RESPONSE) -> int:
    """Return the number of the first line of a file that has some words."""
    lines = (folder / path).read_text(encoding="utf-8").splitlines()
    return next(number for number, row in enumerate(lines, 1) if words in row)
