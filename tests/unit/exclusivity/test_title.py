"""Who grants must hold: title in `clear`, `conflicts` and `available`, and what a collision depends on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import product
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.exclusivity import (
    DEFAULT_READINGS,
    STRICT,
    Deals,
    Proposal,
    available,
    clear,
    conflicts,
    index_deals,
    who,
)
from partnergraph.territory import parse_territory
from tests.unit.exclusivity.oracle_title import DAYS, Maker, as_deals, differences, last_of, proposal_of

TREE = {"all": None, "films": "all", "online": None, "svod": "online", "avod": "online", "sell": None, "make": None}


@pytest.mark.parametrize("batch", range(3))
def test_titles_agree_with_the_oracle(batch: int) -> None:
    counts: Counter[str] = Counter()
    assert not [text for seed in range(batch * 40, (batch + 1) * 40) for text in differences(seed, counts)]
    assert counts["weaker"] < counts.total() / 50
    assert min(counts[status] for status in ("held", "not recorded", "possibly not held", "not held")) > 10


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(3, 53))
def test_titles_agree_with_the_oracle_on_many_more(batch: int) -> None:
    assert not [text for seed in range(batch * 40, (batch + 1) * 40) for text in differences(seed)]


AS_VERDICT = {
    "not held": "not theirs to give", "blocked": "collides", "possibly not held": "may not be theirs to give",
    "may be blocked": "may collide", "nothing recorded": "nothing recorded", "free": "clear",
}  # fmt: skip


@pytest.mark.parametrize("seed", [9, 12, 26, 30, 41, 57])
def test_what_a_party_may_still_grant_is_what_is_said_of_that_grant_cell_by_cell(seed: int) -> None:
    world = Maker(seed).world()
    index, channel = index_deals(as_deals(world)), (world.channels or ("svod",))[0]
    answer = available(
        index, "M", "films", DAYS[world.first], last_of(world.last), None, world.readings, channel, by=world.by
    )
    for country, day in product(world.countries, range(world.first, world.last + 1)):
        asked = replace(world, exclusive=False, countries=(country,), channels=(channel,), first=day, last=day)
        verdict = clear(index, proposal_of(asked), world.readings).verdict
        (row,) = (r for r in answer.rows if country in r.codes and r.first <= DAYS[day] <= (r.last or date.max))
        in_part = channel == "online" and row.status in ("possibly not held", "may be blocked")
        assert AS_VERDICT[row.status] == verdict or in_part, (country, day)


class Book:
    """Deals about ``M``, in few words."""

    def __init__(self, *listed: str, product: bool = True, as_of: str = "2024-01-01") -> None:
        self.commitments: list[m.Commitment] = []
        self.ownerships: list[m.Ownership] = []
        self.statements: list[m.Statement] = []
        self.kinds = {"M": m.Model} if product else {}
        lists = tuple((party, "M") for party in listed)
        self.source = m.Source(
            iri="s", title="s", as_of=date.fromisoformat(as_of) if lists else None, complete_for=lists
        )

    def deal(self, iri: str, by: str, to: str, period: str, territory: str = "World", **said: Any) -> Book:
        """Add a grant, or with a strength an exclusivity."""
        kind = "exclusivity" if "strength" in said else "grant"
        parent = said.pop("parent", None)
        self.commitments.append(
            m.Commitment(iri=iri, label=iri, kind=kind, bound=(by,), beneficiaries=(to,), parent=parent)  # type: ignore[arg-type]
        )
        said = {"fields": ("films",), "subjects": ("M",), **said}
        rules = parse_territory(territory)
        self.statements.append(
            m.Statement(iri=f"s-{iri}", about=iri, source="s", territory=rules, period=parse_period(period), **said)
        )
        return self

    def owns(self, owner: str, owned: str = "M", period: str = "2000-01-01/..") -> Book:
        """Add an ownership."""
        iri = f"{owner} owns {owned}"
        self.ownerships.append(m.Ownership(iri=iri, label=iri, owner=owner, owned=owned))
        self.statements.append(m.Statement(iri=f"s-{iri}", about=iri, source="s", period=parse_period(period)))
        return self

    @property
    def deals(self) -> Deals:
        return Deals(
            commitments=tuple(self.commitments), ownerships=tuple(self.ownerships), statements=tuple(self.statements),
            sources=(self.source,), broader=TREE, kinds=self.kinds,
        )  # fmt: skip

    def clear(
        self, by: str = "L", territory: str = "Spain", *, readings: frozenset[str] = DEFAULT_READINGS, **said: Any
    ):  # type: ignore[no-untyped-def]
        """Ask whether a party may grant the whole of 2024."""
        asked = {"first": date(2024, 1, 1), "last": date(2024, 12, 31), "fields": ("films",), **said}
        proposal = Proposal(
            grantors=(by,), grantees=("New",), subjects=("M",), territory=parse_territory(territory), **asked
        )
        return clear(self.deals, proposal, readings)


def cells(found: Any) -> list[tuple[str, str, str]]:
    return [(row.status, row.countries, f"{row.first}/{row.last}") for row in found.title]


YEAR = "2024-01-01/2024-12-31"
LONG = "2020-01-01/2030-12-31"


def test_the_owner_holds_all_and_what_it_granted_collides() -> None:
    book = Book("O").owns("O").deal("x", "O", "A", LONG, strength="exclusive")
    found = book.clear("O")
    assert cells(found) == [("held", "Spain", YEAR)]
    assert found.verdict == "collides"


def test_one_of_several_owners_alone_has_no_title_recorded() -> None:
    book = Book().owns("O").owns("P")
    assert cells(book.clear("O")) == [("not recorded", "Spain", YEAR)]
    both = Proposal(
        grantors=("O", "P"), grantees=("New",), subjects=("M",), fields=("films",), first=date(2024, 1, 1),
        last=date(2024, 12, 31), territory=parse_territory("Spain"),
    )  # fmt: skip
    assert cells(clear(book.deals, both)) == [("held", "Spain", YEAR)]


def test_an_affiliate_of_the_owner_has_no_title_recorded() -> None:
    book = Book().owns("O").owns("O", "Daughter")
    assert book.clear("Daughter").verdict == "nothing recorded"
    assert cells(book.clear("Daughter")) == [("not recorded", "Spain", YEAR)]
    assert book.clear("Stranger").verdict == "may not be theirs to give"


def test_licences_cover_together() -> None:
    book = Book("O").deal("a", "O", "L", "2020-01-01/2024-06-30", strength="exclusive")
    book.deal("b", "O", "L", "2024-07-01/2030-12-31", "Spain + France", strength="exclusive")
    assert cells(book.clear(territory="Spain")) == [("held", "Spain", YEAR)]


def test_an_exclusive_grant_needs_exclusive_licences() -> None:
    book = Book("O").deal("a", "O", "L", LONG)
    assert cells(book.clear()) == [("not recorded", "Spain", YEAR)]
    assert book.clear(exclusive="exclusive").verdict == "not theirs to give"
    assert book.deal("b", "O", "L", LONG, strength="exclusive").clear(exclusive="exclusive").title[0].status == "held"


def test_a_sole_or_shared_licence_is_perhaps_an_exclusive_one() -> None:
    book = Book("O").deal("a", "O", "L", LONG, strength="sole")
    assert book.clear(exclusive="exclusive").verdict == "may not be theirs to give"


@pytest.mark.parametrize(
    ("product", "strength", "readings", "status"),
    [
        (True, "exclusive", DEFAULT_READINGS, "held"),
        (True, "exclusive", STRICT, "not recorded"),
        (False, "exclusive", DEFAULT_READINGS, "not recorded"),
        (True, None, DEFAULT_READINGS, "not recorded"),
    ],
)
def test_sublicensing_that_nobody_mentions(product: bool, strength: str, readings: frozenset[str], status: str) -> None:
    said = {"strength": strength} if strength else {}
    found = Book(product=product).deal("a", "O", "L", LONG, **said).clear(readings=readings)
    assert cells(found) == [(status, "Spain", YEAR)]
    assert found.readings_used == (("sublicense",) if status == "held" else ())


def test_the_rest_is_not_held_only_where_the_holders_list_all_their_grants() -> None:
    one, listed = Book(), Book("O")
    for book in (one, listed):
        book.deal("a", "O", "L", LONG, "Italy", strength="exclusive")
    assert one.clear().verdict == "may not be theirs to give"
    assert listed.clear().verdict == "not theirs to give"
    assert listed.deal("b", "P", "Q", LONG).clear().verdict == "may not be theirs to give"  # P may have let L


def test_who_grants_and_holds_nothing_recorded_is_not_recorded() -> None:
    """A licensor of whom no source says how it came to its right is no want of title, however complete the list."""
    book = Book("O", "L").deal("a", "O", "L", LONG, strength="exclusive")
    assert cells(book.clear("O", exclusive=None)) == [("not recorded", "Spain", YEAR)]


def test_a_title_is_cut_to_what_the_licensor_holds() -> None:
    book = Book("O", "L").deal("a", "O", "L", LONG, "Italy", strength="exclusive")
    book.deal("b", "L", "K", LONG, "Italy + Spain", strength="exclusive")
    assert cells(book.clear("K", "Italy + Spain")) == [("not held", "Spain", YEAR), ("held", "Italy", YEAR)]


def test_the_scope_that_is_not_held_is_named() -> None:
    book = Book("O").deal("a", "O", "L", LONG, channels=("svod",), acts=("sell",), strength="exclusive")
    (lacking, held) = book.clear(channels=("online",), acts=("sell",)).title
    assert (lacking.status, lacking.scope) == ("not held", ("online except svod",))
    assert (held.status, held.scope) == ("held", ("svod",))
    assert held.sentence == "L holds the right in M (svod) in Spain from 2024-01-01 to 2024-12-31"


def test_of_the_scope_that_is_not_held_only_what_tells_it_apart_is_named() -> None:
    acts = ("sell", "make")
    book = Book("O").deal("a", "O", "L", LONG, channels=("svod",), acts=acts, strength="exclusive")
    assert [row.scope for row in book.clear(channels=("online",), acts=acts).title] == [
        ("online except svod",), ("svod",),
    ]  # fmt: skip


def test_a_country_that_is_not_said_makes_nothing_certain() -> None:
    book = Book("O").deal("a", "O", "L", LONG, "Italy", strength="exclusive")
    proposal = Proposal(grantors=("L",), grantees=("New",), subjects=("M",), fields=("films",), first=date(2024, 1, 1))
    assert clear(book.deals, proposal).verdict == "may not be theirs to give"


def test_an_imprecise_end_leaves_it_open_where_it_matters() -> None:
    book = Book("O").deal("a", "O", "L", "2020-01-01/2024-06", strength="exclusive")
    assert [status for status, _, _ in cells(book.clear())] == ["not held", "possibly not held", "held"]
    assert book.clear(last=date(2024, 6, 15)).verdict == "may not be theirs to give"


def test_a_sublicensee_beyond_its_sublicence_is_shut_out() -> None:
    """No list is complete: the promise of the head licensor is enough."""
    book = Book(product=False).deal("x", "O", "A", LONG, strength="exclusive", acts=("sell",))
    book.deal("i", "A", "L", LONG, "Italy", acts=("sell",))
    assert book.clear(acts=("sell",)).verdict == "not theirs to give"
    assert cells(book.clear(territory="Italy", acts=("sell",))) == [("not recorded", "Italy", YEAR)]
    assert book.clear("Stranger", acts=("sell",)).title[0].status == "not recorded"


def test_clear_needs_a_title_and_names_the_day() -> None:
    owned, unowned = Book("O").owns("O").clear("O"), Book("O").clear("O")
    assert (owned.verdict, owned.as_of) == ("clear", date(2024, 1, 1))
    assert (unowned.verdict, unowned.as_of) == ("nothing recorded", date(2024, 1, 1))


def test_a_parent_of_which_nothing_is_recorded_is_named_and_not_counted() -> None:
    book = Book("O").owns("O").owns("Parent", "O")
    found = book.clear("O")
    assert found.verdict == "clear"
    assert found.notes == (
        "what Parent, above who grants, could have granted is not counted: no source lists its commitments",
    )
    granted = book.deal("g", "Parent", "A", LONG, "Japan").clear("O")
    assert (granted.verdict, granted.as_of) == ("nothing recorded", None)


def test_a_promise_to_use_certain_marks_needs_no_title() -> None:
    book = Book().owns("O")
    proposal = Proposal(grantors=("U",), grantees=("V",), subjects=("M",), side="user", first=date(2024, 1, 1))
    assert clear(book.deals, proposal).title == ()


def test_who_promises_more_than_it_has_binds_those_below_it_alone() -> None:
    """`A` has no recorded exclusive right to promise to `C`: that surely binds whom it licensed, near or far."""
    book = Book("O").deal("a", "O", "A", LONG, "Italy").deal("k", "O", "K", LONG, "Italy")
    book.deal("b", "A", "B", LONG, "Italy").deal("d", "B", "D", LONG, "Italy")
    book.deal("x", "A", "C", LONG, "Italy", strength="exclusive")
    found = who(book.deals, "M", "films", None, "IT", date(2023, 6, 1), tuple("BDK"))
    assert {one.party: one.could_be for one in found.answers} == {
        "B": ("conflict",), "D": ("conflict",), "K": ("yes", "conflict"), "others": ("no", "unknown"),
    }  # fmt: skip


def test_a_licence_that_forbids_sublicences_is_named() -> None:
    book = Book().deal("a", "O", "L", LONG, strength="exclusive", sublicensing="forbidden")
    found = book.clear()
    assert found.verdict == "not theirs to give"
    assert found.title[0].sentence.endswith(": 'a' forbids sublicences")
    listed = Book("O").deal("a", "O", "L", LONG, "Italy", sublicensing="forbidden").clear(territory="Italy + Spain")
    assert [row.sentence.rpartition(": ")[2] for row in listed.title] == [
        "'a' forbids sublicences and as of 2024-01-01 all who hold it there list what they grant"
    ]


def test_the_consent_that_is_needed_is_named_and_asked_for() -> None:
    book = Book().deal("a", "O", "L", LONG, strength="exclusive", sublicensing="with-consent").deal("b", "L", "B", LONG)
    assert book.clear().title[0].sentence.endswith(": a sublicence out of 'a' needs the consent of O")
    (found,) = conflicts(book.deals)
    assert found.depends_on[0] == "a sublicence out of 'a' needs the consent of O"
    (asked,) = who(book.deals, "M", "films", None, "ES", date(2024, 6, 1), ("B",))["B"].decided_by
    assert (asked.question, asked.alone) == ("Does O consent to a sublicence out of 'a'?", True)


def test_the_list_of_all_rights_is_named_with_its_day() -> None:
    book = Book().deal("a", "O", "L", LONG, "Italy", sublicensing="allowed").deal("b", "L", "K", LONG, "Spain")
    book.source = m.Source(iri="s", title="s", as_of=date(2024, 1, 1), complete_holdings=(("L", "M"),))
    found = book.clear()
    assert found.verdict == "not theirs to give"
    assert found.title[0].sentence.endswith(
        ": as of 2024-01-01 every right that who grants it holds is declared to be listed"
    )
    (row,) = conflicts(book.deals)
    assert row.depends_on == ("declared as of 2024-01-01: every right that who grants it holds is listed",)


def test_the_source_that_prevails_is_named_with_its_day() -> None:
    book = Book().deal("a", "O", "L", LONG)
    press = m.Source(iri="p", title="press", date=date(2022, 1, 1))
    book.statements.append(m.Statement(iri="s-p", about="a", source="p", territory=parse_territory("Italy")))
    book.source = m.Source(iri="s", title="contract", date=date(2020, 1, 1), prevails=True)
    deals = replace(book.deals, sources=(book.source, press))
    found = who(deals, "M", "films", None, "ES", date(2024, 6, 1), ("L",))["L"]
    assert found.answer == "yes"
    assert found.reasons[0].why.endswith("('contract', 2020-01-01 prevails over 'press', 2022-01-01)")
    assert {quote.source for quote in found.reasons[0].evidence} == {"contract", "press"}


def test_who_tells_the_title_behind_each_reason() -> None:
    book = Book().deal("a", "O", "L", LONG, strength="exclusive", sublicensing="forbidden").deal("b", "L", "B", LONG)
    found = who(book.deals, "M", "films", None, "ES", date(2024, 6, 1), ("B",))["B"]
    told = {reason.commitment: (reason.title, reason.told.removeprefix(reason.why)) for reason in found.reasons}
    assert told == {"a": ("not recorded", ""), "b": ("not held", " (title: not held)")}
    assert {reason["commitment"]: reason["title"] for reason in found.to_json()["reasons"]} == {
        "a": "not recorded", "b": "not held",
    }  # fmt: skip


# --- available and conflicts -----------------------------------------------------------------------


def test_free_needs_somebody_who_holds() -> None:
    statuses = {
        (owned, listed): [row.status for row in available(book.deals, "M", "films", date(2024, 6, 1)).rows]
        for owned in (True, False)
        for listed in (True, False)
        for book in [Book(*(["O"] if listed else [])).deal("g", "O", "A", LONG, "Japan")]
        if not owned or book.owns("O")
    }
    assert statuses == {
        (True, True): ["free"], (True, False): ["nothing recorded"],
        (False, True): ["nothing recorded"], (False, False): ["nothing recorded"],
    }  # fmt: skip


def test_free_begins_with_the_ownership() -> None:
    book = Book("O").owns("O", period="2024-03-01/..").deal("g", "O", "A", LONG, "Japan")
    rows = available(book.deals, "M", "films", date(2024, 1, 1), date(2024, 12, 31)).rows
    assert [(row.status, row.first.month) for row in rows] == [("nothing recorded", 1), ("free", 3)]


def test_nobody_can_let_a_newcomer_in_where_all_who_grant_are_known_to_hold_less() -> None:
    """Two who license each other in Italy, and have promised a third that only it may act."""
    book = Book().deal("a", "A", "B", LONG, "Italy").deal("b", "B", "A", LONG, "Italy")
    book.deal("x", "A", "C", LONG, strength="exclusive").deal("y", "B", "C", LONG, strength="exclusive")
    rows = available(book.deals, "M", "films", date(2024, 1, 10)).rows
    assert [(row.status, row.countries) for row in rows] == [
        ("nothing recorded", "Italy"),  # what they promised C is more than they have from each other
        ("not held", "World except Italy"),
    ]


def test_conflicts_list_grants_that_are_not_held_and_count_those_not_recorded() -> None:
    book = Book("O", "L").deal("a", "O", "L", LONG, "Italy", strength="exclusive").deal("b", "L", "K", LONG, "Spain")
    found = conflicts(book.deals)
    assert [(c.kind, c.certainty, c.with_, c.countries) for c in found] == [("not held", "certain", "b", "Spain")]
    assert found[0].between == ("b",)
    assert found[0].depends_on == ("declared as of 2024-01-01: all who hold there list their grants",)
    assert found.not_recorded == 1  # O's title to what it gave L
    assert found.to_json()["conflicts"][0]["with_name"] == "b"
    book.deal("c", "L", "K", LONG, "Spain", channels=("svod",)).deal("d", "L", "J", LONG, "Italy")
    assert (len(conflicts(book.deals)), conflicts(book.deals).not_recorded) == (2, 1)
    book.deal("e", "L", "N", "2020-01-01/[2025-01-01..]", "Italy", strength="exclusive")
    told = [[c.certainty for c in conflicts(book.deals, certain_only=only)] for only in (True, False)]
    assert told == [["certain"] * told[1].count("certain"), told[1]]
    assert {"certain", "possible"} == set(told[1])


@pytest.mark.parametrize(("own", "given", "found"), [
    (None, None, []), (None, "exclusive", ["b"]), ("exclusive", None, []), ("exclusive", "exclusive", []),
])  # fmt: skip
def test_a_recorded_exclusive_grant_needs_an_exclusive_licence(
    own: m.Strength | None, given: m.Strength | None, found: list[str]
) -> None:
    book = Book("O").deal("a", "O", "L", LONG, **({"strength": own} if own else {}))
    book.deal("b", "L", "K", LONG, **({"strength": given} if given else {}))
    assert [c.with_ for c in conflicts(book.deals) if c.kind == "not held"] == found


# --- one collision for each two deals, and what it depends on ------------------------------------------


def test_two_deals_collide_once_with_all_kinds_under_the_most_telling() -> None:
    book = Book()
    for number, to in enumerate("AB"):
        book.deal(f"g{number}", "O", to, LONG, "Spain", channels=("svod",))
        book.deal(f"x{number}", "O", to, LONG, "Spain", channels=("svod",), strength="exclusive")
    (found,) = conflicts(book.deals)
    assert (found.kind, found.certainty, found.channels) == ("double exclusivity", "certain", ("svod",))
    assert {c.kind for c in found.also} == {"exclusivity over grant"}
    assert len({c.between for c in found.all()}) == 3
    assert "(svod)" in found.sentence


def test_what_the_deals_say_of_different_places_is_two_deals() -> None:
    book = Book().deal("x", "O", "A", LONG, strength="exclusive")
    book.deal("g", "O", "B", LONG, "Spain").deal("h", "O", "B", LONG, "Japan")
    assert {frozenset(c.between) for c in conflicts(book.deals)} == {frozenset("gx"), frozenset("hx")}


def test_a_possible_collision_names_an_imprecise_start() -> None:
    book = Book().deal("x", "O", "A", "2024/2030-12-31", "Spain", strength="exclusive")
    (found,) = book.clear("O", last=date(2024, 6, 30)).collisions
    assert found.certainty == "possible"
    assert [point for point in found.depends_on if point.startswith("when 'x' runs")]


def test_a_certain_collision_names_no_open_choice() -> None:
    book = Book().owns("A", "B", period="2024/..").deal("x", "O", "A", LONG, "Spain", strength="exclusive")
    (found,) = book.clear("O").collisions
    assert (found.certainty, found.depends_on) == ("certain", ())


def test_a_certain_collision_names_the_reading_and_the_declaration_it_needs() -> None:
    book = Book("O").deal("x", "O", "A", "2023-01-01/", "Spain", strength="exclusive")
    (found,) = book.clear("O", last=date(2024, 1, 1)).collisions
    assert (found.certainty, found.depends_on) == ("certain", ("'s' is declared to be as of 2024-01-01",))
    (held,) = book.clear("O", first=date(2023, 1, 1), last=date(2023, 1, 1)).collisions
    assert (held.certainty, held.depends_on) == ("certain", ())
    undeclared = Book().deal("x", "O", "A", "2023-01-01/", "Spain", strength="exclusive", present_tense=True)
    undeclared.source = m.Source(iri="s", title="s", date=date(2023, 6, 1))
    (on,) = undeclared.clear("O", readings=DEFAULT_READINGS | {"continues"}).collisions
    assert (on.certainty, on.depends_on) == ("certain", ("reading continues",))


def test_ownership_is_asked_about_where_it_is_the_question() -> None:
    book = Book().owns("A", "New", period="2024/..")
    covered = book.deal("x", "O", "A", LONG, "Spain", strength="exclusive", covers_affiliates=True)
    (found,) = covered.clear("O").collisions
    assert found.depends_on == ("when A owned New",)
    unsaid = Book().owns("A", "New").deal("x", "O", "A", LONG, "Spain", strength="exclusive")
    (found,) = unsaid.clear("O").collisions
    assert found.depends_on == ("whether 'x' covers affiliates",)


def test_a_sublicence_without_an_end_ends_with_the_licence_it_is_granted_out_of() -> None:
    book = Book().deal("x", "O", "A", "2022-01-01/", "Spain", strength="exclusive")
    book.deal("inside", "A", "B", "2022-06-01/", "Spain", parent="x")
    assert not list(conflicts(book.deals))
    dated = book.deal("beyond", "A", "B", "2022-06-01/2024-12-31", "Spain", parent="x")
    assert [(row.kind, row.certainty, row.with_) for row in conflicts(dated.deals)] == [
        ("not held", "possible", "beyond")
    ]


def test_over_a_span_the_answer_changes_when_the_grantor_joins_the_group_of_the_owner() -> None:
    book = Book("O").owns("O").owns("O", "S", period="2024-03-01/..").deal("g", "S", "A", LONG)
    before, since = date(2024, 1, 15), date(2024, 6, 1)
    told = [
        who(book.deals, "M", "films", None, "IT", first, ("A",), last_day=last)["A"].could_be
        for first, last in ((before, None), (since, None), (before, since))
    ]
    assert told == [("unknown",), ("yes",), ("yes", "unknown")]


def test_too_many_ways_to_read_it_leave_the_title_not_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book("O").owns("O").deal("l", "O", "L", LONG, "Europe + Asia")
    assert {row.status for row in book.clear(territory="Turkey").title} == {"possibly not held"}
    monkeypatch.setattr(import_module("partnergraph.exclusivity.title"), "MOST", 3)
    assert {row.status for row in book.clear(territory="Turkey").title} == {"not recorded"}
