"""Rights to publish and sell books as an ONIX 3.1 message, with the reference names (https://www.editeur.org/93/).

One product for each work, holder, form and language, with the sales rights that its holder has on the day of the latest
source. A comment at the head of the message lists what ONIX cannot say and what was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.errors import ExportError, printable
from partnergraph.inference.statements import is_denial, is_fact
from partnergraph.names import local_name
from partnergraph.output import whole_file
from partnergraph.resources import codelist
from partnergraph.terms import Terms, terms
from partnergraph.territory import format_territory, mask_of, possible_on
from partnergraph.territory.places import Places
from partnergraph.territory.regions import table

NAMESPACE: Final = "http://ns.editeur.org/onix/3.1/reference"
SENDER: Final = "partnergraph"
LOSSES: Final = (
    "All that is no right to publish or sell a printed book, an e-book or an audiobook.",
    "From whom a right is, from when and until when: ONIX says what holds on the day of the message.",
    "Which source says what, with which words.",
    "Whether who grants an exclusive right may act itself.",
)
_FORMS: Final = {"print-book": "BA", "e-book": "EA", "audiobook": "AJ", "book": "00"}
_ACTS: Final = frozenset(v.ACT + name for name in ("use", "market", "distribute", "sell"))
_ALL_CHANNELS: Final = v.CHANNEL + "all-channels"
_PART: Final = "-"
_REGIONS_ALONE: Final = ("XK",)
"""Countries that list 91 of ONIX has not: Kosovo is a region of list 49 there."""

_Channels = tuple[m.Iri, ...]


class _UnsayableError(Exception):
    """ONIX cannot say this: why."""


@dataclass(frozen=True, slots=True, order=True)
class _Edition:
    """What one product record is about. ``form``: its code; ``language``: its code, empty where none is said."""

    subject: m.Iri
    holders: tuple[m.Iri, ...]
    form: str
    language: str


@dataclass(slots=True)
class _Held:
    """Where rights are held, by the channels that they are limited to; where none are; where it is not for sale."""

    exclusive: dict[_Channels, Places] = field(default_factory=dict)
    granted: dict[_Channels, Places] = field(default_factory=dict)
    none: Places = field(default_factory=Places)
    absent: Places = field(default_factory=Places)
    sources: set[m.Iri] = field(default_factory=set)


def write_onix(data: m.Dataset, path: str | Path) -> None:
    """Write the message to a file. Raises `ExportError` where no right to a book is recorded, or no day is known."""
    text = onix_message(data)
    if text is None:
        hint = "ONIX holds rights in printed books, e-books and audiobooks, from sources with a day"
        raise ExportError(Path(path), "no right to publish or sell a book is recorded", hint)
    with whole_file(path) as file:
        file.write(text.encode("utf-8"))


def onix_message(data: m.Dataset) -> str | None:
    """Return the message; ``None`` where no right to a book is recorded, or no source has a day."""
    days = [day for source in data.sources for day in (source.date, source.as_of) if day is not None]
    if not days:
        return None
    found = _Editions(data, max(days))
    if not found.held:
        return None
    products = [line for edition, held in sorted(found.held.items()) for line in found.product(edition, held)]
    losses = [*LOSSES, *sorted(found.left_out)]
    return "\n".join((
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- What this message does not say:",
        *(f"- {_in_a_comment(loss)}" for loss in losses),
        "-->",
        f'<ONIXMessage release="3.1" xmlns="{NAMESPACE}">',
        f"<Header><Sender><SenderName>{SENDER}</SenderName></Sender>"
        f"<SentDateTime>{found.day:%Y%m%d}</SentDateTime></Header>",
        *products,
        "</ONIXMessage>",
        "",
    ))  # fmt: skip


class _Editions:
    """The editions of a dataset, with what is held of each on a day, and what is left out."""

    def __init__(self, data: m.Dataset, day: date) -> None:
        self.day = day
        self.terms: Terms = terms().with_own(e for e in data.entities if isinstance(e, m.Term))
        self.names = {thing.iri: thing.name for thing in data.entities}
        self.kinds = {thing.iri: type(thing) for thing in data.entities}
        self.descriptions = data.descriptions
        self.held: dict[_Edition, _Held] = {}
        self.left_out: set[str] = set()
        self._gather(data)

    def _gather(self, data: m.Dataset) -> None:
        facts = {fact.iri: fact for fact in data.identities}
        absences: list[tuple[m.Absence, m.Statement]] = []
        for said in sorted(data.statements, key=lambda one: one.iri):
            fact = facts.get(said.about)
            if isinstance(fact, m.Absence):
                absences.append((fact, said))
            elif isinstance(fact, m.Commitment):
                try:
                    self._take(fact, said)
                except _UnsayableError as why:
                    self.left_out.add(f"Left out: {fact.label}: {why}.")
        for absence, said in absences:
            self._take_absence(absence, said)

    def _take(self, deal: m.Commitment, said: m.Statement) -> None:
        """Take in what one source says of a grant or an exclusivity. Raises `_UnsayableError`."""
        self._check(deal, said)
        places, channels = self._places(said), self._channels(said)
        for subject in said.subjects:
            for form in self._forms(said):
                for language in self._languages(said):
                    held = self.held.setdefault(_Edition(subject, deal.beneficiaries, form, language), _Held())
                    held.sources.add(said.source)
                    if said.denied:
                        held.none |= places
                    else:
                        kept = held.exclusive if deal.kind == "exclusivity" else held.granted
                        kept[channels] = kept.get(channels, Places()) | places

    def _check(self, deal: m.Commitment, said: m.Statement) -> None:
        period = said.period
        begins = period is not None and period.earliest_start is not None and period.earliest_start > self.day
        ended = period is not None and period.latest_end is not None and period.latest_end < self.day
        reasons = (
            (not deal.lets_act, "it is no right to publish"),
            (said.denied and deal.kind != "grant", "a promise is denied"),
            (not is_fact(said) and not is_denial(said), "it is not told as a fact"),
            (
                not any(self.kinds.get(one) in (m.Model, m.Series) for one in said.subjects),
                "it is no right in a product",
            ),
            (bool(said.acts) and not _ACTS.intersection(said.acts), "it is no right to publish or sell"),
            (bool(said.carveouts), "it has exceptions"),
            (bool(said.customers), "it is for some customers only"),
            (not deal.beneficiaries, "who holds it is not named"),
            (any(self._name(one).endswith("(not named)") for one in deal.beneficiaries), "who holds it is not named"),
            (not said.territory, "where it holds is not said"),
            (begins, f"it begins after {self.day}"),
            (ended or said.status in ("ended", "expired"), f"it ended before {self.day}"),
        )
        for holds, why in reasons:
            if holds:
                raise _UnsayableError(why)

    def _take_absence(self, absence: m.Absence, said: m.Statement) -> None:
        """Take in where a product is not for sale: for each edition that it fits."""
        try:
            places, forms, languages = self._places(said), set(self._forms(said)), set(self._languages(said))
        except _UnsayableError as why:
            self.left_out.add(f"Left out: {absence.label}: {why}.")
            return
        fitting = [
            held
            for edition, held in self.held.items()
            if edition.subject == absence.product and edition.form in forms and edition.language in languages
        ]
        if not fitting:
            self.left_out.add(f"Left out: {absence.label}: nobody is recorded to hold rights in it.")
        for held in fitting:
            if said.source in held.sources or len(fitting) == 1:
                held.absent |= places

    # -- one axis each

    def _places(self, said: m.Statement) -> Places:
        found = Places.on(said.territory, self.day)
        unsayable = [part for part in (*found.parts, *found.without) if _region(part) is None]
        if unsayable:
            raise _UnsayableError(f"ONIX has no code for {table()[unsayable[0]].name}")
        settled = found.mask | mask_of(country for country, _, _ in found.odd)
        if possible_on([rule.whole for rule in said.territory], self.day) & ~settled:
            words = said.territory_words or format_territory(said.territory)
            self.left_out.add(f"Of several readings of {words!r}, what all have is written.")
        return found

    def _forms(self, said: m.Statement) -> list[str]:
        if not said.fields:
            return [_FORMS["book"]]
        names = [one.removeprefix(v.FIELD) for one in said.fields]
        if not set(names) <= set(_FORMS):
            raise _UnsayableError("its field of use is no form of a book")
        return sorted(_FORMS[name] for name in names)

    def _languages(self, said: m.Statement) -> list[str]:
        tags = [one.removeprefix(v.LANGUAGE) for one in said.languages]
        missing = [tag for tag in tags if tag not in _language_codes()]
        if missing:
            raise _UnsayableError(f"ONIX has no code for the language {local_name(missing[0])}")
        return sorted(_language_codes()[tag] for tag in tags) or [""]

    def _channels(self, said: m.Statement) -> _Channels:
        found = tuple(sorted(one for one in said.channels if one != _ALL_CHANNELS))
        for one in found:
            if one.startswith(v.CHANNEL) and local_name(one) not in codelist("onix")["channels"]:
                raise _UnsayableError(f"ONIX has no restriction to {self.terms.labels.get(one, local_name(one))}")
        return found

    def _name(self, iri: m.Iri) -> str:
        return self.names.get(iri) or local_name(iri)

    # -- one product

    def product(self, edition: _Edition, held: _Held) -> Iterator[str]:
        """Yield the lines of a product record."""
        reference = ".".join(
            filter(
                None, (*map(local_name, edition.holders), local_name(edition.subject), edition.form, edition.language)
            )
        )
        yield "<Product>"
        yield f"  {_tag('RecordReference', reference)}{_tag('NotificationType', '03')}"
        yield f"  <ProductIdentifier>{self._identifier(edition, held, reference)}</ProductIdentifier>"
        title = _tag("TitleElementLevel", "01") + _tag("TitleText", self._name(edition.subject))
        language = _tag("LanguageRole", "01") + _tag("LanguageCode", edition.language) if edition.language else ""
        yield f"  <DescriptiveDetail>{_tag('ProductComposition', '00')}{_tag('ProductForm', edition.form)}"
        yield f"    <TitleDetail>{_tag('TitleType', '01')}<TitleElement>{title}</TitleElement></TitleDetail>"
        if language:
            yield f"    <Language>{language}</Language>"
        yield "  </DescriptiveDetail>"
        yield "  <PublishingDetail>"
        for holder in edition.holders:
            name = _tag("PublisherName", self._name(holder))
            yield f"    <Publisher>{_tag('PublishingRole', '01')}{name}</Publisher>"
        told = Places()
        for code, places, channels in _composites(held):
            told |= places
            restriction = "".join(self._restriction(one) for one in channels)
            kind = _tag("SalesRightsType", code)
            yield f"    <SalesRights>{kind}<Territory>{_territory(places)}</Territory>{restriction}</SalesRights>"
        if told.rest():
            yield f"    {_tag('ROWSalesRightsType', '00')}"
        yield "  </PublishingDetail>"
        yield "</Product>"

    def _identifier(self, edition: _Edition, held: _Held, reference: str) -> str:
        """Return the only ISBN that the sources of an edition give, else the record's own reference."""
        isbns = {
            alias
            for one in self.descriptions
            if one.about == edition.subject and one.source in held.sources
            for alias in one.aliases
            if len(alias) == len("9780000000000") and alias.isdecimal()
        }
        if len(isbns) == 1:
            return _tag("ProductIDType", "15") + _tag("IDValue", isbns.pop())
        self.left_out.add(
            f"Of {self._name(edition.subject)}, no one ISBN is recorded for each form: ours stands there."
        )
        return _tag("ProductIDType", "01") + _tag("IDTypeName", SENDER) + _tag("IDValue", reference)

    def _restriction(self, channel: m.Iri) -> str:
        name = self.terms.labels.get(channel, local_name(channel))
        code, outlet = _restriction_code(local_name(channel) if channel.startswith(v.CHANNEL) else name)
        named = f"<SalesOutlet>{_tag('SalesOutletName', outlet)}</SalesOutlet>" if outlet else ""
        return f"<SalesRestriction>{_tag('SalesRestrictionType', code)}{named}</SalesRestriction>"


def _composites(held: _Held) -> Iterator[tuple[str, Places, _Channels]]:
    """Yield the types of sales rights (list 46), where each holds and through what."""
    told = Places()
    for channels in sorted({*held.exclusive, *held.granted}):
        exclusive = held.exclusive.get(channels, Places())
        plain = held.granted.get(channels, Places()) - exclusive
        told |= exclusive | plain
        for places, sold, kept in ((exclusive, "01", "04"), (plain, "02", "05")):
            yield from _where(sold, places - held.absent, channels)
            yield from _where(kept, places & held.absent, channels)
    yield from _where("06", held.none - told, ())
    yield from _where("03", held.absent - told - held.none, ())


def _where(code: str, places: Places, channels: _Channels) -> Iterator[tuple[str, Places, _Channels]]:
    if places:
        yield code, places, channels


def _territory(places: Places) -> str:
    """Return the codes of places; most of the world is written as the world without the rest."""
    rest = places.rest()
    if len(rest.countries) < len(places.countries) and not (places.parts or places.without):
        return _tag("RegionsIncluded", "WORLD") + _listed("Excluded", rest.countries, ())
    return _listed("Included", places.countries, places.parts) + _listed("Excluded", (), places.without)


def _listed(end: str, countries: Sequence[str], parts: Sequence[str]) -> str:
    """Return the elements for countries and parts; a country that list 91 has not is a region of list 49."""
    named = [code for code in countries if code not in _REGIONS_ALONE]
    regions = sorted(filter(None, map(_region, (*parts, *(code for code in countries if code not in named)))))
    lists = (("Countries", named), ("Regions", regions))
    return "".join(_tag(f"{name}{end}", " ".join(codes)) for name, codes in lists if codes)


@cache
def _regions() -> dict[str, str]:
    """ISO 3166-2 -> the region's code in list 49."""
    lists = codelist("onix")
    same = {
        f"{country}{_PART}{part}"
        for country, parts in lists["regions_as_in_iso_3166_2"].items()
        for part in parts.split()
    }
    other = {code: region for region, code in sorted(lists["regions"].items(), reverse=True) if " " not in code}
    return {**other, **{code: code for code in same}}


def _region(part: str) -> str | None:
    return _regions().get(part)


@cache
def _language_codes() -> dict[str, str]:
    """Subtag of BCP 47 -> code of list 74, the one that is written."""
    found: dict[str, str] = {}
    for code, tag in codelist("onix")["languages"].items():
        found.setdefault(tag, code)
    return found


def _restriction_code(name: str) -> tuple[str, str]:
    """Return the code of a restriction to a channel (list 71), and the outlet that it names."""
    codes = codelist("onix")["sales_restrictions"]
    found = next((code for code, words in codes.items() if words == name), None)
    if found is not None:
        return found, ""
    words = "all but "
    return ("11", name.removeprefix(words)) if name.startswith(words) else ("04", name)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(printable(text))}</{name}>"


def _in_a_comment(text: str) -> str:
    shown = printable(text)
    while "--" in shown:
        shown = shown.replace("--", "- -")
    return shown
