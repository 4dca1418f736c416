"""Words of a question to values: names to IRIs, phrases to territories, dates to days.

A name that nothing in the store has is an error with the nearest known ones. Parties are the exception: whoever
asks for a deal may be new to the store. A party is taken as a newcomer when no known name is near, or when it is
written with its kind (``organization:Samsara``); every answer about one says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from partnergraph import vocabulary as v
from partnergraph.bounds import parse_moment
from partnergraph.errors import PhraseError, UnknownNameError
from partnergraph.exclusivity import OTHERS, Proposal
from partnergraph.exclusivity.facts import check_readings
from partnergraph.lookup import Lookup
from partnergraph.model import Iri, Organization, Strength
from partnergraph.names import entity_iri, nearest
from partnergraph.terms import Axis, Terms
from partnergraph.territory import COUNTRIES, find_region, parse_territory, region_name
from partnergraph.territory.regions import table

NO_END = ".."
"""How EDTF writes an open end."""
SUBJECTS = ("brand", "model", "series", "right")
PARTY = "organization"


class Words:
    """Reads the words of questions about one store.

    ``terms`` are the shipped trees and the store's own terms; ``newcomers`` the names of parties that are new.
    """

    def __init__(self, lookup: Lookup, terms: Terms) -> None:
        self.lookup, self.terms = lookup, terms
        self.newcomers: dict[Iri, str] = {}

    def subject(self, name: str) -> Iri:
        """Return a mark, a product or another right. Raises `UnknownNameError` with near names."""
        try:
            return self.lookup.find(name, *SUBJECTS)
        except UnknownNameError as error:
            raise UnknownNameError("mark, product or right", name, error.nearest) from None

    def party(self, name: str) -> Iri:
        """Return an organization, of the store or new to it. Raises `UnknownNameError` where a known name is near."""
        if name.strip().casefold() == OTHERS:
            raise UnknownNameError("organization", name, ["a name; the answer for all others is given anyway"])
        try:
            return self.lookup.find(name, PARTY)
        except UnknownNameError as error:
            kind, colon, rest = name.partition(":")
            declared = bool(colon and kind == PARTY and rest.strip())
            if not declared and (error.nearest or not name.strip() or name.startswith(("http://", "https://"))):
                raise
            written = (rest if declared else name).strip()
            iri = entity_iri(Organization, written)
            if not self.lookup.knows(iri):
                self.newcomers[iri] = written
            return iri

    def parties(self, names: Iterable[str]) -> tuple[Iri, ...]:
        """Return several parties, each once, in the order given."""
        return tuple(dict.fromkeys(self.party(name) for name in names))

    def new_among(self, *parties: Iterable[Iri]) -> tuple[tuple[Iri, str], ...]:
        """Return those of some parties that nothing recorded names, with what they are called."""
        return tuple((iri, name) for iri, name in self.newcomers.items() if any(iri in some for some in parties))

    def term(self, axis: Axis, name: str | None) -> Iri | None:
        """Return a field of use, channel or act; ``None`` where none is given. Raises `UnknownNameError`."""
        return None if name is None else self.terms.find(axis, name)

    def proposal(
        self,
        *,
        grantors: Sequence[str],
        grantees: Sequence[str],
        subjects: Sequence[str],
        fields: Sequence[str] = (),
        territory: str | None,
        first: str | date,
        last: str | date | None = None,
        exclusive: Strength | None = None,
    ) -> Proposal:
        """Return a proposed deal. An imprecise date means all of it; ``last=None`` is no end.

        Raises `UnknownNameError`, `PhraseError`.
        """
        begins, ends = read_term_of(first, last)
        bound, users = self.parties(grantors), self.parties(grantees)
        return Proposal(
            grantors=bound,
            grantees=users,
            newcomers=self.new_among(bound, users),
            subjects=tuple(map(self.subject, subjects)),
            fields=tuple(self.terms.find("field", name) for name in fields),
            territory=parse_territory(territory) if territory else (),
            first=begins,
            last=ends,
            exclusive=exclusive,
        )


def read_country(name: str) -> str:
    """Return the code of one country or of a part of one.

    Raises `PhraseError` for a group of countries: who may act can differ inside it.

    >>> read_country("Brazil")
    'BR'
    """
    code = find_region(name)
    if code in COUNTRIES or table()[code].kind == "part":
        return code
    raise PhraseError(
        name,
        f"is a group of countries ({region_name(code)}), and who may act can differ inside it",
        "ask about one country; 'partnergraph available' lists all of them",
    )


def read_days(when: str | date) -> tuple[date, date]:
    """Return the first and last day of a date; of an imprecise one, all of it. Raises `PhraseError`.

    >>> read_days("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    if isinstance(when, date):
        return when, when
    span = parse_moment(when, pairs="refused")
    if span.earliest is None or span.latest is None:
        raise PhraseError(when, "has no first or no last day", "write a day, a month or a year: 2024-02-28")
    return span.earliest, span.latest


def read_term_of(first: str | date, last: str | date | None) -> tuple[date, date | None]:
    """Return the first and last day of a term; an imprecise date means all of it. Raises `PhraseError`.

    Everywhere a start without an end, or with the end ``".."``, has none.

    >>> read_term_of("2024-01", None)
    (datetime.date(2024, 1, 1), None)
    """
    begins = read_days(first)[0]
    ends = None if last is None or last == NO_END else read_days(last)[1]
    if ends is not None and ends < begins:
        raise PhraseError(f"{begins} to {ends}", "ends before it begins", "give an end after the start")
    return begins, ends


_WITHIN = re.compile(r"\s*(\d{1,6})\s*(?:d|days?)?\s*", re.IGNORECASE)


def read_within(text: str | int) -> int:
    """Return a number of days. Raises `PhraseError`.

    >>> read_within("180d")
    180
    """
    if isinstance(text, int):
        return text
    found = _WITHIN.fullmatch(text)
    if found is None:
        raise PhraseError(text, "is no number of days", "write it as 180d")
    return int(found[1])


def read_readings(given: str | Iterable[str] | None) -> frozenset[str]:
    """Return the readings that count: ``None`` or ``"default"``, ``"strict"`` for none, or names.

    Raises `UnknownNameError`.

    >>> sorted(read_readings("strict")), sorted(read_readings(["continues"]))
    ([], ['continues'])
    """
    names = [given] if isinstance(given, str) else ["default"] if given is None else list(given)
    wanted: set[str] = set()
    for name in names:
        wanted.update({"default": v.READINGS_ON_BY_DEFAULT, "strict": ()}.get(name, (name,)))
    unknown = sorted(wanted.difference(v.READINGS))
    if unknown:
        raise UnknownNameError("reading", unknown[0], nearest(unknown[0], v.READINGS) or v.READINGS)
    return check_readings(wanted)
