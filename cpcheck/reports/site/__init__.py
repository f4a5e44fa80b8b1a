"""A site: one page for each reply, theme and rule, an index, a search page, and the data to take away.

Every page stands by itself: its style sheet is in it, and its links are relative, so that the folder can be read from
a disk, and published on any host of files.
"""

from collections.abc import Mapping

from cpcheck.records import record
from cpcheck.reports import render_report_bytes
from cpcheck.reports.labels import load_labels
from cpcheck.reports.site.search import list_entries, write_index
from cpcheck.reports.site.view import ALL_DATA, SiteView
from cpcheck.reports.templates import render_template

INDEX = "index.html"
"""The page that a host shows for the folder."""
SEARCH = "search.html"


@record
class Place:
    """A page of a site, as its template sees the others from it."""

    site: SiteView
    path: str
    """Its own, from the top of the site."""
    themes: Mapping[str | None, str]
    """Paths of the pages of themes."""
    rules: Mapping[str, str]
    """Paths of the pages of rules, by their ids."""

    def to(self, path: str) -> str:
        """Return a relative link to another page."""
        return "../" * self.path.count("/") + path

    def to_theme(self, theme: str | None) -> str:
        """Return a relative link to the page of a theme."""
        return self.to(self.themes[theme])

    def to_rule(self, rule: str) -> str:
        """Return a relative link to the page of a rule."""
        return self.to(self.rules[rule])


def render_site(site: SiteView, *, templates: str | None = None) -> dict[str, bytes]:
    """Return every file of a site by its path, which has forward slashes and never leads upwards.

    `templates` is a folder of the user's own.

    Raises: UsageError for a template of the user's that cannot be rendered.
    """
    return _Writer(site, templates).write()


class _Writer:
    """Writes the files of one site."""

    def __init__(self, site: SiteView, templates: str | None) -> None:
        self.site = site
        self.templates = templates
        self.themes = {theme.theme: theme.page for theme in site.themes}
        self.rules = {rule.id: rule.page for rule in site.rulebook.rules}

    def write(self) -> dict[str, bytes]:
        site = self.site
        views = [reply.view for reply in site.replies]
        files = {path: render_report_bytes(views, format_) for format_, path in ALL_DATA}
        for reply in site.replies:
            files |= {path: render_report_bytes([reply.view], format_) for format_, path in reply.data}
            files[reply.page] = self._render("report.html.j2", reply.page, views=[reply.view], reply=reply)
        for theme in site.themes:
            files[theme.page] = self._render("site_theme.html.j2", theme.page, theme=theme)
        rules = site.rulebook.rules
        for place, rule in enumerate(rules):
            before, after = rules[place - 1] if place else None, next(iter(rules[place + 1 :]), None)
            files[rule.page] = self._render("site_rule.html.j2", rule.page, rule=rule, before=before, after=after)
        sizes = {path: len(raw) for path, raw in files.items()}
        files[INDEX] = self._render("site_index.html.j2", INDEX, sizes=sizes, all_data=ALL_DATA)
        index = write_index(site, load_labels(site.language))
        entries = tuple(list_entries(site))
        files[SEARCH] = self._render("site_search.html.j2", SEARCH, entries=entries, index=index)
        return dict(sorted(files.items()))

    def _render(self, template: str, path: str, *, views: object = None, **values: object) -> bytes:
        here = Place(site=self.site, path=path, themes=self.themes, rules=self.rules)
        shown = views if isinstance(views, list) else [reply.view for reply in self.site.replies]
        text = render_template(template, shown, folder=self.templates, values={**values, "here": here})
        return text.encode("utf-8")
