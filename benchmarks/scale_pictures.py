"""Pictures of the runs that `scale.py --keep` kept: `python benchmarks/scale_pictures.py`.

Draws `docs/images/scale.svg`, time against items on two logarithmic axes, and `docs/images/memory.svg`, the memory of
the largest collection while it was validated. Each line has its own shape of mark and stands named beside its end, so
that no colour is needed; colours follow the reader's light or dark scheme.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE / "scale.json"
IMAGES = HERE.parent / "docs" / "images"
WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 50, 60
"""Room around the plot: for the numbers, the names of lines, the title, and the name of the axis."""
_APART = 18
"""Pixels between two names of lines."""

STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fff; }
text { fill: #1d2733; } .title { font-size: 16px; font-weight: 600; } .axis { stroke: #1d2733; }
.grid { stroke: #c9d1da; stroke-width: 1; } .line { fill: none; stroke-width: 2; }
.a { stroke: #0b5cad; } .b { stroke: #a34700; } .c { stroke: #47672a; }
.mark { fill: #fff; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  svg { background: #10161d; } text { fill: #e6ebf1; } .axis { stroke: #e6ebf1; } .grid { stroke: #3a4653; }
  .a { stroke: #7cb7f5; } .b { stroke: #f0a35e; } .c { stroke: #a9cf86; } .mark { fill: #10161d; }
}
"""

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """One axis: what it counts, its ends, and where it has lines."""

    name: str
    ends: tuple[float, float]
    lines: tuple[float, ...]
    is_logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return how far a value lies from the lower end to the upper, from 0 to 1."""
        scale: Callable[[float], float] = math.log10 if self.is_logarithmic else float
        low, high = (scale(end) for end in self.ends)
        return (scale(value) - low) / (high - low)


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """One picture, ready to be drawn."""

    title: str
    description: str
    """What the picture shows, for those who do not see it."""
    across: Axis
    up: Axis
    lines: tuple[tuple[str, tuple[Point, ...]], ...]
    """Names of lines, and their points."""
    has_marks: bool = True

    def draw(self) -> str:
        """Return the picture as SVG."""
        return "\n".join(self._draw_parts()) + "\n"

    def _draw_parts(self) -> Iterator[str]:
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'role="img" aria-labelledby="title description">'
        )
        yield f'<title id="title">{escape(self.title)}</title>'
        yield f'<desc id="description">{escape(self.description)}</desc>'
        yield f"<style>{STYLE}</style>"
        yield f'<text class="title" x="{LEFT}" y="26">{escape(self.title)}</text>'
        yield from self._draw_axes()
        yield from self._draw_lines()
        yield "</svg>"

    def _draw_axes(self) -> Iterator[str]:
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        middle = (TOP + bottom) / 2
        for value in self.up.lines:
            _, y = self._place((self.across.ends[0], value))
            yield f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_word_number(value)}</text>'
        for value in self.across.lines:
            x, _ = self._place((value, self.up.ends[0]))
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{bottom}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 20}" text-anchor="middle">{_word_number(value)}</text>'
        yield f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{bottom}H{right}"/>'
        across, up = escape(self.across.name), escape(self.up.name)
        yield f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 14}" text-anchor="middle">{across}</text>'
        yield f'<text transform="rotate(-90 18 {middle})" x="18" y="{middle}" text-anchor="middle">{up}</text>'

    def _draw_lines(self) -> Iterator[str]:
        names = []
        for number, (name, points) in enumerate(self.lines):
            kind, places = "abc"[number % 3], [self._place(point) for point in points]
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            dash = ("", ' stroke-dasharray="7 4"', ' stroke-dasharray="2 4"')[number % 3]
            yield f'<path class="line {kind}"{dash} d="M{path}"/>'
            if self.has_marks:
                yield from (_draw_mark(number, kind, x, y) for x, y in places)
            names.append((places[-1][1], places[-1][0], name))
        lowest = -math.inf
        for y, x, name in sorted(names):
            lowest = max(y, lowest + _APART)
            yield f'<text x="{x + 12:.1f}" y="{lowest + 4:.1f}">{escape(name)}</text>'

    def _place(self, point: Point) -> Point:
        x, y = self.across.place(point[0]), self.up.place(point[1])
        return LEFT + x * (WIDTH - RIGHT - LEFT), HEIGHT - BOTTOM - y * (HEIGHT - BOTTOM - TOP)


def _draw_mark(number: int, kind: str, x: float, y: float) -> str:
    """Return a mark: a circle, a square or a triangle, by the number of its line."""
    shapes = (
        f'<circle class="mark {kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        f'<rect class="mark {kind}" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
        f'<path class="mark {kind}" d="M{x:.1f} {y - 5:.1f}l5 9h-10z"/>',
    )
    return shapes[number % 3]


def _word_number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 or value == 0 else f"{value:g}"


def _list_powers(low: float, high: float) -> tuple[float, ...]:
    """Return the powers of ten from one value to another."""
    return tuple(10.0**power for power in range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1))


def _list_steps(high: float) -> tuple[float, ...]:
    """Return about five round numbers from 0 to a value."""
    rough = 10.0 ** math.floor(math.log10(high / 5))
    step = next(rough * factor for factor in (1, 2, 5, 10) if high / (rough * factor) <= 6)
    return tuple(step * number for number in range(int(high // step) + 1))


def picture_times(kept: dict[str, Any]) -> Picture:
    """Return the picture of time against items."""
    modes: dict[str, list[Point]] = {}
    for one in kept["times"]:
        modes.setdefault(one["mode"], []).append((one["items"], one["processor"]))
    seconds = [second for points in modes.values() for _, second in points]
    items = sorted({item for points in modes.values() for item, _ in points})
    ends = 10.0 ** math.floor(math.log10(min(seconds))), 10.0 ** math.ceil(math.log10(max(seconds)))
    told = "; ".join(
        f"{mode}: {', '.join(f'{item:,.0f} items in {second:.3g} s' for item, second in points)}"
        for mode, points in modes.items()
    )
    return Picture(
        title=f"{kept['command']}, {items[0]:,.0f} to {items[-1]:,.0f} items",
        description=f"Processor time against items, on two logarithmic axes. {told}.",
        across=Axis(name="items", ends=(items[0], items[-1]), lines=tuple(items), is_logarithmic=True),
        up=Axis(name="seconds of processor time", ends=ends, lines=_list_powers(*ends), is_logarithmic=True),
        lines=tuple((mode, tuple(points)) for mode, points in modes.items()),
    )


def picture_memory(kept: dict[str, Any]) -> Picture:
    """Return the picture of memory over the time of the largest runs."""
    curves: dict[str, list[Point]] = kept["memory"]
    longest = max(when for curve in curves.values() for when, _ in curve)
    most = max(held for curve in curves.values() for _, held in curve)
    items = max(one["items"] for one in kept["times"])
    told = "; ".join(
        f"{mode}: at most {max(held for _, held in curve):.0f} MB in {curve[-1][0]:.0f} s"
        for mode, curve in curves.items()
    )
    return Picture(
        title=f"{kept['command']}, {items:,} items: memory while it runs",
        description=f"Memory held by all processes of the run over time. {told}.",
        across=Axis(name="seconds", ends=(0, longest), lines=_list_steps(longest)),
        up=Axis(name="MB", ends=(0, most * 1.1), lines=_list_steps(most * 1.1)),
        lines=tuple((mode, tuple((when, held) for when, held in curve)) for mode, curve in curves.items()),
        has_marks=False,
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Draw both pictures."""
    if arguments or not KEPT.is_file():
        print(f"benchmarks/{KEPT.name} is not there; expected what `scale.py --keep` writes", file=sys.stderr)
        return 2
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, picture in (("scale", picture_times(kept)), ("memory", picture_memory(kept))):
        (IMAGES / f"{name}.svg").write_text(picture.draw(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
