"""The report as OSCAL 1.2 assessment results, for tools that gather the results of many assessments.

What OSCAL has a word for is said in it: an item is a control, its verdict a finding, an element tried an observation,
a gap a risk, a question to the authorities a recommended response to that risk. What it has none for are properties in
our own namespace. `docs/oscal.md` has the whole mapping, and what is lost.

Identifiers are made of the ids of the data, never drawn: the same verdict has the same identifier in every export. Only
that of the document is made of its whole content, since OSCAL wants a new one for every change.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from unicodedata import category
from urllib.parse import SplitResult, quote, urlsplit
from uuid import UUID, uuid5

from cpcheck.errors import UsageError
from cpcheck.model import EvidenceType, FindingLevel, Stage, Verdict
from cpcheck.reports.head import list_count_lines, name_heading, name_kind
from cpcheck.reports.inert import dump_json, make_plain
from cpcheck.reports.labels import Labels, load_labels, load_labels_of
from cpcheck.reports.phrases import name_place, phrase_decision, phrase_question
from cpcheck.reports.templates import escape_markdown
from cpcheck.reports.text import name_warnings
from cpcheck.reports.view import ElementView, FactView, ItemView, LinkView, ReportView

OSCAL_VERSION = "1.2.1"
"""Of the published schema that the tests hold this to."""
NAMESPACE = UUID("5f0d3ad8-0c6b-5c06-8d43-7a54f4a4a7d1")
"""Of all our identifiers. It never changes: with it every identifier would."""
PROPERTY_NAMESPACE = f"urn:uuid:{NAMESPACE}"
"""Of our own properties."""
EARLIEST, LATEST = "1900-01-01", "2999-12-31"
"""The days that the schema's pattern of a point in time can tell; the properties tell the true ones."""
STATES = {Verdict.IMPLEMENTED: "satisfied", Verdict.PARTLY: "not-satisfied", Verdict.NOT_ADDRESSED: "not-satisfied"}
REASONS = {Verdict.IMPLEMENTED: "pass", Verdict.PARTLY: "other", Verdict.NOT_ADDRESSED: "fail"}
PLANS = frozenset({EvidenceType.INTENTION, EvidenceType.DRAFT_LAW, EvidenceType.LAW_ADOPTED})
"""Facts that promise something; a policy does where it is planned and not yet running."""

Json = dict[str, Any]


def render(views: Sequence[ReportView]) -> str:
    """Return one document, with a result for each view. Raises: UsageError where there is none: OSCAL wants one."""
    if not views:
        raise UsageError("OSCAL has no results without a reply; expected at least one response")
    content = _build_content(views)
    identity = uuid5(NAMESPACE, json.dumps(content, sort_keys=True))
    return dump_json({"assessment-results": {"uuid": str(identity), **content}})


def _build_content(views: Sequence[ReportView]) -> Json:
    labels = load_labels_of(views)
    builders = list(_open_results(views))
    sets = {view.recommendations: _identify("recommendations", view.recommendations) for view in views}
    day = max(view.as_of for view in views)
    return {
        "metadata": {
            "title": _write_line(name_kind(views[0], labels)),
            "last-modified": _tell_moment(day),
            "version": day,
            "oscal-version": OSCAL_VERSION,
            "props": _list_properties(
                ("program", "cpcheck"), ("program-version", views[0].version), ("language", labels.language)
            ),
        },
        "import-ap": {
            "href": f"#{sets[views[0].recommendations]}",
            "remarks": escape_markdown(labels("oscal.no_plan")),
        },
        "results": [builder.build_result() for builder in builders],
        "back-matter": {
            "resources": [
                *({"uuid": identity, "title": _write_line(name)} for name, identity in sets.items()),
                *(builder.build_reply() for builder in builders),
            ]
        },
    }


def _open_results(views: Iterable[ReportView]) -> "Iterator[_ResultBuilder]":
    """Yield a builder for each view, with identifiers of its own where two views are of one reply."""
    seen: list[tuple[str, ...]] = []
    for view in views:
        key = (view.state, view.recommendations, view.document, view.rulebook)
        repeat = (str(seen.count(key) + 1),) if key in seen else ()
        seen.append(key)
        yield _ResultBuilder(view, (*key, *repeat))


class _ResultBuilder:
    """Builds what stands in the file about one reply."""

    def __init__(self, view: ReportView, key: tuple[str, ...]) -> None:
        self.view = view
        self.key = key
        self.labels: Labels = load_labels(view.language)
        self.reply = self._identify("reply")
        self.collected = _tell_moment(view.received)
        self.elements = {element.id: element for item in view.items for element in item.elements}

    def _identify(self, *names: str) -> str:
        return _identify(*self.key, *names)

    def build_reply(self) -> Json:
        """Return the resource that evidence leads to."""
        view = self.view
        address = _write_address(view.url)
        return {
            "uuid": self.reply,
            "title": _write_line(view.document),
            "props": _list_properties(("state", view.state), ("received", view.received)),
            **({"rlinks": [{"href": address}]} if address else {}),
        }

    def build_result(self) -> Json:
        view, labels = self.view, self.labels
        gaps = [item for item in view.items if item.is_gap]
        lists = {
            "observations": [self._build_observation(element) for element in self.elements.values()],
            "risks": [self._build_risk(item) for item in gaps],
            "findings": [self._build_finding(item) for item in view.items],
        }
        notices = [*name_warnings(view, labels), *(labels(limit) for limit in view.limits)]
        return {
            "uuid": self._identify("result"),
            "title": _write_line(name_heading(view, labels)),
            "description": _write_paragraphs(list_count_lines(view, labels)),
            "start": self.collected,
            # a person can ask how things stood on a day before the reply
            **({"end": _tell_moment(view.as_of)} if view.as_of >= view.received else {}),
            "props": _list_properties(*self._list_particulars()),
            "links": [
                {"href": f"#{_identify('recommendations', view.recommendations)}", "rel": "recommendations"},
                {"href": f"#{self.reply}", "rel": "reply"},
            ],
            "reviewed-controls": {"control-selections": [self._select_controls()]},
            **{name: entries for name, entries in lists.items() if entries},
            "remarks": _write_paragraphs(notices),
        }

    def _list_particulars(self) -> Iterator[tuple[str, object]]:
        view = self.view
        yield from (("state", view.state), ("recommendations", view.recommendations), ("issuer", view.issuer))
        yield from (("treaty", view.treaty), ("round", view.round), ("adopted", view.adopted))
        yield from (("document", view.document), ("received", view.received), ("scope", view.scope))
        yield from (("as-of", view.as_of), ("rulebook", view.rulebook), ("conclusion", view.conclusion))
        yield "third-party", str(view.third_party).lower()
        yield from ((f"items-{_hyphenate(name)}", getattr(view.totals.verdicts, name)) for name in Verdict)

    def _select_controls(self) -> Json:
        if not self.view.items:  # all were assessed, and none of them is shown
            return {"include-all": {}}
        return {
            "include-controls": [
                {"control-id": control, "statement-ids": [f"{control}_smt"]}
                for control in (self._name_control(item) for item in self.view.items)
            ]
        }

    def _name_control(self, item: ItemView) -> str:
        return name_control(self.view.recommendations, item.id)

    def _build_finding(self, item: ItemView) -> Json:
        return {
            "uuid": self._identify("finding", item.id),
            "title": _write_line(f"{item.id} {item.title}"),
            "description": escape_markdown(item.asks),
            "props": _list_properties(
                ("item", item.id),
                ("verdict", item.verdict),
                ("level", item.level if self.view.levels else None),
                ("rule", item.rule),
                *(("flag", flag) for flag in item.flags),
                *(("override", decision.verdict) for decision in item.overrides if decision.is_active),
                ("strength", item.strength),
                ("paragraph", item.paragraph),
                *(("article", article) for article in item.articles),
                *(("theme", theme) for theme in item.themes),
                ("repeats", item.repeats),
                *(("answer", answer.id) for answer in item.answers),
            ),
            "target": self._build_target(item),
            "related-observations": [
                {"observation-uuid": self._identify("observation", element.id)} for element in item.elements
            ],
            **({"related-risks": [{"risk-uuid": self._identify("risk", item.id)}]} if item.is_gap else {}),
            "remarks": _write_paragraphs(self._list_remarks(item)),
        }

    def _build_target(self, item: ItemView) -> Json:
        verdict = Verdict(item.verdict)
        progress = _name_progress(item)
        said = self.labels(f"verdict.{verdict}")
        return {
            "type": "statement-id",
            "target-id": f"{self._name_control(item)}_smt",
            "status": {
                "state": STATES[verdict],
                "reason": "other" if item.is_gap and _is_waived(item) else REASONS[verdict],
                "remarks": escape_markdown(f"{said} ({item.level})" if self.view.levels else said),
            },
            **({"implementation-status": {"state": progress}} if progress else {}),
        }

    def _list_remarks(self, item: ItemView) -> Iterator[str]:
        yield item.rule_text
        for decision in (*item.overrides, *item.waivers):
            yield phrase_decision(decision, self.labels, self.view.as_of)

    def _build_observation(self, element: ElementView) -> Json:
        labels = self.labels
        told = [labels(f"finding.{element.finding}")]
        if element.reason:
            told.append(labels(f"reason.{element.reason}.text"))
        links = [*((link, True) for link in element.links), *((link, False) for link in element.set_aside)]
        return {
            "uuid": self._identify("observation", element.id),
            "title": _write_line(element.id),
            "description": _write_paragraphs([element.asks, *told]),
            "props": _list_properties(
                ("element", element.id),
                ("ask", element.ask),
                ("inferred", str(element.inferred).lower()),
                ("finding", element.finding),
                ("reason", element.reason),
                ("rule", element.rule),
            ),
            "methods": ["EXAMINE"],
            "types": ["finding"],
            **(
                {"relevant-evidence": [self._build_evidence(link, is_counted=counted) for link, counted in links]}
                if links
                else {}
            ),
            "collected": self.collected,
            "remarks": escape_markdown(element.rule_text),
        }

    def _build_evidence(self, link: LinkView, *, is_counted: bool) -> Json:
        fact = link.fact
        return {
            # what another source says does not stand in the reply
            **({"href": f"#{self.reply}"} if fact.source is None else {}),
            "description": escape_markdown(fact.fact),
            "props": _list_properties(
                ("evidence", fact.id),
                ("type", fact.type),
                ("stage", fact.stage),
                ("relation", link.relation),
                ("fit", link.fit),
                *(("with", other) for other in link.together),
                ("deciding", str(link.is_deciding).lower()),
                ("counted", str(is_counted).lower()),
                ("date", fact.date),
                ("timing", fact.timing),
                ("answer", fact.answer),
                ("place", name_place(fact.where, self.labels)),
                ("anchor", fact.anchor),
                ("source", fact.source),
            ),
            **({"remarks": escape_markdown(fact.note)} if fact.note else {}),
        }

    def _build_risk(self, item: ItemView) -> Json:
        labels = self.labels
        asked = [(element, element.question) for element in item.elements if element.question]
        reasons = [labels(f"reason.{reason}.text") for reason in item.reasons]
        responses = [
            {
                "uuid": self._identify("response", item.id, element.id),
                "lifecycle": "recommendation",
                "title": _write_line(element.id),
                "description": escape_markdown(phrase_question(question, labels)),
                "props": _list_properties(("raises-to", question.raises_to), ("question", question.id)),
            }
            for element, question in asked
            if element.finding != FindingLevel.MET
        ]
        return {
            "uuid": self._identify("risk", item.id),
            "title": _write_line(f"{item.id} {item.title}"),
            "description": escape_markdown(labels(f"verdict.{item.verdict}")),
            "statement": _write_paragraphs(reasons),
            "status": "deviation-approved" if _is_waived(item) else "open",
            **({"remediations": responses} if responses else {}),
            "related-observations": [
                {"observation-uuid": self._identify("observation", element.id)}
                for element in item.elements
                if element.finding != FindingLevel.MET
            ],
        }


def name_control(recommendations: str, item: str) -> str:
    """Return the id that an item has as a control: that of its set and its own, in the signs of an OSCAL token.

    `CP/Rec(2023)03` and `A2c` make `cp-rec-2023-03-A2c`.
    """
    name = "".join(char if category(char)[0] in "LN" else "-" for char in recommendations)
    token = f"{re.sub('-+', '-', name).strip('-').lower()}-{item}".lstrip("-")
    return token if category(token[0])[0] == "L" else f"_{token}"


def _name_progress(item: ItemView) -> str | None:
    """Return how far the state has come; None for what is not addressed, unless a dated plan is cited."""
    if item.verdict == Verdict.IMPLEMENTED:
        return "implemented"
    if item.verdict == Verdict.PARTLY:
        return "partial"
    links = (link for element in item.elements for link in element.links)
    return "planned" if any(link.relation == "supports" and _is_dated_plan(link.fact) for link in links) else None


def _is_dated_plan(fact: FactView) -> bool:
    is_plan = fact.type in PLANS or (fact.type == EvidenceType.POLICY and fact.stage == Stage.PLANNED)
    return is_plan and fact.date is not None


def _is_waived(item: ItemView) -> bool:
    return any(waiver.is_active for waiver in item.waivers)


def _identify(*names: str) -> str:
    """Return the identifier of what has these names; where one ends and the next begins matters."""
    return str(uuid5(NAMESPACE, json.dumps(names)))


def _list_properties(*pairs: tuple[str, object]) -> list[Json]:
    """Return facts of ours that OSCAL has no word for, without those that say nothing."""
    told = ((name, make_plain(str(value)).strip()) for name, value in pairs if value is not None)
    return [{"name": name, "ns": PROPERTY_NAMESPACE, "value": value} for name, value in told if value]


def _write_line(text: str) -> str:
    """Return text as a line of Markdown, which OSCAL wants not to be empty."""
    return escape_markdown(text) or "–"


def _write_paragraphs(texts: Iterable[str]) -> str:
    return "\n\n".join(escape_markdown(text) for text in texts)


def _write_address(url: str | None) -> str | None:
    """Return an address in the signs that RFC 3986 allows; None where there is none, or its host is no host."""
    if url is None:
        return None
    try:
        parts = urlsplit(make_plain(url))
        _ = parts.port  # asks whether it is a number
    except ValueError:
        return None
    host = quote(parts.netloc, safe="%:@[]!$&'()*+,;=~")
    rest = (quote(part, safe="%/:?@!$&'()*+,;=~") for part in (parts.path, parts.query, parts.fragment))
    encoded = SplitResult(parts.scheme, host, *rest).geturl()
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", encoded)


def _tell_moment(day: str) -> str:
    """Return a day as a point in time: its beginning, in UTC."""
    return f"{min(max(day, EARLIEST), LATEST)}T00:00:00Z"


def _hyphenate(code: str) -> str:
    return code.replace("_", "-")
