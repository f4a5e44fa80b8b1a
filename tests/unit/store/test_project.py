"""The settings of a project: which file counts, what it may say, and where it is wrong."""

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

import pytest

from cpcheck.errors import DataError, Location, Problem
from cpcheck.gate import GateSettings
from cpcheck.model import Verdict
from cpcheck.store.project import Project, load_project


@pytest.fixture(autouse=True)
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the top of a repository, which is the working folder too."""
    folder = tmp_path / "top"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def put(path: str, text: str | bytes) -> None:
    """Write a file, with its folders, as seen from the working folder."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def find_problems(text: str | bytes, name: str = "cpcheck.toml") -> list[Problem]:
    """Return what is wrong in a settings file."""
    put(name, text)
    with pytest.raises(DataError) as refused:
        load_project()
    return list(refused.value.problems)


def find_problem(text: str | bytes, name: str = "cpcheck.toml") -> Problem:
    """Return the one thing that is wrong in a settings file."""
    (problem,) = find_problems(text, name)
    return problem


# --- which file counts --------------------------------------------------------------------------------------------


def test_without_a_file_nothing_is_set() -> None:
    assert load_project() == Project()
    assert not load_project().gate.holds_something


@pytest.mark.parametrize(
    ("name", "table"), [("cpcheck.toml", "[gate]"), ("pyproject.toml", "[tool.cpcheck.gate]")], ids=["own", "shared"]
)
def test_either_file_sets_the_gate(name: str, table: str) -> None:
    put(name, f"{table}\nmax-not-addressed = 3\n")
    project = load_project()
    assert (project.path, project.gate.max_not_addressed) == (name, 3)


def test_in_one_folder_the_own_file_comes_first() -> None:
    put("cpcheck.toml", "gate = {max-not-addressed = 1}\n")
    put("pyproject.toml", "[tool.cpcheck.gate]\nmax-not-addressed = 2\n")
    assert load_project().gate.max_not_addressed == 1


def test_the_nearest_file_counts_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    put("cpcheck.toml", "[gate]\nstrict = true\n")
    put("sub/pyproject.toml", "[tool.cpcheck.gate]\nmax-not-addressed = 2\n")
    put("sub/deep/x", "")
    monkeypatch.chdir("sub/deep")
    assert load_project().gate == GateSettings(max_not_addressed=2)


@pytest.mark.parametrize(
    "text",
    ['[project]\nname = "cpcheck-data"\n', "[tool.other]\nx = 1\n", "# cpcheck\n", '[project]\nname = "x"\n', ""],
)
def test_a_pyproject_without_our_table_is_passed_over(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put("cpcheck.toml", "[gate]\nstrict = true\n")
    put("sub/pyproject.toml", text)
    monkeypatch.chdir("sub")
    assert load_project().gate == GateSettings(strict=True)


def test_an_own_file_without_settings_counts_and_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    put("cpcheck.toml", "[gate]\nstrict = true\n")
    put("sub/cpcheck.toml", "")
    monkeypatch.chdir("sub")
    assert load_project() == Project(path="cpcheck.toml")


def test_the_search_ends_at_the_root_of_the_repository(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("../cpcheck.toml", "[gate]\nstrict = true\n")
    assert load_project() == Project()
    (top / "sub").mkdir()
    monkeypatch.chdir("sub")
    assert load_project() == Project()
    (top / ".git").rmdir()
    assert load_project().gate.strict


def test_a_worktree_has_a_file_for_its_root(top: Path) -> None:
    put("../cpcheck.toml", "[gate]\nstrict = true\n")
    (top / ".git").rmdir()
    put(".git", "gitdir: elsewhere\n")
    assert load_project() == Project()


@pytest.mark.parametrize("name", ["other.toml", "sub/cpcheck.toml", "sub/pyproject.toml"])
def test_a_file_that_is_named_counts_alone(name: str) -> None:
    put("cpcheck.toml", "[gate]\nstrict = true\n")
    put(name, "[tool.cpcheck.gate]\nmax-not-addressed = 2\n")
    project = load_project(name)
    assert (project.path, project.gate) == (name, GateSettings(max_not_addressed=2))


@pytest.mark.parametrize(("name", "words"), [("no.toml", "No such file"), ("folder", "directory")])
def test_a_file_that_is_named_and_cannot_be_read_is_refused(name: str, words: str, top: Path) -> None:
    (top / "folder").mkdir()
    with pytest.raises(DataError, match=f"{name}: it cannot be read: .*{words}"):
        load_project(name)


# --- what it says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["-", "_"])
def test_every_key_is_read_with_hyphens_or_underscores(sign: str) -> None:
    keys = """\
data = ["a.yaml", "b"]
templates = "own"
[gate]
fail-on = "partly"
max-not-addressed = 3
no-regression = true
base = "origin/main"
strict = true
no-waivers = true
no-drafts = true
baseline = "known.json"
"""
    words = ("fail-on", "max-not-addressed", "no-regression", "no-waivers", "no-drafts")
    for word in words:
        keys = keys.replace(word, word.replace("-", sign))
    put("cpcheck.toml", keys)
    assert load_project() == Project(
        path="cpcheck.toml",
        data=("a.yaml", "b"),
        templates="own",
        gate=GateSettings(
            fail_on=Verdict.PARTLY,
            max_not_addressed=3,
            no_regression=True,
            strict=True,
            no_waivers=True,
            no_drafts=True,
        ),
        base="origin/main",
        baseline="known.json",
    )


@pytest.mark.parametrize(
    "text",
    [
        "[gate]\nmax-not-addressed = 0\nfail-on = 'not_addressed'",
        "gate = {max-not-addressed = 0, fail-on = 'not_addressed'}",
        "gate.max-not-addressed = 0\ngate.fail-on = 'not_addressed'",
        "[tool.cpcheck.gate]\nmax-not-addressed = 0\nfail-on = 'not_addressed'",
        "[tool]\ncpcheck.gate.max_not_addressed = 0\ncpcheck.gate.fail_on = 'not_addressed'",
    ],
)
def test_toml_may_be_laid_out_in_any_way(text: str) -> None:
    put("cpcheck.toml", text)
    assert load_project().gate == GateSettings(fail_on=Verdict.NOT_ADDRESSED, max_not_addressed=0)


def test_paths_count_from_the_folder_of_the_file(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = 'data = ["data"]\ntemplates = "own"\n[gate]\nbase = "old"\nbaseline = "known.json"\n'
    put("cpcheck.toml", keys)
    put("other/deep/x", "")
    put("old/x", "")
    monkeypatch.chdir("other/deep")
    project = load_project()
    assert project.path is not None
    assert Path(project.path).resolve() == top / "cpcheck.toml"
    named = (*project.data, project.templates, project.base, project.baseline)
    assert [Path(str(path)).resolve() for path in named] == [
        top / name for name in ("data", "own", "old", "known.json")
    ]
    assert project.data == (os.path.join("..", "..", "data"),)  # noqa: PTH118 - as it is printed


def test_a_file_elsewhere_says_where_its_paths_are(top: Path) -> None:
    put("sub/other.toml", 'data = ["data"]\n[gate]\nbaseline = "known.json"\n')
    project = load_project("sub/other.toml")
    assert (project.data, project.baseline) == (("sub/data",), "sub/known.json")
    assert load_project(str(top / "sub/other.toml")).baseline == "sub/known.json"


def test_a_base_that_is_no_path_is_a_revision_and_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    put("cpcheck.toml", '[gate]\nbase = "HEAD~1"\n')
    put("sub/x", "")
    monkeypatch.chdir("sub")
    assert load_project().base == "HEAD~1"


# --- what is wrong in it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("dataa = ['data']\n", (1, 1), 'unknown key "dataa" in the file; did you mean "data"?'),
        ("\n[gates]\nstrict = true\n", (2, 1), 'unknown key "gates" in the file; did you mean "gate"?'),
        ("[gate]\n\nfail-onn = 'partly'\n", (3, 1), 'unknown key "fail-onn" in gate; did you mean "fail-on"?'),
        ("[gate]\n  failon = 'partly'\n", (2, 3), 'did you mean "fail-on"?'),
        ("[gate]\nmax_not_adressed = 1\n", (2, 1), 'did you mean "max-not-addressed"?'),
        ("[gate]\nfail-on = 'implemented'\n", (2, 1), "expected one of not_addressed, partly"),
        ("[gate]\nfail-on = 'Partly'\n", (2, 1), 'did you mean "partly"?'),
        ("gate.fail-on = 1\n", (1, 1), "gate.fail-on is the number 1"),
        ("gate = {fail-on = 'no'}\n", (1, 1), 'gate.fail-on is "no"'),
        ("[gate]\nmax-not-addressed = -1\n", (2, 1), "expected at least 0"),
        ("[gate]\nmax-not-addressed = 1.0\n", (2, 1), "expected a whole number"),
        ("[gate]\nmax-not-addressed = inf\n", (2, 1), "expected a whole number"),
        ("[gate]\nmax-not-addressed = true\n", (2, 1), "expected a whole number"),
        ("[gate]\nmax-not-addressed = '3'\n", (2, 1), "expected a whole number"),
        ("[gate]\nstrict = 'yes'\n", (2, 1), "expected true or false"),
        ("[gate]\nstrict = 1\n", (2, 1), "expected true or false"),
        ("[gate]\nbase = ''\n", (2, 1), "expected text that is not empty"),
        ("data = 'data'\n", (1, 1), "expected a list"),
        ("data = []\n", (1, 1), "expected at least 1 entry"),
        ("data = ['a', 'a']\n", (1, 1), "stands twice"),
        ("data = [1]\n", (1, 1), "expected text"),
        ("# first\ngate = 3\n", (2, 1), "expected a mapping"),
        ("[[gate]]\nstrict = true\n", (1, 1), "expected a mapping"),
    ],
)
def test_what_is_wrong_is_told_at_its_key(text: str, place: tuple[int, int], words: str) -> None:
    found = find_problems(text)
    assert any(words in problem.message for problem in found)
    assert {problem.location for problem in found} == {Location(path="cpcheck.toml", line=place[0], column=place[1])}


def test_in_a_shared_file_only_our_table_is_looked_at() -> None:
    text = '[project]\nname = "x"\nstrict = 1\n\n[tool.cpcheck]\ntemplate = "x"\n\n[tool.cpcheck.gate]\nfail-on = "x"\n'
    found = find_problems(text, "pyproject.toml")
    assert [(problem.location.line, problem.location.column) for problem in found] == [(6, 1), (9, 1)]


def test_all_problems_come_in_one_run_in_the_order_of_the_file() -> None:
    found = find_problems("date = 1\n[gate]\nfail-on = 'x'\nstrict = 2\nbass = 'x'\n")
    assert [problem.location.line for problem in found] == [1, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "line"), [("[gate\n", 1), ("a = 1\na = 2\n", 2), ("fail-on = partly\n", 1), ("x = 1\n\n= 3\n", 3)]
)
def test_what_is_no_toml_is_told_where_it_ends_to_be_some(text: str, line: int) -> None:
    problem = find_problem(text)
    assert problem.location.line in {line, line + 1}
    assert problem.message.startswith("this is not TOML: ")
    assert "expected key = value, text in quotes" in problem.message


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    assert "not UTF-8" in find_problem('templates = "caf\xe9"\n'.encode("latin-1")).message


def test_a_shared_file_that_is_not_utf_8_does_not_switch_the_gate_off_in_silence() -> None:
    text = '[project]\nauthors = ["Jos\xe9"]\n[tool.cpcheck.gate]\nfail-on = "partly"\n'
    assert "not UTF-8" in find_problem(text.encode("latin-1"), "pyproject.toml").message


def test_a_shared_file_that_is_no_toml_does_not_switch_the_gate_off_in_silence() -> None:
    assert "not TOML" in find_problem('[tool.cpcheck.gate]\nfail-on = "partly\n', "pyproject.toml").message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cpcheck.toml", "tool = 1\n"),
        ("cpcheck.toml", "tool = ['cpcheck']\n"),
        ("cpcheck.toml", "[tool]\ncpcheck = 1\n"),
        ("pyproject.toml", "tool = 'cpcheck'\n"),
        ("pyproject.toml", "tool = ['cpcheck']\n"),
        ("pyproject.toml", "[tool]\ncpcheck = 'x'\n"),
        ("cpcheck.toml", "data = [2024-01-01, 2024-01-02]\n"),
        ("cpcheck.toml", "data = [07:32:00]\n"),
        ("cpcheck.toml", "[gate]\nbaseline = 2024-01-01T10:00:00Z\n"),
        ("cpcheck.toml", "[gate]\nfail-on = {}\n"),
        ("cpcheck.toml", "data = [nan, nan]\n"),
    ],
)
def test_a_value_of_any_sort_in_any_place_is_refused_and_never_a_bug(name: str, text: str) -> None:
    assert all("expected" in problem.message for problem in find_problems(text, name))


def test_a_shared_file_whose_tools_are_no_table_is_no_bug() -> None:
    put("pyproject.toml", "tool = 1  # cpcheck\n")
    with suppress(DataError):  # to refuse it is as good as to pass it over
        assert load_project() == Project()


def test_a_date_is_called_a_date_where_text_is_expected() -> None:
    message = find_problem(f"[gate]\nbase = {dt.date(2024, 1, 1)}\n").message
    assert "2024-01-01" in message
    assert "mapping" not in message


def test_one_setting_under_both_spellings_is_refused() -> None:
    message = find_problem("[gate]\nfail-on = 'partly'\nfail_on = 'not_addressed'\n").message
    assert "fail-on" in message.replace("_", "-")


def test_text_of_several_lines_moves_no_place() -> None:
    text = 'templates = """\n[gate]\nstrict = 1\n"""\n\n[gate]\nfail-on = "partly"\nstrict = 2\n'
    problem = find_problem(text)
    assert (problem.location.line, problem.location.column) == (8, 1)


def test_a_hostile_name_of_a_key_is_shown_and_does_nothing() -> None:
    problem = find_problem('"\\u001b[31m\\n::error::x" = 1\n')
    assert str(problem).isprintable()
