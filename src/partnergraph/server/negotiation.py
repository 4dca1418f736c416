"""Content negotiation by RFC 9110, section 12.5.1: which of several forms an ``Accept`` header wants most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


class _Range(NamedTuple):
    kind: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def fits(self, kind: str, subtype: str, parameters: frozenset[tuple[str, str]]) -> bool:
        return self.kind in ("*", kind) and self.subtype in ("*", subtype) and self.parameters <= parameters

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        return self.kind != "*", self.subtype != "*", len(self.parameters)


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offered media type that is wanted most, the first of equals; ``None`` if none is acceptable.

    A header that is absent accepts everything; parts of one that cannot be read are passed over.

    >>> choose("text/turtle;q=0.5, application/*", ["text/turtle", "application/n-triples"])
    'application/n-triples'
    """
    ranges = list(_ranges(accept)) if accept is not None and accept.strip() else [_Range("*", "*", frozenset(), 1.0)]
    best: tuple[float, str | None] = (0.0, None)
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best[0]:
            best = (quality, offer)
    return best[1]


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    kind, subtype, parameters = _split(offer)
    fitting = [one for one in ranges if one.fits(kind, subtype, parameters)]
    return max(fitting, key=lambda one: one.specificity).quality if fitting else 0.0


def _ranges(accept: str) -> Iterator[_Range]:
    for part in accept.split(","):
        kind, subtype, parameters = _split(part)
        weights = [value for name, value in parameters if name == "q"]
        weight = weights[0] if weights else "1"
        if kind and subtype and (kind != "*" or subtype == "*") and _QUALITY.fullmatch(weight):
            yield _Range(kind, subtype, frozenset(p for p in parameters if p[0] != "q"), float(weight))


def _split(media_type: str) -> tuple[str, str, frozenset[tuple[str, str]]]:
    name, *rest = media_type.split(";")
    kind, _, subtype = name.strip().lower().partition("/")
    pairs = (part.partition("=") for part in rest)
    parameters = frozenset(
        (key.strip().lower(), value.strip().strip('"').lower()) for key, _, value in pairs if key.strip()
    )
    return kind, subtype, parameters
