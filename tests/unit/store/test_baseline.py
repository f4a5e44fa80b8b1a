"""Baselines: what is written is read back, in an order that can be compared, and what is no baseline is refused."""

import json
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cpcheck.errors import DataError
from cpcheck.gate import KnownFinding
from cpcheck.store.baseline import load_baseline, update_baseline, write_baseline
from cpcheck.store.schemas import read_schema_text

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
FINDINGS = st.builds(
    KnownFinding,
    code=st.from_regex(r"CP[0-9]{3}", fullmatch=True),
    state=st.from_regex(r"[A-Z]{2}", fullmatch=True),
    id=IDS,
)
VERDICTS = ("CP201", "CP202")


def know(*ids: str, code: str = "CP201", state: str = "XA") -> list[KnownFinding]:
    """Return entries of a baseline."""
    return [KnownFinding(code=code, state=state, id=id) for id in ids]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a baseline can be written."""
    return tmp_path / "known.json"


def put(file: Path, *entries: KnownFinding) -> str:
    """Write a baseline, and return its name."""
    file.write_text(write_baseline(entries), encoding="utf-8")
    return str(file)


def read_problem(file: Path, text: str | bytes) -> str:
    """Return what is wrong in a file that is to be a baseline."""
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(DataError) as refused:
        load_baseline(str(file))
    assert str(refused.value).startswith(str(file))
    return str(refused.value).removeprefix(str(file))


@given(found=st.lists(FINDINGS, max_size=12))
def test_what_is_written_is_read_back(found: list[KnownFinding], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("baseline") / "known.json"
    assert load_baseline(put(file, *found)) == frozenset(found)


@given(st.lists(FINDINGS, max_size=12), st.randoms(use_true_random=False))
def test_neither_order_nor_repeats_change_a_byte(found: list[KnownFinding], random: Random) -> None:
    other = [*found, *found[:3]]
    random.shuffle(other)
    assert write_baseline(found) == write_baseline(other)


@pytest.mark.parametrize("found", [[], know("A1"), [*know("A2", "A1"), *know("r1.1", code="CP101", state="XB")]])
def test_what_is_written_keeps_the_published_schema_and_has_a_line_for_each(found: list[KnownFinding]) -> None:
    text = write_baseline(found)
    Draft202012Validator(json.loads(read_schema_text("baseline"))).validate(json.loads(text))
    assert sum('"code"' in line for line in text.splitlines()) == len(found)
    assert text.endswith("}\n")
    assert [entry["id"] for entry in json.loads(text)["known"]] == [entry.id for entry in sorted(found)]


def test_one_finding_more_is_one_line_more() -> None:
    before, after = write_baseline(know("A1", "A3")), write_baseline(know("A1", "A2", "A3"))
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        '    {"code": "CP201", "state": "XA", "id": "A2"},'
    ]


def test_no_line_number_and_no_file_name_is_written() -> None:
    assert set(json.loads(write_baseline(know("A1")))["known"][0]) == {"code", "state", "id"}


# --- writing into a file that others write into -------------------------------------------------------------------


def renew(path: str, found: Iterable[KnownFinding], codes: Collection[str]) -> str:
    """Write a baseline anew after a look at the one state of these tests."""
    return update_baseline(path, found, codes=codes, states={"XA"})


def test_entries_of_states_that_were_not_looked_at_are_kept(file: Path) -> None:
    others = know("A1", state="YB")
    assert renew(put(file, *others, *know("A1")), know("A2"), VERDICTS) == write_baseline([*others, *know("A2")])


def test_a_file_that_is_not_there_yet_knows_what_was_found(file: Path) -> None:
    assert renew(str(file), know("A1"), VERDICTS) == write_baseline(know("A1"))
    assert not file.exists()


def test_entries_of_other_codes_are_kept_and_own_ones_are_renewed(file: Path) -> None:
    lint = know("r1.1", code="CP101")
    path = put(file, *lint, *know("A1", "A2"), *know("A4", code="CP202"))
    assert renew(path, know("A2", "A3"), VERDICTS) == write_baseline([*lint, *know("A2", "A3")])


def test_two_commands_in_any_order_make_one_file(file: Path) -> None:
    verdicts, lints = know("A1"), know("r1.1", code="CP101")
    put(file, *load_text(file, renew(str(file), verdicts, VERDICTS)))
    first = renew(str(file), lints, ["CP101"])
    file.unlink()
    put(file, *load_text(file, renew(str(file), lints, ["CP101"])))
    assert renew(str(file), verdicts, VERDICTS) == first == write_baseline([*verdicts, *lints])


def load_text(file: Path, text: str) -> frozenset[KnownFinding]:
    """Return the entries in the text of a baseline."""
    file.write_text(text, encoding="utf-8")
    return load_baseline(str(file))


@pytest.mark.parametrize("text", ["", "kind: response\n", "some notes\n", '{"kind": "baseline"}', "[]", "{"])
def test_a_file_that_is_no_baseline_is_never_replaced(text: str, file: Path) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError):
        renew(str(file), know("A1"), VERDICTS)
    assert file.read_text(encoding="utf-8") == text


# --- reading ------------------------------------------------------------------------------------------------------


def entry(**keys: object) -> str:
    """Return a baseline with one entry, of which some keys say something else."""
    given = {"code": "CP201", "state": "XA", "id": "A1", **keys}
    known = [{key: value for key, value in given.items() if value is not None}]
    return json.dumps({"kind": "baseline", "version": "1.0", "known": known})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (entry(code="201"), "known[1].code"),
        (entry(code="CP2010"), "expected CP and three digits"),
        (entry(code="CP201\n"), "expected CP and three digits"),
        (entry(state="xa"), "expected two capital letters"),
        (entry(id=""), "known[1].id is empty text"),
        (entry(id=7), "known[1].id is the number 7"),
        (entry(id=None), 'known[1] has no key "id"'),
        (entry(line=12), 'unknown key "line" in known[1]'),
        (entry(stat="XA"), 'unknown key "stat"'),
        (entry().replace('"1.0"', '"2.0"'), "expected a version that begins with 1"),
        (entry().replace('"1.0"', "1.0"), "version is the number 1.0"),
        (entry().replace("baseline", "base line"), 'did you mean "baseline"?'),
        ('{"kind": "baseline", "version": "1.0"}', 'has no key "known"'),
        ('{"kind": "baseline", "version": "1.0", "known": {}}', "known is an empty mapping"),
        ("kind: response\n", 'kind is "response"; expected baseline'),
        ("", "the file is empty"),
        ("<html>", "no mapping"),
        (b"\xff\xfe{\x00", "not UTF-8"),
    ],
)
def test_what_is_no_baseline_is_refused_with_what_was_expected(text: str | bytes, words: str, file: Path) -> None:
    assert words in read_problem(file, text)


def test_what_is_wrong_is_told_at_its_place(file: Path) -> None:
    text = write_baseline([*know("A1", "A2")]).replace('"XA", "id": "A2"', '"x", "id": "A2"')
    assert read_problem(file, text).startswith(":6:32: ")


def test_a_file_that_is_not_there_is_refused_with_the_nearest_name(file: Path) -> None:
    put(file)
    with pytest.raises(DataError, match=r'there is no such file; did you mean "known\.json"'):
        load_baseline(str(file.with_name("knwon.json")))


@pytest.mark.parametrize("change", [lambda raw: b"\xef\xbb\xbf" + raw, lambda raw: raw.replace(b"\n", b"\r\n")])
def test_what_an_editor_of_windows_makes_of_it_is_still_a_baseline(
    change: Callable[[bytes], bytes], file: Path
) -> None:
    put(file, *know("A1", "A2"))
    file.write_bytes(change(file.read_bytes()))
    assert load_baseline(str(file)) == frozenset(know("A1", "A2"))


def test_an_entry_that_stands_twice_is_known_once(file: Path) -> None:
    one = {"code": "CP201", "state": "XA", "id": "A1"}
    file.write_text(json.dumps({"kind": "baseline", "version": "1.7", "known": [one, one]}), encoding="utf-8")
    assert load_baseline(str(file)) == frozenset(know("A1"))
