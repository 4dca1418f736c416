"""Territory rules and what they mean day by day, as sets of countries held in the bits of one integer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from itertools import product
from operator import and_, or_
from typing import Final, Literal, TypeAlias

from partnergraph.errors import PhraseError
from partnergraph.territory.regions import WORLD_CODE, Timeline, Variant, mask_at, table

COUNTRIES: Final[tuple[str, ...]] = table().countries
"""The 249 codes of ISO 3166-1 and XK, sorted; bit i of a mask stands for ``COUNTRIES[i]``."""
WORLD_MASK: Final[int] = table().world

MembershipMode: TypeAlias = Literal["moving", "not-stated"] | date
Span: TypeAlias = tuple[date | None, date | None, int]
_Choice: TypeAlias = dict[str, Timeline]
_Parts: TypeAlias = frozenset[str]

# Above this many combinations of variants, a rule is read twice only: see `_extremes`.
_MOST_COMBINATIONS = 256
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class TerritoryReading:
    """One definite meaning of a rule.

    ``assumptions`` are the choices made, in words. ``spans`` are (first day, last day, country mask),
    inclusive, contiguous, by time; ``None`` is open.
    """

    assumptions: tuple[str, ...]
    spans: tuple[Span, ...]

    def mask_on(self, day: date) -> int:
        """Countries on ``day``.

        >>> reading = Territory(("EU",), membership="moving").readings()[0]
        >>> "GB" in codes_of(reading.mask_on(date(2020, 1, 31))), "GB" in codes_of(reading.mask_on(date(2020, 2, 1)))
        (True, False)
        """
        for _, last, mask in self.spans:
            if last is None or day <= last:
                return mask
        return 0


@dataclass(frozen=True, slots=True)
class Territory:
    """One rule: the included regions without the excluded ones. Codes are those of the region table.

    ``includes`` and ``excludes`` are sorted and minimal on construction (World plus a country is World); a
    changing group never swallows its members, since it may lose them. ``exhaustive=False``: the source names
    examples, so a country outside the list is unknown, not outside. ``membership`` of a changing group is read
    at the day asked (``"moving"``), as it was on a day (a `date`), or the source does not say.

    Raises `PhraseError` for an unknown code, for an exclusion of what was not included, and for a rule that
    leaves nothing.

    >>> Territory(("JP", "001"), ("JP",)).key
    '001_except_JP'
    """

    includes: tuple[str, ...]
    excludes: tuple[str, ...] = ()
    exhaustive: bool = True
    membership: MembershipMode = "not-stated"

    def __post_init__(self) -> None:
        object.__setattr__(self, "includes", _minimal(self.includes))
        object.__setattr__(self, "excludes", _minimal(self.excludes))
        if not any(table()[code].changes for code in (*self.includes, *self.excludes)):
            object.__setattr__(self, "membership", "not-stated")
        _check(self)

    @property
    def key(self) -> str:
        """Slug of the rule: letters, digits, ``-`` and ``_`` only; `from_key` inverts.

        >>> Territory(("EU", "GB"), ("FR",), False, date(2020, 1, 1)).key
        'EU_GB_except_FR_open_at-2020-01-01'
        """
        words = list(self.includes)
        if self.excludes:
            words += ["except", *self.excludes]
        if not self.exhaustive:
            words.append("open")
        if isinstance(self.membership, date):
            words.append(f"at-{self.membership.isoformat()}")
        elif self.membership == "moving":
            words.append("moving")
        return "_".join(words)

    @classmethod
    def from_key(cls, key: str) -> Territory:
        """The rule that a key was made of. Raises `PhraseError` for anything else.

        >>> Territory.from_key("001_except_JP") == Territory(("001",), ("JP",))
        True
        """
        return _from_key(key)

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts of countries (ISO 3166-2) among the included regions."""
        return tuple(code for code in self.includes if table()[code].kind == "part")

    @property
    def parts_left_out(self) -> tuple[str, ...]:
        """Parts of countries (ISO 3166-2) among the excluded regions."""
        return tuple(code for code in self.excludes if table()[code].kind == "part")

    @property
    def named_parts(self) -> frozenset[str]:
        """Parts of countries (ISO 3166-2) that the rule, or some reading of its words, has or leaves out.

        >>> sorted(Territory(("GREAT-BRITAIN",)).named_parts)
        ['GB-NIR']
        """
        codes = (*self.includes, *self.excludes)
        read = (variant.without for code in codes for variant in table().variants(code))
        return frozenset((*self.parts, *self.parts_left_out)).union(*read)

    def always_has(self, part: str) -> bool:
        """Whether a part of a country (ISO 3166-2) lies in it on every day, in every reading.

        >>> [part for part in ("GB-ENG", "GB-NIR") if Territory(("GREAT-BRITAIN",)).always_has(part)]
        ['GB-ENG']
        """
        country = table().ever(part)
        return all(
            mask & country
            for _, choice, without in _choices(self)
            for _, lines in _modes(self, choice, None, None)
            for _, _, mask in _spans(self, lines, without, frozenset((part,)))
        )

    @property
    def whole(self) -> Territory:
        """The rule with the countries of which it leaves a part out taken as wholes.

        >>> Territory(("019",), ("CA", "US-CA")).whole == Territory(("019",), ("CA",))
        True
        """
        if not self.parts_left_out:
            return self
        kept = tuple(code for code in self.excludes if code not in self.parts_left_out)
        return Territory(self.includes, kept, self.exhaustive, self.membership)

    def readings(self, agreed_from: date | None = None, agreed_by: date | None = None) -> tuple[TerritoryReading, ...]:
        """All definite meanings: variants of vague words x membership modes x inside or outside a named part.

        Where membership is not stated, a group is read at the day asked, and as it was when the rule was
        agreed. That day lies between ``agreed_from`` and ``agreed_by`` where they are given (a statement's
        start); without ``agreed_from`` the second reading is the membership before its last change.
        Readings with the same countries on all days are one. Independent of ``exhaustive``.

        >>> [len(Territory((code,)).readings()) for code in ("JP", "EU", "EMEA")]
        [1, 2, 4]
        """
        return _readings(self, agreed_from, agreed_by)


# --- construction ---------------------------------------------------------------------------------


def _minimal(codes: Iterable[str]) -> tuple[str, ...]:
    regions = table()
    kept = sorted(set(codes))
    ever = {code: regions.ever(code) for code in kept}
    for code in tuple(kept):
        for other in kept:
            mask = 0 if other == code else regions.fixed_mask(other) or 0
            if mask and not ever[code] & ~mask:
                kept.remove(code)
                break
    return tuple(kept)


def _check(rule: Territory) -> None:
    includes, excludes = rule.includes, rule.excludes
    if not includes:
        raise PhraseError("", "includes no region", "name what is included: 'World except Japan'")
    names = " + ".join(table()[c].phrase for c in includes)
    for code in excludes:
        if not _can_exclude(code, rule):
            name = table()[code].phrase
            raise PhraseError(
                name,
                f"is not part of {names}; only what is included can be excluded",
                f"nothing has to be excluded: write '{names}' alone; to have it too, '{names} + {name}'",
            )
    if _leaves_nothing(includes, excludes):
        why = f"is all there is of {names}: nothing is left"
        raise PhraseError(table()[excludes[0]].phrase, why, f"write '{names}', or leave it out")


def _can_exclude(code: str, rule: Territory) -> bool:
    regions = table()
    day = rule.membership if isinstance(rule.membership, date) else None
    is_part = regions[code].kind == "part"
    whole = (regions.ever(c, day) for c in rule.includes if not (is_part and regions[c].kind == "part"))
    return code in rule.includes or bool(regions.ever(code, day) & reduce(or_, whole, 0))


def _leaves_nothing(includes: tuple[str, ...], excludes: tuple[str, ...]) -> bool:
    regions = table()
    gone = reduce(or_, (regions.fixed_mask(code) or 0 for code in excludes), 0)
    return all(code in excludes or not regions.ever(code) & ~gone for code in includes)


@lru_cache(maxsize=4096)
def _from_key(key: str) -> Territory:
    codes: dict[str, list[str]] = {"in": [], "except": []}
    where, exhaustive, membership = "in", True, "not-stated"
    for word in key.split("_"):
        if word == "except":
            where = word
        elif word == "open":
            exhaustive = False
        elif word == "moving" or word.startswith("at-"):
            membership = word
        else:
            codes[where].append(word)
    try:
        mode = date.fromisoformat(membership[3:]) if membership.startswith("at-") else membership
        rule = Territory(tuple(codes["in"]), tuple(codes["except"]), exhaustive, mode)  # type: ignore[arg-type]
    except ValueError as error:
        raise PhraseError(key, f"is not the key of a territory: {error}") from None
    if rule.key != key:
        raise PhraseError(key, "is not the key of a territory", f"the same rule has the key {rule.key}")
    return rule


# --- readings -------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def _readings(rule: Territory, agreed_from: date | None, agreed_by: date | None) -> tuple[TerritoryReading, ...]:
    found: dict[tuple[Span, ...], TerritoryReading] = {}
    for words, choice, without in _choices(rule):
        for mode_words, lines in _modes(rule, choice, agreed_from, agreed_by):
            for part_words, inside in _part_sides(rule, without):
                spans = _spans(rule, lines, without, inside)
                found.setdefault(spans, TerritoryReading((*words, *mode_words, *part_words), spans))
    return tuple(found.values())


def _choices(rule: Territory) -> Iterator[tuple[tuple[str, ...], _Choice, dict[str, _Parts]]]:
    """One variant for each region word of the rule, and the parts that it leaves out.

    The same word means the same wherever it stands.
    """
    codes = sorted({*rule.includes, *rule.excludes})
    options = [table().variants(code) for code in codes]
    count = reduce(lambda total, variants: total * len(variants), options, 1)
    picked = product(*options) if count <= _MOST_COMBINATIONS else _extremes(rule, codes, options)
    for variants in picked:
        words = tuple(v.assumption for v in variants if v.assumption)
        chosen = dict(zip(codes, variants, strict=True))
        yield words, {code: v.timeline for code, v in chosen.items()}, {code: v.without for code, v in chosen.items()}


def _extremes(rule: Territory, codes: list[str], options: list[tuple[Variant, ...]]) -> Iterator[tuple[Variant, ...]]:
    """The largest and the smallest territory. For one country on one day they say what all combinations say."""
    for grow in (True, False):
        picked = []
        for code, variants in zip(codes, options, strict=True):
            wide = grow == (code in rule.includes)
            line = _combine((v.timeline for v in variants), or_ if wide else and_)
            without = reduce(and_ if wide else or_, (v.without for v in variants))
            words = f"{table()[code].phrase} read as {'widely' if wide else 'narrowly'} as it is used"
            picked.append(Variant(words if len(variants) > 1 else None, line, without))
        yield tuple(picked)


def _combine(lines: Iterable[Timeline], fold: Callable[[int, int], int]) -> Timeline:
    kept = tuple(lines)
    return tuple((day, reduce(fold, (mask_at(line, day) for line in kept))) for day in _change_days(kept))


def _modes(
    rule: Territory, choice: _Choice, agreed_from: date | None, agreed_by: date | None
) -> Iterator[tuple[tuple[str, ...], _Choice]]:
    changing = [code for code in choice if len(choice[code]) > 2]  # nothing, members, a change
    if isinstance(rule.membership, date):
        day = rule.membership
        yield (), {code: ((None, mask_at(line, day)),) for code, line in choice.items()}
        return
    if rule.membership == "moving" or not changing:
        yield (), choice
        return
    who = ", ".join(table()[code].phrase for code in changing)
    yield (f"membership of {who} read at the day asked",), choice
    if agreed_from is None:
        before = {code: _capped(_one_change_back(line), agreed_by) for code, line in choice.items()}
        yield (f"membership of {who} read as before its last change",), before
    for day in _agreement_days(choice, agreed_from, agreed_by):
        words = f"membership of {who} read as agreed, on {day.isoformat()}"
        yield (words,), {code: _capped(line, day) for code, line in choice.items()}


def _agreement_days(choice: _Choice, first: date | None, last: date | None) -> Iterator[date]:
    """Days, one for each membership, on which the rule can have been agreed; none without bounds."""
    if first is None:
        if last is not None:
            yield last
        return
    yield first
    for day in _change_days(choice.values()):
        if day is not None and first < day and (last is None or day <= last):
            yield day


def _capped(line: Timeline, day: date | None) -> Timeline:
    """No change after ``day``."""
    return line if day is None else tuple(step for step in line if step[0] is None or step[0] <= day)


def _one_change_back(line: Timeline) -> Timeline:
    steps = list(line)
    return tuple((day, line[i - 1][1] if i and line[i - 1][1] else mask) for i, (day, mask) in enumerate(steps))


def _part_sides(rule: Territory, without: Mapping[str, _Parts]) -> tuple[tuple[tuple[str, ...], _Parts], ...]:
    """A country with a named part is asked about inside that part or outside it: two readings."""
    outside: _Parts = frozenset()
    parts = dict.fromkeys((*rule.parts, *rule.parts_left_out, *sorted(outside.union(*without.values()))))
    if not parts:
        return (((), outside),)
    names = ", ".join(table()[code].phrase for code in [*parts][:_MOST_NAMED])
    if len(parts) > _MOST_NAMED:
        names += f" and {len(parts) - _MOST_NAMED} more parts"
    return (((f"asked inside {names}",), frozenset(parts)), ((f"asked outside {names}",), outside))


def _spans(
    rule: Territory, lines: Mapping[str, Timeline], without: Mapping[str, _Parts], inside: _Parts
) -> tuple[Span, ...]:
    days = _change_days(lines.values())
    bits = table().ever
    steps: list[tuple[date | None, int]] = []
    for day in days:
        masks = {code: mask_at(line, day) for code, line in lines.items()}
        for code in masks if inside else ():
            masks[code] |= bits(code) if code in inside else 0
            masks[code] &= ~reduce(or_, (bits(part) for part in without[code] & inside), 0)
        mask = reduce(or_, (masks[c] for c in rule.includes), 0) & ~reduce(or_, (masks[c] for c in rule.excludes), 0)
        if not steps or steps[-1][1] != mask:
            steps.append((day, mask))
    lasts = [date.fromordinal(day.toordinal() - 1) for day, _ in steps[1:] if day is not None]
    return tuple((day, last, mask) for (day, mask), last in zip(steps, [*lasts, None], strict=True))


def _change_days(lines: Iterable[Timeline]) -> list[date | None]:
    days = {day for line in lines for day, _ in line if day is not None}
    return [None, *sorted(days)]


# --- masks ----------------------------------------------------------------------------------------


def mask_of(codes: Iterable[str]) -> int:
    """Mask of countries, and of regions that leave no choice open. `PhraseError` for other codes.

    >>> mask_of(["JP"]).bit_count(), mask_of(["DACH", "JP"]).bit_count()
    (1, 4)
    """
    result = 0
    for code in codes:
        mask = table().fixed_mask(code)
        if not mask:
            raise PhraseError(
                code,
                "is not one definite set of countries",
                "name its countries",
            )
        result |= mask
    return result


def codes_of(mask: int) -> tuple[str, ...]:
    """Country codes of a mask, sorted.

    >>> codes_of(mask_of(["JP", "BR"]))
    ('BR', 'JP')
    """
    found = []
    while mask:
        low = mask & -mask
        found.append(COUNTRIES[low.bit_length() - 1])
        mask ^= low
    return tuple(found)


def certain_on(rules: Territory | Iterable[Territory], day: date) -> int:
    """Countries that the rules together have on ``day`` in every reading.

    >>> codes_of(certain_on(Territory(("CHINA",)), date(2024, 1, 1)))
    ('CN',)
    """
    return reduce(or_, (reduce(and_, _masks(rule, day)) for rule in _as_rules(rules)), 0)


def possible_on(rules: Territory | Iterable[Territory], day: date) -> int:
    """Countries that the rules together have on ``day`` in some reading; all, if a list is not exhaustive.

    >>> codes_of(possible_on(Territory(("CHINA",)), date(2024, 1, 1)))
    ('CN', 'HK', 'MO', 'TW')
    """
    kept = tuple(_as_rules(rules))
    if any(not rule.exhaustive for rule in kept):
        return WORLD_MASK
    return reduce(or_, (mask for rule in kept for mask in _masks(rule, day)), 0)


def _as_rules(rules: Territory | Iterable[Territory]) -> Iterable[Territory]:
    return (rules,) if isinstance(rules, Territory) else rules


def _masks(rule: Territory, day: date) -> list[int]:
    return [reading.mask_on(day) for reading in rule.readings()]


WORLD: Final = Territory((WORLD_CODE,))
