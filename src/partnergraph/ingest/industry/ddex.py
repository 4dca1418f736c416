"""DDEX Electronic Release Notification 4.1 to 4.3: the terms on which a label's releases go to a service.

A message tells of one release and its tracks, from a sender to recipients. Each deal is a grant: acts by ``UseType``,
channels by ``CommercialModelType``. What the message says takes the place of what an earlier one said of the release;
a message without any deal, or with claims of ownership alone, takes the release down. The file does not say whether
anything is exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from partnergraph import model as m
from partnergraph.bounds import Period, Span, period_of
from partnergraph.errors import InputError, PhraseError, Problem
from partnergraph.ingest.deals.deal import Deal, Document, Record, Words
from partnergraph.ingest.industry import days
from partnergraph.ingest.industry.format import Format, Notes, Peek
from partnergraph.ingest.industry.xml import Element, children, records, root_of, text
from partnergraph.ingest.table.explaining import Said
from partnergraph.names import fold, nearest
from partnergraph.terms import Axis, terms
from partnergraph.territory import Territory, territory_of_ddex

_NAMESPACE: Final = re.compile(r"https?://ddex\.net/xml/([\w./-]+)")
_READ: Final = re.compile(r"ern/4([1-3])\d?")
_ERN: Final = re.compile(r"(?:ern/|\d{4}/ern-main/)(\d)(\d?)\d*")
_RESOURCES: Final = ("SoundRecording", "Video", "Image", "Text", "SheetMusic", "Software")
_RELEASES: Final = ("Release", "TrackRelease", "ClipRelease")
_TAGS: Final = (
    "MessageHeader", "Party", *_RESOURCES, *_RELEASES, "DealReleaseReference", "Deal", "ReleaseDeal", "ReleaseList",
)  # fmt: skip
_IDS: Final = ("GRid", "ICPN", "ISRC", "CatalogNumber", "ProprietaryId")

_STREAMS: Final = {
    "Stream": "stream",
    "OnDemandStream": "stream-on-demand",
    "NonInteractiveStream": "stream-as-programmed",
    "ContentInfluencedStream": "stream-by-taste",
    "TimeInfluencedStream": "stream-with-pause",
    "Webcast": "webcast",
}
_DOWNLOADS: Final = {
    "PermanentDownload": "download-for-good",
    "ConditionalDownload": "download-for-a-time",
    "TetheredDownload": "tethered-download",
}
_OTHERS: Final = {
    "UserMakeAvailableLabelProvided": "use-in-uploads-of-ours",
    "UserMakeAvailableUserProvided": "use-in-uploads-of-theirs",
    "PurchaseAsPhysicalProduct": "sell-on-carriers",
    "Rent": "lease",
    "UseAsRingtone": "make-ringtone",
    "UseAsRingtune": "make-ringtone",
    "UseAsRingbackTone": "make-ringback",
    "UseAsRingbackTune": "make-ringback",
    "Use": "use",
}
_ACTS: Final = {
    **{use: (act,) for table in (_STREAMS, _DOWNLOADS, _OTHERS) for use, act in table.items()},
    "Download": ("download-for-good", "download-for-a-time"),
}
_UNPLACED: Final = frozenset((
    "AsPerContract", "Broadcast", "Cable", "Display", "Dub", "DubForOnDemandStreaming", "DubForLivePerformance",
    "DubForMovies", "DubForMusicOnHold", "DubForPublicPerformance", "DubForRadio", "DubForTV", "ExtractForInternet",
    "KioskDownload", "Narrowcast", "Perform", "PerformAsMusicOnHold", "PerformInLivePerformance", "PerformInPublic",
    "Playback", "PlayInPublic", "Podcast", "Print", "PrivateCopy", "Simulcast", "Unknown", "UseAsAlertTone",
    "UseAsDevice", "UseAsKaraoke", "UseAsScreensaver", "UseAsVoiceMail", "UseAsWallpaper", "UseForIdentification",
    "UseInMobilePhoneMessaging", "UseInPhoneListening", "UserDefined",
))  # fmt: skip
"""Uses that the tree of acts does not have: each is a term of its own, which is unknown and never disjoint."""
_MODELS: Final = {
    "SubscriptionModel": ("subscription-streaming", "subscription-download"),
    "AdvertisementSupportedModel": ("free-streaming", "free-download"),
    "FreeOfChargeModel": ("free-streaming", "free-download"),
    "PayAsYouGoModel": ("transactional-streaming", "paid-download"),
}
"""The channel of streams and of downloads."""
_CLAIM: Final = "RightsClaimModel"
_OTHER_MODELS: Final = frozenset(
    ("AsPerContract", "DeviceFeeModel", "PerformanceRoyaltiesModel", "Unknown", "UserDefined")
)
_FIELDS: Final = {"SoundRecording": "recorded-music"}
_FALSE: Final = ("false", "0")
Edge: TypeAlias = Callable[..., Span]


def _recognizes(peek: Peek) -> bool:
    root = root_of(peek.start)
    return root is not None and _NAMESPACE.fullmatch(root[1]) is not None


# --- what a message names ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Release:
    """A release: ``name`` as a work, ``identifier`` with its kind, ``main`` where the message is about it."""

    reference: str
    name: str
    identifier: str
    label: str | None
    main: bool


@dataclass(slots=True)
class _Message:
    """What stands before the deals."""

    identifier: str = ""
    sender: str = ""
    sender_id: str = ""
    recipients: tuple[str, ...] = ()
    recipient_ids: tuple[str, ...] = ()
    parties: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    releases: dict[str, _Release] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    document: Document | None = None
    fields: tuple[Words, ...] = ()


class _Reader:
    """Reads one message; ``notes`` takes down what is refused."""

    def __init__(self, path: Path, notes: Notes) -> None:
        self.path, self.notes = path, notes
        self.message = _Message()
        self.references: list[str] = []
        self.number = 0
        self.offered = self.claimed = False

    def deals(self) -> Iterator[Deal]:
        """Yield the deals as they come, then what is taken down."""
        self._refuse_versions()
        group: Element = None
        for line, element in records(self.path, _TAGS, self.notes.place):
            tag = _local(element)
            if tag == "DealReleaseReference":
                if element.getparent() is not group:
                    group, self.references, self.number = element.getparent(), [], 0
                self.references.append(text(element) or "")
            elif tag == "Deal":
                self.number += 1
                yield from self._deal(line, element, self._named(line, element.getparent() is group))
            else:
                self._before_deals(tag, line, element)
        yield from self._taken_down()

    def _refuse_versions(self) -> None:
        with self.path.open("rb") as file:
            root = root_of(file.read(65_536))
        assert root is not None  # it was recognized
        space = _NAMESPACE.fullmatch(root[1])
        assert space is not None
        version = _ERN.match(space[1])
        hint = "NewReleaseMessages of ERN 4.1, 4.2 and 4.3 are read: ask the sender for one"
        if version is None:
            message = f"is a message of DDEX that is not read ({space[1]})"
        elif _READ.fullmatch(space[1]) is None:
            message = f"is ERN {version[1]}.{version[2] or 0}, which is not read"
        elif root[0] != "NewReleaseMessage":
            message = f"is the {root[0]} of ERN, which is not read"
        else:
            return
        raise InputError([Problem(message, hint, file=self.notes.place)])

    # -- before the deals

    def _before_deals(self, tag: str, line: int, element: Element) -> None:
        if tag == "MessageHeader":
            self._header(line, element)
        elif tag == "Party":
            self.message.parties[text(element, "PartyReference") or ""] = _name_of(element)
        elif tag in _RESOURCES:
            self.message.resources[text(element, "ResourceReference") or ""] = _title_of(element) or ""
            self.message.kinds.add(tag)
        elif tag in _RELEASES:
            self._release(line, element)
        elif tag == "ReleaseList":
            self._document(line)

    def _header(self, line: int, header: Element) -> None:
        message = self.message
        senders = children(header, "SentOnBehalfOf") or children(header, "MessageSender")
        recipients = children(header, "MessageRecipient")
        if not senders or not recipients or not all(map(_name_of, (*senders, *recipients))):
            what = "MessageSender" if not senders else "MessageRecipient"
            problem = "names no sender or no recipient"
            hint = "nobody is granted anything without a MessageSender and a MessageRecipient"
            raise InputError([Problem(problem, hint, file=self.notes.place, line=line, field=what)])
        message.identifier = text(header, "MessageId") or ""
        message.sender, message.sender_id = _name_of(senders[0]), _number_of(senders[0])
        message.recipients = tuple(map(_name_of, recipients))
        message.recipient_ids = tuple(map(_number_of, recipients))
        created = text(header, "MessageCreatedDateTime")
        if created is not None:
            self.notes.day = self._day(created, line, "MessageCreatedDateTime") or self.notes.day
        self.notes.title = f"DDEX message {message.identifier}".strip()

    def _release(self, line: int, element: Element) -> None:
        message = self.message
        reference, kind = text(element, "ReleaseReference") or "", _local(element)
        identifier = _identifier(children(element, "ReleaseId"))
        titles = [_title_of(element), *(message.resources.get(r, "") for r in _resources_of(element)), identifier]
        name = next(filter(None, titles), "")
        if not name:
            hint = "give it a DisplayTitleText or a ReleaseId"
            self.notes.problem("has no title and no number", hint, line, "Release", reference)
            return
        if message.taken.setdefault(fold(name), reference) != reference:
            name = f"{name} ({identifier or reference})"
        label = message.parties.get(text(element, "ReleaseLabelReference") or "")
        main = kind == "Release" and not any(one.main for one in message.releases.values())
        message.releases[reference] = _Release(reference, name, identifier, label, main)

    def _document(self, line: int) -> None:
        """Name the source: what this sender tells these recipients of this release."""
        message = self.message
        if not message.sender:
            hint = "a message has its MessageHeader first"
            raise InputError([Problem("has no header", hint, file=self.notes.place, line=line)])
        main = next((one for one in message.releases.values() if one.main), None) or next(
            iter(message.releases.values()), None
        )
        if main is None:
            return
        number = main.identifier or main.name
        message.document = Document(
            title=f"{message.sender} to {', '.join(message.recipients)}: {main.name}",
            day=self.notes.day,
            publisher=message.sender,
            identifier=" ".join(("ern", message.sender_id, *message.recipient_ids, number)),
        )
        kinds = message.kinds - {"Image", "Text"}
        message.fields = tuple(_shipped("field", _FIELDS[kind]) for kind in kinds) if kinds <= set(_FIELDS) else ()

    # -- deals

    def _named(self, line: int, follows: bool) -> list[_Release]:
        """Return the releases that a deal names, each told once."""
        found = []
        for reference in self.references if follows else ():
            release = self.message.releases.get(reference)
            if release is None:
                near = nearest(reference, self.message.releases)
                hint = f"nearest: {', '.join(near)}" if near else "a deal names a release of the same message"
                self.notes.problem("is no release of the message", hint, line, "DealReleaseReference", reference)
            else:
                found.append(release)
        if not follows:
            hint = "write the DealReleaseReference before the Deal"
            self.notes.problem("names no release", hint, line, "Deal")
        return found

    def _deal(self, line: int, element: Element, releases: Sequence[_Release]) -> Iterator[Deal]:
        (terms_of,) = children(element, "DealTerms") or [element]
        for release in releases:
            record = Record(f"release {release.reference}, deal {self.number}", line)
            self.notes.see(record, partial(_said_by, element, self.message, release))
        before = len(self.notes.problems)
        stated, uses = _codes(terms_of, "CommercialModelType"), _codes(terms_of, "UseType")
        models = [one for one in stated if one[0] != _CLAIM]
        if models != stated:
            message = "is a claim of ownership, no offer: read as no grant"
            self.notes.remarks.add(message, None, line, "CommercialModelType", _CLAIM)
            self.claimed = True
            if not models:
                return
        self.offered = True
        acts, channels = self._acts(line, terms_of, uses), self._channels(line, models, uses)
        where = self._territory(line, terms_of)
        periods = list(self._periods(line, terms_of))
        if len(self.notes.problems) > before or where is None:
            return
        services = tuple(map(_name_of, children(terms_of, "DistributionChannel")))
        if children(terms_of, "ExcludedDistributionChannel"):
            names = ", ".join(map(_name_of, children(terms_of, "ExcludedDistributionChannel")))
            channels = ((f"services other than {names}", None),)
        for release in releases:
            for period in periods:
                yield Deal(
                    row=line,
                    records=(Record(f"release {release.reference}, deal {self.number}", line),),
                    licensors=(self.message.sender,),
                    licensees=services or self.message.recipients,
                    subjects=((m.Model, release.name),),
                    territory=(where,),
                    territory_words=None,
                    period=period,
                    acts=acts,
                    channels=channels,
                    fields=self.message.fields,
                    document=self.message.document,
                    note=self._note(release, services),
                )

    def _acts(self, line: int, terms_of: Element, uses: Iterable[tuple[str, str | None]]) -> tuple[Words, ...]:
        if _is_true(text(terms_of, "IsPreOrderDeal")):
            return (_shipped("act", "take-orders"),)
        found: dict[Words, None] = {}
        for use, own in uses:
            if use in _ACTS:
                found.update(dict.fromkeys(_shipped("act", act) for act in _ACTS[use]))
            elif use in _UNPLACED:
                found[own or _spelt(use), None] = None
            else:
                self._no_code(line, "UseType", use, (*_ACTS, *_UNPLACED))
        return tuple(found) or (("use not stated", None),)

    def _channels(
        self, line: int, models: Iterable[tuple[str, str | None]], uses: Iterable[tuple[str, str | None]]
    ) -> tuple[Words, ...]:
        used = {use for use, _ in uses}
        ways = [bool(used & _STREAMS.keys()), bool(used & {*_DOWNLOADS, "Download", "KioskDownload"})]
        found: dict[Words, None] = {}
        for model, own in models:
            if model in _MODELS:
                picked = [way for way, is_one in zip(_MODELS[model], ways, strict=True) if is_one]
                found.update(dict.fromkeys(_shipped("channel", way) for way in picked or _MODELS[model]))
            elif model in _OTHER_MODELS:
                found[own or _spelt(model), None] = None
            else:
                self._no_code(line, "CommercialModelType", model, (*_MODELS, *_OTHER_MODELS, _CLAIM))
        return tuple(found)

    def _no_code(self, line: int, name: str, value: str, known: Iterable[str]) -> None:
        near = nearest(value, known)
        hint = f"nearest: {', '.join(near)}" if near else "write a value of the allowed value sets of ERN 4.3"
        self.notes.problem("is no value of DDEX", hint, line, name, value)

    def _territory(self, line: int, terms_of: Element) -> Territory | None:
        included, excluded = children(terms_of, "TerritoryCode"), children(terms_of, "ExcludedTerritoryCode")
        codes, left_out = ([text(one) or "" for one in group] for group in (included, excluded))
        lists = {one.get("IdentifierType") or "ISO" for one in (*included, *excluded)}
        shown = " ".join((*codes, *(f"-{code}" for code in left_out)))
        if len(lists) > 1 or not lists:
            why = "mixes numbers of TIS with codes of ISO" if lists else "says nothing of where"
            hint = "write a deal for each" if lists else "write a TerritoryCode, or Worldwide"
            self.notes.problem(why, hint, line, "TerritoryCode", shown)
            return None
        if included and excluded:
            message = "has territories and excluded ones, of which DDEX allows one kind: read as these without those"
            self.notes.remarks.add(message, None, line, "ExcludedTerritoryCode", " ".join(left_out))
        try:
            return territory_of_ddex(codes, left_out, tis=lists == {"TIS"}, on=self.notes.day)
        except PhraseError as error:
            self.notes.problem(error.why, error.hint, line, "TerritoryCode", error.phrase or shown)
            return None

    def _periods(self, line: int, terms_of: Element) -> Iterator[Period | None]:
        validity = children(terms_of, "ValidityPeriod")
        if not validity:
            self.notes.remarks.add("has no ValidityPeriod: when it holds is not known", None, line, "Deal")
            yield None
        for one in validity:
            try:
                start = _edge(one, ("StartDate", "StartDateTime"), days.start_of)
                end = _edge(one, ("EndDate", "EndDateTime"), days.end_of)
                yield period_of(start, end) if start is not None or end is not None else None
            except PhraseError as error:
                self.notes.problem(error.why, error.hint, line, "ValidityPeriod", error.phrase)

    def _day(self, written: str, line: int, name: str) -> date | None:
        try:
            return days.read_day(written)
        except PhraseError as error:
            self.notes.problem(error.why, error.hint, line, name, written)
            return None

    def _note(self, release: _Release, services: tuple[str, ...]) -> str:
        message = self.message
        said = [release.identifier]
        if release.label and fold(release.label) != fold(message.sender):
            said.append(f"label {release.label}")
        if services:
            said.append(f"received by {', '.join(message.recipients)}")
        said.append(f"message {message.identifier}" if message.identifier else "")
        return "; ".join(filter(None, said))

    # -- no deals

    def _taken_down(self) -> Iterator[Deal]:
        """Say of a message that offers nothing that what was granted of its releases has ended on its day."""
        message, day = self.message, self.notes.day
        if self.offered or not message.releases:
            return
        holds = "holds a claim of ownership and no offer" if self.claimed else "holds no deal"
        names = ", ".join(r.name for r in message.releases.values() if r.main)
        self.notes.remarks.add(f"{holds}: {names} is taken down, what was granted has ended", None, 1)
        document = replace(message.document, ends=True) if message.document is not None else None
        last = Span(day, day, day.isoformat()) if day is not None else None
        for release in message.releases.values():
            record = Record(f"release {release.reference}", 1)
            self.notes.see(record, partial(_said_by, None, message, release))
            yield Deal(
                row=1,
                records=(record,),
                licensors=(message.sender,),
                licensees=message.recipients,
                subjects=((m.Model, release.name),),
                period=period_of(None, last) if last is not None else None,
                status="ended",
                document=document,
                note="; ".join(filter(None, (self._note(release, ()), holds))),
            )


# --- parts of records -------------------------------------------------------------------------------


_TOLD_AS: Final = {
    "TerritoryCode": "territory", "ExcludedTerritoryCode": "territory",
    **dict.fromkeys(("StartDate", "StartDateTime", "EndDate", "EndDateTime"), "period"),
    "CommercialModelType": "channel", "UseType": "act", "IsPreOrderDeal": "act",
}  # fmt: skip
_SERVICES: Final = {"DistributionChannel": "licensee", "ExcludedDistributionChannel": "channel"}


def _said_by(deal: Element | None, message: _Message, release: _Release) -> Iterator[Said]:
    """Yield what a deal of a release says, with what stands before it in the message."""
    yield Said("MessageSender", message.sender, "licensor")
    yield Said("MessageRecipient", ", ".join(message.recipients), "licensee")
    yield Said("DealReleaseReference", release.reference, "subject")
    for element in deal.iter("{*}*") if deal is not None else ():
        name, above = _local(element), {_local(one) for one in element.iterancestors()} & _SERVICES.keys()
        if name in _SERVICES:
            yield Said(name, _name_of(element), _SERVICES[name])
        elif not len(element) and not above:
            column = _TOLD_AS.get(name)
            yield Said(name, text(element) or "" if column is not None else "", column)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _name_of(party: Element) -> str:
    """Return a party's name, or its number."""
    names = [text(name, part) for name in children(party, "PartyName") for part in ("FullName", "KeyName")]
    return next(filter(None, (*names, text(party, "TradingName"))), None) or _number_of(party)


def _number_of(party: Element) -> str:
    """Return the first of a party's numbers, or its name."""
    numbers = ("".join(leaf.itertext()).strip() for one in children(party, "PartyId") for leaf in list(one) or [one])
    return next(filter(None, numbers), "") or (_name_of(party) if children(party, "PartyName") else "")


def _title_of(element: Element) -> str | None:
    """Return the title that stands by default, with what distinguishes the version."""
    shown = children(element, "DisplayTitleText")
    shown.sort(key=lambda one: not _is_true(one.get("IsDefault")))
    if shown:
        return text(shown[0])
    parts = [(text(one, "TitleText"), text(one, "SubTitle")) for one in children(element, "DisplayTitle")]
    return next((f"{title} ({more})" if more else title for title, more in parts if title), None)


def _identifier(numbers: Iterable[Element]) -> str:
    found = [(kind, text(number, kind)) for number in numbers for kind in _IDS]
    return next((f"{kind} {value}" for kind, value in found if value), "")


def _resources_of(release: Element) -> list[str]:
    return [text(one) or "" for one in children(release, "ReleaseResourceReference")]


def _codes(terms_of: Element, name: str) -> list[tuple[str, str | None]]:
    """Return the values of a name, wherever in the terms, each with the user's own value where it is one."""
    return [(text(one) or "", one.get("UserDefinedValue")) for one in terms_of.iter("{*}" + name)]


def _edge(validity: Element, names: tuple[str, ...], read: Edge) -> Span | None:
    for name in names:
        for one in children(validity, name):
            written = text(one)
            if written is not None:
                return read(written, about=_is_true(one.get("IsApproximate")))
    return None


def _is_true(value: str | None) -> bool:
    return value is not None and value not in _FALSE


def _shipped(axis: Axis, code: str) -> Words:
    iri = terms().find(axis, code)
    return (terms().labels[iri], iri)


def _spelt(code: str) -> str:
    """Return a code as words: ``UseAsKaraoke`` as "use as karaoke"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).lower()


DDEX: Final = Format(name="DDEX ERN", recognizes=_recognizes, read=lambda path, notes: _Reader(path, notes).deals())
