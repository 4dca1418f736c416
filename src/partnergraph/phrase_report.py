"""What a territory phrase means on a day: its rule, its countries, and its variants where words are vague."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date

from partnergraph.errors import PhraseError
from partnergraph.territory import (
    codes_of,
    format_territory,
    parse_territory,
    region_name,
)


@dataclass(frozen=True, slots=True)
class PhraseVariant:
    """One way to read the phrase: what is assumed, and the countries it then means."""

    assumptions: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhraseReport:
    """``countries`` are in every variant; ``variants`` is empty where there is only one reading."""

    phrase: str
    on: date
    rule: str
    exhaustive: bool
    countries: tuple[str, ...]
    variants: tuple[PhraseVariant, ...]
    parts: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return plain data for JSON."""
        return {
            "countries": list(self.countries),
            "rule": self.rule,
            "on": self.on.isoformat(),
            "exhaustive": self.exhaustive,
            "parts": list(self.parts),
            "variants": [{"assumes": list(v.assumptions), "countries": list(v.countries)} for v in self.variants],
        }

    def as_text(self) -> str:
        """Return lines for a terminal."""
        lines = [f"{self.rule}, read on {self.on}: {_count(self.countries)}"]
        lines.append(_wrapped(self.countries))
        if not self.exhaustive:
            lines.append("The list is open: whether other countries belong is unknown.")
        if self.parts:
            lines.append(f"Parts of countries: {', '.join(f'{region_name(code)} ({code})' for code in self.parts)}")
        for variant in self.variants:
            extra = tuple(code for code in variant.countries if code not in self.countries)
            lines.append(f"If {'; '.join(variant.assumptions)}: {_count(variant.countries)}")
            lines.append(_wrapped(extra) if extra else "    nothing more")
        return "\n".join(line for line in lines if line)


def _count(countries: tuple[str, ...]) -> str:
    return f"{len(countries)} {'country' if len(countries) == 1 else 'countries and territories'}"


def _wrapped(codes: tuple[str, ...]) -> str:
    return textwrap.fill(" ".join(codes), 78, initial_indent="    ", subsequent_indent="    ")


def read_phrase(phrase: str, on: str | None = None) -> PhraseReport:
    """Read a phrase as of a day (today, if none is given). Raises `PhraseError`.

    >>> read_phrase("Benelux", "2024-01-01").countries
    ('BE', 'LU', 'NL')
    """
    day = _read_day(on) if on is not None else date.today()
    rules = parse_territory(phrase)
    choices: list[tuple[tuple[str, ...], int]] = [((), 0)]
    for rule in rules:
        choices = [
            ((*assumed, *reading.assumptions), mask | reading.mask_on(day))
            for assumed, mask in choices
            for reading in rule.readings()
        ]
    distinct = {mask: assumed for assumed, mask in reversed(choices)}
    agreed = ~0
    for mask in distinct:
        agreed &= mask
    variants = tuple(PhraseVariant(assumed, codes_of(mask)) for mask, assumed in reversed(distinct.items()))
    return PhraseReport(
        phrase=phrase,
        on=day,
        rule=format_territory(rules),
        exhaustive=all(rule.exhaustive for rule in rules),
        countries=codes_of(agreed),
        variants=variants if len(variants) > 1 else (),
        parts=tuple(part for rule in rules for part in rule.parts),
    )


def _read_day(words: str) -> date:
    from partnergraph.bounds import parse_moment  # not needed for today, and what it takes to load counts here

    day = parse_moment(words, pairs="refused").earliest
    if day is None:
        raise PhraseError(words, "is no day", "write it as 2024-02-28")
    return day
