"""What stands before the words of a paragraph: bullets, signs of emphasis, section letters, numbers and labels."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError
from cpcheck.model import Strength
from cpcheck.records import record, replace
from cpcheck.store.reader import read_yaml

_LEXICONS = Path(__file__).parent / "lexicons"


class Label(StrEnum):
    """What a printed label announces."""

    DEMAND = "demand"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Reference:
    """An item as a report refers to it; empty where a part is not printed."""

    section: str
    number: str
    letter: str


@record
class Marks:
    """The marks that a paragraph begins with, and what is left of it."""

    has_bullet: bool
    section: str
    """Letter or roman number of a section: `B`; with a number, the two stand together: `A2`."""
    number: str
    """`3`; of `3.1`, `3-1`."""
    letter: str
    """`c`, or a small roman number: `ii`."""
    label: Label | None
    is_weak: bool
    """Whether the label has no sign after it, and may be a word of the sentence: `Response Pursuant to …`."""
    references: tuple[Reference, ...]
    """What the label refers to: `Reply to recommendations 3 and 4:`."""
    rest: str
    """The words, without marks and without emphasis around them."""
    stripped: str
    """The marks as they were printed."""


@cache
def load_layout_words() -> Mapping[str, Any]:
    """Read the words of layout of all languages together: a report may print labels in another than its own.

    Raises: DataError where a file cannot be read as YAML.
    """
    merged: dict[str, Any] = {}
    for path in sorted(_LEXICONS.glob("labels.*.yaml")):
        text = read_yaml(path.read_bytes(), path.name)
        if text.problems:
            raise DataError(list(text.problems))
        for name, value in text.data.items():
            _merge(merged, name, value)
    return merged


def _merge(merged: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(value, list):
        merged[name] = [*merged.get(name, []), *value]
    elif isinstance(value, dict):
        inner = merged.setdefault(name, {})
        for key, words in value.items():
            inner[key] = [*inner.get(key, []), *words]


def join_words(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first, with any white space between their parts."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)


_EMPHASIS = re.compile(r"(?:\*{1,3}(?=\S)|__(?=\S)|#{1,6}\s+|>\s+|\*\*\s*)")
_BULLET = re.compile(r"(?:[^\w\s\"'“”„«»‘’(\[{<§€$£&@#/\\%.,;:!?…]{1,3}(?:\s+|$)|o\s+(?=[A-ZÀ-Ý*✓0-9]))")
"""A sign that is neither letter nor quote: reports hold dashes, ticks, squares and what a font made of them."""
_SECTION_WORD = re.compile(
    rf"(?i:{join_words(load_layout_words()['sections'])})\s+([A-Z]|[IVX]{{1,5}}|[0-9]{{1,2}})(?:\s*[.:–—-]\s*|\s*$|\s+(?=[A-ZÀ-Ý]))"
)
"""`Part A: Courts`, `Chapter 2 Courts`; `Chapter 2 of the Code` is part of a sentence."""
_SECTION = re.compile(r"([A-Z]|[IVX]{2,5})(?:\s*[.):](?:\s+|$|(?=\*))|\s+[–—-]\s+|\s*$)")
_CODE = re.compile(r"([A-Z])\.?\s?([0-9]{1,3})\s?(?:\(?([a-z])\)?)?(?:\s*[.):–—](?:\s+|$|(?=\*))|\s+-\s+|\s*$)")
"""Section letter and number together: `A2c.`, `A.2.`, `Q7:`."""
_NUMBER = re.compile(
    r"(?:\(([0-9]{1,3})\)\s*|([0-9]{1,3}(?:\.[0-9]{1,3}){0,3})(?:([a-z])(?=[.)]))?"
    r"(?:[.)](?:\**\s+|(?=[A-ZÀ-Ý*])|$)|\s+(?=\([a-z]\))|\.?\s*[–—-]\s+))"
)
_DOTTED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){1,3})\.?\s+(?=[A-ZÀ-Ý])")
_LETTER = re.compile(r"(?:\(([a-z]|[ivx]{1,5})\)|([a-z]|[ivx]{1,5})[.)])(?:\**\s+|(?=[A-ZÀ-Ý*]))")
_REFERENCE = r"(?:[A-Z]\.?\s?)?[0-9]{1,3}(?:[.-][0-9]{1,3})*(?:\s?\([a-z]{1,3}\)|[a-z](?![a-z]))?"
_REFERENCES = re.compile(
    r"(?<![\w/(.-])([A-Z])?\.?\s?([0-9]{1,3}(?:[.-][0-9]{1,3})*)(?:\s?\(([a-z]{1,3})\)|([a-z](?![a-z])))?(?![\w/])"
)
_TRAIL = re.compile(r"(?<![\s*_])[\s*_]+$")


@cache
def _compile_label(label: Label) -> re.Pattern[str]:
    words = load_layout_words()
    glued = r"-(?=\S)" if label is Label.DEMAND else r"-(?=[A-ZÀ-Ý*])"
    return re.compile(
        rf"(?i:(?:(?:{join_words(words['before'])})\s+)?(?P<word>{join_words(words[label.value])}))"
        rf"(?:\s*(?i:{join_words(words['number_words'])})?\s*(?P<number>{_REFERENCE}))?"
        rf"(?:(?P<tail>\s+(?i:{join_words(words['after'])})[\s’'][^:–—]{{1,90}}?)(?:\s*(?:[:–—]|\s-\s)|\*\*|(?<![.;!?])$)"
        rf"|\s*(?:[:–—]+|-(?=\s|$)|{glued}|\*\*(?=\W|\s)|__|\.(?=\s|\*|$)|$)"
        rf"|(?P<weak>\s+(?=[A-ZÀ-Ý][a-zà-ÿ]+\s))|(?P<bare>\s+))"
    )


def read_marks(text: str, *, label: str = "", bold: str = "", is_heading: bool = False) -> Marks:
    """Return what a paragraph begins with. `label` is a number or bullet that is none of its words."""
    reader = _MarksReader(text, bold, is_heading=is_heading)
    typed = reader.read()
    if not label:
        return typed
    if (
        typed.number or typed.letter or typed.section
    ):  # a number typed into an entry of a list says more than the list's own
        return replace(typed, has_bullet=True)
    labelled = _MarksReader(f"{label} {text}", bold, is_heading=is_heading).read()
    return replace(labelled, has_bullet=True, stripped=typed.stripped, rest=typed.rest)


class _MarksReader:
    """Takes one mark after the other off a paragraph, in whatever order they were printed."""

    def __init__(self, text: str, bold: str, *, is_heading: bool) -> None:
        self._text = text
        self._place = 0
        self._bold = bold.strip(" \t:–—-.*")
        self._is_heading = is_heading
        self._has_bullet = False
        self._section = self._number = self._letter = ""
        self._label: Label | None = None
        self._is_weak = False
        self._references: list[Reference] = []

    def read(self) -> Marks:
        while self._take_one():
            pass
        rest = self._text[self._place :]
        words = _TRAIL.sub("", rest)
        if words.count("**") % 2:  # an opening sign stood before the marks, or a closing one was left in the line
            first, last = words.rsplit("**", 1)
            words = f"{first} {last}" if first[-1:].isalnum() and last[:1].isalnum() else first + last
        return Marks(
            has_bullet=self._has_bullet,
            section=self._section,
            number=self._number,
            letter=self._letter,
            label=self._label,
            is_weak=self._is_weak,
            references=tuple(self._references),
            rest=words.strip(),
            stripped=self._text[: self._place].strip(),
        )

    def _take_one(self) -> bool:
        if self._place >= len(self._text):
            return False
        return any(
            take()
            for take in (
                self._take_blank,
                self._take_label,
                self._take_emphasis,
                self._take_bullet,
                self._take_section,
                self._take_number,
                self._take_letter,
            )
        )

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self._text, self._place)

    def _take(self, found: re.Match[str] | None) -> bool:
        if found is None or found.end() == self._place:
            return False
        self._place = found.end()
        return True

    def _take_blank(self) -> bool:
        return self._take(self._match(re.compile(r"\s+")))

    def _take_emphasis(self) -> bool:
        return self._take(self._match(_EMPHASIS))

    def _take_bullet(self) -> bool:
        taken = self._take(self._match(_BULLET))
        self._has_bullet |= taken
        return taken

    def _take_label(self) -> bool:
        """Take a label off; a second one of the same kind too, since reports print labels doubled."""
        for label in Label:
            if self._label not in (None, label) or (self._is_weak and self._label):
                continue
            found = self._match(_compile_label(label))
            if not found or (found["weak"] is not None and self._label):
                continue
            is_set_off = self._is_set_off(found)
            if found["bare"] is not None and not is_set_off:
                continue
            self._is_weak = found["weak"] is not None and not is_set_off
            self._label = label
            self._read_references(found["number"] or "", label)
            self._read_references(found["tail"] or "", label)
            return self._take(found)
        return False

    def _is_set_off(self, found: re.Match[str]) -> bool:
        """Tell whether bold type ends where a label does, so that it needs no sign after it."""
        printed = found[0].strip(" \t:–—-.*").casefold()
        return bool(printed) and self._bold.casefold().endswith(printed)

    def _read_references(self, text: str, label: Label) -> None:
        for section, number, bracketed, letter in _REFERENCES.findall(text):
            reference = Reference(section, number.replace(".", "-"), bracketed or letter)
            if label is Label.DEMAND and not self._number:
                self._section, self._number, self._letter = section, reference.number, reference.letter
            elif label is Label.ANSWER and reference not in self._references:
                self._references.append(reference)

    def _take_section(self) -> bool:
        if self._section or self._number or self._letter or self._label:
            return False
        code = self._match(_CODE)
        if code:
            self._section, self._number, self._letter = code[1], code[2], code[3] or ""
            return self._take(code)
        found = self._match(_SECTION_WORD) or self._match(_SECTION)
        if found:
            self._section = found[1]
        return self._take(found)

    def _take_number(self) -> bool:
        if self._number or self._label is Label.ANSWER:
            return False
        found = self._match(_NUMBER)
        if found:
            self._number, self._letter = (found[1] or found[2]).replace(".", "-"), found[3] or self._letter
            return self._take(found)
        found = self._match(_DOTTED) or (
            self._match(re.compile(r"([0-9]{1,2})\s+(?=[A-ZÀ-Ý])")) if self._is_heading else None
        )
        if found:
            self._number = found[1].replace(".", "-")
        return self._take(found)

    def _take_letter(self) -> bool:
        if self._letter or self._label is Label.ANSWER:
            return False
        found = self._match(_LETTER)
        if found:
            self._letter = found[1] or found[2]
        return self._take(found)


def find_strength(text: str) -> Strength | None:
    """Return the strength of a demand that a body speaks in person: `GRETA urges the authorities to …`.

    UNSTATED where its verb is another, such as recommends; None where the words are no such demand. The authorities
    must be spoken to, since reports also quote what a body considers.
    """
    found = _compile_spoken().match(text)
    if not found:
        return None
    verb = found["verb"].casefold()
    strengths = load_layout_words()["strengths"]
    return next((Strength(name) for name, verbs in strengths.items() if verb in verbs), Strength.UNSTATED)


@cache
def _compile_spoken() -> re.Pattern[str]:
    words = load_layout_words()
    verbs = [*(verb for verbs in words["strengths"].values() for verb in verbs), *words["other_verbs"]]
    return re.compile(
        rf"(?:[^.;:]{{1,240}},\s+)?(?i:{join_words(words['speakers'])})(?:\s+\w+){{0,3}}?\s+(?P<verb>(?i:{join_words(verbs)}))\b"
        rf"(?=[^.]{{0,300}}\b(?i:{join_words(words['addressees'])})\b)",
        re.DOTALL,
    )


def opens_demand(text: str) -> bool:
    """Tell whether words begin as a demand does: with its verb, `ensuring that …`, `further strengthen …`."""
    return bool(_compile_demand_verbs().match(text))


@cache
def _compile_demand_verbs() -> re.Pattern[str]:
    words = load_layout_words()
    verbs = [form for verb in words["demand_verbs"] for form in (verb, _form_gerund(verb))]
    return re.compile(rf"(?i:(?:(?:{join_words(words['before_verbs'])})\s*)*(?:{join_words(verbs)}))(?!\w)")


def _form_gerund(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    if re.search(r"[^aeiou][aeiou][pt]$", first) and first in {"set", "put", "equip"}:
        first += first[-1]
    stem = first.removesuffix("e")
    return f"{stem}ing {rest}".strip()


def has_modal(text: str) -> bool:
    """Tell whether words say what should be done."""
    return bool(re.search(rf"\b(?i:{join_words(load_layout_words()['modal'])})\b", text))


def is_open(text: str) -> bool:
    """Tell whether a sentence breaks off: no sign ends it, or it ends with a word that needs another."""
    words = text.rstrip(" *_")
    return not words.endswith((".", ";", ":", "!", "?", "…", ")")) or ends_open(words)


def ends_open(text: str) -> bool:
    """Tell whether the last word needs another: `the`, `of`, `and`."""
    return bool(re.search(rf"(?:^|\s)(?i:{join_words(load_layout_words()['open_words'])})$", text.rstrip(" *_")))


def find_paragraph(text: str) -> int | None:
    """Return the paragraph of the evaluation report that stands in brackets: `(paragraph 46)`."""
    found = re.search(rf"\([^()]*(?i:{join_words(load_layout_words()['paragraph'])})\s*([0-9]{{1,4}})", text)
    return int(found[1]) if found else None


def find_articles(text: str) -> tuple[str, ...]:
    """Return the articles of the convention that words name: `Article 11 of the Convention`, not those of a code."""
    words = load_layout_words()
    article = rf"(?i:{join_words(words['article'])})"
    numbers = rf"([0-9]{{1,3}}(?:\s*(?:,|{join_words(words['joints'])}|{join_words(words['range'])})\s*[0-9]{{1,3}})*)"
    after = rf"{article}\s+{numbers}(?:\s*\([0-9a-z]\))?\s+(?i:{join_words(words['convention'])})\b"
    before = rf"(?i:{join_words(words['before_article'])})\s*\(\s*{article}\s+{numbers}"
    found = [
        number for part in re.findall(after, text) + re.findall(before, text) for number in re.findall(r"[0-9]+", part)
    ]
    return tuple(dict.fromkeys(found))
