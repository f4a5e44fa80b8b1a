"""What a user seldom meets: each is told with what was found and what was expected, and leaves no file behind."""

import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

import pytest

from cpcheck import __version__, assets
from cpcheck.cli import new_files
from cpcheck.cli.whole_file import create_file
from tests.in_process import call
from tests.repositories import SETTINGS
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
IMPORTED = ("--state", "XR", "--set", "EX/Rec(2023)09", "--symbol", "EX(2025)01", "-o", "new")
REPORT = ROOT / "tests" / "layouts" / "bold_demands.md"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with a set and a reply to it, and nothing above it that is looked at."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(GOLDEN, tmp_path / "data")
    return tmp_path


def test_the_version_is_told_among_other_options(top: Path) -> None:
    done = call("--version", "assess", cwd=top)
    assert (done.code, done.stdout) == (0, f"cpcheck {__version__}\n")


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "2024-02"])
def test_a_day_of_assessment_must_be_one(top: Path, day: str) -> None:
    done = call("assess", RESPONSE, "--as-of", day, cwd=top)
    assert done.code == 2
    assert f'--as-of is "{day}"; expected a day as YYYY-MM-DD, or today' in done.stderr


@pytest.mark.parametrize("epoch", ["soon", "9" * 30])
def test_the_day_of_a_build_must_be_seconds(top: Path, epoch: str) -> None:
    done = call("assess", RESPONSE, "--as-of", "today", cwd=top, env={"SOURCE_DATE_EPOCH": epoch})
    assert done.code == 2
    assert f'SOURCE_DATE_EPOCH is "{epoch}"; expected seconds since 1970' in done.stderr


def test_of_several_responses_explain_asks_which(top: Path) -> None:
    shutil.copy(top / RESPONSE, top / "data/responses/again.yaml")
    (top / "cpcheck.toml").write_text('data = ["data"]\n', encoding="utf-8")
    done = call("explain", "A2a", cwd=top)
    assert done.code == 2
    assert "there are 2 responses to choose from; expected FILE after the topic" in done.stderr


@pytest.mark.parametrize(
    ("option", "text"), [("--adopted", "June"), ("--received", "2025-13-01"), ("--adopted", "2023-06")]
)
def test_a_day_given_to_import_must_be_one(top: Path, option: str, text: str) -> None:
    days = {"--adopted": "2023-01-01", "--received": "2025-03-01", option: text}
    done = call("import", str(REPORT), *IMPORTED, *(word for pair in days.items() for word in pair), cwd=top)
    assert done.code == 2
    assert f'{option} is "{text}"; expected a day as YYYY-MM-DD' in done.stderr
    assert not (top / "new").exists()


def test_where_no_response_was_committed_nothing_is_compared_and_none_has_a_history(top: Path) -> None:
    shutil.rmtree(top / ".git")
    for command in (("init", "--quiet"), ("add", "data/recommendations.yaml"), ("commit", "-qm", "data: Add a set")):
        subprocess.run(["git", *command], cwd=top, env={"PATH": "/usr/bin:/bin", **SETTINGS}, check=True)
    (top / "cpcheck.toml").write_text('data = ["data"]\n', encoding="utf-8")
    done = call("history", "A2a", cwd=top)
    assert done.code == 2
    assert "no response is committed there; expected FILE, or --data PATH" in done.stderr
    shutil.rmtree(top / "data/responses")
    done = call("diff", "HEAD", cwd=top)
    assert done.code == 2
    assert "neither side holds a response; expected files that say kind: response, or --data PATH" in done.stderr


def test_a_gate_tells_that_its_base_had_nothing_to_compare_with(top: Path) -> None:
    base = str(ROOT / "tests/golden/comparison/responses/xb-2020.yaml")
    done = call("assess", RESPONSE, "--no-regression", "--base", base, "-f", "summary", cwd=top)
    assert f"at {base} there is none of these responses, so nothing was compared" in done.stderr


def test_a_folder_is_no_file_to_export_to(top: Path) -> None:
    (top / "results.csv").mkdir()
    done = call("export", "data", "-o", "results.csv", cwd=top)
    assert done.code == 2
    assert "results.csv: this is no file that could be replaced; expected a file name" in done.stderr


@pytest.mark.parametrize(
    ("where", "anchor", "told"),
    [
        ("lines: [900, 901]", "tabled on 8 November", "to name lines that the source has, found"),
        ("lines: [1, 2]", "the end of the source", "; it stands on line 9"),
    ],
)
def test_anchors_that_stand_elsewhere_or_cannot_be_looked_for(top: Path, where: str, anchor: str, told: str) -> None:
    text = (top / RESPONSE).read_text(encoding="utf-8")
    place = next(line for line in text.splitlines() if "where:" in line)
    quoted = next(line for line in text.splitlines() if "anchor: tabled on 8 November" in line)
    assert place.strip().startswith("where:")
    text = text.replace(quoted, quoted.replace("tabled on 8 November", anchor))
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if "where:" in line:
            lines[number] = line.split("where:")[0] + f"where: {{{where}}}"
    (top / RESPONSE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (top / "source.txt").write_text("words\n" * 8 + "the end of the source\n", encoding="utf-8")
    done = call("verify", RESPONSE, "--source", "source.txt", cwd=top)
    assert done.code == 1, done.stderr
    assert told in done.stdout


def test_an_import_that_is_interrupted_takes_away_what_it_had_made(top: Path) -> None:
    written: list[Path] = []

    def stop(path: Path, data: bytes) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        create_file(path, data)

    with patch.object(new_files, "create_file", stop):
        done = call("import", str(REPORT), *IMPORTED, "--adopted", "2023-01-01", "--received", "2025-03-01", cwd=top)
    assert done.code == 130
    assert written
    assert not (top / "new").exists()


def test_a_shipped_file_that_is_missing_is_told_with_the_places_looked_in() -> None:
    with pytest.raises(FileNotFoundError, match="the installation is incomplete"):
        assets._find("no-such-folder")
