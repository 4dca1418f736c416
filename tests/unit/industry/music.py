"""Messages of DDEX and files of CWR for tests, and what was read of a file in short."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import partnergraph as pg
from partnergraph import model as m
from partnergraph.names import local_name
from partnergraph.territory import certain_on, codes_of, possible_on

DATA = Path(__file__).parents[2] / "data/industry"
DAY = date(2026, 11, 29)


def built(path: Path) -> m.Dataset:
    graph = pg.PartnerGraph()
    graph.build(path)
    return graph.data()


def read(path: Path) -> list[tuple[str, str, int, str, str | None]]:
    """Each statement: what it is about, its terms, how many countries, its period and its status."""
    data = built(path)
    labels = {one.iri: one.label for one in data.identities}
    return sorted(
        (
            labels[said.about],
            " ".join(map(local_name, (*said.acts, *said.channels))),
            len(countries(said)),
            said.period.edtf if said.period else "",
            said.status,
        )
        for said in data.statements
    )


def countries(said: m.Statement, *, possible: bool = False) -> tuple[str, ...]:
    on = possible_on if possible else certain_on
    return codes_of(on(said.territory[0], DAY)) if said.territory else ()


DEAL = (
    "<Deal><DealTerms><TerritoryCode>DE</TerritoryCode><ValidityPeriod><StartDate>2026-03-06</StartDate></ValidityPeriod>"
    "<CommercialModelType>SubscriptionModel</CommercialModelType><UseType>Stream</UseType></DealTerms></Deal>"
)


def ern(
    deals: str = DEAL, *, space: str = "ern/43", root: str = "NewReleaseMessage", releases: str = "", header: str = "",
    day: str = "2026-11-02", before: str = "",
) -> str:  # fmt: skip
    """A message with one release ``R0``, and some deals of it."""
    release_deal = f"<ReleaseDeal><DealReleaseReference>R0</DealReleaseReference>{deals}</ReleaseDeal>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{before}<e:{root} xmlns:e="http://ddex.net/xml/{space}">
<MessageHeader><MessageId>M1</MessageId>{header}<MessageSender><PartyId>P1</PartyId><PartyName><FullName>Tidewater</FullName></PartyName></MessageSender>
<MessageRecipient><PartyId>P2</PartyId><PartyName><FullName>Playstream</FullName></PartyName></MessageRecipient>
<MessageCreatedDateTime>{day}T09:00:00Z</MessageCreatedDateTime></MessageHeader>
<ResourceList><SoundRecording><ResourceReference>A1</ResourceReference><DisplayTitleText>Low Tide</DisplayTitleText></SoundRecording></ResourceList>
<ReleaseList><Release><ReleaseReference>R0</ReleaseReference><ReleaseId><ICPN>0123</ICPN></ReleaseId>
<DisplayTitleText>Harbour Light</DisplayTitleText></Release>{releases}</ReleaseList>
<DealList>{release_deal if deals else ""}</DealList></e:{root}>"""
