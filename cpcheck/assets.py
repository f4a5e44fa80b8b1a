"""Finds `data/` and `templates/`: inside an installed wheel, or at the root of a checkout.

A wheel carries both folders in `cpcheck/_bundled`. An editable install and a plain checkout have no such folder and
use the ones at the root, beside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "_bundled", _PACKAGE.parent)


def find_data() -> Path:
    """Return the folder of the shipped recommendation sets and responses. Raises: FileNotFoundError."""
    return _find("data")


def find_templates() -> Path:
    """Return the folder of the report templates. Raises: FileNotFoundError."""
    return _find("templates")


def find_shipped_responses() -> list[Path]:
    """Return the shipped response files, by name."""
    return sorted((find_data() / "responses").glob("*.yaml"))


def _find(name: str) -> Path:
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    searched = " or ".join(str(place / name) for place in _PLACES)
    raise FileNotFoundError(f"{searched} is missing: the installation is incomplete")
