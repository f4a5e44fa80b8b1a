"""Where results go: standard output, and files that are written whole or not at all."""

import os
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cpcheck.cli.whole_file import replace_file
from cpcheck.errors import OutputError, UsageError, make_printable, name_nearest
from cpcheck.reports import Format, name_format
from cpcheck.store.files import SUFFIXES


class Output(NamedTuple):
    """One file to write."""

    format: str
    path: str


def read_outputs(wanted: Sequence[str], formats: Collection[str], *, beside: str | None = None) -> list[Output]:
    """Read the values of `-o`: a file whose suffix tells the format, or FORMAT=FILE.

    `formats` are those that the command can write, and `beside` is a further file that it writes.

    Raises: UsageError, before anything is computed.
    """
    outputs = []
    for value in wanted:
        name, sign, path = value.partition("=")
        output = Output(name, path) if sign and name in formats else Output("", value)
        if output.path in {"", "-"}:
            raise UsageError(f"-o {value}: expected a file; -f FORMAT writes to standard output")
        if Path(output.path).suffix.lower() in SUFFIXES:
            raise UsageError(
                f"-o {value}: this names a data file, which a report would replace; expected another suffix"
            )
        outputs.append(output if output.format else Output(name_format(value, formats), value))
    if beside is not None and os.path.realpath(beside) in [os.path.realpath(output.path) for output in outputs]:
        raise UsageError(f"-o names {beside}, which is written as the baseline too; expected each file once")
    paths = [os.path.realpath(output.path) for output in outputs]
    for place, real in enumerate(paths):
        if real in paths[:place]:
            raise UsageError(f"-o names {outputs[place].path} twice; expected each file once")
    return outputs


def read_format(wanted: str | None, formats: Collection[str]) -> str | None:
    """Read the value of `-f`. Raises: UsageError for a format that the command cannot print."""
    if wanted is not None and wanted not in formats:
        raise UsageError(f'-f is "{wanted}"; expected one of {", ".join(formats)}{name_nearest(wanted, formats)}')
    return wanted


def refuse_on_terminal(wanted: str | None, formats: Mapping[str, Format]) -> None:
    """Refuse to print bytes on a terminal, which would obey them. Raises: UsageError that says what to do instead."""
    if wanted is not None and formats[wanted].is_binary and sys.stdout.isatty():
        suffix = formats[wanted].suffixes[0]
        raise UsageError(f"-f {wanted} is bytes, which a terminal cannot show; expected -o FILE{suffix}, or a pipe")


def write_files(written: Iterable[tuple[str, str | bytes]], *, quiet: bool) -> None:
    """Write texts, in UTF-8, or bytes to their files, each whole or not at all, and say so. Raises: OutputError."""
    for path, content in written:
        write_bytes(path, content.encode("utf-8") if isinstance(content, str) else content)
        if not quiet:
            print(f"wrote {make_printable(path)}", file=sys.stderr)


def write_file(path: str, text: str) -> None:
    """Write a text file, in UTF-8, whole or not at all; an existing file is replaced. Raises: OutputError."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str, raw: bytes) -> None:
    """Write a file whole or not at all; an existing one is replaced. Raises: OutputError."""
    target = Path(path)
    try:
        if target.exists() and not target.is_file():  # a device or a pipe cannot be replaced, only written to
            if target.is_dir():
                raise OutputError(f"{path}: this is a folder; expected a file name")
            target.write_bytes(raw)
            return
        target.parent.stat()  # what lies above a folder that is not there is nowhere, though its path can be shortened
        replace_file(Path(os.path.realpath(target)), raw)
    except OSError as error:
        raise OutputError(f"{path}: it cannot be written: {_word(error, target)}") from error


def _word(error: OSError, target: Path) -> str:
    if isinstance(error, FileNotFoundError) and not target.parent.exists():
        return f"there is no folder {target.parent}; expected one that exists"
    return error.strerror or str(error)


def print_data(document: str | bytes) -> None:
    """Write a document to standard output, text as UTF-8 whatever the locale: it is data, and must arrive unchanged."""
    sys.stdout.flush()
    sys.stdout.buffer.write(document.encode("utf-8") if isinstance(document, str) else document)
    sys.stdout.buffer.flush()
