"""Reads the gold suite: names and words of the files into deals and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import yaml

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import parse_date, parse_limit, parse_period, parse_term, period_of, with_bounds
from partnergraph.exclusivity import DEFAULT_READINGS, STRICT, Deals, Proposal
from partnergraph.rdf import to_rdf
from partnergraph.territory import Territory, parse_territory

FOLDER = Path(__file__).parent / "collisions"
BROADER = {
    "device": None, "smartphone": "device", "foldable": "smartphone", "tablet": "device", "apparel": None,
    "online": None, "store": None, "brand-on-product": None,
    "public-body": None, "military": "public-body", "business": None,
    **{f"{v.LANGUAGE}{tag}": None for tag in ("de", "fr", "zh")}, "co-development": None, "distribution": None,
    f"{v.ACT}sell": "distribution",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One question of the suite with its expected answer."""

    name: str
    why: str
    deals: dict[str, Any]
    kind: str
    ask: dict[str, Any]
    readings: frozenset[str]
    expect: Any
    only: tuple[str, ...] = ()
    known_by: str | None = None


LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every scalar is a string."""


@cache
def cases() -> tuple[Case, ...]:
    """Return every case of every file, in order."""
    return tuple(_read())


def _read() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yaml")):
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        for number, raw in enumerate(loaded["cases"], 1):
            (kind,) = {"in_force", "who", "clear", "conflicts", "available", "expiring", "gaps", "title"} & set(raw)
            deals = raw["deals"]
            yield Case(
                name=f"{path.stem}-{number:02}",
                why=raw["why"],
                deals=loaded["deals"][deals] if isinstance(deals, str) else deals,
                kind=kind,
                ask=raw[kind] or {},
                readings=read_readings(raw.get("readings", "default")),
                expect=raw["expect"],
                only=tuple(raw.get("only", ())),
                known_by=raw.get("known_by"),
            )


_DEALS: dict[tuple[int, str | None], Deals] = {}
"""What was read already: a book, which lives as long as the suite, as known on a day."""


def deals_of(case: Case) -> Deals:
    """Return the deals of a case; of one that is asked as known on a day, what a graph knows of them then."""
    key = id(case.deals), case.known_by
    if key not in _DEALS:
        deals = Reader(case.deals).deals()
        _DEALS[key] = deals if case.known_by is None else as_known_on(case.known_by, deals)
    return _DEALS[key]


def forget() -> None:
    """Read every book anew from now on."""
    _DEALS.clear()


def as_known_on(known_by: str, deals: Deals) -> Deals:
    """Return what a graph that holds the deals knows of them on a day."""
    graph = PartnerGraph()
    with graph.store.transaction() as work:
        facts = (*deals.commitments, *deals.partnerships, *deals.releases, *deals.ownerships, *deals.families)
        work.insert(v.GRAPH_STATED, to_rdf(_spelt(as_iri, one) for one in (*deals.sources, *facts, *deals.statements)))
    data = graph.as_known_on(known_by).data()
    for group in (data.sources, data.identities, data.statements):
        group[:] = [_spelt(as_name, one) for one in group]  # type: ignore[index, attr-defined]
    return Deals.of(data, BROADER)


def as_iri(name: str) -> str:
    """Return the IRI of a name of the suite."""
    return f"urn:suite:{quote(name, safe='')}"


def as_name(iri: str) -> str:
    """Return the name of an IRI made by `as_iri`."""
    return unquote(iri.removeprefix("urn:suite:"))


_NAMES = {
    "iri", "about", "source", "subjects", "fields", "channels", "acts", "languages", "bound", "beneficiaries", "parent",
    "owner", "owned", "marks", "parties", "commitment", "partnership", "product", "until", "copy_of", "complete_for",
    "occurrences",
}  # fmt: skip
"""Fields of the model that hold names of the suite."""


def _spelt(spell: Callable[[str], str], value: Any) -> Any:
    """Return a value of the model with all its names spelt otherwise."""
    if isinstance(value, tuple):
        return tuple(_spelt(spell, one) for one in value)
    if isinstance(value, str):
        return spell(value)
    if not is_dataclass(value) or type(value).__module__ != m.__name__:
        return value
    found = {f.name: getattr(value, f.name) for f in fields(value)}
    changed = {name: _spelt(spell, part) for name, part in found.items() if name in _NAMES or not isinstance(part, str)}
    return replace(value, **changed)  # type: ignore[type-var]


def read_readings(value: str | list[str]) -> frozenset[str]:
    """Return the readings that a case switches on."""
    if isinstance(value, list):
        return frozenset(value)
    return {
        "default": DEFAULT_READINGS,
        "strict": STRICT,
        "continues": DEFAULT_READINGS | {"continues"},
        "renews": DEFAULT_READINGS | {"renews"},
    }[value]


def many(value: Any) -> tuple[Any, ...]:
    """Return a list, or the one value given instead of it."""
    if value in (None, ""):
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def tongues(value: Any) -> tuple[str, ...]:
    """Return the terms of language tags."""
    return tuple(v.LANGUAGE + tag for tag in (value if isinstance(value, tuple) else many(value)))


def acts(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return the terms of acts: to sell is the shipped one, by which stock is sold off."""
    return tuple(f"{v.ACT}sell" if name == "sell" else name for name in named)


def territory_of(raw: dict[str, Any]) -> tuple[Territory, ...]:
    """Return the rules of a territory phrase, with its membership and exhaustiveness."""
    phrase = raw.get("territory")
    if phrase in (None, "unstated"):
        return ()
    rules = parse_territory(phrase)
    if raw.get("exhaustive") == "no":
        rules = tuple(replace(rule, exhaustive=False) for rule in rules)
    if "membership" in raw:
        mode = raw["membership"]
        rules = tuple(replace(r, membership=mode if mode == "moving" else day(mode)) for r in rules)
    return rules


def day(text: str) -> date:
    """Return a day."""
    return date.fromisoformat(text)


class Reader:
    """Builds `Deals` from the words of one case."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.statements: list[m.Statement] = []
        sources = raw.get("sources", {"the source": {"date": "2024-06-30"}})
        self.first = next(iter(sources))
        self.sources = tuple(self._source(name, value) for name, value in sources.items())

    def deals(self) -> Deals:
        """Return the deals."""
        raw = self.raw
        partnerships = tuple(self._partnership(n, v) for n, v in raw.get("partnerships", {}).items())
        commitments = tuple(self._commitment(n, v) for n, v in raw.get("commitments", {}).items())
        ownerships = tuple(self._ownership(n, v) for n, v in raw.get("ownerships", {}).items())
        families = tuple(self._family(n, v) for n, v in raw.get("families", {}).items())
        releases = tuple(self._release(n, v) for n, v in raw.get("releases", {}).items())
        for name, told in raw.get("occurrences", {}).items():
            self._say_on_its_day(name, told or {})
        events = (
            *(self._event(n, v) for n, v in raw.get("events", {}).items()),
            *(self._succession(n, v) for n, v in raw.get("successions", {}).items()),
        )
        return Deals(
            commitments=commitments, partnerships=partnerships, releases=releases, ownerships=ownerships,
            families=families, events=events, statements=tuple(self.statements), sources=self.sources, broader=BROADER,
            kinds=dict.fromkeys(many(raw.get("products")), m.Model),
            carried={product: frozenset(many(marks)) for product, marks in raw.get("carries", {}).items()},
        )  # fmt: skip

    def things(self) -> Iterator[m.Entity | m.Description]:
        """Yield the products, and what the first source says of the marks that they carry."""
        yield from (m.Model(iri=name, name=name) for name in many(self.raw.get("products")))
        for product, marks in self.raw.get("carries", {}).items():
            iri = f"{product} described"
            yield m.Description(iri=iri, about=product, source=self.first, name=product, brands=many(marks))

    def _source(self, name: str, value: Any) -> m.Source:
        raw = {"date": value} if isinstance(value, str) else value or {}
        return m.Source(
            iri=name, title=name, copy_of=raw.get("copy_of"), kind=raw.get("kind"),
            date=day(raw["date"]) if raw.get("date") else None,
            as_of=day(raw["as_of"]) if raw.get("as_of") else None,
            complete_for=tuple((grantor, subject) for grantor, subject in raw.get("complete", ())),
            complete_holdings=tuple((holder, subject) for holder, subject in raw.get("holdings", ())),
            prevails=raw.get("prevails") == "yes",
            prevails_for=many(raw.get("prevails")) if raw.get("prevails") != "yes" else (),
        )  # fmt: skip

    def _say(self, about: str, raw: dict[str, Any], defaults: dict[str, str]) -> None:
        said = raw.get("says")
        for one in [raw] if said is None else said:
            iri = f"{about} said {len(self.statements) + 1}"
            self.statements.append(self._statement(iri, about, {**defaults, **one}))

    def _statement(self, iri: str, about: str, raw: dict[str, Any]) -> m.Statement:
        def axis(name: str) -> tuple[str, ...]:
            return () if raw.get(name) == "unstated" else many(raw.get(name))

        period = parse_period(raw["period"]) if raw.get("period") else None
        if raw.get("term"):
            limit, length = parse_limit(raw["term"])
            period = with_bounds(replace(period or parse_period("/"), **{limit: length}))
        if raw.get("planned_end"):
            period = replace(period or parse_period("/"), planned_end=day(raw["planned_end"]))
        renewal, conditions = renewal_of(raw), tuple(map(condition_of, many(raw.get("conditions"))))
        return m.Statement(
            renewal=renewal, conditions=conditions,
            iri=iri, about=about, source=raw.get("source", self.first), modality=raw.get("modality", "fact"),
            denied=raw.get("denied") == "yes", status=raw.get("status"), subjects=axis("subject"),
            fields=axis("field"), channels=axis("channel"), acts=acts(axis("act")), languages=tongues(axis("language")), customers=axis("customer"),
            territory=territory_of(raw), period=loosened(period, renewal, conditions), present_tense=raw.get("present") == "yes", until=raw.get("until"),
            coextensive=raw.get("coextensive") == "yes", strength=raw.get("strength"),
            covers_affiliates={"yes": True, "no": False, None: None}[raw.get("affiliates")],
            carveouts=tuple(map(carveout, many(raw.get("except")))), sublicensing=raw.get("sublicensing"),
            sell_off=parse_term(raw["sell_off"]) if "sell_off" in raw else None, relative_starts=relative_of(raw.get("starts")), relative_ends=relative_of(raw.get("ends")),
        )  # fmt: skip

    def _partnership(self, name: str, raw: dict[str, Any]) -> m.Partnership:
        self._say(name, raw, {})
        return m.Partnership(iri=name, label=name, parties=many(raw.get("parties")))

    def _commitment(self, name: str, raw: dict[str, Any]) -> m.Commitment:
        said = raw.get("says") or [raw]
        defaults = {}
        for key, value in (("subject", "Aura"), ("field", "smartphone")):
            if not any(key in one for one in said):
                defaults[key] = value
        self._say(name, raw, defaults)
        return m.Commitment(
            iri=name, label=name, kind=raw["kind"], bound=many(raw.get("bound", "Owner")),
            beneficiaries=() if raw["kind"] in ("exclusion", "holdback") else many(raw["to"]),
            excluded=many(raw.get("not")), promisees=many(raw.get("promised_to")), side=raw.get("side", "grantor"), partnership=raw.get("partnership"),
            parent=raw.get("parent"), at_most=int(raw["at_most"]) if "at_most" in raw else None,
        )  # fmt: skip

    def _ownership(self, name: str, raw: dict[str, Any]) -> m.Ownership:
        self._say(name, raw, {})
        return m.Ownership(iri=name, label=name, owner=raw["owner"], owned=raw["owned"])

    def _family(self, name: str, raw: dict[str, Any]) -> m.MarkFamily:
        self._say(name, raw, {})
        return m.MarkFamily(iri=name, label=name, marks=many(raw["marks"]))

    def _release(self, name: str, raw: dict[str, Any]) -> m.Release:
        said = {**raw, "period": None}
        self._say(name, said, {})
        moment = period_of(parse_date(raw["period"]), None)
        self.statements[-1] = replace(self.statements[-1], period=moment)
        return m.Release(iri=name, label=name, product=name, partnership=raw.get("partnership"))

    def _event(self, name: str, raw: dict[str, Any]) -> m.DealEvent:
        self._say_on_its_day(name, raw)
        leaving, entering = (many(party) for party in raw.get("assigned", ("", "")))
        return m.DealEvent(
            iri=name, label=name, kind=raw["kind"], changes=many(raw["of"]), effect=raw.get("effect", "replaces"),
            assignors=leaving, assignees=entering, becomes=raw.get("becomes"),
        )  # fmt: skip

    def _succession(self, name: str, raw: dict[str, Any]) -> m.Succession:
        self._say_on_its_day(name, raw)
        return m.Succession(
            iri=name, label=name, kind=raw["kind"], predecessors=many(raw["of"]), successor=raw["successor"]
        )

    def _say_on_its_day(self, name: str, raw: dict[str, Any]) -> None:
        """Take in what is said of an event; its period starts on the first day of the new state."""
        said = raw.get("says", [raw])
        self._say(name, {"says": [{**one, "period": _first_day(one)} for one in said]}, {})


def _first_day(raw: dict[str, Any]) -> str:
    """Return the period of an event: from its first day (``last_day``: the day before), to the new end."""
    start = raw.get("from", "")
    if "last_day" in raw:
        start = (day(raw["last_day"]) + timedelta(1)).isoformat()
    return f"{start}/{raw.get('until', '')}"


def condition_of(raw: dict[str, Any]) -> m.Condition:
    """Return what something hangs on."""
    since, met, failed = (day(raw[key]) if key in raw else None for key in ("from", "met", "failed"))
    return m.Condition(
        text=raw.get("text", "a condition"), kind=raw["kind"], since=since, met=met, failed=failed, then=raw.get("then")
    )


def loosened(period: Any, renewal: m.Renewal | None, conditions: tuple[m.Condition, ...]) -> Any:
    """Return a period without the bounds that a renewal or a condition leaves open."""
    period = m.renewable(period) if renewal else period
    return m.conditional(period) if conditions else period


def relative_of(raw: dict[str, Any] | None) -> tuple[m.RelativeDay, ...]:
    """Return the days of which a start, or an end, is one."""
    for key, among in (("later_of", "later"), ("earlier_of", "earlier")):
        if raw and key in raw:
            return tuple(replace(_relative_day(one), among=among) for one in raw[key])
    return (_relative_day(raw),) if raw else ()


def _relative_day(raw: dict[str, Any] | str) -> m.RelativeDay:
    if isinstance(raw, str):
        return m.RelativeDay(day=day(raw))
    word = next(word for word in ("from", "after", "until") if word in raw)
    length = parse_term(raw["length"]) if "length" in raw else None
    as_term = word == "from" and length is not None
    return m.RelativeDay(occurrences=many(raw[word]), which=raw.get("which"), length=length, as_term=as_term)


def renewal_of(raw: dict[str, Any]) -> m.Renewal | None:
    """Return how something is renewed."""
    for key, by in (("renews", "silence"), ("extends", "exercise")):
        if told := raw.get(key):
            notice = parse_term(told["notice"]) if told.get("notice") else None
            times = int(told["times"]) if told.get("times") else None
            return m.Renewal(every=parse_term(told["every"]), by=by, notice=notice, times=times)
    return None


def carveout(raw: dict[str, Any]) -> m.Carveout:
    """Return an exception."""
    return m.Carveout(
        parties=many(raw.get("party")),
        territory=territory_of(raw),
        fields=many(raw.get("field")),
        channels=many(raw.get("channel")),
        acts=many(raw.get("act")),
        languages=tongues(raw.get("language")),
        customers=many(raw.get("customer")),
        commitment=raw.get("commitment"),
    )


def proposal(raw: dict[str, Any]) -> Proposal:
    """Return a proposed deal."""

    def axis(name: str, default: str | None = None) -> tuple[str, ...]:
        return () if raw.get(name) == "unstated" else many(raw.get(name, default))

    return Proposal(
        grantors=many(raw.get("by", "Owner")), grantees=many(raw.get("to", "New")), subjects=axis("subject", "Aura"),
        fields=axis("field", "smartphone"), channels=axis("channel"), acts=acts(axis("act")),
        languages=tongues(axis("language")), customers=axis("customer"),
        territory=territory_of({"territory": "Brazil", **raw}),
        first=day(raw["from"]), last=day(raw["until"]) if raw.get("until") else None,
        signed=day(raw["signed"]) if raw.get("signed") else None, exclusive=raw.get("exclusive"),
        side=raw.get("side", "grantor"),
        covers_affiliates={"yes": True, "no": False, None: None}[raw.get("affiliates")],
        carveouts=tuple(map(carveout, many(raw.get("except")))), parent=raw.get("parent"),
    )  # fmt: skip
