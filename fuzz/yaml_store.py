"""Any bytes as a recommendation set or a response: refused at a place, or read, written and read again as the same."""

from codecs import BOM_UTF8

from cpcheck.assessment import assess
from cpcheck.model import Case, RecommendationSet
from cpcheck.store.build import build_recommendations
from cpcheck.store.cases import build_cases, check_files
from cpcheck.store.files import DataFile, read_file
from cpcheck.store.finder import RecommendationFinder
from cpcheck.store.locating import find_mark, find_marks
from cpcheck.store.reader import _read_with_places
from cpcheck.store.rulebooks import load_rulebook
from cpcheck.store.texts import KEY
from cpcheck.store.writing import write_recommendations, write_response
from fuzz.inputs import check_marks, check_problem, store_input
from fuzz.targets import FOLDER

_ASKED = read_file(str(FOLDER / "asked.yaml"), kind="recommendations")
_CP = load_rulebook("cp")
_LOOKED_FOR = 5
"""Places that are looked for one by one, from the end of the file, where the way to them is longest."""


def check(raw: bytes) -> None:
    """Hold the store to its promises for one file."""
    file = read_file(store_input(raw, "input.yaml"))
    pairs = _check_told(file, raw)
    if pairs is None:
        return
    check_marks(file.text, raw)
    _check_slow_way(raw, file)
    if file.kind == "response":
        (filed,) = build_cases(pairs)
        _check_case(filed.case)
    elif file.kind == "recommendations":
        _check_set(build_recommendations(file.data))


def _check_told(file: DataFile, raw: bytes) -> list[tuple[DataFile, DataFile]] | None:
    """Check every problem that is told; return what can be built of, or None where there is a problem."""
    problems, pairs = check_files([file], _find_asked())
    for problem in problems:
        check_problem(problem, raw, file.name)
    assert problems or not file.problems, "the reader or the schema refused it, and nothing was told"
    return None if problems else pairs


def _check_slow_way(raw: bytes, file: DataFile) -> None:
    """Hold the fast way of reading to the one that keeps every place, and places found one by one to those kept."""
    text = raw.removeprefix(BOM_UTF8).decode("utf-8")
    slow = _read_with_places(text, file.name, has_line=False)
    assert slow.problems == ()
    assert repr(file.text.data) == repr(slow.data)  # 1, 1.0 and true are three things
    for path, mark in list(slow.marks.items())[-_LOOKED_FOR:]:
        wanted, key = (path[:-1], True) if path and path[-1] == KEY else (path, False)
        assert find_mark(text, wanted, key=key) == mark
    values = [path for path in slow.marks if not path or path[-1] != KEY][-_LOOKED_FOR:]
    marks, ends = find_marks(text, values)
    assert {path: marks[path] for path in values} == {path: slow.marks[path] for path in values}
    assert ends.items() <= slow.ends.items()


def _find_asked() -> RecommendationFinder:
    return RecommendationFinder(given=(_ASKED,), only_given=True)


def _check_set(asked: RecommendationSet) -> None:
    written = write_recommendations(asked)
    again = read_file(store_input(written.encode(), "again.yaml"), kind="recommendations")
    problems, _ = check_files([again], _find_asked())
    assert problems == []
    assert build_recommendations(again.data) == asked
    assert write_recommendations(build_recommendations(again.data)) == written


def _check_case(case: Case) -> None:
    written = write_response(case.response)
    again = read_file(store_input(written.encode(), "again.yaml"), kind="response")
    problems, pairs = check_files([again], _find_asked())
    assert problems == []
    (filed,) = build_cases(pairs)
    assert filed.case == case
    assert write_response(filed.case.response) == written
    totals = assess(case, _CP).totals
    assert totals.verdicts.items == sum(item.repeats is None for item in case.recommendations.items)
