"""Codes that are not of lints: of files that are not sound, of verdicts, and of verdicts that moved."""

from collections.abc import Mapping
from types import MappingProxyType

from cpcheck.gate import DRAFT_CODE, LAPSED_CODE, REGRESSION_CODE, VERDICT_CODES
from cpcheck.model import Verdict
from cpcheck.reports.annotations import CodeMeaning, Level
from cpcheck.reports.labels import Labels

UNSOUND_CODE = "CP001"
"""Of what schemas and references refuse."""

IMPROVED_CODE = "CP205"
"""Of an item whose verdict is not as it was at the base, and not worse."""

LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        UNSOUND_CODE: Level.ERROR,
        VERDICT_CODES[Verdict.NOT_ADDRESSED]: Level.ERROR,
        VERDICT_CODES[Verdict.PARTLY]: Level.WARNING,
        REGRESSION_CODE: Level.ERROR,
        LAPSED_CODE: Level.WARNING,
        IMPROVED_CODE: Level.NOTICE,
        DRAFT_CODE: Level.WARNING,
    }
)
"""How much each weighs."""


def explain_code(code: str, labels: Labels) -> CodeMeaning:
    """Return what one of these codes means."""
    return CodeMeaning(
        code=code,
        name=labels(f"code.name.{code}"),
        level=LEVELS[code],
        title=labels(f"code.title.{code}"),
        text=labels(f"code.meaning.{code}"),
    )
