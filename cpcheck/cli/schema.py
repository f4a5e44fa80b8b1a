"""`cpcheck schema`: the published schemas."""

from typing import Annotated

import typer


def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="recommendations, response, rulebook or report. Default: list them."),
    ] = None,
) -> None:
    """Print a JSON Schema (2020-12), for an editor or another program.

    \b
    cpcheck schema                                  what there is
    cpcheck schema response > response.schema.json  one of them
    """
    from cpcheck.cli.outputs import print_data
    from cpcheck.store.schemas import SCHEMA_NAMES, read_schema_text

    if name is None:
        print("\n".join(SCHEMA_NAMES))
    else:
        print_data(read_schema_text(name))
