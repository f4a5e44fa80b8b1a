"""Files and words from strangers: each is refused with its place, and nothing is written, run or waited for."""

import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cpcheck.importers import bounds as of_documents
from cpcheck.reports import bounds as of_templates
from cpcheck.store import bounds as of_files
from tests.hostile import documents as made
from tests.hostile.folders import RESPONSE, SET, make_folder, take_stock
from tests.in_process import call
from tests.repositories import commit, git

SOUND = (Path(__file__).parents[1] / "golden" / RESPONSE).read_text(encoding="utf-8")
SOUND_SET = (Path(__file__).parents[1] / "golden" / SET).read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True, slots=True)
class Bad:
    """One bad input: what is written, what is asked, and what must be said."""

    name: str
    arguments: tuple[str, ...]
    said: tuple[str, ...]
    """Words of standard error: the place, and what is wrong there."""
    files: Mapping[str, bytes | str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    stdin: str = ""
    prepare: Callable[[Path], object] = lambda _: None
    code: int = 2


def ask(name: str, arguments: str | Iterable[str], *said: str, **more: object) -> Bad:
    """Write a line of a table; words of the command line are parted at spaces where they come in one."""
    words = tuple(arguments.split()) if isinstance(arguments, str) else tuple(arguments)
    return Bad(name=name, arguments=words, said=said, **more)  # type: ignore[arg-type]


def data(name: str, content: bytes | str, *said: str) -> Bad:
    """Write a line about a data file."""
    return ask(name, "validate bad.yaml", "bad.yaml", *said, files={"bad.yaml": content})


def flat(length: int) -> str:
    """Return a list of so many numbers."""
    return "[" + "1," * length + "]"


def in_git(top: Path) -> None:
    """Make the folder a repository with one commit."""
    (top / ".git").rmdir()
    git(top, "init", "--quiet", "--initial-branch=main")
    commit(top, "Begin")


DATA = (
    data("empty", "", ":1:1: the file is empty"),
    data("null bytes", b"kind: response\nstate: \0\n", ":2:8", "control characters"),
    data("not UTF-8", b"kind: response\nstate: \xff\n", ":2:8: byte 0xff is not UTF-8"),
    data("UTF-16", "kind: response\n".encode("utf-16"), ":1:1: byte 0xff is not UTF-8"),
    data("half a surrogate", b"kind: \xed\xa0\x80\n", ":1:7: byte 0xed is not UTF-8"),
    data("an escaped half", 'kind: response\nstate: "\\ud800"\n', ":2"),
    data("a hidden line break", "kind: response\nstate: A\u2028Z\n", ":2:9: U+2028 is a hidden line break"),
    data("escape sequences", 'kind: "\\e[2J\\e]0;owned\\a"\n', ":1:7", "\\x1b[2J"),
    data("right to left", 'kind: "\\u202eesnopser"\n', ":1:7", "\\u202e"),
    data("a workflow command", 'kind: "::error::x"\n', ":1:7"),
    data("deep brackets", "[" * 100_000, ":1:", f"nested more than {of_files.MAX_DEPTH} deep"),
    data("deep braces", "{a: " * 5000, ":1:", f"nested more than {of_files.MAX_DEPTH} deep"),
    data("deep dashes", "- " * 5000 + "x", ":1:", f"nested more than {of_files.MAX_DEPTH} deep"),
    data("just too deep", "[" * 42 + "]" * 42, ":1:", f"nested more than {of_files.MAX_DEPTH} deep"),
    data("too many values", flat(of_files.MAX_NODES + 1), ":1:", f"more than {of_files.MAX_NODES} keys and values"),
    data("too many keys", "".join(f"k{n}: 1\n" for n in range(1100)), ":1001:1", f"more than {of_files.MAX_KEYS} keys"),
    data("too long a value", f"kind: response\nstate: {'a' * 600_000}\n", ":2:8", f"at most {of_files.MAX_SCALAR}"),
    data("too long a key", f"{'a' * 600_000}: 1\n", ":1:1"),
    data("too large a file", b"#" * (of_files.MAX_BYTES + 1), "larger than 16 MB"),
    data(
        "too many problems",
        "kind: response\nanswers:\n" + "- {x: 1}\n" * 900,
        f"more than {of_files.MAX_PROBLEMS} problems",
    ),
    data("keys twice without end", "a: 1\n" * 2000, f"more than {of_files.MAX_PROBLEMS} problems"),
    data(
        "aliases of aliases",
        "\n".join(
            [
                "a: &l0 [x, x, x, x, x, x, x, x, x, x]",
                *[f"k{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)],
            ]
        ),
        f"more than {of_files.MAX_ALIASED} values",
    ),
    data(
        "many aliases",
        "a: &a " + flat(500) + "\nb: [" + "*a," * 100 + "]",
        ":2:",
        f"more than {of_files.MAX_ALIASED} values",
    ),
    data("an alias of itself", "&a [*a]", ":1:5", "no anchor"),
    data("a tag of Python", "!!python/object/apply:os.system [touch owned]", ":1:1", "tag"),
    data("a tag in a value", "kind: !!python/name:os.system x\n", ":1:7", "tag"),
    data("a set", "!!set {a, b}", ":1:1", "tag"),
    data("a merge key", "a: &a {kind: response}\n<<: *a\n", ":"),
    data("two documents", "kind: response\n---\nkind: response\n", ":2:1: a second document"),
    data("a directive", "%YAML 9.9\n---\nkind: response\n", ":1:1"),
    data("a tab", "kind:\n\tresponse\n", ":2:1"),
    data("an open quote", 'kind: "response\n', ":1:7"),
    data("a number of a million digits", "kind: " + "9" * 400_000, ":1:7", "too large a number"),
    data("no number", "kind: .nan", ":1:7"),
    data("a list for a key", "[a, b]: 1", ":1:1", "a key must be plain text"),
    data("a list for a file", "- kind: response\n", ":1:1", "no mapping"),
    data("another kind", "kind: __import__('os')\n", ":1:7"),
    data("a template for a kind", "kind: '{{ 7 * 7 }}'\n", ":1:7", "{{ 7 * 7 }}"),
    data("Rich markup", "kind: '[red]x[/red]'\n", ":1:7", "[red]x[/red]"),
    data("JSON cut short", '{"kind": "response", "answers": [', ":1:"),
    data("items that are a mapping", "kind: recommendations\nitems: {a: b}\n", ":2:8"),
    data(
        "too many items", "kind: recommendations\nitems: [" + "{}," * 5001 + "]", ":2:", f"at most {of_files.MAX_ITEMS}"
    ),
    data(
        "too many elements",
        "kind: recommendations\nitems: [" + ("{elements: " + flat(7000) + "},") * 3 + "]",
        ":2:",
        f"more than {of_files.MAX_ELEMENTS} elements",
    ),
    data(
        "too many answers",
        "kind: response\nanswers: [" + "{}," * 10_001 + "]",
        ":2:",
        f"at most {of_files.MAX_ANSWERS}",
    ),
    data(
        "too many facts",
        "kind: response\nanswers: [" + ("{evidence: " + flat(20_000) + "},") * 3 + "]",
        ":2:",
        f"more than {of_files.MAX_FACTS} facts",
    ),
    data("too many rules", "kind: rulebook\nelements: " + flat(1001), ":2:", f"at most {of_files.MAX_RULES}"),
    data(
        "conditions in conditions",
        "kind: rulebook\nelements: [{when: " + "{not: " * 60 + "x" + "}" * 60 + "}]",
        f"nested more than {of_files.MAX_DEPTH} deep",
    ),
    data("a day that is none", SOUND.replace("date: 2023-11-08", "date: 2023-99-99"), "bad.yaml:", "2023-99-99"),
    data(
        "an element of another world",
        SOUND.replace("element: B2.money", "element: ../../etc/passwd"),
        "../../etc/passwd",
    ),
    data(
        "a set of nowhere",
        SOUND.replace("recommendations: EX", "recommendations: ../../../etc/passwd #"),
        "../../../etc/passwd",
    ),
    data("a response of nothing", "kind: response\n", ":1:1", 'no key "state"'),
    data("a lexicon", "kind: lexicon\n", ":1:7"),
    ask("a device", "validate /dev/zero", "/dev/zero: the file is larger than 16 MB"),
    ask("a folder for a file", "assess data/responses/xa-2024.yaml --recommendations data", "data: this is a folder"),
    ask(
        "a link to itself",
        "validate loop.yaml",
        "loop.yaml: it cannot be read",
        prepare=lambda top: (top / "loop.yaml").symlink_to("loop.yaml"),
    ),
    ask("standard input", "validate -", "<stdin>:1:1", stdin="[" * 50_000),
    ask("a rulebook that is a response", f"assess {RESPONSE} --rulebook {RESPONSE}", f"{RESPONSE}:"),
    ask("a rulebook of nowhere", f"assess {RESPONSE} --rulebook ../../etc/passwd", "../../etc/passwd"),
    ask("a set that is a response", f"assess {RESPONSE} --recommendations {RESPONSE}", f"{RESPONSE}:"),
    ask("a response that is a set", f"assess {SET}", f"{SET}:"),
)


def settings(name: str, content: bytes | str, *said: str) -> Bad:
    """Write a line about a settings file."""
    return ask(name, f"assess {RESPONSE}", "cpcheck.toml", *said, files={"cpcheck.toml": content})


SETTINGS = (
    settings("no TOML", "=\n", ":1:1", "not TOML"),
    settings("TOML that is not UTF-8", b"data = ['\xff']\n", "not UTF-8"),
    settings("TOML without end", b"#" * (1024 * 1024 + 1), "larger than 1 MB"),
    settings("TOML that is deep", "data = " + "[" * 3000 + "]" * 3000, ""),
    settings("TOML of spaces", " " * 20_000 + "x\n", ":1:"),
    settings("a key that there is not", "[gate]\nrun = 'touch owned'\n", ":2:1"),
    settings("a gate that is a list", "gate = [1, 2]\n", ":1:1"),
    settings("data that is a number", "data = 7\n", ":1:1"),
    settings("a logo that is a device", "[report]\nlogo = '/dev/zero'\n", ":2:1", "kB"),
    settings("a logo that is text", "[report]\nlogo = 'report.txt'\n", ":2:1", "is no picture"),
    settings("a logo that is not there", "[report]\nlogo = '../../../etc/shadow.png'\n", ":2:1", "cannot be read"),
    settings("a language that is a path", "[report]\nlang = '../../../etc'\n", ":2:1"),
    ask(
        "a logo that is too large",
        f"assess {RESPONSE}",
        "cpcheck.toml:2:1",
        "more than 200 kB",
        files={"cpcheck.toml": "[report]\nlogo = 'x.png'\n", "x.png": b"\x89PNG\r\n\x1a\n" + b"0" * 300_000},
    ),
    ask("data that is not there", "assess", "gone.yaml", files={"cpcheck.toml": "data = ['gone.yaml']\n"}),
    ask(
        "settings of pyproject",
        f"assess {RESPONSE}",
        "pyproject.toml:2:1",
        files={"pyproject.toml": "[tool.cpcheck]\nx = 1\n"},
    ),
    ask("a baseline that is none", f"validate {RESPONSE} --baseline b.json", "b.json:1:", files={"b.json": "[" * 9000}),
    ask(
        "a baseline of other words",
        f"validate {RESPONSE} --baseline b.json",
        "b.json:1:",
        files={"b.json": '{"kind": "baseline", "known": [{}]}'},
    ),
    ask(
        "a gate in the environment", f"assess {RESPONSE}", "CPCHECK_FAIL_ON", env={"CPCHECK_FAIL_ON": "$(touch owned)"}
    ),
    ask(
        "a number in the environment",
        f"assess {RESPONSE}",
        "CPCHECK_MAX_NOT_ADDRESSED",
        env={"CPCHECK_MAX_NOT_ADDRESSED": "9" * 30_000},
    ),
    ask("a switch in the environment", f"assess {RESPONSE}", "CPCHECK_STRICT", env={"CPCHECK_STRICT": "\x1b[2J"}),
    ask(
        "a base in the environment",
        f"assess {RESPONSE} --no-regression",
        "--output=owned",
        env={"CPCHECK_BASE": "--output=owned"},
        prepare=in_git,
    ),
)


def template(name: str, content: bytes | str, *said: str) -> Bad:
    """Write a line about a template."""
    return ask(name, f"assess {RESPONSE} -f md --templates own", "own", *said, files={"own/report.md.j2": content})


TEMPLATES = (
    template(
        "a range without end", "\n{% for i in range(10**9) %}x{% endfor %}", "own/report.md.j2:2", "Range too big"
    ),
    template(
        "loops in loops",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "report.md.j2:1",
        "steps",
    ),
    template("a letter a billion times", '{{ "x" * 10**9 }}', "report.md.j2:1", f"more than {of_templates.MAX_VALUE}"),
    template("a list a billion times", "{{ [1] * 10**9 }}", "report.md.j2:1", f"more than {of_templates.MAX_VALUE}"),
    template("a power", "{{ 9 ** (9 ** 9) }}", "report.md.j2:1", f"more than {of_templates.MAX_BITS} bits"),
    template("a width", '{{ "x"|center(10**9) }}', "report.md.j2:1", f"at most {of_templates.MAX_WIDTH}"),
    template("a width of a method", '{{ "x".ljust(10**9) }}', "report.md.j2:1", f"at most {of_templates.MAX_WIDTH}"),
    template("a width in a format", "{{ '%1000000000d' % 1 }}", "report.md.j2:1", "width"),
    template("a width in a filter", "{{ '%1000000000d'|format(1) }}", "report.md.j2:1", "width"),
    template("a width in braces", "{{ '{:1000000000}'.format(1) }}", "report.md.j2:1", "width"),
    template("a width that is a value", "{{ '{:{}}'.format(1, 10**9) }}", "report.md.j2:1", ""),
    template(
        "text that doubles",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "characters",
    ),
    template(
        "text that doubles by plus",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "characters",
    ),
    template(
        "a block that doubles",
        "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}",
        "characters",
    ),
    template(
        "a list that doubles",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
        "steps",
    ),
    template(
        "a macro that doubles",
        "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
        "steps",
    ),
    template(
        "a recursive loop",
        "{% set b = range(99999)|list %}{% for x in b recursive %}{{ loop(b) if loop.depth < 3 }}{% endfor %}",
        "steps",
    ),
    template("a template in itself", "{% include 'report.md.j2' %}", "RecursionError"),
    template("replaced by more", "{{ ('a' * 9999)|replace('a', 'b' * 99999) }}", f"more than {of_templates.MAX_CHARS}"),
    template("too large a template", b"x" * (of_templates.MAX_TEMPLATE_BYTES + 1), "larger than"),
    template("a template that is not UTF-8", b"\xff", "not UTF-8"),
    template("deep brackets in a template", "{{ " + "(" * 3000 + ")" * 3000 + " }}", "nested too deeply"),
    template("deep loops in a template", "{% for i in [1] %}" * 40 + "{% endfor %}" * 40, "report.md.j2"),
    template(
        "out of the sandbox by class", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "report.md.j2:1", "unsafe"
    ),
    template(
        "out of the sandbox by format", "{{ '{0.__class__.__init__.__globals__}'.format(label) }}", "report.md.j2:1"
    ),
    template(
        "out of the sandbox by globals",
        "{{ label.__init__.__globals__['os'].system('touch owned') }}",
        "report.md.j2:1",
    ),
    template("a file of the system", "{% include '/etc/passwd' %}", "report.md.j2"),
    template("a file above", "{% include '../report.txt' %}", "report.md.j2"),
    template("a name that there is not", "{{ gone }}", "report.md.j2:1"),
    template("a statement without end", "{% for x in", "report.md.j2:1"),
    template("a filter that there is not", "{{ 1|run }}", "report.md.j2:1"),
    ask(
        "a link out of the folder",
        f"assess {RESPONSE} -f md --templates own",
        "report.md.j2: this leads out of the folder",
        prepare=lambda top: ((top / "own").mkdir(), (top / "own/report.md.j2").symlink_to(top / "report.txt")),
    ),
    ask("no folder of templates", f"assess {RESPONSE} -f md --templates gone", "gone: there is no such folder"),
)


GIVEN = ("--state", "XA", "--set", "R1", "--adopted", "2020-01-01", "--received", "2021-01-01", "--language", "en")


def document(name: str, file: str, content: bytes | str, *said: str) -> Bad:
    """Write a line about a report document."""
    return ask(name, ["import", file, "-o", "drafted", *GIVEN], file, *said, files={file: content})


def word(name: str, content: bytes, *said: str) -> Bad:
    """Write a line about a Word file."""
    return document(name, "bad.docx", content, *said)


def pdf(name: str, content: bytes, *said: str) -> Bad:
    """Write a line about a PDF."""
    return document(name, "bad.pdf", content, *said)


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
DOCUMENTS = (
    document("no words", "bad.txt", "", "no demand"),
    document("text that is not UTF-8", "bad.txt", b"one\ntwo \xff\n", ":2", "not UTF-8"),
    document("text of nulls", "bad.txt", b"\0" * 5000, ""),
    document("too large a text", "bad.txt", b"a\n" * (of_documents.MAX_TEXT_BYTES // 2 + 1), "larger than 8 MB"),
    document("too many lines", "bad.txt", "\n" * of_documents.MAX_LINES, f"more than {of_documents.MAX_LINES} lines"),
    document(
        "too long a line", "bad.txt", "one\n" + "a b " * 60_000, ":2", f"more than {of_documents.MAX_LINE} characters"
    ),
    document(
        "too long a word", "bad.txt", "one\n\n" + "a" * 5000, ":3", f"more than {of_documents.MAX_RUN} characters"
    ),
    document("a row of spaces", "bad.md", "a" + " " * 5000 + "b", ":1", f"more than {of_documents.MAX_RUN} characters"),
    document("a web page", "bad.html", "<script>", "this kind of file cannot be read"),
    document("an old Word file", "bad.doc", b"\xd0\xcf\x11\xe0", "this kind of file cannot be read"),
    ask("a document that is a device", "import /dev/zero", "/dev/zero"),
    ask("a document that is a folder", ["import", "x.txt"], "x.txt", prepare=lambda top: (top / "x.txt").mkdir()),
    ask("a source that is not there", f"verify {RESPONSE} --source ../../gone.txt", "../../gone.txt"),
    word("no archive", b"PK no archive", "no Word file"),
    word("an archive cut short", made.write_word()[:400], "no Word file"),
    word("a broken part", made.write_word().replace(b"\x00\x00\x00\x00", b"\x01\x02\x03\x04"), "Word file"),
    word("a Word file with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "encrypted"),
    word("a Word file without a main part", made.write_crowd(2), "broken"),
    word("a document of no XML", made.write_word(b"<w:document"), "broken"),
    word("a document of nothing", made.write_word(made.write_body("")), "holds no text"),
    word(
        "entities",
        made.write_word(made.write_body("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>", head=ENTITIES)),
        "declares a document type or an entity",
    ),
    word(
        "a template of the system",
        made.write_word(made.write_body("&x;", head='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        "declares a document type",
    ),
    word(
        "entities in UTF-16",
        made.write_word(made.write_body("&b;", head=ENTITIES, encoding="UTF-16")),
        "declares a document type",
    ),
    word(
        "entities beside the document",
        made.write_word(word__styles=b"", **{"word__settings.xml": ENTITIES.encode()}),
        "declares a document type",
    ),
    word("too many parts", made.write_crowd(of_documents.MAX_PARTS + 1), f"more than {of_documents.MAX_PARTS} parts"),
    word(
        "a part that unpacks to much",
        made.write_word(**{"word__media__a.bin": bytes(40 << 20)}),
        f"more than {of_documents.MAX_RATIO} times",
    ),
    word("a document that unpacks to much", made.write_word(b" " * (of_documents.MAX_XML + 1)), "more than 24 MB"),
    word(
        "a part that says less than it holds",
        made.understate(made.write_word(**{"word__media__a.bin": bytes(3 << 20)}), 3 << 20),
        "bad.docx",
    ),
    word("deep elements", made.write_word(made.write_body("<w:p>" * 3000 + "</w:p>" * 3000)), "bad.docx"),
    word(
        "too long a paragraph",
        made.write_word(made.write_body(made.write_paragraphs("a b " * 60_000))),
        ":1",
        f"more than {of_documents.MAX_LINE} characters",
    ),
    pdf("no PDF", b"no PDF", "broken"),
    pdf("a PDF cut short", made.write_pdf(made.show("one"))[:200], "broken"),
    pdf("a PDF of nothing", b"", "broken"),
    pdf("a PDF without text", made.write_pdf(zlib.compress(b"")), "no text"),
    pdf(
        "an encrypted PDF",
        made.write_pdf(
            made.show("one"),
            more=b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<"
            + b"00" * 32
            + b">/U<"
            + b"00" * 32
            + b">>>",
        ),
        "encrypted",
    ),
    pdf("an unknown encryption", made.write_pdf(made.show("one"), more=b"/Encrypt<</Filter/Own/V 9>>"), "bad.pdf"),
    pdf(
        "too many pages",
        made.write_pdf(made.show("one"), pages=of_documents.MAX_PAGES + 1),
        f"at most {of_documents.MAX_PAGES}",
    ),
    pdf(
        "a page count that is not true",
        made.write_pdf(made.show("one")).replace(b"/Count 1", b"/Count 999999999"),
        "bad.pdf",
    ),
    pdf(
        "a page that is its own parent",
        made.write_pdf(made.show("one")).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"),
        "bad.pdf",
    ),
    pdf("a stream that unpacks to much", made.write_pdf(zlib.compress(bytes(80 << 20), 9)), "more than 64 MB"),
    pdf(
        "a stream compressed twice",
        made.write_pdf(made.nest_archives(bytes(80 << 20), 2), filters=b"[/FlateDecode/FlateDecode]"),
        "more than 64 MB",
    ),
    pdf(
        "too many letters on a page",
        made.write_pdf(made.show(*["all these letters"] * 40_000)),
        f"more than {of_documents.MAX_PAGE_LETTERS} letters",
    ),
    pdf(
        "letters in brackets in brackets",
        made.write_pdf(zlib.compress(b"BT /F1 9 Tf (x()" + b"y" * 500_000 + b") Tj ET")),
        f"more than {of_documents.MAX_PAGE_LETTERS} letters",
    ),
)


def grades(name: str, file: str, content: bytes | str, *said: str) -> Bad:
    """Write a line about a file of grades."""
    return ask(name, f"agree {RESPONSE} {file}", file, *said, files={file: content})


GRADES = (
    grades("grades of nothing", "g.csv", "", "g.csv:1:1"),
    grades("grades without a column", "g.csv", "a,b\n1,2\n", ":1:1", "no column"),
    grades("grades that are not UTF-8", "g.csv", b"item,grade\n\xff,x\n", ":2", "not UTF-8"),
    grades("a quote without end", "g.csv", 'item,grade\n"A1,partly\n', ":2:1", "never closed"),
    grades("a column too few", "g.csv", "item,grade\nA1\n", ":2:1"),
    grades("a hundred thousand columns", "g.csv", "x," * 100_000 + "\n", ":1:1"),
    grades(
        "too many grades",
        "g.csv",
        "item,grade\n" + "A1,partly\n" * (of_files.MAX_GRADES + 1),
        f"more than {of_files.MAX_GRADES} lines",
    ),
    grades("too large a file of grades", "g.csv", b"x" * (of_files.MAX_BYTES + 1), "larger than 16 MB"),
    grades("grades of formulas", "g.csv", "item,grade\nA1,=cmd()\n", ":2:4"),
    grades("grades that steer", "g.csv", "item,grade\n\x1b[2J,partly\n", ":2:1", "\\u001b[2J"),
    grades(
        "too many wrong grades",
        "g.csv",
        "item,grade\n" + "A1,x\n" * 2000,
        f"more than {of_files.MAX_PROBLEMS} problems",
    ),
    grades("lines that are no JSON", "g.jsonl", "{\n", ":1"),
    grades("lines that are deep", "g.jsonl", "[" * 100_000 + "\n", ":1"),
    grades("a value that is deep", "g.jsonl", '{"item": "A1", "grade": ' + "[" * 900 + "]" * 900 + "}\n", ":1"),
    grades("a number of many digits", "g.jsonl", '{"item": "A1", "grade": ' + "9" * 9000 + "}\n", ":1"),
    grades("a key twice", "g.jsonl", '{"item": "A1", "item": "A2", "grade": "partly"}\n', ":1:1"),
)


def revision(name: str, given: str, *said: str) -> Bad:
    """Write a line about a git revision."""
    return ask(f"diff against {name}", ["diff", "--", given, RESPONSE], *said, prepare=in_git)


def based(name: str, given: str, *said: str) -> Bad:
    """Write a line about the base of a gate."""
    return ask(
        f"a base that is {name}", ["assess", RESPONSE, "--no-regression", f"--base={given}"], *said, prepare=in_git
    )


REVISIONS = (
    revision("an option", "--output=owned", "--output=owned"),
    revision("a short option", "-x", "-x"),
    revision("a program", "--upload-pack=touch owned", "upload-pack"),
    revision("nothing", "", "expected"),
    revision("escape sequences", "\x1b[2J", "\\x1b[2J"),
    revision("a line break", "HEAD\nmain", "HEAD\\nmain"),
    revision("a null", "HEAD^{/" + "(" * 200 + "}", "HEAD^{/"),
    revision("a name without end", "a" * 100_000, "aaa"),
    revision("dots", "HEAD..main", "HEAD..main"),
    based("an option", "--output=owned", "--output=owned"),
    based("an option after dots", "HEAD...--output=owned", "--output=owned"),
    based("an option before dots", "--all...HEAD", "--all"),
    based("the reflog of never", "HEAD@{99}", "HEAD@{99}"),
)

LINES = (
    ask("an output over a data file", f"assess {RESPONSE} -o {RESPONSE}", RESPONSE, "data file"),
    ask("an output without a folder", f"assess {RESPONSE} -o gone/../../x.md", "gone/../../x.md: it cannot be written"),
    ask("an output that is a folder", f"assess {RESPONSE} -o md=data", "data: this is a folder"),
    ask("an output below a file", f"assess {RESPONSE} -o report.txt/x.md", "report.txt/x.md: it cannot be written"),
    ask(
        "an output twice by a link",
        f"assess {RESPONSE} -o x.md -o y.md",
        "y.md twice",
        prepare=lambda top: (top / "y.md").symlink_to("x.md"),
    ),
    ask("an output of a name without end", f"assess {RESPONSE} -o {'a' * 5000}.md", "it cannot be written"),
    ask(
        "an output in a circle of links",
        f"assess {RESPONSE} -o loop/x.md",
        "loop/x.md",
        prepare=lambda top: (top / "loop").symlink_to("loop"),
    ),
    ask("a file of a name without end", ["assess", "a" * 10_000 + ".yaml"], "aaa"),
    ask("a file that is a formula", ["assess", "=cmd().yaml"], "=cmd().yaml: there is no such file"),
    ask("a file that steers", ["assess", "\x1b]0;owned\x07.yaml"], "\\x1b]0;owned\\x07.yaml"),
    ask("a file that is no UTF-8", ["assess", os.fsdecode(b"\xff.yaml")], ".yaml"),
    ask("an item that is a pattern", ["assess", RESPONSE, "--item", "(a+)+$"], "(a+)+$"),
    ask("a day without end", ["assess", RESPONSE, "--as-of", "9" * 10_000], "--as-of"),
    ask("a day in year zero", ["assess", RESPONSE, "--as-of", "0000-00-00"], "--as-of"),
    ask("a topic that is a path", ["explain", "../../etc/passwd"], "../../etc/passwd"),
    ask("a schema that is a path", ["schema", "../../../etc/passwd"], "../../../etc/passwd"),
    ask("a language option that is a path", ["assess", RESPONSE, "--lang", "../../etc"], "../../etc"),
    ask("a state that is a path", ["import", "report.txt", "--state", "../.."], "../.."),
    ask(
        "an import over data",
        "import report.txt --state XA --received 2024-01-01",
        "recommendations.yaml",
        "nothing was written",
    ),
    ask("an import below a file", "import report.txt -o report.txt", "report.txt"),
    ask(
        "an import through a dead link",
        "import report.txt -o link",
        "link",
        prepare=lambda top: (top / "link").symlink_to("gone/gone"),
    ),
    ask("a state for a new file", ["new", "../X", "--recommendations", SET], "../X"),
    ask("a gate without measure", ["assess", RESPONSE, "--max-not-addressed", "9" * 5000], "--max-not-addressed"),
)

ALL = (*DATA, *SETTINGS, *TEMPLATES, *DOCUMENTS, *GRADES, *REVISIONS, *LINES)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "top")


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_a_bad_input_is_refused_at_its_place_and_nothing_is_written(bad: Bad, top: Path) -> None:
    for name, content in made.list_files(bad.files).items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    bad.prepare(top)
    before = take_stock(top.parent)
    done = call(*bad.arguments, cwd=top, env=bad.env, stdin=bad.stdin)
    assert done.code == bad.code, done.stderr[-2000:]
    said = done.stdout + done.stderr  # `validate` prints what is wrong as its result
    for words in bad.said:
        assert words in said
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert done.last_line.endswith(f"→ exit {bad.code}") or "Error" in done.stderr
    assert all(char.isprintable() or char == "\n" for char in said)
    assert len(said) < 300_000
    assert take_stock(top.parent) == before


def test_there_are_enough_of_them_and_no_two_alike() -> None:
    assert len({bad.name for bad in ALL}) == len(ALL) >= 120


def test_a_json_baseline_is_read_by_the_same_bounds(top: Path) -> None:
    (top / "b.json").write_text(json.dumps({"kind": "baseline", "version": "1.0", "known": [1] * 700_000}), "utf-8")
    done = call("validate", RESPONSE, "--baseline", "b.json", cwd=top)
    assert done.code == 2
    assert "b.json:1:" in done.stderr
    assert f"more than {of_files.MAX_NODES} keys and values" in done.stderr
