"""ONIX for Books: what each record says, and what is refused; the readings were written down by people first."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph import model as m
from partnergraph.cli import main
from partnergraph.ingest.industry.onix import sales_rights
from partnergraph.ingest.industry.onix.codes import field_of, lists
from partnergraph.ingest.industry.onix.message import SHORT
from partnergraph.ingest.inputs import read_inputs
from partnergraph.territory import COUNTRIES
from partnergraph.territory.places import Places
from partnergraph.territory.regions import table
from tests.quick import one_in

HERE = Path(__file__).parent
DATA = HERE.parent / "data" / "onix"
REAL = HERE.parents[2] / "shared" / "industry" / "real" / "jonix-onix-3.1-short-shortened.xml"
DAY = "2026-11-02"
WORLD = len(COUNTRIES)


@cache
def built(path: Path) -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(path)
    return graph


def reference() -> pg.PartnerGraph:
    return built(DATA / "onix-3.0-reference.xml")


def short() -> pg.PartnerGraph:
    return built(DATA / "onix-3.1-short.xml")


def told(graph: pg.PartnerGraph | m.Dataset) -> dict[tuple[str, str], Places]:
    """Return where each thing that is said of a product holds: ("Night Ferry", "grant") -> places."""
    data = graph if isinstance(graph, m.Dataset) else graph.data()
    names = {thing.iri: thing.name for thing in data.entities}
    facts = {fact.iri: fact for fact in data.identities}
    found: dict[tuple[str, str], Places] = {}
    for said in data.statements:
        fact = facts[said.about]
        if isinstance(fact, m.Absence):
            key = names[fact.product], "not for sale"
        else:
            assert isinstance(fact, m.Commitment)
            key = names[said.subjects[0]], f"{'no ' if said.denied else ''}{fact.kind}"
        found[key] = found.get(key, Places()) | Places.on(said.territory, date(2026, 11, 2))
    return found


def counts(graph: pg.PartnerGraph | m.Dataset, title: str) -> dict[str, int]:
    return {kind: len(where.countries) for (name, kind), where in told(graph).items() if name == title}


def answers(
    graph: pg.PartnerGraph,
    title: str,
    country: str,
    field: str = "printed books",
    language: str = "English",
    **axes: str,
) -> tuple[str, str]:
    """Return the answers for the publisher and for others."""
    publisher = "Marlow House" if graph is reference() else "Editions du Lac"
    found = graph.who(title, field, country, DAY, party=publisher, language=language, **axes)
    return found[0].answer, found["others"].answer


# --- what the records say ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("The Salt Cellar", {"grant": 242, "exclusivity": 6, "no grant": 8, "not for sale": 8}),
        ("Night Ferry", {"grant": 250, "exclusivity": 3}),
        ("Small Engines", {"grant": 247, "not for sale": 3}),
        ("A Map of Rain", {"grant": 27, "exclusivity": 27, "not for sale": 1}),
        ("Quiet Numbers", {"grant": 2, "exclusivity": 2, "no grant": 248, "not for sale": 249}),
    ],
)
def test_the_countries_of_each_record(title: str, expected: dict[str, int]) -> None:
    assert WORLD == 250
    assert counts(reference(), title) == expected


def test_short_tags_and_a_part_of_a_country() -> None:
    assert counts(short(), "Winter Bees") == {"grant": 6, "exclusivity": 5, "not for sale": 245}
    where = told(short())
    assert where["Winter Bees", "exclusivity"].parts == ("CA-QC",)
    assert where["Winter Bees", "not for sale"].without == ("CA-QC",)
    assert where["Winter Bees", "grant"] == Places.of(["FR", "BE", "CH", "LU", "MC", "CA"])


@pytest.mark.parametrize(
    ("country", "publisher", "others"),
    [
        ("GB", "yes", "no"),  # exclusive
        ("IN", "yes", "no"),
        ("DE", "yes", "unknown"),  # held, but not exclusively
        ("US", "unknown", "unknown"),  # no rights held: who holds them, the record does not say
    ],
)
def test_who_may_sell_the_salt_cellar(country: str, publisher: str, others: str) -> None:
    assert answers(reference(), "The Salt Cellar", country) == (publisher, others)
    assert answers(reference(), "9780000000019", country) == (publisher, others)


def test_the_right_is_in_one_language_and_one_form() -> None:
    assert answers(reference(), "Night Ferry", "DE", language="German") == ("yes", "no")
    assert answers(reference(), "Night Ferry", "DE", language="English") == ("unknown", "unknown")
    assert answers(reference(), "Night Ferry", "DE", language="German", field="e-books") == ("unknown", "unknown")
    assert answers(reference(), "A Map of Rain", "BG", field="e-books") == ("yes", "no")  # in the euro area since 2026
    assert answers(reference(), "A Map of Rain", "SE", field="e-books") == ("unknown", "unknown")


def test_the_right_has_no_dates_and_that_of_publication_is_none() -> None:
    graph = reference()
    assert {said.period for said in graph.data().statements if said.present_tense} == {None}
    for day in ("2026-03-04", "2026-03-06", "2026-11-03"):
        found = graph.who("The Salt Cellar", "printed books", "GB", day, party="Marlow House", language="English")
        assert found[0].answer == "unknown"


def test_held_and_not_sold() -> None:
    assert answers(reference(), "Quiet Numbers", "IE", field="e-books") == ("yes", "no")
    assert answers(short(), "Winter Bees", "CA-ON", language="French") == ("yes", "unknown")
    assert answers(short(), "Winter Bees", "CA-QC", language="French") == ("yes", "no")
    rows = reference().query("absences-in", country="IE")
    assert [(row["product"], row["up_to"]) for row in rows] == [("Quiet Numbers", date(2026, 11, 2))]


def test_through_one_shop_alone() -> None:
    graph = reference()
    assert answers(graph, "Quiet Numbers", "GB-ENG", field="e-books") == ("unknown", "unknown")
    assert answers(graph, "Quiet Numbers", "GB-ENG", field="e-books", channel="other online shops")[0] == "unknown"
    assert answers(graph, "Quiet Numbers", "GB-ENG", field="e-books", channel="Bookbarn") == ("yes", "no")
    assert answers(graph, "Quiet Numbers", "GB-NIR", field="e-books") == ("unknown", "unknown")


@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
def test_a_real_file() -> None:
    graph = built(REAL)
    assert counts(graph, "Roseanna") == {"grant": 242, "exclusivity": 77, "no grant": 8, "not for sale": 8}
    assert told(graph)["Roseanna", "no grant"] == Places.of(["AS", "CA", "GU", "MP", "PH", "PR", "US", "VI"])


# --- messages made for one rule each ---------------------------------------------------------------------

GB = "<Territory><CountriesIncluded>GB</CountriesIncluded></Territory>"


def rights(kind: str = "01", where: str = GB, more: str = "") -> str:
    return f"<SalesRights><SalesRightsType>{kind}</SalesRightsType>{where}{more}</SalesRights>"


def territory(**lists_of_codes: str) -> str:
    inner = "".join(f"<{name}>{codes}</{name}>" for name, codes in lists_of_codes.items())
    return f"<Territory>{inner}</Territory>"


def record(
    composites: str = "",
    reference: str = "r1",
    title: str = "<TitleText>Low Water</TitleText>",
    form: str = "BC",
    described: str = "<Language><LanguageRole>01</LanguageRole><LanguageCode>eng</LanguageCode></Language>",
    publisher: str = "<Publisher><PublishingRole>01</PublishingRole><PublisherName>Marlow House</PublisherName></Publisher>",
    kind: str = "03",
) -> str:
    return (
        f"<Product><RecordReference>{reference}</RecordReference><NotificationType>{kind}</NotificationType>"
        f"<DescriptiveDetail><ProductForm>{form}</ProductForm><TitleDetail><TitleType>01</TitleType><TitleElement>"
        f"<TitleElementLevel>01</TitleElementLevel>{title}</TitleElement></TitleDetail>{described}</DescriptiveDetail>"
        f"<PublishingDetail>{publisher}{composites}</PublishingDetail></Product>"
    )


def message(*records: str, day: str = "20261102", root: str | None = None, before: str = "") -> str:
    root = root or 'ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference"'
    sent = f"<SentDateTime>{day}</SentDateTime>" if day else ""
    head = f"<Header><Sender><SenderName>Bookdata</SenderName></Sender>{sent}</Header>"
    return f'<?xml version="1.0"?>\n{before}<{root}>{head}\n' + "\n".join(records) + f"</{root.split()[0]}>"


def write(folder: Path, text: str, name: str = "books.xml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, *records: str, **given: str) -> tuple[m.Dataset, list[str]]:
    """Read a message; return what it says and the warnings."""
    (content,) = read_inputs([write(folder, message(*records, **given))], {})
    return content.data, [str(warning) for warning in content.warnings]


def asked(folder: Path, one: str, country: str = "GB", field: str = "printed books", **axes: str) -> tuple[str, str]:
    """Build one record; return the answers for its publisher and for others."""
    graph = pg.PartnerGraph()
    graph.build(write(folder, message(one)))
    found = graph.who("Low Water", field, country, DAY, party="Marlow House", language="English", **axes)
    assert "yes" not in found["others"].could_be
    return found[0].answer, found["others"].answer


def refused(folder: Path, text: str, name: str = "books.xml") -> str:
    with pytest.raises(pg.InputError) as caught:
        pg.PartnerGraph().build(write(folder, text, name))
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (rights(where=territory(CountriesIncluded="GB UK")), "CountriesIncluded 'UK': is no country of ONIX\n    write GB"),
        (rights(where=territory(CountriesIncluded="gb")), "'gb': is no country"),
        (rights(where=territory(RegionsIncluded="ROW")), "RegionsIncluded 'ROW': is no region of ONIX 3"),
        (rights(where=territory(RegionsIncluded="XX-YY")), "'XX-YY': is no region of ONIX"),
        (rights(where=territory(CountriesIncluded="GB", CountriesExcluded="GB")), "excludes all that it includes"),
        (rights(where=territory(CountriesExcluded="GB")), "Territory: includes nothing"),
        (rights(where=""), "Territory: is missing"),
        (rights("09"), "SalesRightsType '09': is no type of sales rights"),
        (rights() + "<ROWSalesRightsType>9</ROWSalesRightsType>", "ROWSalesRightsType '9': is no type of sales rights"),
        (rights(more="<SalesRestriction><SalesRestrictionType>77</SalesRestrictionType></SalesRestriction>"), "'77': is no type of sales restriction"),
    ],
)  # fmt: skip
def test_a_code_that_is_none_refuses_its_record_with_its_place(tmp_path: Path, given: str, why: str) -> None:
    text = message(record(rights(), "r0", "<TitleText>Fine</TitleText>"), record(given))
    told = refused(tmp_path, text)
    assert why in told
    assert "books.xml:4: " in told
    graph = pg.PartnerGraph()
    result = graph.build(tmp_path / "books.xml", skip_bad=True)
    assert _titles(graph.data()) == ["Fine"]
    assert any("left out" in str(warning) for warning in result.warnings)


def _titles(data: m.Dataset) -> list[str]:
    return sorted(thing.name for thing in data.entities if isinstance(thing, m.Model))


def test_what_the_composites_leave_out(tmp_path: Path) -> None:
    for row, expected in {
        "00": {"grant": 1, "exclusivity": 1},
        "01": {"grant": 250, "exclusivity": 250},
        "02": {"grant": 250, "exclusivity": 1},
        "03": {"grant": 1, "exclusivity": 1, "not for sale": 249},
        "04": {"grant": 250, "exclusivity": 250, "not for sale": 249},
        "05": {"grant": 250, "exclusivity": 1, "not for sale": 249},
        "06": {"grant": 1, "exclusivity": 1, "no grant": 249, "not for sale": 249},
    }.items():
        graph, warnings = read(tmp_path, record(rights() + f"<ROWSalesRightsType>{row}</ROWSalesRightsType>"))
        assert (counts(graph, "Low Water"), warnings) == (expected, []), row
    graph, (warning,) = read(tmp_path, record(rights()))
    assert counts(graph, "Low Water") == {"grant": 1, "exclusivity": 1}
    assert "does not say what holds in the rest of the world" in warning


def test_world_stands_alone_and_what_was_not_included_is_not_excluded(tmp_path: Path) -> None:
    where = territory(RegionsIncluded="ECZ WORLD", CountriesExcluded="US")
    graph, (warning,) = read(tmp_path, record(rights(where=where) + "<ROWSalesRightsType>00</ROWSalesRightsType>"))
    assert counts(graph, "Low Water")["grant"] == 249
    assert "RegionsIncluded 'WORLD': stands beside other regions" in warning
    where = territory(CountriesIncluded="GB IE", CountriesExcluded="US")
    _, (warning, _) = read(tmp_path, record(rights(where=where)))
    assert "'US': is excluded, and was not included" in warning


def test_a_country_in_two_composites_is_told(tmp_path: Path) -> None:
    _, warnings = read(tmp_path, record(rights() + rights("06")))
    (told,) = [warning for warning in warnings if "SalesRights 'GB': is in two composites" in warning]
    assert "of types 01 (line 3) and 06 (line 3), which contradict each other" in told


@pytest.mark.parametrize(
    ("kinds", "answers"),
    [("01 06", ("unknown", "unknown")), ("06 02", ("unknown", "unknown")), ("01 02", ("yes", "unknown")),
     ("01 03", ("yes", "no")), ("01 01", ("yes", "no"))],
)  # fmt: skip
def test_what_two_composites_dispute_is_possible_only(tmp_path: Path, kinds: str, answers: tuple[str, str]) -> None:
    where = territory(CountriesIncluded="GB IE")
    one = record(rights(kinds[:2], where) + rights(kinds[3:]))
    assert asked(tmp_path, one) == answers
    if kinds == "01 06":
        assert asked(tmp_path, one, "IE") == ("yes", "no")
        data, _ = read(tmp_path, one)
        assert counts(data, "Low Water") == {"grant": 2, "exclusivity": 2, "no grant": 1, "not for sale": 1}


def test_the_euro_area_is_that_of_the_day_of_the_message(tmp_path: Path) -> None:
    one = record(rights(where=territory(RegionsIncluded="ECZ")))
    for day, expected in {"20221231": 25, "20230101": 26, "20251231T235959Z": 26, "20260101T0000-0500": 27}.items():
        graph, _ = read(tmp_path, one, day=day)
        assert counts(graph, "Low Water")["grant"] == expected
        assert "XK" in told(graph)["Low Water", "grant"].countries
    assert "'ECZ': has other countries on other days" in refused(tmp_path, message(one, day=""))
    assert "SentDateTime '2 Nov': is no day" in refused(tmp_path, message(one, day="2 Nov"))


def test_codes_of_before_and_regions_under_other_names(tmp_path: Path) -> None:
    where = territory(CountriesIncluded="YU XK", RegionsIncluded="AU-NS CN-HK CN-71 GB-EWS RS-KM GB-CHA")
    graph, warnings = read(tmp_path, record(rights(where=where)))
    had = told(graph)["Low Water", "grant"]
    assert had.countries == ("GG", "HK", "JE", "ME", "RS", "TW", "XK")
    assert had.parts == ("AU-NSW", "GB-ENG", "GB-SCT", "GB-WLS")
    assert any("'YU': is a country of before" in warning for warning in warnings)


def test_every_region_of_the_list_is_known_or_refused_by_name(tmp_path: Path) -> None:
    same = {f"{c}-{part}" for c, parts in lists()["regions_as_in_iso_3166_2"].items() for part in parts.split()}
    other = {code for targets in lists()["regions"].values() for code in targets.split()}
    provinces = {code for code in same if code.startswith("IT-")}  # ISO 3166-2 has them below the regions of Italy
    assert {code for code in same | other if code not in table()} <= provinces
    graph, _ = read(tmp_path, record(rights(where=territory(RegionsIncluded="FR-H RU-MOW"))))
    assert told(graph)["Low Water", "grant"].parts == ("FR-20R", "RU-MOW")
    assert "'IT-AG': is a part of Italy that" in refused(
        tmp_path, message(record(rights(where=territory(RegionsIncluded="IT-AG"))))
    )


def test_outlets_at_airports_are_no_places(tmp_path: Path) -> None:
    where = territory(CountriesIncluded="IE", RegionsIncluded="GB-AIR")
    one = record(rights(where=where) + "<ROWSalesRightsType>03</ROWSalesRightsType>")
    assert "GB" in told(read(tmp_path, one)[0])["Low Water", "not for sale"].countries  # outside the airports
    assert asked(tmp_path, one, "IE") == ("yes", "no")
    assert asked(tmp_path, one, "GB") == ("unknown", "unknown")
    assert asked(tmp_path, one, "GB", channel="airside outlets at UK airports") == ("yes", "no")
    one = record(rights(where=territory(CountriesIncluded="GB FR", RegionsExcluded="GB-AIR")))
    assert asked(tmp_path, one, "FR") == ("yes", "no")
    assert asked(tmp_path, one, "GB") == ("unknown", "unknown")


def restriction(kind: str, **parts: str) -> str:
    outlet = parts.pop("outlet", "")
    named = f"<SalesOutlet><SalesOutletName>{outlet}</SalesOutletName></SalesOutlet>" if outlet else ""
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return f"<SalesRestriction><SalesRestrictionType>{kind}</SalesRestrictionType>{named}{inner}</SalesRestriction>"


@pytest.mark.parametrize(
    ("given", "channel", "answer"),
    one_in(3, [
        (restriction("15"), "online sale", "yes"),
        (restriction("15"), "shops", "unknown"),
        (restriction("22"), "schools and universities", "yes"),
        (restriction("06"), "only libraries", "yes"),
        (restriction("11", outlet="Kiwi"), "all but Kiwi", "yes"),
        (restriction("11", outlet="Kiwi"), "shops", "unknown"),
        (restriction("99"), "shops", "yes"),
        (restriction("04", outlet="Kiwi", EndDate="20261101"), "shops", "yes"),  # over on the day of the message
        (restriction("04", outlet="Kiwi", EndDate="20261102"), "shops", "unknown"),
        (restriction("04", outlet="Kiwi", StartDate="20270101"), "shops", "yes"),
        ("", "shops", "yes"),
    ]),
)  # fmt: skip
def test_restrictions_leave_a_channel(tmp_path: Path, given: str, channel: str, answer: str) -> None:
    found = asked(tmp_path, record(rights(more=given)), channel=channel)
    assert found == (answer, {"yes": "no"}.get(answer, answer))


def test_deprecated_types_say_that_a_restriction_is_there(tmp_path: Path) -> None:
    assert asked(tmp_path, record(rights("07"))) == ("unknown", "unknown")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>Salt Cellar</TitleWithoutPrefix>", "The Salt Cellar"),
        ("<NoPrefix/><TitleWithoutPrefix>Roseanna</TitleWithoutPrefix>", "Roseanna"),
        ("<TitleText>Salt &amp; Light\n  at Sea</TitleText><Subtitle>A Life</Subtitle>", "Salt & Light at Sea"),
    ],
)
def test_titles(tmp_path: Path, title: str, expected: str) -> None:
    graph, _ = read(tmp_path, record(rights(), title=title))
    assert _titles(graph) == [expected]


def by(name: str) -> str:
    return f"<Contributor><ContributorRole>A01</ContributorRole><PersonName>{name}</PersonName></Contributor>"


def test_another_writers_book_of_the_same_title_is_another_book(tmp_path: Path) -> None:
    graph, warnings = read(
        tmp_path,
        record(rights(), "r1", described=by("Ann Lowe")),
        record(rights(), "r2", described=by("Bea Moss")),
        record(rights(), "r3", described=by("A. Lowe"), form="EA"),
    )
    assert _titles(graph) == ["Low Water", "Low Water (Bea Moss)"]
    assert any("is the title of another writer's book" in warning for warning in warnings)


def test_the_imprint_stands_for_a_publisher_that_is_not_named(tmp_path: Path) -> None:
    imprint = "<Imprint><ImprintName>Marlow Fiction</ImprintName></Imprint>"
    data, warnings = read(tmp_path, record(rights(), publisher=imprint))
    assert "Marlow Fiction" in {thing.name for thing in data.entities if isinstance(thing, m.Organization)}
    assert any("the imprint is taken for it" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("form", "details", "expected"),
    [("BB", (), "print-book"), ("ED", (), "e-book"), ("ED", ("A103",), "audiobook"), ("AC", (), "audiobook"), ("LC", (), "e-book"), ("", (), "book"), ("PC", (), "publishing")],
)  # fmt: skip
def test_forms_are_fields(form: str, details: tuple[str, ...], expected: str) -> None:
    assert field_of(form, details) == (expected, f"https://w3id.org/partnergraph/field/{expected}")


def test_a_form_or_language_that_no_tree_has_is_unknown(tmp_path: Path) -> None:
    language = "<Language><LanguageRole>01</LanguageRole><LanguageCode>egy</LanguageCode></Language>"
    one = record(rights(), form="ZE", described=language)
    assert asked(tmp_path, one) == asked(tmp_path, one, field="ONIX product form ZE") == ("unknown", "unknown")


def test_an_update_replaces_what_the_record_said(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    for number, (given, kind) in enumerate(
        [(rights(), "03"), (rights("06"), "03"), ("", "03"), (rights(), "03"), ("", "05")]
    ):
        other = record(rights(), "r2", "<TitleText>Other</TitleText>")
        path = write(
            tmp_path, message(record(given, kind=kind), other, day=f"2026110{number + 1}"), f"books-{number}.xml"
        )
        graph.build(path)
        found = counts(graph, "Low Water")
        assert found == [{"grant": 1, "exclusivity": 1}, {"no grant": 1, "not for sale": 1}, {}, {"grant": 1, "exclusivity": 1}, {}][number]  # fmt: skip
        assert counts(graph, "Other") == {"grant": 1, "exclusivity": 1}
    assert len(graph.sources()) == 2


def test_two_senders_may_use_one_reference(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    for sender, title in (("Bookdata", "Low Water"), ("Other Data", "High Water")):
        text = message(record(rights(), title=f"<TitleText>{title}</TitleText>")).replace("Bookdata", sender)
        graph.build(write(tmp_path, text, f"{sender}.xml"))
    assert counts(graph, "Low Water") == counts(graph, "High Water") == {"grant": 1, "exclusivity": 1}


def test_partial_updates_and_tests(tmp_path: Path) -> None:
    graph, _ = read(
        tmp_path,
        record(rights()),
        record(rights(), "r2", "<TitleText>Test</TitleText>", kind="88"),
        "<Product><RecordReference>r3</RecordReference><NotificationType>04</NotificationType></Product>",
    )
    assert _titles(graph) == ["Low Water"]


def test_an_update_that_says_nothing_of_rights_is_passed_over_and_counted(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(write(tmp_path, message(record(rights()))))
    prices = record(kind="04"), record(reference="r2", kind="04")
    told = graph.build(write(tmp_path, message(*prices, day="20261109"), "prices.xml"))
    assert "says nothing of rights in 2 records: updates of other things" in str(told.warnings[0])
    assert told.summaries == (
        f"{tmp_path / 'prices.xml'}: ONIX for Books, 0 deals read, 2 records passed over, 1 doubt told",
    )
    assert counts(graph, "Low Water") == {"grant": 1, "exclusivity": 1}
    (told_of_both,) = graph.build(
        write(tmp_path, message(prices[0], record(rights(), "r3", "<TitleText>Third</TitleText>")))
    ).summaries
    assert "1 deal read, 1 record passed over" in told_of_both


def test_a_record_twice(tmp_path: Path) -> None:
    graph, warnings = read(tmp_path, record(rights()), record(rights()))
    assert counts(graph, "Low Water") == {"grant": 1, "exclusivity": 1}
    assert any("stands in two records that say the same" in warning for warning in warnings)
    told = refused(tmp_path, message(record(rights()), record(rights("02"))))
    assert "RecordReference 'r1': stands in the record of line 3, which says something else" in told


# --- what is refused --------------------------------------------------------------------------------------


def test_onix_2_1_is_named() -> None:
    done = CliRunner().invoke(
        main, ["build", str(DATA / "onix-2.1-must-be-refused.xml"), "--store", str(DATA / "none")]
    )
    assert done.exit_code != 0
    assert not (DATA / "none").exists()
    assert "is ONIX 2.1, which is not read\n    ask for ONIX 3.0 or 3.1" in done.output


@pytest.mark.parametrize(
    ("root", "why"),
    [
        ("ONIXMessage", "does not say of which release it is"),
        ('ONIXMessage release="2.1"', "is ONIX 2.1"),
        ('ONIXMessage xmlns="http://www.editeur.org/onix/2.1/reference"', "is ONIX 2.1"),
        ('ONIXMessage release="4.0"', "says release '4.0'"),
        ('ONIXMessage release="3.0" xmlns="urn:books"', "is in the namespace 'urn:books', which is none of ONIX 3"),
        ('ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/short"', "is ONIXMessage in the namespace"),
        ('ONIXMessage release="3.1" xmlns="http://ns.editeur.org/onix/3.0/reference"', "says release 3.1 in the"),
    ],
)
def test_another_version_or_namespace_is_named(tmp_path: Path, root: str, why: str) -> None:
    assert why in refused(tmp_path, message(record(rights()), root=root))


@pytest.mark.parametrize(
    ("root", "warned"),
    [
        ('ONIXMessage release="3.0"', False),
        ('ONIXMessage release="3.1"', False),
        ('ONIXMessage xmlns="http://ns.editeur.org/onix/3.1/reference"', False),
        ('ONIXMessage release="3.0" xmlns="http://www.editeur.org/onix/3.0/reference"', True),  # seen often
    ],
)
def test_versions_that_are_read(tmp_path: Path, root: str, warned: bool) -> None:
    graph, warnings = read(tmp_path, record(rights()), root=root)
    assert counts(graph, "Low Water") == {"grant": 1, "exclusivity": 1}
    assert any("is not the namespace of ONIX 3" in warning for warning in warnings) is warned


def test_a_prefix_is_no_matter(tmp_path: Path) -> None:
    plain = message(record(rights()), root='ONIXMessage release="3.0"')
    text = re.sub(r"<(/?)(?=\w)", r"<\1o:", plain).replace(
        "<o:ONIXMessage", '<o:ONIXMessage xmlns:o="http://ns.editeur.org/onix/3.0/reference"'
    )
    graph = pg.PartnerGraph()
    graph.build(write(tmp_path, text, "books.any"))
    assert counts(graph, "Low Water") == {"grant": 1, "exclusivity": 1}


def test_a_file_cut_in_half_says_so(tmp_path: Path) -> None:
    text = (DATA / "onix-3.0-reference.xml").read_text(encoding="utf-8")
    told = refused(tmp_path, text[: len(text) // 2])
    assert "is" in told
    assert re.search(r"books\.xml:\d+: ", told)


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE ONIXMessage [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert "entities" in refused(tmp_path, message(record(rights(), title="<TitleText>&b;</TitleText>"), before=bomb))
    secret = write(tmp_path, "secret", "secret.txt")
    leak = f'<!DOCTYPE ONIXMessage [<!ENTITY b SYSTEM "{secret.as_uri()}">]>'
    told = refused(tmp_path, message(record(rights(), title="<TitleText>&b;</TitleText>"), before=leak))
    assert "entities" in told
    assert "secret" not in told
    elsewhere = f'<!DOCTYPE ONIXMessage SYSTEM "{(tmp_path / "missing.dtd").as_uri()}">'
    graph, _ = read(tmp_path, record(rights(), title="<TitleText>Caf&eacute; &amp; Bar</TitleText>"), before=elsewhere)
    assert counts(graph, "Café & Bar") == {"grant": 1, "exclusivity": 1}


def test_utf_16(tmp_path: Path) -> None:
    text = message(record(rights(), title="<TitleText>Café</TitleText>"), root='ONIXMessage release="3.1"')
    path = tmp_path / "books.xml"
    path.write_text(text.replace('"1.0"', '"1.0" encoding="UTF-16"', 1), encoding="utf-16")
    (content,) = read_inputs([path], {})
    assert _titles(content.data) == ["Café"]


def test_a_message_that_says_no_sales_rights(tmp_path: Path) -> None:
    assert "says nothing of rights in 2 records" in refused(tmp_path, message(record(), record(reference="r2")))
    assert "has no record" in refused(tmp_path, message())
    assert "is a record of ONIX without its message" in refused(tmp_path, record(rights()))


# --- sizes -------------------------------------------------------------------------------------------------

_MEASURE = """
import resource, sys
from pathlib import Path
from partnergraph.ingest.industry.format import Notes
from partnergraph.ingest.industry.onix.reader import read_onix
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in read_onix(Path(sys.argv[1]), Notes(sys.argv[1], "big")))
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def measured(path: Path) -> tuple[int, int]:
    """Return how many deals a process of its own reads, and by how many MB that makes it grow."""
    done = subprocess.run([sys.executable, "-c", _MEASURE, str(path)], capture_output=True, text=True, check=True)
    count, grown = map(int, done.stdout.split())
    return count, grown


def big(path: Path, size_mb: int) -> int:
    """Write a message of about a size; return how many records it has."""
    blurb = "<CollateralDetail><TextContent><Text>" + "Rain. " * 1_500 + "</Text></TextContent></CollateralDetail>"
    head, end = message(root='ONIXMessage release="3.0"').split("</Header>\n")
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(head + "</Header>\n")
        while file.tell() < size_mb << 20:
            count += 1
            one = record(
                rights() + "<ROWSalesRightsType>02</ROWSalesRightsType>",
                f"r{count}",
                f"<TitleText>Rain {count}</TitleText>",
            )
            file.write(one.replace("<PublishingDetail>", blurb + "\n<PublishingDetail>") + "\n")
        file.write(end)
    return count


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux tells it")
@pytest.mark.parametrize("size_mb", [8, pytest.param(1_024, marks=pytest.mark.slow)])
def test_a_big_message_is_read_record_by_record(tmp_path: Path, size_mb: int) -> None:
    path = tmp_path / "big.xml"
    records = big(path, size_mb)
    count, grown = measured(path)
    assert count == 2 * records
    assert grown < max(12, size_mb // 4)


# --- the codes ----------------------------------------------------------------------------------------------


def test_sales_rights_types() -> None:
    found = {code: sales_rights(code) for code in lists()["sales_rights"]}
    assert {code: (one.holds, one.for_sale, one.restricted) for code, one in found.items() if one} == {
        "00": (None, None, False),
        "01": ("exclusive", True, False),
        "02": ("non-exclusive", True, False),
        "03": (None, False, False),
        "04": ("exclusive", False, False),
        "05": ("non-exclusive", False, False),
        "06": ("none", False, False),
        "07": ("exclusive", True, True),
        "08": ("non-exclusive", True, True),
    }
    assert sales_rights("1") is None


def test_short_tags_are_of_one_element_each() -> None:
    assert len(set(SHORT.values())) == len(SHORT)
