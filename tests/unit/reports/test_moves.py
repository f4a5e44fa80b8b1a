"""What moved since the reply before, in every format that a reader reads."""

import json
from pathlib import Path

import pytest

import cpcheck
from cpcheck.model import Assessment
from cpcheck.records import replace
from cpcheck.reports import render_report
from cpcheck.reports.labels import load_labels
from cpcheck.reports.phrases import name_moves
from cpcheck.reports.view import MovesView, ReportView, build_view, find_moves
from cpcheck.standing import pair_replies, take_standing
from tests.in_process import call
from tests.shared import ROOT

COMPOSED = ROOT / "tests/golden/comparison"
READ_BY_PEOPLE = ("table", "text", "md", "html", "summary")


def read(name: str) -> Assessment:
    return cpcheck.assess(cpcheck.load(COMPOSED / f"responses/{name}.yaml"))


@pytest.fixture(scope="module")
def rounds() -> tuple[Assessment, Assessment]:
    """Return the assessments of two replies of one state to one set."""
    return read("xa-2022"), read("xa-2024")


@pytest.fixture(scope="module")
def later(rounds: tuple[Assessment, Assessment]) -> ReportView:
    """Return the view of the later reply, beside the earlier one."""
    earlier, now = rounds
    return build_view(now, moves=find_moves(take_standing(earlier), take_standing(now)))


def test_each_verdict_that_moved_is_listed_by_how_it_moved(later: ReportView) -> None:
    assert later.moves == MovesView(document="EX(2022)11", received="2022-05-04", improved=("A1",), slipped=("A2a",))


def test_the_reply_before_is_the_newest_older_one_of_the_same_state_to_the_same_set(
    rounds: tuple[Assessment, Assessment],
) -> None:
    earlier, now = rounds
    standings = [take_standing(one) for one in (now, read("xb-2020"), earlier, read("xc-2023"))]
    assert pair_replies(standings) == {0: 2}
    oldest = replace(standings[2], received=standings[2].received.replace(year=2021))
    assert pair_replies([*standings, oldest]) == {0: 2, 2: 4}


@pytest.mark.parametrize("name", READ_BY_PEOPLE)
def test_people_read_what_moved(later: ReportView, name: str) -> None:
    text = render_report([later], name)
    assert "4 May 2022" in text
    assert "1 verdict improved" in text
    assert "1 slipped" in text
    assert "4 mai 2022" in render_report([replace(later, language="fr")], name)


@pytest.mark.parametrize("name", READ_BY_PEOPLE)
def test_where_nothing_moved_it_says_so(rounds: tuple[Assessment, Assessment], name: str) -> None:
    (_, now) = rounds
    still = find_moves(take_standing(now), take_standing(now))
    assert load_labels()("moves.nothing") in render_report([build_view(now, moves=still)], name)


@pytest.mark.parametrize("name", READ_BY_PEOPLE)
def test_without_an_earlier_reply_nothing_is_said(rounds: tuple[Assessment, Assessment], name: str) -> None:
    assert "Since the reply" not in render_report([build_view(rounds[1])], name)


def test_programs_read_it_too(rounds: tuple[Assessment, Assessment], later: ReportView) -> None:
    report = json.loads(render_report([later], "json"))
    assert report["moves"] == {
        "document": "EX(2022)11",
        "received": "2022-05-04",
        "improved": ["A1"],
        "slipped": ["A2a"],
    }
    assert json.loads(render_report([build_view(rounds[0])], "json"))["moves"] is None


def test_a_list_without_an_item_is_left_out() -> None:
    moves = MovesView(document="EX(2022)11", received="2022-05-04", improved=("A1", "A3"), slipped=())
    assert name_moves(moves, load_labels()) == ("Since the reply EX(2022)11 of 4 May 2022: 2 verdicts improved: A1, A3")


def test_the_command_finds_the_earlier_reply_among_those_it_was_given(tmp_path: Path) -> None:
    done = call("assess", str(COMPOSED / "responses"), "-f", "summary", cwd=tmp_path)
    assert "Since the reply EX(2022)11 of 4 May 2022: 1 verdict improved: A1; 1 slipped: A2a" in done.stdout
    alone = call("assess", str(COMPOSED / "responses/xa-2024.yaml"), "-f", "summary", cwd=tmp_path)
    assert "Since the reply" not in alone.stdout
