"""Lexicons of facts: sound data, patterns that cannot run away, and verbs inflected as the language does."""

import json
import re
from typing import Any

import pytest

from cpcheck.errors import UsageError
from cpcheck.importers.lexicon import Lexicon, build_lexicon, list_lexicons, load_lexicon, read_lexicon_data
from cpcheck.model import EvidenceType
from cpcheck.store.reader import read_yaml
from cpcheck.store.schemas import find_breaches, read_schema_text

LANGUAGES = list_lexicons()
_NO_REPETITION = re.compile(r"\\.|\[[^\]]*\]")
"""Escaped signs and sets of letters: what stands in them repeats nothing."""
_LOOSE = re.compile(r"[+*]|\{\d*,\}")
"""Repetition without a bound."""


def repeats_without_bound(pattern: str) -> bool:
    return _LOOSE.search(_NO_REPETITION.sub("", pattern)) is not None


@pytest.fixture(params=LANGUAGES)
def lexicon(request: pytest.FixtureRequest) -> Lexicon:
    return load_lexicon(request.param)


def test_there_is_a_lexicon_of_english_and_one_of_french() -> None:
    assert LANGUAGES == ["en", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lexicon_follows_its_published_schema(language: str) -> None:
    data = read_lexicon_data(language)
    text = read_yaml(repr_yaml(data), f"facts.{language}.yaml")
    assert find_breaches(text, "lexicon") == []
    assert data["language"] == language


def repr_yaml(data: dict[str, Any]) -> bytes:
    return json.dumps(data).encode()


def test_the_schema_refuses_a_pattern_that_both_gives_a_type_and_marks() -> None:
    data = read_lexicon_data("en")
    wrong = {"id": "law.both", "gives": "policy", "mark": "nothing", "match": "x", "examples": ["x"]}
    text = read_yaml(repr_yaml({**data, "patterns": [wrong]}), "facts.en.yaml")
    assert find_breaches(text, "lexicon") != []


def test_the_schema_names_every_type_of_evidence() -> None:
    schema = json.loads(read_schema_text("lexicon"))
    assert set(schema["$defs"]["pattern"]["properties"]["gives"]["enum"]) == {kind.value for kind in EvidenceType}


def test_every_repetition_in_a_pattern_is_bounded(lexicon: Lexicon) -> None:
    patterns = [*((one.id, one.match) for one in lexicon.patterns), *((unit, match) for match, unit in lexicon.units)]
    assert [name for name, match in patterns if repeats_without_bound(match.pattern)] == []


@pytest.mark.parametrize(
    ("pattern", "is_loose"),
    [("a+", True), ("(?:a|b)*", True), ("a{2,}", True), (r"a{1,9}\+[*+]?", False), ("a?", False)],
)
def test_a_repetition_without_bound_is_seen(pattern: str, is_loose: bool) -> None:
    assert repeats_without_bound(pattern) is is_loose


def test_every_type_but_a_count_has_a_pattern(lexicon: Lexicon) -> None:
    given = {pattern.gives for pattern in lexicon.patterns}
    assert set(EvidenceType) - given == {EvidenceType.STATISTIC}


def test_a_pattern_searched_in_small_letters_asks_for_none_that_are_capital(lexicon: Lexicon) -> None:
    plain = [one for one in lexicon.patterns if not one.is_cased]
    capital = [one.id for one in plain if any("A" <= letter <= "Z" for letter in one.match.pattern)]
    assert capital == []


def test_both_languages_know_the_same_kinds_of_sign() -> None:
    kinds = [{pattern.id.split(".")[0] for pattern in load_lexicon(language).patterns} for language in LANGUAGES]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize(
    ("language", "present", "past", "gerund"),
    [
        ("en", "ensures", "ensured", "ensuring"),
        ("en", "identifies", "identified", "identifying"),
        ("en", "publishes", "published", "publishing"),
        ("en", "holds", "held", "holding"),
        ("fr", "forme", None, "formant"),
        ("fr", "protège", None, "protégeant"),
        ("fr", "prévoient", None, "prévoyant"),
    ],
)
def test_verbs_have_their_forms(language: str, present: str, past: str | None, gerund: str) -> None:
    verbs = load_lexicon(language).verbs
    assert present in verbs.present
    assert past is None or past in verbs.past
    assert gerund in verbs.gerunds


def test_months_are_known_by_name_and_abbreviation() -> None:
    assert load_lexicon("en").months["sept"] == 9
    assert load_lexicon("fr").months["août"] == 8


def test_an_unknown_language_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="expected en, fr"):
        load_lexicon("xx")


def test_weights_add_up_in_the_order_of_the_file() -> None:
    data = read_lexicon_data("en")
    turned = build_lexicon({**data, "patterns": data["patterns"][::-1]})
    assert [one.id for one in turned.patterns] == [one.id for one in load_lexicon("en").patterns][::-1]
