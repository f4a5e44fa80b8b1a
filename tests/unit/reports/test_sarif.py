"""SARIF, held to its published schema and to what GitHub code scanning asks for beyond it (conventions 1.3)."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from cpcheck.reports import sarif
from cpcheck.reports.annotations import AnnotatedRun
from cpcheck.reports.sarif import render
from tests.shared import SHARED
from tests.unit.reports.runner import Runner
from tests.unit.reports.runs import HOSTILE, MEANINGS, WILD, build_hostile_run, build_note, build_run, build_subject

SCHEMA = SHARED / "schemas" / "sarif-2.1.0.json"
needs_schema = pytest.mark.skipif(
    not SCHEMA.is_file(), reason="the SARIF schema is not beside this checkout (../shared/schemas)"
)


@cache
def load_validator() -> Draft7Validator:
    return Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def read(run: AnnotatedRun) -> dict[str, Any]:
    """Return the one run of a file, after what GitHub asks of it was checked."""
    text = render(run)
    assert text.endswith("}\n")
    text.encode("utf-8")
    data = json.loads(text)
    assert list(find_empty(data, "$")) == []
    assert (data["$schema"], data["version"], len(data["runs"])) == (sarif.SCHEMA, "2.1.0", 1)
    (found,) = data["runs"]
    rules = found["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["name"] != rule["id"]
        assert all(len(rule[name]["text"]) <= 1024 for name in ("shortDescription", "fullDescription"))
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= 10
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) < (region["endLine"], region["endColumn"])
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    assert len(found["results"]) <= 25_000
    assert isinstance(found, dict)
    return found


def find_empty(value: Any, path: str) -> Iterator[str]:
    """Yield the places of empty strings, names included."""
    if value == "":
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from find_empty(key, f"{path} key")
            yield from find_empty(inner, f"{path}.{key}")
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from find_empty(inner, f"{path}[{place}]")


def read_result(note: Any) -> dict[str, Any]:
    (result,) = read(build_run(build_subject(note)))["results"]
    assert isinstance(result, dict)
    return result


def read_artifact(path: str) -> dict[str, Any]:
    place = read_result(build_note(at={"path": path}))["locations"][0]["physicalLocation"]
    artifact = place["artifactLocation"]
    assert isinstance(artifact, dict)
    return artifact


@needs_schema
@pytest.mark.parametrize("value", ["plain", "", *HOSTILE], ids=range(len(HOSTILE) + 2))
def test_the_file_keeps_to_the_schema_whatever_the_values_are(value: str) -> None:
    found = [error.message for error in load_validator().iter_errors(json.loads(render(build_hostile_run(value))))]
    assert found == []


@needs_schema
def test_the_schema_refuses_what_it_should() -> None:
    data = json.loads(render(build_run(build_subject(build_note()))))
    data["runs"][0]["results"][0]["level"] = "notice"
    assert not load_validator().is_valid(data)


@needs_schema
def test_an_empty_run_and_one_that_was_cut_keep_to_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_validator().is_valid(json.loads(render(build_run())))
    monkeypatch.setattr(sarif, "MAX_RESULTS", 1)
    text = render(build_run(build_subject(build_note(), build_note(id="A2d"))))
    assert "toolExecutionNotifications" in text
    assert load_validator().is_valid(json.loads(text))


def test_a_result_has_the_shape_that_the_conventions_give() -> None:
    result = read_result(build_note("Item A2c is not addressed.", accepted="Agreed."))
    fingerprints = result.pop("partialFingerprints")
    assert re.fullmatch(r"[0-9a-f]{16}:1", fingerprints.pop("primaryLocationLineHash"))
    assert fingerprints == {"cpcheck/v1": "CP201/AZ/A2c"}
    region = {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 24}
    artifact = {"uri": "data/responses/az.yaml", "uriBaseId": "%SRCROOT%"}
    assert result == {
        "ruleId": "CP201",
        "ruleIndex": 3,
        "level": "error",
        "kind": "fail",
        "message": {"text": "Item A2c is not addressed."},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "suppressions": [{"kind": "external", "status": "accepted", "justification": "Agreed."}],
    }


def test_a_rule_explains_itself() -> None:
    driver = read(build_run())["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("cpcheck", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == [meaning.code for meaning in MEANINGS]
    assert driver["rules"][0] == {
        "id": "CP001",
        "name": "UnsoundData",
        "shortDescription": {"text": "The file is not sound"},
        "fullDescription": {"text": "It breaks its schema."},
        "help": {
            "text": "It breaks its schema.\n\nMend it:\n\n    kind: response",
            "markdown": "**The file is not sound**\n\nIt breaks its schema.\n\nMend it:\n\n    kind: response",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["compliance"], "precision": "high", "problem.severity": "error"},
    }


def test_a_notice_is_a_note_and_a_recommendation() -> None:
    rules = read(build_run())["tool"]["driver"]["rules"]
    notice = next(rule for rule in rules if rule["id"] == "CP101")
    assert notice["defaultConfiguration"]["level"] == "note"
    assert notice["properties"]["problem.severity"] == "recommendation"
    assert read_result(build_note(code="CP101"))["level"] == "note"
    assert read_result(build_note(code="CP107"))["level"] == "warning"


@pytest.mark.parametrize("command", ["assess", "validate"])
def test_each_command_has_a_category_of_its_own_whatever_states_there_are(command: str) -> None:
    one = build_run(build_subject(build_note()), command=command)
    two = build_run(build_subject(build_note()), build_subject(build_note(state="MD"), state="MD"), command=command)
    assert {read(run)["automationDetails"]["id"] for run in (one, two, build_run(command=command))} == {
        f"cpcheck/{command}/"
    }
    assert len(read(two)["results"]) == 2


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ({"end_line": None, "end_column": None}, (12, 5, 12, 6)),
        ({"end_column": None}, (12, 5, 12, 6)),
        ({"end_column": 5}, (12, 5, 12, 6)),
        ({"end_line": 13, "end_column": 2}, (12, 5, 13, 2)),
        ({"column": None, "end_line": None, "end_column": None}, (12, 1, 12, 2)),
        ({"line": None, "column": None, "end_line": None, "end_column": None}, (1, 1, 1, 2)),
    ],
)
def test_a_region_is_at_least_one_character(at: dict[str, int | None], expected: tuple[int, ...]) -> None:
    region = read_result(build_note(at=at))["locations"][0]["physicalLocation"]["region"]
    assert tuple(region[name] for name in ("startLine", "startColumn", "endLine", "endColumn")) == expected


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("data/az.yaml", "data/az.yaml"),
        ("data/a b/ç%20#?.yaml", "data/a%20b/%C3%A7%2520%23%3F.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("not utf-8 \udcff.yaml", "not%20utf-8%20%FF.yaml"),
    ],
)
def test_a_path_in_the_repository_is_a_relative_uri(path: str, uri: str) -> None:
    assert read_artifact(path) == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert unquote_to_bytes(uri) == path.encode("utf-8", "surrogateescape")


def test_a_path_outside_is_a_file_uri_without_a_base() -> None:
    assert read_artifact("/srv/a b.yaml") == {"uri": "file:///srv/a%20b.yaml"}


def test_standard_input_has_a_uri_of_plain_letters() -> None:
    assert read_artifact("<stdin>") == {"uri": "stdin"}


def test_fingerprints_tell_repeats_apart_and_do_not_know_the_line() -> None:
    notes = [build_note(at={"line": line, "end_line": line}) for line in (3, 7)]
    hashes = [
        result["partialFingerprints"]["primaryLocationLineHash"]
        for result in read(build_run(build_subject(*notes)))["results"]
    ]
    assert [value.partition(":")[2] for value in hashes] == ["1", "2"]
    assert len({value.partition(":")[0] for value in hashes}) == 1
    moved = read_result(build_note("Other words.", at={"line": 99, "end_line": 99}))
    assert moved["partialFingerprints"]["primaryLocationLineHash"] == hashes[0]
    other = read_result(build_note(state="MD"))
    assert other["partialFingerprints"]["primaryLocationLineHash"] != hashes[0]


def test_the_heaviest_are_kept_where_there_are_too_many_and_the_file_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    notes = [
        build_note(accepted="Agreed."),
        build_note(code="CP101"),
        build_note(code="CP107"),
        build_note(id="A3"),
    ]
    found = read(build_run(build_subject(*notes)))
    assert [result["ruleId"] for result in found["results"]] == ["CP201", "CP107"]
    assert all("suppressions" not in result for result in found["results"])
    (invocation,) = found["invocations"]
    assert "2 results are left out" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert "invocations" not in read(build_run(build_subject(*notes[:2])))


def test_the_limit_is_what_github_documents() -> None:
    notes = [build_note(id=str(number)) for number in range(sarif.MAX_RESULTS + 1)]
    assert len(read(build_run(build_subject(*notes)))["results"]) == 25_000


def test_no_address_is_claimed_that_does_not_exist_and_no_severity_of_security() -> None:
    text = render(build_run(build_subject(build_note())))
    assert not re.search("helpUri|informationUri|security-severity", text)


def test_an_acceptance_without_a_reason_is_still_one() -> None:
    (suppression,) = read_result(build_note(accepted=""))["suppressions"]
    assert suppression == {"kind": "external", "status": "accepted"}


@pytest.mark.parametrize("value", ["", *HOSTILE], ids=range(len(HOSTILE) + 1))
def test_hostile_values_are_inert(value: str) -> None:
    _assert_tame(value)


@given(WILD)
def test_any_value_is_inert(value: str) -> None:
    _assert_tame(value)


def _assert_tame(value: str) -> None:
    run = build_hostile_run(value)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff]", render(run))
    assert Runner().read(render(run)) == []
    found = read(run)
    assert [result["ruleId"] for result in found["results"]] == ["CP201", "CP202", "CP101", "CP001"]
    for result in found["results"]:
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", artifact["uri"])
        assert not urlsplit(artifact["uri"]).scheme
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", result["message"]["text"])
