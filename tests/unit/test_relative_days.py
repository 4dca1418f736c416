"""Starts and ends that hang on occurrences, as deal books say them: what is read, what is refused, what is answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.bounds import Term
from partnergraph.errors import InputError
from partnergraph.ingest.dealbook import parse_dealbook
from tests.books import ID

BOOK = """dealbook: 1
sources: {agreement: {title: Agreement, date: 2020-01-15}, letter: {title: Letter, date: 2022-06-30}}
default_source: agreement
organizations: {owner: Owner, alpha: Alpha}
brands: {aura: Aura}
products: {film: Film}
events:
  first-sale: {label: the first sale, kind: first-sale, source: letter, start: 2022-05-01}
  patent-a: {kind: patent expiry, start: 2028-06-30}
  patent-b: {kind: patent expiry}
releases:
  premiere: {product: film, territory: Japan, start: 2021-03-01}
commitments:
  licence: {kind: exclusivity, strength: exclusive, grantor: owner, grantee: alpha, subject: aura, field: smartphone,
    territory: Brazil, SAID}
"""
SALE, PATENTS = f"{ID}event/first-sale", (f"{ID}event/patent-a", f"{ID}event/patent-b")
FIVE = Term(months=60)


def read(said: str) -> m.Dataset:
    return parse_dealbook(BOOK.replace("SAID", said).encode(), file="f.yaml")


def told(said: str) -> m.Statement:
    (found,) = (one for one in read(said).statements if one.about.endswith("/licence"))
    return found


@pytest.mark.parametrize(
    ("end", "day"),
    [
        ("5 years from first-sale", m.RelativeDay(occurrences=(SALE,), length=FIVE, as_term=True)),
        ("five years after first-sale", m.RelativeDay(occurrences=(SALE,), length=FIVE)),
        ("{from: first-sale, length: 5 years}", m.RelativeDay(occurrences=(SALE,), length=FIVE, as_term=True)),
        ("{after: first-sale, length: 60 months}", m.RelativeDay(occurrences=(SALE,), length=FIVE)),
        ("{until: premiere}", m.RelativeDay(occurrences=(f"{ID}release/premiere",))),
        ("{until: [patent-b, patent-a], which: last}", m.RelativeDay(occurrences=PATENTS, which="last")),
    ],
)
def test_an_end_that_hangs_on_an_occurrence(end: str, day: m.RelativeDay) -> None:
    assert told(f"start: 2020-02-01, end: {end}").relative_ends == (day,)


def test_a_start_that_hangs_on_an_occurrence_with_a_term() -> None:
    said = told("start: 90 days after premiere, term: at least 2 years")
    assert said.relative_starts == (m.RelativeDay(occurrences=(f"{ID}release/premiere",), length=Term(days=90)),)
    assert said.period is not None
    assert said.period.minimum_term == Term(months=24)


def test_the_later_of_several_days() -> None:
    said = told("end: {later_of: [5 years from first-sale, {until: patent-a}, 2027-12-31]}")
    assert [(day.day, day.among) for day in said.relative_ends] == [
        (None, "later"),
        (None, "later"),
        (date(2027, 12, 31), "later"),
    ]


@pytest.mark.parametrize(
    ("said", "field", "why", "hint"),
    [
        ("end: 5 years from first-sales", "end.from.0", "no key in events or releases", "first-sale"),
        ("end: {until: licence}", "end.until.0", "no key in events or releases", None),
        ("end: {from: first-sale}", "end.from", "for how long", "until: KEY"),
        ("end: {after: first-sale}", "end", "how long after", "length: 90 days"),
        ("end: {until: first-sale, length: 1 year}", "end", "beside a length", "'after'"),
        ("end: {until: first-sale, after: patent-a, length: 1 year}", "end", "one occurrence", "one of from"),
        ("end: {until: [patent-a, patent-b]}", "end", "names several", "which: first"),
        ("end: {till: first-sale}", "end.till", "not a field", "until"),
        ("end: {later_of: [{until: first-sale}]}", "end.later_of", "names 1", "at least 2"),
        ("end: {later_of: [{until: first-sale}, soon]}", "end.later_of", "names 1", None),
        ("start: {until: first-sale}", "start.until", "said of an end", "from: KEY"),
        ("start: 2 years from first-sale", "start.from", "said of an end", "'after: KEY'"),
        ("start: 2020-02-01, end: {until: first-sale}, term: 3 years", "term", "beside an end", "later_of"),
        ("period: 2020/2024, end: {until: first-sale}", "period", "beside start, end", "one or the others"),
        ("start: 2023-01-01, end: {until: first-sale}", "end", "'first-sale' (line 8)", "check the days"),
        ("start: {from: first-sale}, end: 2021-12-31", "start", "'first-sale' (line 8)", "check the days"),
        (
            "statements: [{end: 2024-12-31}, {strength: exclusive, end: 5 years from first-sale}]",
            "statements.1.end", "'first-sale' (line 8)", "later_of",
        ),
        ("start: 2020, end: {until: first-sale}, renews: {every: 1 month, notice: 90 days}", "renews", "longer", "every"),
    ],
)  # fmt: skip
def test_what_is_refused_says_where_and_what_to_write(said: str, field: str, why: str, hint: str | None) -> None:
    said = said if "statements" not in said else said.replace("{end", "{strength: exclusive, end")
    with pytest.raises(InputError) as caught:
        read(said)
    found = caught.value.problems[0]
    assert found.field == f"commitments.licence.{field}"
    assert found.line is not None
    assert why in found.message
    assert hint is None or hint in (found.hint or "")


def test_an_occurrence_has_a_day_of_its_own() -> None:
    """So no day hangs on itself, however many steps away."""
    book = BOOK.replace("patent expiry}", "patent expiry, start: {after: first-sale, length: 1 year}}")
    with pytest.raises(InputError, match="none of a deal"):
        parse_dealbook(book.replace("SAID", "start: 2020").encode(), file="f.yaml")


def graph(tmp_path: Path, said: str, book: str = BOOK) -> PartnerGraph:
    path = tmp_path / "book.yaml"
    path.write_text(book.replace("SAID", said))
    found = PartnerGraph()
    found.build(path)
    return found


def alpha(graph: PartnerGraph, day: str, country: str = "BR") -> Any:
    answer, _ = graph.who("Aura", "smartphone", country, day, party="Alpha")
    return answer


def test_an_answer_names_the_occurrence_and_its_source(tmp_path: Path) -> None:
    found = graph(tmp_path, "start: 2020-02-01, end: 5 years from first-sale")
    (reason,) = alpha(found, "2027-04-30").reasons
    assert "until the end of 5 years from the first sale; 'the first sale': 2022-05-01" in reason.why
    assert "Letter" in {quote.source for quote in reason.evidence}
    assert found.validate().conforms


def test_an_unknown_asks_when_it_was(tmp_path: Path) -> None:
    answer = alpha(graph(tmp_path, "start: 2020-02-01, end: {until: patent-b}"), "2027-04-30")
    assert answer.answer == "unknown"
    assert [one.question for one in answer.decided_by] == ["When was 'patent-b'? 'licence' hangs on it."]


def test_show_tells_on_what_it_hangs(tmp_path: Path) -> None:
    said = "start: 2020-02-01, end: {until: [patent-a, patent-b], which: last}"
    assert "until the last of patent-a and patent-b" in " ".join(str(graph(tmp_path, said).show("licence")).split())


def test_when_the_day_becomes_known_what_hangs_on_it_is_derived_anew(tmp_path: Path) -> None:
    said = "start: 2020-02-01, end: 5 years from first-sale"
    found = graph(tmp_path, said, BOOK.replace(", start: 2022-05-01", ""))
    assert alpha(found, "2027-05-01").answer == "unknown"
    (tmp_path / "book.yaml").write_text(BOOK.replace("SAID", said))
    found.build(tmp_path / "book.yaml")
    assert alpha(found, "2027-05-01").last_known.on == date(2027, 4, 30)
    at_once = graph(tmp_path, said)
    for name in (v.GRAPH_STATED, v.GRAPH_DERIVED):
        assert set(found.store.triples(name)) == set(at_once.store.triples(name))


def test_rdf_out_and_in_again_says_the_same(tmp_path: Path) -> None:
    found, again = (
        graph(tmp_path, "start: 2020-02-01, end: {later_of: [5 years from first-sale, 2027-12-31]}"),
        PartnerGraph(),
    )
    again.build(found.export(tmp_path / "deals.ttl", stated_only=True))
    assert set(again.store.triples(v.GRAPH_DERIVED)) == set(found.store.triples(v.GRAPH_DERIVED))


def test_what_is_sold_off_is_a_deal_of_its_own_in_the_forms_that_know_no_such_thing(tmp_path: Path) -> None:
    found, again = (
        graph(tmp_path, "start: 2020-02-01, end: 5 years from first-sale, sell_off: 6 months"),
        PartnerGraph(),
    )
    (answer, _) = found.who("Aura", "smartphone", "BR", "2027-10-30", party="Alpha", act="sell")
    assert (answer.answer, answer.reasons[0].since) == ("yes", "2027-05-01")
    assert "(selling off after the end)" in answer.reasons[0].why
    again.build(found.export(tmp_path / "deals.csv"))
    for day, expected in (
        ("2027-04-30", "yes"),
        ("2027-05-01", "yes"),
        ("2027-10-30", "yes"),
        ("2027-10-31", "unknown"),
    ):
        for one in (found, again):
            assert one.who("Aura", "smartphone", "BR", day, party="Alpha", act="sell")[0].answer == expected


def test_only_a_licence_has_a_selling_off() -> None:
    book = BOOK.replace("kind: exclusivity, strength: exclusive", "kind: option").replace("SAID", "sell_off: 6 months")
    with pytest.raises(InputError, match="lets nobody sell"):
        parse_dealbook(book.encode(), file="f.yaml")
