"""The proposed deals of the gold suite, put to the shipped SPARQL.

The law: no collision is missed, and none is called certain that is not. Beyond it the answer is that of the engine,
kind by kind, but for the cases named in `WEAKER`, where the SPARQL only says possible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.exclusivity import OTHERS, who
from partnergraph.graph import PartnerGraph
from partnergraph.rdf import to_rdf
from partnergraph.store import Store
from tests.competency import collisions_reader as reader
from tests.quick import slow_unless
from tests.unit.exclusivity.compare import STORES
from tests.unit.exclusivity.oracle import EVERY
from tests.unit.exclusivity.portable import (
    BASE,
    FIELDS,
    WAYS,
    Renaming,
    ask,
    broken_law,
    collisions_in_python,
    collisions_in_sparql,
    names_whom,
)

TERMS = {
    **FIELDS, "online": v.CHANNEL + "online", "store": v.CHANNEL + "store", "distribution": v.ACT + "distribute",
    "brand-on-product": v.ACT + "brand-on-product",
    **{name: v.CUSTOMER + name for name in ("public-body", "military", "business")},
}  # fmt: skip
NOT_ASKED = {
    "signed": "an option is tested on the first day",
    "side": "who grants is asked, not who promises to use certain marks only",
    "except": "a proposal has no exceptions",
}
"""What a proposal of the suite may say and the SPARQL has no parameter for."""
LISTS = {
    "subject": "one subject",
    "field": "one field",
    "channel": "one channel",
    "act": "one act",
    "by": "one grantor",
}
"""What the SPARQL takes one of; a list, or none, is not asked."""
WEAKER = {
    "05-parties-11": "an affiliate is only let through perhaps",
    "05-parties-12": "an affiliate is only shut out perhaps",
    "05-parties-41": "an affiliate is only bound perhaps",
    "05-parties-56": "an excepted licence only protects perhaps",
    "05-parties-57": "an excepted licence only protects perhaps",
    "05-parties-59": "an affiliate is only let through perhaps",
    "05-parties-60": "an affiliate is only shut out perhaps",
    "13-exceptions-57": "an excepted licence only protects perhaps",
    "12-title-26": "where a source is declared to prevail, which terms count is left open",
    "14-events-127": "whose place another company took is only perhaps another",
    "06-sources-05": "certain is one common country, not another one by each source",
    **{f"09-shut-out-{n:02}": "how far a sublicence goes is looked at in the plainest cases" for n in (4, 7, 16)},
    **{f"09-shut-out-{n}": "a country stands for what is left beside its parts" for n in (31, 34, 35)},
    "10-exclusions-52": "an affiliate is only shut out perhaps",
    "10-exclusions-55": "an excepted licence only protects perhaps",
    **{f"10-exclusions-{n}": "licensees are not counted" for n in (108, *range(110, 115), *range(116, 120), 122)},
}


@dataclass(frozen=True)
class Names(Renaming):
    """IRIs for the names of the suite, whatever they name."""

    def iri(self, name: str) -> str:
        """Return the IRI of a term, a thing or a fact of the case."""
        known = name if name.startswith(v.W3ID) else TERMS.get(name)
        return known or f"{BASE}organization/" + re.sub(r"\W+", "-", name)

    def _field(self, name: str, value: Any) -> Any:
        if name in ("complete_for", "complete_holdings"):
            return tuple(tuple(map(self.iri, pair)) for pair in value)
        if name in {"prevails_for", "until", "partnership", "product", "copy_of"} and value is not None:
            return tuple(map(self.iri, value)) if isinstance(value, tuple) else self.iri(value)
        return super()._field(name, value)


def one_in_four(cases: Sequence[reader.Case]) -> list[Any]:
    """Return cases as parameters: a quarter is quick, for the SPARQL takes a hundred times as long as the engine."""
    return [pytest.param(case, id=case.name, marks=slow_unless(n % 4 == 0)) for n, case in enumerate(cases)]


def why_not(case: reader.Case) -> str | None:
    """Return why the SPARQL cannot ask a case; ``None`` if it can."""
    if not all(map(names_whom, reader.Reader(case.deals).deals().commitments)):
        return "in RDF a commitment names whom it favours or shuts out"
    for key, reason in NOT_ASKED.items():
        if key in case.ask:
            return reason
    for key, reason in LISTS.items():
        if isinstance(case.ask.get(key), list) or case.ask.get(key) == "unstated":
            return reason
    return "a territory is stated" if case.ask.get("territory") == "unstated" else None


CLEAR = [case for case in reader.cases() if case.kind == "clear"]
ASKED = [case for case in CLEAR if why_not(case) is None]


def filled(store: Store, case: reader.Case, names: Names) -> Store:
    """Return the store with the deals of a case, derived."""
    told = reader.Reader(case.deals)
    deals = told.deals()
    facts = (
        *told.things(),
        *deals.commitments,
        *deals.partnerships,
        *deals.releases,
        *deals.ownerships,
        *deals.families,
        *deals.events,
    )
    with store.transaction() as work:
        work.insert(v.GRAPH_STATED, to_rdf(names(said) for said in (*deals.sources, *facts, *deals.statements)))
        derive(work)
    return store if case.known_by is None else PartnerGraph(store).as_known_on(case.known_by).store


@pytest.mark.parametrize("engine", ["embedded", pytest.param("rdflib", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name, marks=slow_unless(n % 12 == 0)) for n, case in enumerate(ASKED)]
)
def test_case(case: reader.Case, engine: str) -> None:
    names, proposal = Names(0), reader.proposal(case.ask)
    store = filled(STORES[engine](), case, names)
    expected = collisions_in_python(reader.deals_of(case), proposal, case.readings)
    found = collisions_in_sparql(store, proposal, names, case.readings)
    assert not broken_law(expected, found), case.why
    assert (found == expected) == (case.name not in WEAKER), WEAKER.get(case.name, case.why)


TERMS_OF_DEALS = [case for case in reader.cases() if case.name.startswith("11-terms") and case.kind == "in_force"]
LESS_KNOWN = {"11-terms-110": "that an end which was promised did not come is told by the derived bounds alone"}
"""Cases of which the SPARQL says unknown, and why."""


@pytest.mark.parametrize("case", one_in_four(TERMS_OF_DEALS))
def test_terms_of_deals(case: reader.Case) -> None:
    """Whether a deal is in force, and what that means for who may: as the engine says, by the derived bounds."""
    names, store = Names(0), filled(STORES["embedded"](), case, Names(0))
    on, country = case.ask["day"], case.ask.get("country", "BR")
    off = [name for name in v.READINGS if name not in case.readings]
    values = {
        "subject": f"<{names.iri('Aura')}>", "field": f"<{FIELDS['smartphone']}>", "country": f"<{v.REGION}{country}>",
        "on": f'"{on}"^^<{v.XSD}date>', "party": f"<{names.iri('Alpha')}>",
        "act": f"<{v.ACT}use>", "channel": f"<{v.CHANNEL}all-channels>", "language": f"<{v.LANGUAGE}all-languages>",
        "commitment": f"<{names.iri(case.ask['commitment'])}>",
        "reading": ", ".join(f"<{v.READING}{name}>" for name in (*off, "none")),
    }  # fmt: skip
    ((answer,),) = ask(store, "exclusivity-in-force", values)
    assert answer == ("unknown" if case.name in LESS_KNOWN else case.expect), LESS_KNOWN.get(case.name, case.why)
    deals = reader.Reader(case.deals).deals()
    engine = who(deals, "Aura", "smartphone", None, country, reader.day(on), (), case.readings)[OTHERS].answer
    found = dict(ask(store, "who-may", values))[OTHERS]
    assert found == ("unknown" if case.name in LESS_KNOWN else engine), LESS_KNOWN.get(case.name, case.why)


TITLES = [case for case in reader.cases() if case.kind == "who" and case.name.startswith("12-title")]
COUNTED = [c for c in reader.cases() if c.kind == "who" and "at_most" in repr(c.deals) and "field" not in c.ask]
PRODUCTS = [case for case in reader.cases() if case.kind == "who" and "carries" in case.deals]
WHO = [
    case for case in (*TITLES, *COUNTED, *PRODUCTS) if case.known_by is None
]  # as known on a day, a store is for reading only


@pytest.mark.parametrize("case", one_in_four(WHO))
def test_who(case: reader.Case) -> None:
    """What the SPARQL says is what the engine says, or unknown."""
    names, asked = Names(0), case.ask
    store = filled(STORES["embedded"](), case, names)
    parties = [party for party in case.expect if party != "others"]
    with store.transaction() as work:
        work.insert(v.GRAPH_STATED, to_rdf(m.Organization(iri=names.iri(party), name=party) for party in parties))
    off = [name for name in v.READINGS if name not in case.readings]
    values = {
        "subject": f"<{names.iri(asked.get('subject', 'Aura'))}>", "field": f"<{TERMS['smartphone']}>",
        "country": f"<{v.REGION}{asked.get('country', 'BR')}>", "on": f'"{asked["day"]}"^^<{v.XSD}date>',
        "party": " ".join(f"<{names.iri(party)}>" for party in parties),
        **{axis: f"<{EVERY[terms]}>" for axis, terms in WAYS.items()},
        "reading": ", ".join(f"<{v.READING}{name}>" for name in (*off, "none")),
    }  # fmt: skip
    for party, answer in ask(store, "who-may", values):
        expected = case.expect.get(str(party))
        if expected is not None:
            wanted = expected if isinstance(expected, str) else expected.get("answer", answer)
            assert answer in (wanted, "unknown"), (party, case.why)


def test_what_is_not_asked() -> None:
    """Few cases of the suite cannot be put to the SPARQL, and every reason is one of some case."""
    reasons = {case.name: why_not(case) for case in CLEAR if why_not(case) is not None}
    assert len(reasons) < len(CLEAR) / 10, reasons
    assert set(WEAKER) <= {case.name for case in ASKED}
