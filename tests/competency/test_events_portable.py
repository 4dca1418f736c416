"""Deals that events change, or whose days hang on occurrences, put to the shipped SPARQL: who may, and what is in force.

The law: SPARQL decides nothing otherwise than the engine; it may say unknown, where `WEAKER` says so.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from partnergraph import vocabulary as v
from partnergraph.derive import derive
from partnergraph.model import Organization
from partnergraph.rdf import to_rdf
from tests.competency import collisions_reader as reader
from tests.competency.test_collisions import answer_of
from tests.competency.test_collisions_portable import Names, filled, one_in_four
from tests.unit.exclusivity.oracle import EVERY
from tests.unit.exclusivity.portable import ask, scratch

CASES = [
    case
    for case in reader.cases()
    if case.name.startswith(("14-events", "15-relative"))
    and case.kind in ("who", "in_force")
    and "last_day" not in case.ask
    and case.known_by is None
]
WEAKER = {
    "14-events-35": "two states of one deal are each possible",
    "14-events-40": "two states of one deal are each possible",
    "14-events-55": "which source is right is left open",
    "14-events-57": "which source is right is left open",
    "14-events-126": "whose place another company took is not asked about",
    "14-events-130": "whose place another company took is not asked about",
    "14-events-132": "whose place another company took is not asked about",
    "14-events-133": "whose place another company took is not asked about",
    "15-relative-29": "which source is right is left open",
    "15-relative-59": "where a source is declared to prevail, which terms count is left open",
    "14-events-113": "an excepted licence that events changed only protects perhaps",
}
"""Why SPARQL says unknown of some deals that the engine knows better."""


def values_of(case: reader.Case, names: Names) -> dict[str, str]:
    ask, off = case.ask, [name for name in v.READINGS if name not in case.readings]
    return {
        "subject": f"<{names.iri(ask.get('subject', 'Aura'))}>",
        "field": f"<{names.iri(ask.get('field', 'smartphone'))}>",
        "country": f"<{v.REGION}{ask.get('country', 'BR')}>",
        "on": f'"{ask["day"]}"^^<{v.XSD}date>',
        "party": " ".join(f"<{names.iri(party)}>" for party in asked_about(case)),
        "channel": f"<{EVERY['channels']}>",
        "act": f"<{names.iri(*reader.acts((ask['act'],))) if 'act' in ask else EVERY['acts']}>",
        "language": f"<{EVERY['languages']}>",
        "reading": ", ".join(f"<{v.READING}{name}>" for name in (*off, "none")),
        "commitment": f"<{names.iri(ask.get('commitment', 'none'))}>",
    }


def asked_about(case: reader.Case) -> list[str]:
    return [party for party in case.expect if party != "others"] if isinstance(case.expect, dict) else []


def in_sparql(case: reader.Case) -> Iterator[tuple[str, str]]:
    names = Names(0)
    store = filled(scratch(), case, names)
    with store.transaction() as work:
        parties = [Organization(iri=names.iri(party), name=party) for party in asked_about(case)]
        work.insert(v.GRAPH_STATED, to_rdf(parties))
        derive(work)
    if case.kind == "in_force":
        ((answer,),) = ask(store, "exclusivity-in-force", values_of(case, names))
        yield "", str(answer)
    for party, answer in ask(store, "who-may", values_of(case, names)) if case.kind == "who" else ():
        yield str(party), str(answer)


@pytest.mark.parametrize("case", one_in_four(CASES))
def test_case(case: reader.Case) -> None:
    found = answer_of(case)
    engine = {"": found} if isinstance(found, str) else found
    answers = {party: one if isinstance(one, str) else one["answer"] for party, one in engine.items()}
    sparql = {party: answer for party, answer in in_sparql(case) if party in answers}
    assert sparql.keys() == answers.keys()
    decided = {party: answer for party, answer in sparql.items() if answer != "unknown"}
    assert decided.items() <= answers.items(), case.why
    assert (sparql == answers) == (case.name not in WEAKER), WEAKER.get(case.name, case.why)
