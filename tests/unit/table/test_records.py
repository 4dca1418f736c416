"""Deals as JSON Lines and as data frames are read as the same table is; tables go out as CSV, XLSX and JSON Lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from partnergraph import PartnerGraph, example
from partnergraph.errors import InputError
from partnergraph.ingest.table import read_table
from partnergraph.rdf import to_rdf

from .conftest import WriteText

RECORDS = [
    {"licensor": "Alba", "licensee": ["Boreal", "Delta"], "mark": "Corona", "territory": "World except Japan",
     "start": "2024-05-01", "exclusive": True},
    {"licensor": "Alba", "licensee": "Cyrus", "mark": "Corona", "territory": "Japan", "start": "2024"},
]  # fmt: skip
CSV = (
    "licensor,licensee,mark,territory,start,exclusive\n"
    "Alba,Boreal; Delta,Corona,World except Japan,2024-05-01,yes\nAlba,Cyrus,Corona,Japan,2024,\n"
)


def stated(path: object, title: str) -> set[str]:
    return set(map(str, to_rdf(read_table(path, title=title, as_of=date(2024, 6, 1)).data)))  # type: ignore[arg-type]


def lines(records: list[dict[str, object]]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def test_records_say_what_a_table_says(text_file: WriteText) -> None:
    import pandas as pd

    expected = stated(text_file(CSV), "deals")
    assert stated(text_file(lines(RECORDS), "deals.jsonl"), "deals") == expected
    assert stated(pd.DataFrame(RECORDS), "deals") == expected


def test_days_and_gaps_of_a_frame() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {"licensor": ["Alba"], "licensee": ["Boreal"], "mark": ["Corona"], "start": [pd.Timestamp(2024, 5, 1)],
         "end": [pd.NaT], "territory": ["Japan"]}
    )  # fmt: skip
    graph = PartnerGraph()
    result = graph.build(frame, title="Our deals", given={"field": "clothing"})
    assert result.sources == ("our-deals",)
    answers = graph.who("Corona", "clothing", "Japan", "2024-05-01", party="Boreal")
    assert [row.answer for row in answers] == ["yes", "unknown"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('{"licensor": "Alba"', 1, "is no JSON"), ('{"a": 1}\n[1]\n', 2, "is no object"),
        ('{"licensor": "A", "licensor": "B"}', 1, "says 'licensor' twice"),
        ('{"licensor": {"name": "A"}}', 1, "holds an object"), ("[" * 20_000, 1, "is"),
    ],
)  # fmt: skip
def test_lines_that_are_no_records(text_file: WriteText, text: str, line: int, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_table(text_file(text, "deals.jsonl"))
    (problem,) = refused.value.problems
    assert (problem.line, told in problem.message) == (line, True)


def test_a_problem_has_the_number_of_its_line(text_file: WriteText) -> None:
    bad = [*RECORDS, {**RECORDS[0], "territory": "Narnia"}]
    with pytest.raises(InputError) as refused:
        read_table(text_file("\n" + lines(bad), "deals.jsonl"))
    assert [problem.line for problem in refused.value.problems] == [4]


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_table_goes_out_and_comes_back(tmp_path: Path, form: str) -> None:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    path = graph.export(tmp_path / f"deals.{form}")
    assert path.read_bytes() == graph.export(tmp_path / f"again.{form}").read_bytes()
    again = PartnerGraph()
    again.build(path)
    assert again.export(tmp_path / "back.csv").read_text("utf-8") == again.export(tmp_path / "b.csv").read_text("utf-8")
    first = graph.export(tmp_path / "first.csv").read_text("utf-8-sig").splitlines()
    back = (tmp_path / "back.csv").read_text("utf-8-sig").splitlines()
    assert [line for line in back if "Note of" not in line] == [line for line in first if "Note of" not in line]
