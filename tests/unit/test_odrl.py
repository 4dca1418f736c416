"""Policies of ODRL: what they grant, what they only offer, what voids them, and what is not taken for "everywhere"."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import partnergraph as pg
from partnergraph import model as m
from partnergraph.names import local_name
from tests.books import only, save, source
from tests.unit.industry.music import DATA, built, countries

ODRL = DATA / "odrl"
REAL = Path(__file__).parents[3] / "shared/industry/real"
HEAD = """\
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""


def rule(more: str = "", kind: str = "permission", action: str = "odrl:stream") -> str:
    return (
        f"odrl:{kind} [ odrl:target ex:low_tide ; odrl:action {action} ; odrl:assigner ex:northlight ; "
        f"odrl:assignee ex:vistaflix {more} ]"
    )


def limit(left: str, operator: str, *values: str) -> str:
    parts = f"odrl:leftOperand odrl:{left} ; odrl:operator odrl:{operator} ; odrl:rightOperand {', '.join(values)}"
    return f"; odrl:constraint [ {parts} ]"


@pytest.fixture
def policy(tmp_path: Path) -> Callable[..., m.Dataset]:
    def read(*rules: str, kind: str = "Agreement") -> m.Dataset:
        return built(save(tmp_path, "p.ttl", f"{HEAD}ex:p a odrl:{kind} ; {' ; '.join(rules)} ."))

    return read


# --- the samples ------------------------------------------------------------------------------------


def test_iso_codes_days_channel_and_exclusivity() -> None:
    data = built(ODRL / "spatial-iso.jsonld")
    kinds = {one.iri: one.kind for one in data.identities if isinstance(one, m.Commitment)}
    assert sorted(kinds.values()) == ["exclusivity", "grant"]
    for said in data.statements:
        assert countries(said) == ("AT", "DE")
        assert said.period is not None and said.period.edtf == "2026-01-01/2028-12-31"
        assert [*map(local_name, (*said.acts, *said.channels))] == ["distribute", "svod"]
        assert said.strength == ("unqualified" if kinds[said.about] == "exclusivity" else None)
    assert {one.name for one in data.entities} == {"northlight", "vistaflix", "glass house", "svod"}


def test_a_conflict_voids_the_whole_policy_unless_it_says_otherwise(tmp_path: Path) -> None:
    path = ODRL / "spatial-wikidata.ttl"
    with pytest.raises(pg.InputError) as caught:
        built(path)
    (problem,) = caught.value.problems
    assert "allowed and forbidden (CH)" in problem.message and "all of it is void" in problem.message
    assert problem.hint == "granted would be: with odrl:prohibit AT DE; with odrl:perm AT CH DE"
    for strategy, right in (("prohibit", ("AT", "DE")), ("perm", ("AT", "CH", "DE"))):
        text = path.read_text(encoding="utf-8").replace("odrl:uid ex", f"odrl:conflict odrl:{strategy} ; odrl:uid ex")
        (said,) = [said for said in built(save(tmp_path, "p.ttl", text)).statements if not said.denied]
        assert countries(said) == right
        assert said.period is not None and str(said.period.latest_end) == "2027-06-30"
        assert said.note is not None and "first: compensate" in said.note and said.status == "conditional"


def test_an_offer_binds_nobody_yet() -> None:
    said = only(built(ODRL / "world-except.jsonld"))
    assert (len(countries(said)), said.status) == (249, "tentative")
    assert said.note is not None and "nobody is bound yet" in said.note
    graph = pg.PartnerGraph()
    graph.build(ODRL / "world-except.jsonld")
    assert {one.answer for one in graph.who("harbour light", "recorded music", "DE", "2026-11-01", act="sell")} == {
        "unknown"
    }


def test_either_of_two_places() -> None:
    said = only(built(ODRL / "logical-or.ttl"))
    assert (countries(said), said.period, [*map(local_name, said.acts)]) == (("CZ", "PL"), None, ["play"])


@pytest.mark.skipif(not REAL.exists(), reason="the public samples are not here")
def test_public_policies() -> None:
    said = only(built(REAL / "w3c-policyA2.json"))
    assert (
        said.denied and said.period is not None and str(said.period.latest_end) == "2024-12-31" and not said.territory
    )
    said = only(built(REAL / "w3c-policyC2.json"))
    assert said.note == (
        "Agreement of ODRL; first: compensate (payAmount eq 5.00 http://dbpedia.org/resource/Euro) where ex:dayOfWeek eq Sunday"
    )
    said = only(built(REAL / "solidlab-policy-19.ttl"))
    assert (said.status, said.territory, [*map(local_name, said.acts)]) == ("conditional", (), ["read"])


# --- parts of policies --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "values", "right"),
    [
        ("isAnyOf", ["wd:Q183", "wd:Q40", "<https://www.iso.org/obp/ui/#iso:code:3166:CH>"], "AT CH DE"),
        ("isAnyOf", ["<http://publications.europa.eu/resource/authority/country/DEU>", '"iso3166:FR"', '"PL"'], "DE FR PL"),
        ("eq", ["<https://w3id.org/partnergraph/region/DACH>"], "AT CH DE"),
        ("isAnyOf", ["( wd:Q183 wd:Q40 )"], "AT DE"),
        ("eq", ['"Germany"'], "DE"),
    ],
)  # fmt: skip
def test_places(operator: str, values: list[str], right: str, policy: Callable[..., m.Dataset]) -> None:
    assert " ".join(countries(only(policy(rule(limit("spatial", operator, *values)))))) == right


def test_constraints_in_one_list_are_all_needed(policy: Callable[..., m.Dataset]) -> None:
    both = limit("spatial", "isAnyOf", "wd:Q183", "wd:Q40") + limit("spatial", "isNoneOf", "wd:Q40", "wd:Q142")
    assert countries(only(policy(rule(both)))) == ("DE",)


@pytest.mark.parametrize(
    ("operator", "value", "period"),
    [
        ("gteq", '"2026-01-01"^^xsd:date', "2026-01-01/"),
        ("gt", '"2026-01-01"^^xsd:date', "2026-01-02/"),
        ("lt", '"2026-01-01"^^xsd:date', "/2025-12-31"),
        ("lteq", '"2026-01-01T12:00:00Z"^^xsd:dateTime', "/[2025-12-31..2026-01-01]"),
        ("eq", '"2026-01-01"', "2026-01-01/2026-01-01"),
    ],
)
def test_days(operator: str, value: str, period: str, policy: Callable[..., m.Dataset]) -> None:
    said = only(policy(rule(limit("dateTime", operator, value))))
    assert said.period is not None and said.period.edtf == period


def test_use_in_odrl_has_no_sale(policy: Callable[..., m.Dataset]) -> None:
    acts = [*map(local_name, only(policy(rule(action="odrl:use"))).acts)]
    assert "perform" in acts and "use" in acts and "sell" not in acts and "distribute" not in acts


def test_to_forbid_grants_to_all_but_some_is_an_exclusivity(policy: Callable[..., m.Dataset]) -> None:
    data = policy(
        "odrl:prohibition [ odrl:target ex:low_tide ; odrl:action odrl:grantUse ; odrl:assigner ex:vistaflix ; "
        f"odrl:assignee ex:northlight {limit('recipient', 'isNoneOf', 'ex:vistaflix', 'ex:kino')} ]"
    )
    (deal,) = data.identities
    assert isinstance(deal, m.Commitment) and deal.kind == "exclusivity"
    assert [*map(local_name, deal.bound)] == ["northlight"]
    assert [local_name(party) for one in only(data).carveouts for party in one.parties] == ["kino"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (rule(limit("spatial", "eq", "wd:Q64")), "'http://www.wikidata.org/entity/Q64': .* is no place that is known"),
        (rule(limit("spatial", "eq", '"Atlantis"')), "is no place that is known"),
        (rule(limit("spatial", "isAllOf", "wd:Q183")), "spatial isAllOf"),
        (rule(limit("count", "lteq", "5")), "'count': .* is an operand that is not read"),
        (rule(limit("deliveryChannel", "eq", '"smoke signals"')), "is no channel that is known"),
        (rule(limit("dateTime", "neq", '"2026-01-01"')), "dateTime neq"),
        (rule("; odrl:constraints [ ]"), "'constraints': .* is not read there"),
        (rule("; odrl:constraint [ odrl:andSequence ( [] ) ]"), "stands there not exactly once"),
        (rule() + " ; odrl:profile ex:ours", "is a profile that is not known"),
        (rule() + " ; odrl:inheritFrom ex:other", "inherits from another policy"),
        (rule() + " ; odrl:conflict odrl:maybe", "is no strategy for conflicts"),
        ("odrl:permission [ odrl:action odrl:play ]", "has no target"),
        ("a odrl:Request ; " + rule(), "is a kind of policy that is not read"),
        ("odrl:obligation [ odrl:action odrl:pay ]", "holds no rule of ODRL that states anything"),
    ],
)
def test_what_is_not_understood_is_refused(rules: str, words: str, policy: Callable[..., m.Dataset]) -> None:
    with pytest.raises(pg.InputError, match=words) as caught:
        policy(rules)
    assert all(problem.hint and problem.file for problem in caught.value.problems)


def test_a_bad_policy_can_be_left_out(tmp_path: Path) -> None:
    text = f"{HEAD}ex:p a odrl:Agreement ; {rule()} .\nex:q a odrl:Agreement ; {rule(limit('count', 'eq', '1'))} ."
    graph = pg.PartnerGraph()
    told = graph.build(save(tmp_path, "p.ttl", text), skip_bad=True)
    assert "left out: policy https://example.org/q" in str(told.warnings[0])
    assert len(graph.data().statements) == 1


def test_the_context_is_shipped_and_no_other_is_fetched(tmp_path: Path) -> None:
    document = json.loads((ODRL / "world-except.jsonld").read_text(encoding="utf-8"))
    document["@context"] = ["https://www.w3.org/ns/odrl.jsonld", {"dc": "http://purl.org/dc/terms/"}]
    assert len(built(save(tmp_path, "p.json", json.dumps(document))).statements) == 1
    document["@context"] = ["http://www.w3.org/ns/odrl.jsonld", "http://127.0.0.1:9/other.jsonld"]
    with pytest.raises(pg.InputError, match="contexts are not fetched"):
        built(save(tmp_path, "q.jsonld", json.dumps(document)))


# --- out and in again -----------------------------------------------------------------------------------

KEPT = ("acts", "fields", "channels", "languages", "subjects", "strength", "period")
BOOK = """\
brands: {x: X Mark}
commitments:
  g: {kind: grant, bound: a, beneficiaries: b, subject: x, act: [sell, brand-on-product], territory: EU + DACH - France, period: 2021/2023, channel: online}
  e: {kind: exclusivity, bound: a, beneficiaries: b, subject: x, act: sell, field: smartphone, territory: World except Japan, strength: sole, period: 2021-05-01/.., carveouts: [{parties: c}]}
  f: {kind: exclusivity, bound: a, beneficiaries: [b, c], subject: x, act: [sell, use], strength: exclusive, language: es-419}
"""  # fmt: skip


def test_in_and_out_again_keep_what_the_documentation_says(tmp_path: Path) -> None:
    before, after = pg.PartnerGraph(), pg.PartnerGraph()
    before.build(save(tmp_path, "b.yaml", source("s", BOOK)))
    after.build(before.export(tmp_path / "x.odrl.jsonld"))
    one, other = before.data(), after.data()
    assert [(s.iri, s.title, s.date) for s in other.sources] == [(s.iri, s.title, s.date) for s in one.sources]
    assert other.identities == one.identities
    known = {said.about: said for said in one.statements}
    for said in other.statements:
        was = known.pop(said.about)
        assert [getattr(said, name) for name in KEPT] == [getattr(was, name) for name in KEPT]
        assert countries(said) == countries(was)
        assert said.carveouts == was.carveouts
    assert not known
    names = {one.iri: one.name for one in other.entities}
    assert names.items() <= {one.iri: one.name for one in one.entities}.items()


def test_who_does_not_know_our_regions_finds_iso_codes(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "b.yaml", source("s", BOOK)))
    document = json.loads(graph.export(tmp_path / "x.odrl.jsonld").read_text(encoding="utf-8"))
    (rules,) = [node["permission"] for node in document["@graph"] if "permission" in node]
    values = {
        c["operator"]: {v["uid"] for v in c["rightOperand"]}
        for c in rules[0]["constraint"]
        if c["leftOperand"] == "odrl:spatial"
    }
    assert {"iso:DE", "iso:CH", "iso:HR"} <= values["odrl:isAnyOf"] and "iso:GB" not in values["odrl:isAnyOf"]
    assert "iso:FR" in values["odrl:isNoneOf"]
