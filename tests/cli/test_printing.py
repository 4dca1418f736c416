"""What a terminal is given: text alone, whatever stands in the data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.graph import PartnerGraph

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
EVIL = "Leica\x1b[2J\x9b31m\u202eacieL\x07"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """Return an RDF file with names, labels, titles and quotes that would act on a terminal."""
    (tmp_path / "deals.csv").write_text(
        "Licensor,Licensee,Mark,Field,Territory,Start,End,Exclusive,Source,Source date,Quote,Note\n"
        "LEICA1,Xiaomi1,Lumen,smartphones,Japan,2022,2030,yes,TITLE1,2023-01-01,only QUOTE1,NOTE1\n"
        "LEICA1,Sharp1,Lumen,smartphones,Japan,2022,2030,no,TITLE1,2023-01-01,,\n",
        encoding="utf-8",
    )
    path = tmp_path / "deals.ttl"
    graph = PartnerGraph()
    graph.build(tmp_path / "deals.csv")
    graph.export(path)
    escaped = "".join(f"\\u{ord(c):04x}" if not c.isalnum() else c for c in EVIL)
    text = path.read_text(encoding="utf-8")
    for name in ("LEICA1", "Xiaomi1", "TITLE1", "QUOTE1", "NOTE1"):
        text = (
            text.replace(f"{name}", name + escaped)
            if name != "LEICA1"
            else text.replace(f'"{name}"', f'"{name}{escaped}"')
        )
    path.write_text(re.sub(r"(?<=[/:])(\w+)1Leica\\u001b[^\s.;,>]*", r"\g<1>1", text), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "command",
    [
        "show Lumen",
        "show Sharp1",
        "who --subject Lumen --field smartphone --country Japan --on 2024 --party Sharp1",
        "who --subject Lumen --field smartphone --country Japan --on 2024 --format json",
        "who --subject Lumen --field smartphone --country Japan --on 2024 --format markdown",
        "conflicts",
        "expiring --on 2029-12-01 --within 900d",
        "gaps",
        "sources",
        "validate",
        "query --text 'SELECT ?l { ?s ?p ?l FILTER(isLiteral(?l)) }'",
        "query --text 'SELECT ?l { ?s ?p ?l FILTER(isLiteral(?l)) }' --format json",
        "query --text 'SELECT ?l { ?s ?p ?l FILTER(isLiteral(?l)) }' --format markdown",
        "query --text 'CONSTRUCT { ?s ?p ?l } { ?s ?p ?l FILTER(isLiteral(?l)) }' --format turtle",
        "show Leicaa1",
    ],
)
def test_nothing_in_the_data_acts_on_a_terminal(data: str, command: str) -> None:
    import shlex

    args = shlex.split(command)
    ran = CliRunner().invoke(main, [*args, *(["--store", data] if args[0] != "validate" else [data])], color=True)
    plain = re.sub("\x1b\\[[0-9;]*m", "", ran.output)  # our own colours
    assert not ACTING.search(plain)
    assert "\x1b[2J" not in ran.output
    assert ran.exit_code in (0, 2), ran.output


def test_json_holds_the_value_itself(data: str) -> None:
    args = ["query", "--text", "SELECT DISTINCT ?l { ?s rdfs:label ?l }", "--format", "json", "--store", data]
    ran = CliRunner().invoke(main, args)
    assert any(row["l"].endswith(EVIL) for row in json.loads(ran.output))
