"""A folder of a user's own templates: it replaces what it holds, cannot reach out, and is told where it is wrong.

Such a folder can come with a pull request, so what stands in it is as hostile as any value of a file.
"""

import re
from pathlib import Path

import pytest

from cpcheck.errors import UsageError
from cpcheck.reports import FORMATS, render_report
from cpcheck.reports.view import ReportView, build_view
from tests.cases import cp, make_case, make_fact, partial
from tests.in_process import call
from tests.shared import ROOT

TEMPLATED = [name for name, found in FORMATS.items() if found.is_templated]
NAMES = {"md": "report.md.j2", "html": "report.html.j2", "summary": "summary.md.j2"}
GOLDEN = "tests/golden/data/responses/xa-2024.yaml"


@pytest.fixture
def views() -> list[ReportView]:
    """Return the view of a small case."""
    from cpcheck.assessment import assess

    fact = make_fact("r1.1", "practice", date="2024", supports=[partial()])
    return [build_view(assess(make_case(facts=[fact]), cp()))]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return an empty folder of own templates."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def refuse(own: Path, views: list[ReportView], text: str | bytes, name: str = "report.md.j2") -> str:
    """Return what is told of a template that cannot be rendered."""
    (own / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(UsageError) as refused:
        render_report(views, "html" if name.endswith("html.j2") else "md", templates=str(own))
    return str(refused.value)


# --- what it replaces ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEMPLATED)
def test_an_empty_folder_changes_nothing(name: str, own: Path, views: list[ReportView]) -> None:
    assert render_report(views, name, templates=str(own)) == render_report(views, name)


@pytest.mark.parametrize("name", TEMPLATED)
def test_a_template_of_the_same_name_takes_the_place_of_the_shipped_one(
    name: str, own: Path, views: list[ReportView]
) -> None:
    (own / NAMES[name]).write_text("{% for view in views %}own: {{ view.state }}{% endfor %}\n\n", encoding="utf-8")
    assert render_report(views, name, templates=str(own)) == "own: XA\n"
    for other in set(TEMPLATED) - {name}:
        assert render_report(views, other, templates=str(own)) == render_report(views, other)
    assert render_report(views, name) != "own: XA\n"


def test_a_part_that_is_replaced_is_used_by_the_shipped_rest(own: Path, views: list[ReportView]) -> None:
    css = (ROOT / "templates" / "report.css.j2").read_text(encoding="utf-8")
    (own / "report.css.j2").write_text("/* own colours */\n" + css, encoding="utf-8")
    page = render_report(views, "html", templates=str(own))
    assert "/* own colours */" in page
    assert page.replace("/* own colours */", "").split() == render_report(views, "html").split()


def test_an_own_template_may_use_the_shipped_parts(own: Path, views: list[ReportView]) -> None:
    (own / "summary.md.j2").write_text("# Ours\n\n{% include 'report.md.j2' %}", encoding="utf-8")
    assert render_report(views, "summary", templates=str(own)) == "# Ours\n\n" + render_report(views, "md")


def test_in_an_own_page_every_value_is_escaped_without_being_asked(own: Path, rare: ReportView) -> None:
    (own / "report.html.j2").write_text("{{ views[0].items[0].title }}", encoding="utf-8")
    page = render_report([rare], "html", templates=str(own))
    assert page == "Title with &lt;b&gt;markup&lt;/b&gt; | and {{ 7*7 }}\n"


def test_a_value_that_looks_like_a_template_is_never_rendered(own: Path, rare: ReportView) -> None:
    (own / "report.md.j2").write_text("{{ views[0].items[0].title }}", encoding="utf-8")
    assert "{{ 7*7 }}" in render_report([rare], "md", templates=str(own))


def test_a_folder_in_the_place_of_a_template_is_passed_over(own: Path, views: list[ReportView]) -> None:
    (own / "report.md.j2").mkdir()
    assert render_report(views, "md", templates=str(own)) == render_report(views, "md")


def test_a_folder_that_is_not_there_is_refused(own: Path, views: list[ReportView]) -> None:
    with pytest.raises(UsageError, match="there is no such folder of templates"):
        render_report(views, "md", templates=str(own / "gone"))


# --- where it is wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("one\n{{ nothing }}", 2, "'nothing' is undefined"),
        ("\n\n{{ views[0].verdicts }}", 3, "no attribute 'verdicts'"),
        ("{% for view in views %}\n{% if view.nothing %}x{% endif %}\n{% endfor %}", 2, "'nothing'"),
        ("{{ views[7].state }}", 1, "has no element 7"),
        ("one\ntwo\n{% if %}", 3, "TemplateSyntaxError"),
        ("{% for view in views %}\n", 1, "TemplateSyntaxError"),
        ("one\n{{ 'x' | nofilter }}", 2, "nofilter"),
        ("{% include 'gone.j2' %}", 1, "gone.j2"),
        ("\n{% extends 'gone.j2' %}", 2, "gone.j2"),
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("{{ label('no.such.key') }}", 1, "no.such.key"),
        ("{{ 'a' + 1 }}", 1, "TypeError"),
        ("{{ views[0].state() }}", 1, "not callable"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(
    text: str, line: int, words: str, own: Path, views: list[ReportView]
) -> None:
    told = refuse(own, views, text)
    assert told.startswith(f"{own / 'report.md.j2'}:{line}: ")
    assert words in told


def test_a_mistake_in_a_part_is_told_of_the_part(own: Path, views: list[ReportView]) -> None:
    (own / "item.html.j2").write_text("<p>\n{{ nothing }}", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        render_report(views, "html", templates=str(own))
    assert str(refused.value).startswith(f"{own / 'item.html.j2'}:2: ")


def test_a_mistake_is_told_of_a_folder_that_was_named_from_the_working_folder(
    own: Path, views: list[ReportView], monkeypatch: pytest.MonkeyPatch
) -> None:
    (own / "report.md.j2").write_text("\n{{ nothing }}", encoding="utf-8")
    monkeypatch.chdir(own.parent)
    for folder in ("own", "./own", "own/"):
        with pytest.raises(UsageError, match=r"^(\./)?own/report\.md\.j2:2: "):
            render_report(views, "md", templates=folder)


@pytest.mark.parametrize(
    "text",
    [
        "{% extends 'report.md.j2' %}",
        "{% include 'report.md.j2' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ],
    ids=["extends itself", "includes itself", "calls itself"],
)
def test_a_template_that_uses_itself_is_refused_and_is_no_bug(text: str, own: Path, views: list[ReportView]) -> None:
    assert "report.md.j2" in refuse(own, views, text)


def test_a_template_that_is_not_utf_8_is_refused_and_is_no_bug(own: Path, views: list[ReportView]) -> None:
    assert "report.md.j2" in refuse(own, views, "caf\xe9 {{ views[0].state }}".encode("latin-1"))


# --- that it cannot reach out -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "''['__class__']",
        "''|attr('__class__')",
        "[].__class__.__base__.__subclasses__()",
        "views[0].__class__.__init__.__globals__",
        "label.__call__.__globals__",
        "label.__init__.__globals__",
        "place.__globals__",
        "fact_places.__closure__",
        "label._words",
        "cycler.__init__.__globals__.os",
        "lipsum.__globals__",
        "namespace.__init__",
        "self.__init__.__globals__",
        "'{0.__class__}'.format(views)",
        "'{0.__class__.__mro__}'.format_map({'0': 1})",
        "'%s'.__mod__(1)",
        "views.__init__",
        "range(1000000000)",
    ],
)
def test_nothing_behind_a_value_can_be_reached(expression: str, own: Path, views: list[ReportView]) -> None:
    told = refuse(own, views, f"\n{{{{ {expression} }}}}")
    assert told.startswith(f"{own / 'report.md.j2'}:2: ")


@pytest.mark.parametrize("name", ["../secret.j2", "/etc/passwd", "a/../../secret.j2"])
def test_no_file_outside_the_folder_can_be_included(name: str, own: Path, views: list[ReportView]) -> None:
    (own.parent / "secret.j2").write_text("secret", encoding="utf-8")
    assert "secret\n" not in refuse(own, views, f"{{% include '{name}' %}}")


@pytest.mark.parametrize(
    "statement",
    [
        "{{ views.clear() }}",
        "{{ views.append(views[0]) }}",
        "{{ views.pop() }}",
        "{% do views.clear() %}",
        "{% set _ = views[0].items.clear() %}",
    ],
)
def test_a_template_cannot_alter_what_is_reported_elsewhere(statement: str, own: Path, views: list[ReportView]) -> None:
    before = render_report(views, "json")
    (own / "report.md.j2").write_text(statement, encoding="utf-8")
    try:
        render_report(views, "md", templates=str(own))
    except UsageError as refused:
        assert re.search(r"report\.md\.j2:1: ", str(refused))  # noqa: PT017 - to refuse it is as good
    assert render_report(views, "json") == before


# --- through the command line -------------------------------------------------------------------------------------


def test_the_folder_is_named_in_the_settings_and_used_from_anywhere_below(own: Path) -> None:
    top = own.parent
    (top / "cpcheck.toml").write_text('templates = "own"\n', encoding="utf-8")
    (own / "summary.md.j2").write_text("Our {{ views[0].document }}", encoding="utf-8")
    (top / "sub").mkdir()
    for folder in (top, top / "sub"):
        done = call("assess", str(ROOT / GOLDEN), "-f", "summary", cwd=folder)
        assert (done.code, done.stdout, done.stderr) == (0, "Our EX(2024)07\n", "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n{{ nothing }}", "own/report.md.j2:2: UndefinedError: 'nothing' is undefined"),
        ("\n\n{% endif %}", "own/report.md.j2:3: TemplateSyntaxError"),
        ("{{ ''.__class__.__mro__ }}", "own/report.md.j2:1: SecurityError"),
    ],
)
def test_a_bad_template_exits_2_and_writes_nothing(text: str, words: str, own: Path) -> None:
    (own / "report.md.j2").write_text(text, encoding="utf-8")
    (own.parent / "cpcheck.toml").write_text('templates = "own"\n', encoding="utf-8")
    done = call("assess", str(ROOT / GOLDEN), "-o", "gap.json", "-o", "gap.md", cwd=own.parent)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.last_line
    assert done.last_line.endswith("→ exit 2")
    assert not list(own.parent.glob("gap.*"))


@pytest.mark.parametrize(
    "statement",
    ["{% include '\x1b[31m\u202e\n::error::red' %}", "{{ label('\x1b[31m\u202e\n::error::red') }}", "{% \x1b\u202e %}"],
)
def test_what_a_template_writes_into_a_message_cannot_steer_a_terminal(statement: str, own: Path) -> None:
    (own / "report.md.j2").write_text(statement, encoding="utf-8")
    (own.parent / "cpcheck.toml").write_text('templates = "own"\n', encoding="utf-8")
    done = call("assess", str(ROOT / GOLDEN), "-f", "md", cwd=own.parent)
    assert done.code == 2
    assert not re.search("[\x1b\u202e]|^::", done.stderr, re.MULTILINE)
    assert len(done.stderr.splitlines()) == 1
