"""The Jinja environment that every template format shares.

Templates loop over finished views and decide nothing. HTML templates escape every value by themselves and put those
of the file through `plain`; Markdown templates put them through `md`, since Markdown has no escaping that could be
switched on.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

from cpcheck import assets
from cpcheck.reports.labels import load_labels
from cpcheck.reports.phrases import name_fact_places, name_place, name_theme
from cpcheck.reports.view import ReportView

if TYPE_CHECKING:
    from jinja2 import Environment


def render_template(name: str, views: Sequence[ReportView]) -> str:
    """Render one of the shipped templates, ending in one newline."""
    labels = load_labels()
    text = (
        _load_environment()
        .get_template(name)
        .render(
            views=views,
            label=labels,
            place=lambda where: name_place(where, labels),
            fact_places=lambda fact: name_fact_places(fact, labels),
        )
    )
    return text.rstrip() + "\n"


@cache
def _load_environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(assets.find_templates()),
        undefined=StrictUndefined,
        # Jinja's select_autoescape does not know .html.j2 and would leave such a page unescaped (conventions 1.9)
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),  # noqa: S701 - on, for every page
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escape_markdown
    environment.filters["plain"] = strip_controls
    environment.filters["theme"] = name_theme
    return environment


_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]{}|~^$@])")
_LINE_START = re.compile(r"^(?:(?=[#+=:-])|([0-9]+)(?=[.)](?:\s|$)))")


def escape_markdown(value: object) -> str:
    """Return a value that Markdown shows as it is, on one line.

    Characters with a meaning to GitHub or Pandoc get a backslash, HTML becomes entities, line breaks and control
    characters become spaces, and spaces at either end go: a value may stand first on its line.
    """
    text = "".join(char if char.isprintable() else " " for char in str(value)).strip()
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN_SIGNS.sub(r"\\\1", text)
    return _LINE_START.sub(r"\1\\", text)


_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def strip_controls(value: object) -> str:
    """Return a value on one line, without control characters and without marks that turn the direction of text.

    For HTML, which escapes by itself and still obeys such marks beyond the end of a value.
    """
    return "".join(" " if category(char) == "Cc" else char for char in _TURNS.sub("", str(value)))
