"""The house keeps its own rules: words have labels, rules have sources, schemas describe, the README is current."""

import json
import re
import subprocess
import sys
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

import cpcheck
from cpcheck import assets, model
from cpcheck.cli.app import app
from cpcheck.reports.labels import load_labels
from cpcheck.store.rulebooks import list_rulebooks, load_rulebook
from cpcheck.store.schemas import SCHEMA_NAMES, read_schema_text
from tests.generated import CATALOGUES, read_catalogue
from tests.shared import ROOT

LABEL_PREFIXES = {
    model.Ask: "ask",
    model.Strength: "strength",
    model.Kind: "kind",
    model.EvidenceType: "type",
    model.Stage: "stage",
    model.Fit: "fit",
    model.Relation: "relation",
    model.Timing: "timing",
    model.FindingLevel: "finding",
    model.Verdict: "verdict",
    model.Flag: "flag",
    model.Reason: "reason",
}
COMMANDS = [command.name for command in app.registered_commands]


@pytest.mark.parametrize(("words", "prefix"), LABEL_PREFIXES.items(), ids=str)
def test_every_word_of_the_model_has_a_label(words: type[StrEnum], prefix: str) -> None:
    labels = load_labels()
    assert [word for word in words if f"{prefix}.{word}" not in labels] == []


def test_verdicts_findings_reasons_and_flags_have_a_mark_or_an_explanation() -> None:
    labels = load_labels()
    assert all(f"mark.{word}" in labels for word in (*model.Verdict, *model.FindingLevel))
    assert all(f"reason.{word}.text" in labels for word in model.Reason)
    assert all(f"flag.{word}.text" in labels for word in model.Flag)


def read_words(language: str) -> dict[str, tuple[str, ...]]:
    """Return the words of a catalogue by their keys: one, or one for each form of the plural."""
    (source,) = [path for path in CATALOGUES if path.parent.parent.name == language]
    catalogue = read_catalogue(source)
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key:
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def list_rulebook_texts() -> set[str]:
    texts: set[str] = set()
    for name in list_rulebooks():
        book = load_rulebook(name)
        texts |= {book.title, *(rule.text for rule in book.rules), *(asked.text for asked in book.hypotheses)}
        texts |= {level.title for level in (*book.levels, *book.conclusions)}
    return texts


def test_every_label_and_every_text_of_a_shipped_rulebook_is_there_in_french() -> None:
    english, french = read_words("en"), read_words("fr")
    assert set(french) == set(english) | list_rulebook_texts()
    assert [key for key, words in french.items() if not all(word.strip() for word in words)] == []


def test_each_translation_has_the_places_of_what_it_translates() -> None:
    english, french = read_words("en"), read_words("fr")
    for key, words in french.items():
        places = {name for word in english.get(key, (key,)) for name in _list_places(word)}
        assert all(set(_list_places(word)) == places for word in words), key


def _list_places(words: str) -> list[str]:
    return re.findall(r"\{([a-z_]+)\}", words)


def test_names_of_codes_are_the_same_in_every_language() -> None:
    english, french = read_words("en"), read_words("fr")
    names = {key: words for key, words in english.items() if key.startswith("code.name.")}
    assert {key: french[key] for key in names} == names


def test_every_label_is_used_somewhere() -> None:
    files = [*(ROOT / "cpcheck").rglob("*.py"), *(ROOT / "templates").glob("*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    composed = ("mark", "place", *LABEL_PREFIXES.values())
    stems = {re.sub(r"\.(text|active|lapsed)$", "", key) for key in read_words("en")}
    unused = [
        key
        for key in sorted(stems)
        if key.split(".")[0] not in composed and key not in text and not _is_built(key, text)
    ]
    assert unused == []


def _is_built(key: str, text: str) -> bool:
    """Tell whether a key is put together from a stem and a value, as in `f"select.{relation}"`."""
    stem = key.rpartition(".")[0]
    return bool(re.search(rf"{re.escape(stem)}\.(\{{|\" ?[~+])", text))


@pytest.mark.parametrize("name", list_rulebooks())
def test_every_rulebook_is_named_after_its_file_and_every_rule_has_a_text_and_a_source(name: str) -> None:
    book = load_rulebook(name)
    assert book.id == name
    assert all(rule.text and len(rule.source) > 20 for rule in book.rules)


@pytest.mark.parametrize("name", SCHEMA_NAMES)
def test_every_property_of_a_schema_is_described_and_oneof_is_not_used(name: str) -> None:
    schema = json.loads(read_schema_text(name))
    assert list(_find_undescribed(schema, name)) == []
    assert '"oneOf"' not in read_schema_text(name)


def _find_undescribed(node: Any, path: str) -> list[str]:
    found = []
    if isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict) and "if" not in path.rsplit(".", 1)[-1]:
            found += [
                f"{path}.{key}" for key, value in properties.items() if not ({"description", "$ref"} & set(value))
            ]
        for key, value in node.items():
            if key != "if":
                found += _find_undescribed(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            found += _find_undescribed(value, f"{path}.{index}")
    return found


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`cpcheck {name}" not in readme] == []


def test_the_readme_has_two_set_up_commands() -> None:
    script = [sys.executable, ".ci/readme_commands.py", "README.md"]
    commands = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(commands) == 2
    assert "cpcheck assess" in commands[0]
    assert "pytest" in commands[1]


def test_the_readme_s_example_does_what_it_says(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n# (\S+): .*?\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    for name, text in blocks:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assessment = cpcheck.assess(cpcheck.load(tmp_path / blocks[1][0]))
    (item,) = assessment.items
    assert item.verdict is model.Verdict.PARTLY
    assert [finding.level.value for finding in item.findings] == ["met", "not_met"]


def test_run_time_dependencies_are_the_six_that_are_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[<>=]", line)[0] for line in project["dependencies"]]
    assert names == ["typer", "rich", "pyyaml", "jinja2", "jsonschema", "babel"]
    explained = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    assert all(
        line.replace(name, f"{name} `", 1) + "`" in explained
        for name, line in zip(names, project["dependencies"], strict=True)
    )


def test_data_and_templates_are_found_in_a_checkout() -> None:
    assert assets.find_data() == ROOT / "data"
    assert assets.find_templates() == ROOT / "templates"
    assert assets.find_shipped_responses() != []


def test_data_files_name_the_schema_that_editors_check_them_by() -> None:
    for path in (ROOT / "data").rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, path
        assert (path.parent / match[1]).is_file(), path


def test_the_three_calls_of_the_library_are_those_of_the_command_line() -> None:
    case = cpcheck.load(ROOT / "data/responses/azerbaijan-2025.yaml")
    assert cpcheck.render(cpcheck.assess(case), "json").startswith("{")
