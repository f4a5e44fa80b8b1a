"""A drafted response to review, and a person who says what the test has written down."""

from collections.abc import Callable, Iterable
from pathlib import Path

from cpcheck import assets
from cpcheck.errors import OutputError
from cpcheck.store.drafts import DraftFile, load_drafts

RECOMMENDATIONS = """\
kind: recommendations
id: EX/Rec(2022)01
state: XA
adopted: 2022-03-15
items:
  - id: A1
    title: A helpline that answers at night
    asks: Keep a helpline open day and night, in the languages callers speak.
    elements:
      - {id: night, asks: keep the helpline open day and night, ask: ensure}
      - {id: languages, asks: offer the helpline in the languages callers speak, ask: ensure}
  - id: A2
    title: A register of landlords
    asks: Keep a register of landlords.
    elements:
      - {id: register, asks: keep a register of landlords, ask: change}
"""
RESPONSE = """\
# checked by hand, please keep
kind: response
state: XA
recommendations: EX/Rec(2022)01
document: {symbol: EX(2024)07, received: 2024-05-02}
answers:
  - id: r1
    items: [A1]
    where: {lines: [3, 4]}
    text: >-
      Since January 2023 the helpline is staffed round the clock. Callers are understood, the ministry believes.
    evidence:
      - id: r1.1
        type: practice
        fact: The helpline is staffed round the clock.
        date: 2023-01
        anchor: staffed round the clock
        figures: [{what: lines, year: 2023, value: 2, unit: lines}]
        supports: [{element: A1.night, fit: partial, because: "shares helpline, night"}]
      - id: r1.2
        type: assurance
        fact: Callers are understood.
        anchor: Callers are understood
        context: [A1.languages]
        note: "Draft. Context of A1.languages: shares callers."
    review: {status: draft}

  - id: r2
    items: [A2]
    where: {lines: [7, 7]}
    evidence:
      - id: r2.1
        type: intention
        fact: A register will be opened.
        anchor: register will be opened
        supports: [{element: A2.register, fit: partial}]
    review: {status: draft}

  - id: r3
    items: [A2]
    evidence: []
    review: {status: reviewed}
"""


def write_drafts(folder: Path) -> Path:
    """Write the two files into a folder and return the response."""
    (folder / ".git").mkdir()
    (folder / "recommendations.yaml").write_text(RECOMMENDATIONS, encoding="utf-8")
    response = folder / "xa-2024.yaml"
    response.write_text(RESPONSE, encoding="utf-8")
    return response


def load(response: Path) -> DraftFile:
    """Read it as the command does."""
    return load_drafts(str(response), shipped=assets.find_data())


class Scripted:
    """A person who types lines, and whose editor writes what it is told."""

    width = 90

    def __init__(self, lines: Iterable[str], editor: Iterable[str | Callable[[str], str] | None] = ()) -> None:
        self.lines = list(lines)
        self.editor = list(editor)
        self.shown = ""
        self.asked: list[str] = []

    def show(self, text: str) -> None:
        """Keep what is shown."""
        assert text.endswith("\n")
        self.shown += text

    def ask(self, prompt: str) -> str | None:
        """Type the next line; nothing more where there is none."""
        self.asked.append(prompt)
        return self.lines.pop(0) if self.lines else None

    def open_editor(self, path: Path) -> None:
        """Write the next text, or what a function makes of the one that stands there; fail for None."""
        change = self.editor.pop(0)
        if change is None:
            raise OutputError('the editor "ed" ended with code 1')
        text = path.read_text(encoding="utf-8")
        path.write_text(change(text) if callable(change) else change, encoding="utf-8")
