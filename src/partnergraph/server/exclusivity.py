"""The exclusivity answers over HTTP: parameters as people write them in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from partnergraph.errors import QueryError
from partnergraph.graph import PartnerGraph

Given = Mapping[str, Sequence[str]]
"""The values of each parameter that a request has."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter; ``many``: it may come more than once."""

    name: str
    meaning: str
    required: bool = False
    many: bool = False


_SUBJECT = Field("subject", "mark, product or other right", required=True)
_FIELD = Field("field", "field of use", required=True)
_READING = Field("reading", "a reading that is switched on beside the default ones; strict for none", many=True)

FIELDS: dict[str, tuple[Field, ...]] = {
    "who": (
        _SUBJECT,
        _FIELD,
        Field("in", "a country, or a part of one", required=True),
        Field("on", "day asked; a month or a year means all of it", required=True),
        Field("act", "what is done; every recorded act if absent"),
        Field("channel", "where it is sold"),
        Field("party", "a company to ask about; others are added", many=True),
        _READING,
    ),
    "clear": (
        Field("grantor", "who would grant", required=True, many=True),
        Field("grantee", "who would be allowed to act", required=True, many=True),
        Field("subject", "mark, product or other right", required=True, many=True),
        Field("field", "field of use; any if absent", many=True),
        Field("territory", "where: 'EU + UK', 'World except Japan'; not said if absent"),
        Field("from", "when it would begin", required=True),
        Field("until", "when it would end; never if absent"),
        Field("exclusive", "'true' if it would shut out everybody else"),
        _READING,
    ),
    "available": (
        _SUBJECT,
        _FIELD,
        Field("on", "first day asked; a month or a year means all of it", required=True),
        Field("until", "last day asked"),
        _READING,
    ),
    "conflicts": (
        Field("subject", "mark, product or other right; all if absent"),
        Field("certain", "'true' for only those that are certain"),
        _READING,
    ),
}
TITLES = {
    "who": "Who may use a mark, product or right, in a country on a day",
    "clear": "Whether a proposed deal collides with what is recorded, and is theirs to give",
    "available": "In which countries a newcomer is shut out, may be, or is free to act",
    "conflicts": "Recorded deals that collide with each other, or give what is not held",
}


class _Reader:
    """Reads the parameters of one request. Raises `QueryError` for what is unknown, missing or given twice."""

    def __init__(self, name: str, given: Given) -> None:
        self._given = given
        known = {field.name: field for field in FIELDS[name]}
        for parameter, values in given.items():
            if parameter not in known:
                raise QueryError(f"{name} has no parameter {parameter!r}", f"parameters: {', '.join(known)}")
            if len(values) > 1 and not known[parameter].many:
                raise QueryError(f"{parameter!r} is given more than once", "give it once")
        for field in known.values():
            if field.required and not any(given.get(field.name, ())):
                raise QueryError(f"{name} needs a value for {field.name!r}", field.meaning)

    def one(self, name: str) -> str | None:
        """Return a value, or ``None`` if it is absent or empty."""
        return next((value for value in self._given.get(name, ()) if value), None)

    def text(self, name: str) -> str:
        """Return a value that is there."""
        return self.one(name) or ""

    def many(self, name: str) -> tuple[str, ...]:
        """Return all values."""
        return tuple(value for value in self._given.get(name, ()) if value)

    def switch(self, name: str) -> bool:
        """Return a yes or no; no if absent."""
        value = self.one(name) or "false"
        if value not in ("true", "false"):
            raise QueryError(f"{name!r} is {value!r}", "write true or false")
        return value == "true"

    def readings(self) -> tuple[str, ...] | None:
        """Return the readings that are wanted; ``None`` for those on by default."""
        wanted = self.many("reading")
        return wanted if not wanted or "strict" in wanted else ("default", *wanted)


def _who(graph: PartnerGraph, given: Given) -> Any:
    read = _Reader("who", given)
    return graph.who(
        read.text("subject"), read.text("field"), read.text("in"), read.text("on"), act=read.one("act"),
        channel=read.one("channel"), parties=read.many("party"), readings=read.readings() or None,
    ).to_json()  # fmt: skip


def _clear(graph: PartnerGraph, given: Given) -> Any:
    read = _Reader("clear", given)
    proposal = graph.propose(
        read.many("grantor"), read.many("grantee"), read.many("subject"), read.many("field"), read.one("territory"),
        first=read.text("from"), last=read.one("until"), exclusive="exclusive" if read.switch("exclusive") else None,
    )  # fmt: skip
    return graph.clear(proposal, read.readings() or None).to_json()


def _available(graph: PartnerGraph, given: Given) -> Any:
    read = _Reader("available", given)
    subject, field, on, until = read.text("subject"), read.text("field"), read.text("on"), read.one("until")
    return graph.available(subject, field, on, until, readings=read.readings() or None).to_json()


def _conflicts(graph: PartnerGraph, given: Given) -> Any:
    read = _Reader("conflicts", given)
    certain = read.switch("certain")
    return graph.conflicts(read.one("subject"), certain_only=certain, readings=read.readings() or None).to_json()


CALLS: dict[str, Callable[[PartnerGraph, Given], Any]] = {
    "who": _who,
    "clear": _clear,
    "available": _available,
    "conflicts": _conflicts,
}
