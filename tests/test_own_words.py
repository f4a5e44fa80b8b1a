"""What the repository contains is in its own words: no run of twelve words is shared with the source."""

import re
import subprocess

from tests.shared import ROOT, SOURCE, needs_source

RUN = 12
"""Words in a row that count as copied."""
EXEMPT = (
    "committee of the parties to the council of europe convention on action against trafficking in human beings",
    "report submitted by the authorities of azerbaijan on measures taken to comply with committee of the parties",
)
"""Official names, which have no other words."""


def split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


@needs_source
def test_no_run_of_twelve_words_is_shared_with_the_source() -> None:
    words = split_words(SOURCE.read_text(encoding="utf-8"))
    runs = {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}
    exempt = {tuple(split_words(name)[n : n + RUN]) for name in EXEMPT for n in range(len(split_words(name)))}
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    shared = []
    for name in files:
        try:
            own = split_words((ROOT / name).read_text(encoding="utf-8"))
        except (
            UnicodeDecodeError,
            FileNotFoundError,
        ):  # broken on purpose in tests/acceptance, or deleted and not yet told
            continue
        found = {tuple(own[place : place + RUN]) for place in range(len(own) - RUN + 1)} & runs - exempt
        shared += [f"{name}: {' '.join(run)}" for run in sorted(found)]
    assert shared == []
