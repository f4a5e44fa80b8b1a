"""All patterns at once find what each would find by itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.importers.lexicon import Lexicon, list_lexicons, load_lexicon
from cpcheck.importers.openings import list_openings
from cpcheck.importers.patterns import Pattern, PatternSearch, write_small
from tests.shared import ROOT

TEXTS = sorted((ROOT / "tests" / "layouts").rglob("*.txt"))
FOUND = tuple[str, tuple[int, int]]
PARTS = ["a", "ab", "b?", "[cd]", r"\d", "(?:ab|cd)", "(?:a |)", r"\b", r"\b(?:ab|Cd)\b", "^", r"\s", "-", "[a-d]{1,3}"]


@pytest.fixture(params=list_lexicons())
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    return load_lexicon(request.param)


def search_one_by_one(patterns: tuple[Pattern, ...], words: str) -> list[FOUND]:
    return [
        (pattern.id, one.span())
        for pattern in patterns
        for one in pattern.match.finditer(words if pattern.is_cased else write_small(words))
    ]


def search_at_once(search: PatternSearch, words: str) -> list[FOUND]:
    return [(pattern.id, one.span()) for pattern, one in search.find(words, write_small(words))]


def make(match: str, *, is_cased: bool = False) -> Pattern:
    return Pattern(
        id=f"{match} {is_cased}",
        gives=None,
        mark="follows",
        stage=None,
        weight=0,
        match=re.compile(match),
        is_cased=is_cased,
        examples=(),
        counter_examples=(),
    )


def test_lexicons_find_in_examples_and_reports_what_their_patterns_find_one_by_one(lexicon: Lexicon) -> None:
    said = [example for one in lexicon.patterns for example in (*one.examples, *one.counter_examples)]
    said += [line for path in TEXTS for line in path.read_text(encoding="utf-8").splitlines()]
    found = 0
    for words in said:
        expected = search_one_by_one(lexicon.patterns, words)
        assert search_at_once(lexicon.search, words) == expected
        found += len(expected)
    assert found > 150


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4), st.booleans()), max_size=4),
    st.text("abcdABCD1- İ٣é_", max_size=16),
)
def test_any_patterns_find_in_any_text_what_they_find_one_by_one(
    composed: list[tuple[list[str], bool]], words: str
) -> None:
    patterns = tuple(make("".join(parts), is_cased=is_cased) for parts, is_cased in composed)
    assert search_at_once(PatternSearch(patterns), words) == search_one_by_one(patterns, words)


def test_nearly_all_patterns_of_lexicons_begin_with_words_that_are_known(lexicon: Lexicon) -> None:
    unknown = [pattern.id for pattern in lexicon.patterns if list_openings(pattern.match) is None]
    assert len(unknown) <= 2, unknown


def test_small_letters_are_as_many_as_the_capitals() -> None:
    assert write_small("İstanbul AND Ağrı") == "İstanbul and ağrı"
