"""The commands, put together: all of them for help, and for a run only the one that is asked for."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from cpcheck import __version__
from cpcheck.cli.guard import guarded

COMMANDS = {
    "assess": "assess",
    "validate": "validate",
    "explain": "explain",
    "verify": "verify",
    "schema": "schema",
    "init": "init",
    "new": "new",
    "diff": "diff",
    "compare": "compare",
    "site": "site",
    "export": "export",
    "history": "history",
    "agree": "agree",
    "import": "import_",
    "review": "review",
    "templates": "templates",
}
"""Commands as they are called, and the module of each, whose function has the same name; in the order of the help."""


_HELP = """Rate a state's reply to the recommendations of a monitoring body, by printed rules and with its evidence.

\b
cpcheck assess                        the shipped report, as a table
cpcheck assess my.yaml -o gap.html    your own, as a page
cpcheck explain A2c                   why an item has its verdict
cpcheck validate my.yaml              what is wrong in a file, at line and column
"""
_EXITS = "Exit codes: 0 ran; 1 a check is not met; 2 bad input or usage; 3 a bug; 130 interrupted."


def build_app(arguments: Sequence[str] | None = None) -> typer.Typer:
    """Return the program with the command that arguments ask for; with all of them where they ask for none."""
    app = typer.Typer(
        name="cpcheck",
        help=_HELP,
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        # markdown and pygments would be imported for help alone (performance.md, Start-up)
        rich_markup_mode=None,
    )
    app.callback(epilog=_EXITS)(_start)
    asked = next((word for word in arguments or () if not word.startswith("-")), None)
    for name in [asked] if asked in COMMANDS else COMMANDS:
        command = getattr(import_module(f"cpcheck.cli.{COMMANDS[name]}"), COMMANDS[name])
        app.command(name)(guarded(command))
    return app


def __getattr__(name: str) -> Any:
    """Return `app`, the whole program, for tools that look into it: `typer cpcheck.cli.app utils docs`."""
    if name == "app":
        return build_app()
    raise AttributeError(name)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"cpcheck {__version__}")
        raise typer.Exit


def _start(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None: ...
