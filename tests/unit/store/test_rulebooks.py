"""Rulebooks as files: the shipped ones, a user's own as the page on them shows it, and what is refused."""

import re
from pathlib import Path

import pytest

from cpcheck.assessment import assess
from cpcheck.errors import DataError, UsageError
from cpcheck.model import Evidence
from cpcheck.store.rulebooks import list_rulebooks, load_rulebook
from tests.cases import full, make_case, make_element, make_fact, make_item
from tests.shared import ROOT

PAGE = (ROOT / "docs" / "rulebooks.md").read_text(encoding="utf-8")


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Return the rulebook that the page shows, as a file."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "mine.yaml"
    path.write_text(block, encoding="utf-8")
    return path


def test_three_rulebooks_are_shipped_and_the_page_names_each() -> None:
    assert list_rulebooks() == ["cp", "greco", "hrc"]
    assert all(f"[`{name}`](rules" in PAGE for name in list_rulebooks())


@pytest.mark.parametrize(
    ("met", "level", "conclusion"),
    [(0, "open", "poor"), (1, "open", "poor"), (2, "under_way", "poor"), (3, "fulfilled", "good")],
)
def test_the_rulebook_on_the_page_counts_as_it_says(met: int, level: str, conclusion: str, example: Path) -> None:
    elements = [make_element(id=f"A1.e{place}") for place in range(3)]
    facts = [fact for element in elements[:met] for fact in _show_twice(element.id)]
    found = assess(make_case(make_item(elements=elements), facts), load_rulebook(str(example)))
    assert (found.items[0].level, found.conclusion) == (level, conclusion)


def _show_twice(element: str) -> list[Evidence]:
    return [
        make_fact(f"f{place}.{element}", "practice", supports=[full(element=element)], date="2024") for place in (1, 2)
    ]


def test_an_element_rule_that_an_item_rule_names_must_exist(example: Path) -> None:
    text = example.read_text(encoding="utf-8")
    example.write_text(text.replace("{reason: [refused]}", "{rule: [shown-twise]}"), encoding="utf-8")
    with pytest.raises(DataError, match=r'no element rule "shown-twise".*did you mean "shown-twice"') as raised:
        load_rulebook(str(example))
    assert raised.value.problems[0].location.line is not None


def test_a_name_that_is_shipped_by_nobody_is_refused() -> None:
    with pytest.raises(UsageError, match='did you mean "greco"'):
        load_rulebook("grecco")
