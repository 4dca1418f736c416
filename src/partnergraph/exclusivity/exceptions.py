"""Exceptions that would leave nothing of what they are taken from: a contradiction, never meant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

from partnergraph.axes import AXES, TOPS, Axis
from partnergraph.exclusivity.facts import Proposal
from partnergraph.exclusivity.scope import Trees, plain_mask
from partnergraph.exclusivity.shut_out import for_everybody
from partnergraph.model import Carveout, Iri, Statement
from partnergraph.territory import WORLD_MASK, Territory
from partnergraph.wording.deals import Scope, say_exception, say_scope
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.lists import listed


def emptied(scope: Statement | Proposal, trees: Trees) -> tuple[Carveout, ...]:
    """Return the exceptions that together surely take all of a scope; none where something may be left.

    What lies below a term counts with it, so that exceptions of all that is below one leave the rest of it. A region
    that can be read in two ways is taken by itself, and by the world.
    """
    everybody = [one for one in scope.carveouts if for_everybody(one)]
    stated = [scope.on(axis) or (None,) for axis in AXES]
    used: dict[Carveout, None] = {}
    for piece in product(*stated) if everybody else ():
        taking = _taking(dict(zip(AXES, piece, strict=True)), scope.territory, everybody, trees)
        if not taking:
            return ()
        used.update(dict.fromkeys(taking))
    return tuple(used)


def _taking(
    piece: dict[Axis, Iri | None], territory: tuple[Territory, ...], exceptions: list[Carveout], trees: Trees
) -> list[Carveout]:
    """Return the exceptions that take a piece everywhere, none if a place may be left."""
    there = [one for one in exceptions if all(_covers(one.on(axis), piece[axis], trees) for axis in AXES)]
    if any(not one.territory or one.territory == territory for one in there):
        return there
    left = plain_mask(territory) if territory else WORLD_MASK
    for one in there:
        mask = plain_mask(one.territory) or 0
        left = 0 if mask == WORLD_MASK else None if left is None else left & ~mask
    return there if left == 0 else []


def _covers(terms: tuple[Iri, ...], term: Iri | None, trees: Trees) -> bool:
    if not terms or not TOPS.isdisjoint(terms):
        return True
    return term is not None and any(trees.relation(term, one) == "covers" for one in terms)


def say_emptied(taken: Iterable[Carveout], scope: Statement | Proposal, glossary: Glossary) -> str:
    """Return that exceptions take all of a scope, with both."""
    without = listed(say_exception(one, glossary) for one in taken)
    terms: dict[str, Any] = {axis.terms: scope.on(axis) for axis in AXES}
    return f"leaves nothing: {without} is taken out of {say_scope(Scope(territory=scope.territory, **terms), glossary)}"
