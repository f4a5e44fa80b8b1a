"""What is looked for before a pattern stands in every text that the pattern is found in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.importers.lexicon import Lexicon, list_lexicons, load_lexicon
from cpcheck.importers.literals import list_needed
from tests.shared import ROOT

TEXTS = sorted((ROOT / "tests" / "layouts").rglob("*.txt"))
PIECES = [
    "a",
    "ab",
    "b?",
    "c*",
    "d+",
    "[ef]",
    r"\d",
    "(?:ab|cd)",
    "(?:a|)",
    "(?:gh){2}",
    "(?:i|jk)+",
    r"\b",
    "^",
    "(?=l)",
    ".",
]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("adopted (?:by|on)", ("adopted ",)),
        ("laws?|act", ("act", "law")),
        (r"\b(?:law|act) no\. \d+", (" no. ",)),
        (r"(?:law|act)\d", ("act", "law")),
        ("(?:law|act)?", ()),
        ("[ab]c?", ()),
        ("(?:court|)s?", ()),
        ("(?i:law)", ()),
        ("(?i)law", ()),
        ("(?:fine){2,3}s", ("fine",)),
        (r"(?=fine)\w+", ()),
        (r"fine(?!d)", ("fine",)),
    ],
)
def test_the_longest_pieces_that_cannot_be_missing_are_needed(pattern: str, needed: tuple[str, ...]) -> None:
    assert list_needed(re.compile(pattern)) == needed


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.text("abcdefghijkl1 ", max_size=12))
def test_wherever_a_pattern_is_found_a_piece_stands(parts: list[str], text: str) -> None:
    pattern = re.compile("".join(parts))
    needed = list_needed(pattern)
    for found in pattern.finditer(text):
        assert not needed or any(piece in found[0] for piece in needed)


@pytest.fixture(params=list_lexicons())
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    return load_lexicon(request.param)


def test_patterns_of_lexicons_are_found_where_they_were(lexicon: Lexicon) -> None:
    said = [example for one in lexicon.patterns for example in (*one.examples, *one.counter_examples)]
    said += [line for path in TEXTS for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(said) > 200
    for pattern in lexicon.patterns:
        for words in said if pattern.is_cased else map(str.lower, said):
            assert [one.span() for one in pattern.find(words)] == [one.span() for one in pattern.match.finditer(words)]


def test_nearly_all_patterns_of_lexicons_need_something(lexicon: Lexicon) -> None:
    assert sum(bool(pattern.needed) for pattern in lexicon.patterns) >= len(lexicon.patterns) - 2
