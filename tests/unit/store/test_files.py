"""Which files are read, where the recommendation set of a response is found, and that one run reports everything."""

import io
import json
import os
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from cpcheck.assessment import assess
from cpcheck.assets import find_data, find_shipped_responses
from cpcheck.errors import DataError, Problem, UsageError
from cpcheck.store.bounds import MAX_BYTES
from cpcheck.store.cases import check_files, load_cases
from cpcheck.store.files import expand_folders, read_file
from cpcheck.store.finder import RecommendationFinder
from cpcheck.store.reader import read_yaml
from cpcheck.store.rulebooks import list_rulebooks, load_rulebook
from tests.cases import cp

SET = """\
kind: recommendations
id: XA/Rec(2023)01
state: XA
adopted: 2023-06-16
items:
  - {id: A1, title: Interpreters, asks: Keep interpreters., elements: [{id: x, asks: keep them, ask: ensure}]}
  - {id: B1, title: Once more, asks: Keep interpreters., repeats: {item: A1}}
"""
RESPONSE = """\
kind: response
state: XA
recommendations: XA/Rec(2023)01
document: {symbol: XA(2025)01, received: 2025-06-11}
answers:
  - id: r1
    items: [A1]
    evidence:
      - {id: r1.1, type: practice, fact: They come., date: 2024, supports: [{element: A1.x, fit: full}]}
"""
RULEBOOK = """\
kind: rulebook
id: least
title: The least there can be
source: composed for this test
levels: [{id: none, title: none, verdict: not_addressed}]
elements: [{id: rest, text: all, source: composed, when: {otherwise: true}, finding: not_met, reason: unanswered}]
items: [{id: low, text: all, source: composed, when: {otherwise: true}, level: none}]
"""
BROKEN_SET = SET.replace("2023-06-16", "16 June")


def put(path: Path, text: str) -> str:
    """Write a file, with its folders, and return its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)


def retitle(title: str) -> str:
    """Return the set with another title, by which it can be told from others of its id."""
    return SET.replace("title: Interpreters", f"title: {title}")


def find_title(response: str, *, given: str | None = None, shipped: Path | None = None) -> str:
    """Return the title of the first item of the set that a response is found to answer."""
    (case,) = load_cases([response], recommendations=given, shipped=shipped)
    return case.recommendations.items[0].title


def check(*paths: str, finder: RecommendationFinder | None = None) -> list[Problem]:
    """Return every problem of some files."""
    problems, _ = check_files([read_file(path) for path in paths], finder or RecommendationFinder())
    return problems


# --- where the recommendation set is ------------------------------------------------------------------------------


def test_the_set_is_found_beside_the_response(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", retitle("beside"))
    assert find_title(put(tmp_path / "r.yaml", RESPONSE)) == "beside"


def test_the_set_is_found_above_the_response(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yml", retitle("above"))
    assert find_title(put(tmp_path / "a" / "b" / "r.yaml", RESPONSE)) == "above"


def test_a_further_set_is_found_in_the_folder_recommendations(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", SET.replace("2023)01", "2020)09"))
    put(tmp_path / "recommendations" / "old.yaml", SET.replace("2023)01", "2019)09"))
    put(tmp_path / "recommendations" / "xa.yaml", retitle("further"))
    assert find_title(put(tmp_path / "responses" / "r.yaml", RESPONSE)) == "further"


def test_the_nearest_set_wins(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", retitle("above"))
    put(tmp_path / "a" / "recommendations.yaml", retitle("beside"))
    assert find_title(put(tmp_path / "a" / "r.yaml", RESPONSE)) == "beside"


def test_nothing_is_looked_for_above_the_root_of_a_repository(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", retitle("above"))
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    response = put(tmp_path / "checkout" / "r.yaml", RESPONSE)
    with pytest.raises(DataError, match="there is no recommendation set"):
        load_cases([response])


def test_the_shipped_set_comes_last(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    put(shipped / "recommendations.yaml", retitle("shipped"))
    response = put(tmp_path / "a" / "r.yaml", RESPONSE)
    assert find_title(response, shipped=shipped) == "shipped"
    put(tmp_path / "a" / "recommendations.yaml", retitle("beside"))
    assert find_title(response, shipped=shipped) == "beside"


def test_a_further_shipped_set_is_found_too(tmp_path: Path) -> None:
    put(tmp_path / "shipped" / "recommendations" / "xa.yaml", retitle("further"))
    assert find_title(put(tmp_path / "a" / "r.yaml", RESPONSE), shipped=tmp_path / "shipped") == "further"


def test_a_set_that_is_given_is_the_only_one_looked_at(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", retitle("beside"))
    given = put(tmp_path / "elsewhere" / "any-name.yaml", retitle("given"))
    response = put(tmp_path / "r.yaml", RESPONSE)
    assert find_title(response, given=given) == "given"
    other = put(tmp_path / "elsewhere" / "other.yaml", SET.replace("2023)01", "2023)07"))
    with pytest.raises(DataError) as raised:
        load_cases([response], recommendations=other)
    assert 'the recommendation file given does not hold the set "XA/Rec(2023)01"' in str(raised.value)


def test_a_set_that_is_nowhere_is_told_at_the_line_that_names_it_with_the_nearest(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", SET.replace("2023)01", "2023)10"))
    response = put(tmp_path / "r.yaml", RESPONSE)
    (problem,) = check(response)
    assert str(problem.location) == f"{response}:3:18"
    assert 'there is no recommendation set "XA/Rec(2023)01"' in problem.message
    assert 'did you mean "XA/Rec(2023)10"?' in problem.message


def test_where_there_is_no_set_at_all_the_response_is_still_checked(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    response = put(tmp_path / "r.yaml", RESPONSE.replace("date: 2024", "date: 2024-02-30").replace("A1.x", "Z9.x"))
    assert [problem.location.line for problem in check(response)] == [3, 9]


def test_a_set_that_cannot_be_read_is_told_where_it_is_missed(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", "kind: [")
    problems = check(put(tmp_path / "r.yaml", RESPONSE))
    assert [Path(problem.location.path).name for problem in problems] == ["r.yaml", "recommendations.yaml"]


def test_two_responses_can_answer_different_sets(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", SET)
    put(tmp_path / "recommendations" / "xb.yaml", SET.replace("XA", "XB"))
    names = [put(tmp_path / "a.yaml", RESPONSE), put(tmp_path / "b.yaml", RESPONSE.replace("XA", "XB"))]
    assert [case.recommendations.state for case in load_cases(names)] == ["XA", "XB"]


# --- everything in one run ----------------------------------------------------------------------------------------


def test_several_broken_files_are_all_reported_in_one_run(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", SET)
    first = put(tmp_path / "a.yaml", RESPONSE.replace("practice", "practise").replace("r1.1", "r 1"))
    second = put(tmp_path / "b.yaml", "kind: response\n\tstate: XA\n")
    third = put(tmp_path / "c.yaml", RESPONSE.replace("A1.x", "A1.y"))
    sound = put(tmp_path / "d.yaml", RESPONSE)
    with pytest.raises(DataError) as raised:
        load_cases([first, second, third, sound])
    places = [(problem.location.path, problem.location.line) for problem in raised.value.problems]
    assert places == [(first, 9), (first, 9), (second, 2), (third, 9)]
    assert str(raised.value).count("\n") == 3


def test_a_broken_set_is_reported_once_for_all_its_responses(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", BROKEN_SET)
    problems = check(put(tmp_path / "a.yaml", RESPONSE), put(tmp_path / "b.yaml", RESPONSE))
    assert [(Path(problem.location.path).name, problem.location.line) for problem in problems] == [
        ("recommendations.yaml", 4)
    ]


def test_a_broken_set_that_is_named_too_is_reported_once(tmp_path: Path) -> None:
    broken = put(tmp_path / "recommendations.yaml", BROKEN_SET)
    response = put(tmp_path / "a.yaml", RESPONSE)
    assert len(check(broken, response)) == 1
    assert len(check(response, broken)) == 1


def test_a_broken_set_is_reported_once_by_whatever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = put(tmp_path / "recommendations.yaml", BROKEN_SET)
    put(tmp_path / "responses" / "a.yaml", RESPONSE)
    monkeypatch.chdir(tmp_path)
    for name in (broken, "recommendations.yaml", "./recommendations.yaml", "responses/../recommendations.yaml"):
        assert len(check(name, "responses/a.yaml")) == 1


def test_a_broken_set_that_is_given_is_reported_once(tmp_path: Path) -> None:
    given = put(tmp_path / "any.yaml", BROKEN_SET)
    names = [put(tmp_path / "a.yaml", RESPONSE), put(tmp_path / "b.yaml", RESPONSE)]
    with pytest.raises(DataError) as raised:
        load_cases(names, recommendations=given)
    assert [problem.location.path for problem in raised.value.problems] == [given]


def test_what_a_broken_set_still_tells_is_used_for_references(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", BROKEN_SET)
    problems = check(put(tmp_path / "a.yaml", RESPONSE.replace("A1.x", "A1.y")))
    assert sorted(Path(problem.location.path).name for problem in problems) == ["a.yaml", "recommendations.yaml"]


def test_a_file_that_is_named_twice_is_reported_once(tmp_path: Path) -> None:
    broken = put(tmp_path / "recommendations.yaml", BROKEN_SET)
    assert len(check(broken, broken)) == 1


def test_problems_stand_in_reading_order(tmp_path: Path) -> None:
    broken = RESPONSE.replace("state: XA", "state: xa").replace("2024", "2024-02-30").replace("r1\n", "r 1\n")
    problems = check(put(tmp_path / "a.yaml", broken.replace("A1]", "A9]").replace("XA/", "XX/")))
    lines = [problem.location.line or 0 for problem in problems]
    assert lines == sorted(lines)
    assert len(set(lines)) == 4


def test_a_set_found_below_the_working_folder_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "data" / "recommendations.yaml", BROKEN_SET)
    put(tmp_path / "data" / "responses" / "a.yaml", RESPONSE)
    monkeypatch.chdir(tmp_path)
    (problem,) = check("data/responses/a.yaml")
    assert problem.location.path == str(Path("data") / "recommendations.yaml")


# --- one file -----------------------------------------------------------------------------------------------------


def find_only_message(path: str, *, kind: str | None = None) -> str:
    """Return the one message about a file, which must be about the file as a whole or placed in it."""
    (problem,) = read_file(path, kind=kind).problems
    assert problem.location.path == path
    return problem.message


def test_a_file_that_is_not_there_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    put(tmp_path / "azerbaijan-2025.yaml", RESPONSE)
    message = find_only_message(str(tmp_path / "azerbajan-2025.yaml"))
    assert message == 'there is no such file; did you mean "azerbaijan-2025.yaml"?'


def test_a_file_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert find_only_message(str(tmp_path / "no" / "such" / "file.yaml")) == "there is no such file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert find_only_message(str(tmp_path)) == "this is a folder; expected a YAML file"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path / "large.yaml", RESPONSE)
    os.truncate(path, MAX_BYTES + 1)
    assert find_only_message(path) == "the file is larger than 16 MB; expected a smaller one"


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (SET, "response", 'kind is "recommendations"; expected response'),
        (RESPONSE, "rulebook", 'kind is "response"; expected rulebook'),
        ("kind: reponse\n", None, 'did you mean "response"?'),
        ("kind: 5\n", None, "expected recommendations or response or rulebook"),
        ("kind: [response]\n", None, "expected recommendations or response or rulebook"),
        ("state: XA\n", None, 'the file has no key "kind"'),
        ("- a\n", None, "the file holds no mapping"),
        ("~\n", None, "the file holds no mapping"),
    ],
)
def test_a_file_of_another_kind_is_told_once(tmp_path: Path, text: str, kind: str | None, message: str) -> None:
    assert message in find_only_message(put(tmp_path / "f.yaml", text), kind=kind)


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RESPONSE.replace("XA", "xa", 1).encode())))
    file = read_file("-")
    assert (file.name, file.kind) == ("<stdin>", "response")
    assert [str(problem.location) for problem in file.problems] == ["<stdin>:2:8"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2024", "date: 2024.0"),
        ("date: 2024", "period: {from: 2023.0}"),
        ("date: 2024", "date: 2e3"),
        ("date: 2024", "figures: [{what: calls, year: 2024.0, value: 1}]"),
        ("items: [A1]", "items: [A1]\n    where: {lines: [47.0, 49.0]}"),
    ],
)
def test_a_whole_number_is_not_written_as_a_fraction(tmp_path: Path, old: str, new: str) -> None:
    put(tmp_path / "recommendations.yaml", SET)
    assert old in RESPONSE
    assert check(put(tmp_path / "r.yaml", RESPONSE.replace(old, new)))


def test_a_message_never_carries_a_control_character_to_the_screen(tmp_path: Path) -> None:
    text = RESPONSE.replace("type: practice", 'type: "a\\e[31m\\nb"').replace("fact:", '"\\e[2J\\0": x, fact:')
    problems = check(put(tmp_path / "r.yaml", text), finder=RecommendationFinder(only_given=True))
    assert len(problems) >= 2
    assert [problem.message for problem in problems if not problem.message.isprintable()] == []


# --- cases --------------------------------------------------------------------------------------------------------


def test_evidence_linked_under_either_name_of_a_shared_element_counts_for_both(tmp_path: Path) -> None:
    put(tmp_path / "recommendations.yaml", SET)
    verdicts = []
    for name in ("A1.x", "B1.x"):
        (case,) = load_cases([put(tmp_path / "r.yaml", RESPONSE.replace("A1.x", name))])
        verdicts.append([(item.item.id, item.verdict) for item in assess(case, cp()).items])
        assert case.response.evidence[0].supports[0].element == "A1.x"
    assert verdicts == [[("A1", "implemented"), ("B1", "implemented")]] * 2


def test_the_shipped_data_is_sound() -> None:
    cases = load_cases([str(path) for path in find_shipped_responses()], shipped=find_data())
    assert cases
    assert all(assess(case, cp()).items for case in cases)


# --- folders ------------------------------------------------------------------------------------------------------


def test_a_folder_stands_for_the_yaml_files_in_it_and_below(tmp_path: Path) -> None:
    names = [put(tmp_path / name, RESPONSE) for name in ("b.yaml", "a.yml", "sub/c.yaml")]
    put(tmp_path / "notes.txt", "")
    assert expand_folders([str(tmp_path), "-", "other.yaml"]) == [*sorted(names), "-", "other.yaml"]


def test_a_folder_without_yaml_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the folder holds no \.yaml file; expected"):
        expand_folders([str(tmp_path)])


# --- rulebooks ----------------------------------------------------------------------------------------------------


def test_a_shipped_rulebook_is_loaded_by_its_name() -> None:
    assert "cp" in list_rulebooks()
    for name in list_rulebooks():
        assert load_rulebook(name).id == name


def test_a_rulebook_of_ones_own_is_loaded_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "own.yaml", RULEBOOK)
    monkeypatch.chdir(tmp_path)
    assert [load_rulebook(name).id for name in (path, "./own.yaml", "own.yaml")] == ["least"] * 3


def test_an_unknown_rulebook_is_told_with_those_there_are() -> None:
    with pytest.raises(
        UsageError, match=r'no rulebook "cpp"; expected one of .*cp.*, or a \.yaml file; did you mean "cp"\?'
    ):
        load_rulebook("cpp")


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("otherwise: true}, finding", "otherwise: false}, finding", [6]),
        ("level: none", "level: some", [7]),
        (RULEBOOK, "kind: [a", [1]),
        (RULEBOOK, SET, [1]),
        ("reason: unanswered", "reasn: unanswered", [6, 6]),
    ],
)
def test_a_broken_rulebook_is_told_with_its_places(tmp_path: Path, old: str, new: str, lines: list[int]) -> None:
    path = put(tmp_path / "own.yaml", RULEBOOK.replace(old, new))
    with pytest.raises(DataError) as raised:
        load_rulebook(path)
    assert [problem.location.line for problem in raised.value.problems] == lines


def test_a_rulebook_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        load_rulebook(str(tmp_path / "own.yaml"))


# --- anything in any place ----------------------------------------------------------------------------------------

ACCEPTED = Path(__file__).parents[2] / "acceptance" / "accepted"
WRONG_VALUES: tuple[object, ...] = (None, True, -7, 2024.5, "", "x", [], [[]], [None], ["x", "x"], {}, {"x": []})


def find_paths(data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value."""
    yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from find_paths(value, (*path, key))


def exchange(data: Any, path: tuple[str | int, ...], value: object) -> Any:
    """Return data with another value in one place."""
    if not path:
        return value
    changed = deepcopy(data)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    "name",
    [
        "recommendations",
        "response-repeats",
        "response-overrides-and-waivers",
        "response-open-periods",
        "response-like-the-rejected-ones",
        "rulebook-with-everything",
    ],
)
def test_no_wrong_value_in_any_place_is_an_exception(tmp_path: Path, name: str) -> None:
    sound = ACCEPTED / f"{name}.yaml"
    data = read_yaml(sound.read_bytes(), sound.name).data
    (tmp_path / "recommendations.yaml").write_bytes((ACCEPTED / "recommendations.yaml").read_bytes())
    response = put(tmp_path / "r.yaml", (ACCEPTED / "response-repeats.yaml").read_text(encoding="utf-8"))
    failed = []
    for path in find_paths(data):
        for value in WRONG_VALUES:
            changed = put(tmp_path / sound.name, json.dumps(exchange(data, path, value)))
            try:
                check(changed, response)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                failed.append(f"{path} = {value!r}: {type(error).__name__}: {error}")
    assert failed == []
