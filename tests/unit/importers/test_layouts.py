"""Reports of every layout fall into the items and answers expected, and lose no word however they are damaged."""

import random
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cpcheck.importers.document import Document
from cpcheck.importers.segment import segment_document
from cpcheck.importers.segment_proof import find_added_words, find_lost_words
from cpcheck.importers.segments import Segmentation, SourceItem
from cpcheck.importers.text import read_text
from cpcheck.records import replace
from tests import layouts

WORD = {"word_headings", "word_lists", "word_table"}
LEAST_PLACED = 0.97
"""Share of words that must land in an item or an answer."""
SEEDS = range(12)


def read(name: str, folder: Path) -> Document:
    if name in WORD:
        pytest.importorskip("docx", reason="python-docx is not installed")
    return layouts.read_layout(name, folder)


def read_keys(item: SourceItem, wanted: dict[str, Any]) -> dict[str, Any]:
    values = {"inferred": item.is_inferred, "strength": item.strength.value}
    return {key: values.get(key, getattr(item, key, None)) for key in wanted}


def test_there_are_the_layouts_that_reports_have() -> None:
    assert len(layouts.NAMES) >= 14
    assert {name for name in layouts.NAMES if layouts.find_text(name) is None} == WORD


@pytest.mark.parametrize("name", layouts.NAMES)
def test_items_are_found_with_their_ids_words_and_chapeaux(name: str, tmp_path: Path) -> None:
    expected = layouts.read_expected(name)
    items = {item.id: item for item in segment_document(read(name, tmp_path)).items}
    assert list(items) == [wanted["id"] for wanted in expected["items"]]
    assert [read_keys(items[wanted["id"]], wanted) for wanted in expected["items"]] == expected["items"]


@pytest.mark.parametrize("name", layouts.NAMES)
def test_answers_are_found_with_their_items_and_words(name: str, tmp_path: Path) -> None:
    found = [{"items": list(each.items), "text": each.text} for each in segment_document(read(name, tmp_path)).answers]
    assert found == layouts.read_expected(name)["answers"]


@pytest.mark.parametrize("name", layouts.NAMES)
def test_every_word_is_placed_or_told(name: str, tmp_path: Path) -> None:
    document = read(name, tmp_path)
    result = segment_document(document)
    assert find_lost_words(document, result) == Counter()
    assert find_added_words(document, result) == Counter()
    assert result.share_placed() >= LEAST_PLACED
    told = " ".join(message.text for message in result.messages)
    assert all(block.text.split()[0] in told for block in result.unplaced)


@pytest.mark.parametrize("name", layouts.NAMES)
def test_places_are_those_of_the_words(name: str, tmp_path: Path) -> None:
    document = read(name, tmp_path)
    for answer in segment_document(document).answers:
        for block in answer.blocks:
            words = " ".join(line.text for line in document.select(block.where))
            assert set(re.findall(r"\w+", block.text)) <= set(re.findall(r"\w+", words))


# Damaged reports


def drop_labels(text: str, chance: random.Random) -> str:
    label = r"(?m)^(\W*)(?:Recommendation|Response|Reply of the authorities|Recommandation|Réponse)[^\w\n]*"
    return re.sub(label, lambda found: found[1] if chance.random() < 0.4 else found[0], text)


def move_page_breaks(text: str, chance: random.Random) -> str:
    return re.sub(
        r"(?<=\w) (?=\w)",
        lambda _: chance.choice(["\n\n", "\n\f", "\n\n12\n\n\f"]) if chance.random() < 0.03 else " ",
        text,
    )


def change_bullets(text: str, chance: random.Random) -> str:
    return re.sub(
        r"(?m)^(\s*)- ", lambda found: f"{found[1]}{chance.choice(['•', '*', '–', '▪', '➢', 'o', '· -'])} ", text
    )


def set_quotes(text: str, _: random.Random) -> str:
    return text.replace("'", "’").replace(" - ", " — ").replace("-\n", "–\n").replace('"', "“")


def drop_blank_lines(text: str, _: random.Random) -> str:
    return re.sub(r"\n\n+", "\n", text)


def wrap(text: str, chance: random.Random) -> str:
    width = chance.randint(40, 100)
    return "\n".join(re.sub(rf"(.{{{width - 15},{width}}}) ", r"\1\n", line) for line in text.split("\n"))


def double_emphasis(text: str, chance: random.Random) -> str:
    return re.sub(r"(?m)^(?=\w)", lambda _: "**" if chance.random() < 0.3 else "", text)


DAMAGE = (drop_labels, move_page_breaks, change_bullets, set_quotes, drop_blank_lines, wrap, double_emphasis)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", [name for name in layouts.NAMES if name not in WORD])
def test_a_damaged_report_loses_no_word(name: str, seed: int, tmp_path: Path) -> None:
    path = layouts.find_text(name)
    assert path is not None
    chance = random.Random(f"{name} {seed}")  # noqa: S311  no secret: the same damage in every run
    text = path.read_text(encoding="utf-8")
    for damage in chance.sample(DAMAGE, k=chance.randint(1, 3)):
        text = damage(text, chance)
    copy = tmp_path / path.name
    copy.write_text(text, encoding="utf-8")
    document = read_text(str(copy))
    result = segment_document(document)
    assert find_lost_words(document, result) == Counter()
    assert find_added_words(document, result) == Counter()
    check_sound(result)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", layouts.NAMES)
def test_a_report_with_blocks_dropped_and_shuffled_loses_no_word(name: str, seed: int, tmp_path: Path) -> None:
    whole = read(name, tmp_path)
    chance = random.Random(f"{name} {seed}")  # noqa: S311  no secret: the same damage in every run
    blocks = [block for block in whole.blocks if chance.random() > 0.2]
    chance.shuffle(blocks)
    kept = {number for block in blocks for number in range(block.lines[0], block.lines[1] + 1)}
    lines = tuple(line for line in whole.lines if line.number in kept)
    document = replace(whole, blocks=tuple(blocks), lines=lines)
    result = segment_document(document)
    assert find_lost_words(document, result) == Counter()
    assert find_added_words(document, result) == Counter()
    check_sound(result)


def check_sound(result: Segmentation) -> None:
    """Hold a segmentation to what its records promise."""
    names = [item.id for item in result.items]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name) for name in names)
    assert all(item.text.strip() for item in result.items)
    for answer in result.answers:
        assert answer.items
        assert set(answer.items) <= set(names)
        assert len(set(answer.items)) == len(answer.items)
    assert all(item.repeats in names for item in result.items if item.repeats)
