"""The first line that names a schema: whether it is there, where the schema lies, and adding it and nothing else."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.store.modelines import add_modeline, find_schema, has_modeline, write_modeline
from cpcheck.store.reader import read_yaml

LINE = b"# yaml-language-server: $schema=response.schema.json"
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    "raw",
    [
        LINE,
        LINE + b"\nkind: response\n",
        LINE + b"\r\nkind: response\r\n",
        BOM + LINE + b"\nkind: response\n",
        BOM + b"# a licence\r\n\r\n" + LINE + b"\r\nkind: response\r\n",
        b"\n\n" + LINE,
        b"  # indented\n  " + LINE,
        b"#yaml-language-server:$schema=x\n",
        b"#\tyaml-language-server:\t$schema=x\n",
        b"# yaml-language-server: $schema=https://example.org/x.json\n",
    ],
)
def test_a_comment_before_the_data_names_the_schema(raw: bytes) -> None:
    assert has_modeline(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"kind: response\n",
        b"kind: response\n" + LINE,
        b"kind: response  " + LINE,
        b"# yaml-language-server: $schema=\n",
        b"# yaml-language-server: $schema= \nkind: response\n",
        b"# yaml-language-server:\n$schema=x\n",
        b"# vim: set ft=yaml\nkind: response\n",
        b'note: "\n' + LINE + b'"\n',
        b"# see yaml-language-server: $schema=x\n",
        b"yaml-language-server: $schema=x\n",
        b"\x00" + LINE,
    ],
)
def test_anything_else_names_none(raw: bytes) -> None:
    assert not has_modeline(raw)


@pytest.mark.parametrize(
    "line", [b"# of a licence\r\n", b"# of a licence\n", b"\r\n", b"#\r\n", b" \t#\r\n", b"#\r\r\n"]
)
def test_many_lines_of_comment_take_no_time(line: bytes) -> None:
    began = time.perf_counter()
    assert not has_modeline(line * 20 + b"kind: response\n")
    assert time.perf_counter() - began < 0.05


def test_reading_tells_whether_a_file_names_its_schema() -> None:
    assert read_yaml(LINE + b"\na: 1\n", "f.yaml").has_modeline
    assert not read_yaml(b"a: 1\n", "f.yaml").has_modeline


# --- where the schema lies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "folder", "expected"),
    [
        ("response.schema.json", "", "response.schema.json"),
        ("schemas/response.schema.json", "", "schemas/response.schema.json"),
        ("schemas/response.schema.json", "data/responses", "../../schemas/response.schema.json"),
        ("cpcheck/schemas/response.schema.json", "data/responses", "../../cpcheck/schemas/response.schema.json"),
        ("data/response.schema.json", "data/responses", "../response.schema.json"),
    ],
)
def test_a_schema_is_found_beside_or_above_the_file(schema: str, folder: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / schema).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / schema).touch()
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    assert find_schema(tmp_path / folder, "response") == expected
    assert (tmp_path / folder / expected).resolve() == tmp_path / schema


def test_the_nearest_schema_counts(tmp_path: Path) -> None:
    for name in ("schemas/response.schema.json", "data/response.schema.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert find_schema(tmp_path / "data", "response") == "response.schema.json"


def test_a_schema_of_another_kind_or_outside_the_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / "response.schema.json").touch()
    (tmp_path / "top" / ".git").mkdir(parents=True)
    (tmp_path / "top" / "rulebook.schema.json").touch()
    (tmp_path / "top" / "schemas" / "response.schema.json").mkdir(parents=True)
    assert find_schema(tmp_path / "top", "response") is None
    assert find_schema(tmp_path, "recommendations") is None


def test_the_way_up_is_right_from_a_folder_that_was_named_crookedly(tmp_path: Path) -> None:
    (tmp_path / "response.schema.json").touch()
    (tmp_path / "data" / "responses").mkdir(parents=True)
    found = find_schema(tmp_path / "data" / "responses" / ".." / "responses", "response")
    assert found is not None
    assert (tmp_path / "data" / "responses" / found).resolve() == tmp_path / "response.schema.json"


# --- adding it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"kind: x\n", b"%s\nkind: x\n"),
        (b"kind: x\r\nid: y\r\n", b"%s\r\nkind: x\r\nid: y\r\n"),
        (BOM + b"kind: x\n", BOM + b"%s\nkind: x\n"),
        (BOM + b"kind: x\r\n", BOM + b"%s\r\nkind: x\r\n"),
        (b"kind: x", b"%s\nkind: x"),
        (b"# licence\n\nkind: x\n", b"%s\n# licence\n\nkind: x\n"),
        (b"---\nkind: x\n...\n", b"%s\n---\nkind: x\n...\n"),
        (b"%%YAML 1.2\n---\nkind: x\n", b"%s\n%%YAML 1.2\n---\nkind: x\n"),
        (b"", b"%s\n"),
    ],
)
def test_the_line_comes_before_all_others_with_their_line_end(before: bytes, after: bytes) -> None:
    before = before.replace(b"%%", b"%")
    assert add_modeline(before, "response.schema.json") == after % LINE


@given(
    st.binary(max_size=60) | st.text(st.sampled_from("#:\r\n \ufeffa-$"), max_size=40).map(str.encode),
    st.sampled_from(["x.json", "../../schemas/response.schema.json"]),
)
def test_of_any_file_every_byte_is_kept_and_the_line_is_there(raw: bytes, schema: str) -> None:
    added = add_modeline(raw, schema)
    assert has_modeline(added)
    line = write_modeline(schema).encode()
    assert added.startswith(BOM + line if raw.startswith(BOM) else line)
    rest = added.replace(line, b"", 1)
    assert rest.removeprefix(BOM).lstrip(b"\r\n") == raw.removeprefix(BOM).lstrip(b"\r\n")
    assert len(added) - len(raw) in {len(line) + 1, len(line) + 2}


def test_data_and_places_stay_but_for_one_line() -> None:
    raw = BOM + "# licence\r\na: [1, 'é']\r\nb: {c: x}\r\n".encode()
    before, after = read_yaml(raw, "f.yaml"), read_yaml(add_modeline(raw, "x.json"), "f.yaml")
    assert (before.data, after.problems) == (after.data, ())
    assert {path: (line + 1, column) for path, (line, column) in before.marks.items()} == dict(after.marks)
