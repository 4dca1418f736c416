"""What a collision depends on: what is open and decides it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from partnergraph.exclusivity import clear
from tests.competency import collisions_reader as reader
from tests.unit.exclusivity.generated import Maker

PROMISE = {"kind": "exclusivity", "to": "Alpha", "territory": "Brazil", "period": "2022-01-01/2023-12-31"}
OWNED = {"a": {"owner": "Alpha", "owned": "Alphonse", "period": "2000-01-01/.."}}
OWNED_SINCE_2022 = {"a": {"owner": "Alpha", "owned": "Alphonse", "period": "2022/.."}}


def depends_on(deals: dict[str, Any], **ask: str) -> set[str]:
    """Return what the one collision of a proposal depends on."""
    proposal = reader.proposal({"from": "2022-03-01", "until": "2022-12-31", **ask})
    (found,) = clear(reader.Reader(deals).deals(), proposal).collisions
    return set(found.depends_on)


def promise(**said: str) -> dict[str, Any]:
    """Return one promise to Alpha."""
    return {"x": {**PROMISE, **said}}


@pytest.mark.parametrize(
    ("deals", "ask", "open_points"),
    [
        ({"commitments": promise(strength="exclusive"), "ownerships": OWNED}, {}, set()),
        (
            {"commitments": promise(strength="exclusive"), "ownerships": OWNED},
            {"to": "Alphonse"},
            {"whether 'x' covers affiliates"},
        ),
        (
            {"commitments": promise(strength="exclusive", affiliates="yes"), "ownerships": OWNED_SINCE_2022},
            {"to": "Alphonse"},
            {"when Alpha owned Alphonse"},
        ),
        (
            {"commitments": promise(strength="exclusive"), "ownerships": OWNED_SINCE_2022},
            {"to": "Alphonse"},
            {"when Alpha owned Alphonse", "whether 'x' covers affiliates"},
        ),
        (
            {"commitments": promise(strength="exclusive", affiliates="no"), "ownerships": OWNED},
            {"to": "Alphonse"},
            set(),
        ),
        ({"commitments": promise(strength="co-exclusive")}, {"to": "Owner"}, {"whether 'x' shuts out Owner too"}),
        ({"commitments": promise(strength="co-exclusive")}, {}, set()),
        ({"commitments": promise()}, {"to": "Owner"}, {"whether 'x' shuts out Owner too"}),
        ({"commitments": promise(strength="exclusive")}, {"to": "Owner"}, set()),
        (  # the Caribbean has nothing in Turkey, however it is read
            {"commitments": promise(strength="exclusive", territory="Caribbean + Europe + Scandinavia")},
            {"territory": "Turkey"},
            {"how Europe is read"},
        ),
    ],
)
def test_only_what_decides_is_named(deals: dict[str, Any], ask: dict[str, str], open_points: set[str]) -> None:
    assert depends_on(deals, **ask) == open_points


@pytest.mark.parametrize("batch", range(2))
def test_what_is_only_possible_never_depends_on_nothing(batch: int) -> None:
    for seed in range(80 * batch, 80 * batch + 80):
        case = Maker(seed).case()
        found = clear(case.deals, case.proposal, case.book.readings)
        for one in (one for several in found.collisions for one in several.all()):
            assert one.depends_on or one.certainty == "certain", (seed, one.sentence)
