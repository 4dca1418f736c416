"""Territories: region algebra, phrase reader and printer. Pure: no RDF library, no clock."""

from __future__ import annotations

from partnergraph.territory.algebra import (
    COUNTRIES,
    WORLD,
    WORLD_MASK,
    Territory,
    TerritoryReading,
    certain_on,
    codes_of,
    mask_of,
    possible_on,
)
from partnergraph.territory.codes import territory_of_ddex, territory_of_onix, territory_of_tis
from partnergraph.territory.phrases import find_region, parse_territory, region_name
from partnergraph.territory.printing import format_territory, shortest_phrase
from partnergraph.territory.wrapping import unwrapped

__all__ = [
    "COUNTRIES",
    "WORLD",
    "WORLD_MASK",
    "Territory",
    "TerritoryReading",
    "certain_on",
    "codes_of",
    "find_region",
    "format_territory",
    "mask_of",
    "parse_territory",
    "possible_on",
    "region_name",
    "shortest_phrase",
    "territory_of_ddex",
    "territory_of_onix",
    "territory_of_tis",
    "unwrapped",
]
