"""The seeds of the fuzzer, and every input that once broke a target, hold without the fuzzer too."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.mutation import MARKS, change_lines, change_tree
from fuzz.targets import CORPUS, NAMES, list_inputs, load_target

INPUTS = [pytest.param(name, path, id=f"{name}-{path.name}") for name in NAMES for path in list_inputs(name)]
CHANGES = 12
"""How often each input is changed in its own grain, the same way in every run."""


@pytest.mark.parametrize(("name", "path"), INPUTS)
def test_a_known_input_breaks_nothing(name: str, path: Path) -> None:
    load_target(name)(path.read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_inputs_changed_a_little_break_nothing(name: str) -> None:
    change = change_lines if name == "report_text" else change_tree
    target = load_target(name)
    tried = 0
    for path in list_inputs(name):
        for seed in range(CHANGES):
            changed = change(path.read_bytes(), seed)
            if changed is not None:
                target(changed)
                tried += 1
    assert tried > CHANGES


@pytest.mark.parametrize("name", NAMES)
def test_a_change_can_be_repeated_and_changes_something(name: str) -> None:
    change = change_lines if name == "report_text" else change_tree
    raw = max((path.read_bytes() for path in (CORPUS / name).iterdir()), key=len)
    changed = [change(raw, seed) for seed in range(20)]
    assert changed == [change(raw, seed) for seed in range(20)]
    assert len({one for one in changed if one is not None} - {raw}) > 10


@pytest.mark.parametrize("name", NAMES)
def test_every_target_has_seeds(name: str) -> None:
    assert len(list_inputs(name)) >= 4


WORDS = (
    "train",
    "judges",
    "The office opened in May 2024.",
    "Seven cases were heard",
    "not yet",
    "will",
    "–",
    "a;",
    "b:",
)


@given(st.lists(st.lists(st.sampled_from((*MARKS, *WORDS)), max_size=6).map(" ".join), max_size=14))
def test_no_report_made_of_marks_and_words_loses_a_word(lines: list[str]) -> None:
    load_target("report_text")("\n".join(lines).encode())
