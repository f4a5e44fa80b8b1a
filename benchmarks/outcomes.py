"""What a benchmark found, as figures to keep and as a table to read.

Every script of an aim gives its outcomes in the same form: `--json FILE` keeps them for `run.py`, and without it they
are printed as Markdown.
"""

import argparse
import compileall
import json
import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "cpcheck"
"""Compiled before anything is measured, as an installed package is, wherever the environment forbids it later."""
TURNS = 9
"""Ratios taken of each pair: fewer, and one busy moment of the machine moves the median (performance.md, Aims)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One of our figures held against another, over several turns."""

    what: str
    """What was measured, against what."""
    ours: float
    """Median of ours."""
    other: float
    """Median of what it is held against."""
    unit: str
    """Of both: `s`, `ms`, `MB`, `instructions`, `µs an item`."""
    ratios: tuple[float, ...]
    """Ours divided by the other, one for each turn."""
    limit: float | None = None
    """What the ratio may come to; None where there is no aim and the figure is told for itself."""
    at_least: bool = False
    """Whether the ratio has to reach the limit, and not to stay below it."""
    note: str = ""
    """What a reader has to know besides, in a few words."""
    profile: tuple[str, ...] = field(default=())
    """Where the time goes, dearest first; only where the aim is missed."""

    @property
    def ratio(self) -> float:
        """Return the median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """Return the lowest and the highest ratio."""
        return min(self.ratios), max(self.ratios)

    @property
    def is_met(self) -> bool | None:
        """Tell whether the aim is met; None where there is none."""
        if self.limit is None:
            return None
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def compare(
    what: str, pairs: Sequence[tuple[float, float]], unit: str = "s", limit: float | None = None, **further: Any
) -> Outcome:
    """Return the outcome of pairs of figures, ours first, each taken in one turn."""
    return Outcome(
        what=what,
        ours=statistics.median(one for one, _ in pairs),
        other=statistics.median(other for _, other in pairs),
        unit=unit,
        ratios=tuple(one / other for one, other in pairs),
        limit=limit,
        **further,
    )


def explain(outcome: Outcome, profile: Callable[[], Iterable[str]]) -> Outcome:
    """Return an outcome with the profile that says why its aim is missed; it is only made where it is missed."""
    return outcome if outcome.is_met is not False else replace(outcome, profile=tuple(profile()))


def read_outcome(data: Mapping[str, Any]) -> Outcome:
    """Return an outcome from what `--json` kept of it."""
    return Outcome(**{**data, "ratios": tuple(data["ratios"]), "profile": tuple(data["profile"])})


def write_table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield outcomes as the lines of a Markdown table."""
    yield "| what | ours | the other | ratio | lowest to highest | turns | aim | |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in outcomes:
        aim = "" if one.limit is None else f"{'≥' if one.at_least else '≤'} {_word_ratio(one.limit)}"
        met = {None: "", True: "met", False: "**missed**"}[one.is_met]
        low, high = (_word_ratio(end) for end in one.spread)
        spread = "" if len(one.ratios) == 1 else f"{low} to {high}"
        figures = [_word_figure(figure, one.unit) for figure in (one.ours, one.other)]
        what = f"{one.what} ({one.note})" if one.note else one.what
        cells = [what, *figures, _word_ratio(one.ratio), spread, str(len(one.ratios)), aim, met]
        yield f"| {' | '.join(cells)} |"


def _word_ratio(ratio: float) -> str:
    """Write a ratio as a number, or as a fraction of one where it is small."""
    return f"{ratio:.2f}" if ratio >= 0.1 or ratio == 0 else f"1/{1 / ratio:.3g}"


def _word_figure(figure: float, unit: str) -> str:
    if unit == "instructions":
        return f"{figure / 1e6:,.1f} M instructions"
    if unit == "s" and figure < 1:
        return f"{figure * 1000:,.1f} ms"
    return f"{figure:,.2f} {unit}" if figure < 100 else f"{figure:,.0f} {unit}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """How a script was asked to measure."""

    turns: int
    work: Path
    """An empty folder for files, deleted afterwards."""
    options: argparse.Namespace
    """Those that the script has for itself."""


def run_script(
    manual: str | None,
    measure: Callable[[Run], Iterable[Outcome]],
    add_options: Callable[[argparse.ArgumentParser], None] | None = None,
) -> int:
    """Read the options that all scripts have, measure, and print or keep the outcomes. Returns an exit code."""
    parser = argparse.ArgumentParser(description=manual, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=TURNS, help=f"ratios to take of each pair (default: {TURNS})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the outcomes as JSON instead of printing them")
    if add_options is not None:
        add_options(parser)
    options = parser.parse_args()
    if options.turns < 1:
        parser.error("--turns must be 1 or more")
    compileall.compile_dir(PACKAGE, quiet=2)
    with tempfile.TemporaryDirectory(prefix="cpcheck-benchmark-") as work:
        outcomes = []
        for outcome in measure(Run(turns=options.turns, work=Path(work), options=options)):
            outcomes.append(outcome)
            if options.json:  # at once: a script that is ended early has lost nothing that it found
                options.json.write_text(
                    json.dumps([asdict(one) for one in outcomes], indent=1) + "\n", encoding="utf-8"
                )
    if not options.json:
        print("\n".join(write_table(outcomes)))
        for one in outcomes:
            if one.profile:
                print(f"\n{one.what}: where the time goes\n")
                print("\n".join(one.profile))
    return 0
