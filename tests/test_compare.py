"""`cpcheck compare` as a user meets it: rounds, states, folders, totals and why there are none."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from cpcheck.reports import COMPARISON_FORMATS, SUFFIXES, compare_text
from cpcheck.reports.inert import begins_formula
from cpcheck.store.schemas import read_schema_text
from tests import generated
from tests.in_process import Ended, call
from tests.shared import ROOT
from tests.test_command_line import INHERITED, run_on_terminal, strip_colour
from tests.unit.reports.documents import read_all_words, read_book
from tests.unit.reports.runner import Runner

ROUNDS = ("responses/xa-2022.yaml", "responses/xa-2024.yaml")
COMPOSED = "tests/golden/comparison"
STRENGTHS = "the weaker the verb of a demand, the likelier it is called implemented"


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with the composed sets and responses."""
    for name in ("recommendations", "responses"):
        shutil.copytree(ROOT / COMPOSED / name, tmp_path / name)
    return tmp_path


def compare(folder: Path, *arguments: str, stdin: str = "", **env: str) -> Ended:
    """Run the command in a folder."""
    return call("compare", *arguments, cwd=folder, stdin=stdin, env=env)


def read_json(folder: Path, *arguments: str) -> dict[str, Any]:
    """Return what the command prints as JSON, checked against its schema."""
    done = compare(folder, *arguments, "-f", "json")
    assert (done.code, done.stderr) == (0, "")
    data: dict[str, Any] = json.loads(done.stdout)
    assert list(Draft202012Validator(json.loads(read_schema_text("compare"))).iter_errors(data)) == []
    return data


def read_shown(folder: Path, name: str, *arguments: str) -> str:
    """Return the words of a form, of a page or a workbook as their readers see them."""
    if not COMPARISON_FORMATS[name].is_binary:
        shown = compare(folder, *arguments, "-f", name).stdout
        return unescape(shown) if name == "html" else shown
    done = compare(folder, *arguments, "-q", "-o", f"shown.{name}")
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    return read_all_words((folder / f"shown.{name}").read_bytes(), name)


def read_csv(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table by the names of its columns."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def edit(folder: Path, name: str, *replaced: tuple[str, str]) -> None:
    """Replace parts of a file, each of which must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def list_codes(notes: list[dict[str, str]]) -> list[str]:
    """Return what notes speak of."""
    return [note["code"] for note in notes]


# --- rounds -------------------------------------------------------------------------------------------------------


def test_rounds_of_one_state_are_joined_by_item_in_the_order_of_receipt(top: Path) -> None:
    data = read_json(top, *reversed(ROUNDS))
    assert [(one["document"], one["round"], one["newest"]) for one in data["columns"]] == [
        ("EX(2022)11", 1, False),
        ("EX(2024)31", 2, True),
    ]
    assert data["themes"] is None
    (series,) = data["series"]
    assert {row["id"]: ([one["verdict"] for one in row["rounds"]], row["became"]) for row in series["items"]} == {
        "A1": (["partly", "implemented"], "improved"),
        "A2a": (["implemented", "not_addressed"], "slipped"),
        "A2b": (["partly", "partly"], "open"),
        "A3": (["not_addressed", "not_addressed"], "open"),
        "B1": (["not_addressed", "implemented"], "improved"),
        "B2": (["implemented", "implemented"], "closed"),
    }
    assert series["open"] == ["A2a", "A2b", "A3"]
    assert data == read_json(top, *ROUNDS)


def test_what_moved_is_told_with_the_evidence_of_both_replies(top: Path) -> None:
    ((move,),) = [series["moves"] for series in read_json(top, *ROUNDS)["series"]]
    told = {
        name: [
            (item["id"], [(fact["change"], fact["location"]["file"][-12:], fact["id"]) for fact in element["evidence"]])
            for item in move[name]
            for element in item["elements"]
        ]
        for name in ("improved", "slipped", "shifted")
    }
    heated = [("added", "xa-2024.yaml", "r1.2"), ("removed", "xa-2022.yaml", "r1.2")]
    assert told == {
        "improved": [("A1", heated), ("B1", heated)],
        "slipped": [("A2a", [("removed", "xa-2022.yaml", "r2.1")])],
        "shifted": [
            ("A2b", [("added", "xa-2024.yaml", "r2.1"), ("removed", "xa-2022.yaml", "r2.2")]),
            ("A2b", [("removed", "xa-2022.yaml", "r2.3")]),
            ("A3", [("added", "xa-2024.yaml", "r2.2")]),
        ],
    }
    causes = [
        cause for items in told for item in move[items] for element in item["elements"] for cause in element["causes"]
    ]
    assert causes == []


def test_the_day_of_receipt_is_named_where_nothing_else_moved_a_finding(top: Path) -> None:
    # undated, an admission speaks of the day of the reply, and so against what was done before that day
    words = "type: admission, fact: Some huts stay cold., anchor: stay cold, against: [A1.heated]"
    admission = f"      - {{id: r1.9, {words}}}\n  - id: r2\n"
    text = (top / ROUNDS[1]).read_text(encoding="utf-8")
    text = text.replace("  - id: r2\n", admission, 1)
    (top / "responses/xa-2024.yaml").write_text(text, encoding="utf-8")
    early = text.replace("symbol: EX(2024)31, received: 2024-05-02", "symbol: EX(2023)30, received: 2023-05-02")
    assert early != text
    (top / "responses/xa-2022.yaml").write_text(early, encoding="utf-8")
    ((move,),) = [series["moves"] for series in read_json(top, *ROUNDS)["series"]]
    (element,) = [one for one in move["slipped"][0]["elements"] if one["id"] == "A1.heated"]
    assert element["evidence"] == []
    assert [cause["name"] for cause in element["causes"]] == ["received"]


def test_text_says_that_a_slip_is_silence_and_since_when_an_item_is_open(top: Path) -> None:
    shown = compare(top, *ROUNDS).stdout
    assert re.search(r"A2a .*● implemented +○ not addressed +↓ slipped +One frequency.*\n +not answered\n", shown)
    assert "what a newer one does not say again counts for nothing in it" in shown
    assert "A2a  ○ not addressed  open since EX(2024)31\n" in shown
    assert "A2b  ◐ partly  open since EX(2022)11\n" in shown


def test_what_was_published_before_is_shown_in_its_own_word_and_not_counted(top: Path) -> None:
    data = read_json(top, *ROUNDS)
    (row,) = [row for row in data["series"][0]["items"] if row["id"] == "A1"]
    assert row["previous"] == {"verdict": "partly carried out", "source": "EX(2016)03"}
    assert "previous" in list_codes(data["series"][0]["notes"])
    assert "Earlier round: partly carried out (EX(2016)03)." in compare(top, *ROUNDS).stdout


def test_a_person_s_verdict_stands_beside_the_computed_one_as_long_as_it_holds(top: Path) -> None:
    def find(*arguments: str) -> Any:
        (row,) = [row for row in read_json(top, *ROUNDS, *arguments)["series"][0]["items"] if row["id"] == "A2b"]
        return row["rounds"][1]["override"]

    assert find() == {"by": "N. Reader", "verdict": "implemented"}
    assert find("--as-of", "2024-05-31") is None
    assert "N. Reader: implemented" in compare(top, *ROUNDS).stdout


def test_other_sources_count_in_every_column_or_in_none(top: Path) -> None:
    old = [row["rounds"][0]["verdict"] for row in read_json(top, *ROUNDS)["series"][0]["items"]]
    data = read_json(top, *ROUNDS, "--third-party")
    new = [row["rounds"][0]["verdict"] for row in data["series"][0]["items"]]
    assert (old[0], new[0]) == ("partly", "partly")
    staffed = data["series"][0]["items"][0]["elements"][0]["rounds"][0]
    assert (data["third_party"], staffed["finding"]) == (True, "partly_met")
    assert "Facts of other sources than the state are counted." in compare(top, *ROUNDS, "--third-party").stdout


def test_levels_of_another_rulebook_stand_under_the_verdicts(top: Path) -> None:
    data = read_json(top, *ROUNDS, "--rulebook", "hrc")
    assert (data["rulebook"], data["series"][0]["items"][3]["rounds"][1]["level"]) == (
        "hrc",
        "E, contrary to the recommendation",
    )
    assert "E, contrary to the recommendation" in compare(top, *ROUNDS, "--rulebook", "hrc").stdout
    greco = compare(top, *ROUNDS, "--rulebook", "greco").stdout
    assert re.search(r"EX\(2024\)31 on EX/Rec\(2020\)01, received 2024-05-02; \w+", greco)


def test_a_later_edition_of_the_set_brings_new_items_and_leaves_others_behind(top: Path) -> None:
    folder = top / "later"
    (folder / "recommendations").mkdir(parents=True)
    shutil.copy(top / "recommendations/xa.yaml", folder / "recommendations/xa.yaml")
    shutil.copy(top / ROUNDS[1], folder / "xa-2024.yaml")
    edit(folder, "recommendations/xa.yaml", ("id: B2", "id: B3"))
    edit(folder, "xa-2024.yaml", ("B2", "B3"))
    rows = read_json(top, ROUNDS[0], "later/xa-2024.yaml")["series"][0]["items"]
    assert {row["id"]: row["became"] for row in rows[-2:]} == {"B3": "new", "B2": "gone"}
    assert re.search(
        r"\nB2 .*● implemented +– +gone +Money for rescue dogs\n", compare(top, ROUNDS[0], "later/xa-2024.yaml").stdout
    )


def test_three_rounds_are_told_step_by_step(top: Path) -> None:
    edit_copy(top, "xa-2026.yaml", ("EX(2024)31", "EX(2026)02"), ("received: 2024-05-02", "received: 2026-05-02"))
    data = read_json(top, *ROUNDS, "responses/xa-2026.yaml")
    (series,) = data["series"]
    assert [(move["old"], move["new"]) for move in series["moves"]] == [(0, 1), (1, 2)]
    assert [len(move["improved"]) for move in series["moves"]] == [2, 0]
    assert [row["became"] for row in series["items"][:2]] == ["improved", "slipped"]


def edit_copy(folder: Path, name: str, *replaced: tuple[str, str]) -> None:
    """Make another response of the second round of XA."""
    shutil.copy(folder / ROUNDS[1], folder / "responses" / name)
    edit(folder, f"responses/{name}", *replaced)


# --- states -------------------------------------------------------------------------------------------------------


def test_a_folder_of_states_with_rounds_is_joined_by_theme_and_each_series_by_item(top: Path) -> None:
    data = read_json(top, "responses")
    assert [(one["state"], one["round"]) for one in data["columns"]] == [
        (state, number) for state in ("XA", "XB", "XC") for number in (1, 2)
    ]
    assert [row["theme"] for row in data["themes"]["rows"]] == ["crews", "huts", "signals", "training", None]
    assert [(one["state"], one["columns"]) for one in data["series"]] == [("XA", [0, 1]), ("XC", [4, 5])]
    (signals,) = [row for row in data["themes"]["rows"] if row["theme"] == "signals"]
    assert [
        [(one["id"], one["verdict"]) for group in cell for one in group["items"]] for cell in signals["columns"]
    ] == [
        [("A2a", "implemented"), ("A3", "not_addressed")],
        [("A2a", "not_addressed"), ("A3", "not_addressed")],
        [("C1", "not_addressed")],
        [("D1", "partly")],
        [("E2", "not_addressed")],
        [("E2", "not_addressed")],
    ]


def test_rounds_on_different_sets_are_joined_by_theme_and_the_reason_is_given(top: Path) -> None:
    data = read_json(top, "responses/xb-2020.yaml", "responses/xb-2024.yaml")
    assert data["series"] == []
    assert list_codes(data["themes"]["notes"]) == ["themes", "rounds", "sets", "published"]
    words = data["themes"]["notes"][-2]["text"]
    assert "(EX/Rec(2018)04, EX/Rec(2022)09)" in words
    assert "is a verdict and its source, and names no item of the earlier set" in words
    assert data["themes"]["notes"][-1]["text"].endswith("D1: not implemented (EX(2021)10).")
    assert [total["across"] for total in data["themes"]["totals"]] == [None]


def test_a_file_named_twice_is_one_response(top: Path) -> None:
    done = compare(top, "responses/xa-2022.yaml", "responses/../responses/xa-2022.yaml", "responses", "-f", "json")
    assert (done.code, len(json.loads(done.stdout)["columns"])) == (0, 6)


def test_one_response_may_come_from_standard_input(top: Path) -> None:
    given = (top / ROUNDS[0]).read_text(encoding="utf-8")
    (top / "here").mkdir()
    done = compare(top, "-", ROUNDS[1], "--recommendations", "recommendations/xa.yaml", "-f", "json", stdin=given)
    assert (done.code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["columns"][0]["file"] == "<stdin>"


# --- totals -------------------------------------------------------------------------------------------------------


def test_total_over_states_is_given_where_all_demands_have_one_verb(top: Path) -> None:
    themes = read_json(top, "responses/xb-2024.yaml", "responses/xc-2025.yaml")["themes"]
    (total,) = themes["totals"]
    assert (total["strength"], total["across"]) == ("urges", {"implemented": 2, "partly": 1, "not_addressed": 2})
    assert list_codes(themes["notes"]) == ["themes"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", COMPARISON_FORMATS)
def test_every_form_says_in_words_why_there_is_no_total(name: str, language: str, top: Path) -> None:
    words = {"en": STRENGTHS, "fr": "plus le verbe d’une demande est faible, plus elle passe pour mise en œuvre"}
    for asked in (ROUNDS, ("responses",)):
        assert words[language] in read_shown(top, name, *asked, "--lang", language)
    one_verb = read_shown(top, name, "responses/xb-2024.yaml", "responses/xc-2025.yaml", "--lang", language)
    assert words[language] not in one_verb


def test_strengths_are_counted_apart_in_every_cell_and_total(top: Path) -> None:
    themes = read_json(top, "responses")["themes"]
    assert [total["strength"] for total in themes["totals"]] == ["urges", "considers", "invites", "unstated"]
    (signals,) = [row for row in themes["rows"] if row["theme"] == "signals"]
    assert [group["strength"] for group in signals["columns"][0]] == ["considers", "invites"]
    assert [one["strength"] for one in signals["across"]] == ["urges", "considers", "invites"]
    shown = compare(top, "responses", "-f", "csv").stdout
    assert {(row["Row"], row["Id"]) for row in read_csv(shown) if row["Row"] == "total"} == {
        ("total", name) for name in ("urges", "considers", "invites", "unstated", "all items")
    }


def test_a_reply_of_which_a_part_is_coded_is_not_added_up(top: Path) -> None:
    edit(top, "responses/xc-2025.yaml", ("received: 2025-02-18", "received: 2025-02-18, scope: lines 1-40"))
    data = read_json(top, "responses/xb-2024.yaml", "responses/xc-2025.yaml")
    assert list_codes(data["themes"]["notes"]) == ["themes", "no_total_scope"]
    assert [total["across"] for total in data["themes"]["totals"]] == [None]
    assert data["notes"] == [
        {
            "code": "partial",
            "text": "XC, EX(2025)03: only a part of the reply is coded, and the counts are of that part: lines 1-40.",
        }
    ]


def test_sets_that_state_no_verbs_are_added_up_with_a_caution(top: Path) -> None:
    for name in ("xb-second", "xc"):
        edit(top, f"recommendations/{name}.yaml", ("    strength: urges\n", ""))
    themes = read_json(top, "responses/xb-2024.yaml", "responses/xc-2025.yaml")["themes"]
    assert [total["strength"] for total in themes["totals"]] == ["unstated"]
    assert themes["totals"][0]["across"] is not None
    assert list_codes(themes["notes"]) == ["themes", "unstated"]


# --- what is shown ------------------------------------------------------------------------------------------------


def test_items_and_themes_choose_what_is_shown_and_counts_stay_whole(top: Path) -> None:
    whole, part = read_json(top, "responses"), read_json(top, "responses", "--theme", "signals")
    assert [row["theme"] for row in part["themes"]["rows"]] == ["signals"]
    assert [row["id"] for row in part["series"][0]["items"]] == ["A2a", "A3"]
    assert [row["id"] for row in part["series"][1]["items"]] == ["E2"]
    assert part["series"][0]["open"] == ["A2a", "A3"]
    assert [item["id"] for item in part["series"][0]["moves"][0]["improved"]] == []
    assert part["themes"]["totals"] == whole["themes"]["totals"]
    assert part["series"][0]["totals"] == whole["series"][0]["totals"]
    assert part["themes"]["notes"][-1]["text"].startswith("Showing 1 of 5 themes")
    assert part["series"][0]["notes"][-1]["text"].startswith("Showing 2 of 6 items")
    item = read_json(top, "responses", "--item", "A2b", "--item", "E1")
    assert [row["theme"] for row in item["themes"]["rows"]] == ["crews", "huts", "training"]
    assert [[row["id"] for row in series["items"]] for series in item["series"]] == [["A2b"], ["E1"]]


def test_a_series_of_which_nothing_is_shown_says_so(top: Path) -> None:
    shown = compare(top, "responses", "--item", "A1").stdout
    assert "no item is shown" in shown[shown.index("XC: 2 rounds") :]


# --- formats ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80, 120, 140])
@pytest.mark.parametrize("names", [("xa-*",), ("*",)], ids=["rounds", "states"])
def test_text_fits_a_terminal_and_leaves_no_word_out(names: tuple[str, ...], width: int) -> None:
    view = generated.compare(*names)
    wrapped, uncut = compare_text.render(view, width=width), compare_text.render(view)
    assert max(map(len, wrapped.splitlines())) <= width
    assert "…" not in wrapped
    if width >= 120:
        assert set(uncut.split()) - set(wrapped.split()) == set()
    for row in view.series[0].rows:
        assert row.title.split()[-1] in wrapped


def test_text_without_marks_and_box_characters_is_ascii() -> None:
    for width in (None, 80, 140):
        assert compare_text.render(generated.compare("*"), width=width, ascii_only=True).isascii()


def test_columns_stay_under_their_heads_where_marks_are_missing() -> None:
    lines = compare_text.render(generated.compare("xa-*"), width=80, ascii_only=True).splitlines()
    head = next(line for line in lines if line.startswith("Item"))
    row = next(line for line in lines if line.startswith("A2a"))
    assert row.index("not addressed") == head.index("EX(2024)31")


def test_a_terminal_gets_colour_and_can_refuse_it() -> None:
    asked = ("compare", f"{COMPOSED}/responses")
    shown = run_on_terminal(*asked, columns=80)
    assert "\x1b[" in shown
    plain = run_on_terminal(*asked, "--no-color", columns=80)
    assert "\x1b[" not in plain
    assert strip_colour(shown) == plain
    assert plain == (ROOT / COMPOSED / "states.narrow.txt").read_text(encoding="utf-8")
    assert run_on_terminal(*asked, "--no-color", columns=140) == (ROOT / COMPOSED / "states.wide.txt").read_text(
        encoding="utf-8"
    )


def test_a_pipe_gets_what_a_file_gets(top: Path) -> None:
    names = ("txt", "md", "html", "json", "csv")
    done = compare(top, "responses", *(piece for name in names for piece in ("-o", f"a.{name}")))
    assert (done.code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [f"wrote a.{name}" for name in names]
    for format_, suffix in (("text", "txt"), *((name, name) for name in names[1:])):
        raw = (top / f"a.{suffix}").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf") == (suffix == "csv")
        assert raw.decode("utf-8-sig") == compare(top, "responses", "-f", format_).stdout
        assert raw.endswith(b"\n")


def test_quiet_writes_and_says_nothing(top: Path) -> None:
    done = compare(top, "responses", "-q", "-o", "a.md")
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
    assert (top / "a.md").is_file()


def test_two_runs_in_two_folders_are_byte_equal(top: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(top, tmp_path / "other", ignore=lambda *_: ["other"]))
    for suffix in ("txt", "md", "html", "json", "csv", "xlsx"):
        for folder in (top, other):
            assert compare(folder, "responses", "-q", "-o", f"a.{suffix}").code == 0
        assert (top / f"a.{suffix}").read_bytes() == (other / f"a.{suffix}").read_bytes()


def test_every_format_has_a_suffix() -> None:
    assert set(COMPARISON_FORMATS) <= set(SUFFIXES.values())


def test_markdown_tables_have_as_many_cells_in_every_row(top: Path) -> None:
    shown = compare(top, "responses", "-f", "md").stdout
    html = MarkdownIt("commonmark").enable("table").render(shown)
    tables = re.findall(r"<table>(.*?)</table>", html, re.DOTALL)
    assert len(tables) == 5
    for table in tables:
        cells = [len(re.findall(r"<t[hd]", row)) for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)]
        assert len(set(cells)) == 1
    assert "|" not in re.sub(r"<.*?>", "", html.replace("slopes |", ""))


def test_csv_is_one_rectangular_table_whose_counts_are_numbers(top: Path) -> None:
    shown = compare(top, "responses", "-f", "csv").stdout
    records = list(csv.reader(io.StringIO(shown, newline="")))
    assert len({len(record) for record in records}) == 1
    rows = read_csv(shown)
    data = read_json(top, "responses")
    newest = "XA: EX(2024)31 (2024-05-02)"
    for total in data["themes"]["totals"]:
        found = {
            row["Counted"]: row
            for row in rows
            if (row["Row"], row["State"], row["Strength"]) == ("total", "", total["strength"])
        }
        assert [int(found[name][newest]) for name in ("implemented", "partly", "not addressed")] == list(
            total["columns"][1].values()
        )
        assert [int(row["all states, newest replies"]) for row in found.values()] == list(total["across"].values())
    items = {row["Id"]: row for row in rows if row["Row"] == "item"}
    assert (items["A2a"][newest], items["A2a"]["What became of it"]) == ("not addressed", "slipped")
    assert items["A1"]["Earlier round"] == "partly carried out (EX(2016)03)"
    ids = [row for row in rows if row["Row"] == "items of the theme" and row["Id"] == "signals"]
    assert {row[newest] for row in ids} == {"A2a", "A3", ""}


EVIL = (
    '"\\e[31m::error::x <b>x</b> | `y`\\nnext\\u202e ##[error]z"',
    '"=HYPERLINK(1)"',
    '"+1"',
    '"-1"',
    '"@SUM(1)"',
    '"\\t=1"',
    '"\\r=1"',
    '"＝1"',
    '" =1"',
    '"\\ttold"',
)


def make_hostile(top: Path, evil: str) -> None:
    """Put a value into every place of the rounds that is printed."""
    edit(top, "recommendations/xa.yaml", ("title: Huts staffed through the winter", f"title: {evil}"))
    edit(top, "recommendations/xa.yaml", ("asks: heat the high huts all winter", f"asks: {evil}"))
    edit(top, "recommendations/xa.yaml", ("verdict: partly carried out", f"verdict: {evil}"))
    edit(top, ROUNDS[1], ("fact: Stoves were bought for every high hut.", f"fact: {evil}"))
    edit(top, ROUNDS[1], ("symbol: EX(2024)31", f"symbol: {evil}"))
    edit(top, ROUNDS[1], ("by: N. Reader", f"by: {evil}"))


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("name", [name for name, found in COMPARISON_FORMATS.items() if not found.is_binary])
def test_hostile_values_of_files_are_inert_in_every_form(name: str, evil: str, top: Path) -> None:
    make_hostile(top, evil)
    done = compare(top, *ROUNDS, "-f", name)
    assert (done.code, done.stderr) == (0, "")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout.replace("\r\n", "\n"))
    if name != "text":  # a document is printed unchanged, also where lines are looked through for commands
        assert Runner().read(done.stdout) == []
    in_actions = (
        compare(top, *ROUNDS, "-f", name, GITHUB_ACTIONS="true")
        if name != "text"
        else compare(top, *ROUNDS, GITHUB_ACTIONS="true")
    )
    assert Runner().read(in_actions.stdout) == []
    if name == "md":
        html = MarkdownIt("commonmark").enable("table").render(done.stdout)
        assert "<b>" not in html
        assert "<code>y" not in html
    if name == "html":
        assert "<b>x" not in done.stdout
        assert "<script" not in done.stdout
    if name == "csv":
        values = [value for record in csv.reader(io.StringIO(done.stdout, newline="")) for value in record]
        assert not [value for value in values if value.lstrip()[:1] in {*"=+-@", "＝"}]
        guarded = [value for value in values if value.startswith("'")]
        begins_none = evil in {EVIL[0], EVIL[-1]}  # a tab is a space in the table
        assert (guarded == ["'=Register of slopes | <b>bold</b> *star* `code` [red]"]) == begins_none


@pytest.mark.parametrize("evil", EVIL)
def test_no_value_of_a_file_is_a_formula_in_a_workbook(evil: str, top: Path) -> None:
    make_hostile(top, evil)
    assert compare(top, *ROUNDS, "-q", "-o", "a.xlsx").code == 0
    cells = [cell for sheet in read_book((top / "a.xlsx").read_bytes()) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    # what Excel would make a formula of when somebody edits the cell is told to stay text
    begins = [cell for cell in cells if isinstance(cell.value, str) and begins_formula(cell.value)]
    assert begins
    assert all(cell.quotePrefix for cell in begins)


def test_bytes_go_into_a_pipe_and_never_onto_a_terminal(tmp_path: Path) -> None:
    asked = ("compare", f"{COMPOSED}/responses", "-f", "xlsx")
    piped = run_in_bytes(*asked)
    done = call("compare", f"{COMPOSED}/responses", "-o", str(tmp_path / "a.xlsx"), cwd=ROOT)
    assert done.code == 0
    assert piped == (tmp_path / "a.xlsx").read_bytes()
    shown = run_on_terminal(*asked, columns=80)
    assert "-f xlsx is bytes, which a terminal cannot show; expected -o FILE.xlsx, or a pipe → exit 2" in shown


def run_in_bytes(*arguments: str) -> bytes:
    """Return what the program writes into a pipe, as bytes."""
    command = [sys.executable, "-m", "cpcheck", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=INHERITED, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout


# --- own templates ------------------------------------------------------------------------------------------------


def test_an_own_template_takes_the_place_of_the_shipped_page(top: Path) -> None:
    (top / "own").mkdir()
    (top / "own" / "compare.html.j2").write_text("{{ say.states() }}: {{ view.columns|length }}", encoding="utf-8")
    assert compare(top, "responses", "-f", "html", "--templates", "own").stdout == "XA, XB, XC: 6\n"
    (top / "cpcheck.toml").write_text('templates = "own"\n', encoding="utf-8")
    assert compare(top, "responses", "-f", "html").stdout == "XA, XB, XC: 6\n"
    assert compare(top, "responses", "-q", "-o", "a.html").code == 0
    assert (top / "a.html").read_text(encoding="utf-8") == "XA, XB, XC: 6\n"


def test_the_shipped_templates_are_copied_and_give_the_same_page(top: Path) -> None:
    assert call("templates", "eject", "own", "-q", cwd=top).code == 0
    assert {"compare.html.j2", "compare.css.j2"} <= {path.name for path in (top / "own").iterdir()}
    own = compare(top, "responses", "-f", "html", "--templates", "own").stdout
    assert own == compare(top, "responses", "-f", "html").stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one\n{{ view.colour }}", "own/compare.html.j2:2: UndefinedError"),
        ("{{ say.__class__.__mro__ }}", "own/compare.html.j2:1: SecurityError"),
        ("{{ say.view.__init__.__globals__ }}", "own/compare.html.j2:1: SecurityError"),
    ],
)
def test_a_mistake_in_an_own_template_is_told_with_its_line(text: str, words: str, top: Path) -> None:
    (top / "own").mkdir()
    (top / "own" / "compare.html.j2").write_text(text, encoding="utf-8")
    done = compare(top, "responses", "-o", "a.html", "--templates", "own")
    assert (done.code, done.stdout) == (2, "")
    assert words in done.last_line
    assert not (top / "a.html").exists()


# --- usage --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([ROUNDS[0]], "expected at least two responses, of one state or of several; found one, responses/xa-2022.yaml"),
        ([ROUNDS[0], ROUNDS[0]], "found one, responses/xa-2022.yaml"),
        (["recommendations"], "the folder holds no .yaml file"),
        (["recommendations/xa.yaml", ROUNDS[0]], "1 problem in the data"),
        ([*ROUNDS, "gone.yaml"], "1 problem in the data"),
        ([*ROUNDS, "-f", "docx"], '-f is "docx"; expected one of text, md, html, json, xlsx, csv'),
        ([*ROUNDS, "-o", "a.docx"], "expected one of .txt, .md, .markdown, .html, .htm, .json, .xlsx, .csv"),
        ([*ROUNDS, "-f", "html", "--templates", "gone"], "gone: there is no such folder of templates"),
        ([*ROUNDS, "--item", "A9"], 'no reply is asked about the item "A9"; expected one of A1, A2a'),
        ([*ROUNDS, "--theme", "hut"], 'no reply is asked about the theme "hut"; expected one of crews, huts'),
        ([*ROUNDS, "--theme", "hut"], 'did you mean "huts"?'),
        ([*ROUNDS, "--rulebook", "grecco"], 'did you mean "greco"?'),
        ([*ROUNDS, "--as-of", "soon"], "--as-of"),
        ([*ROUNDS, "--lang", "de"], 'no language "de"'),
    ],
)
def test_bad_usage_exits_2_and_says_what_was_expected(arguments: list[str], words: str, top: Path) -> None:
    done = compare(top, *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.last_line
    assert not list(top.glob("a.*"))


def test_two_codings_of_one_reply_are_no_rounds(top: Path) -> None:
    edit_copy(top, "again.yaml")
    done = compare(top, "responses")
    assert done.code == 2
    assert "responses/again.yaml and responses/xa-2024.yaml both code EX(2024)31" in done.last_line
    assert "`cpcheck agree` compares two codings" in done.last_line


@pytest.mark.parametrize("place", [lambda top: top / "responses", lambda top: top])
def test_a_folder_of_data_is_read_for_its_responses_alone(place: Callable[[Path], Path], top: Path) -> None:
    assert len(read_json(top, str(place(top)))["columns"]) == 6
