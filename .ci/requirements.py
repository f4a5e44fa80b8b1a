"""Print requirements of pyproject.toml, one on each line.

`python .ci/requirements.py development` prints all that developing can need: at run time, for every extra and group,
and to build. `make lock` resolves them into requirements-dev.txt.

`python .ci/requirements.py users` prints what users install: at run time, and for the extras that are theirs.

`python .ci/requirements.py lowest` prints the same packages, each at the lowest release that its bound allows:
constraints to test that bound with.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOT_FOR_USERS = {"test"}
"""Extras that no user installs."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
EDITABLE = "editables>=0.3"
"""What hatchling asks for to install a checkout in place, and does not require itself."""


def main(which: str) -> None:
    """Print one of the lists."""
    settings = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    lists = {"development": list_development, "users": list_users, "lowest": list_lowest}
    if which not in lists:
        sys.exit(f'there is no list "{which}"; expected one of {", ".join(lists)}')
    print(*dict.fromkeys(lists[which](settings)), sep="\n")


def list_development(settings: dict[str, Any]) -> Iterator[str]:
    """Yield every requirement but that of the project on itself."""
    project = settings["project"]
    groups = (*project["optional-dependencies"].values(), *settings["dependency-groups"].values())
    yield from project["dependencies"]
    yield from (line for group in groups for line in group if read_name(line) != project["name"])
    yield from (*settings["build-system"]["requires"], EDITABLE)


def list_users(settings: dict[str, Any]) -> Iterator[str]:
    """Yield what users install."""
    yield from settings["project"]["dependencies"]
    extras = settings["project"]["optional-dependencies"]
    yield from (line for name, group in extras.items() if name not in NOT_FOR_USERS for line in group)


def list_lowest(settings: dict[str, Any]) -> Iterator[str]:
    """Yield what users install, at its lower bound. Exit where a requirement has none."""
    for line in list_users(settings):
        bound = re.search(r">=\s*([0-9][0-9.]*)", line)
        if bound is None:
            sys.exit(f"{line}: there is no lower bound to test; expected >= and a release")
        yield f"{read_name(line)}=={bound[1]}"


def read_name(line: str) -> str:
    """Return the name of the package that a requirement is on."""
    found = NAME.match(line)
    if found is None:
        sys.exit(f"{line}: this is no requirement")
    return found[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
