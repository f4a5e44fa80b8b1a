"""Options that several commands share."""

import datetime as dt
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.errors import UsageError
from cpcheck.model import FactDate

if TYPE_CHECKING:
    from cpcheck.model import Assessment
    from cpcheck.store.cases import FiledCase
    from cpcheck.store.project import Project

RecommendationsOption = Annotated[
    str | None,
    typer.Option(
        "--recommendations",
        metavar="FILE",
        help="The recommendation set. Default: found by its id beside or above the response, then in the shipped data.",
    ),
]
RulebookOption = Annotated[
    str, typer.Option("--rulebook", metavar="NAME|FILE", envvar="CPCHECK_RULEBOOK", help="How to decide.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Day that overrides and waivers are compared with: YYYY-MM-DD or today. "
        "Default: the later of the day of receipt and the newest decision in the file.",
    ),
]
ThirdPartyOption = Annotated[
    bool, typer.Option("--third-party", help="Count facts of other sources than the state, otherwise shown apart.")
]
ConfigOption = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="CPCHECK_CONFIG",
        help="Settings of the project. Default: the nearest cpcheck.toml, or pyproject.toml with [tool.cpcheck].",
    ),
]
ResponsesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="Response files or folders of them; - for standard input. "
        "Default: the data of the project, else the shipped data.",
    ),
]
TemplatesOption = Annotated[
    str | None,
    typer.Option(
        "--templates",
        metavar="DIR",
        help="Folder of your own templates (`cpcheck templates eject` writes it). Default: as cpcheck.toml says.",
    ),
]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="en|fr",
        envvar="CPCHECK_LANG",
        help="Language of labels, rules, reasons and questions; demands and facts stay in the words of the file. "
        "Default: en, or as cpcheck.toml says under report.",
    ),
]
NoCacheOption = Annotated[
    bool,
    typer.Option(
        "--no-cache",
        help="Read and check every file anew, and keep nothing. Default: what was sound before is known by its bytes; "
        "CPCHECK_CACHE_DIR says where.",
    ),
]
JobsOption = Annotated[
    str,
    typer.Option(
        "--jobs",
        metavar="N|auto",
        envvar="CPCHECK_JOBS",
        help="How many processes work at a time. auto: as many as there are cores, from 10 files on. What comes out is "
        "the same for any number.",
    ),
]
ExecutorOption = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="NAME",
        help="Where to work: processes of this machine, or dask, with --scheduler (docs/scale.md says when that pays). "
        "Default: processes.",
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster to work on: tcp://HOST:PORT."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing beyond what was asked for.")]
NoColourOption = Annotated[bool, typer.Option("--no-color", help="No colour, as with NO_COLOR in the environment.")]


def read_as_of(text: str | None) -> dt.date | None:
    """Return the day that `--as-of` names; None where it was not given.

    `today` is the day in UTC, or that of SOURCE_DATE_EPOCH where it is set, so that a run can be repeated.

    Raises: UsageError.
    """
    if text is None:
        return None
    if text == "today":
        return _read_today()
    try:
        date = FactDate.parse(text)
    except ValueError as error:
        raise UsageError(f'--as-of is "{text}"; expected a day as YYYY-MM-DD, or today') from error
    if date.earliest != date.latest:
        raise UsageError(f'--as-of is "{text}"; expected a day as YYYY-MM-DD, or today')
    return date.earliest


def _read_today() -> dt.date:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f'SOURCE_DATE_EPOCH is "{epoch}"; expected seconds since 1970') from None


def choose_language(wanted: str | None, project: "Project") -> str:
    """Return the language that the command line asks for, else that of the project, else English.

    Raises: UsageError for a language there is no catalogue for.
    """
    from cpcheck.reports.labels import load_labels

    return load_labels(wanted or project.language or "en").language


def find_responses(files: "Sequence[str] | None", project: "Project") -> list[str]:
    """Return the response files to read: those named, else those of the project, else the shipped ones.

    Raises: UsageError for a folder without any.
    """
    from cpcheck import assets
    from cpcheck.store.files import expand_folders

    if files or project.data:
        return expand_folders(files or project.data, leave_out=("recommendations", "rulebook"))
    return [str(path) for path in assets.find_shipped_responses()]


def name_same_reply(filed: "Sequence[FiledCase]", assessments: "Sequence[Assessment]") -> str | None:
    """Return which two files code one reply, in words; None where none do."""
    from cpcheck.matrix import find_same_reply

    same = find_same_reply(assessments)
    if same is None:
        return None
    first, second = (filed[place].response.name for place in same)
    return f"{first} and {second} both code {filed[same[0]].case.response.document.symbol}"


def wants_colour(*, refused: bool) -> bool:
    """Tell whether to colour standard output (no-color.org; FORCE_COLOR as in most tools)."""
    if refused or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def needs_ascii() -> bool:
    """Tell whether standard output cannot show box characters and marks."""
    try:
        "●◐○─→".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return os.environ.get("TERM") == "dumb"
