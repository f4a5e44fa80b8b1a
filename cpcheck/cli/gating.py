"""The gate on the command line: what was asked for, in options and in the project, and how its outcome is told."""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cpcheck.errors import UsageError, make_printable, name_nearest
from cpcheck.model import Verdict
from cpcheck.records import record

if TYPE_CHECKING:
    from cpcheck.comparison import Comparison
    from cpcheck.gate import GateOutcome, GateSettings, HeldItem, KnownFinding
    from cpcheck.model import Assessment
    from cpcheck.reports.view import ReportView
    from cpcheck.store.project import Project

GateOption = Annotated[
    bool | None,
    typer.Option(
        "--gate/--no-gate",
        help="Ask for the gate of cpcheck.toml or pyproject.toml, held unasked where there is one, or ignore it.",
    ),
]
FailOnOption = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="VERDICT",
        help="Exit 1 where an item is not_addressed; with partly, where one is not implemented. [CPCHECK_FAIL_ON]",
    ),
]
MaxNotAddressedOption = Annotated[
    int | None,
    typer.Option(
        "--max-not-addressed",
        metavar="N",
        min=0,
        help="Exit 1 where more than N items are not addressed. [CPCHECK_MAX_NOT_ADDRESSED]",
    ),
]
NoRegressionOption = Annotated[
    bool,
    typer.Option("--no-regression", help="Exit 1 where a verdict is worse than at --base. [CPCHECK_NO_REGRESSION]"),
]
BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="REV|FILE",
        help="What --no-regression compares with: a git revision, a file or a folder. [CPCHECK_BASE]",
    ),
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit 1 where an override or a waiver has run out. [CPCHECK_STRICT]")
]
NoWaiversOption = Annotated[
    bool,
    typer.Option("--no-waivers", help="Let the gate hold waived items like the others. [CPCHECK_NO_WAIVERS]"),
]
NoDraftsOption = Annotated[
    bool,
    typer.Option(
        "--no-drafts", help="Exit 1 where a verdict rests on an answer that nobody has reviewed. [CPCHECK_NO_DRAFTS]"
    ),
]
BaselineOption = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Findings known and accepted: the run does not fail for them. [CPCHECK_BASELINE]",
    ),
]
WriteBaselineOption = Annotated[
    str | None,
    typer.Option("--write-baseline", metavar="FILE", help="Accept all that is found now: write it to a baseline."),
]


@record
class GateOptions:
    """What the command line says of the gate."""

    gate: bool | None
    """Whether the project's gate was asked for, or refused; None where nothing was said."""
    fail_on: str | None
    max_not_addressed: int | None
    no_regression: bool
    base: str | None
    strict: bool
    no_waivers: bool
    no_drafts: bool
    baseline: str | None


@record
class GatePlan:
    """What to hold verdicts to, or nothing."""

    settings: "GateSettings"
    base: str | None
    known: "frozenset[KnownFinding]"


def plan_gate(options: GateOptions, project: "Project") -> GatePlan:
    """Join what the project and the environment have set and what the command line says, which comes first.

    Raises: UsageError where a gate is asked for and none is configured, or where a part of one is missing; DataError
    for a baseline that cannot be used.
    """
    from cpcheck.gate import GateSettings
    from cpcheck.store.baseline import load_baseline

    refused = options.gate is False
    given = GateSettings() if refused else project.gate
    limit = options.max_not_addressed
    settings = GateSettings(
        fail_on=_read_fail_on(options.fail_on) or given.fail_on,
        max_not_addressed=given.max_not_addressed if limit is None else limit,
        no_regression=options.no_regression or given.no_regression,
        strict=options.strict or given.strict,
        no_waivers=options.no_waivers or given.no_waivers,
        no_drafts=options.no_drafts or given.no_drafts,
    )
    base = options.base or (None if refused else project.base)
    baseline = options.baseline if options.baseline is not None else None if refused else project.baseline
    _check_whole(options, settings, base)
    return GatePlan(
        settings=settings, base=base, known=load_baseline(baseline) if baseline is not None else frozenset()
    )


def _read_fail_on(wanted: str | None) -> Verdict | None:
    known = (Verdict.NOT_ADDRESSED, Verdict.PARTLY)
    if wanted is not None and wanted not in known:
        raise UsageError(f'--fail-on is "{wanted}"; expected {" or ".join(known)}{name_nearest(wanted, known)}')
    return Verdict(wanted) if wanted else None


def _check_whole(options: GateOptions, settings: "GateSettings", base: str | None) -> None:
    asked = [name for name, given in (("--gate", options.gate), ("--no-waivers", options.no_waivers)) if given]
    if asked and not settings.holds_something:
        raise UsageError(
            f"{asked[0]} asks for a gate and none is configured; expected --fail-on, --max-not-addressed, "
            "--no-regression, --strict or --no-drafts, or one of them under [gate] in cpcheck.toml"
        )
    if settings.no_regression and base is None:
        raise UsageError("--no-regression has nothing to compare with; expected --base with a git revision or a file")
    if options.base is not None and not settings.no_regression:
        raise UsageError("--base is what --no-regression compares with; expected both, or neither")


@record
class Gated:
    """What the gate came to, and what it was compared with."""

    outcome: "GateOutcome | None" = None
    """None where it asks for nothing."""
    comparison: "Comparison | None" = None
    """With the base; None where there is none."""
    base: str | None = None
    """What it was compared with."""

    def count(self, views: "Sequence[ReportView]") -> dict[str, str | int]:
        """Return the outputs of a step in CI: what the gate came to, and how many items have each verdict."""
        outcome = self.outcome
        said = "none" if outcome is None else "met" if outcome.is_met else "not_met"
        totals = [view.totals.verdicts for view in views]
        counts = {verdict: sum(getattr(tally, verdict) for tally in totals) for verdict in Verdict}
        return {"gate": said, **{verdict.replace("_", "-"): number for verdict, number in counts.items()}}

    def summarise(self, views: "Sequence[ReportView]", room: int) -> str:
        """Return the step summary in CI, within a number of bytes."""
        from cpcheck.reports.step_summary import render

        line = None if self.outcome is None else f"gate: {self.outcome}"
        met = None if self.outcome is None else self.outcome.is_met
        return render(views, gate_line=line, is_met=met, changes=self._word_changes(views, room), room=room)

    def _word_changes(self, views: "Sequence[ReportView]", room: int) -> str:
        from cpcheck.reports.diff_markdown import COMMENT_LENGTH, render_comparison
        from cpcheck.reports.labels import load_labels_of

        if self.comparison is None:
            return ""
        # at most half of what is left, and a character takes up to four bytes
        limit, language = min(COMMENT_LENGTH, room // 8), load_labels_of(views).language
        return render_comparison(self.comparison, base=self.base or "", limit=limit, language=language)


def hold_gate(
    plan: GatePlan, assessments: "Sequence[Assessment]", *, assess_base: "Callable[[str], Sequence[Assessment]]"
) -> Gated:
    """Hold verdicts to the plan. `assess_base` assesses what the base holds."""
    from cpcheck.comparison import compare_all
    from cpcheck.gate import hold

    if not plan.settings.holds_something:
        return Gated()
    comparison = None
    if plan.settings.no_regression and plan.base is not None:
        comparison = compare_all(assess_base(plan.base), assessments)
    outcome = hold(assessments, plan.settings, comparison=comparison, known=plan.known)
    return Gated(outcome=outcome, comparison=comparison, base=plan.base)


def end_gate(gated: Gated, plan: GatePlan, *, quiet: bool) -> None:
    """Say on standard error what the gate counted and what it skipped; end the program where it is not met."""
    from cpcheck.cli.guard import leave
    from cpcheck.errors import ExitCode

    outcome = gated.outcome
    if outcome is None or (quiet and outcome.is_met):
        return
    sys.stdout.flush()
    for line in _word_outcome(outcome, gated.comparison, plan):
        print(make_printable(line), file=sys.stderr)
    if not outcome.is_met:
        leave(f"gate: {outcome}", ExitCode.GATE_NOT_MET)
    print("gate: met", file=sys.stderr)


def _word_outcome(outcome: "GateOutcome", comparison: "Comparison | None", plan: GatePlan) -> Iterator[str]:
    for breach in outcome.breaches:
        against = f" against {plan.base}" if breach.criterion == "regression" else ""
        yield f"{breach.criterion}{against}: {_list(breach.items)}"
    if outcome.waived:
        yield f"skipped, being waived: {_list(outcome.waived)}"
    if outcome.known:
        yield f"skipped, being in the baseline: {_list(outcome.known)}"
    if outcome.stale:
        entries = ", ".join(f"{entry.code} {entry.state} {entry.id}" for entry in outcome.stale)
        yield f"in the baseline, and found no more (take them out): {entries}"
    if comparison is not None and not comparison.cases:
        yield f"at {plan.base} there is none of these responses, so nothing was compared"
    if gone := _list_gone(comparison):
        yield f"at {plan.base}, and gone here, so not compared: {', '.join(gone)}"


def _list(items: "Sequence[HeldItem]") -> str:
    return ", ".join(
        f"{held.state} {held.verdict.item.id}{f' ({held.detail})' if held.detail else ''}" for held in items
    )


def _list_gone(comparison: "Comparison | None") -> list[str]:
    """Return responses and items that the base has and that are not there any more."""
    if comparison is None:
        return []
    whole = [f"{one.case.response.state} {one.case.response.document.symbol}" for one in comparison.removed]
    single = [
        f"{case.new.case.response.state} {item.id}"
        for case in comparison.cases
        for item in case.items
        if item.new is None
    ]
    return [*whole, *single]
