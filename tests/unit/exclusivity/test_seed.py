"""Both tables of the specification, exactly."""

from __future__ import annotations

from datetime import date

import pytest

from partnergraph.exclusivity.facts import DEFAULT_READINGS, STRICT
from partnergraph.exclusivity.indexed import index_deals
from partnergraph.exclusivity.who import in_force, who
from tests.unit.exclusivity import seed as s

DAYS = [
    date(2021, 6, 1), date(2022, 3, 15), date(2022, 7, 31), date(2023, 5, 1), date(2024, 2, 28), date(2024, 2, 29),
    date(2030, 1, 1),
]  # fmt: skip
BRAZIL = {
    DEFAULT_READINGS: "no unknown yes yes yes unknown unknown",
    STRICT: "no unknown unknown unknown yes unknown unknown",
    DEFAULT_READINGS | {"continues"}: "no unknown yes yes yes yes yes",
}
DEALS = index_deals(s.seed())


@pytest.mark.parametrize("readings", BRAZIL, ids=["readings", "strict", "continues"])
def test_the_exclusivity_in_force(readings: frozenset[str]) -> None:
    found = [in_force(DEALS, s.EXCLUSIVITY, "BR", day, readings) for day in DAYS]
    assert found == BRAZIL[readings].split()
    assert [in_force(DEALS, s.EXCLUSIVITY, "JP", day, readings) for day in DAYS] == ["no"] * 7


def ask(country: str, day: date) -> dict[str, str]:
    found = who(DEALS, s.LEICA_MARK, s.PHONE, s.BRANDING, country, day, (s.XIAOMI, s.SHARP, s.SAMSUNG))
    return {answer.party: answer.answer for answer in found.answers}


def test_who_may() -> None:
    assert ask("BR", date(2023, 5, 1)) == {s.XIAOMI: "yes", s.SHARP: "no", s.SAMSUNG: "no", "others": "no"}
    for day in (date(2021, 6, 1), date(2030, 1, 1)):
        assert set(ask("BR", day).values()) == {"unknown"}
    for day in DAYS:
        assert set(ask("JP", day).values()) == {"unknown"}


def test_an_unknown_is_never_bare() -> None:
    found = who(DEALS, s.LEICA_MARK, s.PHONE, s.BRANDING, "BR", date(2030, 1, 1), (s.SAMSUNG,))[s.SAMSUNG]
    assert found.could_be == ("no", "unknown")
    assert found.last_known is not None
    assert (found.last_known.answer, found.last_known.on) == ("no", date(2024, 2, 28))
    assert found.decided_by[0].alone
    assert found.reasons[0].evidence[0].date == date(2024, 2, 28)
