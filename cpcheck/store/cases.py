"""Files to cases: everything they refer to is checked in full, and nothing half-read passes."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cpcheck.errors import DataError, Location, Problem
from cpcheck.model import Case, RecommendationSet, Response
from cpcheck.records import record
from cpcheck.store.build import build_recommendations, build_response
from cpcheck.store.cache import NO_CACHE, Cache
from cpcheck.store.checks import check_recommendations, check_response, check_rulebook
from cpcheck.store.files import DataFile, read_file
from cpcheck.store.finder import RecommendationFinder


@record
class FiledCase:
    """A case with the two files it was read from, where the places of its parts can be looked up."""

    case: Case
    response: DataFile
    recommendations: DataFile


def load_cases(
    paths: Sequence[str],
    *,
    recommendations: str | None = None,
    shipped: Path | None = None,
    cache: Cache = NO_CACHE,
) -> list[Case]:
    """Read response files, each with its recommendation set.

    Raises: DataError with every problem of every file; then no case is returned at all.
    """
    filed = load_filed_cases(paths, recommendations=recommendations, shipped=shipped, cache=cache)
    return [one.case for one in filed]


def load_filed_cases(
    paths: Sequence[str],
    *,
    recommendations: str | None = None,
    shipped: Path | None = None,
    cache: Cache = NO_CACHE,
) -> list[FiledCase]:
    """Read response files, each with its recommendation set, and keep the files.

    Raises: DataError with every problem of every file; then no case is returned at all.
    """
    files = [read_file(path, kind="response", cache=cache) for path in paths]
    given = (read_file(recommendations, kind="recommendations", cache=cache),) if recommendations else ()
    finder = RecommendationFinder(given=given, only_given=bool(given), shipped=shipped, cache=cache)
    problems, pairs = check_files([*given, *files], finder, cache=cache)
    if problems:
        raise DataError(problems)
    return build_cases(pairs)


def build_cases(pairs: Sequence[tuple[DataFile, DataFile]]) -> list[FiledCase]:
    """Make cases of responses and their recommendation sets, all of them sound; each set is built once."""
    sets: dict[str, RecommendationSet] = {}
    return [_build_case(response, answered, sets) for response, answered in pairs]


def _build_case(response: DataFile, answered: DataFile, sets: dict[str, RecommendationSet]) -> FiledCase:
    if answered.identity not in sets:
        sets[answered.identity] = build_recommendations(answered.data)
    built: Response = build_response(response.data, answered.known_elements.elements)
    case = Case(recommendations=sets[answered.identity], response=built)
    return FiledCase(case=case, response=response, recommendations=answered)


def check_files(
    files: Sequence[DataFile], finder: RecommendationFinder, *, cache: Cache = NO_CACHE
) -> tuple[list[Problem], list[tuple[DataFile, DataFile]]]:
    """Check files, and what they refer to, in full.

    Returns every problem, by file and place, and each response with its recommendation set. What `cache` knows to be
    sound is not checked again.
    """
    problems: dict[Problem, None] = {}
    pairs: list[tuple[DataFile, DataFile]] = []
    checked: set[tuple[str, tuple[str, ...]]] = set()

    def check_once(file: DataFile, further: list[Problem]) -> None:
        # one file can be reached by two names, and be expected to be of two kinds
        key = (file.identity, tuple(problem.message for problem in file.problems))
        if key not in checked:
            checked.add(key)
            problems.update(dict.fromkeys(merge_problems(file, further)))

    for file in files:
        if not file.data:
            check_once(file, [])
        elif file.kind == "response":
            answered, missing = finder.find(file)
            here = [problem for problem in missing if problem.location.path == file.name]
            found = _check_answers(file, answered, cache)
            check_once(file, [*here, *found])
            problems.update(dict.fromkeys(problem for problem in missing if problem not in here))
            if answered is not None:
                pairs.append((file, answered))
                check_once(answered, _check_set(answered, cache))
        elif file.kind == "rulebook":
            check_once(file, list(check_rulebook(file.text)))
        elif file.kind == "recommendations":
            check_once(file, _check_set(file, cache))
        else:
            check_once(file, [])
    return list(problems), pairs


def _check_answers(file: DataFile, answered: DataFile | None, cache: Cache) -> list[Problem]:
    """Check a response against its set; without one its references stay unchecked."""
    state = answered.data.get("state") if answered else None
    known = answered.known_elements if answered else None

    def check() -> Iterable[Problem]:
        return check_response(file.text, known, state if isinstance(state, str) else None)

    return _remember(cache, check, "pair", file.digest, answered.digest if answered else "")


def _check_set(file: DataFile, cache: Cache) -> list[Problem]:
    return _remember(cache, lambda: check_recommendations(file.text), "set", file.digest)


def _remember(cache: Cache, check: Callable[[], Iterable[Problem]], *key: str) -> list[Problem]:
    """Return what a check finds; nothing where it is known that it found nothing before."""
    if cache.find(*key) is not None:
        return []
    found = list(check())
    if not found:
        cache.keep({}, *key)
    return found


def merge_problems(file: DataFile, further: Sequence[Problem]) -> list[Problem]:
    """Return the problems of one file in reading order, and one message for each value.

    What the reader refused is not told again by the schema, and what the schema refused not again by a later check.
    Only plain values are merged so: a mapping can lack several things in one place.
    """
    if not file.problems and not further:
        return []
    by_reader = set(file.text.problems)
    by_schema = [problem for problem in file.problems if problem not in by_reader]
    values = set(file.text.locate_values())
    told: set[Location] = set()
    kept: list[Problem] = []
    for stage in (file.text.problems, by_schema, further):
        new = [problem for problem in stage if problem.location not in told]
        kept += new
        told |= {problem.location for problem in new if problem.location in values}
    return sorted(dict.fromkeys(kept), key=_reading_order)


def _reading_order(problem: Problem) -> tuple[int, int, str]:
    return (problem.location.line or 0, problem.location.column or 0, problem.message)
