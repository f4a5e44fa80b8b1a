"""What a release rests on: pinned actions, few rights, a lock that holds what is asked for, and tested bounds."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shared import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
TEMPLATE = ROOT / "cpcheck" / "project" / "workflow.yml"
LOCK = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def read_jobs(path: Path) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return jobs


def list_unpinned(text: str) -> Iterator[str]:
    """Yield uses of actions that are not named by a whole commit, with its version in a comment."""
    for line in text.splitlines():
        used = re.search(r"^\s*(?:-\s+)?uses:\s*(\S+)(.*)$", line)
        if used and not used[1].startswith("./"):
            pinned = re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+@[0-9a-f]{40}", used[1])
            if not pinned or not re.fullmatch(r"\s+# v\d+(?:\.\d+)*", used[2]):
                yield line.strip()


def test_there_is_a_workflow() -> None:
    assert [path.name for path in WORKFLOWS] == ["release.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert list(list_unpinned(text)) == []
    assert text.count("uses:") > 0
    assert list(list_unpinned(text.replace("# v", "# was v"))) != []
    assert list(list_unpinned("      - uses: actions/checkout@v5")) != []


@pytest.mark.parametrize("path", [*WORKFLOWS, TEMPLATE], ids=lambda path: path.name)
def test_no_job_has_a_right_by_default(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {}
    for name, job in read_jobs(path).items():
        assert isinstance(job.get("permissions"), dict), name
    for job in read_jobs(path).values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_only_signing_and_publishing_may_write() -> None:
    rights = {name: job["permissions"] for name, job in read_jobs(ROOT / ".github/workflows/release.yml").items()}
    assert rights == {
        "build": {"contents": "read"},
        "attest": {"attestations": "write", "id-token": "write"},
        "publish": {"id-token": "write"},
    }


def test_no_script_of_a_workflow_takes_a_value_from_outside_as_shell() -> None:
    for path in WORKFLOWS:
        scripts = [step["run"] for job in read_jobs(path).values() for step in job["steps"] if "run" in step]
        assert scripts
        assert not any("${{" in script for script in scripts)


def ask(which: str) -> list[str]:
    """Return one of the lists of requirements."""
    script = [sys.executable, str(ROOT / ".ci" / "requirements.py"), which]
    return subprocess.run(script, capture_output=True, text=True, check=True).stdout.splitlines()


def read_release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def test_the_lock_holds_every_requirement_within_its_bounds() -> None:
    locked = dict(LOCKED.findall(LOCK))
    for line in ask("development"):
        found = re.match(r"([A-Za-z0-9._-]+)>=([0-9.]+)(?:,<([0-9.]+))?", line)
        assert found, line
        name, lowest, limit = found.groups()
        release = read_release(locked[name.lower().replace("_", "-")])
        assert release >= read_release(lowest), line
        assert limit is None or release < read_release(limit), line


def test_every_line_of_the_lock_has_hashes_and_none_names_a_host() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.partition("\n")[2])
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) == len(LOCKED.findall(LOCK)) > 60
    assert [entry.splitlines()[0] for entry in packages if "--hash=sha256:" not in entry] == []
    assert not re.search(r"://|--(?:index-url|extra-index-url|find-links|trusted-host)|@ ", LOCK)


def test_the_lowest_releases_are_those_of_the_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(line for name in extras if name != "test" for line in extras[name])]
    assert ask("users") == asked
    assert ask("lowest") == [re.sub(r">=([0-9.]+).*", r"==\1", line) for line in asked]
