"""`cpcheck templates eject`, `--templates`, and what a project puts around its reports."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

from cpcheck import assets
from tests.in_process import call
from tests.shared import ROOT

RESPONSE = str(ROOT / "tests" / "golden" / "data" / "responses" / "xa-2024.yaml")
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
HOSTILE = '</style><script>alert(1)</script>"\\}{{ 7 * 7 }}\u202e'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_the_shipped_templates_are_copied_and_give_the_same_report(folder: Path) -> None:
    done = call("templates", "eject", "own", cwd=folder)
    assert done.code == 0
    names = sorted(path.name for path in assets.find_templates().iterdir())
    assert sorted(path.name for path in (folder / "own").iterdir()) == names
    assert f"wrote own/{names[0]}" in done.stderr.replace("\\", "/")
    for format_ in ("html", "md", "summary"):
        own = call("assess", RESPONSE, "-f", format_, "--templates", "own", cwd=folder).stdout
        assert own == call("assess", RESPONSE, "-f", format_, cwd=folder).stdout


def test_no_template_is_ever_replaced(folder: Path) -> None:
    (folder / "templates").mkdir()
    mine = folder / "templates" / "report.md.j2"
    mine.write_text("mine", encoding="utf-8")
    done = call("templates", "eject", cwd=folder)
    assert done.code == 2
    assert "files that exist are never replaced: templates/report.md.j2" in done.last_line.replace("\\", "/")
    assert [path.name for path in (folder / "templates").iterdir()] == ["report.md.j2"]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_folder_of_templates_is_named_on_the_command_line_or_in_the_settings(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "summary.md.j2").write_text("{{ views[0].state }} only\n", encoding="utf-8")
    (folder / "other").mkdir()
    (folder / "cpcheck.toml").write_text('templates = "own"\n', encoding="utf-8")
    assert call("assess", RESPONSE, "-f", "summary", cwd=folder).stdout == "XA only\n"
    assert "XA only" not in call("assess", RESPONSE, "-f", "summary", "--templates", "other", cwd=folder).stdout


def test_a_name_that_does_not_exist_is_told_with_its_line(folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "summary.md.j2").write_text("first line\n{{ views[0].colour }}\n", encoding="utf-8")
    done = call("assess", RESPONSE, "-f", "summary", "--templates", "own", cwd=folder)
    assert done.code == 2
    assert re.search(r"own.summary\.md\.j2:2: UndefinedError: .*colour", done.last_line)


# --- what stands around a report ----------------------------------------------------------------------------------


def settle(folder: Path, **values: str) -> None:
    lines = ["[report]", *(f"{key} = {quote(value)}" for key, value in values.items())]
    (folder / "cpcheck.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def quote(value: str) -> str:
    return '"' + "".join(c if c.isalnum() or c in " .-" else f"\\u{ord(c):04x}" for c in value) + '"'


def test_title_header_footer_marking_and_logo_stand_around_the_page(folder: Path) -> None:
    (folder / "logo.png").write_bytes(PIXEL)
    settle(folder, title="Our title", header="Our office", footer="Our address", marking="RESTRICTED", logo="logo.png")
    page = call("assess", RESPONSE, "-f", "html", cwd=folder).stdout
    assert "<title>Our title – " in page
    assert '<p class="eye">Our title</p>' in page
    assert "<p>Our office</p>" in page
    assert "<p>Our address</p>" in page
    assert '<p class="mark">RESTRICTED</p>' in page
    assert '@page{@top-center{content:"RESTRICTED"' in page
    assert re.search(r'<img src="data:image/png;base64,[A-Za-z0-9+/=]+" alt="">', page)
    text = call("assess", RESPONSE, "-f", "md", cwd=folder).stdout
    for words in ("Our title", "Our office", "Our address", "RESTRICTED"):
        assert words in text


def test_without_settings_nothing_stands_there(folder: Path) -> None:
    page = call("assess", RESPONSE, "-f", "html", cwd=folder).stdout
    assert "<img" not in page
    assert "@top-center" not in page
    assert "None" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_the_language_of_a_project_is_that_of_its_reports(folder: Path) -> None:
    settle(folder, lang="fr")
    assert "Écarts" in call("assess", RESPONSE, "-f", "summary", cwd=folder).stdout
    assert "Gaps" in call("assess", RESPONSE, "-f", "summary", "--lang", "en", cwd=folder).stdout
    assert "Règles essayées" in call("explain", "A1", RESPONSE, cwd=folder).stdout


@pytest.mark.parametrize("key", ["title", "header", "footer", "marking"])
def test_hostile_settings_do_nothing(folder: Path, key: str) -> None:
    settle(folder, **{key: HOSTILE[:60]})
    page = call("assess", RESPONSE, "-f", "html", cwd=folder).stdout
    assert page.count("<script>") == 1
    assert page.count("</style>") == 1
    assert "49" not in page[: page.index("<main>")].replace("{{ 7 * 7 }}", "")
    assert "\u202e" not in page
    assert "<script>alert" not in call("assess", RESPONSE, "-f", "md", cwd=folder).stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"GIF8" + b"x" * 200_000, "has more than 200 kB"),
        (b"#!/bin/sh\n", "is no picture"),
        (None, "cannot be read"),
    ],
)
def test_a_logo_that_cannot_be_used_is_told_at_its_place(folder: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (folder / "logo.png").write_bytes(content)
    settle(folder, title="T", logo="logo.png")
    done = call("assess", RESPONSE, "-f", "html", cwd=folder)
    assert done.code == 2
    assert re.search(rf"cpcheck\.toml:3:1: report\.logo: logo\.png {told}.*expected a PNG", done.stderr)


def test_a_key_that_does_not_exist_is_told_with_the_nearest(folder: Path) -> None:
    settle(folder, titel="T")
    done = call("assess", RESPONSE, cwd=folder)
    assert done.code == 2
    assert 'did you mean "title"?' in done.stderr
