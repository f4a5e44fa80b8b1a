"""The targets by name, and the inputs that each is fed without a fuzzer too."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus"
"""Seeds, one folder for each target: short files composed to reach far into it."""
FOUND = FOLDER / "found"
"""Inputs that once broke what a target holds to, one folder for each target; all are mended."""

Target = Callable[[bytes], None]
"""Takes any bytes, and raises what it finds broken: an `AssertionError`, or an exception that nobody meant."""

NAMES = ("yaml_store", "report_text", "rulebook_loader")


def load_target(name: str) -> Target:
    """Return the target of a name. Its module is imported now, so that a fuzzer can instrument what it imports."""
    target: Target = import_module(f"fuzz.{name}").check
    return target


def list_inputs(name: str) -> list[Path]:
    """Return the seeds of a target and the inputs found for it, sorted."""
    return sorted(path for folder in (CORPUS, FOUND) for path in (folder / name).glob("*") if path.is_file())
