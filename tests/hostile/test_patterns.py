"""Patterns that met text made against them: they take time in proportion to it, where they took its square or cube."""

import re
from pathlib import Path

import pytest

from cpcheck.importers import segment_pieces
from cpcheck.importers.bounds import MAX_LINE, MAX_RUN, find_run
from cpcheck.lints import conflicting_act
from cpcheck.store import project
from tests.hostile.patterns import find_runaways, list_attacks
from tests.shared import ROOT
from tests.test_command_line import run

REPORT = (ROOT / "tests" / "layouts" / "bold_demands.md").read_text(encoding="utf-8")
DEMAND = " (paragraph 31)"
"""Where the first demand of the report ends."""
GIVEN = (
    "--state",
    "XR",
    "--set",
    "EX/Rec(2023)09",
    "--symbol",
    "EX(2025)01",
    "--received",
    "2025-03-01",
    "--adopted",
    "2023-01-01",
)
WORST = {
    "spaces": " " * (MAX_RUN - 1) + "x",
    "bold that never ends": " 0. **a",
    "keys without a value": " --" + "=" * 90,
    "bars": "|" * (MAX_RUN - 1) + " ",
    "a word of one letter": "a" * (MAX_RUN - 1) + " ",
    "adverbs": "effectively ",
    "joints": ", en particulier ",
    "numbers": "-A.0.0 (a_ ",
}
"""What `python -m tests.hostile.patterns` found patterns to work hardest on, repeated in a line as long as may be."""


@pytest.mark.parametrize(
    "pattern",
    [conflicting_act.TITLED, conflicting_act.YEAR, segment_pieces._RUN_IN],
    ids=lambda found: found.pattern[:20],
)
def test_a_mended_pattern_takes_time_in_proportion(pattern: re.Pattern[str]) -> None:
    assert len(list_attacks(pattern.pattern, pattern.flags)) >= 8
    assert list(find_runaways([(pattern.pattern, pattern.flags)])) == []


def test_the_search_for_runaways_finds_one() -> None:
    (found,) = find_runaways([(r"\s*\(?,?\s*(?:of|from)\s+\d", 0)])
    assert found[1].strip("…(,of") == " "


@pytest.mark.parametrize(
    "line", [" " * 200_000, "a " * 100_000, "[" + " " * 200_000, "a" * 200_000], ids=lambda line: line[:3]
)
def test_the_places_of_settings_are_found_in_long_lines(line: str) -> None:
    assert list(project._mark_keys(line)) == []


def test_runs_are_found_whatever_they_are_of() -> None:
    assert not find_run(("a" * MAX_RUN + " " * MAX_RUN) * 50)
    assert find_run("b " * 900 + "a" * (MAX_RUN + 1))
    assert find_run("b\t \u00a0" + " " * MAX_RUN)


@pytest.mark.parametrize("place", ["demand", "answer"])
@pytest.mark.parametrize("piece", WORST.values(), ids=WORST)
def test_the_longest_line_of_what_patterns_work_hardest_on_does_not_hang_an_import(
    piece: str, place: str, tmp_path: Path
) -> None:
    line = piece * ((MAX_LINE - 1000) // len(piece))
    text = REPORT.replace(DEMAND, " " + line) if place == "demand" else REPORT.rstrip() + " " + line + "\n"
    assert len(text) > MAX_LINE
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    done = run("import", "report.md", *GIVEN, "-o", "new", cwd=tmp_path, timeout=30)
    assert done.returncode == 0, done.stderr
