"""What `validate` does with one file, wherever that is done, and what comes back: no data, only what was found.

Where a file and its set are known by their bytes, and the pair was looked at before by this program, neither is parsed,
loaded, built or asked about: two small entries of the cache say what was found.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cpcheck.errors import Location
from cpcheck.records import list_values, record
from cpcheck.store.cache import Cache
from cpcheck.store.cases import CheckedFile, build_cases, check_file, tell_sound
from cpcheck.store.files import Bytes, DataFile, read_file
from cpcheck.store.finder import RecommendationFinder, UnsettledError, read_given

if TYPE_CHECKING:
    from cpcheck.lints.base import LintFinding
    from cpcheck.rulebook import Rulebook

BOOK = "cp"
"""The rulebook by which lints see what a coding comes to."""


@record
class FoundRemark:
    """What a lint remarked, without the name of the file, which each run may call differently."""

    code: str
    id: str
    message: str
    in_set: bool
    """Whether the place is in the recommendation set rather than in the response."""
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    suppressed: str | None
    """Why it need not be told; None where it counts."""

    def locate(self, path: str) -> Location:
        """Return its place, in the file as it is called here."""
        return Location(
            path=path, line=self.line, column=self.column, end_line=self.end_line, end_column=self.end_column
        )


@record
class AskedPair:
    """What the lints remarked of a response and its set."""

    state: str
    set_name: str
    """The file of the set, as it is called here."""
    remarks: tuple[FoundRemark, ...]


@record
class FileReport:
    """What came of one file."""

    name: str
    """As the user named it."""
    folder: Path
    identity: str
    kind: str | None
    state: str | None
    names_schema: bool
    items: int
    """Of the set that it holds or answers; 0 where it has none."""
    checked: CheckedFile | None
    """None where its set may be among files that are being checked too: then it has to be looked at once more."""
    asked: AskedPair | None = None
    """None where it is no response, or not sound."""


@record
class FileChecker:
    """Checks one file after the other, and asks the lints about sound responses."""

    cache: Cache
    as_of: dt.date | None
    """Day that overrides and waivers are compared with."""
    recommendations: str | None
    """File that holds the set; None where it is looked for."""
    shipped: Path
    """Folder of the shipped data."""
    among: tuple[str, ...] | None = None
    """Recommendation sets that are being checked too; None where they are not known yet."""
    stdin: Bytes | None = None
    """What standard input held; None where it is not read."""
    run: str = ""
    """Tells this run from another one in the same process, for which files may have changed."""

    def __call__(self, name: str) -> FileReport:
        """Read a file, check it and what it refers to, and ask the lints about it."""
        return _open_desk(self).check(name)


@lru_cache(maxsize=1)
def _open_desk(order: FileChecker) -> "_Desk":
    return _Desk(order)


class _Desk:
    """What a process keeps at hand for one run."""

    def __init__(self, order: FileChecker) -> None:
        self.order = order
        self.cache = order.cache
        self.finder = RecommendationFinder(
            given=read_given(order.recommendations, cache=self.cache, stdin=order.stdin),
            among=order.among,
            only_given=order.recommendations is not None,
            shipped=order.shipped,
            cache=self.cache,
            stdin=order.stdin,
        )

    def check(self, name: str) -> FileReport:
        file = read_file(name, cache=self.cache, stdin=self.order.stdin)
        try:
            return self.recall(file) or self.look_at(file)
        except UnsettledError:
            return _report(file, None)

    def recall(self, file: DataFile) -> FileReport | None:
        """Return what was found of a response before; None where it has to be looked at."""
        if file.brief is None or file.kind != "response":
            return None
        answered, missing = self.finder.find(file)
        if missing or answered is None or answered.brief is None:
            return None
        known = self.cache.find(*self.name_pair(file, answered))
        if known is None:
            return None
        asked = AskedPair(
            state=answered.state or "",
            set_name=answered.name,
            remarks=tuple(FoundRemark(**remark) for remark in known),
        )
        return _report(file, CheckedFile(own=tell_sound(file), answered=tell_sound(answered)), answered, asked)

    def look_at(self, file: DataFile) -> FileReport:
        checked, answered = check_file(file, self.finder, cache=self.cache)
        if answered is None or not checked.is_sound:
            return _report(file, checked, answered)
        asked = ask_lints(file, answered, self.order.as_of)
        self.cache.keep([dict(list_values(remark)) for remark in asked.remarks], *self.name_pair(file, answered))
        return _report(file, checked, answered, asked)

    def name_pair(self, file: DataFile, answered: DataFile) -> tuple[str, ...]:
        """Return all that the remarks on a response depend on, besides the program."""
        day = self.order.as_of.isoformat() if self.order.as_of else ""
        schemas = f"{file.names_schema:d}{answered.names_schema:d}"
        return ("asked", file.digest, answered.digest, day, schemas)


def _report(
    file: DataFile, checked: CheckedFile | None, answered: DataFile | None = None, asked: AskedPair | None = None
) -> FileReport:
    return FileReport(
        name=file.name,
        folder=file.folder,
        identity=file.identity,
        kind=file.kind,
        state=file.state,
        names_schema=file.names_schema,
        items=_count_items(answered or file),
        checked=checked,
        asked=asked,
    )


def _count_items(file: DataFile) -> int:
    if file.brief is not None:
        return file.brief.items
    items: Any = file.data.get("items")
    return len(items) if file.kind == "recommendations" and isinstance(items, list) else 0


@cache
def _load_book() -> "Rulebook":
    from cpcheck.store.rulebooks import load_rulebook

    return load_rulebook(BOOK)


def ask_lints(response: DataFile, answered: DataFile, as_of: dt.date | None) -> AskedPair:
    """Ask the lints about a sound response and its set."""
    from cpcheck.assessment import assess
    from cpcheck.lints import run_lints
    from cpcheck.lints.base import Modelines

    (filed,) = build_cases([(response, answered)])
    modelines = Modelines(response.names_schema, answered.names_schema)
    assessment = assess(filed.case, _load_book(), as_of=as_of)
    findings = run_lints(assessment, modelines)
    remarks = []
    for finding, place in zip(findings, _locate_findings(findings, response, answered), strict=True):
        remarks.append(
            FoundRemark(
                code=finding.lint.code,
                id=finding.remark.id,
                message=finding.remark.message,
                in_set=finding.remark.in_set,
                line=place.line,
                column=place.column,
                end_line=place.end_line,
                end_column=place.end_column,
                suppressed=finding.suppression.reason if finding.suppression else None,
            )
        )
    return AskedPair(state=filed.case.recommendations.state, set_name=answered.name, remarks=tuple(remarks))


def _locate_findings(findings: "Sequence[LintFinding]", response: DataFile, answered: DataFile) -> Iterator[Location]:
    """Yield the place of each, which takes one walk through each of the two files."""
    remarks = [finding.remark for finding in findings]
    in_set = iter(answered.text.locate_spans([remark.path for remark in remarks if remark.in_set]))
    in_response = iter(response.text.locate_spans([remark.path for remark in remarks if not remark.in_set]))
    yield from (next(in_set if remark.in_set else in_response) for remark in remarks)
