"""Tables of a page that lines are drawn around: columns are parted by upright lines that meet level ones."""

from collections.abc import Iterator, Sequence

from cpcheck.importers.pdf_pages import Page, Rule, Word
from cpcheck.importers.pdf_rows import NEAR, Region, cluster


def find_grids(page: Page, words: Sequence[Word]) -> Iterator[Region]:
    """Yield the tables whose columns are parted by upright lines that meet level ones."""
    free = list(words)
    for uprights, levels in _join_rules(page):
        edges = cluster([rule.at for rule in uprights])
        if not edges:
            continue
        left = min([*(rule.start for rule in levels), edges[0]])
        right = max([*(rule.end for rule in levels), edges[-1]])
        top = max([*(rule.at for rule in levels), *(rule.end for rule in uprights)])
        foot = min([*(rule.at for rule in levels), *(rule.start for rule in uprights)])
        inside = tuple(
            word for word in free if left - NEAR <= word.left and word.left <= right and foot - NEAR <= word.base <= top
        )
        inner = tuple(edge for edge in edges if left + NEAR < edge < right - NEAR)
        if inner and inside:
            taken = {id(word) for word in inside}
            free = [word for word in free if id(word) not in taken]
            yield Region(words=inside, edges=inner, levels=tuple(levels), uprights=tuple(uprights))


def _join_rules(page: Page) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the lines of a page that hang together, upright and level ones apart."""
    rules = [(rule, True) for rule in page.uprights] + [(rule, False) for rule in page.levels]
    owner = list(range(len(rules)))

    def find(place: int) -> int:
        while owner[place] != place:
            owner[place] = owner[owner[place]]
            place = owner[place]
        return place

    for at, upright in enumerate(page.uprights):
        for other, level in enumerate(page.levels, len(page.uprights)):
            if _meet(upright, level):
                owner[find(other)] = find(at)
    found: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for place, (rule, is_upright) in enumerate(rules):
        found.setdefault(find(place), ([], []))[0 if is_upright else 1].append(rule)
    yield from (group for group in found.values() if group[0] and group[1])


def _meet(upright: Rule, level: Rule) -> bool:
    is_beside = level.start - NEAR <= upright.at <= level.end + NEAR
    return is_beside and upright.start - NEAR <= level.at <= upright.end + NEAR
