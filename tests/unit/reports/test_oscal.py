"""OSCAL, held to its published schema, to what its parts refer to, and to the mapping of docs/oscal.md."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import cpcheck
from cpcheck.errors import UsageError
from cpcheck.model import Assessment, Verdict
from cpcheck.records import replace
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import LANGUAGES
from cpcheck.reports.oscal import NAMESPACE, PROPERTY_NAMESPACE, name_control, render
from cpcheck.reports.view import ReportView, build_view
from tests.in_process import call
from tests.shared import ROOT, SHARED
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.runs import HOSTILE as STEERING

SCHEMA = SHARED / "schemas" / "oscal_assessment-results_schema.json"
RESPONSE = ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml"
needs_schema = pytest.mark.skipif(
    not SCHEMA.is_file(), reason="the OSCAL schema is not beside this checkout (../shared/schemas)"
)
PROSE = frozenset({"title", "description", "remarks", "statement"})
"""Keys whose values OSCAL takes for Markdown."""

STEERED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Json = dict[str, Any]


@cache
def load_validator() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)


def list_breaches(text: str) -> list[str]:
    return [f"{error.instance_path}: {error}" for error in load_validator().iter_errors(json.loads(text))]


def read(views: Sequence[ReportView]) -> Json:
    found = json.loads(render(views))["assessment-results"]
    assert isinstance(found, dict)
    return found


def read_result(view: ReportView) -> Json:
    (result,) = read([view])["results"]
    assert isinstance(result, dict)
    return result


def read_properties(entry: Json) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in entry.get("props", ()):
        assert one["ns"] == PROPERTY_NAMESPACE
        found.setdefault(one["name"], []).append(one["value"])
    return found


def index(result: Json, kind: str, name: str) -> dict[str, Json]:
    """Return the entries of a list by one of their properties, or by the first word of their title."""
    if kind == "risks":
        return {entry["title"].split()[0]: entry for entry in result.get(kind, ())}
    return {read_properties(entry)[name][0]: entry for entry in result.get(kind, ())}


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is no list and no object, with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, key)
    else:
        yield key, value


# --- its schema ---------------------------------------------------------------------------------------------------


@needs_schema
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_oscal(
    language: str, rare_assessment: Assessment, rare: ReportView, shipped: ReportView, empty: ReportView
) -> None:
    own = build_view(rare_assessment, language=language)
    for views in ([own], [rare], [shipped], [empty], [rare, shipped], [rare, rare]):
        assert list_breaches(render(views)) == []


@needs_schema
def test_the_schema_is_really_asked(rare: ReportView) -> None:
    data = json.loads(render([rare]))
    data["assessment-results"]["results"][0]["findings"][0]["target"]["status"]["state"] = "partly"
    data["assessment-results"]["results"][0]["start"] = "yesterday"
    assert len(list_breaches(json.dumps(data))) >= 2


@needs_schema
@settings(deadline=None, max_examples=60)
@given(
    st.one_of(st.sampled_from([*HOSTILE, *STEERING[:-1]]), st.text(st.characters(exclude_categories=[]), max_size=20))
)
def test_no_value_of_a_file_breaks_the_schema_or_says_more_than_itself(value: str) -> None:
    view = build_hostile_view(value)
    text = render([view])
    text.encode("utf-8")
    assert list_breaches(text) == []
    assert not STEERED.search(text)
    assert "##[" not in text
    for key, found in walk(json.loads(text)):
        if key in PROSE:
            assert not re.search(r"<(?!/?p>)", MarkdownIt("commonmark").render(found).replace("\n", "")), found


@cache
def read_assessment() -> Assessment:
    return cpcheck.assess(cpcheck.load(RESPONSE))


def build_hostile_view(value: str) -> ReportView:
    """Return a view in which one value stands wherever text of a file can stand."""
    view = build_view(read_assessment())
    item = view.items[0]
    element = item.elements[0]
    fact = replace(element.links[0].fact, fact=value, note=value, anchor=value, source=value, date=value)
    link = replace(element.links[0], fact=fact, together=(value,))
    asked = replace(element, asks=value, id=value or "x", finding="not_met", links=(link,))
    shown = replace(
        item, title=value, asks=value, verdict="partly", elements=(asked,), articles=(value,), themes=(value,)
    )
    (section, *_) = view.sections
    texts = {"issuer": value, "treaty": value, "scope": value, "conclusion": value, "document": value}
    around = replace(view.settings, title=value, marking=value)
    return replace(
        view,
        sections=(replace(section, items=(shown,)),),
        recommendations=value or "x",
        url=f"https://example.org/{''.join(value.split())}",
        settings=around,
        **texts,
    )


def test_values_are_read_back_as_they_were_written(shipped: ReportView) -> None:
    element = shipped.items[0].elements[0]
    view = replace(shipped, document="a <b>*b*</b> | ‘c’\nd")
    result = read_result(view)
    assert read_properties(result)["document"] == [make_plain(view.document)]
    prose = MarkdownIt("commonmark").render(index(result, "observations", "element")[element.id]["description"])
    assert prose.startswith(f"<p>{element.asks}")


# --- what refers to what ------------------------------------------------------------------------------------------


def test_every_reference_leads_somewhere_and_no_identifier_stands_for_two_things(
    rare: ReportView, shipped: ReportView
) -> None:
    data = read([rare, shipped, rare])
    own = [value for key, value in walk(data) if key == "uuid"]
    assert len(set(own)) == len(own)
    assert {UUID(value).version for value in own} == {5}
    named = [value for key, value in walk(data) if key.endswith("-uuid")]
    named += [value.removeprefix("#") for key, value in walk(data) if key == "href" and value.startswith("#")]
    assert named
    assert set(named) <= set(own)


def test_identifiers_are_those_of_the_last_run_whatever_else_changed(shipped: ReportView) -> None:
    item = shipped.items[0]
    before = {one["uuid"] for one in read_result(shipped)["findings"]}
    later = read([replace(shipped, as_of="2030-01-01", version="9.9")])
    assert {one["uuid"] for one in later["results"][0]["findings"]} == before
    assert later["uuid"] != read([shipped])["uuid"]
    assert index(read_result(shipped), "findings", "item")[item.id]["uuid"] in before
    other = read_result(replace(shipped, state="XX"))
    assert not {one["uuid"] for one in other["findings"]} & before


def test_two_codings_of_one_reply_have_identifiers_of_their_own(rare: ReportView) -> None:
    first, second = read([rare, rare])["results"]
    assert first["uuid"] != second["uuid"]
    assert not {one["uuid"] for one in first["findings"]} & {one["uuid"] for one in second["findings"]}
    assert first == read_result(rare)


def test_nothing_is_asked_of_the_clock(rare: ReportView) -> None:
    moments = [value for key, value in walk(read([rare])) if key in {"last-modified", "start", "end", "collected"}]
    assert set(moments) == {f"{rare.as_of}T00:00:00Z", f"{rare.received}T00:00:00Z"}


def test_a_day_before_the_reply_is_no_end(rare: ReportView) -> None:
    assert "end" not in read_result(replace(rare, as_of="2024-01-01"))


# --- the mapping --------------------------------------------------------------------------------------------------


def test_verdicts_become_states_reasons_and_progress(shipped: ReportView) -> None:
    findings = index(read_result(shipped), "findings", "item")
    told: dict[Verdict, tuple[str, str, set[str | None]]] = {
        Verdict.IMPLEMENTED: ("satisfied", "pass", {"implemented"}),
        Verdict.PARTLY: ("not-satisfied", "other", {"partial"}),
        Verdict.NOT_ADDRESSED: ("not-satisfied", "fail", {None, "planned"}),
    }
    assert {item.verdict for item in shipped.items} == set(Verdict)
    for item in shipped.items:
        target = findings[item.id]["target"]
        state, reason, progress = told[Verdict(item.verdict)]
        assert (target["status"]["state"], target["status"]["reason"]) == (state, reason)
        assert target.get("implementation-status", {"state": None})["state"] in progress
        assert target["target-id"] == f"{name_control(shipped.recommendations, item.id)}_smt"
        assert bool(findings[item.id].get("related-risks")) is item.is_gap


def test_what_is_not_addressed_is_planned_only_where_a_dated_plan_is_cited(shipped: ReportView) -> None:
    item = next(item for item in shipped.items if item.verdict == Verdict.NOT_ADDRESSED and item.elements[0].links)
    link = replace(item.elements[0].links[0], relation="supports")

    def progress(**values: Any) -> str | None:
        fact = replace(link.fact, **{"source": None, "stage": None, **values})
        element = replace(item.elements[0], links=(replace(link, fact=fact),))
        section = replace(shipped.sections[0], items=(replace(item, elements=(element,)),))
        (finding,) = read_result(replace(shipped, sections=(section,)))["findings"]
        status: dict[str, str] = finding["target"].get("implementation-status", {})
        return status.get("state")

    assert progress(type="intention", date="2027") == "planned"
    assert progress(type="policy", stage="planned", date="2027") == "planned"
    assert progress(type="policy", stage="running", date="2027") is None
    assert progress(type="intention", date=None) is None
    assert progress(type="practice", date="2024") is None


def test_gaps_are_risks_and_a_waiver_is_an_approved_deviation(rare: ReportView) -> None:
    result = read_result(rare)
    risks, findings = index(result, "risks", ""), index(result, "findings", "item")
    assert set(risks) == {item.id for item in rare.items if item.is_gap}
    assert {name for name, risk in risks.items() if risk["status"] == "deviation-approved"} == {"B1"}
    assert {risk["status"] for risk in risks.values()} == {"open", "deviation-approved"}
    assert findings["B1"]["target"]["status"] == {
        "state": "not-satisfied",
        "reason": "other",
        "remarks": "not addressed",
    }
    assert "Agreed with the secretariat." in findings["B1"]["remarks"]
    assert read_properties(findings["A1"])["override"] == ["implemented"]
    asked = {entry["title"]: entry["description"] for entry in risks["A3"]["remediations"]}
    assert set(asked) == {"A3.only"}
    assert asked["A3.only"].endswith("?") or "Please" in asked["A3.only"]


def test_an_element_of_two_items_is_one_observation_of_both_findings(rare: ReportView) -> None:
    result = read_result(rare)
    findings = index(result, "findings", "item")
    assert findings["A2"]["related-observations"] == findings["A1"]["related-observations"]
    assert read_properties(findings["A2"])["repeats"] == ["A1"]
    observed = index(result, "observations", "element")
    assert list(observed) == [
        *("A1.change", "A1.ensure", "A1.go-on", "A1.consider", "A3.only", "B1.only", "B2.only"),
    ]
    assert "relevant-evidence" not in observed["B1.only"]


def test_facts_are_evidence_with_their_place_and_what_others_say_is_kept_apart(rare: ReportView) -> None:
    result = read_result(rare)
    evidence = {
        (element, read_properties(one)["evidence"][0]): one
        for element, found in index(result, "observations", "element").items()
        for one in found.get("relevant-evidence", ())
    }
    bill = evidence["A1.change", "r1.1"]
    assert read_properties(bill)["place"] == ["lines 3-5, page 1"]
    assert read_properties(bill)["anchor"] == ["bill | tabled"]
    assert (read_properties(bill)["relation"], read_properties(bill)["counted"]) == (["supports"], ["true"])
    assert bill["href"] == result["links"][1]["href"]
    others = evidence["A1.change", "r1.5"]
    assert "href" not in others
    assert read_properties(others)["counted"] == ["false"]
    assert read_properties(others)["source"] == ["A council | of <b>others</b>, Report 7"]


def test_limits_drafts_and_what_is_left_out_are_told(rare: ReportView, rare_assessment: Assessment) -> None:
    assert "This report rates the reply" in read_result(rare)["remarks"]
    assert "nobody has reviewed" in read_result(rare)["remarks"]
    chosen = read_result(build_view(rare_assessment, items=["A3"]))
    assert "1 of 5 items" in chosen["remarks"]
    (selection,) = chosen["reviewed-controls"]["control-selections"]
    assert [one["control-id"] for one in selection["include-controls"]] == ["cp-rec-2023-03-A3"]


def test_the_scale_of_another_rulebook_is_told_beside_the_three_verdicts() -> None:
    view = build_view(cpcheck.assess(cpcheck.load(RESPONSE), rulebook="greco"))
    result = read_result(view)
    finding = result["findings"][0]
    assert read_properties(finding)["level"] == [view.items[0].level]
    assert view.items[0].level in finding["target"]["status"]["remarks"]
    assert "level" not in read_properties(read_result(build_view(read_assessment()))["findings"][0])
    assert read_properties(result)["conclusion"] == [view.conclusion]


@pytest.mark.parametrize(
    ("recommendations", "item", "control"),
    [
        ("CP/Rec(2023)03", "A2c", "cp-rec-2023-03-A2c"),
        ("2023/7", "1", "_2023-7-1"),
        ("<>", "A1", "A1"),
        ("()", "7", "_7"),
        ("Рек № 4", "A1", "рек-4-A1"),
    ],
)
def test_ids_of_controls_are_tokens(recommendations: str, item: str, control: str) -> None:
    assert name_control(recommendations, item) == control


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://example.org/a.pdf?b=c#page=2", "https://example.org/a.pdf?b=c#page=2"),
        ("https://example.org/é|{x}/%zz[1]", "https://example.org/%C3%A9%7C%7Bx%7D/%25zz%5B1%5D"),
        ("https://[broken/a", None),
        ("https://example.org:port/", None),
        (None, None),
    ],
)
def test_addresses_are_written_as_an_address_may_be(rare: ReportView, url: str | None, href: str | None) -> None:
    resources = read([replace(rare, url=url)])["back-matter"]["resources"]
    assert [link["href"] for one in resources for link in one.get("rlinks", ())] == ([href] if href else [])


def test_days_that_oscal_cannot_tell_stand_in_the_properties(rare: ReportView) -> None:
    result = read_result(replace(rare, received="0812-02-29"))
    assert result["start"] == "1900-01-01T00:00:00Z"
    assert read_properties(result)["received"] == ["0812-02-29"]


# --- the command line and the library -----------------------------------------------------------------------------


def test_the_longer_suffix_stands_for_oscal_and_the_shorter_for_json(tmp_path: Any) -> None:
    ended = call("assess", str(RESPONSE), "-o", "Results.OSCAL.json", "-o", "results.json", cwd=tmp_path)
    assert ended.code == 0, ended.stderr
    assert "assessment-results" in json.loads((tmp_path / "Results.OSCAL.json").read_text("utf-8"))
    assert json.loads((tmp_path / "results.json").read_text("utf-8"))["kind"] == "report"
    refused = call("compare", str(RESPONSE), "-o", "results.oscal.json", cwd=tmp_path)
    assert (refused.code, "the suffix does not tell the format" in refused.stderr) == (2, True)


def test_nothing_to_report_is_refused() -> None:
    with pytest.raises(UsageError, match="expected at least one response"):
        render([])


def test_the_library_renders_it_as_of_a_day() -> None:
    assessment = cpcheck.assess(cpcheck.load(RESPONSE), as_of=dt.date(2024, 7, 1))
    found = json.loads(cpcheck.render(assessment, "oscal"))["assessment-results"]
    assert (found["metadata"]["version"], found["metadata"]["oscal-version"]) == ("2024-07-01", "1.2.1")
    assert UUID(found["uuid"]) != NAMESPACE


def test_every_property_of_ours_is_on_the_page(rare: ReportView, shipped: ReportView) -> None:
    page = (ROOT / "docs" / "oscal.md").read_text(encoding="utf-8")
    metadata = {"program", "program-version", "language", "question", "raises-to"}
    names = {value for view in (rare, shipped) for key, value in walk(read([view])) if key == "name"}
    assert "anchor" in names
    assert {name for name in names - metadata if f"`{name}`" not in page} == set()
