"""Worlds with many ways from one deal to another, and odd ones: answered soon, and without an error."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError
from partnergraph.exclusivity import Deals, Proposal, available, clear, conflicts, expiring, gaps, who
from partnergraph.territory import parse_territory

DAY = date(2023, 6, 1)
WORLD = parse_territory("World")


class World:
    """Deals on the mark M for the field f, which L owns."""

    def __init__(self, **limits: object) -> None:
        self.commitments: list[m.Commitment] = []
        self.ownerships: list[m.Ownership] = []
        self.statements: list[m.Statement] = []
        self.own("L", "M", **limits)

    def own(self, owner: str, owned: str, **limits: object) -> None:
        iri = f"o{len(self.ownerships)}"
        self.ownerships.append(m.Ownership(iri=iri, label=iri, owner=owner, owned=owned))
        self._say(iri, period=parse_period("since 2000"), **limits)

    def deal(self, bound: str, to: str, kind: str = "grant", period: str = "2020 to 2026", **more: object) -> str:
        iri = f"c{len(self.commitments)}"
        parent = more.pop("parent", None)
        self.commitments.append(
            m.Commitment(iri=iri, label=iri, kind=kind, bound=(bound,), beneficiaries=(to,), parent=parent)  # type: ignore[arg-type]
        )
        said: dict[str, object] = {"territory": WORLD, "period": parse_period(period), "strength": "exclusive", **more}
        self._say(iri, subjects=("M",), fields=("f",), **said)
        return iri

    def _say(self, about: str, **said: object) -> None:
        self.statements.append(m.Statement(iri=f"s-{about}", about=about, source="S", **said))  # type: ignore[arg-type]

    @property
    def deals(self) -> Deals:
        return Deals(
            commitments=tuple(self.commitments), ownerships=tuple(self.ownerships), statements=tuple(self.statements),
            sources=(m.Source(iri="S", title="S", as_of=DAY, complete_for=(("L", "M"),)),), broader={"f": None},
        )  # fmt: skip


def answers(deals: Deals, *parties: str) -> dict[str, str]:
    return {one.party: one.answer for one in who(deals, "M", "f", None, "DE", DAY, parties).answers}


def proposed(**more: object) -> Proposal:
    deal = {"grantors": ("L",), "grantees": ("New",), "subjects": ("M",), "fields": ("f",), "territory": WORLD}
    return Proposal(**{**deal, "first": DAY, "last": DAY, **more})  # type: ignore[arg-type]


def test_an_owner_with_forty_licensees_is_answered_soon() -> None:
    world = World()
    for number in range(40):
        world.deal("L", f"P{number}")
    world.deal("L", "X", "exclusivity", "2022 to 2024")
    assert answers(world.deals, "L", "P7", "X") == {"L": "no", "P7": "conflict", "X": "yes", "others": "no"}


def test_a_ladder_of_licences_is_answered_soon() -> None:
    world = World()
    levels = [("L",), *(tuple(f"{side}{level}" for side in "ab") for level in range(9))]
    for above, below in pairwise(levels):
        for one in above:
            for other in below:
                world.deal(one, other)
    world.deal("L", "X", "exclusivity")
    assert answers(world.deals, "a8")["a8"] == "conflict"
    assert clear(world.deals, proposed(grantors=("a8",))).verdict == "collides"
    assert len(conflicts(world.deals, "M")) > 30


def test_a_group_that_owns_the_mark_is_answered_soon() -> None:
    world = World()
    for number in range(10):
        world.own("L", f"P{number}")
        world.deal("L", f"P{number}")
    world.deal("L", "X", "exclusivity")
    assert answers(world.deals, "P3")["P3"] == "conflict"
    assert clear(world.deals, proposed()).verdict == "collides"
    assert conflicts(world.deals, "M")


def test_a_ring_of_parents_is_named_and_nothing_hangs() -> None:
    world = World()
    world.deal("L", "A", "exclusivity", parent="c1")
    world.deal("A", "B", "exclusivity", parent="c0")
    deals = world.deals
    for ask in (
        lambda: answers(deals, "A", "B"), lambda: clear(deals, proposed(exclusive="exclusive")),
        lambda: conflicts(deals, "M"), lambda: expiring(deals, DAY, 4000), lambda: gaps(deals, "M"),
    ):  # fmt: skip
        with pytest.raises(InputError, match="c0: stands above itself: c0, c1, c0"):
            ask()


def test_an_ownership_of_a_term_in_another_tree_is_perhaps_of_what_is_asked() -> None:
    part, whole = World(fields=("g",)).deals, World().deals
    assert (answers(whole, "L")["L"], answers(part, "L")["L"]) == ("yes", "unknown")
    assert (clear(whole, proposed()).verdict, clear(part, proposed()).verdict) == ("clear", "nothing recorded")
    assert {row.status for row in available(whole, "M", "f", DAY).rows} == {"free"}
    assert "free" not in {row.status for row in available(part, "M", "f", DAY).rows}


def test_an_ownership_of_a_part_holds_inside_and_not_outside() -> None:
    split = World(territory=parse_territory("World except Germany"))
    split.own("K", "M", territory=parse_territory("Germany"))
    split.deal("L", "A", territory=parse_territory("Germany"))
    split.deal("K", "B", territory=parse_territory("Germany"))
    assert answers(split.deals, "K", "L", "A", "B") == {
        "K": "yes", "L": "unknown", "A": "unknown", "B": "yes", "others": "unknown",
    }  # fmt: skip
    assert clear(split.deals, proposed()).verdict == "may not be theirs to give"
    assert {row.status for row in clear(split.deals, proposed(territory=parse_territory("France"))).title} == {"held"}
    assert clear(split.deals, proposed(territory=parse_territory("Germany"))).verdict == "may not be theirs to give"


def test_a_hole_in_the_european_union_names_its_members_of_then() -> None:
    world = World()
    union = parse_territory("EU (as membership changes)")
    world.deal("L", "A", "exclusivity", "2022-01-01 to 2024-06-30", territory=union)
    world.deal("L", "B", "exclusivity", "2024-10-01 to 2026-12-31", territory=union)
    (hole,) = gaps(world.deals, "M")
    assert (hole.kind, hole.countries) == ("hole", "EU27")


def test_a_graph_of_nothing_answers_all_the_same() -> None:
    assert list(PartnerGraph().conflicts()) == []
