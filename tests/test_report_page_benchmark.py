"""The large case that the page is measured with: the items of a case again and again, each under an id of its own."""

import runpy
from collections.abc import Callable
from typing import cast

import cpcheck
from cpcheck.model import Case
from tests.shared import ROOT


def test_a_multiplied_case_is_sound_and_decided_as_the_one_it_is_made_of() -> None:
    case = cpcheck.load(ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml")
    multiply = cast("Callable[[Case, int], Case]", runpy.run_path(str(ROOT / "benchmarks/report_page.py"))["multiply"])
    items = len(case.recommendations.items)
    large = multiply(case, 3 * items)
    ids = [item.id for item in large.recommendations.items]
    facts = [fact.id for answer in large.response.answers for fact in answer.evidence]
    assert len(set(ids)) == len(ids) == 3 * items
    assert len(set(facts)) == len(facts)
    found = [item.verdict for item in cpcheck.assess(case).items]
    assert [item.verdict for item in cpcheck.assess(large).items] == found * 3
    html = cpcheck.render(cpcheck.assess(large), "html")
    assert html.count('<article class="item"') == 3 * items
