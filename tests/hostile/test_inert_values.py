"""Every value of a file comes through as plain text, or visibly replaced: read back by parsers that are not ours."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt

from tests.hostile.folders import RESPONSE, SET, make_folder
from tests.hostile.strings import HOSTILE
from tests.in_process import call
from tests.unit.reports.runner import Runner

FACTS = "    evidence:\n      - id: r1.1\n"
TITLE = "title: A helpline that answers at night"
STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What no form may hold raw: it steers a terminal, turns text round, or breaks a line unseen."""


def write_values(folder: Path, values: tuple[str, ...]) -> Path:
    """Make the small case with a fact for each value, and a title that holds one."""
    top = make_folder(folder)
    response = (top / RESPONSE).read_text(encoding="utf-8")
    rows = (
        f"      - {{id: r1.{90 + place}, type: assurance, context: [A1.night], "
        f"fact: {json.dumps(mark(place, value))}}}\n"
        for place, value in enumerate(values)
    )
    assert response.count(FACTS) == 1
    facts = FACTS.replace("      - id: r1.1\n", "".join(rows) + "      - id: r1.1\n")
    (top / RESPONSE).write_text(response.replace(FACTS, facts), encoding="utf-8")
    asked = (top / SET).read_text(encoding="utf-8")
    title = json.dumps(mark(0, values[place_of_title(values)][:60]))
    (top / SET).write_text(asked.replace(TITLE, f"title: {title}"), encoding="utf-8")
    return top


def place_of_title(values: tuple[str, ...]) -> int:
    """Return which value stands in the title of an item."""
    return min(8, len(values) - 1)


def mark(place: int, value: str) -> str:
    """Return a value between two words that find it again."""
    return f"Qb{place}q {value} Qe{place}q"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_values(tmp_path_factory.mktemp("hostile") / "top", HOSTILE)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_values(tmp_path_factory.mktemp("harmless") / "top", ("plain words",) * len(HOSTILE))


def render(top: Path, form: str) -> str:
    done = call("assess", RESPONSE, "-f", form, cwd=top)
    assert done.code == 0, done.stderr
    return done.stdout


class Page(HTMLParser):
    """The elements of a page with their attributes' names, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self._is_script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element, and the names of its attributes."""
        self.shape.append((tag, *(name for name, _ in attrs)))
        self._is_script = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        """Keep where an element ends."""
        self.shape.append((f"/{tag}",))
        self._is_script = False

    def handle_comment(self, data: str) -> None:
        """Keep a comment."""
        self.shape.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration."""
        self.shape.append(("declaration", decl))

    def handle_data(self, data: str) -> None:
        """Keep words that are shown."""
        if not self._is_script:
            self.words.append(data)


def read_html(text: str) -> tuple[object, str]:
    page = Page(text)
    return page.shape, "".join(page.words)


def read_markdown(text: str) -> tuple[object, str]:
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    flat = [child for token in tokens for child in (token, *(token.children or ()))]
    kinds = [(token.type, token.tag) for token in flat if token.type not in {"text", "softbreak", "text_special"}]
    html = [token.content for token in flat if token.type in {"html_block", "html_inline"}]
    words = "".join(
        token.content if token.type in {"text", "code_inline"} else " " for token in flat if not token.children
    )
    return (kinds, html), words


def read_csv(text: str) -> tuple[object, str]:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"\s*[=+@\uff1d]", cell)
        assert not re.match(r"\s*-[^0-9]", cell)
    return [len(row) for row in rows], " ".join(cell for row in rows for cell in row)


def walk_json(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from walk_json(value)
    elif isinstance(data, list):
        for value in data:
            yield from walk_json(value)
    elif isinstance(data, str):
        yield data


def shape_json(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: shape_json(value) for key, value in data.items()}
    return [shape_json(value) for value in data] if isinstance(data, list) else type(data).__name__


def read_json(text: str) -> tuple[object, str]:
    data = json.loads(text)
    return shape_json(data), " ".join(walk_json(data))


def read_xml(text: str) -> tuple[object, str]:
    tree = ET.fromstring(text)  # noqa: S314 - written by the program a moment ago
    return [(one.tag, sorted(one.attrib)) for one in tree.iter()], " ".join(
        [*tree.itertext(), *(value for one in tree.iter() for value in one.attrib.values())]
    )


def read_lines(text: str) -> tuple[object, str]:
    return None, text


READERS: dict[str, Callable[[str], tuple[object, str]]] = {
    "html": read_html,
    "md": read_markdown,
    "summary": read_markdown,
    "csv": read_csv,
    "json": read_json,
    "sarif": read_json,
    "gitlab": read_json,
    "junit": read_xml,
    "text": read_lines,
    "table": read_lines,
}


def skeleton(text: str) -> str:
    """Return the letters and digits of ASCII, without the escapes by which a character is shown."""
    shown = re.sub(r"\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrt]", "", text)
    return re.sub("[^0-9A-Za-z]", "", shown)


@pytest.mark.parametrize("form", READERS)
def test_a_value_is_read_back_as_plain_text(form: str, hostile: Path, harmless: Path) -> None:
    text = render(hostile, form)
    assert STEERING.sub("", text) == text
    assert Runner().read(text) == []
    shape, words = READERS[form](text)
    plain, _ = READERS[form](render(harmless, form))
    assert shape == plain, "values change nothing of what is built around them"
    found = dict(re.findall(r"Qb(\d+)q(.*?)Qe\1q", words, re.DOTALL))
    for place, value in found.items():
        assert skeleton(value) in {skeleton(HOSTILE[int(place)]), skeleton(HOSTILE[place_of_title(HOSTILE)])}
    assert len(found) == len(HOSTILE) or form not in {"html", "md", "json"}


def test_no_cell_of_a_workbook_is_a_formula(hostile: Path) -> None:
    assert call("assess", RESPONSE, "-o", "out.xlsx", cwd=hostile).code == 0
    book = openpyxl.load_workbook(hostile / "out.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    words = " ".join(str(cell.value) for cell in cells)
    found = dict(re.findall(r"Qb(\d+)q(.*?)Qe\1q", words, re.DOTALL))
    assert len(found) == len(HOSTILE)
    assert STEERING.sub("", words) == words


def test_a_word_file_holds_values_as_text(hostile: Path, harmless: Path) -> None:
    shapes = []
    for top in (hostile, harmless):
        assert call("assess", RESPONSE, "-o", "out.docx", cwd=top).code == 0
        body = docx.Document(str(top / "out.docx")).element.body
        shapes.append([str(one.tag) for one in body.iter() if not str(one.tag).endswith(("}t", "}r", "}rPr", "}br"))])
    words = "".join(
        one.text or ""
        for one in docx.Document(str(hostile / "out.docx")).element.body.iter()
        if str(one.tag).endswith("}t")
    )
    assert len(dict(re.findall(r"Qb(\d+)q(.*?)Qe\1q", words, re.DOTALL))) == len(HOSTILE)
    assert STEERING.sub("", words) == words
    assert shapes[0] == shapes[1]


# --- of two replies -----------------------------------------------------------------------------------------------

LATER = "later.yaml"
DOCUMENT = "document: {symbol: EX(2024)07, received: 2024-05-02"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a folder with hostile values and one with harmless ones; in each, a reply and a later one of plain words.

    The later one has other words and another date, and lacks a fact that decided, so that verdicts move.
    """
    made = {}
    for name, values in (("hostile", HOSTILE), ("harmless", ("other words",) * len(HOSTILE))):
        top = write_values(tmp_path_factory.mktemp(name) / "top", values)
        text = (top / RESPONSE).read_text(encoding="utf-8")
        assert text.count(DOCUMENT) == 1
        later = text.replace(DOCUMENT, "document: {symbol: EX(2026)01, received: 2026-05-02")
        later = later.replace("supports: [{element: B2.money, fit: full}]", "context: [B2.money]")
        assert later.count("B2.money") == text.count("B2.money")
        words = (f"fact: {json.dumps(mark(place, value))}" for place, value in enumerate(values))
        for place, said in enumerate(words):
            assert said in later
            later = later.replace(said, f"fact: Qb{place}q later words Qe{place}q")
        (top / "data" / LATER).write_text(later, encoding="utf-8")
        made[name] = top
    return made


@pytest.mark.parametrize(
    ("command", "form"),
    [
        *(("compare", form) for form in ("html", "md", "json", "csv", "text")),
        *(("diff", form) for form in ("md", "json", "text")),
    ],
)
def test_what_compares_two_replies_holds_values_as_text(command: str, form: str, both: dict[str, Path]) -> None:
    shapes, texts = [], []
    for top in both.values():
        done = call(command, RESPONSE, f"data/{LATER}", "-f", form, cwd=top)
        assert done.code == 0, done.stderr
        shape, words = READERS[form](done.stdout)
        shapes.append(shape)
        texts.append((done.stdout, words))
    raw, words = texts[0]
    assert STEERING.sub("", raw) == raw
    if form == "text":  # it is for people, and is wrapped where there is a runner
        done = call(command, RESPONSE, f"data/{LATER}", cwd=both["hostile"], env={"GITHUB_ACTIONS": "true"})
        told = Runner().read(done.stdout)
        assert {one.name for one in told} <= {"error", "warning", "notice"}
        assert all(one.properties["title"].startswith("cpcheck ") for one in told)
    else:
        assert Runner().read(raw) == []
    assert shapes[0] == shapes[1], "values change nothing of what is built around them"
    found = re.findall(r"Qb(\d+)q(.*?)Qe\1q", words, re.DOTALL)
    assert found, "values are there to be looked at"
    plain = {*map(skeleton, HOSTILE), "laterwords", skeleton(HOSTILE[place_of_title(HOSTILE)][:60])}
    assert {skeleton(value) for _, value in found} <= plain


def test_no_cell_of_a_compared_workbook_is_a_formula(both: dict[str, Path]) -> None:
    assert call("compare", RESPONSE, f"data/{LATER}", "-o", "out.xlsx", cwd=both["hostile"]).code == 0
    book = openpyxl.load_workbook(both["hostile"] / "out.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    words = " ".join(str(cell.value) for cell in cells)
    assert "Qb" in words
    assert STEERING.sub("", words) == words


@pytest.mark.parametrize("arguments", [("assess",), ("diff", f"data/{LATER}")], ids=["assess", "diff"])
def test_commands_for_the_runner_are_ours_alone(arguments: tuple[str, ...], both: dict[str, Path]) -> None:
    command, *further = arguments
    read = []
    for top in both.values():
        done = call(command, RESPONSE, *further, "-f", "github", cwd=top)
        assert STEERING.sub("", done.stdout) == done.stdout
        read.append(Runner().read(done.stdout))
    hostile, harmless = read
    assert harmless, "there is something to annotate"
    assert [(one.name, one.properties.keys()) for one in hostile] == [
        (one.name, one.properties.keys()) for one in harmless
    ]
    assert [one.properties.get("line") for one in hostile] == [one.properties.get("line") for one in harmless]
