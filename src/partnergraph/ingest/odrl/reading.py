"""A file of policies to what they state: each policy is a source, each rule a commitment and a statement of it.

An Agreement and a Set state what they say; an Offer binds nobody yet and counts as possible. A prohibition states
that there is no such grant. A duty comes before what it is a duty of: the grant counts as conditional.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError, PhraseError, Problem
from partnergraph.ingest.odrl.nodes import ODRL, Nodes, Term
from partnergraph.ingest.odrl.rules import Policy, PolicyReader, Rule, policies_of
from partnergraph.ingest.odrl.scope import Scope
from partnergraph.ingest.rdf_file import RdfContent
from partnergraph.ingest.taken_out import emptied_in
from partnergraph.names import local_name, node_iri, slug
from partnergraph.store.documents import is_rdf, parse_rdf
from partnergraph.terms import terms
from partnergraph.vocabulary import DEFAULT_BASE

_LOOKED_AT: Final = 65_536
_NAMESPACE: Final = b"://www.w3.org/ns/odrl"
_OURS: Final = b"statedIn"
"""Stands in every graph of statements, and in no policy."""
_ACTS: Final = {
    "use": ("perform", "lease", "copy", "adapt", "translate"),
    "distribute": ("distribute",),
    "sell": ("sell",),
    "lease": ("lease",),
    "present": ("perform",),
    "stream": ("stream",),
    "reproduce": ("copy",),
    "derive": ("adapt",),
    "translate": ("translate",),
}
"""Our acts for ODRL's actions; ``use`` has there neither sale nor gift, and more than we have names for."""
_GRANT_USE: Final = ODRL + "grantUse"
_DATES: Final = tuple(v.DCTERMS + name for name in ("issued", "date", "modified", "created"))


def is_odrl(path: Path) -> bool:
    """Say whether a file is RDF with policies of ODRL, told by its first bytes; a JSON file is one by its context."""
    suffix = path.suffix.lower()
    if suffix != ".json" and not is_rdf(path):
        return False
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    return _NAMESPACE in start and _OURS not in start and (suffix != ".json" or b"@context" in start)


def read_odrl(path: Path, *, base: str = DEFAULT_BASE, skip_bad: bool = False) -> RdfContent:
    """Read a file. Raises `InputError` with every policy that is not understood; ``skip_bad`` leaves these out."""
    syntax = RdfFormat.JSON_LD if path.suffix.lower() == ".json" else None
    nodes = Nodes(parse_rdf(path, syntax))
    reader, account = PolicyReader(nodes), _Account(nodes, base)
    problems: list[Problem] = []
    for node in policies_of(nodes):
        before = len(account.data.statements)
        try:
            account.add(reader.policy(node))
        except PhraseError as error:
            del account.data.statements[before:]
            name = next((one.value for one in nodes.at(node, "uid")), node.value)
            message = f"policy {name}: {error.why}"
            problems.append(Problem(message, error.hint, file=str(path), value=error.phrase))
    if problems and not skip_bad:
        raise InputError(problems)
    if not account.data.statements:
        hint = "a policy has a permission or a prohibition"
        raise InputError([*problems, Problem("holds no rule of ODRL that states anything", hint, file=str(path))])
    left_out = [replace(one, severity="warning", message=f"left out: {one.message}") for one in problems]
    told = [Problem(text, hint, file=str(path), severity="warning") for text, hint in account.told(reader)]
    data = account.finished(reader)
    if emptied := list(emptied_in(data, str(path))):
        raise InputError(emptied)
    return RdfContent(data, warnings=(*left_out, *told))


@dataclass(slots=True)
class _Account:
    """Gathers what policies state."""

    nodes: Nodes
    base: str
    data: m.Dataset = field(default_factory=m.Dataset)
    remarks: list[str] = field(default_factory=list)
    known: dict[m.Iri, m.Entity] = field(default_factory=dict)
    acts: dict[m.Iri, str] = field(default_factory=dict)

    # -- policies

    def add(self, policy: Policy) -> None:
        """Take a policy in."""
        source = self._source(policy)
        if policy.obligations:
            self.remarks.append(f"policy {policy.iri}: an obligation is no grant ({'; '.join(policy.obligations)})")
        before = len(self.data.statements)
        if policy.ours:
            self._ours(policy, source)
        else:
            for rule in policy.rules:
                self._foreign(policy, rule, source)
        if len(self.data.statements) > before and all(one.iri != source.iri for one in self.data.sources):
            self.data.sources.append(source)

    def _source(self, policy: Policy) -> m.Source:
        nodes = self.nodes
        given = [one for one in nodes.at(policy.node, v.DCTERMS + "source") if policy.ours]
        node = given[0] if given else policy.node
        name = (
            policy.iri
            if not isinstance(policy.node, BlankNode) or policy.iri != policy.node.value
            else _digest(policy.iri)
        )
        iri = given[0].value if given else node_iri("source", slug(f"odrl {name}"), self.base)
        title = nodes.text(node, v.DCTERMS + "title", v.RDFS + "label") or f"ODRL {policy.kind} {policy.iri}"
        day = nodes.text(node, *_DATES)
        return m.Source(iri=iri, title=title, date=_day(day) if day else None)

    def told(self, reader: PolicyReader) -> Iterator[tuple[str, str | None]]:
        """Yield remarks: obligations, and terms of others, which overlap ours or do not, nobody knows."""
        yield from ((text, None) for text in self.remarks)
        terms_of_others = [(iri, axis.label.lower()) for iri, (axis, _) in reader.scopes.unplaced.items()]
        for iri, kind in (*terms_of_others, *((iri, "act") for iri in self.acts)):
            if not iri.startswith(self.base):
                hint = "say skos:broader of it in an RDF file, if it lies below a term of ours"
                yield f"<{iri}> is a term of its own ({kind}): what it has in common with others is not known", hint

    def finished(self, reader: PolicyReader) -> m.Dataset:
        """Return all of it, with the things and terms that it names."""
        own = [m.Term(iri=iri, name=name, scheme=axis.name) for iri, (axis, name) in reader.scopes.unplaced.items()]
        acts = [m.Term(iri=iri, name=name, scheme="act") for iri, name in self.acts.items()]
        self.data.entities = sorted((*self.known.values(), *own, *acts), key=lambda one: one.iri)
        for name in ("identities", "descriptions", "evidence"):
            values = getattr(self.data, name)
            values[:] = {value.iri: value for value in values}.values()
        return self.data

    # -- rules of anybody's policies

    def _foreign(self, policy: Policy, rule: Rule, source: m.Source) -> None:
        if rule.kind == "prohibition" and rule.actions == (_GRANT_USE,):
            for scope in rule.scopes:
                self._only(policy, rule, scope, source, self._acts(rule.acts), "unqualified")
            return
        acts = self._acts(rule.actions)
        for scope in rule.scopes:
            without = [axis.label.lower() for axis in AXES if scope.left_out(axis)]
            if scope.only_to is not None or scope.not_to is not None or without:
                what = f"{without[0]} isNoneOf" if without else "recipient"
                hint = "it is read on a prohibition of odrl:grantUse only"
                raise PhraseError(
                    what, f"is not read on a {rule.kind} of {' '.join(map(local_name, rule.actions))}", hint
                )
            told = [f"{policy.kind} of ODRL", *(f"first: {duty}" for duty in rule.duties)]
            if policy.kind == "Offer":
                told.append("an offer: nobody is bound yet")
            status = "tentative" if policy.kind == "Offer" else "conditional" if rule.duties else None
            one, other = self._parties(rule)
            said = self._said(policy, rule, "grant", one, other, scope, source, acts)
            self.data.statements.append(
                replace(said, denied=rule.kind == "prohibition", status=status, note="; ".join(told))
            )
            if rule.exclusive:
                told.append("exclusive by ensureExclusivity, which does not say who keeps whom out")
                said = self._said(policy, rule, "exclusivity", one, other, scope, source, acts)
                self.data.statements.append(replace(said, strength="unqualified", status=status, note="; ".join(told)))

    def _parties(self, rule: Rule) -> tuple[tuple[m.Iri, ...], tuple[m.Iri, ...]]:
        what = " and ".join(sorted(map(self.nodes.name_of, rule.targets)))
        found = []
        for role, parties in (("assigner", rule.assigners), ("assignee", rule.assignees)):
            named = [self._thing(one, m.Organization) for one in parties]
            found.append(tuple(sorted(named)) or (self._not_named(f"{role} of {what} (not named)"),))
        return found[0], found[1]

    def _not_named(self, name: str) -> m.Iri:
        iri = node_iri("organization", slug(f"{name} odrl"), self.base)
        self.known[iri] = m.Organization(iri=iri, name=name)
        return iri

    def _said(
        self, policy: Policy, rule: Rule, kind: m.CommitmentKind, bound: tuple[m.Iri, ...], others: tuple[m.Iri, ...],
        scope: Scope, source: m.Source, acts: tuple[m.Iri, ...], about: m.Iri | None = None,
    ) -> m.Statement:  # fmt: skip
        """Return what a rule says, and keep the commitment that it is about."""
        targets = tuple(sorted(self._thing(one, m.Model) for one in rule.targets))
        territory = scope.territory
        content = [rule.kind, kind, bound, others, targets, acts, [one.key for one in territory], str(scope)]
        key = f"{slug(local_name(policy.iri))}-{_digest(json.dumps([policy.iri, *content]))}"
        iri = about or node_iri("commitment", key, self.base)
        one, other = (", ".join(self.known[party].name for party in group) for group in (bound, others))
        verb = "licenses only" if kind == "exclusivity" else "licenses"
        label = self.nodes.text(policy.node, v.RDFS + "label") if about else None
        self.data.identities.append(
            m.Commitment(iri=iri, label=label or f"{one} {verb} {other}", kind=kind, bound=bound, beneficiaries=others)
        )
        for thing in (*bound, *others, *targets):
            self._describe(thing, source.iri)
        return m.Statement(
            iri=node_iri("statement", f"commitment-{local_name(iri)}--{local_name(source.iri)}", self.base),
            about=iri,
            source=source.iri,
            subjects=targets,
            territory=territory,
            period=scope.period,
            acts=acts,
            **{axis.terms: tuple(sorted(scope.limited(axis) or ())) for axis in AXES if axis.name != "act"},  # type: ignore[arg-type]
        )

    def _only(
        self, policy: Policy, rule: Rule, scope: Scope, source: m.Source, acts: tuple[m.Iri, ...],
        strength: m.Strength | None, about: m.Iri | None = None,
    ) -> None:  # fmt: skip
        """State that nobody but some recipients is let use: the assignee's promise to the assigner."""
        if scope.not_to is None:
            hint = "write odrl:recipient odrl:isNoneOf and those who may"
            raise PhraseError("grantUse", "is forbidden without saying to whom it is allowed", hint)
        to, by = self._parties(rule)
        excepted = tuple(sorted(scope.not_to - set(to)))
        carveouts = [m.Carveout(parties=(party,)) for party in excepted if self._party(party)]
        for axis in AXES:
            if left_out := scope.left_out(axis):
                without: dict[str, Any] = {axis.terms: tuple(sorted(left_out))}
                carveouts.append(m.Carveout(**without))
        said = self._said(policy, rule, "exclusivity", by, to, scope, source, acts, about)
        told = None if policy.ours else f"{policy.kind} of ODRL"
        self.data.statements.append(replace(said, strength=strength, carveouts=tuple(carveouts), note=told))

    # -- policies that this program wrote

    def _ours(self, policy: Policy, source: m.Source) -> None:
        """Put the rules of one statement together again: one for each act, two for a strict exclusivity."""
        about = next((one.value for one in self.nodes.at(policy.node, v.pg("about"))), None)
        strict = [rule for rule in policy.rules if rule.kind == "prohibition" and rule.actions != (_GRANT_USE,)]
        only = [rule for rule in policy.rules if rule.kind == "prohibition" and rule.actions == (_GRANT_USE,)]
        allowed = [rule for rule in policy.rules if rule.kind == "permission"]
        for rule in only:
            told = self.nodes.text(policy.node, v.pg("strength"))
            strength: m.Strength | None = told or ("exclusive" if strict else None)  # type: ignore[assignment]
            for scope in rule.scopes:
                self._only(policy, rule, scope, source, tuple(sorted(rule.acts)), strength, about)
        for rule in allowed[:1]:
            one, other = self._parties(rule)
            acts = tuple(sorted({act for each in allowed for act in each.acts}))
            for scope in rule.scopes:
                self.data.statements.append(self._said(policy, rule, "grant", one, other, scope, source, acts, about))
        for said in self.data.statements[-1:] if policy.rules else ():
            self._quote(policy, said)
        words = self.nodes.text(policy.node, v.pg("period"))
        if words is not None and policy.rules:  # the days of the rules are those that are sure, or those that may be
            self.data.statements[-1] = replace(self.data.statements[-1], period=parse_period(words))

    def _quote(self, policy: Policy, said: m.Statement) -> None:
        quotes = [one.value for one in self.nodes.at(policy.node, v.OA + "exact")]
        found = [
            m.Evidence(
                iri=node_iri("evidence", f"{local_name(said.source)}-{_digest(quote)}", self.base),
                source=said.source,
                phrase=quote,
            )
            for quote in sorted(quotes)
        ]
        self.data.evidence += found
        self.data.statements[-1] = replace(said, evidence=tuple(sorted(one.iri for one in found)))

    # -- things and terms

    def _acts(self, actions: Iterable[m.Iri]) -> tuple[m.Iri, ...]:
        return tuple(sorted({act for action in actions for act in self._act(action)}))

    def _act(self, action: m.Iri) -> Iterator[m.Iri]:
        """Yield our acts for an action; one that we do not have is a term of its own, unknown and never disjoint."""
        if action in terms().labels:
            yield action
            return
        name = action.removeprefix(ODRL)
        for act in _ACTS.get(name, ()) if action.startswith(ODRL) else ():
            yield v.ACT + act
        if name not in _ACTS or name == "use":
            self.acts[action] = local_name(action).rpartition("#")[2] if name != "use" else "use, without sale"
            yield action

    def _thing(self, node: Term, kind: type[m.Entity]) -> m.Iri:
        iri = (
            node.value
            if not isinstance(node, BlankNode)
            else node_iri("right", slug(self.nodes.name_of(node)), self.base)
        )
        typed = {iri.removeprefix(v.NS) for iri in self.nodes.types(node)}
        picked = next((known for name, known in _KINDS.items() if name in typed), kind)
        if isinstance(node, Literal):
            raise PhraseError(node.value, "is a text where an address stands", "write the address of the party or work")
        self.known.setdefault(iri, picked(iri=iri, name=self.nodes.name_of(node)))
        return iri

    def _party(self, iri: m.Iri) -> bool:
        return bool(self._thing(NamedNode(iri), m.Organization))

    def _describe(self, thing: m.Iri, source: m.Iri) -> None:
        digest = _digest(thing)
        iri = node_iri("description", f"{slug(local_name(thing))}-{digest}--{local_name(source)}", self.base)
        self.data.descriptions.append(m.Description(iri=iri, about=thing, source=source, name=self.known[thing].name))


_KINDS: Final[dict[str, type[m.Entity]]] = {
    "Brand": m.Brand, "Model": m.Model, "Series": m.Series, "Right": m.Right, "Person": m.Person,
}  # fmt: skip


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
