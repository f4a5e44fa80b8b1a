"""YAML is read as YAML 1.2 core, everything with its place; bad text gives a placed message, never an exception."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpcheck.errors import Problem
from cpcheck.store.bounds import MAX_ALIASED, MAX_DEPTH
from cpcheck.store.reader import read_yaml
from cpcheck.store.texts import YamlText


def read(text: str | bytes) -> YamlText:
    """Read text as the file `f.yaml`."""
    return read_yaml(text.encode() if isinstance(text, str) else text, "f.yaml")


def read_sound(text: str) -> object:
    """Read text that has nothing wrong, and return its data."""
    found = read(text)
    assert found.problems == ()
    return found.data


def find_only_problem(text: str | bytes) -> Problem:
    """Return the one thing that is wrong in a text."""
    (problem,) = read(text).problems
    return problem


def find_place(text: str | bytes) -> tuple[int | None, int | None]:
    """Return the line and column of the one thing that is wrong in a text."""
    location = find_only_problem(text).location
    assert location.path == "f.yaml"
    return location.line, location.column


# --- scalars ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("y", "y"),
        ("12:30", "12:30"),
        ("1:1", "1:1"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("2023-06-16", "2023-06-16"),
        ("2023-06", "2023-06"),
        ("2023-02-30", "2023-02-30"),
        ("2023-06-16T10:00:00Z", "2023-06-16T10:00:00Z"),
        ("=", "="),
        (".", "."),
        ("1.2.3", "1.2.3"),
        ("0x", "0x"),
        ("0o8", "0o8"),
        ("nULL", "nULL"),
        ("tRUE", "tRUE"),
        ("No. 5 of 2013", "No. 5 of 2013"),
        ("a#b", "a#b"),
        ("a:b", "a:b"),
        ("١٢", "١٢"),
        ("'5'", "5"),
        ('"5"', "5"),
        ("'~'", "~"),
        ('"null"', "null"),
        ('"true"', "true"),
        ("''", ""),
        ("'it''s'", "it's"),
        ('"a\\tb"', "a\tb"),
        ("!!str 5", "5"),
    ],
)
def test_what_yaml_1_2_takes_for_text_is_text(written: str, value: str) -> None:
    assert read_sound(f"key: {written}") == {"key": value}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.10", 1.1),
        ("-0.5", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("2024", 2024),
    ],
)
def test_a_number_is_what_yaml_1_2_takes_for_one(written: str, value: float) -> None:
    data = read_sound(f"key: {written}")
    assert data == {"key": value}
    assert isinstance(data, dict)
    assert type(data["key"]) is type(value)


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL", "# nothing but a comment"])
def test_nothing_is_none(written: str) -> None:
    assert read_sound(f"key: {written}\nnext: 1") == {"key": None, "next": 1}


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_a_switch_is_true_or_false(written: str, value: bool) -> None:
    data = read_sound(f"key: {written}")
    assert isinstance(data, dict)
    assert data["key"] is value


def test_text_over_several_lines_is_folded_or_kept() -> None:
    text = "folded: >-\n  one\n  two\nkept: |\n  one\n  two\nplain: one\n  two\n"
    assert read_sound(text) == {"folded": "one two", "kept": "one\ntwo\n", "plain": "one two"}


@pytest.mark.parametrize(
    "number", ["1e400", "-1e400", "9" * 309, "9" * 400, "9" * 5000, "-" + "9" * 400, "0x" + "F" * 300]
)
def test_a_number_too_large_to_count_with_is_refused(number: str) -> None:
    problem = find_only_problem(f"a: 1\nkey: {number}")
    assert (problem.location.line, problem.location.column) == (2, 6)
    assert "too large a number" in problem.message
    assert len(problem.message) < 100


@pytest.mark.parametrize("number", ["1e308", "9" * 300, "1e-400"])
def test_a_number_that_can_be_counted_with_is_not(number: str) -> None:
    data = read_sound(f"key: {number}")
    assert isinstance(data, dict)
    assert math.isfinite(data["key"])


@pytest.mark.parametrize("number", [".inf", "-.inf", "+.INF", ".nan", ".NaN"])
def test_infinity_and_nan_are_refused(number: str) -> None:
    problem = find_only_problem(f"key: {number}")
    assert (problem.location.line, problem.location.column) == (1, 6)
    assert "expected digits" in problem.message


# --- places -------------------------------------------------------------------------------------------------------


def test_every_value_and_every_key_has_its_place() -> None:
    text = read("one: 1\ntwo:\n  - a\n  - {b: c}\n")
    places = {
        (): (1, 1),
        ("one",): (1, 6),
        ("two",): (3, 3),
        ("two", 0): (3, 5),
        ("two", 1): (4, 5),
        ("two", 1, "b"): (4, 9),
    }
    for path, place in places.items():
        location = text.locate(path)
        assert (location.line, location.column) == place
    key = text.locate(("two", 1, "b"), key=True)
    assert (key.line, key.column) == (4, 6)


def test_columns_count_letters_and_not_bytes() -> None:
    text = read("ü: [é, Ə, 😀, last]\n")
    assert text.locate(("ü", 1)).column == 8
    assert text.locate(("ü", 2)).column == 11
    assert text.locate(("ü", 3)).column == 14


def test_what_has_no_place_is_shown_at_the_nearest_thing_around_it() -> None:
    text = read("a:\n  b: 1\n")
    location = text.locate(("a", "missing", 3))
    assert (location.line, location.column) == (2, 3)


def test_what_stands_under_an_alias_is_shown_where_the_alias_is() -> None:
    text = read("a: &x {b: 1}\nc: *x\n")
    location = text.locate(("c", "b"))
    assert (location.line, location.column) == (2, 4)


def test_a_byte_order_mark_and_windows_line_endings_shift_nothing() -> None:
    text = read(b"\xef\xbb\xbfone: 1\r\ntwo: 2\r\n")
    assert text.data == {"one": 1, "two": 2}
    assert (text.locate(("one",)).column, text.locate(("two",)).line) == (6, 2)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_hidden_line_separator_inside_a_text_does_not_shift_what_follows(separator: str) -> None:
    line = find_only_problem(f'a: "x{separator}y"\nb: @\n').location.line
    assert line is not None
    assert line <= 2


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "key"),
    [
        ("a: 1\na: 2", (2, 1), "a"),
        ("a: 1\n'a': 2", (2, 1), "a"),
        ("x:\n  y:\n    - {b: 1, b: 2}", (3, 14), "b"),
        ("- - - a: 1\n      a: 1", (2, 7), "a"),
        ("a: 1\nb: 2\na: {b: 1, c: [d, e]}", (3, 1), "a"),
    ],
)
def test_a_key_that_stands_twice_is_refused_at_any_depth(text: str, place: tuple[int, int], key: str) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place
    assert f'key "{key}" stands twice' in problem.message
    assert "first on line" in problem.message


def test_the_first_of_two_keys_is_kept_and_what_is_wrong_in_the_second_is_still_told() -> None:
    found = read("a: 1\na: {b: 1, b: 2}\nc: 3\nc: 4")
    assert found.data == {"a": 1, "c": 3}
    assert [problem.location.line for problem in found.problems] == [2, 2, 4]


def test_a_key_of_the_same_name_in_another_mapping_is_no_repetition() -> None:
    assert read_sound("a: {b: 1}\nc: {b: 2}\n") == {"a": {"b": 1}, "c": {"b": 2}}


def test_an_alias_stands_for_what_its_anchor_holds() -> None:
    assert read_sound("a: &x [1, {b: 2}]\nc: *x\n") == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_an_anchor_given_again_holds_its_newest_value() -> None:
    assert read_sound("a: &x 1\nb: &x 2\nc: *x\n") == {"a": 1, "b": 2, "c": 2}


@pytest.mark.parametrize("text", ["a: *x", "a: *x\nb: &x 1", "a: &x [*x]", "&x a: *x"])
def test_an_alias_without_an_anchor_before_it_is_refused(text: str) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == (1, text.index("*") + 1)
    assert "*x" in problem.message


def test_an_alias_bomb_is_refused_while_it_is_small() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    problem = find_only_problem("\n".join(lines))
    assert f"aliases stand for more than {MAX_ALIASED} values" in problem.message
    assert problem.location.line == 5


def test_nesting_is_bounded() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH).problems == ()
    problem = find_only_problem("[" * 20_000)
    assert f"nested more than {MAX_DEPTH} deep" in problem.message
    assert problem.location.line == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: !!timestamp 2023-06-16", (1, 4)),
        ("a: !mine x", (1, 4)),
        ("a: !mine [x]", (1, 4)),
        ("a: !mine {x: y}", (1, 4)),
        ("a: !!python/object:os.system x", (1, 4)),
        ("a: !<tag:example.org,2023:x> x", (1, 4)),
        ("b: 1\n!mine a: x", (2, 1)),
    ],
)
def test_a_tag_is_refused(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place
    assert "expected plain YAML without tags" in problem.message


@pytest.mark.parametrize("text", ["a: !!map {b: 1}", "a: !!seq [1]", "a: !!str 1"])
def test_a_tag_that_says_what_is_there_anyway_is_let_pass(text: str) -> None:
    assert read_sound(text)


@pytest.mark.parametrize("key", ["1", "~", "true", "1.5"])
def test_a_key_that_is_not_text_is_refused(key: str) -> None:
    problem = find_only_problem(f"a: 1\n{key}: x")
    assert (problem.location.line, problem.location.column) == (2, 1)
    assert f"key {key} is not text" in problem.message


@pytest.mark.parametrize(
    ("text", "place"), [("? [a]\n: b", (1, 3)), ("? {a: 1}\n: b", (1, 3)), ("a: &x b\n*x : c", (2, 1))]
)
def test_a_key_that_is_no_scalar_is_refused(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place
    assert "a key must be plain text" in problem.message


def test_a_merge_key_merges_nothing() -> None:
    assert read_sound("a: &x {b: 1}\nc: {<<: *x}\n") == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


def test_a_second_document_is_refused_where_it_starts() -> None:
    assert find_place("a: 1\n---\nb: 2") == (2, 1)
    assert find_place("---\na: 1\n...\n---\nb: 2") == (4, 1)


def test_the_marks_of_one_document_are_no_second_one() -> None:
    assert read_sound("%YAML 1.2\n---\na: 1\n...\n") == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", b"\xef\xbb\xbf", "   "])
def test_an_empty_file_is_refused(text: str | bytes) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == (1, 1)
    assert "the file is empty" in problem.message


@pytest.mark.parametrize(
    ("raw", "place", "byte"),
    [
        (b"a: 1\nb: \xe9", (2, 4), "0xe9"),
        ("ü: ".encode() + b"\xe9", (1, 4), "0xe9"),
        ("a: Əlil ".encode() + b"\xff", (1, 9), "0xff"),
        (b"\xef\xbb\xbfa: \xff", (1, 4), "0xff"),
        ("a: é".encode("utf-16"), (1, 1), "0xff"),
        (b"a: \xc3", (1, 4), "0xc3"),
        (b"a: \xed\xa0\x80", (1, 4), "0xed"),
        (b"a: 1\rb: 2\r\nc: \xe9", (3, 4), "0xe9"),
    ],
    ids=[
        "latin-1",
        "after-a-letter",
        "after-letters",
        "after-a-byte-order-mark",
        "utf-16",
        "cut-short",
        "surrogate",
        "after-carriage-returns",
    ],
)
def test_what_is_not_utf_8_is_refused_at_its_letter(raw: bytes, place: tuple[int, int], byte: str) -> None:
    problem = find_only_problem(raw)
    assert (problem.location.line, problem.location.column) == place
    assert f"byte {byte} is not UTF-8" in problem.message


@pytest.mark.parametrize(
    ("text", "place"),
    [("a: \x07", (1, 4)), ("a: 1\nb: x\x00", (2, 5)), ("é: \x1b[31m", (1, 4)), ("ab: é\nc: éé\x08", (2, 6))],
)
def test_a_control_character_is_refused_where_it_is(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place
    assert "control characters are not allowed" in problem.message


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("a:\n\t- b", (2, 1), "a tab is used for indentation"),
        ("a:\n  - b\n \t- c", (3, 2), "a tab is used for indentation"),
        ("a: x: y", (1, 5), "must stand in quotes"),
        ("a: @x", (1, 4), "@ must stand in quotes"),
        ("a: `x`", (1, 4), "backquote must stand in quotes"),
        ("a: %x", (1, 4), "% must stand in quotes"),
        ("a: 'it's'", (1, 8), "must be doubled"),
        ("a:\n  b: 1\n c: 2", (3, 2), "the indentation does not fit"),
    ],
)
def test_a_syntax_error_says_how_to_mend_it(text: str, place: tuple[int, int], hint: str) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place
    assert problem.message.startswith("not YAML: ")
    assert hint in problem.message


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a: "x', (1, 4)),
        ('a: 1\nb: "x\nc: 2\nd: 3\n', (2, 4)),
        ("a: 1\nb: 'x\nc: 2\n", (2, 4)),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_shown_where_it_opens(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert "a quotation mark is opened and not closed" in problem.message
    assert (problem.location.line, problem.location.column) == place


@pytest.mark.parametrize(
    ("text", "place"), [("a: [1, 2\nb: 3\n", (1, 4)), ("a: {b: 1\nc: 3\n", (1, 4)), ("a: 1\nb: [x\n", (2, 4))]
)
def test_a_bracket_that_is_not_closed_is_shown_where_it_opens(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert "in brackets is not closed" in problem.message
    assert (problem.location.line, problem.location.column) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [("kind: [", (1, 8)), ("a: 1\nb: {x: [1,", (2, 11)), ("a:\r- [", (2, 4)), ("a: 1\r\nb: [\r\n", (3, 1))],
)
def test_what_is_missing_at_the_end_is_shown_at_the_end(text: str, place: tuple[int, int]) -> None:
    problem = find_only_problem(text)
    assert (problem.location.line, problem.location.column) == place


def test_a_key_without_a_colon_is_shown_at_its_own_line() -> None:
    problem = find_only_problem("a: 1\nb\nc:\n  - d\n")
    assert (problem.location.line, problem.location.column) == (2, 1)
    assert "colon" in problem.message


@pytest.mark.parametrize(
    "text", ["a: }", "a: ]", "a: ,b", 'a: "\\q"', "a: >x\n  b", "%YAML 2.0\n---\na: 1", "a: !b!c d"]
)
def test_every_syntax_error_has_a_hint(text: str) -> None:
    assert "; " in find_only_problem(text).message


def test_a_problem_found_before_the_syntax_breaks_is_still_told() -> None:
    found = read("a: 1\na: 2\nb: @\n")
    assert found.data is None
    assert [problem.location.line for problem in found.problems] == [2, 3]


# --- anything at all ----------------------------------------------------------------------------------------------

FRAGMENTS = (
    *("a", "b: ", "- ", "? ", ": ", ", ", "[", "]", "{", "}", "&x ", "*x", "!t ", "|", ">", "'", '"', "%", "@", "`"),
    *("#", "\n", "\n  ", "\t", "---\n", "...\n", "<<", "~", "1", "9" * 400, "0x", ".inf", "1e999", "\\", "\x07", "\r"),
    *("é", "😀", "\u2028", "\ufeff", "\x85", "\x00"),
)


def check_told(found: YamlText) -> None:
    """Check that what was read is either data or a placed message."""
    assert found.data is not None or found.problems or not found.marks or () in found.marks
    for problem in found.problems:
        assert problem.message
        assert problem.location.line is not None
        assert problem.location.line >= 1
        assert problem.location.column is not None
        assert problem.location.column >= 1


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
@example("a: " + "9" * 400)
@example("[" * 5000)
def test_no_text_is_an_exception(text: str) -> None:
    check_told(read(text))


@given(st.binary(max_size=40))
@example(b"\xef\xbb\xbfa: \xff")
@example(b"a: \xc3\xa9\x07")
def test_no_bytes_are_an_exception(raw: bytes) -> None:
    check_told(read(raw))
