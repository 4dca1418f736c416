"""Generated deals as RDF, and the shipped SPARQL files asked about them on any store."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from typing import Any, TypeAlias

import pyoxigraph as ox

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.exclusivity import OTHERS, Deals, Proposal, clear
from partnergraph.queries import as_rows, questions
from partnergraph.rdf import to_rdf
from partnergraph.store import Store
from partnergraph.store.base import Stamp, Transaction
from partnergraph.store.oxigraph import OxigraphTransaction
from partnergraph.terms import terms
from tests.unit.exclusivity import oracle
from tests.unit.exclusivity.generated import PARTIES, Case
from tests.unit.exclusivity.oracle import EVERY

BASE = v.DEFAULT_BASE
FIELDS = {
    "smartphone": v.FIELD + "smartphone",
    "device": terms().broader[v.FIELD + "mobile-phone"],
    "foldable": v.FIELD + "smartphone-imaging",
    "tablet": v.FIELD + "tablet",
    "apparel": v.FIELD + "automotive",
    "ring": BASE + "field/oracle-ring",
}
"""Fields of the shipped tree that stand to each other as those of the oracle do."""
TERMS = FIELDS | {
    "online": v.CHANNEL + "online", "svod": v.CHANNEL + "marketplace", "avod": v.CHANNEL + "app-store", "shop": v.CHANNEL + "broadcast",
    "state": v.CUSTOMER + "public-body", "army": v.CUSTOMER + "military", "firm": v.CUSTOMER + "business",
    "member": BASE + "customer/oracle-member", "club": BASE + "channel/oracle-club", "sell": v.ACT + "sell", "make": v.ACT + "manufacture",
}  # fmt: skip
"""The same for the other axes; languages and what stands for all are the same."""
WAYS = {"channel": "channels", "act": "acts", "language": "languages", "customer": "customers"}
OWN_TERMS = [
    m.Term(iri=FIELDS["ring"], name="oracle ring", scheme="field"),
    m.Term(iri=TERMS["club"], name="oracle club", scheme="channel"),
    m.Term(iri=TERMS["member"], name="oracle member", scheme="customer"),
]


@dataclass(frozen=True)
class Renaming:
    """Turns the names of one case into IRIs of its own, so that many cases share a store."""

    number: int

    def iri(self, name: str) -> str:
        """Return the IRI of a thing or fact of the case."""
        if name in TERMS or name.startswith(v.W3ID):
            return TERMS.get(name, name)
        kind = {"A": "brand", "R": "brand"}.get(name[:1] if name in ("Aura", "Aurum", "Rivale") else "", "")
        kind = kind or {"c": "commitment", "s": "statement", "o": "ownership", "f": "mark-family"}.get(name[:1], "")
        if name in ("a", "b", "c", "d"):
            kind = "source"
        return f"{BASE}{kind or 'organization'}/k{self.number}-{name.lower()}"

    def __call__(self, value: Any) -> Any:
        """Rename every IRI inside a value of the model."""
        if is_dataclass(value) and type(value).__module__ == m.__name__:
            return replace(value, **{f.name: self._field(f.name, getattr(value, f.name)) for f in fields(value)})  # type: ignore[type-var]
        return value

    def _field(self, name: str, value: Any) -> Any:
        if name == "complete_for":
            return tuple(tuple(map(self.iri, pair)) for pair in value)
        if name in IRIS and value is not None:
            return tuple(map(self.iri, value)) if isinstance(value, tuple) else self.iri(value)
        return tuple(map(self, value)) if isinstance(value, tuple) else value


IRIS = {
    "iri", "about", "source", "subjects", *oracle.AXES, "bound", "beneficiaries", "parent", "owner", "owned", "marks",
    "parties", "commitment", "excluded", "promisees", "changes", "assignors", "assignees", "predecessors", "successor",
    "occurrences", "brands",
}  # fmt: skip


def dataset(case: Case, number: int) -> m.Dataset:
    """Return a case as a dataset."""
    rename = Renaming(number)
    identities = [*case.deals.commitments, *case.deals.ownerships, *case.deals.families, *case.deals.events]
    parties = {*PARTIES, "Stranger", "Rival"}
    return m.Dataset(
        entities=[
            *(m.Organization(iri=rename.iri(p), name=f"{p} {number}") for p in sorted(parties)),
            *(m.Brand(iri=rename.iri(b), name=f"{b} {number}") for b in ("Aura", "Aurum", "Rivale")),
            *OWN_TERMS,
        ],
        sources=[rename(s) for s in case.deals.sources],
        identities=[rename(i) for i in identities],
        statements=[rename(s) for s in _with_family_stated(case.deals)],
    )  # fmt: skip


def _with_family_stated(deals: Deals) -> list[m.Statement]:
    """Return the statements, and one for each family: in RDF a fact of which nobody says anything is not there."""
    about = [m.Statement(iri=f"s-{f.iri}", about=f.iri, source="a") for f in deals.families]
    return [*deals.statements, *about]


def ways(case: Case, rename: Renaming) -> dict[str, str | None]:
    """Return what a case asks about on each axis but the field."""
    asked = {name: case.way(axis) for name, axis in WAYS.items()}
    return {name: term if term is None else rename.iri(term) for name, term in asked.items()}


def can_be_stored(case: Case) -> bool:
    """Whether every commitment names whom it favours or shuts out: RDF that does not is refused."""
    return all(map(names_whom, case.deals.commitments))


def names_whom(commitment: m.Commitment) -> bool:
    """Whether a commitment names whom it favours, or whom it shuts out."""
    named = commitment.beneficiaries or commitment.excluded or commitment.at_most
    return bool(named or commitment.kind == "holdback")


class _Scratch(OxigraphTransaction):
    """One transaction in memory that never ends: what is put into it is asked of it, and cleared by the next."""

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Change it in place; nothing is taken back."""
        yield self


@cache
def _scratch() -> _Scratch:
    return _Scratch(ox.Store(), Stamp())


def scratch() -> Store:
    """Return a store in memory in which nothing is stated or derived, the same each time.

    Regions and trees of terms stay in it: they take longer to load than a small case to ask.
    """
    for graph in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        _scratch().clear(graph)
    return _scratch()


def fill(store: Store, cases: list[tuple[int, Case]]) -> None:
    """Put cases into a store and derive."""
    with store.transaction() as work:
        for number, case in cases:
            work.insert(v.GRAPH_STATED, to_rdf(dataset(case, number)))
        derive(work)


def ask(store: Store, name: str, values: dict[str, str]) -> list[tuple[str | None, ...]]:
    """Return the rows of a shipped question as texts; values are SPARQL terms."""
    text = re.sub(r"(?m)^(?!#).*\$newcomers.*\n", "", questions()[name].text)
    text = re.sub(r"\$(\w+)", lambda found: values.get(found[1], found[0]), text)
    return [tuple(term.value if term is not None else None for term in row) for row in store.select(text).rows]


def cell_values(case: Case, rename: Renaming) -> dict[str, str]:
    """Return the parameters of a question about the case's cell."""
    off = [name for name in v.READINGS if name not in case.book.readings]
    return {
        "subject": f"<{rename.iri('Aura')}>",
        "field": f"<{FIELDS[case.field]}>",
        "country": f"<{v.REGION}{case.country}>",
        "on": f'"{case.day}"^^<{v.XSD}date>',
        "party": " ".join(f"<{rename.iri(party)}>" for party in PARTIES),
        **{name: f"<{rename.iri(case.way(axis) or EVERY[axis])}>" for name, axis in WAYS.items()},
        "reading": ", ".join(f"<{v.READING}{name}>" for name in (*off, "none")),
    }


def who_in_sparql(store: Store, case: Case, number: int) -> dict[str, str]:
    """Return (party, answer) of the shipped query, parties by the case's names."""
    names = {f"{party} {number}": party for party in PARTIES} | {OTHERS: OTHERS}
    rows = ask(store, "who-may", cell_values(case, Renaming(number)))
    return {names[str(party)]: str(answer) for party, answer in rows}


def can_be_proposed(plan: oracle.Plan) -> bool:
    """Whether the shipped question can say all of a plan: no exception, and one term of an axis at the most."""
    return not plan.carveouts and all(len(terms) < 2 for terms in plan.asked)


def proposal_values(proposal: Proposal, rename: Renaming, readings: Collection[str]) -> dict[str, str]:
    """Return the parameters of a question about a proposed deal: one grantor, one subject, one term of an axis."""
    (grantor,), (subject,), (field,) = proposal.grantors, proposal.subjects, proposal.fields
    off = [name for name in v.READINGS if name not in readings]
    return {
        "grantor": f"<{rename.iri(grantor)}>",
        "grantee": " ".join(f"<{rename.iri(party)}>" for party in proposal.grantees),
        "subject": f"<{rename.iri(subject)}>",
        "field": f"<{rename.iri(field)}>",
        **{name: f"<{rename.iri(next(iter(getattr(proposal, axis)), EVERY[axis]))}>" for name, axis in WAYS.items()},
        "territory": as_rows(proposal.territory),
        "from": f'"{proposal.first}"^^<{v.XSD}date>',
        "until": f'"{proposal.last or date.max}"^^<{v.XSD}date>',
        "strength": f'"{proposal.exclusive or "none"}"',
        "reading": ", ".join(f"<{v.READING}{name}>" for name in (*off, "none")),
    }


Collisions: TypeAlias = dict[tuple[str, str], str]
"""Certain or possible, by commitment and kind."""


def collisions_in_sparql(store: Store, proposal: Proposal, rename: Renaming, readings: Collection[str]) -> Collisions:
    """Return what the shipped query says of a proposed deal, commitments by their labels."""
    rows = ask(store, "collisions", proposal_values(proposal, rename, readings))
    return {(str(commitment), str(kind)): str(certainty) for commitment, kind, certainty in rows}


def collisions_in_python(deals: Deals, proposal: Proposal, readings: Collection[str]) -> Collisions:
    """Return the same of the engine; whether affiliates of the grantees are meant no door asks, so that it is open."""
    found = clear(deals, replace(proposal, covers_affiliates=None), readings).collisions
    return {(c.with_, c.kind): c.certainty for one in found for c in one.all()}


def broken_law(engine: Collisions, sparql: Collisions) -> list[str]:
    """Return where SPARQL misses a collision, or says that one is certain which is not."""
    missed = [f"misses {found}" for found in sorted(engine.keys() - sparql.keys())]
    certain = sorted(found for found, certainty in sparql.items() if certainty == "certain")
    return missed + [f"certain of {found}" for found in certain if engine.get(found) != "certain"]


def in_force_in_sparql(store: Store, case: Case, number: int, commitment: str) -> str:
    """Return the answer of the shipped query about a commitment, in the case's country on its day."""
    rename = Renaming(number)
    values = {**cell_values(case, rename), "commitment": f"<{rename.iri(commitment)}>"}
    ((answer,),) = ask(store, "exclusivity-in-force", values)
    return str(answer)


def renamed(proposal: Proposal, rename: Renaming) -> Proposal:
    """Return a proposal with the addresses of a store in place of the case's names."""
    names = ("grantors", "grantees", "subjects", *oracle.AXES)
    return replace(proposal, **{name: tuple(map(rename.iri, getattr(proposal, name))) for name in names})
