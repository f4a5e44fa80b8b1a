"""What git is asked, what it must not run, and how responses are read from a revision."""

import os
import shutil
from pathlib import Path

import pytest

from cpcheck.errors import DataError, UsageError
from cpcheck.store.git import Repository, find_repository
from cpcheck.store.revisions import CaseFinding, load_base, load_revision, load_tree, require_path
from tests.repositories import RESPONSE, add_money, commit, edit, find_line, git, make_repository

RESPONSES = ["data/responses"]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return find_repository(make_repository(tmp_path / "repo"))


def load(repository: Repository, revision: str, paths: list[str] = RESPONSES) -> list[str]:
    return [filed.response.name for filed in load_revision(repository, revision, paths, CaseFinding())]


# --- revisions ----------------------------------------------------------------------------------------------------


def test_branches_tags_ids_and_ancestors_are_revisions(repository: Repository) -> None:
    first = git(repository.folder, "rev-parse", "HEAD").strip()
    git(repository.folder, "tag", "-a", "v1", "-m", "one")
    add_money(repository.folder)
    second = commit(repository.folder, "Add money")
    assert [repository.resolve(name) for name in ("main", "HEAD", second[:7], "v1", "HEAD~1")] == [
        second,
        second,
        second,
        first,
        first,
    ]


def test_three_dots_are_the_newest_common_commit(repository: Repository) -> None:
    first = repository.resolve("main")
    git(repository.folder, "checkout", "--quiet", "-b", "branch")
    add_money(repository.folder)
    commit(repository.folder, "Add money")
    git(repository.folder, "checkout", "--quiet", "main")
    edit(repository.folder, "No date is given.", "Undated.")
    commit(repository.folder, "Reword")
    assert repository.resolve("main...branch") == first
    git(repository.folder, "checkout", "--quiet", "--orphan", "alone")
    commit(repository.folder, "Begin anew")
    with pytest.raises(UsageError, match="no commit in common"):
        repository.resolve("main...")


@pytest.mark.parametrize("name", ["-x", "--output=spoilt", "", "a\nb", "\x1b[31m"])
def test_what_git_could_take_for_an_option_is_never_given_to_it(repository: Repository, name: str) -> None:
    with pytest.raises(UsageError, match="is no revision") as raised:
        repository.resolve(name)
    assert str(raised.value).isprintable()
    assert not (repository.folder / "spoilt").exists()


def test_an_unknown_revision_is_told_with_the_nearest_branch_or_tag(repository: Repository) -> None:
    git(repository.folder, "tag", "v1.0-coded")
    with pytest.raises(UsageError, match=r'did you mean "v1\.0-coded"'):
        repository.resolve("v1.0-code")
    with pytest.raises(UsageError, match=r'"mian" is neither .* did you mean "main"'):
        repository.resolve("mian")


def test_a_folder_in_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "plain").mkdir()
    with pytest.raises(UsageError, match="in no git repository; expected"):
        find_repository(tmp_path / "plain")


def test_a_repository_without_a_working_tree_is_told(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "bare")
    with pytest.raises(UsageError, match="no working tree"):
        find_repository(tmp_path / "bare")


def test_a_machine_without_git_is_told(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    with pytest.raises(UsageError, match="no program git on the PATH; expected it to be installed"):
        repository.resolve("main")


def test_a_repository_of_another_user_is_told_with_the_way_to_trust_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(UsageError, match=r"git config --global --add safe\.directory"):
        find_repository(repository.folder)


# --- what is never run --------------------------------------------------------------------------------------------


def test_neither_hook_nor_monitor_nor_pager_is_run(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = repository.folder / "spoilt"
    script = repository.folder / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch '{spoilt}'\n", encoding="utf-8")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "core.sshCommand"):
        git(repository.folder, "config", key, str(script))
    git(repository.folder, "config", "log.showSignature", "true")
    monkeypatch.setenv("GIT_PAGER", str(script))
    assert load(repository, "main") == [f"main:{RESPONSE}"]
    assert len(repository.list_commits([RESPONSE], "main", limit=5)) == 1
    assert repository.follow(RESPONSE, "main") == {}
    assert not spoilt.exists()


def test_reading_changes_nothing_in_the_repository(repository: Repository) -> None:
    def list_all() -> dict[str, int]:
        files = (path for path in repository.folder.rglob("*") if path.is_file())
        return {str(path): path.stat().st_mtime_ns for path in files}

    before = list_all()
    load(repository, "main")
    assert list_all() == before


# --- where it works -----------------------------------------------------------------------------------------------


def test_the_environment_of_a_hook_does_not_mislead(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_PREFIX", "data/")
    assert find_repository(repository.folder / "data").folder == repository.folder


def test_a_linked_worktree_and_a_detached_head_are_read(repository: Repository, tmp_path: Path) -> None:
    git(repository.folder, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    linked = find_repository(tmp_path / "linked" / "data" / "responses")
    assert linked.folder == tmp_path / "linked"
    assert load(linked, "HEAD") == [f"HEAD:{RESPONSE}"]


@pytest.mark.parametrize("name", ["xä 2024.yaml", 'x"2024.yaml', "x*.yaml", ":(top)x.yaml", "x\t.yaml"])
def test_any_file_name_is_read(repository: Repository, name: str) -> None:
    git(repository.folder, "config", "core.quotePath", "true")
    (repository.folder / RESPONSE).rename(repository.folder / "data" / "responses" / name)
    commit(repository.folder, "Rename")
    assert load(repository, "HEAD") == [f"HEAD:data/responses/{name}"]
    assert load(repository, "HEAD", [f"data/responses/{name}"]) == [f"HEAD:data/responses/{name}"]
    assert [one.subject for one in repository.list_commits([f"data/responses/{name}"], "HEAD", limit=9)] == ["Rename"]
    assert repository.follow(f"data/responses/{name}", "HEAD") == {repository.resolve("HEAD"): RESPONSE}


def test_a_name_that_is_not_utf_8_is_read_and_shown(repository: Repository) -> None:
    name = os.fsencode(repository.folder / "data" / "responses") + b"/x\xff.yaml"
    shutil.copy(os.fsencode(repository.folder / RESPONSE), name)
    commit(repository.folder, "Add")
    (shown,) = [one for one in load(repository, "HEAD") if one != f"HEAD:{RESPONSE}"]
    assert os.fsencode(shown) == b"HEAD:data/responses/x\xff.yaml"


def test_a_shallow_clone_names_the_way_to_fetch_what_is_missing(repository: Repository, tmp_path: Path) -> None:
    git(repository.folder, "checkout", "--quiet", "-b", "feature/money")
    add_money(repository.folder)
    commit(repository.folder, "Add money")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository.folder}", "clone")
    clone = find_repository(tmp_path / "clone")
    assert clone.is_shallow
    with pytest.raises(UsageError, match="the clone is shallow, and git fetch --unshallow"):
        clone.resolve("HEAD~1")
    with pytest.raises(UsageError, match=r"fetch-depth: 0 in CI") as raised:
        clone.resolve("origin/main")
    (command,) = (words for words in str(raised.value).split(", ") if "git fetch" in words)
    git(clone.folder, *command.removeprefix("and ").split()[1:])
    assert load(clone, "origin/main") == [f"origin/main:{RESPONSE}"]


def test_no_common_commit_in_a_shallow_clone_is_told_as_such(repository: Repository, tmp_path: Path) -> None:
    git(repository.folder, "checkout", "--quiet", "-b", "branch")
    add_money(repository.folder)
    commit(repository.folder, "Add money")
    git(repository.folder, "checkout", "--quiet", "main")
    edit(repository.folder, "No date is given.", "Undated.")
    commit(repository.folder, "Reword")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repository.folder}", "clone")
    with pytest.raises(UsageError, match=r"no commit in common here; .* shallow: git fetch --unshallow"):
        find_repository(tmp_path / "clone").resolve("origin/main...origin/branch")


# --- files of a revision ------------------------------------------------------------------------------------------


def test_problems_are_told_at_revision_path_line_and_column(repository: Repository) -> None:
    edit(repository.folder, "type: refusal", "type: refusel")
    line = find_line(repository.folder, "refusel")
    commit(repository.folder, "Spoil")
    edit(repository.folder, "type: refusel", "type: refusal")
    with pytest.raises(DataError) as raised:
        load(repository, "HEAD")
    (problem,) = raised.value.problems
    assert str(problem).startswith(f"HEAD:{RESPONSE}:{line}:15: ")


def test_a_problem_of_the_set_is_told_at_the_revision_too(repository: Repository) -> None:
    edit(repository.folder, "round: 2", "round: two", path="data/recommendations.yaml")
    commit(repository.folder, "Spoil")
    with pytest.raises(DataError, match=r"HEAD:data/recommendations\.yaml:7:8: "):
        load(repository, "HEAD")


def test_the_set_is_that_of_the_revision_and_not_that_of_the_working_tree(repository: Repository) -> None:
    edit(repository.folder, "adopted: 2022-03-15", "adopted: 2024-01-01", path="data/recommendations.yaml")
    (filed,) = load_revision(repository, "HEAD", RESPONSES, CaseFinding())
    assert filed.case.recommendations.adopted.isoformat() == "2022-03-15"
    assert filed.recommendations.name == "HEAD:data/recommendations.yaml"
    assert filed.recommendations.text.locate(("adopted",)).path == "HEAD:data/recommendations.yaml"


def test_links_and_submodules_are_passed_over(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("kind: response\n", encoding="utf-8")
    (repository.folder / "data/responses/link.yaml").symlink_to(tmp_path / "secret.yaml")
    other = make_repository(tmp_path / "other")
    git(
        repository.folder,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(other),
        "data/sub.yaml",
    )
    commit(repository.folder, "Add what is no file")
    assert load(repository, "HEAD", ["data"]) == [f"HEAD:{RESPONSE}"]


def test_a_tree_that_points_out_of_its_folder_writes_nothing_there(repository: Repository) -> None:
    blob = git(repository.folder, "rev-parse", f"HEAD:{RESPONSE}").strip()
    entries = bytes.fromhex(blob)
    inner = _make_tree(repository, b"100644 evil.yaml\0" + entries)
    outer = _make_tree(repository, b"40000 ..\0" + bytes.fromhex(inner) + b"100644 fine.yaml\0" + entries)
    made = git(repository.folder, "commit-tree", "-m", "Point out", outer).strip()
    assert [file.path for file in repository.list_files(made)] == ["fine.yaml"]


def _make_tree(repository: Repository, raw: bytes) -> str:
    path = repository.folder / "tree.bin"
    path.write_bytes(raw)
    return git(repository.folder, "hash-object", "-t", "tree", "-w", "--literally", "tree.bin").strip()


def test_a_file_too_large_is_refused_by_name(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cpcheck.store.git.MAX_BYTES", 100)
    with pytest.raises(DataError, match=r"HEAD:data/recommendations\.yaml: the file is larger than"):
        load(repository, "HEAD")


def test_what_a_revision_does_not_hold_is_passed_over_unless_it_is_named(repository: Repository) -> None:
    assert load(repository, "HEAD", ["data/nowhere.yaml"]) == []
    with pytest.raises(UsageError, match=r'holds no such YAML file or folder; .* did you mean "data/responses"'):
        require_path(repository, "HEAD", "data/response")


def test_files_can_be_read_under_another_name(repository: Repository) -> None:
    files = repository.list_files("HEAD")
    (filed,) = load_tree(repository, files, [RESPONSE], CaseFinding(), name="before")
    assert filed.response.name == f"before:{RESPONSE}"


# --- the base of the gate -----------------------------------------------------------------------------------------


def test_a_base_is_a_path_where_it_exists_and_else_a_revision(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.folder / "data")
    paths = ["responses/xa-2024.yaml"]
    assert [filed.response.name for filed in load_base("main", paths)] == [f"main:{RESPONSE}"]
    assert [filed.response.name for filed in load_base(f"main:{RESPONSE}", paths)] == [f"main:{RESPONSE}"]
    (repository.folder / "data" / "main").mkdir()
    shutil.copy(repository.folder / RESPONSE, repository.folder / "data" / "main")
    assert [filed.response.name for filed in load_base("main", paths)] == ["main/xa-2024.yaml"]


def test_a_path_outside_the_repository_has_no_base_in_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(repository.folder)
    with pytest.raises(UsageError, match="lies outside the repository"):
        load_base("main", [RESPONSE, str(tmp_path / "other.yaml")])
