"""Facts are linked to the demands whose words they take up, and to others only as context."""

import datetime as dt

import pytest

from cpcheck.importers.demands import read_words
from cpcheck.importers.facts import FoundFact
from cpcheck.importers.link import FactLinks, Weighting, cut_to_stem, link_facts, list_terms, load_link_words
from cpcheck.model import Ask, Element, EvidenceType, FactDate, Fit, Stage

CUTOFF = dt.date(2023, 6, 16)
LANGUAGES = ("en", "fr")
SAME = [(language, entry) for language in LANGUAGES for entry in read_words("links", language)["same"]]
KITCHENS = "inspect the kitchens of prisons every week"
LEASES = "adopt a statute on leases that caps rents"


def ask(asks: str, ask: str = "ensure", name: str = "x") -> Element:
    return Element(id=f"A1.{name}", asks=asks, ask=Ask(ask), inferred=False)


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
    assert cut_to_stem("uses", words) == "uses"
    assert cut_to_stem("2024", words) == "2024"


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
