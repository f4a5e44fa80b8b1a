"""jsonschema-rs may answer whether data is sound; jsonschema, the reference, must say the same of everything."""

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpcheck.store import schemas
from cpcheck.store.reader import read_yaml
from cpcheck.store.texts import YamlText
from tests.shared import ROOT

pytest.importorskip("jsonschema_rs", reason="jsonschema-rs is not installed; pip install 'cpcheck[fast]'")
GOLDEN = ROOT / "tests" / "golden" / "data"
FILES = {
    "recommendations": GOLDEN / "recommendations.yaml",
    "response": GOLDEN / "responses" / "xa-2024.yaml",
    "rulebook": ROOT / "cpcheck" / "rulebooks" / "cp.yaml",
}
SOUND = {name: read_yaml(path.read_bytes(), str(path)).data for name, path in FILES.items()}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3000),
    st.sampled_from(
        [2024.0, 0.5, -1.0, 1e300, "", "x\n", "2024-13-99", "A1\n", "r1.1", "ÄÖ", "é", "１２", "\u2028", []]
    ),
    st.text(max_size=8),
    st.lists(st.sampled_from(["A1", "A1", 1, True, None]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "state", "x", "kind"]), st.integers(), max_size=2),
)


def list_places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything in data but the whole."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from list_places(value, (*path, key))


PLACES = {name: list(list_places(data)) for name, data in SOUND.items()}


@st.composite
def changed_files(draw: st.DrawFn) -> tuple[str, Any]:
    """Draw a file that was sound before one to three things in it were put, taken out, doubled or replaced."""
    name = draw(st.sampled_from(sorted(SOUND)))
    data = copy.deepcopy(SOUND[name])
    for _ in range(draw(st.integers(1, 3))):
        *parents, last = draw(st.sampled_from(PLACES[name]))
        around: Any = data
        try:
            for part in parents:
                around = around[part]
            match draw(st.sampled_from(["replace", "remove", "add", "double"])):
                case "replace":
                    around[last] = draw(ODD)
                case "remove":
                    del around[last]
                case "add" if isinstance(around, dict):
                    around[draw(st.sampled_from(["x", "note", "id", "review"]))] = draw(ODD)
                case _ if isinstance(around, list):
                    around.append(copy.deepcopy(around[last]))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    return name, data


def find_by_reference(data: Any, name: str) -> list[Any]:
    """Return what the reference finds."""
    return list(schemas._load_validator(name).iter_errors(data))


@settings(deadline=None)
@given(changed_files())
def test_what_is_called_sound_is_sound_to_the_reference_too(changed: tuple[str, Any]) -> None:
    name, data = changed
    if schemas._is_sound(data, name):
        assert find_by_reference(data, name) == []


@settings(deadline=None)
@given(changed_files())
def test_what_is_sound_to_the_reference_is_not_asked_again(changed: tuple[str, Any]) -> None:
    name, data = changed
    if not schemas._holds_whole_float(data):
        assert schemas._is_sound(data, name) is (find_by_reference(data, name) == [])


@pytest.mark.parametrize("name", sorted(SOUND))
def test_the_reference_is_not_imported_for_a_sound_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise AssertionError("the reference was asked")

    monkeypatch.setattr(schemas, "_load_validator", refuse)
    assert schemas.find_breaches(YamlText(path="f", data=SOUND[name], problems=()), name) == []


def test_a_whole_number_written_with_a_fraction_is_left_to_the_reference() -> None:
    data = copy.deepcopy(SOUND["recommendations"])
    data["items"][0]["paragraph"] = 1
    data["round"] = 3.0
    assert schemas._load_fast_validator("recommendations").is_valid(data)
    assert not schemas._is_sound(data, "recommendations")
    assert find_by_reference(data, "recommendations") != []


def test_what_json_cannot_hold_is_left_to_the_reference() -> None:
    assert not schemas._is_sound({"gate": {"fail_on": dt.date(2024, 1, 1)}}, "project")


def test_without_it_the_reference_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "_load_fast_validator", lambda _: None)
    assert not schemas._is_sound(SOUND["response"], "response")
    assert schemas.find_breaches(YamlText(path="f", data=SOUND["response"], problems=()), "response") == []
