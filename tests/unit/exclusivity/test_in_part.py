"""What is known in part where all of an axis is asked about: the answers for the terms that deals name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from partnergraph import PartnerGraph
from partnergraph.exclusivity import index_deals, who
from tests.unit.exclusivity.generated import PARTIES, Maker


def test_what_is_known_in_part_is_what_is_answered_there() -> None:
    compared = 0
    for seed in range(60):
        case = Maker(seed).case()
        index = index_deals(case.deals)
        asked = (case.country, case.day, PARTIES, case.book.readings)
        for found in who(index, "Aura", "device", None, *asked).answers:
            assert not found.in_part or found.answer == "unknown"
            for part in found.in_part:
                cell: dict[str, Any] = {"field": "device", "act": None, part.axis: part.term}
                field, act = cell.pop("field"), cell.pop("act")
                assert who(index, "Aura", field, act, *asked, **cell)[found.party].answer == part.answer
                compared += 1
    assert compared > 5


def test_an_unknown_says_on_what_it_is_known(tmp_path: Path) -> None:
    table = tmp_path / "deals.csv"
    head = "Licensor,Licensee,Brand,Field,Language,Exclusive,Territory,Start,End"
    rows = ["Borealis,Fox,toys,German; French,yes", "Cassini,Fox,toys,Italian,no"]
    table.write_text("\n".join([head, *(f"Aurora,{row},World,2025-01-01,2026-12-31" for row in rows)]), "utf-8")
    graph = PartnerGraph()
    graph.build(table)
    found = graph.who("Fox", country="DE", on="2026-01-01", party="Borealis", field="toys")
    said = {(part.axis, part.term.rpartition("/")[2], part.answer) for part in found[0].in_part}
    assert ("language", "de", "yes") in said
    assert "yes in German and French" in " ".join(" ".join(found.lines()).split())
