"""The Word report on paper, as LibreOffice lays it out: numbered pages, heads that repeat, and no row cut in two."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cpcheck.records import replace
from cpcheck.reports.labels import load_labels
from cpcheck.reports.view import ReportView
from cpcheck.reports.word import render
from tests.printed import read_printed

PROGRAM = shutil.which("soffice")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed")
HEADS = {
    "en": {"items": "ItemTitleVerdictMetFlags", "evidence": "IdFactType(OHCHRkind)Date(Timing)LinkPlace"},
    "fr": {"items": "PointTitreVerdictSatisf.Mentions", "evidence": "Réf.FaitType(CatégorieduHCDH)Date(Chronologie)"},
}


def pack(text: str) -> str:
    """Return text without white space: where lines break is no matter."""
    return "".join(text.split())


def print_pages(view: ReportView, folder: Path) -> list[str]:
    """Return the words of each page, packed."""
    (folder / "gap.docx").write_bytes(render([view]))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(PROGRAM), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "gap.docx"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=240)
    if "source file could not be loaded" in done.stdout + done.stderr:
        pytest.skip("LibreOffice is installed without Writer")
    assert (folder / "gap.pdf").is_file(), done.stdout + done.stderr
    return [pack(page.text) for page in read_printed(folder / "gap.pdf")]


@pytest.fixture(scope="module")
def pages(shipped: ReportView, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return print_pages(shipped, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="module")
def french(rare: ReportView, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return print_pages(replace(rare, language="fr"), tmp_path_factory.mktemp("french"))


def test_every_page_is_numbered_and_says_whose_report_it_is(pages: list[str], french: list[str]) -> None:
    assert 60 <= len(pages) <= 130
    assert 6 <= len(french) <= 20
    for words, found in (("Page{}of{}", pages), ("Page{}sur{}", french)):
        for place, page in enumerate(found, 1):
            assert words.format(place, len(found)) in page
            assert "CP(2025)01" in page


def test_the_head_of_a_table_stands_on_each_of_its_pages(pages: list[str], shipped: ReportView) -> None:
    ends = [pack(f"{item.id}{item.title}") for item in (shipped.items[0], shipped.items[-1])]
    at_a_glance = [page for page in pages[1:8] if any(end in page for end in ends)][:2]
    assert len(at_a_glance) == 2
    assert all(HEADS["en"]["items"] in page for page in at_a_glance)
    facts = [pack(f"{fact.id}{fact.fact}") for fact in shipped.facts if fact not in shipped.unlinked]
    with_facts = [page for page in pages if any(fact in page for fact in facts)]
    assert len(with_facts) > 30
    assert [page for page in with_facts if HEADS["en"]["evidence"] not in page] == []
    continued = [page for page in with_facts if page.index(HEADS["en"]["evidence"]) < 80]
    assert len(continued) > 10  # the head is the first thing on a page where a table goes on


def test_heads_repeat_in_french_too(french: list[str]) -> None:
    with_facts = [page for page in french if "r2.14" in page or "r2.3" in page]
    assert with_facts
    assert all(HEADS["fr"]["evidence"] in page for page in with_facts)


def test_no_fact_is_cut_by_the_end_of_a_page(pages: list[str], shipped: ReportView) -> None:
    label = load_labels()
    for fact in shipped.facts:
        if fact in shipped.unlinked:
            continue
        whole = pack(f"{fact.id}{fact.fact}")
        assert any(whole in page for page in pages), fact.id
        if fact.note:
            note = pack(label("evidence.note", note=fact.note))
            assert any(whole in page and note in page for page in pages), fact.id
