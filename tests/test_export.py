"""Replies as rows: complete, in order, the same for any number of processes, and there whole or not at all."""

import csv
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import cpcheck
from cpcheck.reports.export_rows import COLUMNS
from tests.in_process import Ended, call
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "export.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a dozen replies to one set."""
    top = tmp_path_factory.mktemp("export")
    shutil.copytree(GOLDEN, top / "data")
    text = (top / RESPONSE).read_text(encoding="utf-8")
    for year in range(2025, 2036):
        later = text.replace("symbol: EX(2024)07", f"symbol: EX({year})07")
        assert later != text
        (top / f"data/responses/xa-{year}.yaml").write_text(later, encoding="utf-8")
    return top


def export(top: Path, *arguments: str) -> Ended:
    return call("export", *arguments, cwd=top)


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())


def query(file: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return list(database.execute(statement))


def test_a_row_says_of_each_element_what_the_assessment_says(top: Path) -> None:
    done = export(top, RESPONSE, "-o", "one.csv")
    assert (done.code, done.stdout) == (0, "")
    rows = read_csv(top / "one.csv")
    assert list(rows[0]) == list(COLUMNS)
    assessment = cpcheck.assess(cpcheck.load(top / RESPONSE))
    expected = [
        (item.item.id, finding.element.id, item.verdict, finding.level, finding.reason or "", finding.rule)
        for item in assessment.items
        for finding in item.findings
    ]
    told = ("item", "element", "verdict", "finding", "reason", "rule")
    assert [tuple(row[name] for name in told) for row in rows] == expected
    assert {row["repeats"] for row in rows} != {""}
    assert done.stderr == f"wrote one.csv: {len(rows)} elements of 1 reply\n"


def test_the_database_holds_the_same_rows_with_themes_one_by_one_and_how_it_was_made(top: Path) -> None:
    for name in ("both.csv", "both.sqlite"):
        assert export(top, RESPONSE, "-o", name, "--rulebook", "hrc", "--as-of", "2025-01-01").code == 0
    names = ", ".join(COLUMNS)
    held = query(top / "both.sqlite", f"SELECT {names} FROM elements ORDER BY id")  # noqa: S608 - names of ours
    rows = read_csv(top / "both.csv")
    assert [tuple("" if cell is None else str(cell) for cell in row) for row in held] == [
        tuple(row.values()) for row in rows
    ]
    themes = query(top / "both.sqlite", "SELECT element, theme FROM themes ORDER BY element, rowid")
    assert themes == [
        (number, theme) for number, row in enumerate(rows, 1) if row["themes"] for theme in row["themes"].split(", ")
    ]
    meta = {str(key): str(value) for key, value in query(top / "both.sqlite", "SELECT key, value FROM meta")}
    assert (meta["rulebook"], meta["as_of"], meta["columns"]) == ("hrc", "2025-01-01", "1.0")
    assert query(top / "both.sqlite", "PRAGMA integrity_check") == [("ok",)]


@pytest.fixture(scope="module")
def whole(top: Path) -> Path:
    """Return a folder with all replies in one database, and in one table of values."""
    for name in ("all.sqlite", "all.csv"):
        assert export(top, "data", "-o", name, "--jobs", "1", "-q").stderr == ""
    return top


def test_rows_are_the_same_for_any_number_of_processes(whole: Path) -> None:
    assert export(whole, "data", "-o", "two.sqlite", "--jobs", "2").code == 0
    assert export(whole, "data", "-o", "two.csv", "--jobs", "2").code == 0
    assert dump(whole / "two.sqlite") == dump(whole / "all.sqlite")
    assert (whole / "two.csv").read_bytes() == (whole / "all.csv").read_bytes()


@pytest.mark.parametrize("statement", QUERIES, ids=range(len(QUERIES)))
def test_the_queries_of_the_page_find_something(statement: str, whole: Path) -> None:
    assert query(whole / "all.sqlite", statement) != []


def test_the_page_has_three_queries_and_names_every_column() -> None:
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert len(QUERIES) == 3
    assert [name for name, meaning in COLUMNS.items() if f"| `{name}` | {meaning} |" not in page] == []


def test_the_query_of_reasons_counts_what_the_rows_say(whole: Path) -> None:
    rows = [row for row in read_csv(whole / "all.csv") if row["finding"] != "met" and not row["repeats"]]
    found = query(whole / "all.sqlite", QUERIES[2])
    assert {reason: count for reason, count, _ in found} == {
        reason: sum(row["reason"] == reason for row in rows) for reason in {row["reason"] for row in rows}
    }
    assert {replies for *_, replies in found} == {12}


@pytest.fixture
def broken(top: Path) -> Iterator[Path]:
    """Return the folder with two replies that are not sound."""
    files = [top / f"data/responses/xa-{year}.yaml" for year in (2026, 2030)]
    texts = [file.read_text(encoding="utf-8") for file in files]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text.replace("state: XA", "state: XB"), encoding="utf-8")
    yield top
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("name", ["kept.csv", "kept.sqlite"])
def test_every_problem_is_told_and_what_was_there_stays(name: str, jobs: str, broken: Path) -> None:
    (broken / name).write_text("mine", encoding="utf-8")
    done = export(broken, "data", "-o", name, "--jobs", jobs)
    assert done.code == 2
    lines = done.stderr.splitlines()
    assert [line.split(":")[0] for line in lines[:2]] == [f"data/responses/xa-{year}.yaml" for year in (2026, 2030)]
    assert done.last_line == "export: 2 problems in the data, so nothing was done → exit 2"
    assert (broken / name).read_text(encoding="utf-8") == "mine"
    assert list(broken.glob(".*.part")) == []


def test_a_run_that_is_stopped_says_how_far_it_got_and_leaves_nothing(
    top: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cpcheck.reports import export_rows

    seen: list[str] = []
    listed = export_rows.list_rows

    def stop(view: object) -> object:
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append("one")
        return listed(view)  # type: ignore[arg-type]

    monkeypatch.setattr(export_rows, "list_rows", stop)
    done = export(top, "data", "-o", "stopped.sqlite", "--jobs", "1")
    assert done.code == 130
    assert done.last_line == "export: interrupted after 3 of 12 files → exit 130"
    assert list(top.glob("*stopped*")) == []


def test_no_cell_is_a_formula_in_a_spreadsheet(top: Path) -> None:
    text = (top / "data/recommendations.yaml").read_text(encoding="utf-8")
    title = re.search(r"    title: (.*)\n", text)
    assert title is not None
    (top / "odd").mkdir(exist_ok=True)
    (top / "odd/recommendations.yaml").write_text(text.replace(title[1], "'=1+1'", 1), encoding="utf-8")
    shutil.copy(top / RESPONSE, top / "odd/xa.yaml")
    assert export(top, "odd", "-o", "odd.csv").code == 0
    assert "'=1+1" in {row["title"] for row in read_csv(top / "odd.csv")}


@pytest.mark.parametrize("name", [".", "nowhere/x.sqlite", "x.xlsx", "x"])
def test_a_file_that_cannot_be_is_refused_with_what_was_expected(name: str, top: Path) -> None:
    done = export(top, RESPONSE, "-o", name)
    assert done.code == 2
    assert "expected" in done.last_line
