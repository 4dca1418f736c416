"""Days of deals as a calendar that a subscription keeps up to date: RFC 5545, by icalendar (extra ``calendar``).

An entry has the same UID in every edition of a calendar, wherever its day moves to: it is made of what the entry is
about and what falls on the day. SEQUENCE is the revision of the store. No clock is looked at: DTSTAMP is the day of
the newest source. So two calendars of one state of a store are equal byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from partnergraph.errors import MissingPackageError, printable
from partnergraph.model import Iri

if TYPE_CHECKING:
    from icalendar import Event

_UNDATED: Final = date(1970, 1, 1)
_AGAIN: Final = timedelta(days=1)
"""How soon a subscription asks again."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What of a store an answer was made from: its revision, and the newest day of a source, ``None`` without one."""

    revision: int = 0
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What falls on a day of a deal, in words. ``firm``: false of what is only planned."""

    about: Iri
    what: str
    day: date
    summary: str
    description: str
    firm: bool = True


def calendar_of(name: str, about: str, entries: Iterable[Entry], edition: Edition) -> bytes:
    """Return a calendar with its name, what is said of it as a whole, and an entry of a whole day for each thing.

    Of several entries about one deal of one kind the first is the first by day. Raises `MissingPackageError` without
    icalendar.
    """
    try:
        from icalendar import Calendar, vDuration, vText
    except ImportError:
        raise MissingPackageError("icalendar", "calendars") from None
    found = Calendar()
    found.add("prodid", "-//partnergraph//calendar of deals//EN")
    found.add("version", "2.0")
    for names in (("name", "x-wr-calname"), ("description", "x-wr-caldesc")):
        text = printable(name if "name" in names else about)
        for heading in names if text else ():
            found.add(heading, vText(text))  # what begins with "x-" is no text of itself
    found.add("refresh-interval", vDuration(_AGAIN), parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "P1D")
    seen: Counter[tuple[Iri, str]] = Counter()
    for entry in sorted(entries, key=lambda one: (one.day, one.about, one.what, one.summary)):
        key = entry.about, entry.what
        found.add_component(_event(entry, seen[key], edition))
        seen[key] += 1
    return bytes(found.to_ical())


def uid_of(about: Iri, what: str, number: int = 0) -> str:
    """Return the UID of what falls on a day of a deal; ``number`` counts those of one kind from 0.

    >>> uid_of("https://w3id.org/partnergraph/id/commitment/a1", "end")
    '09300b25-049e-5dd0-bcb9-f7a7b1db0887'
    """
    return str(uuid5(NAMESPACE_URL, "#".join((about, what, *([str(number)] if number else [])))))


def _event(entry: Entry, number: int, edition: Edition) -> Event:
    from icalendar import Event

    stamp = datetime.combine(edition.newest or _UNDATED, time(), UTC)
    properties: dict[str, Any] = {
        "uid": uid_of(entry.about, entry.what, number),
        "dtstamp": stamp,
        "last-modified": stamp,
        "sequence": edition.revision,
        "dtstart": entry.day,
        "summary": printable(entry.summary),
        "description": printable(entry.description),
        "categories": [entry.what],
        "status": "CONFIRMED" if entry.firm else "TENTATIVE",
        "transp": "TRANSPARENT",
    }
    event = Event()
    for name, value in properties.items():
        event.add(name, value)
    return event
