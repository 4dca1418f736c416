"""Deals that events change, or whose days hang on some, as plain deals: for whoever can tell of no events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Final

from partnergraph.bounds import Period, edtf_of
from partnergraph.inference.events import Events
from partnergraph.inference.lifespans import between
from partnergraph.inference.sources import Sources
from partnergraph.inference.timeline import Timeline
from partnergraph.inference.versions import Version, versions
from partnergraph.inference.windows import UNKNOWN_FUTURE, UNKNOWN_PAST, Window, resolve
from partnergraph.model import Commitment, Dataset, DealEvent, Identity, Iri, Statement, Succession


def unfolded(data: Dataset) -> Dataset:
    """Return a dataset with the versions of a commitment in its place, each with the time between its events.

    The first of them has the commitment's address. What a source says of it is cut to the days of the version; after an
    event, what several say that are not at odds is said by the event's source. What rests on an event of which it is
    open whether it came is planned. The events themselves are left out. A start or an end that hangs on an occurrence
    is between the days that are reckoned.
    """
    events = [one for one in data.identities if isinstance(one, DealEvent | Succession)]
    said: dict[Iri, list[Statement]] = defaultdict(list)
    for statement in data.statements:
        said[statement.about].append(statement)
    sources = Sources({source.iri: source for source in data.sources})
    commitments = [one for one in data.identities if isinstance(one, Commitment)]
    changed = versions(commitments, on := Events(events, said, sources), said)
    if not (on or any(map(_hangs, data.statements))):
        return data
    timeline = Timeline(data.identities, said, sources, changed)
    gone = {event.iri for event in events}
    names = {some[0].iri: iri for iri, some in changed.items()}
    identities = [new for one in data.identities if one.iri not in gone for new in _identities(one, timeline, names)]
    kept = {one.iri for one in identities}
    statements = [
        _on_its_days(one, timeline) if _hangs(one) else one
        for one in data.statements
        if one.about in kept and one.about not in changed
    ]
    statements += [
        statement
        for version in timeline.versions.values()
        if (about := names.get(version.iri, version.iri)) in kept
        for statement in _statements(version, about, timeline)
    ]
    return replace(data, identities=identities, statements=statements)


def _identities(one: Identity, timeline: Timeline, names: dict[Iri, Iri]) -> Iterator[Identity]:
    if one.iri not in timeline.changed:
        yield one
        return
    for number, version in enumerate(timeline.changed[one.iri]):
        if timeline.lifespan(version.iri).holds() is not False:
            deal = version.commitment
            label = one.label if not number else f"{one.label} ({number + 1})"
            parent = names.get(deal.parent or "", deal.parent)
            yield replace(deal, iri=names.get(deal.iri, deal.iri), label=label, parent=parent)


def _statements(version: Version, about: Iri, timeline: Timeline) -> Iterator[Statement]:
    sure, lifespan = timeline.lifespan(version.iri).holds(), timeline.lifespan(version.iri)
    for number, said in enumerate(_together(version), 1):
        dated = said.period is not None or _hangs(said)
        period = _cut(_window(said, timeline) if dated else lifespan.window, version)
        if period is not None:
            status = said.status if sure or said.denied else "planned"
            yield replace(
                said, iri=f"{about}-said-{number}", about=about, period=period, present_tense=False, until=None,
                status=status, relative_starts=(), relative_ends=(),
            )  # fmt: skip


def _together(version: Version) -> tuple[Statement, ...]:
    """Return what is said of a version as one statement by the source of its last event, where no two are at odds."""
    told, events = version.statements, [said for step in version.steps for said in step.told]
    names = [f.name for f in fields(Statement) if f.name not in _OF_ONE_SOURCE]
    values = {name: {v for said in told if (v := getattr(said, name)) not in ((), None)} for name in names}
    if not events or any(len(found) > 1 for found in values.values()):
        return told
    source = events[-1].source
    proofs = dict.fromkeys(iri for said in told if said.source == source for iri in said.evidence)
    one = {name: next(iter(found)) for name, found in values.items() if found}
    return (
        replace(
            told[-1], source=source, evidence=tuple(proofs), period=None, relative_starts=(), relative_ends=(), **one
        ),
    )


_OF_ONE_SOURCE: Final = frozenset((
    "iri", "about", "source", "period", "evidence", "said_by", "note", "territory_words", "present_tense", "until",
    "coextensive", "status", "relative_starts", "relative_ends",
))  # fmt: skip


def _cut(window: Window, version: Version) -> Period | None:
    """Return what is said of the time, cut to the days of a version; ``None`` where nothing is left."""
    coming = [(step.days, step.certain) for step in version.coming]
    found, _ = between(window, [step.days for step in version.came], coming)
    return _period(found, window) if found is not None else None


def _period(found: Window, window: Window) -> Period:
    """Return a window, cut out of another one, as a period."""
    days = (found.earliest_start, found.latest_start, found.earliest_end, found.latest_end)
    bounds = [date.fromordinal(day) if UNKNOWN_PAST < day < UNKNOWN_FUTURE else None for day in days]
    if window.earliest_end <= window.earliest_start and bounds[2] == bounds[0]:
        bounds[2] = None
    endless = found.earliest_end >= UNKNOWN_FUTURE
    period = Period("", bounds[0], bounds[1], bounds[2], bounds[3], endless=endless)
    return replace(period, edtf=edtf_of(period))


def _on_its_days(said: Statement, timeline: Timeline) -> Statement:
    window = _window(said, timeline)
    return replace(said, period=_period(window, window), relative_starts=(), relative_ends=())


def _hangs(said: Statement) -> bool:
    """Whether a start or an end hangs on an occurrence."""
    return bool(said.relative_starts or said.relative_ends)


def _window(said: Statement, timeline: Timeline) -> Window:
    """Return between which days a statement has a fact, as far as no reading is needed."""
    if _hangs(said):
        return resolve(bound for bound in timeline.of_statement(said) if not bound.readings)
    period = said.period or Period("/")
    start, begun = period.earliest_start, period.latest_start
    end, over = period.earliest_end, period.latest_end
    return Window(
        start.toordinal() if start else UNKNOWN_PAST,
        begun.toordinal() if begun else UNKNOWN_FUTURE,
        UNKNOWN_FUTURE if period.endless else end.toordinal() if end else UNKNOWN_PAST,
        over.toordinal() if over else UNKNOWN_FUTURE,
    )
