"""A claim of the reply that differs from the verified particulars.

A reply names the recommendation it answers, with its date, its round or its symbol. Where that differs from what was
verified, either the reply errs, or it answers another document, or a slip was made in coding; the last two make every
verdict doubtful, because the date of adoption decides what counts as new.

Compare the claim with the reply, and the particulars with the source that the recommendation set names; correct
whichever is wrong. Where the reply itself errs, leave the claim as printed and suppress the remark with that reason.

Flagged:

    document: {claims: {adopted: 2023-03-05}}

Not flagged:

    document: {claims: {adopted: 2023-03, id: xa/rec (2023) 01, round: 3}}
    recommendations: {round: 3}
    ---
    document: {claims: {round: 3}}
"""

from collections.abc import Iterator, Mapping

from cpcheck.lints.base import Coding, Lint, Remark, Severity
from cpcheck.model import FactDate, RecommendationSet


def check(coding: Coding) -> Iterator[Remark]:
    """Find claims that contradict the set; where the set says nothing, there is nothing to compare."""
    verified = _list_particulars(coding.recommendations)
    for name, claim in coding.response.document.claims:
        known = verified.get(name)
        if known is not None and not _is_agreed(name, claim, known):
            yield Remark(
                id=name,
                path=("document", "claims", name),
                message=f'the reply claims {name} "{claim}"; expected "{known}" as verified for '
                f"{coding.recommendations.id}, unless the reply itself errs",
            )


def _list_particulars(recommendations: RecommendationSet) -> Mapping[str, str | None]:
    evaluation_round = recommendations.round
    return {
        "adopted": recommendations.adopted.isoformat(),
        "round": None if evaluation_round is None else str(evaluation_round),
        "treaty": recommendations.treaty,
        "issuer": recommendations.issuer,
        "id": recommendations.id,
    }


def _is_agreed(name: str, claim: str, known: str) -> bool:
    """Compare without case and spaces; a claimed month or year agrees with every day in it."""
    if name == "adopted":
        claimed = FactDate.parse(claim)
        return claimed.earliest <= FactDate.parse(known).earliest <= claimed.latest
    return "".join(claim.split()).casefold() == "".join(known.split()).casefold()


LINT = Lint(code="CP114", name="claimed-differs", severity=Severity.WARNING, check=check, manual=__doc__)
