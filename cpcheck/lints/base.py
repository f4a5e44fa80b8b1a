"""What a lint is, what it looks at, and what it says."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple

from cpcheck.model import (
    Answer,
    Assessment,
    Case,
    Evidence,
    Finding,
    ItemVerdict,
    RecommendationSet,
    Response,
    Suppression,
)
from cpcheck.records import record

Path = tuple[str | int, ...]
"""The way to a value in a data file: keys and indexes from the top."""


class Severity(StrEnum):
    """How much a remark weighs."""

    ERROR = "error"
    """The coding is wrong; `validate` ends with exit code 1."""
    WARNING = "warning"
    """The coding is probably wrong, or a decision has run out."""
    NOTICE = "notice"
    """Worth a look, or a question to the authorities."""


class PlacedFact(NamedTuple):
    """A fact with its answer and its place in the response file."""

    fact: Evidence
    answer: Answer
    path: Path


class PlacedSuppression(NamedTuple):
    """A suppression with the place it is written at."""

    suppression: Suppression
    path: Path
    in_set: bool
    """Whether it stands in the recommendation set rather than in the response."""


class Modelines(NamedTuple):
    """Whether the files of a case name, in a comment before the data, the schema that editors check them by."""

    response: bool
    recommendations: bool


@record
class Coding:
    """What a lint looks at: a response with its recommendation set, and what the rules make of the two."""

    case: Case
    assessment: Assessment
    unused: tuple[PlacedSuppression, ...] = ()
    """Suppressions that no remark met; filled in for the one lint that asks about them."""

    modelines: Modelines | None = None
    """None where the case was not read from files."""

    @property
    def response(self) -> Response:
        """Return the response."""
        return self.case.response

    @property
    def recommendations(self) -> RecommendationSet:
        """Return the recommendation set."""
        return self.case.recommendations

    def list_facts(self) -> Iterator[PlacedFact]:
        """Yield every fact the state itself offers, in the order of the file."""
        for number, answer in enumerate(self.response.answers):
            for place, fact in enumerate(answer.evidence):
                if fact.source is None:
                    yield PlacedFact(fact, answer, ("answers", number, "evidence", place))

    def list_findings(self) -> Iterator[tuple[ItemVerdict, Finding]]:
        """Yield each element's finding once, with the item it stands in; repeated items are passed over."""
        for verdict in self.assessment.items:
            if verdict.is_counted:
                for finding in verdict.findings:
                    yield verdict, finding


@record
class Remark:
    """What a lint says of one entry."""

    id: str
    """The fact, answer, item, element or claim it is about: what suppressions and baselines name."""
    path: Path
    """Place of the value it is about."""
    message: str
    """What was found, what was expected and how to mend it, on one line."""
    in_set: bool = False
    """Whether the place is in the recommendation set rather than in the response."""


Check = Callable[[Coding], Iterator[Remark]]


@record
class Lint:
    """One question about how a response file is coded."""

    code: str
    """Stable: `CP101`. A code that is given up is never used again."""
    name: str
    """The question in one to four words joined by hyphens: `undated-evidence`."""
    severity: Severity
    check: Check
    manual: str
    """Its manual page: what it asks, why, how to mend it, and examples that the tests run."""

    @property
    def title(self) -> str:
        """Return the first line of its manual page."""
        return self.manual.strip().splitlines()[0]


@record
class LintFinding:
    """A remark with the lint that made it."""

    lint: Lint
    remark: Remark
    suppression: Suppression | None
    """Why it need not be told; None where it counts."""


def fold_text(text: str) -> str:
    """Return text as it is compared with other text: without regard to case and white space."""
    return " ".join(text.casefold().split())


_ANY = object()


def list_own_keys(*features: Hashable | None) -> Iterator[tuple[Any, ...]]:
    """Yield the keys under which a thing is to be kept, so that what `list_fitting_keys` yields for others finds it."""
    return product(*((feature, _ANY) for feature in features))


def list_fitting_keys(*features: Hashable | None) -> Iterator[tuple[Any, ...]]:
    """Yield the keys under which all things are found that fit: a feature that either leaves open, None, is no bar."""
    return product(*((_ANY,) if feature is None else (feature, None) for feature in features))


def find_crowded(answers: Sequence[Answer], unit: str) -> set[int]:
    """Return the places of answers whose `lines` or `pages` may overlap those of another one.

    Only these have to be compared, each with each: there may be thousands of answers, and few overlap.
    """
    spans = sorted(
        (*span, number)
        for number, answer in enumerate(answers)
        if answer.where is not None and (span := getattr(answer.where, unit)) is not None
    )
    crowds: list[list[int]] = []
    last = 0
    for first, end, number in spans:
        if first > last:
            crowds.append([])
        crowds[-1].append(number)
        last = max(last, end)
    return {number for crowd in crowds if len(crowd) > 1 for number in crowd}
