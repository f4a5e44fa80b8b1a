"""Marks of lines for people, for terminals that lack them."""

_IN_ASCII = {"● ": "", "◐ ": "", "○ ": "", "↑ ": "", "↓ ": "", "↔ ": "", "→": "->", "…": "...", "–": "-"}
"""What stands in for marks that are missing; the words beside them say the same."""


def replace_marks(text: str) -> str:
    """Return text without marks that a terminal may lack; the words beside them say the same."""
    for mark, instead in _IN_ASCII.items():
        text = text.replace(mark, instead)
    return text
