"""Views to lay out: the shipped report, and one in which everything rare occurs, with values that try to break out."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import cpcheck
from cpcheck.assets import find_shipped_responses
from cpcheck.model import Verdict
from cpcheck.records import replace
from cpcheck.reports.view import ReportView, build_view

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(2)>",
    '" onload="alert(3)',
    "{{ 7*7 }}{% for x in y %}",
    "a | b",
    "`code` ``more",
    "[x](javascript:y) ![i](http://e.example/i.png)",
    "line one\n\n# line two\n- line three",
    "*bold* _under_ ~~struck~~",
    "&lt;b&gt; &amp;",
    "$x^2$ @somebody",
    "W" * 200,
    "\u202eturned\u2067 round\u200f",
    "1. first",
    "    indented",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://e.example/";"here")',
    "+1-1",
    "@SUM(A1;A2)",
    "one;=2+3,=4+5",
    "_x0041_ &P &amp;#10;",
    "bell\x07, line\x0b, next\x85, parted\u2028, none\ufffe and \uffff, end",
)
"""Values that mean something to HTML, Markdown, Jinja, a spreadsheet, XML, or to whoever lays out text."""

RARE_RECOMMENDATIONS: dict[str, Any] = {
    "kind": "recommendations",
    "id": "CP/Rec(2023)03",
    "state": "AZ",
    "issuer": "Committee | of <the> Parties",
    "treaty": "CETS 197",
    "round": 3,
    "adopted": "2023-06-16",
    "source": "the [record](javascript:y) of the meeting",
    "sections": [{"id": "A", "title": "First *demands*"}, {"id": "B", "title": "Further demands"}],
    "items": [
        {
            "id": "A1",
            "paragraph": 71,
            "strength": "urges",
            "title": "Title with <b>markup</b> | and {{ 7*7 }}",
            "asks": "What <i>A1</i> asks\n\n# in two paragraphs",
            "articles": ["11", "12 | b"],
            "themes": ["legal-aid", "training"],
            "previous": {"verdict": "partly | implemented", "source": "GRETA(2023)12"},
            "elements": [
                {"id": "change", "asks": "change the law", "ask": "change"},
                {"id": "ensure", "asks": "make sure of it", "ask": "ensure", "inferred": True},
                {"id": "go-on", "asks": "go on with it", "ask": "continue"},
                {"id": "consider", "asks": "consider it", "ask": "consider"},
            ],
        },
        {"id": "A2", "title": "A repeated item", "asks": "As A1.", "themes": ["training"], "repeats": {"item": "A1"}},
        {
            "id": "A3",
            "title": "A refused item",
            "asks": "What A3 asks.",
            "elements": [{"id": "only", "asks": "do it", "ask": "ensure"}],
        },
        {
            "id": "B1",
            "title": "An item that nothing answers",
            "asks": "What B1 asks.",
            "elements": [{"id": "only", "asks": "do it", "ask": "ensure"}],
        },
        {
            "id": "B2",
            "title": "Words for an answer",
            "asks": "What B2 asks.",
            "elements": [{"id": "only", "asks": "do it", "ask": "ensure"}],
        },
    ],
}

RARE_RESPONSE: dict[str, Any] = {
    "kind": "response",
    "state": "AZ",
    "recommendations": "CP/Rec(2023)03",
    "document": {
        "symbol": "CP(2025)01",
        "received": "2025-06-11",
        "claims": {"adopted": "2023-06-06", "id": "CP/Rec | <b>", "round": 4},
    },
    "answers": [
        {
            "id": "r1",
            "items": ["A1", "A2"],
            "where": {"lines": [3, 5], "pages": [1, 1]},
            "review": {"status": "draft"},
            "evidence": [
                {
                    "id": "r1.1",
                    "type": "draft_law",
                    "stage": "tabled",
                    "fact": "A bill was tabled.",
                    "date": "2024-05",
                    "anchor": "bill | tabled",
                    "supports": [{"element": "A1.change", "fit": "full"}],
                },
                {
                    "id": "r1.2",
                    "type": "practice",
                    "fact": "Half of it is done.",
                    "period": {"from": "2022", "to": "2024"},
                    "figures": [
                        {"what": "cases | <b>", "year": 2022, "value": 7, "unit": "persons"},
                        {"what": "cases | <b>", "year": 2024, "value": 8.5, "unit": "per cent"},
                        {"what": "money", "value": 120},
                    ],
                    "note": "A remark with | and `code`.",
                    "supports": [{"element": "A1.ensure", "fit": "full", "with": ["r1.3"]}],
                },
                {
                    "id": "r1.3",
                    "type": "institution",
                    "fact": "There is a body for the other half.",
                    "date": "2024-02-01",
                    "supports": [{"element": "A1.ensure", "fit": "full", "with": ["r1.2"]}],
                },
                {
                    "id": "r1.4",
                    "type": "law_in_force",
                    "fact": "The law was made narrower.",
                    "date": "2024-03-01",
                    "against": ["A1.go-on"],
                },
                {
                    "id": "r1.5",
                    "type": "practice",
                    "fact": "Others say that nothing was done.",
                    "date": "2024",
                    "source": {"name": "A council | of <b>others</b>", "document": "Report 7"},
                    "against": ["A1.change"],
                    "supports": [{"element": "A1.consider", "fit": "partial"}],
                },
            ],
        },
        {
            "id": "r2",
            "items": ["A3"],
            "evidence": [
                {"id": "r2.1", "type": "refusal", "fact": "It will not be done.", "against": ["A3.only"]},
                *(
                    {"id": f"r2.{place}", "type": "practice", "fact": value, "note": value, "context": ["A3.only"]}
                    for place, value in enumerate(HOSTILE, start=2)
                ),
            ],
        },
        {
            "id": "r3",
            "items": ["B2"],
            "where": {"pages": [2, 4]},
            "evidence": [
                {
                    "id": "r3.1",
                    "type": "assurance",
                    "fact": "All is well.",
                    "supports": [{"element": "B2.only", "fit": "full"}],
                }
            ],
        },
    ],
    "overrides": [
        {
            "item": "A1",
            "verdict": "implemented",
            "reason": "Seen on site | <b>twice</b>",
            "by": "N. *N.*",
            "on": "2025-07-01",
            "expires": "2026-07-01",
        },
        {
            "item": "A3",
            "verdict": "partly",
            "reason": "Until the bill.",
            "by": "M. M.",
            "on": "2024-01-01",
            "expires": "2024-12-31",
        },
    ],
    "waivers": [
        {"item": "B1", "reason": "Agreed with the secretariat.", "by": "O. O.", "on": "2025-07-01"},
        {
            "item": "B2",
            "reason": "Until <spring>.",
            "by": "P. P.",
            "on": "2024-01-01",
            "expires": "2024-12-31",
        },
    ],
}


@pytest.fixture(scope="session")
def shipped() -> ReportView:
    """Return the view of the shipped response."""
    return build_view(cpcheck.assess(cpcheck.load(find_shipped_responses()[0])))


@pytest.fixture(scope="session")
def rare_assessment(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return the assessment of a response in which everything rare occurs."""
    folder = tmp_path_factory.mktemp("rare")
    _write(folder / "recommendations.yaml", RARE_RECOMMENDATIONS)
    _write(folder / "response.yaml", RARE_RESPONSE)
    case = cpcheck.load(folder / "response.yaml", recommendations=folder / "recommendations.yaml")
    return cpcheck.assess(case, as_of=dt.date(2025, 8, 1))


@pytest.fixture(scope="session")
def rare(rare_assessment: Any) -> ReportView:
    """Return a view in which everything rare occurs."""
    view = build_view(rare_assessment)
    return replace(view, third_party=True, conclusion="Globally <b>unsatisfactory</b> | so far")


@pytest.fixture(scope="session")
def empty(rare_assessment: Any) -> ReportView:
    """Return a view that shows no item, since none has the verdict asked for."""
    return build_view(rare_assessment, verdicts=[Verdict.IMPLEMENTED])


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
