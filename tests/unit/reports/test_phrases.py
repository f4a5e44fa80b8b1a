"""What a condition came to is said in words that follow its outcome."""

from typing import Any

import pytest

from cpcheck.model import Ask, FactDate, Fit, Link, Relation, Timing, Where
from cpcheck.reports.labels import load_labels
from cpcheck.reports.phrases import name_place, name_theme, phrase_explanation
from cpcheck.rulebook import ElementSubject, LinkSelector, build_condition
from tests.cases import make_fact

LABELS = load_labels()


def subject() -> ElementSubject:
    fact = make_fact("r1.1", "practice", date="2024-01-01")
    day = FactDate.parse("2024-01-01").earliest
    link = Link(
        relation=Relation.SUPPORTS, fit=Fit.PARTIAL, evidence=(fact,), timing=Timing.AFTER, earliest=day, latest=day
    )
    return ElementSubject(ask=Ask.ENSURE, candidates=(link,))


PARTIAL = {"exists": {"link": ["supports"], "fit": ["partial"]}}
FULL = {"exists": {"link": ["supports"], "fit": ["full"], "operative": True}}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (PARTIAL, "partial evidence on it: r1.1"),
        (FULL, "no full operative evidence on it"),
        ({"not": FULL}, "no full operative evidence on it"),
        ({"not": PARTIAL}, "partial evidence on it: r1.1"),
        ({"ask": ["ensure"]}, "the ask is ensure"),
        ({"ask": ["change", "consider"]}, "the ask is ensure, not change or consider"),
        ({"not": {"ask": ["change"]}}, "the ask is ensure, not change"),
        ({"all": [PARTIAL, FULL]}, "no full operative evidence on it"),
        ({"all": [{"ask": ["change"]}, FULL]}, "the ask is ensure, not change"),
        ({"all": [PARTIAL, {"ask": ["ensure"]}]}, "partial evidence on it: r1.1; and the ask is ensure"),
        ({"any": [PARTIAL, FULL]}, "partial evidence on it: r1.1"),
        ({"any": [FULL, {"ask": ["change"]}]}, "no full operative evidence on it; and the ask is ensure, not change"),
        ({"otherwise": True}, "it holds always"),
        (
            {"count": {"of": {"timing": ["after"]}, "at_least": 2}},
            "evidence after the cut-off, 1 of 1: r1.1 (asked for: at least 2)",
        ),
        (
            {"count": {"of": {"timing": ["before"]}, "at_least": 1, "at_most": 3}},
            "evidence before the cut-off, 0 of 1 (asked for: at least 1 and at most 3)",
        ),
        ({"every": {"link": ["supports"]}}, "evidence on it, 1 of 1: r1.1 (asked for: all, and at least one)"),
        ({"every": {"fit": ["full"]}}, "full evidence, 0 of 1 (asked for: all, and at least one)"),
        (
            {"share": {"of": {"link": ["supports"]}, "at_least": 0.333, "below": 0.5}},
            "evidence on it, 1 of 1 (100 %): r1.1 (asked for: at least 33.3 % and less than 50 %)",
        ),
        (
            {"exists": {"type": ["refusal"], "later_than": {"link": ["against"]}}},
            "no refusal, with no evidence against it as late or later",
        ),
    ],
)
def test_a_condition_is_put_into_words(condition: dict[str, Any], words: str) -> None:
    explanation = build_condition(condition, LinkSelector.build).evaluate(subject())
    assert phrase_explanation(explanation, LABELS) == words


def test_a_share_of_nothing_is_put_into_words() -> None:
    share = build_condition({"share": {"of": {"link": ["supports"]}, "at_least": 0.5}}, LinkSelector.build)
    explanation = share.evaluate(ElementSubject(ask=Ask.ENSURE, candidates=()))
    assert phrase_explanation(explanation, LABELS) == "evidence on it, 0 of 0 (asked for: at least 50 %)"


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (None, ""),
        (Where(lines=(4, 4), pages=None), "line 4"),
        (Where(lines=(4, 9), pages=(2, 3)), "lines 4-9, pages 2-3"),
        (Where(lines=None, pages=(2, 2)), "page 2"),
    ],
)
def test_a_place_is_named(where: Where | None, words: str) -> None:
    assert name_place(where, LABELS) == words


def test_a_theme_is_shown_as_words() -> None:
    assert name_theme("labour-exploitation") == "labour exploitation"
