"""Refuses exceptions that leave nothing of what they are taken from, in files whose data is read as values."""

from __future__ import annotations

from collections.abc import Iterator

from partnergraph import model as m
from partnergraph.errors import Problem
from partnergraph.exclusivity.exceptions import emptied, say_emptied
from partnergraph.exclusivity.scope import Trees
from partnergraph.names import local_name
from partnergraph.terms import terms
from partnergraph.wording.glossary import Glossary

HINT = "leave the exception out, or widen what it is taken from"


def emptied_in(data: m.Dataset, file: str | None = None) -> Iterator[Problem]:
    """Yield a problem for each statement of which its exceptions leave nothing, with both."""
    excepting = [said for said in data.statements if said.carveouts]
    if not excepting:
        return
    known = terms().with_own(entity for entity in data.entities if isinstance(entity, m.Term))
    named = {thing.iri: thing.name for thing in data.entities} | dict(known.labels)
    glossary = Glossary(lambda iri: named.get(iri, local_name(iri)), set[m.Iri]().__contains__)
    for said in excepting:
        taken = emptied(said, Trees(known.broader))
        if taken:
            yield Problem(say_emptied(taken, said, glossary), HINT, file=file, field=f"{said.iri} pg:carveout")
