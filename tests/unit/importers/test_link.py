"""Facts are linked to the demands whose words they take up, and to others only as context."""

import datetime as dt
from typing import Any

import pytest

from cpcheck.importers.demands import read_words
from cpcheck.importers.facts import FoundFact
from cpcheck.importers.link import FactLinks, Weighting, link_facts
from cpcheck.importers.link_words import cut_to_stem, list_terms, load_link_words
from cpcheck.model import Ask, Element, EvidenceType, FactDate, Fit, Stage

CUTOFF = dt.date(2023, 6, 16)
LANGUAGES = ("en", "fr")
SPELLINGS = [(language, entry) for language in LANGUAGES for entry in read_words("links", language)["spellings"]]
ANSWERS = [(language, entry) for language in LANGUAGES for entry in read_words("links", language)["answers"]]
SAME = [(language, entry) for language in LANGUAGES for entry in read_words("links", language)["same"]]
KITCHENS = "inspect the kitchens of prisons every week"
LEASES = "adopt a statute on leases that caps rents"


def ask(asks: str, ask: str = "ensure", name: str = "x") -> Element:
    return Element(id=f"A1.{name}", asks=asks, ask=Ask(ask), inferred=False)


def show(value: object) -> str:
    return value["example"][0] if isinstance(value, dict) else str(value)


def tell(sentence: str, type: str = "practice", date: str | None = None, stage: str | None = None) -> FoundFact:
    return FoundFact(
        type=EvidenceType(type),
        sentence=sentence,
        anchor=" ".join(sentence.split()[:3]),
        where=None,
        date=FactDate.parse(date) if date else None,
        period=None,
        stage=Stage(stage) if stage else None,
        figures=(),
        because=("statement",),
    )


def link(*facts: FoundFact, to: list[Element], language: str = "en") -> tuple[FactLinks, ...]:
    return link_facts(facts, to, CUTOFF, language=language)


# --- support ------------------------------------------------------------------------------------------------------


def test_a_fact_supports_the_demand_whose_words_it_takes_up() -> None:
    (found,) = link(
        tell("Inspectors visited prison kitchens."),
        to=[ask(KITCHENS, name="kitchens"), ask(LEASES, "change", "leases")],
    )
    assert found.supports == (("A1.kitchens", Fit.PARTIAL),)


def test_every_link_says_which_words_are_shared() -> None:
    (found,) = link(tell("Wardens looked into the kitchens."), to=[ask(KITCHENS)])
    assert found.links[0].because == "shares kitchens"


def test_a_fact_that_covers_all_words_of_a_demand_is_full() -> None:
    (found,) = link(
        tell("A statute on leases that caps rents was adopted.", "law_in_force", "2024-02-01"),
        to=[ask(LEASES, "change")],
    )
    assert found.supports == (("A1.x", Fit.FULL),)


@pytest.mark.parametrize("type", ["assurance", "intention", "draft_law", "law_adopted"])
def test_what_is_only_said_or_announced_is_never_full(type: str) -> None:
    (found,) = link(tell("A statute on leases that caps rents is adopted.", type), to=[ask(LEASES, "change")])
    assert found.supports == (("A1.x", Fit.PARTIAL),)


def test_a_planned_policy_is_never_full() -> None:
    (found,) = link(
        tell("A statute on leases that caps rents is adopted.", "policy", stage="planned"), to=[ask(LEASES, "change")]
    )
    assert found.supports == (("A1.x", Fit.PARTIAL),)


def test_a_sentence_that_goes_on_with_the_one_before_is_linked_with_it() -> None:
    first, second = link(
        tell("A statute on leases caps rents.", "law_in_force", "2024"),
        tell("It also binds landlords abroad.", "law_in_force", "2024"),
        to=[ask(LEASES, "change", "leases"), ask(KITCHENS, name="kitchens")],
    )
    assert first.supports == second.supports == (("A1.leases", Fit.PARTIAL),)
    assert second.links[0].because.endswith("with the fact before")


def test_a_sentence_that_begins_anew_is_not_linked_with_the_one_before() -> None:
    _, second = link(
        tell("A statute on leases caps rents.", "law_in_force", "2024"),
        tell("Ferries run at night.", "practice"),
        to=[ask(LEASES, "change")],
    )
    assert second.supports == ()


# --- context ------------------------------------------------------------------------------------------------------


def test_a_fact_that_shares_nothing_is_context_and_never_support() -> None:
    (found,) = link(tell("Ferries run at night."), to=[ask(KITCHENS), ask(LEASES, "change", "leases")])
    assert (found.supports, found.against) == ((), ())
    assert len(found.context) == 1
    assert found.links[0].because == "stands in the answer to it"


def test_a_fact_older_than_a_demand_to_change_is_context() -> None:
    (found,) = link(tell("A statute on leases caps rents.", "law_in_force", "2019"), to=[ask(LEASES, "change")])
    assert (found.supports, found.context) == ((), ("A1.x",))
    assert "older than the demand" in found.links[0].because


def test_a_fact_older_than_a_demand_to_ensure_supports_it() -> None:
    (found,) = link(tell("Inspectors visited prison kitchens.", date="2019"), to=[ask(KITCHENS)])
    assert found.supports == (("A1.x", Fit.PARTIAL),)


@pytest.mark.parametrize(
    ("sentence", "type", "date", "is_support"),
    [
        ("The statute on leases caps rents.", "law_in_force", None, False),
        ("The statute on leases was amended and caps rents.", "law_in_force", None, True),
        ("The statute on leases caps rents.", "law_in_force", "2024", True),
        ("Rents of leases are inspected under the statute.", "practice", None, False),
        ("A bill that caps rents of leases is being drafted.", "draft_law", None, True),
    ],
)
def test_what_tells_of_no_change_is_no_answer_to_a_demand_to_change(
    sentence: str, type: str, date: str | None, is_support: bool
) -> None:
    (found,) = link(tell(sentence, type, date), to=[ask(LEASES, "change")])
    assert bool(found.supports) is is_support
    assert bool(found.context) is not is_support


@pytest.mark.parametrize(
    ("type", "date", "is_support"),
    [
        ("law_in_force", None, False),
        ("institution", "2019", False),
        ("institution", "2024", True),
        ("practice", None, True),
    ],
)
def test_what_merely_stands_is_no_answer_to_a_demand_to_continue(type: str, date: str | None, is_support: bool) -> None:
    (found,) = link(tell("Kitchens of prisons are inspected.", type, date), to=[ask(KITCHENS, "continue")])
    assert bool(found.supports) is is_support
    assert is_support or found.links[0].because.endswith("tells what stands, and of nothing done")


def test_a_fact_that_shares_only_whom_a_demand_is_for_is_beside_the_point() -> None:
    demands = [ask("give victims a dry bed and warm meals"), ask(LEASES, "change", "leases")]
    only, more = (link(tell(text), to=demands)[0] for text in ("Victims were heard.", "Victims were given a bed."))
    assert only.supports == ()
    assert only.links[0].because == "shares victims; names only whom it is for"
    assert more.supports == (("A1.x", Fit.PARTIAL),)


def test_a_fact_has_to_share_a_word_that_an_element_has_alone() -> None:
    demands = [ask(f"train {group} on leases of barns", name=group) for group in ("clerks", "bailiffs", "surveyors")]
    named, open_ = (
        link(tell(text, "training"), to=demands)[0]
        for text in ("Clerks were trained on leases.", "Cooks were trained in lifting.")
    )
    assert named.supports == (("A1.clerks", Fit.PARTIAL),)
    assert open_.supports == ()
    assert "no word that this element has alone" in open_.links[0].because


def test_an_admission_need_not_name_each_element_apart() -> None:
    demands = [ask(f"train {group} on leases of barns", name=group) for group in ("clerks", "bailiffs", "surveyors")]
    (found,) = link(tell("Nobody is trained on leases.", "admission"), to=demands)
    assert found.against == ("A1.clerks", "A1.bailiffs", "A1.surveyors")


@pytest.mark.parametrize(("language", "entry"), ANSWERS, ids=show)
def test_a_fact_needs_more_words_for_a_demand_of_another_kind(language: str, entry: dict[str, Any]) -> None:
    answers = load_link_words(language).answers[EvidenceType(entry["type"])]
    asked, other = entry["example"]
    assert answers.search(asked)
    assert not answers.search(other)


def test_another_kind_of_fact_than_asked_for_is_told_in_the_reason() -> None:
    demand = ask("repeal the levy on leases of barns and byres", "change")
    (found,) = link(tell("Clerks were trained on leases.", "training", "2024"), to=[demand])
    assert found.links[0].because == "shares leases; another kind of fact than asked for: training"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_only_tell_the_setting_are_none_of_the_core(language: str) -> None:
    words = load_link_words(language)
    whole, core = read_words("links", language)["setting"]["example"]
    assert words.list_core(whole) == words.list_core(core)
    assert set(list_terms(whole, words)) > set(list_terms(core, words))


def test_a_word_of_the_setting_weighs_less_than_one_of_the_core() -> None:
    demand = ask("insure barns against hail in line with the Charter of Porto on insurance and farming")
    core, setting = (link(tell(text), to=[demand])[0] for text in ("Barns are safe.", "The Charter is known."))
    assert core.supports
    assert not setting.supports


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_changes_do_what_their_example_says(language: str) -> None:
    words = load_link_words(language)
    changed, stands = read_words("links", language)["changes"]["example"]
    assert words.changes.search(changed)
    assert not words.changes.search(stands)


def test_without_demands_a_fact_is_unlinked() -> None:
    (found,) = link(tell("Ferries run at night."), to=[])
    assert found.links == ()


# --- against ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", ["admission", "refusal"])
def test_an_admission_or_refusal_on_the_point_speaks_against_the_demand(type: str) -> None:
    (found,) = link(
        tell("Prison kitchens are not inspected.", type), to=[ask(KITCHENS), ask(LEASES, "change", "leases")]
    )
    assert (found.against, found.supports) == (("A1.x",), ())


def test_an_admission_that_shares_nothing_speaks_against_the_only_demand_there_is() -> None:
    alone, beside = (
        link(tell("None of this is done.", "admission"), to=demands)[0]
        for demands in ([ask(KITCHENS)], [ask(KITCHENS), ask(LEASES, "change", "leases")])
    )
    assert alone.against == ("A1.x",)
    assert beside.against == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_of_the_recommendation_itself_speaks_against_every_element(language: str) -> None:
    demands = [ask(KITCHENS), ask(LEASES, "change", "leases")]
    whole, other = (
        link(tell(text, "refusal"), to=demands, language=language)[0]
        for text in read_words("links", language)["speaks_of_all"]["example"]
    )
    assert whole.against == ("A1.x", "A1.leases")
    assert whole.links[0].because == "speaks of the recommendation as a whole"
    assert other.against == ()


def test_what_a_demand_wants_undone_speaks_against_it_while_it_goes_on() -> None:
    demand = ask("abolish the curfew for tenants", "change")
    applied, gone = (
        link(tell(sentence, "practice", "2024"), to=[demand])[0]
        for sentence in ("The curfew was applied to tenants in 2024.", "The curfew for tenants was abolished.")
    )
    assert (applied.against, applied.supports) == (("A1.x",), ())
    assert gone.against == ()
    assert [name for name, _ in gone.supports] == ["A1.x"]


def test_a_newer_law_on_what_is_to_be_undone_is_left_to_the_reader() -> None:
    demand = ask("abolish the curfew for tenants", "change")
    (found,) = link(tell("An act of 2024 governs the curfew for tenants.", "law_in_force", "2024"), to=[demand])
    assert (found.against, found.supports, found.context) == ((), (), ("A1.x",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_for_undoing_do_what_their_example_says(language: str) -> None:
    demand, applied, gone = read_words("links", language)["undo"]["example"]
    found = [link(tell(sentence), to=[ask(demand, "change")], language=language)[0] for sentence in (applied, gone)]
    assert [bool(one.against) for one in found] == [True, False]


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "entry"), SAME, ids=lambda value: str(value)[:40])
def test_words_for_the_same_thing_count_as_the_same(language: str, entry: dict[str, list[str]]) -> None:
    words = load_link_words(language)
    first, second = (set(list_terms(text, words)) for text in entry["example"])
    assert first == second
    assert entry["example"][0] != entry["example"][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_begins_a_sentence_that_goes_on_is_recognised(language: str) -> None:
    words = load_link_words(language)
    assert all(words.goes_on.match(text) for text in read_words("links", language)["goes_on"]["example"])
    assert words.goes_on.match(", and closes at noon")
    assert not words.goes_on.match("Ferries run at night.")


def test_both_languages_have_the_same_lists_of_link_words() -> None:
    english, french = (read_words("links", language) for language in LANGUAGES)
    assert set(english) == set(french)


def test_endings_are_cut_only_off_words_that_stay_long_enough() -> None:
    words = load_link_words("en")
    assert cut_to_stem("inspections", words) == cut_to_stem("inspected", words)
    assert cut_to_stem("gas", words) == "gas"
    assert cut_to_stem("2024", words) == "2024"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("identify", "identification"),
        ("participate", "participation"),
        ("investigated", "investigation"),
        ("transparent", "transparency"),
        ("independence", "independent"),
        ("accountable", "accountability"),
        ("organisation", "organized"),
    ],
)
def test_forms_of_one_word_have_one_stem(one: str, other: str) -> None:
    words = load_link_words("en")
    assert set(list_terms(one, words)) == set(list_terms(other, words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("police", "policy"),
        ("minor", "minority"),
        ("violence", "violation"),
        ("sentence", "sent"),
        ("office", "officer"),
        ("allowance", "allow"),
        ("community", "communication"),
        ("employee", "employment"),
    ],
)
def test_words_that_only_look_alike_have_different_stems(one: str, other: str) -> None:
    words = load_link_words("en")
    assert set(list_terms(one, words)) != set(list_terms(other, words))


@pytest.mark.parametrize(("language", "entry"), SPELLINGS, ids=show)
def test_ways_of_writing_are_made_one(language: str, entry: dict[str, list[str]]) -> None:
    words = load_link_words(language)
    one, other = entry["example"]
    assert one != other
    assert set(list_terms(one, words)) == set(list_terms(other, words))


# --- the same input, the same links -------------------------------------------------------------------------------


@pytest.mark.parametrize("weighting", Weighting)
def test_the_order_of_demands_makes_no_difference(weighting: Weighting) -> None:
    facts = [tell("Inspectors visited prison kitchens."), tell("A statute caps rents.", "law_in_force", "2024")]
    demands = [ask(KITCHENS, name="kitchens"), ask(LEASES, "change", "leases"), ask("light the cells", name="cells")]
    forward = link_facts(facts, demands, CUTOFF, weighting=weighting)
    backward = link_facts(facts, demands[::-1], CUTOFF, weighting=weighting)
    assert [set(one.supports) for one in forward] == [set(one.supports) for one in backward]


def test_a_word_that_stands_everywhere_weighs_less_than_a_rare_one() -> None:
    demands = [ask(f"tenants {word}", name=word) for word in ("lobby", "attic", "cellar")]
    (found,) = link(tell("Tenants cleaned an attic."), to=demands)
    assert [name for name, _ in found.supports] == ["A1.attic"]
