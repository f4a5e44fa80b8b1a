"""`cpcheck init`: a project that works from the start."""

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Annotated

import typer

from cpcheck.cli.options import QuietOption
from cpcheck.errors import make_printable

_SHIPPED = Path(__file__).parent.parent / "project"
"""The files of a new project, under names that mean nothing to git or to other tools while they lie here."""
_FILES = {
    "README.md": "README.md",
    "cpcheck.toml": "cpcheck.toml",
    "data/recommendations.yaml": "recommendations.yaml",
    "data/responses/xa-2024.yaml": "response.yaml",
    ".github/workflows/cpcheck.yml": "workflow.yml",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".gitignore": "gitignore",
    "templates/README.md": "templates.md",
}
"""Files of a new project, and the shipped file that each is a copy of."""
_SCHEMAS = ("recommendations", "response")
_REMOTE = ("https://", "http://", "ssh://")
"""Beginnings of addresses that another machine can reach."""
_REQUIREMENTS = "requirements.txt"


def init(
    folder: Annotated[str, typer.Argument(metavar="[DIR]", help="Where to write it; made where it is missing.")] = ".",
    quiet: QuietOption = False,
) -> None:
    """Write a project: an example of the data, settings with a gate, schemas, templates, and checks for CI.

    \b
    cpcheck init               in the working folder, which may hold other files
    cpcheck init assessments   in a folder of its own

    No file is ever replaced: where one is in the way, nothing is written.
    """
    from cpcheck.cli.new_files import create_files

    requirement = find_requirement()
    texts = {**_read_files(), _REQUIREMENTS: _word_requirement(requirement)}
    create_files({Path(folder) / name: text for name, text in sorted(texts.items())})
    if quiet:
        return
    for name in sorted(texts):
        print(f"wrote {make_printable(str(Path(folder) / name))}", file=sys.stderr)
    for hint in _list_hints(Path(folder), requirement):
        print(f"note: {hint}", file=sys.stderr)
    enter = "" if Path(folder) == Path() else f"cd {make_printable(shlex.quote(folder))} && "
    print(f"next: {enter}cpcheck validate", file=sys.stderr)
    print("then: cpcheck assess", file=sys.stderr)


def _read_files() -> dict[str, str]:
    from cpcheck.cli.templates import read_templates
    from cpcheck.store.schemas import read_schema_text

    texts = {name: (_SHIPPED / source).read_text(encoding="utf-8") for name, source in _FILES.items()}
    texts |= {f"schemas/{name}.schema.json": read_schema_text(name) for name in _SCHEMAS}
    return texts | {f"templates/{name}": text for name, text in read_templates().items()}


def find_requirement() -> str | None:
    """Return the line by which pip installs this very cpcheck elsewhere.

    None where it came from a folder or file of this machine, or was not installed at all: the name alone would then
    fetch whatever an index has under it.
    """
    from cpcheck import __version__

    try:
        origin = distribution("cpcheck").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    if origin is None:
        return f"cpcheck=={__version__}"
    described = json.loads(origin)
    address, versioned = described["url"], described.get("vcs_info")
    if not address.startswith(_REMOTE):
        return None
    if versioned is None:
        return f"cpcheck @ {address}"
    return f"cpcheck @ {versioned['vcs']}+{address}@{versioned['commit_id']}"


def _word_requirement(requirement: str | None) -> str:
    if requirement is not None:
        return f"# What CI installs.\n{requirement}\n"
    from cpcheck import __version__

    return (
        "# What CI installs. The cpcheck that wrote this file came from a folder of one machine, out of reach for CI.\n"
        "# Put a line here that pip can install: the repository of cpcheck\n"
        f"#   cpcheck @ git+https://HOST/OWNER/cpcheck@v{__version__}\n"
        "# or a wheel that you build there (pip wheel --no-deps .) and commit here:\n"
        f"#   ./vendor/cpcheck-{__version__}-py3-none-any.whl\n"
    )


def _list_hints(folder: Path, requirement: str | None) -> list[str]:
    hints = []
    if requirement is None:
        hints.append(f"{_REQUIREMENTS} has yet to say where CI gets cpcheck from; the lines in it tell how")
    roots = [place for place in (folder.absolute(), *folder.absolute().parents) if (place / ".git").exists()]
    if roots and roots[0].resolve() != folder.resolve():
        root = make_printable(str(roots[0]))
        hints.append(f"the root of this repository is {root}; GitHub and pre-commit read their files only there")
    return hints
