"""Whatever happens to the cache, what is said of a file is right, and nothing is raised."""

import json
import os
import shutil
import stat
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from cpcheck.store import cache as module
from cpcheck.store.cache import NO_CACHE, Cache, open_cache
from cpcheck.store.files import read_file
from tests.in_process import Ended, call
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden" / "data"
RESPONSE = "data/responses/xa-2024.yaml"
DATA = {"é": ["text", 1, 2.5, None, True], "\udc80": {}}


def list_entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one entry."""
    Cache(tmp_path / "cache").keep(DATA, "some", "key")
    return tmp_path / "cache"


def test_what_was_kept_is_found_by_its_whole_key_and_by_no_other(folder: Path) -> None:
    assert Cache(folder).find("some", "key") == DATA
    for other in (("some",), ("some", "other"), ("some", "key", ""), ("somekey",), ("key", "some")):
        assert Cache(folder).find(*other) is None


def test_an_entry_altered_at_any_byte_is_passed_over(folder: Path) -> None:
    (entry,) = list_entries(folder)
    raw = entry.read_bytes()
    for place in range(len(raw)):
        entry.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert Cache(folder).find("some", "key") is None
    entry.write_bytes(raw)
    assert Cache(folder).find("some", "key") == DATA


def test_an_entry_cut_at_any_length_or_lengthened_is_passed_over(folder: Path) -> None:
    (entry,) = list_entries(folder)
    raw = entry.read_bytes()
    for length in range(len(raw)):
        entry.write_bytes(raw[:length])
        assert Cache(folder).find("some", "key") is None
    entry.write_bytes(raw + b" ")
    assert Cache(folder).find("some", "key") is None


def test_an_entry_that_was_made_up_and_is_no_json_is_passed_over(folder: Path) -> None:
    (entry,) = list_entries(folder)
    entry.write_bytes(sha256(b"{").digest() + b"{")
    assert Cache(folder).find("some", "key") is None


@pytest.mark.parametrize("below", ["", "x/y"])
def test_a_file_where_the_folder_should_be_keeps_nothing(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    cache = Cache(tmp_path / "file" / below)
    cache.keep(DATA, "key")
    cache.shrink()
    assert cache.find("key") is None
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_where_an_entry_should_be_is_left_alone(folder: Path) -> None:
    (entry,) = list_entries(folder)
    entry.unlink()
    entry.mkdir()
    Cache(folder).keep(DATA, "some", "key")
    assert Cache(folder).find("some", "key") is None
    assert list_entries(folder) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_a_folder_that_may_not_be_written_is_read(folder: Path) -> None:
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    Cache(folder).keep(DATA, "other")
    assert Cache(folder).find("other") is None
    assert Cache(folder).find("some", "key") == DATA
    folder.chmod(stat.S_IRWXU)


def test_a_folder_that_refuses_every_write_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    Cache(tmp_path / "cache").keep(DATA, "key")
    assert Cache(tmp_path / "cache").find("key") is None


def test_a_folder_deleted_between_two_entries_is_made_again(folder: Path) -> None:
    cache = Cache(folder)
    shutil.rmtree(folder)
    assert cache.find("some", "key") is None
    cache.keep(DATA, "some", "key")
    assert cache.find("some", "key") == DATA


def test_two_that_write_one_entry_at_once_leave_it_whole(folder: Path) -> None:
    def write() -> None:
        for _ in range(50):
            Cache(folder).keep(DATA, "some", "key")

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    found = [Cache(folder).find("some", "key") for _ in range(100)]
    for writer in writers:
        writer.join()
    assert all(one == DATA for one in found)
    assert len(list_entries(folder)) == 1


def test_a_thread_that_has_only_begun_to_write_spoils_nothing_of_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, replace = Path.write_bytes, Path.replace

    def begin(path: Path, _: bytes) -> int:
        return write(path, b"")

    def replace_after_another_began(part: Path, target: Path) -> Path:
        with monkeypatch.context() as other:
            other.setattr(Path, "write_bytes", begin)
            other.setattr(Path, "replace", lambda *_: None)
            Cache(folder).keep(DATA, "some", "key")
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", replace_after_another_began)
    Cache(folder).keep(DATA, "some", "key")
    assert Cache(folder).find("some", "key") == DATA


def test_the_oldest_entries_go_where_the_folder_holds_more_than_it_may(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(20):
        cache.keep("x" * 968, "entry", str(number))  # with quotes and digest a thousand and two bytes
        newest = max(list_entries(tmp_path), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    cache.shrink(largest=5_100)
    assert [number for number in range(20) if cache.find("entry", str(number))] == [15, 16, 17, 18, 19]


def test_data_goes_before_what_is_known_of_it_however_old_that_is(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for number in range(10):
        cache.keep("x" * 968, "brief", str(number))
    for number in range(10):
        cache.keep("x" * 968, module.DATA, str(number))
    for age, entry in enumerate(list_entries(tmp_path)):
        os.utime(entry, (age, age))
    cache.shrink(largest=12_100)
    assert all(cache.find("brief", str(number)) for number in range(10))
    assert sum(cache.find(module.DATA, str(number)) is not None for number in range(10)) == 2


def test_a_folder_full_of_data_still_spares_reading_what_was_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GOLDEN, tmp_path / "data")
    keep = {"CPCHECK_CACHE_DIR": str(tmp_path / "cache")}
    first = call("validate", "data", cwd=tmp_path, env=keep)
    Cache(tmp_path / "cache").shrink(largest=2_000)
    assert not [entry for entry in list_entries(tmp_path / "cache") if entry.name.endswith(module.DATA)]
    monkeypatch.setattr("cpcheck.store.reader.read_yaml", None)
    again = call("validate", "data", cwd=tmp_path, env=keep)
    assert (again.code, again.stdout, again.stderr) == (first.code, first.stdout, first.stderr)


def test_the_size_is_looked_at_now_and_then_while_entries_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Cache] = []

    def look(cache: Cache) -> None:
        looked.append(cache)

    monkeypatch.setattr(Cache, "shrink", look)
    for number in range(2000):
        Cache(tmp_path).keep(number, str(number))
    assert 1 <= len(looked) <= 30


@pytest.mark.parametrize("changed", ["store/files.py", "lints/base.py", "schemas/response.schema.json", "model.py"])
def test_another_program_or_schema_looks_for_another_entry(
    changed: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "cpcheck"
    shutil.copytree(ROOT / "cpcheck", copy, ignore=shutil.ignore_patterns("__pycache__", "locales"))
    monkeypatch.setattr(module, "_PACKAGE", copy)
    Cache(folder).keep(DATA, "key")
    assert Cache(folder).find("key") == DATA
    with (copy / changed).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert Cache(folder).find("key") is None


def test_another_version_looks_for_another_entry(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "__version__", "0.0.0")
    assert Cache(folder).find("some", "key") is None


def test_the_folder_is_that_of_the_variable_else_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPCHECK_CACHE_DIR", "/somewhere")
    assert open_cache() == Cache(Path("/somewhere"))
    assert open_cache(refused=True) == NO_CACHE
    monkeypatch.setenv("CPCHECK_CACHE_DIR", "")
    assert open_cache() == NO_CACHE
    monkeypatch.delenv("CPCHECK_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert open_cache() == Cache(Path("/caches/cpcheck"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/reader")
    assert open_cache() == Cache(Path("/home/reader/.cache/cpcheck"))


# --- whole runs ---------------------------------------------------------------------------------------------------


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """Return a folder with sound data."""
    shutil.copytree(GOLDEN, tmp_path / "data")
    return tmp_path


def run(top: Path, *arguments: str) -> Ended:
    return call(*arguments, cwd=top, env={"CPCHECK_CACHE_DIR": str(top / "cache")})


def spoil(top: Path) -> Iterator[None]:
    """Do to the cache, one after the other, what can happen to one."""
    entries = list_entries(top / "cache")
    assert len(entries) > 5
    for place, entry in enumerate(entries):
        raw = entry.read_bytes()
        entry.write_bytes(raw[: len(raw) * place // len(entries)])
    yield
    for entry in list_entries(top / "cache"):
        entry.write_bytes(b"\0" * 100)
    yield
    for entry in list_entries(top / "cache")[::2]:
        entry.unlink()
    yield
    shutil.rmtree(top / "cache")
    yield


@pytest.mark.parametrize(
    "arguments",
    [("validate", "data", "-f", "json"), ("validate", "data", "--as-of", "2030-01-01"), ("assess", RESPONSE)],
    ids=" ".join,
)
def test_a_run_says_the_same_without_a_cache_and_with_one_cold_warm_or_spoilt(
    arguments: tuple[str, ...], top: Path
) -> None:
    expected = call(*arguments, cwd=top)
    assert expected.code == 0
    assert run(top, *arguments, "--no-cache") == expected
    assert not (top / "cache").exists()
    assert [run(top, *arguments) for _ in range(2)] == [expected, expected]
    for _ in spoil(top):
        assert [run(top, *arguments) for _ in range(2)] == [expected, expected]


def test_a_warm_run_of_validate_loads_no_data_and_asks_no_lint(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = run(top, "validate", "data", "-f", "json")

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("this was known")

    for place in (
        "cpcheck.store.reader.read_yaml",
        "cpcheck.store.files._load_data",
        "cpcheck.lints.run_lints",
        "cpcheck.store.build.build_response",
    ):
        monkeypatch.setattr(place, refuse)
    assert run(top, "validate", "data", "-f", "json") == expected
    assert json.loads(expected.stdout)["remarks"] != []


def test_a_warm_run_still_sees_what_changed_in_a_file_in_its_set_and_in_the_day(top: Path) -> None:
    for _ in range(2):
        run(top, "validate", "data")
    for path in (RESPONSE, "data/recommendations.yaml"):
        text = (top / path).read_text(encoding="utf-8")
        (top / path).write_text(text.replace("state: XA", "state: XB"), encoding="utf-8")
        assert run(top, "validate", "data").code == 2
        assert run(top, "validate", "data") == call("validate", "data", cwd=top)
        (top / path).write_text(text, encoding="utf-8")
        assert run(top, "validate", "data").code == 0


def test_the_name_of_a_file_is_no_part_of_what_is_known(top: Path) -> None:
    run(top, "validate", "data", "-f", "json")
    (top / "data").rename(top / "moved")
    assert run(top, "validate", "moved", "-f", "json") == call("validate", "moved", "-f", "json", cwd=top)


def test_data_that_is_gone_from_the_cache_is_read_anew(top: Path) -> None:
    cache = Cache(top / "cache")
    path = str(top / RESPONSE)
    expected = read_file(path, cache=cache).data
    warm = read_file(path, cache=cache)
    assert warm.brief is not None
    shutil.rmtree(top / "cache")
    assert warm.data == expected
