"""JUnit XML, read back with junitparser, and with the parser of XML that everybody has."""

import re

import junitparser
import pytest
from hypothesis import given

from cpcheck.reports.annotations import AnnotatedRun
from cpcheck.reports.junit import render
from tests.unit.reports.runner import Runner
from tests.unit.reports.runs import HOSTILE, WILD, build_hostile_run, build_note, build_run, build_subject


def read(run: AnnotatedRun) -> junitparser.JUnitXml:
    """Read a report, and count again what it says of itself."""
    text = render(run)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    assert text.endswith(("</testsuites>\n", "/>\n"))
    report = junitparser.JUnitXml.fromstring(text.encode("utf-8"))
    for node in (report, *report):
        cases = [case for suite in report for case in suite] if node is report else list(node)
        assert node.time == 0
        assert (node.tests, node.failures, node.errors, node.skipped) == (
            len(cases),
            sum(case.is_failure for case in cases),
            sum(case.is_error for case in cases),
            sum(case.is_skipped for case in cases),
        )
    keys = [(case.classname, case.name) for suite in report for case in suite]
    assert len(set(keys)) == len(keys)
    assert all(len(case.result) <= 1 for suite in report for case in suite)
    return report


def read_case(*notes: object, **rest: object) -> junitparser.TestCase:
    ((case,),) = read(build_run(build_subject(*notes, **rest)))  # type: ignore[arg-type]
    assert isinstance(case, junitparser.TestCase)
    return case


def test_the_report_has_the_shape_that_the_conventions_give() -> None:
    note = build_note("A2c is not addressed: 0 of 1 elements met.\nA2c.exempt: not met")
    assert render(build_run(build_subject(note))) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="cpcheck" tests="1" failures="1" errors="0" skipped="0" time="0">\n'
        '  <testsuite name="AZ CP(2025)01 on CP/Rec(2023)03" tests="1" failures="1" errors="0" skipped="0" time="0">\n'
        '    <testcase classname="cpcheck.AZ.compensation" name="A2c Exemption from court fees" '
        'file="data/responses/az.yaml" time="0">\n'
        '      <failure type="CP201" message="A2c is not addressed: 0 of 1 elements met.">'
        "data/responses/az.yaml:12:5 error CP201: A2c is not addressed: 0 of 1 elements met.\n"
        "A2c.exempt: not met</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_nothing_looked_at_is_a_report_without_tests() -> None:
    report = read(build_run())
    assert (report.tests, list(report)) == (0, [])


def test_what_is_sound_passes() -> None:
    case = read_case()
    assert case.is_passed
    assert case.system_out is None


def test_each_group_is_one_suite_with_counts_of_its_own() -> None:
    run = build_run(
        build_subject(build_note(), group="one", name="a"),
        build_subject(group="two", name="b"),
        build_subject(build_note(accepted="Agreed."), group="one", name="c"),
        build_subject(could_assess=False, group="two", name="d"),
    )
    counts = [(suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read(run)]
    assert counts == [("one", 2, 1, 0, 1), ("two", 2, 0, 1, 0)]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ({}, "cpcheck.AZ.compensation"),
        ({"theme": ""}, "cpcheck.AZ"),
        ({"state": "", "theme": ""}, "cpcheck"),
        ({"state": ""}, "cpcheck.compensation"),
    ],
)
def test_the_class_has_no_empty_part(rest: dict[str, str], expected: str) -> None:
    assert read_case(**rest).classname == expected


def test_a_notice_and_a_warning_that_fails_nothing_are_output() -> None:
    case = read_case(build_note("First.", code="CP101"), build_note("Second.", code="CP107"))
    assert case.is_passed
    assert case.system_out == (
        "data/responses/az.yaml:12:5 notice CP101: First.\ndata/responses/az.yaml:12:5 warning CP107: Second."
    )


def test_a_warning_that_fails_the_run_is_a_failure() -> None:
    case = read_case(build_note(code="CP107", fails=True))
    (failure,) = case.result
    assert (failure.type, failure.message) == ("CP107", "What was found.")


def test_several_failures_of_one_test_are_told_in_one_element_heaviest_first() -> None:
    notes = [build_note("Light."), build_note("Heavy.", id="A2d", fails=True), build_note("Beside.", code="CP107")]
    case = read_case(*notes)
    (failure,) = case.result
    assert failure.message == "Heavy."
    assert failure.text == (
        "data/responses/az.yaml:12:5 error CP201: Heavy.\ndata/responses/az.yaml:12:5 error CP201: Light."
    )
    assert case.system_out == "data/responses/az.yaml:12:5 warning CP107: Beside."


def test_what_could_not_be_looked_at_is_an_error() -> None:
    case = read_case(build_note("Broken.", code="CP001"), could_assess=False)
    (error,) = case.result
    assert case.is_error
    assert (error.type, error.message, error.text) == (
        "CP001",
        "Broken.",
        "data/responses/az.yaml:12:5 error CP001: Broken.",
    )
    (bare,) = read_case(could_assess=False).result
    assert (bare.message, bare.text) == ("could not be assessed", "data/responses/az.yaml:12:5 could not be assessed")


def test_what_is_accepted_is_skipped_with_its_reason_once_and_in_the_text_too() -> None:
    case = read_case(build_note(accepted="Agreed until 2027."), build_note(id="A2d", accepted="Agreed until 2027."))
    (skipped,) = case.result
    assert case.is_skipped
    assert skipped.message == "Agreed until 2027."
    assert "accepted: Agreed until 2027." in skipped.text
    assert case.system_out is None


def test_what_is_accepted_beside_what_counts_is_not_skipped_and_still_told() -> None:
    case = read_case(build_note("Waived.", accepted="Agreed."), build_note("Seen.", code="CP101"))
    assert case.is_passed
    assert case.system_out is not None
    assert "Waived.\naccepted: Agreed." in case.system_out
    assert "Seen." in case.system_out


@pytest.mark.parametrize("code", ["CP101", "CP107"])
def test_a_suppressed_remark_alone_skips_nothing(code: str) -> None:
    assert read_case(build_note(code=code, accepted="Agreed.")).is_passed


def test_tests_of_one_class_and_name_are_told_apart_since_gitlab_reads_only_the_first() -> None:
    run = build_run(
        build_subject(group="one"), build_subject(group="two"), build_subject(group="two"), build_subject(theme="x")
    )
    assert [case.name for suite in read(run) for case in suite] == [
        "A2c Exemption from court fees (one)",
        "A2c Exemption from court fees (two)",
        "A2c Exemption from court fees (two) #2",
        "A2c Exemption from court fees",
    ]


def test_no_text_orders_a_reader_to_fetch_a_file() -> None:
    note = build_note("[[ATTACHMENT|/etc/passwd]]", code="CP101")
    assert "[[ATTACHMENT|" not in render(build_run(build_subject(note)))


@pytest.mark.parametrize("value", ["", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_hostile_values_are_text(value: str) -> None:
    _assert_tame(value)


@given(WILD)
def test_any_value_is_text(value: str) -> None:
    _assert_tame(value)


def _assert_tame(value: str) -> None:
    run = build_hostile_run(value)
    cases = [case for suite in read(run) for case in suite]
    kinds = [(case.is_failure, case.is_skipped, case.is_passed, case.is_error) for case in cases]
    assert kinds == [tuple(place == number for place in range(4)) for number in range(4)]
    text = render(run)
    assert Runner().read(text) == []
    assert not re.search("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
