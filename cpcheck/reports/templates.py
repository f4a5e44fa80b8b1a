"""The Jinja environments that every template format shares: for shipped templates, and for a user's own.

Templates loop over finished views and decide nothing. HTML templates escape every value by themselves and put those
of the file through `plain`; Markdown templates put them through `md`, since Markdown has no escaping that could be
switched on.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from os.path import realpath
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from cpcheck import assets
from cpcheck.errors import UsageError, make_printable
from cpcheck.reports.inert import make_plain
from cpcheck.reports.labels import Labels, Speaking, load_labels_of
from cpcheck.reports.phrases import name_fact_places, name_moves, name_place, name_theme

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from cpcheck.reports.sandbox import MeteredEnvironment


def render_template(
    name: str, views: Sequence[Speaking], *, folder: str | None = None, values: Mapping[str, object] | None = None
) -> str:
    """Render a template, ending in one newline: that of the user's folder where it has one, else the shipped one.

    `values` are what it is given besides what every template is.

    Raises: UsageError for a folder that does not exist, or a template in it that cannot be rendered.
    """
    values = {**_gather_values(views), **(values or {})}
    if folder is None:
        return _load_shipped().get_template(name).render(values).rstrip() + "\n"
    if not Path(folder).is_dir():
        raise UsageError(f"{folder}: there is no such folder of templates; expected one with .j2 files")
    from jinja2 import TemplateError, TemplateRuntimeError

    errors = (
        *(TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError),
        *(RecursionError, SyntaxError, MemoryError),
    )
    items = sum(len(getattr(view, "items", ())) for view in views)
    try:
        environment = _load_own(folder, realpath(folder))
        environment.begin(items)
        return environment.get_template(name).render(values).rstrip() + "\n"
    except UnicodeDecodeError as error:
        name = next(_find_undecodable(Path(folder)), folder)
        raise UsageError(make_printable(f"{name}: it is not UTF-8; expected it to be saved as UTF-8")) from error
    except errors as error:
        place = _find_place(error, Path(folder))
        if place is None and (Path(folder) / name).is_file() and isinstance(error, RecursionError | SyntaxError):
            raise UsageError(
                make_printable(f"{Path(folder) / name}: it is nested too deeply; expected less")
            ) from error
        if place is None and not isinstance(error, TemplateRuntimeError):  # not the user's, so a bug of ours
            raise
        place = place or folder
        raise UsageError(make_printable(f"{place}: {type(error).__name__}: {error}")) from error


def _find_undecodable(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.j2")):
        try:
            path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            yield str(path)


def _gather_values(views: Sequence[Speaking]) -> dict[str, object]:
    labels = load_labels_of(views)
    return {
        "views": tuple(views),
        "label": labels,
        "page": getattr(views[0], "settings", None) if views else None,
        "place": lambda where: name_place(where, labels),
        "moves": lambda moves: name_moves(moves, labels),
        "fact_places": lambda fact: name_fact_places(fact, labels),
        "fill": lambda key, **parts: fill_label(labels, key, **parts),
        "here": None,
    }


def fill_label(labels: Labels, key: str, **parts: object) -> "Markup":
    """Return the words of a key for HTML, with places filled by markup: a link stays one, all else is escaped."""
    from markupsafe import escape

    return escape(labels(key)).format(**parts)


def _find_place(error: Exception, folder: Path) -> str | None:
    """Return file and line of the user's template that an error comes from; Jinja rewrites tracebacks to show them."""
    places = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
    named = (getattr(error, "filename", None), getattr(error, "lineno", None))
    inside = [(file, line) for file, line in (*places, named) if file and Path(file).is_relative_to(folder)]
    return ":".join(str(part) for part in inside[-1] if part) if inside else None


@lru_cache(maxsize=4)
def _load_own(folder: str, _: str) -> "MeteredEnvironment":
    """Return the templates of a folder, named as the user named it, and as it is called wherever one stands.

    A site renders many pages by them; one that was changed is read again, as Jinja finds by itself.
    """
    # templates of a user's can come with a pull request: they run in a sandbox, and what they do is counted
    from jinja2 import ChoiceLoader, FileSystemLoader

    from cpcheck.reports.sandbox import FolderLoader, MeteredEnvironment

    loader = ChoiceLoader([FolderLoader(folder), FileSystemLoader(assets.find_templates())])
    return MeteredEnvironment(loader=loader, filters=_list_filters(), **_choose_options())


@cache
def _load_shipped() -> "Environment":
    from jinja2 import Environment, FileSystemLoader

    options = _choose_options()
    environment = Environment(loader=FileSystemLoader(assets.find_templates()), **options)  # noqa: S701 - it is on
    environment.filters.update(_list_filters())
    return environment


def _choose_options() -> dict[str, Any]:
    from jinja2 import StrictUndefined

    return {
        "undefined": StrictUndefined,
        # Jinja's select_autoescape does not know .html.j2 and would leave such a page unescaped (conventions 1.9)
        "autoescape": lambda name: name is not None and name.endswith(".html.j2"),  # on, for every page
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def _list_filters() -> dict[str, Callable[..., Any]]:
    return {
        "md": escape_markdown,
        "plain": strip_controls,
        "theme": name_theme,
        "csp_hash": hash_script,
        "css_text": quote_css,
    }


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


def strip_controls(value: object) -> str:
    """Return a value on one line, without control characters and without marks that turn the direction of text.

    For HTML, which escapes by itself and still obeys such marks beyond the end of a value.
    """
    return make_plain(str(value))


def hash_script(script: object) -> str:
    """Return a script's source expression for a content security policy: only this very script may run."""
    digest = sha256(str(script).encode("utf-8")).digest()
    return f"'sha256-{b64encode(digest).decode('ascii')}'"


def quote_css(value: object) -> "Markup":
    """Return a value as a string of CSS: all but letters, digits and spaces by their numbers, so that none ends it."""
    from markupsafe import Markup

    text = strip_controls(value)
    inside = "".join(char if char.isalnum() or char == " " else f"\\{ord(char):06x}" for char in text)
    return Markup('"{}"').format(inside)
