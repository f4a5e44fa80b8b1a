"""The person's own editor: which one it is, and what is said where it fails."""

from pathlib import Path

import pytest

from cpcheck.cli.dialogue import Terminal, choose_editor
from cpcheck.errors import OutputError, UsageError


@pytest.fixture(autouse=True)
def _no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


def test_the_editor_is_vi_unless_the_environment_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_editor() == ["vi"]
    monkeypatch.setenv("EDITOR", "code --wait")
    assert choose_editor() == ["code", "--wait"]
    monkeypatch.setenv("VISUAL", " ")
    assert choose_editor() == ["code", "--wait"]
    monkeypatch.setenv("VISUAL", "emacs")
    assert choose_editor() == ["emacs"]


def test_an_editor_with_an_open_quotation_mark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "'my editor")
    with pytest.raises(UsageError, match=r"EDITOR is 'my editor, which has no closing quotation mark; expected a com"):
        choose_editor()


def test_an_editor_that_says_it_failed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    with pytest.raises(OutputError, match='the editor "false" ended with code 1'):
        Terminal(80).open_editor(tmp_path / "facts.yaml")
