"""What is looked for before a pattern stands in every text that the pattern is found in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.importers.openings import Openings, list_needed, list_openings

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
    r"\s",
    "_",
    "(?:mn? o)?",
    "(?<!a)",
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


def open_with(
    stems: str = "", words: str = "", letters: str = "", *, is_figure: bool = False, is_start: bool = False
) -> Openings:
    """Return openings, given as words with spaces between them."""
    return Openings(
        stems=frozenset(stems.split()),
        words=frozenset(words.split()),
        letters=frozenset(letters.split()),
        is_figure=is_figure,
        is_start=is_start,
    )


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        (r"\b(?:laws?|act)\b", open_with(words="law laws act")),
        (r"\b(?:law|act)[a-z]", open_with(stems="law act")),
        (r"\badopted (?:by|on)", open_with(words="adopted")),
        (r"\badopted\s", open_with(words="adopted")),
        (r"\borgani[sz]ed", open_with(stems="organised organized")),
        (r"\b(?:not )?yet", open_with(stems="yet", words="not")),
        (r"\b(?:ha){2}", open_with(stems="ha")),
        (r"\b(?:very )*late", open_with(stems="late", words="very")),
        ("law|act", open_with(letters="law act")),
        (r"\b(?:€|law\b)", open_with(words="law", letters="€")),
        (r"\b\d{3} calls|^in\b", open_with(is_figure=True, is_start=True)),
        (r"(?<!is )\b(?=a)act\b", open_with(words="act")),
        ("(?>law)s", open_with(letters="laws")),
        (r"\blaw(?i:s)", open_with(stems="law")),
        (r"\d+ calls", None),
        (r"\b[a-z]+ law", None),
        (r"\b(?:law)?", None),
        ("", None),
        (r"(?i)\blaw", None),
        (r"(?m)^law", None),
        (r"(?a)\blaw", None),
    ],
)
def test_all_ways_to_begin_are_read_off_a_pattern(pattern: str, openings: Openings | None) -> None:
    assert list_openings(re.compile(pattern)) == openings


def test_of_very_many_ways_to_begin_shorter_ones_are_told() -> None:
    openings = list_openings(re.compile(r"\b" + "[abcd]" * 7))
    assert openings is not None
    assert {len(stem) for stem in openings.stems} == {5}


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6), st.text("abcdefghijklmno1_ ", max_size=12))
def test_wherever_a_pattern_is_found_an_opening_is(parts: list[str], text: str) -> None:
    pattern = re.compile("".join(parts))
    openings = list_openings(pattern)
    for found in pattern.finditer(text):
        assert openings is None or opens(openings, text, found.start())


def opens(openings: Openings, text: str, place: int) -> bool:
    """Tell by plain means whether one of the openings is in a place."""
    word = re.compile(r"\b\w+").match(text, place)
    return (
        (openings.is_start and place == 0)
        or any(text.startswith(letters, place) for letters in openings.letters)
        or (
            word is not None
            and (
                word[0] in openings.words
                or any(word[0].startswith(stem) for stem in openings.stems)
                or (openings.is_figure and word[0][0].isdecimal())
            )
        )
    )
