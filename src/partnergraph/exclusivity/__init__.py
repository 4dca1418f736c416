"""Who may, what collides, what is free: answers from values, without a store.

`Deals` hold what is recorded; `index_deals` makes them ready to be asked more than once. Every answer counts
all *complete readings*: each fixes every open choice (a day within each pair of bounds, a meaning for each vague
region word, which of two contradicting sources is believed ...). What every one of them says is certain.
"""

from __future__ import annotations

from partnergraph.exclusivity.alternatives import OTHERS
from partnergraph.exclusivity.answers import (
    Available,
    AvailableAnswer,
    ClearAnswer,
    Collision,
    ConflictsAnswer,
    Deciding,
    Expiring,
    ExpiringAnswer,
    Gap,
    InPart,
    LastKnown,
    PartyAnswer,
    Quote,
    Reason,
    TitleAnswer,
    TitleGap,
    TitleLink,
    TitleRow,
    WhoAnswer,
)
from partnergraph.exclusivity.calendar import available, expiring, gaps
from partnergraph.exclusivity.chain import title
from partnergraph.exclusivity.collisions import clear, conflicts
from partnergraph.exclusivity.facts import DEFAULT_READINGS, STRICT, Answer, Deals, Proposal
from partnergraph.exclusivity.indexed import DealIndex, index_deals
from partnergraph.exclusivity.who import in_force, recorded_acts, who

__all__ = [
    "DEFAULT_READINGS",
    "OTHERS",
    "STRICT",
    "Answer",
    "Available",
    "AvailableAnswer",
    "ClearAnswer",
    "Collision",
    "ConflictsAnswer",
    "DealIndex",
    "Deals",
    "Deciding",
    "Expiring",
    "ExpiringAnswer",
    "Gap",
    "InPart",
    "LastKnown",
    "PartyAnswer",
    "Proposal",
    "Quote",
    "Reason",
    "TitleAnswer",
    "TitleGap",
    "TitleLink",
    "TitleRow",
    "WhoAnswer",
    "available",
    "clear",
    "conflicts",
    "expiring",
    "gaps",
    "in_force",
    "index_deals",
    "recorded_acts",
    "title",
    "who",
]
