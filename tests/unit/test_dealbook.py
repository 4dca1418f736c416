"""Deal books: what is read, what is refused, and that nothing crashes."""

from __future__ import annotations

import copy
import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Term, parse_period
from partnergraph.errors import InputError, Problem
from partnergraph.graph import example
from partnergraph.ingest import entries as e
from partnergraph.ingest.dealbook import parse_dealbook, read_dealbook
from partnergraph.rdf import to_rdf
from partnergraph.territory import parse_territory
from tests.books import HEAD, ID, deal, only
from tests.quick import one_in


def read(text: str) -> m.Dataset:
    return parse_dealbook(text.encode(), file="f.yaml")


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value.problems


def problem(text: str) -> Problem:
    (found,) = problems(text)
    assert found.file == "f.yaml"
    assert found.line is not None
    return found


def warnings(text: str) -> list[Problem]:
    found: list[Problem] = []
    parse_dealbook(text.encode(), file="f.yaml", warnings=found)
    return found


# --- what is read ---------------------------------------------------------------------------------------


def test_an_end_is_read_as_an_end_and_a_start_as_a_start() -> None:
    period = only(read(deal("start: beginning of 2022, end: end of 2024"))).period
    assert period is not None
    assert (period.latest_start, period.earliest_end) == (date(2022, 1, 31), date(2024, 12, 31))
    coded = only(read(deal("start: 2021-22, end: 2023-24"))).period  # EDTF: summer 2021, winter 2023
    assert coded is not None
    assert (coded.edtf, coded.latest_end) == ("2021-22/2023-24", date(2023, 12, 31))


def test_a_whole_statement() -> None:
    fields = """subject: brands:leica, field: smartphone, channel: online, act: brand-on-product,
        territory: World except Japan, territory_words: all but Japan, period: since 2022, present_tense: true,
        status: in-force, denied: false, covers_affiliates: false, price: "below 75,000.50 INR", quantity: about 25 people,
        purpose: p, place: q, note: n, said_by: [ada, organizations:leica], carveouts: {parties: leica, field: smartphone},
        evidence: [{at: 7, phrase: some words}, other words]"""
    data = read(deal(fields))
    said = only(data)
    assert said.iri == f"{ID}statement/partnership-ab--s"
    assert (said.about, said.source) == (f"{ID}partnership/ab", f"{ID}source/s")
    assert said.subjects == (f"{ID}brand/leica",)
    assert (said.fields, said.channels) == ((v.FIELD + "smartphone",), (v.CHANNEL + "online",))
    assert said.territory == parse_territory("World except Japan")
    assert said.period == parse_period("since 2022")
    assert said.covers_affiliates is False
    assert said.price == m.Price(relation="below", amount="75000.5", currency="INR")
    assert said.quantity == m.Quantity(value=25, unit="people", approximate=True)
    assert said.said_by == (f"{ID}organization/leica", f"{ID}person/ada")
    assert said.carveouts[0].parties == (f"{ID}organization/leica",)
    assert {(p.phrase, p.start) for p in data.evidence} == {("some words", 7), ("other words", None)}


def test_json_and_yaml_say_the_same() -> None:
    text = example("xiaomi-leica.yaml").read_text(encoding="utf-8")
    as_json = json.dumps(yaml.load(text, Loader=yaml.BaseLoader), ensure_ascii=False)
    assert parse_dealbook(as_json.encode(), is_json=True) == parse_dealbook(text.encode())


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
def test_byte_order_mark_and_windows_line_ends_change_nothing(change: Any) -> None:
    content = example("xiaomi-leica.yaml").read_bytes()
    assert parse_dealbook(change(content)) == parse_dealbook(content)


def test_fields_left_empty_are_not_said() -> None:
    empty = "period: , territory: , start: , evidence: , subject: , statements: , label: , source: ~, denied: null"
    assert read(deal(empty)) == read(deal())


def test_norway_is_a_key_and_a_country() -> None:
    data = read(HEAD + "partnerships: {NO: {parties: [a, b], territory: NO}}\n")
    assert data.identities[0].iri == f"{ID}partnership/NO"
    assert only(data).territory == parse_territory("Norway")


def test_short_forms_of_things() -> None:
    data = read(
        HEAD.replace("{a: A, b: B,", "{a: , b: {name: B, aliases: Bee},") + "partnerships: {ab: {parties: [a, b]}}\n"
    )
    assert {entity.name for entity in data.entities} >= {"a", "B"}
    assert [d.aliases for d in data.descriptions if d.name == "B"] == [("Bee",)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("at 1.50 EUR", "1.5"),
        ("below 83 000 INR", "83000"),
        ("above 1,50,000 INR", "150000"),
        ("at 1,234.00 USD", "1234"),
        ("at 0 USD", "0"),
    ],
)
def test_prices(written: str, amount: str) -> None:
    price = only(read(deal(f"price: '{written}'"))).price
    assert price is not None
    assert price.amount == amount


@pytest.mark.parametrize(
    "written",
    [
        "below , INR",
        "at 1,50 EUR",
        "at ٣ INR",
        "1 EUR",
        "at 1 eur",
        "at -1 EUR",
        "at 1e3 EUR",
        "at 1,2,3 EUR",
        "at 1.2.3 EUR",
    ],
)
def test_prices_that_would_be_guesses(written: str) -> None:
    assert "without guessing" in problem(deal(f"price: '{written}'")).message


def test_own_terms_go_by_key_and_by_name() -> None:
    terms = "terms: {fog: {axis: field, name: Fog Machines, broader: camera}, odd: {axis: field}}\n"
    data = read(deal("field: [fog, odd]") + terms)
    assert read(deal("field: [fog machines, odd]") + terms) == data
    assert only(data).fields == (f"{ID}field/fog", f"{ID}field/odd")
    placed = {t.iri: t.broader for t in data.entities if isinstance(t, m.Term)}
    assert placed == {f"{ID}field/fog": v.FIELD + "camera", f"{ID}field/odd": None}


def test_several_sources_and_statements_have_iris_of_their_own() -> None:
    """A second statement of ``art`` must not get the IRI of the statement of ``art-2``."""
    text = """\
dealbook: 1
sources: {art: {title: x, date: 2024-01-01}, art-2: {title: y, date: 2024-01-01}}
organizations: {a: A, b: B}
partnerships:
  p: {parties: [a, b], statements: [{source: art, period: 2020/}, {source: art, note: n}, {source: art-2, period: 2021/}]}
"""
    assert len({said.iri for said in read(text).statements}) == 3


def test_bases() -> None:
    data = read(deal() + "base: https://example.org/graph/\n")
    assert data.identities[0].iri == "https://example.org/graph/partnership/ab"
    for wrong in ("https://example.org/id", "https://example.org/#", "https://example.org/?q=/", "x/", "http://[::1/"):
        assert problem(deal() + f"base: '{wrong}'\n").field == "base"


ODD_NAMES = ["<>\"{}|\\^`'x", "a\nb", 'it\'s "quoted"', "x" * 200, "} #1", "\u0085x", "小米", "نو\u200cآوران"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_survive(name: str) -> None:
    data = parse_dealbook(_called(name), is_json=True)
    assert " ".join(name.split()) in {entity.name for entity in data.entities}
    assert list(to_rdf(data))


def test_marks_that_nobody_sees_are_no_part_of_a_name() -> None:
    data = parse_dealbook(_called("\ufeffAl\u00adba\u200b\u200f"), is_json=True)
    assert "Alba" in {entity.name for entity in data.entities}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("😀", "neither letter nor digit"),
        ("***", "neither letter nor digit"),
        ("#", "neither letter nor digit"),
        ("x" * 201, "more than 200 characters"),
        ("x" * 5_000_000, "more than 200 characters"),
        ("\u202eacieL", "U+202E"),
        ("Leica\u2067", "U+2067"),
        ("Lei\x1b[31mca", "U+001B"),
        ("Lei\0ca", "U+0000"),
        ("Lei\x9bca", "U+009B"),
    ],
)
def test_what_can_be_no_name(name: str, why: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_dealbook(_called(name), is_json=True)
    (found,) = refused.value.problems
    assert why in found.message
    assert len(str(found)) < 300


def _called(name: str) -> bytes:
    book = yaml.load(deal(), Loader=yaml.BaseLoader)
    book["organizations"]["a"] = name
    return json.dumps(book).encode()


# --- what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "message", "hint"),
    [
        (deal("territory: [EU, UK]"), "territory", "one phrase", "EU + UK"),
        (deal("territory: Rest of world"), "territory", "depends on", "World except"),
        (deal("period: {a: b}"), "period", "one phrase", "since 2022"),
        (deal("period: 2024-02-30"), "period", "29 days", "2024-02-29"),
        (deal("start: [2022]"), "start", "one phrase", "July 2022"),
        (deal("start: 2024, end: 2023"), "end", "before it starts", "earlier"),
        (deal("period: 2022, start: 2022"), "period", "beside", "one or the other"),
        (deal("period: 2022, start: 2022, end: 2023, term: 1 year"), "period", "beside start, end or term", "others"),
        (deal("term: 3 years"), "term", "without a first day", "start: 2021-03-01"),
        (deal("start: 2022, term: 0 years"), "term", "no length", "at least one day"),
        (deal("start: 2022, term: -3 years"), "term", "not a length of time", "three years"),
        (deal("start: 2022, term: 3 (4) years"), "term", "differ", "one of them"),
        (deal("start: 2022, term: 9000 years"), "term", "after the year 9999", "shorter"),
        (deal("start: 2022, term: [3 years]"), "term", "one phrase", "3 years"),
        (deal("start: 2022, renews: 12 months"), "renews", "no end or term", "term: 3 years"),
        (deal("period: perpetual, renews: 12 months"), "renews", "no end or term", "'end'"),
        (deal("end: 2024, renews: 1 year, extends: 1 year"), "renews", "beside extends", "one of them"),
        (deal("end: 2024, renews: 1 year, status: ended"), "renews", "has ended", "leave it out"),
        (deal("end: 2024, renews: {every: 1 month, notice: 90 days}"), "renews", "longer", "notice and every"),
        (deal("end: 2024, renews: {every: 0 days}"), "renews.every", "no length", "one day"),
        (deal("end: 2024, renews: {every: 1 year, times: 0}"), "renews.times", "1 or more", "leave it out"),
        (deal("end: 2024, renews: {notice: 30 days}"), "renews.every", "is missing", None),
        (deal("end: 2024, renews: [1 year]"), "renews", "mapping", None),
        (deal("start: 2022, conditions: {text: t, kind: first, met: 2021-12-31}"), "met", "before the start", "check"),
        (deal("start: 2022, conditions: {text: t, kind: first, from: 2023-01-01}"), "from", "met first", "lasting"),
        (
            deal("conditions: {text: t, kind: first, met: 2022-01-01, failed: 2023-01-01}"),
            "failed",
            "beside met",
            "one of them",
        ),
        (
            deal("conditions: {text: t, kind: lasting, met: 2023-01-01, failed: 2022-01-01}"),
            "failed",
            "before the day",
            "check met",
        ),
        (deal("conditions: {text: t, kind: lasting, then: non-exclusive}"), "then", "excludes nobody", "'ended'"),
        (deal("conditions: {text: t, kind: maybe}"), "kind", "not a choice", "'first'"),
        (deal("conditions: {kind: first}"), "text", "is missing", None),
        (deal("conditions: {text: t, kind: lasting, from: [2022]}"), "from", "one phrase", "2024-02-28"),
        (deal("price: [1]"), "price", "one phrase", "75000 INR"),
        (deal("quantity: about ٣ x"), "quantity", "no quantity", "25 employees"),
        (deal("denied: maybe"), "denied", "true or false", None),
        (deal("status: fine"), "status", "not a choice", "'in-force'"),
        (deal("statuss: planned"), "statuss", "not a field", "'status'"),
        (deal("label: ''"), "label", "is empty", "leave the field out"),
        (deal("label: [a]"), "label", "must be text", "one value"),
        (deal(f"note: {'x' * 10_001}"), "note", "10,000", "shorter"),
        (deal("statements: x"), "statements", "must be a list", "- "),
        (deal("statements: [x]"), "statements.0", "mapping", "one of: act"),
        (deal("statements: [{statements: []}]"), "statements.0.statements", "not a field", None),
        (deal("evidence: [[x]]"), "evidence.0", "mapping", "at, phrase, source"),
        (deal("evidence: {at: -1, phrase: x}"), "evidence.0.at", "whole number", "code points"),
        (deal("evidence: {at: abc, phrase: x}"), "evidence.0.at", "whole number", "code points"),
        (deal("evidence: {phrase: x, where: 1}"), "evidence.0.where", "not a field", "at, phrase, source"),
        (deal("evidence: [a b c d e f g h i j k l m]"), "evidence.0.phrase", "13 words", "at most 12"),
        (
            deal("evidence: [{at: 5, phrase: abc}, {at: 5, phrase: xyz}]"),
            "evidence.1.at",
            "'abc' already",
            "code points",
        ),
        (deal("subject: organizations:a"), "subject.0", "under organizations", "brands or products or rights"),
        (deal("said_by: brands:leica"), "said_by.0", "under brands", "people or organizations"),
        (deal("subject: leicca"), "subject.0", "no key", "leica"),
        (deal("source: organizations:a"), "source.source", "under organizations", "sources"),
        (deal("source: t"), "source.source", "no key in sources", None),
        (deal("field: 小米"), "field.0", "no field", "declare it"),
        (deal("field: https://w3id.org/partnergraph/act/sell"), "field.0", "no field", None),
        (deal("carveouts: [{}]"), "carveouts.0", "nothing open", "parties"),
        (deal("strength: sole"), "strength", "only an exclusivity", "kind: exclusivity"),
        (deal("wikidata: Q1"), "wikidata", "not a field", None),
    ],
)
def test_fields_that_are_refused(text: str, field: str, message: str, hint: str | None) -> None:
    found = problem(text)
    assert (found.field or "").replace("partnerships.ab.", "").endswith(field.split(".source")[0])
    assert message in found.message
    assert hint is None or hint in (found.hint or "")


@pytest.mark.parametrize(
    ("section", "entry", "message"),
    [
        ("partnerships", "k: {parties: [a, a]}", "one thing twice"),
        ("partnerships", "k: {parties: a}", "names 1"),
        ("partnerships", "k: {}", "is missing"),
        ("partnerships", "k: x", "mapping"),
        ("partnerships", "'k k': {parties: [a, b]}", "may hold ASCII"),
        ("partnerships", "k--k: {parties: [a, b]}", "may hold ASCII"),
        ("partnerships", f"{'k' * 121}: {{parties: [a, b]}}", "120 characters"),
        ("commitments", "k: {kind: grant, bound: a, beneficiaries: a, subject: x}", "itself"),
        (
            "commitments",
            "k: {kind: grant, bound: a, beneficiaries: b, subject: x, parent: k}",
            "this commitment itself",
        ),
        ("commitments", "k: {kind: exclusivity, bound: a, beneficiaries: b, subject: x}", "is missing"),
        ("commitments", "k: {kind: licence, bound: a, beneficiaries: b, subject: x}", "not a choice"),
        ("commitments", "k: {kind: grant, bound: [], beneficiaries: b, subject: x}", "names 0"),
        ("ownerships", "k: {owner: a, owned: organizations:a}", "owns itself"),
        ("ownerships", "k: {owner: leica, owned: leica}", "several entries"),
        ("mark_families", "k: {marks: [x, x]}", "one thing twice"),
        ("releases", "k: {product: a}", "no key in products"),
        ("events", "k: {kind: party}", "no event kind"),
        ("claims", "k: {text: t, modality: guess}", "not a choice"),
        ("comparisons", "k: {compares: [claims:z, claims:y], verdict: agree, reason: r}", "no key"),
    ],
)
def test_entries_that_are_refused(section: str, entry: str, message: str) -> None:
    filler = "" if section == "partnerships" else "partnerships: {ab: {parties: [a, b]}}\n"
    assert message in problems(f"{HEAD}{filler}{section}:\n  {entry}\n")[0].message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("p: P", "p: {series: q}, q: {kind: model}"), "is a model"),
        (("x: X", "x: X, y: X"), "same brand as another"),
        (("x: X", "x: {website: 'javascript:alert(1)'}"), "web address"),
        (("x: X", "x: {website: 'http://[::1'}"), "no web address"),
        (("x: X", "x: {website: 'https://a/%zz'}"), "no web address"),
        (("x: X", "x: {website: [https://a.b]}"), "one phrase"),
        (("x: X", "x: {wikidata: q1}"), "should be"),
        (("x: X", "x: {lei: ABC}"), "should be"),
        (("date: 2024-02-28", "date: 2024-02"), "one day"),
        (("date: 2024-02-28", "date: 2024-02-30"), "29 days"),
        (("date: 2024-02-28", "date: [2024]"), "one phrase"),
        (("date: 2024-02-28", "date: 2024-02-28, sha256: abc"), "should be"),
        (("date: 2024-02-28", "date: 2024-02-28, complete_for: {grantor: a, subject: x}"), "as of which day"),
        (("date: 2024-02-28", "date: 2024-02-28, kind: press, law: Texas"), "is said of a contract"),
        (("dealbook: 1", "dealbook: 2"), "not a choice"),
        (("dealbook: 1\n", ""), "is missing"),
        (("brands:", "brand:"), "not a section"),
    ],
)
def test_heads_that_are_refused(change: tuple[str, str], message: str) -> None:
    assert any(message in found.message for found in problems(deal().replace(*change)))


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("{t: {axis: field, broader: u}, u: {axis: field, broader: t}}", "above itself"),
        ("{t: {axis: field, broader: t}}", "above itself"),
        ("{t: {axis: field, name: Smartphones}}", "comes with partnergraph"),
        ("{smartphone: {axis: field, name: X}}", "is a field that comes with partnergraph"),
        ("{sell: {axis: act, name: X}}", "is an act that comes with partnergraph"),
        ("{t: {axis: field, broader: online}}", "no field"),
        ("{t: {axis: colour}}", "not a choice"),
    ],
)
def test_terms_that_are_refused(terms: str, message: str) -> None:
    assert message in problems(f"{deal()}terms: {terms}\n")[0].message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# x",
        "x",
        "- a",
        "1",
        "{}",
        "dealbook: 1\n",
        "dealbook: 1\nsources: {s: {title: S}}\n",
        "dealbook: 1\nsources: [x]\n",
    ],
)
def test_hardly_any_book(text: str) -> None:
    assert problems(text)


def test_evidence_is_of_the_source_that_speaks() -> None:
    text = deal("source: s, evidence: {phrase: x, source: t}").replace(
        "{s: {", "{t: {title: T, date: 2024-01-01}, s: {"
    )
    assert "not the source of this statement" in problem(text).message


def test_every_problem_in_one_pass() -> None:
    text = deal("parties: x").replace(
        "parties: x", "period: 2024-02-30, territory: Rest of world, colour: red, status: x"
    )
    found = problems(text + "releases: {r: {}, q: {product: zz}}\nbrand: {}\n")
    assert len(found) == 7
    assert [p.line for p in found] == [p.line for p in found if p.line]
    assert all(p.hint for p in found)


def test_what_is_said_by_nobody_is_refused_when_there_are_two_sources() -> None:
    text = deal().replace("{s: {", "{t: {title: T, date: 2024-01-01}, s: {")
    assert "which source" in problem(text).message
    assert read(text + "default_source: s\n").statements[0].source == f"{ID}source/s"


# --- warnings -------------------------------------------------------------------------------------------


def test_warnings_have_a_place_and_do_not_refuse() -> None:
    undated = warnings(deal().replace(", date: 2024-02-28", ""))
    assert [w.message for w in undated] == ["has no date"]
    assert undated[0].line == 2
    near = warnings(deal().replace("leica: Leica}\nbrands", "leica: Leica Camera, l: Leica Camera AG}\nbrands"))
    assert [w.field for w in near] == ["organizations.l"]
    assert "looks like 'Leica Camera'" in near[0].message
    assert warnings(deal()) == []


def test_a_sublicence_of_a_deal_that_forbids_it_is_told_with_both_places() -> None:
    lines = [
        "dealbook: 1", "sources: {s: {title: S, date: 2024-02-28}}", "organizations: [o, l, k]", "brands: [m]",
        "commitments:", "  a: {kind: grant, bound: o, beneficiaries: l, subject: m, territory: World,",
        "      sublicensing: forbidden}",
        "  b: {kind: grant, bound: l, beneficiaries: k, subject: m, territory: Japan, parent: a}",
    ]  # fmt: skip
    text = "\n".join(lines).replace("[o, l, k]", "{o: O, l: L, k: K}").replace("[m]", "{m: M}")
    (found,) = warnings(text)
    assert (found.line, found.field) == (8, "commitments.b.parent")
    assert found.message == "is of a deal that forbids sublicences (line 7)"


def test_a_term_and_an_end_that_differ_are_both_possible_and_warned_of() -> None:
    text = deal("start: 2021-03-01, end: 2024-06-30, term: 3 years")
    period = only(read(text)).period
    assert period is not None
    assert (period.edtf, period.earliest_end, period.latest_end, period.term, period.words) == (
        "2021-03-01/[2024-02-29..2024-06-30]", date(2024, 2, 29), date(2024, 6, 30), None,
        "2021-03-01/2024-06-30, 3 years",
    )  # fmt: skip
    ((message, field),) = [(w.message, w.field) for w in warnings(text)]
    assert "both count as possible" in message
    assert (field or "").endswith(".term")
    assert not warnings(deal("start: 2021-03-01, end: 2024-03-01, term: 3 years"))


def test_what_may_be_renewed_ends_on_its_last_day_or_later() -> None:
    told = only(read(deal("start: 2021-03-01, end: 2024-02-29, renews: {every: 12 months, notice: 90 days, times: 2}")))
    assert told.period is not None
    assert (told.period.edtf, told.period.latest_end) == ("2021-03-01/2024-02-29", None)
    assert told.renewal == m.Renewal(every=Term(months=12), notice=Term(days=90), times=2)
    short = only(read(deal("start: 2021-03-01, term: 3 years, extends: 1 year")))
    assert short.renewal == m.Renewal(every=Term(months=12), by="exercise")


def test_what_hangs_on_a_condition() -> None:
    written = "start: 2021, end: 2024, conditions: [{text: a minimum, kind: lasting, from: 2022-01-01, then: ended}]"
    told = only(read(deal(written)))
    assert told.conditions == (m.Condition(text="a minimum", kind="lasting", since=date(2022, 1, 1), then="ended"),)
    assert told.period is not None
    assert (told.period.latest_start, told.period.earliest_end, told.period.latest_end) == (
        None,
        None,
        date(2024, 12, 31),
    )


def test_a_term_and_an_end_of_the_press_differ_without_a_word() -> None:
    text = deal("start: 2021-03-01, end: 2024-06-30, term: 3 years").replace("date: 2024", "kind: press, date: 2024")
    period = only(read(text)).period
    assert period is not None
    assert (period.edtf, period.planned_end) == ("2021-03-01/2024-06-30", date(2024, 2, 29))
    assert not warnings(text)


# --- declarations -----------------------------------------------------------------------------------------


def declared(source: str) -> str:
    return (
        f"dealbook: 1\nsources: {{s: {{title: S, date: 2024-02-28, {source}}}}}\norganizations: {{o: O, l: L}}\n"
        "brands: {m: M}\ncommitments:\n  a: {kind: grant, bound: o, beneficiaries: l, subject: m, territory: World}\n"
    )


@pytest.mark.parametrize(("said", "always", "facts"), [
    ("prevails: true", True, ()), ("prevails: a", False, (f"{ID}commitment/a",)),
    ("prevails: [commitments:a]", False, (f"{ID}commitment/a",)), ("as_of: 2024-02-28", False, ()),
])  # fmt: skip
def test_a_source_may_prevail(said: str, always: bool, facts: tuple[str, ...]) -> None:
    (source,) = read(declared(said)).sources
    assert (source.prevails, source.prevails_for) == (always, facts)


@pytest.mark.parametrize(
    ("said", "law"),
    [("law: New York", "New York"), ("kind: contract, law: ' Texas '", "Texas"), ("as_of: 2024-02-28", None)],
)
def test_a_contract_may_say_by_which_law_it_is_read(said: str, law: str | None) -> None:
    (source,) = read(declared(said)).sources
    assert source.governing_law == law


def test_people_are_parties_as_companies_are() -> None:
    data = read(
        "dealbook: 1\nsources: {s: {title: S, date: 2024-02-28}}\norganizations: {l: L}\npeople: {ada: Ada}\nrights: {r: R}\n"
        "ownerships: {o: {owner: ada, owned: r}}\npartnerships: {both: {parties: [ada, l]}}\n"
        "commitments: {a: {kind: grant, grantor: ada, grantee: l, subject: r, territory: World}}\n"
    )
    (grant,) = (one for one in data.identities if isinstance(one, m.Commitment))
    (owned,) = (one for one in data.identities if isinstance(one, m.Ownership))
    assert grant.bound == (owned.owner,) == (f"{ID}person/ada",)


def test_all_rights_of_a_holder_are_listed_as_of_a_day() -> None:
    (source,) = read(declared("as_of: 2024-02-28, complete_holdings: {holder: l, subject: m}")).sources
    assert source.complete_holdings == ((f"{ID}organization/l", f"{ID}brand/m"),)
    assert problem(declared("complete_holdings: {holder: l, subject: m}")).message == "is complete as of which day?"
    assert problem(declared("prevails: b")).field == "sources.s.prevails.0"


# --- nothing crashes ------------------------------------------------------------------------------------

JUNK = st.sampled_from(
    [None, "", "x", "a:b", "brands:leica", "2024-02-30", "NO", "-1", "\u202e", "😀", "'", '"', [], {}, [None], [[]], [{}], {"x": None},
     {"x": {"x": "x"}}, ["a", "a"], "x" * 500, "World except", "2022/..", "http://[", "Q1"]
)  # fmt: skip


def _places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, item in inner for place in _places(item, (*path, key)))]


SEED: dict[str, Any] = yaml.load(example("xiaomi-leica.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
PLACES = [place for place in _places(SEED) if place]


@given(st.sampled_from(PLACES), JUNK)
@settings(max_examples=150, deadline=None)
def test_any_value_anywhere_is_read_or_refused(place: tuple[Any, ...], junk: Any) -> None:
    book = copy.deepcopy(SEED)
    node = book
    for step in place[:-1]:
        node = node[step]
    node[place[-1]] = junk
    try:
        data = parse_dealbook(json.dumps(book).encode(), is_json=True)
    except InputError as error:
        assert all(p.line for p in error.problems)
        assert str(error)
    else:
        assert list(to_rdf(data))


def test_the_parties_of_a_deal_may_be_called_as_in_questions() -> None:
    entry = "commitments: {c: {kind: exclusivity, strength: sole, side: grantor, bound: a, beneficiaries: b}}\n"
    asked = entry.replace("bound", "grantor").replace("beneficiaries", "grantee")
    assert set(to_rdf(read(HEAD + asked))) == set(to_rdf(read(HEAD + entry)))
    (both,) = problems(HEAD + asked.replace("grantor: a", "grantor: a, bound: a"))
    assert (both.field, both.message) == ("commitments.c.grantor", "is the same as bound")
    assert "user's promise" in problems(HEAD + asked.replace("side: grantor", "side: user"))[0].message


FIELDS = [(section, field) for section, kind in e.SECTIONS.items() for field in kind.model_fields]


@pytest.mark.parametrize("junk", one_in(4, (None, "x", "", [], {}, [None], [[]], {"x": "y"}, 1.5, True)))
def test_any_value_in_any_field_is_read_or_refused(junk: Any) -> None:
    for section, field in FIELDS:
        book = yaml.load(deal(), Loader=yaml.BaseLoader)
        book.setdefault(section, {})["k"] = {field: junk}
        try:
            data = parse_dealbook(json.dumps(book).encode(), is_json=True)
        except InputError as error:
            assert str(error)
        else:
            assert list(to_rdf(data))


# --- the shipped books ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(example("").glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_examples_are_read(path: Any) -> None:
    data = read_dealbook(path)
    assert data.sources
    assert len({value.iri for value in data}) == len(list(data)), "every value has an IRI of its own"  # type: ignore[attr-defined]


def test_the_seed() -> None:
    data = read_dealbook(example("xiaomi-leica.yaml"))
    assert [s.date for s in data.sources] == [date(2024, 2, 28)]
    assert {p.source for p in data.evidence} == {data.sources[0].iri}
    assert all(len(p.phrase.split()) <= 12 for p in data.evidence)
