"""Generated files are current: `make generated` would change nothing."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cpcheck.store.schemas import read_schema_text
from tests.generated import (
    CASE_PAGE,
    CATALOGUES,
    COMPARED,
    COMPARED_SUFFIXES,
    GOLDEN,
    GUIDE,
    LINT_PAGE,
    README,
    RULE_PAGES,
    SECURITY_PAGE,
    SETTINGS_PAGE,
    SUFFIXES,
    compile_catalogues,
    generate,
)
from tests.shared import ROOT

PATHS = [
    *(GOLDEN / f"report.{suffix}" for suffix in SUFFIXES.values()),
    *(COMPARED / f"{name}.{suffix}" for name in ("rounds", "states") for suffix in COMPARED_SUFFIXES.values()),
    *(COMPARED / name for name in ("states.narrow.txt", "states.wide.txt", "states.ascii.txt", "totals.fr.md")),
    *RULE_PAGES.values(),
    CASE_PAGE,
    GUIDE,
    LINT_PAGE,
    README,
    SETTINGS_PAGE,
    SECURITY_PAGE,
]


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return generate()


def test_every_generated_file_is_looked_at(generated: dict[Path, str]) -> None:
    assert sorted(generated) == sorted(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_file_is_the_one_the_program_writes(generated: dict[Path, str], path: Path) -> None:
    assert generated[path].encode("utf-8") == path.read_bytes()


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_a_catalogue_is_compiled_as_it_is_written(source: Path) -> None:
    compiled = source.with_suffix(".mo")
    assert compile_catalogues()[compiled] == compiled.read_bytes()


def test_the_json_report_follows_its_published_schema(generated: dict[Path, str]) -> None:
    schema = json.loads(read_schema_text("report"))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(generated[GOLDEN / "report.json"]))) == []


@pytest.mark.parametrize("name", ["rounds", "states"])
def test_replies_side_by_side_follow_their_published_schema(name: str, generated: dict[Path, str]) -> None:
    schema = json.loads(read_schema_text("compare"))
    assert list(Draft202012Validator(schema).iter_errors(json.loads(generated[COMPARED / f"{name}.json"]))) == []
