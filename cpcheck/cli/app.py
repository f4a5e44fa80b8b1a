"""The commands, put together."""

from typing import Annotated

import typer

from cpcheck import __version__
from cpcheck.cli.agree import agree
from cpcheck.cli.assess import assess
from cpcheck.cli.compare import compare
from cpcheck.cli.diff import diff
from cpcheck.cli.explain import explain
from cpcheck.cli.guard import guarded
from cpcheck.cli.history import history
from cpcheck.cli.import_ import import_
from cpcheck.cli.init import init
from cpcheck.cli.new import new
from cpcheck.cli.review import review
from cpcheck.cli.schema import schema
from cpcheck.cli.templates import templates
from cpcheck.cli.validate import validate
from cpcheck.cli.verify import verify

app = typer.Typer(
    name="cpcheck",
    help="""Rate a state's reply to the recommendations of a monitoring body, by printed rules and with its evidence.

    \b
    cpcheck assess                        the shipped report, as a table
    cpcheck assess my.yaml -o gap.html    your own, as a page
    cpcheck explain A2c                   why an item has its verdict
    cpcheck validate my.yaml              what is wrong in a file, at line and column
    """,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # markdown and pygments would be imported for help alone (performance.md, Start-up)
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"cpcheck {__version__}")
        raise typer.Exit


@app.callback(epilog="Exit codes: 0 ran; 1 a check is not met; 2 bad input or usage; 3 a bug; 130 interrupted.")
def _start(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None: ...


_COMMANDS = (
    assess,
    validate,
    explain,
    verify,
    schema,
    init,
    new,
    diff,
    compare,
    history,
    agree,
    import_,
    review,
    templates,
)
for _command in _COMMANDS:
    app.command(_command.__name__.rstrip("_"))(guarded(_command))
