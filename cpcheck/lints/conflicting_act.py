"""Facts that name one act and give it different dates.

An act is adopted on one day. Where two facts name the same decree and are dated differently, one date is a slip of the
coder or of the report, and it may carry a fact across the cut-off.

Compare both passages and correct the date. Where the dates are of two things, such as the act and its amendment, say
so in the wording. An act is known by kind and number, or by the title of a law, code or strategy; a fact that speaks of
an amendment, or of more than one act, is passed over, and so is a law that comes into force after its adoption.

Flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: law_in_force, fact: Cabinet Decision 12 makes interpreting free., date: 2024-01-12}
          - {id: r1.2, type: law_in_force, fact: Decision No. 12 covers nights., date: 2024-12-01}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: law_in_force, fact: Article 3 of the Law on Employment names fees., date: 2019-06-29}
          - {id: r1.2, type: law_in_force, fact: The Law on Employment provides for courses., date: 2018-06-29}

Not flagged:

    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: law_in_force, fact: Cabinet Decision 12 of 2006 set fees., date: 2006-01-12}
          - {id: r1.2, type: law_in_force, fact: Cabinet Decision 12 of 2024 ended them., date: 2024-01-15}
          - {id: r1.3, type: law_in_force, fact: Presidential Decision 12 founded a school., date: 2023-05-02}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: law_in_force, fact: The Law on Employment provides for courses., date: 2018-06-29}
          - {id: r1.2, type: law_in_force, fact: In 2024 the Law on Employment was amended., date: 2024-02-01}
          - {id: r1.3, type: law_in_force, fact: A decree under the Law on Employment sets fees., date: 2024-03-01}
    ---
    answers:
      - id: r1
        items: [A1]
        evidence:
          - {id: r1.1, type: law_adopted, fact: The Law on Interpreters was adopted., date: 2024-02-01}
          - {id: r1.2, type: law_in_force, fact: The Law on Interpreters is in force., date: 2024-07-01}
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from cpcheck.lints.base import Coding, Lint, PlacedFact, Remark, Severity, list_fitting_keys, list_own_keys
from cpcheck.model import EvidenceType

TYPES = {EvidenceType.LAW_IN_FORCE, EvidenceType.LAW_ADOPTED, EvidenceType.POLICY}

NUMBERED = re.compile(
    r"(?:\b(?P<issuer>[A-Z][a-z]+)\s+)?\b(?P<kind>Decision|Resolution|Decree|Order|Instruction|Ordinance)\s+"
    r"(?:(?:No\.?|№)\s*)?(?P<number>\d[\w/-]*)"
)
NOT_AN_ISSUER = {"The", "A", "By", "Under", "In", "With", "Since", "This", "That", "New"}
"""Words that may begin a sentence before the kind of act."""

WORD = r"[A-Z][a-z]+(?:-[A-Z]?[a-z]+)*"
TITLE = rf"{WORD}(?:\s+(?:(?:of|and|the|for|in|against|to)\s+){{0,4}}{WORD}){{0,20}}"
"""Bounded, since a fact may be nothing but capital words."""
ENDS_A_TITLE = (
    r"\b(?=\s*(?:$|[.,;:()]|(?:of|from)\s+\d|\d{4}"
    r"|(?:is|was|has|had|by|that|which|only|must|may|can|shall|does|also|now|then|applies|contains|covers|defines"
    r"|entitles|exempts|gives|governs|grants|guarantees|leaves|lets|makes|names|obliges|prohibits|promotes|protects"
    r"|provides|regulates|requires|sets|entered|came)\b))"
)
"""What may follow a title that is complete: a title goes on in lower case in some reports ("Law on State duty")."""
TITLED = re.compile(
    rf"\b(?:(?:Law|Act|Strategy)\s+(?:on|for|against|to)\s+(?:the\s+)?{TITLE}{ENDS_A_TITLE}"
    rf"|Code\s+(?:of|on)\s+{TITLE}{ENDS_A_TITLE}|(?:{WORD}\s+){{1,12}}Code\b)(?:\s+\d{{4}}\s*[–-]\s*\d{{4}}\b)?"
)
ARTICLE_BEFORE = re.compile(r"^(?:The|A|An|By|Under|In)\s+")

YEAR = re.compile(r"\s{0,9}\(?,?\s{0,9}(?:of|from|dated)\s+(?:\d{1,2}\s+)?(?:[A-Z][a-z]+\s+)?(?P<year>\d{4})\b")

OF_ANOTHER_ACT = re.compile(
    r"\b(?:amend|repeal|prolong|extend|supersed|replac|supplement|insert|renew)\w*"
    r"|\b[Aa]n?\s+(?:[\w-]+\s+)?(?:law|decree|decision|order|resolution|act|regulation|plan|programme)\b"
    r"|\b(?:law|decree|decision|order|resolution|act)\s+of\s+(?:\d|[A-Z])"
    r"|\b[Aa]ction\s+[Pp]lan\b"
    r"|\b(?:Article|Chapter)s?\s+\d+-\d"
)
"""Wording of a fact whose date may be that of another act; an article such as 51-2 was put in later."""


class Act(NamedTuple):
    """An act as a fact names it."""

    name: str
    """Kind and number, or title."""
    issuer: str | None
    year: str | None

    def may_be(self, other: "Act") -> bool:
        """Tell whether both are one act: numbers begin again every year and with every issuer."""
        return (
            self.name.casefold() == other.name.casefold()
            and (self.issuer == other.issuer or None in {self.issuer, other.issuer})
            and (self.year == other.year or None in {self.year, other.year})
        )


class DatedAct(NamedTuple):
    """An act with a fact that dates it to the day."""

    act: Act
    placed: PlacedFact
    day: str


def check(coding: Coding) -> Iterator[Remark]:
    """Find facts that date an act otherwise than an earlier fact of the file does."""
    known: dict[tuple[str | None, ...], dict[tuple[str, str], tuple[int, DatedAct]]] = defaultdict(dict)
    for place, found in enumerate(_list_dated_acts(coding)):
        name, issuer, year = found.act.name.casefold(), found.act.issuer, found.act.year
        alike = (known.get((name, *key), {}).values() for key in list_fitting_keys(issuer, year))
        first = (next((one for one in acts if _conflicts(one[1], found)), None) for acts in alike)
        other = min(filter(None, first), default=None, key=lambda one: one[0])
        if other:
            yield _word_remark(found, other[1])
        for key in list_own_keys(issuer, year):
            known[name, *key].setdefault((found.day, found.placed.fact.type), (place, found))


def _list_dated_acts(coding: Coding) -> Iterator[DatedAct]:
    for placed in coding.list_facts():
        date = placed.fact.date
        act = _find_act(placed.fact.fact) if placed.fact.type in TYPES else None
        if act and date and date.earliest == date.latest:
            yield DatedAct(act, placed, date.text)


def _find_act(wording: str) -> Act | None:
    if OF_ANOTHER_ACT.search(wording):
        return None
    acts = set(_list_numbered(wording)) or set(_list_titled(wording))
    return acts.pop() if len(acts) == 1 else None


def _list_numbered(wording: str) -> Iterator[Act]:
    for match in NUMBERED.finditer(wording):
        issuer = match["issuer"] if match["issuer"] not in NOT_AN_ISSUER else None
        yield Act(f"{match['kind']} {match['number']}", issuer, _read_year(wording, match.end()))


def _list_titled(wording: str) -> Iterator[Act]:
    for match in TITLED.finditer(wording):
        title = ARTICLE_BEFORE.sub("", " ".join(match[0].split()))
        yield Act(title, None, _read_year(wording, match.end()))


def _read_year(wording: str, place: int) -> str | None:
    match = YEAR.match(wording, place)
    return match["year"] if match else None


def _conflicts(one: DatedAct, other: DatedAct) -> bool:
    return (
        one.act.may_be(other.act)
        and one.day != other.day
        and not _came_into_force(one, other)
        and not _came_into_force(other, one)
    )


def _came_into_force(adopted: DatedAct, applied: DatedAct) -> bool:
    types = (adopted.placed.fact.type, applied.placed.fact.type)
    return types == (EvidenceType.LAW_ADOPTED, EvidenceType.LAW_IN_FORCE) and adopted.day < applied.day


def _word_remark(found: DatedAct, other: DatedAct) -> Remark:
    fact = found.placed.fact
    return Remark(
        id=fact.id,
        path=(*found.placed.path, "date"),
        message=f"{fact.id} dates {found.act.name} {found.day}, and {other.placed.fact.id} dates it {other.day}; "
        "expected one date for one act",
    )


LINT = Lint(code="CP112", name="conflicting-act", severity=Severity.WARNING, check=check, manual=__doc__)
