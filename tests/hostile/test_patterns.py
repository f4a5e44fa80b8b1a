"""Patterns that met text made against them: they take time in proportion to it, where they took its square or cube."""

import re

import pytest

from cpcheck.importers import segment_pieces
from cpcheck.importers.bounds import MAX_RUN, find_run
from cpcheck.lints import conflicting_act
from cpcheck.store import project
from tests.hostile.patterns import find_runaways, list_attacks


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
