"""What a territory phrase means on a day: its rule, its countries, and its variants where words are vague."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import and_

from partnergraph.errors import PhraseError
from partnergraph.territory import (
    Territory,
    codes_of,
    format_territory,
    parse_territory,
    region_name,
)
from partnergraph.territory.regions import table


@dataclass(frozen=True, slots=True)
class PhraseVariant:
    """One way to read the phrase: what is assumed, and the countries it then means."""

    assumptions: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseReport:
    """``countries`` are those of the day ``on``, whatever vague words mean; ``without`` the parts left out of them.

    ``variants`` are all readings, none where there is only one. ``membership`` of groups that change: "moving", a day,
    "not-stated" (``countries`` are then the members of the day asked), or ``None`` where nothing changes.
    """

    phrase: str
    on: date
    rule: str
    exhaustive: bool
    membership: str | None
    countries: tuple[str, ...]
    variants: tuple[PhraseVariant, ...]
    parts: tuple[str, ...]
    without: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return {
            "countries": list(self.countries),
            "rule": self.rule,
            "on": self.on.isoformat(),
            "exhaustive": self.exhaustive,
            "membership": self.membership,
            "parts": list(self.parts),
            "without": list(self.without),
            "variants": [{"assumes": list(v.assumptions), "countries": list(v.countries)} for v in self.variants],
        }

    def as_text(self) -> str:
        """Return lines for a terminal."""
        lines = [f"{self.rule}, read on {self.on}: {_count(self.countries)}"]
        lines.append(_indented(" ".join(self.countries)))
        for country in dict.fromkeys(code.partition("-")[0] for code in self.without):
            left_out = [region_name(code) for code in self.without if code.startswith(f"{country}-")]
            lines.append(f"Not all of a country: {region_name(country)} (without {', '.join(left_out)})")
        if not self.exhaustive:
            lines.append("The list is open: whether other countries belong is unknown.")
        if self.parts:
            lines.append(f"Parts of countries: {', '.join(f'{region_name(code)} ({code})' for code in self.parts)}")
        if self.membership == "not-stated" and self.variants:
            lines.append(f"The phrase does not say how membership is read: these are the members on {self.on}.")
            lines.append(f"    To settle it, add '(as membership changes)' or '(as of {self.on})'.")
        for variant in self.variants:
            lines.append(f"If {'; '.join(variant.assumptions)}: {_count(variant.countries)}")
            lines.append(self._difference(variant))
        return "\n".join(line for line in lines if line)

    def _difference(self, variant: PhraseVariant) -> str:
        more = " ".join(code for code in variant.countries if code not in self.countries)
        less = " ".join(code for code in self.countries if code not in variant.countries)
        if not more and not less:
            return "    nothing more"
        return _indented(more) + ("\n" if more and less else "") + _indented(f"without {less}" if less else "")


def _count(countries: tuple[str, ...]) -> str:
    if not countries:
        return "no country as a whole"
    return f"{len(countries)} {'country' if len(countries) == 1 else 'countries and territories'}"


def _indented(words: str) -> str:
    return textwrap.fill(words, 78, initial_indent="    ", subsequent_indent="    ")


def read_phrase(phrase: str, on: str | None = None) -> PhraseReport:
    """Read a phrase as of a day (today, if none is given). Raises `PhraseError`.

    >>> read_phrase("Benelux", "2024-01-01").countries
    ('BE', 'LU', 'NL')
    """
    day = _read_day(on) if on is not None else date.today()
    rules = parse_territory(phrase)
    wholes = [rule.whole for rule in rules]
    distinct = _readings(wholes, day)
    of_the_day = _readings((_as_of_any_day(rule) for rule in wholes), day)
    variants = tuple(PhraseVariant(assumed, codes_of(mask)) for mask, assumed in distinct.items())
    return PhraseReport(
        phrase=phrase,
        on=day,
        rule=format_territory(rules),
        exhaustive=all(rule.exhaustive for rule in rules),
        membership=_membership(rules),
        countries=codes_of(reduce(and_, of_the_day)),
        variants=variants if len(variants) > 1 else (),
        parts=tuple(part for rule in rules for part in rule.parts),
        without=tuple(part for rule in rules for part in rule.parts_left_out),
    )


def _readings(rules: Iterable[Territory], day: date) -> dict[int, tuple[str, ...]]:
    """The sets of countries that rules can mean on a day, each with what is assumed."""
    choices: list[tuple[tuple[str, ...], int]] = [((), 0)]
    for rule in rules:
        choices = [
            ((*assumed, *reading.assumptions), mask | reading.mask_on(day))
            for assumed, mask in choices
            for reading in rule.readings()
        ]
    first = {mask: assumed for assumed, mask in reversed(choices)}
    return dict(reversed(first.items()))


def _as_of_any_day(rule: Territory) -> Territory:
    return replace(rule, membership="moving") if rule.membership == "not-stated" else rule


def _membership(rules: Iterable[Territory]) -> str | None:
    """How a phrase reads the membership of groups that change; it says so once for all its rules."""
    changing = (
        rule.membership for rule in rules if any(table()[code].changes for code in (*rule.includes, *rule.excludes))
    )
    return next((str(membership) for membership in changing), None)


def _read_day(words: str) -> date:
    from partnergraph.bounds import parse_date  # not needed for today, and what it takes to load counts here

    day = parse_date(words, pairs="refused").earliest
    if day is None:
        raise PhraseError(words, "is no day", "write it as 2024-02-28")
    return day
