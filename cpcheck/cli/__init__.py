"""The command line: the only place that prints, maps errors to exit codes, and exits."""

import sys


def main() -> None:
    """Run the program. `--version` is answered before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from cpcheck import __version__

        print(f"cpcheck {__version__}")
        return
    from cpcheck.cli.guard import run_guarded

    run_guarded()
