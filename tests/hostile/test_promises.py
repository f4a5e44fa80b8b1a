"""The page on security says what is so: the tests it names are there, and its bounds are those of the code."""

import re

from tests.generated import SECURITY_PAGE, list_bounds
from tests.shared import ROOT

PAGE = SECURITY_PAGE.read_text(encoding="utf-8")


def test_every_test_that_a_promise_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+(?:\.py)?)(?:::(test_\w+))?`", PAGE)
    assert len(named) >= 12
    for path, test in named:
        place = ROOT / path
        assert place.exists(), path
        assert not test or f"def {test}(" in place.read_text(encoding="utf-8"), test


def test_every_promise_names_a_test() -> None:
    promises = PAGE.split("## What it promises")[1].split("## ")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) >= 9
    assert [row for row in rows if "tests/" not in row] == []


def test_every_bound_has_a_number_and_says_what_it_bounds() -> None:
    bounds = list(list_bounds())
    assert len(bounds) >= 35
    assert all(value > 0 and len(words) > 20 for _, value, words in bounds)
    assert all(f"| `{name}` | {value:,} |" in PAGE for name, value, _ in bounds)
