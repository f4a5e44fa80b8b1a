"""Where a value begins and ends: what an editor marks, and what an annotation points at, is the value and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.store.reader import read_yaml
from cpcheck.store.texts import Path, YamlText


def read(text: str | bytes) -> YamlText:
    """Read text in which nothing is wrong."""
    found = read_yaml(text.encode() if isinstance(text, str) else text, "f.yaml")
    assert found.problems == ()
    return found


def span(text: str | bytes, *path: str | int) -> tuple[int | None, ...]:
    """Return line and column of the start of a value, and of its end."""
    place = read(text).locate_span(path)
    assert place.path == "f.yaml"
    return (place.line, place.column, place.end_line, place.end_column)


def cut(text: str, *path: str | int) -> str:
    """Return what an editor would mark: the characters from the start up to the end."""
    line, column, end_line, end_column = span(text, *path)
    assert line is not None
    assert column is not None
    assert end_line is not None
    assert end_column is not None
    lines = text.removeprefix("\ufeff").split("\n")
    if line == end_line:
        return lines[line - 1][column - 1 : end_column - 1]
    first, last = lines[line - 1][column - 1 :], lines[end_line - 1][: end_column - 1]
    return "\n".join([first, *lines[line : end_line - 1], last])


@pytest.mark.parametrize(
    ("text", "path", "marked"),
    [
        ("a: one", ("a",), "one"),
        ("a: one two   # and a remark\nb: 1", ("a",), "one two"),
        ("a:     one\n", ("a",), "one"),
        ("a: 'it''s'\n", ("a",), "'it''s'"),
        ('a: "on\\te"  # remark\n', ("a",), '"on\\te"'),
        ('a: ""\n', ("a",), '""'),
        ("a: [one, two]\n", ("a", 1), "two"),
        ("a: {b: one, c: two}\n", ("a", "c"), "two"),
        ("a: {b: [one,two]}\n", ("a", "b", 0), "one"),
        ("- one\n- two\n", (1,), "two"),
        ("a: 12.50\n", ("a",), "12.50"),
        ("a: 2023-06-16\n", ("a",), "2023-06-16"),
        ("a: ~\n", ("a",), "~"),
        ("a: one\n  two\nb: 1\n", ("a",), "one\n  two"),
        ('a: "one\n\n  two"\nb: 1\n', ("a",), '"one\n\n  two"'),
        ('"a": "one"', ("a",), '"one"'),
    ],
)
def test_what_is_marked_is_the_value_as_it_is_written(text: str, path: Path, marked: str) -> None:
    assert cut(text, *path) == marked


@pytest.mark.parametrize("value", ["Bakı şəhəri", "日本語", "😀😀", "e\u0301", "\u202eabc", "ﷺ"])
@pytest.mark.parametrize("layout", ["a: {}\n", "a: '{}'  # x\n", "{}: [1, {}]\n", "b: {}\na: {}\n"])
def test_columns_count_code_points_whatever_their_width(value: str, layout: str) -> None:
    text = layout.replace("{}", value)
    path = ("a",) if "a" in read(text).data else (value, 1)
    assert cut(text, *path).strip("'") == value


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20))
def test_a_quoted_value_of_any_letters_is_marked_whole(value: str) -> None:
    written = "'" + value.replace("'", "''") + "'"
    if "\ufeff" not in value and value.isprintable():
        text = f"x: 1\na: [0, {written}, 2]\n"
        assert cut(text, "a", 1) == written


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_move_nothing(mark: str, end: str) -> None:
    text = mark + end.join(["a: one", "b:", "  - 'two'", "  - id: r1", "c: three", ""])
    assert span(text, "a") == (1, 4, 1, 7)
    assert span(text, "b", 0) == (3, 5, 3, 10)
    assert span(text, "b", 1) == (4, 5, 4, 11)
    assert span(text, "c") == (5, 4, 5, 9)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: |\n  one\n  two\nb: 1\n", (1, 4, 3, 6)),
        ("a: >-\n  one\n  two\nb: 1\n", (1, 4, 3, 6)),
        ("a: |\n  one\n\n\n# remark\nb: 1\n", (1, 4, 2, 6)),
        ("a: |\n  one", (1, 4, 2, 6)),
        ("a:\n  - |\n    日本\n  - 2\n", (2, 5, 3, 7)),
    ],
    ids=["literal", "folded", "blank lines after", "end of file", "in a list"],
)
def test_a_block_ends_after_its_last_character(text: str, end: str, expected: tuple[int, ...]) -> None:
    path = ("a", 0) if "- |" in text else ("a",)
    assert span(text.replace("\n", end), *path) == expected


def test_a_mapping_is_marked_up_to_the_end_of_its_first_value() -> None:
    text = "answers:\n  - id: r1\n    evidence:\n      - {id: r1.1, type: practice}\n"
    assert cut(text, "answers", 0) == "id: r1"
    assert cut(text, "answers", 0, "evidence", 0) == "{id: r1.1"
    assert cut(text, "answers") == "- id: r1"
    assert cut(text) == "answers:\n  - id: r1"


@pytest.mark.parametrize("empty", ["[]", "{}"])
def test_an_empty_list_or_mapping_has_a_start_and_no_end(empty: str) -> None:
    assert span(f"a: {empty}\nb: 1\n", "a") == (1, 4, None, None)


def test_nothing_ends_where_it_begins() -> None:
    assert span("a:\nb: 1\n", "a") == (1, 3, 1, 3)


def test_what_stands_behind_an_alias_is_marked_where_the_alias_stands() -> None:
    text = "a: &shared one\nb: *shared\nc: {d: *shared}\n"
    assert cut(text, "b") == "*shared"
    assert cut(text, "c", "d") == "*shared"
    assert cut(text, "a") == "&shared one"


def test_what_stands_inside_an_alias_begins_at_the_alias_and_has_no_end() -> None:
    text = "a: &shared {x: [1, 2]}\nb: *shared\n"
    for path in (("b",), ("b", "x"), ("b", "x", 1)):
        assert span(text, *path) == (2, 4, None, None)


@pytest.mark.parametrize(
    ("path", "marked"),
    [(("a", "missing"), "{b: one"), (("a", "missing", 3, "deep"), "{b: one"), (("a", "b", "deep"), "one")],
)
def test_what_is_not_there_is_marked_where_it_would_be(path: Path, marked: str) -> None:
    assert cut("a: {b: one}\n", *path) == marked


def test_the_start_is_that_of_the_value_alone() -> None:
    found = read("a:\n  - {b: one, c: [two]}\n")
    for path in ((), ("a",), ("a", 0), ("a", 0, "b"), ("a", 0, "c"), ("a", 0, "c", 0)):
        start, spanned = found.locate(path), found.locate_span(path)
        assert (start.line, start.column) == (spanned.line, spanned.column)
        assert (start.end_line, start.end_column) == (None, None)


def test_a_file_that_cannot_be_read_has_no_places() -> None:
    broken = read_yaml(b"a: [", "f.yaml").locate_span(("a",))
    assert (broken.path, broken.line, broken.end_line) == ("f.yaml", None, None)
