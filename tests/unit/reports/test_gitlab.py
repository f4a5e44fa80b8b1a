"""The code quality report, held to GitLab's contract as conventions 1.5 has it."""

import json
import re
from typing import Any

import pytest
from hypothesis import given

from cpcheck.reports.gitlab import render
from tests.unit.reports.runner import Runner
from tests.unit.reports.runs import HOSTILE, WILD, build_hostile_run, build_note, build_run, build_subject


def read(text: str) -> list[dict[str, Any]]:
    """Read a report and hold each entry to what GitLab asks for."""
    assert text.endswith("]\n")
    text.encode("utf-8")
    issues: list[dict[str, Any]] = json.loads(text)
    assert isinstance(issues, list)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert all(isinstance(issue[name], str) and issue[name] for name in set(issue) - {"location"})
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        path = issue["location"]["path"]
        assert isinstance(path, str)
        assert path
        assert not path.startswith(("/", "./"))
        begin = issue["location"]["lines"]["begin"]
        assert type(begin) is int
        assert begin >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def test_nothing_found_is_an_empty_list() -> None:
    assert render(build_run()) == "[]\n"


def test_what_is_accepted_is_left_out_and_moves_no_fingerprint() -> None:
    first, second = build_note(at={"line": 1}), build_note(at={"line": 2})
    accepted = build_note(at={"line": 1}, accepted="Agreed.")
    both = read(render(build_run(build_subject(first, second))))
    (left,) = read(render(build_run(build_subject(accepted, second))))
    assert left["fingerprint"] == both[1]["fingerprint"]


def test_an_issue_names_its_check_its_place_and_its_weight() -> None:
    notes = [
        build_note(fails=True),
        build_note(),
        build_note(code="CP107", fails=True),
        build_note(code="CP107"),
        build_note(code="CP101", at={"line": None}),
    ]
    issues = read(render(build_run(build_subject(*notes))))
    assert [issue["check_name"] for issue in issues] == ["CP201", "CP201", "CP107", "CP107", "CP101"]
    assert [issue["severity"] for issue in issues] == ["critical", "major", "critical", "minor", "info"]
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [12, 12, 12, 12, 1]
    assert issues[0]["description"] == "What was found."


def test_a_fingerprint_stays_when_lines_and_words_move() -> None:
    (before,) = read(render(build_run(build_subject(build_note("Before.")))))
    (after,) = read(render(build_run(build_subject(build_note("After.", at={"line": 99})))))
    assert before["fingerprint"] == after["fingerprint"]
    (other,) = read(render(build_run(build_subject(build_note(id="A2d")))))
    assert before["fingerprint"] != other["fingerprint"]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_text(value: str) -> None:
    _assert_tame(value)


@given(WILD)
def test_any_value_is_text(value: str) -> None:
    _assert_tame(value)


def _assert_tame(value: str) -> None:
    text = render(build_hostile_run(value))
    assert Runner().read(text) == []
    issues = read(text)
    assert [issue["check_name"] for issue in issues] == ["CP201", "CP101", "CP001"]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", issues[0]["description"])
