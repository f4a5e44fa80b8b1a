"""Facts as they are found in a passage, before anybody has read them."""

import datetime as dt

from cpcheck.model import EvidenceType, FactDate, Figure, Period, Stage, Timing, Where, latest_timing, list_dates
from cpcheck.records import record


@record
class Passage:
    """A stretch of a source document that facts are looked for in: a paragraph of an answer."""

    text: str
    where: Where | None
    """Its place in the document; None where it has none."""


@record
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
    is_ongoing: bool = False
    """Whether it is told as going on while the report is written: `currently`, `is under way`."""
    because: tuple[str, ...]
    """Ids of the patterns that gave it its type, the deciding one first."""

    def timing(self, cutoff: dt.date) -> Timing:
        """Place the fact against the cut-off, as `Evidence.timing` will."""
        dates = list_dates(self.type, self.date, self.period, self.figures)
        return latest_timing(date.timing(cutoff) for date in dates)
