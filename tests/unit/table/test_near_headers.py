"""A header that is spelled nearly as a known one, or that says the opposite of one, is told what to be."""

from __future__ import annotations

import pytest

from partnergraph.ingest.table import read_table

from .conftest import WriteText
from .test_columns import DEAL, FULL, refusals, sheet, unread


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Source adress", "source address"),
        ("Sorce Date", "source date"),
        ("Other rihgt", "other right"),
        ("Publication dte", "source date"),
        ("Qoute", "quote"),
        ("Remarcs", "note"),
        ("Sorce", "source"),
        ("Affilis", "affiliates"),
    ],
)
def test_a_misspelt_header_is_told_the_column_that_it_may_be(text_file: WriteText, header: str, column: str) -> None:
    content = read_table(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    assert f"K {header!r} (like {column!r}?)" in unread(content)


@pytest.mark.parametrize("header", ["Agent type", "Royalty"])
def test_a_header_that_is_less_like_a_known_one_is_told_nothing(text_file: WriteText, header: str) -> None:
    said = unread(read_table(text_file(sheet((*FULL, header), (*DEAL, "something")))))
    assert f"K {header!r}" in said
    assert "(like" not in said


@pytest.mark.parametrize(
    "header",
    ["Non-exclusive", "Not exclusive", "Non-exclusive (Y/N)", "Territory (non-exclusive)", "Nonexclusive",
     "Nicht exklusiv", "No exclusivity", "Non-excl."],
)  # fmt: skip
def test_a_negated_header_is_never_told_to_be_exclusivity(text_file: WriteText, header: str) -> None:
    path = text_file(sheet((*FULL[:-1], header), (*DEAL[:-1], "yes")))
    (problem,) = refusals(path)
    assert ": exclusivity'" not in (problem.hint or "")
    assert "write 'exclusive' or 'non-exclusive' in a column 'exclusivity'" in (problem.hint or "").replace(
        "\n    ", " "
    )
    (misread,) = refusals(path, mapping={header: "exclusivity"})
    assert "the opposite" in misread.message
    assert refusals(path, mapping={header: "ignore"}) == []


def test_words_of_exclusivity_are_read_under_a_header_of_both(text_file: WriteText) -> None:
    for header in ("Exclusive / non-exclusive", "Exclusive or non-exclusive"):
        assert refusals(text_file(sheet((*FULL[:-1], header), DEAL))) == []


@pytest.mark.parametrize("header", ["Exkl.", "Exkl. (J/N)", "Excl."])
def test_abbreviations_of_exclusive_are_read(text_file: WriteText, header: str) -> None:
    content = read_table(text_file(sheet((*FULL[:-1], header), DEAL)))
    assert content.reading.first[0].strength == "unqualified"


@pytest.mark.parametrize(
    ("header", "like"),
    [
        ("Exc", "exclusivity"), ("X/NX", "exclusivity"), ("E/NE", "exclusivity"), ("Résiliation", "an end"),
        ("Kündigung", "an end"), ("In force", "an end"), ("Active", "an end"), ("Active?", "an end"),
        ("Break", "an end"), ("Amended", "an end"),
    ],
)  # fmt: skip
def test_short_headers_of_a_limit_stop(text_file: WriteText, header: str, like: str) -> None:
    (problem,) = refusals(text_file(sheet((*FULL, header), (*DEAL, "something"))))
    assert f"looks like {like}" in problem.message


@pytest.mark.parametrize(
    ("column", "header"),
    [
        *[("Territory", f"Territory ({said})") for said in ("former", "previous", "planned", "old")],
        *[("End", f"End ({said})") for said in ("option", "if renewed", "earliest", "sell-off")],
        ("Exclusive", "Exclusive [expired]"),
        ("Licensee", "Licensee (previous)"),
    ],
)
def test_brackets_that_make_another_thing_of_a_column_stop(text_file: WriteText, column: str, header: str) -> None:
    headers = [header if known == column else known for known in FULL]
    path = text_file(sheet((*headers,), DEAL))
    assert any(header in str(problem) for problem in refusals(path))
    assert refusals(path, mapping={header: column}) == []


@pytest.mark.parametrize(
    ("column", "header"),
    [("Territory", "Territory(s)"), ("End", "End (DD/MM/YYYY)"), ("Territory", "Territory (ISO)"),
     ("End", "End (incl.)"), ("Licensee", "Licensee (full name)"), ("Start", "Start (signed)")],
)  # fmt: skip
def test_harmless_brackets_change_nothing(text_file: WriteText, column: str, header: str) -> None:
    assert refusals(text_file(sheet([header if known == column else known for known in FULL], DEAL))) == []


@pytest.mark.parametrize("headers", [("Territory", "Territory 2"), ("Territory", "Territory"), ("Territory", "Gebiet")])
def test_two_columns_of_one_thing_are_told_to_be_one(text_file: WriteText, headers: tuple[str, str]) -> None:
    path = text_file(
        sheet(("Licensor", "Licensee", "Brand", *headers), ("Alba", "Boreal", "Corona", "Germany", "France"))
    )
    problems = refusals(path)
    assert problems
    for problem in problems:
        hint = (problem.hint or "").replace("\n    ", " ")
        assert hint.startswith("put ")
        assert "into one column, separated by ';'" in hint
        assert ": territory'" not in hint


@pytest.mark.parametrize("said", ["TBC", "to be agreed", "?"])
def test_an_open_exclusion_is_to_be_named(text_file: WriteText, said: str) -> None:
    (problem,) = refusals(text_file(sheet(FULL, (*DEAL[:6], said, *DEAL[7:]))))
    assert problem.hint == "name what is taken out, or leave this cell empty if nothing is"


def test_places_without_another_territory_may_be_it(text_file: WriteText) -> None:
    path = text_file(
        sheet(("Licensor", "Licensee", "Brand", "Included"), ("Alba", "Boreal", "Corona", "Germany; France"))
    )
    (problem,) = refusals(path)
    assert "'Included: territory'" in (problem.hint or "")
    assert refusals(path, mapping={"Included": "territory"}) == []
