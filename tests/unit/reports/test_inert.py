"""Values made inert: the same to a reader of data, harmless to whoever is shown them."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.reports.inert import dump_json, hide_commands_in_xml, show_line, show_lines
from tests.unit.reports.runner import Runner

ANY = st.text(st.characters(exclude_categories=[]))


@given(ANY)
def test_json_is_read_back_as_it_was_but_for_halves_of_a_character(value: str) -> None:
    text = dump_json({value: [value]})
    expected = re.sub("[\ud800-\udfff]", "\ufffd", value)
    assert json.loads(text.encode("utf-8")) == {expected: [expected]}
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", text)
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\nd\te", "a\nb\nc\nd e"),
        ("\x1b[31m\x00\u202e", "\\x1b[31m\\x00\\u202e"),
        ("No.\xa07\u2009%", "No.\xa07\u2009%"),
        ("half \ud800", "half \\ud800"),
        ("Şəki, 東京, 👩", "Şəki, 東京, 👩"),
    ],
)
def test_lines_are_kept_and_what_steers_is_shown_by_its_number(value: str, expected: str) -> None:
    assert show_lines(value) == expected
    assert show_line(value) == expected.replace("\n", " ")


@given(ANY)
def test_nothing_that_is_shown_steers(value: str) -> None:
    shown = show_lines(value)
    shown.encode("utf-8")
    found = {unicodedata.category(char) for char in shown if char != "\n"}
    assert not found & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert show_lines(shown) == shown
    assert "\n" not in show_line(value)


def test_a_reader_of_xml_finds_what_the_runner_does_not() -> None:
    text = "<a b='##[error]x'>\n ::error::y\n::::\n##[z]</a>"
    hidden = hide_commands_in_xml(text)
    assert len(Runner().read(text)) == 2
    assert Runner().read(hidden) == []
    assert hidden == "<a b='#&#35;[error]x'>\n &#58;:error::y\n&#58;:::\n#&#35;[z]</a>"
