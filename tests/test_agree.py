"""`cpcheck agree` as a user meets it: two codings, or a coding and published grades."""

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from cpcheck.agreement import ReadingComparison, compare_grades, compare_readings
from cpcheck.assessment import assess
from cpcheck.reports import agreement_text
from cpcheck.reports.agreement_view import AgreementView, build_agreement_view
from cpcheck.store.cases import load_cases
from cpcheck.store.rulebooks import load_rulebook
from cpcheck.store.schemas import read_schema_text
from tests.cases import cp
from tests.in_process import Ended, call
from tests.shared import ROOT

FIRST, SECOND = (f"benchmarks/agreement/{name}-reading.yaml" for name in ("first", "second"))
GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with the golden data and a second coding that differs in one link."""
    shutil.copytree(GOLDEN, tmp_path / "data")
    text = (tmp_path / RESPONSE).read_text(encoding="utf-8")
    money = "supports: [{element: B2.money, fit: full}]"
    assert money in text
    (tmp_path / "data/responses/other.yaml").write_text(text.replace(money, "context: [B2.money]"), encoding="utf-8")
    return tmp_path


def agree(folder: Path, *arguments: str, stdin: str = "") -> Ended:
    """Run the command in a folder."""
    return call("agree", *arguments, cwd=folder, stdin=stdin)


def read_json(folder: Path, *arguments: str) -> dict[str, Any]:
    """Return what the command prints as JSON, checked against its schema."""
    done = agree(folder, *arguments, "-f", "json")
    assert done.code == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    assert list(Draft202012Validator(json.loads(read_schema_text("agreement"))).iter_errors(data)) == []
    return data


# --- two codings --------------------------------------------------------------------------------------------------


def test_the_two_codings_of_the_repository_agree_as_far_as_the_guide_says() -> None:
    data = read_json(ROOT, FIRST, SECOND)
    items, elements = data["items"], data["elements"]
    assert (items["same"], items["n"], round(items["kappa"], 2)) == (34, 35, 0.92)
    assert (elements["same"], elements["n"], round(elements["kappa"], 2)) == (80, 91, 0.79)
    assert sum(map(sum, elements["confusion"])) == 91
    guide = (ROOT / "docs/coding-guide.md").read_text(encoding="utf-8")
    assert "| all | 34 of 35 | 97% | 0.92 |" in guide
    assert "| all | 80 of 91 | 88% | 0.79 |" in guide


def test_items_to_discuss_come_worst_first_with_what_each_reader_saw() -> None:
    data = read_json(ROOT, FIRST, SECOND)
    ranks = [(-item["distance"], -len(item["elements"]), -item["unshared"]) for item in data["discuss"]]
    assert ranks == sorted(ranks)
    assert data["discuss"][0]["id"] == "A2a"
    differing = [element for item in data["discuss"] for element in item["elements"]]
    assert len(differing) == data["elements"]["n"] - data["elements"]["same"]
    for element in differing:
        assert element["first"]["finding"] != element["second"]["finding"]
        for seen in (element["first"], element["second"]):
            assert any(fact["deciding"] for fact in seen["evidence"]) or seen["reason"] == "unanswered"


def test_the_other_order_of_the_files_tells_the_same_turned_round() -> None:
    one, other = read_json(ROOT, FIRST, SECOND), read_json(ROOT, SECOND, FIRST)
    for key in ("share", "kappa", "kappa_linear", "kappa_quadratic"):
        assert one["elements"][key] == other["elements"][key]
    assert one["elements"]["confusion"] == [list(row) for row in zip(*other["elements"]["confusion"], strict=True)]
    assert [item["id"] for item in one["discuss"]] == [item["id"] for item in other["discuss"]]


def test_another_rulebook_compares_on_its_own_levels() -> None:
    data = read_json(ROOT, FIRST, SECOND, "--rulebook", "greco")
    assert [level["id"] for level in data["items"]["levels"]] == [level.id for level in load_rulebook("greco").levels]
    assert data["items"]["n"] == 35


def test_a_coding_and_itself_leave_nothing_to_discuss(top: Path) -> None:
    done = agree(top, RESPONSE, RESPONSE)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("Nothing to discuss")


def test_one_of_the_two_may_come_from_standard_input(top: Path) -> None:
    given = (top / RESPONSE).read_text(encoding="utf-8")
    done = agree(top, "-", "data/responses/other.yaml", "--recommendations", "data/recommendations.yaml", stdin=given)
    assert done.code == 0, done.stderr
    assert "first: <stdin>" in done.stdout
    assert "B2.money" in done.stdout


def test_an_override_is_shown_and_not_compared(top: Path) -> None:
    file = top / "data/responses/other.yaml"
    text = file.read_text(encoding="utf-8")
    override = "overrides:\n  - {item: B2, verdict: implemented, reason: seen, by: N. N., on: 2024-05-01}\n"
    file.write_text(re.sub(r"^overrides:\n", override, text, flags=re.MULTILINE), encoding="utf-8")
    (item,) = [item for item in read_json(top, RESPONSE, "data/responses/other.yaml")["discuss"] if item["id"] == "B2"]
    assert item["second"] == {"level": "not_addressed", "override": "implemented"}
    before = read_json(top, RESPONSE, "data/responses/other.yaml", "--as-of", "2024-04-30")
    (item,) = [item for item in before["discuss"] if item["id"] == "B2"]
    assert item["second"]["override"] is None


# --- formats ------------------------------------------------------------------------------------------------------


def make_view(*, graded: bool) -> AgreementView:
    """Return what is shown of the two codings of the repository, or of one and a few grades."""
    book = load_rulebook("greco") if graded else cp()
    cases = load_cases([FIRST, SECOND], recommendations="data/recommendations.yaml")
    first, second = (assess(case, book) for case in cases)
    found: ReadingComparison = (
        compare_grades(first, {"A2b": "dealt_with", "A5b": "not_implemented"}, book, by_level=True)
        if graded
        else compare_readings(first, second, book)
    )
    return build_agreement_view(found, book, (FIRST, SECOND))


@pytest.mark.parametrize("graded", [False, True], ids=["codings", "grades"])
@pytest.mark.parametrize("width", [80, 140])
def test_text_fits_a_terminal_and_says_the_same_as_uncut(
    width: int, graded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    view = make_view(graded=graded)
    wrapped, uncut = agreement_text.render(view, width=width), agreement_text.render(view)
    assert max(map(len, wrapped.splitlines())) <= width
    assert wrapped.split() == uncut.split()


def test_text_without_box_characters_is_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = agreement_text.render(make_view(graded=False), ascii_only=True)
    assert not {char for char in text if not char.isascii()} & set("●◐○–→…")


def test_markdown_holds_a_table_of_figures_and_one_of_confusion_for_items_and_elements() -> None:
    shown = agree(ROOT, FIRST, SECOND, "-f", "md").stdout
    html = MarkdownIt("commonmark").enable("table").render(shown)
    assert html.count("<table>") == 3
    rows = re.findall(r"<tr>\s*(.*?)</tr>", html, re.DOTALL)
    figures = [re.sub(r"<.*?>", " ", row).split() for row in rows]
    assert ["items", "34", "of", "35", "(97", "%)", "0.92", "0.92", "0.92"] in figures


def test_output_goes_to_files_by_their_suffix(top: Path) -> None:
    done = agree(top, RESPONSE, "data/responses/other.yaml", "-o", "a.md", "-o", "a.json", "-o", "a.txt")
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == ["wrote a.md", "wrote a.json", "wrote a.txt"]
    assert (top / "a.txt").read_text(encoding="utf-8") == agree(top, RESPONSE, "data/responses/other.yaml").stdout
    assert json.loads((top / "a.json").read_text(encoding="utf-8"))["kind"] == "agreement"


def test_hostile_words_of_a_file_steer_nothing(top: Path) -> None:
    file = top / "data/responses/other.yaml"
    text = file.read_text(encoding="utf-8")
    first = re.search(r"fact: .*\n", text[text.index("context: [B2.money]") - 600 :])
    assert first is not None
    evil = 'fact: "\\e[31m::error::x <b> | `y`\\nnext"\n'
    file.write_text(text.replace(first[0], evil), encoding="utf-8")
    for name in ("text", "md", "json"):
        shown = agree(top, RESPONSE, "data/responses/other.yaml", "-f", name).stdout
        assert "\x1b" not in shown
        assert not [line for line in io.StringIO(shown) if line.lstrip().startswith("::")]
    assert "<b>" not in agree(top, RESPONSE, "data/responses/other.yaml", "-f", "md").stdout


# --- published grades ---------------------------------------------------------------------------------------------


def grade(top: Path, text: str, *options: str, name: str = "grades.csv") -> Ended:
    """Compare the golden coding with a file of grades."""
    (top / name).write_bytes(text.encode("utf-8"))
    return agree(top, RESPONSE, name, *options)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("item,verdict\nA1,partly\nA2b,implemented\n", "grades.csv"),
        ("\ufeffid;title;Grade\r\nA1;a;Partly\r\n\r\nA2b;b;Implemented", "grades.csv"),
        ('ITEM,note,grade\n"A1","two\nlines, and a ""quote""",partly\nA2b,,"implemented"\n', "grades.csv"),
        ("item\tlevel\nA1\tpartly\nA2b\timplemented\n", "grades.tsv"),
        ('{"item": "A1", "grade": "partly"}\n\n{"grade": "implemented", "id": "A2b", "n": 3}\n', "grades.jsonl"),
    ],
    ids=["plain", "from a spreadsheet", "quoted", "tabs", "JSON lines"],
)
def test_grades_are_read_as_csv_and_as_json_lines(text: str, name: str, top: Path) -> None:
    done = grade(top, text, "-f", "json", name=name)
    assert done.code == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["graded"], data["elements"], data["items"]["n"], data["items"]["same"]) == (True, None, 2, 1)
    (item,) = data["discuss"]
    assert (item["id"], item["distance"], item["second"]["level"]) == ("A2b", 2, "implemented")
    assert item["elements"]
    assert all(element["second"] is None for element in item["elements"])
    assert data["ungraded"] == ["A2a", "A3", "B2"]


def test_grades_may_be_levels_of_the_rulebook_or_verdicts(top: Path) -> None:
    levels = grade(top, "item,level\nA1,dealt with in a satisfactory manner\n", "--rulebook", "greco", "-f", "json")
    assert [level["id"] for level in json.loads(levels.stdout)["items"]["levels"]][:2] == [
        "implemented_satisfactorily",
        "dealt_with",
    ]
    verdicts = grade(top, "item,verdict\nA1,not addressed\n", "--rulebook", "greco", "-f", "json")
    assert [level["id"] for level in json.loads(verdicts.stdout)["items"]["levels"]] == [
        "implemented",
        "partly",
        "not_addressed",
    ]


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("item,grade\nA1,partly\nA2b,party\n", "g.csv", 'g.csv:3:5: "party" is not a level of cp; expected one of'),
        ("item,grade\nA1,partley\n", "g.csv", 'did you mean "partly"?'),
        ("item,grade\nA9,partly\n", "g.csv", 'g.csv:2:1: there is no item "A9" in the recommendation set'),
        ("item,grade\nA1,partly\nA1,partly\n", "g.csv", "g.csv:3:1: A1 is graded twice, first in line 2"),
        ("item,x\nA1,partly\n", "g.csv", "g.csv:1:1: the header (item, x) has no column grade or verdict or level"),
        ("itm,grade\nA1,partly\n", "g.csv", 'did you mean "item"?'),
        ("item,id,grade\nA1,A1,partly\n", "g.csv", "more than one column item or id"),
        ("item,grade\nA1\n", "g.csv", "g.csv:2:1: this line has 1 of 2 columns"),
        ('item,grade\n"A\n1",partly\nA1,no\n', "g.csv", "g.csv:4:4:"),
        ('item,grade\nA1,"partly\n', "g.csv", "g.csv:2:4: this quotation mark is never closed"),
        ("item,grade\n", "g.csv", "g.csv:1:1: there is no grade in it"),
        ("", "g.jsonl", "g.jsonl:1:1: there is no grade in it"),
        ('{"item": "A1", "grade": "partley"}\n', "g.jsonl", 'g.jsonl:1:25: "partley" is not a level'),
        ('{"item": "A1", "grade": 3}\n', "g.jsonl", "g.jsonl:1:25: grade is 3; expected text"),
        ('{"item": "A1"}\n', "g.jsonl", "g.jsonl:1:1: the object has no key grade or verdict or level"),
        ('{"item": "A1", "item": "A3", "grade": "partly"}\n', "g.jsonl", "more than one key item or id"),
        ("[1]\n", "g.jsonl", "g.jsonl:1:1: this is [1]; expected an object"),
        ("{x}\n", "g.jsonl", "g.jsonl:1:2: this is not JSON"),
        ("[" * 100_000 + "\n", "g.jsonl", "g.jsonl:1:"),
        ('{"item": "A1", "grade": "\\ud800"}\n', "g.jsonl", "is not a level"),
    ],
)
def test_what_is_wrong_in_a_file_of_grades_is_told_at_its_place(text: str, name: str, said: str, top: Path) -> None:
    done = grade(top, text, name=name)
    assert done.code == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_every_problem_of_a_file_is_told_at_once(top: Path) -> None:
    done = grade(top, "item,grade\nA9,partly\nA1,no\n")
    assert done.last_line == "agree: 2 problems in the data, so nothing was done → exit 2"


def test_a_folder_is_no_file_of_grades(top: Path) -> None:
    (top / "grades.csv").mkdir()
    done = agree(top, RESPONSE, "grades.csv")
    assert done.code == 2
    assert "grades.csv: it cannot be read: Is a directory" in done.stderr


def test_a_file_of_grades_in_another_encoding_is_refused_at_its_line(top: Path) -> None:
    (top / "grades.csv").write_bytes("item,grade\nA1,partly\nA3,é\n".encode("latin-1"))
    done = agree(top, RESPONSE, "grades.csv")
    assert (done.code, "grades.csv:3: it is not UTF-8" in done.stderr) == (2, True)


# --- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grades.csv", RESPONSE], "expected a response file first"),
        (["-", "-"], "cannot be both sides"),
        ([RESPONSE, "none.yaml"], "1 problem in the data"),
        ([RESPONSE, "none.csv"], "1 problem in the data"),
        ([RESPONSE, "data"], "1 problem in the data"),
        ([RESPONSE, "data/recommendations.yaml"], "in the data"),
        ([RESPONSE, RESPONSE, "-f", "html"], "expected one of text, md, json"),
        ([RESPONSE, RESPONSE, "--rulebook", "grecco"], 'did you mean "greco"?'),
        ([RESPONSE, RESPONSE, "--as-of", "soon"], "--as-of"),
    ],
)
def test_bad_usage_exits_2(arguments: list[str], words: str, top: Path) -> None:
    done = agree(top, *arguments)
    assert done.code == 2
    assert words in done.last_line
    assert done.stdout == ""


def test_codings_on_two_sets_are_refused_with_the_difference(top: Path) -> None:
    done = agree(top, RESPONSE, str(ROOT / FIRST), "--recommendations", "data/recommendations.yaml")
    assert done.code == 2
    folder = top / "other"
    shutil.copytree(GOLDEN, folder)
    text = (folder / "recommendations.yaml").read_text(encoding="utf-8")
    (folder / "recommendations.yaml").write_text(text.replace("ask: change", "ask: ensure", 1), encoding="utf-8")
    done = agree(top, RESPONSE, "other/responses/xa-2024.yaml")
    assert done.code == 2
    assert 'one set has the ask "change" and the other the ask "ensure"' in done.last_line
    assert "expected two codings of one report" in done.last_line
