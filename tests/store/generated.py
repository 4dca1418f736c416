"""Facts drawn at random, with every link and status that rules ask for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from partnergraph import model as m
from partnergraph.bounds import Period, edtf_of
from partnergraph.territory import Territory

_RULES = (Territory(("001",)), Territory(("JP",)), Territory(("EU",)), Territory(("001",), ("JP",)))
_WORDS = ("", "XXXX-03-07", "XXXX-02-29/XXXX-11-30", "XXXX-02/XXXX-09", "XXXX", "")
"""Words that leave all days open; none: the days are the words."""
_STATUSES = (
    None, None, None, None, "in-force", "planned", "tentative", "conditional", "ended", "expired", "ending", "announced"
)  # fmt: skip
_MODALITIES: tuple[m.Modality, ...] = ("fact", "fact", "fact", "fact", "opinion", "plan", "disclosure", "prediction")


def dataset(facts: int, seed: int) -> m.Dataset:
    """Return partnerships, commitments, releases and what a dozen sources say of them."""
    draw = random.Random(seed)
    data = m.Dataset(sources=_sources(draw))
    partnerships = [f"urn:p{number}" for number in range(max(1, facts // 6))]
    data.identities += [m.Partnership(iri=iri, label=iri, parties=("urn:a", "urn:b")) for iri in partnerships]
    for number in range(facts):
        data.identities.append(_fact(draw, number, partnerships))
    for identity in list(data.identities):
        for source in draw.sample(data.sources, draw.choice((1, 1, 2, 3))):
            data.statements.append(_statement(draw, identity.iri, source.iri, partnerships))
    data.claims.append(m.Claim(iri="urn:claim", source="urn:s0", modality="fact", text="t", about=("urn:f0",)))
    return data


def _sources(draw: random.Random) -> list[m.Source]:
    sources = [
        m.Source(iri=f"urn:s{n}", title=f"S{n}", date=_day(draw), as_of=_day(draw) if n % 3 == 0 else None)
        for n in range(8)
    ]
    sources.append(m.Source(iri="urn:copy", title="copy", date=_day(draw), copy_of="urn:s1"))
    sources.append(m.Source(iri="urn:copy-of-copy", title="copy", copy_of="urn:copy"))
    sources.append(m.Source(iri="urn:undated", title="undated"))
    sources.append(m.Source(iri="urn:copy-of-nothing", title="copy", copy_of="urn:elsewhere"))
    sources.append(m.Source(iri="urn:copy-as-of", title="copy", as_of=_day(draw), copy_of="urn:s3"))
    sources.append(m.Source(iri="urn:copy-of-as-of", title="copy", copy_of="urn:s3"))
    sources += [
        m.Source(iri=f"urn:circle{n}", title="c", date=_day(draw), copy_of=f"urn:circle{1 - n}") for n in (0, 1)
    ]
    sources.append(m.Source(iri="urn:a-copy-of-a-circle", title="c", copy_of="urn:circle1"))
    return sources


def _day(draw: random.Random) -> date:
    return date(2018, 1, 1) + timedelta(draw.randrange(3000))


def _fact(draw: random.Random, number: int, partnerships: list[str]) -> m.Identity:
    iri, partnership = f"urn:f{number}", draw.choice((None, draw.choice(partnerships)))
    if draw.random() < 0.15:
        return m.Release(iri=iri, label=iri, product="urn:x", partnership=partnership)
    if draw.random() < 0.1:
        return m.Ownership(iri=iri, label=iri, owner="urn:a", owned="urn:b")
    parent = f"urn:f{draw.randrange(max(1, number))}" if draw.random() < 0.3 else None
    kind: m.CommitmentKind = draw.choice(("grant", "exclusivity", "option"))
    return m.Commitment(
        iri=iri,
        label=iri,
        kind=kind,
        bound=draw.choice((("urn:a",), ("urn:a", "urn:c"), ("urn:c",))),
        beneficiaries=draw.choice((("urn:b",), ("urn:b", "urn:d"), ("urn:d",))),
        side="user" if kind == "exclusivity" and draw.random() < 0.1 else "grantor",
        partnership=partnership,
        parent=parent,
    )


def _period(draw: random.Random) -> Period | None:
    if draw.random() < 0.3:
        return None
    start, end = sorted((_day(draw), _day(draw)))
    days = [day if draw.random() < 0.6 else None for day in (start, start, end, end)]
    planned = end if draw.random() < 0.2 else None
    period = Period("", *days, planned_end=planned, endless=draw.random() < 0.1 and days[2:] == [None, None])
    return replace(period, edtf=draw.choice(_WORDS) or edtf_of(period))


def _statement(draw: random.Random, about: m.Iri, source: m.Iri, partnerships: list[str]) -> m.Statement:
    def some(*values: str) -> tuple[str, ...]:
        return tuple(sorted(draw.sample(values, min(len(values), draw.choice((0, 1, 1, 2))))))

    return m.Statement(
        iri=f"{about}--{source[4:]}",
        about=about,
        source=source,
        modality=draw.choice(_MODALITIES),
        denied=draw.random() < 0.15,
        status=draw.choice(_STATUSES),
        subjects=some("urn:m1", "urn:m2"),
        fields=some("urn:f1", "urn:f2"),
        acts=some("urn:act"),
        territory=tuple(draw.sample(_RULES, draw.choice((0, 1, 1, 2)))),
        period=_period(draw),
        present_tense=draw.random() < 0.3,
        until=draw.choice(partnerships) if draw.random() < 0.2 else None,
        coextensive=draw.random() < 0.3,
    )


def successions(seed: int) -> m.Dataset:
    """Return exclusivities of one licensor for several partners, most with an open end, told by one source each."""
    draw = random.Random(seed)
    data = m.Dataset(sources=[m.Source(iri=f"urn:s{n}", title=f"S{n}", date=_day(draw)) for n in range(4)])
    for number in range(8):
        iri, start = f"urn:f{number}", _day(draw)
        partner = draw.choice(("urn:b", "urn:d", "urn:e"))
        data.identities.append(
            m.Commitment(iri=iri, label=iri, kind="exclusivity", bound=("urn:a",), beneficiaries=(partner,))
        )
        period = Period(
            "", start, start + timedelta(draw.choice((0, 0, 200))), None, draw.choice((None, None, _day(draw)))
        )
        said = replace(
            _statement(draw, iri, draw.choice(data.sources).iri, ["urn:p0"]),
            modality="fact", denied=False, status=None, until=None, present_tense=draw.random() < 0.2,
            period=replace(period, edtf=edtf_of(period), planned_end=draw.choice((None, None, _day(draw)))),
        )  # fmt: skip
        data.statements.append(said)
    return data
