"""Demands are split into what can be checked by itself, and each part's verb says what kind of ask it is."""

from typing import Any

import pytest

from cpcheck.errors import UsageError
from cpcheck.importers.demands import draft_elements, load_demand_words, read_words
from cpcheck.model import Ask

LANGUAGES = ("en", "fr")


def _name_example(value: str | dict[str, str]) -> str:
    return value if isinstance(value, str) else value.get("example") or value["demand"]


VERBS = [
    (language, entry)
    for language in LANGUAGES
    for list_name in ("frames", "verbs")
    for entry in read_words("demands", language)[list_name]
]
PARTS = [(language, entry) for language in LANGUAGES for entry in read_words("demands", language)["parts"]["examples"]]
LEAD_INS = [(language, entry) for language in LANGUAGES for entry in read_words("demands", language)["lead_ins"]]


def draft(text: str, chapeau: str = "", language: str = "en") -> list[tuple[str, str]]:
    return [(element.ask.value, element.asks) for element in draft_elements("A1", text, chapeau, language)]


def name_all(text: str) -> list[str]:
    return [element.id for element in draft_elements("A1", text)]


# --- the words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "entry"), VERBS, ids=_name_example)
def test_every_verb_gives_the_ask_it_stands_under_in_its_example(language: str, entry: dict[str, str]) -> None:
    (element,) = draft_elements("A1", entry["example"], language=language)
    assert element.ask is Ask(entry["ask"])
    assert element.asks == entry["example"]


@pytest.mark.parametrize(("language", "entry"), LEAD_INS, ids=_name_example)
def test_every_lead_in_is_taken_off_its_example(language: str, entry: dict[str, str]) -> None:
    (element,) = draft_elements("A1", entry["example"], language=language)
    assert 0 < len(element.asks) < len(entry["example"])
    assert entry["example"].endswith(element.asks)
    assert load_demand_words(language).lead_ins.match(entry["example"])


def test_both_languages_have_the_same_lists() -> None:
    english, french = (read_words("demands", language) for language in LANGUAGES)
    assert set(english) == set(french)


def test_a_language_without_words_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="expected one of en, fr"):
        draft_elements("A1", "form interpreters", language="de")


@pytest.mark.parametrize(("language", "entry"), PARTS, ids=_name_example)
def test_what_one_verb_holds_together_is_split_as_its_example_says(language: str, entry: dict[str, Any]) -> None:
    found = draft_elements("A1", entry["demand"], language=language)
    assert [element.asks for element in found] == entry["parts"]


# --- one demand, several elements ---------------------------------------------------------------------------------


def test_limbs_become_elements_and_the_words_before_them_do_not() -> None:
    text = "The State party should protect tenants, including by:\n(a) Capping rents;\n(b) Adopting a law on leases."
    assert draft(text) == [("ensure", "Capping rents"), ("change", "Adopting a law on leases")]


def test_limbs_may_follow_each_other_on_one_line() -> None:
    text = "The authorities should: (a) repeal the levy; (b) consider a lower fee; and (c) continue to inspect farms."
    assert [ask for ask, _ in draft(text)] == ["change", "consider", "continue"]


def test_a_limb_without_a_verb_has_the_ask_of_the_words_before_it() -> None:
    assert draft("the number of shelters", "Take measures to increase:") == [("continue", "the number of shelters")]


def test_verbs_joined_by_and_share_what_they_act_on() -> None:
    assert draft("inspect and record cells") == [("ensure", "inspect cells"), ("ensure", "record cells")]


def test_an_aside_between_two_verbs_makes_no_difference() -> None:
    text = "clarify and, where appropriate, revise the rules on permits"
    assert draft(text) == [("change", "clarify the rules on permits"), ("change", "revise the rules on permits")]


def test_clauses_with_that_are_told_apart() -> None:
    text = "ensure that wardens are trained, that cells are lit and that visits are free"
    assert [asks for _, asks in draft(text)] == [
        "ensure that wardens are trained",
        "ensure that cells are lit",
        "ensure that visits are free",
    ]


def test_a_way_of_doing_it_is_an_element_of_its_own() -> None:
    text = "ensuring that the fund can be reached, by applying section 12 of the Fund Act"
    assert draft(text) == [
        ("ensure", "ensuring that the fund can be reached"),
        ("ensure", "applying section 12 of the Fund Act"),
    ]


def test_what_a_demand_is_for_is_no_element() -> None:
    assert len(draft("review the rules on leases in order to protect and inform tenants")) == 1


def test_efforts_make_every_verb_under_them_a_demand_to_continue() -> None:
    text = "step up its efforts to inspect farms, prosecute offenders and train wardens"
    assert {ask for ask, _ in draft(text)} == {"continue"}
    assert len(draft(text)) == 3


def test_consider_holds_for_its_own_verb_and_not_for_the_next() -> None:
    text = "consider ratifying the protocol, and improve the cells"
    assert [ask for ask, _ in draft(text)] == ["consider", "continue"]


def test_an_adverb_before_a_verb_does_not_hide_it() -> None:
    text = "prevent attacks on tenants and promptly adopt a law on leases"
    assert [ask for ask, _ in draft(text)] == ["ensure", "change"]


def test_an_adverb_under_efforts_stays_with_its_verb() -> None:
    assert draft("step up its efforts to actively prevent and combat eviction") == [
        ("continue", "step up its efforts to actively prevent eviction"),
        ("continue", "step up its efforts to combat eviction"),
    ]


def test_a_way_of_doing_it_is_found_by_what_announces_it_where_its_verb_is_unknown() -> None:
    text = "address crowding in cells, in particular by relocating tenants and inter alia by quickly informing them"
    assert [asks for _, asks in draft(text)] == [
        "address crowding in cells",
        "relocating tenants",
        "informing them",
    ]


def test_what_is_named_is_an_element_once_though_two_verbs_share_it() -> None:
    assert [asks for _, asks in draft("prevent and combat eviction, including through the use of fines")] == [
        "prevent eviction",
        "combat eviction",
        "combat …, including through the use of fines",
    ]


def test_an_infinitive_after_an_object_tells_what_the_object_is_for() -> None:
    assert draft("adopt a law to define and punish eviction") == [
        ("change", "adopt a law to define and punish eviction")
    ]


def test_a_verb_inside_a_title_begins_no_element() -> None:
    assert len(draft("consider ratifying the Convention on Preventing and Combating Eviction")) == 1
    assert len(draft("implement the Convention and inspect cells")) == 2


def test_an_aside_before_a_joined_part_belongs_to_neither() -> None:
    text = "ensure that cells are lit and, where possible, that they are warm and, if necessary, appoint a warden"
    assert [asks for _, asks in draft(text)] == [
        "ensure that cells are lit",
        "ensure that they are warm",
        "appoint a warden",
    ]


def test_brackets_around_a_list_of_groups_are_left_out() -> None:
    assert [asks for _, asks in draft("end all threats against [tenants, bloggers and lawyers]")] == [
        "end all threats against tenants",
        "end all threats against bloggers",
        "end all threats against lawyers",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "protect victims and witnesses of evictions",
        "promote tolerance of ethnic, religious and other minorities",
        "train wardens, who guard tenants, on fire and floods",
        "reduce rents, including deposits",
    ],
)
def test_where_words_leave_it_open_a_demand_stays_whole(text: str) -> None:
    assert [asks for _, asks in draft(text)] == [text]


def test_a_passive_demand_is_split_at_its_subjects() -> None:
    assert [asks for _, asks in draft("Wardens should be trained, and cells should be lit.")] == [
        "Wardens should be trained",
        "cells should be lit",
    ]


def test_a_noun_that_looks_like_a_verb_splits_nothing() -> None:
    assert len(draft("strengthen the protection of, and support for, tenants")) == 1
    assert draft("Regulation and monitoring of agencies") == [("ensure", "Regulation and monitoring of agencies")]


def test_a_sentence_that_asks_nothing_is_left_out_beside_one_that_does() -> None:
    text = "The rules on leases are old. The State party should review them."
    assert draft(text) == [("change", "review them")]


def test_a_demand_without_any_known_verb_is_kept_whole() -> None:
    assert draft("Shelters (paragraph 12).") == [("ensure", "Shelters")]


def test_what_joins_a_limb_to_the_next_one_is_no_element() -> None:
    assert draft("renovate all cells; and") == [("ensure", "renovate all cells")]


@pytest.mark.parametrize("text", ["", "  ", "•", "(a) ;", "...", "; and"])
def test_no_words_give_no_element(text: str) -> None:
    assert draft(text) == []


def test_french_demands_are_split_like_english_ones() -> None:
    text = (
        "L'État partie devrait : a) modifier la loi sur les baux; b) veiller à ce que les loyers soient bas et que les "
        "cours soient libres; c) envisager de ratifier le protocole."
    )
    assert draft(text, language="fr") == [
        ("change", "modifier la loi sur les baux"),
        ("ensure", "veiller à ce que les loyers soient bas"),
        ("ensure", "veiller à ce que les cours soient libres"),
        ("consider", "envisager de ratifier le protocole"),
    ]


# --- names --------------------------------------------------------------------------------------------------------


def test_elements_are_named_by_a_word_the_others_lack() -> None:
    assert name_all("(a) inspect prison kitchens;\n(b) inspect prison infirmaries.") == [
        "A1.kitchens",
        "A1.infirmaries",
    ]


def test_names_are_unique_even_where_all_words_are_the_same() -> None:
    names = name_all("(a) inspect cells;\n(b) inspect cells;\n(c) inspect cells.")
    assert len(set(names)) == 3


def test_names_are_written_as_the_schema_wants_them() -> None:
    (element,) = draft_elements("A1", "protéger les témoins âgés", language="fr")
    assert element.id == "A1.temoins"
