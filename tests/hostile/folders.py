"""A folder to be hostile in: sound data, a sound report, and a record of all that is in it."""

import hashlib
import os
import shutil
from pathlib import Path

from tests.shared import ROOT
from tests.test_import import REPORT

RESPONSE = "data/responses/xa-2024.yaml"
SET = "data/recommendations.yaml"


def make_folder(folder: Path) -> Path:
    """Make a folder with the small case and a report."""
    shutil.copytree(ROOT / "tests" / "golden" / "data", folder / "data")
    (folder / ".git").mkdir()
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    return folder


def take_stock(folder: Path) -> dict[str, str]:
    """Return every path below a folder with what it is: a digest, a link's aim, or that it is a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = os.fsencode(path.relative_to(folder)).decode("utf-8", "backslashreplace")
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = "folder"
    return found
