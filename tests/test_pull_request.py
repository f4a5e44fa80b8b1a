"""A pull request from beginning to end: what a branch does to the verdicts, and what CI says of it."""

import json
import re
from pathlib import Path

import pytest

from tests.in_process import Ended, call
from tests.repositories import RESPONSE, add_money, commit, drop_bill, edit, find_line, git, make_repository

GATED = ("assess", "--gate", "--as-of", "2024-06-01")
SETTINGS = """\
data = ["data"]

[gate]
max-not-addressed = 1
no-regression = true
base = "main"
"""


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """Return a repository with a gate on its main branch, and a branch checked out that has nothing new yet."""
    folder = make_repository(tmp_path / "project")
    (folder / "cpcheck.toml").write_text(SETTINGS, encoding="utf-8")
    commit(folder, "Choose a gate")
    git(folder, "checkout", "--quiet", "-b", "edit")
    return folder


def run_step(folder: Path, *arguments: str) -> Ended:
    """Run one command as a step of GitHub Actions."""
    env = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md"),
        "GITHUB_OUTPUT": str(folder.parent / "outputs"),
    }
    return call(*arguments, cwd=folder, env=env)


def list_causes(folder: Path) -> list[tuple[str, str, str, str]]:
    """Return each item that the branch moved, where to, and the evidence that moved it."""
    data = json.loads(call("diff", "main", "-f", "json", cwd=folder).stdout)
    return [
        (item["id"], item["direction"], fact["change"], fact["id"])
        for case in data["cases"]
        for item in case["items"]
        if item["direction"]
        for element in item["elements"]
        for fact in element["evidence"]
    ]


def read_outputs(folder: Path) -> dict[str, str]:
    lines = (folder.parent / "outputs").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_a_branch_without_a_change_of_meaning_moves_nothing_and_passes(branch: Path) -> None:
    edit(branch, "kind: response\n", "# read again\nkind: response\n")
    commit(branch, "Add a comment")
    assert list_causes(branch) == []
    result = run_step(branch, *GATED)
    assert (result.code, result.last_line) == (0, "gate: met")


def test_a_branch_that_adds_one_fact_improves_one_item_and_passes(branch: Path) -> None:
    add_money(branch)
    commit(branch, "Add money")
    assert list_causes(branch) == [("B2", "improved", "added", "r3.3")]
    result = run_step(branch, *GATED)
    assert (result.code, result.last_line) == (0, "gate: met")
    assert read_outputs(branch) == {"gate": "met", "implemented": "1", "partly": "2", "not-addressed": "2"}


def test_a_branch_that_deletes_one_fact_worsens_one_item_and_fails_at_its_line(branch: Path) -> None:
    line = find_line(branch, "items: [A2a, A2b]")
    drop_bill(branch)
    commit(branch, "Drop the bill")
    assert list_causes(branch) == [("A2a", "worsened", "removed", "r2.1")]
    result = run_step(branch, *GATED)
    assert (result.code, result.last_line) == (
        1,
        "gate: not_addressed 2 > 1; regression 1 > 0 → exit 1",
    )
    assert "regression against main: XA A2a (partly → not_addressed)" in result.stderr
    places = re.findall(
        r"^::error file=([^,]*),line=(\d+),.*title=cpcheck (CP20[13]) A2a::", result.stdout, re.MULTILINE
    )
    assert places == [(RESPONSE, str(line), "CP201"), (RESPONSE, str(line), "CP203")]
    assert read_outputs(branch)["gate"] == "not_met"
    summary = (branch.parent / "summary.md").read_text(encoding="utf-8")
    assert summary.index("gate not met") < summary.index("A2a") < summary.index("r2.1")


def test_a_waiver_lets_such_a_branch_pass_through_its_last_day_and_marks_the_item(branch: Path) -> None:
    drop_bill(branch)
    waiver = (
        "waivers:\n  - {item: A2a, reason: The bill was withdrawn., by: N. N., on: 2024-06-01, expires: 2024-12-31}\n"
    )
    edit(branch, "waivers:\n", waiver)
    commit(branch, "Drop the bill, and waive the item")
    last = call("assess", "--gate", "--as-of", "2024-12-31", "-f", "json", cwd=branch)
    assert (last.code, last.last_line) == (0, "gate: met")
    (item,) = [item for item in json.loads(last.stdout)["items"] if item["id"] == "A2a"]
    assert (item["verdict"], "waived" in item["flags"]) == ("not_addressed", True)
    late = call("assess", "--gate", "--as-of", "2025-01-01", cwd=branch)
    assert (late.code, late.last_line) == (1, "gate: not_addressed 3 > 1; regression 1 > 0 → exit 1")
    assert call("assess", "--gate", "--no-waivers", "--as-of", "2024-12-31", cwd=branch).code == 1


def test_a_branch_that_breaks_the_file_is_told_where_and_fails_with_2(branch: Path) -> None:
    edit(branch, "type: draft_law", "type: draft_lw")
    line = find_line(branch, "type: draft_lw")
    commit(branch, "Mistype")
    result = run_step(branch, "validate")
    assert result.code == 2
    assert f"::error file={RESPONSE},line={line}," in result.stdout
    assert run_step(branch, *GATED).code == 2


def test_the_base_that_a_shallow_clone_lacks_is_named_with_the_way_to_get_it(branch: Path, tmp_path: Path) -> None:
    add_money(branch)
    commit(branch, "Add money")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=edit", branch.as_uri(), str(clone))
    result = call(*GATED, cwd=clone)
    assert result.code == 2
    assert "shallow" in result.last_line
    assert "git fetch" in result.last_line
