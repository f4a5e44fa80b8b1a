"""The commands, put together: all of them for help, and for a run only the one that is asked for."""

from collections.abc import Callable, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any

import typer

from cpcheck import __version__
from cpcheck.cli.guard import guarded

COMMANDS = {
    "assess": "Rate a reply, item by item.",
    "validate": "Check files against their schemas and against each other, then ask the lints how responses are coded.",
    "explain": "Say why an item has its verdict, or what a rule, a reason or a code means.",
    "verify": "Prove every anchor of a response file against the report it was coded from.",
    "schema": "Print a JSON Schema (2020-12), for an editor or another program.",
    "init": "Write a project: an example of the data, settings with a gate, schemas, templates, and checks for CI.",
    "new": "Write a response file with every element that is to be coded.",
    "diff": "Say which verdicts moved between two readings, in which direction, and by which evidence.",
    "compare": "Put replies side by side: rounds of one state by item, states by theme; what improved, "
    "slipped, stays open.",
    "site": "Write a site: states and their replies, a page for each reply, theme and rule, a search, the data.",
    "export": "Write what replies come to as rows, one for each element, for those who query a large collection.",
    "history": "Say which commits moved the verdict on an item, or a finding under it, and by which "
    "evidence; newest first.",
    "agree": "Say how far two readings of one report agree: shares, Cohen's kappa, and the items to "
    "discuss, worst first.",
    "import": "Draft a recommendation set and a response from a report: items, answers, facts and links, "
    "each with its place.",
    "review": "Walk through the drafted facts of a response: accept, edit or reject each, and then the "
    "answer as a whole.",
    "templates": "Copy the shipped report templates into a folder, to be changed there.",
}
"""Commands as they are called, and what each does, in the order of the help. A command is a function in a module of
its name, of which this is the first line; it stands here so that the help need import none of them."""


_HELP = """Rate a state's reply to the recommendations of a monitoring body, by printed rules and with its evidence.

\b
cpcheck assess                        the shipped report, as a table
cpcheck assess my.yaml -o gap.html    your own, as a page
cpcheck explain A2c                   why an item has its verdict
cpcheck validate my.yaml              what is wrong in a file, at line and column
"""
_ASKING_FOR_HELP = {"-h", "--help"}
_EXITS = "Exit codes: 0 ran; 1 a check is not met; 2 bad input or usage; 3 a bug; 130 interrupted."


def build_app(arguments: Sequence[str] | None = None) -> typer.Typer:
    """Return the program with the command that arguments ask for; with all of them where they ask for none.

    Where they ask for the list of commands, each is there by its name and what it does alone.
    """
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
        is_listed = arguments is not None and set(arguments) <= _ASKING_FOR_HELP
        app.command(name, help=COMMANDS[name] if is_listed else None)(_list_only if is_listed else _find_command(name))
    return app


def _find_command(name: str) -> Callable[..., None]:
    called = f"{name}_" if iskeyword(name) else name
    return guarded(getattr(import_module(f"cpcheck.cli.{called}"), called))


def _list_only() -> None:
    """Stand for a command in the list of them."""


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
