"""The collections that benchmarks are run on: the same for the same seed, sound, and like real responses."""

from collections import Counter
from pathlib import Path

import pytest

import cpcheck
from cpcheck.model import Verdict
from tests.in_process import call
from tests.scripts import load_script

collection = load_script("collection")


def read_all(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("small")
    collection.write_collection(folder, collection.Shape(files=3))
    return folder


@pytest.mark.parametrize("form", ["cpcheck", "oscal", "doorstop"])
def test_the_same_seed_gives_the_same_bytes_and_another_one_other_bytes(form: str, tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        collection.FORMS[form](tmp_path / name, collection.Shape(files=2, items=5, seed=seed))
    one, again, other = (read_all(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one.keys() == other.keys()
    assert one != other


def test_a_file_is_the_same_in_a_larger_collection(small: Path, tmp_path: Path) -> None:
    collection.write_collection(tmp_path, collection.Shape(files=1))
    assert read_all(tmp_path).items() <= read_all(small).items()


def test_every_file_is_sound_and_no_lint_finds_an_error(small: Path) -> None:
    ended = call("validate", str(small), "--quiet", cwd=small)
    assert ended.code == 0, ended.stdout + ended.stderr
    assert " error " not in ended.stdout


def test_files_have_the_size_and_the_facts_of_real_ones(small: Path) -> None:
    paths = sorted(small.glob("*/response-*.yaml"))
    assert len(paths) == 3
    sizes = [path.stat().st_size for path in paths]
    assert 190_000 <= sum(sizes) / len(sizes) <= 230_000
    case = cpcheck.load(paths[0])
    facts = sum(len(answer.evidence) for answer in case.response.answers)
    answered = {item for answer in case.response.answers for item in answer.items}
    assert 5 <= facts / len(answered) <= 8
    assert len(case.recommendations.items) == 40


def test_verdicts_of_every_kind_occur_and_none_prevails(small: Path) -> None:
    verdicts = Counter(
        item.verdict
        for path in sorted(small.glob("*/response-*.yaml"))
        for item in cpcheck.assess(cpcheck.load(path)).items
    )
    shares = {verdict: verdicts[verdict] / verdicts.total() for verdict in Verdict}
    assert all(0.15 <= share <= 0.55 for share in shares.values()), shares
