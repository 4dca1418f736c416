"""Random deal books with names, quotes and dates that are hard on a table."""

from __future__ import annotations

import random
from typing import Any

NAMES = (
    "Aurora", "AT&T", "小米", "Ørsted", "C++ Ltd", "Acme, Inc.", "=SUM(A1)", "-dash", "a;b", "x|y", "none", "N/A", "Others",
    "TBD", "Ricoh Imaging", "brand: x", "'quoted'", "1234", "2022-01-01", "Total", "Note: x", "Total Energies",
    "Source Co", "EU", "yes", "the company", "a\u00a0b",
)  # fmt: skip
TERRITORIES = (
    "Japan", "World except Japan", "EU + UK", "DACH", "EMEA", "EU (as of 2020-01-01)", "Germany, among others",
    "Asia except China, but with Hong Kong", "Quebec", "UK; Japan", None,
)  # fmt: skip
PERIODS = (
    "2022", "since 2022", "2022 to 2024", "perpetual", "until 2024", "2022-05-23/2024-02", "three years from 2021-03",
    "about 2022", "2022~/2024", "Q3 2023", "since May 2022", "/2024~", "[2022-01-01..2022-07-31]/", "perpetual from 2021",
    "2022/", "summer 2022 to 2023", "early 2022", None,
)  # fmt: skip


def random_book(seed: int) -> dict[str, Any]:
    """Return a deal book, as JSON holds it."""
    draw = random.Random(seed)
    organizations = {f"o{i}": name for i, name in enumerate(draw.sample(NAMES, 4))}
    brands = {f"b{i}": name for i, name in enumerate(draw.sample(NAMES, 2))}
    keys = ("deal", "k-x", "a_b")
    return {
        "dealbook": 1,
        "sources": {
            "s1": {"title": draw.choice(["One", "Daily, 3 May", "=x", "n/a"]), "date": "2024-02-28"},
            "s2": {"title": draw.choice(["Two", "One"]), "date": draw.choice(["2024-02-28", "2023-01-01"])},
        },
        "organizations": organizations,
        "brands": brands,
        "commitments": {
            f"{draw.choice(keys)}{i}": _commitment(draw, list(organizations), list(brands)) for i in range(3)
        },
    }


def _commitment(draw: random.Random, organizations: list[str], brands: list[str]) -> dict[str, Any]:
    one, other, third = draw.sample(organizations, 3)
    several = draw.random() < 0.3
    found: dict[str, Any] = {
        "kind": draw.choice(["grant", "exclusivity", "option"]),
        "bound": one,
        "beneficiaries": [other, third] if several else other,
        "source": draw.choice(["s1", "s2"]),
    }
    if found["kind"] == "exclusivity":
        found["strength"] = draw.choice(["exclusive", "sole", "unqualified", *(["co-exclusive"] if several else [])])
    choices: dict[str, tuple[float, tuple[Any, ...]]] = {
        "subject": (0.8, tuple(brands)),
        "field": (0.5, ("smartphones", "cameras", "laptop")),
        "act": (0.5, ("sell", "put the mark on products", "sublicense")),
        "channel": (0.3, ("online sale",)),
        "territory": (0.9, TERRITORIES),
        "period": (0.9, PERIODS),
        "present_tense": (0.3, (True,)),
        "side": (0.3 if found["kind"] == "exclusivity" else 0, ("user",)),
        "status": (0.2, ("planned", "ended", "in-force")),
        "denied": (0.2, (True,)),
        "covers_affiliates": (0.2, (True, False)),
        "sublicensing": (0.2, ("allowed", "with-consent", "forbidden")),
        "note": (0.3, ("=x", "plain note", "a; b | c", "n/a")),
        "evidence": (0.3, ("a quoted phrase", 'he said "no" | yes', "- dash")),
    }
    drawn = {name: draw.choice(values) for name, (chance, values) in choices.items() if draw.random() < chance}
    return found | {name: value for name, value in drawn.items() if value is not None}
