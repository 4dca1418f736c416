"""Codes of places in files of one trade: CISAC's numbers, DDEX, ONIX."""

from __future__ import annotations

from datetime import date

import pytest

from partnergraph.errors import PhraseError
from partnergraph.territory import certain_on, codes_of, format_territory, parse_territory, possible_on
from partnergraph.territory.codes import territory_of_ddex, territory_of_onix, territory_of_tis, tis_world
from partnergraph.territory.regions import table

DAY = date(2026, 11, 29)


def test_world_of_tis_is_the_world_or_what_has_a_number() -> None:
    world = territory_of_tis(["2136"])
    assert codes_of(certain_on(world, DAY)) == tis_world() and len(tis_world()) == 201
    assert possible_on(world, DAY).bit_count() == 250
    assert codes_of(table().variants("TIS-WORLD")[1].ever) == tis_world()
    assert territory_of_tis(["2WL"], ["US"]) == territory_of_tis([2136], ["0840"])
    assert parse_territory(format_territory(world)) == (world,)


@pytest.mark.parametrize(
    ("numbers", "excluded", "day", "right"),
    [
        (["0840"], [], None, "US"), (["840"], [], None, "US"), ([840], [], None, "US"), (["0250", "0056"], [], None, "BE FR"),
        (["2124"], [], None, "AT CH DE"), (["2126"], [], None, "CA MX PR US"), (["2111"], [], None, "GB IE"),
        (["2123"], ["2127"], date(2021, 1, 1), "AT BE BG CY CZ DE EE ES FR GR HR HU IE IT LT LU LV MT NL PL PT RO SI SK"),
        (["2109"], [], date(1991, 1, 1), ""), (["2118"], [], date(2009, 8, 17), "AM AZ BY GE KG KZ MD RU TJ TM UA UZ"),
        (["0810"], [], date(1990, 1, 1), "AM AZ BY EE GE KG KZ LT LV MD RU TJ TM UA UZ"),
    ],
)  # fmt: skip
def test_numbers(numbers: list[str], excluded: list[str], day: date | None, right: str) -> None:
    if not right:
        with pytest.raises(PhraseError, match="names no country on 1991"):
            territory_of_tis(numbers, excluded, day)
        return
    assert " ".join(codes_of(certain_on(territory_of_tis(numbers, excluded, day), DAY))) == right


def test_the_uk_leaves_the_group_of_the_union() -> None:
    assert "GB" in territory_of_tis(["2123"], on=date(2020, 1, 31)).includes
    assert "GB" not in territory_of_tis(["2123"], on=date(2020, 2, 1)).includes


@pytest.mark.parametrize(
    ("numbers", "excluded", "words"),
    [(["9999"], [], "no TIS number"), (["0810"], [], "until 1991-12-31"), ([], [], "names no country"), (["0840"], ["0124"], "not in")],
)  # fmt: skip
def test_refused_numbers(numbers: list[str], excluded: list[str], words: str) -> None:
    with pytest.raises(PhraseError, match=words) as caught:
        territory_of_tis(numbers, excluded)
    assert caught.value.hint


def test_ddex() -> None:
    assert territory_of_ddex(["Worldwide"]).key == "001"
    assert territory_of_ddex(["US", "ES-CN", "AN"]).includes == ("BQ", "CW", "ES-CN", "SX", "US")
    assert territory_of_ddex(["2136"], ["840"], tis=True) == territory_of_tis([2136], [840])
    for wrong in ("840", "Europe", "UK", "us"):
        with pytest.raises(PhraseError):
            territory_of_ddex([wrong])


def test_onix() -> None:
    assert territory_of_onix("AS AU CA GU MP NZ PH PR US VI ZA").includes[:2] == ("AS", "AU")
    assert territory_of_onix("US", "CA-QC").key == "CA-QC_US"
    assert territory_of_onix(regions_included="WORLD", countries_excluded="GB", regions_excluded="CA-QC").key == (
        "001_except_CA-QC_GB"
    )
    euro = territory_of_onix(regions_included="ECZ")
    assert codes_of(certain_on(euro, date(2024, 1, 1)) ^ possible_on(euro, date(2024, 1, 1))) == (
        "AD", "HR", "MC", "ME", "SM", "VA", "XK",
    )  # fmt: skip
    assert territory_of_onix(regions_included="CN-11 AU-NS GB-EWS").includes == (
        "AU-NSW", "CN-BJ", "GB-ENG", "GB-SCT", "GB-WLS",
    )  # fmt: skip
    for wrong in ("ROW", "GB-AIR", "UK", "XX"):
        with pytest.raises(PhraseError) as caught:
            territory_of_onix(wrong)
        assert caught.value.hint
    with pytest.raises(PhraseError, match="includes no country"):
        territory_of_onix(countries_excluded="US")
