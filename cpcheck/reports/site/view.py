"""Replies to a site: which pages there are, what they are called, and what each shows, in final order and counted.

Counts of one reply are given for each strength of its items, and are added up over nothing: not over strengths, not
over replies (docs/compare.md says why).
"""

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

from cpcheck import __version__
from cpcheck.assessment import count_totals
from cpcheck.matrix import Column, Matrix
from cpcheck.model import Assessment, ItemVerdict, ReportSettings, Strength, Tally, Verdict
from cpcheck.records import record
from cpcheck.reports.labels import Labels, load_labels
from cpcheck.reports.phrases import name_theme
from cpcheck.reports.pictures import StackPart, build_stack
from cpcheck.reports.site.names import name_files
from cpcheck.reports.view import LIMITS, ElementView, ItemView, MovesView, ReportView, build_view, find_all_moves
from cpcheck.rulebook import OverallSubject, Rule, Rulebook, decide
from cpcheck.standing import take_standing

NO_THEME = "without a theme"
"""Names the page of items without one; no theme has spaces."""

# --- what is shown ------------------------------------------------------------------------------------------------


@record
class GroupView:
    """Items of one strength, counted."""

    strength: str
    tally: Tally

    @property
    def stack(self) -> tuple[StackPart, ...]:
        """Return the verdicts as parts of a bar."""
        return build_stack((verdict.value, getattr(self.tally, verdict)) for verdict in Verdict)


@record
class ReplyView:
    """One reply: its report, and where that and its data stand."""

    view: ReportView
    name: str
    """Of its files, without folder and suffix."""
    round: int
    """Its place among the replies of its state by day of receipt, from 1."""
    groups: tuple[GroupView, ...]
    """For each strength that occurs among its items."""

    @property
    def page(self) -> str:
        """Return the path of its report."""
        return f"replies/{self.name}.html"

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Return the formats of its data, each with the path of the file."""
        return tuple((format_, f"data/{self.name}.{format_}") for format_ in DATA_FORMATS)


DATA_FORMATS = ("json", "csv")
"""In which data can be taken away."""
ALL_DATA = tuple((format_, f"data/all.{format_}") for format_ in DATA_FORMATS)
"""The formats of the data of all replies, each with the path of the file."""


@record
class StateView:
    """One state, with its replies by day of receipt."""

    state: str
    replies: tuple[ReplyView, ...]


@record
class ThemeReplyView:
    """What one reply comes to in one theme."""

    reply: ReplyView
    items: tuple[ItemView, ...]
    """Repeated ones too, which are not counted."""
    groups: tuple[GroupView, ...]


@record
class ThemeView:
    """One theme over all replies."""

    theme: str | None
    """None for the items without one."""
    name: str
    replies: tuple[ThemeReplyView, ...]
    """Those with an item of the theme."""

    @property
    def page(self) -> str:
        """Return the path of its page."""
        return f"themes/{self.name}.html"

    @property
    def states(self) -> int:
        """Return how many states have an item of the theme."""
        return len({one.reply.view.state for one in self.replies})


@record
class DecidedElementView:
    """An element that a rule decided, under an item that has it."""

    item: ItemView
    element: ElementView

    @property
    def anchor(self) -> str:
        """Return its place on the page of the reply: a shared element has one under each item."""
        own = self.element.id.startswith(f"{self.item.id}.")
        return self.element.id if own else f"{self.item.id}/{self.element.id}"


@record
class DecidedView:
    """What a rule decided in one reply."""

    reply: ReplyView
    elements: tuple[DecidedElementView, ...]
    items: tuple[ItemView, ...]
    conclusion: str | None
    """As the rulebook prints it; None where the rule is not about all items."""


@record
class RuleView:
    """One rule, and what it decided."""

    id: str
    name: str
    list: str
    """Which of the rulebook's lists it stands in: `elements`, `items` or `overall`."""
    place: int
    """In that list, from 1."""
    all: int
    """Rules in that list."""
    text: str
    source: str
    finding: str | None
    """What it finds of an element; None for a rule of another list."""
    verdict: str | None
    """What its level, or its conclusion, is mapped onto; None for a rule about elements."""
    outcome: str
    """Its level or conclusion, as the rulebook prints it; empty for a rule about elements."""
    reasons: tuple[str, ...]
    """Those it can give."""
    decided: tuple[DecidedView, ...]
    """In the replies where it decided anything."""

    @property
    def page(self) -> str:
        """Return the path of its page."""
        return f"rules/{self.name}.html"


@record
class RulebookView:
    """The rulebook that decided, with its rules list by list."""

    id: str
    title: str
    source: str
    lists: tuple[tuple[str, tuple[RuleView, ...]], ...]
    """Name and rules of each list that has any."""

    @property
    def rules(self) -> tuple[RuleView, ...]:
        """Return the rules of all lists."""
        return tuple(rule for _, rules in self.lists for rule in rules)


@record
class SiteView:
    """Everything that a site shows."""

    language: str
    """That it is printed in."""
    version: str
    """Of the program."""
    settings: ReportSettings
    """What a team puts around its reports."""
    states: tuple[StateView, ...]
    """By name."""
    themes: tuple[ThemeView, ...]
    """By name; the items without one last."""
    rulebook: RulebookView
    third_party: bool
    limits: tuple[str, ...]
    """Labels of the limit notices."""

    @property
    def replies(self) -> tuple[ReplyView, ...]:
        """Return all replies, state by state."""
        return tuple(reply for state in self.states for reply in state.replies)

    @property
    def rounds(self) -> int:
        """Return how many replies a state has at most."""
        return max((len(state.replies) for state in self.states), default=0)

    @property
    def is_mixed(self) -> bool:
        """Tell whether there are items of several strengths, so that they are counted apart."""
        return len({group.strength for reply in self.replies for group in reply.groups}) > 1

    @property
    def has_repeats(self) -> bool:
        """Tell whether any item repeats another."""
        return any(reply.view.has_repeats for reply in self.replies)


# --- building it --------------------------------------------------------------------------------------------------


def build_site(
    matrix: Matrix, rulebook: Rulebook, *, language: str = "en", settings: ReportSettings | None = None
) -> SiteView:
    """Prepare replies for a site; all of them were decided by one rulebook.

    Raises: UsageError for a language there is no catalogue for.
    """
    return _Builder(matrix, rulebook, load_labels(language), settings or ReportSettings()).build()


class _Builder:
    """Builds the view of one site."""

    def __init__(self, matrix: Matrix, rulebook: Rulebook, labels: Labels, settings: ReportSettings) -> None:
        self.rulebook = rulebook
        self.labels = labels
        self.settings = settings
        self.assessments = [column.assessment for column in matrix.columns]
        moves = find_all_moves([take_standing(one) for one in self.assessments])
        names = name_files({_identify(one): _name(one) for one in self.assessments})
        built = [
            (column, self._build_reply(column, names, moves.get(place))) for place, column in enumerate(matrix.columns)
        ]
        self.pairs = sorted(built, key=lambda pair: (self._sort(labels.state(pair[0].state)), pair[0].state))
        """Each reply as it was assessed and as it is shown, state by state."""

    def build(self) -> SiteView:
        replies = [reply for _, reply in self.pairs]
        states = dict.fromkeys(reply.view.state for reply in replies)
        return SiteView(
            language=self.labels.language,
            version=__version__,
            settings=self.settings,
            states=tuple(
                StateView(state=state, replies=tuple(reply for reply in replies if reply.view.state == state))
                for state in states
            ),
            themes=tuple(self._list_themes()),
            rulebook=self._build_rulebook(),
            third_party=any(one.third_party for one in self.assessments),
            limits=LIMITS,
        )

    @staticmethod
    def _sort(name: str) -> str:
        """Return what a name is sorted by: its letters without accents, large or small."""
        return "".join(char for char in normalize("NFKD", name).casefold() if char.isalnum() or char == " ")

    def _build_reply(self, column: Column, names: dict[str, str], moves: MovesView | None) -> ReplyView:
        one = column.assessment
        view = build_view(
            one,
            language=self.labels.language,
            settings=self.settings,
            moves=moves,
        )
        return ReplyView(
            view=view, name=names[_identify(one)], round=column.round, groups=tuple(_list_groups(one.items))
        )

    # --- themes ---------------------------------------------------------------------------------------------------

    def _list_themes(self) -> Iterator[ThemeView]:
        found = {theme for one in self.assessments for item in one.items for theme in item.item.themes}
        themes = sorted(found, key=lambda theme: (self._sort(name_theme(theme)), theme))
        names = name_files({theme: theme for theme in (*themes, NO_THEME)})
        for theme in (*themes, None):
            replies = tuple(self._list_replies(theme))
            if replies:
                yield ThemeView(theme=theme, name=names[theme or NO_THEME], replies=replies)

    def _list_replies(self, theme: str | None) -> Iterator[ThemeReplyView]:
        for column, reply in self.pairs:
            verdicts = [one for one in column.assessment.items if _stands_under(one.item.themes, theme)]
            if verdicts:
                yield ThemeReplyView(
                    reply=reply,
                    items=tuple(item for item in reply.view.items if _stands_under(item.themes, theme)),
                    groups=tuple(_list_groups(verdicts)),
                )

    # --- rules ----------------------------------------------------------------------------------------------------

    def _build_rulebook(self) -> RulebookView:
        book = self.rulebook
        lists = (("elements", book.elements), ("items", book.items), ("overall", book.overall))
        names = name_files({rule.id: f"{book.id} {rule.id}" for rule in book.rules})
        return RulebookView(
            id=book.id,
            title=self.labels.translate(book.title),
            source=book.source,
            lists=tuple(
                (
                    name,
                    tuple(
                        self._build_rule(rule, name, place, len(rules), names) for place, rule in enumerate(rules, 1)
                    ),
                )
                for name, rules in lists
                if rules
            ),
        )

    def _build_rule(self, rule: Rule, kind: str, place: int, rules: int, names: dict[str, str]) -> RuleView:
        levels = self.rulebook.conclusions if kind == "overall" else self.rulebook.levels
        level = next((level for level in levels if kind != "elements" and level.id == rule.outcome), None)
        return RuleView(
            id=rule.id,
            name=names[rule.id],
            list=kind,
            place=place,
            all=rules,
            text=self.labels.translate(rule.text),
            source=rule.source,
            finding=rule.outcome if kind == "elements" else None,
            verdict=level.verdict.value if level else None,
            outcome=self.labels.translate(level.title) if level else "",
            reasons=tuple(dict.fromkeys(choice.reason.value for choice in rule.reasons)),
            decided=tuple(self._list_decided(rule, kind)),
        )

    def _list_decided(self, rule: Rule, kind: str) -> Iterator[DecidedView]:
        for column, reply in self.pairs:
            items = reply.view.items
            found = DecidedView(
                reply=reply,
                elements=tuple(
                    DecidedElementView(item=item, element=element)
                    for item in items
                    for element in item.elements
                    if kind == "elements" and element.rule == rule.id
                ),
                items=tuple(item for item in items if kind == "items" and item.rule == rule.id),
                conclusion=reply.view.conclusion if kind == "overall" and self._concludes(rule, column) else None,
            )
            if found.elements or found.items or found.conclusion:
                yield found

    def _concludes(self, rule: Rule, column: Column) -> bool:
        """Tell whether it is this rule that concluded over all items of a reply."""
        counted = tuple(item for item in column.assessment.items if item.is_counted)
        return decide(self.rulebook.overall, OverallSubject(candidates=counted)).rule is rule


def _identify(assessment: Assessment) -> str:
    """Return what tells one reply from all others."""
    return f"{_name(assessment)} {assessment.case.response.recommendations}"


def _name(assessment: Assessment) -> str:
    """Return what the files of a reply are called after."""
    response = assessment.case.response
    return f"{response.state} {response.document.symbol}"


def _stands_under(themes: Sequence[str], theme: str | None) -> bool:
    return not themes if theme is None else theme in themes


def _list_groups(verdicts: Iterable[ItemVerdict]) -> Iterator[GroupView]:
    """Yield the counts of each strength that occurs among the items that are counted."""
    counted = [one for one in verdicts if one.is_counted]
    for strength in Strength:
        found = [one for one in counted if one.item.strength is strength]
        if found:
            yield GroupView(strength=strength.value, tally=count_totals(found, ()).verdicts)
