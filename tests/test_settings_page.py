"""The page of settings: what it shows is read, what it lists is all there is, and each key does something."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cpcheck.model import Verdict
from cpcheck.store.project import Project, load_project
from cpcheck.store.schemas import read_schema_text
from tests.shared import ROOT

TEXT = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(read_schema_text("project"))["properties"]
VALUES: dict[str, Any] = {"max-not-addressed": 3, "logo": "logo.svg", "data": ["data"]}
"""Values of keys that are neither a switch, nor a choice, nor any text."""


def list_keys() -> list[tuple[str, str]]:
    """Return every key of the schema with its table; empty for those at the top."""
    tables = {name: found["properties"] for name, found in SCHEMA.items() if "properties" in found}
    top = [("", key) for key in SCHEMA if key not in tables]
    return [*top, *((table, key) for table, keys in tables.items() for key in keys)]


def choose_value(table: str, key: str) -> Any:
    found = (SCHEMA[table]["properties"] if table else SCHEMA)[key]
    if found.get("type") == "boolean":
        return True
    return VALUES.get(key, found["enum"][-1] if "enum" in found else "some-text")


def load(folder: Path, text: str) -> Project:
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    file = folder / "cpcheck.toml"
    file.write_text(text, encoding="utf-8")
    return load_project(str(file))


@pytest.mark.parametrize(("table", "key"), list_keys())
def test_every_key_of_the_schema_is_on_the_page_and_is_read(tmp_path: Path, table: str, key: str) -> None:
    heading = rf"## `\[{table}\]`" if table else "## At the top"
    section = re.search(rf"^{heading}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section
    assert len(re.findall(rf"^\| `{key}` \|", section[1], re.MULTILINE)) == 1
    value = json.dumps(choose_value(table, key))
    project = load(tmp_path, f"[{table}]\n{key} = {value}\n" if table else f"{key} = {value}\n")
    assert project != load(tmp_path, "")


def test_the_example_is_read_as_it_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    project = load(tmp_path, example)
    assert (project.language, project.report.title, project.base) == ("fr", "Follow-up note", "origin/main")
    assert (project.gate.max_not_addressed, project.gate.no_regression) == (3, True)


def test_defaults_are_what_the_page_says(tmp_path: Path) -> None:
    gate = load(tmp_path, "").gate
    switches = re.findall(r"^\| `([a-z-]+)` \| `true` or `false` \| `(\w+)` \|", TEXT, re.MULTILINE)
    assert len(switches) == 4
    assert all(getattr(gate, key.replace("-", "_")) is (default == "true") for key, default in switches)
    assert load(tmp_path, '[gate]\nfail-on = "partly"').gate.fail_on is Verdict.PARTLY


def test_every_variable_that_the_program_reads_is_on_the_page() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cpcheck").rglob("*.py"))
    read = set(re.findall(r"\bCPCHECK_[A-Z_]+\b", text)) | set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', text))
    assert len(read) > 10
    assert [name for name in sorted(read) if f"`{name}`" not in TEXT] == []
