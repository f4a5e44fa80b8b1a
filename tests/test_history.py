"""`cpcheck history` as a user meets it: the commits that moved one verdict, from git."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cpcheck.store.schemas import read_schema_text
from tests.repositories import BILL, RESPONSE, add_money, commit, drop_bill, edit, git, make_repository
from tests.test_command_line import last_line
from tests.test_diff import run


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository whose small case has a past: written to by no test."""
    folder = make_repository(tmp_path_factory.mktemp("past") / "repo")
    git(folder, "mv", RESPONSE, "data/responses/first.yaml")
    commit(folder, "Rename the response", day="2024-06-02")
    git(folder, "mv", "data/responses/first.yaml", RESPONSE)
    edit(folder, "note: No date is given.", "note: Undated.")
    commit(folder, "Name it back, and reword a note", day="2024-06-03")
    drop_bill(folder)
    commit(folder, "Drop the bill \x1b[31m<b>*now*</b> \u202e", day="2024-06-04")
    edit(folder, "type: refusal", "type: refusel")
    commit(folder, "Spoil the file", day="2024-06-05")
    edit(folder, "type: refusel", "type: refusal")
    edit(folder, "      - id: r2.2\n", BILL.replace("2023-11-08", "2024-01-08") + "      - id: r2.2\n")
    commit(folder, "Mend the file and bring back the bill", day="2024-06-06")
    edit(folder, "adopted: 2022-03-15", "adopted: 2024-02-01", path="data/recommendations.yaml")
    commit(folder, "Correct the cut-off", day="2024-06-07")
    return folder


def history(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run `cpcheck history` where it must succeed, and return what it prints."""
    result = run(folder, "history", *arguments, env=env)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def read_json(folder: Path, *arguments: str) -> Any:
    data = json.loads(history(folder, *arguments, "-f", "json"))
    assert list(Draft202012Validator(json.loads(read_schema_text("history"))).iter_errors(data)) == []
    return data


def tell(data: Any) -> list[tuple[str, str, str | None]]:
    """Return day, event, and verdict of each entry."""
    return [
        (entry["date"], entry["event"], entry["verdict"]["verdict"] if entry["verdict"] else None)
        for entry in data["entries"]
    ]


def test_the_commits_that_moved_a_verdict_come_newest_first_through_renames(past: Path) -> None:
    data = read_json(past, "A2a")
    assert tell(data) == [
        ("2024-06-07", "moved", "not_addressed"),
        ("2024-06-06", "moved", "partly"),
        ("2024-06-05", "unsound", None),
        ("2024-06-04", "moved", "not_addressed"),
        ("2024-06-01", "began", "partly"),
    ]
    assert (data["looked_at"], data["has_more"], data["is_shallow"]) == (7, False, False)
    assert (data["item"], data["element"], data["state"], data["file"]) == ("A2a", None, "XA", RESPONSE)


def test_each_entry_names_the_evidence_or_the_circumstance_that_moved_it(past: Path) -> None:
    cut, back, unsound, gone, _ = read_json(past, "A2a")["entries"]
    assert [field["name"] for field in cut["change"]["elements"][0]["causes"]] == ["adopted"]
    for entry, change in ((back, "added"), (gone, "removed")):
        (fact,) = entry["change"]["elements"][0]["evidence"]
        assert (fact["change"], fact["id"]) == (change, "r2.1")
    assert unsound["problem"].startswith(f"{unsound['commit']}:{RESPONSE}:")
    assert unsound["problems"] == 1


def test_text_tells_day_commit_subject_and_what_moved_it(past: Path) -> None:
    lines = history(past, "A2a").splitlines()
    gone = git(past, "log", "--format=%H", "--grep=Drop the bill").strip()[:10]
    place = lines.index(next(row for row in lines if row.startswith("2024-06-04")))
    assert lines[:2] == [
        "A2a  A law against unpaid deposits",
        f"{RESPONSE}: 7 commits looked at, newest first; 5 shown.",
    ]
    assert lines[place].startswith(f"2024-06-04  {gone}  Drop the bill ")
    assert lines[place + 1 : place + 5] == [
        "  ◐ partly → ○ not addressed  ↓ worse",
        "  A2a.forbid  partly met, not in force → not met, unanswered",
        "    - r2.1  draft law, tabled; 2023-11-08; supports, full",
        "      A bill that forbids deposits was tabled.",
    ]
    assert "  first there: ◐ partly" in lines
    assert any(row.startswith("  could not be assessed, problems: 1; the first is ") for row in lines)


def test_a_subject_steers_neither_terminal_nor_page(past: Path) -> None:
    text, markdown = history(past, "A2a", env={"FORCE_COLOR": "1"}), history(past, "A2a", "-f", "md")
    assert "\x1b[31m<b>" not in text
    assert "\u202e" not in text + markdown
    assert r"&lt;b&gt;\*now\*&lt;/b&gt;" in markdown
    assert "- **2024-06-04** " in markdown
    assert "    - removed **r2.1** (draft law, tabled; 2023-11-08; supports, full): A bill" in markdown


def test_an_item_that_nothing_moved_has_its_beginning_alone(past: Path) -> None:
    assert [entry[1] for entry in tell(read_json(past, "B2"))][-1] == "began"
    assert tell(read_json(past, "A3")) == [("2024-06-05", "unsound", None), ("2024-06-01", "began", "not_addressed")]


def test_one_element_has_a_past_of_its_own(past: Path) -> None:
    data = read_json(past, "A2a.forbid", RESPONSE)
    assert (data["item"], data["element"], data["title"]) == (
        "A2a",
        "A2a.forbid",
        "forbid employers to keep deposits",
    )
    assert [event for _, event, _ in tell(data)] == ["moved", "moved", "unsound", "moved", "began"]
    assert {e["id"] for entry in data["entries"] if entry["change"] for e in entry["change"]["elements"]} == {
        "A2a.forbid"
    }
    assert [event for _, event, _ in tell(read_json(past, "A2b.train"))] == ["unsound", "began"]


def test_a_limit_is_kept_and_said(past: Path) -> None:
    shown = history(past, "A2a", "--limit", "2")
    assert "2 commits looked at" in shown
    assert shown.endswith("\nOnly the newest 2 commits were looked at; --limit N looks at more.\n")
    assert read_json(past, "A2a", "--limit", "7")["has_more"] is False


def test_it_works_below_the_top_and_writes_files(past: Path, tmp_path: Path) -> None:
    here = past / "data" / "responses"
    assert tell(read_json(here, "A2a", "xa-2024.yaml")) == tell(read_json(past, "A2a"))
    result = run(here, "history", "A2a", "-o", str(tmp_path / "past.md"), "-o", str(tmp_path / "past.txt"), "-q")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "past.txt").read_text("utf-8") == history(past, "A2a")


def test_the_end_of_a_shallow_clone_is_said(past: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{past}", "clone")
    shown = history(tmp_path / "clone", "A2a")
    assert "  as the clone begins: ◐ partly\n" in shown
    assert "The clone is shallow, and its past ends where the clone does; `git fetch --unshallow`" in shown


def test_what_a_merge_brings_is_told_by_the_commit_that_did_it(tmp_path: Path) -> None:
    folder = make_repository(tmp_path / "repo")
    git(folder, "checkout", "--quiet", "-b", "branch")
    drop_bill(folder)
    commit(folder, "Drop the bill", day="2024-06-02")
    git(folder, "checkout", "--quiet", "main")
    add_money(folder)
    commit(folder, "Add money", day="2024-06-03")
    git(folder, "merge", "--quiet", "--no-ff", "--message", "Merge", "branch")
    assert [entry["subject"] for entry in read_json(folder, "A2a")["entries"]] == ["Drop the bill", "Code the reply"]
    assert [entry["subject"] for entry in read_json(folder, "B2")["entries"]] == ["Add money", "Code the reply"]


def test_a_response_taken_out_and_brought_back_is_told(tmp_path: Path) -> None:
    folder = make_repository(tmp_path / "repo")
    text = (folder / RESPONSE).read_text(encoding="utf-8")
    (folder / RESPONSE).unlink()
    commit(folder, "Take it out", day="2024-06-02")
    (folder / RESPONSE).write_text(text, encoding="utf-8")
    commit(folder, "Bring it back", day="2024-06-03")
    assert [event for _, event, _ in tell(read_json(folder, "A2a"))] == ["began", "ended", "began"]


def test_several_responses_that_answer_an_item_are_named(tmp_path: Path) -> None:
    folder = make_repository(tmp_path / "repo")
    text = (folder / RESPONSE).read_text(encoding="utf-8")
    (folder / "data/responses/xa-2025.yaml").write_text(text.replace("EX(2024)07", "EX(2025)01"), encoding="utf-8")
    commit(folder, "Add another")
    result = run(folder, "history", "A2a")
    assert result.returncode == 2
    assert f'several responses answer an item "A2a": {RESPONSE}, data/responses/xa-2025.yaml;' in last_line(result)
    assert tell(read_json(folder, "A2a", RESPONSE)) == [("2024-06-01", "began", "partly")]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["A2x"], 'no committed response answers an item "A2x"; expected the id of one; did you mean "A2b"?'),
        (["A2x", RESPONSE], f'{RESPONSE} has no item or element "A2x"'),
        (["A2a.forbidden"], 'did you mean "A2a.forbid"?'),
        (["A2a", "nowhere.yaml"], "no sound version of it is committed"),
        (["A2a", "/nowhere/x.yaml"], "is in no git repository"),
        (["A2a", "--limit", "0"], "limit"),
        (["A2a", "-f", "html"], "expected one of text, md, json"),
        (["A2a", "--data", "docs"], "there is no such file or folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_2_and_says_what_was_expected(past: Path, arguments: list[str], words: str) -> None:
    result = run(past, "history", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr
