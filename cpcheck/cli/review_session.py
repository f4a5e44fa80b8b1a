"""One walk through the drafts of a response file: which decision is next, what a person says, what becomes of it."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from cpcheck.cli.dialogue import Dialogue
from cpcheck.cli.fact_editing import EditFile, compose_help, compose_new_fact, list_edits, name_edit
from cpcheck.cli.outputs import write_bytes
from cpcheck.errors import CpcheckError, DataError, make_printable
from cpcheck.importers.document import Document
from cpcheck.model import Answer
from cpcheck.reports.labels import Labels
from cpcheck.reports.review_text import Step, render_passage, render_step
from cpcheck.store.drafts import DraftFile, Pending
from cpcheck.store.files import read_bytes


@dataclass(kw_only=True)
class ReviewSession:
    """One walk through the drafts of a file; the file holds every decision as soon as it is taken."""

    drafts: DraftFile
    load: Callable[[], DraftFile]
    """Reads the file anew, where it was changed by another hand meanwhile."""
    chosen: Collection[str]
    """Ids of the answers to walk through."""
    document: Document | None
    """The report, for passages that the file holds no text of."""
    dialogue: Dialogue
    labels: Labels
    counts: Counter[str] = field(default_factory=Counter)
    """Decisions taken, by what they were: accepted, edited, rejected, added, closed."""
    _skipped: set[tuple[str, str | None]] = field(default_factory=set)
    _past: list[tuple[DraftFile, str]] = field(default_factory=list)
    _shown: str | None = None
    """Id of the answer whose passage was shown whole last."""

    def run(self) -> None:
        """Ask about one draft after the other until there is none left, or the person leaves.

        Raises: CpcheckError where the file cannot be read or written any more.
        """
        self._tell_unfinished()
        while (pending := self._find_next()) is not None:
            self._show(pending)
            if not self._decide(pending):
                break

    def word_outcome(self) -> str:
        """Return what was done, and what is left, on one line."""
        done = [self.labels(f"review.done.{name}", count=self.counts[name]) for name in _COUNTED if self.counts[name]]
        left = [one.find_answer(self.drafts.response).id for one in self.drafts.pending if one.fact is None]
        parts = [", ".join(done) or self.labels("review.done.nothing"), self.labels.count("review.left", len(left))]
        return make_printable(f"{self.drafts.path}: {'; '.join(parts)}")

    # --- choosing

    def _find_next(self) -> Pending | None:
        """Return the first decision that was not put off; an answer comes after all its facts."""
        response = self.drafts.response
        waiting: set[int] = set()
        for one in self.drafts.pending:
            answer, fact = one.find_answer(response), one.find_fact(response)
            is_put_off = (answer.id, fact.id if fact else None) in self._skipped
            if answer.id not in self.chosen or is_put_off or (fact is None and one.answer in waiting):
                waiting.add(one.answer)
                continue
            return one
        return None

    def _tell_unfinished(self) -> None:
        for path in list_edits(self.drafts.path):
            self._say("review.unfinished", path=str(path))

    # --- showing

    def _show(self, pending: Pending) -> None:
        response = self.drafts.response
        answer = pending.find_answer(response)
        decided = self.counts.total()
        step = Step(
            answer=answer,
            fact=pending.find_fact(response),
            number=decided + len(self._skipped) + 1,
            all=decided + sum(one.find_answer(response).id in self.chosen for one in self.drafts.pending),
        )
        whole = self._shown != answer.id
        self._shown = answer.id
        passage = self._find_passage(answer)
        shown = render_step(step, self.drafts.filed.case, passage, self.labels, whole=whole, width=self.dialogue.width)
        self.dialogue.show(f"\n{shown}\n")

    def _find_passage(self, answer: Answer) -> str:
        if answer.text:
            return answer.text
        if self.document is None or answer.where is None:
            return ""
        return " ".join(line.text for line in self.document.select(answer.where))

    def _say(self, key: str, **values: object) -> None:
        self.dialogue.show(make_printable(self.labels(key, **values)) + "\n")

    # --- deciding

    def _decide(self, pending: Pending) -> bool:
        """Ask until something is decided; return whether to go on with the next."""
        keys = [key for key, name in _KEYS.items() if pending.fact is not None or name not in _OF_FACTS]
        prompt = " ".join(self.labels(f"review.key.{_KEYS[key]}") for key in keys)
        while True:
            said = self.dialogue.ask(f"{prompt} >")
            key = "q" if said is None else said.lower()
            if key == "q":
                return False
            if key not in keys:
                self._say("review.unknown", keys=", ".join(keys))
                continue
            try:
                if getattr(self, f"_{_KEYS[key]}")(pending):
                    return True
            except DataError as error:
                self.dialogue.show("".join(f"{problem}\n" for problem in error.problems))
                self._say("review.refused")
            except CpcheckError as error:
                self.dialogue.show(f"{make_printable(str(error))}\n")

    def _accept(self, pending: Pending) -> bool:
        return self._keep(self.drafts.accept(pending), "closed" if pending.fact is None else "accepted")

    def _reject(self, pending: Pending) -> bool:
        return self._keep(self.drafts.reject(pending), "rejected")

    def _help(self, pending: Pending) -> bool:
        names = (name for name in _KEYS.values() if pending.fact is not None or name not in _OF_FACTS)
        self.dialogue.show("".join(f"{self.labels(f'review.help.{name}')}\n" for name in names))
        return False

    def _keep(self, changed: DraftFile, name: str) -> bool:
        """Write a decision, unless the file was changed by another hand meanwhile: then show that first."""
        if self._catch_up():
            return True
        write_bytes(changed.path, changed.raw)
        self._past.append((self.drafts, name))
        self.drafts = changed
        self.counts[name] += 1
        return True

    def _catch_up(self) -> bool:
        """Read the file anew where another hand has changed it, and tell whether it was so."""
        raw, problem = read_bytes(self.drafts.path)
        if problem is not None:
            raise DataError([problem])
        if raw == self.drafts.raw:
            return False
        self.drafts = self.load()
        self._past.clear()
        self._say("review.changed_elsewhere")
        return True

    def _skip(self, pending: Pending) -> bool:
        response = self.drafts.response
        fact = pending.find_fact(response)
        self._skipped.add((pending.find_answer(response).id, fact.id if fact else None))
        return True

    def _undo(self, pending: Pending) -> bool:  # noqa: ARG002 - takes back another decision than the one asked for
        """Take the last decision of this walk back, whatever it was."""
        if not self._past:
            self._say("review.no_undo")
            return False
        if self._catch_up():
            return True
        before, name = self._past.pop()
        write_bytes(before.path, before.raw)
        self.drafts = before
        self.counts[name] -= 1
        self._say("review.undone")
        return True

    def _passage(self, pending: Pending) -> bool:
        response = self.drafts.response
        answer, fact = pending.find_answer(response), pending.find_fact(response)
        passage = self._find_passage(answer)
        if not passage:
            self._say("review.no_passage")
            return False
        anchor = fact.anchor if fact else None
        self.dialogue.show(render_passage(passage, anchor, self.labels, width=self.dialogue.width))
        return False

    # --- editing

    def _edit(self, pending: Pending) -> bool:
        fact = pending.find_fact(self.drafts.response)
        assert fact is not None
        edit = name_edit(self.drafts.path, fact.id)
        lines = self.drafts.read_fact(pending)
        return self._take_lines(pending, edit, lines, lambda typed: self.drafts.edit(pending, typed), "edited")

    def _new(self, pending: Pending) -> bool:
        answer = pending.find_answer(self.drafts.response)
        edit = name_edit(self.drafts.path, f"{answer.id}.new")
        lines = compose_new_fact(answer)
        return self._take_lines(pending, edit, lines, lambda typed: self.drafts.add(pending, typed), "added")

    def _take_lines(
        self, pending: Pending, edit: EditFile, lines: str, change: Callable[[str], DraftFile], done: str
    ) -> bool:
        """Let lines be typed until they are sound, given up, or left for later; then take them over.

        What was typed stays in its file until the response holds it.
        """
        if edit.exists:
            self._say("review.goes_on", path=str(edit.path))
        else:
            answer = pending.find_answer(self.drafts.response)
            help_ = compose_help(answer, self.drafts.filed.case, self._find_passage(answer), self.labels)
            edit.begin(lines, list(help_))
        while True:
            self.dialogue.open_editor(edit.path)
            typed = edit.read()
            if typed.strip() in {"", lines.strip()}:
                edit.end()
                self._say("review.nothing_typed")
                return False
            if self._catch_up():
                return True
            try:
                changed = change(typed)
            except DataError as error:
                self.dialogue.show("".join(f"{problem}\n" for problem in error.problems))
                said = self.dialogue.ask(self.labels("review.again"))
                if said is None or said.lower() == "q":
                    return False
                if said.lower() == "d":
                    edit.end()
                    return False
                continue
            is_kept = self._keep(changed, done)
            edit.end()
            return is_kept


_KEYS = {
    "a": "accept",
    "e": "edit",
    "r": "reject",
    "n": "new",
    "s": "skip",
    "p": "passage",
    "u": "undo",
    "?": "help",
    "q": "quit",
}
"""What each key stands for; each but the last is a method of the session."""
_OF_FACTS = ("edit", "reject")
"""What can be done with a fact, and not with an answer as a whole."""
_COUNTED = ("accepted", "edited", "rejected", "added", "closed")
