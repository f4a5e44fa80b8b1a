"""Anchors are found literally, on word boundaries, across line and page breaks, and nowhere else."""

from pathlib import Path

import pytest

import cpcheck
from cpcheck.errors import DocumentError
from cpcheck.importers.anchors import AnchorOutcome, find_anchor, join_ranges, verify
from cpcheck.importers.document import Document, Line
from cpcheck.importers.text import read_text
from cpcheck.model import Response, Where
from cpcheck.records import replace
from tests.shared import ROOT


def make_lines(text: str) -> tuple[Line, ...]:
    return tuple(Line(number=number, page=1, text=line) for number, line in enumerate(text.split("\n"), 1))


@pytest.mark.parametrize(
    ("anchor", "text", "lines"),
    [
        ("tabled a bill", "The state tabled a bill.", (1,)),
        ("tabled a bill", "The state tabled\na bill.", (1, 2)),
        ("tabled a bill", "The state tabled\n\n\x0c\na   bill.", (1, 4)),
        ("tabled a bill", "The state Tabled a bill.", ()),
        ("tabled a bill", "The state untabled a bill.", ()),
        ("tabled a bill", "The state tabled a billion.", ()),
        ("the “night” shift", "on the “night” shift", (1,)),
        ("the “night” shift", 'on the "night" shift', ()),
        ("7", "in 70 of 17 cases", ()),
        ("7", "a share of 1.7 or 7,5", ()),
        ("7", "a share of 1.7, and 7 persons", (1,)),
        ("7", "there were 7.", (1,)),
        ("70–80%", "about 70–80% of them", (1,)),
        ("no. 5 (a)", "under no. 5 (a) of it", (1,)),
        ("é à", "caf\u00e9 à", ()),
    ],
)
def test_an_anchor_is_found_where_it_stands_literally(anchor: str, text: str, lines: tuple[int, ...]) -> None:
    assert find_anchor(anchor, make_lines(text)) == lines


def test_runs_of_lines_go_on_over_blank_lines() -> None:
    assert list(join_ranges([1, 3, 7, 8, 12], [1, 3, 5, 7, 8, 10, 12])) == [(1, 3), (7, 8), (12, 12)]
    assert list(join_ranges([], [1, 2])) == []


@pytest.fixture
def response() -> Response:
    return cpcheck.load(ROOT / "tests/golden/data/responses/xa-2024.yaml").response


def make_document(**lines: str) -> Document:
    texts = {int(key[1:]): text for key, text in lines.items()}
    return Document(
        name="report.txt",
        sha256="0" * 64,
        lines=tuple(
            Line(number=number, page=3 if number < 41 else 5, text=texts.get(number, "")) for number in range(1, 51)
        ),
    )


def outcomes(response: Response, document: Document) -> dict[str, AnchorOutcome]:
    checks = verify(response, document).checks
    return {check.evidence.id: check.outcome for check in checks if check.restatement is None}


def test_every_fact_of_the_state_is_looked_for_in_its_own_place(response: Response) -> None:
    document = make_document(
        l12="It answers round the clock since January.",
        l14="There are four languages under contract.",
        l20="They are called back within the day.",
        l30="A bill was tabled on 8 November.",
        l40="The agencies are well known, with 1.2 million in 2021. The helpline calls back the same day.",
    )
    found = outcomes(response, document)
    assert found["r1.1"] is AnchorOutcome.FOUND
    assert found["r1.3"] is AnchorOutcome.ELSEWHERE
    assert found["r2.1"] is AnchorOutcome.FOUND
    assert found["r2.2"] is AnchorOutcome.MISSING
    assert "r1.4" not in found
    result = verify(response, document)
    assert result.skipped == ("r1.4",)
    assert result.coverage.anchored == (12, 14, 30, 40)
    assert result.coverage.open_in_answers == (20,)
    assert result.coverage.outside == ()
    assert result.is_same_document is None


def test_a_fact_restated_is_looked_for_in_each_place_too(response: Response) -> None:
    document = make_document(l12="Callers are called back within the day.", l40="Nobody calls back the same night.")
    own, further = (check for check in verify(response, document).checks if check.evidence.id == "r1.3")
    assert (own.restatement, own.answer.id, own.outcome) == (None, "r1", AnchorOutcome.FOUND)
    assert (further.restatement, further.answer.id, further.anchor) == (0, "r3", "calls back the same day")
    assert further.outcome is AnchorOutcome.MISSING
    assert further.nearest == "calls back the same night."


def test_a_place_where_a_fact_stands_again_is_covered(response: Response) -> None:
    document = make_document(l40="The helpline calls back the same day.")
    assert verify(response, document).coverage.anchored == (40,)


def test_a_fact_without_anchor_and_an_answer_without_place_are_failures(response: Response) -> None:
    answer = response.answers[0]
    bare = replace(answer, evidence=(replace(answer.evidence[0], anchor=None),))
    placeless = replace(response.answers[1], where=None)
    beyond = replace(response.answers[2], where=Where(lines=(900, 901), pages=None))
    found = outcomes(replace(response, answers=(bare, placeless, beyond)), make_document(l12="words"))
    assert found["r1.1"] is AnchorOutcome.NO_ANCHOR
    assert {found[name] for name in ("r2.1", "r2.2", "r2.3", "r3.1", "r3.2")} == {AnchorOutcome.NO_PLACE}


def test_the_nearest_words_are_offered_for_a_missing_anchor(response: Response) -> None:
    result = verify(response, make_document(l13="open round the clock from January on"))
    assert (
        next(check.nearest for check in result.checks if check.evidence.id == "r1.1") == "round the clock from January"
    )


def test_lines_and_pages_are_counted_as_an_editor_counts(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("\ufeffone\r\ntwo\u2028still two\x0bstill\n\x0cthree\n\nfive".encode())
    lines = read_text(str(path)).lines
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [line.page for line in lines] == [1, 1, 2, 2, 2]
    assert lines[0].text == "one"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.pdf", b"%PDF", "expected plain text"),
        ("report.txt", b"one\ntwo \xff\n", ":2: the source is not UTF-8"),
        ("missing.txt", None, "cannot be read"),
    ],
)
def test_a_document_that_cannot_be_read_is_an_error_with_its_name(
    tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DocumentError, match=name) as caught:
        read_text(str(tmp_path / name))
    assert words in str(caught.value)
