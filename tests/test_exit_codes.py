"""The table of exit codes of the design (section 6), for every command: a promise that no flag moves."""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from cpcheck.cli.app import app
from cpcheck.errors import ExitCode
from tests.in_process import Ended, call
from tests.shared import ROOT
from tests.test_command_line import INHERITED
from tests.test_gate import git
from tests.test_import import REPORT

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
SET = "data/recommendations.yaml"
REGISTERED = [str(command.name) for command in app.registered_commands]
"""Commands that there are, as they are called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of the table: what is asked of a command, and what it answers."""

    command: str
    code: int
    arguments: tuple[str, ...]
    flags: tuple[tuple[str, ...], ...] = ()
    """Further flags, none of which moves the code."""
    last: str = ""
    """What the last line on standard error says."""


def row(code: int, asked: str, *flags: str, last: str = "") -> Row:
    """Write a line of the table; flags that belong together are joined by spaces."""
    command, *arguments = asked.split()
    further = tuple(tuple(flag.split()) for flag in flags)
    return Row(command=command, code=code, arguments=tuple(arguments), flags=further, last=last)


SHOWN = ("-q", "--no-color", "-f json", "-f sarif", "--no-annotations", "-o out.md", "--item A1", "--third-party")
TOLD = ("-q", "-f json", "-f github", "--no-annotations", "-o out.sarif")
MOVED = ("-q", "-f md", "-f json", "--no-color", "-o out.md")
SITE = ("-q", "--lang fr", "--third-party", "--as-of today")

TABLE = (
    row(0, f"assess {RESPONSE}", *SHOWN, "--no-gate", "--as-of today"),
    row(0, f"assess {RESPONSE} --max-not-addressed 1", *SHOWN, last="gate: met"),
    row(1, f"assess {RESPONSE} --fail-on partly", *SHOWN, "--no-gate", last="gate: not_addressed 1 > 0; partly 3 > 0"),
    row(1, f"assess {RESPONSE} --strict", *SHOWN, last="gate: lapsed 1 > 0"),
    row(1, "assess worse.yaml --no-regression --base old", *SHOWN, last="gate: regression 1 > 0"),
    row(2, "assess gone.yaml", *SHOWN, "--fail-on partly", "--strict", last="assess: 1 problem in the data"),
    row(2, "assess broken.yaml", *SHOWN, "--fail-on partly", last="assess: 1 problem in the data"),
    row(2, "assess data/empty", *SHOWN, last="assess: data/empty: the folder holds no .yaml file"),
    row(2, f"assess {RESPONSE} --gate", *SHOWN, last="assess: --gate asks for a gate"),
    row(2, f"assess {RESPONSE} --verdict partley", *SHOWN, last="assess: --verdict"),
    row(2, f"assess {RESPONSE} --no-such-option", *SHOWN, last="No such option: --no-such-option"),
    row(2, f"assess {RESPONSE} -o gone/out.md", "-q", "--fail-on partly", last="assess: gone/out.md: it cannot"),
    row(0, f"validate {RESPONSE}", *TOLD, "--as-of 2024-06-01", "--fix"),
    row(0, f"validate {RESPONSE} --strict --baseline known.json", *TOLD),
    row(1, f"validate {RESPONSE} --strict", *TOLD, last="validate: 0 errors, 4 warnings, 2 notices"),
    row(1, "validate lint-error.yaml", *TOLD, "--strict", last="validate: 1 error"),
    row(2, "validate broken.yaml", *TOLD, "--strict", "--fix", last="validate: 1 problem in 1 file"),
    row(2, f"validate broken.yaml lint-error.yaml {RESPONSE}", *TOLD, "--strict", last="validate: 1 problem in 1 file"),
    row(2, "validate gone.yaml", *TOLD, "--strict", last="validate: 1 problem in 1 file"),
    row(2, "validate --fix", *TOLD, last="validate: --fix would write to the shipped data"),
    row(2, f"validate {RESPONSE} -f table", "-q", "--strict", last='validate: -f is "table"'),
    row(2, f"validate {RESPONSE} --baseline broken.yaml", *TOLD, last="validate: 1 problem in the data"),
    row(0, f"explain A2b {RESPONSE}", "--as-of today", "--third-party"),
    row(0, "explain CP107"),
    row(0, "explain CP201"),
    row(2, f"explain A9 {RESPONSE}", "--third-party", last='explain: there is nothing called "A9"'),
    row(2, "explain A1 broken.yaml", "--third-party", last="explain: 1 problem in the data"),
    row(2, "explain", last="Missing argument 'TOPIC'"),
    row(0, f"verify {RESPONSE} --source whole.txt", "-q"),
    row(1, f"verify {RESPONSE} --source nothing.txt", "-q", last="verify: "),
    row(2, f"verify {RESPONSE} --source gone.txt", "-q", last="verify: gone.txt"),
    row(2, "verify broken.yaml --source nothing.txt", "-q", last="verify: 1 problem in the data"),
    row(2, f"verify {RESPONSE}", "-q", last="Missing option '--source'"),
    row(0, "schema"),
    row(0, "schema response"),
    row(2, "schema respose", last='schema: no schema "respose"'),
    row(2, "schema response report", last="Got unexpected extra argument"),
    row(0, "init new", "-q"),
    row(2, "init .", "-q", last="init: nothing was written"),
    row(2, "init one two", "-q", last="Got unexpected extra argument"),
    row(0, f"new XA --recommendations {SET} -o fresh.yaml", "-q", "--received 2024-05-02", "--symbol EX1"),
    row(0, f"new XA --recommendations {SET} -o -", "-q"),
    row(2, f"new XB --recommendations {SET}", "-q", last="new: EX/Rec(2022)01 addresses XA"),
    row(2, f"new XA --recommendations {SET} -o {RESPONSE}", "-q", last="new: nothing was written"),
    row(2, "new XA --recommendations broken.yaml", "-q", last="new: 2 problems in the data"),
    row(2, "new XA", "-q", last="Missing option '--recommendations'"),
    row(0, "diff old data", *MOVED),
    row(0, f"diff {RESPONSE} worse.yaml", *MOVED),
    row(0, f"diff HEAD {RESPONSE}", *MOVED),
    row(2, "diff nowhere data", *MOVED, last="diff: "),
    row(2, f"diff broken.yaml {RESPONSE}", *MOVED, last="diff: 1 problem in the data"),
    row(2, "diff", last="Missing argument 'OLD'"),
    row(0, f"compare {RESPONSE} later.yaml", *MOVED, "-f csv", "--item A1", "--theme labour", "--third-party"),
    row(2, f"compare {RESPONSE}", *MOVED, last="compare: expected at least two responses"),
    row(2, f"compare {RESPONSE} worse.yaml", *MOVED, last="compare: data/responses/xa-2024.yaml and worse.yaml both"),
    row(2, f"compare {RESPONSE} broken.yaml", *MOVED, last="compare: 1 problem in the data"),
    row(2, f"compare {RESPONSE} later.yaml --theme labor", *MOVED, last="compare: no reply is asked about the theme"),
    row(2, "compare", last="Missing argument 'FILE...'"),
    row(0, f"site {RESPONSE} -o site", *SITE, last="wrote site"),
    row(2, f"site {RESPONSE} -o data", *SITE, last="site: data: it holds what no site of ours wrote"),
    row(2, "site broken.yaml -o site", *SITE, last="site: 1 problem in the data"),
    row(2, f"site {RESPONSE} -o gone/site", *SITE, last="site: gone/site: there is no folder gone"),
    row(2, f"site {RESPONSE}", last="Missing option '--output' / '-o'"),
    row(0, f"history A2b {RESPONSE}", *MOVED, "--limit 1"),
    row(2, f"history A9 {RESPONSE}", *MOVED, last="history: "),
    row(2, "history A2b nowhere.yaml", *MOVED, last="history: "),
    row(2, f"history A2b {RESPONSE} --limit 0", "-q", last="Invalid value for '--limit'"),
    row(2, "history", last="Missing argument 'ITEM'"),
    row(0, f"agree {RESPONSE} worse.yaml", *MOVED),
    row(2, f"agree {RESPONSE} nowhere.yaml", *MOVED, last="agree: "),
    row(2, f"agree broken.yaml {RESPONSE}", *MOVED, last="agree: "),
    row(2, f"agree {RESPONSE}", last="Missing argument 'SECOND'"),
    row(0, f"export {RESPONSE} -o out.csv", "-q", "--rulebook hrc", "--third-party", "--as-of 2025-01-01"),
    row(2, f"export {RESPONSE} -o out.txt", "-q", last="export: out.txt: the suffix does not tell the form"),
    row(2, "export broken.yaml -o out.csv", "-q", last="export: 1 problem in the data"),
    row(2, f"export {RESPONSE} -o nowhere/out.csv", "-q", last="export: nowhere/out.csv: it cannot be written"),
    row(2, "export", last="Missing option '--output'"),
    row(0, "templates eject new", "-q"),
    row(2, "templates ejekt", "-q", last='templates: there is no "ejekt"'),
    row(2, "templates", last="Missing argument 'eject'"),
    row(0, f"review {RESPONSE} --list", "-q", "--item A1"),
    row(2, f"review {RESPONSE}", "-q", last="review: review asks a person"),
    row(2, f"review {RESPONSE} --list --answer r99", "-q", last="review: --answer is"),
    row(2, "review broken.yaml --list", "-q", last="review: 1 problem in the data"),
    row(2, "review", last="Missing argument 'FILE'"),
    row(0, "import report.txt -o drafted", "-q", "--set R1"),
    row(2, "import nowhere.txt", "-q", last="import: nowhere.txt: the source cannot be read"),
    row(2, "import nothing.txt", "-q", last="import: "),
    row(2, "import", last="Missing argument 'REPORT'"),
)

BREAKABLE = {
    "assess": (f"assess {RESPONSE} --fail-on partly", "cpcheck.cli.views.view_whole"),
    "validate": (f"validate {RESPONSE} --strict", "cpcheck.cli.validate.merge_checked"),
    "explain": ("explain rule:done", "cpcheck.store.rulebooks.load_rulebook"),
    "verify": (f"verify {RESPONSE} --source nothing.txt", "cpcheck.importers.text.read_text"),
    "schema": ("schema response", "cpcheck.store.schemas.read_schema_text"),
    "init": ("init new", "cpcheck.cli.new_files.create_files"),
    "new": (f"new XA --recommendations {SET}", "cpcheck.store.build.build_recommendations"),
    "diff": ("diff old data", "cpcheck.comparison.compare_all"),
    "compare": (f"compare {RESPONSE} later.yaml", "cpcheck.matrix.build_matrix"),
    "site": (f"site {RESPONSE} -o site", "cpcheck.cli.site_folder.create_file"),
    "export": (f"export {RESPONSE} -o out.csv", "cpcheck.cli.rating.load_rulebook"),
    "history": (f"history A2b {RESPONSE}", "cpcheck.store.git.find_repository"),
    "templates": ("templates eject new", "cpcheck.cli.new_files.create_files"),
    "review": (f"review {RESPONSE} --list", "cpcheck.store.drafts.load_drafts"),
    "import": ("import report.txt -o drafted", "cpcheck.importers.segment.segment_document"),
    "agree": (f"agree {RESPONSE} worse.yaml", "cpcheck.store.cases.load_filed_cases"),
}
"""For each command, a run and a function that it cannot do without."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository that holds what the table speaks of."""
    top = tmp_path_factory.mktemp("made")
    shutil.copytree(GOLDEN, top / "data")
    shutil.copytree(GOLDEN, top / "old")
    shutil.copy(top / SET, top / "recommendations.yaml")
    text = (top / RESPONSE).read_text(encoding="utf-8")
    (top / "broken.yaml").write_text(text.replace("state: XA", "state: xa"), encoding="utf-8")
    worse = text.replace("supports: [{element: B2.money, fit: full}]", "context: [B2.money]")
    (top / "worse.yaml").write_text(worse, encoding="utf-8")
    later = text.replace("symbol: EX(2024)07, received: 2024", "symbol: EX(2026)01, received: 2026")
    (top / "later.yaml").write_text(later, encoding="utf-8")
    (top / "nothing.txt").write_text("nothing\n" * 60, encoding="utf-8")
    (top / "report.txt").write_text(REPORT, encoding="utf-8")
    (top / "data/empty").mkdir()
    git(top, "init", "--quiet")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "Begin")
    spoil(top, text)
    call("validate", RESPONSE, "--write-baseline", "known.json", cwd=top)
    return top


def spoil(top: Path, text: str) -> None:
    """Write a response in which a lint finds an error, and a source in which every anchor stands."""
    old = "supports: [{element: A3.register, fit: partial}]"
    assert old in text
    (top / "lint-error.yaml").write_text(text.replace(old, old.replace("partial", "full")), encoding="utf-8")
    lines = [""] * 60
    lines[12] = "round the clock since January four languages under contract called back within the day"
    lines[39] = "agencies are well known 1.2 million in 2021 calls back the same day"
    lines[0] = "tabled on 8 November no plans to provide for labour strategy 2020-2025"
    (top / "whole.txt").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def top(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to write into."""
    return Path(shutil.copytree(made, tmp_path / "top"))


def ask(top: Path, wanted: Row, *flags: str) -> Ended:
    """Run a line of the table."""
    return call(wanted.command, *wanted.arguments, *flags, cwd=top)


def name(one: Row) -> str:
    """Return what a test of a line of the table is called."""
    return " ".join((str(one.code), one.command, *one.arguments))


@pytest.mark.parametrize("wanted", [one for one in TABLE if one.command in REGISTERED], ids=name)
def test_the_code_is_that_of_the_table_and_the_last_line_says_why(wanted: Row, top: Path) -> None:
    done = ask(top, wanted)
    assert done.code == wanted.code, done.stderr
    assert wanted.last in done.last_line
    if wanted.code != ExitCode.OK:
        assert done.last_line.removesuffix(f" → exit {wanted.code}")
        assert wanted.last


@pytest.mark.parametrize("wanted", [one for one in TABLE if one.command in REGISTERED and one.flags], ids=name)
def test_no_flag_moves_the_code(wanted: Row, made: Path, tmp_path: Path) -> None:
    for place, flags in enumerate(wanted.flags):
        folder = Path(shutil.copytree(made, tmp_path / str(place)))
        done = ask(folder, wanted, *flags)
        assert done.code == wanted.code, (flags, done.stderr)


@pytest.mark.parametrize("wanted", [one for one in TABLE if one.command in REGISTERED], ids=name)
def test_no_environment_moves_the_code(wanted: Row, top: Path) -> None:
    env = {"GITHUB_ACTIONS": "true", "CI": "true", "CPCHECK_DEBUG": "1", "NO_COLOR": "1", "TERM": "dumb"}
    done = call(wanted.command, *wanted.arguments, cwd=top, env=env)
    assert done.code == wanted.code, done.stderr
    assert wanted.last in done.last_line


def test_every_command_is_in_the_table_with_every_code_it_can_end_in() -> None:
    told = {command: {one.code for one in TABLE if one.command == command} for command in REGISTERED}
    assert set(REGISTERED) <= {one.command for one in TABLE}
    assert set(REGISTERED) <= set(BREAKABLE)
    gated = {"assess", "validate", "verify"}
    assert told == {command: {0, 1, 2} if command in gated else {0, 2} for command in REGISTERED}


def test_the_numbers_are_those_of_the_design() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "OK": 0,
        "GATE_NOT_MET": 1,
        "BAD_INPUT": 2,
        "BUG": 3,
        "INTERRUPTED": 130,
    }


# --- bugs and interruptions ---------------------------------------------------------------------------------------


def break_off(target: str, error: BaseException, top: Path, asked: str, **env: str) -> Ended:
    """Run a command while one function raises."""
    module, _, function = target.rpartition(".")

    def fail(*_: object, **__: object) -> None:
        raise error

    with patch.object(importlib.import_module(module), function, fail):
        return call(*asked.split(), cwd=top, env=env)


@pytest.mark.parametrize("command", REGISTERED)
@pytest.mark.parametrize(
    "error",
    [RuntimeError("own fault"), KeyError("own fault"), AssertionError(), RecursionError(), EOFError(), MemoryError()],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_exits_3_and_says_what_to_do(command: str, error: Exception, top: Path) -> None:
    asked, target = BREAKABLE[command]
    done = break_off(target, error, top, asked)
    assert done.code == 3, done.stderr
    assert done.last_line == "internal error → exit 3"
    assert type(error).__name__ in done.stderr
    assert "Traceback" not in done.stderr
    assert "This is a bug. Please report it" in done.stderr


def test_a_bug_shows_where_it_happened_to_who_asks(top: Path) -> None:
    asked, target = BREAKABLE["assess"]
    done = break_off(target, RuntimeError("own fault"), top, asked, CPCHECK_DEBUG="1")
    assert (done.code, done.last_line) == (3, "internal error → exit 3")
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("command", REGISTERED)
def test_an_interruption_exits_130_and_writes_nothing(command: str, top: Path) -> None:
    asked, target = BREAKABLE[command]
    before = sorted(top.rglob("*"))
    done = break_off(target, KeyboardInterrupt(), top, asked)
    assert (done.code, done.last_line) == (130, f"{command}: interrupted → exit 130")
    assert "Traceback" not in done.stderr
    assert sorted(top.rglob("*")) == before


@pytest.mark.parametrize("arguments", [["assess", "-"], ["validate", "-"]], ids=" ".join)
def test_ctrl_c_while_it_reads_exits_130(arguments: list[str], top: Path) -> None:
    command = [sys.executable, "-m", "cpcheck", *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=top, env={**INHERITED, "HOME": str(top)}, text=True, **pipes) as process:  # type: ignore[call-overload]
        wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 130, said
    assert said.splitlines() == [f"{arguments[0]}: interrupted → exit 130"]


def wait_until_it_reads(process: int) -> None:
    """Wait until a process waits for its standard input."""
    place = Path(f"/proc/{process}/wchan")
    for _ in range(100):
        if not place.exists() or "pipe" in place.read_text(encoding="utf-8"):
            time.sleep(0.05)
            return
        time.sleep(0.05)
    time.sleep(1.5)


def test_a_closed_pipe_is_no_failure(top: Path) -> None:
    command = [sys.executable, "-m", "cpcheck", "schema", "response"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command, cwd=top, env={**INHERITED, "HOME": str(top)}, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode in {0, 141}, done.stderr) == (True, b"")


# --- usage --------------------------------------------------------------------------------------------------------


def test_no_command_at_all_exits_2(top: Path) -> None:
    done = call(cwd=top)
    assert (done.code, done.stdout) == (2, "")
    assert "Usage: cpcheck" in done.stderr


def test_an_unknown_command_exits_2_and_is_named(top: Path) -> None:
    done = call("asses", cwd=top)
    assert (done.code, "asses" in done.last_line) == (2, True)


@pytest.mark.parametrize("command", REGISTERED)
def test_help_exits_0_and_an_unknown_option_2(command: str, top: Path) -> None:
    shown = call(command, "--help", cwd=top)
    assert (shown.code, shown.stderr) == (0, "")
    done = call(command, "--no-such-option", cwd=top)
    assert (done.code, done.stdout) == (2, "")
    assert "--no-such-option" in done.last_line
