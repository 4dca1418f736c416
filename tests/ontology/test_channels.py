"""The tree of channels: the words of the film and television trade, and which of its rights share nothing."""

from __future__ import annotations

import pytest

from partnergraph.names import local_name
from partnergraph.terms import terms

WORDS = {
    "payTv": "pay-television", "sVod": "subscription-streaming", "est": "digital-sale", "POEST": "digital-pre-order",
    "planes": "in-flight", "video": "home-video", "hotels": "hotel", "ships": "on-ships", "theatrical": "cinema",
    "non-theatrical": "public-venue", "free TV": "free-television", "PPV": "pay-per-view", "FAST": "free-streaming-television",
    "nVOD": "near-video-on-demand", "AVOD": "advertising-video-on-demand", "FVOD": "free-video-on-demand",
    "TVOD": "transactional-streaming", "VOD": "streaming", "home video": "home-video",
}  # fmt: skip
OVERLAP = [
    ("VOD", "SVOD"), ("VOD", "TVOD"), ("VOD", "AVOD"), ("VOD", "FAST"), ("FVOD", "AVOD"), ("EST", "POEST"),
    ("EST", "online sale"), ("PPV", "nVOD"), ("non-theatrical", "planes"), ("home video", "DVD rental"),
]  # fmt: skip
APART = [
    ("SVOD", "TVOD"), ("SVOD", "AVOD"), ("AVOD", "FAST"), ("pay TV", "PPV"), ("pay TV", "free TV"), ("EST", "TVOD"),
    ("EST", "home video"), ("pay TV", "SVOD"), ("theatrical", "hotels"), ("free TV", "AVOD"),
]  # fmt: skip


def _overlap(one: str, other: str) -> bool:
    first, second = (terms().find("channel", name) for name in (one, other))
    return first in _line(second) or second in _line(first)


def _line(iri: str | None) -> set[str]:
    found = set()
    while iri is not None:
        found.add(iri)
        iri = terms().broader[iri]
    return found


@pytest.mark.parametrize(("word", "code"), WORDS.items())
def test_words_of_the_trade(word: str, code: str) -> None:
    assert local_name(terms().find("channel", word)) == code


@pytest.mark.parametrize("pair", OVERLAP, ids=" and ".join)
def test_channels_that_share_something(pair: tuple[str, str]) -> None:
    assert _overlap(*pair)


@pytest.mark.parametrize("pair", APART, ids=" and ".join)
def test_channels_that_share_nothing(pair: tuple[str, str]) -> None:
    assert not _overlap(*pair)
