"""`cpcheck site` as a user meets it: what the pages say, what they link to, and what happens to the folder."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import cpcheck
from cpcheck.cli.site_folder import MANIFEST, STAGE, write_site
from cpcheck.errors import OutputError
from cpcheck.model import Assessment, Verdict
from cpcheck.reports.site.names import name_files
from cpcheck.store.rulebooks import load_rulebook
from cpcheck.store.schemas import read_schema_text
from tests.in_process import Ended, call
from tests.shared import ROOT
from tests.unit.reports.conftest import HOSTILE
from tests.unit.reports.pages import Node, read

COMPOSED = ROOT / "tests" / "golden" / "comparison"
"""Three states, two replies each; the demands of one have four strengths."""
REPLIES = ("xa-ex-2022-11", "xa-ex-2024-31", "xb-ex-2020-05", "xb-ex-2024-18", "xc-ex-2023-06", "xc-ex-2025-03")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with the composed sets and responses, and nothing that says how reports look."""
    (tmp_path / ".git").mkdir()
    for name in ("recommendations", "responses"):
        shutil.copytree(COMPOSED / name, tmp_path / "data" / name)
    return tmp_path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the composed responses."""
    folder = tmp_path_factory.mktemp("built")
    (folder / ".git").mkdir()
    done = make(folder, str(COMPOSED), "-o", "site")
    assert (done.code, done.stdout) == (0, "")
    return folder / "site"


@pytest.fixture(scope="module")
def assessments() -> dict[str, Assessment]:
    """Return what the composed responses come to, by the names of their files on the site."""
    found = [cpcheck.assess(cpcheck.load(path)) for path in sorted((COMPOSED / "responses").glob("*.yaml"))]
    return dict(zip(REPLIES, found, strict=True))


def make(folder: Path, *arguments: str, **env: str) -> Ended:
    """Run the command in a folder."""
    return call("site", *arguments, cwd=folder, env=env)


def list_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


parse = cache(read)
"""Pages are the same in many sites, and are taken apart once."""


def open_page(site: Path, path: str) -> Node:
    return parse((site / path).read_text(encoding="utf-8"))


def find_class(node: Node, name: str) -> list[Node]:
    return [one for one in node.walk() if name in one.attributes.get("class", "").split()]


def edit(path: Path, *replaced: tuple[str, str]) -> None:
    """Replace parts of a file, each of which must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


# --- pages and links ----------------------------------------------------------------------------------------------


def test_there_is_a_page_for_each_reply_theme_and_rule_and_the_manifest_lists_every_file(built: Path) -> None:
    rules = {f"rules/cp-{rule.id}.html" for rule in load_rulebook("cp").rules}
    themes = {f"themes/{name}.html" for name in ("crews", "huts", "signals", "training", "without-a-theme")}
    replies = {f"replies/{name}.html" for name in REPLIES}
    data = {f"data/{name}.{suffix}" for name in (*REPLIES, "all") for suffix in ("json", "csv")}
    files = set(list_files(built)) - {MANIFEST}
    assert files == {"index.html", "search.html", *rules, *themes, *replies, *data}
    listed = json.loads((built / MANIFEST).read_bytes())
    assert listed == {"kind": "site", "version": "1.0", "files": sorted(files)}


def list_links(site: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each link of each page: the page, the path it leads to from the top of the site, and the place there."""
    for file in sorted(site.rglob("*.html")):
        page = file.relative_to(site).as_posix()
        for node in open_page(site, page).walk():
            target = node.attributes.get("href", node.attributes.get("src"))
            if target is not None:
                path, _, place = target.partition("#")
                assert re.fullmatch(r"(\.\./)*[a-z0-9./-]*", path), f"{page}: {target} is not relative and plain"
                reached = os.path.normpath(file.parent / path) if path else str(file)
                yield page, Path(reached).relative_to(site).as_posix(), unquote(place)


def check_links(site: Path) -> int:
    ids = {
        file.relative_to(site).as_posix(): [node.attributes["id"] for node in nodes if "id" in node.attributes]
        for file in site.rglob("*.html")
        for nodes in [list(open_page(site, file.relative_to(site).as_posix()).walk())]
    }
    assert all(len(found) == len(set(found)) for found in ids.values())
    links = list(list_links(site))
    broken = [link for link in links if not (site / link[1]).is_file() or (link[2] and link[2] not in ids[link[1]])]
    assert broken == []
    return len(links)


def test_every_link_and_every_place_exists(built: Path) -> None:
    assert check_links(built) > 500


def test_files_that_are_known_make_the_same_site(tmp_path: Path, built: Path) -> None:
    for name, options in (("first", ()), ("known", ()), ("alone", ("--no-cache",))):
        done = make(tmp_path, str(COMPOSED), "-o", name, *options, CPCHECK_CACHE_DIR=str(tmp_path / "cache"))
        assert done.code == 0, done.stderr
        assert list_files(tmp_path / name) == list_files(built)
    assert list_files(tmp_path / "cache")


@pytest.mark.parametrize("options", [("--rulebook", "greco"), ("--rulebook", "hrc", "--lang", "fr")])
def test_links_hold_in_other_rulebooks_and_in_french(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert make(tmp_path, str(COMPOSED), "-o", "site", *options).code == 0
    check_links(tmp_path / "site")


def test_every_page_is_reached_from_the_index_without_a_script(built: Path) -> None:
    reached, waiting = set[str](), ["index.html"]
    links = list(list_links(built))
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [target for start, target, _ in links if start == page]
    assert reached == set(list_files(built)) - {MANIFEST}


def test_only_the_scripts_that_a_page_names_by_their_hash_may_run(built: Path) -> None:
    for path in sorted(built.rglob("*.html")):
        page = open_page(built, path.relative_to(built).as_posix())
        (policy,) = [
            node.attributes["content"]
            for node in page.find("meta")
            if node.attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:; ")
        scripts = [node for node in page.find("script") if node.attributes.get("type") != "application/json"]
        hashes = [sha256(str(node.children[0]).encode()).digest() for node in scripts]
        allowed = re.findall(r"'sha256-([^']+)'", policy)
        assert allowed == [b64encode(one).decode() for one in hashes]
        assert len(scripts) == (path.parent.name == "replies" or path.name == "search.html")


# --- what pages say -----------------------------------------------------------------------------------------------


def read_sums(node: Node) -> list[tuple[str, tuple[int, ...]]]:
    """Return the counts under a node: the strength that is named, and the numbers in the order of the verdicts."""
    found = []
    for one in find_class(node, "sum"):
        numbers = []
        for item, verdict in zip(one.find("li"), ("implemented", "partly", "not addressed"), strict=True):
            (number,) = item.find("b")
            assert item.text == f"{number.text} {verdict}"
            numbers.append(int(number.text))
        found.append((" ".join(node.text for node in find_class(one, "by")), tuple(numbers)))
    return found


def count(assessment: Assessment, theme: str | None = None) -> list[tuple[str, tuple[int, ...]]]:
    """Count the items of a reply by strength and verdict, straight from the assessment."""
    counts: dict[str, list[int]] = {}
    for one in assessment.items:
        if one.item.repeats is None and (theme is None or theme in one.item.themes):
            numbers = counts.setdefault(one.item.strength.value, [0, 0, 0])
            numbers[list(Verdict).index(one.verdict)] += 1
    order = ("urges", "considers", "invites", "unstated")
    return [(strength, tuple(counts[strength])) for strength in order if strength in counts]


def test_the_index_has_a_row_for_each_state_and_a_cell_for_each_reply(
    built: Path, assessments: dict[str, Assessment]
) -> None:
    (table,) = find_class(open_page(built, "index.html"), "states")
    assert [node.text for node in table.find("thead")[0].find("th")] == ["State", "Reply 1", "Reply 2"]
    cells = []
    for row, state in zip(table.find("tbody")[0].find("tr"), ("XA", "XB", "XC"), strict=True):
        assert row.find("th")[0].text == state
        cells += row.find("td")
    for cell, (name, assessment) in zip(cells, assessments.items(), strict=True):
        (link,) = cell.find("a")
        assert link.attributes["href"] == f"replies/{name}.html"
        assert link.text == assessment.case.response.document.symbol
        assert read_sums(cell) == count(assessment)
    assert "↑ 1 verdict improved, ↓ 1 slipped" in cells[1].text
    assert "draft" in cells[1].text


def test_pictures_show_the_numbers_and_need_no_colour(built: Path) -> None:
    page = open_page(built, "index.html")
    for one in find_class(page, "sum"):
        ((_, numbers),) = read_sums(one)
        (picture,) = one.find("svg")
        bars = [node for node in picture.find("rect") if "class" in node.attributes]
        widths = {node.attributes["class"]: round(int(node.attributes["width"]) * sum(numbers) / 1000) for node in bars}
        assert widths == {
            name: number for name, number in zip(("bar-y", "bar-h", "bar-n"), numbers, strict=True) if number
        }
        hatched = [node for node in picture.find("rect") if node.attributes.get("fill") == "url(#hatch)"]
        assert len(hatched) == bool(numbers[1]), "what is partly is hatched, and nothing else"
        assert picture.attributes["aria-hidden"] == "true", "the words beside it say the same"
    assert [node.tag for node in page.walk() if node.attributes.get("id") == "hatch"] == ["pattern"]


def test_nothing_is_added_up_over_strengths_or_replies(built: Path, top: Path) -> None:
    index = open_page(built, "index.html").text
    assert "Demands of different verbs are counted apart" in index
    assert "Replies are never added up" in index
    for name in ("xa", "xb-first", "xb-second", "xc"):
        path = top / "data" / "recommendations" / f"{name}.yaml"
        path.write_text(re.sub(r" +strength: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    assert make(top, "data", "-o", "site").code == 0
    page = open_page(top / "site", "index.html")
    assert [strength for strength, _ in read_sums(page)] == [""] * 6, "one strength needs no name"
    assert "Demands of different verbs" not in page.text


@pytest.mark.parametrize("theme", ["huts", "signals", "crews", "training"])
def test_the_page_of_a_theme_has_every_item_of_it_with_verdict_reason_and_question(
    built: Path, assessments: dict[str, Assessment], theme: str
) -> None:
    page = open_page(built, f"themes/{theme}.html")
    expected, found = [], []
    for name, assessment in assessments.items():
        for one in assessment.items:
            if theme in one.item.themes:
                links = [f"../replies/{name}.html#{one.item.id}"]
                own = one.item.repeats is None
                links += [
                    f"../replies/{name}.html#{'' if own else one.item.id + '/'}{finding.element.id}"
                    for finding in one.findings
                    if finding.level != "met"
                ]
                expected.append((links, one.item.title, str(one.verdict).replace("_", " ")))
    for row in [row for table in page.find("tbody") for row in table.find("tr")]:
        links = [link.attributes["href"] for link in row.find("a")]
        title = row.find("th")[0].text
        shown = next(one[1] for one in expected if one[0][0] == links[0])
        assert shown in title
        found.append((links, shown, find_class(row, "c")[0].text))
    assert found == expected
    groups = [count(one, theme) for one in assessments.values() if any(theme in i.item.themes for i in one.items)]
    assert read_sums(page) == [counts for group in groups for counts in group]


def test_a_theme_tells_why_an_element_is_not_met_and_what_to_ask(built: Path) -> None:
    text = open_page(built, "themes/huts.html").text
    assert (
        "C1.marks not met, assurance only What has been done since 6 March 2018 to mark the ways to the huts?" in text
    )
    assert "Repeats A1: the evidence is shared" in text


def test_a_rule_prints_its_words_its_source_and_all_that_it_decided(
    built: Path, assessments: dict[str, Assessment]
) -> None:
    for rule in load_rulebook("cp").elements:
        page = open_page(built, f"rules/cp-{rule.id}.html")
        assert page.find("h1")[0].text == rule.id
        assert rule.text in page.text
        assert " ".join(rule.source.split()) in page.text
        links = [link.attributes["href"] for node in find_class(page, "rows") for link in node.find("a")]
        assert links == [
            f"../replies/{name}.html#{'' if one.item.repeats is None else one.item.id + '/'}{finding.element.id}"
            for name, assessment in assessments.items()
            for one in assessment.items
            for finding in one.findings
            if finding.rule == rule.id
        ]
        assert links or "Nothing in these replies." in page.text


def test_rules_about_items_and_about_all_of_them_have_pages_too(tmp_path: Path) -> None:
    assert make(tmp_path, str(COMPOSED), "-o", "site", "--rulebook", "greco").code == 0
    book = load_rulebook("greco")
    site = tmp_path / "site"
    concluded = []
    for rule in book.overall:
        page = open_page(site, f"rules/greco-{rule.id}.html")
        concluded += [node.attributes["id"] for node in page.find("h3")]
        assert "For all items: the overall conclusion" in page.text
    assert sorted(concluded) == list(REPLIES), "of each reply one rule has concluded"
    items = [len(find_class(open_page(site, f"rules/greco-{rule.id}.html"), "rows")) for rule in book.items]
    assert sum(items) > 0


def test_a_report_has_the_bar_its_data_and_links_to_themes_rules_and_the_other_replies(built: Path) -> None:
    page = open_page(built, "replies/xa-ex-2024-31.html")
    (bar,) = find_class(page, "bar")
    assert [link.attributes["href"] for link in bar.find("a")] == [
        "../index.html",
        "../index.html#themes",
        "../index.html#rules",
        "../index.html#data",
        "../search.html",
    ]
    (also,) = find_class(page, "also")
    assert [link.attributes["href"] for link in also.find("a")] == [
        "../data/xa-ex-2024-31.json",
        "../data/xa-ex-2024-31.csv",
        "../replies/xa-ex-2022-11.html",
    ]
    (card,) = [node for node in page.find("article") if node.attributes["id"] == "A1"]
    links = {link.text: link.attributes["href"] for link in card.find("a")}
    assert links["huts"] == "../themes/huts.html"
    assert links["done"] == "../rules/cp-done.html"
    assert links["all-met"] == "../rules/cp-all-met.html"


def test_states_are_sorted_by_their_name_in_the_language(top: Path) -> None:
    for code, name in (("DE", "xa"), ("CH", "xc"), ("EE", "xb-first"), ("EE", "xb-second")):
        state = name[:2].upper()
        edit(top / "data" / "recommendations" / f"{name}.yaml", (f"state: {state}", f"state: {code}"))
    codes = {"XA": "DE", "XB": "EE", "XC": "CH"}
    for path in (top / "data" / "responses").iterdir():
        state = path.name[:2].upper()
        edit(path, (f"state: {state}\n", f"state: {codes[state]}\n"))
    for language, names in (("en", ["Estonia", "Germany", "Switzerland"]), ("fr", ["Allemagne", "Estonie", "Suisse"])):
        assert make(top, "data", "-o", language, "--lang", language).code == 0
        (table,) = find_class(open_page(top / language, "index.html"), "states")
        assert [node.text for node in table.find("tbody")[0].find("th")] == names


# --- data and search ----------------------------------------------------------------------------------------------


def test_data_are_those_that_assess_writes(built: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    responses = sorted(str(path) for path in (COMPOSED / "responses").glob("*.yaml"))
    assert call("assess", *responses, "-o", "all.json", "-o", "all.csv", cwd=tmp_path).code == 0
    assert list_files(built)["data/all.json"] == (tmp_path / "all.json").read_bytes()
    assert list_files(built)["data/all.csv"] == (tmp_path / "all.csv").read_bytes()
    # a reply without one before it is the same by itself
    assert call("assess", responses[0], "-o", "one.json", "-o", "one.csv", cwd=tmp_path).code == 0
    assert (built / "data" / f"{REPLIES[0]}.json").read_bytes() == (tmp_path / "one.json").read_bytes()
    assert (built / "data" / f"{REPLIES[0]}.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()


def test_json_keeps_to_its_schema_and_csv_has_a_row_for_each_element(
    built: Path, assessments: dict[str, Assessment]
) -> None:
    schema = Draft202012Validator(json.loads(read_schema_text("report")))
    for name, assessment in assessments.items():
        data = json.loads((built / "data" / f"{name}.json").read_bytes())
        assert list(schema.iter_errors(data)) == []
        assert [item["verdict"] for item in data["items"]] == [str(one.verdict) for one in assessment.items]
        text = (built / "data" / f"{name}.csv").read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(rows) == sum(len(one.findings) for one in assessment.items)


def read_index(page: Node) -> list[list[str]]:
    (index,) = [node for node in page.find("script") if node.attributes.get("type") == "application/json"]
    data: list[list[str]] = json.loads(str(index.children[0]))
    return data


def test_the_search_lists_every_item_and_its_index_has_their_texts(
    built: Path, assessments: dict[str, Assessment]
) -> None:
    page = open_page(built, "search.html")
    rows = find_class(page, "found")[0].find("tbody")[0].find("tr")
    index = read_index(page)
    items = [(name, one) for name, assessment in assessments.items() for one in assessment.items]
    for row, texts, (name, one) in zip(rows, index, items, strict=True):
        assert row.find("a")[0].attributes["href"] == f"replies/{name}.html#{one.item.id}"
        assert one.item.title in row.text
        assert row.attributes["data-verdict"] == one.verdict
        facts = [fact for finding in one.findings for link in finding.links for fact in link.evidence]
        assert {one.item.asks, *(f"{fact.id} {fact.fact}" for fact in facts)} <= set(texts)


def test_without_its_script_the_search_says_so_and_hides_what_would_do_nothing(built: Path) -> None:
    page = open_page(built, "search.html")
    (note,) = [node for node in page.walk() if node.attributes.get("id") == "off"]
    assert "does not run the script of this page" in note.text
    assert "hidden" not in note.attributes
    assert "hidden" in find_class(page, "filter")[0].attributes
    assert [link.attributes["href"] for link in note.find("a")] == [
        "index.html#themes",
        "index.html#rules",
        "index.html#states",
    ]


# --- values of files ----------------------------------------------------------------------------------------------


def test_no_value_of_a_file_becomes_markup_a_script_or_a_path(top: Path) -> None:
    response = top / "data" / "responses" / "xa-2024.yaml"
    edit(
        response,
        ("symbol: EX(2024)31", 'symbol: "../../../up</script><script>alert(1)</script>"'),
        ("Stoves were bought for every high hut.", json.dumps("</script><!--<script>" + "".join(HOSTILE[:6]))),
    )
    edit(top / "data" / "recommendations" / "xa.yaml", ("Huts staffed through the winter", json.dumps(HOSTILE[0])))
    assert make(top, "data", "-o", "site").code == 0
    assert sorted(path.name for path in top.iterdir()) == [".git", "data", "site"]
    site = top / "site"
    check_links(site)
    for path in site.rglob("*.html"):
        page = open_page(site, path.relative_to(site).as_posix())
        assert len(page.find("script")) <= 1 + (path.name == "search.html")
        assert all(not name.startswith("on") for node in page.walk() for name in node.attributes)
    index = read_index(open_page(site, "search.html"))
    assert any("</script><!--<script>" in text for texts in index for text in texts)
    names = [path.name for path in (site / "replies").iterdir()]
    assert all(re.fullmatch(r"[a-z0-9-]+\.html", name) for name in names)


def test_two_replies_whose_names_come_out_the_same_have_two_pages(top: Path) -> None:
    edit(top / "data" / "responses" / "xa-2024.yaml", ("symbol: EX(2024)31", "symbol: EX/2022/11"))
    assert make(top, "data", "-o", "site").code == 0
    names = sorted(path.stem for path in (top / "site" / "replies").glob("xa-*"))
    assert len(names) == 2
    assert names[0] == "xa-ex-2022-11"
    assert re.fullmatch(r"xa-ex-2022-11-[0-9a-f]{8}", names[1])
    check_links(top / "site")


@given(st.lists(st.text(max_size=80), unique=True, max_size=12))
def test_names_of_files_are_plain_short_and_never_the_same(ids: list[str]) -> None:
    names = name_files({one: one for one in ids})
    assert list(names) == ids
    assert len({name.casefold() for name in names.values()}) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) < 130 for name in names.values())
    assert not {"con", "prn", "aux", "nul", "com1", "lpt9"} & set(names.values())


def test_a_name_stays_when_other_ids_come_after_it() -> None:
    assert name_files({"legal-aid": "legal-aid"}) == {"legal-aid": "legal-aid"}
    both = name_files({"legal-aid": "legal-aid", "legal_aid": "legal_aid", "Ҽ": "Ҽ", "con": "con", "É": "Élus"})
    assert next(iter(both.values())) == "legal-aid"
    assert both["legal_aid"].startswith("legal-aid-")
    assert re.fullmatch("[0-9a-f]{8}", both["Ҽ"])
    assert both["con"].startswith("con-")
    assert both["É"] == "elus"


def test_what_a_team_puts_around_its_reports_stands_around_the_site(top: Path) -> None:
    (top / "cpcheck.toml").write_text(
        'data = ["data"]\n[report]\ntitle = "Our <title>"\nheader = "Our office"\nfooter = "Our address"\n'
        'marking = "RESTRICTED"\nlang = "fr"\n',
        encoding="utf-8",
    )
    assert make(top, "-o", "site").code == 0
    site = top / "site"
    for path in ("index.html", "search.html", "themes/huts.html", "rules/cp-done.html", "replies/xb-ex-2020-05.html"):
        page = open_page(site, path)
        assert page.find("html")[0].attributes["lang"] == "fr"
        assert find_class(page, "mark")[0].text == "RESTRICTED"
        assert "Our address" in page.find("footer")[0].text
        assert "Our <title>" in page.find("title")[0].text
        assert find_class(page, "bar")[0].find("a")[0].text == "Our <title>"
    index = open_page(site, "index.html")
    assert index.find("h1")[0].text == "Our <title>"
    assert "Our office" in index.find("header")[0].text


def test_a_team_can_use_templates_of_its_own(top: Path) -> None:
    (top / "own").mkdir()
    (top / "own" / "site_theme.html.j2").write_text("{{ theme.theme }} only\n", encoding="utf-8")
    assert make(top, "data", "-o", "site", "--templates", "own").code == 0
    assert (top / "site" / "themes" / "huts.html").read_text(encoding="utf-8") == "huts only\n"
    assert "<!DOCTYPE" in (top / "site" / "index.html").read_text(encoding="utf-8")
    (top / "own" / "site_theme.html.j2").write_text("\n{{ theme.colour }}\n", encoding="utf-8")
    before = list_files(top / "site")
    done = make(top, "data", "-o", "site", "--templates", "own")
    assert done.code == 2
    assert re.search(r"own.site_theme\.html\.j2:2: UndefinedError", done.last_line)
    assert list_files(top / "site") == before


# --- the folder ---------------------------------------------------------------------------------------------------


def test_the_same_data_give_the_same_bytes_anywhere_and_a_second_run_touches_nothing(built: Path, top: Path) -> None:
    done = make(top, "data", "-o", "site")
    assert done.stderr == "wrote site/index.html and 44 more: 45 new or changed, 0 removed\n".replace("/", os.sep)
    assert list_files(top / "site") == list_files(built)
    times = {path: path.stat().st_mtime_ns for path in (top / "site").rglob("*")}
    done = make(top, "data", "-o", "site")
    assert "0 new or changed, 0 removed" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in (top / "site").rglob("*.html")}.items() <= times.items()
    assert make(top, "data", "-o", "site", "--quiet").stderr == ""


def test_a_second_run_removes_what_is_no_longer_of_the_site(top: Path) -> None:
    assert make(top, "data", "-o", "site").code == 0
    done = make(top, "data/responses/xc-2023.yaml", "-o", "site")
    assert done.code == 0
    assert "removed" in done.stderr
    files = set(list_files(top / "site"))
    assert {path for path in files if path.startswith("replies/")} == {"replies/xc-ex-2023-06.html"}
    assert "themes/training.html" not in files
    assert files - {MANIFEST} == set(json.loads((top / "site" / MANIFEST).read_bytes())["files"])
    check_links(top / "site")
    fresh = make(top, "data/responses/xc-2023.yaml", "-o", "fresh")
    assert fresh.code == 0
    assert list_files(top / "fresh") == list_files(top / "site")


@pytest.mark.parametrize("is_new", [True, False])
def test_a_folder_that_holds_anything_else_is_refused_and_left_alone(top: Path, is_new: bool) -> None:
    site = top / "site"
    if is_new:
        site.mkdir()
    else:
        assert make(top, "data", "-o", "site").code == 0
    (site / "themes").mkdir(exist_ok=True)
    (site / "themes" / "mine.html").write_text("mine", encoding="utf-8")
    before = list_files(site)
    done = make(top, "data", "-o", "site")
    assert done.code == 2
    assert done.last_line == (
        "site: site: it holds what no site of ours wrote: themes/mine.html; expected a new or empty folder, or one "
        "that holds a site and nothing else. Nothing was written → exit 2"
    )
    assert list_files(site) == before


def test_an_empty_folder_is_taken_and_its_empty_folders_stay(top: Path) -> None:
    (top / "site" / "mine").mkdir(parents=True)
    assert make(top, "data", "-o", "site").code == 0
    assert (top / "site" / "mine").is_dir()


def test_links_in_the_folder_are_refused_and_never_followed(top: Path) -> None:
    assert make(top, "data", "-o", "site").code == 0
    outside = top / "outside"
    shutil.move(top / "site" / "replies", outside)
    (top / "site" / "replies").symlink_to(outside, target_is_directory=True)
    before = list_files(outside)
    done = make(top, "data/responses/xc-2023.yaml", "-o", "site")
    assert done.code == 2
    assert "replies (a link)" in done.last_line
    assert list_files(outside) == before
    (top / "site" / "replies").unlink()
    (top / "site" / STAGE).symlink_to(outside, target_is_directory=True)
    assert make(top, "data", "-o", "site").code == 2
    assert list_files(outside) == before


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/passwd", "a/../../b", "C:\\x", "a//b", "", f"{STAGE}/x"])
def test_a_manifest_that_leads_out_of_the_folder_is_refused(top: Path, path: str) -> None:
    (top / "outside.txt").write_text("mine", encoding="utf-8")
    (top / "site").mkdir()
    manifest = {"kind": "site", "version": "1.0", "files": ["index.html", path]}
    (top / "site" / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    done = make(top, "data", "-o", "site")
    assert done.code == 2
    assert "which is no place in the folder; expected relative paths with forward slashes" in done.last_line
    assert sorted(path.name for path in (top / "site").iterdir()) == [MANIFEST]
    assert (top / "outside.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("text", ["", "[]", '{"kind": "report", "files": []}', "[" * 100_000])
def test_a_manifest_that_is_none_is_refused(top: Path, text: str) -> None:
    (top / "site").mkdir()
    (top / "site" / MANIFEST).write_text(text, encoding="utf-8")
    done = make(top, "data", "-o", "site")
    assert done.code == 2
    assert "this is no list of the files of a site; expected one, or an empty folder" in done.last_line


@pytest.mark.parametrize("path", ["../x.html", "a/../../x", "/x", "a\\b", ""])
def test_no_path_that_leads_out_of_the_folder_is_ever_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="is no place in it; nothing was written"):
        write_site(tmp_path / "site", {"index.html": b"", path: b"x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "told"),
    [("file", "this is a file"), ("no/such", "there is no folder no; expected one that exists"), ("-", 'is "-"')],
)
def test_what_cannot_be_a_folder_of_a_site_is_told(top: Path, name: str, told: str) -> None:
    (top / "file").write_text("mine", encoding="utf-8")
    done = make(top, "data", "-o", name)
    assert done.code == 2
    assert told in done.last_line
    assert sorted(path.name for path in top.iterdir()) == [".git", "data", "file"]


def fail_at(step: int, error: BaseException) -> Callable[[Path, Path], Path]:
    """Return a `Path.replace` that does not do one of its moves and raises instead; those after it are done."""
    real, left = Path.replace, step

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        left -= target.parent.name != STAGE
        if left == 0:
            left = -1
            raise error
        return real(self, target)

    return replace


OLD = {"index.html": b"old", "a/one.html": b"one", "a/gone.html": b"gone", "b/gone.html": b"gone"}
NEW = {"index.html": b"new", "a/one.html": b"one", "a/two.html": b"two", "c/new.html": b"new"}
MOVES = 6
"""From the old to the new: three files new or changed, two gone, and last the manifest."""


@pytest.mark.parametrize("step", range(1, MOVES + 1))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["disk", "key"])
def test_a_run_that_is_stopped_leaves_the_old_site_whole(tmp_path: Path, step: int, error: BaseException) -> None:
    site = tmp_path / "site"
    write_site(site, OLD)
    before, folders = list_files(site), sorted(site.rglob("*"))
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with patch.object(Path, "replace", fail_at(step, error)), pytest.raises(expected):
        write_site(site, NEW)
    assert list_files(site) == before
    assert sorted(site.rglob("*")) == folders
    change = write_site(site, NEW)
    assert (change.files, change.changed, change.removed) == (5, 4, 2)
    assert {path: raw for path, raw in list_files(site).items() if path != MANIFEST} == NEW


def test_a_first_run_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    told = "it cannot be written: No space left on device; it is as it was"
    with (
        patch.object(Path, "replace", fail_at(3, OSError(28, "No space left on device"))),
        pytest.raises(OutputError, match=told),
    ):
        write_site(tmp_path / "site", NEW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", [1, 3, MOVES])
def test_the_run_after_one_that_was_killed_mends_everything(tmp_path: Path, step: int) -> None:
    site = tmp_path / "site"
    write_site(site, OLD)
    script = (
        "import os, sys; from pathlib import Path; from cpcheck.cli.site_folder import write_site\n"
        "real, left = Path.replace, int(sys.argv[2])\n"
        "def replace(self, target):\n"
        "    global left\n"
        f"    left -= target.parent.name != {STAGE!r}\n"
        "    return real(self, target) if left else os._exit(9)\n"
        "Path.replace = replace\n"
        f"write_site(Path(sys.argv[1]), {NEW!r})\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(site), str(step)], check=False)
    assert killed.returncode == 9
    assert (site / STAGE).is_dir()
    write_site(site, NEW)
    assert {path: raw for path, raw in list_files(site).items() if path != MANIFEST} == NEW
    assert sorted(path.name for path in site.iterdir()) == sorted(["a", "c", MANIFEST, "index.html"])


def test_broken_files_are_told_all_at_once_and_nothing_is_written(top: Path) -> None:
    assert make(top, "data", "-o", "site").code == 0
    before = list_files(top / "site")
    edit(top / "data" / "responses" / "xa-2024.yaml", ("type: institution", "type: institute"))
    edit(top / "data" / "responses" / "xc-2025.yaml", ("against: [E2.monthly]", "against: [E2.weekly]"))
    for folder in ("site", "other"):
        done = make(top, "data", "-o", folder)
        assert done.code == 2
        assert "xa-2024.yaml:" in done.stderr
        assert "xc-2025.yaml:" in done.stderr
        assert done.last_line == "site: 2 problems in the data, so nothing was done → exit 2"
    assert list_files(top / "site") == before
    assert not (top / "other").exists()


def test_two_codings_of_one_reply_are_refused(top: Path) -> None:
    shutil.copy(top / "data" / "responses" / "xa-2024.yaml", top / "data" / "responses" / "xa-again.yaml")
    done = make(top, "data", "-o", "site")
    assert done.code == 2
    assert "both code EX(2024)31; expected one of them" in done.last_line
    assert not (top / "site").exists()


def test_a_file_that_is_named_twice_is_read_once(top: Path) -> None:
    assert make(top, "data", "data/responses/xa-2024.yaml", "-o", "site").code == 0
    assert len(list((top / "site" / "replies").iterdir())) == len(REPLIES)


def test_without_paths_the_shipped_data_are_shown(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert make(tmp_path, "-o", "site").code == 0
    page = open_page(tmp_path / "site", "index.html")
    assert "Azerbaijan" in page.text
