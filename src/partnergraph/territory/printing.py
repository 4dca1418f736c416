"""Territories in words: the printer of rules, and the shortest phrase for a set of countries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.territory.algebra import COUNTRIES, WORLD_MASK, Territory, codes_of
from partnergraph.territory.phrases import parse_territory
from partnergraph.territory.regions import table

_Style: TypeAlias = Literal["natural", "plain", "bracketed"]
# From the one people write to the one that cannot be misread; the first that reads back is taken.
_STYLES: Final[tuple[_Style, ...]] = ("natural", "plain", "bracketed")

# --- rules ----------------------------------------------------------------------------------------


def format_territory(rules: Territory | Iterable[Territory]) -> str:
    """A phrase for one rule or several; `parse_territory` reads it back as the same rules.

    That holds for everything `parse_territory` returns. Rules of one tuple that differ in membership or
    exhaustiveness have no common phrase: each is printed with its own.

    >>> format_territory(Territory(("001",), ("JP", "KR")))
    'World except Japan and South Korea'
    """
    return _format((rules,) if isinstance(rules, Territory) else tuple(rules))


@lru_cache(maxsize=4096)
def _format(rules: tuple[Territory, ...]) -> str:
    text = ""
    for style in _STYLES:
        text = _text(rules, style)
        if _reads_back(text, rules):
            break
    return text


def _text(rules: tuple[Territory, ...], style: _Style) -> str:
    alike = len({(rule.exhaustive, rule.membership) for rule in rules}) == 1
    return ", but with ".join(_rule_text(rule, style, i == 0 or not alike) for i, rule in enumerate(rules))


def _reads_back(text: str, rules: tuple[Territory, ...]) -> bool:
    try:
        return parse_territory(text) == rules
    except PhraseError:
        return False


def _rule_text(rule: Territory, style: _Style, with_suffix: bool) -> str:
    plain = style != "natural"
    text = _listed(rule.includes, plain, " + ")
    if style == "bracketed":
        text = f"({text})"
    if with_suffix:
        if isinstance(rule.membership, date):
            text += f" (as of {rule.membership.isoformat()})"
        elif rule.membership == "moving":
            text += " (as membership changes)"
        if not rule.exhaustive:
            text += ", among others"
    if rule.excludes:
        text += (", except " if not rule.exhaustive else " except ") + _listed(rule.excludes, plain, "; ")
    return text


def _listed(codes: Sequence[str], plain: bool, sign: str) -> str:
    """Groups first, countries by name. ``plain``: a sign that no name contains between any two."""
    regions = table()
    groups = sorted((c for c in codes if regions[c].kind not in ("country", "part")), key=_largest_first)
    single = sorted((c for c in codes if regions[c].kind in ("country", "part")), key=lambda c: regions[c].phrase)
    names = [regions[c].phrase for c in (*groups, *single)]
    if plain:
        return "; ".join(names)
    if groups and len(names) > 1 and sign != "; ":
        return sign.join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _largest_first(code: str) -> tuple[int, str]:
    return -table().ever(code).bit_count(), code


# --- sets -----------------------------------------------------------------------------------------


class _Named(NamedTuple):
    code: str
    mask: int
    cost: int


@cache
def _named(on: date | None) -> tuple[_Named, ...]:
    """Groups with one definite set of countries (on that day in all readings), largest first."""
    found = []
    for region in table().regions.values():
        if region.raw.get("rare"):
            continue
        if region.kind in ("m49", "group") and region.current(on):
            mask = table().fixed_mask(region.code) or 0
        elif region.kind == "bloc" and on is not None:
            masks = {reading.mask_on(on) for reading in Territory((region.code,)).readings()}
            mask = masks.pop() if len(masks) == 1 else 0
        else:
            continue
        if mask.bit_count() > 1:
            found.append(_Named(region.code, mask, len(region.phrase) + 3))
    return tuple(sorted(found, key=lambda n: (-n.mask.bit_count(), n.cost, n.code)))


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(len(table()[code].phrase) + 2 for code in COUNTRIES)


def shortest_phrase(mask: int, on: date | None = None, parts: Iterable[str] = (), without: Iterable[str] = ()) -> str:
    """A short phrase for a set of countries; read back, it is the same set on that day in every reading.

    Groups whose membership changes are used only for a day ``on`` which all their readings agree. ``parts`` of other
    countries are named beside them, parts ``without`` which some of the countries are after "except".

    >>> shortest_phrase(WORLD_MASK & ~(1 << COUNTRIES.index("JP")))
    'World except Japan'
    >>> shortest_phrase(1 << COUNTRIES.index("US"), parts=["DE-BY"], without=["US-CA"])
    'Bavaria and US except California'
    """
    beside, less = tuple(parts), tuple(without)
    if not mask:
        return format_territory(Territory(beside)) if beside else "nowhere"
    if not beside and not less:
        return _shortest(mask, on)
    includes, excludes = _shortest_rule(mask, on)
    if excludes and beside:
        return format_territory((Territory(includes, (*excludes, *less)), Territory(beside)))
    return format_territory(Territory((*includes, *beside), (*excludes, *less)))


@lru_cache(maxsize=16384)
def _shortest(mask: int, on: date | None) -> str:
    return format_territory(Territory(*_shortest_rule(mask, on)))


def _shortest_rule(mask: int, on: date | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = _named(on)
    plans = [_plan(mask, [], names), _plan(mask, [names[0]], names)]
    plans += [_plan(mask, [base], names) for base in _bases(mask, names)]
    _, includes, excludes = min(plans, key=lambda plan: (plan[0], plan[1:]))
    return includes, excludes


def _bases(mask: int, names: tuple[_Named, ...]) -> list[_Named]:
    """Groups that are near the set: the fewest countries too many or missing."""
    near = sorted(names, key=lambda n: (n.mask ^ mask).bit_count())
    return near[:6]


def _plan(mask: int, base: list[_Named], names: tuple[_Named, ...]) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Cost in letters, includes and excludes: ``base``, then what is missing, without what is too many."""
    have = 0
    for named in base:
        have |= named.mask
    more, more_cost = _cover(mask & ~have, mask | have, names)
    have |= mask
    less, less_cost = _cover(have & ~mask, ~mask, names, within=have)
    cost = sum(named.cost for named in base) + more_cost + less_cost + (9 if less else 0)
    return cost, (*(named.code for named in base), *more), less


def _cover(
    target: int, allowed: int, names: tuple[_Named, ...], within: int = WORLD_MASK
) -> tuple[tuple[str, ...], int]:
    """Groups inside ``allowed`` (as far as ``within`` goes) and single countries that make up ``target``."""
    codes: list[str] = []
    cost = 0
    lengths = _lengths()
    for named in names:
        new = named.mask & target
        if new.bit_count() > 1 and not named.mask & within & ~allowed and named.cost < _letters(new, lengths):
            codes.append(named.code)
            cost += named.cost
            target &= ~named.mask
    return (*codes, *codes_of(target)), cost + _letters(target, lengths)


def _letters(mask: int, lengths: tuple[int, ...]) -> int:
    total = 0
    while mask:
        low = mask & -mask
        total += lengths[low.bit_length() - 1]
        mask ^= low
    return total
