"""Words of a question to values: names to addresses, phrases to territories, dates to days.

The type of a parameter decides what a name may be: a ``subject`` is a mark, a product or a right, never the company
of that name. Where a name fits several things of its type, the first of `lookup.KINDS` is taken, and a note says so.

A name that nothing in the store has is an error with the nearest known ones. Parties are the exception: whoever
asks for a deal may be new to the store. A party is taken as a newcomer when no known name is near, or when it is
written with its kind (``organization:Samsara``); every answer about one says so.

Several names may stand in one text with commas. A text that is itself a known name is one, and a legal form belongs
to the name before it; every other name with a comma is written with its kind (``organization:Knife, Fork``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, TypeVar

from partnergraph import axes
from partnergraph import vocabulary as v
from partnergraph.bounds import parse_date
from partnergraph.errors import PhraseError, QueryError, UnknownNameError
from partnergraph.exclusivity import OTHERS, Proposal
from partnergraph.exclusivity.exceptions import emptied, say_emptied
from partnergraph.exclusivity.facts import check_readings
from partnergraph.exclusivity.scope import Trees
from partnergraph.exclusivity.sentences import newcomer, unknown_grantor
from partnergraph.legal_forms import is_legal_form
from partnergraph.lookup import Lookup
from partnergraph.model import Carveout, Iri, Organization, Strength
from partnergraph.names import check_name, entity_iri, local_name, nearest
from partnergraph.questions.declared import AXES, SUBJECTS, TYPES, Parameter
from partnergraph.terms import Terms
from partnergraph.territory import COUNTRIES, find_region, parse_territory, region_name
from partnergraph.territory.regions import table
from partnergraph.wording.glossary import Glossary

T = TypeVar("T")
Names = str | Iterable[str]
"""One name or several; in one text they stand with commas."""

NO_END = ".."
"""How EDTF writes an open end."""
PARTY = "organization"
_EXCEPTION: Final = ("party", "territory", *AXES, "commitment")
_BEFORE_KIND: Final = rf",(?=\s*{PARTY}:)"


class Words:
    """Reads the words of questions about one store.

    ``terms`` gives the shipped trees and the store's own terms. ``newcomers`` are the names of parties that are new,
    ``taken`` the notes on names that fit several things and on a day that is not given.
    """

    def __init__(self, lookup: Lookup, terms: Callable[[], Terms]) -> None:
        self.lookup, self._terms = lookup, terms
        self.newcomers: dict[Iri, str] = {}
        self._granting: set[Iri] = set()
        self.taken: list[str] = []

    @cached_property
    def terms(self) -> Terms:
        """The trees of terms, read when the first is asked for."""
        return self._terms()

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of an answer: how names and a missing day were taken, and which parties are not recorded."""
        new = (
            unknown_grantor(name) if iri in self._granting else newcomer(name) for iri, name in self.newcomers.items()
        )
        return (*dict.fromkeys(self.taken), *new)

    def read(self, parameter: Parameter, value: Any) -> Any:
        """Return what is meant by what was given for a parameter; of one that may be given more than once, all."""
        try:
            read = _READERS.get(parameter.type, self._named(parameter.type))
            if parameter.type == "reading":
                return read_readings(value)
            found = self.several(parameter.type, value) if parameter.many else read(self, value)
            if parameter.name == "grantor":
                self._granting.update(found if parameter.many else (found,))
            return found
        except PhraseError as error:
            raise QueryError(f"{parameter.name}: {error.why}: {error.phrase!r}", error.hint) from None

    def several(self, kind: str, value: Names) -> tuple[Any, ...]:
        """Return several values of one type, each once, in the order given."""
        read = _READERS.get(kind, self._named(kind))
        texts = [value] if isinstance(value, str | Mapping) else value
        return tuple(dict.fromkeys(read(self, name) for text in texts for name in self._apart(kind, text)))

    def _apart(self, kind: str, text: Any) -> list[Any]:
        """Return the names that stand in a text with commas."""
        listed = isinstance(text, str) and "," in text and (kind in AXES or TYPES[kind].named)
        if not listed or self._is_known(kind, text):
            return [text]
        commas = _BEFORE_KIND if text.startswith(f"{PARTY}:") else ","
        names: list[str] = []
        for part in filter(None, map(str.strip, re.split(commas, text))):
            if names and PARTY in TYPES[kind].kinds and is_legal_form(part):
                names[-1] += f", {part}"
            else:
                names.append(part)
        return names or [text]

    def _is_known(self, kind: str, name: str) -> bool:
        try:
            self.terms.find(kind, name) if kind in AXES else self.lookup.find_all(name, *TYPES[kind].kinds)  # type: ignore[arg-type]
        except UnknownNameError:
            return False
        return True

    # -- things

    def _named(self, kind: str) -> Callable[[Words, str], Iri]:
        def read(words: Words, name: str) -> Iri:
            try:
                return words.thing(str(name), *TYPES[kind].kinds)
            except UnknownNameError as error:
                raise UnknownNameError(kind, error.name, error.nearest) from None

        return read

    def thing(self, name: str, *kinds: str) -> Iri:
        """Return what is called so, of one of ``kinds`` if given. Raises `UnknownNameError` with near names."""
        found = self.lookup.find_all(name, *kinds)
        if len(found) > 1:
            self.taken.append(_taken(name, found, [next(iter(self.lookup.kinds(iri)), None) for iri in found]))
        return found[0]

    def subject(self, name: str) -> Iri:
        """Return a mark, a product or another right. Raises `UnknownNameError` with near names."""
        try:
            return self.thing(name, *SUBJECTS)
        except UnknownNameError as error:
            raise UnknownNameError("mark, product or right", name, error.nearest) from None

    def party(self, name: str) -> Iri:
        """Return an organization or a person of the store, or an organization new to it.

        Raises `UnknownNameError` where a known name is near.
        """
        if name.strip().casefold() == OTHERS:
            raise UnknownNameError("organization", name, ["a name; the answer for all others is given anyway"])
        try:
            return self.thing(name, *TYPES["party"].kinds)
        except UnknownNameError as error:
            kind, colon, rest = name.partition(":")
            declared = bool(colon and kind == PARTY and rest.strip())
            if not declared and (error.nearest or not name.strip() or name.startswith(("http://", "https://"))):
                raise
            written = check_name(rest if declared else name)
            iri = entity_iri(Organization, written)
            if not self.lookup.knows(iri):
                self.newcomers[iri] = written
            return iri

    def parties(self, names: Names) -> tuple[Iri, ...]:
        """Return several parties, each once, in the order given."""
        return self.several("party", names)

    def new_among(self, *parties: Iterable[Iri]) -> tuple[tuple[Iri, str], ...]:
        """Return those of some parties that nothing recorded names, with what they are called."""
        return tuple((iri, name) for iri, name in self.newcomers.items() if any(iri in some for some in parties))

    # -- days

    def today(self, meant: str = "the answer is for today") -> date:
        """Return the day on which it is asked, where none is given; a note says so, in words of what is ``meant``."""
        day = today()
        self.taken.append(f"no day is given: {meant}, {day.isoformat()}")
        return day

    # -- scopes

    def scope(self, axes: Mapping[str, Any]) -> tuple[Iri | None, dict[str, Iri]]:
        """Return the act that is given, and the term of each other axis that is. Raises `UnknownNameError`."""
        found = {axis: self.terms.find(axis, name) for axis, name in axes.items() if name is not None}  # type: ignore[arg-type]
        return found.pop("act", None), found

    def field(self, name: str | None) -> Iri:
        """Return the field of use that is asked about: all of them where none is given. Raises `UnknownNameError`."""
        return self.terms.find("field", name or "any")

    def exception(self, given: str | Mapping[str, Any]) -> Carveout:
        """Return what a deal leaves open, as ``party=A; territory=B; field=C; commitment=D``, or by name.

        Raises `QueryError`, `UnknownNameError`, `PhraseError`.
        """
        parts = dict(given) if isinstance(given, Mapping) else _parts_of(given)
        if not parts or not parts.keys() <= set(_EXCEPTION):
            hint = f"write NAME=VALUE, several with semicolons; the names are {', '.join(_EXCEPTION)}"
            raise QueryError(f"{given!r} is no exception", hint)
        commitment = parts.get("commitment")
        return Carveout(
            parties=self.parties(parts.get("party", ())),
            territory=parse_territory(parts["territory"]) if "territory" in parts else (),
            commitment=self.thing(commitment, "commitment") if commitment is not None else None,
            **self._terms_on_axes(parts),
        )

    def _terms_on_axes(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {axis.terms: self.several(axis.name, given.get(axis.name) or ()) for axis in axes.AXES}

    def proposal(
        self,
        *,
        grantor: Names,
        grantee: Names,
        subject: Names,
        from_: str | date | None = None,
        until: str | date | None = None,
        territory: str | None = None,
        strength: Strength | None = None,
        exception: Any = (),
        signed: str | date | None = None,
        **scope: Names | None,
    ) -> Proposal:
        """Return a proposed deal. An imprecise date means all of it; ``from_=None`` is today, ``until=None`` no end.

        Raises `UnknownNameError`, `PhraseError`, `QueryError`.
        """
        begins, ends = read_term_of(self.today("the deal begins today") if from_ is None else from_, until)
        bound, users = self.parties(grantor), self.parties(grantee)
        exceptions = self.several("exception", exception)
        if exceptions and strength is None:
            raise QueryError("an exception is made from an exclusivity", "say its strength, or leave the exception out")
        proposal = Proposal(
            grantors=bound,
            grantees=users,
            newcomers=self.new_among(bound, users),
            subjects=self.several("subject", subject),
            **self._terms_on_axes(scope),
            territory=parse_territory(territory) if territory else (),
            first=begins,
            last=ends,
            signed=None if signed is None else read_days(signed)[0],
            exclusive=None if strength is None else read_strength(strength),
            carveouts=exceptions,
            notes=tuple(dict.fromkeys(self.taken)),
        )
        self._check_exceptions(proposal)
        return proposal

    def _check_exceptions(self, proposal: Proposal) -> None:
        """Raise `QueryError` for exceptions that leave nothing of what is proposed."""
        taken = emptied(proposal, Trees(self.terms.broader))
        if taken:
            glossary = Glossary(lambda iri: self.terms.labels.get(iri, local_name(iri)), set[Iri]().__contains__)
            told = say_emptied(taken, proposal, glossary)
            raise QueryError(f"the exception {told}", "leave it out, or widen what it is taken from")


def _taken(name: str, found: Sequence[Iri], kinds: Sequence[str | None]) -> str:
    """Say which of several things of one name is taken, and how to name another."""
    bare = name.partition(":")[2] if name.partition(":")[0] in kinds else name
    taken, *others = [
        f"{kind}:{bare}" if kind and kinds.count(kind) == 1 else iri for iri, kind in zip(found, kinds, strict=True)
    ]
    return f"{name!r} is the name of several things: {taken} is taken; for another write {' or '.join(others)}"


def _parts_of(text: str) -> dict[str, str]:
    """Return the parts of an exception by name; a territory may hold semicolons.

    >>> _parts_of("party=Sharp; territory=India; Japan")
    {'party': 'Sharp', 'territory': 'India; Japan'}
    """
    parts = re.split(rf";\s*(?=(?:{'|'.join(_EXCEPTION)})\s*=)", text)
    pairs = [part.partition("=") for part in parts if part.strip()]
    return {name.strip(): value.strip() for name, _, value in pairs}


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
    span = parse_date(when, pairs="refused")
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


def today() -> date:
    """Return the day on which a question is asked."""
    return date.today()


def read_asked_term(
    on: str | date | None, from_: str | date | None, until: str | date | None
) -> tuple[date, date | None]:
    """Return the first and last day asked about, ``None`` for no end: all of ``on``, or from one day until another.

    Raises `QueryError`, `PhraseError`.
    """
    if (on is None) == (from_ is None):
        raise QueryError("a time is needed", "give either on, or from and until; without until there is no end")
    if on is not None:
        return read_term_of(on, on if until is None else until)
    assert from_ is not None
    return read_term_of(from_, until)


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


def read_strength(word: str) -> Strength:
    """Return the kind of an exclusivity. Raises `PhraseError`.

    >>> read_strength("sole")
    'sole'
    """
    known = TYPES["strength"].choices
    if word not in known:
        raise PhraseError(word, "is no kind of exclusivity", f"write one of: {', '.join(known)}")
    return word  # type: ignore[return-value]


def read_yes_or_no(given: str | bool) -> bool:
    """Return a yes or no. Raises `PhraseError`.

    >>> read_yes_or_no("yes"), read_yes_or_no(False)
    (True, False)
    """
    word = {True: "yes", False: "no"}[given] if isinstance(given, bool) else given.strip().casefold()
    if word not in ("yes", "no", "true", "false"):
        raise PhraseError(word, "is neither yes nor no", "write yes or no")
    return word in ("yes", "true")


def read_readings(given: Names | None) -> frozenset[str]:
    """Return the readings that count: those on by default, and beside them the ones that are named.

    With ``"strict"`` the default ones do not count: alone it is none, ``"strict, continues"`` is that one alone.
    Raises `UnknownNameError`.

    >>> sorted(read_readings("strict")), sorted(read_readings(["strict", "continues"]))
    ([], ['continues'])
    >>> read_readings("continues") == read_readings("default,continues") == read_readings(["default", "continues"])
    True
    """
    texts = [given] if isinstance(given, str) else given or ()
    names = {name.strip() for text in texts for name in text.split(",") if name.strip()}
    wanted = names - {"default", "strict"}
    unknown = sorted(wanted.difference(v.READINGS))
    if unknown:
        raise UnknownNameError("reading", unknown[0], nearest(unknown[0], v.READINGS) or v.READINGS)
    standard = () if "strict" in names and "default" not in names else v.READINGS_ON_BY_DEFAULT
    return check_readings(wanted.union(standard))


def read_day(given: str | date) -> date:
    """Return one day. Raises `PhraseError` for a month or a year: the answer may differ inside it.

    >>> read_day("2024-02-28")
    datetime.date(2024, 2, 28)
    """
    first, last = read_days(given)
    if first != last:
        raise PhraseError(str(given), "is more than one day", "ask about one day; 'partnergraph who' takes a month")
    return first


def read_last_day(given: str | date) -> date:
    """Return a last day; for ``..``, which is no end, the last one that the calendar has. Raises `PhraseError`."""
    if isinstance(given, str) and given.strip() == NO_END:
        return date.max
    return read_days(given)[1]


def _term_reader(axis: str) -> Callable[[Words, str], Iri]:
    return lambda words, name: words.terms.find(axis, str(name))  # type: ignore[arg-type]


_READERS: Final[Mapping[str, Callable[[Words, Any], Any]]] = {
    "subject": lambda words, name: words.subject(str(name)),
    "party": lambda words, name: words.party(str(name)),
    "exception": lambda words, given: words.exception(given),
    **{axis: _term_reader(axis) for axis in AXES},
    "country": lambda _, name: read_country(str(name)),
    "region": lambda _, name: find_region(str(name)),
    "territory": lambda _, phrase: parse_territory(str(phrase)),
    "day": lambda _, given: read_day(given),
    "when": lambda _, given: read_days(given),
    "first-day": lambda _, given: read_days(given)[0],
    "last-day": lambda _, given: read_last_day(given),
    "days": lambda _, given: read_within(given),
    "text": lambda _, text: str(text),
    "strength": lambda _, word: read_strength(str(word)),
    "yes-or-no": lambda _, given: read_yes_or_no(given),
}
"""How each type is read that is no name of a thing of certain kinds."""
