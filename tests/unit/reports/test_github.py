"""Workflow commands, read back by the rules of actions/runner (`ActionCommand.cs`), which are written out here."""

import re

import pytest
from hypothesis import given

from cpcheck.reports.annotations import Level
from cpcheck.reports.github import MAX_MESSAGE, SHOWN, neutralise, render, wrap_echo
from tests.unit.reports.runner import REGISTERED, Command, Runner
from tests.unit.reports.runs import HOSTILE, WILD, build_hostile_run, build_note, build_run, build_subject


def read(output: str) -> list[Command]:
    return Runner().read(output)


def test_a_command_has_the_shape_that_the_conventions_give() -> None:
    note = build_note("Item A2c is not addressed\n0 of 2 elements met")
    assert render(build_run(build_subject(note))) == (
        "::error file=data/responses/az.yaml,line=12,endLine=12,col=5,endColumn=24,title=cpcheck CP201 A2c"
        "::Item A2c is not addressed%0A0 of 2 elements met\n"
    )


def test_nothing_is_printed_where_nothing_counts() -> None:
    assert render(build_run()) == ""
    assert render(build_run(build_subject(build_note(accepted="Agreed.")))) == ""


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ({"end_line": 14}, {"line": "12", "endLine": "14", "col": "5"}),
        ({"end_line": None, "end_column": None}, {"line": "12", "col": "5"}),
        ({"end_column": None}, {"line": "12", "col": "5"}),
        ({"column": None, "end_line": None, "end_column": None}, {"line": "12"}),
        ({"line": None, "column": None, "end_line": None, "end_column": None}, {}),
    ],
)
def test_what_is_not_known_of_a_place_is_left_out(at: dict[str, int | None], expected: dict[str, str]) -> None:
    (command,) = read(render(build_run(build_subject(build_note(at=at)))))
    assert command.properties == {"file": "data/responses/az.yaml", "title": "cpcheck CP201 A2c", **expected}


def test_standard_input_is_no_file_and_its_place_is_in_the_message() -> None:
    (command,) = read(render(build_run(build_subject(build_note(at={"path": "<stdin>"})))))
    assert command.properties == {"title": "cpcheck CP201 A2c"}
    assert command.data == "<stdin>:12:5: What was found."


def test_the_worst_ten_come_first_and_then_how_many_more_there_are() -> None:
    notes = [build_note(code=code, id=f"{code}-{n}") for n in range(9) for code in ("CP101", "CP107", "CP201")]
    failing = build_note(code="CP107", id="failing", fails=True, at={"line": 900, "end_line": 900})
    *shown, last = read(render(build_run(build_subject(*notes, failing))))
    assert [command.name for command in shown] == ["warning", *["error"] * 9]
    assert shown[0].properties["line"] == "900"
    assert len(shown) == SHOWN
    assert last == Command("notice", {"title": "cpcheck"}, "18 more, see the summary")


def test_exactly_ten_need_no_notice() -> None:
    notes = [build_note(id=str(number)) for number in range(SHOWN)]
    assert [command.name for command in read(render(build_run(build_subject(*notes))))] == ["error"] * SHOWN


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_value_is_text_in_its_place(value: str) -> None:
    _assert_tame(value)


@given(WILD)
def test_any_value_is_text_in_its_place(value: str) -> None:
    _assert_tame(value)


def _assert_tame(value: str) -> None:
    run = build_hostile_run(value)
    text = render(run)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    commands = read(text)
    assert [command.name for command in commands] == ["error", "error", "notice"]
    assert text.count("\n") == 3
    for command in commands:
        assert set(command.properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert command.properties["line"] == "12"
        assert len(command.data) <= MAX_MESSAGE


def test_a_long_message_is_cut_where_the_runner_would_cut_it() -> None:
    (command,) = read(render(build_run(build_subject(build_note("%" * 100_000)))))
    assert command.data == "%" * (MAX_MESSAGE - 1) + "…"


def test_a_value_is_read_back_as_it_was() -> None:
    value = "50 %: a, b::c = d %0A"
    (command,) = read(render(build_run(build_subject(build_note(value, title=value, at={"path": value})))))
    assert (command.data, command.properties["title"], command.properties["file"]) == (value, value, value)


def test_an_annotation_without_words_still_says_its_code() -> None:
    (command,) = read(render(build_run(build_subject(build_note("", title="")))))
    assert command.data == "CP201"
    assert "title" not in command.properties


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_an_echo_is_never_taken_for_a_command(value: str) -> None:
    runner = Runner()
    assert runner.read(wrap_echo(value)) == []
    assert runner.token is None
    assert value in wrap_echo(value)


@given(WILD)
def test_commands_are_heard_again_after_any_echo(value: str) -> None:
    assert read(wrap_echo(value) + "::error::after\n") == [Command("error", {}, "after")]


def test_an_echo_adds_no_line_to_text_and_its_token_follows_from_the_text() -> None:
    first, second = wrap_echo("a\n"), wrap_echo("b")
    assert first == wrap_echo("a\n")
    assert re.fullmatch(r"::stop-commands::([0-9a-f]{64})\na\n::\1::\n", first)
    assert re.fullmatch(r"::stop-commands::([0-9a-f]{64})\nb\n::\1::\n", second)
    assert first.splitlines()[0] != second.splitlines()[0]


def test_an_echo_that_ends_another_echo_stays_within_its_own() -> None:
    inner = wrap_echo("::error::x")
    assert read(wrap_echo(inner + "::error::y\n")) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("::error::x", ": :error::x"),
        (" \t ::error::x", " \t : :error::x"),
        ("\xa0\u2003::error::x", "\xa0\u2003: :error::x"),
        ("\ufeff::error::x", "\ufeff: :error::x"),
        ("a\r::error::x", "a\r: :error::x"),
        ("found ##[error]x", "found ## [error]x"),
        ("###[error]x", "### [error]x"),
        ("a::b ## [c]", "a::b ## [c]"),
        (":::error::x", ": ::error::x"),
        ("az.yaml:12:5: sound", "az.yaml:12:5: sound"),
    ],
)
def test_a_line_is_made_inert_and_stays_readable(line: str, expected: str) -> None:
    assert neutralise(line) == expected
    assert read(neutralise(line)) == []


@given(WILD)
def test_no_line_holds_a_command_once_neutralised(value: str) -> None:
    assert read(neutralise(value)) == []
    assert neutralise(value).replace(" ", "") == value.replace(" ", "")


@pytest.mark.parametrize("line", ["::error::x", " \t::error file=a::x", "a ##[error]x", "::ERROR::x"])
def test_the_reader_of_these_tests_does_find_commands(line: str) -> None:
    (command,) = read(line)
    assert (command.name, command.data) == ("error", "x")


def test_every_level_is_a_command() -> None:
    assert set(Level) <= REGISTERED
