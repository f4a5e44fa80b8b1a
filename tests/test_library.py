"""The page of the library: its examples are run, and it leaves out nothing that is promised."""

import doctest
import inspect
import re
from pathlib import Path

import pytest

import cpcheck
from tests.in_process import call
from tests.shared import ROOT

PAGE = ROOT / "docs" / "library.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_say_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("init", "my-project", cwd=tmp_path).code == 0
    monkeypatch.chdir(tmp_path)
    # to doctest a fence after an output would be a part of it
    fenceless = re.sub(r"^```.*$", "", TEXT, flags=re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest(fenceless, {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    ran = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(examples, out=said.append)
    assert (ran.failed, "".join(said)) == (0, "")
    assert ran.attempted > 20


@pytest.mark.parametrize("name", [name for name in cpcheck.__all__ if name != "__version__"])
def test_every_call_has_a_section_with_its_parameters_and_their_defaults(name: str) -> None:
    called = inspect.signature(getattr(cpcheck, name))
    plain = called.replace(
        parameters=[one.replace(annotation=inspect.Parameter.empty) for one in called.parameters.values()],
        return_annotation=inspect.Signature.empty,
    )
    assert f"## `cpcheck.{name}{plain}`".replace("'", '"') in TEXT


def test_nothing_else_has_a_section_of_a_call() -> None:
    assert set(re.findall(r"^## `cpcheck\.(\w+)", TEXT, re.MULTILINE)) == set(cpcheck.__all__)
