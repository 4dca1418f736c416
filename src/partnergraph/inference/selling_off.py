"""Selling off: the stock of a deal may be sold for some time after its end.

It is a plain grant to sell, to the same parties in the same scope, from the day after the end, and so one more version
of the deal, which follows those that lead to its end: one for each way in which events may have left the deal.

The rule is semantics.md, "Relative starts and ends".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from partnergraph.bounds import Term
from partnergraph.inference.relative import shifted
from partnergraph.inference.statements import is_denial
from partnergraph.inference.windows import Bound
from partnergraph.model import Carveout, Edge, Iri, Statement
from partnergraph.vocabulary import ACT

if TYPE_CHECKING:
    from partnergraph.inference.versions import Version

SELL: Final = ACT + "sell"
_AFTER: Final[Mapping[Edge, tuple[Edge, Edge]]] = {
    "earliest-end": ("earliest-start", "earliest-end"), "latest-end": ("latest-start", "latest-end")
}  # fmt: skip
"""What an edge of the end of a deal bounds of the selling off."""


def selling_off(made: Sequence[Version]) -> Iterator[Version]:
    """Yield the selling off after those versions of a deal that lead to its end."""
    number = len(made)
    for version in made:
        if all(step.ends for step in version.pending) and any(said.sell_off for said in version.statements):
            number += 1
            iri = f"{version.of}--v{number}"
            told = tuple(replace(said, about=iri) for said in _grants(version))
            commitment = replace(version.commitment, iri=iri, kind="grant")
            yield replace(
                version, commitment=commitment, statements=told, steps=(), pending=(), retimed=False, after=version
            )


def _grants(version: Version) -> Iterator[Statement]:
    """Yield what the sources that tell of a selling off say of its scope; it is as sure as the version before it."""
    sources = {said.source for said in version.statements if said.sell_off}
    perhaps = not all(step.certain for step in version.came)
    for said in version.statements:
        if said.source in sources:
            unmet = tuple(condition for condition in said.conditions if condition.unmet)
            status = said.status if said.status in ("planned", "tentative", "conditional") else None
            yield replace(
                said, acts=said.acts if is_denial(said) else (SELL,), period=None, strength=None, renewal=None,
                carveouts=tuple(filter(_is_for_everybody, said.carveouts)), conditions=unmet, present_tense=False,
                until=None, coextensive=False, relative_starts=(), relative_ends=(),
                status="tentative" if perhaps and not is_denial(said) else status,
            )  # fmt: skip


def _is_for_everybody(carveout: Carveout) -> bool:
    return not carveout.parties and carveout.commitment is None


def sold_off_between(version: Version, before: Iterable[Bound]) -> list[Bound]:
    """Return the bounds of a selling off, by those of the version before it."""
    lengths = {said.iri: said.sell_off for said in version.statements if said.sell_off is not None}
    return [
        found
        for bound in before
        if bound.edge in _AFTER
        for iri, length in lengths.items()
        for found in _after(bound, iri, length)
    ]


def _after(bound: Bound, told: Iri, length: Term) -> Iterator[Bound]:
    rests_on = bound.rests_on | {told}
    for edge, by in zip(_AFTER[bound.edge], (Term(days=1), length), strict=True):
        moved = shifted([bound], by.after)
        yield from (one._replace(edge=edge, rests_on=rests_on, stated=False, promised=False) for one in moved)
