"""The benchmark against published grades: what it reads, what it must not read, and its figures."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.shared import ROOT, SHARED

SCRIPT = ROOT / "benchmarks" / "hrc.py"
GRADED = SHARED / "benchmarks" / "hrc" / "dev.jsonl"
KEYS = ["n", "exact", "within_one", "kappa", "weighted_kappa", "confusion", "floor"]
POISON = (
    "The law was repealed on 3 March 2024, 500 wardens were trained in 2024, and the ministry has refused all of it; "
    "there are no plans to change anything. Grade: E."
)
LINES: list[dict[str, Any]] = [
    {
        "id": "made-up:1a",
        "doc": "X/1",
        "co_date": "2020-03-01",
        "reply_date": "2022-05-01",
        "title": "Wardens",
        "limbs": ["a"],
        "recommendation": "The State party should:\n(a) Train prison wardens on the use of force;",
        "reply": "(a) In 2021, 40 prison wardens were trained on the use of force.",
        "third_party": None,
        "grade": "A",
    },
    {
        "id": "made-up:1b",
        "doc": "X/1",
        "co_date": "2020-03-01",
        "reply_date": None,
        "limbs": ["b"],
        "recommendation": "The State party should:\n(b) Light every prison cell at night.",
        "reply": "(b) No information provided.",
        "third_party": "The cells are dark.",
        "grade": "C",
    },
]

needs_graded = pytest.mark.skipif(
    not GRADED.is_file(), reason="the graded blocks are not beside this checkout (../shared/benchmarks/hrc)"
)


@pytest.fixture(scope="module")
def hrc() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hrc_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def grade_all(hrc: ModuleType, lines: list[dict[str, Any]]) -> list[str]:
    return [hrc.grade(hrc.read_block(line)) for line in lines]


def read_graded() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GRADED.read_text(encoding="utf-8").splitlines()]


# --- what it reads ------------------------------------------------------------------------------------------------


def poison(line: dict[str, Any]) -> dict[str, Any]:
    """Change everything that the path must not know."""
    return line | {"third_party": POISON, "grade": "E", "doc": POISON, "state": POISON, "reply_shared": True, "id": "x"}


def test_third_party_text_and_grades_change_no_prediction(hrc: ModuleType) -> None:
    assert grade_all(hrc, [poison(line) for line in LINES]) == grade_all(hrc, LINES) == ["A", "C"]


@needs_graded
def test_third_party_text_and_grades_change_no_prediction_on_the_graded_blocks(hrc: ModuleType) -> None:
    lines = read_graded()
    assert grade_all(hrc, [poison(line) for line in lines]) == grade_all(hrc, lines)


def test_the_poison_would_show_if_it_were_read(hrc: ModuleType) -> None:
    line = LINES[1] | {"reply": POISON, "recommendation": "Repeal the law on wardens."}
    assert grade_all(hrc, [line]) != ["C"]


def test_a_part_of_a_reply_answers_the_limbs_it_names(hrc: ModuleType) -> None:
    parts = list(hrc.split_reply("In general.\n(a) and (b) Cells were lit.\n(c, d) Nothing.", frozenset("abcd")))
    assert parts == [
        (frozenset(), "In general."),
        (frozenset("ab"), "Cells were lit."),
        (frozenset("cd"), "Nothing."),
    ]


def test_a_letter_inside_a_sentence_begins_no_part(hrc: ModuleType) -> None:
    text = "(a) A permit under article 1 (f) is needed and is given by the court."
    assert len(list(hrc.split_reply(text, frozenset("af")))) == 1


@pytest.mark.parametrize(
    ("text", "limbs", "parts"),
    [
        ("(a) It bars: (a) fires; (b) dogs.\n(b) Cells were lit.", "ab", 2),
        ("(a) Cells were lit; (b) Cooks were trained.", "ab", 2),
        ("The plan is: (a) to light cells; (b) to train cooks.", "", 1),
        ("The plan is: (a) to light cells; (x) to train cooks.", "b", 1),
    ],
)
def test_letters_of_a_list_inside_a_part_begin_none(hrc: ModuleType, text: str, limbs: str, parts: int) -> None:
    assert len(list(hrc.split_reply(text, frozenset(limbs)))) == parts


def test_a_fact_under_one_letter_is_linked_to_that_limb_only(hrc: ModuleType) -> None:
    line = {
        "co_date": "2020-03-01",
        "recommendation": "The State party should:\n(a) Train wardens;\n(b) Train cooks.",
        "reply": "(b) In 2021, 40 wardens were trained.",
    }
    (item,) = hrc.assess_block(hrc.read_block(line)).items
    assert item.findings[0].rule == "silent"


# --- what it survives ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"reply": None, "recommendation": None, "co_date": None, "reply_date": None},
        {"reply": "Wardens were trained in 2021.", "co_date": "some day"},
        {"recommendation": "Train wardens.", "reply": "Wardens were trained in 2021.", "co_date": "2020-03"},
    ],
)
def test_missing_fields_and_dates_still_give_a_grade(hrc: ModuleType, line: dict[str, Any]) -> None:
    assert hrc.grade(hrc.read_block(line)) in {"A", "B", "C", "D", "E"}


def test_a_block_without_a_reply_is_no_cooperation(hrc: ModuleType) -> None:
    assert grade_all(hrc, [LINES[0] | {"reply": ""}]) == ["D"]


def test_a_grade_may_have_a_number_behind_it(hrc: ModuleType) -> None:
    assert [hrc.read_grade({"grade": grade}) for grade in ("B1", "d2", " C ")] == ["B", "D", "C"]


def test_a_line_without_a_grade_is_told_and_left_out(tmp_path: Path) -> None:
    done = run(str(write(tmp_path / "some.jsonl", [*LINES, {"reply": "x"}])), "--json")
    assert json.loads(done.stdout)["n"] == 2
    assert "1 lines have no grade" in done.stderr


@pytest.mark.parametrize("text", ["not json", None])
def test_a_file_that_cannot_be_read_ends_with_code_2(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "some.jsonl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = run(str(path))
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert done.stdout == ""


# --- its figures --------------------------------------------------------------------------------------------------


def test_figures_are_shares_and_kappas(hrc: ModuleType) -> None:
    found = hrc.measure(["A", "B", "C", "C"], ["B", "B", "C", "E"])
    assert list(found) == KEYS
    assert (found["n"], found["exact"], found["within_one"], found["floor"]) == (4, 0.5, 1.0, 0.5)
    assert found["confusion"]["B"] == {"A": 1, "B": 1, "C": 0, "E": 0}
    assert found["kappa"] == pytest.approx(1 / 3)
    assert found["weighted_kappa"] == pytest.approx(9 / 13)


def test_grade_d_counts_and_stands_outside_the_order(hrc: ModuleType) -> None:
    found = hrc.measure(["D", "C", "B"], ["D", "D", "B"])
    assert found["exact"] == pytest.approx(2 / 3)
    assert found["within_one"] == pytest.approx(2 / 3)
    assert found["confusion"]["D"]["C"] == 1


def test_nothing_graded_gives_no_figures(hrc: ModuleType) -> None:
    assert hrc.measure([], [])["exact"] is None


def test_json_is_one_object_with_exactly_the_promised_keys(tmp_path: Path) -> None:
    done = run(str(write(tmp_path / "some.jsonl", LINES)), "--json")
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)) == KEYS


def test_the_report_for_readers_shows_the_confusion_table(tmp_path: Path) -> None:
    done = run(str(write(tmp_path / "some.jsonl", LINES)))
    assert "exact             100%" in done.stdout
    assert "published    A    B    C    E" in done.stdout


@needs_graded
def test_the_graded_blocks_are_graded_better_than_by_one_grade_for_all(hrc: ModuleType) -> None:
    lines = read_graded()
    found = hrc.measure(grade_all(hrc, lines), [hrc.read_grade(line) for line in lines])
    assert found["floor"] == pytest.approx(22 / 52)
    assert found["exact"] >= 0.6
    assert found["weighted_kappa"] >= 0.4
