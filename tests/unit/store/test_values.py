"""The fast way into data and the way with places give the same, and places are found one by one as all at once."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.store.bounds import MAX_DEPTH
from cpcheck.store.locating import find_mark, find_marks
from cpcheck.store.reader import _read_with_places, read_yaml
from cpcheck.store.texts import KEY
from cpcheck.store.values import UnusualError, load_values
from tests.shared import ROOT

FILES = sorted(
    path
    for folder in ("data", "tests/acceptance", "tests/golden/data", "cpcheck/rulebooks", "cpcheck/importers/lexicons")
    for path in (ROOT / folder).rglob("*.yaml")
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12),
    st.sampled_from(
        ["NO", "yes", "12:30", "010", "1_000", "0o17", "0x1F", "1e5", ".5", "-", "+", "~", "null", "2025-13-45", ".inf"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc xyz0-", max_size=6), inner, max_size=4),
    max_leaves=20,
)
PLAIN = st.recursive(
    st.text("aNno01.:-+_eExo~#'\" ", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]")
        | st.dictionaries(st.text("ab1~", max_size=2), inner, max_size=3).map(
            lambda data: "{" + ", ".join(f"{key}: {value}" for key, value in data.items()) + "}"
        )
    ),
    max_leaves=10,
)
"""Text that is often YAML, with words and numbers of every doubtful form."""


def read_slowly(text: str) -> tuple[object, int]:
    found = _read_with_places(text, "f.yaml", has_line=False)
    return found.data, len(found.problems)


def same(one: object, other: object) -> bool:
    """Compare data with its types: 1, 1.0 and true are three things."""
    return repr(one) == repr(other)


def check(text: str) -> None:
    try:
        fast = load_values(text.encode("utf-8"))
    except (UnusualError, yaml.YAMLError):
        return
    slow, problems = read_slowly(text)
    assert problems == 0
    assert same(fast, slow)


@given(VALUES)
def test_both_ways_read_the_same_of_json(data: object) -> None:
    check(json.dumps(data, ensure_ascii=False))


@given(VALUES)
def test_both_ways_read_the_same_of_yaml(data: object) -> None:
    check(yaml.safe_dump(data, allow_unicode=True))


@given(PLAIN)
def test_both_ways_read_the_same_of_doubtful_text(text: str) -> None:
    check(text)
    check(f"a: {text}\nb: [{text}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_ways_read_the_same_of_every_file_here(path: Path) -> None:
    try:
        check(path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError:
        pytest.skip("this file is there for not being UTF-8")


@pytest.mark.parametrize("path", [path for path in FILES if "acceptance" not in path.parts], ids=lambda path: path.name)
def test_what_is_shipped_goes_the_fast_way(path: Path) -> None:
    assert load_values(path.read_bytes()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing",
        "a: &x 1",
        "a: *x",
        "a: !!str 1",
        "a: !mine [1]",
        "a: 1\na: 2",
        "1: a",
        "~: a",
        "? [a]\n: b",
        "? {a: b}\n: c",
        "a: 1\n---\nb: 2",
        "a: 12345678901234567890",
        "a: 1e400",
        "a: .inf",
        "a: 0x1F",
        "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2),
    ],
)
def test_what_is_unusual_is_left_to_the_way_with_places(text: str) -> None:
    with pytest.raises(UnusualError):
        load_values(text.encode())


@given(VALUES)
def test_a_place_found_alone_is_the_one_among_all(data: object) -> None:
    text = yaml.safe_dump({"top": data}, allow_unicode=True)
    found = _read_with_places(text, "f.yaml", has_line=False)
    if found.data is None:
        return
    for path, mark in found.marks.items():
        if path and path[-1] == KEY:
            assert find_mark(text, path[:-1], key=True) == mark
        else:
            assert find_mark(text, path, key=False) == mark


@given(VALUES, st.data())
def test_places_found_together_are_those_among_all(data: object, draw: st.DataObject) -> None:
    text = yaml.safe_dump({"top": data}, allow_unicode=True)
    found = _read_with_places(text, "f.yaml", has_line=False)
    if found.data is None:
        return
    values = [path for path in found.marks if not path or path[-1] != KEY]
    wanted = draw.draw(st.lists(st.sampled_from(values), max_size=5))
    marks, ends = find_marks(text, wanted)
    assert {path: marks.get(path) for path in wanted} == {path: found.marks[path] for path in wanted}
    assert marks.items() <= found.marks.items()
    assert ends.items() <= found.ends.items()
    alone = read_yaml(text.encode(), "f.yaml")
    assert alone.locate_spans(wanted) == [found.locate_span(path) for path in wanted]


def test_an_alias_that_is_passed_over_is_no_list() -> None:
    text = "a: [&one x, *one, *one]\nb: {c: *one, d: *one}\ne: last\n"
    found = _read_with_places(text, "f.yaml", has_line=False)
    for path in found.marks:
        if not path or path[-1] != KEY:
            marks, ends = find_marks(text, [path])
            assert (marks[path], ends.get(path)) == (found.marks[path], found.ends.get(path))


def test_what_is_not_there_has_the_place_of_what_is_around_it() -> None:
    read = read_yaml(b"a:\n  b: [1, 2]\nc: x\n", "f.yaml")
    for path in (("a", "z"), ("a", "b", 7), ("a", "b", 0, "x"), ("c", "y"), ("q",), ("a", "b", "x")):
        alone = read_yaml(b"a:\n  b: [1, 2]\nc: x\n", "f.yaml").locate(path)
        assert alone == _locate_among_all(read, path)


def _locate_among_all(read: object, path: tuple[str | int, ...]) -> object:
    from cpcheck.store.texts import YamlText

    assert isinstance(read, YamlText)
    assert read.marks
    return read.locate(path)


def test_after_a_few_places_all_are_kept() -> None:
    read = read_yaml(b"a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", "f.yaml")
    assert [read.locate((key,)).line for key in "fedcba"] == [6, 5, 4, 3, 2, 1]
    assert ("a",) in read.marks
