"""The words by which facts are told: patterns, verbs, months and units of one language, as YAML data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, UsageError, name_nearest
from cpcheck.importers.patterns import Pattern, PatternSearch
from cpcheck.model import EvidenceType, Stage
from cpcheck.records import record
from cpcheck.store.reader import read_yaml

_LEXICONS = Path(__file__).parent / "lexicons"


@record
class Verbs:
    """Forms of the verbs that reports use: they tell where one statement ends and the next begins."""

    auxiliaries: frozenset[str]
    """Forms that make a clause finite wherever they stand: is, has, shall."""
    base: frozenset[str]
    """Infinitives."""
    present: frozenset[str]
    """Forms of the third person in the present tense."""
    past: frozenset[str]
    """Past tenses and past participles."""
    gerunds: frozenset[str]
    """Forms in -ing, -ant."""
    doubtful: frozenset[str]
    """Forms of the present tense that are more often nouns: measures, plans. They count before an article."""


@record
class Lexicon:
    """All that is known of one language."""

    language: str
    """`en` or `fr`."""
    abbreviations: frozenset[str]
    """Words, in small letters and without their last dot, whose dot ends no sentence."""
    months: Mapping[str, int]
    """Names of months, in small letters, to their numbers."""
    parts: tuple[tuple[str, tuple[int, int]], ...]
    """Parts of a year, as patterns for what stands before it, with their first and last month."""
    numbers: Mapping[str, int]
    """Numbers written as words."""
    scales: Mapping[str, int]
    """Words after a number that multiply it: million."""
    joints: Mapping[str, tuple[str, ...]]
    """Words that join or open clauses, by their role."""
    actions: re.Pattern[str]
    """Begins the name of an action: `the issuance of`. Matched against three words in small letters."""
    units: tuple[tuple[re.Pattern[str], str], ...]
    """What follows a figure, and its unit."""
    verbs: Verbs
    patterns: tuple[Pattern, ...]
    """In the order of the file; of two types with the same weight the one whose pattern comes first decides."""
    search: PatternSearch
    """Finds all of them in a sentence."""


def list_lexicons() -> list[str]:
    """Return the languages that there is a lexicon for."""
    return sorted(path.name.split(".")[1] for path in _LEXICONS.glob("facts.*.yaml"))


@cache
def load_lexicon(language: str = "en") -> Lexicon:
    """Read the lexicon of a language.

    Raises: UsageError for a language without one; DataError where the file cannot be read as YAML.
    """
    known = list_lexicons()
    if language not in known:
        raise UsageError(
            f'no lexicon for the language "{language}"; expected {", ".join(known)}{name_nearest(language, known)}'
        )
    return build_lexicon(read_lexicon_data(language))


def read_lexicon_data(language: str) -> dict[str, Any]:
    """Return the data of a shipped lexicon, which the tests hold against its schema.

    Raises: DataError where the file cannot be read as YAML.
    """
    path = _LEXICONS / f"facts.{language}.yaml"
    text = read_yaml(path.read_bytes(), path.name)
    if text.problems:
        raise DataError(list(text.problems))
    data: dict[str, Any] = text.data
    return data


def build_lexicon(data: Mapping[str, Any]) -> Lexicon:
    """Turn the data of a sound lexicon file into a lexicon."""
    patterns = tuple(_build_pattern(entry) for entry in data["patterns"])
    return Lexicon(
        language=data["language"],
        abbreviations=frozenset(data["abbreviations"]),
        months={name: number for number, names in enumerate(data["months"], 1) for name in names},
        parts=tuple((entry["match"], (entry["months"][0], entry["months"][1])) for entry in data["parts"]),
        numbers=data["numbers"],
        scales=data["scales"],
        joints={role: tuple(words) for role, words in data["joints"].items()},
        actions=re.compile(data["actions"]),
        units=tuple((re.compile(entry["match"]), entry["unit"]) for entry in data["units"]),
        verbs=_inflect_all(data["verbs"]),
        patterns=patterns,
        search=PatternSearch(patterns),
    )


def _build_pattern(entry: Mapping[str, Any]) -> Pattern:
    gives, stage = entry.get("gives"), entry.get("stage")
    return Pattern(
        id=entry["id"],
        gives=None if gives is None else EvidenceType(gives),
        mark=entry.get("mark"),
        stage=None if stage is None else Stage(stage),
        weight=float(entry.get("weight", 0)),
        match=re.compile(entry["match"]),
        is_cased=entry.get("cased", False),
        examples=tuple(entry["examples"]),
        counter_examples=tuple(entry.get("not", ())),
    )


def _inflect_all(data: Mapping[str, Any]) -> Verbs:
    forms: dict[str, set[str]] = {"present": set(), "past": set(), "gerunds": set()}
    for verb in data["regular"]:
        for form, word in _inflect(verb, data["endings"]):
            forms[form].add(word)
    for form, words in data["irregular"].items():
        forms.setdefault(form, set()).update(words)
    return Verbs(
        auxiliaries=frozenset(data["auxiliaries"]),
        base=frozenset(data["regular"]) | frozenset(forms.get("base", ())),
        present=frozenset(forms["present"]),
        past=frozenset(forms["past"]),
        gerunds=frozenset(forms["gerunds"]),
        doubtful=frozenset(data["doubtful"]),
    )


def _inflect(verb: str, endings: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the forms of a regular verb by the first ending that it has."""
    rule = next(rule for rule in endings if re.search(rule["ends"], verb))
    stem = verb[: len(verb) - rule["drop"]]
    for form in ("present", "past", "gerunds"):
        for ending in rule[form]:
            yield form, stem + ending
