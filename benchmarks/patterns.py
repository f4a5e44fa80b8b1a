"""Searching text for the importers' patterns, against naive `re`: `python benchmarks/patterns.py`.

The importers search every sentence for the patterns of a lexicon. Held against it is the plain way: `finditer` of each
pattern on each sentence. Both must find equal spans, or nothing is measured. By processor time, on the facts of a
made-up response with a passage of prose after each, about 80 kB; languages one after the other on the same text, since
searching in vain is most of the work.
"""

import sys
import time
from collections.abc import Iterator
from functools import partial

from collection import PASSAGES, Shape, draw_pairs
from outcomes import Outcome, Run, compare, explain, run_script
from turns import time_call

from cpcheck.importers.extract_text import Span, split_sentences
from cpcheck.importers.lexicon import Lexicon, load_lexicon
from cpcheck.importers.patterns import write_small

FOUND = tuple[str, int, int]
"""Id of a pattern, and where it was found."""
_SHOWN = 12


def measure(run: Run) -> Iterator[Outcome]:
    """Yield the outcomes of the lexicons."""
    text = compose_text()
    for language in ("en", "fr"):
        yield measure_lexicon(text, load_lexicon(language), run)


def measure_lexicon(text: str, lexicon: Lexicon, run: Run) -> Outcome:
    """Compare both ways of searching for the patterns of one lexicon, and first that they find the same."""
    sentences = tuple(split_sentences(text, lexicon))
    naive, ours = partial(search_naively, text, sentences, lexicon), partial(search, text, sentences, lexicon)
    assert sorted(naive()) == sorted(ours())
    pairs = [(time_call(ours), time_call(naive)) for _ in range(run.turns)]
    what = (
        f"{len(lexicon.patterns)} patterns ({lexicon.language}) on {len(text) / 1000:.0f} kB / naive `re`, equal spans"
    )
    return explain(compare(what, pairs, limit=0.2), lambda: rank_patterns(text, sentences, lexicon))


def compose_text() -> str:
    """Return the prose of a made-up response."""
    _, response = next(draw_pairs(Shape(files=1)))
    facts = [fact["fact"] for answer in response["answers"] for fact in answer["evidence"]]
    return " ".join(f"{fact} {PASSAGES[place % len(PASSAGES)]}" for place, fact in enumerate(facts))


def search_naively(text: str, sentences: tuple[Span, ...], lexicon: Lexicon) -> list[FOUND]:
    """Search every sentence for every pattern, one by one."""
    small = text.lower()
    found = []
    for sentence in sentences:
        cased, plain = text[sentence.start : sentence.end], small[sentence.start : sentence.end]
        for pattern in lexicon.patterns:
            found += [
                (pattern.id, sentence.start + one.start(), sentence.start + one.end())
                for one in pattern.match.finditer(cased if pattern.is_cased else plain)
            ]
    return found


def search(text: str, sentences: tuple[Span, ...], lexicon: Lexicon) -> list[FOUND]:
    """Search every sentence as the importers do."""
    small = write_small(text)
    return [
        (pattern.id, sentence.start + one.start(), sentence.start + one.end())
        for sentence in sentences
        for pattern, one in lexicon.search.find(
            text[sentence.start : sentence.end], small[sentence.start : sentence.end]
        )
    ]


def rank_patterns(text: str, sentences: tuple[Span, ...], lexicon: Lexicon) -> Iterator[str]:
    """Yield the dearest patterns, as the lines of a Markdown table."""
    small = text.lower()
    spent = []
    for pattern in lexicon.patterns:
        searched = text if pattern.is_cased else small
        begun = time.process_time()
        for sentence in sentences:
            for _ in pattern.match.finditer(searched[sentence.start : sentence.end]):
                pass
        spent.append((time.process_time() - begun, pattern.id))
    whole = sum(seconds for seconds, _ in spent)
    yield "| share | ms | pattern |"
    yield "|---|---|---|"
    for seconds, name in sorted(spent, reverse=True)[:_SHOWN]:
        yield f"| {seconds / whole:.0%} | {seconds * 1000:.1f} | `{name}` |"


if __name__ == "__main__":
    sys.exit(run_script(__doc__, measure))
