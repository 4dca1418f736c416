"""A territory less what a second column takes out of it, rule by rule: no phrase is pasted together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_

from partnergraph.errors import PhraseError
from partnergraph.territory import Territory, format_territory
from partnergraph.territory.algebra import MembershipMode
from partnergraph.territory.regions import table


def less(rules: Sequence[Territory], taken: Iterable[Territory]) -> tuple[Territory, ...]:
    """Return the rules without what other rules hold. Raises `PhraseError`, as where nothing is left.

    What a taken rule excepts stays: the world less "Europe except UK" keeps the United Kingdom.

    >>> from partnergraph.territory import parse_territory
    >>> def show(whole, part):
    ...     return format_territory(less(parse_territory(whole), parse_territory(part)))
    >>> show("World except Japan", "US"), show("France, Germany + UK", "UK")
    ('World except Japan and US', 'France and Germany')
    """
    left = tuple(rules)
    for rule in taken:
        left = _less(left, rule)
        if not left:
            raise PhraseError(format_territory(rule), f"is all there is of {format_territory(rules)}: nothing is left")
    return left


def _less(rules: tuple[Territory, ...], taken: Territory) -> tuple[Territory, ...]:
    if not taken.exhaustive:
        raise PhraseError(format_territory(taken), "does not list all that is taken out", "name all of it")
    for code in taken.includes:
        if not any(_reaches(rule.includes, code) for rule in rules):
            raise PhraseError(
                table()[code].phrase,
                f"is not part of {format_territory(rules)}; only what is included can be taken out",
                "leave it out, or add it to the territory",
            )
    cut = [rest for rule in rules if (rest := _cut(rule, taken)) is not None]
    kept = [back for rule in rules for code in taken.excludes if (back := _kept(rule, code)) is not None]
    return tuple(dict.fromkeys((*cut, *kept)))


def _cut(rule: Territory, taken: Territory) -> Territory | None:
    """Return a rule without the regions that another one includes; ``None`` where nothing is left."""
    gone = reduce(or_, (table().fixed_mask(code) or 0 for code in taken.includes), 0)
    includes = tuple(c for c in rule.includes if c not in taken.includes and table().ever(c) & ~gone)
    excludes = tuple(c for c in (*rule.excludes, *taken.includes) if _reaches(includes, c))
    return (
        replace(rule, includes=includes, excludes=excludes, membership=_membership(rule, taken)) if includes else None
    )


def _kept(rule: Territory, code: str) -> Territory | None:
    """Return what a rule has of a region that the taken rule leaves in; ``None`` where it has nothing of it."""
    inside = reduce(or_, (table().fixed_mask(c) or 0 for c in rule.includes), 0)
    ever = table().ever(code)
    if not _reaches(rule.includes, code):
        return None
    if code not in rule.includes and ever & ~inside:
        name = table()[code].phrase
        raise PhraseError(name, "is left in, but may lie in part outside the territory", "write the territory in words")
    gone = reduce(or_, (table().fixed_mask(c) or 0 for c in rule.excludes), 0)
    if code in rule.excludes or not ever & ~gone:
        return None
    return replace(rule, includes=(code,), excludes=tuple(c for c in rule.excludes if _reaches((code,), c)))


def _reaches(includes: Iterable[str], code: str) -> bool:
    """Whether a region can be taken out of included ones; two parts of countries are apart unless they are one."""
    regions = table()
    is_part = regions[code].kind == "part"
    whole = (regions.ever(c) for c in includes if c == code or not (is_part and regions[c].kind == "part"))
    return bool(regions.ever(code) & reduce(or_, whole, 0))


def _membership(rule: Territory, taken: Territory) -> MembershipMode:
    """Return how both read the members of changing groups; two ways cannot be one rule."""
    ways = {r.membership for r in (rule, taken) if any(table()[c].changes for c in (*r.includes, *r.excludes))}
    if len(ways) > 1:
        why = "reads the members of groups in another way than the territory"
        raise PhraseError(format_territory(taken), why, "say the same of both, or name the countries")
    return ways.pop() if ways else rule.membership
