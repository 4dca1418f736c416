"""Parties as people write them: by their role, several in a cell, not named at all; and what is said for a whole table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from partnergraph import PartnerGraph
from partnergraph import model as m
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table import inspect_table, read_table
from partnergraph.ingest.table.mapping_file import read_given

from .conftest import WriteText


def deals(path: Path, **options: Any) -> list[Deal]:
    content = inspect_table(path, **options)
    assert content.problems == (), list(map(str, content.problems))
    return content.reading.first


def refused(path: Path, **options: Any) -> tuple[Problem, ...]:
    return inspect_table(path, **options).problems


@pytest.mark.parametrize(
    ("grants", "acts"),
    [
        ("Seller", "Buyer"), ("Club", "Kit supplier"), ("Rights owner", "Broadcaster"), ("Franchisor", "Franchisee"),
        ("Sales agent", "Distributor"), ("Lizenzgeber", "Lizenznehmer"), ("Rechteinhaber", "Sender"),
        ("Licenciante", "Licenciatario"), ("Franquiciador", "Franquiciado"), ("Concedente", "Licenziatario"),
        ("Ayant droit", "Diffuseur"), ("Titulaire des droits", "Distributeur"), ("Insurer", "Insured"),
        ("Sold by", "Sold to"), ("Writer", "Administrator"), ("Owner", "Retailer"), ("Markeninhaber", "Importeur"),
    ],
)  # fmt: skip
def test_roles(text_file: WriteText, grants: str, acts: str) -> None:
    (deal,) = deals(text_file(f"{grants},{acts},Mark,Country\nAlba,Boreal,Corona,Japan\n"))
    assert (deal.licensors, deal.licensees) == (("Alba",), ("Boreal",))


@pytest.mark.parametrize(
    ("header", "said"), [("Broadcaster", "who grants (licensor)"), ("Licensor", "who may act (licensee)")]
)
def test_a_party_that_no_column_says_is_not_named(text_file: WriteText, header: str, said: str) -> None:
    content = read_table(text_file(f"{header},Mark,Country\nAlba,Corona,Japan\n"))
    (warning,) = [w for w in content.warnings if "no column says" in w.message]
    assert said in warning.message
    assert "--set" in str(warning.hint)
    role = said.partition("(")[2].rstrip(")")
    assert {e.name for e in content.data.entities} == {"Alba", "Corona", f"{role} of Corona (not named)"}


def test_what_names_nobody_is_not_named(text_file: WriteText) -> None:
    rows = "Alba,Everyone,no\nAlba,Local distributor,no\nAlba,TBD,yes\nAlba,-,no\nAlba,Local Motors,no\n"
    path = text_file(f"Licensor,Licensee,Exclusive,Mark\n{rows.replace(chr(10), ',Corona' + chr(10))}")
    found = deals(path)
    assert [deal.licensees for deal in found] == [(), (), (), (), ("Local Motors",)]
    named = deals(path, real_names=("tbd",))
    assert [deal.licensees for deal in named if deal.licensees] == [("TBD",), ("Local Motors",)]
    (problem,) = refused(text_file("Licensor,Licensee,Mark\nAlba,Boreal; TBD,Corona\n"))
    assert "--name 'TBD'" in str(problem.hint)


def test_an_exclusivity_for_nobody_named_shuts_nobody_out_for_sure(text_file: WriteText) -> None:
    header = "Licensor,Licensee,Mark,Field,Territory,Start,End,Exclusive\n"
    for licensee, expected in (("TBD", ("unknown", ("no", "unknown"))), ("Boreal", ("no", ("no",)))):
        graph = PartnerGraph()
        graph.build(text_file(f"{header}Alba,{licensee},Corona,clothing,Japan,2024-01-01,2024-12-31,yes\n"))
        asked = graph.who("Corona", "clothing", "Japan", "2024-06-01", party="organization:Cyrus")
        assert next((row.answer, row.could_be) for row in asked) == expected


def test_a_grant_by_nobody_named_lets_its_licensee_act(text_file: WriteText) -> None:
    graph = PartnerGraph()
    graph.build(text_file("Broadcaster,Film,Territory,Start,End\nBoreal,Metropolis,Japan,2024-01-01,2024-12-31\n"))
    asked = graph.who("Metropolis", country="Japan", on="2024-06-01", party="Boreal")
    assert [row.answer for row in asked] == ["yes", "unknown"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("TF1/Mediaset Spain/M6", ("TF1", "Mediaset Spain", "M6")), ("Sky + ITV", ("Sky", "ITV")),
        ("Canal+ Afrique", ("Canal+ Afrique",)), ("Novo Nordisk A/S", ("Novo Nordisk A/S",)), ("AC/DC", ("AC/DC",)),
        ("24/7 Media", ("24/7 Media",)), ("ESPN (via Ziggo)", ("ESPN",)), ("Alba (UK) Ltd", ("Alba (UK) Ltd",)),
        ("DAZN Spain (sometimes Eurosport)", ("DAZN Spain",)),
    ],
)  # fmt: skip
def test_several_names_in_a_cell(text_file: WriteText, cell: str, names: tuple[str, ...]) -> None:
    path = text_file(f"Licensor,Licensee,Mark\nZorb,{cell},Corona\n")
    assert deals(path)[0].licensees == names
    assert deals(path, real_names=(cell,))[0].licensees == (cell,)
    assert deals(text_file(f"Licensor,Licensee,Film\nZorb,Alba,{cell}\n"))[0].subjects == ((m.Model, cell),)


def test_what_is_said_for_a_whole_table(text_file: WriteText) -> None:
    body = "Broadcaster,Country\nBoreal,Japan\nDelta,France\n"
    path = text_file(body)
    given = read_given(["licensor=UEFA", "other right=Euro 2020", "field=any"])
    for one in (deals(path, given=given), deals(text_file(f"Licensor: UEFA\nOther right:,Euro 2020\n\n{body}"))):
        assert [(d.licensors, d.subjects, d.licensees) for d in one] == [
            (("UEFA",), ((m.Right, "Euro 2020"),), (name,)) for name in ("Boreal", "Delta")
        ]
    (problem,) = refused(path, given={"territory": "World"})
    assert (problem.field, "a column of the table" in problem.message) == ("--set territory", True)
    (problem, *_) = refused(path, given={"territory": "Narnia", "licensor": "UEFA"})
    assert problem.field == "--set territory"


@pytest.mark.parametrize(
    ("pair", "told"),
    [("field", "says nothing"), ("colour=red", "no column"), ("note=x", "no column"), ("field=", "says nothing")],
)
def test_what_cannot_be_said_for_a_whole_table(pair: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_given([pair])


@pytest.mark.parametrize(
    ("cell", "strength"),
    [
        ("exclusive broadcasting rights", "unqualified"), ("الحق الحصري", "unqualified"), ("独家", "unqualified"),
        ("licence", None), ("three-year renewal", None), ("without exclusivity", None), ("niewyłączna", None), ("?", None), ("esclusiva", "unqualified"),
    ],
)  # fmt: skip
def test_exclusivity_in_other_words(text_file: WriteText, cell: str, strength: str | None) -> None:
    (deal,) = deals(text_file(f"Licensor,Licensee,Mark,Exclusive\nAlba,Boreal,Corona,{cell}\n"))
    assert deal.strength == strength


@pytest.mark.parametrize(
    "cell",
    [
        "exclusive until 2023",
        "exclsive",
        "only us",
        "perhaps",
        "exclusive except TV",
        "exclusive?",
        "exclusive in Peru",
        "exclusivity waived",
        "exclusive on Mars",
        "neexcluziv",
        "hardly exclusive",
        "exclusive (tbc)",
        "yes (Japan)",
    ],
)
def test_words_that_are_half_exclusive_are_refused(text_file: WriteText, cell: str) -> None:
    (problem,) = refused(text_file(f"Licensor,Licensee,Mark,Exclusive\nAlba,Boreal,Corona,{cell}\n"))
    assert "whether it is exclusive" in problem.message


def test_status_in_other_languages(text_file: WriteText) -> None:
    path = text_file("Marke;Importeur;Land;Status\nA;B;Japan;beendet\nA;B;Chile;geplant\nA;B;Peru;exklusiv\n")
    assert [(d.status, d.strength) for d in deals(path)] == [("ended", None), ("planned", None), (None, "unqualified")]


def test_a_right_where_nothing_else_is_licensed(text_file: WriteText) -> None:
    (deal,) = deals(text_file("Licensor,Licensee,Right,Territory\nAlba,Boreal,Model H3,World\n"))
    assert (deal.subjects, deal.acts) == (((m.Right, "Model H3"),), ())
    (deal,) = deals(text_file("Licensor,Licensee,Rights,Territory\nAlba,Boreal,distribution,World\n"))
    assert deal.subjects == ()


def test_channels_run_together(text_file: WriteText) -> None:
    (deal,) = deals(text_file('Seller,Buyer,Title,Medias\nAlba,Boreal,Film,"payTv, sVod, holodeck"\n'))
    assert [iri.rpartition("/")[2] if iri else words for words, iri in deal.channels] == [
        "pay-television", "subscription-streaming", "holodeck",
    ]  # fmt: skip


def test_formats_are_kept_and_not_merged(text_file: WriteText) -> None:
    rows = "Alba,Boreal,Metropolis,Japan,HD\nAlba,Boreal,Metropolis,Japan,SD\n"
    content = read_table(text_file(f"Seller,Buyer,Film,Country,Format\n{rows}"))
    assert [d.note for d in content.reading.first] == ["Format: HD", "Format: SD"]
    assert [d.subjects for d in content.reading.first] == [((m.Model, "Metropolis"),)] * 2
    assert len(content.data.identities) == 2
    assert not [w for w in content.warnings if "says the same" in w.message]
    (deal,) = deals(text_file("Seller,Buyer,Format,Country\nAlba,Boreal,The Quiz Show,Japan\n"))
    assert deal.subjects == ((m.Right, "The Quiz Show"),)
