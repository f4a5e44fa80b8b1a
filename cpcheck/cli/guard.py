"""The edge of the program: what was raised becomes a message and an exit code, here and nowhere else."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, TextIO

from cpcheck.errors import CpcheckError, DataError, ExitCode

DEBUG = "CPCHECK_DEBUG"
"""Environment variable that asks for a traceback where the program itself fails."""


def run_guarded() -> None:
    """Run the command line. Standard output never fails over a letter that its encoding lacks."""
    sys.stdout = sys.stdout or _open_nowhere()
    sys.stderr = sys.stderr or _open_nowhere()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        if os.environ.get("GITHUB_ACTIONS") == "true":
            from cpcheck.cli.actions import InertStream

            sys.stderr = InertStream(sys.stderr)
        from cpcheck.cli.app import build_app

        # a shell that completes a word wants all commands to choose from
        wanted = None if "_CPCHECK_COMPLETE" in os.environ else sys.argv[1:]
        build_app(wanted)(prog_name="cpcheck")
    except KeyboardInterrupt as stopped:
        leave(_word_interrupt(stopped), ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last place that can turn a bug into exit code 3
        _report_bug(error)


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """Wrap a command: its errors become a message whose last line names the reason, and the right exit code."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        name = command.__name__.rstrip("_")
        try:
            command(*args, **options)
            sys.stdout.flush()
        except DataError as error:
            print(error, file=sys.stderr)
            if not options.get("no_annotations"):
                _annotate(error)
            number = len(error.problems)
            leave(
                f"{name}: {number} problem{'' if number == 1 else 's'} in the data, so nothing was done",
                error.exit_code,
            )
        except CpcheckError as error:
            leave(f"{name}: {error}", error.exit_code)
        except BrokenPipeError:
            _drop_stdout()
        except OSError as error:
            _drop_stdout()
            leave(f"{name}: {error.strerror or error}", ExitCode.BAD_INPUT)
        except KeyboardInterrupt as stopped:
            leave(f"{name}: {_word_interrupt(stopped)}", ExitCode.INTERRUPTED)
        except EOFError as error:  # Typer would take it for a question that was not answered
            _report_bug(error)

    return run


def _word_interrupt(stopped: KeyboardInterrupt) -> str:
    """Say that a run was stopped from the keyboard, and how far it got where it knows."""
    return " ".join(("interrupted", *map(str, stopped.args)))


def leave(reason: str, code: ExitCode) -> NoReturn:
    """End the program with a last line that names the reason."""
    print(f"{reason} → exit {int(code)}", file=sys.stderr)
    raise SystemExit(int(code))


def _annotate(error: DataError) -> None:
    """In GitHub Actions, show what is wrong at its place."""
    from cpcheck.cli.actions import find_root, is_in_actions, write_annotations

    if is_in_actions():
        from cpcheck.cli.remarks import annotate_problems
        from cpcheck.reports.places import relate_run

        write_annotations(relate_run(annotate_problems((), error.problems), find_root()), sys.stderr)


def _open_nowhere() -> TextIO:
    """Return a stream for a standard output that the caller has closed."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - it stays open until the program ends


def _drop_stdout() -> None:
    """Let the interpreter close a standard output that nobody reads any more, without a complaint."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report_bug(error: Exception) -> NoReturn:
    import traceback

    if os.environ.get(DEBUG):
        traceback.print_exc()
    place = traceback.extract_tb(error.__traceback__)[-1]
    module = os.path.basename(place.filename)  # noqa: PTH119 - pathlib would be imported for this line alone
    print(f"cpcheck failed: {type(error).__name__}: {error} (in {module}, line {place.lineno})", file=sys.stderr)
    print(f"This is a bug. Please report it with this message; {DEBUG}=1 shows where it happened.", file=sys.stderr)
    leave("internal error", ExitCode.BUG)
