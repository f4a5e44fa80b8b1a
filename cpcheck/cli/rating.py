"""What `assess` and `export` do with one response, wherever that is done: read, check, build, assess."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cpcheck import assets
from cpcheck.assessment import assess
from cpcheck.cli.workers import name_run
from cpcheck.errors import Problem, UsageError
from cpcheck.records import record
from cpcheck.store.cache import Cache, open_cache
from cpcheck.store.cases import CheckedFile, FiledCase, build_cases, check_file, load_filed_cases, merge_checked
from cpcheck.store.files import STDIN, Bytes, read_bytes, read_file
from cpcheck.store.finder import RecommendationFinder, read_given
from cpcheck.store.rulebooks import load_rulebook

if TYPE_CHECKING:
    from cpcheck.model import Assessment
    from cpcheck.rulebook import Rulebook


@record
class Rating:
    """How responses are read and assessed in one run."""

    cache: Cache
    rulebook: str
    """Name of a shipped one, or a file."""
    as_of: dt.date | None
    third_party: bool
    recommendations: str | None
    """File that holds the set; None where it is looked for."""
    shipped: Path
    """Folder of the shipped data."""
    stdin: Bytes | None
    """What standard input held; None where it is not read."""
    run: str
    """Tells this run from another one in the same process, for which files may have changed."""

    @classmethod
    def plan(
        cls,
        paths: Iterable[str],
        *,
        rulebook: str,
        as_of: dt.date | None,
        third_party: bool,
        recommendations: str | None,
        no_cache: bool,
    ) -> "Rating":
        """Return how responses are read and assessed; standard input is read now where it is among them.

        Raises: UsageError for an unknown rulebook; DataError for an unsound one.
        """
        run, cache = name_run(), open_cache(refused=no_cache)
        _load_book(rulebook, cache, run)
        return cls(
            cache=cache,
            rulebook=rulebook,
            as_of=as_of,
            third_party=third_party,
            recommendations=recommendations,
            shipped=assets.find_data(),
            stdin=read_bytes(STDIN) if STDIN in {*paths, recommendations} else None,
            run=run,
        )

    @property
    def book(self) -> "Rulebook":
        """Return the rulebook, which a process reads once in a run."""
        return _load_book(self.rulebook, self.cache, self.run)

    def rate(self, name: str) -> "Rated":
        """Read a response, check it with all that it refers to, and assess it where it is sound."""
        return _open_desk(self).rate(name)

    def load_cases(self, names: Sequence[str]) -> list[FiledCase]:
        """Read all responses here, and keep their files. Raises: DataError with every problem of every file."""
        return load_filed_cases(
            names,
            recommendations=self.recommendations,
            shipped=self.shipped,
            cache=self.cache,
            stdin=self.stdin,
        )

    def assess_each(self, names: Sequence[str]) -> "tuple[list[FiledCase], list[Assessment]]":
        """Read and assess all responses here, a file that is reached by two names once.

        Raises: DataError with every problem of every file.
        """
        filed = list({one.response.identity: one for one in self.load_cases(list(dict.fromkeys(names)))}.values())
        return filed, self.assess_all(filed)

    def assess_all(self, filed: Iterable[FiledCase]) -> "list[Assessment]":
        """Assess cases here, as they would be in a worker."""
        return [assess(one.case, self.book, as_of=self.as_of, third_party=self.third_party) for one in filed]

    def assess_base(self, base: str, names: Sequence[str]) -> "list[Assessment]":
        """Assess what verdicts are compared with: a file or folder, or the same files and folders in a git revision.

        Raises: UsageError for what is none of them; DataError with every problem of every file.
        """
        from cpcheck.store.revisions import load_base

        if STDIN in names and not Path(base).exists():
            raise UsageError("standard input is in no git revision; expected --base with a file or a folder")
        return self.assess_all(load_base(base, names, recommendations=self.recommendations, shipped=self.shipped))

    def merge_problems(self, checked: Iterable[CheckedFile]) -> list[Problem]:
        """Return every problem once, those of a set that was given first."""
        given = read_given(self.recommendations, cache=self.cache, stdin=self.stdin)
        return merge_checked(
            [*(check_file(file, RecommendationFinder(), cache=self.cache)[0] for file in given), *checked]
        )


@record
class Rated:
    """One response, read and assessed."""

    checked: CheckedFile
    filed: FiledCase | None
    """None where it is not sound."""
    assessment: "Assessment | None"


@lru_cache(maxsize=1)
def _load_book(name: str, cache: Cache, _run: str) -> "Rulebook":
    return load_rulebook(name, cache=cache)


@lru_cache(maxsize=1)
def _open_desk(rating: Rating) -> "_Desk":
    return _Desk(rating)


class _Desk:
    """What a process keeps at hand for one run."""

    def __init__(self, rating: Rating) -> None:
        self.rating = rating
        given = read_given(rating.recommendations, cache=rating.cache, stdin=rating.stdin)
        self.finder = RecommendationFinder(
            given=given, only_given=bool(given), shipped=rating.shipped, cache=rating.cache, stdin=rating.stdin
        )

    def rate(self, name: str) -> Rated:
        rating = self.rating
        file = read_file(name, kind="response", cache=rating.cache, stdin=rating.stdin)
        checked, answered = check_file(file, self.finder, cache=rating.cache)
        if answered is None or not checked.is_sound:
            return Rated(checked=checked, filed=None, assessment=None)
        (filed,) = build_cases([(file, answered)])
        assessment = assess(filed.case, rating.book, as_of=rating.as_of, third_party=rating.third_party)
        return Rated(checked=checked, filed=filed, assessment=assessment)
