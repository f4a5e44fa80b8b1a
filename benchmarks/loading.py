"""Reading YAML, against PyYAML's fastest loader: `python benchmarks/loading.py`.

In one process and by processor time: the same bytes are read by our reader, which applies YAML 1.2 and refuses what
`CSafeLoader` lets pass, and by `CSafeLoader`. Then one value of a sound file is located, as an error in it would be;
the values lie at even distances from the first fact of the file to the last.
"""

import sys
from collections.abc import Iterator
from functools import partial

import yaml
from collection import Shape, write_collection
from outcomes import Outcome, Run, compare, explain, run_script
from turns import SHIPPED, profile_call, time_call

from cpcheck.store.reader import read_yaml

MORE_TURNS = 3
"""Times as many turns as were asked for: a single load is short."""


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of loading and locating."""
    (response,) = write_collection(run.work, Shape(files=1))
    for name, path in (("a response of 40 items", response), ("the shipped response", SHIPPED)):
        raw = path.read_bytes()
        yield measure_loading(f"load {name} / `CSafeLoader`, same bytes", raw, run)
        yield measure_locating(f"locate one value of {name} / load it with `CSafeLoader`", raw, run)


def measure_loading(what: str, raw: bytes, run: Run) -> Outcome:
    """Compare both readers on one text."""
    pairs = [
        (time_call(lambda: read_yaml(raw, "it")), time_call(lambda: yaml.load(raw, yaml.CSafeLoader)))
        for _ in range(run.turns * MORE_TURNS)
    ]
    return explain(compare(what, pairs, limit=0.45), lambda: profile_call(lambda: read_yaml(raw, "it")))


def measure_locating(what: str, raw: bytes, run: Run) -> Outcome:
    """Compare finding the place of one value with loading the whole text."""
    data = read_yaml(raw, "it").data
    places = [
        ("answers", answer, "evidence", fact, "type")
        for answer, told in enumerate(data["answers"])
        for fact in range(len(told.get("evidence") or ()))
    ]
    turns = run.turns * MORE_TURNS
    pairs = []
    for turn in range(turns):
        place = places[turn * (len(places) - 1) // max(1, turns - 1)]
        ours = time_call(partial(read_yaml(raw, "it").locate, place))
        pairs.append((ours, time_call(lambda: yaml.load(raw, yaml.CSafeLoader))))
    return explain(
        compare(what, pairs, limit=0.6), lambda: profile_call(lambda: read_yaml(raw, "it").locate(places[-1]))
    )


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
