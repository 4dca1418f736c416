"""Commitments as ODRL 2.2 policies in JSON-LD (https://www.w3.org/TR/odrl-model/).

One policy for each source's account of a grant or an exclusivity. A grant is a permission. An exclusivity of the
grantor prohibits it to grant use (``odrl:grantUse``) to recipients other than the beneficiaries, and where the
source says that the grantor is shut out too, it prohibits the act to the grantor itself. What ODRL cannot say is
listed in the file, in the ``losses`` of its first node and of each policy.

A place stands there by our address and, for who does not know it, by the ISO 3166 codes of its countries: those that
are surely meant where something is allowed, those that may be meant where it is forbidden.

ODRL has no imprecise time: a permission is written for the days on which it certainly holds, a prohibition for those
on which it may. The context is part of the file, so that it is read without a network.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any, Final

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.bounds import Period
from partnergraph.names import local_name
from partnergraph.output import write_json
from partnergraph.rdf import RDF_TYPES
from partnergraph.territory import Territory, codes_of
from partnergraph.territory.regions import table

Node = dict[str, Any]

_OPERANDS: Final = {"field": "industry", "channel": "deliveryChannel", "language": "language"}
"""The operand of ODRL for each axis that has one."""

PROFILE: Final = v.W3ID + "odrl"
"""The ODRL profile that the policies name: our acts, fields, channels and regions as actions and operands."""

CONTEXT: Final[Node] = {
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "dcterms": v.DCTERMS,
    "iso": v.ISO_3166,
    "oa": v.OA,
    "pg": v.NS,
    "rdfs": v.RDFS,
    "skos": v.SKOS,
    "xsd": v.XSD,
    "uid": "@id",
    "type": "@type",
    "label": "rdfs:label",
    "title": "dcterms:title",
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "acts": {"@id": "pg:act", "@type": "@id"},
    "strength": "pg:strength",
    "period": "pg:period",
    "losses": "skos:editorialNote",
    "quotes": "oa:exact",
    "source": {"@id": "dcterms:source", "@type": "@id"},
    "reports": {"@id": "pg:about", "@type": "@id"},
    "profile": {"@id": "odrl:profile", "@type": "@id"},
    "permission": {"@id": "odrl:permission"},
    "prohibition": {"@id": "odrl:prohibition"},
    "includedIn": {"@id": "odrl:includedIn", "@type": "@id"},
    "assigner": {"@id": "odrl:assigner", "@type": "@id"},
    "assignee": {"@id": "odrl:assignee", "@type": "@id"},
    "target": {"@id": "odrl:target", "@type": "@id"},
    "action": {"@id": "odrl:action", "@type": "@id"},
    "constraint": {"@id": "odrl:constraint"},
    "leftOperand": {"@id": "odrl:leftOperand", "@type": "@id"},
    "operator": {"@id": "odrl:operator", "@type": "@id"},
    "rightOperand": {"@id": "odrl:rightOperand"},
}
_ACTIONS: Final = {
    "use": "use", "distribute": "distribute", "sell": "sell", "lease": "lease", "perform": "present",
    "copy": "reproduce", "adapt": "derive", "translate": "translate",
}  # fmt: skip
"""Acts with an action of ODRL's common vocabulary, as `ontology/alignments.ttl` has them."""

_NOT_BINDING: Final = ("planned", "tentative", "conditional", "announced", "ended", "expired")
_ALWAYS_LOST: Final = (
    "Everything that is no commitment: partnerships, releases, people, events, claims.",
    "Which answer follows where two sources differ: each account is a policy of its own.",
    "Unknown: in ODRL what is not restricted is allowed; here what is not said is unknown.",
    "How exactly a start or an end is known: a permission is written for its certain days, a prohibition for its "
    "possible ones.",
    "Promises of a user of marks to use only those, and options: ODRL has no rule for them.",
)


def write_odrl(data: m.Dataset, path: str | Path) -> None:
    """Write the policies to a file."""
    write_json(odrl_document(data), path)


def odrl_document(data: m.Dataset) -> Node:
    """Return the policies as a JSON-LD document; the first node of its graph lists what is lost."""
    policies, left_out = _Policies(data).build()
    head = {
        "uid": v.W3ID + "export/odrl",
        "type": "skos:Collection",
        "label": "Commitments as ODRL policies",
        "losses": [*_ALWAYS_LOST, *left_out],
    }
    return {"@context": CONTEXT, "@graph": [head, *policies, *_own_actions(policies), *_named(data, policies)]}


class _Policies:
    """The policies of a dataset."""

    def __init__(self, data: m.Dataset) -> None:
        self.data = data
        self.commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
        self.labels = {one.iri: one.label for one in data.identities} | {one.iri: one.name for one in data.entities}
        self.quotes = {one.iri: one.phrase for one in data.evidence}

    def build(self) -> tuple[list[Node], list[str]]:
        """Return the policies, and the accounts that are none, each with the reason."""
        policies, left_out = [], []
        for said in sorted(self.data.statements, key=lambda s: s.iri):
            deal = self.commitments.get(said.about)
            if deal is None:
                continue
            reason = _no_policy(deal, said)
            if reason is None:
                policies.append(self._policy(deal, said))
            else:
                left_out.append(f"Left out: {deal.label} <{said.iri}>: {reason}.")
        return policies, left_out

    def _policy(self, deal: m.Commitment, said: m.Statement) -> Node:
        is_grant = deal.kind == "grant"
        rules = list(self._rules(deal, said))
        policy: Node = {
            "uid": _policy_iri(said.iri),
            "type": "odrl:Agreement",
            "profile": PROFILE,
            "label": deal.label,
            "reports": deal.iri,
            "source": said.source,
            "strength": said.strength or [],
            "period": said.period.edtf if said.period is not None else [],
            "permission" if is_grant else "prohibition": rules,
            "quotes": sorted({self.quotes[iri] for iri in said.evidence}),
            "losses": sorted(self._losses(deal, said)),
        }
        return {name: value for name, value in policy.items() if value != []}

    def _rules(self, deal: m.Commitment, said: m.Statement) -> Iterator[Node]:
        if deal.kind == "grant":
            scope = list(_scope(said, certain=True))
            for action, acts in _actions(said).items():
                yield _rule("Permission", deal.bound, deal.beneficiaries, said, action, acts, scope)
            return
        scope = list(_scope(said, certain=False))
        allowed = sorted({*deal.beneficiaries, *(party for one in said.carveouts for party in one.parties)})
        others = _constraint("recipient", "isNoneOf", allowed)
        yield _rule("Prohibition", deal.beneficiaries, deal.bound, said, "odrl:grantUse", said.acts, [others, *scope])
        if said.strength == "exclusive":
            for action, acts in _actions(said).items():
                yield _rule("Prohibition", deal.beneficiaries, deal.bound, said, action, acts, scope)

    def _losses(self, deal: m.Commitment, said: m.Statement) -> Iterator[str]:
        not_said = (("act", said.acts), ("territory", said.territory), ("field of use", said.fields))
        for axis, values in not_said:
            if not values:
                yield f"no {axis} is said: written as {'odrl:use' if axis == 'act' else 'unlimited'}"
        if said.present_tense:
            yield "it holds on the source's day"
        if said.until is not None:
            yield f"until {self.labels.get(said.until, local_name(said.until))} ends"
        if said.status is not None:
            yield f"status: {said.status}"
        if said.covers_affiliates is not None:
            yield f"affiliates of the beneficiary: {'covered' if said.covers_affiliates else 'not covered'}"
        if said.sublicensing is not None:
            yield f"sublicensing: {said.sublicensing.replace('-', ' ')}"
        if deal.parent is not None:
            yield f"granted out of {self.labels.get(deal.parent, local_name(deal.parent))}"
        if deal.kind == "exclusivity" and said.strength in (None, "unqualified"):
            yield "whether the bound party itself may act is not said: written as if it may"
        yield from _time_losses(said.period)
        yield from _territory_losses(said.territory)


def _policy_iri(statement: m.Iri) -> m.Iri:
    """Return the policy's own address: never that of the statement, whatever this is."""
    policy = statement.replace("/statement/", "/policy/")
    return policy if policy != statement else f"{statement}--policy"


def _no_policy(deal: m.Commitment, said: m.Statement) -> str | None:
    """Return why an account is no policy, if it is none."""
    odd = [one for one in said.carveouts if not _is_sayable(one)]
    reasons = (
        (said.denied, "the source denies it"),
        (said.modality in ("opinion", "plan", "prediction"), f"it is a matter of {said.modality}"),
        (said.status in _NOT_BINDING, f"its status is {said.status}"),
        (deal.kind == "option", "an option is no rule of ODRL"),
        (deal.only_forbids, "who may not act is not written: ODRL is given who may"),
        (deal.side == "user", "a promise to use only some marks is no rule of ODRL"),
        (bool(said.customers), "customer groups have no operand in ODRL"),
        (bool(odd), "its exceptions join parties, places or terms, are of acts or customers, or end with another deal"),
        (len(said.territory) > 1, "its territory needs more than one rule"),
        (not deal.bound or not deal.beneficiaries, "one side is not named"),
        (not said.subjects, "no mark, product or right is named"),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _is_sayable(exception: m.Carveout) -> bool:
    parts = [exception.parties, exception.territory, *map(exception.on, AXES)]
    plain = all(not rule.excludes for rule in exception.territory)
    said = (
        exception.parties or exception.territory or any(exception.on(axis) for axis in AXES if axis.name in _OPERANDS)
    )
    return sum(map(bool, parts)) == 1 and bool(said) and plain and exception.commitment is None


def _rule(
    kind: str, assigner: Iterable[m.Iri], assignee: Iterable[m.Iri], said: m.Statement, action: str,
    acts: Iterable[m.Iri], scope: list[Node],
) -> Node:  # fmt: skip
    rule: Node = {
        "type": f"odrl:{kind}",
        "assigner": sorted(assigner),
        "assignee": sorted(assignee),
        "target": sorted(said.subjects),
        "action": action,
        "acts": sorted(acts),
        "constraint": scope,
    }
    return {name: value for name, value in rule.items() if value != []}


def _actions(said: m.Statement) -> dict[str, list[m.Iri]]:
    """Return ODRL's actions for the acts that are said, or our own acts where ODRL has none, with these acts."""
    found: dict[str, list[m.Iri]] = {}
    for act in said.acts:
        known = act.startswith(v.ACT) and local_name(act) in _ACTIONS
        found.setdefault(f"odrl:{_ACTIONS[local_name(act)]}" if known else act, []).append(act)
    return dict(sorted(found.items())) or {"odrl:use": []}


def _named(data: m.Dataset, policies: list[Node]) -> Iterator[Node]:
    """Yield the things, terms and sources that policies name, with what they are called."""
    text = json.dumps(policies)
    for source in sorted(data.sources, key=lambda one: one.iri):
        if f'"{source.iri}"' in text:
            issued = source.date.isoformat() if source.date else []
            node = {"uid": source.iri, "title": source.title, "issued": issued}
            yield {name: value for name, value in node.items() if value != []}
    for thing in sorted(data.entities, key=lambda one: one.iri):
        if f'"{thing.iri}"' in text:
            yield {"uid": thing.iri, "type": RDF_TYPES[type(thing)], "label": thing.name}


def _own_actions(policies: list[Node]) -> list[Node]:
    rules = [rule for policy in policies for rule in (*policy.get("permission", ()), *policy.get("prohibition", ()))]
    own = sorted({rule["action"] for rule in rules if not rule["action"].startswith("odrl:")})
    return [{"uid": act, "type": "odrl:Action", "includedIn": "odrl:use"} for act in own]


# --- constraints ------------------------------------------------------------------------------------


def _constraint(left: str, operator: str, values: Iterable[m.Iri]) -> Node:
    return {
        "type": "odrl:Constraint",
        "leftOperand": f"odrl:{left}",
        "operator": f"odrl:{operator}",
        "rightOperand": [{"uid": value} for value in values],
    }


def _scope(said: m.Statement, *, certain: bool) -> Iterator[Node]:
    """Yield where, for what, through what and when; the bounds of time are the certain or the possible ones."""
    exceptions = [one for one in said.carveouts if not one.parties]
    for rule in said.territory:
        yield _constraint("spatial", "isAnyOf", _places(rule, rule.includes, said.period, certain=certain))
        if rule.excludes:
            yield _constraint("spatial", "isNoneOf", _places(rule, rule.excludes, said.period, certain=not certain))
    yield from _terms(said, "isAnyOf")
    for exception in exceptions:
        for rule in exception.territory:
            yield _constraint("spatial", "isNoneOf", _places(rule, rule.includes, said.period, certain=not certain))
        yield from _terms(exception, "isNoneOf")
    if said.period is not None:
        period = said.period
        first, last = (
            (period.latest_start, period.earliest_end) if certain else (period.earliest_start, period.latest_end)
        )
        yield from _days(first, last)


def _terms(scope: m.Statement | m.Carveout, operator: str) -> Iterator[Node]:
    for axis in AXES:
        if axis.name in _OPERANDS and (terms := scope.on(axis)):
            yield _constraint(_OPERANDS[axis.name], operator, sorted(terms))


def _days(first: date | None, last: date | None) -> Iterator[Node]:
    for operator, day in (("gteq", first), ("lteq", last)):
        if day is not None:
            constraint = _constraint("dateTime", operator, ())
            yield constraint | {"rightOperand": {"@value": day.isoformat(), "@type": "xsd:date"}}


def _places(rule: Territory, codes: Iterable[str], period: Period | None, *, certain: bool) -> Iterator[m.Iri]:
    """Yield the addresses of regions, then the ISO 3166 codes of their countries, surely or perhaps meant."""
    yield from (v.REGION + code for code in codes)
    meant = Territory(tuple(codes), membership=rule.membership)
    first, last = (period.earliest_start, period.latest_end) if period is not None else (None, None)
    first = first or last or date.max  # without days, the membership of now
    masks = [
        mask
        for reading in meant.readings()
        for start, end, mask in reading.spans
        if not (start and last and start > last) and not (end and end < first)
    ]
    countries = codes_of(reduce(and_ if certain else or_, masks))
    yield from (f"iso:{code}" for code in sorted({*countries, *meant.parts}))


def _time_losses(period: Period | None) -> Iterator[str]:
    if period is None or period.latest_start is None:
        yield "no certain start is known"
    if period is None or (period.earliest_end is None and not period.endless):
        yield "no certain end is known"
    if period is not None and period.planned_end is not None:
        yield f"planned to end on {period.planned_end}"


def _territory_losses(rules: tuple[Territory, ...]) -> Iterator[str]:
    for rule in rules:
        changing = any(table()[code].changes for code in (*rule.includes, *rule.excludes))
        if not rule.exhaustive:
            yield "the list of countries may go on"
        if isinstance(rule.membership, date):
            yield f"groups of countries are meant as they were on {rule.membership}"
        elif rule.membership == "not-stated" and changing:
            yield "whether groups of countries change with their members is not said"
