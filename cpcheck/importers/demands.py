"""A demand in the words of the source to elements: what in it can be checked by itself, and what kind of ask each is.

A demand is split where its own words join several: lettered limbs, sentences, clauses with "that", and verbs that are
joined by a comma, by "and" or by "by". What verbs there are, and what kind of ask each makes, is data, one file for
each language in `lexicons/`. What one verb holds together is the matter of `demand_parts.py`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cpcheck.errors import DataError, UsageError, name_nearest
from cpcheck.importers.demand_parts import PartWords, build_part_words, split_parts, take_named
from cpcheck.model import Ask, Element
from cpcheck.records import record
from cpcheck.store.reader import read_yaml

_LEXICONS = Path(__file__).parent / "lexicons"

_LIMB = re.compile(r"(?:^|\n|[;,]\s*(?:and|et)\b|(?<=[:;.,]))[ \t]*(?:\(?(?:[a-z]|[ivx]{1,4})\)|[-•–▪✓])[ \t]+")
"""A letter in brackets or a bullet, at the beginning of a line or after what ends a limb."""
_REFERENCE = re.compile(r"\s*\((?:paragraphs?|paragraphes?|paras?\.?|articles?)\s[^()]{1,40}\)", re.IGNORECASE)
"""`(paragraph 71)`: says where the demand comes from, not what is asked."""
_SENTENCE_END = re.compile(r"(?<=\.)(?<!No\.)(?<!art\.)(?<!Art\.)(?<!para\.)\s+(?=[^\W\d_])")
_WORD = re.compile(r"\w")
_EDGES = " \t\n,;:.*_–—-"
_DEFAULT_ASK = Ask.ENSURE
"""For a demand whose verb no list names: a state of affairs is asked for, and nothing says that a law must change."""
_ADVERBS = 2
"""Words that may stand before the first verb of a demand: `very promptly adopt`."""
_JOINT_LENGTH = 80
"""Letters before a verb among which what joins it is looked for; joints and adverbs together are shorter."""
_TITLE = re.compile(r"\s[A-ZÀ-Ý][\w’'-]+\s(?:and|or|et|ou)$")
"""`the Convention on Preventing and`: what follows with a capital still belongs to a title."""
_MIN_NAME_LENGTH = 4
"""Letters of a word that may give an element its name; shorter ones tell little."""


@record
class _Verb:
    """A verb, or words under which a row of verbs stands, as a pattern."""

    pattern: re.Pattern[str]
    ask: Ask
    is_noun: bool = False
    """Whether it is a noun as often, so that what follows decides."""
    is_row: bool = False
    """Of words that stand before verbs: whether commas go on with the row."""


@record
class DemandWords:
    """What splits the demands of one language."""

    lead_ins: re.Pattern[str]
    frames: tuple[_Verb, ...]
    verbs: tuple[_Verb, ...]
    any_verb: _Verb
    """A verb that no list names."""
    announced: re.Pattern[str]
    """What has to stand before it: `in particular by`."""
    joint: re.Pattern[str]
    means: re.Pattern[str]
    """A joint after which a way of doing it is told, with a verb of another form."""
    purpose: re.Pattern[str]
    infinitive: re.Pattern[str]
    """`an act to define and`: what follows still tells what the object is for."""
    asides: re.Pattern[str]
    that_verb: re.Pattern[str]
    that_joint: re.Pattern[str]
    passive: re.Pattern[str]
    subject_joint: re.Pattern[str]
    """What stands before the subject of another passive."""
    gerund: re.Pattern[str]
    not_object: re.Pattern[str]
    """What follows a noun and never a verb with an object."""
    adverb: re.Pattern[str]
    little: frozenset[str]
    """Words that give no element its name."""
    parts: PartWords


@record
class _Clause:
    """One part of a demand and what kind of ask it is."""

    text: str
    ask: Ask
    lead: str = ""
    """Words that it begins with and every part of it needs: its verb."""


@record
class _Found:
    """A verb that begins a part."""

    begin: int
    """Where its part begins: at the words it stands under, where they are right before it."""
    start: int
    end: int
    ask: Ask
    frame: str
    """Words that it stands under; empty where there are none."""


def draft_elements(item_id: str, text: str, chapeau: str = "", language: str = "en") -> tuple[Element, ...]:
    """Split a demand into elements, in its order; always at least one where there are words.

    Where it has limbs, the words before them only lead to them and make no element. A `chapeau` gives the ask to a limb
    without a verb of its own.

    Raises: UsageError for a language without a lexicon.
    """
    words = load_demand_words(language)
    lead, limbs = _split_limbs(_REFERENCE.sub("", text))
    given = _find_chapeau_ask(lead if limbs else chapeau, words)
    clauses = [
        part
        for limb in limbs or (lead,)
        for clause in _split_limb(limb, words, given)
        for part in _split_parts(clause, words)
    ]
    names = _name_all([clause.text for clause in clauses], words)
    return tuple(
        Element(id=f"{item_id}.{name}", asks=clause.text, ask=clause.ask, inferred=False)
        for name, clause in zip(names, clauses, strict=True)
    )


def _split_parts(clause: _Clause, words: DemandWords) -> Iterator[_Clause]:
    """Yield what one verb of a demand holds together, each with its ask."""
    for part in split_parts(clause.text, clause.lead, words.parts):
        if _WORD.search(part):
            yield _Clause(text=part, ask=clause.ask)


# --- limbs and sentences ------------------------------------------------------------------------------------------


def _split_limbs(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the words before the first limb, and the limbs; no limbs where the demand has none."""
    first, *limbs = _LIMB.split(text)
    kept = tuple(limb for limb in limbs if limb.strip(_EDGES))
    return first, kept


def _find_chapeau_ask(chapeau: str, words: DemandWords) -> Ask:
    """Return the ask that the last verb of a chapeau makes, for limbs that have no verb."""
    sentences = [sentence for sentence in _SENTENCE_END.split(chapeau) if sentence.strip(_EDGES)]
    clauses = list(_split_sentence(sentences[-1], words, _DEFAULT_ASK)) if sentences else []
    return clauses[-1].ask if clauses else _DEFAULT_ASK


def _split_limb(limb: str, words: DemandWords, given: Ask) -> Iterator[_Clause]:
    """Yield the parts of a limb; a sentence that asks nothing is left out where another one asks."""
    sentences = [" ".join(part.split()).strip(_EDGES) for part in _SENTENCE_END.split(limb)]
    asking = [sentence for sentence in sentences if _is_asking(sentence, words)]
    for sentence in asking or [" ".join(limb.split())]:
        for part in sentence.split(";"):
            yield from _split_sentence(_trim(part, words), words, given)


def _is_asking(sentence: str, words: DemandWords) -> bool:
    start = words.lead_ins.match(sentence)
    begins = any(verb.pattern.match(sentence) for verb in (*words.frames, *words.verbs))
    return bool(start and start.end()) or begins or bool(words.passive.search(sentence))


def _split_sentence(sentence: str, words: DemandWords, given: Ask) -> Iterator[_Clause]:
    rest = sentence.strip(_EDGES)
    while (lead := words.lead_ins.match(rest)) and lead.end():
        rest = rest[lead.end() :].strip(_EDGES)
    for part in _split_passives(rest, words):
        if _WORD.search(part):
            yield from _split_verbs(part, words, given)


def _split_passives(text: str, words: DemandWords) -> Iterator[str]:
    """Yield the parts of "A should be done, B should be done", each with its own subject."""
    found = [match.start() for match in words.passive.finditer(text)]
    cuts = [0]
    for place in found[1:]:
        joints = list(words.subject_joint.finditer(text, cuts[-1], place))
        if joints:
            cuts.append(joints[-1].end())
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        yield _trim(text[start:end], words)


# --- verbs --------------------------------------------------------------------------------------------------------


def _split_verbs(text: str, words: DemandWords, given: Ask) -> Iterator[_Clause]:
    masked = words.asides.sub(lambda match: " " * len(match[0]), text)
    found = list(_find_verbs(masked, words))
    if not found:
        yield from _split_thats(_Clause(text=text, ask=given), words)
        return
    before = _trim(text[: found[0].begin], words)
    if len(before.split()) > _ADVERBS:
        yield _Clause(text=before, ask=given)
        before = ""
    ends = [*(verb.begin for verb in found[1:]), len(text)]
    objects = [_cut_object(text, masked, verb.end, end, words) for verb, end in zip(found, ends, strict=True)]
    for place, verb in enumerate(found):
        shared = objects[place] or take_named(next((rest for rest in objects[place:] if rest), ""), words.parts)[0]
        told = (before if place == 0 else "", verb.frame, text[verb.start : verb.end].strip())
        lead = " ".join(part for part in told if part)
        whole = f"{lead} {shared}".strip(_EDGES)
        yield from _split_thats(_Clause(text=whole, ask=verb.ask, lead=lead), words)


def _cut_object(text: str, masked: str, start: int, end: int, words: DemandWords) -> str:
    """Return what a verb acts on; nothing where only an aside stands between it and the next one."""
    kept = _trim(masked[start:end], words)
    begin = masked.find(kept, start)
    return text[begin : begin + len(kept)]


@dataclass(slots=True)
class _Row:
    """Words that verbs stand under, while a sentence is read."""

    verb: _Verb
    found: re.Match[str]
    is_gerund: bool | None = None
    """Form of the first verb under them; None before it."""


def _find_verbs(masked: str, words: DemandWords) -> Iterator[_Found]:
    """Yield the verbs that begin a part: the first one, and those joined to it in its own form or after "by"."""
    forms: set[bool] = set()
    row: _Row | None = None
    place = 0
    for verb, found in _list_verbs(masked, words):
        if found.start() < place:
            continue
        place = found.end()
        is_gerund = bool(words.gerund.match(found[0].split()[0]))
        is_next = row is not None and not words.adverb.sub("", masked[row.found.end() : found.start()]).strip()
        since = row.found.end() if row else 0
        if not is_next and not _begins_part(masked, since, verb, found, words, forms):
            continue
        if verb in words.frames:
            row = _Row(verb=verb, found=found)
        elif row and row.is_gerund is None:
            row.is_gerund = is_gerund
        elif row and (is_gerund != row.is_gerund or not (row.verb.is_row or _is_close(masked, found.start(), words))):
            row = None
        forms.add(is_gerund)
        if verb in words.frames and _verb_at(masked, _skip_adverb(masked, found.end(), words), words):
            continue
        adverb = masked[row.found.end() : found.start()].strip() if row and is_next else ""
        yield _Found(
            begin=row.found.start() if row and is_next else found.start(),
            start=found.start(),
            end=found.end(),
            ask=row.verb.ask if row else verb.ask,
            frame=f"{row.found[0].strip()} {adverb}".strip() if row and row.found is not found else "",
        )


def _begins_part(
    masked: str, since: int, verb: _Verb, found: re.Match[str], words: DemandWords, forms: set[bool]
) -> bool:
    """Tell whether a verb begins a part; a purpose named before `since` belongs to the words it stands under."""
    before = masked[: found.start()].rstrip()
    is_gerund = bool(words.gerund.match(found[0].split()[0]))
    if is_gerund and words.means.search(before, max(0, len(before) - _JOINT_LENGTH)):
        return True
    if verb.is_noun and before and not _has_object(masked, found.end(), words):
        return False
    if not forms:
        return len(before.split()) <= _ADVERBS or bool(_find_joint(before, words))
    if is_gerund not in forms or (found[0][0].isupper() and _TITLE.search(before)):
        return False
    if not is_gerund and words.infinitive.search(masked[since : found.start()].rstrip()):
        return False
    return bool(_find_joint(before, words)) and not words.purpose.search(
        before, max(since, before.rfind(",") + 1, before.rfind(";") + 1)
    )


def _skip_adverb(masked: str, place: int, words: DemandWords) -> int:
    adverb = words.adverb.match(masked, place)
    return adverb.end() if adverb else place


def _is_close(masked: str, start: int, words: DemandWords) -> bool:
    """Tell whether a verb is joined to the one before by a word alone, without a comma."""
    joint = _find_joint(masked[:start].rstrip(), words)
    return bool(joint and joint[0][0] not in ",;:" and masked[: joint.start()].rstrip()[-1:] not in ",;:")


def _verb_at(text: str, place: int, words: DemandWords) -> bool:
    begin = len(text) - len(text[place:].lstrip())
    return any(verb.pattern.match(text, begin) for verb in (*words.frames, *words.verbs))


def _list_verbs(text: str, words: DemandWords) -> list[tuple[_Verb, re.Match[str]]]:
    """Return every match of every verb by its place, the longest first of several at the same place."""
    found = [(verb, match) for verb in (*words.frames, *words.verbs) for match in verb.pattern.finditer(text)]
    found += [
        (words.any_verb, match)
        for match in words.any_verb.pattern.finditer(text)
        if words.announced.search(text[: match.start()].rstrip())
    ]
    return sorted(found, key=lambda pair: (pair[1].start(), -pair[1].end()))


def _find_joint(text: str, words: DemandWords) -> re.Match[str] | None:
    """Return what stands at the end of a text and joins a part to the next one."""
    return words.joint.search(text, max(0, len(text) - _JOINT_LENGTH))


def _has_object(masked: str, end: int, words: DemandWords) -> bool:
    """Tell whether a word that may be a noun is followed by what a verb acts on, or by another verb joined to it."""
    rest = masked[end:]
    if not words.not_object.match(rest):
        return True
    joint = re.match(r"\s*(?:,|and|or|et|ou)\s+", rest)
    return bool(joint and any(verb.pattern.match(rest, joint.end()) for verb in words.verbs))


def _split_thats(clause: _Clause, words: DemandWords) -> Iterator[_Clause]:
    """Yield "ensure that A" and "ensure that B" for "ensure that A and that B"."""
    lead = words.that_verb.match(clause.text)
    if not lead:
        yield clause
        return
    for part in words.that_joint.split(clause.text[lead.end() :]):
        if part.strip(_EDGES):
            yield _Clause(text=f"{lead[0].strip()} {part.strip(_EDGES)}", ask=clause.ask, lead=lead[0].strip())


def _trim(text: str, words: DemandWords) -> str:
    """Take off what joined a part to the next one."""
    rest = text.strip(_EDGES)
    while joint := _find_joint(rest, words):
        shorter = rest[: joint.start()].strip(_EDGES)
        if shorter == rest:
            break
        rest = shorter
    return rest


# --- names --------------------------------------------------------------------------------------------------------


def _name_all(texts: list[str], words: DemandWords) -> list[str]:
    """Give each part a word of its own that the others lack, its verb only where it has no other."""
    spelt = [_list_names(text, words) for text in texts]
    holding = Counter(word for known in spelt for word in known)
    numbers: Counter[str] = Counter()
    used: dict[str, None] = {}
    for own in spelt:
        free = [word for word in own if word not in used]
        name = next((word for word in free if holding[word] == 1), free[0] if free else "")
        first = own[0] if own else "part"
        while not name:
            numbers[first] += 1
            numbered = f"{first}-{numbers[first] + 1}"
            name = "" if numbered in used else numbered
        used[name] = None
    return list(used)


def _list_names(text: str, words: DemandWords) -> list[str]:
    found = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower())
    spelt = [(_spell_plainly(word), _is_verb(word, words)) for word in found]
    known = [(name, verb) for name, verb in spelt if len(name) >= _MIN_NAME_LENGTH and name not in words.little]
    return list(dict.fromkeys([*(name for name, verb in known if not verb), *(name for name, _ in known)]))


def _spell_plainly(word: str) -> str:
    """Return a word in the letters that an id may have."""
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()


def _is_verb(word: str, words: DemandWords) -> bool:
    return any(verb.pattern.fullmatch(word) for verb in words.verbs)


# --- words --------------------------------------------------------------------------------------------------------


def read_words(kind: str, language: str) -> Mapping[str, Any]:
    """Read one of the lexicons of this package that belong to demands or links.

    Raises: UsageError for a language that has none; DataError where the file is broken.
    """
    path = _LEXICONS / f"{kind}.{language}.yaml"
    if not path.is_file():
        known = sorted(file.name.split(".")[1] for file in _LEXICONS.glob(f"{kind}.*.yaml"))
        raise UsageError(
            f'there are no {kind} words for the language "{language}"; expected one of {", ".join(known)}'
            f"{name_nearest(language, known)}"
        )
    text = read_yaml(path.read_bytes(), str(path))
    if text.problems:
        raise DataError(list(text.problems))
    data: Mapping[str, Any] = text.data
    return data


@cache
def load_demand_words(language: str) -> DemandWords:
    """Read and compile the words of one language. Raises: UsageError."""
    data = read_words("demands", language)
    joints = _alternate(re.escape(joint) for joint in sorted(data["joints"], key=len, reverse=True))
    particles = _alternate(re.escape(word) for word in data["particles"])
    means = _alternate(re.escape(word) for word in data["means"])
    asides = _alternate(data["asides"])
    that = data["that"]
    any_verb = _Verb(pattern=_compile(rf"\b{data['any_verb']['form']}(?=\s)"), ask=_DEFAULT_ASK)
    return DemandWords(
        lead_ins=_compile(_alternate(f"(?:{entry['pattern']})(?=\\W|$)" for entry in data["lead_ins"]) + r"\s*"),
        frames=tuple(_build_verb(entry, "pattern") for entry in data["frames"]),
        verbs=tuple(_build_verb(entry, "words") for entry in data["verbs"]),
        any_verb=any_verb,
        announced=_compile(data["any_verb"]["before"]),
        joint=_compile(rf"(?:[,;:]|(?:^|[\s,;:])(?:{joints}))(?:\s+{particles})?(?:\s+{data['adverb']})?$"),
        means=_compile(rf"\b{means}(?:\s+{data['adverb']})?$"),
        purpose=_compile(rf"\b{_alternate(re.escape(word) for word in data['purposes'])}"),
        infinitive=_compile(rf"\b{particles}\s(?:{data['adverb']}\s)?[\w’'-]+\s(?:and|or|et|ou)$"),
        asides=_compile(rf",\s*{asides}(?=,)"),
        that_verb=_compile(rf"{that['verb']}(?: [a-zéèêàç-]+)?,? {that['word']}\b"),
        that_joint=_compile(rf"(?:,\s*(?:{joints})?|\s(?:{joints}))(?:,\s*{asides},)?\s*{that['word']}\b"),
        passive=_compile(rf"\b{data['passive']}\b"),
        subject_joint=_compile(r",\s+(?:(?:and|et)\s+)?|\s(?:and|et)\s+"),
        gerund=_compile(data["gerund"]),
        adverb=_compile(rf"\s*{data['adverb']}(?=\s)"),
        not_object=_compile(rf"\s*(?:$|[,;:.)]|{_alternate(data['after_nouns'])}\b)"),
        little=frozenset(data["little"]),
        parts=build_part_words(data["parts"]),
    )


def _build_verb(entry: Mapping[str, Any], key: str) -> _Verb:
    pattern = _compile(rf"\b(?:{entry[key]})(?=\W|$)" if key == "words" else rf"\b(?:{entry[key]})(?=\W|$|(?<=['’]))")
    return _Verb(
        pattern=pattern, ask=Ask(entry["ask"]), is_noun=entry.get("noun", False), is_row=entry.get("row", False)
    )


def _alternate(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
