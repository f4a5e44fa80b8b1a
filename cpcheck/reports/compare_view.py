"""Matrix to view: all that `cpcheck compare` shows, in final order and counted.

Codes stay codes where a label exists for them, and nothing is escaped: that is each format's own duty.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cpcheck import __version__
from cpcheck.comparison import CaseComparison
from cpcheck.errors import UsageError, name_nearest
from cpcheck.matrix import (
    Column,
    ElementRow,
    ItemRow,
    Matrix,
    Obstacle,
    Series,
    StrengthTally,
    StrengthTotal,
    ThemeCell,
    ThemeRow,
    Themes,
    list_items,
)
from cpcheck.model import Assessment, Finding, Flag, ItemVerdict, Previous, ReportSettings, Strength, Tally, Verdict
from cpcheck.records import record, replace
from cpcheck.reports.diff_view import DiffSide, ItemChangeView, build_item_changes, find_filed
from cpcheck.reports.labels import load_labels
from cpcheck.reports.view import LIMITS
from cpcheck.standing import Direction

# --- what is shown ------------------------------------------------------------------------------------------------


@record
class NoteView:
    """Something that a reader of counts or columns must know."""

    code: str
    """Its label is `compare.note.` and this."""
    values: tuple[tuple[str, str], ...] = ()
    """What its words have places for, values of files among them."""


@record
class ColumnView:
    """One reply."""

    state: str
    document: str
    received: str
    """As YYYY-MM-DD."""
    recommendations: str
    adopted: str
    """The cut-off, as YYYY-MM-DD."""
    round: int
    """Its place among the replies of its state, from 1."""
    is_newest: bool
    as_of: str
    file: str
    """Name of the response file; empty where it is not at hand."""
    scope: str | None
    """Which part of the reply is coded; None for the whole."""
    has_drafts: bool
    """Whether any of its items rests on an answer that nobody has reviewed."""
    conclusion: str | None
    """The rulebook's overall conclusion, as it prints it."""


@record
class CellView:
    """The verdict on one item in one round."""

    verdict: str
    level: str | None
    """The rulebook's own word, as it prints it; None where its levels are the verdicts."""
    flags: tuple[str, ...]
    override: tuple[str, str] | None
    """Who decided otherwise, and how."""
    is_answered: bool
    """Whether any passage of the reply answers it."""


@record
class FindingCellView:
    """The finding on one element in one round."""

    finding: str
    reason: str | None


@record
class ElementRowView:
    """One element through the rounds."""

    id: str
    asks: str
    became: str
    cells: tuple[FindingCellView | None, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether it is asked in the last round and not met."""
        last = self.cells[-1]
        return last is not None and last.finding != "met"


@record
class ItemRowView:
    """One item through the rounds."""

    id: str
    title: str
    strength: str
    themes: tuple[str, ...]
    repeats: str | None
    """Id of the item it repeats: it is shown, and not counted."""
    previous: Previous | None
    """What an earlier round published of it, in its own words."""
    became: str
    is_open: bool
    """Whether it is asked in the last round and not implemented."""
    open_since: int | None
    """The column from which on it has been open without a break; None where it is not open."""
    cells: tuple[CellView | None, ...]
    """One for each round; None where it was not asked."""
    elements: tuple[ElementRowView, ...]


@record
class MoveView:
    """What moved from one round to the next, each item with the evidence that moved it."""

    old: int
    """The column before."""
    new: int
    """The column after."""
    improved: tuple[ItemChangeView, ...]
    slipped: tuple[ItemChangeView, ...]
    shifted: tuple[ItemChangeView, ...]
    """Items of which a finding moved and the verdict did not."""


@record
class SeriesView:
    """The rounds of one state on one recommendation set."""

    state: str
    recommendations: str
    columns: tuple[int, ...]
    """Places in the columns of the view."""
    rows: tuple[ItemRowView, ...]
    totals: tuple[StrengthTotal, ...]
    """Of all items, whatever is shown."""
    moves: tuple[MoveView, ...]
    notes: tuple[NoteView, ...]

    @property
    def open(self) -> tuple[ItemRowView, ...]:
        """Return the items that are not implemented in the last round."""
        return tuple(row for row in self.rows if row.is_open)


@record
class SingleView:
    """A reply to a recommendation set that no other of the replies answers: what stands behind the ids of its items."""

    column: int
    """Place in the columns of the view."""
    rows: tuple[ItemRowView, ...]
    """Its items, each in its one round."""

    @property
    def open(self) -> tuple[ItemRowView, ...]:
        """Return the items that are not implemented."""
        return tuple(row for row in self.rows if row.is_open)


@record
class GroupView:
    """The items of one strength in one theme of one reply."""

    strength: str
    tally: Tally
    items: tuple[tuple[str, tuple[str, ...]], ...]
    """Ids by verdict, for each verdict that occurs."""


@record
class ThemeRowView:
    """One theme in every reply."""

    theme: str | None
    """None for the items that have no theme."""
    cells: tuple[tuple[GroupView, ...], ...]
    """One for each column: its items, by strength."""
    across: tuple[StrengthTally, ...] | None
    """Over the newest reply of each state; None where counts are not added up."""


@record
class ThemesView:
    """Replies to several recommendation sets, joined by theme; every column of the view is there."""

    rows: tuple[ThemeRowView, ...]
    totals: tuple[StrengthTotal, ...]
    """Of all items, whatever is shown."""
    has_across: bool
    """Whether counts are added up over states."""
    notes: tuple[NoteView, ...]

    @property
    def is_mixed(self) -> bool:
        """Tell whether strengths are counted apart."""
        return len(self.totals) > 1


@record
class CompareView:
    """Everything that `cpcheck compare` shows."""

    language: str
    """That it is printed in."""
    version: str
    """Of the program."""
    rulebook: str
    rulebook_title: str
    third_party: bool
    columns: tuple[ColumnView, ...]
    themes: ThemesView | None
    """None where all replies answer one recommendation set."""
    series: tuple[SeriesView, ...]
    """For each recommendation set that is answered more than once."""
    singles: tuple[SingleView, ...]
    """For each reply whose set is answered once."""
    notes: tuple[NoteView, ...]
    """About single columns, or all of them."""
    limits: tuple[str, ...]
    """Labels of the limit notices."""
    settings: ReportSettings
    """What a team puts around the report."""

    @property
    def has_rounds(self) -> bool:
        """Tell whether any state has replied more than once."""
        return any(column.round > 1 for column in self.columns)


def build_compare_view(
    matrix: Matrix,
    side: DiffSide,
    *,
    items: Collection[str] = (),
    themes: Collection[str] = (),
    language: str = "en",
    settings: ReportSettings | None = None,
) -> CompareView:
    """Prepare a matrix for showing; `items` and `themes` choose what is shown, all where empty.

    `side` holds the assessments with the files they were made from.

    Raises: UsageError for an item or a theme that no reply is asked about, or a language there is no catalogue for.
    """
    _check_choice(matrix, items, themes)
    builder = _Builder(matrix, side, items=items, themes=themes, language=language)
    return builder.build(settings or ReportSettings())


def _check_choice(matrix: Matrix, items: Collection[str], themes: Collection[str]) -> None:
    asked = [item.item for column in matrix.columns for item in column.assessment.items]
    known_items = dict.fromkeys(item.id for item in asked)
    known_themes = sorted({theme for item in asked for theme in item.themes})
    for kind, wanted, known in (("item", items, known_items), ("theme", themes, known_themes)):
        for name in wanted:
            if name not in known:
                raise UsageError(
                    f'no reply is asked about the {kind} "{name}"; expected one of {", ".join(known)}'
                    f"{name_nearest(name, known)}"
                )


class _Builder:
    """Builds the view of one matrix."""

    def __init__(
        self, matrix: Matrix, side: DiffSide, *, items: Collection[str], themes: Collection[str], language: str
    ) -> None:
        self.matrix = matrix
        self.side = side
        self.items = items
        self.themes = themes
        self.labels = load_labels(language)
        self.places = {id(column): place for place, column in enumerate(matrix.columns)}

    def build(self, settings: ReportSettings) -> CompareView:
        matrix, first = self.matrix, self.matrix.columns[0].assessment
        columns = tuple(self._build_column(column) for column in matrix.columns)
        return CompareView(
            language=self.labels.language,
            version=__version__,
            rulebook=first.rulebook.id,
            rulebook_title=self.labels.translate(first.rulebook.title),
            third_party=any(column.assessment.third_party for column in matrix.columns),
            columns=columns,
            themes=self._build_themes(matrix.themes) if matrix.themes else None,
            series=tuple(self._build_series(series) for series in matrix.series),
            singles=tuple(self._build_singles()),
            notes=tuple(_note_columns(columns)),
            limits=LIMITS,
            settings=settings,
        )

    def _build_column(self, column: Column) -> ColumnView:
        assessment = column.assessment
        recommended, document = assessment.case.recommendations, assessment.case.response.document
        filed = find_filed(assessment, self.side)
        conclusion = assessment.rulebook.conclusions[assessment.conclusion] if assessment.conclusion else None
        return ColumnView(
            state=column.state,
            document=document.symbol,
            received=document.received.isoformat(),
            recommendations=recommended.id,
            adopted=recommended.adopted.isoformat(),
            round=column.round,
            is_newest=column.is_newest,
            as_of=assessment.as_of.isoformat(),
            file=filed.response.name if filed else "",
            scope=document.scope,
            has_drafts=any(Flag.DRAFT in item.flags for item in assessment.items),
            conclusion=self.labels.translate(conclusion) if conclusion else None,
        )

    # --- rounds ---------------------------------------------------------------------------------------------------

    def _build_series(self, series: Series) -> SeriesView:
        places = tuple(self.places[id(column)] for column in series.columns)
        last = series.columns[-1]
        shown = [row for row in series.rows if self._is_chosen(row)]
        ids = {row.id for row in shown}
        return SeriesView(
            state=last.state,
            recommendations=last.assessment.case.recommendations.id,
            columns=places,
            rows=tuple(self._build_row(row, places) for row in shown),
            totals=series.totals,
            moves=tuple(
                self._build_move(step, places[place], places[place + 1], ids) for place, step in enumerate(series.steps)
            ),
            notes=tuple(_note_series(series, shown)),
        )

    def _is_chosen(self, row: ItemRow) -> bool:
        by_theme = not self.themes or not set(self.themes).isdisjoint(row.item.themes)
        return by_theme and (not self.items or row.id in self.items)

    def _build_row(self, row: ItemRow, places: Sequence[int]) -> ItemRowView:
        item = row.item
        rounds = [self.matrix.columns[place].assessment for place in places]
        return ItemRowView(
            id=row.id,
            title=item.title,
            strength=item.strength.value,
            themes=item.themes,
            repeats=item.repeats.item if item.repeats else None,
            previous=item.previous,
            became=row.became.value,
            is_open=row.is_open,
            open_since=None if row.open_since is None else places[row.open_since],
            cells=tuple(
                self._build_cell(verdict, one) if verdict else None
                for verdict, one in zip(row.verdicts, rounds, strict=True)
            ),
            elements=tuple(_build_element(element) for element in row.elements),
        )

    def _build_cell(self, verdict: ItemVerdict, assessment: Assessment) -> CellView:
        levels = assessment.rulebook.levels
        override = verdict.override
        return CellView(
            verdict=verdict.verdict.value,
            level=self.labels.translate(levels[verdict.level]) if set(levels) != set(Verdict) else None,
            flags=tuple(flag.value for flag in verdict.flags),
            override=(override.by, override.verdict.value) if override else None,
            is_answered=bool(verdict.answers),
        )

    def _build_move(self, step: CaseComparison, old: int, new: int, shown: Collection[str]) -> MoveView:
        items = [item for item in step.items if item.id in shown]
        views = list(map(_drop_idle_causes, build_item_changes(items, step, self.side, self.side)))
        pairs = list(zip(items, views, strict=True))
        return MoveView(
            old=old,
            new=new,
            improved=tuple(view for item, view in pairs if item.direction is Direction.IMPROVED),
            slipped=tuple(view for item, view in pairs if item.direction is Direction.WORSENED),
            shifted=tuple(view for item, view in pairs if item.direction is None and item.has_moved_findings),
        )

    # --- single replies -------------------------------------------------------------------------------------------

    def _build_singles(self) -> Iterator[SingleView]:
        joined = {id(column) for series in self.matrix.series for column in series.columns}
        for place, column in enumerate(self.matrix.columns):
            if id(column) not in joined:
                shown = (row for row in list_items(column) if self._is_chosen(row))
                yield SingleView(column=place, rows=tuple(self._build_row(row, (place,)) for row in shown))

    # --- themes ---------------------------------------------------------------------------------------------------

    def _build_themes(self, themes: Themes) -> ThemesView:
        shown = [row for row in themes.rows if self._is_row_chosen(row)]
        return ThemesView(
            rows=tuple(_build_theme(row) for row in shown),
            totals=themes.totals,
            has_across=themes.has_across,
            notes=tuple(self._note_themes(themes, shown)),
        )

    def _is_row_chosen(self, row: ThemeRow) -> bool:
        held = {item.item.id for cell in row.cells for item in cell.items}
        by_item = not self.items or not held.isdisjoint(self.items)
        return by_item and (not self.themes or row.theme in self.themes)

    def _note_themes(self, themes: Themes, shown: Sequence[ThemeRow]) -> Iterator[NoteView]:
        columns = self.matrix.columns
        yield NoteView(code="themes")
        yield from _note_obstacles(themes.obstacles, themes.totals, columns)
        states = {column.state for column in columns}
        if themes.has_across and len(states) < len(columns):
            yield NoteView(code="newest")
        if len(states) == 1:
            yield NoteView(code="rounds")
        if not themes.obstacles and themes.totals and themes.totals[0].strength is Strength.UNSTATED:
            yield NoteView(code="unstated")
        for state, sets in _list_sets(columns).items():
            if len(sets) > 1:
                yield NoteView(code="sets", values=(("state", state), ("sets", ", ".join(sets))))
                if published := "; ".join(_list_published(column for column in columns if column.state == state)):
                    yield NoteView(code="published", values=(("state", state), ("items", published)))
        if len(shown) < len(themes.rows):
            yield NoteView(code="themes_shown", values=_count_shown(shown, themes.rows))


def _list_sets(columns: Iterable[Column]) -> Mapping[str, Mapping[str, None]]:
    """Return the recommendation sets that each state has answered, in the order of its rounds."""
    sets: dict[str, dict[str, None]] = {}
    for column in columns:
        sets.setdefault(column.state, {})[column.assessment.case.recommendations.id] = None
    return sets


def _list_published(columns: Iterable[Column]) -> Iterator[str]:
    """Yield what earlier rounds published of items, in their own words."""
    sets = {column.assessment.case.recommendations.id: column.assessment.case.recommendations for column in columns}
    for recommended in sets.values():
        for item in recommended.items:
            if item.previous is not None:
                yield f"{item.id}: {item.previous.verdict} ({item.previous.source})"


def _build_element(row: ElementRow) -> ElementRowView:
    return ElementRowView(
        id=row.id,
        asks=row.element.asks,
        became=row.became.value,
        cells=tuple(_build_finding(finding) if finding else None for finding in row.findings),
    )


def _build_finding(finding: Finding) -> FindingCellView:
    return FindingCellView(finding=finding.level.value, reason=finding.reason.value if finding.reason else None)


def _build_theme(row: ThemeRow) -> ThemeRowView:
    return ThemeRowView(
        theme=row.theme, cells=tuple(tuple(_list_groups(cell)) for cell in row.cells), across=row.across
    )


def _list_groups(cell: ThemeCell) -> Iterator[GroupView]:
    for counted in cell.tallies:
        items = [item for item in cell.items if item.item.strength is counted.strength]
        named = ((one.value, tuple(item.item.id for item in items if item.verdict is one)) for one in Verdict)
        yield GroupView(
            strength=counted.strength.value,
            tally=counted.tally,
            items=tuple((verdict, ids) for verdict, ids in named if ids),
        )


def _drop_idle_causes(view: ItemChangeView) -> ItemChangeView:
    """Leave out the day of receipt where evidence or the demand tells why: it differs between any two rounds."""
    elements = tuple(
        replace(element, causes=tuple(cause for cause in element.causes if cause.name != "received"))
        if element.evidence or element.fields
        else element
        for element in view.elements
    )
    return replace(view, elements=elements)


# --- what a reader must know --------------------------------------------------------------------------------------


def _note_columns(columns: Sequence[ColumnView]) -> Iterator[NoteView]:
    for column in columns:
        named = (("state", column.state), ("document", column.document))
        if column.scope is not None:
            yield NoteView(code="partial", values=(*named, ("scope", column.scope)))
        if column.has_drafts:
            yield NoteView(code="draft", values=named)


def _note_series(series: Series, shown: Sequence[ItemRow]) -> Iterator[NoteView]:
    yield NoteView(code="alone")
    yield from _note_obstacles(series.obstacles, series.totals, series.columns)
    yield NoteView(code="rounds")
    if any(row.item.repeats for row in shown):
        yield NoteView(code="repeats")
    if any(row.item.previous for row in shown):
        yield NoteView(code="previous")
    if len(shown) < len(series.rows):
        yield NoteView(code="items_shown", values=_count_shown(shown, series.rows))


def _note_obstacles(
    obstacles: Iterable[Obstacle], totals: Sequence[StrengthTotal], columns: Sequence[Column]
) -> Iterator[NoteView]:
    """Say why counts are not added up, with what stands in the way."""
    assessments = [column.assessment for column in columns]
    responses = [one.case.response for one in assessments]
    for obstacle in obstacles:
        match obstacle:
            case Obstacle.STRENGTH:
                # a code has its label in each format
                found = ",".join(total.strength.value for total in totals)
                yield NoteView(code="no_total_strength", values=(("strengths", found),))
            case Obstacle.RULEBOOK:
                books = ", ".join(dict.fromkeys(one.rulebook.id for one in assessments))
                yield NoteView(code="no_total_rulebook", values=(("rulebooks", books),))
            case Obstacle.THIRD_PARTY:
                counting = ", ".join(one.case.response.document.symbol for one in assessments if one.third_party)
                yield NoteView(code="no_total_third_party", values=(("documents", counting),))
            case Obstacle.SCOPE:
                parts = ", ".join(one.document.symbol for one in responses if one.document.scope is not None)
                yield NoteView(code="no_total_scope", values=(("documents", parts),))


def _count_shown(shown: Sequence[object], there: Sequence[object]) -> tuple[tuple[str, str], ...]:
    return (("shown", str(len(shown))), ("all", str(len(there))))
