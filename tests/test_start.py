"""What a run imports, by name: a new import at the start of the program fails here, whatever the clock says."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.shared import ROOT

RESPONSE = "data/responses/xa-2024.yaml"
PROGRAM = """
import sys
before = set(sys.modules)
from cpcheck.cli import main
try:
    main()
finally:
    import json
    print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""
DEAR = {
    *("asyncio", "concurrent.futures.process", "email", "http", "importlib.metadata", "multiprocessing", "pydoc"),
    *("sqlite3", "ssl", "tempfile", "tomllib", "unittest", "urllib.request", "xml"),
}
"""Of the standard library: what takes more than a millisecond to import, and no run here needs."""
TYPER = {"annotated_doc", "shellingham", "typer", "typing_extensions"}
READING = {"cython_runtime", "jsonschema_rs", "yaml"}
RUNS: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "version": (("--version",), set()),
    "help": (("--help",), TYPER),
    "assess, cold": (("assess", RESPONSE, "-f", "json"), TYPER | READING),
    "assess, warm": (("assess", RESPONSE, "-f", "json"), TYPER),
    "validate, warm": (("validate", "data"), TYPER),
}
"""Runs, and the packages that are not of the standard library that each may import; one cold run comes before."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the modules that each run imported."""
    top = tmp_path_factory.mktemp("start")
    shutil.copytree(ROOT / "tests" / "golden" / "data", top / "data")
    environment = {"PATH": os.environ["PATH"], "HOME": str(top), "CPCHECK_CACHE_DIR": str(top / "cache")}

    def run(*arguments: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM, *arguments],
            cwd=top,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        found: list[str] = json.loads(done.stderr.splitlines()[-1])
        return set(found)

    modules = {name: run(*arguments) for name, (arguments, _) in RUNS.items() if name != "validate, warm"}
    run("validate", "data")
    return {**modules, "validate, warm": run("validate", "data")}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_imports_no_package_but_those_it_is_known_to_need(name: str, imported: dict[str, set[str]]) -> None:
    packages = {module.partition(".")[0] for module in imported[name]} - {"cpcheck"} - sys.stdlib_module_names
    unknown = packages - RUNS[name][1]
    assert {package for package in unknown if not package.startswith("_cython_")} == set()


@pytest.mark.parametrize("name", [name for name in RUNS if name != "help"])  # help is of all commands
def test_a_run_imports_nothing_dear_of_the_standard_library(name: str, imported: dict[str, set[str]]) -> None:
    brought = {"email"} if "jsonschema_rs" in imported[name] else set()
    assert imported[name] & DEAR - brought == set()


def test_the_version_imports_nothing_of_ours_but_the_package(imported: dict[str, set[str]]) -> None:
    assert {module for module in imported["version"] if module.startswith("cpcheck")} == {
        "cpcheck",
        "cpcheck.cli",
        "cpcheck.version",
    }


def test_a_command_imports_no_other_command_and_a_warm_run_no_reader(imported: dict[str, set[str]]) -> None:
    for name, own, others in (("assess, warm", "assess", "validate"), ("validate, warm", "validate", "assess")):
        assert f"cpcheck.cli.{own}" in imported[name]
        assert f"cpcheck.cli.{others}" not in imported[name]
        assert imported[name] & {"cpcheck.store.reader", "cpcheck.store.values"} == set()
    assert imported["validate, warm"] & {"cpcheck.reports.view", "cpcheck.store.rulebooks"} == set()
