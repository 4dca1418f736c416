"""Exclusions and holdbacks through the doors: deal books, RDF, sentences, exports that can only say who may."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.errors import InputError
from partnergraph.exclusivity import Deals, Proposal, clear, conflicts, index_deals, who
from partnergraph.ingest.dealbook import parse_dealbook
from partnergraph.rdf import Triple, from_rdf, named, to_rdf
from partnergraph.territory import Territory
from partnergraph.vocabulary import pg

HEAD = """\
dealbook: 1
sources: {s: {title: S, date: 2024-06-30}}
organizations: {owner: Owner, licensee: Licensee, rival: Rival}
brands: {mark: Mark}
commitments:
"""
SCOPE = "subject: mark, field: smartphone, territory: Brazil, period: 2022-01-01/2024-12-31, source: s"
EXCLUSION = f"  n: {{kind: exclusion, bound: owner, excluded: rival, promisees: licensee, {SCOPE}}}\n"
AT_MOST = f"  m: {{kind: exclusion, bound: owner, at_most: 2, promisees: licensee, {SCOPE}}}\n"
HOLDBACK = f"  h: {{kind: holdback, bound: owner, {SCOPE}}}\n"


def read(text: str) -> m.Dataset:
    return parse_dealbook((HEAD + text).encode(), file="f.yaml")


def commitment(text: str) -> m.Commitment:
    (found,) = (one for one in read(text).identities if isinstance(one, m.Commitment))
    return found


def test_an_exclusion_names_who_may_not_act_and_favours_nobody() -> None:
    found = commitment(EXCLUSION)
    assert [iri.rsplit("/", 1)[-1] for iri in (*found.excluded, *found.promisees)] == ["rival", "licensee"]
    assert found.beneficiaries == ()
    assert found.only_forbids and not found.lets_act


@pytest.mark.parametrize(
    ("entry", "field", "message", "hint"),
    [
        ("kind: exclusion, bound: owner", "excluded", "is missing", "kind: holdback"),
        ("kind: exclusion, bound: owner, excluded: owner", "excluded", "names the bound party", "kind: holdback"),
        ("kind: exclusion, bound: owner, excluded: rival, promisees: rival", "excluded", "to whom it is promised", "may not"),
        ("kind: exclusion, bound: owner, excluded: rival, promisees: owner", "promisees", "to itself", "other party"),
        ("kind: exclusion, bound: owner, excluded: rival, beneficiaries: licensee", "beneficiaries", "nobody act", "promisees"),
        ("kind: exclusion, bound: owner, excluded: rival, strength: sole", "strength", "only an exclusivity", "remove it"),
        ("kind: exclusion, bound: owner, excluded: rival, side: user", "side", "shuts out others", "remove it"),
        ("kind: exclusion, bound: owner, excluded: rival, sublicensing: allowed", "sublicensing", "lets somebody", "licence"),
        ("kind: exclusion, bound: owner, excluded: rival, at_most: 2", "at_most", "beside 'excluded'", "two entries"),
        ("kind: holdback, bound: owner, at_most: 2", "at_most", "only an exclusion", "kind: exclusion"),
        ("kind: grant, bound: owner, beneficiaries: licensee, at_most: 2", "at_most", "only an exclusion", "its own"),
        ("kind: holdback, bound: owner, excluded: rival", "excluded", "only an exclusion", "kind: exclusion"),
        ("kind: holdback, bound: owner, beneficiaries: rival", "beneficiaries", "nobody act", "promisees"),
        ("kind: grant, bound: owner, beneficiaries: licensee, excluded: rival", "excluded", "only an exclusion", "its own"),
        ("kind: grant, bound: owner, beneficiaries: licensee, promisees: rival", "promisees", "or a holdback", "beneficiaries"),
        ("kind: grant, bound: owner", "beneficiaries", "is missing", "beneficiaries: ..."),
    ],
)  # fmt: skip
def test_parties_that_a_kind_cannot_have_are_refused(entry: str, field: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"  c: {{{entry}, {SCOPE}}}\n")
    (found,) = caught.value.problems
    assert found.field == f"commitments.c.{field}"
    assert message in found.message
    assert hint in (found.hint or "")
    assert found.line is not None


OPTION = f"  o: {{kind: option, bound: owner, beneficiaries: licensee, option: refusal, response_days: 30, {SCOPE}}}\n"


def test_an_option_says_which_right_it_is_and_how_long_its_holder_may_think(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + OPTION, encoding="utf-8")
    graph = PartnerGraph()
    graph.build(path)
    what = "Owner must offer the mark Mark on smartphones to Licensee first (right of first refusal, 30 days to answer)"
    asked = {"subject": "Mark", "field": "smartphone", "territory": "Brazil"}
    found = graph.clear(grantor="Owner", grantee="Rival", **asked, **{"from": "2023-01-01"})
    assert found.verdict == "must offer first"
    assert what in found.collisions[0].sentence
    assert what in next(told.text for _, several in graph.show("o").facts for told in several)


@pytest.mark.parametrize(
    ("entry", "field", "message"),
    [
        ("kind: grant, option: refusal", "option", "of options only"),
        ("kind: grant, response_days: 3", "response_days", "of options only"),
        ("kind: option, response_days: 0", "response_days", "1"),
        ("kind: option, option: call", "option", "refusal"),
    ],
)
def test_the_kind_of_an_option_is_said_of_options_only(entry: str, field: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(f"  c: {{{entry}, bound: owner, beneficiaries: licensee, {SCOPE}}}\n")
    (found,) = caught.value.problems
    assert found.field == f"commitments.c.{field}"
    assert message in f"{found.message} {found.hint}"


def test_rdf_gives_the_kind_of_an_option_back() -> None:
    data = read(OPTION)
    assert from_rdf(to_rdf(data)).statements == data.statements


TABLE = (
    "Licensor,Licensee,Mark,Territory,Field,Start,End,Kind,Exclusivity\n"
    "Owner,Alpha,Aura,Japan,smartphone,2022-01-01,2024-12-31,{}\n"
)


def built(folder: Path, text: str) -> PartnerGraph:
    path = folder / "deals.csv"
    path.write_text(text, encoding="utf-8")
    graph = PartnerGraph()
    graph.build(path, as_of=date(2024, 6, 30))
    return graph


def test_a_holdback_of_a_table_is_promised_to_its_licensee_and_lets_nobody_act(tmp_path: Path) -> None:
    graph = built(tmp_path, TABLE.format("holdback,"))
    (found,) = (one for one in graph.data().identities if isinstance(one, m.Commitment))
    assert (found.kind, found.beneficiaries, len(found.promisees)) == ("holdback", (), 1)
    answer = graph.who(subject="Aura", field="smartphone", country="JP", on="2023-06-01", party=["Alpha"])
    assert {one.answer for one in answer} == {"no"}


def test_a_table_says_which_right_an_option_is_and_its_export_says_it_again(tmp_path: Path) -> None:
    graph = built(tmp_path, TABLE.format("right of first offer,"))
    assert [said.option for said in graph.data().statements] == ["offer"]
    again = PartnerGraph()
    again.build(graph.export(tmp_path / "again.csv"))
    assert [said.option for said in again.data().statements] == ["offer"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE.format("holdback,exclusive"), "lets nobody act"),
        (TABLE.replace("Kind,Exclusivity", "Kind,Option").format("licence,holdback"), "is no option"),
        *((TABLE.replace("Kind,Exclusivity", f"Kind,{header}").format("licence,Rival"), "looks like an exclusion")
          for header in ("Holdback", "Sperrkunde", "May not be licensed to")),
    ],
)  # fmt: skip
def test_a_table_whose_words_on_who_may_not_act_have_two_readings_stops_the_build(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        built(tmp_path, text)


def test_rdf_gives_them_back() -> None:
    data = read(EXCLUSION + HOLDBACK + AT_MOST)
    again = from_rdf(to_rdf(data))
    assert sorted(again.identities, key=lambda one: one.iri) == sorted(data.identities, key=lambda one: one.iri)


@pytest.mark.parametrize(
    ("text", "gone", "added", "message"),
    [
        (EXCLUSION, "excluded", None, "is missing"),
        (AT_MOST, "atMost", None, "is missing"),
        (AT_MOST, None, "excluded", "stands beside"),
        (HOLDBACK, None, "beneficiary", "is said of what lets nobody act"),
    ],
)
def test_rdf_that_says_too_little_or_too_much_is_refused(
    text: str, gone: str | None, added: str | None, message: str
) -> None:
    data = read(text)
    triples = [t for t in to_rdf(data) if t.predicate.value != pg(gone or "")]
    if added:
        triples.append(Triple(named(data.identities[0].iri), named(pg(added)), named("urn:somebody")))
    with pytest.raises(InputError, match=message):
        from_rdf(triples)


def test_at_most_so_many_licensees_are_counted_through_the_doors(tmp_path: Path) -> None:
    grants = [
        f"  {to}-may: {{kind: grant, bound: owner, beneficiaries: {to}, {SCOPE}}}\n" for to in ("licensee", "rival")
    ]
    (tmp_path / "book.yaml").write_text(HEAD + AT_MOST + "".join(grants), encoding="utf-8")
    graph = PartnerGraph()
    graph.build(tmp_path / "book.yaml")
    asked = {"subject": "Mark", "field": "smartphone"}
    newcomer = graph.who(**asked, country="BR", on="2023-06-01", party=["New Co"])[0]
    assert newcomer.answer == "no"
    assert {reason.commitment.rsplit("/", 1)[-1] for reason in newcomer.reasons} == {"m", "licensee-may", "rival-may"}
    found = graph.clear(grantor="Owner", grantee="New Co", **asked, territory="Brazil", **{"from": "2023-01-01"})
    assert found.verdict == "collides"
    told = found.collisions[0].sentence
    assert "Owner promised Licensee that at most 2 licensees may use the mark Mark on smartphones" in told
    assert "licensed beside: Licensee and Rival" in told
    rows = graph.query("commitments-of", party="Owner")
    assert ("m", "exclusion", "bound to") in [tuple(row.values())[:3] for row in rows]


def test_no_licensee_at_all_is_a_holdback() -> None:
    with pytest.raises(InputError) as caught:
        read(f"  c: {{kind: exclusion, bound: owner, at_most: 0, {SCOPE}}}\n")
    found = next(one for one in caught.value.problems if one.field == "commitments.c.at_most")
    assert "1 or more" in found.message and "kind: holdback" in (found.hint or "")


@pytest.fixture
def graph(tmp_path: Path) -> PartnerGraph:
    path = tmp_path / "book.yaml"
    path.write_text(HEAD + EXCLUSION + HOLDBACK + AT_MOST, encoding="utf-8")
    made = PartnerGraph()
    made.build(path)
    return made


def test_show_says_who_may_not(graph: PartnerGraph) -> None:
    said = [told.text for name in ("n", "h", "m") for _, several in graph.show(name).facts for told in several]
    assert any("Owner promised Licensee that Rival may not use the mark Mark" in text for text in said)
    assert any("Owner promised that nobody may use the mark Mark" in text for text in said)
    assert any("Owner promised Licensee that at most 2 licensees may use" in text for text in said)


@pytest.mark.parametrize("name", ["out.odrl.jsonld", "out.csv"])
def test_exports_that_say_who_may_leave_them_out_and_say_so(graph: PartnerGraph, tmp_path: Path, name: str) -> None:
    text = graph.export(tmp_path / name).read_text(encoding="utf-8-sig")
    assert text.lower().count("left out: ") == 3
    assert '"type": "Permission"' not in text
    assert not any(line.startswith(("n,", "h,", "m,")) for line in text.splitlines())


def test_queries_say_who_is_shut_out(graph: PartnerGraph) -> None:
    rows = graph.query("commitments-of", party="Rival")
    assert [tuple(row.values())[:4] for row in rows] == [("n", "exclusion", "shut out by", "Owner")]


def test_many_deals_are_searched_by_columns_with_the_same_answers() -> None:
    few = index_deals(deals(1))
    many = index_deals(deals(400))
    assert few.columns is None
    assert many.columns is not None
    proposal = Proposal(
        grantors=("owner",), grantees=("rival",), subjects=("mark",), fields=("f",), territory=(Territory(("BR",)),),
        first=date(2023, 1, 1), last=None,
    )  # fmt: skip
    for index in (few, many):
        collisions = [c for one in clear(index, proposal).collisions for c in one.all()]
        assert sorted((c.kind, c.with_, c.certainty) for c in collisions) == [
            ("exclusion", "h", "certain"), ("exclusion", "n", "certain"),
        ]  # fmt: skip
        assert who(index, "mark", "f", None, "BR", date(2023, 6, 1), ("rival", "new"))["new"].answer == "no"
        assert {c.kind for c in conflicts(index, "mark")} == {"exclusion"}


def deals(grants: int) -> Deals:
    """Return a holdback, an exclusion, and grants: the first of the same mark, the others of marks of their own."""

    def deal(iri: str, kind: m.CommitmentKind, mark: str, **parties: tuple[str, ...]) -> None:
        to = parties.pop("beneficiaries", ())
        commitments.append(m.Commitment(iri=iri, label=iri, kind=kind, bound=("owner",), beneficiaries=to, **parties))
        period, territory = parse_period("2022-01-01/2024-12-31"), (Territory(("BR",)),)
        statements.append(
            m.Statement(
                iri=f"s-{iri}",
                about=iri,
                source="s",
                subjects=(mark,),
                fields=("f",),
                territory=territory,
                period=period,
            )
        )

    commitments: list[m.Commitment] = []
    statements: list[m.Statement] = []
    deal("n", "exclusion", "mark", excluded=("rival",))
    deal("h", "holdback", "mark")
    for number in range(grants):
        deal(f"g{number}", "grant", f"mark{number or ''}", beneficiaries=("licensee",))
    return Deals(commitments=tuple(commitments), statements=tuple(statements), sources=(m.Source(iri="s", title="S"),))
