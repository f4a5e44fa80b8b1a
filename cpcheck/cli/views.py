"""Views of many responses, made by several processes: what comes back is what a report shows, and no case behind it."""

from collections.abc import Sequence

from cpcheck.cli.progress import Progress
from cpcheck.cli.rating import Rating
from cpcheck.cli.workers import Crew, Engine
from cpcheck.errors import DataError, Problem, UsageError
from cpcheck.model import Assessment, ReportSettings, Verdict
from cpcheck.records import record, replace
from cpcheck.reports.view import MovesView, ReportView, build_view, find_all_moves
from cpcheck.standing import Standing, take_standing
from cpcheck.store.cases import CheckedFile, FiledCase, tell_lost


@record
class Viewing:
    """How the views of one run are made."""

    rating: Rating
    items: tuple[str, ...]
    """Ids of those shown; all where empty."""
    verdicts: tuple[Verdict, ...]
    """Those shown; all where empty."""
    language: str
    settings: ReportSettings

    def __call__(self, name: str) -> "_Viewed":
        """Return the view of one response, without what moved since the reply before."""
        rated = self.rating.rate(name)
        if rated.assessment is None:
            return _Viewed(checked=rated.checked)
        try:
            view = self.show(rated.assessment)
        except UsageError as error:
            return _Viewed(checked=rated.checked, refused=str(error))
        return _Viewed(checked=rated.checked, view=view, standing=take_standing(rated.assessment))

    def show(self, assessment: Assessment, *, moves: MovesView | None = None) -> ReportView:
        """Return the view of an assessment. Raises: UsageError for an item that it does not have."""
        return build_view(
            assessment,
            items=self.items,
            verdicts=self.verdicts,
            language=self.language,
            settings=self.settings,
            moves=moves,
        )


@record
class _Viewed:
    """What came of one response."""

    checked: CheckedFile
    view: ReportView | None = None
    standing: Standing | None = None
    refused: str | None = None
    """Why it cannot be shown as it was asked for."""


def view_whole(paths: Sequence[str], viewing: Viewing) -> tuple[list[FiledCase], list[Assessment], list[ReportView]]:
    """Return the view of every response with all that is behind it, for what has to look there.

    Raises: DataError with every problem of every file; UsageError for an item that one of them does not have.
    """
    rating = viewing.rating
    filed = rating.load_cases(paths)
    assessments = rating.assess_all(filed)
    moves = find_all_moves([take_standing(one) for one in assessments])
    views = [viewing.show(one, moves=moves.get(place)) for place, one in enumerate(assessments)]
    return filed, assessments, views


def make_views(paths: Sequence[str], viewing: Viewing, engine: Engine, *, quiet: bool) -> list[ReportView]:
    """Return the view of every response, in their order.

    Raises: DataError with every problem of every file; UsageError for an item that one of them does not have.
    """
    with Progress(len(paths), quiet=quiet) as progress:
        found: list[_Viewed] = []
        for result in Crew(engine).map(viewing, paths):
            viewed = _Viewed(checked=tell_lost(result)) if isinstance(result, Problem) else result
            found.append(viewed)
            progress.advance(items=viewed.view.all_items if viewed.view else 0)
    views = _take_views(found, viewing.rating)
    for place, moves in find_all_moves([viewed.standing for viewed in found if viewed.standing]).items():
        views[place] = replace(views[place], moves=moves)
    return views


def _take_views(found: Sequence[_Viewed], rating: Rating) -> list[ReportView]:
    """Return the views, where every file has one. Raises: DataError, UsageError."""
    if not all(viewed.checked.is_sound for viewed in found):
        raise DataError(rating.merge_problems(viewed.checked for viewed in found))
    refused = next((viewed.refused for viewed in found if viewed.refused), None)
    if refused is not None:
        raise UsageError(refused)
    views = [viewed.view for viewed in found if viewed.view]
    if len(views) < len(found):  # a bug of ours, which must not look like fewer responses
        raise RuntimeError("a sound response came without a view")
    return views
