"""What it takes to make a mistake in the engine, for a while, and to see which gold cases notice it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from unittest.mock import patch

from partnergraph.exclusivity import (
    accounts,
    alternatives,
    calendar,
    collisions,
    deal_pairs,
    entitlement,
    extents,
    facts,
    indexed,
    scope,
    shut_out,
)
from partnergraph.inference import conditions, events, lifespans, prevailing, renewals, statements, timeline
from tests.competency import collisions_reader as reader
from tests.competency.test_collisions import answer_of

who = import_module("partnergraph.exclusivity.who")  # the package's `who` is the function
bounds = import_module("partnergraph.inference.windows")  # as is `windows`
versions = import_module("partnergraph.inference.versions")
MODULES = (
    accounts,
    alternatives,
    calendar,
    collisions,
    conditions,
    deal_pairs,
    entitlement,
    events,
    extents,
    facts,
    indexed,
    lifespans,
    bounds,
    prevailing,
    renewals,
    scope,
    shut_out,
    statements,
    timeline,
    versions,
    who,
)


@dataclass(frozen=True)
class Mutant:
    """A mistake: its name, what it replaces, and how the names of cases begin that should notice it."""

    name: str
    apply: Callable[[ExitStack], None]
    near: str = ""


MUTANTS: list[Mutant] = []


def mutant(name: str, near: str = "") -> Callable[[Callable[[ExitStack], None]], None]:
    """Enter a function as the mutant of that name."""
    return lambda apply: MUTANTS.append(Mutant(name, apply, near))


def swap(stack: ExitStack, owner: Any, name: str, new: Any) -> None:
    """Replace an attribute of a class, or a function in every module that uses it."""
    old = getattr(owner, name)
    stack.enter_context(patch.object(owner, name, new))
    for module in MODULES:
        if module is not owner and getattr(module, name, None) is old:
            stack.enter_context(patch.object(module, name, new))


@contextmanager
def mutated(one: Mutant) -> Iterator[None]:
    """Make the mistake, with nothing remembered from before, and undo it."""
    with ExitStack() as stack:
        one.apply(stack)
        forget()
        try:
            yield
        finally:
            stack.close()
            forget()


def forget() -> None:
    """Clear what the engine remembers between questions."""
    for module in MODULES:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def killed_by(one: Mutant, cases: list[reader.Case], stop_at_first: bool = False) -> list[str]:
    """Return the names of the cases that a mutant answers wrongly; those near to it are asked first."""
    found = []
    with mutated(one):
        for case in sorted(cases, key=lambda case: not case.name.startswith(one.near)):
            try:
                right = answer_of(case) == case.expect
            except Exception:
                right = False
            if not right:
                found.append(case.name)
                if stop_at_first:
                    break
    return found
