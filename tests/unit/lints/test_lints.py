"""Every lint speaks of its example and is silent on its counter-example, and the shipped data is clean."""

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

import cpcheck
from cpcheck.errors import DataError
from cpcheck.lints import LINTS, run_lints
from cpcheck.lints.base import Lint, LintFinding, Modelines
from cpcheck.store.cases import load_filed_cases
from cpcheck.store.reader import read_yaml
from tests.shared import ROOT

BASE: dict[str, Any] = read_yaml(Path(__file__).with_name("base.yaml").read_bytes(), "base.yaml").data
HEADING = re.compile(r"^(Flagged|Not flagged):\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def list_examples(lint: Lint, heading: str) -> list[str]:
    """Return the blocks under a heading of a manual page; one may hold several, divided by `---`."""
    text = "".join(block for found, block in HEADING.findall(lint.manual.rstrip() + "\n") if found == heading)
    return [example for example in re.split(r"^---$", textwrap.dedent(text), flags=re.MULTILINE) if example.strip()]


def lay_over(base: Any, example: Any) -> Any:
    if isinstance(base, dict) and isinstance(example, dict):
        return {**base, **{key: lay_over(base.get(key), value) for key, value in example.items()}}
    return example


def lint_example(example: str, folder: Path) -> list[LintFinding]:
    """Lay an example over the base and ask every lint; its key `recommendations` is laid over the set.

    A comment that the example begins with stands in both files.
    """
    data = read_yaml(example.encode(), "example").data
    over = {"recommendations": data.pop("recommendations", {}), "response": data}
    comment = "".join(re.findall(r"\A\s*(#.*\n)", example))
    for name, base in BASE.items():
        text = yaml.safe_dump(lay_over(base, over[name]), sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(comment + text, encoding="utf-8")
    (filed,) = load_filed_cases([str(folder / "response.yaml")], recommendations=str(folder / "recommendations.yaml"))
    modelines = Modelines(filed.response.text.has_modeline, filed.recommendations.text.has_modeline)
    return run_lints(cpcheck.assess(filed.case), modelines)


EXAMPLES = [
    pytest.param(lint, heading, example, id=f"{lint.code}-{heading.replace(' ', '-').lower()}-{number}")
    for lint in LINTS
    for heading in ("Flagged", "Not flagged")
    for number, example in enumerate(list_examples(lint, heading), 1)
]


@pytest.mark.parametrize(("lint", "heading", "example"), EXAMPLES)
def test_a_lint_speaks_of_its_example_and_not_of_its_counter_example(
    lint: Lint, heading: str, example: str, tmp_path: Path
) -> None:
    try:
        found = lint_example(example, tmp_path)
    except DataError as error:
        pytest.fail(f"the example is not sound data: {error}")
    told = [finding for finding in found if finding.lint is lint and finding.suppression is None]
    assert bool(told) is (heading == "Flagged"), [finding.remark.message for finding in told]
    for finding in told:
        assert "expected" in finding.remark.message
        assert finding.remark.message.isprintable()


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.code)
def test_a_lint_has_a_page_with_both_kinds_of_example(lint: Lint) -> None:
    assert list_examples(lint, "Flagged")
    assert list_examples(lint, "Not flagged")
    assert len(lint.title) < 80
    assert lint.title.endswith(".")
    paragraphs = lint.manual.strip().split("\n\n")
    assert len(paragraphs) >= 5, "title, why, how to mend, and the two examples"


def test_codes_and_names_are_in_order_and_given_once() -> None:
    codes = [lint.code for lint in LINTS]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"CP1[0-9]{2}", code) for code in codes)
    names = [lint.name for lint in LINTS]
    assert len(set(names)) == len(names)
    modules = {path.stem for path in (ROOT / "cpcheck/lints").glob("*.py")} - {"__init__", "base"}
    assert {name.replace("-", "_") for name in names} == modules


def test_every_place_exists(tmp_path: Path) -> None:
    for lint in LINTS:
        for example in list_examples(lint, "Flagged"):
            for finding in lint_example(example, tmp_path):
                name = "recommendations" if finding.remark.in_set else "response"
                data: Any = yaml.safe_load((tmp_path / f"{name}.yaml").read_text(encoding="utf-8"))
                for step in finding.remark.path:
                    data = data[step]


def test_the_shipped_data_is_clean() -> None:
    assessment = cpcheck.assess(cpcheck.load(ROOT / "data/responses/azerbaijan-2025.yaml"))
    assert [finding.remark.message for finding in run_lints(assessment) if finding.suppression is None] == []
