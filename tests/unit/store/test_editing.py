"""One fact of a text is changed, and every other character of it stays."""

import re

import pytest

from cpcheck.errors import DataError
from cpcheck.model import ReviewStatus
from cpcheck.store.editing import ResponseText
from cpcheck.store.reader import read_yaml

HEAD = """\
# a comment of the file
kind: response
state: XA
recommendations: EX/Rec(2022)01
document: {symbol: EX(2024)07, received: 2024-05-02}
answers:
"""
PLAIN = """\
  - id: r1
    items: [A1]
    evidence:
      # before the first
      - id: r1.1
        type: practice   # of the first
        fact: >-
          The helpline is open
          at night.

      # before the second
      - id: r1.2
        type: assurance
        fact: Callers are understood.  # on its last line
    # before the review
    review: {status: draft}

  - id: r2
    items: [A1]
    evidence: []
    review:
      status: draft   # still
"""
FLUSH_DASHES = """\
- id: r1
  items: [A1]
  evidence:
  - id: r1.1
    type: practice
    fact: The helpline is open at night.
  -
    id: r1.2
    type: assurance
    fact: Callers are understood.
  review: {status: draft}
- id: r2
  items: [A1]
  evidence:
  review: {status: draft}
"""
REVIEW_FIRST = """\
  - review: {status: draft}
    id: r1
    items: [A1]
    evidence:
    - {id: r1.1, type: practice, fact: "The helpline is open at night."}
    - {id: r1.2, type: assurance,
       fact: "Callers are understood."}
  - review: {status: draft}
    id: r2
    items: [A1]"""
LAYOUTS = {"plain": PLAIN, "flush dashes": FLUSH_DASHES, "review first": REVIEW_FIRST}
NEW = "id: r9.9\ntype: practice\nfact: >-\n  A new one,\n  of two lines."


@pytest.fixture(params=LAYOUTS)
def layout(request: pytest.FixtureRequest) -> str:
    return str(LAYOUTS[request.param])


def make(layout: str) -> ResponseText:
    return ResponseText(path="f.yaml", raw=(HEAD + layout).encode())


def read(text: ResponseText) -> list[dict[str, object]]:
    found = read_yaml(text.raw, text.path)
    assert found.problems == ()
    answers: list[dict[str, object]] = found.data["answers"]
    return answers


def list_facts(text: ResponseText, answer: int) -> list[str]:
    facts = read(text)[answer].get("evidence") or []
    assert isinstance(facts, list)
    return [fact["id"] for fact in facts]


def list_comments(text: ResponseText) -> list[str]:
    return re.findall(r"# .*", text.raw.decode())


def test_the_lines_of_a_fact_are_read_at_the_left_edge(layout: str) -> None:
    lines = make(layout).read_fact(0, 1)
    assert read_yaml(lines.encode(), "lines").data == {
        "id": "r1.2",
        "type": "assurance",
        "fact": "Callers are understood.",
    }
    assert not lines.startswith(" ")


def test_the_lines_of_a_fact_put_back_leave_the_file_as_it_was(layout: str) -> None:
    text = make(layout)
    for fact in (0, 1):
        assert text.replace_fact(0, fact, text.read_fact(0, fact)).raw == text.raw


def test_a_fact_is_replaced_alone(layout: str) -> None:
    before = make(layout)
    for fact in (0, 1):
        after = before.replace_fact(0, fact, NEW)
        facts = read(after)[0]["evidence"]
        assert isinstance(facts, list)
        assert facts[fact] == {"id": "r9.9", "type": "practice", "fact": "A new one, of two lines."}
        assert facts[1 - fact] == read(before)[0]["evidence"][1 - fact]  # type: ignore[index]
        assert read(after)[1] == read(before)[1]


def test_comments_outside_a_fact_survive_its_replacement_and_its_removal() -> None:
    text = make(PLAIN)
    outside = [comment for comment in list_comments(text) if comment != "# of the first"]
    assert list_comments(text.replace_fact(0, 0, NEW)) == outside
    assert list_comments(text.remove_fact(0, 0)) == outside


def test_a_fact_is_removed_alone_and_an_empty_list_is_left_of_the_last(layout: str) -> None:
    before = make(layout)
    once = before.remove_fact(0, 0)
    assert list_facts(once, 0) == ["r1.2"]
    twice = once.remove_fact(0, 0)
    assert read(twice)[0]["evidence"] == []
    assert read(twice)[1] == read(before)[1]
    assert list_facts(before.remove_fact(0, 1), 0) == ["r1.1"]


@pytest.mark.parametrize("answer", [0, 1])
def test_a_fact_is_added_at_the_end_of_an_answer_whatever_it_holds(layout: str, answer: int) -> None:
    before = make(layout)
    after = before.add_fact(answer, NEW)
    assert list_facts(after, answer) == [*list_facts(before, answer), "r9.9"]
    assert list_facts(after, 1 - answer) == list_facts(before, 1 - answer)
    again = after.add_fact(answer, NEW.replace("r9.9", "r9.10"))
    assert list_facts(again, answer)[-2:] == ["r9.9", "r9.10"]
    assert list_comments(again) == list_comments(before)


@pytest.mark.parametrize("answer", [0, 1])
def test_only_the_review_of_one_answer_is_changed(layout: str, answer: int) -> None:
    before = make(layout)
    after = before.set_review(answer, ReviewStatus.DRAFT, ["r1.1", "r1.2"])
    assert read(after)[answer] == {
        **read(before)[answer],
        "review": {"status": "draft", "accepted": ["r1.1", "r1.2"]},
    }
    assert read(after)[1 - answer] == read(before)[1 - answer]
    assert list_comments(after) == list_comments(before)
    closed = after.set_review(answer, ReviewStatus.REVIEWED)
    assert read(closed)[answer]["review"] == {"status": "reviewed"}


def test_where_the_new_lines_stand_is_told_so_that_a_mistake_in_them_can_be_placed(layout: str) -> None:
    for text in (make(layout).replace_fact(0, 1, NEW), make(layout).add_fact(1, NEW)):
        assert text.put is not None
        put = text.raw.decode().split("\n")[text.put.line : text.put.line + text.put.number]
        assert [line[text.put.column :] for line in put] == NEW.split("\n")


def test_line_breaks_of_windows_and_a_byte_order_mark_stay(layout: str) -> None:
    raw = b"\xef\xbb\xbf" + (HEAD + layout).replace("\n", "\r\n").encode()
    text = ResponseText(path="f.yaml", raw=raw)
    for changed in (text.replace_fact(0, 0, NEW), text.remove_fact(0, 0), text.add_fact(1, NEW)):
        assert changed.raw.startswith(b"\xef\xbb\xbf#")
        assert b"\n" not in changed.raw.replace(b"\r\n", b"")
        assert read_yaml(changed.raw, "f.yaml").problems == ()


@pytest.mark.parametrize(
    "facts",
    ["evidence: [{id: r1.1, type: practice, fact: x y}]", "evidence: [\n      {id: r1.1, type: practice, fact: x y}]"],
)
def test_facts_in_brackets_are_refused_with_their_place(facts: str) -> None:
    text = make(f"  - id: r1\n    items: [A1]\n    {facts}\n    review: {{status: draft}}\n")
    for change in (
        lambda: text.read_fact(0, 0),
        lambda: text.replace_fact(0, 0, NEW),
        lambda: text.remove_fact(0, 0),
        lambda: text.add_fact(0, NEW),
    ):
        with pytest.raises(DataError) as refused:
            change()
        (problem,) = refused.value.problems
        assert (problem.location.line, problem.location.column) == (9, 15)
        assert "brackets" in problem.message
        assert "expected" in problem.message


def test_an_answer_in_brackets_takes_a_review_and_no_fact() -> None:
    text = make("  - {id: r1, items: [A1], evidence: [], review: {status: draft}}\n")
    assert read(text.set_review(0, ReviewStatus.REVIEWED))[0]["review"] == {"status": "reviewed"}
    with pytest.raises(DataError):
        text.add_fact(0, NEW)
