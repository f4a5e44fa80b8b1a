"""Words of facts and demands made comparable: spelling, stems, words for the same thing, and what a word tells."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from cpcheck.importers.demands import read_words
from cpcheck.model import EvidenceType
from cpcheck.records import replace

_NEVER = re.compile("(?!)")
_STANDS_FOR = "="
"""Before the word that stands for others, so that it is no stem of a further one: `police` has that of `policy`."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LinkWords:
    """What links the facts and demands of one language. There is one of each language, so each equals only itself."""

    common: frozenset[str]
    """Words that show no common subject."""
    spellings: tuple[tuple[re.Pattern[str], str], ...]
    """Ways of writing that are made one."""
    endings: tuple[tuple[str, int], ...]
    """Cut off words, the longest first, each with the letters that have to be left."""
    whole: frozenset[str]
    """Words that are not cut, since their stem would be that of another word."""
    same: Mapping[str, str]
    """A word, or several in a row, to what stands for all with that meaning."""
    phrases: re.Pattern[str]
    """Those of them that are several words, the longest first."""
    setting: re.Pattern[str]
    """Begins what a demand says beside its core: by what standard, to what end, where above all."""
    light: frozenset[str]
    """Terms of verbs that many demands have, and of words that qualify what is asked for."""
    persons: frozenset[str]
    """Terms that name only whom a demand is for."""
    answers: Mapping[EvidenceType, re.Pattern[str]]
    """Demands that a fact of this type can answer; those of the other types can answer any."""
    changes: re.Pattern[str]
    """Facts that tell of something being made, changed or begun."""
    undo: re.Pattern[str]
    """Demands that something be undone."""
    undone: re.Pattern[str]
    """Facts that tell of it being undone."""
    speaks_of_all: re.Pattern[str]
    """What names the recommendation itself."""
    goes_on: re.Pattern[str]
    """Beginnings of what goes on with the sentence before."""

    def list_core(self, demand: str) -> frozenset[str]:
        """Return the terms of a demand that tell what is asked for."""
        return frozenset(list_terms(self.setting.sub(" ", demand), self)) - self.light


@lru_cache(maxsize=4096)
def list_terms(text: str, words: LinkWords) -> Mapping[str, str]:
    """Return the words of a text that tell its subject, each cut to its stem, with the first way the text spells it."""
    small = _spell(unicodedata.normalize("NFC", text).lower().replace("’", "'"), words)
    terms: dict[str, str] = {}
    for found in words.phrases.finditer(small):
        terms.setdefault(words.same[found[0]], found[0])
    small = words.phrases.sub(" ", small)
    for word in re.findall(r"[^\W_]+(?:[-.][^\W_]+)*", small):
        if word not in words.common and len(word) > 1:
            terms.setdefault(words.same.get(word, cut_to_stem(word, words)), word)
    return terms


def _spell(text: str, words: LinkWords) -> str:
    for pattern, spelling in words.spellings:
        text = pattern.sub(spelling, text)
    return text


def cut_to_stem(word: str, words: LinkWords) -> str:
    """Return a word without the first ending that leaves enough of it."""
    if word.isdigit() or word in words.whole:
        return word
    for ending, kept in words.endings:
        if word.endswith(ending) and len(word) - len(ending) >= kept:
            return word[: -len(ending)]
    return word


@cache
def load_link_words(language: str) -> LinkWords:
    """Read and compile the words of one language. Raises: UsageError."""
    data = read_words("links", language)
    bare = _build_bare_words(data)
    same = {
        _spell(word, bare): f"{_STANDS_FOR}{group['words'][0]}"
        for group in data["same"][::-1]
        for word in group["words"]
    }
    phrases = sorted((word for word in same if not word.isalnum()), key=len, reverse=True)
    told = replace(bare, same=same, phrases=re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b"))
    return replace(told, light=_gather(data["light"], told), persons=_gather(data["persons"], told))


def _build_bare_words(data: Mapping[str, Any]) -> LinkWords:
    """Build the words without those that are themselves compared."""
    endings = ((ending, group["keep"]) for group in data["endings"] for ending in group["cut"])
    return LinkWords(
        common=frozenset(data["common"]),
        spellings=tuple((re.compile(entry["find"]), entry["write"]) for entry in data["spellings"]),
        endings=tuple(sorted(endings, key=lambda pair: (-len(pair[0]), pair))),
        whole=frozenset(data["whole"]),
        same={},
        phrases=_NEVER,
        setting=_compile(rf"{data['setting']['aside']}|,?\s(?:{data['setting']['begins']})\b.*"),
        light=frozenset(),
        persons=frozenset(),
        answers={EvidenceType(entry["type"]): _compile(entry["demand"]) for entry in data["answers"]},
        changes=_compile(rf"\b(?:{data['changes']['words']})"),
        undo=_compile(rf"\s*{data['undo']['demand']}\b"),
        undone=_compile(rf"\b{data['undo']['done']}"),
        speaks_of_all=_compile(rf"\b(?:{data['speaks_of_all']['words']})\b"),
        goes_on=re.compile(rf"\s*(?:[,;:–—-]|[a-zà-ÿ]|(?i:(?:{'|'.join(data['goes_on']['words'])})\b))"),
    )


def _gather(listed: Iterable[str], words: LinkWords) -> frozenset[str]:
    return frozenset(term for word in listed for term in list_terms(word, words))


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
