"""A file in `accepted/` must be sound; one in `rejected/` must have the one defect that its first line names."""

import re
from pathlib import Path

import pytest

from cpcheck.assessment import assess
from cpcheck.errors import Problem
from cpcheck.store.cases import check_files, load_cases
from cpcheck.store.files import read_file
from cpcheck.store.finder import RecommendationFinder
from cpcheck.store.rulebooks import load_rulebook
from tests.cases import cp

HERE = Path(__file__).parent
ACCEPTED = sorted((HERE / "accepted").rglob("*.yaml"))
REJECTED = sorted((HERE / "rejected").glob("*.yaml"))
KINDS = ("recommendations", "response", "rulebook")

EXPECTATION = re.compile(rb"# expect (?P<line>[0-9]+):(?P<column>[0-9]+) (?P<fragment>[^\n]+)\n")
"""First line of a rejected file: where a person would point, and part of what should be said."""


def find_problems(path: Path) -> list[Problem]:
    """Check one file as `cpcheck validate` does, without any shipped data."""
    problems, _ = check_files([read_file(str(path))], RecommendationFinder())
    return problems


def names_what_was_expected(message: str) -> bool:
    """Tell whether a message says how to mend what it found."""
    return "expected" in message or "did you mean" in message or (message.startswith("not YAML: ") and "; " in message)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_an_accepted_file_has_no_problem(path: Path) -> None:
    assert find_problems(path) == []


@pytest.mark.parametrize(
    "path", [path for path in ACCEPTED if path.stem.startswith("response")], ids=lambda path: path.stem
)
def test_an_accepted_response_can_be_assessed(path: Path) -> None:
    (case,) = load_cases([str(path)])
    assert assess(case, cp(), third_party=True).items


@pytest.mark.parametrize(
    "path", [path for path in ACCEPTED if path.stem.startswith("rulebook")], ids=lambda path: path.stem
)
def test_an_accepted_rulebook_can_decide(path: Path) -> None:
    rulebook = load_rulebook(str(path))
    (case,) = load_cases([str(HERE / "accepted" / "response-like-the-rejected-ones.yaml")])
    assert {item.level for item in assess(case, rulebook).items} <= {level.id for level in rulebook.levels}


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_a_rejected_file_has_its_one_problem_at_its_place(path: Path) -> None:
    expected = EXPECTATION.match(path.read_bytes())
    assert expected is not None
    problems = find_problems(path)
    assert [str(problem.location) for problem in problems] == [
        f"{path}:{expected['line'].decode()}:{expected['column'].decode()}"
    ]
    (problem,) = problems
    assert expected["fragment"].decode() in problem.message


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_every_message_says_what_was_expected_in_one_printable_line(path: Path) -> None:
    for problem in find_problems(path):
        assert names_what_was_expected(problem.message)
        assert problem.message.isprintable()
        assert len(problem.message) <= 300


def test_both_folders_hold_the_same_sound_set() -> None:
    sound = [HERE / "accepted" / "recommendations.yaml", HERE / "rejected" / "recommendations" / "sound.yaml"]
    assert sound[0].read_bytes() == sound[1].read_bytes()


def test_there_are_examples_of_every_kind_and_enough_of_them() -> None:
    assert {read_file(str(path)).kind for path in ACCEPTED} == set(KINDS)
    assert {read_file(str(path)).kind for path in REJECTED} >= set(KINDS)
    assert len(ACCEPTED) >= 8
    assert len(REJECTED) >= 50
