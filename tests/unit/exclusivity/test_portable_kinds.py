"""Books by hand, one for each kind that the shipped SPARQL once answered otherwise than the engine, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period
from partnergraph.exclusivity import DEFAULT_READINGS, Deals, Proposal
from partnergraph.territory import Territory
from tests.quick import one_in
from tests.unit.exclusivity import portable, weaker
from tests.unit.exclusivity.generated import Case, Maker
from tests.unit.exclusivity.oracle import DAYS

WORLD, BAVARIA, GERMANY = Territory(("001",)), Territory(("DE-BY",)), Territory(("DE",))
REST = Territory(("DE",), ("DE-BY",))
FIRST, MIDDLE, LAST = DAYS[1], DAYS[3], DAYS[-2]
ALWAYS = Period("", FIRST, FIRST, LAST, LAST)
ONLINE, ALL_CHANNELS = v.CHANNEL + "online", v.CHANNEL + "all-channels"


class Book:
    """Deals put together one by one: a promise of Owner in favour of Beta, first."""

    def __init__(self, kind: str = "exclusivity", **fields: Any) -> None:
        self.identities: list[m.Commitment | m.Ownership] = []
        self.statements: list[m.Statement] = []
        self.deal(kind, "Owner", "Beta", **fields)

    def say(self, about: str, source: str = "a", **fields: Any) -> Book:
        """Add a statement."""
        iri = f"s{len(self.statements)}"
        self.statements.append(m.Statement(iri=iri, about=about, source=source, **fields))
        return self

    def deal(self, kind: str, bound: str, beneficiary: str, parent: str | None = None, **fields: Any) -> Book:
        """Add a deal about smartphones everywhere and always, if nothing else is said."""
        iri = f"c{len(self.identities)}"
        self.identities.append(
            m.Commitment(iri=iri, label=iri, kind=kind, bound=(bound,), beneficiaries=(beneficiary,), parent=parent)  # type: ignore[arg-type]
        )
        whole = {"subjects": ("Aura",), "fields": ("smartphone",), "territory": (WORLD,), "period": ALWAYS}
        return self.say(iri, **{**whole, **fields})

    def owns(self, owner: str, owned: str, period: Period | None = ALWAYS) -> Book:
        """Add an ownership."""
        iri = f"o{len(self.identities)}"
        self.identities.append(m.Ownership(iri=iri, label=iri, owner=owner, owned=owned))
        return self.say(iri, period=period)

    def deals(self) -> Deals:
        """Return the deals."""
        commitments = tuple(one for one in self.identities if isinstance(one, m.Commitment))
        ownerships = tuple(one for one in self.identities if isinstance(one, m.Ownership))
        sources = tuple(m.Source(iri=name, title=name) for name in "abc")
        return Deals(commitments=commitments, ownerships=ownerships, statements=tuple(self.statements), sources=sources)


def asked(book: Book, **changed: Any) -> Case:
    """Return a question about smartphones in Brazil, and a proposal of Owner in favour of New."""
    case = Maker(0).case()
    proposal = Proposal(
        grantors=("Owner",), grantees=("New",), subjects=("Aura",), fields=("smartphone",), territory=(GERMANY,),
        first=FIRST, last=LAST,
    )  # fmt: skip
    return replace(
        case, deals=book.deals(), asked=(("smartphone",), (), (), (), ()), country="BR", day=MIDDLE,
        proposal=replace(proposal, **changed), plan=replace(case.plan, carveouts=(), channels=(), acts=(), languages=(), customers=()),
        book=replace(case.book, readings=DEFAULT_READINGS),
    )  # fmt: skip


def differences(question: str, case: Case) -> Iterable[weaker.Difference]:
    """Return where the SPARQL differs from the engine."""
    store = portable.scratch()
    portable.fill(store, [(0, case)])
    return list(weaker.QUESTIONS[question](store, case, 0))


@pytest.mark.parametrize("source", [pytest.param("a", marks=pytest.mark.slow), "b"])
@pytest.mark.parametrize(
    "part",
    one_in(
        3,
        (
            {"channels": (ONLINE,)},
            {"fields": ("foldable",)},
            {"fields": ("ring",)},
            {"languages": (v.LANGUAGE + "es",)},
            {"territory": (Territory(("BR-SP",)),)},
            {"territory": (Territory(("JP",), exhaustive=False),)},
            {"territory": (Territory(("JP",)),)},
            {"channels": (ALL_CHANNELS,)},
            {"fields": ("device",), "territory": (Territory(("BR",)),)},
            {"fields": ("tablet",)},
        ),
    ),
)
def test_denied_in_a_part_of_what_is_asked(source: str, part: dict[str, Any]) -> None:
    assert not differences("who", asked(Book().say("c0", source, denied=True, **part)))


LATER = Period("", DAYS[4], DAYS[4], LAST, LAST)


@pytest.mark.parametrize("promise", [{}, {"territory": (Territory(("JP",)),)}, {"strength": "sole"}])
@pytest.mark.parametrize("also_denied", [False, True])
def test_sources_at_odds_about_who_owns(promise: dict[str, Any], also_denied: bool) -> None:
    book = Book(**promise).owns("Owner", "Aura").say("o1", "b", period=LATER)
    book = book.say("c0", "b", denied=True) if also_denied else book
    assert not [found for found in differences("who", asked(book)) if found.asked == "Owner"]


def test_an_option_under_a_licence_that_begins_after_the_signing_day() -> None:
    """The sublicence starts before its licence: that contradicts what follows for it, not when the licence runs."""
    book = Book(period=LATER).deal("option", "Beta", "Alpha", parent="c0")
    assert not differences("clear", asked(book, grantors=("Beta",)))
    assert not [
        found for found in differences("clear", asked(book, grantors=("Beta",), first=LAST)) if found.contradicts
    ]


@pytest.mark.parametrize("kind", [pytest.param("exclusivity", marks=pytest.mark.slow), "grant"])
@pytest.mark.parametrize("planned", [GERMANY, REST, BAVARIA, pytest.param(Territory(("EU",)), marks=pytest.mark.slow)])
@pytest.mark.parametrize("held", one_in(3, (BAVARIA, Territory(("DE-BY", "JP")), Territory(("DE",), ("DE-BE",)))))
def test_a_promise_of_a_country_over_a_deal_for_a_part_of_it(kind: str, planned: Territory, held: Territory) -> None:
    """A deal for the part that is left out is still called possible."""
    book = Book(kind, territory=(held,))
    found = differences("clear", asked(book, territory=(planned,), exclusive="exclusive"))
    assert not [one for one in found if one.contradicts or planned != REST]


def test_an_exception_for_a_party_takes_nothing_from_a_licence() -> None:
    book = Book().deal("exclusivity", "Beta", "Alpha", carveouts=(m.Carveout(parties=("Alphonse",)),))
    assert not differences("clear", asked(book, grantors=("Alpha",)))
