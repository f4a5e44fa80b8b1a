"""Files that the program writes and the repository keeps: whole outputs, the page of rules, the README's excerpt.

`python -m tests.generated` (or `make generated`) writes them anew after a change that was meant.
"""

import ast
import json
import re
import runpy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import cpcheck
from cpcheck.lints import LINTS
from cpcheck.matrix import build_matrix
from cpcheck.model import Assessment, Timing
from cpcheck.records import replace
from cpcheck.reports import COMPARISON_FORMATS, FORMATS, compare_text, render_comparison
from cpcheck.reports.compare_view import CompareView, build_compare_view
from cpcheck.reports.diff_view import DiffSide
from cpcheck.reports.labels import DOMAIN, LANGUAGES, LOCALES, load_labels
from cpcheck.reports.table import render as render_table
from cpcheck.reports.text import VERDICTS
from cpcheck.reports.view import ItemView, ReportView, build_view
from cpcheck.rulebook import Rule, Rulebook
from cpcheck.store.cases import FiledCase, load_filed_cases
from cpcheck.store.files import DataFile
from cpcheck.store.project import GATE_KEYS, name_variable
from cpcheck.store.rulebooks import list_rulebooks, load_rulebook
from cpcheck.store.schemas import read_schema_text
from tests.shared import ROOT

SUFFIXES = {
    "text": "txt",
    "table": "table.txt",
    "md": "md",
    "html": "html",
    "json": "json",
    "oscal": "oscal.json",
    "summary": "summary.md",
    "csv": "csv",
    "french": "fr.md",
}
GOLDEN = ROOT / "tests" / "golden"
COMPARED = GOLDEN / "comparison"
COMPARED_SUFFIXES = {"text": "txt", "md": "md", "html": "html", "json": "json", "csv": "csv"}
README = ROOT / "README.md"
CASE_PAGE = ROOT / "docs" / "azerbaijan-2025.md"
LINT_PAGE = ROOT / "docs" / "lints.md"
SETTINGS_PAGE = ROOT / "docs" / "config.md"
GUIDE = ROOT / "docs" / "coding-guide.md"
SECURITY_PAGE = ROOT / "docs" / "security.md"
RULE_PAGES = {name: ROOT / "docs" / ("rules.md" if name == "cp" else f"rules-{name}.md") for name in list_rulebooks()}
"""Of each shipped rulebook, the page that puts it into words."""
CATALOGUES = [LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po" for language in LANGUAGES]
SHIPPED = "data/responses/azerbaijan-2025.yaml"
EXCERPT = re.compile(r"<!-- excerpt.*?-->\n(.*?)(?=^## )", re.DOTALL | re.MULTILINE)
GENERATED_BEGIN = "<!-- from here to the end mark: written by `make generated` -->"
GENERATED_END = "<!-- end of what is written by `make generated` -->"
EXCERPT_LINES = 20
"""Lines of the table that the README shows."""


EVIDENCE_NOTE = """\
Operative evidence shows something that exists and applies: law in force, running policy, institution, practice,
statistic, training, awareness, funding, agreement. Working evidence shows that something is being done: practice,
statistic, training, awareness, funding. Working evidence counts by its latest figure or the end of its period,
everything else by its start; a date no more exact than the year or month of the cut-off tells nothing."""


def generate() -> dict[Path, str]:
    """Return every generated file with its text."""
    return {
        **_generate_golden(),
        **_generate_compared(),
        **{page: "\n".join(_write_rules(name)) + "\n" for name, page in RULE_PAGES.items()},
        LINT_PAGE: "\n".join(_write_lints()) + "\n",
        SETTINGS_PAGE: _fill(SETTINGS_PAGE, _write_settings()),
        CASE_PAGE: _fill(CASE_PAGE, _write_case(build_view(_assess(SHIPPED)))),
        GUIDE: _fill(GUIDE, _write_agreement()),
        SECURITY_PAGE: _fill(SECURITY_PAGE, _write_bounds()),
        README: _fill_readme(),
    }


def _generate_golden() -> dict[Path, str]:
    assessment = _assess("tests/golden/data/responses/xa-2024.yaml")
    texts = [name for name, found in FORMATS.items() if name != "table" and not found.is_binary]
    outputs = {name: cpcheck.render(assessment, name) for name in texts}
    outputs["table"] = render_table([build_view(assessment)], width=80)
    outputs["french"] = cpcheck.render(assessment, "md", language="fr")
    return {GOLDEN / f"report.{SUFFIXES[name]}": text for name, text in outputs.items()}


def _generate_compared() -> dict[Path, str]:
    rounds, states = compare("xa-2022", "xa-2024"), compare("*")
    texts = {
        f"{name}.{COMPARED_SUFFIXES[format_]}": render_comparison(view, format_)
        for name, view in (("rounds", rounds), ("states", states))
        for format_, found in COMPARISON_FORMATS.items()
        if not found.is_binary
    }
    texts["states.narrow.txt"] = compare_text.render(states, width=80)
    texts["states.wide.txt"] = compare_text.render(states, width=140)
    texts["states.ascii.txt"] = compare_text.render(states, width=80, ascii_only=True)
    texts["totals.fr.md"] = render_comparison(compare("xb-2020", "xb-2024", "xc-2025", language="fr"), "md")
    return {COMPARED / name: text for name, text in texts.items()}


def compare(*names: str, language: str = "en", rulebook: str = "cp") -> CompareView:
    """Return what is shown of some of the composed responses side by side."""
    folder = COMPARED / "responses"
    paths = sorted({str(path) for name in names for path in folder.glob(f"{name}.yaml")})
    filed = [_name_from_root(one) for one in load_filed_cases(paths)]
    assessments = tuple(cpcheck.assess(one.case, rulebook=rulebook) for one in filed)
    side = DiffSide(name="", assessments=assessments, filed=tuple(filed))
    return build_compare_view(build_matrix(assessments), side, language=language)


def _name_from_root(filed: FiledCase) -> FiledCase:
    """Return a case with its files named from the top of the repository, wherever that is."""

    def rename(file: DataFile) -> DataFile:
        path = Path(file.name).resolve().relative_to(ROOT).as_posix()
        return replace(file, name=path, text=replace(file.text, path=path))

    return replace(filed, response=rename(filed.response), recommendations=rename(filed.recommendations))


def _assess(response: str) -> Assessment:
    return cpcheck.assess(cpcheck.load(ROOT / response))


def list_bounds() -> Iterator[tuple[str, int, str]]:
    """Yield the bounds of every layer: name, number, and the words beside it."""
    for layer in ("store", "importers", "reports"):
        module = import_module(f"cpcheck.{layer}.bounds")
        body = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")).body
        for one, words in pairwise(body):
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and isinstance(words, ast.Expr):
                name = one.targets[0].id
                if not name.startswith("_") and isinstance(words.value, ast.Constant):
                    yield f"{layer}.{name}", getattr(module, name), " ".join(str(words.value.value).split())


def _write_bounds() -> Iterator[str]:
    yield "| bound | number | what it bounds |"
    yield "|---|---:|---|"
    yield from (f"| `{name}` | {value:,} | {words} |" for name, value, words in list_bounds())


def _fill_readme() -> str:
    table = render_table([build_view(_assess(SHIPPED))], width=80)
    shown = "\n".join([*table.splitlines()[:EXCERPT_LINES], " …"])
    note = "<!-- excerpt: written by `make generated` -->"
    block = f"{note}\n\n```text\n$ cpcheck assess\n{shown}\n```\n\n"
    return EXCERPT.sub(lambda _: block, README.read_text(encoding="utf-8"), count=1)


def _fill(page: Path, lines: Iterable[str]) -> str:
    """Return a page with what stands between its two marks written anew."""
    head, rest = page.read_text(encoding="utf-8").split(GENERATED_BEGIN)
    _, tail = rest.split(GENERATED_END)
    written = "\n".join(lines).strip()
    return f"{head}{GENERATED_BEGIN}\n\n{written}\n\n{GENERATED_END}{tail}"


def _write_agreement() -> list[str]:
    first, second = (_assess(f"benchmarks/agreement/{name}-reading.yaml") for name in ("first", "second"))
    lines: Iterable[str] = runpy.run_path(str(ROOT / "benchmarks/agreement/measure.py"))["write_tables"](first, second)
    return list(lines)


def _write_case(view: ReportView) -> Iterator[str]:
    labels, totals = load_labels(), view.totals
    tally = totals.verdicts
    counts = ", ".join(f"{getattr(tally, verdict)} {labels(f'verdict.{verdict}')}" for verdict in VERDICTS)
    findings = ", ".join(f"{number} {labels(f'finding.{level}')}" for level, number in totals.findings)
    facts = [fact for fact in view.facts if fact.source is None]
    timings = Counter(fact.timing for fact in facts)
    yield f"**{tally.items} items:** {counts}. **{sum(number for _, number in totals.findings)} elements:** {findings}."
    yield (
        f"**{len(facts)} facts:** "
        + ", ".join(f"{timings[timing]} {labels(f'timing.{timing}')}" for timing in Timing)
        + "."
    )
    for verdict in VERDICTS:
        named = [_name_item(item) for item in view.items if item.verdict == verdict]
        if named:
            title = labels(f"verdict.{verdict}")
            yield f"\n{labels(f'mark.{verdict}')} **{title[0].upper()}{title[1:]}:** " + "; ".join(named) + "."
    yield f"\n{_count_undated(view)}"
    yield f"\n| {labels('element.reason')} | {labels('counts.number')} | |\n|---|---:|---|"
    for reason, number in totals.reasons:
        yield f"| {labels(f'reason.{reason}')} | {number} | {labels(f'reason.{reason}.text')} |"
    flagged = [(flag, [item.id for item in view.items if flag in item.flags]) for flag, _ in totals.flags]
    if flagged:
        words = (f"*{labels(f'flag.{flag}')}* {', '.join(ids)}" for flag, ids in flagged)
        yield "\nFlags: " + "; ".join(words) + "."


def _count_undated(view: ReportView) -> str:
    """Say how many items are partly implemented by nothing that is known to be newer than the recommendation."""
    partly = [item for item in view.items if item.verdict == "partly" and not item.repeats]
    older = [
        item.id
        for item in partly
        if not item.met and not any(element.reason in {"incomplete", "not_in_force"} for element in item.elements)
    ]
    counted = f"Of the {len(partly)} items partly implemented, {len(older)} rest only on what is undated or older"
    return f"{counted} than the recommendation: {', '.join(older)}."


def _name_item(item: ItemView) -> str:
    met = f" ({item.met} of {len(item.elements)})" if item.met else ""
    repeats = f" (repeats {item.repeats})" if item.repeats else ""
    return f"{item.id} {item.title.removesuffix(' (repeated)')}{met}{repeats}"


def _write_rules(name: str) -> Iterator[str]:
    book, labels = load_rulebook(name), load_labels()
    yield f"# The rules of `{book.id}`\n"
    yield f"<!-- Written by `make generated` from cpcheck/rulebooks/{name}.yaml. -->\n"
    yield f"{book.title}. {book.source}\n"
    if name != "cp":
        yield "What the shipped rulebooks have in common, and where they differ: [rulebooks.md](rulebooks.md).\n"
    yield "In each list the first rule that holds decides. How the table is read where it leaves room is recorded in"
    yield "[decision 1](adr/0001-reading-the-rule-table.md).\n"
    yield "## For an element: its finding\n"
    yield "| # | rule | holds when | finding | reason | source |\n|---|---|---|---|---|---|"
    for place, rule in enumerate(book.elements, 1):
        reasons = ", ".join(dict.fromkeys(labels(f"reason.{choice.reason}") for choice in rule.reasons)) or "–"
        yield f"| {place} | {rule.id} | {rule.text} | {labels(f'finding.{rule.outcome}')} | {reasons} | {rule.source} |"
    yield f"\n{EVIDENCE_NOTE}\n"
    yield "## For an item: its verdict\n"
    yield from _write_levels(book)
    yield from _write_list(book.items)
    if book.overall:
        yield "\n## For all items: the overall conclusion\n"
        yield from _write_list(book.overall, head="conclusion")
    yield "\n## What the reasons mean\n"
    yield "| reason | meaning |\n|---|---|"
    for reason in dict.fromkeys(choice.reason for rule in book.elements for choice in rule.reasons):
        yield f"| {labels(f'reason.{reason}')} | {labels(f'reason.{reason}.text')} |"
    yield "\n## What would change a finding\n"
    yield "One fact is supposed at a time, in this order; the first that raises the finding becomes the question.\n"
    yield "| # | question |\n|---|---|"
    for place, hypothesis in enumerate(book.hypotheses, 1):
        yield f"| {place} | {hypothesis.text} |"


def _write_settings() -> Iterator[str]:
    """Write a table for each table of the settings, from their schema."""
    schema = json.loads(read_schema_text("project"))["properties"]
    tables = {name: found["properties"] for name, found in schema.items() if "properties" in found}
    yield from _write_keys("## At the top", {key: found for key, found in schema.items() if key not in tables})
    for name, keys in tables.items():
        yield from _write_keys(f"\n## `[{name}]`\n\n{schema[name]['description']}", keys, is_gate=name == "gate")


def _write_keys(heading: str, keys: Mapping[str, Mapping[str, Any]], *, is_gate: bool = False) -> Iterator[str]:
    assert not is_gate or set(keys) == set(GATE_KEYS)
    yield f"{heading}\n"
    yield f"| key | value | default | meaning |{' environment |' if is_gate else ''}"
    yield f"|---|---|---|---|{'---|' if is_gate else ''}"
    for key, found in keys.items():
        default = "`false`" if found.get("type") == "boolean" else "not set"
        variable = f" `{name_variable(key)}` |" if is_gate else ""
        yield f"| `{key}` | {_name_values(found)} | {default} | {found['description']} |{variable}"


def _name_values(found: Mapping[str, Any]) -> str:
    """Say in words what a schema takes for a value, with an example where it has one."""
    if "enum" in found:
        return " or ".join(f'`"{word}"`' for word in found["enum"])
    sort = {"string": "text", "boolean": "`true` or `false`", "integer": "whole number", "array": "list of texts"}
    bounds = [f"of at most {found['maxLength']} letters"] if "maxLength" in found else []
    bounds += [f"from {found['minimum']}"] if "minimum" in found else []
    shown = ["not empty"] if found.get("minItems") else []
    shown += [f"such as `{json.dumps(example)}`" for example in found.get("examples", ())[:1]]
    return ", ".join([" ".join([sort[found["type"]], *bounds]), *shown])


def _write_lints() -> Iterator[str]:
    yield "# The lints\n"
    yield "<!-- Written by `make generated` from the modules in cpcheck/lints. -->\n"
    yield "`cpcheck validate` asks these questions about how a response is coded, once its files are sound."
    yield "`cpcheck explain CP107` prints one with its reason, how to mend what it found, and examples."
    yield "Why there are lints at all, and how one is silenced:"
    yield "[decision 5](adr/0005-lints-and-suppressions.md).\n"
    yield "| code | severity | name | what it finds |\n|---|---|---|---|"
    for lint in LINTS:
        yield f"| {lint.code} | {lint.severity} | {lint.name} | {lint.title} |"


def _write_levels(book: Rulebook) -> Iterator[str]:
    """Write what the levels are mapped onto, where they are not the verdicts themselves."""
    labels = load_labels()
    if any(level.id != level.verdict for level in book.levels):
        yield "| level | in words | verdict |\n|---|---|---|"
        yield from (f"| {one.id} | {one.title} | {labels(f'verdict.{one.verdict}')} |" for one in book.levels)
        yield ""


def _write_list(rules: tuple[Rule, ...], *, head: str = "level") -> Iterator[str]:
    yield f"| # | rule | holds when | {head} | source |\n|---|---|---|---|---|"
    for place, rule in enumerate(rules, 1):
        yield f"| {place} | {rule.id} | {rule.text} | {rule.outcome} | {rule.source} |"


def compile_catalogues() -> dict[Path, bytes]:
    """Return the compiled form of every catalogue, which the program reads."""
    return {source.with_suffix(".mo"): _compile(source) for source in CATALOGUES}


class _Compiled(Catalog):
    """A catalogue whose header says only what gettext needs: no day, no version of the program that compiled it."""

    def __init__(self, written: Catalog) -> None:
        super().__init__()
        self._plurals = f"nplurals={written.num_plurals}; plural={written.plural_expr};"
        for message in written:
            if message.id:
                self.add(message.id, message.string)

    @property  # type: ignore[misc]
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", self._plurals)]


def _compile(source: Path) -> bytes:
    raw = BytesIO()
    write_mo(raw, _Compiled(read_catalogue(source)))
    return raw.getvalue()


def read_catalogue(source: Path) -> Catalog:
    """Return a catalogue as it is written by hand."""
    with source.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


if __name__ == "__main__":
    # before anything is rendered with their words
    for path, raw in compile_catalogues().items():
        path.write_bytes(raw)
    for path, text in generate().items():
        path.write_text(text, encoding="utf-8", newline="\n")
