"""Values to triples and back: nothing is lost, and broken nodes are named."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Period, Term, parse_period, with_bounds
from partnergraph.errors import InputError
from partnergraph.graph import example
from partnergraph.ingest.dealbook import read_dealbook
from partnergraph.rdf import canonical_decimal, from_rdf, named, read_bounds, to_rdf
from partnergraph.territory import Territory, parse_territory
from tests.books import ID

IRIS = st.integers(0, 9).map(lambda n: f"{ID}organization/o{n}")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))
RULES = st.sampled_from(
    [
        *map(parse_territory, ("World", "World except Japan", "EU + UK - France", "EMEA", "CA-QC")),
        (Territory(("EU",), membership=date(2020, 1, 31)), Territory(("JP",), exhaustive=False)),
        (),
    ]
)
AMOUNTS = st.decimals(-(10**9), 10**9, allow_nan=False, places=3).map(lambda d: canonical_decimal(f"{d:f}"))


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def sorted_tuple(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=3, unique=True).map(lambda items: tuple(sorted(items)))


def rules() -> st.SearchStrategy[tuple[Territory, ...]]:
    return RULES.map(lambda found: tuple(sorted(found, key=lambda rule: rule.key)))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods of the bounds that their words give, or of any where the words give none."""
    told = parse_period(draw(st.sampled_from(["2022/", "2022/..", "2022-07", "XXXX-03-07", "2022~/2024?"])))
    period = dataclasses.replace(told, planned_end=draw(some(DAYS)), words=draw(some(TEXTS)))
    if told.earliest_start is None:
        days = draw(st.lists(DAYS, min_size=4, max_size=4).map(sorted))
        names = ("earliest_start", "latest_start", "earliest_end", "latest_end")
        period = dataclasses.replace(period, **{n: draw(some(st.just(d))) for n, d in zip(names, days, strict=True)})
    if told.earliest_start and not told.endless and not told.earliest_end and draw(st.booleans()):
        limit = draw(st.sampled_from(["term", "minimum_term", "maximum_term"]))
        length = Term(draw(st.integers(0, 240)), draw(st.integers(1, 400)))
        period = with_bounds(dataclasses.replace(period, **{limit: length}))
    return period


LENGTHS = st.builds(Term, st.integers(0, 240), st.integers(1, 400))


def loosened(said: m.Statement) -> Period | None:
    """Return a period without the bounds that a renewal or a condition leaves open."""
    period = m.renewable(said.period) if said.renewal else said.period
    return m.conditional(period) if said.conditions else period


CARVEOUTS = st.builds(
    m.Carveout, parties=sorted_tuple(IRIS), territory=rules(), fields=sorted_tuple(IRIS), commitment=some(IRIS)
)


def days_of_one_edge() -> st.SearchStrategy[tuple[m.RelativeDay, ...]]:
    """Days that hang on occurrences: one, or several of which the later or the earlier counts."""
    hanging = st.builds(
        m.RelativeDay, occurrences=st.tuples(IRIS), which=some(st.sampled_from(["first", "last"])), length=some(LENGTHS),
        as_term=st.booleans(),
    )  # fmt: skip
    several = st.lists(st.one_of(hanging, st.builds(m.RelativeDay, day=DAYS)), min_size=2, max_size=3)
    among = st.sampled_from(["later", "earlier"])
    both = st.tuples(several, among).map(lambda told: tuple(dataclasses.replace(day, among=told[1]) for day in told[0]))
    return st.one_of(st.just(()), hanging.map(lambda day: (day,)), both)


STATEMENTS = st.builds(
    m.Statement,
    iri=st.just(f"{ID}statement/s"),
    about=IRIS,
    source=IRIS,
    modality=st.sampled_from(["fact", "opinion", "plan", "prediction", "disclosure"]),
    denied=st.booleans(),
    status=some(st.sampled_from(v.STATUSES)),
    subjects=sorted_tuple(IRIS),
    fields=sorted_tuple(IRIS),
    channels=sorted_tuple(IRIS),
    acts=sorted_tuple(IRIS),
    territory=rules(),
    territory_words=some(TEXTS),
    period=some(periods()),
    present_tense=st.booleans(),
    until=some(IRIS),
    coextensive=st.booleans(),
    strength=some(st.sampled_from(["exclusive", "sole", "co-exclusive", "unqualified"])),
    covers_affiliates=some(st.booleans()),
    carveouts=st.lists(CARVEOUTS, max_size=12).map(tuple),
    price=some(st.builds(m.Price, relation=st.sampled_from(["at", "below", "above"]), amount=AMOUNTS, currency=TEXTS)),
    quantity=some(st.builds(m.Quantity, value=st.integers(0, 10**15), unit=TEXTS, approximate=st.booleans())),
    purpose=some(TEXTS),
    place=some(TEXTS),
    note=some(TEXTS),
    said_by=sorted_tuple(IRIS),
    evidence=sorted_tuple(IRIS),
    renewal=some(
        st.builds(
            m.Renewal,
            every=LENGTHS,
            by=st.sampled_from(["silence", "exercise"]),
            notice=some(LENGTHS),
            times=some(st.integers(1, 50)),
        )
    ),
    conditions=st.lists(
        st.builds(m.Condition, text=TEXTS, kind=st.sampled_from(["first", "lasting"]), since=some(DAYS), met=some(DAYS),
                  failed=some(DAYS), then=some(st.sampled_from(["ended", "non-exclusive"]))),
        max_size=2,
    ).map(tuple),
    sell_off=some(LENGTHS),
    relative_starts=days_of_one_edge(),
    relative_ends=days_of_one_edge(),
).map(lambda said: dataclasses.replace(said, period=loosened(said)))  # fmt: skip


def through_the_engine(value: object) -> m.Dataset:
    """What comes back after the engine stored, and rewrote, the literals."""
    store = Store()
    store.extend([quad for triple in to_rdf([value]) for quad in [_quad(triple)]])
    return from_rdf(quad.triple for quad in store)


def _quad(triple: Triple) -> Any:
    from pyoxigraph import Quad

    return Quad(*triple)


@given(STATEMENTS)
@settings(max_examples=150, deadline=None)
def test_statements_survive_the_engine(statement: m.Statement) -> None:
    assert through_the_engine(statement).statements == [statement]
    assert from_rdf(to_rdf([statement])).statements == [statement]


VALUES: list[Any] = [
    m.Organization(iri="urn:a", name='A "quoted" \\ name\nwith 小米 \u202e 😀'),
    m.Brand(iri="urn:a", name="A"),
    m.Right(iri="urn:a", name="A"),
    m.Person(iri="urn:a", name="A"),
    m.Model(iri="urn:a", name="A"),
    m.Series(iri="urn:a", name="A"),
    m.Term(iri="urn:a", name="A", scheme="field"),
    m.Term(iri="urn:a", name="A", scheme="act", broader="urn:b"),
    m.Source(iri="urn:a", title="T"),
    m.Source(
        iri="urn:a", title="T", date=date(2024, 2, 29), publisher="P", url="https://x.org/", sha256="0" * 64, copy_of="urn:b",
        as_of=date(2024, 1, 1), complete_for=tuple((f"urn:g{n}", f"urn:s{n}") for n in range(12)),
    ),
    m.Evidence(iri="urn:a", source="urn:s", phrase="some words"),
    m.Evidence(iri="urn:a", source="urn:s", phrase="😀 words", start=0),
    m.Description(iri="urn:a", about="urn:b", source="urn:s", name="N"),
    m.Description(
        iri="urn:a", about="urn:b", source="urn:s", name="N", aliases=("a", "b"), website="https://x.org/", lei="L",
        wikidata="http://www.wikidata.org/entity/Q1", makers=("urn:m",), brands=("urn:x", "urn:y"), series="urn:z", evidence=("urn:e",),
    ),
    m.Partnership(iri="urn:a", label="L", parties=("urn:b", "urn:c")),
    *(
        m.Commitment(iri="urn:a", label="L", kind=kind, bound=("urn:b",), beneficiaries=("urn:c", "urn:d"), side=side, partnership=p, parent=p)
        for kind, side, p in (("grant", "grantor", None), ("exclusivity", "user", "urn:p"), ("option", "grantor", "urn:p"))
    ),
    m.Release(iri="urn:a", label="L", product="urn:p", partnership="urn:q"),
    m.Absence(iri="urn:a", label="L", product="urn:p"),
    m.Position(iri="urn:a", label="L", holder="urn:h", organization="urn:o", title="T"),
    m.Event(iri="urn:a", label="L", kind="urn:k", participants=("urn:p",)),
    m.Event(iri="urn:a", label="L", kind="urn:k"),
    m.DecisionRight(iri="urn:a", label="L", holders=("urn:h",), matter="M", partnership="urn:p"),
    m.Ownership(iri="urn:a", label="L", owner="urn:o", owned="urn:p"),
    m.MarkFamily(iri="urn:a", label="L", marks=("urn:m", "urn:n")),
    m.DealEvent(
        iri="urn:a", label="L", kind="assignment", changes=("urn:c", "urn:d"), effect="removes",
        assignors=("urn:o",), assignees=("urn:p", "urn:q"), becomes="grant",
    ),
    m.Succession(iri="urn:a", label="L", kind="spin-off", predecessors=("urn:o", "urn:p"), successor="urn:q"),
    m.Claim(iri="urn:a", source="urn:s", modality="opinion", text="T", about=("urn:b",), claimants=("urn:c",), denied=True),
    m.ClaimComparison(iri="urn:a", source="urn:s", compared=("urn:b", "urn:c"), verdict="seem to contradict", reason="R"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_kind_of_value_survives_the_engine(value: Any) -> None:
    assert list(through_the_engine(value)) == [value]


def test_every_kind_of_value_is_tried_here() -> None:
    kinds = {type(value) for value in VALUES} | {m.Statement}
    known = {kind for kind in vars(m).values() if dataclasses.is_dataclass(kind) and "iri" in kind.__dataclass_fields__}
    assert known - kinds == {m.Entity, m.Identity}


def test_nodes_of_other_vocabularies_pass_unseen() -> None:
    triples = list(to_rdf(read_dealbook(example("xiaomi-leica.yaml"))))
    foreign = parse(
        """@prefix x: <urn:x#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        x:a a x:B ; x:c 1, "2"@en, [] . x:d a skos:Concept ; skos:inScheme x:e . x:f a "no type" .""",
        format=RdfFormat.TURTLE,
    )
    more = [*triples, *(quad.triple for quad in foreign)]
    assert from_rdf(more) == from_rdf(triples)


def test_the_order_of_triples_does_not_matter() -> None:
    triples = list(to_rdf(read_dealbook(example("xiaomi-leica.yaml"))))
    assert from_rdf(reversed(triples)) == from_rdf(triples)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("1.50", "1.5"),
        ("75000.0", "75000"),
        ("0.0", "0"),
        ("-0.10", "-0.1"),
        ("+5", "5"),
        ("007.", "7"),
        ("100", "100"),
    ],
)
def test_decimals_as_the_engine_writes_them(written: str, canonical: str) -> None:
    assert canonical_decimal(written) == canonical
    store = Store()
    store.add(
        _quad(Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal(written, datatype=NamedNode(v.XSD + "decimal"))))
    )
    assert [quad.object.value for quad in store] == [canonical]  # type: ignore[union-attr]


# --- broken nodes ---------------------------------------------------------------------------------------

PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in v.PREFIXES.items()) + "@prefix : <urn:x:> .\n"
RIGHT = """
:s a pg:Source ; dcterms:title "S" ; dcterms:issued "2024-02-28"^^xsd:date .
:p a pg:Partnership ; rdfs:label "P" ; pg:party :a, :b .
:t a pg:Statement ; pg:about :p ; pg:statedIn :s ; pg:modality "fact" ; pg:price :t-price ; pg:carveout :t-except ;
   pg:territory <https://w3id.org/partnergraph/territory/001_except_JP> ; pg:period "2022/"^^<http://id.loc.gov/datatypes/edtf/EDTF> ;
   pg:status status:planned ; pg:earliestStart "2022-01-01"^^xsd:date ; pg:denied true ; pg:quantity :t-quantity ; pg:strength "sole" .
:t-price a pg:Price ; pg:relation "at" ; pg:amount 1.50 ; pg:currency "EUR" .
:t-quantity a pg:Quantity ; pg:value 3 ; pg:unit "u" .
:t-except a pg:Carveout ; pg:exceptParty :a .
"""


def read(turtle: str) -> m.Dataset:
    return from_rdf(quad.triple for quad in parse(PREFIXES + turtle, format=RdfFormat.TURTLE))


def test_the_right_one() -> None:
    data = read(RIGHT)
    (statement,) = data.statements
    assert statement.price == m.Price(relation="at", amount="1.5", currency="EUR")
    assert statement.carveouts == (m.Carveout(parties=("urn:x:a",)),)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("pg:about :p ; ", ""), "urn:x:t pg:about", "is missing"),
        (("pg:statedIn :s ; ", ""), "urn:x:t pg:statedIn", "is missing"),
        (('dcterms:title "S" ; ', ""), "urn:x:s dcterms:title", "is missing"),
        (('rdfs:label "P" ; ', ""), "urn:x:p rdfs:label", "is missing"),
        (("; pg:party :a, :b", ""), "urn:x:p pg:party", "is missing"),
        (("pg:party :a, :b", 'pg:party "Xiaomi"'), "urn:x:p pg:party", "cannot be read"),
        (("pg:about :p", 'pg:about "p"'), "urn:x:t pg:about", "cannot be read"),
        (('dcterms:title "S"', "dcterms:title <urn:x>"), "urn:x:s dcterms:title", "cannot be read"),
        (('"2024-02-28"^^xsd:date', '"2024-02-28"'), "urn:x:s dcterms:issued", "cannot be read"),
        (('"2024-02-28"^^xsd:date', '"2024-02-30"^^xsd:date'), "urn:x:s dcterms:issued", "cannot be read"),
        (('"2024-02-28"^^xsd:date', '"2024-02-28Z"^^xsd:date'), "urn:x:s dcterms:issued", "cannot be read"),
        (('"2024-02-28"^^xsd:date', '"20240228"^^xsd:date'), "urn:x:s dcterms:issued", "cannot be read"),
        (('"2022-01-01"^^xsd:date', "2022"), "urn:x:t pg:earliestStart", "cannot be read"),
        (('pg:modality "fact"', 'pg:modality "fakt"'), "urn:x:t pg:modality", "cannot be read"),
        (('pg:modality "fact"', 'pg:modality "fact", "plan"'), "urn:x:t pg:modality", "stands 2 times"),
        (("pg:about :p", "pg:about :p, :q"), "urn:x:t pg:about", "stands 2 times"),
        (("status:planned", "status:wonderful"), "urn:x:t pg:status", "cannot be read"),
        (("status:planned", '"planned"'), "urn:x:t pg:status", "cannot be read"),
        (("pg:denied true", 'pg:denied "yes"'), "urn:x:t pg:denied", "cannot be read"),
        (('pg:strength "sole"', 'pg:strength "total"'), "urn:x:t pg:strength", "cannot be read"),
        (("territory/001_except_JP", "territory/nowhere"), "urn:x:t pg:territory", "cannot be read"),
        (
            ("<https://w3id.org/partnergraph/territory/001_except_JP>", '"Japan"'),
            "urn:x:t pg:territory",
            "cannot be read",
        ),
        (("pg:amount 1.50", 'pg:amount "75,000"^^xsd:decimal'), "urn:x:t-price pg:amount", "cannot be read"),
        (("pg:amount 1.50 ; ", ""), "urn:x:t-price pg:amount", "is missing"),
        (('pg:relation "at"', 'pg:relation "under"'), "urn:x:t-price pg:relation", "cannot be read"),
        ((":t-price a", ":u-price a"), "urn:x:t-price rdf:type", "nothing is said"),
        ((":t-except a", ":u-except a"), "urn:x:t-except rdf:type", "nothing is said"),
        ((":t-quantity a", ":u-quantity a"), "urn:x:t-quantity rdf:type", "nothing is said"),
        (("pg:value 3", "pg:value 3.5"), "urn:x:t-quantity pg:value", "cannot be read"),
        (("pg:value 3", 'pg:value "٣"^^xsd:integer'), "urn:x:t-quantity pg:value", "cannot be read"),
        ((":p a pg:Partnership", ":p a pg:Partnership, pg:Release"), "urn:x:p rdf:type", "at once"),
    ],
)
def test_broken_nodes_are_named(change: tuple[str, str], field: str, message: str) -> None:
    assert change[0] in RIGHT
    with pytest.raises(InputError) as caught:
        read(RIGHT.replace(*change))
    assert any(p.field == field and message in p.message and p.hint for p in caught.value.problems), str(caught.value)


def test_all_broken_nodes_in_one_pass() -> None:
    broken = RIGHT.replace("pg:about :p ; ", "").replace('dcterms:title "S" ; ', "").replace('"fact"', '"fakt"')
    with pytest.raises(InputError) as caught:
        read(broken)
    assert len(caught.value.problems) == 3


def test_completeness_needs_both_ends() -> None:
    with pytest.raises(InputError, match="pg:subject: is missing"):
        read(RIGHT + ":s pg:completeness :c . :c a pg:Completeness ; pg:grantor :a .")


ANYTHING = st.sampled_from(
    [
        NamedNode("urn:x"),
        BlankNode("b"),
        Literal("x"),
        Literal(5),
        Literal(True),
        Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal("c")),
    ]
)
SEED = list(to_rdf(read_dealbook(example("xiaomi-leica.yaml"))))


@given(st.integers(0, len(SEED) - 1), ANYTHING | st.none())
@settings(max_examples=200, deadline=None)
def test_any_object_anywhere_is_read_or_refused(place: int, term: Any) -> None:
    changed = list(SEED)
    old = changed.pop(place)
    if term is not None:
        changed.append(Triple(old.subject, old.predicate, term))
    try:
        data = from_rdf(changed)
    except InputError as error:
        assert all(problem.field and problem.hint for problem in error.problems)
    else:
        assert list(data)


def test_derived_bounds() -> None:
    turtle = (
        PREFIXES
        + """
    :b a pg:DerivedBound ; pg:boundOf :p ; pg:edge "latest-end" ; pg:day "2024-02-28"^^xsd:date ; pg:underReading reading:continues ; pg:restsOn :t .
    :c a pg:DerivedBound ; pg:boundOf :p ; pg:edge "earliest-end" ; pg:endless true .
    :p a pg:Commitment ."""
    )
    first, second = read_bounds(quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))
    assert (first.edge, first.day, first.readings) == ("earliest-end", None, frozenset())
    assert second == m.DerivedBound(
        about="urn:x:p",
        edge="latest-end",
        day=date(2024, 2, 28),
        readings=frozenset({"continues"}),
        rests_on=frozenset({"urn:x:t"}),
    )


def test_periods_keep_the_users_words() -> None:
    period = parse_period("three years from 2021-03")
    statement = m.Statement(iri="urn:a", about="urn:b", source="urn:c", period=period)
    assert from_rdf(to_rdf([statement])).statements[0].period == period


@pytest.mark.parametrize("membership", ["not-stated", "moving", date(2020, 1, 31)])
def test_how_the_members_of_a_group_are_read_is_written(membership: Any) -> None:
    rule = Territory(("EU",), membership=membership)
    statement = m.Statement(iri="urn:a", about="urn:b", source="urn:c", territory=(rule,))
    said = {t.predicate.value.rpartition("#")[2]: t.object.value for t in to_rdf([statement]) if t.object}
    frozen = isinstance(membership, date)
    assert said["membership"] == ("frozen" if frozen else membership)
    assert said.get("frozenOn") == (membership.isoformat() if frozen else None)


def test_named_terms_are_shared() -> None:
    assert named("urn:x") is named("urn:x")
