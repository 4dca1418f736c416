"""Content negotiation by RFC 9110, section 12.5.1: which of several forms an ``Accept`` header wants most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PART = re.compile(r"""(?:[^,"]|"(?:[^"\\]|\\.)*"?)+""")
_PARAMETER = re.compile(r""";\s*([^\s;=]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))""")
_QUALITY = re.compile(r"[01]?\.?[0-9]*")


class _Range(NamedTuple):
    kind: str
    subtype: str
    parameters: int
    quality: float

    def fits(self, kind: str, subtype: str) -> bool:
        return self.kind in ("*", kind) and self.subtype in ("*", subtype)

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        return self.kind != "*", self.subtype != "*", self.parameters


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offered media type that is wanted most, the first of equals; ``None`` if none is acceptable.

    A header that is absent accepts everything; parts of one that cannot be read are passed over. Parameters (a charset,
    a profile) refuse nothing: each form is offered in one way.

    >>> choose("text/turtle;q=0.5, application/*", ["text/turtle", "application/n-triples"])
    'application/n-triples'
    """
    ranges = list(_ranges(accept)) if accept is not None and accept.strip() else [_Range("*", "*", 0, 1.0)]
    best: tuple[float, str | None] = (0.0, None)
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best[0]:
            best = (quality, offer)
    return best[1]


def _quality(offer: str, ranges: Sequence[_Range]) -> float:
    kind, _, subtype = offer.partition("/")
    fitting = [one for one in ranges if one.fits(kind, subtype)]
    return max(fitting, key=lambda one: one.specificity).quality if fitting else 0.0


def _ranges(accept: str) -> Iterator[_Range]:
    for part in _PART.findall(accept):
        name, parameters = part.partition(";")[0].strip().lower(), _PARAMETER.findall(part)
        kind, _, subtype = ("*/*" if name == "*" else name).partition("/")
        weights = [quoted or plain for key, quoted, plain in parameters if key.lower() == "q"]
        weight = _weight(weights[0]) if weights else 1.0
        if kind and subtype and (kind != "*" or subtype == "*") and weight is not None:
            yield _Range(kind, subtype, len(parameters) - len(weights), weight)


def _weight(text: str) -> float | None:
    """Return a weight, also as ".2", which old clients write; ``None`` if it is none."""
    if not _QUALITY.fullmatch(text) or not any(map(str.isdigit, text)):
        return None
    return weight if (weight := float(text)) <= 1 else None
