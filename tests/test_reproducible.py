"""The same data gives the same bytes: under any locale, time zone and hash seed, in any folder, on any day."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest
from docx import Document

from cpcheck.reports import ASSESSMENT_FORMATS, COMPARISON_FORMATS, VALIDATION_FORMATS
from tests.shared import ROOT

LAST_SECOND = 1735689599
"""23:59:59 on 31 December 2024 in UTC, when some countries have the next year already."""
ROUNDS = [f"rounds/responses/xa-{year}.yaml" for year in (2022, 2024)]
PROGRAM = """\
import contextlib, io, json, sys
from cpcheck.cli import main

for arguments in json.loads(sys.argv[1]):
    sys.argv = ["cpcheck", *arguments]
    name = "printed." + ".".join(part.strip("-") for part in arguments if part.isalpha())
    with open(name, "wb") as kept:
        sys.stdout = io.TextIOWrapper(kept, encoding=sys.__stdout__.encoding, errors="strict", write_through=True)
        try:
            main()
        except SystemExit as left:
            assert left.code in (0, None, 1), (arguments, left.code)
        sys.stdout = sys.__stdout__
"""
"""Runs commands of the program one after the other, and keeps what each prints."""


class World(NamedTuple):
    """What is around a run and must not show."""

    folder: str
    environment: dict[str, str]


WORLDS = (
    World("plain", {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    World("näme with spaces", {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}),
    World("deep/er/down", {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "fr", "TZ": "America/Adak", "PYTHONHASHSEED": "7"}),
)


def list_commands() -> Iterator[list[str]]:
    """Yield commands that write every format in every language, and print what is printed without being asked."""
    for language in ("en", "fr"):
        outputs = (part for name in ASSESSMENT_FORMATS for part in ("-o", f"{name}={language}.{name}"))
        rounds = ROUNDS if language == "en" else []
        yield ["assess", "data/responses", *rounds, "--as-of", "today", "--lang", language, *outputs]
    yield ["assess", "data", "-f", "text"]
    yield ["validate", "data", *(part for name in VALIDATION_FORMATS for part in ("-o", f"{name}=validate.{name}"))]
    yield ["compare", *ROUNDS, *(part for name in COMPARISON_FORMATS for part in ("-o", f"{name}=compare.{name}"))]
    yield ["assess", "data", "-f", "md"]
    yield ["schema", "report"]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the folders that the same commands were run in, each in its world, all at once."""
    top = tmp_path_factory.mktemp("worlds")
    running = []
    for world in WORLDS:
        folder = top / world.folder
        for source, name in (("data", "data"), ("comparison", "rounds")):
            copytree(ROOT / "tests" / "golden" / source, folder / name)
        (folder / ".git").mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_START") if name in os.environ}
        environment = {**kept, "HOME": str(top), "SOURCE_DATE_EPOCH": str(LAST_SECOND), **world.environment}
        command = [sys.executable, "-c", PROGRAM, json.dumps(list(list_commands()))]
        running.append(subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True))
    said = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(running), said
    return [top / world.folder for world in WORLDS]


def digest(folder: Path) -> dict[str, str]:
    """Return a digest of each file that was written, by its name."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir()) if path.is_file()}


def test_every_format_has_the_same_bytes_everywhere(folders: list[Path]) -> None:
    first, *others = [digest(folder) for folder in folders]
    written = {f"{language}.{name}" for language in ("en", "fr") for name in ASSESSMENT_FORMATS}
    assert written <= set(first)
    for other in others:
        assert {name for name in first | other if first.get(name) != other.get(name)} == set()


def test_today_is_that_of_source_date_epoch_in_utc(folders: list[Path]) -> None:
    report = json.loads((folders[1] / "en.json").read_text(encoding="utf-8"))
    assert {one["as_of"] for one in report["reports"]} == {"2024-12-31"}
    document = Document(str(folders[1] / "en.docx"))
    assert document.core_properties.created is not None
    assert document.core_properties.created.date().isoformat() == "2024-12-31"


@pytest.mark.parametrize("name", ["en.docx", "fr.docx", "en.xlsx", "fr.xlsx"])
def test_entries_of_office_files_are_as_old_as_a_zip_file_can_tell(folders: list[Path], name: str) -> None:
    with zipfile.ZipFile(folders[0] / name) as found:
        assert {entry.date_time for entry in found.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_output_names_a_folder_or_a_host(folders: list[Path]) -> None:
    outside = str(folders[1].parent).encode()
    for path in folders[1].iterdir():
        if path.is_file():
            assert outside not in path.read_bytes(), path.name
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as found:
                    assert all(outside not in found.read(name) for name in found.namelist()), path.name
