"""Where the rows of `export` go: a table of values, or a database. Written piece by piece, whole or not at all."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from cpcheck.errors import OutputError, UsageError, name_nearest
from cpcheck.reports.csv_cells import guard
from cpcheck.reports.export_rows import COLUMNS, Row
from cpcheck.reports.rows import LIST

SUFFIXES = {".csv": "csv", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".db": "sqlite"}
"""Of the file, and what is written to it."""
_NUMBERS = frozenset({"round"})
_INDEXED = ("state", "recommendations", "item", "verdict", "finding", "reason")
"""Columns that a query is expected to choose by."""
_THEMES = list(COLUMNS).index("themes")


class Table(Protocol):
    """What takes rows."""

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows after those before."""


def name_form(path: str) -> str:
    """Return what is written to a file: `csv` or `sqlite`. Raises: UsageError where its suffix does not tell."""
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        nearest = name_nearest(suffix, SUFFIXES)
        raise UsageError(f"{path}: the suffix does not tell the form; expected one of {', '.join(SUFFIXES)}{nearest}")
    return SUFFIXES[suffix]


@contextmanager
def open_table(path: str, meta: Mapping[str, str]) -> Iterator[Table]:
    """Give what takes rows; the file is there, whole, once it is left without an error.

    `meta` says how the rows came about; a table of values has no place for it. Raises: OutputError.
    """
    from cpcheck.cli.whole_file import fill_file

    target = Path(path)
    if target.exists() and not target.is_file():
        raise OutputError(f"{path}: this is no file that could be replaced; expected a file name")
    write = _write_csv if name_form(path) == "csv" else _write_sqlite
    try:
        with fill_file(target.resolve()) as part, write(part, meta) as table:
            yield table
    except OSError as error:
        missing = isinstance(error, FileNotFoundError) and not target.parent.exists()
        why = f"there is no folder {target.parent}; expected one that exists" if missing else error.strerror or error
        raise OutputError(f"{path}: it cannot be written: {why}") from error


@contextmanager
def _write_csv(part: Path, _meta: Mapping[str, str]) -> Iterator[Table]:
    # without the mark Excel reads the file in the encoding of the machine
    with part.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        yield _CsvTable(writer.writerows)


class _CsvTable:
    def __init__(self, write: "Writing") -> None:
        self._write = write

    def add(self, rows: Iterable[Row]) -> None:
        self._write([guard(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


class Writing(Protocol):
    """Writes rows of cells."""

    def __call__(self, rows: Iterable[Sequence[str | int | None]], /) -> None:
        """Write them."""


@contextmanager
def _write_sqlite(part: Path, meta: Mapping[str, str]) -> Iterator[Table]:
    import sqlite3

    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as database:
            # nobody reads the file before it is whole, so nothing of it need be taken back
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            columns = ", ".join(f"{name} {'INTEGER' if name in _NUMBERS else 'TEXT'}" for name in COLUMNS)
            database.execute(f"CREATE TABLE elements (id INTEGER PRIMARY KEY, {columns})")
            database.execute("CREATE TABLE themes (element INTEGER NOT NULL REFERENCES elements, theme TEXT NOT NULL)")
            database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            database.execute("BEGIN")
            database.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
            yield _SqliteTable(database.executemany)
            for name in _INDEXED:
                database.execute(f"CREATE INDEX elements_{name} ON elements ({name})")
            database.execute("CREATE INDEX themes_theme ON themes (theme, element)")
            database.execute("COMMIT")
    except sqlite3.Error as error:
        raise OutputError(f"the database cannot be written: {error}") from error


_INSERT = f"INSERT INTO elements VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"  # noqa: S608 - marks, and no value


class _SqliteTable:
    def __init__(self, execute: "Executing") -> None:
        self._execute = execute
        self._number = 0

    def add(self, rows: Iterable[Row]) -> None:
        numbered = list(enumerate(rows, self._number + 1))
        self._number += len(numbered)
        self._execute(_INSERT, [(number, *row) for number, row in numbered])
        self._execute(
            "INSERT INTO themes VALUES (?, ?)",
            [
                (number, theme)
                for number, row in numbered
                for theme in (str(row[_THEMES]).split(LIST) if row[_THEMES] else ())
            ],
        )


class Executing(Protocol):
    """Runs one statement for many rows."""

    def __call__(self, statement: str, rows: Iterable[Sequence[str | int | None]], /) -> object:
        """Run it."""
