"""Segmentation finds what the hand-coded report holds, in every kind of file, and tells every doubt with its place."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cpcheck
from cpcheck.importers.document import Document, Line
from cpcheck.importers.marks import (
    Label,
    Reference,
    find_articles,
    find_paragraph,
    find_strength,
    opens_demand,
    read_marks,
)
from cpcheck.importers.readers import read_document
from cpcheck.importers.segment import segment_document
from cpcheck.importers.segment_proof import find_added_words, find_lost_words
from cpcheck.importers.segment_repeats import find_repeats
from cpcheck.importers.segment_topics import find_topics
from cpcheck.importers.segments import Segmentation
from cpcheck.importers.text import build_blocks
from cpcheck.model import Case, Strength
from tests import layouts
from tests.shared import ROOT, SOURCE, needs_source
from tests.unit.importers.written import write_pdf, write_word

LABELLED = 34
"""Labelled, bulleted or headed entries of the source; four topics more stand in its closing sentence."""


def make_document(text: str) -> Document:
    lines = tuple(Line(number=number, page=1, text=line) for number, line in enumerate(text.split("\n"), 1))
    return Document(name="report.txt", sha256="0" * 64, lines=lines, blocks=build_blocks(lines))


def segment(*paragraphs: str) -> Segmentation:
    return segment_document(make_document("\n\n".join(paragraphs)))


def pair(result: Segmentation) -> list[tuple[tuple[str, ...], str]]:
    return [(answer.items, answer.text) for answer in result.answers]


def told(result: Segmentation) -> str:
    return "\n".join(message.text for message in result.messages)


def normal(text: str) -> str:
    return " ".join(text.replace("*", "").split())


# The hand-coded report


@pytest.fixture(scope="module")
def case() -> Case:
    return cpcheck.load(ROOT / "data/responses/azerbaijan-2025.yaml")


@pytest.fixture(scope="module")
def source() -> Document:
    return read_document(str(SOURCE))


@pytest.fixture(scope="module")
def result(source: Document) -> Segmentation:
    return segment_document(source)


@needs_source
def test_all_entries_of_the_source_are_items_with_their_ids(case: Case, result: Segmentation) -> None:
    assert [item.id for item in result.items] == [item.id for item in case.recommendations.items]
    assert len([item for item in result.items if not item.is_quoted]) == LABELLED


@needs_source
def test_the_topics_of_the_closing_sentence_are_items_of_one_answer(result: Segmentation) -> None:
    quoted = [item for item in result.items if item.is_quoted]
    assert len(quoted) == 4
    assert result.answers[-1].items == tuple(item.id for item in quoted)
    assert all(item.text in result.answers[-1].text for item in quoted)


@needs_source
def test_every_answer_of_the_source_is_found_with_its_items_and_lines(case: Case, result: Segmentation) -> None:
    found = [(answer.id, answer.items, answer.where.lines) for answer in result.answers]
    coded = [(each.id, each.items, each.where.lines if each.where else None) for each in case.response.answers]
    assert found == coded


@needs_source
def test_paragraphs_and_articles_of_the_source_are_those_coded_by_hand(case: Case, result: Segmentation) -> None:
    coded = {item.id: item for item in case.recommendations.items}
    assert {item.id: item.paragraph for item in result.items} == {name: item.paragraph for name, item in coded.items()}
    for item in result.items:
        assert set(item.articles) >= {str(article) for article in coded[item.id].articles}


@needs_source
def test_demands_that_the_source_prints_twice_are_found(case: Case, result: Segmentation) -> None:
    repeats = {item.id: item.repeats.item for item in case.recommendations.items if item.repeats}
    assert {item.id: item.repeats for item in result.items if item.repeats} == repeats


@needs_source
def test_no_word_of_the_source_is_lost(source: Document, result: Segmentation) -> None:
    assert find_lost_words(source, result) == Counter()
    assert find_added_words(source, result) == Counter()
    assert result.share_placed() > 0.98


@needs_source
def test_items_stand_on_the_lines_of_their_words(source: Document, result: Segmentation) -> None:
    for item in result.items:
        words = " ".join(line.text for line in source.select(item.where))
        assert set(re.findall(r"\w+", item.text)) <= set(re.findall(r"\w+", words))


@needs_source
def test_how_much_of_the_source_is_found_is_printed(
    case: Case, result: Segmentation, capsys: pytest.CaptureFixture[str]
) -> None:
    coded = {(each.items, each.where.lines if each.where else None) for each in case.response.answers}
    answers = len({(answer.items, answer.where.lines) for answer in result.answers} & coded)
    items = len({item.id for item in result.items} & {item.id for item in case.recommendations.items})
    with capsys.disabled():
        print(
            f"\nseed: items {items} of {len(case.recommendations.items)}, answers {answers} of {len(coded)}, "
            f"words placed {result.share_placed():.1%}"
        )
    assert (items, answers) == (38, 33)


# The same report as Word and PDF


def check_same(document: Document, expected: Segmentation) -> None:
    found = segment_document(document)
    assert [(item.id, normal(item.text), normal(item.chapeau)) for item in found.items] == [
        (item.id, normal(item.text), normal(item.chapeau)) for item in expected.items
    ]
    assert [(each.items, normal(each.text)) for each in found.answers] == [
        (each.items, normal(each.text)) for each in expected.answers
    ]
    assert find_lost_words(document, found) == Counter()
    assert [item.repeats for item in found.items] == [item.repeats for item in expected.items]


PLAIN = ["glued_labels", "french_labels", "question_and_answer", "answered_twice", "no_labels_of_answers"]
"""Layouts whose text has one line for each paragraph, and no tables or headings of Markdown."""


@needs_source
def test_the_source_as_word_file_gives_the_same(source: Document, result: Segmentation, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    path = write_word(tmp_path / "source.docx", (line.text for line in source.lines))
    check_same(read_document(str(path)), result)


@needs_source
@pytest.mark.parametrize("space", [6.0, 2.0])
def test_the_source_as_pdf_gives_the_same(source: Document, result: Segmentation, tmp_path: Path, space: float) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    path = tmp_path / "source.pdf"
    write_pdf(path, (line.text for line in source.lines), head="CP(2025)01", has_page_numbers=True, space=space)
    check_same(read_document(str(path)), result)


@pytest.mark.parametrize("name", PLAIN)
def test_a_layout_as_word_file_gives_the_same(name: str, tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed")
    path = layouts.find_text(name)
    assert path is not None
    text = read_document(str(path))
    word = write_word(tmp_path / "report.docx", (line.text for line in text.lines))
    check_same(read_document(str(word)), segment_document(text))


@pytest.mark.parametrize("pagesize", [(595, 842), (420, 300)])
@pytest.mark.parametrize("name", PLAIN)
def test_a_layout_as_pdf_gives_the_same_with_page_breaks_inside_its_sentences(
    name: str, pagesize: tuple[float, float], tmp_path: Path
) -> None:
    pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    pytest.importorskip("reportlab", reason="reportlab, which writes the PDF, is not installed")
    path = layouts.find_text(name)
    assert path is not None
    text = read_document(str(path))
    pdf = write_pdf(tmp_path / "report.pdf", (line.text for line in text.lines), pagesize=pagesize)
    check_same(read_document(str(pdf)), segment_document(text))


def test_articles_named_in_a_chapeau_are_those_of_every_demand_that_ends_its_sentence() -> None:
    text = (
        "1. Step up efforts in line with Article 35 of the Convention, and:\n\n- Recommendation - train judges;\n\n"
        "Response - Yes, it was done.\n\n- Recommendation - publish figures under Article 11 of the Convention;\n\n"
        "Response - It was done too.\n"
    )
    items = segment_document(make_document(text)).items
    assert [(item.id, item.articles) for item in items] == [("1a", ("35",)), ("1b", ("35", "11"))]


def test_numbers_that_are_all_1_are_counted_on_and_told() -> None:
    text = "".join(
        f"1. Recommendation - {verb} the rules.\n\nResponse - Done.\n\n" for verb in ("Amend", "Print", "Read")
    )
    result = segment_document(make_document(text.replace("Print", "Publish").replace("Read", "Review")))
    assert [item.id for item in result.items] == ["1", "2", "3"]
    assert any('printed with the number "1"' in message.text for message in result.messages)


# Marks


@pytest.mark.parametrize(
    ("text", "label", "number", "letter", "rest"),
    [
        ("- 1. Recommendation - Review it**", Label.DEMAND, "1", "", "Review it"),
        ("Recommendation-ensuring it", Label.DEMAND, "", "", "ensuring it"),
        ("- **Recommendation - Recommendation- do it;**", Label.DEMAND, "", "", "do it;"),
        ("Recommendation 3(b): Do it", Label.DEMAND, "3", "b", "Do it"),
        ("Recommandation n° 3 : Agir", Label.DEMAND, "3", "", "Agir"),
        ("Response –It was done", Label.ANSWER, "", "", "It was done"),
        ("**Response** It was done", Label.ANSWER, "", "", "It was done"),
        ("Réponse des autorités : oui", Label.ANSWER, "", "", "oui"),
        ("Response-oriented work goes on", None, "", "", "Response-oriented work goes on"),
        ("Response to the flood was swift.", None, "", "", "Response to the flood was swift."),
        ("12 (a) do it", None, "12", "a", "do it"),
        ("ii) do it", None, "", "ii", "do it"),
        ("2.1 Ensure it", None, "2-1", "", "Ensure it"),
        ("2024. was better", None, "", "", "2024. was better"),
        ("➢ ✓ Done", None, "", "", "Done"),
    ],
)
def test_marks_are_read_in_whatever_order_they_are_printed(
    text: str, label: Label | None, number: str, letter: str, rest: str
) -> None:
    marks = read_marks(text)
    assert (marks.label, marks.number, marks.letter, marks.rest) == (label, number, letter, rest)


def test_an_answer_names_the_demands_it_answers() -> None:
    marks = read_marks("Reply of the authorities to recommendations 3 and 4 (b): Done")
    assert marks.references == (Reference("", "3", ""), Reference("", "4", "b"))
    assert read_marks("Response to A2c: Done").references == (Reference("A", "2", "c"),)


def test_a_number_typed_into_an_entry_wins_over_that_of_its_list() -> None:
    assert read_marks("7. Do it", label="2.").number == "7"
    assert read_marks("Do it", label="2.").number == "2"


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("GRETA urges the authorities to act", Strength.URGES),
        ("Recalling its report, GRETA once again considers that the authorities should act", Strength.CONSIDERS),
        ("Le GRETA invite les autorités à agir", Strength.INVITES),
        ("The Committee recommends that the authorities act", Strength.UNSTATED),
        ("GRETA considers this a good practice", None),
        ("The authorities act", None),
    ],
)
def test_the_verb_gives_the_strength(text: str, strength: Strength | None) -> None:
    assert find_strength(text) is strength


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("in line with Article 11 of the Convention", ("11",)),
        ("under Articles 12, 13 and 15 of the Convention", ("12", "13", "15")),
        ("the aim of the Convention (Article 35)", ("35",)),
        ("l’article 10 de la Convention", ("10",)),
        ("Article 9 of the Law on Fees", ()),
    ],
)
def test_articles_are_those_of_the_convention_only(text: str, articles: tuple[str, ...]) -> None:
    assert find_articles(text) == articles


def test_the_paragraph_stands_in_brackets() -> None:
    assert find_paragraph("do it (paragraph 46)") == 46
    assert find_paragraph("faites-le (voir §§ 51 et 52)") == 51
    assert find_paragraph("under paragraph 4 of the law") is None


@pytest.mark.parametrize(
    "text",
    [
        "ensuring it",
        "and ensure it",
        "further Increasing it",
        "to set up it",
        "setting up it",
        "veiller à",
        "à renforcer",
    ],
)
def test_a_demand_begins_with_its_verb(text: str) -> None:
    assert opens_demand(text)


@pytest.mark.parametrize("text", ["The office trains judges", "Ensured by law", "Training2", "Trains"])
def test_other_words_begin_no_demand(text: str) -> None:
    assert not opens_demand(text)


# What decides where nothing is printed


def test_an_unlabelled_paragraph_before_an_answer_is_a_demand() -> None:
    result = segment(
        "1. Take steps to:",
        "Recommendation - train judges;",
        "informing victims of their rights;",
        "Response – It was done.",
    )
    assert [(item.id, item.text) for item in result.items] == [
        ("1a", "train judges;"),
        ("1b", "informing victims of their rights;"),
    ]
    assert pair(result) == [(("1a", "1b"), "It was done.")]


def test_a_paragraph_after_a_demand_whose_answer_has_no_label_is_its_answer_and_is_told() -> None:
    result = segment(
        "Recommendation 1: Train judges.",
        "In 2024 the college held four courses.",
        "Recommendation 2: Inform victims.",
        "Response: Leaflets were printed.",
    )
    assert pair(result) == [(("1",), "In 2024 the college held four courses."), (("2",), "Leaflets were printed.")]
    assert "without a label; taken for its answer" in told(result)


def test_a_demand_that_lost_its_label_is_found_before_an_answer_and_is_told() -> None:
    result = segment(
        "Recommendation 1: Train judges.",
        "Response: It was done.",
        "- Inform victims in their languages;",
        "Response: Leaflets were printed.",
    )
    assert [item.text for item in result.items] == ["Train judges.", "Inform victims in their languages;"]
    assert "no label marks this paragraph before an answer" in told(result)


def test_a_second_answer_without_a_demand_between_answers_the_same_and_is_told() -> None:
    result = segment("Recommendation 1: Train judges.", "Response: It was done.", "Response: More will follow.")
    assert pair(result) == [(("1",), "It was done."), (("1",), "More will follow.")]
    assert "further answer to the same" in told(result)


def test_entries_below_a_label_of_their_own_are_demands_all() -> None:
    result = segment("Recommendation 4:", "- train judges;", "- inform victims.", "Response: It was done.")
    assert [(item.id, item.text) for item in result.items] == [("4a", "train judges;"), ("4b", "inform victims.")]
    entries = segment("Recommendation:", *["- train judges;"] * 30, "Response: It was done.")
    assert len(entries.answers[0].items) == 30


def test_more_than_26_demands_under_one_number_have_ids_of_their_own() -> None:
    result = segment("1. Take steps to:", *["- train judges;"] * 800, "Response: It was done.")
    assert [result.items[place].id for place in (0, 25, 26, 27, 702)] == ["1a", "1z", "1aa", "1ab", "1aaa"]


def test_one_answer_to_demands_of_several_numbers_is_told() -> None:
    result = segment("1. Train judges.", "2. Inform victims.", "Response: It was done.")
    assert pair(result) == [(("1", "2"), "It was done.")]
    assert "demands of 2 numbers" in told(result)


def test_a_demand_without_an_answer_is_told_with_its_place() -> None:
    result = segment("Recommendation 1: Train judges.", "Response: It was done.", "Recommendation 2: Inform victims.")
    (message,) = [each for each in result.messages if "no answer was found to 2" in each.text]
    assert message.where is not None
    assert message.where.lines == (5, 5)


def test_a_sentence_that_a_page_break_divides_is_one_paragraph() -> None:
    document = make_document(
        "Recommendation 1: Train judges.\n\nResponse: The college held four\n\n12\n\n\fcourses in May."
    )
    result = segment_document(document)
    assert pair(result) == [(("1",), "The college held four courses in May.")]
    assert [block.text for block in result.unplaced] == ["12"]
    assert result.answers[0].where.lines == (3, 7)


def test_numbers_that_begin_anew_in_sections_without_letters_get_letters_and_are_told() -> None:
    text = "# Courts\n\n1. Train judges.\n\nResponse: Done.\n\n# Shelters\n\n1. Fund shelters.\n\nResponse: Done too."
    result = segment_document(make_document(text))
    assert [item.id for item in result.items] == ["A1", "B1"]
    assert "begin anew" in told(result)


def test_an_id_printed_twice_is_made_unique_and_told() -> None:
    result = segment(
        "Recommendation 1: Train judges.", "Response: Done.", "Recommendation 1: Inform victims.", "Response: Done."
    )
    assert [item.id for item in result.items] == ["1", "1-2"]
    assert "printed twice" in told(result)


def test_an_answer_before_any_demand_and_text_without_demands_are_left_and_told() -> None:
    result = segment("Response: It was done.", "More text.")
    assert (result.items, result.answers) == ((), ())
    assert [block.text for block in result.unplaced] == ["It was done.", "More text."]
    assert "no demand was found" in told(result)


def test_a_label_without_a_sign_is_believed_where_others_have_one() -> None:
    result = segment(
        "Recommendation: Train judges.",
        "Response Leaflets were printed.",
        "Recommendation: Fund it.",
        "Response: Done.",
    )
    assert pair(result) == [(("1",), "Leaflets were printed."), (("2",), "Done.")]
    assert segment("Response Teams were trained.").unplaced[0].text == "Response Teams were trained."


def test_a_table_of_figures_inside_an_answer_belongs_to_it() -> None:
    result = segment(
        "Recommendation 1: Train judges.", "Response: See the table.", "| Year | Judges |\n|---|---|\n| 2023 | 58 |"
    )
    assert result.answers[0].text == "See the table.\nYear Judges\n2023 58"


def test_topics_are_divided_at_commas_and_the_last_joint() -> None:
    assert find_topics(
        "Proposals concerning a register, the rules on permits, and a rapporteur are being discussed."
    ) == (
        "a register",
        "the rules on permits",
        "a rapporteur",
    )
    assert find_topics("Measures on trade and crafts are being discussed.") == ()
    assert find_topics("The register is being discussed.") == ()


def test_a_demand_is_a_repeat_where_it_shares_the_telling_words_of_an_earlier() -> None:
    demands = [
        ("1", "train inspectors on forged contracts in farming"),
        ("2", "give victims access to doctors and psychologists in each district"),
        ("3", "train inspectors to find contracts that are forged, in farming above all"),
        ("4", "train doctors on the signs of violence"),
    ]
    assert find_repeats(demands) == {"3": "1"}


# Anything at all

PARTS = st.sampled_from(
    [
        *(
            "Recommendation",
            "Response",
            "Recommendations",
            "Responses",
            "1.",
            "2.",
            "(a)",
            "b)",
            "A.",
            "B",
            "Q1:",
            "A1:",
        ),
        *("-", "**", ":", ";", "12", "\f", "\n", "\n\n", "| a | b |", "# Title", "GRETA urges the authorities to"),
        *("train judges", "The office opened in May.", "Budget – The", "Proposals on x, y and z are"),
    ]
)


@given(st.lists(PARTS, max_size=40))
def test_no_arrangement_of_marks_and_words_loses_a_word(parts: list[str]) -> None:
    document = make_document(" ".join(parts))
    result = segment_document(document)
    assert find_lost_words(document, result) == Counter()
    assert find_added_words(document, result) == Counter()
    assert len({item.id for item in result.items}) == len(result.items)
    assert all(item.text and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", item.id) for item in result.items)
    assert all(answer.items for answer in result.answers)


@given(st.text(max_size=300))
@example("one**two")
def test_no_text_makes_it_fail_or_loses_a_word(text: str) -> None:
    document = make_document(text)
    result = segment_document(document)
    assert find_lost_words(document, result) == Counter()
