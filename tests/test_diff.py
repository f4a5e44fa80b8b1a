"""`cpcheck diff` as a user meets it: in a repository with branches, in CI, and over plain files."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cpcheck.reports.labels import load_labels
from cpcheck.store.schemas import read_schema_text
from tests.repositories import (
    BILL,
    MONEY,
    NEW_MONEY,
    RESPONSE,
    add_money,
    commit,
    drop_bill,
    edit,
    find_line,
    git,
    make_repository,
)
from tests.shared import ROOT
from tests.test_command_line import INHERITED, last_line, run_on_terminal, strip_colour

NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a repository with the small case on `main`, and a branch checked out."""
    made = make_repository(tmp_path / "repo")
    git(made, "checkout", "--quiet", "-b", "branch")
    return made


def run(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cpcheck", *arguments],
        cwd=folder,
        env={**INHERITED, "HOME": str(folder), **NO_SETTINGS, **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def diff(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run `cpcheck diff` where it must succeed, and return what it prints."""
    result = run(folder, "diff", *arguments, env=env)
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def read_json(folder: Path, *arguments: str) -> Any:
    data = json.loads(diff(folder, *arguments, "-f", "json"))
    schema = json.loads(read_schema_text("diff"))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    return data


def list_moved(data: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return each item that moved, its direction, and the evidence that moved it."""
    return [
        (
            item["id"],
            item["direction"],
            [(fact["change"], fact["id"]) for element in item["elements"] for fact in element["evidence"]],
        )
        for case in data["cases"]
        for item in case["items"]
        if item["direction"]
    ]


# --- branches -----------------------------------------------------------------------------------------------------


def test_a_branch_that_adds_one_fact_moves_one_item_and_names_the_fact(folder: Path) -> None:
    add_money(folder)
    commit(folder, "Add money")
    data = read_json(folder, "main")
    assert list_moved(data) == [("B2", "improved", [("added", "r3.3")])]
    (case,) = data["cases"]
    assert (case["idle"], case["answers"], case["circumstances"]) == ([], [], [])
    assert len(case["items"]) == 1


def test_a_branch_that_deletes_one_fact_moves_one_item_and_names_the_fact(folder: Path) -> None:
    drop_bill(folder)
    commit(folder, "Drop the bill")
    assert list_moved(read_json(folder, "main")) == [("A2a", "worsened", [("removed", "r2.1")])]


def test_text_says_what_moved_and_why_with_every_place(folder: Path) -> None:
    gone = find_line(folder, "id: r2.1")
    drop_bill(folder)
    add_money(folder)
    came = find_line(folder, "id: r3.3")
    assert diff(folder, "main").splitlines() == [
        "2 verdicts moved: 1 better, 1 worse.",
        "main → working tree",
        "",
        "XA: EX(2024)07 on EX/Rec(2022)01",
        "",
        "A2a  ◐ partly → ○ not addressed  ↓ worse",
        "     A law against unpaid deposits",
        "     A2a.forbid  partly met, not in force → not met, unanswered",
        "       - r2.1  draft law, tabled; 2023-11-08; supports, full",
        "         A bill that forbids deposits was tabled.",
        f"         pages 3-4; main:{RESPONSE}:{gone}",
        "     flag added: insufficient information",
        "",
        "B2  ◐ partly → ● implemented  ↑ better",
        "    Money for shelters",
        "    B2.money  partly met, pre-existing → met",
        "      + r3.3  funding; 2023; supports, full",
        "        Shelters were given money in 2023 too.",
        f"        line 40; {RESPONSE}:{came}",
    ]


def test_a_fact_redated_in_its_place_is_told_field_by_field(folder: Path) -> None:
    edit(folder, "date: 2023-11-08", "date: 2021-11-08")
    shown = diff(folder, "main")
    assert shown.startswith("1 verdict moved: 0 better, 1 worse.\n")
    assert "~ r2.1  draft law, tabled; 2021-11-08; supports, full\n" in shown
    assert "         date: 2023-11-08 → 2021-11-08\n" in shown


def test_what_moves_nothing_is_said_to_and_comes_last(folder: Path) -> None:
    edit(folder, "note: No date is given.", "note: Undated.")
    edit(folder, "review: {status: draft}", "review: {status: reviewed}")
    shown = diff(folder, "main")
    assert shown.startswith("No verdict moved.\n")
    assert "Evidence that moved nothing\n  ~ r1.3  practice; undated; supports A1.languages, partial\n" in shown
    assert "    note: No date is given. → Undated.\n" in shown
    assert "Answers\n  ~ r3  A3, B2; line 40\n    review: draft → reviewed\n" in shown


def test_comments_order_and_numbering_are_no_change_of_meaning(folder: Path) -> None:
    edit(folder, BILL, BILL.replace("r2.1", "r2.9"))
    edit(folder, "kind: response\n", "kind: response\n# a remark\n")
    assert diff(folder, "main") == "Nothing changed in meaning.\nmain → working tree\n"


def test_a_repeated_item_moves_along_and_is_not_counted(folder: Path) -> None:
    edit(folder, "date: 2021-06-01\n", "date: 2023-06-01\n")
    edit(
        folder,
        "supports: [{element: A1.languages, fit: partial, with: [r1.3]}]",
        "supports: [{element: A1.languages, fit: full}]",
    )
    edit(folder, "supports: [{element: A1.languages, fit: partial, with: [r1.2]}]", "supports: []")
    shown = diff(folder, "main")
    assert shown.startswith("1 verdict moved: 1 better, 0 worse.\n1 repeated item moved along; it is not counted.\n")
    assert "    repeats A1, and moved by the same evidence\n" in shown
    assert shown.count("~ r1.2  ") == 1


def test_a_cut_off_that_moves_is_named_as_the_cause(folder: Path) -> None:
    edit(folder, "adopted: 2022-03-15", "adopted: 2024-01-01", path="data/recommendations.yaml")
    shown = diff(folder, "main")
    assert "~ the cut-off: 2022-03-15 → 2024-01-01\n" in shown
    assert "~ moved with the cut-off: 2022-03-15 → 2024-01-01\n" in shown


def test_decisions_that_appear_or_lapse_are_told(folder: Path) -> None:
    edit(folder, "expires: 2024-12-31", "expires: 2025-12-31")
    assert "~ waiver of A3 changed: by O. Keeper on 2024-05-20, through 2025-12-31." in diff(folder, "main")
    shown = diff(folder, "main", "HEAD", "--as-of", "2026-01-01")
    assert shown.startswith("Nothing changed in meaning.")


def test_a_whole_response_that_comes_or_goes_is_told_with_its_counts(folder: Path) -> None:
    (folder / RESPONSE).unlink()
    shown = diff(folder, "main")
    assert f"- response gone: XA: EX(2024)07 on EX/Rec(2022)01 (main:{RESPONSE}): 5 items, 0 implemented, " in shown
    data = read_json(folder, "main")
    assert [(reply["state"], reply["document"]) for reply in data["removed"]] == [("XA", "EX(2024)07")]
    assert [reply["verdicts"]["partly"] for reply in data["removed"]] == [3]


# --- what the sides can be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        (["main"], "main → working tree"),
        (["main", RESPONSE], f"main → {RESPONSE}"),
        (["main", "data"], "main → data"),
        ([RESPONSE], f"HEAD → {RESPONSE}"),
        (["data"], "HEAD → data"),
        ([f"main:{RESPONSE}"], f"main:{RESPONSE} → working tree"),
        ([f"main:{RESPONSE}", RESPONSE], f"main:{RESPONSE} → {RESPONSE}"),
        (["main:data"], "main:data → working tree"),
        (["main..."], "main... → working tree"),
        (["main", "--data", RESPONSE], "main → working tree"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_side_is_a_path_a_revision_or_both(folder: Path, arguments: list[str], sides: str) -> None:
    drop_bill(folder)
    assert diff(folder, *arguments).splitlines()[:2] == ["1 verdict moved: 0 better, 1 worse.", sides]


@pytest.mark.parametrize(
    "arguments", [["main", "branch"], ["main..branch"], ["main...branch"], ["main.."]], ids=" ".join
)
def test_two_revisions_are_compared_whatever_lies_in_the_working_tree(folder: Path, arguments: list[str]) -> None:
    drop_bill(folder)
    commit(folder, "Drop the bill")
    edit(folder, "type: refusal", "type: spoilt")
    assert diff(folder, *arguments).startswith("1 verdict moved: 0 better, 1 worse.\n")


def test_two_files_need_no_git(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests/golden/data", tmp_path / "data")
    shutil.copy(tmp_path / RESPONSE, tmp_path / "data/old.yaml")
    drop_bill(tmp_path)
    shown = diff(tmp_path, "data/old.yaml", RESPONSE, env={"PATH": str(tmp_path)})
    assert shown.splitlines()[:2] == ["1 verdict moved: 0 better, 1 worse.", f"data/old.yaml → {RESPONSE}"]


def test_standard_input_can_be_a_side(folder: Path) -> None:
    drop_bill(folder)
    text = (folder / RESPONSE).read_text(encoding="utf-8")
    result = run(folder, "diff", RESPONSE, "-", "--recommendations", "data/recommendations.yaml", stdin=text)
    assert (result.returncode, result.stdout.splitlines()[0]) == (0, "Nothing changed in meaning.")


def test_a_file_wins_over_a_branch_of_the_same_name(folder: Path) -> None:
    shutil.copytree(folder / "data", folder / "main")
    assert diff(folder, "main", "data").splitlines()[1] == "main → data"
    shutil.rmtree(folder / "main" / "responses")
    assert "+ new response: XA" in diff(folder, "main", "data")


def test_other_yaml_of_the_working_folder_is_passed_over(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "repo")
    git(made, "mv", "data", "coded")
    (made / ".github").mkdir()
    (made / ".github" / "workflow.yml").write_text("on: push\n", encoding="utf-8")
    (made / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    commit(made, "Move")
    edit(made, BILL, "", path="coded/responses/xa-2024.yaml")
    assert diff(made, "HEAD").startswith("1 verdict moved: 0 better, 1 worse.\n")


@pytest.mark.parametrize("below", ["data", "data/responses"])
def test_it_works_from_a_folder_below_the_top(folder: Path, below: str) -> None:
    drop_bill(folder)
    here = os.path.relpath(folder / RESPONSE, folder / below)
    assert diff(folder / below, "main").startswith("1 verdict moved")
    assert diff(folder / below, "main", here).startswith("1 verdict moved")
    assert diff(folder / below, f"main:./{here}").startswith("1 verdict moved")


def test_it_works_in_a_linked_worktree_with_a_detached_head(folder: Path, tmp_path: Path) -> None:
    git(folder, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    drop_bill(tmp_path / "linked")
    assert diff(tmp_path / "linked", "main").startswith("1 verdict moved")


def test_it_works_inside_a_hook(folder: Path) -> None:
    drop_bill(folder)
    git(folder, "add", "--all")
    hook = folder / ".git" / "hooks" / "pre-commit"
    command = f"'{sys.executable}' -m cpcheck diff main > told.txt 2>&1"
    hook.write_text(f"#!/bin/sh\nenv | grep -q GIT_INDEX_FILE || exit 9\ncd data && {command}\n", encoding="utf-8")
    hook.chmod(0o755)
    git(folder, "commit", "--quiet", "--message", "Drop the bill", env=INHERITED)
    assert (folder / "data" / "told.txt").read_text("utf-8").startswith("1 verdict moved: 0 better, 1 worse.\n")


def test_a_shallow_clone_says_how_to_get_what_is_missing(folder: Path, tmp_path: Path) -> None:
    drop_bill(folder)
    commit(folder, "Drop the bill")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{folder}", "clone")
    result = run(tmp_path / "clone", "diff", "origin/main")
    assert result.returncode == 2
    assert "the clone is shallow, and git fetch --depth=1 origin main:refs/remotes/origin/main, " in last_line(result)
    git(tmp_path / "clone", "fetch", "--quiet", "--depth=1", "origin", "main:refs/remotes/origin/main")
    assert diff(tmp_path / "clone", "origin/main").startswith("1 verdict moved: 0 better, 1 worse.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mian"], 'did you mean "main"?'),
        (["data/responses/xa-2042.yaml"], "neither a file or folder here nor a revision"),
        (["main:data/nowhere.yaml"], "holds no such YAML file or folder"),
        ([":data"], "is no REV:PATH"),
        (["--", "-x"], "is no revision"),
        (["main", "--data", "nowhere"], "there is no such file or folder"),
        (["main", "-f", "html"], "expected one of text, md, json, github"),
        (["main", "-o", "diff.html"], "the suffix does not tell the format"),
        (["main", "--as-of", "soon"], "expected a day"),
        (["README", "."], "neither a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_2_and_says_what_was_expected(folder: Path, arguments: list[str], words: str) -> None:
    result = run(folder, "diff", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


def test_unsound_data_of_a_revision_exits_2_at_its_place_in_it(folder: Path) -> None:
    edit(folder, "type: refusal", "type: refusel")
    commit(folder, "Spoil")
    edit(folder, "type: refusel", "type: refusal")
    result = run(folder, "diff", "HEAD")
    assert result.returncode == 2
    assert result.stderr.startswith(f"HEAD:{RESPONSE}:{find_line(folder, 'type: refusal')}:15: ")
    assert "cpcheck-" not in result.stderr


# --- formats ------------------------------------------------------------------------------------------------------


def test_an_empty_comparison_is_sound_json_too(folder: Path) -> None:
    data = read_json(folder, "main")
    assert (data["cases"], data["moved"]["worsened"], data["new"]) == ([], 0, None)


def test_every_kind_of_change_follows_the_schema(folder: Path) -> None:
    drop_bill(folder)
    add_money(folder)
    edit(folder, "note: No date is given.", "note: Undated.")
    edit(folder, "expires: 2024-12-31", "expires: 2025-12-31")
    edit(folder, "where: {lines: [40, 40]}", "where: {lines: [40, 41]}")
    edit(folder, "document: {symbol: EX(2024)07", "document: {scope: section A, symbol: EX(2024)07")
    path = "data/recommendations.yaml"
    edit(folder, "title: A law against unpaid deposits", "title: A law against deposits", path=path)
    edit(folder, "train them for such visits, ask: continue", "train them for such visits, ask: ensure", path=path)
    text = (folder / path).read_text(encoding="utf-8")
    (folder / path).write_text(
        text + "  - {id: B3, title: More, asks: More., elements: [{id: more, asks: do more, ask: ensure}]}\n", "utf-8"
    )
    (case,) = read_json(folder, "main")["cases"]
    assert {item["id"] for item in case["items"]} >= {"A2a", "A2b", "A3", "B2", "B3"}
    assert [field["name"] for field in case["particulars"]] == ["scope"]
    assert case["idle"]
    assert case["answers"]


def test_files_are_written_by_suffix_and_nothing_is_printed(folder: Path) -> None:
    drop_bill(folder)
    result = run(folder, "diff", "main", "-o", "d.md", "-o", "d.json", "-o", "d.txt", "-o", "github=d.log")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.splitlines() == ["wrote d.md", "wrote d.json", "wrote d.txt", "wrote d.log"]
    assert (folder / "d.txt").read_text("utf-8") == diff(folder, "main")
    assert json.loads((folder / "d.json").read_text("utf-8"))["kind"] == "diff"
    assert diff(folder, "main", "-q") == ""


def test_annotations_stand_at_the_line_of_what_moved_the_verdict(folder: Path) -> None:
    drop_bill(folder)
    add_money(folder)
    warning, notice = diff(folder, "main", "-f", "github").splitlines()
    answer, fact = find_line(folder, "- id: r2"), find_line(folder, "id: r3.3")
    assert warning.startswith(f"::warning file={RESPONSE},line={answer},")
    assert "title=cpcheck CP203 A2a::A2a is ○ not addressed, was ◐ partly.%0A" in warning
    assert "  - r2.1 A bill that forbids deposits was tabled." in warning
    assert notice.startswith(f"::notice file={RESPONSE},line={fact},endLine={fact},col=9,")


def test_an_item_without_evidence_left_is_annotated_at_its_demand(folder: Path) -> None:
    text = (folder / RESPONSE).read_text(encoding="utf-8")
    start, end = text.index("  - id: r2\n"), text.index("  - id: r3\n")
    (folder / RESPONSE).write_text(text[:start] + text[end:], encoding="utf-8")
    warning = next(row for row in diff(folder, "main", "-f", "github").splitlines() if "A2a" in row)
    line = find_line(folder, "id: A2a", path="data/recommendations.yaml")
    assert warning.startswith(f"::warning file=data/recommendations.yaml,line={line},")


def test_annotations_name_files_from_the_top_for_revisions_and_from_below(folder: Path) -> None:
    add_money(folder)
    commit(folder, "Add money")
    for place, arguments in (
        (folder, ["main", "branch"]),
        (folder / "data", ["main", "branch"]),
        (folder / "data", ["main"]),
    ):
        assert diff(place, *arguments, "-f", "github").startswith(f"::notice file={RESPONSE},line=")


def test_in_github_actions_the_text_is_followed_by_annotations_and_the_summary_is_appended(folder: Path) -> None:
    drop_bill(folder)
    summary = folder / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    shown = diff(folder, "main", env=env)
    assert shown.startswith("::stop-commands::")
    assert shown.splitlines()[-1].startswith("::warning file=")
    appended = summary.read_text("utf-8")
    assert appended.startswith("before\n### What changed in the verdicts\n\n**1 verdict moved: 0 better, 1 worse.**")
    assert "::" not in diff(folder, "main", "--no-annotations", env=env)
    assert summary.read_text("utf-8") == appended


def test_a_full_step_summary_is_not_made_fuller(folder: Path) -> None:
    drop_bill(folder)
    summary = folder / "summary.md"
    summary.write_text("x" * 899_999, encoding="utf-8")
    diff(folder, "main", "-f", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert len(summary.read_bytes()) == 899_999


def test_markdown_stays_short_enough_for_a_comment(folder: Path) -> None:
    facts = "".join(
        f"      - {{id: r3.{n}, type: training, fact: {'long ' * 60}{n}, date: 2024, supports: []}}\n"
        for n in range(10, 500)
    )
    edit(folder, MONEY, MONEY + NEW_MONEY + facts)
    shown = diff(folder, "main", "-f", "md")
    assert 5_000 < len(shown) < 60_000
    assert "- **B2** ◐ partly → ● implemented **↑ better**: Money for shelters\n" in shown
    assert re.search(r"^- … \d+ more; `cpcheck diff` shows all\.$", shown, re.MULTILINE)
    assert len(diff(folder, "main")) > 100_000


HOSTILE = (
    "\\u001b[31mred\\u001b[0m ::error::x <script>alert(1)</script> [l](javascript:x) | `c` **b** \\u202egnirts @a %0A"
)


def test_values_of_a_file_steer_neither_terminal_nor_runner_nor_page(folder: Path) -> None:
    edit(folder, "fact: A bill that forbids deposits was tabled.", f'fact: "{HOSTILE}"')
    edit(folder, "date: 2023-11-08", "date: 2021-11-08")
    text = diff(folder, "main", env={"FORCE_COLOR": "1"})
    assert "[l](javascript:x)" in strip_colour(text)
    assert "\u202e" not in text
    assert "\x1b[31mred" not in text
    markdown = diff(folder, "main", "-f", "md")
    assert "<script>" not in markdown
    assert "&lt;script&gt;" in markdown
    assert r"\[l\](javascript:x)" in markdown
    commands = diff(folder, "main", "-f", "github").splitlines()
    assert [row.split(" ")[0] for row in commands] == ["::warning"]
    fields = read_json(folder, "main")["cases"][0]["items"][0]["elements"][0]["evidence"][0]["fields"]
    new = next(field["new"] for field in fields if field["name"] == "fact")
    assert new == json.loads(f'"{HOSTILE}"')


# --- terminals ----------------------------------------------------------------------------------------------------


@pytest.fixture
def files(folder: Path) -> tuple[str, str]:
    """Return an older and a newer file, by their full names."""
    shutil.copy(folder / RESPONSE, folder / "data" / "old.yaml")
    drop_bill(folder)
    add_money(folder)
    return str(folder / "data" / "old.yaml"), str(folder / RESPONSE)


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_on_a_terminal_text_is_wrapped_and_loses_nothing(files: tuple[str, str], columns: int) -> None:
    shown = strip_colour(run_on_terminal("diff", *files, columns=columns))
    assert max(len(row) for row in shown.splitlines()) <= columns
    assert "".join(shown.split()) == "".join(diff(ROOT, *files).split())


def test_a_terminal_gets_colour_and_can_refuse_it(files: tuple[str, str]) -> None:
    assert "\x1b[1;31m  ↓ worse" in run_on_terminal("diff", *files, columns=80)
    assert "\x1b[" not in run_on_terminal("diff", *files, "--no-color", columns=80)


def test_colour_in_a_pipe_cuts_nothing(files: tuple[str, str]) -> None:
    assert strip_colour(diff(ROOT, *files, env={"FORCE_COLOR": "1"})) == diff(ROOT, *files)


def test_a_locale_without_the_marks_reads_the_words(folder: Path) -> None:
    drop_bill(folder)
    shown = diff(folder, "main", env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert "\nA2a  partly -> not addressed  worse\n" in shown
    assert "?" not in shown


# --- the house ----------------------------------------------------------------------------------------------------


def test_every_field_that_can_change_has_a_name() -> None:
    source = (ROOT / "cpcheck" / "comparison.py").read_text(encoding="utf-8")
    spelled = [*re.findall(r'^        "(\w+)": ', source, re.MULTILINE), "verdict"]
    assert {"date", "supports", "review", "adopted", "scope", "asks", "expires"} <= set(spelled)
    labels = load_labels()
    assert [name for name in spelled if f"diff.field.{name}" not in labels] == []
