"""What of a response file is still a draft, and the file after a person's decision on one part of it.

Every decision gives a whole new file, checked as any file is and held against the old one: what the decision is not
about must be the same, or nothing is handed on. So a layout that cannot be changed in one place costs no data.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cpcheck.errors import DataError, Location, Problem
from cpcheck.model import Answer, Evidence, Response, ReviewStatus
from cpcheck.records import record, replace
from cpcheck.store.cases import FiledCase, build_cases, check_files, load_filed_cases
from cpcheck.store.editing import ResponseText
from cpcheck.store.files import change_file, read_bytes
from cpcheck.store.finder import RecommendationFinder

WRITTEN = "what you wrote"
"""What the lines of a fact are called in messages, while they are no part of the file."""
_IN_FILE = re.compile(r"answers\[\d+\]\.evidence\[\d+\]\.?")
"""The way to a fact in the whole file, which says nothing to whoever typed its lines."""


@record
class Pending:
    """One decision that is still to be taken."""

    answer: int
    """Place of the answer in the file, from 0."""
    fact: int | None
    """Place of the fact in the answer, from 0; None where all its facts are accepted and only the answer is open."""

    def find_answer(self, response: Response) -> Answer:
        """Return the answer it is about."""
        return response.answers[self.answer]

    def find_fact(self, response: Response) -> Evidence | None:
        """Return the fact it is about; None where it is about the answer as a whole."""
        return None if self.fact is None else self.find_answer(response).evidence[self.fact]


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftFile:
    """A sound response file, its set, and its bytes."""

    filed: FiledCase
    raw: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Return the file as the user named it."""
        return self.filed.response.name

    @property
    def response(self) -> Response:
        """Return what it holds."""
        return self.filed.case.response

    @property
    def pending(self) -> tuple[Pending, ...]:
        """Return the decisions still to be taken, in the order of the file: the facts of a draft, then it itself."""
        return tuple(
            Pending(answer=place, fact=fact)
            for place, answer in enumerate(self.response.answers)
            if answer.review is ReviewStatus.DRAFT
            for fact in (*_list_open(answer), None)
        )

    # --- decisions

    def accept(self, pending: Pending) -> "DraftFile":
        """Take a fact as it is, or an answer whose facts are all accepted as reviewed.

        Raises: DataError where the layout of the file does not allow it.
        """
        answer = pending.find_answer(self.response)
        fact = pending.find_fact(self.response)
        if fact is None:
            return self._review(pending.answer, ReviewStatus.REVIEWED, ())
        ids = {*answer.accepted, fact.id}
        return self._review(pending.answer, ReviewStatus.DRAFT, tuple(f.id for f in answer.evidence if f.id in ids))

    def reject(self, pending: Pending) -> "DraftFile":
        """Take a fact out.

        Raises: DataError where another fact names it, or where the layout of the file does not allow it.
        """
        assert pending.fact is not None
        place, fact = pending.answer, pending.fact
        old = pending.find_answer(self.response)
        without = replace(old, evidence=(*old.evidence[:fact], *old.evidence[fact + 1 :]))
        return self._change(self._text.remove_fact(place, fact), place, lambda new: new == without)

    def edit(self, pending: Pending, lines: str) -> "DraftFile":
        """Put other lines in the place of a fact, and take it as accepted: a person wrote them.

        Raises: DataError with what is wrong in the lines, at their places in them.
        """
        assert pending.fact is not None
        place, fact = pending.answer, pending.fact
        old = pending.find_answer(self.response)

        def is_same_but_for_the_fact(new: Answer) -> bool:
            return len(new.evidence) == len(old.evidence) and old == replace(
                new, evidence=(*new.evidence[:fact], old.evidence[fact], *new.evidence[fact + 1 :])
            )

        edited = self._change(self._text.replace_fact(place, fact, lines), place, is_same_but_for_the_fact)
        return edited.accept(pending)

    def add(self, pending: Pending, lines: str) -> "DraftFile":
        """Put a new fact at the end of an answer, and take it as accepted.

        Raises: DataError with what is wrong in the lines, at their places in them.
        """
        place, old = pending.answer, pending.find_answer(self.response)

        def is_same_but_for_one_more(new: Answer) -> bool:
            return len(new.evidence) == len(old.evidence) + 1 and replace(new, evidence=new.evidence[:-1]) == old

        added = self._change(self._text.add_fact(place, lines), place, is_same_but_for_one_more)
        return added.accept(Pending(answer=place, fact=len(old.evidence)))

    def read_fact(self, pending: Pending) -> str:
        """Return the lines of a fact as they stand in the file, for a person to change.

        Raises: DataError where it stands in a list in brackets.
        """
        assert pending.fact is not None
        return self._text.read_fact(pending.answer, pending.fact)

    # --- changing

    @property
    def _text(self) -> ResponseText:
        return ResponseText(path=self.path, raw=self.raw)

    def _review(self, place: int, status: ReviewStatus, accepted: tuple[str, ...]) -> "DraftFile":
        wanted = replace(self.response.answers[place], review=status, accepted=accepted)
        return self._change(self._text.set_review(place, status, accepted), place, lambda new: new == wanted)

    def _change(self, text: ResponseText, place: int, is_meant: Callable[[Answer], bool]) -> "DraftFile":
        """Check a changed text in full, and that nothing has changed in it that was not meant to."""
        try:
            changed = DraftFile(filed=_read_anew(self.filed, text.raw), raw=text.raw)
        except DataError as error:
            raise DataError(_place_in_lines(problem, text) for problem in error.problems) from error
        old, new = self.response, changed.response
        others = [*old.answers[:place], *old.answers[place + 1 :]]
        is_kept = len(new.answers) == len(old.answers) and others == [*new.answers[:place], *new.answers[place + 1 :]]
        if not (is_kept and replace(new, answers=old.answers) == old and is_meant(new.answers[place])):
            where = self.filed.response.text.locate(("answers", place))
            message = (
                f"answer {old.answers[place].id} cannot be changed without changing more than this; "
                "expected it written out, without aliases, and one fact as one mapping"
            )
            raise DataError([Problem(location=where, message=message)])
        return changed


def _list_open(answer: Answer) -> list[int]:
    return [place for place, fact in enumerate(answer.evidence) if fact.id not in answer.accepted]


def _place_in_lines(problem: Problem, text: ResponseText) -> Problem:
    """Return a problem at its place in the lines that a person wrote, where it stands in them."""
    place, put = problem.location, text.put
    if put is None or place.line is None or not put.line < place.line <= put.line + put.number:
        return problem
    column = None if place.column is None else max(1, place.column - put.column)
    message = _IN_FILE.sub(lambda way: "" if way[0].endswith(".") else "the fact", problem.message)
    return Problem(location=Location(path=WRITTEN, line=place.line - put.line, column=column), message=message)


def load_drafts(path: str, *, recommendations: str | None = None, shipped: Path | None = None) -> DraftFile:
    """Read a response file with its set, and keep its bytes.

    Raises: DataError with every problem of both files.
    """
    raw, problem = read_bytes(path)
    if problem is not None:
        raise DataError([problem])
    (filed,) = load_filed_cases([path], recommendations=recommendations, shipped=shipped)
    return DraftFile(filed=_read_anew(filed, raw), raw=raw)


def _read_anew(filed: FiledCase, raw: bytes) -> FiledCase:
    """Return a case with other bytes of its response. Raises: DataError."""
    response = change_file(filed.response, raw)
    finder = RecommendationFinder(given=(filed.recommendations,), only_given=True)
    problems, pairs = check_files([response], finder)
    if problems:
        raise DataError(problems)
    return build_cases(pairs)[0]
