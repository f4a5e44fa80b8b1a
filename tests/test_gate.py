"""The gate on the command line: what is chosen where, what comes first, and the last line that says what it came to."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.in_process import Ended, call
from tests.shared import ROOT
from tests.test_command_line import last_line, run

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
COUNTS = "gate: not_addressed 1 > 0 → exit 1"
"""Of the golden response: A2b is not addressed, and A3 neither, but waived until the end of 2024."""
MONEY = "supports: [{element: B2.money, fit: full}]"
NO_MONEY = "context: [B2.money]"
"""Makes B2, which is partly implemented, not addressed."""


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with the golden data, at the top of what looks like a repository."""
    shutil.copytree(GOLDEN, tmp_path / "data")
    (tmp_path / ".git").mkdir()
    return tmp_path


def gate(top: Path, *options: str, env: Mapping[str, str] | None = None, files: str = RESPONSE) -> Ended:
    """Assess the response and hold it to a gate, without printing the report."""
    return call("assess", files, "-f", "summary", *options, cwd=top, env=env)


def set_up(top: Path, text: str, name: str = "cpcheck.toml") -> None:
    """Write the settings of the project."""
    (top / name).write_text(text, encoding="utf-8")


def change(top: Path, old: str, new: str, file: str = RESPONSE) -> None:
    """Replace a part of a file, which must be there."""
    text = (top / file).read_text(encoding="utf-8")
    assert old in text
    (top / file).write_text(text.replace(old, new), encoding="utf-8")


# --- options ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], ""),
        (["--fail-on", "not_addressed"], COUNTS),
        (["--fail-on", "partly"], "gate: not_addressed 1 > 0; partly 3 > 0 → exit 1"),
        (["--max-not-addressed", "0"], COUNTS),
        (["--max-not-addressed", "1"], "gate: met"),
        (["--max-not-addressed", "1", "--no-waivers"], "gate: not_addressed 2 > 1 → exit 1"),
        (["--max-not-addressed", "5", "--fail-on", "not_addressed"], COUNTS),
        (["--strict"], "gate: lapsed 1 > 0 → exit 1"),
        (["--no-drafts"], "gate: draft 1 > 0 → exit 1"),
        (["--no-drafts", "--no-waivers", "--max-not-addressed", "2"], "gate: draft 2 > 0 → exit 1"),
        (["--strict", "--max-not-addressed", "0"], "gate: not_addressed 1 > 0; lapsed 1 > 0 → exit 1"),
        (["--gate", "--fail-on", "not_addressed"], COUNTS),
        (["--no-gate"], ""),
        (["--no-gate", "--fail-on", "not_addressed"], COUNTS),
        (["--baseline", "data/responses/../../known.json", "--fail-on", "not_addressed"], "gate: met"),
    ],
)
def test_each_option_holds_what_it_says(options: list[str], said: str, top: Path) -> None:
    known = [{"code": "CP201", "state": "XA", "id": "A2b"}]
    (top / "known.json").write_text(
        json.dumps({"kind": "baseline", "version": "1.0", "known": known}), encoding="utf-8"
    )
    done = gate(top, *options)
    assert done.last_line == said
    assert done.code == (1 if said.endswith("exit 1") else 0)
    assert done.stdout.startswith("## XA: EX(2024)07")


def test_the_last_line_names_the_reason_in_a_process_of_its_own(top: Path) -> None:
    done = run("assess", RESPONSE, "--fail-on", "not_addressed", "--no-waivers", cwd=top)
    assert (done.returncode, last_line(done)) == (1, "gate: not_addressed 2 > 0 → exit 1")
    assert "gate:" not in done.stdout


def test_what_the_gate_counts_and_skips_is_named(top: Path) -> None:
    said = gate(top, "--fail-on", "partly", "--strict").stderr.splitlines()
    assert said == [
        "not_addressed: XA A2b",
        "partly: XA A1, XA A2a, XA B2",
        "lapsed: XA A1 (ended on 2023-12-31)",
        "skipped, being waived: XA A3",
        "gate: not_addressed 1 > 0; partly 3 > 0; lapsed 1 > 0 → exit 1",
    ]


def test_quiet_is_silent_where_the_gate_is_met_and_says_why_where_it_is_not(top: Path) -> None:
    assert gate(top, "-q", "--max-not-addressed", "1").stderr == ""
    done = gate(top, "-q", "--max-not-addressed", "0")
    assert (done.code, done.last_line) == (1, COUNTS)


def test_reports_are_written_whether_or_not_the_gate_is_met(top: Path) -> None:
    done = gate(top, "--fail-on", "partly", "-o", "gap.md", "-o", "gap.json")
    assert done.code == 1
    assert (top / "gap.md").stat().st_size
    assert json.loads((top / "gap.json").read_text(encoding="utf-8"))["kind"] == "report"


def test_what_is_shown_does_not_move_the_gate(top: Path) -> None:
    assert gate(top, "--fail-on", "not_addressed", "--item", "A1").last_line == COUNTS
    assert gate(top, "--fail-on", "not_addressed", "--verdict", "partly").last_line == COUNTS


def test_a_repeated_item_is_counted_once(top: Path) -> None:
    assert [row["id"] for row in json.loads(gate(top, "-f", "json").stdout)["items"] if row["id"] == "B1"] == ["B1"]
    counted = gate(top, "--fail-on", "partly").stderr
    assert "B1" not in counted
    assert "partly 3 > 0" in counted


@pytest.mark.parametrize("verdict", ["implemented", "partly", "not_addressed"])
def test_an_override_does_not_move_the_gate(verdict: str, top: Path) -> None:
    change(top, "{item: A2a, verdict: partly", f"{{item: A2a, verdict: {verdict}")
    change(top, "{item: A1, verdict: implemented", "{item: A2b, verdict: implemented")
    change(top, "2023-01-10, expires: 2023-12-31", "2024-05-01, expires: 2030-12-31")
    done = gate(top, "--fail-on", "partly")
    assert done.last_line == "gate: not_addressed 1 > 0; partly 3 > 0 → exit 1"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-05-19", "gate: not_addressed 2 > 1 → exit 1"),
        ("2024-05-20", "gate: met"),
        ("2024-12-31", "gate: met"),
        ("2025-01-01", "gate: not_addressed 2 > 1 → exit 1"),
    ],
)
def test_a_waiver_holds_from_its_day_through_its_last_one(day: str, said: str, top: Path) -> None:
    assert gate(top, "--max-not-addressed", "1", "--as-of", day).last_line == said


def test_today_is_compared_with_waivers_too(top: Path) -> None:
    last_second, first = {"SOURCE_DATE_EPOCH": "1735689599"}, {"SOURCE_DATE_EPOCH": "1735689600"}
    assert gate(top, "--max-not-addressed", "1", "--as-of", "today", env=last_second).code == 0
    assert gate(top, "--max-not-addressed", "1", "--as-of", "today", env=first).code == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2023-12-31", "gate: met"),
        ("2024-01-01", "gate: lapsed 1 > 0 → exit 1"),
        ("2025-01-01", "gate: lapsed 2 > 0 → exit 1"),
        ("2025-06-02", "gate: lapsed 3 > 0 → exit 1"),
    ],
)
def test_strict_fails_for_what_has_run_out_on_the_day(day: str, said: str, top: Path) -> None:
    assert gate(top, "--strict", "--as-of", day).last_line == said


def test_drafts_that_were_reviewed_meet_the_gate(top: Path) -> None:
    assert "draft: XA A3, XA B2" in gate(top, "--no-drafts", "--as-of", "2025-01-01").stderr.splitlines()
    change(top, "review: {status: draft}", "review: {status: reviewed}")
    assert gate(top, "--no-drafts", "--as-of", "2025-01-01").last_line == "gate: met"


def test_a_draft_is_annotated_where_the_gate_asks_about_it_and_nowhere_else(top: Path) -> None:
    asked = gate(top, "--no-drafts", "-f", "github")
    assert "CP206" in asked.stdout
    assert "nobody has reviewed" in asked.stdout
    assert "CP206" not in gate(top, "--fail-on", "partly", "-f", "github").stdout


# --- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--gate"], "--gate asks for a gate and none is configured"),
        (["--no-waivers"], "none is configured"),
        (["--gate", "--no-waivers"], "none is configured"),
        (["--fail-on", "implemented"], "expected not_addressed or partly"),
        (["--fail-on", "partley"], 'did you mean "partly"?'),
        (["--fail-on", ""], "expected not_addressed or partly"),
        (["--max-not-addressed", "-1"], "--max-not-addressed"),
        (["--max-not-addressed", "few"], "--max-not-addressed"),
        (["--no-regression"], "expected --base"),
        (["--base", RESPONSE], "expected both, or neither"),
        (["--no-regression", "--base", "nowhere"], "neither a file or folder here nor a revision"),
        (["--no-regression", "--base", "--help"], "revision"),
        (["--baseline", "no.json", "--strict"], "1 problem in the data"),
        (["--baseline", RESPONSE, "--strict"], "1 problem in the data"),
        (["--write-baseline", RESPONSE], "1 problem in the data"),
        (["--write-baseline", "no/known.json"], "there is no folder no"),
        (["--config", "no.toml"], "1 problem in the data"),
        (["-o", "x.json", "--write-baseline", "./x.json"], "x.json"),
    ],
)
def test_what_cannot_be_held_exits_2_and_writes_nothing(options: list[str], words: str, top: Path) -> None:
    git(top, "init", "--quiet")
    before = sorted(top.rglob("*"))
    done = gate(top, *options)
    assert done.code == 2, done.stderr
    assert words in done.last_line
    assert done.stdout == ""
    assert sorted(top.rglob("*")) == before


# --- settings -----------------------------------------------------------------------------------------------------

SETTINGS = [
    ('fail-on = "not_addressed"', COUNTS),
    ('fail-on = "partly"', "gate: not_addressed 1 > 0; partly 3 > 0 → exit 1"),
    ("max-not-addressed = 0", COUNTS),
    ("max-not-addressed = 1", "gate: met"),
    ("max-not-addressed = 1\nno-waivers = true", "gate: not_addressed 2 > 1 → exit 1"),
    ("strict = true", "gate: lapsed 1 > 0 → exit 1"),
    ("no-drafts = true", "gate: draft 1 > 0 → exit 1"),
    ('no-regression = true\nbase = "old.yaml"', "gate: regression 1 > 0 → exit 1"),
    ('max-not-addressed = 0\nbaseline = "known.json"', "gate: met"),
    ("no-waivers = true", ""),
    ("", ""),
]


@pytest.mark.parametrize(("keys", "said"), SETTINGS)
@pytest.mark.parametrize(
    ("name", "table"),
    [("cpcheck.toml", "[gate]"), ("pyproject.toml", "[tool.cpcheck.gate]"), ("ci/gate.toml", "[gate]")],
    ids=["own", "shared", "named"],
)
def test_the_same_keys_in_a_file_hold_the_same(name: str, table: str, keys: str, said: str, top: Path) -> None:
    file = top / name
    file.parent.mkdir(exist_ok=True)
    shutil.copy(top / RESPONSE, file.parent / "old.yaml")
    shutil.copy(top / "data/recommendations.yaml", file.parent / "recommendations.yaml")
    known = [{"code": "CP201", "state": "XA", "id": name} for name in ("A2b", "A3")]
    baseline = json.dumps({"kind": "baseline", "version": "1.0", "known": known})
    (file.parent / "known.json").write_text(baseline, encoding="utf-8")
    if "regression" in keys:
        change(top, "type: draft_law\n        stage: tabled", "type: intention")
    set_up(top, f"{table}\n{keys}\n", name)
    done = gate(top, *(["--config", name] if name.startswith("ci/") else []))
    assert done.last_line == said, done.stderr
    assert done.code == (1 if said.endswith("exit 1") else 0)


def test_a_gate_that_is_configured_can_be_asked_for_and_refused(top: Path) -> None:
    set_up(top, '[gate]\nfail-on = "not_addressed"\n')
    assert gate(top).last_line == gate(top, "--gate").last_line == COUNTS
    refused = gate(top, "--no-gate")
    assert (refused.code, refused.stderr) == (0, "")


def test_a_refused_gate_needs_neither_its_base_nor_its_baseline(top: Path) -> None:
    set_up(top, '[gate]\nno-regression = true\nbase = "nowhere"\nbaseline = "gone.json"\n')
    assert gate(top, "--no-gate").code == 0
    assert gate(top).code == 2


def test_the_gate_of_the_repository_is_held_from_any_folder_in_it(top: Path) -> None:
    set_up(top, 'data = ["data"]\n[gate]\nfail-on = "not_addressed"\n')
    (top / "docs").mkdir()
    done = call("assess", "-f", "summary", cwd=top / "docs")
    assert (done.code, done.last_line) == (1, COUNTS)


@pytest.mark.parametrize("name", ["cpcheck.toml", "pyproject.toml"])
def test_an_unknown_key_exits_2_at_its_place(name: str, top: Path) -> None:
    table = "[gate]" if name == "cpcheck.toml" else "[tool.cpcheck.gate]"
    set_up(top, f'{table}\nfail_onn = "partly"\n', name)
    for command in ("assess", "validate"):
        done = call(command, RESPONSE, cwd=top)
        assert done.code == 2
        assert done.stderr.startswith(f'{name}:2:1: unknown key "fail-onn" in gate; did you mean "fail-on"?')


def test_data_of_the_project_is_read_where_no_file_is_named(top: Path) -> None:
    set_up(top, 'data = ["data"]\n')
    assert json.loads(call("assess", "-f", "json", cwd=top).stdout)["state"] == "XA"
    assert "data/responses/xa-2024.yaml: sound response" in call("validate", cwd=top).stderr


@pytest.mark.parametrize(
    ("keys", "env", "options", "said"),
    [
        ('fail-on = "partly"', {"CPCHECK_FAIL_ON": "not_addressed"}, [], COUNTS),
        ('fail-on = "not_addressed"', {"CPCHECK_FAIL_ON": "partly"}, ["--fail-on", "not_addressed"], COUNTS),
        ("max-not-addressed = 0", {"CPCHECK_MAX_NOT_ADDRESSED": "1"}, [], "gate: met"),
        ("max-not-addressed = 5", {"CPCHECK_MAX_NOT_ADDRESSED": "1"}, ["--max-not-addressed", "0"], COUNTS),
        ("max-not-addressed = 1", {"CPCHECK_NO_WAIVERS": "1"}, [], "gate: not_addressed 2 > 1 → exit 1"),
        ("", {"CPCHECK_STRICT": "true"}, [], "gate: lapsed 1 > 0 → exit 1"),
        ("", {"CPCHECK_NO_DRAFTS": "1"}, [], "gate: draft 1 > 0 → exit 1"),
        ("no-drafts = true", {"CPCHECK_NO_DRAFTS": "no"}, [], ""),
        ("", {"CPCHECK_FAIL_ON": "not_addressed"}, [], COUNTS),
        ("", {"CPCHECK_FAIL_ON": ""}, [], ""),
        ("", {"CPCHECK_FAIL_ON": "not_addressed"}, ["--gate"], COUNTS),
        ("strict = true", {"CPCHECK_STRICT": "0"}, [], ""),
        ("max-not-addressed = 1\nno-waivers = true", {"CPCHECK_NO_WAIVERS": "false"}, [], "gate: met"),
        ("", {"CPCHECK_FAIL_ON": "not_addressed"}, ["--no-gate"], ""),
        ("", {"CPCHECK_STRICT": "1", "CPCHECK_MAX_NOT_ADDRESSED": "0"}, ["--no-gate"], ""),
    ],
    ids=[
        "environment before file",
        "flag before environment",
        "looser environment before file",
        "stricter flag before environment",
        "a switch in the environment",
        "environment alone",
        "environment alone, drafts",
        "drafts allowed in the environment",
        "environment alone, a verdict",
        "an empty variable is none",
        "asked for, with the environment",
        "a switch turned off in the environment",
        "waivers turned on in the environment",
        "refused by a flag before the environment",
        "refused by a flag before several",
    ],
)
def test_flags_come_before_the_environment_and_that_before_the_file(
    keys: str, env: dict[str, str], options: list[str], said: str, top: Path
) -> None:
    set_up(top, f"[gate]\n{keys}\n")
    done = gate(top, *options, env=env)
    assert done.last_line == said
    assert done.code == (1 if said.endswith("exit 1") else 0)


def test_a_base_in_the_environment_alone_asks_for_nothing(top: Path) -> None:
    assert gate(top, env={"CPCHECK_BASE": "main"}).code == 0


def test_the_settings_can_be_named_in_the_environment(top: Path) -> None:
    set_up(top, "[gate]\nmax-not-addressed = 5\n")
    set_up(top, "[gate]\nmax-not-addressed = 0\n", "other.toml")
    env = {"CPCHECK_CONFIG": "other.toml"}
    assert gate(top, env=env).last_line == COUNTS
    assert gate(top, "--config", "cpcheck.toml", env=env).last_line == "gate: met"


def test_strict_of_the_project_holds_for_validate_too(top: Path) -> None:
    assert call("validate", RESPONSE, cwd=top).code == 0
    set_up(top, "[gate]\nstrict = true\n")
    done = call("validate", RESPONSE, cwd=top)
    assert (done.code, done.last_line) == (1, "validate: 0 errors, 4 warnings, 2 notices → exit 1")


# --- baselines ----------------------------------------------------------------------------------------------------


def read_known(top: Path, name: str = "known.json") -> set[tuple[str, str, str]]:
    """Return the entries of a baseline."""
    data = json.loads((top / name).read_text(encoding="utf-8"))
    return {(entry["code"], entry["state"], entry["id"]) for entry in data["known"]}


GAPS = {("CP201", "XA", "A2b"), ("CP202", "XA", "A1"), ("CP202", "XA", "A2a"), ("CP202", "XA", "B2")}


@pytest.mark.parametrize("first", ["assess", "validate"])
def test_assess_and_validate_write_into_one_file_and_lose_nothing_of_each_other(first: str, top: Path) -> None:
    for command in (first, "validate" if first == "assess" else "assess", first):
        done = call(command, RESPONSE, "--write-baseline", "known.json", cwd=top)
        assert (done.code, "wrote known.json" in done.stderr) == (0, True)
    known = read_known(top)
    assert known >= GAPS
    assert {code for code, _, _ in known} == {"CP101", "CP103", "CP114", "CP115", "CP116", "CP117", "CP201", "CP202"}
    options = ("--baseline", "known.json")
    assert gate(top, *options, "--fail-on", "partly").last_line == "gate: met"
    validated = call("validate", RESPONSE, "--strict", *options, cwd=top)
    assert (validated.code, validated.stdout) == (0, "")
    assert "lints: 0 errors, 0 warnings, 0 notices; 6 suppressed" in validated.stderr


def test_writing_a_baseline_again_changes_no_byte(top: Path) -> None:
    for command in ("assess", "validate"):
        call(command, RESPONSE, "--write-baseline", "known.json", cwd=top)
    before = (top / "known.json").read_bytes()
    for command in ("assess", "validate"):
        done = call(command, RESPONSE, "--write-baseline", "known.json", "--baseline", "known.json", cwd=top)
        assert done.code == 0
    assert (top / "known.json").read_bytes() == before


def test_a_baseline_written_for_one_state_keeps_what_is_known_of_another(top: Path) -> None:
    for name in ("data/recommendations.yaml", RESPONSE):
        other = top / "other" / Path(name).name
        other.parent.mkdir(exist_ok=True)
        text = (top / name).read_text(encoding="utf-8").replace("XA", "YB").replace("EX/", "YB/")
        other.write_text(text, encoding="utf-8")
    for command in ("assess", "validate"):
        for file in (RESPONSE, "other/xa-2024.yaml"):
            call(command, file, "--write-baseline", "known.json", cwd=top)
    entries = read_known(top)
    for state in ("XA", "YB"):
        assert {code for code, of, _ in entries if of == state} >= {"CP101", "CP201", "CP202"}, state


def test_a_finding_is_known_by_what_it_is_about_and_never_by_line(top: Path) -> None:
    for command in ("assess", "validate"):
        call(command, RESPONSE, "--write-baseline", "known.json", cwd=top)
    change(top, "kind: response\n", "# one\n# two\n\nkind: response\n")
    options = ("--strict", "--baseline", "known.json")
    assert call("validate", RESPONSE, *options, cwd=top).code == 0
    assert gate(top, "--fail-on", "partly", "--baseline", "known.json").code == 0


def test_what_is_new_fails_beside_what_is_known(top: Path) -> None:
    for command in ("assess", "validate"):
        call(command, RESPONSE, "--write-baseline", "known.json", cwd=top)
    change(top, MONEY, NO_MONEY)
    done = gate(top, "--fail-on", "not_addressed", "--baseline", "known.json")
    assert (done.code, done.last_line) == (1, COUNTS)
    assert "not_addressed: XA B2" in done.stderr
    assert "skipped, being in the baseline: XA A2b" in done.stderr
    change(top, "        context: [A2b.enter, A2b.train]\n", "")
    validated = call("validate", RESPONSE, "--strict", "--baseline", "known.json", cwd=top)
    assert validated.code == 1
    assert "unlinked-evidence: r2.3" in validated.stdout
    assert "r1.3" not in validated.stdout


def test_an_entry_that_nothing_matches_any_more_is_told(top: Path) -> None:
    call("assess", RESPONSE, "--write-baseline", "known.json", cwd=top)
    change(top, MONEY, NO_MONEY)
    done = gate(top, "--fail-on", "not_addressed", "--baseline", "known.json", "--max-not-addressed", "9")
    assert "in the baseline, and found no more (take them out): CP202 XA B2" in done.stderr
    renewed = gate(top, "--write-baseline", "known.json")
    assert renewed.code == 0
    assert {("CP201", "XA", "B2")} <= read_known(top)
    assert ("CP202", "XA", "B2") not in read_known(top)


def test_a_waiver_that_runs_out_is_not_hidden_by_a_baseline_written_while_it_held(top: Path) -> None:
    call("assess", RESPONSE, "--write-baseline", "known.json", cwd=top)
    done = gate(top, "--fail-on", "not_addressed", "--baseline", "known.json", "--as-of", "2025-01-01")
    assert (done.code, "not_addressed: XA A3" in done.stderr) == (1, True)


def test_a_suppressed_remark_is_not_written_to_the_baseline(top: Path) -> None:
    change(top, "note: No date is given.", "suppress: [{code: CP101, reason: The reply gives none.}]")
    call("validate", RESPONSE, "--write-baseline", "known.json", cwd=top)
    assert "CP101" not in {code for code, _, _ in read_known(top)}


def test_a_remark_that_is_suppressed_and_known_too_keeps_its_reason(top: Path) -> None:
    call("validate", RESPONSE, "--write-baseline", "known.json", cwd=top)
    change(top, "note: No date is given.", "suppress: [{code: CP101, reason: The reply gives none.}]")
    done = call("validate", RESPONSE, "--baseline", "known.json", "-f", "json", cwd=top)
    accepted = {remark["code"]: remark["accepted"] for remark in json.loads(done.stdout)["remarks"]}
    assert accepted["CP101"] == "The reply gives none."
    assert accepted["CP114"] == "known in the baseline"


def test_no_baseline_is_written_of_files_that_are_not_sound(top: Path) -> None:
    change(top, "state: XA", "state: xa")
    for command in ("assess", "validate"):
        done = call(command, RESPONSE, "--write-baseline", "known.json", cwd=top)
        assert (done.code, (top / "known.json").exists()) == (2, False)


def test_the_baseline_of_the_project_counts_from_its_folder(top: Path) -> None:
    call("assess", RESPONSE, "--write-baseline", "known.json", cwd=top)
    set_up(top, 'data = ["data"]\n[gate]\nfail-on = "partly"\nbaseline = "known.json"\n')
    done = call("assess", "-f", "summary", cwd=top / "data")
    assert (done.code, done.last_line) == (0, "gate: met")


# --- regressions --------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    """Run git without a person's settings."""
    identity = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "init.defaultBranch=main")
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder)}
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(top: Path) -> Path:
    """Return the folder, as a repository with one commit that is called `main`."""
    (top / ".git").rmdir()
    git(top, "init", "--quiet")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "Begin")
    return top


def test_nothing_changed_is_no_regression(repository: Path) -> None:
    done = gate(repository, "--no-regression", "--base", "main")
    assert (done.code, done.last_line) == (0, "gate: met")


@pytest.mark.parametrize("base", ["main", "HEAD", "old.yaml", "old"])
def test_a_worse_verdict_fails_against_a_revision_a_file_and_a_folder(base: str, repository: Path) -> None:
    shutil.copy(repository / RESPONSE, repository / "old.yaml")
    shutil.copy(repository / "data/recommendations.yaml", repository / "recommendations.yaml")
    shutil.copytree(repository / "data", repository / "old")
    change(repository, MONEY, NO_MONEY)
    done = gate(repository, "--no-regression", "--base", base)
    assert (done.code, done.last_line) == (1, "gate: regression 1 > 0 → exit 1")
    assert done.stderr.splitlines()[0] == f"regression against {base}: XA B2 (partly → not_addressed)"


def test_a_better_verdict_and_an_edit_that_moves_none_are_no_regression(repository: Path) -> None:
    change(repository, "kind: response\n", "# a remark\nkind: response\n")
    change(repository, "date: 2021-06-01", "date: 2023-06-01")
    change(repository, "note: No date is given.", "date: 2023-07-01")
    done = gate(repository, "--no-regression", "--base", "main")
    assert (done.code, done.last_line) == (0, "gate: met")


def test_what_is_committed_too_is_compared_with_the_commit_before(repository: Path) -> None:
    change(repository, MONEY, NO_MONEY)
    git(repository, "commit", "--quiet", "--all", "--message", "Worse")
    assert gate(repository, "--no-regression", "--base", "HEAD").code == 0
    assert gate(repository, "--no-regression", "--base", "HEAD~1").code == 1


def test_a_waiver_excuses_a_regression_and_no_waivers_does_not(repository: Path) -> None:
    change(repository, MONEY, NO_MONEY)
    change(repository, "waivers:\n", "waivers:\n  - {item: B2, reason: Agreed., by: N., on: 2024-05-20}\n")
    assert gate(repository, "--no-regression", "--base", "main").code == 0
    assert gate(repository, "--no-regression", "--base", "main", "--no-waivers").code == 1


def test_from_a_subfolder_the_same_file_of_the_revision_is_compared(repository: Path) -> None:
    change(repository, MONEY, NO_MONEY)
    done = call("assess", "xa-2024.yaml", "--no-regression", "--base", "main", cwd=repository / "data/responses")
    assert (done.code, done.last_line) == (1, "gate: regression 1 > 0 → exit 1")


def test_a_file_that_was_moved_is_still_compared(repository: Path) -> None:
    change(repository, MONEY, NO_MONEY)
    (repository / RESPONSE).rename(repository / "data/responses/renamed.yaml")
    done = gate(repository, "--no-regression", "--base", "main", files="data")
    assert (done.code, done.last_line) == (1, "gate: regression 1 > 0 → exit 1"), done.stderr


def test_a_response_that_is_gone_is_told(repository: Path) -> None:
    shutil.copy(repository / RESPONSE, repository / "data/responses/second.yaml")
    change(repository, "EX(2024)07", "EX(2024)08", "data/responses/second.yaml")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "A second reply")
    (repository / RESPONSE).unlink()
    done = gate(repository, "--no-regression", "--base", "HEAD", files="data")
    assert "and gone here, so not compared: XA EX(2024)07" in done.stderr


def test_a_response_from_standard_input_is_compared_or_refused_and_never_passed(repository: Path) -> None:
    change(repository, MONEY, NO_MONEY)
    text = (repository / RESPONSE).read_text(encoding="utf-8")
    options = ("--recommendations", "data/recommendations.yaml", "--no-regression", "--base", "main")
    done = call("assess", "-", *options, cwd=repository, stdin=text)
    assert done.code in {1, 2}, done.stderr


def test_a_new_file_has_nothing_to_be_worse_than(repository: Path) -> None:
    shutil.copy(repository / RESPONSE, repository / "data/responses/second.yaml")
    change(repository, "EX(2024)07", "EX(2024)08", "data/responses/second.yaml")
    change(repository, MONEY, NO_MONEY, "data/responses/second.yaml")
    done = gate(repository, "--no-regression", "--base", "main", files="data")
    assert (done.code, done.last_line) == (0, "gate: met")


def test_a_base_that_is_broken_is_told_with_revision_and_path(repository: Path) -> None:
    change(repository, "state: XA", "state: xa")
    git(repository, "commit", "--quiet", "--all", "--message", "Broken")
    change(repository, "state: xa", "state: XA")
    done = gate(repository, "--no-regression", "--base", "HEAD")
    assert done.code == 2
    assert done.stderr.startswith(f"HEAD:{RESPONSE}:3:8: state is")


def test_a_misspelt_revision_is_refused_with_the_nearest(repository: Path) -> None:
    done = gate(repository, "--no-regression", "--base", "mian")
    assert (done.code, 'did you mean "main"?' in done.last_line) == (2, True)


def test_outside_a_repository_a_revision_is_refused(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN, tmp_path / "data")
    done = gate(tmp_path, "--no-regression", "--base", "main")
    assert (done.code, "this is in no git repository" in done.last_line) == (2, True)


def test_in_a_shallow_clone_a_missing_revision_is_told_with_how_to_get_it(repository: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "More")
    git(repository, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    done = gate(repository / "shallow", "--no-regression", "--base", "HEAD~1")
    assert (done.code, "shallow" in done.last_line) == (2, True)
