"""Channels, acts and languages count wherever the field does: in denials, excepted licences and licences above."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.bounds import Period
from partnergraph.exclusivity import DealIndex, Deals, Proposal, clear, in_force, index_deals, who
from partnergraph.exclusivity.scope import Trees
from partnergraph.territory import Territory
from tests.unit.exclusivity.oracle import TREES, tongue

DAY = date(2024, 6, 1)
TERMS = {"channels": ("svod", "shop"), "acts": ("sell", "make"), "languages": (tongue("es-MX"), tongue("de")),
         "customers": ("army", "firm")}  # fmt: skip
WAYS = [axis.terms for axis in AXES if axis.name != "field"]


def book(*deals: tuple[m.Commitment, dict[str, Any]]) -> DealIndex:
    """Return deals about one mark."""
    statements = []
    for number, (deal, said) in enumerate(deals):
        affirmed = {"subjects": ("M",), "fields": ("tablet",), "territory": (Territory(("BR",)),), "source": "s",
                    "period": Period("", *(date(2024, 1, 1),) * 2, *(date(2024, 12, 31),) * 2)}  # fmt: skip
        said = said if said.get("denied") else affirmed | said
        statements.append(m.Statement(iri=f"s{number}", about=deal.iri, **said))
    sources = tuple(m.Source(iri=s, title=s) for s in "st")
    commitments = tuple({deal.iri: deal for deal, _ in deals}.values())
    broader = {term: above for tree in TREES.values() for term, above in tree.items()}
    return index_deals(Deals(commitments=commitments, statements=tuple(statements), sources=sources, broader=broader))


def deal(iri: str, kind: Any, by: str, to: str, parent: str | None = None) -> m.Commitment:
    return m.Commitment(iri=iri, label=iri, kind=kind, bound=(by,), beneficiaries=(to,), parent=parent)


def may(index: DealIndex, party: str, axis: str, term: str) -> str:
    way = {"channels": "channel", "languages": "language", "customers": "customer"}.get(axis)
    act, ways = (None, {way: term}) if way else (term, {})
    return who(index, "M", "tablet", act, "BR", DAY, (party,), **ways)[party].answer  # type: ignore[arg-type]


def planned(by: str = "O", to: str = "C", **said: Any) -> Proposal:
    """Return what is to be granted: the tablets of one mark, in Brazil, for a day, unless it is said otherwise."""
    usual: dict[str, Any] = {"subjects": ("M",), "fields": ("tablet",), "territory": (Territory(("BR",)),),
                             "first": DAY, "last": DAY}  # fmt: skip
    return Proposal(grantors=(by,), grantees=(to,), **{**usual, **said})


def proposed(index: DealIndex, by: str, to: str, **said: Any) -> str:
    found = clear(index, planned(by, to, **said)).collisions
    return found[0].certainty if found else "none"


@pytest.mark.parametrize("axis", WAYS)
def test_what_is_denied_of_one_term_stands_for_the_others(axis: str) -> None:
    inside, other = TERMS[axis]
    grant = deal("g", "grant", "O", "A")
    index = book((grant, {}), (grant, {"denied": True, "source": "t", axis: (inside,)}))
    assert (may(index, "A", axis, inside), may(index, "A", axis, other)) == ("conflict", "yes")
    assert in_force(index, "g", "BR", DAY) == "yes"


@pytest.mark.parametrize("axis", WAYS)
def test_an_excepted_licence_protects_as_far_as_it_goes(axis: str) -> None:
    inside, other = TERMS[axis]
    licence, promise = deal("g", "grant", "O", "A"), deal("x", "exclusivity", "O", "B")
    spared = {"strength": "exclusive", "carveouts": (m.Carveout(commitment="g"),)}
    index = book((licence, {axis: (inside,)}), (promise, spared))
    assert (may(index, "A", axis, inside), may(index, "A", axis, other)) == ("yes", "no")
    assert proposed(index, "O", "A", **{axis: (inside,)}) == "none"
    assert proposed(index, "O", "A", **{axis: (other,)}) == "certain"


@pytest.mark.parametrize("axis", WAYS)
def test_a_licence_for_all_reaches_as_far_as_one_that_states_nothing(axis: str) -> None:
    inside, _ = TERMS[axis]
    top = next(term for term, above in TREES[axis].items() if above is None)
    licence, promise = deal("g", "grant", "B", "C"), deal("x", "exclusivity", "O", "B")
    for said in ({}, {axis: (top,)}):
        index = book((licence, said), (promise, {"strength": "exclusive"}))
        assert proposed(index, "C", "A") == "none"
    index = book((licence, {axis: (inside,)}), (promise, {"strength": "exclusive"}))
    assert proposed(index, "C", "A") == "certain"


@pytest.mark.parametrize("axis", WAYS)
def test_all_of_an_axis_has_what_stands_in_no_tree(axis: str) -> None:
    top = next(term for term, above in TREES[axis].items() if above is None)
    index = book((deal("g", "grant", "O", "A"), {axis: (top,)}))
    assert may(index, "A", axis, "urn:mine") == "yes"
    assert may(book((deal("g", "grant", "O", "A"), {axis: ("urn:mine",)})), "A", axis, top) == "unknown"


def test_a_term_in_no_tree_may_be_of_a_kind_that_another_deal_names() -> None:
    index = book(
        (deal("x", "exclusivity", "O", "A"), {"channels": ("club",), "strength": "exclusive"}),
        (deal("g", "grant", "O", "B"), {"channels": ("svod",)}),
    )
    found = who(index, "M", "tablet", None, "BR", DAY, ("B",))["B"]
    assert (found.answer, set(found.could_be)) == ("unknown", {"yes", "no", "conflict", "unknown"})
    assert [deciding.question for deciding in found.decided_by] == ["Which channel is meant?"]


@pytest.mark.parametrize(
    ("promised", "left_out", "verdict"),
    [("smartphone", "foldable", "collides"), ("foldable", "smartphone", "may collide")],
)
def test_wherever_a_term_belongs_one_of_two_promises_is_in_the_way(promised: str, left_out: str, verdict: str) -> None:
    """Where all of what is left out of one promise lies in the other, a kind that is in no tree meets one of them."""
    one = deal("x", "exclusivity", "O", "A"), {"fields": (promised,), "strength": "exclusive"}
    left = m.Carveout(fields=(left_out,))
    other = deal("y", "exclusivity", "O", "B"), {"fields": ("ring",), "strength": "exclusive", "carveouts": (left,)}
    asked = planned(fields=("ring",))
    told = [clear(book(*some), asked).verdict for some in ([one], [other], [one, other])]
    assert told == ["may collide", "may collide", verdict]


@pytest.mark.parametrize(("only_there", "verdict"), [(False, "nothing recorded"), (True, "may collide")])
def test_a_list_goes_on_alike_in_a_promise_and_in_its_exception(only_there: bool, verdict: str) -> None:
    """Brazil and others, except Brazil and others for C: the same others. Except Brazil for C: others are left."""
    listed = Territory(("BR",), exhaustive=False)
    left = m.Carveout(parties=("C",), territory=(Territory(("BR",)) if only_there else listed,))
    said = {"territory": (listed,), "strength": "exclusive", "carveouts": (left,)}
    asked = planned(territory=(Territory(("CL",)),))
    assert clear(book((deal("x", "exclusivity", "O", "A"), said)), asked).verdict == verdict


def test_an_excepted_licence_of_a_kind_in_no_tree_perhaps_lets_its_holder_in() -> None:
    licence = deal("g", "grant", "O", "C"), {"fields": ("ring",)}
    left = m.Carveout(commitment="g")
    index = book(licence, (deal("x", "exclusivity", "O", "A"), {"strength": "exclusive", "carveouts": (left,)}))
    assert (proposed(index, "O", "C"), proposed(index, "O", "D")) == ("possible", "certain")


def test_a_user_may_promise_what_others_have_promised() -> None:
    """Who promises to put no other mark on its tablets grants nothing, and so is in nobody's way."""
    index = book((deal("x", "exclusivity", "O", "A"), {"strength": "exclusive"}))
    assert proposed(index, "O", "C") == "certain"
    assert proposed(index, "O", "C", side="user", exclusive="exclusive") == "none"


@pytest.mark.parametrize(("theirs", "told"), [(("M", "N"), ("M",)), (None, ("L", "M"))])
def test_a_collision_names_the_marks_in_common(theirs: tuple[str, ...] | None, told: tuple[str, ...]) -> None:
    said: dict[str, Any] = {"subjects": theirs or (), "strength": "exclusive"}
    index = book((deal("x", "exclusivity", "O", "A"), said))
    assert [one.subjects for one in clear(index, planned(subjects=("L", "M"))).collisions] == [told]


@pytest.mark.parametrize(
    ("next_begins", "status", "verdict"),
    [(1, None, "collides"), (2, None, "may not be theirs to give"), (1, "planned", "may collide")],
)
def test_a_licence_that_ran_on_some_day_meets_what_was_promised_under_it_on_every_day(
    next_begins: int, status: str | None, verdict: str
) -> None:
    """`A` promised its licence to one until June and to another from July: whenever it began, one of them is met."""
    year, july = (date(2024, 1, 1), date(2024, 12, 31)), date(2024, 7, next_begins)
    licence = deal("g", "grant", "O", "A"), {"period": Period("", *year, year[0], date(2025, 12, 31)), "status": status}
    until = Period("", year[0], year[0], date(2024, 6, 30), date(2024, 6, 30))
    since = Period("", july, july, year[1], year[1])
    one = deal("x", "exclusivity", "A", "B", parent="g"), {"strength": "exclusive", "period": until}
    other = deal("y", "exclusivity", "A", "C", parent="g"), {"strength": "exclusive", "period": since}
    asked = planned("A", "D", first=year[0], last=year[1])
    told = [clear(book(*some), asked).verdict for some in ([licence, one], [licence, other], [licence, one, other])]
    alone = "may collide" if status else "may not be theirs to give"  # of a plan there is no title
    assert told == [alone, alone, verdict]


def test_the_places_that_a_term_may_have() -> None:
    """``ring`` stands in no tree; beside smartphones it is apart, under or above them or what they are part of."""
    apart, *others = Trees(TREES["fields"]).placings("ring", frozenset(("ring", "smartphone")))
    seen = [[tree.relation(asked, "ring") for asked in ("foldable", "smartphone", "device", "tablet", "ring")]
            for tree in (apart, *others)]  # fmt: skip
    assert seen == [
        ["disjoint", "disjoint", "disjoint", "disjoint", "covers"],
        ["disjoint", "disjoint", "part", "disjoint", "covers"],  # under devices
        ["covers", "covers", "covers", "covers", "covers"],
        ["disjoint", "part", "part", "disjoint", "covers"],  # under smartphones
        ["covers", "covers", "unknown", "disjoint", "covers"],
    ]
    assert [tree.relation("ring", "foldable") for tree in others[1::2]] == ["part", "part"]
    assert [Trees(TREES["fields"]).has(term) for term in ("ring", "smartphone", tongue("zh"))] == [False, True, True]


@pytest.mark.parametrize(
    ("axis", "theirs", "asked", "left", "names"),
    [
        ("channels", "club", "svod", (), "club and svod"),
        ("fields", "ring", "tablet", (), "ring and tablet"),
        ("fields", "tablet", "tablet", ("ring",), "ring and tablet"),
        ("languages", tongue("zh-Hant"), tongue("zh-TW"), (), "zh-Hant and zh-TW"),
    ],
    ids=["channels", "fields", "an exception", "languages"],
)  # fmt: skip
def test_what_nobody_knows_to_overlap_is_named(
    axis: str, theirs: str, asked: str, left: tuple[str, ...], names: str
) -> None:
    said: dict[str, Any] = {
        axis: (theirs,),
        "strength": "exclusive",
        "carveouts": (m.Carveout(fields=left),) * len(left),
    }
    (found,) = clear(book((deal("x", "exclusivity", "O", "A"), said)), planned(**{axis: (asked,)})).collisions
    assert found.certainty == "possible"
    assert found.depends_on == (f"whether {names} overlap",)


def test_a_kind_of_a_kind_that_is_in_no_tree_is_in_none_either() -> None:
    """``ring`` stands in no tree, and so nobody knows whether a tablet is one of its kinds."""
    broader = {**TREES["fields"], "smart ring": "ring"}
    assert [Trees(broader).relation(asked, "smart ring") for asked in ("tablet", "ring", "other")] == [
        "unknown", "part", "unknown",
    ]  # fmt: skip
    assert Trees(broader).relation("smart ring", "ring") == "covers"


def test_a_collision_names_every_term_where_the_other_states_none() -> None:
    index = book((deal("x", "exclusivity", "O", "A"), {"fields": (), "strength": "exclusive"}))
    found = clear(index, planned(fields=("tablet", "apparel"))).collisions
    assert [one.fields for one in found] == [("apparel", "tablet")]


@pytest.mark.parametrize(("signed", "kinds"), [(date(2013, 6, 30), []), (date(2013, 7, 1), ["option"])])
def test_an_option_counts_from_the_day_on_which_its_territory_takes_a_country_in(
    signed: date, kinds: list[str]
) -> None:
    """Croatia is in the European Union from 1 July 2013 on."""
    said = {"territory": (Territory(("EU",), membership="moving"),),
            "period": Period("", *(date(2012, 1, 1),) * 2, *(date(2014, 12, 31),) * 2)}  # fmt: skip
    days = {"first": date(2013, 6, 1), "last": date(2013, 12, 31), "signed": signed}
    plan = planned(territory=(Territory(("HR",)),), **days)
    found = clear(book((deal("o", "option", "O", "A"), said)), plan).collisions
    assert [(one.kind, one.certainty) for one in found] == [(kind, "certain") for kind in kinds]


def test_a_deal_lies_inside_what_has_all_its_countries_on_the_first_day() -> None:
    """Croatia is in the European Union from the first day of the deal on."""
    period = Period("", *(date(2012, 1, 1),) * 2, *(date(2014, 12, 31),) * 2)
    plan = planned(territory=(Territory(("EU",), membership="moving"),), first=date(2013, 7, 1), last=None)
    told = []
    for without in ((), ("HR",)):
        said = {"territory": (Territory(("EU",), without, membership="moving"),), "period": period}
        index = book((deal("x", "exclusivity", "O", "A"), {**said, "strength": "exclusive"}))
        told.append(clear(index, plan).collisions[0].sentence.partition("; your deal in EU ")[2])
    assert told == [f"(as membership changes) {how} from 2013-07-01 to 2014-12-31. Source: s."
                    for how in ("lies inside it", "meets it in EU28 except Croatia")]  # fmt: skip


def test_over_a_span_the_answer_changes_when_an_excepted_licence_begins() -> None:
    """The licence is about another mark; while it runs its holder is let through."""
    licence = (
        deal("g", "grant", "O", "C"),
        {"subjects": ("N",), "period": Period("", *(date(2024, 3, 1),) * 2, None, None)},
    )
    left = m.Carveout(parties=("C",), commitment="g")
    index = book(licence, (deal("x", "exclusivity", "O", "A"), {"strength": "exclusive", "carveouts": (left,)}))
    before, since = date(2024, 2, 1), date(2024, 3, 1)
    told = [
        who(index, "M", "tablet", None, "BR", first, ("C",), last_day=last)["C"].could_be
        for first, last in ((before, None), (since, None), (before, since))
    ]
    assert told == [("no",), ("unknown",), ("no", "unknown")]


@pytest.mark.parametrize(("frozen", "answer"), [(date(2014, 1, 1), "yes"), (date(2013, 6, 30), "unknown")])
def test_a_membership_that_is_frozen_is_that_of_its_day_on_every_other(frozen: date, answer: str) -> None:
    """Croatia is in the European Union from 1 July 2013 on; the deal says of which day its members are."""
    said = {
        "territory": (Territory(("EU",), membership=frozen),),
        "period": Period("", None, date(2010, 1, 1), None, None, endless=True),
    }
    index = book((deal("g", "grant", "O", "A"), said))
    assert who(index, "M", "tablet", None, "HR", date(2012, 1, 1), ("A",))["A"].answer == answer
