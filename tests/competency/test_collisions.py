"""The gold suite, case by case, on the Python engine."""

from __future__ import annotations

from typing import Any

import pytest

from partnergraph.exclusivity import Deals, available, clear, conflicts, expiring, gaps, in_force, title, who
from tests.competency import collisions_reader as reader


def expected(case: reader.Case) -> reader.Case:
    """Return the case with its collisions in the order in which `answer_of` gives them."""
    if isinstance(case.expect, dict) and "collisions" in case.expect:
        case.expect["collisions"].sort()
    return case


CASES = [expected(case) for case in reader.cases()]


def answer_of(case: reader.Case, deals: Deals | None = None) -> Any:
    """Return what the engine says, in the shape of the expected answer; of other ``deals`` if they are given."""
    deals = deals or reader.deals_of(case)
    ask = case.ask
    if case.kind == "in_force":
        return in_force(deals, ask["commitment"], ask.get("country", "BR"), reader.day(ask["day"]), case.readings)
    answer = {
        "who": _who, "clear": _clear, "conflicts": _conflicts, "available": _available, "expiring": _expiring,
        "gaps": _gaps, "title": _title,
    }[case.kind]  # fmt: skip
    return answer(deals, ask, case)


def _conflicts(deals: Any, ask: dict[str, Any], case: reader.Case) -> list[list[str]]:
    since = reader.day(ask["since"]) if "since" in ask else None
    rows = [
        [c.kind, c.certainty, *sorted(c.between), c.countries, *(["edge day"] if c.edge_day else [])]
        for one in conflicts(deals, ask.get("subject"), case.readings, since=since)
        for c in one.all()
    ]
    return rows if "ranked" in ask else sorted(rows)


def _available(deals: Any, ask: dict[str, Any], case: reader.Case) -> list[list[str]]:
    last = reader.day(ask["last_day"]) if "last_day" in ask else None
    found = available(
        deals, "Aura", ask.get("field", "smartphone"), reader.day(ask["day"]), last, readings_on=case.readings,
        by=ask.get("by"),
    )  # fmt: skip
    return [
        [row.countries, row.first.isoformat(), row.last.isoformat(), row.status, *row.by]
        for row in found.rows
        if not case.only or row.countries in case.only
    ]


def _expiring(deals: Any, ask: dict[str, Any], case: reader.Case) -> dict[str, Any]:
    found = expiring(deals, reader.day(ask["day"]), int(ask["within"]), readings_on=case.readings)
    return {
        "rows": [
            [
                row.commitment,
                str(row.first_possible),
                str(row.last_possible),
                str(row.opens) if row.what == "end" else row.what,
            ]
            for row in found.rows
        ],
        "unknown_ends": str(found.unknown_ends),
    }


def _gaps(deals: Any, ask: dict[str, Any], case: reader.Case) -> list[list[str]]:
    return [
        [gap.kind, gap.certainty, *gap.between, gap.countries, gap.first.isoformat(), gap.last.isoformat()]
        for gap in gaps(deals, ask.get("subject"), case.readings)
    ]


def _title(deals: Any, ask: dict[str, Any], case: reader.Case) -> dict[str, Any]:
    day = reader.day(ask["day"]) if "day" in ask else None
    found = title(deals, "Aura", day, None, reader.territory_of(ask), case.readings)
    days = [(g.row.first.isoformat(), g.row.last.isoformat()) for g in found.gaps]  # type: ignore[union-attr]
    everything = {
        "owned": "yes" if found.owned else "no",
        "chain": [
            [str(one.level), *one.holders, one.deal or "", one.how, one.countries, one.since or "", one.until or ""]
            for one in found.links
        ],
        "gaps": [[g.deal, g.row.status, g.row.countries, *when] for g, when in zip(found.gaps, days, strict=True)],
        "out_of": {one.deal: list(one.out_of) for one in found.links if len(one.out_of) > 1},
        "perhaps": [one.deal for one in found.links if not one.certain],
        "readings": list(found.readings_used),
    }
    return {key: everything[key] for key in case.expect}


def _clear(deals: Any, ask: dict[str, Any], case: reader.Case) -> dict[str, Any]:
    found = clear(deals, reader.proposal(ask), case.readings)
    everything = {
        "verdict": found.verdict,
        "as_of": found.as_of.isoformat() if found.as_of else "",
        "collisions": sorted([c.kind, c.certainty, c.with_] for one in found.collisions for c in one.all()),
        "countries": sorted({c.countries for c in found.collisions}),
        "title": sorted([r.status, r.countries, str(r.first), str(r.last or "")] for r in found.title),
        "edge_day": "yes" if any(c.edge_day for c in found.collisions) else "no",
    }
    return {key: everything[key] for key in case.expect}


def _who(deals: Any, ask: dict[str, Any], case: reader.Case) -> dict[str, Any]:
    found = who(
        deals, ask.get("subject", "Aura"), ask.get("field", "smartphone"), next(iter(reader.acts(reader.many(ask.get("act")))), None),
        ask.get("country", "BR"),
        reader.day(ask["day"]), [party for party in case.expect if party != "others"], case.readings,
        channel=ask.get("channel"), last_day=reader.day(ask["last_day"]) if "last_day" in ask else None,
        customer=ask.get("customer"), language=next(iter(reader.tongues(ask.get("language"))), None),
    )  # fmt: skip
    shown: dict[str, Any] = {}
    for party, expected in case.expect.items():
        answer = found[party]
        if isinstance(expected, str):
            shown[party] = answer.answer
            continue
        known = answer.last_known
        everything = {
            "answer": answer.answer,
            "could_be": list(answer.could_be),
            "conflict_of": answer.conflict_of,
            "last_known": [known.answer, known.on.isoformat()] if known else "",
            "title": {reason.commitment: reason.title for reason in answer.reasons},
        }
        shown[party] = {key: everything[key] for key in expected}
    return shown


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: reader.Case) -> None:
    assert answer_of(case) == case.expect, case.why


def test_the_suite_is_large_and_says_why() -> None:
    assert len(CASES) >= 200
    assert all(case.why.endswith(".") for case in CASES)
