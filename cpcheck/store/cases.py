"""Files to cases: everything they refer to is checked in full, and nothing half-read passes."""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from cpcheck.errors import DataError, Location, Problem
from cpcheck.model import Case, RecommendationSet, Response
from cpcheck.records import record
from cpcheck.store.build import build_recommendations, build_response
from cpcheck.store.cache import NO_CACHE, Cache
from cpcheck.store.checks import check_recommendations, check_response, check_rulebook
from cpcheck.store.files import Bytes, DataFile, read_file
from cpcheck.store.finder import RecommendationFinder, read_given


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
    stdin: Bytes | None = None,
) -> list[FiledCase]:
    """Read response files, each with its recommendation set, and keep the files.

    `stdin` is what standard input held, where it was read before.

    Raises: DataError with every problem of every file; then no case is returned at all.
    """
    files = [read_file(path, kind="response", cache=cache, stdin=stdin) for path in paths]
    given = read_given(recommendations or None, cache=cache, stdin=stdin)
    finder = RecommendationFinder(given=given, only_given=bool(given), shipped=shipped, cache=cache, stdin=stdin)
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


@record
class ToldFile:
    """What is wrong in one file."""

    identity: str
    messages: tuple[str, ...]
    """Of reading it: one file can be reached by two names, and be expected to be of two kinds."""
    problems: tuple[Problem, ...]
    """All of them, in reading order."""


@record
class CheckedFile:
    """What is wrong in one file and in what it refers to; nothing of their data."""

    own: ToldFile
    elsewhere: tuple[Problem, ...] = ()
    """Of files that could not be read, any of which may be the set looked for."""
    answered: ToldFile | None = None
    """Of the recommendation set, or of what was given as one; None where the file is no response or has none."""

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.own.problems or self.elsewhere or (self.answered and self.answered.problems))


def check_files(
    files: Sequence[DataFile], finder: RecommendationFinder, *, cache: Cache = NO_CACHE
) -> tuple[list[Problem], list[tuple[DataFile, DataFile]]]:
    """Check files, and what they refer to, in full.

    Returns every problem, by file and place, and each response with its recommendation set. What `cache` knows to be
    sound is not checked again.
    """
    checked = [check_file(file, finder, cache=cache) for file in files]
    pairs = [(file, answered) for file, (_, answered) in zip(files, checked, strict=True) if answered is not None]
    return merge_checked(found for found, _ in checked), pairs


def check_file(
    file: DataFile, finder: RecommendationFinder, *, cache: Cache = NO_CACHE
) -> tuple[CheckedFile, DataFile | None]:
    """Check one file, and what it refers to, in full; also returns the set that a response answers.

    Raises: UnsettledError as the finder does.
    """
    if not file.holds_data:
        return CheckedFile(own=_tell(file, [])), None
    if file.kind == "response":
        answered, missing = finder.find(file)
        here = [problem for problem in missing if problem.location.path == file.name]
        checked = CheckedFile(
            own=_tell(file, [*here, *_check_answers(file, answered, cache)]),
            elsewhere=tuple(problem for problem in missing if problem not in here),
            answered=_tell_set(answered, missing, finder, cache),
        )
        return checked, answered
    if file.kind == "rulebook":
        return CheckedFile(own=_tell(file, check_book(file, cache))), None
    if file.kind == "recommendations":
        return CheckedFile(own=_tell(file, _check_set(file, cache))), None
    return CheckedFile(own=_tell(file, [])), None


def _tell_set(
    answered: DataFile | None, missing: Sequence[Problem], finder: RecommendationFinder, cache: Cache
) -> ToldFile | None:
    """Return what is wrong in the set of a response; where none is found and none missing, in what was given as one."""
    if answered is not None:
        return _tell(answered, _check_set(answered, cache))
    return next((check_file(given, finder, cache=cache)[0].own for given in finder.given if not missing), None)


def _tell(file: DataFile, further: Sequence[Problem]) -> ToldFile:
    messages = tuple(problem.message for problem in file.problems)
    return ToldFile(identity=file.identity, messages=messages, problems=tuple(merge_problems(file, further)))


def tell_sound(file: DataFile) -> ToldFile:
    """Return that nothing is wrong in a file."""
    return ToldFile(identity=file.identity, messages=(), problems=())


def tell_lost(problem: Problem) -> CheckedFile:
    """Return that a file could not be looked at, and why."""
    identity = os.path.realpath(problem.location.path)
    return CheckedFile(own=ToldFile(identity=identity, messages=(problem.message,), problems=(problem,)))


def merge_checked(files: Iterable[CheckedFile]) -> list[Problem]:
    """Return the problems of files in their order, those of each file once, by whatever name it was reached."""
    problems: dict[Problem, None] = {}
    told: set[tuple[str, tuple[str, ...]]] = set()

    def tell_once(file: ToldFile) -> None:
        if (file.identity, file.messages) not in told:
            told.add((file.identity, file.messages))
            problems.update(dict.fromkeys(file.problems))

    for file in files:
        tell_once(file.own)
        problems.update(dict.fromkeys(file.elsewhere))
        if file.answered is not None:
            tell_once(file.answered)
    return list(problems)


def _check_answers(file: DataFile, answered: DataFile | None, cache: Cache) -> list[Problem]:
    """Check a response against its set; without one its references stay unchecked."""

    def check() -> Iterable[Problem]:
        known = answered.known_elements if answered else None
        return check_response(file.text, known, answered.state if answered else None)

    return _remember(cache, check, "pair", file.digest, answered.digest if answered else "")


def _check_set(file: DataFile, cache: Cache) -> list[Problem]:
    return _remember(cache, lambda: check_recommendations(file.text), "set", file.digest)


def check_book(file: DataFile, cache: Cache) -> list[Problem]:
    """Return what is wrong in a rulebook beyond its schema."""
    return _remember(cache, lambda: check_rulebook(file.text), "rulebook", file.digest)


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
