"""Tell which links of a built site lead nowhere: to a file that is not there, or to a place that no page has.

`python .ci/site_links.py build/site` prints each with its page, and exits 1 where there is one. Addresses of other
hosts are not asked. That no page loads anything from one is checked too: a reader's visit is nobody's business.
"""

import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Elements whose address a browser fetches by itself, and the attribute that holds it."""
NAMED_ONLY = {"canonical", "prev", "next"}
"""Relations of a `link` that nothing is fetched for."""


class Page(HTMLParser):
    """One page: the ids on it, what it links to, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element is called, and where it leads."""
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        address = given.get(LOADED.get(tag, ""))
        if address and given.get("rel") not in NAMED_ONLY:
            self.loads.append(address)


def main(folder: Path) -> int:
    """Print what leads nowhere. Return 1 where something does, or where there is no page at all."""
    pages = {path.resolve(): Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    # its addresses count from the root of a site, wherever it is put
    own = {path: page for path, page in pages.items() if path.name != "404.html"}
    broken = [
        f"{path.relative_to(folder.resolve())}: {why}" for path, page in own.items() for why in check(path, page, pages)
    ]
    links = sum(len(page.links) + len(page.loads) for page in own.values())
    print(*broken, f"{len(own)} pages, {links} links, {len(broken)} lead nowhere", sep="\n")
    return 0 if own and not broken else 1


def check(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    """Yield what is wrong with the links of one page."""
    for address in page.loads:
        if urlsplit(address).netloc:
            yield f"loads {address} from another host"
    for address in dict.fromkeys([*page.links, *page.loads]):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        target = target / "index.html" if target.is_dir() else target
        if not target.is_file():
            yield f"{address}: there is no such file"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"{address}: there is no such place"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
