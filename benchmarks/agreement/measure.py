"""How far two codings of one report agree: `python benchmarks/agreement/measure.py FIRST SECOND`.

Prints the share of items with the same verdict and of elements with the same finding, each with Cohen's kappa, for the
whole report and for each section, and then every element on which the two differ, with the facts that decided.
`cpcheck agree` compares the whole of two codings, and says what to discuss; this adds the sections.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import cpcheck
from cpcheck.agreement import measure_agreement
from cpcheck.model import Assessment, Finding

SHIPPED = Path(__file__).parents[2] / "data"
Pair = tuple[str, str]


def word_agreement(title: str, pairs: Sequence[Pair]) -> str:
    """Say it as one row of a table."""
    firsts, seconds = [first for first, _ in pairs], [second for _, second in pairs]
    found = measure_agreement(firsts, seconds, sorted({*firsts, *seconds}))
    shown = "–" if found.kappa is None else f"{found.kappa:.2f}"
    return f"| {title} | {found.same} of {found.total} | {found.same / found.total:.0%} | {shown} |"


def pair_items(first: Assessment, second: Assessment, section: str = "") -> list[Pair]:
    """Return both verdicts of every item that is counted."""
    others = {item.item.id: item for item in second.items}
    return [
        (item.verdict, others[item.item.id].verdict)
        for item in first.items
        if item.is_counted and item.item.id.startswith(section)
    ]


def pair_findings(first: Assessment, second: Assessment, section: str = "") -> list[tuple[Finding, Finding]]:
    """Return both findings of every element, each once."""
    others = {finding.element.id: finding for item in second.items for finding in item.findings}
    return [
        (finding, others[finding.element.id])
        for item in first.items
        if item.is_counted and item.item.id.startswith(section)
        for finding in item.findings
    ]


def write_tables(first: Assessment, second: Assessment) -> Iterator[str]:
    """Write how far the verdicts and the findings agree, as two Markdown tables."""
    points = list(dict.fromkeys(item.item.id[:2] if item.item.id[0] == "A" else "B" for item in first.items))
    for title, pairs in (
        ("items", {point: pair_items(first, second, point) for point in ("", *points)}),
        ("elements", {point: _levels(pair_findings(first, second, point)) for point in ("", *points)}),
    ):
        yield f"| {title} | the same | share | kappa |\n|---|---|---|---|"
        for point, found in pairs.items():
            yield word_agreement(point or "all", found)
        yield ""


def write_differences(first: Assessment, second: Assessment) -> Iterator[str]:
    """Write the elements whose findings differ, with what decided each, as a Markdown list."""
    for one, other in pair_findings(first, second):
        if one.level != other.level:
            yield f"- {one.element.id}: {_word(one)} / {_word(other)}"


def _levels(findings: Iterable[tuple[Finding, Finding]]) -> list[Pair]:
    return [(one.level, other.level) for one, other in findings]


def _word(finding: Finding) -> str:
    return f"{finding.level} by {finding.rule} ({', '.join(finding.evidence) or 'nothing'})"


def main() -> None:
    """Read two response files and print how far they agree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--recommendations", type=Path, default=SHIPPED / "recommendations.yaml")
    options = parser.parse_args()
    first, second = (
        cpcheck.assess(cpcheck.load(path, recommendations=options.recommendations))
        for path in (options.first, options.second)
    )
    print("\n".join([*write_tables(first, second), *write_differences(first, second)]))


if __name__ == "__main__":
    main()
