"""Reads ONIX for Books 3.0 and 3.1 to deals.

Nobody is licensed by such a message: it says which rights the publisher of each product holds, and where the product is
for sale. Rights held are a grant by somebody who is not named, and where they are exclusive, that one's promise that
nobody else may act. *No rights held* is a grant that is denied. *Not for sale* is an absence of the product, and no
promise of anybody. What the composites leave out follows from ``ROWSalesRightsType``; without it nothing does.

The rights have no dates: they hold on the day of the message. The date of publication is no start of a right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import parse_date, period_of
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.deal import Deal, Document, Record, Words
from partnergraph.ingest.industry.format import Format, Notes
from partnergraph.ingest.industry.onix.areas import Area, countries, regions
from partnergraph.ingest.industry.onix.codes import SalesRights, channels_of, lists, sales_rights
from partnergraph.ingest.industry.onix.message import Part, is_onix, parts_of
from partnergraph.ingest.industry.onix.product import product_of
from partnergraph.ingest.industry.onix.saying import said_by
from partnergraph.names import fold
from partnergraph.territory.places import Places
from partnergraph.wording.lists import counted

_DAY: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*|\d{4}(?:\d{2})?)?")
_PARTIAL: Final = "04"
_DELETED: Final = "05"
_TESTS: Final = ("88", "89")
_NOWHERE: Final = Places()
PUBLISH: Final[tuple[Words, ...]] = (("distribute", v.ACT + "distribute"),)
"""What the rights are for: to publish and to sell, not to adapt or to train models with."""
_RESTRICTED: Final[Words] = ("as a sales restriction says", None)


@dataclass(slots=True)
class _Message:
    """What is known of a message while it is read.

    ``records``: line and content of each record, by reference; ``writers``: the first writer of each title. Both are
    kept as digests of some bytes, of a million records, too.
    """

    notes: Notes
    sender: str = ""
    day: date | None = None
    records: dict[int, tuple[int, int]] = field(default_factory=dict)
    writers: dict[int, str] = field(default_factory=dict)
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class _Rights:
    """Sales rights in one area. ``words``: the area as written.

    Where another composite of the record says otherwise: ``disputed``, whether the publisher holds rights at all;
    ``half_disputed``, whether they are exclusive.
    """

    said: SalesRights
    area: Area
    words: str
    line: int
    restrictions: tuple[Part, ...] = ()
    seller: str = ""
    disputed: Places = _NOWHERE
    half_disputed: Places = _NOWHERE

    def beside(self, others: Iterable[_Rights]) -> _Rights:
        """Return them with what other composites dispute."""
        disputed = half = _NOWHERE
        for other in others:
            if None not in (self.said.holds, other.said.holds) and self.said.holds != other.said.holds:
                shared = self.area.places & other.area.places
                if "none" in (self.said.holds, other.said.holds):
                    disputed |= shared
                else:
                    half |= shared
        return replace(self, disputed=disputed, half_disputed=half - disputed)


def read_onix(path: Path, notes: Notes) -> Iterator[Deal]:
    """Yield what each record says. Raises `InputError` for a message that is not ONIX 3.0 or 3.1, or no whole XML."""
    message = _Message(notes, day=notes.day)
    count = 0
    for part in parts_of(path, notes):
        if part.element.tag.rpartition("}")[2] == part.called("Header"):
            _read_header(part, message)
            continue
        count += 1
        before = len(notes.problems)
        record = _Record(part, message)
        notes.see(Record(f"RecordReference {record.product.reference}", part.line), partial(said_by, part))
        deals = list(record.deals())
        if len(notes.problems) == before and not record.came_before(deals):
            yield from deals
    if message.speaks or notes.problems:
        return
    why = f"says nothing of rights in {counted(count, 'record')}" if count else "has no record"
    hint = "what is recorded stays as it is; records with SalesRights tell of rights"
    if count and count == notes.passed_over:
        notes.nothing = True
        notes.remarks.add(f"{why}: updates of other things", hint, 1)
    else:
        raise InputError([Problem(why, "ask for records with SalesRights", file=notes.place)])


def _tells_rights(publishing: Part | None) -> bool:
    names = ("SalesRights", "ROWSalesRightsType")
    return publishing is not None and any(publishing.first(name) is not None for name in names)


def _read_header(header: Part, message: _Message) -> None:
    notes = message.notes
    message.sender = header.text("Sender", "SenderName")
    notes.title = f"ONIX message of {message.sender}" if message.sender else notes.title
    written = header.text("SentDateTime")
    found = _DAY.fullmatch(written)
    try:
        message.day = notes.day = date(*map(int, found.groups())) if found is not None else notes.day
    except ValueError:
        found = None
    if found is None and written:
        notes.problem("is no day", "write it as 20261102", header.line, header.called("SentDateTime"), written)


class _Record:
    """One record: what it says, and the problems that refuse it."""

    def __init__(self, part: Part, message: _Message) -> None:
        self.part, self.message, self.notes = part, message, message.notes
        self.product = product_of(part)

    def deals(self) -> Iterator[Deal]:
        """Yield what the record says; a problem noted on the way refuses all of it."""
        kind = self.part.text("NotificationType")
        publishing = self.part.first("PublishingDetail")
        if kind in _TESTS or (kind == _PARTIAL and not _tells_rights(publishing)):
            self.notes.passed_over += 1
            return
        if not self.product.reference:
            self._problem("is missing", "every record has one of its own", self.part, "RecordReference")
            return
        if kind == _DELETED:
            self.message.speaks = True
            yield self._deal(grant=False)
            return
        rights = list(self._rights(publishing)) if publishing is not None else []
        if not self.product.title and rights:
            why = (
                "is a partial update, with neither title nor ISBN" if kind == _PARTIAL else "has neither title nor ISBN"
            )
            self._problem(why, "ask for the whole record", self.part)
        if not self.product.title or not rights:
            if self.product.title:
                yield self._deal(grant=False)
            return
        self.message.speaks = True
        if self.product.imprint_only:
            self._remark("names no publisher: the imprint is taken for it", "add a Publisher with PublishingRole 01")
        for one in rights:
            yield from self._said(one)

    def came_before(self, deals: list[Deal]) -> bool:
        """Whether a record of this reference was read before; refuse one that says something else."""
        content, reference = hash(tuple(replace(deal, row=0, records=()) for deal in deals)), self.product.reference
        line, before = self.message.records.setdefault(hash(reference), (self.part.line, content))
        if line == self.part.line:
            return False
        if content == before:
            self._remark("stands in two records that say the same: read once", None, self.part, "RecordReference")
        else:
            why, hint = f"stands in the record of line {line}, which says something else", "keep the later one"
            self._problem(why, hint, self.part, "RecordReference", reference)
        return True

    # -- what is said where

    def _rights(self, publishing: Part) -> Iterator[_Rights]:
        """Yield the composites, then the rest of the world where something is said of it."""
        general = tuple(publishing.all("SalesRestriction"))
        found: list[_Rights] = []
        for part in publishing.all("SalesRights"):
            said, area = self._type(part, "SalesRightsType"), self._area(part)
            if said is None or area is None:
                continue
            restrictions = (*part.all("SalesRestriction"), *general)
            found.append(_Rights(said, area, _words(part), part.line, restrictions, part.text("PublisherName")))
            self._remark_shared(part, found[-1], found[:-1])
        yield from (one.beside(found) for one in found)
        told = reduce(or_, (one.area.places for one in found), _NOWHERE)
        rest = told.rest()
        row = self._type(publishing, "ROWSalesRightsType")
        if row is not None and rest:
            yield _Rights(row, Area(rest), f"ROWSalesRightsType {row.code}", publishing.line, general)
        elif found and row is None and rest and not publishing.text("ROWSalesRightsType"):
            self._remark("does not say what holds in the rest of the world: unknown there", "add ROWSalesRightsType")

    def _remark_shared(self, part: Part, rights: _Rights, before: Iterable[_Rights]) -> None:
        """Tell of places that a composite before has, too: of a contradiction, with both."""
        for other in before:
            shared = rights.area.places & other.area.places
            if not shared:
                continue
            types = f"{other.said.code} (line {other.line}) and {rights.said.code} (line {rights.line})"
            why = f"is in two composites, of types {types}"
            if None not in (other.said.holds, rights.said.holds) and other.said.holds != rights.said.holds:
                why += ", which contradict each other: both are read, what they dispute as possible only"
            self._remark(why, "let each country be in one", part, "SalesRights", str(shared))

    def _type(self, part: Part, name: str) -> SalesRights | None:
        code = part.text(name)
        found = sales_rights(code)
        if code and found is None:
            self._problem("is no type of sales rights", "write a code of list 46, such as 01", part, name, code)
        elif not code and name == "SalesRightsType":
            self._problem("is missing", "write a code of list 46, such as 01", part, name)
        return found

    def _area(self, part: Part) -> Area | None:
        territory = part.first("Territory")
        if territory is None:
            self._problem("is missing", "say where, such as RegionsIncluded WORLD", part, "Territory")
            return None
        before = len(self.notes.problems)
        had, excluded = (self._listed(territory, end) for end in ("Included", "Excluded"))
        if len(self.notes.problems) > before:
            return None
        if not had.places and not had.outlets:
            self._problem("includes nothing", "write CountriesIncluded or RegionsIncluded", territory, "Territory")
            return None
        if beside := excluded.places - had.places:
            why = "is excluded, and was not included"
            self._remark(why, "leave it out", territory, "CountriesExcluded", str(beside))
        places = had.places - excluded.places
        if not places and not had.outlets:
            self._problem("excludes all that it includes", "leave the composite out", territory, "Territory")
            return None
        return Area(places, had.outlets, excluded.outlets)

    def _listed(self, territory: Part, end: str) -> Area:
        found, outlets = Places(), tuple[str, ...]()
        for name in ("Countries" + end, "Regions" + end):

            def refuse(why: str, hint: str | None, code: str, name: str = name) -> None:
                self._problem(why, hint, territory, name, code)

            def remark(why: str, hint: str | None, code: str, name: str = name) -> None:
                self._remark(why, hint, territory, name, code)

            for written in territory.texts(name):
                if name.startswith("Countries"):
                    found |= countries(written, refuse, remark)
                else:
                    area = regions(written, self.message.day, refuse, remark)
                    found, outlets = found | area.places, (*outlets, *area.outlets)
        return Area(found, outlets)

    # -- what follows

    def _said(self, rights: _Rights) -> Iterator[Deal]:
        """Yield the deals of one composite: through the outlets that it names apart, and in the rest of its area."""
        outlets, places = lists()["outlets"], rights.area.places
        apart = [outlets[code] for code in rights.area.without_outlets]
        for country in sorted({country for country, _ in apart}):
            if here := places & Places.of([country]):
                words = " and ".join(name for where, name in apart if where == country)
                yield from self._in(rights, here, ((f"all but {words}", None),))
                places = places - here
        if places:
            yield from self._in(rights, places, self._channels(rights) if rights.said.for_sale else ())
        for code in rights.area.outlets:
            country, name = outlets[code]
            yield from self._in(rights, Places.of([country]), ((name, None),))

    def _in(self, rights: _Rights, places: Places, channels: tuple[Words, ...]) -> Iterator[Deal]:
        """Yield what sales rights say of places, through channels."""
        said = rights.said
        scope: dict[str, Any] = {
            "territory_words": rights.words,
            "channels": channels,
            "row": rights.line,
            "note": "; ".join([f"ONIX sales rights {said.code}: {said.meaning}", *self._notes(rights)]),
        }
        if said.holds in ("exclusive", "non-exclusive"):
            yield from self._held(rights, places, scope)
        elif said.holds == "none":
            yield self._deal(denied=True, territory=places.rules(), **scope)
        if said.for_sale is False:
            day = self.message.day
            until = period_of(None, parse_date(day.isoformat())) if day is not None else None
            told = scope | {"territory": places.rules(), "present": False}
            yield self._deal(grant=False, absent=True, period=until, **told)

    def _held(self, rights: _Rights, places: Places, scope: Mapping[str, Any]) -> Iterator[Deal]:
        """Yield the rights held in places: as possible only where another composite disputes them."""
        strength = "unqualified" if rights.said.holds == "exclusive" else None
        half, disputed = places & rights.half_disputed, places & rights.disputed
        if sure := places - half - disputed:
            yield self._deal(**scope, strength=strength, territory=sure.rules())
        if disputed:
            yield self._deal(**scope, strength=strength, territory=disputed.rules(), status="tentative")
        if half:
            yield self._deal(**scope, territory=half.rules())
        if half and strength:
            yield self._deal(**scope, grant=False, strength=strength, territory=half.rules(), status="tentative")

    def _channels(self, rights: _Rights) -> tuple[Words, ...]:
        """Return the channels that restrictions leave on the day of the message; none: all."""
        found: dict[Words, None] = {}
        if rights.said.restricted and not rights.restrictions:
            found[_RESTRICTED] = None
        for part in rights.restrictions:
            code = part.text("SalesRestrictionType")
            channels = channels_of(code, tuple(_outlets(part)))
            if channels is None:
                hint = "write a code of list 71, such as 04"
                self._problem("is no type of sales restriction", hint, part, "SalesRestrictionType", code)
            elif self._is_on(part):
                found |= dict.fromkeys(channels)
        return tuple(found)

    def _is_on(self, restriction: Part) -> bool:
        """Whether a restriction runs on the day of the message; where a day is not known, it does."""
        first, last = (self._date(restriction, name) for name in ("StartDate", "EndDate"))
        day = self.message.day
        return day is None or not ((first is not None and day < first) or (last is not None and day > last))

    def _date(self, part: Part, name: str) -> date | None:
        found = _DAY.fullmatch(part.text(name))
        try:
            return date(*map(int, found.groups())) if found is not None else None
        except ValueError:
            return None

    def _notes(self, rights: _Rights) -> Iterator[str]:
        if rights.seller:
            yield f"sold there by {rights.seller}"
        for part in rights.restrictions:
            code = part.text("SalesRestrictionType")
            outlets, note = " and ".join(_outlets(part)), part.text("SalesRestrictionNote")
            days = "/".join(part.text(name) for name in ("StartDate", "EndDate")).strip("/")
            told = [f"sales restriction {code}", *filter(None, (outlets, note, days))]
            yield ", ".join(told)

    def _deal(self, **said: Any) -> Deal:
        product, message = self.product, self.message
        reference = product.reference
        document = Document(
            title=f"ONIX record {reference}" + (f" of {message.sender}" if message.sender else ""),
            day=message.day,
            publisher=message.sender or None,
            identifier=f"onix {message.sender} {reference}",
        )
        told: dict[str, Any] = {
            "row": self.part.line,
            "records": (Record(f"RecordReference {reference}", said.get("row", self.part.line)),),
            "key": f"{message.sender} {reference}".strip(),
            "licensees": product.publishers if said.get("grant", True) or said.get("strength") else (),
            "subjects": ((m.Model, self._subject()),) if product.title else (),
            "acts": PUBLISH,
            "fields": product.fields,
            "languages": product.languages,
            "present": True,
            "document": document,
            "aliases": tuple(one for one in product.isbns if one != product.title),
        }
        return Deal(**{**told, **said})

    def _subject(self) -> str:
        """Return the title; where another writer's book of this message has it, with the writer."""
        product = self.product
        if not product.writer:
            return product.title
        first = self.message.writers.setdefault(hash(fold(product.title)), product.writer)
        if first == product.writer:
            return product.title
        why = "is the title of another writer's book, too: named with its writer"
        self._remark(why, "ask about 'Title (Writer)'", self.part, "TitleText")
        return f"{product.title} ({product.writer_name})"

    # -- what is wrong

    def _problem(
        self, why: str, hint: str | None, part: Part, name: str | None = None, value: str | None = None
    ) -> None:
        place = part.first(name) if name is not None else None
        line = place.line if place is not None else part.line
        self.notes.problem(why, hint, line, part.called(name) if name else None, value)

    def _remark(
        self, why: str, hint: str | None, part: Part | None = None, name: str | None = None, value: str | None = None
    ) -> None:
        part = part or self.part
        self.notes.remarks.add(why, hint, part.line, part.called(name) if name else None, value)


def _outlets(restriction: Part) -> Iterator[str]:
    for part in restriction.all("SalesOutlet"):
        name = part.text("SalesOutletName") or part.text("SalesOutletIdentifier", "IDValue")
        if name:
            yield name


def _words(part: Part) -> str:
    """Return a territory as written."""
    names = ("CountriesIncluded", "RegionsIncluded", "CountriesExcluded", "RegionsExcluded")
    texts = ((name, " ".join(part.texts("Territory", name))) for name in names)
    return ", ".join(f"{name} {text}" for name, text in texts if text)


ONIX: Final = Format(name="ONIX for Books", recognizes=is_onix, read=read_onix)
