"""Policies and their rules as values: who lets or forbids whom what, of what, within which scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from partnergraph import vocabulary as v
from partnergraph.errors import PhraseError
from partnergraph.ingest.odrl.nodes import ODRL, Nodes, Term
from partnergraph.ingest.odrl.scope import Reader, Scope, in_words, overlap, without_places
from partnergraph.model import Iri

Kind: TypeAlias = Literal["permission", "prohibition"]

PROFILE: Final = v.W3ID + "odrl"
_PROFILES: Final = (PROFILE, ODRL + "core", ODRL)
POLICIES: Final = ("Policy", "Set", "Offer", "Agreement")
_OTHER_POLICIES: Final = ("Request", "Privacy", "Ticket", "Assertion", "Invitation")
KINDS: Final[tuple[Kind, ...]] = ("permission", "prohibition")
_OF_POLICIES: Final = frozenset((
    *KINDS, "obligation", "uid", "profile", "conflict", "assigner", "assignee", "target", "action", "constraint",
    "hasPolicy", "inheritFrom",
))  # fmt: skip
_OF_RULES: Final = frozenset((
    "uid", "target", "action", "assigner", "assignee", "constraint", "duty", "remedy", "output", "relation",
))  # fmt: skip
_TOLD: Final = frozenset(("description", "title", "comment", "label", "name", "note", "version"))
"""What files in JSON say beside the rules, for people."""
_EXCLUSIVE: Final = "ensureExclusivity"
_BELOW: Final = {
    "sell": "transfer", "give": "transfer", "display": "play", "play": "use", "transfer": "", "use": "", "grantUse": "",
    "stream": "use", "present": "use",
}  # fmt: skip
"""Which action of ODRL lies in which other; what is not named lies in ``use``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission or prohibition. ``duties``: what comes first, in words; ``exclusive`` by ensureExclusivity."""

    kind: Kind
    assigners: tuple[Term, ...]
    assignees: tuple[Term, ...]
    targets: tuple[Term, ...]
    actions: tuple[Iri, ...]
    scopes: tuple[Scope, ...]
    duties: tuple[str, ...] = ()
    exclusive: bool = False
    acts: tuple[Iri, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. ``iri``: its ``uid``, else its node. ``kind``: Set, Offer or Agreement. ``ours``: of our profile."""

    node: Term
    iri: Iri
    kind: str
    ours: bool
    rules: tuple[Rule, ...]
    obligations: tuple[str, ...]


def policies_of(nodes: Nodes) -> list[Term]:
    """Return the nodes that are policies, by type or by having rules."""
    ruled = (*KINDS, "obligation")
    kinds = {ODRL + kind for kind in (*POLICIES, *_OTHER_POLICIES)}
    return [node for node in nodes if nodes.types(node) & kinds or any(nodes.at(node, name) for name in ruled)]


class PolicyReader:
    """Reads policies. Raises `PhraseError` for what is not understood, and for a policy whose rules conflict."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes, self.scopes = nodes, Reader(nodes)

    def policy(self, node: Term) -> Policy:
        """Return a policy, its conflicts settled by its strategy."""
        nodes = self.nodes
        uid = nodes.at(node, "uid")
        iri = uid[0].value if uid else node.value
        kinds = sorted(one.removeprefix(ODRL) for one in nodes.types(node) if one.startswith(ODRL))
        odd = [kind for kind in kinds if kind not in POLICIES]
        if odd:
            raise PhraseError(odd[0], "is a kind of policy that is not read", "Set, Offer and Agreement are")
        profiles = {one.value for one in nodes.at(node, "profile")}
        strange = sorted(profiles - set(_PROFILES))
        if strange:
            hint = "what its terms mean is not known; leave the profile out where the policy does without it"
            raise PhraseError(strange[0], "is a profile that is not known", hint)
        if nodes.at(node, "inheritFrom"):
            raise PhraseError(iri, "inherits from another policy", "write the rules of both into one policy")
        self._known(node, _OF_POLICIES)
        kind = next((kind for kind in kinds if kind != "Policy"), "Set")
        ours = PROFILE in profiles
        rules = [self._rule(node, one, rule, ours) for one in KINDS for rule in nodes.at(node, one)]
        told = tuple(self._in_words(one) for one in nodes.at(node, "obligation"))
        return Policy(node, iri, kind, ours, tuple(self._settled(node, rules)), told)

    def _known(self, node: Term, known: frozenset[str]) -> None:
        for name in self.nodes.properties(node):
            if name.startswith(ODRL) and name.removeprefix(ODRL) not in known | _TOLD:
                raise PhraseError(name.removeprefix(ODRL), "is not read there", f"read are {', '.join(sorted(known))}")

    def _rule(self, policy: Term, kind: Kind, rule: Term, ours: bool) -> Rule:
        nodes = self.nodes
        self._known(rule, _OF_RULES)
        constraints = [*nodes.at(policy, "constraint"), *nodes.at(rule, "constraint")]
        actions = []
        for action in self._shared(policy, rule, "action"):
            value = nodes.at(action, v.RDF + "value")
            actions.append((value[0] if value else action).value)
            constraints += nodes.at(action, "refinement")
        targets = tuple(self._plain(one) for one in self._shared(policy, rule, "target"))
        if not targets or not actions:
            what = "target" if not targets else "action"
            raise PhraseError(kind, f"has no {what}", f"write the {what} on the rule or on the policy")
        one, other = (tuple(map(self._plain, self._shared(policy, rule, role))) for role in ("assigner", "assignee"))
        duties = (
            [duty for duty in nodes.at(rule, "duty") if not self._is_exclusive(duty)] if kind == "permission" else []
        )
        return Rule(
            kind,
            one,
            other,
            targets,
            tuple(actions),
            tuple(self.scopes.scopes(constraints)),
            tuple(map(self._in_words, duties)),
            kind == "permission" and any(map(self._is_exclusive, nodes.at(rule, "duty"))),
            tuple(one.value for one in nodes.at(rule, v.pg("act"))) if ours else (),
        )

    def _shared(self, policy: Term, rule: Term, name: str) -> list[Term]:
        """Return what a rule has at a property, else what its policy has for all rules."""
        return self.nodes.at(rule, name) or self.nodes.at(policy, name)

    def _plain(self, node: Term) -> Term:
        """Return a party or an asset; of a collection its source. One that is refined is refused."""
        if self.nodes.at(node, "refinement"):
            hint = "name the parties or assets themselves"
            raise PhraseError(self.nodes.name_of(node), "is only some of a collection, by a refinement", hint)
        uid = self.nodes.at(node, "uid") or self.nodes.at(node, "source")
        return uid[0] if uid else node

    def _is_exclusive(self, duty: Term) -> bool:
        return any(action.value == ODRL + _EXCLUSIVE for action in self.nodes.at(duty, "action"))

    def _in_words(self, duty: Term) -> str:
        """Return a duty in short: its actions, and their refinements and its constraints as they are written."""
        nodes, told = self.nodes, []
        for action in nodes.at(duty, "action"):
            value = nodes.at(action, v.RDF + "value")
            limits = [self._limit(one) for one in nodes.at(action, "refinement")]
            name = (value[0] if value else action).value.removeprefix(ODRL)
            told.append(f"{name} ({', '.join(limits)})" if limits else name)
        limits = [self._limit(one) for one in nodes.at(duty, "constraint")]
        return " ".join(filter(None, (" and ".join(told), f"where {', '.join(limits)}" if limits else "")))

    def _limit(self, constraint: Term) -> str:
        names = ("leftOperand", "operator", "rightOperand", "unit")
        found = (one.value.removeprefix(ODRL) for name in names for one in self.nodes.at(constraint, name))
        return " ".join(found)

    # -- rules against each other

    def _settled(self, policy: Term, rules: Sequence[Rule]) -> Iterator[Rule]:
        """Yield the rules as the policy's strategy for conflicts leaves them."""
        strategies = [one.value.removeprefix(ODRL) for one in self.nodes.at(policy, "conflict")]
        strategy = strategies[0] if strategies else "invalid"
        if strategy not in ("perm", "prohibit", "invalid"):
            raise PhraseError(
                strategy, "is no strategy for conflicts", "write odrl:perm, odrl:prohibit or odrl:invalid"
            )
        bars = [rule for rule in rules if rule.kind == "prohibition"]
        for rule in rules:
            against = [other for other in bars if _conflict(rule, other)] if rule.kind == "permission" else []
            if against and strategy == "invalid":
                raise self._void(rule, against, bool(strategies))
            if rule.kind == "permission":
                left = _less(rule.scopes, against) if strategy == "prohibit" else rule.scopes
                yield from (replace(rule, scopes=tuple(left)),) if left else ()
            elif strategy != "perm" or not any(_conflict(p, rule) for p in rules if p.kind == "permission"):
                yield rule

    def _void(self, rule: Rule, against: Sequence[Rule], said: bool) -> PhraseError:
        """Return what is told of a policy that its own rules void, and what it would grant otherwise."""
        name = " and ".join(one.removeprefix(ODRL) for one in rule.actions)
        where = ", ".join(dict.fromkeys(in_words(scope) for other in against for scope in other.scopes))
        strategy = "odrl:invalid" if said else "no odrl:conflict, so odrl:invalid"
        why = f"is allowed and forbidden ({where}), and the policy has {strategy}: all of it is void"
        allowed = ", ".join(map(in_words, rule.scopes))
        try:
            left = ", ".join(map(in_words, _less(rule.scopes, against))) or "nothing"
        except PhraseError:
            left = "part of it"
        return PhraseError(name, why, f"granted would be: with odrl:prohibit {left}; with odrl:perm {allowed}")


def _less(scopes: Iterable[Scope], against: Iterable[Rule]) -> list[Scope]:
    """Return scopes less what some prohibitions take back."""
    left = list(scopes)
    for barred in (scope for rule in against for scope in rule.scopes):
        kept = (without_places(one, barred) if overlap(one, barred) else one for one in left)
        left = [one for one in kept if one is not None]
    return left


def _conflict(permission: Rule, prohibition: Rule) -> bool:
    """Say whether the same is allowed and forbidden to the same; what is not named is everybody, and any."""
    parties = (
        not permission.assignees or not prohibition.assignees or set(permission.assignees) & set(prohibition.assignees)
    )
    things = set(permission.targets) & set(prohibition.targets)
    acts = any(_one_in_other(a, b) for a in permission.actions for b in prohibition.actions)
    return bool(parties and things and acts) and any(
        overlap(one, other) for one in permission.scopes for other in prohibition.scopes
    )


def _one_in_other(one: Iri, other: Iri) -> bool:
    return one in _way_up(other) or other in _way_up(one)


def _way_up(action: Iri) -> list[Iri]:
    found, name = [action], action.removeprefix(ODRL)
    while name := _BELOW.get(name, "use"):
        found.append(ODRL + name)
    return found
