"""Parts of one demand that a person would check by themselves, although one verb holds them together.

Each kind is known by words that the lexicon of demands lists: several groups of persons (`train A, B and C`), what is
named after `including`, the action by which a thing is to be done (`through the issuance of …`), kinds of resources,
and a second predicate of the same subject (`that they have a bed, and are heard`). Where the words leave it open
whether there are several, the demand stays whole.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cpcheck.records import record

_LEAST_PERSONS = 3
"""Groups that make a list. Two are as often one expression (`women and girls`), and stay together."""
_MOST_PERSONS = 8
"""Groups above which a list only illustrates."""
_REACH = 4
"""Words of a group before its noun: `other specialised labour inspectors`."""
_LEAST_NAMED = 2
"""Words of three letters and more that must follow `including`, so that something of its own is named."""
_OMITTED = " …, "
"""Stands for the words of the demand that a part does not repeat."""
_EDGES = " \t\n,;:.*_–—-[]"
_TELLING = re.compile(r"[^\W\d_]{3,}")


@record
class PartWords:
    """What shows the parts of a demand in one language."""

    persons: re.Pattern[str]
    """The noun of a group of persons."""
    before_persons: re.Pattern[str]
    """A word that a group of persons follows: `among`, `to`."""
    between: re.Pattern[str]
    """Ends what stands before persons who do something together: `between`."""
    after_persons: re.Pattern[str]
    """Begins what holds for every group of a list: `on`, `so that`."""
    such_as: re.Pattern[str]
    """Stands before persons who are named as examples of others."""
    joint: re.Pattern[str]
    """Stands between the groups of a list."""
    including: re.Pattern[str]
    resumes: re.Pattern[str]
    """Goes on with the demand after a comma, when what was named is over."""
    through: re.Pattern[str]
    """Begins an action by which a thing is to be done."""
    resources: re.Pattern[str]
    """Several kinds of resources: `human and financial resources`."""
    predicate: re.Pattern[str]
    """Begins a second predicate: `, and are`."""
    auxiliary: re.Pattern[str]
    """Ends the subject of a clause: `are`, `have`."""


def build_part_words(data: Mapping[str, Any]) -> PartWords:
    """Compile the words of one language."""
    kind, noun = f"(?:{data['resources']['kinds']})", data["resources"]["noun"]
    return PartWords(
        persons=_compile(rf"\b(?:{data['persons']})\b"),
        before_persons=_compile(rf"{data['before_persons']}"),
        between=_compile(rf"\b(?:{data['between']})\s*$"),
        after_persons=_compile(rf"\s(?:{data['after_persons']})(?=\s)"),
        such_as=_compile(rf",?\s*\b(?:{data['such_as']})(?:\s+|$)"),
        joint=_compile(rf"\s*,\s*(?:(?:{data['and']}),?\s+)?|\s+(?:{data['and']}),?\s+"),
        including=_compile(rf"\s*,?\s*\b(?:{data['including']})\s+(?P<what>)"),
        resumes=_compile(rf"\s*,\s*(?=(?:{data['resumes']})\b)"),
        through=_compile(rf"\s*,?\s*\b(?:{data['through']})\s+(?P<what>{data['actions']})\s"),
        resources=_compile(
            rf"(?P<before>\b{noun}\s)?\b(?P<kinds>{kind}(?:(?:,\s|,?\s(?:{data['and']})\s){kind})+)"
            rf"(?P<after>\s{noun}\b)?"
        ),
        predicate=_compile(rf"\s*,\s*(?:{data['and']})\s+(?=(?:{data['auxiliary']})\b)"),
        auxiliary=_compile(rf"\s(?:{data['auxiliary']})\b"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def split_parts(text: str, lead: str, words: PartWords) -> Iterator[str]:
    """Yield the parts of a demand, in its order; the demand itself where it has none.

    `lead` are the words it begins with and every part needs: its verb.
    """
    for predicate in _split_predicates(text, lead, words):
        whole, named = take_named(predicate, words)
        for part in _split_resources(whole, words):
            yield from _split_persons(part, lead, words)
        for phrase in named:
            yield f"{lead}{_OMITTED}{phrase}" if lead else phrase


# --- predicates ---------------------------------------------------------------------------------------------------


def _split_predicates(text: str, lead: str, words: PartWords) -> Iterator[str]:
    """Yield "that they have a bed" and "that they are heard" of "that they have a bed, and are heard"."""
    first, *more = words.predicate.split(text)
    subject = words.auxiliary.search(first, len(lead))
    yield first
    for predicate in more:
        yield f"{first[: subject.start()]} {predicate}" if subject else predicate


# --- what is named by itself --------------------------------------------------------------------------------------


def take_named(text: str, words: PartWords) -> tuple[str, list[str]]:
    """Return a demand without what it names after `including` or `through the … of`, and these phrases."""
    named: list[str] = []
    rest, place = text, 0
    while found := _find_named(rest, place, words):
        end = words.resumes.search(rest, found.end())
        stop = end.start() if end else len(rest)
        if _names_much(rest[found.start("what") : stop], words):
            named.append(rest[found.start() : stop].strip(_EDGES))
            rest, place = _close(rest[: found.start()], rest[stop:]), found.start()
        else:
            place = found.end()
    return rest, named


def _find_named(text: str, place: int, words: PartWords) -> re.Match[str] | None:
    found = [match for sign in (words.including, words.through) if (match := sign.search(text, place))]
    return min(found, key=lambda match: match.start(), default=None)


def _names_much(phrase: str, words: PartWords) -> bool:
    """Tell whether a phrase names something to be done, and not groups of persons, which are a list."""
    groups = sum(bool(words.persons.search(part)) for part in words.joint.split(phrase))
    return len(_TELLING.findall(phrase)) >= _LEAST_NAMED and groups < _LEAST_PERSONS


def _close(before: str, after: str) -> str:
    """Join what stood around a phrase; the comma that closed it goes with it."""
    return f"{before.rstrip(_EDGES)} {after.lstrip(_EDGES)}".strip()


# --- resources ----------------------------------------------------------------------------------------------------


def _split_resources(text: str, words: PartWords) -> Iterator[str]:
    """Yield "human resources" and "financial resources" of "human and financial resources", each in its demand."""
    found = words.resources.search(text)
    if not found or not (found["before"] or found["after"]):
        yield text
        return
    for kind in words.joint.split(found["kinds"]):
        yield f"{text[: found.start('kinds')]}{kind}{text[found.end('kinds') :]}"


# --- persons ------------------------------------------------------------------------------------------------------


@record
class _Persons:
    """A list of groups of persons in a demand."""

    before: str
    groups: tuple[str, ...]
    after: str
    """What holds for each of them."""


def _split_persons(text: str, lead: str, words: PartWords) -> Iterator[str]:
    found = _find_persons(text, len(lead), words)
    if found is None:
        yield text
        return
    for group in found.groups:
        yield " ".join(part for part in (found.before, group, found.after) if part)


def _find_persons(text: str, place: int, words: PartWords) -> _Persons | None:
    """Return the first list of at least three groups; None where the demand has none."""
    spans = _list_segments(text, place, words)
    for first in range(len(spans)):
        run = _take_run(text, spans[first:], words)
        if _LEAST_PERSONS <= len(run) <= _MOST_PERSONS:
            return _build_persons(text, place, run, words)
    return None


def _list_segments(text: str, place: int, words: PartWords) -> list[tuple[int, int]]:
    starts, ends = [place], []
    for joint in words.joint.finditer(text, place):
        ends.append(joint.start())
        starts.append(joint.end())
    return list(zip(starts, [*ends, len(text)], strict=True))


def _take_run(text: str, spans: list[tuple[int, int]], words: PartWords) -> list[tuple[int, int]]:
    """Return the segments from the first on that name a group; all but the first do so at their beginning."""
    run: list[tuple[int, int]] = []
    for start, end in spans:
        noun = words.persons.search(text, start, end)
        if not noun or (run and len(text[start : noun.start()].split()) > _REACH):
            break
        if run and words.such_as.match(text, start):
            break
        run.append((start, end))
        if len(run) >= _LEAST_PERSONS and words.after_persons.search(text, noun.end(), end):
            break
    return run


def _build_persons(text: str, place: int, run: list[tuple[int, int]], words: PartWords) -> _Persons | None:
    start = _find_start(text, run[0], words)
    if words.between.search(text[:start]):
        return None
    noun = words.persons.search(text, *run[-1])
    after = words.after_persons.search(text, noun.end() if noun else start, run[-1][1])
    cut = after.start() if after else len(text)
    ends = [(start, run[0][1]), *run[1:-1], (run[-1][0], cut)]
    return _Persons(
        before=_cut_general(text[:start].rstrip(" ["), place, words),
        groups=tuple(text[one:other].strip(_EDGES) for one, other in ends),
        after=text[cut:].strip(_EDGES),
    )


def _find_start(text: str, span: tuple[int, int], words: PartWords) -> int:
    """Return where the first group begins: after the nearest word that a list of persons follows, else at the verb."""
    nouns = list(words.persons.finditer(text, *span))
    for noun in reversed(nouns):
        before = list(re.finditer(r"\S+\s+", text[span[0] : noun.start()]))[-_REACH:]
        for word in reversed(before):
            if words.before_persons.fullmatch(word[0].strip(_EDGES)):
                return span[0] + word.end()
    such_as = words.such_as.match(text, span[0])
    return such_as.end() if such_as else span[0]


def _cut_general(before: str, place: int, words: PartWords) -> str:
    """Take "other actors, such as" off the words before a list: its groups stand for them."""
    such_as = words.such_as.search(before)
    if not such_as or before[such_as.end() :].strip():
        return before
    general = before[: such_as.start()].rstrip(_EDGES)
    begins = [word.end() for word in re.finditer(r"\S+\s", general) if words.before_persons.fullmatch(word[0].strip())]
    return general[: max([place, *(begin for begin in begins if begin > place)])].rstrip()
