"""Facts as they are found in a passage, before anybody has read them."""

from dataclasses import dataclass

from cpcheck.model import Evidence, EvidenceType, FactDate, Figure, Period, Stage, Where


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A stretch of a source document that facts are looked for in: a paragraph of an answer."""

    text: str
    where: Where | None
    """Its place in the document; None where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFact:
    """One typed fact that a passage offers."""

    type: EvidenceType
    sentence: str
    """The sentence, or the part of it, that states the fact, in the words of the source."""
    anchor: str
    """Two to six words, or a figure, that stand literally in the passage; no other fact of it has the same."""
    where: Where | None
    date: FactDate | None
    period: Period | None
    """Never together with `date`."""
    stage: Stage | None
    figures: tuple[Figure, ...]
    because: tuple[str, ...]
    """Ids of the patterns that gave it its type, the deciding one first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftFact:
    """A fact with its links, and why each was drafted."""

    fact: Evidence
    because: tuple[tuple[str, str], ...]
    """Element id and reason of each link: `shares exempt, fees`."""
