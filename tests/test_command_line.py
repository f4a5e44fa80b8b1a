"""The program as a user meets it: exit codes, streams, the last line, and what is printed where."""

import json
import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from cpcheck.cli import main
from cpcheck.cli.app import COMMANDS, build_app
from cpcheck.store.schemas import SCHEMA_NAMES
from tests.in_process import call
from tests.shared import ROOT, SOURCE, needs_source
from tests.unit.reports.documents import read_all_words

RESPONSE = "data/responses/azerbaijan-2025.yaml"
GOLDEN = "tests/golden/data/responses/xa-2024.yaml"
GOLDEN_FOLDER = ROOT / "tests" / "golden"
INHERITED = {
    "PYTHONPATH": str(ROOT),
    "CPCHECK_CACHE_DIR": "",
    **{name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE")},
}
"""What a run takes from the environment of the tests: no colour, width, locale or setting of a person, and no cache."""
REJECTED = sorted((ROOT / "tests" / "acceptance" / "rejected").glob("*.yaml"))


def run(
    *arguments: str,
    cwd: Path = ROOT,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Run the program in a pipe, with an environment of its own."""
    environment = {**INHERITED, "HOME": str(cwd), **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "cpcheck", *arguments],
        cwd=cwd,
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=timeout,
    )


def run_on_terminal(*arguments: str, columns: int, env: Mapping[str, str] | None = None) -> str:
    """Run the program on a terminal of a given width and return what it shows."""
    master, slave = pty.openpty()
    environment = {**INHERITED, "COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "cpcheck", *arguments],
        cwd=ROOT,
        env={**environment, **(env or {})},
        stdin=slave,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        shown = b""
        while select.select([master], [], [], 30)[0]:
            try:
                part = os.read(master, 65536)
            except OSError:  # Linux reports a closed terminal as an error
                break
            if not part:
                break
            shown += part
        process.wait(timeout=30)
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


def list_files(folder: Path) -> set[str]:
    """Return the names in a folder, but for what a run leaves there to measure the tests themselves."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(".coverage")}


def strip_colour(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def last_line(result: subprocess.CompletedProcess[str]) -> str:
    return result.stderr.strip().splitlines()[-1]


# --- assess -------------------------------------------------------------------------------------------------------


def test_without_arguments_the_shipped_report_is_assessed_from_any_directory(tmp_path: Path) -> None:
    result = run("assess", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    records = [line.split("\t") for line in result.stdout.splitlines() if not line.startswith("#")]
    assert records[0][:3] == ["state", "item", "verdict"]
    assert {len(record) for record in records} == {10}
    assert {"A1", "A2c", "B11"} <= {record[1] for record in records}


@pytest.mark.parametrize("format_", ["table", "text", "md", "html", "json", "summary"])
def test_every_format_counts_items_by_the_levels_of_another_rulebook_and_names_its_conclusion(format_: str) -> None:
    shown = " ".join(run("assess", GOLDEN, "--rulebook", "greco", "-f", format_).stdout.split())
    counts = re.findall(r"(dealt with in a satisfactory manner|not implemented)\W+(?:/?\w{1,5}\W+)*?(\d)", shown)
    assert ("dealt with in a satisfactory manner", "0") in counts
    assert ("not implemented", "3") in counts
    assert "conclusion" in shown.lower()
    plain = run("assess", GOLDEN, "-f", format_).stdout
    assert "rulebook's own level" not in plain


def test_gaps_alone_never_fail_a_run() -> None:
    assert run("assess", GOLDEN).returncode == 0


def test_a_response_is_read_from_standard_input() -> None:
    text = (ROOT / RESPONSE).read_text(encoding="utf-8")
    assert run("assess", "-", stdin=text).stdout == run("assess", RESPONSE).stdout


def test_reports_are_written_by_suffix_and_by_name_and_nothing_else_is_printed(tmp_path: Path) -> None:
    files = ["gap.md", "gap.html", "gap.json", "gap.txt", "gap.docx", "gap.xlsx", "gap.csv"]
    options = [option for file in files for option in ("-o", str(tmp_path / file))]
    result = run("assess", *options, "-o", f"summary={tmp_path / 'short'}")
    assert (result.returncode, result.stdout) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*files, "short"])
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["wrote"] * 8


def test_a_format_on_standard_output_comes_beside_the_files(tmp_path: Path) -> None:
    result = run("assess", "-f", "json", "-o", str(tmp_path / "gap.md"), "-q")
    assert json.loads(result.stdout)["kind"] == "report"
    assert result.stderr == ""


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
def test_bytes_go_into_a_pipe_unchanged_and_never_onto_a_terminal(format_: str, tmp_path: Path) -> None:
    assert run("assess", GOLDEN, "-o", str(tmp_path / f"gap.{format_}")).returncode == 0
    command = [sys.executable, "-m", "cpcheck", "assess", GOLDEN, "-f", format_]
    piped = subprocess.run(command, cwd=ROOT, env=INHERITED, capture_output=True, check=True, timeout=60)
    assert piped.stdout == (tmp_path / f"gap.{format_}").read_bytes()
    shown = run_on_terminal("assess", GOLDEN, "-f", format_, columns=200)
    assert shown == (
        f"assess: -f {format_} is bytes, which a terminal cannot show; expected -o FILE.{format_}, or a pipe → exit 2\n"
    )


def test_a_table_of_values_has_a_mark_for_excel_in_a_file_and_none_in_a_pipe(tmp_path: Path) -> None:
    assert run("assess", GOLDEN, "-o", str(tmp_path / "gap.csv")).returncode == 0
    command = [sys.executable, "-m", "cpcheck", "assess", GOLDEN, "-f", "csv"]
    piped = subprocess.run(command, cwd=ROOT, env=INHERITED, capture_output=True, check=True, timeout=60)
    assert piped.stdout == (GOLDEN_FOLDER / "report.csv").read_bytes()
    assert (tmp_path / "gap.csv").read_bytes() == b"\xef\xbb\xbf" + piped.stdout


def test_several_responses_stand_in_one_document(tmp_path: Path) -> None:
    options = [option for name in ("docx", "xlsx", "csv") for option in ("-o", str(tmp_path / f"gap.{name}"))]
    assert run("assess", RESPONSE, GOLDEN, *options).returncode == 0
    for name in ("docx", "xlsx"):
        words = read_all_words((tmp_path / f"gap.{name}").read_bytes(), name)
        assert "Azerbaijan: CP(2025)01, reply to" in words
        assert "XA: EX(2024)07, reply to" in words
    states = {line.split(",")[0] for line in (tmp_path / "gap.csv").read_text(encoding="utf-8-sig").splitlines()[1:]}
    assert states == {"AZ", "XA"}


def test_a_form_whose_package_is_missing_names_the_extra_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "xlsxwriter.py").write_text("raise ModuleNotFoundError", encoding="utf-8")
    env = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    result = run("assess", GOLDEN, "-o", str(tmp_path / "gap.md"), "-o", str(tmp_path / "gap.xlsx"), env=env)
    assert result.returncode == 2
    assert last_line(result) == (
        "assess: writing .xlsx files needs XlsxWriter, which is not installed; "
        "install it with: pip install 'cpcheck[xlsx]' → exit 2"
    )
    assert not (tmp_path / "gap.md").exists()


def test_json_of_several_responses_is_one_object_that_follows_the_schema() -> None:
    schema = json.loads(run("schema", "report").stdout)
    data = json.loads(run("assess", RESPONSE, GOLDEN, "-f", "json").stdout)
    assert [report["state"] for report in data["reports"]] == ["AZ", "XA"]
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_a_folder_stands_for_the_responses_in_it() -> None:
    assert run("assess", "tests/golden/data/responses").stdout == run("assess", GOLDEN).stdout


def test_items_and_verdicts_choose_what_is_shown_and_counts_stay_whole() -> None:
    data = json.loads(run("assess", "--item", "A2c", "--item", "A1", "-f", "json").stdout)
    assert [item["id"] for item in data["items"]] == ["A1", "A2c"]
    assert (data["totals"]["items"], data["all_items"]) == (35, 38)
    chosen = json.loads(run("assess", "--verdict", "not_addressed", "-f", "json").stdout)
    assert {item["verdict"] for item in chosen["items"]} == {"not_addressed"}


def test_the_day_decides_which_overrides_hold() -> None:
    def flags(day: str) -> list[str]:
        data = json.loads(run("assess", GOLDEN, "-f", "json", "--as-of", day).stdout)
        return [item["id"] for item in data["items"] if "overridden" in item["flags"]]

    assert flags("2025-06-01") == ["A2a"]
    assert flags("2025-06-02") == []
    assert flags("2023-12-31") == ["A1"]


def test_today_is_the_day_of_source_date_epoch_where_that_is_set() -> None:
    result = run("assess", GOLDEN, "-f", "json", "--as-of", "today", env={"SOURCE_DATE_EPOCH": "1735689600"})
    assert json.loads(result.stdout)["as_of"] == "2025-01-01"


def test_two_runs_in_two_directories_are_byte_equal_in_every_format(tmp_path: Path) -> None:
    written = []
    for name, seed, zone in (("one", "1", "Asia/Baku"), ("two", "2", "America/Lima")):
        folder = tmp_path / name
        folder.mkdir()
        files = ["a.md", "a.html", "a.json", "a.txt", "a.docx", "a.xlsx", "a.csv", "summary=b.md", "table=c.txt"]
        options = [option for file in files for option in ("-o", file)]
        result = run("assess", *options, cwd=folder, env={"PYTHONHASHSEED": seed, "TZ": zone})
        assert result.returncode == 0, result.stderr
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) == 9


def test_an_output_replaces_a_file_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "gap.md"
    target.write_text("old", encoding="utf-8")
    assert run("assess", "-o", "gap.md", cwd=tmp_path).returncode == 0
    assert target.read_text(encoding="utf-8").startswith("# ")
    assert [path.name for path in tmp_path.iterdir()] == ["gap.md"]


def test_an_output_to_a_device_is_written_and_the_device_stays() -> None:
    assert run("assess", "-o", "md=/dev/null").returncode == 0
    assert not Path("/dev/null").is_file()


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["assess", "nowhere.yaml"], "there is no such file"),
        (["assess", "data/responses/azerbaijan-2052.yaml"], 'did you mean "azerbaijan-2025.yaml"?'),
        (["assess", "data/recommendations.yaml"], "expected response"),
        (["assess", "docs"], "holds no .yaml file"),
        (["assess", "--item", "A2x"], 'there is no item "A2x"'),
        (["assess", "--verdict", "partial"], 'did you mean "partly"?'),
        (["assess", "-f", "htm"], 'did you mean "html"?'),
        (["assess", "-o", "gap.xyz"], "the suffix does not tell"),
        (["assess", "-o", "nowhere/gap.md"], "there is no folder nowhere"),
        (["assess", "-o", "tests"], "expected"),
        (["assess", "-o", "a.md", "-o", "./a.md"], "twice"),
        (["assess", "-o", "-"], "expected a file"),
        (["assess", "-o", "text=data/responses/azerbaijan-2025.yaml"], "names a data file"),
        (["assess", "-o", "a.md", "-o", "tests/../a.md"], "twice"),
        (["assess", ""], "expected a YAML file"),
        (["assess", "x" * 5000], "it cannot be read"),
        (["assess", RESPONSE, "data/recommendations.yaml"], "expected response"),
        (["assess", "--as-of", "2025-02-30"], "expected a day"),
        (["assess", "--as-of", "tomorrow"], "expected a day"),
        (["assess", "--rulebook", "cq"], "expected one of cp"),
        (["assess", "--rulebook", "nowhere.yaml"], "there is no such file"),
        (["assess", "--recommendations", "nowhere.yaml"], "there is no such file"),
        (["assess", "--nonsense"], "No such option"),
        (["explain", "A2x"], "did you mean"),
        (["explain", "rule:don"], 'did you mean "done"?'),
        (["explain", "reason:complete"], 'did you mean "incomplete"?'),
        (["explain", "rul:done"], 'did you mean "rule"?'),
        (["explain", "CP999"], "there is no code"),
        (["explain", "CP-104"], "there is nothing called"),
        (["explain"], "Missing argument"),
        (["schema", "respons"], 'did you mean "response"?'),
        (["validate", "nowhere.yaml"], "there is no such file"),
        (["verify", RESPONSE, "--source", "nowhere.txt"], "cannot be read"),
        (["verify", RESPONSE, "--source", "report.pdf"], "the source cannot be read"),
        (["nonsense"], "No such command"),
        ([], ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_exits_2_says_what_was_expected_and_writes_nothing(arguments: list[str], words: str) -> None:
    before = list_files(ROOT)
    result = run(*arguments)
    assert result.returncode == 2
    assert words in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    assert list_files(ROOT) == before


@pytest.mark.parametrize("file", REJECTED, ids=lambda file: file.name)
def test_a_broken_file_exits_2_at_its_line_and_column(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = re.match(rb"# expect (\d+:\d+) ", file.read_bytes())
    assert expected is not None
    monkeypatch.setattr(sys, "argv", ["cpcheck", "validate", str(file)])
    with pytest.raises(SystemExit) as stopped:
        main()
    shown = capsys.readouterr()
    assert stopped.value.code == 2
    assert shown.out.startswith(f"{file}:{expected[1].decode()}: ")
    assert shown.err == "validate: 1 problem in 1 file → exit 2\n"


@pytest.mark.parametrize("file", [file for file in REJECTED if file.name.startswith("response-")][::10], ids=str)
def test_a_broken_response_is_never_assessed(file: Path, tmp_path: Path) -> None:
    result = run("assess", str(file), "-o", str(tmp_path / "gap.md"))
    assert (result.returncode, result.stdout) == (2, "")
    assert last_line(result) == "assess: 1 problem in the data, so nothing was done → exit 2"
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_key_is_told_with_its_place_and_the_right_one(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = (ROOT / RESPONSE).read_text(encoding="utf-8")
    broken.write_text(text.replace("anchor: not expressly", "anchr: not expressly"), encoding="utf-8")
    line = next(n for n, row in enumerate(broken.read_text(encoding="utf-8").splitlines(), 1) if "anchr:" in row)
    result = run("assess", str(broken), "-o", str(tmp_path / "gap.md"))
    assert result.returncode == 2
    assert f'{broken}:{line}:9: unknown key "anchr"' in result.stderr
    assert 'did you mean "anchor"?' in result.stderr
    assert last_line(result) == "assess: 1 problem in the data, so nothing was done → exit 2"
    assert not (tmp_path / "gap.md").exists()


def test_all_problems_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    for name, (old, new) in {
        "one.yaml": ("type: admission", "type: admision"),
        "two.yaml": ("A2c.exempt", "A2c.exemt"),
    }.items():
        text = (ROOT / RESPONSE).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    result = run("assess", "one.yaml", "nowhere.yaml", "two.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert [line.split(":")[0] for line in result.stderr.splitlines()[:3]] == ["one.yaml", "nowhere.yaml", "two.yaml"]
    assert result.stdout == ""


# --- validate, explain, verify, schema ----------------------------------------------------------------------------


def test_the_shipped_data_is_sound() -> None:
    result = run("validate")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr.count(": sound ") == 2
    assert "lints: 0 errors, 0 warnings, 0 notices; " in result.stderr


def test_rulebooks_are_validated_too() -> None:
    assert run("validate", "cpcheck/rulebooks/cp.yaml").returncode == 0


def test_an_item_is_explained_with_every_rule_tried_and_the_deciding_evidence() -> None:
    result = run("explain", "A2c")
    assert result.returncode == 0
    assert re.search(r"^ +admits +yes +admission against it: r3\.3$", result.stdout, re.MULTILINE)
    assert re.search(r"^ +done +no +no full operative evidence", result.stdout, re.MULTILINE)
    assert "* r3.3 " in result.stdout
    assert "To ask: " in result.stdout


def test_a_decision_that_does_not_hold_is_told_apart_from_one_that_does() -> None:
    assert (
        "Override by N. Reader on 2024-06-01: partly. The bill was published." in run("explain", "A2a", GOLDEN).stdout
    )
    lapsed = "Not in force on 2024-06-01: override by N. Reader of 2023-01-10 (implemented). An earlier view."
    assert lapsed in run("explain", "A1", GOLDEN).stdout


def test_a_shared_element_is_explained_under_either_name() -> None:
    for topic in ("A1.languages", "B1.languages"):
        assert "A1.languages  partly met" in run("explain", topic, GOLDEN).stdout


def test_one_element_is_explained_alone() -> None:
    shown = run("explain", "A3a.evidence").stdout
    assert "A3a.evidence" in shown
    assert "A3a.sanctions" not in shown


@pytest.mark.parametrize("topic", ["rule:done", "rule:all-met", "reason:incomplete", "flag:contrary"])
def test_rules_reasons_and_flags_are_explained(topic: str) -> None:
    result = run("explain", topic)
    assert result.returncode == 0
    assert f"({topic})" in result.stdout


def write_lint_example(folder: Path, evidence: str) -> str:
    text = (ROOT / "tests/acceptance/accepted/response-suppressions.yaml").read_text(encoding="utf-8")
    head, tail = text.split("    evidence:\n")[0], "suppress: []\n"
    path = folder / "response.yaml"
    path.write_text(f"{head}    evidence:\n      - {evidence}\n{tail}", encoding="utf-8")
    return str(path)


SET_OF_EXAMPLES = "tests/acceptance/rejected/recommendations/sound.yaml"


def validate_example(path: str, *options: str) -> "subprocess.CompletedProcess[str]":
    return run("validate", path, "--recommendations", SET_OF_EXAMPLES, *options)


def test_a_warning_of_a_lint_is_told_and_fails_only_under_strict(tmp_path: Path) -> None:
    path = write_lint_example(tmp_path, "{id: r1.1, type: practice, fact: Interpreters are on call.}")
    result = validate_example(path)
    assert result.returncode == 0
    assert f"{path}:9:14: warning CP107 unlinked-evidence: r1.1 is linked to no element" in result.stdout
    assert "1 warning" in result.stderr
    strict = validate_example(path, "--strict")
    assert strict.returncode == 1
    assert strict.stdout == result.stdout
    assert last_line(strict).startswith("validate: 0 errors, ")


def test_an_error_of_a_lint_ends_in_exit_code_1(tmp_path: Path) -> None:
    fact = "{id: r1.1, type: intention, fact: It will be done., supports: [{element: A1.staff, fit: full}]}"
    result = validate_example(write_lint_example(tmp_path, fact))
    assert result.returncode == 1
    assert "error CP106 full-by-statement" in result.stdout


def test_remarks_are_told_in_reading_order() -> None:
    shown = run("validate", "tests/golden/data/responses/xa-2024.yaml").stdout.splitlines()
    lines = [int(line.split(":")[1]) for line in shown]
    assert len(lines) > 3
    assert lines == sorted(lines)


def test_a_suppressed_remark_is_counted_and_not_told(tmp_path: Path) -> None:
    fact = "{id: r1.1, type: practice, fact: Said., suppress: [{code: CP107, reason: offered as background}]}"
    result = validate_example(write_lint_example(tmp_path, fact), "--strict")
    assert "CP107" not in result.stdout
    assert "1 suppressed with a reason" in result.stderr


def test_a_lint_is_explained_with_its_examples() -> None:
    result = run("explain", "CP107")
    assert result.returncode == 0
    assert result.stdout.startswith("CP107 unlinked-evidence (warning)\n")
    assert "Flagged:\n\n    answers:" in result.stdout
    unknown = run("explain", "CP999")
    assert unknown.returncode == 2
    assert 'there is no code "CP999"; expected one of CP101, ' in last_line(unknown)


def test_every_schema_is_printed_as_json() -> None:
    names = run("schema").stdout.split()
    assert names == list(SCHEMA_NAMES)
    for name in names:
        Draft202012Validator.check_schema(json.loads(run("schema", name).stdout))


@needs_source
def test_every_anchor_of_the_shipped_data_stands_in_its_lines() -> None:
    result = run("verify", RESPONSE, "--source", str(SOURCE))
    assert (result.returncode, result.stderr) == (0, "")
    assert re.search(r"^(\d+) of \1 anchors found in their answer's place$", result.stdout, re.MULTILINE)
    assert "lines inside answers that no fact anchors: 237\n" in result.stdout


@needs_source
def test_one_spoilt_anchor_fails_the_verification_at_its_place(tmp_path: Path) -> None:
    text = (ROOT / RESPONSE).read_text(encoding="utf-8")
    spoilt = tmp_path / "spoilt.yaml"
    spoilt.write_text(text.replace("not expressly provided for therein", "not expressly provided for theirin"), "utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "not expressly provided for therein" in row)
    result = run("verify", str(spoilt), "--source", str(SOURCE))
    assert result.returncode == 1
    assert result.stdout.startswith(f"{spoilt}:{line}:17: anchor ")
    assert 'did you mean "not expressly provided for therein' in result.stdout
    assert re.fullmatch(r"verify: 1 of \d+ anchors is not in place → exit 1", last_line(result))


@needs_source
def test_a_spoilt_anchor_of_a_further_place_fails_at_its_own_place(tmp_path: Path) -> None:
    text = (ROOT / RESPONSE).read_text(encoding="utf-8")
    right = "{answer: r18, anchor: a formal record is drawn}"
    spoilt = tmp_path / "spoilt.yaml"
    spoilt.write_text(text.replace(right, "{answer: r18, anchor: a formal note is drawn}"), "utf-8")
    line, row = next((n, row) for n, row in enumerate(text.splitlines(), 1) if right in row)
    column = row.index("a formal record") + 1
    result = run("verify", str(spoilt), "--source", str(SOURCE))
    assert result.returncode == 1
    found = 'anchor "a formal note is drawn" of r1.10, restated in r18, stands nowhere in the source'
    assert result.stdout.startswith(f"{spoilt}:{line}:{column}: {found}")


# --- terminals, streams, environments -----------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [60, 80, 140])
def test_on_a_terminal_a_table_fits_the_width_and_loses_nothing(columns: int) -> None:
    shown = strip_colour(run_on_terminal("assess", GOLDEN, columns=columns))
    assert max(len(line) for line in shown.splitlines()) <= columns
    words = " ".join(shown.split())
    for word in ("A2a", "partly", "not addressed", "night", "deposits", "homes"):
        assert word in words
    assert "…" not in shown


def test_a_terminal_gets_colour_and_can_refuse_it() -> None:
    assert "\x1b[" in run_on_terminal("assess", columns=80)
    assert "\x1b[" not in run_on_terminal("assess", "--no-color", columns=80)
    assert "\x1b[" not in run_on_terminal("assess", columns=80, env={"NO_COLOR": "1"})
    assert "\x1b[" not in run_on_terminal("assess", columns=80, env={"TERM": "dumb"})


def test_a_locale_without_the_letters_loses_no_run() -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run("assess", "-f", "table", env=environment).returncode == 0
    shown = run("assess", GOLDEN, "-f", "json", env=environment)
    assert json.loads(shown.stdout)["state"] == "XA"


COMPARED = "tests/golden/comparison/responses"


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(
    "asked",
    [
        ("assess",),
        ("compare", COMPARED),
        ("explain", "A2c"),
        ("explain", "rule:done"),
        ("explain", "CP107"),
        ("validate", "-q", f"{COMPARED}/xa-2024.yaml"),
    ],
    ids=" ".join,
)
def test_what_a_terminal_shows_fits_it_and_says_as_much_as_a_pipe(asked: tuple[str, ...], columns: int) -> None:
    shown = strip_colour(run_on_terminal(*asked, columns=columns))
    assert max(map(len, shown.splitlines())) <= columns
    piped = call(*asked, cwd=ROOT)
    assert "Traceback" not in shown
    if asked[0] in {"explain", "validate"}:  # the others have forms of their own for a terminal
        assert shown.split() == piped.stdout.split()
        assert max(map(len, piped.stdout.splitlines())) > 80, "a pipe gets each line whole"


@pytest.mark.parametrize("asked", [("assess",), ("compare", COMPARED), ("explain", "CP107"), ("validate", GOLDEN)])
def test_a_terminal_that_can_do_little_gets_letters_alone(asked: tuple[str, ...]) -> None:
    shown = run_on_terminal(*asked, columns=80, env={"TERM": "dumb"})
    assert "\x1b" not in shown
    assert shown.isascii()
    assert "…" not in shown


def test_examples_of_a_lint_stay_yaml_where_a_terminal_folds_them() -> None:
    manual = run_on_terminal("explain", "CP107", columns=80)
    example = manual.partition("Not flagged:\n")[2].partition("Where it does not hold")[0]
    (answer,) = yaml.safe_load(example)["answers"]
    assert answer["evidence"][0]["context"] == ["A1.staff"]


def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m cpcheck assess -f json | head -c 10"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert result.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_full_disk_is_told_and_is_no_bug() -> None:
    command = f"{sys.executable} -m cpcheck assess > /dev/full"
    result = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert last_line(result) == "assess: No space left on device → exit 2"


@pytest.mark.parametrize("closed", ["assess >&-", "assess - <&-"])
def test_a_closed_stream_is_no_bug(closed: str) -> None:
    command = f"{sys.executable} -m cpcheck {closed}"
    result = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode in {0, 2}
    assert "Traceback" not in result.stderr


def test_a_broken_set_beside_the_response_is_never_passed_over(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text((ROOT / RESPONSE).read_text("utf-8"), "utf-8")
    (tmp_path / "recommendations.yaml").write_text(
        (ROOT / "data/recommendations.yaml").read_text("utf-8") + "  [x", "utf-8"
    )
    result = run("assess", "r.yaml", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("recommendations.yaml:")


def test_a_bug_exits_3_and_says_how_to_report_it(tmp_path: Path) -> None:
    script = "import cpcheck.assets as a; a.find_data = lambda: 1 / 0\nfrom cpcheck.cli import main\nmain()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(
        [sys.executable, "-c", script, "assess"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 3
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    assert last_line(result) == "internal error → exit 3"


def test_the_version_is_answered_without_heavy_imports() -> None:
    script = (
        "import sys; sys.argv = ['cpcheck', '--version']\nfrom cpcheck.cli import main\nmain()\n"
        "heavy = {'typer', 'rich', 'yaml', 'jinja2', 'jsonschema'} & set(sys.modules)\nassert not heavy, heavy"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, f"cpcheck {__import__('cpcheck').__version__}\n"), result.stderr


@pytest.mark.parametrize("command", ["assess", "validate", "explain", "verify", "schema"])
def test_help_shows_examples_first_under_both_names(command: str) -> None:
    short, long = run(command, "-h"), run(command, "--help")
    assert short.stdout == long.stdout
    assert short.returncode == 0
    assert short.stdout.index(f"  cpcheck {command}") < short.stdout.index("Options:")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says_first(name: str) -> None:
    (command,) = build_app([name]).registered_commands
    assert command.callback is not None
    assert (command.callback.__doc__ or "").strip().splitlines()[0] == COMMANDS[name]


@pytest.mark.parametrize("arguments", [(), ("-h",), ("--help",)])
def test_the_list_of_commands_names_all_of_them_in_order(arguments: tuple[str, ...]) -> None:
    shown = call(*arguments, cwd=ROOT)
    listed = (shown.stdout or shown.stderr).split("Commands:")[1].split("\n\n")[0]
    assert [line.split()[0] for line in listed.strip().splitlines()] == list(COMMANDS)
