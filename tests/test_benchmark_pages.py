"""What benchmarks print: their table, their pictures, and the page that tells of them."""

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.scripts import BENCHMARKS, load_script

outcomes = load_script("outcomes")
pictures = load_script("scale_pictures")
SVG = "{http://www.w3.org/2000/svg}"
KEPT: dict[str, Any] = {
    "command": "cpcheck validate",
    "times": [
        {"items": items, "mode": mode, "processor": items * each}
        for mode, each in (("cold", 0.001), ("warm & quick", 0.0001))
        for items in (100, 1_000, 10_000)
    ],
    "memory": {"cold": [[0.0, 20.0], [5.0, 60.0], [10.0, 40.0]]},
}


@pytest.mark.parametrize(
    ("pairs", "limit", "at_least", "met"),
    [
        ([(1.0, 10.0), (2.0, 10.0), (9.0, 10.0)], 0.2, False, "met"),
        ([(1.0, 10.0), (2.1, 10.0), (9.0, 10.0)], 0.2, False, "**missed**"),
        ([(60.0, 10.0)], 6.0, True, "met"),
        ([(59.0, 10.0)], 6.0, True, "**missed**"),
        ([(1.0, 10.0)], None, False, ""),
    ],
)
def test_an_aim_is_judged_by_the_median_of_the_ratios(
    pairs: list[tuple[float, float]], limit: float | None, at_least: bool, met: str
) -> None:
    outcome = outcomes.compare("ours / theirs", pairs, limit=limit, at_least=at_least)
    last = list(outcomes.write_table([outcome]))[-1]
    assert last.split(" | ")[-1].removesuffix(" |").strip("| ") == met
    assert outcomes.explain(outcome, lambda: ["why"]).profile == (("why",) if met == "**missed**" else ())


def test_outcomes_come_back_as_they_were_kept() -> None:
    outcome = outcomes.compare("ours / theirs", [(1.0, 3.0), (2.0, 3.0)], limit=0.5, profile=("| a |",))
    assert outcomes.read_outcome(json.loads(json.dumps(outcomes.asdict(outcome)))) == outcome


def test_decades_lie_equally_far_apart_in_the_picture_of_times() -> None:
    drawn = ET.fromstring(pictures.picture_times(KEPT).draw())  # noqa: S314 - our own text
    circles = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in drawn.iter(f"{SVG}circle")]
    (x1, y1), (x2, y2), (x3, y3) = circles
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.2)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.2)
    assert y2 < y1, "more seconds stand higher"


@pytest.mark.parametrize("picture", [pictures.picture_times(KEPT), pictures.picture_memory(KEPT)])
def test_pictures_have_their_figures_in_words_and_name_their_lines(picture: Any) -> None:
    drawn = ET.fromstring(picture.draw())  # noqa: S314 - our own text
    assert drawn.get("role") == "img"
    named = {one.get("id"): one.text for one in drawn if one.get("id")}
    assert drawn.get("aria-labelledby", "").split() == list(named)
    assert "cold: " in (named["description"] or "")
    texts = [one.text for one in drawn.iter(f"{SVG}text")]
    assert {name for name, _ in picture.lines} <= set(texts)
    assert "prefers-color-scheme: dark" in (drawn.findtext(f"{SVG}style") or "")


def test_kept_runs_and_their_pictures_belong_together() -> None:
    if not pictures.KEPT.is_file():
        pytest.skip("no run of all sizes is kept (python benchmarks/scale.py --keep)")
    kept = json.loads(pictures.KEPT.read_text(encoding="utf-8"))
    for name, picture in (("scale", pictures.picture_times(kept)), ("memory", pictures.picture_memory(kept))):
        assert (pictures.IMAGES / f"{name}.svg").read_text(encoding="utf-8") == picture.draw()


def test_the_page_on_benchmarks_names_every_script() -> None:
    page = (BENCHMARKS / "README.md").read_text(encoding="utf-8")
    scripts = [str(path.relative_to(BENCHMARKS)) for path in BENCHMARKS.rglob("*.py") if ".peers" not in path.parts]
    assert scripts
    assert [name for name in sorted(scripts) if f"`{name}`" not in page] == []
