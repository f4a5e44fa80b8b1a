"""Facts found in a passage: every pattern does what its examples say, and what is found stands in the passage."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.errors import UsageError
from cpcheck.importers.anchors import find_anchor
from cpcheck.importers.document import Line
from cpcheck.importers.extract import extract_answer, extract_facts
from cpcheck.importers.facts import FoundFact, Passage
from cpcheck.importers.lexicon import list_lexicons, load_lexicon
from cpcheck.importers.patterns import Pattern
from cpcheck.model import EvidenceType, Stage, Where

PATTERNS = [
    pytest.param(pattern, id=f"{language}-{pattern.id}")
    for language in list_lexicons()
    for pattern in load_lexicon(language).patterns
]
ANSWER = (
    "Under Article 12 of the Housing Act of 3 March 2021 tenants may complain free of charge. "
    "In 2022 and 2023 the agency held 14 training courses for 320 inspectors. "
    "It is planned to open a second office. A bill on deposits was submitted to parliament on 8 November 2023. "
    "Complaints numbered 7 in 2022, 8 in 2023 and 9 in 2024. There is no register of agencies."
)


def find(text: str, language: str = "en") -> list[FoundFact]:
    return list(extract_facts(Passage(text=text, where=None), load_lexicon(language)))


def list_types(text: str, language: str = "en") -> list[str]:
    return [fact.type.value for fact in find(text, language)]


def fold(pattern: Pattern, text: str) -> str:
    return text if pattern.is_cased else text.lower()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_found_in_its_examples_and_not_in_its_counter_examples(pattern: Pattern) -> None:
    assert pattern.examples
    assert [text for text in pattern.examples if not pattern.match.search(fold(pattern, text))] == []
    assert [text for text in pattern.counter_examples if pattern.match.search(fold(pattern, text))] == []


def test_patterns_have_names_of_their_own() -> None:
    for language in list_lexicons():
        names = [pattern.id for pattern in load_lexicon(language).patterns]
        assert len(names) == len(set(names))


def test_a_passage_falls_into_typed_facts() -> None:
    types = [fact.type for fact in find(ANSWER)]
    assert types[:2] == [EvidenceType.LAW_IN_FORCE, EvidenceType.TRAINING]
    assert EvidenceType.INTENTION in types
    assert EvidenceType.STATISTIC in types
    assert EvidenceType.ADMISSION in types


def test_dates_stages_and_series_are_read() -> None:
    facts = {fact.type: fact for fact in find(ANSWER)}
    law = facts[EvidenceType.LAW_IN_FORCE]
    assert law.date is not None
    assert law.date.text == "2021-03-03"
    bill = facts[EvidenceType.DRAFT_LAW]
    assert bill.stage is Stage.TABLED
    counted = facts[EvidenceType.STATISTIC]
    assert [(figure.year, figure.value) for figure in counted.figures] == [(2022, 7), (2023, 8), (2024, 9)]


def test_anchors_stand_in_the_passage_and_no_two_are_alike() -> None:
    anchors = [fact.anchor for fact in find(ANSWER)]
    assert all(anchor in ANSWER for anchor in anchors)
    assert len(anchors) == len(set(anchors))


def test_a_passage_that_states_nothing_offers_nothing() -> None:
    assert find("") == []
    assert find("The authorities would like to thank the group for its visit.") == []


def test_a_language_without_a_lexicon_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="en"):
        load_lexicon("xx")


@given(st.text(max_size=300))
def test_any_text_is_read_and_twice_the_same(text: str) -> None:
    found = find(text)
    assert found == find(text)
    assert all(set(fact.anchor.split()) <= set(text.split()) or fact.anchor.split()[0] in text for fact in found)


# --- sentences and clauses ---


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Decree No. 17 of Dr. A. Holm caps rents. It binds landlords.", 2),
        ("Landlords must keep a rent\nbook in which repairs are entered.", 1),
        ("The office inspects\n\ncellars and attics of the old town.", 1),
        ("Tenants may “appeal to the board.” The board decides within a month.", 2),
        ("- The office inspects cellars.\n- The office inspects attics.", 2),
        ("**Rents** – The Housing Act of 2021 caps rents.", 1),
        ("The board met in May. The board met in May.", 1),
    ],
)
def test_sentences_end_where_they_do_and_not_at_abbreviations_and_page_breaks(text: str, count: int) -> None:
    assert len(find(text)) == count


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The office inspects cellars, and its lawyers advise tenants on rents.", 2),
        ("The strategy builds homes, protects tenants from eviction, and promotes repairs of houses.", 3),
        ("If a house is unsafe, the owner must repair the roof at once.", 1),
        ("Under the Housing Act, the owner must repair the roof at once.", 1),
        ("Tenants who pay their rent in time, as the Act requires, are protected from eviction.", 1),
        ("Although tenants are heard by the board, owners are not included in the hearing.", 2),
        (
            "It has measures such as building new homes, repairing old roofs, and advising poor tenants on rents.",
            3,
        ),
        ("In 2021, 4 homes were built, in 2022 6 homes, and in 2023 9 homes were built.", 1),
        ("The police fined 40 landlords in 2022, of whom 9 were sent to prison for fraud.", 2),
        ("Rents are capped by law; evictions are banned in winter.", 2),
        ("The rules cover “cellars, attics and the roofs of houses” in every town.", 1),
        ("Under Article 3 tenants may appeal, and under Article 9, may be heard by a board.", 2),
    ],
)
def test_a_sentence_is_cut_where_it_states_several_facts(text: str, parts: int) -> None:
    assert len(find(text)) == parts


def test_the_parts_of_a_sentence_keep_the_words_of_the_source() -> None:
    text = "The office inspects cellars, and its lawyers advise tenants on rents."
    assert [fact.sentence for fact in find(text)] == [
        "The office inspects cellars",
        "and its lawyers advise tenants on rents.",
    ]


# --- types ---


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("No information provided.", ["admission"]),
        ("No reply.", ["admission"]),
        ("The State party reports that tenants are not yet covered by the Act.", ["admission"]),
        ("The Government does not intend to create a board.", ["refusal"]),
        ("A bill on deposits will soon be sent to the cabinet.", ["draft_law"]),
        ("The Rent Act was passed in May and will enter into force next year.", ["law_adopted", "law_adopted"]),
        ("The Rent Act of 2021 entered into force in May 2022.", ["law_in_force"]),
        ("The ministry was considering changes to the fee.", ["intention"]),
        ("An amendment of the Rent Act was under consideration.", ["intention"]),
        ("It was set to be debated in parliament in 2017.", ["intention"]),
        ("Courses for clerks were planned in 2017.", ["intention"]),
        ("The bill on deposits was passed by Parliament in May.", ["law_adopted"]),
        ("Rent regulations have been drafted.", ["draft_law"]),
        ("The Rent Act, 2022, caps rents.", ["law_in_force"]),
        ("The ministry does not share the view that the fee is high.", ["refusal"]),
        ("No steps have been taken on rents.", ["admission"]),
        ("There is no obstacle to the registration of tenants.", ["practice"]),
        ("There were no reported cases of eviction.", ["practice"]),
        ("The law is in line with the Covenant.", ["assurance"]),
        ("A lease runs for six months, or for 12 months.", ["practice"]),
        ("Information is provided on the number of evictions (40 cases).", ["statistic"]),
        ("Two treaties were signed with the neighbours.", ["agreement"]),
        ("A national housing strategy for 2021-2025 was adopted.", ["policy"]),
        ("The ministry is preparing a housing strategy: the strategy is being drafted.", ["policy"]),
        ("A tenants' council, established in 2021, advises the mayor.", ["institution"]),
        ("The two cities signed a memorandum of understanding.", ["agreement"]),
        ("Repairs are paid from the state budget.", ["funding"]),
        ("Leaflets on rents were handed out at markets in 2022.", ["awareness"]),
        ("In 2022, 320 inspectors were trained in fire safety.", ["training"]),
        ("In 2022, 320 tenants were evicted.", ["statistic"]),
        ("Great importance is attached to tenants.", ["assurance"]),
        ("The office inspects cellars every year.", ["practice"]),
        ("The State party reiterates its position on rents.", []),
        ("The State party reiterates information on its housing strategy.", []),
        ("As seen, the Act protects tenants.", []),
    ],
)
def test_a_statement_has_the_type_that_its_words_show(text: str, types: list[str]) -> None:
    assert list_types(text) == types


def test_a_law_that_is_being_told_goes_on_until_something_was_done() -> None:
    text = (
        "Under Article 12 of the Housing Act, a roof is inspected by the town. "
        "After the inspection, a report is drawn up. In 2022 the town repaired two roofs."
    )
    assert list_types(text) == ["law_in_force", "law_in_force", "practice"]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        (
            "The Rent Bill, published in May 2016, creates a register, provides for fines and prohibits eviction.",
            ["draft_law", "draft_law"],
        ),
        ("A bill on rents was drafted. It prohibits eviction.", ["draft_law", "draft_law"]),
        ("A bill on rents was drafted. Owners shall keep a rent book.", ["draft_law", "law_in_force"]),
        ("The Rent Act was passed in 2019, and a bill on fees is being prepared.", ["law_in_force", "draft_law"]),
    ],
)
def test_what_a_bill_provides_for_is_no_law_in_force(text: str, types: list[str]) -> None:
    assert list_types(text) == types


def test_what_goes_on_while_the_report_is_written_is_marked() -> None:
    texts = ("Roofs are being repaired.", "The repairs were ongoing.", "Two roofs were repaired.")
    assert [find(text)[0].is_ongoing for text in texts] == [True, True, False]
    assert find("Les réparations sont en cours.", "fr")[0].is_ongoing


def test_entries_of_a_list_have_the_type_and_the_year_of_the_line_above() -> None:
    lines = (
        "In 2024, the following work was done under the housing project of the town:",
        "- 40 tenants were advised.",
        "- Repairs of roofs.",
        "The town is proud.",
    )
    facts = extract_answer([Passage(text=line, where=None) for line in lines], load_lexicon("en"))
    assert [fact.type.value for fact in facts[:3]] == ["practice", "statistic", "practice"]
    assert [(figure.year, figure.value) for figure in facts[1].figures] == [(2024, 40)]
    assert facts[2].date is not None
    assert facts[2].date.text == "2024"
    assert facts[3].date is None


def test_the_reason_of_a_type_is_told_with_the_deciding_pattern_first() -> None:
    (fact,) = find("Under Article 12 of the Housing Act tenants may complain.")
    assert fact.because[0] == "law.pursuant"
    assert set(fact.because) <= {pattern.id for pattern in load_lexicon("en").patterns}


# --- dates and figures ---


@pytest.mark.parametrize(
    ("text", "date", "period"),
    [
        ("The Act dated 3 March 2021 caps rents.", "2021-03-03", None),
        ("The Act of March 3, 2021 caps rents.", "2021-03-03", None),
        ("The Act of 03.03.2021 caps rents.", "2021-03-03", None),
        ("The Act of March 2021 caps rents.", "2021-03", None),
        ("The Act of 2021 caps rents.", "2021", None),
        ("The Act of 31 February 2021 caps rents.", "2021", None),
        ("On 18 October 2019 a decree was adopted to apply the Act of 31 March 2017.", "2019-10-18", None),
        ("The Rent Act, dated 3 March 2021, is extended until 1 January 2026.", "2021-03-03", None),
        ("The housing strategy for 2021-2025 sets targets.", None, ("2021", "2025")),
        ("From 2022 to 2024 the office inspected cellars.", None, ("2022", "2024")),
        ("In 2022 and 2023 the office inspected cellars.", None, ("2022", "2023")),
        ("On 26-27 October 2023 the office inspected cellars.", None, ("2023-10-26", "2023-10-27")),
        ("Since 2016 the office has inspected cellars.", None, ("2016", None)),
        ("Since the beginning of 2016 the office has inspected cellars.", None, ("2016-01", None)),
        ("In autumn 2016 the office inspected cellars.", None, ("2016-09", "2016-11")),
        ("In the second half of 2016 the office inspected cellars.", None, ("2016-07", "2016-12")),
        ("The Rent Act came into force in early 2017.", None, ("2017-01", "2017-04")),
        ("From January to June 2019 the office inspected cellars.", None, ("2019-01", "2019-06")),
        ("From 3 May to 7 June 2019 the office inspected cellars.", None, ("2019-05-03", "2019-06-07")),
        ("On 3 and 4 May 2019 the office inspected cellars.", None, ("2019-05-03", "2019-05-04")),
        ("In 2019/20 the office inspected cellars.", None, ("2019", "2020")),
        ("The office opened in 2012 and inspected 40 houses in 2021.", "2021", None),
        ("By 2021 the office had inspected cellars.", None, (None, "2021")),
        ("The office inspects cellars to prevent fires by 2030.", None, None),
        ("Decree No. 2073 caps rents.", None, None),
        ("Decree No. 82/2017 caps rents.", "2017", None),
        ("The Rent Act of 1998 was replaced by the Tenancy Act in 2021.", "2021", None),
        ("Tenants were visited under the 2010 Rent Regulations.", None, None),
        ("Under the 2010 Housing Plan tenants were visited by the office.", "2010", None),
        ("The office inspects cellars.", None, None),
    ],
)
def test_dates_are_read_as_exactly_as_they_are_printed(
    text: str, date: str | None, period: tuple[str | None, str | None] | None
) -> None:
    (fact,) = find(text)
    assert (fact.date.text if fact.date else None) == date
    spans = fact.period and (
        fact.period.start.text if fact.period.start else None,
        fact.period.end.text if fact.period.end else None,
    )
    assert spans == period


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The court heard 7 tenants in 2022, 8 in 2023, and 9 in 2024.", [(2022, 7), (2023, 8), (2024, 9)]),
        ("In 2022, the court heard 7 tenants, in 2023 8 tenants.", [(2022, 7), (2023, 8)]),
        ("In 2022, the court heard 7 tenants, 8 in 2023.", [(2022, 7), (2023, 8)]),
        ("In 2022 and 2023 the court heard 15 tenants.", [(None, 15)]),
        ("About 70–80% of tenants were heard.", [(None, 70), (None, 80)]),
        ("In 2022 the town heard 1,250 tenants.", [(2022, 1250)]),
        ("Evictions fell from 300 in 2016 to 120 in 2019.", [(2016, 300), (2019, 120)]),
        ("By the end of 2021 the court had heard 15 tenants.", [(2021, 15)]),
        ("In 2022 the town paid 2.5 million euros.", [(2022, 2500000)]),
        ("Article 12 and Order No. 17 protect tenants aged 18 to 25.", []),
    ],
)
def test_figures_have_their_years_and_names_are_no_figures(text: str, figures: list[tuple[int | None, float]]) -> None:
    assert [(figure.year, figure.value) for fact in find(text) for figure in fact.figures] == figures


def test_figures_have_units() -> None:
    units = {
        figure.unit
        for text in ("In 2022, 7 tenants fled; 9 cases ended.", "The town paid 40 euros.", "Of all, 12% were heard.")
        for fact in find(text)
        for figure in fact.figures
    }
    assert units == {"persons", "cases", "EUR", "per cent"}


def list_dates(text: str) -> list[str | None]:
    return [fact.date.text if fact.date else None for fact in find(text)]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        # an act keeps the day that was printed for it, by its name, as "the Act" or as "it"
        (
            "The Rent Act of 3 March 2021 caps rents. It binds landlords. Under Article 5 of the Act fines are due.",
            ["2021-03-03"] * 3,
        ),
        (
            "The Rent Act of 3 March 2021 caps rents. The Lease Act binds landlords. The Rent Act allows for fines.",
            ["2021-03-03", None, "2021-03-03"],
        ),
        # what was done besides has the time of what was done before
        ("In 2022 roofs were inspected. In addition, cellars were inspected.", ["2022", "2022"]),
        ("In 2022 roofs were inspected. Cellars are inspected.", ["2022", None]),
        # a date holds for the clauses after it, and for those before it only where it does not open its own
        ("In 2022 roofs were inspected, and cellars were inspected by the office.", ["2022", "2022"]),
        ("The office inspects roofs, and in 2022 it was moved to the port.", [None, "2022"]),
        ("The ministry was considering a change of the Rent Act, which was adopted in 2012.", [None, "2012"]),
        # the year in the name of an act dates the act and nothing else
        ("Under the Rent Act of 1998 rents are capped; in the north 40 tenants were evicted.", ["1998", None]),
    ],
)
def test_a_date_holds_for_what_it_was_printed_for(text: str, dates: list[str | None]) -> None:
    assert list_dates(text) == dates


# --- anchors and places ---


def test_an_anchor_is_found_where_its_passage_stands() -> None:
    passages = [Passage(text=ANSWER, where=Where(lines=(1, 1), pages=None)), Passage(text=ANSWER[:70], where=None)]
    facts = extract_answer(passages, load_lexicon("en"))
    lines = [Line(number=number, page=1, text=passage.text) for number, passage in enumerate(passages, 1)]
    assert all(find_anchor(fact.anchor, lines) for fact in facts)
    assert len({fact.anchor for fact in facts}) == len(facts)
    assert all(2 <= len(fact.anchor.split()) <= 6 for fact in facts)
    assert facts[0].where == Where(lines=(1, 1), pages=None)


# --- French ---


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Aucune information n’a été fournie.", ["admission"]),
        ("Le Gouvernement n’envisage pas de créer un office.", ["refusal"]),
        ("Un projet de loi sur le bail a été soumis au parlement.", ["draft_law"]),
        ("En vertu de l’article 12 de la loi n° 5 du 3 mars 2021, les loyers sont plafonnés.", ["law_in_force"]),
        ("En 2022, 320 inspecteurs ont été formés à la sécurité.", ["training"]),
        ("En 2022, 320 locataires ont été expulsés.", ["statistic"]),
        ("Une stratégie nationale 2021-2025 a été adoptée.", ["policy"]),
        ("Il est prévu d’ouvrir un second bureau.", ["intention"]),
        ("Un conseil des locataires a été créé dans la capitale.", ["institution"]),
        ("Les autorités tiennent à remercier le groupe.", []),
    ],
)
def test_french_is_read_too(text: str, types: list[str]) -> None:
    assert list_types(text, "fr") == types


def test_french_dates_and_series_are_read() -> None:
    law, counted = find("La loi du 1er août 2021 plafonne les loyers. On a compté 7 plaintes en 2022, 8 en 2023.", "fr")
    assert law.date is not None
    assert law.date.text == "2021-08-01"
    assert [(figure.year, figure.value, figure.unit) for figure in counted.figures] == [
        (2022, 7, "cases"),
        (2023, 8, "cases"),
    ]


def test_a_french_act_keeps_its_day_until_another_is_named() -> None:
    text = (
        "La loi sur le bail du 3 mai 2021 plafonne les loyers. En vertu de la loi, le bailleur doit tenir un carnet. "
        "Le Code de l'habitat interdit l'expulsion."
    )
    assert [fact.date.text if fact.date else None for fact in find(text, "fr")] == ["2021-05-03", "2021-05-03", None]


# --- bounds ---


@pytest.mark.parametrize("language", list_lexicons())
@pytest.mark.parametrize(
    "text",
    [
        "In 2022, ",
        "Article 12 ",
        "no. 1, 2 and 3 of the ",
        "(((",
        "“a ",
        "- 1. ",
        "12,345 ",
        "1 000 ",
        "the law ",
        "a bill of the x ",
        "x. Y ",
        "\n- a\n",
        "and ",
        "not ",
        "le conseil de la loi ",
    ],
)
def test_no_text_makes_a_pattern_run_away(text: str, language: str) -> None:
    begun = time.process_time()
    find(text * (100_000 // len(text)), language)
    assert time.process_time() - begun < 5, "a hundred thousand letters, whatever they repeat; 0.4 s were measured"
