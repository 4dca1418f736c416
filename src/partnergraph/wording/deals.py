"""The sentence about a deal: one for each kind, whoever says it and wherever it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from partnergraph.axes import AXES, OnAxes
from partnergraph.model import Carveout, Commitment, Iri, OptionKind, Statement, Strength
from partnergraph.territory import Territory, format_territory
from partnergraph.wording.glossary import Glossary
from partnergraph.wording.lists import listed

_MANNERS: Final[dict[Strength | None, str]] = {"sole": "as sole partner", "co-exclusive": "in a named group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(OnAxes[Iterable[Iri]]):
    """What a deal is about, by one source or by several; an axis that nobody states is empty."""

    subjects: Iterable[Iri] = ()
    territory: tuple[Territory, ...] = ()
    carveouts: tuple[Carveout, ...] = ()
    options: tuple[OptionKind, ...] = ()
    response_days: tuple[int, ...] = ()


def say_deal(deal: Commitment, scope: Scope, strength: Strength | None, glossary: Glossary, when: str = "") -> str:
    """Return a deal as a sentence without its full stop: who lets or promises whom what, where and when.

    >>> deal = Commitment(iri="d", label="", kind="grant", bound=("leica",), beneficiaries=("xiaomi",))
    >>> glossary = Glossary(str.title, {"leica"}.__contains__)
    >>> say_deal(deal, Scope(subjects=("leica",), fields=("phones",)), None, glossary, "since 2022")
    'Leica lets Xiaomi use the mark Leica on Phones in a territory not stated, since 2022'
    """
    words = f"{say_promise(deal, scope, strength, glossary)} {say_where(scope.territory)}"
    words += "".join(f", except {say_exception(one, glossary)}" for one in scope.carveouts)
    return f"{words}, {when}" if when else words


DENIED: Final = "It is denied that: "
"""Before what a source says is not so."""


def say_promise(deal: Commitment, scope: Scope, strength: Strength | None, glossary: Glossary) -> str:
    """Return what a deal promises, without place and time."""
    bound, favoured = glossary.names(deal.bound), glossary.names(deal.beneficiaries)
    what = f"{glossary.subjects(scope.subjects)}{say_use(scope, glossary)}"
    if deal.side == "user":
        return f"{bound} promised {favoured} to use only {what}"
    if deal.kind == "option":
        return f"{bound} must offer {what} to {favoured} first{_say_option(scope)}"
    if deal.only_forbids:
        to = f" {glossary.names(deal.promisees)}" if deal.promisees else ""
        return f"{bound} promised{to} that {say_shut_out(deal, glossary)} use {what}"
    if deal.kind == "grant":
        return f"{bound} let{'' if len(deal.bound) > 1 else 's'} {favoured} use {what}"
    return f"{bound} promised {favoured} {what} {_MANNERS.get(strength, 'exclusively')}"


def say_held(deal: Commitment, strength: Strength | None, *, owns: bool) -> str:
    """Return how somebody holds a right by a deal, or as its owner.

    >>> say_held(Commitment(iri="d", label="", kind="exclusivity", bound=(), beneficiaries=()), "sole", owns=False)
    'as sole partner'
    """
    if owns:
        return "owner"
    return _MANNERS.get(strength, "exclusively") if deal.kind == "exclusivity" else "non-exclusively"


def say_shut_out(deal: Commitment, glossary: Glossary) -> str:
    """Return who may not, by an exclusion or a holdback; how many may, by a promise of no more licensees than that."""
    if deal.at_most is not None:
        return f"at most {deal.at_most} licensee{'' if deal.at_most == 1 else 's'} may"
    return f"{glossary.names(deal.excluded) or 'somebody'} may not" if deal.kind == "exclusion" else "nobody may"


def option_of(said: Iterable[Statement]) -> dict[str, Any]:
    """Return what statements say of an option, as fields of its `Scope`."""
    told = list(said)
    kinds = sorted({one.option for one in told if one.option is not None})
    days = sorted({one.response_days for one in told if one.response_days is not None})
    return {"options": tuple(kinds), "response_days": tuple(days)}


_OPTIONS: Final[dict[OptionKind, str]] = {
    "refusal": "right of first refusal", "offer": "right of first offer", "negotiation": "right of first negotiation",
    "matching": "right to match the last offer",
}  # fmt: skip


def _say_option(scope: Scope) -> str:
    """Return which right an option is, and how long its holder has to answer; where sources differ, all of it."""
    kind = listed((_OPTIONS[one] for one in scope.options), "or")
    days = listed(map(str, scope.response_days), "or")
    parts = [kind, f"{days} day{'' if days == '1' else 's'} to answer" if days else ""]
    said = ", ".join(filter(None, parts))
    return f" ({said})" if said else ""


def say_use(scope: OnAxes[Any], glossary: Glossary) -> str:
    """Return the terms of all axes, to follow what they are said of."""
    named = ((axis, listed(map(glossary.name, sorted(scope.on(axis))))) for axis in AXES)
    return "".join(axis.said.format(terms) for axis, terms in named if terms)


def say_exception(exception: Carveout, glossary: Glossary) -> str:
    """Return for whom, for what, where and how long something is left open.

    >>> glossary = Glossary(str.title, set().__contains__)
    >>> say_exception(Carveout(parties=("sharp",), channels=("online",)), glossary)
    'for Sharp through Online'
    """
    parties = listed(map(glossary.name, exception.parties))
    words = [f"for {parties}" if parties else "", say_use(exception, glossary).strip()]
    words += [f"in {say_territory(exception.territory)}"] if exception.territory else []
    words += [f"while {glossary.name(exception.commitment)} runs"] if exception.commitment is not None else []
    return " ".join(filter(None, words))


def say_scope(scope: Scope, glossary: Glossary) -> str:
    """Return what is stated of terms and places: ``on smartphones in Japan``; all of it where nothing is."""
    where = f"in {say_territory(scope.territory)}" if scope.territory else ""
    return " ".join(filter(None, (say_use(scope, glossary).strip(), where))) or "all of it"


def say_strength(strength: Strength) -> str:
    """Return the kind of an exclusivity; what "exclusive" alone leaves open is said.

    >>> say_strength("unqualified")
    'exclusive (whether the party bound may act itself is not said)'
    """
    unqualified = "exclusive (whether the party bound may act itself is not said)"
    return unqualified if strength == "unqualified" else strength


def say_where(territory: tuple[Territory, ...]) -> str:
    """Return a territory as the end of a sentence.

    >>> say_where(())
    'in a territory not stated'
    """
    return f"in {say_territory(territory) if territory else 'a territory not stated'}"


@lru_cache(maxsize=16384)
def say_territory(territory: tuple[Territory, ...]) -> str:
    """Return a territory, the union of its rules, as a person would write it."""
    return format_territory(territory)
