"""What the search of a site looks through: the texts of each item, to stand inside the page."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cpcheck.records import record
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import Labels
from cpcheck.reports.site.view import ReplyView, SiteView
from cpcheck.reports.view import ItemView

if TYPE_CHECKING:
    from markupsafe import Markup


@record
class Entry:
    """One item of one reply."""

    reply: ReplyView
    item: ItemView


def list_entries(site: SiteView) -> Iterator[Entry]:
    """Yield each item of each reply, in the order of the site."""
    for reply in site.replies:
        for item in reply.view.items:
            yield Entry(reply=reply, item=item)


def list_texts(entry: Entry, labels: Labels) -> Iterator[str]:
    """Yield what can be found of an item, each text once: its demands, its facts with their words, its questions."""
    yield entry.item.asks
    for element in entry.item.elements:
        yield element.asks
        for link in (*element.links, *element.set_aside):
            fact = link.fact
            yield f"{fact.id} {fact.fact}"
            if fact.anchor:
                yield fact.anchor
        if element.question:
            yield element.question.phrase(labels.date(element.question.cutoff))


def write_index(site: SiteView, labels: Labels) -> "Markup":
    """Return the texts of all items as JSON that can stand inside a script element.

    It is a list with one list of texts for each entry. No sign in it begins a tag, an entity or a comment.
    """
    from markupsafe import Markup

    texts = [list(dict.fromkeys(map(make_plain, list_texts(entry, labels)))) for entry in list_entries(site)]
    raw = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return Markup("{}").format(Markup(raw))  # noqa: S704 - the signs that HTML knows are gone
