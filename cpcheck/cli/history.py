"""`cpcheck history`: the past of one verdict, from git."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.cli.options import (
    ConfigOption,
    LanguageOption,
    NoColourOption,
    QuietOption,
    RecommendationsOption,
    RulebookOption,
    ThirdPartyOption,
    choose_language,
    needs_ascii,
    wants_colour,
)
from cpcheck.cli.sides import LAST_COMMIT, DataOption, choose_paths
from cpcheck.errors import DataError, UsageError, name_nearest
from cpcheck.records import record, replace

if TYPE_CHECKING:
    from cpcheck.comparison import ItemComparison
    from cpcheck.model import Assessment, ItemVerdict
    from cpcheck.reports.diff_view import DiffSide, ItemChangeView
    from cpcheck.reports.history_view import Event, HistoryEntry, HistoryView
    from cpcheck.rulebook import Rulebook
    from cpcheck.store.cases import FiledCase
    from cpcheck.store.git import Commit, Repository, TreeFile
    from cpcheck.store.revisions import CaseFinding

FORMATS = ("text", "md", "json")
"""What a past can be written as."""


def history(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The id of an item, or of one of its elements.")],
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="The response file. Default: the one response that holds the item."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many commits to look at, the newest first.")] = 100,
    data: DataOption = None,
    output: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it: .md .json .txt, or FORMAT=FILE. Repeatable."),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="On standard output: text, md, json. Default: text, or none with -o.",
        ),
    ] = None,
    rulebook: RulebookOption = "cp",
    recommendations: RecommendationsOption = None,
    third_party: ThirdPartyOption = False,
    config: ConfigOption = None,
    lang: LanguageOption = None,
    quiet: QuietOption = False,
    no_color: NoColourOption = False,
) -> None:
    """Say which commits moved the verdict on an item, or a finding under it, and by which evidence; newest first.

    \b
    cpcheck history A2c                             the one response that holds it
    cpcheck history A2c data/responses/my.yaml      one file, under the names it has had
    cpcheck history A2c.exempt -f md --limit 500    one element, as Markdown, further back

    Every commit that touched the response or a recommendation set is assessed anew by today's rulebook.
    """
    from cpcheck import assets
    from cpcheck.cli.outputs import read_format, read_outputs, write_file
    from cpcheck.store.git import find_repository
    from cpcheck.store.project import load_project
    from cpcheck.store.revisions import CaseFinding
    from cpcheck.store.rulebooks import load_rulebook

    outputs, wanted = read_outputs(output or [], FORMATS), read_format(format_, FORMATS)
    book, project = load_rulebook(rulebook), load_project(config)
    language = choose_language(lang, project)
    repository = find_repository(Path(file).parent if file else Path.cwd())
    finding = CaseFinding(recommendations=recommendations, shipped=assets.find_data())
    if file is None or os.path.isdir(file):  # noqa: PTH112 - Path.is_dir fails on a name too long
        chosen, only = ([file], False) if file else choose_paths(data or [], project, repository)
        path = _find_response(item, chosen, repository, replace(finding, only_responses=only))
    else:
        path = repository.name_path(file)
    past = _Past(repository=repository, path=path, finding=finding, book=book, third_party=third_party)
    view = past.tell(item, limit=limit, language=language)
    for target in outputs:
        write_file(target.path, _render(view, target.format))
        if not quiet:
            print(f"wrote {target.path}", file=sys.stderr)
    if wanted or not (outputs or quiet):
        _show(view, wanted, no_color=no_color)


def _find_response(item: str, paths: Sequence[str], repository: "Repository", finding: "CaseFinding") -> str:
    """Return the one response of the last commit that holds an item, from the top of the repository.

    Raises: UsageError where several do, or none.
    """
    from cpcheck.store.revisions import load_revision

    names = [repository.name_path(path) for path in paths]
    filed = load_revision(repository, LAST_COMMIT, names, finding)
    wanted = item.partition(".")[0]
    known = [[one.id for one in case.case.recommendations.items] for case in filed]
    found = [
        case.response.name.removeprefix(f"{LAST_COMMIT}:")
        for case, ids in zip(filed, known, strict=True)
        if wanted in ids
    ]
    if not filed:
        raise UsageError(f"{', '.join(paths)}: no response is committed there; expected FILE, or --data PATH")
    if not found:
        nearest = name_nearest(wanted, [id_ for ids in known for id_ in ids])
        raise UsageError(f'no committed response answers an item "{wanted}"; expected the id of one{nearest}')
    if len(found) > 1:
        raise UsageError(
            f'several responses answer an item "{wanted}": {", ".join(found)}; expected one of them as FILE'
        )
    return found[0]


@record
class _State:
    """What one commit holds of the response."""

    filed: "FiledCase | None"
    """None where the response is not there, or not sound."""
    assessment: "Assessment | None"
    error: DataError | None

    def find(self, item: str) -> "ItemVerdict | None":
        verdicts = self.assessment.items if self.assessment else ()
        return next((verdict for verdict in verdicts if verdict.item.id == item), None)


class _Past:
    """Assesses one response in the commits that touched it, each state of its files once."""

    def __init__(
        self, *, repository: "Repository", path: str, finding: "CaseFinding", book: "Rulebook", third_party: bool
    ) -> None:
        self.repository = repository
        self.finding = finding
        self.book = book
        self.third_party = third_party
        self.start = repository.resolve(LAST_COMMIT)
        self.names = list(dict.fromkeys([path, *repository.follow(path, self.start).values()]))
        self._states: dict[tuple[TreeFile, ...], _State] = {}
        self._files: dict[str, tuple[TreeFile, ...]] = {}

    def tell(self, topic: str, *, limit: int, language: str) -> "HistoryView":
        """Return the past of an item, or of one element.

        Raises: UsageError where no commit holds the response, or where it never held the item.
        """
        from cpcheck import __version__
        from cpcheck.reports.history_view import HistoryView

        item, dot, _ = topic.partition(".")
        element = topic if dot else None
        commits = self.repository.list_commits(
            [*self.names, *_list_set_places(self.names)], self.start, limit=limit + 1
        )
        has_more, commits = len(commits) > limit, commits[:limit]
        verdict, state = self._find_newest(topic, commits)
        return HistoryView(
            language=language,
            version=__version__,
            item=item,
            element=element,
            title=next((e.asks for e in verdict.item.elements if e.id == element), verdict.item.title),
            state=state,
            file=self.names[0],
            rulebook=self.book.id,
            third_party=self.third_party,
            looked_at=len(commits),
            has_more=has_more,
            is_shallow=self.repository.is_shallow,
            entries=tuple(self._list_entries(commits, item, element)),
        )

    def _find_newest(self, topic: str, commits: "Sequence[Commit]") -> "tuple[ItemVerdict, str]":
        """Return the newest verdict on an item, or on the item of an element, and the code of the state."""
        item, dot, _ = topic.partition(".")
        known: dict[str, None] = {}
        for state in (self._assess(commit.id) for commit in commits):
            verdict = state.find(item)
            if state.assessment and verdict and (not dot or topic in {one.id for one in verdict.item.elements}):
                return verdict, state.assessment.case.response.state
            for one in state.assessment.items if state.assessment else ():
                known |= dict.fromkeys([one.item.id, *(element.id for element in one.item.elements)])
        if not known:
            raise UsageError(f"{self.names[0]}: no sound version of it is committed; expected a response with a past")
        raise UsageError(
            f'{self.names[0]} has no item or element "{topic}"; expected an id{name_nearest(topic, known)}'
        )

    def _list_entries(self, commits: "Sequence[Commit]", item: str, element: str | None) -> "Iterator[HistoryEntry]":
        from cpcheck.reports.history_view import Event

        for place, commit in enumerate(commits):
            state = self._assess(commit.id)
            if any(self._select(parent) == self._select(commit.id) for parent in commit.parents):
                continue
            if state.error is not None:
                yield _make_entry(Event.UNSOUND, commit, state, item)
                continue
            changes = [
                self._compare(before, state, item, element)
                for before in self._list_before(commit, commits[place + 1 :])
            ]
            # what a merge brought from one of its parents was moved by a commit of its own
            if changes and all(event is not None for event, _ in changes):
                event, change = changes[0]
                is_cut = event is Event.BEGAN and self.repository.is_cut_at(commit)
                yield _make_entry(Event.CUT if is_cut else event or Event.MOVED, commit, state, item, change)

    def _list_before(self, commit: "Commit", older: "Sequence[Commit]") -> list[_State]:
        """Return what the parents of a commit hold; where one is not sound, the newest before it that is."""
        nothing = _State(filed=None, assessment=None, error=None)
        if not commit.parents:
            return [nothing]
        states = [self._assess(parent) for parent in commit.parents]
        sound = (state for state in (self._assess(one.id) for one in older) if state.error is None)
        return [next(sound, nothing) if state.error else state for state in states]

    def _compare(
        self, old: _State, new: _State, item: str, element: str | None
    ) -> "tuple[Event | None, ItemChangeView | None]":
        """Return what happened to the item between two states, and how; None where nothing did."""
        from cpcheck.comparison import compare_assessments
        from cpcheck.reports.diff_view import build_item_changes
        from cpcheck.reports.history_view import Event

        was, now = (_names(state.find(item), element) for state in (old, new))
        if not (was and now):
            return (Event.BEGAN if now else Event.ENDED) if was != now else None, None
        assert old.assessment is not None
        assert new.assessment is not None
        case = compare_assessments(old.assessment, new.assessment)
        compared = next((one for one in case.items if one.id == item), None)
        if compared is None or not _moved(compared, element):
            return None, None
        (view,) = build_item_changes([compared], case, self._side(old), self._side(new))
        kept = [
            one for one in view.elements if element in {None, one.id} and (one.direction or not (one.old and one.new))
        ]
        return Event.MOVED, replace(view, elements=tuple(kept))

    def _side(self, state: _State) -> "DiffSide":
        from cpcheck.reports.diff_view import DiffSide

        assert state.assessment is not None
        assert state.filed is not None
        return DiffSide(name="", assessments=(state.assessment,), filed=(state.filed,))

    def _select(self, commit: str) -> "tuple[TreeFile, ...]":
        """Return the files of a commit that its state depends on."""
        from cpcheck.store.revisions import select_files

        if commit not in self._files:
            files = self.repository.list_files(commit)
            present = {file.path for file in files}
            name = next((name for name in self.names if name in present), None)
            self._files[commit] = tuple(select_files(files, [name])) if name else ()
        return self._files[commit]

    def _assess(self, commit: str) -> _State:
        files = self._select(commit)
        if files not in self._states:
            self._states[files] = self._read(commit, files)
        return self._states[files]

    def _read(self, commit: str, files: "tuple[TreeFile, ...]") -> _State:
        from cpcheck.assessment import assess
        from cpcheck.store.revisions import load_tree

        path = next((name for name in self.names if name in {file.path for file in files}), None)
        if path is None:
            return _State(filed=None, assessment=None, error=None)
        try:
            (filed,) = load_tree(self.repository, files, [path], self.finding, name=commit[:10])
        except DataError as error:
            return _State(filed=None, assessment=None, error=error)
        assessment = assess(filed.case, self.book, third_party=self.third_party)
        return _State(filed=filed, assessment=assessment, error=None)


def _names(verdict: "ItemVerdict | None", element: str | None) -> bool:
    """Tell whether there is a verdict, and under it the element asked for."""
    return verdict is not None and (element is None or element in {one.id for one in verdict.item.elements})


def _moved(compared: "ItemComparison", element: str | None) -> bool:
    if element is None:
        return compared.direction is not None or compared.has_moved_findings
    return any(one.id == element and one.direction is not None for one in compared.elements)


def _make_entry(
    event: "Event", commit: "Commit", state: _State, item: str, change: "ItemChangeView | None" = None
) -> "HistoryEntry":
    from cpcheck.reports.diff_view import build_verdict
    from cpcheck.reports.history_view import HistoryEntry

    problems = state.error.problems if state.error else ()
    return HistoryEntry(
        event=event,
        date=commit.date,
        commit=commit.short,
        subject=commit.subject,
        verdict=build_verdict(state.find(item), state.assessment) if state.assessment else None,
        change=change,
        problem=str(problems[0]) if problems else None,
        problems=len(problems),
    )


def _list_set_places(names: Sequence[str]) -> list[str]:
    """Return every place in which the set of a response could be found, under any of its names."""
    folders = dict.fromkeys(parent for name in names for parent in PurePosixPath(name).parents)
    kinds = ("recommendations.yaml", "recommendations.yml", "recommendations")
    return [str(folder / kind) for folder in folders for kind in kinds]


def _render(view: "HistoryView", name: str) -> str:
    from cpcheck.reports import history_json, history_markdown, history_text

    if name == "text":
        return history_text.render(view)
    return history_markdown.render(view) if name == "md" else history_json.render(view)


def _show(view: "HistoryView", wanted: str | None, *, no_color: bool) -> None:
    """Print a past; as text, wrapped for a terminal and uncut in a pipe."""
    from cpcheck.cli.outputs import print_data

    if wanted not in {None, "text"}:
        print_data(_render(view, wanted or ""))
        return
    from cpcheck.cli.actions import Surroundings
    from cpcheck.reports.history_text import render

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    text = render(view, width=width, colour=wants_colour(refused=no_color), ascii_only=needs_ascii())
    sys.stdout.write(Surroundings.read(wanted, refused=False).wrap(text))
