"""Collections of made-up responses, as large as wanted: `python benchmarks/collection.py FOLDER --files 500 --seed 1`.

A collection has a folder for each state, with its recommendation sets in `recommendations/` and the responses to them
beside it. States, themes and facts are invented (the codes are those that ISO 3166 leaves to its users); what is like
real responses is their shape: 40 items with one to four elements each, 5 to 8 facts an item, about 210 kB a file,
answers to two items, notes, figures, and verdicts of every kind. Most are settled, and lints have nothing to say of
them; one in five is in work, with drafts, unanswered items and missing dates. The same seed gives the same bytes,
whatever else is written in the same run, and every file is sound for `cpcheck validate`.

`--form oscal` writes the same responses as OSCAL assessment results, in a workspace of compliance-trestle, and `--form
doorstop` as doorstop documents, one item of theirs for each of ours.
"""

import argparse
import json
import random
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ITEMS = 40
"""Items of one set, as in the reports that the figures of performance.md were taken on."""
RESPONSES_OF_A_SET = 5
"""Responses to one set: a state reports every year until the next evaluation."""
STATES = (*(f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), *(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"))
"""Codes that ISO 3166 will give to no state."""
SECTION_ITEMS = 24
"""Items of section A; the others stand in section B."""

THEMES = {
    "ferries": ("ferry timetables", "the ferry registry", "passengers of the lake ferries"),
    "orchards": ("shared orchards", "the orchard cadastre", "seasonal orchard hands"),
    "lighthouses": ("lighthouse keeping", "the keepers' inspectorate", "families of keepers"),
    "libraries": ("reading rooms", "the library council", "readers without an address"),
    "markets": ("open-air markets", "the market wardens", "stall holders"),
    "weights": ("weights and measures", "the assay office", "buyers of loose goods"),
    "bridges": ("toll bridges", "the bridge trust", "carters and riders"),
    "beekeeping": ("bee pastures", "the apiary register", "keepers of fewer than ten hives"),
    "archives": ("parish archives", "the archive chamber", "persons looking for their papers"),
    "wells": ("village wells", "the well commission", "households without a pipe"),
    "theatres": ("touring theatres", "the stage guild", "prompters and dressers"),
    "quarries": ("slate quarries", "the quarry surveyor", "apprentices below ground"),
}
"""Themes with the words for a subject, a body, and the people concerned."""

DEMANDS = (
    ("law", "change", "amend the rules on {subject} so that {people} can rely on them before a court"),
    ("access", "ensure", "make sure that {people} reach {body} without a fee and without having to travel"),
    ("notice", "ensure", "tell {people} in writing and in a language they read what they may ask for"),
    ("records", "continue", "go on publishing every year how often {body} was called upon and with what result"),
    ("training", "continue", "keep teaching the staff of {body} how to deal with requests from {people}"),
    ("review", "consider", "look into whether {subject} should come under one single authority"),
    ("means", "ensure", "give {body} the staff and the money that its tasks call for"),
    ("remedy", "change", "open a way of complaint against decisions about {subject} that is quick and cheap"),
)
"""Own id, ask and wording of elements."""

FACTS: Mapping[str, tuple[str, ...]] = {
    "law_in_force": (
        (
            "Decree {n} obliges {body} to decide on requests from {people} within {k} days and to give written "
            "reasons for every refusal, which may be contested before the district bench"
        ),
        (
            "Order {n} regulates {subject} anew and lets {people} appoint somebody who speaks for them at each stage"
            " of the proceedings, free of charge where their income is small"
        ),
    ),
    "law_adopted": (
        (
            "Ordinance {n} on {subject} has been passed and promulgated, and its chapters on fees and time limits "
            "begin to apply once the register of {body} has been moved to its new keeper"
        ),
    ),
    "draft_law": (
        (
            "Bill {n} would put {subject} under the supervision of {body} and would entitle {people} to be heard "
            "before any decision that concerns them, with suspensive effect"
        ),
    ),
    "policy": (
        (
            "Programme {n} for {subject} sets out {k} measures with a responsible office, a time limit and an "
            "indicator for each, and {body} reports on its progress to the assembly twice a year"
        ),
    ),
    "institution": (
        (
            "Within {body} a unit with the number {n} takes up requests from {people}, has {k} permanent posts, and "
            "keeps a desk in each district town on market days"
        ),
    ),
    "practice": (
        (
            "Under file {n} {body} goes through the requests of {people} every week, passes on what it cannot "
            "decide, and has cut the time until a first answer to {k} days on average"
        ),
        (
            "Following circular {n} clerks visit {people} at home where that is asked for, fill in the forms on "
            "{subject} with them and hand over a copy on the spot"
        ),
    ),
    "statistic": (
        (
            "Register {n} counts {k} requests on {subject} that were granted to {people} within the time limit, and "
            "{body} has published the series with a breakdown by district"
        ),
    ),
    "training": (
        (
            "Course {n} taught {k} members of the staff of {body} over three days how to receive {people}, what to "
            "write down and whom to inform, with a test at the end"
        ),
    ),
    "awareness": (
        (
            "Leaflet {n} explains {subject} to {people} in plain words and {k} pictures; it lies in post offices, "
            "surgeries and schools, and was read out on the regional wireless"
        ),
    ),
    "funding": (
        (
            "Budget line {n} gives {body} a sum of its own for work on {subject}, enough for {k} posts and the rent "
            "of two offices, and cannot be spent on anything else"
        ),
    ),
    "agreement": (
        (
            "Memorandum {n} between {body} and the associations of {people} lays down who calls whom and within how "
            "many hours, {k} at the most, and names a contact on both sides"
        ),
    ),
    "assurance": (
        (
            "The authorities state under point {n} that {subject} receive constant attention and that {people} have "
            "been treated with all due respect by {body} and its {k} branches"
        ),
    ),
    "intention": (
        (
            "Under heading {n} the ministry announces that {body} will be asked to work out proposals on {subject}, "
            "and that {people} and {k} associations will be consulted on them"
        ),
    ),
    "admission": (
        (
            "The reply concedes in passage {n} that {people} still have to pay for access to {body} in {k} districts"
            " and that nobody keeps count of those who give up"
        ),
    ),
    "refusal": (
        (
            "As section {n} of the reply puts it, the rules on {subject} leave no room for what is asked, and {body}"
            " will not be given further tasks in the coming {k} years"
        ),
    ),
}
"""Wordings of facts by their type; `n` is a number that no other fact of the file has."""

NOTES = (
    "The reply names no place where this can be read, and does not say whether it holds for every district.",
    "Given in passing; whether it reaches those without a settled address is left open.",
    "Taken as one fact, since both halves of the sentence rest on the same act and have the same date.",
    "The figure differs from that in last year's reply, without a word on the reason for the difference.",
    "Concerns the procedure in general and not the demand itself, so it is offered as background only.",
)
PASSAGES = (
    (
        "In this respect the competent authorities would like to point out that the matter has been on the agenda of"
        " the working group from the outset, and that its members come from all offices concerned."
    ),
    (
        "It should be borne in mind that the districts are free to organise the service as they see fit, provided "
        "that the minimum laid down by the central office is kept and can be checked at any time."
    ),
    (
        "The figures below were compiled from the returns of the districts and may contain cases that were counted "
        "twice where somebody moved from one district to another within the year."
    ),
    (
        "Further particulars can be had from the contact point named on the cover sheet, which answers queries in "
        "writing within two weeks and by telephone on weekday mornings."
    ),
)

BEARINGS: Mapping[str, tuple[str, ...]] = {
    "met": ("done", "done", "done", "standing-and-working"),
    "mixed": ("done", "part-done", "part-done", "not-in-force", "standing", "standing-part", "intention", "admits"),
    "unmet": ("admits", "intention", "assurance", "off-point", "off-point", "silent", "refused"),
}
"""What may be coded for an element, by how well its item is answered."""
MOODS = ("met",) * 5 + ("mixed",) * 8 + ("unmet",) * 7
"""How well items are answered: near the quarters and halves that follow-up evaluations publish."""
IN_WORK = 0.2
"""Share of responses whose coding is not settled: they have drafts, gaps and missing dates, and lints remark on it."""
UNANSWERED = 0.03
"""Share of items that a response in work passes over."""
SHARED = 0.12
"""Share of passages that answer two items."""
NOTED = 0.7
"""Share of facts with a coder's note."""
EXACT = 0.6
"""Share of dates that are given to the day; the others are years."""
QUOTED = 0.75
"""Share of facts with the wording of the source beside them, as `cpcheck import` writes it."""
UNREVIEWED = 0.02
"""Share of answers, in a response in work, that nobody has read yet."""

OPERATIVE = ("law_in_force", "policy", "institution", "practice", "training", "awareness", "funding", "agreement")
WORKING = ("practice", "statistic", "training", "awareness", "funding")
ANY = (*OPERATIVE, "statistic", "assurance")
STANDING = ("law_in_force", "policy", "institution", "agreement")
OLD = ("before", "")

SCENES: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]] = {
    "done": ((OPERATIVE, ("after",), "full"),),
    "standing-and-working": ((("law_in_force",), ("before",), "full"), (WORKING, ("after",), "partial")),
    "part-done": (((*OPERATIVE, "statistic"), ("after",), "partial"),),
    "not-in-force": ((("law_adopted",), ("after",), "partial"),),
    "standing": ((("law_in_force",), OLD, "full"),),
    "standing-part": ((OPERATIVE, OLD, "partial"),),
    "admits": ((("admission",), ("",), "against"),),
    "refused": ((("refusal",), ("",), "against"),),
    "intention": ((("intention", "draft_law"), ("",), "partial"),),
    "assurance": ((("assurance",), ("",), "partial"),),
    "off-point": ((ANY, ("before",), "context"),),
    "silent": (),
}
"""Facts that bring an element where a rule of `cp` decides it: types, times against the cut-off, and the link."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """How large a collection is, and which one of that size it is."""

    files: int
    items: int = ITEMS
    """Items of each file."""
    seed: int = 1

    def place_response(self, number: int) -> "Place":
        """Return where a response belongs; numbers begin at 0."""
        return self.place_set(number // RESPONSES_OF_A_SET)

    def place_set(self, number: int) -> "Place":
        """Return where a recommendation set belongs; numbers begin at 0."""
        state, before = STATES[number % len(STATES)], number // len(STATES)
        return Place(state=state, adopted=1990 + before % 30, body=1 + before // 30, number=number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One recommendation set among all."""

    state: str
    adopted: int
    """Year of adoption."""
    body: int
    """Number of the body that adopted it."""
    number: int

    @property
    def id(self) -> str:
        """Return the symbol of the set."""
        return f"LC{self.body}/Rec({self.adopted}){self.state}"


# --- recommendation sets ------------------------------------------------------------------------------------------


def draw_set(shape: Shape, place: Place) -> dict[str, Any]:
    """Return the data of a recommendation set."""
    chance = random.Random(f"{shape.seed}/set/{place.number}")  # noqa: S311 - nothing is kept secret
    themes = list(THEMES)
    return {
        "kind": "recommendations",
        "id": place.id,
        "state": place.state,
        "issuer": "Lake Council",
        "round": 1 + place.number % 4,
        "adopted": f"{place.adopted}-{1 + int(chance.random() * 12):02}-{1 + int(chance.random() * 28):02}",
        "themes": themes,
        "sections": [
            {"id": "A", "title": "What the Lake Council asks for first"},
            {"id": "B", "title": "What it proposes besides"},
        ],
        "items": [_draw_item(name, themes[int(chance.random() * len(themes))], chance) for name in name_items(shape)],
    }


def name_items(shape: Shape) -> list[str]:
    """Return the ids of the items of any set of this shape."""
    return [
        f"A{number + 1}" if number < SECTION_ITEMS else f"B{number + 1 - SECTION_ITEMS}"
        for number in range(shape.items)
    ]


def _draw_item(name: str, theme: str, chance: random.Random) -> dict[str, Any]:
    words = dict(zip(("subject", "body", "people"), THEMES[theme], strict=True))
    first = int(chance.random() * len(DEMANDS))
    number = 1 + int(chance.random() * 4)
    demands = [DEMANDS[(first + step) % len(DEMANDS)] for step in range(number)]
    return {
        "id": name,
        "paragraph": 10 + int(chance.random() * 190),
        "strength": ("urges", "considers", "invites")[int(chance.random() * 3)],
        "title": f"What {words['people']} may expect of {words['body']}"[:90],
        "asks": f"The state should, as regards {words['subject']}, "
        + ", and ".join(asks.format(**words) for _, _, asks in demands)
        + ".",
        "themes": [theme],
        "elements": [{"id": own, "asks": asks.format(**words), "ask": ask} for own, ask, asks in demands],
    }


# --- responses ------------------------------------------------------------------------------------------------------


def draw_response(shape: Shape, number: int, answered: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a response to a recommendation set."""
    adopted, month = int(answered["adopted"][:4]), int(answered["adopted"][5:7])
    received = adopted + 2 + number % RESPONSES_OF_A_SET
    chance = random.Random(f"{shape.seed}/response/{number}")  # noqa: S311 - nothing is kept secret
    drawing = _Drawing(chance, adopted, received, month)
    return {
        "kind": "response",
        "state": answered["state"],
        "recommendations": answered["id"],
        "document": {
            "symbol": f"LC/Resp({received}){number % RESPONSES_OF_A_SET + 1:02}",
            "received": f"{received}-{month:02}-28",
        },
        "answers": list(drawing.draw_answers(answered["items"])),
    }


class _Drawing:
    """One response being made up."""

    def __init__(self, chance: random.Random, adopted: int, received: int, month: int) -> None:
        self._chance = chance
        self._adopted = adopted
        self._received = received
        self._month = month
        self._is_settled = chance.random() >= IN_WORK
        self._count = 100
        self._line = 12

    def draw_answers(self, items: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        waiting = [item for item in items if self._is_settled or self._chance.random() >= UNANSWERED]
        number = 0
        while waiting:
            taken = 2 if len(waiting) > 1 and self._chance.random() < SHARED else 1
            answered, waiting = waiting[:taken], waiting[taken:]
            number += 1
            facts = [fact for item in answered for fact in self._draw_facts(item)]
            lines = len(facts) + int(self._chance.random() * 6)
            yield {
                "id": f"r{number}",
                "items": [item["id"] for item in answered],
                "where": {"lines": [self._line, self._line + lines]},
                "evidence": [{"id": f"r{number}.{place}", **fact} for place, fact in enumerate(facts, 1)],
                "review": {
                    "status": "reviewed" if self._is_settled or self._chance.random() >= UNREVIEWED else "draft"
                },
                "text": " ".join(self._pick(PASSAGES) for _ in range(3)),
            }
            self._line += lines + 2

    def _draw_facts(self, item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield 5 to 8 facts: those that decide about each element, and what is said besides."""
        wanted = 5 + int(self._chance.random() * 4)
        words = dict(zip(("subject", "body", "people"), THEMES[item["themes"][0]], strict=True))
        mood = self._pick(MOODS)
        elements = [f"{item['id']}.{element['id']}" for element in item["elements"]]
        drawn = 0
        for element in elements:
            for kind, when, link in self._draw_scene(self._pick(BEARINGS[mood]), element):
                drawn += 1
                yield self._write_fact(kind, when, link, words)
        while drawn < wanted:
            drawn += 1
            link = {"context": [self._pick(elements)]}
            yield self._write_fact(self._pick(ANY), self._pick(("before", "after", "")), link, words)

    def _draw_scene(self, scene: str, element: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield type, time and links of the facts that bring an element where the scene wants it."""
        links: dict[str, dict[str, Any]] = {
            "full": {"supports": [{"element": element, "fit": "full"}]},
            "partial": {"supports": [{"element": element, "fit": "partial"}]},
            "against": {"against": [element]},
            "context": {"context": [element]},
        }
        scene = "off-point" if self._is_settled and scene == "silent" else scene
        for kinds, times, link in SCENES[scene]:
            is_old = self._is_settled and times is OLD
            yield self._pick(STANDING if is_old else kinds), self._pick(("before",) if is_old else times), links[link]

    def _write_fact(self, kind: str, when: str, link: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
        self._count += 1 + int(self._chance.random() * 9)
        k = 11 + int(self._chance.random() * 80)
        fact: dict[str, Any] = {
            "type": kind,
            "fact": self._pick(FACTS[kind]).format(n=self._count, k=k, **words) + ".",
        }
        year = self._draw_year(when)
        if year and kind not in {"statistic", "assurance", "admission", "refusal", "intention"}:
            fact["date"] = self._date(year, exact=self._chance.random() < EXACT)
        fact["anchor"] = f"{words['body'].removeprefix('the ')} under {self._count}"
        if kind == "statistic":
            year = year or self._received - 1
            what = f"requests on {words['subject']} granted"
            fact["figures"] = [
                {"what": what, "year": year - back, "value": k + back * 3, "unit": "cases"} for back in (1, 0)
            ]
        fact |= link
        if self._chance.random() < QUOTED:
            fact["text"] = f"{self._pick(PASSAGES)} {self._pick(PASSAGES)}"
        if self._chance.random() < NOTED:
            fact["note"] = self._pick(NOTES)
        return fact

    def _draw_year(self, when: str) -> int | None:
        if when == "after":
            return self._adopted + 1 + int(self._chance.random() * (self._received - self._adopted - 1))
        return self._adopted - 2 - int(self._chance.random() * 8) if when == "before" else None

    def _date(self, year: int, *, exact: bool) -> str | int:
        month, day = 1 + int(self._chance.random() * 12), 1 + int(self._chance.random() * 28)
        return f"{year}-{month:02}-{day:02}" if exact else year

    def _pick(self, among: Sequence[str]) -> str:
        return among[int(self._chance.random() * len(among))]


# --- as YAML ------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9][\w ./()';-]*\Z")
"""Text that needs no quotes, not even within brackets; `: ` and ` #` cannot occur in it."""
_PLAIN_LINE = re.compile(r"[A-Za-z][\w ,./()';-]*\Z")
_WIDEST = 100
"""Characters up to which a mapping of plain values stands in braces."""


def write_yaml(data: Mapping[str, Any], schema: str) -> str:
    """Return a data file, with a first line that names its schema."""
    return "".join((f"# yaml-language-server: $schema={schema}\n", *_write_mapping(data, "", "")))


def _write_mapping(data: Mapping[str, Any], first: str, indent: str) -> Iterator[str]:
    lead = first
    for key, value in data.items():
        flow = _write_flow(value)
        if flow is not None:
            yield f"{lead}{key}: {flow}\n"
        elif isinstance(value, str):
            yield f"{lead}{key}: {value if _PLAIN_LINE.match(value) else json.dumps(value, ensure_ascii=False)}\n"
        elif isinstance(value, dict):
            yield f"{lead}{key}:\n"
            yield from _write_mapping(value, indent + "  ", indent + "  ")
        else:
            yield f"{lead}{key}:\n"
            for entry in value:
                short = _write_flow(entry)
                if short is None:
                    yield from _write_mapping(entry, f"{indent}  - ", f"{indent}    ")
                else:
                    yield f"{indent}  - {short}\n"
        lead = indent


def _write_flow(value: Any) -> str | None:
    """Return a short value as it stands on one line; None for a long one."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if len(value) < _WIDEST and _PLAIN.match(value) else None
    if isinstance(value, dict):
        parts = [(key, _write_flow(one)) for key, one in value.items()]
        text = ", ".join(f"{key}: {one}" for key, one in parts)
        return f"{{{text}}}" if len(text) < _WIDEST and all(one is not None for _, one in parts) else None
    if any(isinstance(one, dict) for one in value):
        return None
    entries = [_write_flow(one) for one in value]
    return f"[{', '.join(str(one) for one in entries)}]" if all(one is not None for one in entries) else None


def write_collection(folder: Path, shape: Shape, schemas: Path | None = None) -> list[Path]:
    """Write a collection and return its responses, in order. `schemas` is the folder of schemas that files name."""
    at = str(schemas or "https://example.org/schemas")
    responses = []
    known: tuple[Place, dict[str, Any]] | None = None
    for number in range(shape.files):
        place = shape.place_response(number)
        home = folder / place.state.lower()
        if known is None or known[0] != place:
            known = place, draw_set(shape, place)
            path = home / "recommendations" / f"set-{place.body}-{place.adopted}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(write_yaml(known[1], f"{at}/recommendations.schema.json"), encoding="utf-8")
        response = home / f"response-{place.body}-{place.adopted}-{number % RESPONSES_OF_A_SET + 1}.yaml"
        response.write_text(
            write_yaml(draw_response(shape, number, known[1]), f"{at}/response.schema.json"), encoding="utf-8"
        )
        responses.append(response)
    return responses


# --- as the peers have it -----------------------------------------------------------------------------------------


def draw_pairs(shape: Shape) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield every response with the set that it answers."""
    for number in range(shape.files):
        answered = draw_set(shape, shape.place_response(number))
        yield answered, draw_response(shape, number, answered)


def write_oscal(folder: Path, shape: Shape) -> list[Path]:
    """Write the responses as OSCAL assessment results, in a workspace of compliance-trestle, and return the files."""
    import yaml

    (folder / ".trestle").mkdir(parents=True)
    (folder / ".trestle" / "config.ini").write_text("", encoding="utf-8")
    written = []
    for number, (answered, response) in enumerate(draw_pairs(shape)):
        path = folder / "assessment-results" / f"response-{number}" / "assessment-results.yaml"
        path.parent.mkdir(parents=True)
        dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
        path.write_text(yaml.dump(_build_oscal(answered, response), Dumper=dumper, sort_keys=False), encoding="utf-8")
        written.append(path)
    return written


def _build_oscal(answered: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """Return a response as assessment results: a fact is an observation, an item a finding."""
    home = uuid.uuid5(uuid.NAMESPACE_URL, f"https://example.org/{response['document']['symbol']}/{answered['id']}")
    when = f"{response['document']['received']}T00:00:00+00:00"
    facts = [fact for answer in response["answers"] for fact in answer["evidence"]]
    related: dict[str, list[str]] = {}
    for answer in response["answers"]:
        for item in answer["items"]:
            related.setdefault(item, []).extend(fact["id"] for fact in answer["evidence"])
    return {
        "assessment-results": {
            "uuid": str(home),
            "metadata": {
                "title": response["document"]["symbol"],
                "last-modified": when,
                "version": "1",
                "oscal-version": "1.1.3",
            },
            "import-ap": {"href": f"#{uuid.uuid5(home, 'plan')}"},
            "results": [
                {
                    "uuid": str(uuid.uuid5(home, "result")),
                    "title": answered["id"],
                    "description": f"Response of {answered['state']}",
                    "start": when,
                    "reviewed-controls": {"control-selections": [{"include-all": {}}]},
                    "observations": [_build_observation(fact, home, when) for fact in facts],
                    "findings": [
                        {
                            "uuid": str(uuid.uuid5(home, item["id"])),
                            "title": item["title"],
                            "description": item["asks"],
                            "target": {
                                "type": "statement-id",
                                "target-id": f"{item['id'].lower()}_smt",
                                "status": {"state": "not-satisfied", "reason": "other"},
                            },
                            "related-observations": [
                                {"observation-uuid": str(uuid.uuid5(home, fact))}
                                for fact in related.get(item["id"], ())
                            ]
                            or [{"observation-uuid": str(uuid.uuid5(home, facts[0]["id"]))}],
                        }
                        for item in answered["items"]
                    ],
                }
            ],
        }
    }


def _build_observation(fact: Mapping[str, Any], home: uuid.UUID, when: str) -> dict[str, Any]:
    particulars = [("type", fact["type"]), ("date", fact.get("date")), ("anchor", fact["anchor"])]
    linked = [
        *(link["element"] for link in fact.get("supports", ())),
        *fact.get("against", ()),
        *fact.get("context", ()),
    ]
    return {
        "uuid": str(uuid.uuid5(home, fact["id"])),
        "title": fact["id"],
        "description": fact["fact"],
        "props": [
            {"name": name, "ns": "https://example.org/ns", "value": str(value)}
            for name, value in [*particulars, *(("element", element) for element in linked)]
            if value
        ],
        "methods": ["EXAMINE"],
        "types": ["finding"],
        "collected": when,
        **({"remarks": fact["note"]} if "note" in fact else {}),
    }


def write_doorstop(folder: Path, shape: Shape) -> list[Path]:
    """Write the responses as doorstop documents, the first above all others, and return the files of items.

    The folder has to become a repository of git before doorstop reads it.
    """
    written = []
    for number, (answered, response) in enumerate(draw_pairs(shape)):
        prefix = f"REP{number:04}"
        home = folder / prefix.lower()
        home.mkdir(parents=True)
        parent = "" if number == 0 else "  parent: REP0000\n"
        settings = f"settings:\n  digits: 3\n{parent}  prefix: {prefix}\n  sep: '-'\n"
        (home / ".doorstop.yml").write_text(settings, encoding="utf-8")
        for place, item in enumerate(answered["items"], 1):
            path = home / f"{prefix}-{place:03}.yml"
            path.write_text(_write_doorstop_item(item, response, place), encoding="utf-8")
            written.append(path)
    return written


def _write_doorstop_item(item: Mapping[str, Any], response: Mapping[str, Any], place: int) -> str:
    facts = [fact for answer in response["answers"] if item["id"] in answer["items"] for fact in answer["evidence"]]
    paragraphs = [
        item["asks"],
        *(f"- **{element['id']}** {element['asks']}" for element in item["elements"]),
        *(f"- {fact['id']} *{fact['type']}* {fact['fact']} {fact.get('note', '')}".rstrip() for fact in facts),
    ]
    text = "".join(f"  {paragraph}\n\n" for paragraph in paragraphs).rstrip("\n")
    return (
        f"active: true\nderived: false\nheader: {json.dumps(item['title'])}\nlevel: 1.{place}\nlinks: []\n"
        f"normative: true\nref: ''\nreviewed: null\ntext: |\n{text}\n"
    )


FORMS: Mapping[str, Callable[[Path, Shape], list[Path]]] = {
    "cpcheck": write_collection,
    "oscal": write_oscal,
    "doorstop": write_doorstop,
}


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet, or is empty")
    parser.add_argument("--files", type=int, default=50, help="responses (default: 50)")
    parser.add_argument("--items", type=int, default=ITEMS, help=f"items of each (default: {ITEMS})")
    parser.add_argument("--seed", type=int, default=1, help="which collection of this size (default: 1)")
    parser.add_argument("--form", choices=FORMS, default="cpcheck", help="for whom (default: cpcheck)")
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        print(f"{options.folder}: there are files in it already; expected an empty folder", file=sys.stderr)
        return 2
    written = FORMS[options.form](options.folder, Shape(files=options.files, items=options.items, seed=options.seed))
    size = sum(path.stat().st_size for path in written)
    print(f"{options.folder}: {len(written)} files, {size / 1e6:,.1f} MB", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
