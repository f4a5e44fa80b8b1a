"""What a run in CI tells its surroundings: annotations, a summary, outputs, and reports for other tools."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from cpcheck.store.schemas import read_schema_text
from tests.in_process import Ended, call
from tests.shared import ROOT, SHARED
from tests.test_command_line import run
from tests.test_gate import git
from tests.unit.reports.runner import Command
from tests.unit.reports.test_github import read

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
SARIF = SHARED / "schemas" / "sarif-2.1.0.json"
needs_sarif = pytest.mark.skipif(
    not SARIF.is_file(), reason="the SARIF schema is not beside this checkout (../shared/schemas)"
)
HOSTILE = [
    "::error file=x::pwned",
    "##[error]pwned",
    "a | b `c` <script>alert(1)</script> & <!-- ]]>",
    "\u202eturned\u2067 round\u200f",
    "\x1b[31mred\x1b]8;;http://e.example\x07\x9b2J",
    "one\n::warning::two\r\n##[add-mask]three\n# four",
    "%0A::notice::five %25",
    "{{ 7*7 }} {% x %} ${{ github.token }} [x](javascript:y)",
]
"""Values that mean something to a runner, a terminal, Markdown, XML or Jinja."""
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
UNITS = {"assess": 5, "validate": 1}
"""Things that each command looks at in the golden response: items, files."""


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with the golden data, at the top of what looks like a repository."""
    shutil.copytree(GOLDEN, tmp_path / "data")
    (tmp_path / ".git").mkdir()
    return tmp_path


def act(top: Path, *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ended:
    """Run in what looks like a step of GitHub Actions."""
    files = {"GITHUB_STEP_SUMMARY": str(top / "summary"), "GITHUB_OUTPUT": str(top / "outputs")}
    return call(*arguments, cwd=cwd or top, env={"GITHUB_ACTIONS": "true", **files, **(env or {})})


def read_summary(top: Path) -> str:
    """Return the step summary."""
    return (top / "summary").read_bytes().decode("utf-8")


def read_outputs(top: Path) -> list[str]:
    """Return the outputs of the step."""
    return (top / "outputs").read_bytes().decode("utf-8").split("\n")


def change(top: Path, old: str, new: str, file: str = RESPONSE) -> None:
    """Replace a part of a file, which must be there."""
    text = (top / file).read_text(encoding="utf-8")
    assert old in text
    (top / file).write_text(text.replace(old, new), encoding="utf-8")


# --- annotations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_text_is_wrapped_and_annotations_follow_it(command: str, top: Path) -> None:
    plain = call(command, RESPONSE, cwd=top)
    done = act(top, command, RESPONSE)
    first, *rest = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert re.fullmatch("[0-9a-f]{64}", token)
    end = rest.index(f"::{token}::")
    assert "\n".join(rest[:end]) + "\n" == plain.stdout
    after = rest[end + 1 :]
    assert after
    assert all(re.match(r"::(error|warning|notice) file=data/responses/", line) for line in after)
    assert (done.code, done.stderr) == (plain.code, plain.stderr)
    assert [command.name for command in read(done.stdout)] == [line[2:].partition(" ")[0] for line in after]


@pytest.mark.parametrize("value", ["", "false", "1", "True", "TRUE"])
def test_only_the_word_true_makes_it_a_step(value: str, top: Path) -> None:
    done = act(top, "assess", RESPONSE, env={"GITHUB_ACTIONS": value})
    assert done.stdout == call("assess", RESPONSE, cwd=top).stdout
    assert not (top / "summary").exists()


@pytest.mark.parametrize("command", ["assess", "validate"])
@pytest.mark.parametrize("format_", ["json", "sarif", "junit", "gitlab"])
def test_another_format_has_standard_output_to_itself(command: str, format_: str, top: Path) -> None:
    plain = call(command, RESPONSE, "-f", format_, cwd=top)
    done = act(top, command, RESPONSE, "-f", format_)
    assert done.stdout == plain.stdout
    commands = read(done.stderr)
    assert commands
    assert {command.name for command in commands} <= {"error", "warning", "notice"}
    assert done.stdout.startswith("<?xml") if format_ == "junit" else json.loads(done.stdout) is not None


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_asked_for_by_name_they_come_once_and_in_any_place(command: str, top: Path) -> None:
    plain, done = call(command, RESPONSE, "-f", "github", cwd=top), act(top, command, RESPONSE, "-f", "github")
    assert plain.stdout == done.stdout
    assert len(read(done.stdout)) == len(done.stdout.splitlines()) > 1
    assert read(done.stderr) == []


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_they_can_be_refused_with_all_that_goes_with_them(command: str, top: Path) -> None:
    done = act(top, command, RESPONSE, "--no-annotations")
    assert done.stdout == call(command, RESPONSE, cwd=top).stdout
    assert "::" not in done.stdout + done.stderr
    assert not (top / "summary").exists()
    assert not (top / "outputs").exists()


def test_the_environment_moves_no_exit_code(top: Path) -> None:
    for arguments in (["assess", RESPONSE], ["assess", RESPONSE, "--fail-on", "partly"], ["validate", "none.yaml"]):
        assert act(top, *arguments).code == call(*arguments, cwd=top).code


def test_with_files_to_write_annotations_are_all_that_is_printed(top: Path) -> None:
    done = act(top, "assess", RESPONSE, "-o", "gap.md")
    assert len(read(done.stdout)) == len(done.stdout.splitlines()) > 1


def test_unsound_files_are_annotated_at_their_place(top: Path) -> None:
    change(top, "state: XA", "state: xa")
    done = act(top, "validate", RESPONSE)
    assert done.code == 2
    (found,) = read(done.stdout + done.stderr)
    assert (found.properties["file"], found.properties["line"], found.properties["col"]) == (RESPONSE, "3", "8")


def test_the_worst_ten_are_shown_and_the_rest_counted(top: Path) -> None:
    done = act(top, "assess", str(ROOT / "data/responses/azerbaijan-2025.yaml"))
    commands = read(done.stdout)
    assert len(commands) == 11
    assert re.fullmatch("[0-9]+ more, see the summary", commands[-1].data)
    gaps = [row.split("\t")[2] for row in done.stdout.splitlines() if row.startswith("AZ\t")]
    assert commands[0].name == ("error" if "not_addressed" in gaps else "warning")


# --- the summary and the outputs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_the_summary_is_appended_and_nothing_before_it_lost(command: str, top: Path) -> None:
    (top / "summary").write_text("# From another step\n", encoding="utf-8")
    act(top, command, RESPONSE)
    once = read_summary(top)
    assert once.startswith("# From another step\n## ")
    act(top, command, RESPONSE)
    assert read_summary(top) == once + once.removeprefix("# From another step\n")


def test_the_summary_says_first_what_the_gate_came_to(top: Path) -> None:
    act(top, "assess", RESPONSE, "--fail-on", "partly")
    head, _, rest = read_summary(top).partition("\n\n")
    assert "gate not met" in head
    assert rest.startswith("gate: not\\_addressed 1 &gt; 0; partly 3 &gt; 0\n")


def test_the_summary_keeps_within_what_is_left_of_its_size(top: Path) -> None:
    (top / "summary").write_text("x" * 899_500 + "\n", encoding="utf-8")
    for command in ("assess", "validate"):
        assert act(top, command, RESPONSE).code == 0
    assert 899_501 < (top / "summary").stat().st_size <= 900_000


def test_with_a_base_the_summary_says_what_changed(top: Path) -> None:
    shutil.copytree(top / "data", top / "old")
    change(top, "supports: [{element: B2.money, fit: full}]", "context: [B2.money]")
    done = act(top, "assess", RESPONSE, "--no-regression", "--base", "old")
    assert (done.code, done.last_line) == (1, "gate: regression 1 > 0 → exit 1"), done.stderr
    assert "B2" in read_summary(top)
    worse = [one for one in read(done.stdout) if "CP203" in one.properties["title"]]
    assert [one.data for one in worse] == ["B2 is worse than at the base: partly → not_addressed."]


@pytest.mark.parametrize(
    ("options", "gate"),
    [([], "none"), (["--max-not-addressed", "1"], "met"), (["--max-not-addressed", "0"], "not_met")],
)
def test_the_outputs_are_appended(options: list[str], gate: str, top: Path) -> None:
    (top / "outputs").write_text("before=1\n", encoding="utf-8")
    act(top, "assess", RESPONSE, *options)
    assert read_outputs(top) == ["before=1", f"gate={gate}", "implemented=0", "partly=3", "not-addressed=2", ""]


def test_the_outputs_count_all_responses(top: Path) -> None:
    shutil.copy(top / RESPONSE, top / "data/responses/second.yaml")
    act(top, "assess", "data")
    assert read_outputs(top)[1:4] == ["implemented=0", "partly=6", "not-addressed=4"]


def test_a_summary_that_cannot_be_written_is_told_and_is_no_bug(top: Path) -> None:
    (top / "summary").mkdir()
    done = act(top, "assess", RESPONSE)
    assert done.code == 2
    assert "it cannot be written" in done.last_line


def test_without_a_file_for_them_neither_is_written(top: Path) -> None:
    done = call("assess", RESPONSE, cwd=top, env={"GITHUB_ACTIONS": "true"})
    assert done.code == 0
    assert sorted(path.name for path in top.iterdir()) == [".git", "data"]


# --- several reports at once --------------------------------------------------------------------------------------

FILES = ("gap.sarif", "gap.xml", "gitlab=codequality.json", "gap.json", "gap.txt", "github=gap.log")


def parse_xml(file: Path) -> ET.Element:
    """Return the root of an XML file that was written a moment ago."""
    return ET.fromstring(file.read_bytes())  # noqa: S314 - our own file


def write_all(top: Path, command: str, *files: str, cwd: Path | None = None) -> Ended:
    """Write a report in every format."""
    options = [part for name in FILES for part in ("-o", name)]
    return call(command, *files, *options, cwd=cwd or top)


@cache
def load_sarif_schema() -> Draft7Validator:
    """Return the published schema of SARIF."""
    return Draft7Validator(json.loads(SARIF.read_text(encoding="utf-8")))


def load(file: Path) -> Any:
    """Return the data of a JSON file."""
    return json.loads(file.read_text(encoding="utf-8"))


@needs_sarif
@pytest.mark.parametrize("command", ["assess", "validate"])
def test_sarif_keeps_its_schema(command: str, top: Path) -> None:
    write_all(top, command, RESPONSE)
    data = load(top / "gap.sarif")
    assert list(load_sarif_schema().iter_errors(data)) == []
    assert data["runs"][0]["results"]


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_every_format_is_written_in_one_run_and_tells_of_the_same(command: str, top: Path) -> None:
    done = write_all(top, command, RESPONSE)
    assert done.code == 0
    results = load(top / "gap.sarif")["runs"][0]["results"]
    counted = [result for result in results if "suppressions" not in result]
    issues = load(top / "codequality.json")
    assert [issue["check_name"] for issue in issues] == [result["ruleId"] for result in counted]
    commands = read((top / "gap.log").read_text(encoding="utf-8"))
    assert sorted(one.properties["line"] for one in commands) == sorted(
        str(issue["location"]["lines"]["begin"]) for issue in issues
    )
    assert (top / "gap.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_junit_is_read_by_another_reader(command: str, top: Path) -> None:
    junitparser = pytest.importorskip("junitparser", reason="junitparser is not installed here")
    write_all(top, command, RESPONSE)
    suites = list(junitparser.JUnitXml.fromfile(str(top / "gap.xml")))
    cases = [case for suite in suites for case in suite]
    assert len(cases) == sum(suite.tests for suite in suites) == UNITS[command]
    if command == "assess":
        assert {case.name.split()[0]: [type(one).__name__ for one in case.result] for case in cases} == {
            "A1": [],
            "A2a": [],
            "A2b": ["Failure"],
            "A3": ["Skipped"],
            "B2": [],
        }


def test_junit_of_a_file_that_is_not_sound_is_an_error(top: Path) -> None:
    change(top, "state: XA", "state: xa")
    done = write_all(top, "validate", RESPONSE)
    assert done.code == 2
    root = parse_xml(top / "gap.xml")
    assert (root.get("tests"), root.get("errors"), root.get("failures")) == ("1", "1", "0")


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_gitlab_is_given_all_that_it_asks_for(command: str, top: Path) -> None:
    write_all(top, command, RESPONSE)
    issues = load(top / "codequality.json")
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert not Path(issue["location"]["path"]).is_absolute()
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_nothing_found_is_an_empty_list_and_a_passing_test(top: Path) -> None:
    done = write_all(top, "validate", "data/recommendations.yaml")
    assert (done.code, load(top / "codequality.json")) == (0, [])
    assert load(top / "gap.sarif")["runs"][0]["results"] == []
    assert (top / "gap.txt").read_text(encoding="utf-8") == ""
    assert parse_xml(top / "gap.xml").get("failures") == "0"


@pytest.mark.parametrize("spoilt", [False, True])
def test_json_of_validate_keeps_the_published_schema(spoilt: bool, top: Path) -> None:
    if spoilt:
        change(top, "state: XA", "state: xa")
    write_all(top, "validate", "data")
    data = load(top / "gap.json")
    assert list(Draft202012Validator(json.loads(read_schema_text("validation"))).iter_errors(data)) == []
    assert [file["sound"] for file in data["files"]] == [True, not spoilt]
    assert {remark["code"] == "CP001" for remark in data["remarks"]} == {spoilt}


def test_a_format_of_the_other_command_is_refused(top: Path) -> None:
    for arguments in (["validate", "-o", "x.html"], ["validate", "-f", "table"], ["assess", "-f", "sarfi"]):
        done = call(*arguments, RESPONSE, cwd=top)
        assert (done.code, done.stdout) == (2, "")
        assert "expected one of" in done.last_line


@pytest.mark.parametrize("format_", ["sarif", "junit", "gitlab", "github", "json"])
def test_the_same_input_gives_the_same_bytes_wherever_the_repository_lies(
    format_: str, top: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("elsewhere") / "deep"
    shutil.copytree(top, other)
    for command in ("assess", "validate"):
        first, second = (call(command, "data", "-f", format_, cwd=folder).stdout for folder in (top, other))
        assert first == second
        assert str(top) not in first


# --- true places --------------------------------------------------------------------------------------------------


def cut(top: Path, found: Mapping[str, Any]) -> str:
    """Return what stands in a file where a region of SARIF points."""
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    region = place["region"]
    assert region["startLine"] == region["endLine"]
    file = top / unquote(place["artifactLocation"]["uri"])
    line = file.read_bytes().decode("utf-8-sig").split("\n")[region["startLine"] - 1]
    marked: str = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    return marked


def shift(top: Path) -> None:
    """Move everything in the response: a byte order mark, Windows line ends, a comment, letters of all widths."""
    text = (top / RESPONSE).read_text(encoding="utf-8")
    text = text.replace("items: [A2a, A2b]", 'items: ["A2a", &b A2b]  # 日本 😀')
    text = text.replace("- id: r1.3\n", "- id:   'r1.3'   # e\u0301\n")
    text = "\ufeff# licence\n\n" + text
    (top / RESPONSE).write_bytes(text.replace("\n", "\r\n").encode("utf-8"))


@pytest.mark.parametrize("moved", [False, True])
def test_every_gap_is_annotated_where_its_item_stands(moved: bool, top: Path) -> None:
    if moved:
        shift(top)
    write_all(top, "assess", RESPONSE)
    results = load(top / "gap.sarif")["runs"][0]["results"]
    found = {result["partialFingerprints"]["cpcheck/v1"].rpartition("/")[2]: cut(top, result) for result in results}
    expected = {"A1": "A1", "A2a": "A2a", "A2b": "A2b", "A3": "A3", "B2": "B2"}
    assert found == (expected | {"A2a": '"A2a"', "A2b": "&b A2b"} if moved else expected)


@pytest.mark.parametrize("moved", [False, True])
def test_every_remark_is_annotated_where_its_value_stands(moved: bool, top: Path) -> None:
    if moved:
        shift(top)
    write_all(top, "validate", RESPONSE)
    results = load(top / "gap.sarif")["runs"][0]["results"]
    found = {result["ruleId"]: cut(top, result) for result in results}
    assert found == {
        "CP101": "'r1.3'" if moved else "r1.3",
        "CP103": "r3.2",
        "CP114": "2022-03-01",
        "CP115": "2023-12-31",
        "CP116": "partly",
        "CP117": "{status: draft",
    }


def test_json_and_annotations_name_the_same_places(top: Path) -> None:
    write_all(top, "validate", RESPONSE)
    told = {(remark["line"], remark["column"]) for remark in load(top / "gap.json")["remarks"]}
    commands = read((top / "gap.log").read_text(encoding="utf-8"))
    assert {(int(one.properties["line"]), int(one.properties["col"])) for one in commands} == told


@pytest.mark.parametrize("command", ["assess", "validate"])
@pytest.mark.parametrize(("folder", "name"), [("data/responses", "xa-2024.yaml"), ("data", "./responses/xa-2024.yaml")])
def test_from_a_subfolder_files_are_named_from_the_root(command: str, folder: str, name: str, top: Path) -> None:
    done = act(top, command, name, cwd=top / folder)
    assert {one.properties["file"] for one in read(done.stdout)} == {RESPONSE}
    write_all(top, command, name, cwd=top / folder)
    written = top / folder
    assert {issue["location"]["path"] for issue in load(written / "codequality.json")} == {RESPONSE}
    runs = load(written / "gap.sarif")["runs"]
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for found in runs
        for result in found["results"]
    }
    assert uris == {RESPONSE}
    cases = parse_xml(written / "gap.xml").iter("testcase")
    assert {case.get("file") for case in cases} == {RESPONSE}


def test_a_whole_path_is_named_from_the_root_too(top: Path) -> None:
    done = act(top, "assess", str(top / RESPONSE))
    assert {one.properties["file"] for one in read(done.stdout)} == {RESPONSE}


def test_in_a_real_repository_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "data")
    git(tmp_path, "init", "--quiet")
    done = run("assess", "xa-2024.yaml", cwd=tmp_path / "data/responses", env={"GITHUB_ACTIONS": "true"})
    assert {one.properties["file"] for one in read(done.stdout)} == {RESPONSE}


# --- hostile values -----------------------------------------------------------------------------------------------


def plant(top: Path, value: str) -> None:
    """Put a value wherever people write text: titles, themes, demands, facts, notes, reasons and names."""
    quoted = json.dumps(value)
    change(
        top, "title: Inspectors who may enter homes", f"title: {json.dumps(value[:90])}", "data/recommendations.yaml"
    )
    change(top, "asks: let inspectors enter private homes", f"asks: {quoted}", "data/recommendations.yaml")
    change(top, "{id: A, title: Help for callers}", f"{{id: A, title: {quoted}}}", "data/recommendations.yaml")
    change(top, "fact: Entry into private homes will not be provided for.", f"fact: {quoted}")
    change(top, "note: No date is given.", f"note: {quoted}")
    change(top, "reason: Out of scope this year., by: O. Keeper", f"reason: {quoted}, by: {quoted}")
    change(top, "reason: An earlier view., by: N. Reader", f"reason: {quoted}, by: {quoted}")
    change(top, "what: money for shelters", f"what: {quoted}")
    change(top, "symbol: EX(2024)07", f"symbol: {quoted}")
    change(top, "name: Helpline Watch", f"name: {quoted}")


def list_own(done: Ended) -> Iterator[Command]:
    """Yield the commands that a runner finds on either stream."""
    for stream in (done.stdout, done.stderr):
        yield from read(stream)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("command", ["assess", "validate"])
def test_no_value_of_a_file_gives_the_runner_a_command_or_steers_a_terminal(
    command: str, value: str, top: Path
) -> None:
    tame = [(one.name, one.properties["line"]) for one in list_own(act(top, command, RESPONSE))]
    plant(top, value)
    options = ["--fail-on", "partly"] if command == "assess" else ["--strict"]
    done = act(top, command, RESPONSE, *options)
    assert done.code == 1, done.stderr
    assert sorted((one.name, one.properties["line"]) for one in list_own(done)) == sorted(tame)
    assert not STEERING.search(done.stdout.replace("\t", " ") + done.stderr)
    assert not STEERING.search(read_summary(top))
    assert "<script>" not in read_summary(top)
    assert "<!--" not in read_summary(top)


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("command", ["assess", "validate"])
def test_every_report_of_hostile_values_is_read_by_its_reader(command: str, value: str, top: Path) -> None:
    plant(top, value)
    assert write_all(top, command, RESPONSE).code == 0
    (found,) = load(top / "gap.sarif")["runs"]
    assert load(top / "codequality.json")
    cases = list(parse_xml(top / "gap.xml").iter("testcase"))
    assert len(cases) == UNITS[command]
    assert len(found["results"]) == (5 if command == "assess" else 6)
    for name in ("gap.sarif", "gap.xml", "codequality.json", "gap.json", "gap.txt", "gap.log"):
        assert not STEERING.search((top / name).read_text(encoding="utf-8").replace("\t", " ")), name
    if SARIF.is_file():
        assert list(load_sarif_schema().iter_errors(load(top / "gap.sarif"))) == []


NAMES = [
    "::error::pwned.yaml",
    "##[error]pwned.yaml",
    "a,line=1::x%0A.yaml",
    "a|b <script>.yaml",
    "\u202eturned.yaml",
    "\x1b[31mred.yaml",
    "new\n::error::line.yaml",
    "säö 日本 #?.yaml",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
@pytest.mark.parametrize("spoilt", [False, True], ids=["sound", "unsound"])
def test_no_name_of_a_file_gives_the_runner_a_command_or_steers_a_terminal(name: str, spoilt: bool, top: Path) -> None:
    if spoilt:
        change(top, "state: XA", "state: xa")
    (top / RESPONSE).rename(top / "data/responses" / name)
    for command, cwd, files in (
        ("validate", top, ["data"]),
        ("assess", top, ["data"]),
        ("validate", top / "data/responses", [name]),
        ("assess", top / "data/responses", [name, "-o", f"text={name}.md"]),
    ):
        done = act(top, command, *files, cwd=cwd)
        assert done.code == (2 if spoilt else 0), done.stderr
        for one in list_own(done):
            assert one.name in {"error", "warning", "notice"}
            assert "title" in one.properties, one
            assert one.properties["title"].startswith("cpcheck"), one
        assert not STEERING.search(done.stdout.replace("\t", " ") + done.stderr)
    assert not STEERING.search(read_summary(top))
    assert "<script>" not in read_summary(top)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_every_report_of_a_hostile_name_is_read_by_its_reader(name: str, top: Path) -> None:
    path = f"data/responses/{name}"
    (top / RESPONSE).rename(top / path)
    for command in ("assess", "validate"):
        assert write_all(top, command, path).code == 0
        (found,) = load(top / "gap.sarif")["runs"]
        places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in found["results"]]
        assert {unquote(place["uri"]) for place in places} == {path}
        assert {issue["location"]["path"] for issue in load(top / "codequality.json")} == {path}
        assert parse_xml(top / "gap.xml").get("tests") == str(UNITS[command])
        if SARIF.is_file():
            assert list(load_sarif_schema().iter_errors(load(top / "gap.sarif"))) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("state: XA", 'state: "##[error]x"'),
        ("state: XA", 'state: "\\n::error::x"'),
        ("kind: response", 'kind: "##[add-mask]x"'),
        ("type: refusal", 'type: "##[error]x"'),
        ("kind: response", "kind: response\n'##[error]x': 1"),
        ("recommendations: EX/Rec(2022)01", 'recommendations: "##[error]x"'),
        ("answers:", "answers: *##[error]x"),
    ],
)
@pytest.mark.parametrize("command", ["assess", "validate"])
def test_what_is_told_of_a_broken_file_gives_the_runner_no_command(
    command: str, key: str, value: str, top: Path
) -> None:
    change(top, key, value)
    done = act(top, command, RESPONSE)
    assert done.code == 2
    for one in list_own(done):
        assert one.properties.get("title", "").startswith("cpcheck"), one


@pytest.mark.parametrize("argument", ["##[error]x", "::error::x", "a\n::error::x"])
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["assess"],
        ["validate"],
        ["explain"],
        ["schema"],
        ["diff"],
        ["assess", RESPONSE, "-f"],
        ["assess", RESPONSE, "--config"],
        ["assess", RESPONSE, "--max-not-addressed"],
        ["assess", RESPONSE, "--no-regression", "--base"],
    ],
    ids=" ".join,
)
def test_what_is_told_of_a_wrong_argument_gives_the_runner_no_command(
    arguments: list[str], argument: str, top: Path
) -> None:
    done = act(top, *arguments, argument)
    assert done.code == 2
    for one in list_own(done):
        assert one.properties.get("title", "").startswith("cpcheck"), one


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("command", ["explain", "verify"])
def test_what_other_commands_print_of_a_file_gives_the_runner_no_command(command: str, value: str, top: Path) -> None:
    words = " ".join([*["word"] * 25, value, *["word"] * 30])
    change(top, "fact: Entry into private homes will not be provided for.", f"fact: {json.dumps(words)}")
    change(top, "anchor: no plans to provide for", f"anchor: {json.dumps(f'{value.split(maxsplit=1)[0]} of'[:40])}")
    change(top, "asks: let inspectors enter private homes", f"asks: {json.dumps(value)}", "data/recommendations.yaml")
    (top / "source.txt").write_text("nothing\n" * 60, encoding="utf-8")
    arguments = ["A2b", RESPONSE] if command == "explain" else [RESPONSE, "--source", "source.txt"]
    done = act(top, command, *arguments)
    assert done.code == (0 if command == "explain" else 1), done.stderr
    assert list(list_own(done)) == []
    assert not STEERING.search(done.stdout + done.stderr)


@pytest.mark.parametrize("subject", ["##[error]x", "::error::x", "a \x1b[31m\u202e b"])
def test_what_git_says_gives_the_runner_no_command(subject: str, tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "data")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", subject)
    for arguments in (["history", "A2b", RESPONSE], ["diff", "HEAD", RESPONSE]):
        done = act(tmp_path, *arguments)
        assert done.code == 0, done.stderr
        assert list(list_own(done)) == []
        assert not STEERING.search((done.stdout + done.stderr).replace("\t", " "))


def test_hostile_settings_give_the_runner_no_command(top: Path) -> None:
    (top / "cpcheck.toml").write_text('[gate]\n"##[error]x" = 1\nfail-on = "##[error]y"\n', encoding="utf-8")
    done = act(top, "assess", RESPONSE)
    assert done.code == 2
    assert [(command.name, command.properties["title"]) for command in list_own(done)] == [
        ("error", "cpcheck CP001")
    ] * 2


def test_a_file_that_cannot_be_assessed_is_annotated_at_its_place(top: Path) -> None:
    change(top, "state: XA", "state: xa")
    done = act(top, "assess", RESPONSE, "-f", "json")
    assert (done.code, done.stdout) == (2, "")
    (command,) = list_own(done)
    assert (command.name, command.properties["title"]) == ("error", "cpcheck CP001")
    assert list(list_own(act(top, "assess", RESPONSE, "--no-annotations"))) == []


# --- validate --fix -----------------------------------------------------------------------------------------------

LINE = b"# yaml-language-server: $schema=../schemas/response.schema.json"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a project whose response and set do not name their schemas."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "schemas").mkdir()
    for kind in ("response", "recommendations"):
        (tmp_path / "schemas" / f"{kind}.schema.json").write_text(read_schema_text(kind), encoding="utf-8")
    (tmp_path / "data").mkdir()
    for source, name in ((RESPONSE.removeprefix("data/"), "r.yaml"), ("recommendations.yaml", "recommendations.yaml")):
        text = (GOLDEN / source).read_bytes()
        (tmp_path / "data" / name).write_bytes(text.partition(b"\n")[2])
    return tmp_path


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_line_is_added_and_every_other_byte_kept(mark: bytes, end: bytes, bare: Path) -> None:
    file = bare / "data/r.yaml"
    body = file.read_bytes().replace(b"\n", end).rstrip() + b"   "
    file.write_bytes(mark + body)
    file.chmod(0o640)
    before = call("validate", "data/r.yaml", cwd=bare)
    assert "CP121" in before.stdout
    done = call("validate", "--fix", "data/r.yaml", cwd=bare)
    assert done.code == 0
    assert file.read_bytes() == mark + LINE + end + body
    assert file.stat().st_mode & 0o777 == 0o640
    assert "r.yaml: mended: the first line names the schema ../schemas/response.schema.json" in done.stderr
    assert "data/r.yaml" not in "".join(line for line in done.stdout.splitlines() if "CP121" in line)


def test_to_mend_again_changes_nothing(bare: Path) -> None:
    call("validate", "--fix", "data", cwd=bare)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (bare / "data").iterdir()}
    assert len([1 for text, _ in before.values() if text.startswith(b"# yaml-language-server")]) == 2
    done = call("validate", "--fix", "data", cwd=bare)
    assert "mended" not in done.stderr
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (bare / "data").iterdir()} == before
    assert "CP121" not in done.stdout


@pytest.mark.parametrize(
    "files",
    [
        ["data/r.yaml", "data/r.yaml"],
        ["data/r.yaml", "./data/r.yaml"],
        ["data", "data/r.yaml"],
        ["data/../data/r.yaml"],
    ],
    ids=["twice", "by two names", "in its folder too", "by a crooked name"],
)
def test_a_file_that_is_named_in_several_ways_is_mended_once(files: list[str], bare: Path) -> None:
    body = (bare / "data/r.yaml").read_bytes()
    call("validate", "--fix", *files, cwd=bare)
    assert (bare / "data/r.yaml").read_bytes() == LINE + b"\n" + body


def test_a_link_is_mended_where_it_leads_to_and_stays_a_link(bare: Path) -> None:
    (bare / "data/r.yaml").rename(bare / "data/real.yaml")
    (bare / "data/r.yaml").symlink_to("real.yaml")
    call("validate", "--fix", "data/r.yaml", cwd=bare)
    assert (bare / "data/r.yaml").is_symlink()
    assert (bare / "data/real.yaml").read_bytes().count(b"yaml-language-server") == 1


def test_nothing_is_mended_where_any_file_is_not_sound(bare: Path) -> None:
    (bare / "data/bad.yaml").write_bytes((bare / "data/r.yaml").read_bytes().replace(b"state: XA", b"state: xa"))
    before = {path: path.read_bytes() for path in (bare / "data").iterdir()}
    done = call("validate", "--fix", "data", cwd=bare)
    assert done.code == 2
    assert {path: path.read_bytes() for path in (bare / "data").iterdir()} == before


def test_nothing_is_mended_without_being_asked(bare: Path) -> None:
    before = {path: path.read_bytes() for path in (bare / "data").iterdir()}
    assert call("validate", "data", cwd=bare).code == 0
    assert {path: path.read_bytes() for path in (bare / "data").iterdir()} == before


def test_without_files_it_is_refused_and_the_shipped_data_stays(tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (ROOT / "data").rglob("*.yaml")}
    done = call("validate", "--fix", cwd=tmp_path)
    assert (done.code, "--fix would write to the shipped data" in done.last_line) == (2, True)
    assert {path: path.stat().st_mtime_ns for path in (ROOT / "data").rglob("*.yaml")} == before


def test_the_data_of_the_project_is_mended_where_none_is_named(bare: Path) -> None:
    (bare / "cpcheck.toml").write_text('data = ["data"]\n', encoding="utf-8")
    assert call("validate", "--fix", cwd=bare).code == 0
    assert (bare / "data/r.yaml").read_bytes().startswith(LINE)


def test_standard_input_is_checked_and_nothing_written(bare: Path) -> None:
    text = (bare / "data/r.yaml").read_text(encoding="utf-8")
    options = ("--recommendations", "data/recommendations.yaml")
    before = sorted(bare.rglob("*"))
    done = call("validate", "--fix", "-", *options, cwd=bare, stdin=text)
    assert done.code == 0
    assert "mended" not in done.stderr
    assert sorted(bare.rglob("*")) == before


def test_standard_input_is_still_read_where_a_file_beside_it_is_mended(bare: Path) -> None:
    text = (bare / "data/r.yaml").read_text(encoding="utf-8")
    options = ("data/r.yaml", "--recommendations", "data/recommendations.yaml")
    done = call("validate", "--fix", "-", *options, cwd=bare, stdin=text)
    assert done.code == 0, done.stdout
    assert "<stdin>: sound response" in done.stderr


def test_without_a_schema_near_nothing_is_mended(bare: Path) -> None:
    shutil.rmtree(bare / "schemas")
    before = (bare / "data/r.yaml").read_bytes()
    done = call("validate", "--fix", "data/r.yaml", cwd=bare)
    assert (done.code, (bare / "data/r.yaml").read_bytes()) == (0, before)
    assert "CP121" in done.stdout


def test_a_file_of_json_stays_json(bare: Path) -> None:
    data = load_yaml_as_json(bare / "data/recommendations.yaml")
    file = bare / "data/set.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    call("validate", "--fix", "data/set.json", cwd=bare)
    assert json.loads(file.read_text(encoding="utf-8")) == data


def load_yaml_as_json(file: Path) -> Any:
    """Return the data of a YAML file."""
    from cpcheck.store.reader import read_yaml

    return read_yaml(file.read_bytes(), file.name).data


@pytest.mark.skipif(os.geteuid() == 0, reason="for root every file can be written")
def test_a_folder_that_cannot_be_written_is_told(bare: Path) -> None:
    (bare / "data").chmod(0o500)
    try:
        done = call("validate", "--fix", "data/r.yaml", cwd=bare)
    finally:
        (bare / "data").chmod(0o700)
    assert (done.code, "it cannot be written" in done.last_line) == (2, True)
