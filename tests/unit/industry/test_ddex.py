"""DDEX ERN 4: what a message grants, to whom, where and when; what it does not; what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph.cli import main
from tests.books import save
from tests.unit.industry.music import DATA, DEAL, built, countries, ern, read

DDEX = DATA / "ddex"
BY_PLAYSTREAM = "Tidewater Records licenses Playstream"


def test_four_deals() -> None:
    assert read(DDEX / "ern43-four-deals.xml") == [
        ("Tidewater Records licenses Kiwi Tunes", "stream subscription-streaming", 1, "2026-03-06/", None),
        (BY_PLAYSTREAM, "download-for-good paid-download", 248, "2026-03-06/2028-03-05", None),
        (BY_PLAYSTREAM, "stream-as-programmed stream-on-demand free-streaming subscription-streaming", 250, "2026-03-06/", None),
        (BY_PLAYSTREAM, "take-orders paid-download", 2, "2026-02-20/2026-03-05", None),
    ]  # fmt: skip
    data = built(DDEX / "ern43-four-deals.xml")
    assert {one.kind for one in data.identities} == {"grant"}  # type: ignore[attr-defined]  # exclusivity is never stated
    assert {len(one.fields) for one in data.statements} == {1}
    (source,) = data.sources
    assert (source.title, str(source.date), source.publisher) == (
        "Tidewater Records to Playstream: Harbour Light", "2026-11-02", "Tidewater Records",
    )  # fmt: skip
    assert "ICPN 0123456789012; message TW-2026-0001" in {said.note for said in data.statements}
    assert {"JP", "KR"}.isdisjoint(next(c for said in data.statements if len(c := countries(said)) == 248))


def who(graph: pg.PartnerGraph, day: str, country: str = "DE", act: str = "stream on demand") -> str:
    channel = "paid-download" if "download" in act else "subscription streaming"
    found = graph.who("Harbour Light", "recorded music", country, day, party="Playstream", act=act, channel=channel)
    return found[0].answer


def test_before_a_takedown_what_was_told_stays_and_after_it_nothing_is_allowed() -> None:
    graph = pg.PartnerGraph()
    graph.build(DDEX / "ern43-four-deals.xml")
    assert who(graph, "2026-10-02") == who(graph, "2027-05-01", act="permanent download") == "yes"
    told = graph.build(DDEX / "ern43-takedown-no-deal.xml")
    assert "Harbour Light is taken down" in str(told.warnings[0])
    for act in ("stream on demand", "permanent download"):
        answers = [who(graph, day, act=act) for day in ("2026-03-06", "2026-10-01", "2026-10-02", "2027-05-01")]
        assert answers == ["yes", "yes", "unknown", "unknown"]
    taken_down = set(map(str, graph.data().statements))
    graph.build(DDEX / "ern43-takedown-no-deal.xml")
    assert set(map(str, graph.data().statements)) == taken_down
    graph.build(DDEX / "ern43-four-deals.xml")  # a later message puts it up again, and is all that is told
    assert {said.status for said in graph.data().statements} == {None}


def test_a_takedown_alone_says_that_what_there_was_has_ended() -> None:
    assert read(DDEX / "ern43-takedown-no-deal.xml") == [(BY_PLAYSTREAM, "", 0, "/2026-10-01", "ended")]


def test_what_starts_after_a_takedown_never_came(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "a.xml", ern(DEAL.replace("2026-03-06", "2027-03-06"))))
    graph.build(save(tmp_path, "b.xml", ern("", day="2026-12-01")))
    assert [said.period.edtf for said in graph.data().statements if said.period] == ["/2026-12-01"]


CLAIM = DEAL.replace("SubscriptionModel", "RightsClaimModel").replace(">Stream<", ">UserMakeAvailableUserProvided<")


def test_a_claim_is_no_grant() -> None:
    graph = pg.PartnerGraph()
    told = graph.build(DDEX / "ern43-tis-rights-claim.xml")
    assert "claim of ownership, no offer" in "\n".join(map(str, told.warnings))
    (said,) = graph.data().statements
    assert (said.status, said.acts, said.territory) == ("ended", (), ())
    assert "holds a claim of ownership and no offer" in (said.note or "")


def test_a_claim_alone_ends_what_was_granted_as_no_deal_does(tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "a.xml", ern()))
    told = graph.build(save(tmp_path, "b.xml", ern(CLAIM, day="2026-12-01")))
    assert "holds a claim of ownership and no offer: Harbour Light is taken down" in "\n".join(map(str, told.warnings))
    assert {said.status for said in graph.data().statements} == {"ended"}
    assert {said.period.edtf for said in graph.data().statements if said.period} == {
        "2026-03-06/2026-12-01",
        "/2026-12-01",
    }


def test_a_claim_beside_an_offer_takes_nothing_down(tmp_path: Path) -> None:
    in_one = DEAL.replace("<UseType>", "<CommercialModelType>RightsClaimModel</CommercialModelType><UseType>")
    for deals in (DEAL + CLAIM, in_one):
        assert read(save(tmp_path, "a.xml", ern(deals))) == read(save(tmp_path, "a.xml", ern()))


def test_world_of_tis(tmp_path: Path) -> None:
    numbers = '<TerritoryCode IdentifierType="TIS">{}</TerritoryCode>'
    message = ern(DEAL.replace("<TerritoryCode>DE</TerritoryCode>", numbers.format(2136)))
    (said,) = built(save(tmp_path, "a.xml", message)).statements
    assert (len(countries(said)), len(countries(said, possible=True))) == (201, 250)
    (said,) = built(save(tmp_path, "b.xml", message.replace("2136", "4"))).statements
    assert countries(said) == ("AF",)


def test_territories_with_exclusions_are_read_with_a_warning() -> None:
    graph = pg.PartnerGraph()
    told = graph.build(DDEX / "ern43-both-included-and-excluded.xml")
    assert "of which DDEX allows one kind" in str(told.warnings[0]) and "'CN'" in str(told.warnings[0])
    assert [len(countries(said)) for said in graph.data().statements] == [249]


@pytest.mark.parametrize(
    ("validity", "periods"),
    [
        ("<StartDate>2026-03-06</StartDate><EndDate>2026-03-31</EndDate>", ["2026-03-06/2026-03-31"]),
        ("<StartDate>2026-03-06+01:00</StartDate>", ["2026-03-06/"]),
        ("<StartDateTime>2026-03-06T06:00:00-05:00</StartDateTime>", ["[2026-03-06..2026-03-07]/"]),
        ("<EndDateTime>2026-03-06T00:00:00Z</EndDateTime>", ["/2026-03-05"]),
        ('<StartDate IsApproximate="true">2026-03-06</StartDate>', ["2026-03-06~/"]),
        (
            "<StartDate>2026-01-01</StartDate><EndDate>2026-01-31</EndDate></ValidityPeriod><ValidityPeriod>"
            "<StartDate>2026-03-01</StartDate>",
            ["2026-01-01/2026-01-31", "2026-03-01/"],
        ),
    ],
)
def test_periods(validity: str, periods: list[str], tmp_path: Path) -> None:
    message = ern(DEAL.replace("<StartDate>2026-03-06</StartDate>", validity))
    assert [period for *_, period, _ in read(save(tmp_path, "a.xml", message))] == periods


def test_in_a_gap_between_two_periods_nothing_is_allowed(tmp_path: Path) -> None:
    gap = "<EndDate>2026-03-31</EndDate></ValidityPeriod><ValidityPeriod><StartDate>2026-05-01</StartDate>"
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "a.xml", ern(DEAL.replace("</ValidityPeriod>", f"{gap}</ValidityPeriod>"))))
    assert [who(graph, f"2026-{day}") for day in ("03-31", "04-15", "05-01")] == ["yes", "unknown", "yes"]


def test_tracks_are_works_and_one_with_the_title_of_its_album_has_its_number(tmp_path: Path) -> None:
    track = (
        "<TrackRelease><ReleaseReference>R{}</ReleaseReference><ReleaseId><ISRC>{}</ISRC></ReleaseId>{}</TrackRelease>"
    )
    releases = track.format(1, "QZ1", "<DisplayTitleText>Harbour Light</DisplayTitleText>")
    releases += track.format(2, "QZ2", "<ReleaseResourceReference>A1</ReleaseResourceReference>")
    references = "".join(f"<DealReleaseReference>R{number}</DealReleaseReference>" for number in (1, 2))
    data = built(save(tmp_path, "a.xml", ern(f"{references}{DEAL}", releases=releases)))
    assert sorted(one.name for one in data.entities if "/model/" in one.iri) == [
        "Harbour Light", "Harbour Light (ISRC QZ1)", "Low Tide",
    ]  # fmt: skip


def test_uses_without_a_place_in_the_tree_are_unknown_and_never_disjoint(tmp_path: Path) -> None:
    own = '<UseType UserDefinedValue="jukebox" Namespace="X">UserDefined</UseType><UseType>UseAsKaraoke</UseType>'
    (_, found, *_), = read(save(tmp_path, "a.xml", ern(DEAL.replace("<UseType>Stream</UseType>", own))))  # fmt: skip
    assert found.split() == ["jukebox", "use-as-karaoke", "subscription-download", "subscription-streaming"]


def test_whose_behalf_and_services(tmp_path: Path) -> None:
    label = "<SentOnBehalfOf><PartyName><FullName>Label</FullName></PartyName></SentOnBehalfOf>"
    but = "<ExcludedDistributionChannel><PartyName><FullName>Kiwi</FullName></PartyName></ExcludedDistributionChannel></DealTerms>"
    message = ern(DEAL.replace("</DealTerms>", but), header=label)
    assert read(save(tmp_path, "a.xml", message))[0][:2] == (
        "Label licenses Playstream", "stream services-other-than-kiwi",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("SubscriptionModel", "SubscriptionModell", "CommercialModelType 'SubscriptionModell': is no value of DDEX"),
        (">Stream<", ">Streams<", "nearest: Stream"),
        (">DE<", ">Europe<", "TerritoryCode 'Europe': is no code of a place in DDEX"),
        (">DE<", ">840<", "IdentifierType"),
        (">DE<", ' IdentifierType="TIS">9999<', "is no TIS number"),
        (">DE<", '>DE</TerritoryCode><TerritoryCode IdentifierType="TIS">40<', "mixes numbers of TIS"),
        ("<TerritoryCode>DE</TerritoryCode>", "", "says nothing of where"),
        ("2026-03-06", "2026-02-30", "is no day"),
        (">R0</Deal", ">R7</Deal", "DealReleaseReference 'R7': is no release of the message"),
        ("ern/43", "ern/382", "is ERN 3.8, which is not read"),
        ("ern/43", "2010/ern-main/32", "is ERN 3.2, which is not read"),
        ("ern/43", "ern/5", "is ERN 5.0, which is not read"),
        ("ern/43", "mlc/14", r"is a message of DDEX that is not read \(mlc/14\)"),
        ("NewReleaseMessage", "PurgeReleaseMessage", "is the PurgeReleaseMessage"),
        ("MessageRecipient", "MessageReceiver", "names no sender or no recipient"),
        ("</ReleaseList>", "", "is no well-formed XML"),
    ],
)
def test_refused(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = save(tmp_path, "a.xml", ern().replace(old, new))
    with pytest.raises(pg.InputError, match=words) as caught:
        pg.PartnerGraph().build(path)
    (problem,) = caught.value.problems
    assert problem.hint and problem.file == str(path)


def test_one_clear_message_for_an_older_version() -> None:
    result = CliRunner().invoke(main, ["build", str(DDEX / "ern38-takedown-flag-must-be-refused.xml"), "--store", "s"])
    assert result.exit_code != 0
    assert re.search(r"is ERN 3\.8, which is not read\n.*ERN 4\.1, 4\.2 and 4\.3", result.output)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n', "declares entities"),
        ('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/never.dtd">\n', None),
    ],
)
def test_nothing_is_expanded_and_nothing_is_fetched(before: str, words: str | None, tmp_path: Path) -> None:
    path = save(tmp_path, "a.xml", ern(before=before))
    if words is None:
        assert len(read(path)) == 1
        return
    with pytest.raises(pg.InputError, match=words):
        pg.PartnerGraph().build(path)
    assert len(read(save(tmp_path, "b.xml", ern().replace("Harbour", "Harbour &amp; &#76;")))) == 1


def test_another_encoding_is_recognized(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(ern().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"))
    assert len(read(path)) == 1


def test_a_bad_deal_can_be_left_out(tmp_path: Path) -> None:
    path = save(tmp_path, "a.xml", ern(DEAL + DEAL.replace(">DE<", ">XY<")))
    graph = pg.PartnerGraph()
    told = graph.build(path, skip_bad=True)
    assert "left out: is no code of a place in DDEX" in str(told.warnings[0])
    assert len(graph.data().statements) == 1
