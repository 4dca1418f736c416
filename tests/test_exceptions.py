"""Exceptions through every door: deal book, RDF, ODRL, questions; and that none takes all of what it is taken from."""

from __future__ import annotations

from pathlib import Path

import pytest

import partnergraph as pg
from partnergraph.exclusivity.exceptions import emptied
from partnergraph.exclusivity.scope import Trees
from partnergraph.model import Carveout, Statement
from partnergraph.terms import terms
from partnergraph.territory import parse_territory

BOOK = """
dealbook: 1
sources: {s: {title: The contract, date: 2022-01-01}}
organizations: {owner: Owner, alpha: Alpha, beta: Beta}
products: {film: The Film}
terms: {kiosk: {axis: channel, name: kiosks}}
commitments:
  only:
    kind: {kind}
    bound: owner
    beneficiaries: alpha
    subject: film
    territory: {territory}
    period: 2022/2025
    {said}
    carveouts: {carveouts}
"""


def book(carveouts: str, said: str = "strength: exclusive", kind: str = "exclusivity", territory: str = "World") -> str:
    parts = {"carveouts": carveouts, "said": said, "kind": kind, "territory": territory}
    text = BOOK
    for name, value in parts.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def built(place: Path, *said: str) -> pg.PartnerGraph:
    path = place / "book.yaml"
    path.write_text(book(*said), encoding="utf-8")
    graph = pg.PartnerGraph()
    graph.build(path)
    return graph


def beta(graph: pg.PartnerGraph, **asked: str) -> str:
    found: str = graph.who("The Film", country="Brazil", on="2023-05-01", parties=["Beta"], **asked)[0].answer
    return found


@pytest.mark.parametrize(
    ("exception", "inside", "outside"),
    [
        ("{channel: online}", {"channel": "online"}, {"channel": "store"}),
        ("{act: sell}", {"act": "sell"}, {"act": "manufacture"}),
        ("{language: German}", {"language": "de-AT"}, {"language": "French"}),
        ("{field: smartphone}", {"field": "smartphone"}, {"field": "tablet"}),
        ("{parties: beta, channel: online}", {"channel": "online"}, {"channel": "store"}),
    ],
)
def test_an_exception_on_an_axis_counts_inside_it_alone(
    tmp_path: Path, exception: str, inside: dict[str, str], outside: dict[str, str]
) -> None:
    graph = built(tmp_path, exception)
    assert (beta(graph, **inside), beta(graph, **outside)) == ("unknown", "no")
    again = pg.PartnerGraph()
    graph.export(tmp_path / "again.ttl")
    again.build(tmp_path / "again.ttl")
    assert again.data().statements == graph.data().statements
    assert graph.validate().conforms


def test_an_exception_of_an_own_term_is_possible_wherever_it_may_lie(tmp_path: Path) -> None:
    graph = built(tmp_path, "{channel: kiosk}")
    assert [beta(graph, channel=name) for name in ("kiosks", "online", "any")] == ["unknown"] * 3
    could_be = graph.who("The Film", country="Brazil", on="2023-05-01", parties=["Beta"])[0].could_be
    assert could_be == ("no", "unknown")


def test_what_is_told_names_the_exception(tmp_path: Path) -> None:
    graph = built(tmp_path, "[{channel: online}, {parties: beta, language: German, territory: Japan}]")
    (reason,) = graph.who("The Film", country="Brazil", on="2023-05-01", channel="store")[-1].reasons
    assert "in World, except through online sale, except for Beta in German in Japan" in reason.why


REFUSED = [
    ("{channel: online}", "strength: exclusive\n    channel: online", "exclusivity", "World", "through online"),
    ("{channel: online}", "strength: exclusive\n    channel: marketplace", "exclusivity", "World", "through online"),
    ("[{channel: online}, {channel: store}]", "channel: [online, store]", "grant", "World", "through online"),
    ("{territory: World}", "strength: exclusive", "exclusivity", "DACH", "in DACH"),
    ("{territory: DACH}", "strength: exclusive", "exclusivity", "Germany; Austria", "Germany"),
    ("[{territory: Germany}, {territory: Austria}]", "strength: sole", "exclusivity", "Germany; Austria", "Germany"),
    ("{act: use}", "strength: exclusive", "exclusivity", "World", "use"),
    ("{language: German}", "language: [de-AT, de-CH]", "grant", "Brazil", "German"),
]


@pytest.mark.parametrize(("carveouts", "said", "kind", "territory", "named"), REFUSED)
def test_an_exception_that_leaves_nothing_is_refused_with_both(
    tmp_path: Path, carveouts: str, said: str, kind: str, territory: str, named: str
) -> None:
    with pytest.raises(pg.InputError) as refused:
        built(tmp_path, carveouts, said, kind, territory)
    assert "leaves nothing" in str(refused.value)
    assert named in str(refused.value)
    assert "widen what it is taken from" in str(refused.value)


@pytest.mark.parametrize(
    ("carveouts", "said"),
    [
        ("{channel: marketplace}", "channel: online"),
        ("[{channel: marketplace}, {channel: app-store}]", "channel: online"),
        ("{channel: online, territory: Japan}", "channel: online"),
        ("{parties: beta}", "channel: online"),
        ("{channel: kiosk}", "channel: online"),
        ("{channel: online}", ""),
    ],
)
def test_an_exception_that_leaves_something_stands(tmp_path: Path, carveouts: str, said: str) -> None:
    assert built(tmp_path, carveouts, f"strength: exclusive\n    {said}").validate().conforms


def test_rdf_whose_exception_leaves_nothing_is_refused_and_a_violation(tmp_path: Path) -> None:
    graph = built(tmp_path, "{channel: online}", "strength: exclusive\n    channel: [online, store]")
    graph.export(tmp_path / "good.ttl")
    text = (tmp_path / "good.ttl").read_text(encoding="utf-8")
    bad = text.replace("pg:exceptChannel channel:online", "pg:exceptChannel channel:online, channel:store")
    assert bad != text
    (tmp_path / "bad.ttl").write_text(bad, encoding="utf-8")
    with pytest.raises(pg.InputError, match="leaves nothing: through online sale and shops"):
        pg.PartnerGraph().build(tmp_path / "bad.ttl")
    report = pg.PartnerGraph.open(tmp_path / "bad.ttl").validate()
    assert [f.shape.rpartition("/")[2] for f in report.findings if f.severity == "Violation"] == [
        "carveout-leaves-something"
    ]


def test_what_would_count_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pg.InputError, match="a promise to others has exceptions for a party"):
        built(tmp_path, "{parties: beta}", "channel: online", "grant")


def test_a_proposal_takes_exceptions_on_every_axis(tmp_path: Path) -> None:
    graph = built(tmp_path, "{channel: online}", "", "grant")
    deal = {"grantor": "Owner", "grantee": "Beta", "subject": "The Film", "from_": "2023", "territory": "Japan"}
    asked = {"strength": "exclusive", "channel": "online,store"}
    assert graph.clear(**deal, **asked).verdict == "collides"
    assert graph.clear(**deal, **asked, exception="channel=store").verdict != "collides"
    with pytest.raises(pg.QueryError, match="the exception leaves nothing"):
        graph.clear(**deal, **asked, exception=["channel=store", "channel=online"])


def test_regions_that_are_read_in_two_ways_are_taken_by_themselves_and_by_the_world() -> None:
    trees = Trees(terms().broader)
    for place, taken, left in (("China", "China", False), ("China", "World", False), ("EMEA", "Europe", True)):
        exception = Carveout(territory=parse_territory(taken))
        said = Statement(iri="s", about="c", source="s", territory=parse_territory(place), carveouts=(exception,))
        assert (emptied(said, trees) == ()) == left


def test_odrl_carries_exceptions_of_one_axis_and_leaves_out_others(tmp_path: Path) -> None:
    graph = built(tmp_path, "[{channel: online}, {language: German}]")
    graph.export(tmp_path / "x.odrl.jsonld")
    again = pg.PartnerGraph()
    again.build(tmp_path / "x.odrl.jsonld")
    assert [set(said.carveouts) for said in again.data().statements] == [
        set(said.carveouts) for said in graph.data().statements
    ]
    built(tmp_path, "{act: sell}").export(tmp_path / "none.odrl.jsonld")
    assert "its exceptions join parties" in (tmp_path / "none.odrl.jsonld").read_text(encoding="utf-8")


def test_forms_that_have_no_customer_groups_leave_out_what_is_for_some_customers(tmp_path: Path) -> None:
    graph = built(tmp_path, "[]", "customer: business", "grant")
    graph.export(tmp_path / "x.odrl.jsonld")
    assert "customer groups have no operand" in (tmp_path / "x.odrl.jsonld").read_text(encoding="utf-8")
    graph.export(tmp_path / "x.csv")
    again = pg.PartnerGraph()
    again.build(tmp_path / "x.csv")
    assert [said.customers for said in again.data().statements] == [said.customers for said in graph.data().statements]


def test_a_sheet_has_a_column_of_customer_groups(tmp_path: Path) -> None:
    text = "Licensor,Licensee,Work,Territory,Start,End,Exclusivity,Kundengruppe\n"
    text += "Owner,Alpha,The Film,World,2022-01-01,2025-12-31,exclusive,public sector\n"
    (tmp_path / "deals.csv").write_text(text, encoding="utf-8")
    graph = pg.PartnerGraph()
    graph.build(tmp_path / "deals.csv")
    asked = {"customer": ["armed forces", "businesses"]}
    found = [
        graph.who("The Film", country="Brazil", on="2023-05-01", parties=["Beta"], customer=group)[0].answer
        for group in asked["customer"]
    ]
    assert found == ["no", "unknown"]
