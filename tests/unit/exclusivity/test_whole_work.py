"""A right in a product or work of which no source states a field is for every field; of a mark it is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.exclusivity import DEFAULT_READINGS, Deals, clear, index_deals, who
from partnergraph.inference import is_denial
from partnergraph.territory import parse_territory
from tests.unit.exclusivity.generated import PARTIES, Maker, readings_in

FILMS, EVERY = "urn:films", "https://w3id.org/partnergraph/field/all-fields"
DAY = date(2024, 5, 1)


def deals(kind: type[m.Entity], **stated: tuple[str, ...]) -> Deals:
    commitment = m.Commitment(iri="urn:x", label="x", kind="exclusivity", bound=("Owner",), beneficiaries=("Anna",))
    said = m.Statement(
        iri="urn:s", about="urn:x", source="urn:a", subjects=("Work",), territory=parse_territory("World"),
        period=parse_period("2023-01-01 to 2025-12-31"), strength="exclusive", **stated,
    )  # fmt: skip
    return Deals(
        commitments=(commitment,), statements=(said,), sources=(m.Source(iri="urn:a", title="a"),),
        kinds={"Work": kind}, broader={FILMS: None},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "readings", "expected"),
    [
        (m.Model, DEFAULT_READINGS, ("yes", "no")),
        (m.Series, DEFAULT_READINGS, ("yes", "no")),
        (m.Model, DEFAULT_READINGS - {"whole-work"}, ("unknown", "unknown")),
        (m.Brand, DEFAULT_READINGS, ("unknown", "unknown")),
        (m.Right, DEFAULT_READINGS, ("unknown", "unknown")),
    ],
)
def test_only_a_product_or_work_is_licensed_whole(
    kind: type[m.Entity], readings: frozenset[str], expected: tuple[str, str]
) -> None:
    found = who(deals(kind), "Work", FILMS, None, "FR", DAY, ["Anna", "Bert"], readings)
    assert (found["Anna"].answer, found["Bert"].answer) == expected
    assert ("whole-work" in found.readings_used) == (expected[0] == "yes")


def test_what_a_source_states_is_no_reading() -> None:
    found = who(deals(m.Model, fields=(FILMS,)), "Work", FILMS, None, "FR", DAY, ["Anna"])
    assert (found["Anna"].answer, "whole-work" in found.readings_used) == ("yes", False)


@pytest.mark.parametrize("batch", range(3))
def test_a_work_without_a_field_is_answered_as_one_for_every_field(batch: int) -> None:
    for seed in range(5000 + 100 * batch, 5000 + 100 * batch + 25):
        case = Maker(seed).case()
        if readings_in(case, with_plan=True) > 100:
            continue
        promised = {c.iri for c in case.deals.commitments}
        bare = tuple(
            replace(s, fields=()) if s.about in promised and not is_denial(s) else s for s in case.deals.statements
        )
        kinds = {subject: m.Model for s in bare for subject in (*s.subjects, "Aura")}
        works = replace(case.deals, kinds=kinds, statements=bare)
        spelled = replace(
            works,
            statements=tuple(
                replace(s, fields=(EVERY,)) if s.about in promised and s.subjects and not is_denial(s) else s
                for s in bare
            ),
        )
        left, right = (
            who(
                index_deals(one), "Aura", case.field, case.way("acts"), case.country, case.day, PARTIES,
                case.book.readings | {"whole-work"}, channel=case.way("channels"), language=case.way("languages"), customer=case.way("customers"),
            )
            for one in (works, spelled)
        )  # fmt: skip
        assert [(a.party, a.answer, a.could_be) for a in left.answers] == [
            (a.party, a.answer, a.could_be) for a in right.answers
        ], seed
        one, other = (
            clear(index_deals(x), case.proposal, case.book.readings | {"whole-work"}) for x in (works, spelled)
        )
        assert (one.verdict, [(c.kind, c.certainty, c.between) for c in one.collisions]) == (
            other.verdict, [(c.kind, c.certainty, c.between) for c in other.collisions],
        ), seed  # fmt: skip
