"""Scripts of `benchmarks/`, which is no package, as modules."""

import importlib.util
import sys
from types import ModuleType

from tests.shared import ROOT

BENCHMARKS = ROOT / "benchmarks"


def load_script(name: str) -> ModuleType:
    """Load a script that imports no other."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
