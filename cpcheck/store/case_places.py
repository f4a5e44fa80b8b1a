"""Where the parts of a case stand in the two files that it was read from."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from cpcheck.errors import Location
from cpcheck.store.cases import FiledCase
from cpcheck.store.texts import Path


class CasePlaces:
    """Finds facts, answers and items by their ids, after one look through the case."""

    def __init__(self, filed: FiledCase) -> None:
        self._filed = filed

    def find_fact(self, id_: str) -> Location | None:
        """Return where a fact stands in the response file; None where the file has no such fact."""
        return self._in_response(self._facts.get(id_))

    def find_answer(self, id_: str) -> Location | None:
        """Return where an answer stands in the response file; None where the file has no such answer."""
        return self._in_response(self._answers.get(id_))

    def find_item(self, id_: str) -> Location | None:
        """Return where an item stands in the file of the recommendation set; None where it has no such item."""
        place = self._items.get(id_)
        return None if place is None else self._filed.recommendations.text.locate_span(("items", place))

    def find_answered(self, item: str) -> Location:
        """Return where the response first names an item; where it answers it nowhere, the item's id in its set.

        A repeated item counts as answered where its twin is. Raises: KeyError for an item that the set does not have.
        """
        named = self._named.get(item) or min(
            (self._named[twin] for twin in self._repeating[item] if twin in self._named), default=None
        )
        if named is not None:
            answer, place = named
            return self._filed.response.text.locate_span(("answers", answer, "items", place))
        return self._filed.recommendations.text.locate_span(("items", self._items[item], "id"))

    def _in_response(self, path: Path | None) -> Location | None:
        return None if path is None else self._filed.response.text.locate_span(path)

    @cached_property
    def _answers(self) -> Mapping[str, Path]:
        return {answer.id: ("answers", number) for number, answer in enumerate(self._filed.case.response.answers)}

    @cached_property
    def _facts(self) -> Mapping[str, Path]:
        return {
            fact.id: ("answers", number, "evidence", place)
            for number, answer in enumerate(self._filed.case.response.answers)
            for place, fact in enumerate(answer.evidence)
        }

    @cached_property
    def _items(self) -> Mapping[str, int]:
        return {item.id: place for place, item in enumerate(self._filed.case.recommendations.items)}

    @cached_property
    def _named(self) -> Mapping[str, tuple[int, int]]:
        """Return the answer that first names each item, and the place among those it names."""
        named: dict[str, tuple[int, int]] = {}
        for number, answer in enumerate(self._filed.case.response.answers):
            for place, item in enumerate(answer.items):
                named.setdefault(item, (number, place))
        return named

    @cached_property
    def _repeating(self) -> Mapping[str, list[str]]:
        """Return the items that repeat each item."""
        repeating: dict[str, list[str]] = defaultdict(list)
        for item in self._filed.case.recommendations.items:
            if item.repeats:
                repeating[item.repeats.item].append(item.id)
        return repeating
