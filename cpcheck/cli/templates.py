"""`cpcheck templates`: the report templates, for a team to make its own."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cpcheck.cli.options import QuietOption
from cpcheck.errors import UsageError, make_printable, name_nearest

_ACTIONS = ("eject",)


def templates(
    action: Annotated[str, typer.Argument(metavar="eject", help="What to do: eject copies the shipped templates.")],
    folder: Annotated[
        str, typer.Argument(metavar="[DIR]", help="Where to put them; made where it is missing.")
    ] = "templates",
    quiet: QuietOption = False,
) -> None:
    """Copy the shipped report templates into a folder, to be changed there.

    \b
    cpcheck templates eject                          into templates/
    cpcheck assess my.yaml -o gap.html --templates templates

    Delete what you do not change: what the folder lacks is taken from the shipped ones, and goes on being mended with
    them. Templates are Jinja; they run in a sandbox, and a name that does not exist is an error with its line. No file
    is ever replaced.
    """
    from cpcheck.cli.new_files import create_files

    if action not in _ACTIONS:
        raise UsageError(f'there is no "{action}"; expected {", ".join(_ACTIONS)}{name_nearest(action, _ACTIONS)}')
    texts = read_templates()
    create_files({Path(folder) / name: text for name, text in texts.items()})
    if not quiet:
        for name in texts:
            print(f"wrote {make_printable(str(Path(folder) / name))}", file=sys.stderr)
        print(f'next: cpcheck.toml with templates = "{make_printable(folder)}", or --templates', file=sys.stderr)


def read_templates() -> dict[str, str]:
    """Return the text of each shipped template by its name, in the order of names."""
    from cpcheck import assets

    found = sorted(path for path in assets.find_templates().iterdir() if path.suffix == ".j2")
    return {path.name: path.read_text(encoding="utf-8") for path in found}
