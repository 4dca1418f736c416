"""Each rule that once stood in three places and said three things, through the shipped book format and by hand."""

from __future__ import annotations

from datetime import date

import pytest

from partnergraph import model as m
from partnergraph.bounds import parse_period
from partnergraph.inference import (
    Agreed,
    Conclusion,
    Conclusions,
    Said,
    Sources,
    Timeline,
    windows,
)

PRESS = m.Source(iri="press", title="Press", date=date(2024, 5, 1))
PARTNERSHIP = m.Partnership(iri="p", label="p", parties=("a", "b"))


def grant(iri: str = "c", **fields: object) -> m.Commitment:
    values = {"kind": "grant", "bound": ("a",), "beneficiaries": ("b",), "partnership": "p"} | fields
    return m.Commitment(iri=iri, label=iri, **values)  # type: ignore[arg-type]


def said(about: str, period: str | None = None, source: str = "press", **fields: object) -> m.Statement:
    when = parse_period(period) if period else None
    iri = f"{about}-{source}-{period}-{fields}"
    return m.Statement(iri=iri, about=about, source=source, period=when, **fields)  # type: ignore[arg-type]


def concluded(identities: list[m.Identity], statements: list[m.Statement], *sources: m.Source) -> list[Conclusion]:
    conclusions = Conclusions([PRESS, *sources])
    return [*conclusions.of(m.Dataset(identities=identities, statements=statements)), *conclusions.rest()]


def bounds(*arguments: object, about: str) -> set[tuple[str, str, str]]:
    """Return (edge, day, readings) of what follows about a fact."""
    return {
        (found.edge, str(found.day), " ".join(sorted(found.readings)))
        for found in concluded(*arguments)  # type: ignore[arg-type]
        if isinstance(found, m.DerivedBound) and found.about == about
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "planned"}, {"status": "tentative"}, {"status": "conditional"}, {"modality": "plan"},
        {"modality": "opinion"}, {"modality": "prediction"}, {"denied": True}, {"modality": "plan", "present_tense": True},
    ],
)  # fmt: skip
def test_what_is_no_fact_entails_nothing(fields: dict[str, object]) -> None:
    facts = [PARTNERSHIP, grant(), grant("sub", parent="c", partnership=None)]
    told = [said("c", "2022-07-01 to 2024-12-31", **fields), said("sub")]
    assert not [found for found in concluded(facts, told) if isinstance(found, m.DerivedBound)]


def test_a_disclosure_entails_what_a_fact_does() -> None:
    told = [said("c", "2022-07-01 to 2024-12-31", modality="disclosure")]
    assert {("latest-start", "2022-07-01", ""), ("earliest-end", "2024-12-31", "")} <= bounds(
        [PARTNERSHIP, grant()], told, about="p"
    )


@pytest.mark.parametrize("status", ["ended", "expired"])
def test_what_is_reported_as_ended_has_ended_by_the_day_of_the_original(status: str) -> None:
    original = m.Source(iri="wire", title="Wire", date=date(2024, 4, 1))
    copy = m.Source(iri="copy", title="Copy", date=date(2024, 4, 9), copy_of="wire")
    told = [said("p", source="copy", status=status), said("c")]
    assert bounds([PARTNERSHIP, grant()], told, original, copy, about="p") == {("latest-end", "2024-04-01", "")}
    assert ("latest-end", "2024-04-01", "") in bounds([PARTNERSHIP, grant()], told, original, copy, about="c")


LATER = m.Source(iri="later", title="Later", date=date(2024, 6, 1))


@pytest.mark.parametrize("period", ["2020-01-01 to 2030-12-31", "2020-01-01/.."])
@pytest.mark.parametrize(("by", "came"), [("early", False), ("later", True)])
def test_what_takes_over_an_end_does_not_take_over_one_that_did_not_come(period: str, by: str, came: bool) -> None:
    """Of a partnership until 2030, or without an end, that is reported as ended: unless by a later source it runs on."""
    early = m.Source(iri="early", title="Early", date=date(2024, 2, 1))
    runs, ended = said("p", period, source=by), said("p", status="ended")
    day = "None" if period.endswith("..") else "2030-12-31"
    for of_commitment, reading in (({"until": "p"}, ""), ({"coextensive": True}, "coextensive"), ({}, "ends-with")):
        told = [runs, ended, said("c", **of_commitment)]
        found = bounds([PARTNERSHIP, grant()], told, early, LATER, about="c")
        assert ("latest-end", "2024-05-01", "") in found
        assert (("earliest-end", day, reading) in found) is came
    of_the_grant = [said("c", period, source=by), said("c", status="ended")]
    assert (("earliest-end", day, "") in bounds([PARTNERSHIP, grant()], of_the_grant, early, LATER, about="p")) is came


def test_an_option_does_not_say_that_its_partnership_runs() -> None:
    told = [said("c", "2022-07-01 to 2024-12-31", present_tense=True)]
    assert bounds([PARTNERSHIP, grant(kind="grant")], told, about="p")
    assert not bounds([PARTNERSHIP, grant(kind="option")], told, about="p")


def test_an_end_that_is_stated_is_not_bounded_by_the_report_of_it() -> None:
    assert not bounds([PARTNERSHIP], [said("p", "until 2023-12-31", status="ended")], about="p")


def test_rows_that_are_over_are_not_open_as_of_the_day() -> None:
    listed = m.Source(iri="list", title="List", as_of=date(2024, 3, 1))
    assert bounds([grant()], [said("c", source="list")], listed, about="c") >= {("earliest-end", "2024-03-01", "")}
    for status in ("ended", "expired", "ending"):
        assert not bounds([grant()], [said("c", source="list", status=status)], listed, about="c")


def test_a_copy_is_as_of_the_day_of_its_original_unless_it_is_of_another() -> None:
    original = m.Source(iri="list", title="List", as_of=date(2024, 3, 1))
    copies = [
        m.Source(iri="plain", title="Copy", copy_of="list"),
        m.Source(iri="own", title="Copy", copy_of="list", as_of=date(2024, 6, 1)),
    ]
    for source, day in (("plain", "2024-03-01"), ("own", "2024-06-01")):
        assert ("earliest-end", day, "") in bounds([grant()], [said("c", source=source)], original, *copies, about="c")


def test_copies_in_a_ring_are_one_source() -> None:
    ring = {iri: m.Source(iri=iri, title=iri, copy_of=other) for iri, other in (("y", "z"), ("z", "y"), ("a", "z"))}
    assert {Sources(ring).original(iri) for iri in ring} == {"y"}


def test_a_month_without_a_year_is_completed_and_a_year_that_is_not_known_is_not() -> None:
    assert {
        ("earliest-start", "2024-02-01", "completed-date"),
        ("latest-start", "2024-02-29", "completed-date"),
    } <= bounds([grant()], [said("c", "since February")], about="c")
    assert not bounds([grant()], [said("c", "XXXX")], about="c")


def test_the_words_of_a_plan_are_completed_for_the_plan_alone() -> None:
    told = [said("p", "since March 7", status="planned"), said("c")]
    assert bounds([PARTNERSHIP, grant()], told, about="p") == {
        ("earliest-start", "2024-03-07", "completed-date"), ("latest-start", "2024-03-07", "completed-date"),
    }  # fmt: skip
    assert not bounds([PARTNERSHIP, grant()], told, about="c")


@pytest.mark.parametrize("fields", [{"modality": "plan"}, {"modality": "opinion"}, {"denied": True}])
def test_only_what_is_affirmed_gives_an_end_of_its_own(fields: dict[str, object]) -> None:
    told = [said("p", "2022 to 2025-12-31"), said("c"), said("c", "until 2030-12-31", **fields)]
    assert ("earliest-end", "2025-12-31", "ends-with") in bounds([PARTNERSHIP, grant()], told, about="c")


def test_until_gives_an_end() -> None:
    told = [said("p", "2022 to 2025-12-31"), said("c", until="p")]
    assert not any("ends-with" in readings for _, _, readings in bounds([PARTNERSHIP, grant()], told, about="c"))


def test_a_sublicence_keeps_the_end_that_is_stated() -> None:
    facts = [
        grant(partnership=None),
        grant("sub", parent="c", partnership=None),
        grant("low", parent="sub", partnership=None),
    ]
    told = [said("c", "2020-01-01 to 2025-12-31"), said("sub"), said("low")]
    assert bounds(facts, told, about="low") == {("earliest-start", "2020-01-01", ""), ("latest-end", "2025-12-31", "")}
    told[1] = said("sub", "until 2030-12-31")
    assert bounds(facts, told, about="sub") == {("earliest-start", "2020-01-01", "")}
    assert ("latest-end", "2025-12-31", "") not in bounds(facts, told, about="low")


def test_a_perpetual_commitment_keeps_its_partnership_without_end_as_a_source_says() -> None:
    told = [said("c", "2022-01-01/.."), said("p")]
    assert ("earliest-end", "None", "") in bounds([PARTNERSHIP, grant()], told, about="p")


def test_what_has_no_end_tells_whether_a_source_says_so() -> None:
    for statement, continues in ((said("c", "2022-01-01/.."), False), (said("c", present_tense=True), True)):
        timeline = Timeline([grant()], {"c": [statement]}, Sources({"press": PRESS}))
        ((_, window),) = windows(timeline.bounds("c"), frozenset({"continues"}))
        assert window.continues is continues


LICENSES = {"kind": "exclusivity", "partnership": None}
SCOPE = {"subjects": ("mark",), "fields": ("phones",)}


def test_a_successor_ends_what_continues_the_day_before_it_starts() -> None:
    facts = [grant("old", **LICENSES), grant("new", **LICENSES, beneficiaries=("other",))]
    told = [said("old", "since 2020-01-01", **SCOPE), said("new", "2023-04-01 to 2026-03-31", **SCOPE)]
    assert bounds(facts, told, about="old") == {
        ("earliest-end", "2023-03-31", "continues"), ("latest-end", "2023-03-31", "continues"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("identity", "statement"),
    [
        ({"beneficiaries": ("b",)}, {}),
        ({"bound": ("somebody",)}, {}),
        ({"side": "user"}, {}),
        ({"kind": "grant"}, {}),
        ({}, {"subjects": ("another",)}),
        ({}, {"fields": ("clothes",)}),
        ({}, {"status": "planned"}),
        ({}, {"denied": True}),
    ],
)
def test_what_is_no_successor_ends_nothing(identity: dict[str, object], statement: dict[str, object]) -> None:
    facts = [grant("old", **LICENSES), grant("new", **(LICENSES | {"beneficiaries": ("other",)} | identity))]
    told = [said("old", "since 2020-01-01", **SCOPE), said("new", "2023-04-01 to 2026-03-31", **(SCOPE | statement))]
    assert bounds(facts, told, about="old") == {("earliest-end", "None", "continues")}


def test_what_is_attested_after_another_started_is_not_followed_by_it() -> None:
    facts = [grant("old", **LICENSES), grant("new", **LICENSES, beneficiaries=("other",))]
    told = [said("old", "since 2020-01-01", present_tense=True, **SCOPE), said("new", "since 2023-04-01", **SCOPE)]
    assert ("earliest-end", "None", "continues") in bounds(facts, told, about="old")


def test_a_planned_end_is_how_long_it_continues() -> None:
    told = [said("c", "since 2022-01-01, planned to end on 2024-12-31")]
    assert bounds([grant()], told, about="c") == {("earliest-end", "2024-12-31", "continues")}


def test_voices_and_agreed_values() -> None:
    affirmed, planned = said("c", fields=("phones",)), said("c", fields=("watches",), status="planned")
    opinion = said("c", fields=("cars",), modality="opinion")
    found = concluded([grant()], [affirmed, planned, opinion])
    assert [one for one in found if isinstance(one, Said)] == [Said(affirmed.iri, "affirmed", "press")]
    assert [one for one in found if isinstance(one, Agreed)] == [Agreed("c", "field", "phones")]
    assert [one.voice for one in concluded([grant()], [planned]) if isinstance(one, Said)] == ["foreseen"]


def test_a_fact_that_a_source_denies_has_no_agreed_values() -> None:
    told = [said("c", fields=("phones",)), said("c", fields=("phones",), denied=True)]
    assert not [one for one in concluded([grant()], told) if isinstance(one, Agreed)]
