"""Places named from the root of a repository, and what identifies an annotation from one run to the next."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpcheck.errors import Location
from cpcheck.reports.places import identify, name_file, relate_run
from tests.unit.reports.runs import build_note, build_run, build_subject


@pytest.mark.parametrize("path", ["az.yaml", "./az.yaml", "../data/az.yaml", "../other/../data/az.yaml"])
def test_a_path_from_a_folder_is_named_from_the_root(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "data")
    assert name_file(path, tmp_path) == "data/az.yaml"
    assert name_file(str(tmp_path / "data" / "az.yaml"), tmp_path) == "data/az.yaml"


def test_a_path_outside_the_root_is_named_in_full(tmp_path: Path) -> None:
    assert name_file(str(tmp_path / "a" / ".." / "az.yaml"), tmp_path / "root") == (tmp_path / "az.yaml").as_posix()


def test_standard_input_keeps_its_name(tmp_path: Path) -> None:
    assert name_file("<stdin>", tmp_path) == "<stdin>"


def test_a_link_in_the_repository_keeps_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "elsewhere.yaml").touch()
    (root / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    monkeypatch.chdir(root)
    assert name_file("link.yaml", root) == "link.yaml"


def test_a_root_that_was_found_through_a_link_is_the_same_root(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    assert name_file(str(tmp_path / "link" / "az.yaml"), real) == "az.yaml"
    assert name_file(str(real / "az.yaml"), tmp_path / "link") == "az.yaml"


def test_every_place_of_a_run_is_named_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = build_run(build_subject(build_note(at={"path": "./sets/../a.yaml"}), build_note(at={"path": "<stdin>"})))
    related = relate_run(run, tmp_path.parent)
    folder = tmp_path.name
    assert [note.location.path for note in related.annotations] == [f"{folder}/a.yaml", "<stdin>"]
    assert related.subjects[0].location.path == f"{folder}/data/responses/az.yaml"
    assert related.annotations[0].location.line == 12
    assert related.subjects[0].name == run.subjects[0].name


def test_a_subject_that_is_named_as_its_file_is_renamed_with_it(tmp_path: Path) -> None:
    path = str(tmp_path / "a.yaml")
    (subject,) = relate_run(build_run(build_subject(name=path, location=Location(path=path))), tmp_path).subjects
    assert (subject.name, subject.location.path) == ("a.yaml", "a.yaml")


def test_identity_does_not_depend_on_the_line() -> None:
    here, there = build_note(), build_note("Other words.", at={"line": 99, "end_line": 99})
    assert identify([here])[here] == identify([there])[there] == ("CP201/AZ/A2c", 1)


def test_a_file_as_a_whole_is_identified_by_its_path() -> None:
    note = build_note(code="CP001", id="", state="")
    assert identify([note])[note] == ("CP001//data/responses/az.yaml", 1)


@given(st.lists(st.tuples(st.sampled_from(["A1", "A2", ""]), st.integers(1, 99)), unique=True))
def test_no_two_annotations_of_a_run_have_one_identity(places: list[tuple[str, int]]) -> None:
    notes = [build_note(id=name, at={"line": line, "end_line": line}) for name, line in places]
    found = identify(notes)
    assert len(set(found.values())) == len(notes)
