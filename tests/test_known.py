"""As known on a day: what later sources say is not there, through every door and whatever is asked."""

from __future__ import annotations

import gc
import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph import vocabulary as v
from partnergraph.accounts.known import known_on
from partnergraph.cli import main
from partnergraph.questions import exclusivity_questions, looking_questions
from tests.books import save
from tests.quick import one_in
from tests.server.conftest import serving

BOOK = """\
dealbook: 1
sources:
  early: {title: Early, date: 2020-05-01}
  late: {title: Late, date: 2022-05-01}
  reprint: {title: Reprint, date: 2023-01-01, copy_of: early}
  letter: {title: Letter, as_of: 2019-01-01}
  past: {title: Past, date: 2015-01-01}
  register: {title: Register, date: 2021-01-01, as_of: 2021-06-30, complete_for: {grantor: lens, subject: sign}}
organizations: {lens: Lens, maker: Maker, novum: Novum}
brands: {sign: Sign, seal: Seal}
terms: {ring: {axis: field, name: signet rings, broader: jewellery}}
ownerships:
  owns: {owner: lens, owned: sign, source: past, period: 2000/..}
commitments:
  only: {kind: exclusivity, label: Only, bound: lens, beneficiaries: maker, statements: [
    {source: early, subject: sign, field: smartphone, territory: World, period: 2020-01-01/2025-12-31,
      strength: exclusive},
    {source: late, subject: sign, field: smartphone, territory: Japan, period: 2020-01-01/2025-12-31,
      strength: exclusive}]}
  licence: {kind: grant, label: Licence, bound: lens, beneficiaries: novum, subject: sign, field: smartphone,
    territory: Brazil, period: 2022-01-01/2025-12-31, source: late}
  rings: {kind: grant, label: Rings, bound: lens, beneficiaries: novum, subject: sign, field: ring,
    territory: Brazil, period: 2022-01-01/2025-12-31, source: late}
  copied: {kind: grant, label: Copied, bound: lens, beneficiaries: maker, subject: sign, field: smartphone,
    territory: World, period: 2020-01-01/2025-12-31, source: reprint}
  told: {kind: grant, label: Told, bound: lens, beneficiaries: maker, subject: seal, field: smartphone,
    territory: World, period: 2018-01-01/2025-12-31, source: letter}
"""
CELL = {"subject": "Sign", "field": "smartphone", "country": "BR", "on": "2023-05-01"}
DEAL = {
    "grantor": "Lens",
    "grantee": "Zorb",
    "subject": "Sign",
    "field": "smartphone",
    "territory": "France",
    "from": "2023",
    "until": "2023",
}
FOUR_COUNT = "as known on 2021-12-31: 1 source of a later day does not count; 1 source without a date is left out"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("known")
    pg.PartnerGraph.open(folder / "k.store").build(save(folder, "b.yaml", BOOK))
    return folder / "k.store"


@pytest.fixture
def graph(store: Path) -> pg.PartnerGraph:
    return pg.PartnerGraph.open(store)


def told_of(graph: pg.PartnerGraph, **known: Any) -> dict[str, str]:
    found = graph.who(**CELL, party=["Maker", "Novum"], **known)
    return {"others" if one.party == "others" else found.name(one.party): one.answer for one in found}


def test_a_later_source_does_not_count(graph: pg.PartnerGraph) -> None:
    assert told_of(graph) == {"Maker": "yes", "Novum": "conflict", "others": "conflict"}
    assert told_of(graph, known_by="2021") == {"Maker": "yes", "Novum": "no", "others": "no"}
    assert told_of(graph, known_by="2022-05-01") == told_of(graph)
    assert told_of(graph, known_by="2022-04-30") == told_of(graph, known_by="2021")


def test_every_answer_says_what_does_not_count(graph: pg.PartnerGraph) -> None:
    assert graph.who(**CELL, known_by="2021").notes == (FOUR_COUNT,)
    for name in ("conflicts", "gaps"):
        assert FOUR_COUNT in getattr(graph, name)(known_by=date(2021, 12, 31)).notes
    assert graph.who(**CELL, known_by="2099").notes == ("as known on 2099-12-31: 1 source without a date is left out",)
    assert graph.who(**CELL).notes == ()
    assert graph.as_known_on("2020").told == (
        "as known on 2020-12-31: 2 sources of a later day do not count; 1 source without a date is left out",
    )


def test_of_a_month_or_a_year_its_last_day_counts(graph: pg.PartnerGraph) -> None:
    assert graph.as_known_on("2022-04").known_on == date(2022, 4, 30)
    assert graph.as_known_on(date(2021, 12, 31)) is graph.as_known_on("2021")


def test_a_copy_has_the_day_of_its_original(graph: pg.PartnerGraph) -> None:
    assert "Copied" in {label for label, _ in graph.show("Lens", known_by="2020").facts}
    assert "Copied" not in {label for label, _ in graph.show("Lens", known_by="2020-04-30").facts}


def test_a_declaration_counts_from_the_day_as_of_which_it_is_made(graph: pg.PartnerGraph) -> None:
    assert told_of(graph, known_by="2021-03-01")["Novum"] == "no"
    early, later = (graph.clear(**DEAL | {"field": "tablet"}, known_by=day) for day in ("2021-06-29", "2021-06-30"))
    assert (early.verdict, early.as_of) == ("nothing recorded", None)
    assert (later.verdict, later.as_of) == ("clear", date(2021, 6, 30))
    assert "1 declaration as of a later day does not count" in early.notes[0]
    assert "declaration" not in later.notes[0]


def test_what_nobody_had_named_is_refused_and_what_nobody_names_too(graph: pg.PartnerGraph) -> None:
    with pytest.raises(pg.QueryError) as refused:
        graph.who(**CELL, known_by="2010")
    assert str(refused.value) == (
        "no mark, product or right is called 'Sign' as known on 2010-12-31\n"
        "    later sources name it: ask with a later day"
    )
    with pytest.raises(pg.UnknownNameError, match="Sing"):
        graph.who(**CELL | {"subject": "Sing"}, known_by="2021")
    with pytest.raises(pg.QueryError, match="'Seal' as known on 2099"):
        graph.show("Seal", known_by="2099")


def test_a_party_that_was_not_known_is_a_newcomer(graph: pg.PartnerGraph) -> None:
    assert graph.who(**CELL, party="Novum", known_by="2021").not_recorded == ("Novum",)


def test_terms_of_ones_own_are_never_rolled_back(graph: pg.PartnerGraph) -> None:
    found = graph.who(**CELL | {"field": "signet rings"}, known_by="2021")
    assert {one.answer for one in found} == {"unknown"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("soon", "'soon': no date"), ("", "''"), ("2021-01-01/2021-06-30", "a period, where a moment is wanted"),
        ("..", "'..'"), (["2021", "2022"], "'known_by' is given more than once"), (2.5, "which is no text"),
        ("2021?", "has no first or no last day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(graph: pg.PartnerGraph, day: Any, said: str) -> None:
    for ask in (lambda: graph.who(**CELL, known_by=day), lambda: graph.query("sources", known_by=day)):
        with pytest.raises(pg.PartnerGraphError) as refused:
            ask()
        assert said in str(refused.value)


def test_what_was_known_is_for_reading_and_made_once_a_revision(store: Path, tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "b.yaml", BOOK))
    view = graph.as_known_on("2021")
    assert graph.as_known_on("2021") is view
    with pytest.raises(pg.StoreError, match="for reading only"):
        view.remove("early")
    graph.remove("early")
    assert graph.as_known_on("2021") is not view
    assert [s.title for s in graph.as_known_on("2021").sources()] == ["Past", "Register"]


def test_a_sheet_of_proposals_is_checked_as_known_on_a_day(
    graph: pg.PartnerGraph, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    header = "licensor,licensee,mark,field,territory,start,end\n"
    sheet = save(tmp_path, "asked.csv", header + "Lens,Novum,Sign,tablets,France,2023-01-01,2023-12-31\n")
    for day, verdict in (("2020", "nothing recorded"), ("2021", "clear")):
        (answer,) = graph.clear_sheet(sheet, known_by=day).answers
        assert answer.verdict == verdict
        assert answer.notes[0].startswith(f"as known on {day}-12-31")
    (told,) = json.loads(cli(store, "clear", str(sheet), "--known-by", "2020", "--format", "json"))
    assert told["verdict"] == "nothing recorded"


# --- doors ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def http(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with serving(store, tmp_path_factory.mktemp("served")) as served, served.client() as client:
        yield client


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("who", CELL),
    ("clear", DEAL),
    ("conflicts", {}),
    ("available", {"subject": "Sign", "field": "smartphone", "on": "2023-05-01"}),
    ("expiring", {"on": "2025-10-01", "within": "200d"}),
    ("gaps", {}),
    ("title", {"subject": "Sign"}),
]


def cli(store: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--store", str(store)])
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("name", "given"), ASKED)
def test_every_door_answers_alike(
    graph: pg.PartnerGraph, store: Path, http: httpx.Client, name: str, given: Mapping[str, Any]
) -> None:
    words = {"from_" if key == "from" else key: value for key, value in given.items()}
    expected = json.loads(json.dumps(getattr(graph, name)(**words, known_by="2021").to_json()))
    assert FOUR_COUNT in expected["notes"]
    options = [part for key, value in given.items() for part in (f"--{key}", value)]
    assert json.loads(cli(store, name, *options, "--known-by", "2021", "--format", "json")) == expected
    assert http.get(f"/{name}", params={**given, "known_by": "2021"}).json() == expected
    assert (
        getattr(graph.as_known_on("2021"), name)(**words).to_json()
        == getattr(graph, name)(**words, known_by="2021").to_json()
    )


def test_all_that_python_answers_is_asked_here() -> None:
    assert {name for name, _ in ASKED} == exclusivity_questions().keys()
    for question in (*exclusivity_questions().values(), *looking_questions().values()):
        assert ("known_by" in {p.name for p in question.parameters}) == (question.name != "questions")


COUNT = "SELECT (COUNT(?d) AS ?n) { ?d a pg:Grant }"


def test_sparql_is_answered_as_known_on_a_day(graph: pg.PartnerGraph, store: Path, http: httpx.Client) -> None:
    assert [next(iter(graph.sparql(COUNT, known_by=day)))["n"] for day in (None, "2021", "2019")] == [4, 1, 0]
    assert graph.query(COUNT, known_by="2021").note == graph.sparql(COUNT, known_by="2021").note == FOUR_COUNT
    assert json.loads(cli(store, "query", "--text", COUNT, "--known-by", "2021", "--format", "json")) == [{"n": 1}]
    for ask in (
        http.get("/sparql", params={"query": COUNT, "known_by": "2021"}),
        http.post("/sparql", data={"query": COUNT, "known_by": "2021"}),
        http.post("/sparql?known_by=2021", data={"query": COUNT}),
    ):
        assert ask.json()["results"]["bindings"][0]["n"]["value"] == "1"
        assert httpx.QueryParams(f"n={ask.headers['partnergraph-note']}")["n"] == FOUR_COUNT
    assert len(graph.construct("CONSTRUCT WHERE { ?d a pg:Grant }", known_by="2021")) == 1
    twice = http.get("/sparql", params=[("query", COUNT), ("known_by", "2021"), ("known_by", "2022")])
    assert (twice.status_code, twice.json()["title"]) == (400, "'known_by' is given more than once")
    assert http.get("/sparql", params={"query": COUNT, "known_by": "soon"}).status_code == 400


def test_named_questions_are_answered_as_known_on_a_day(
    graph: pg.PartnerGraph, store: Path, http: httpx.Client
) -> None:
    asked = {**CELL, "party": "Novum"}
    found = graph.query("who-may", known_by="2021", **asked)
    told = {row["party"]: row["answer"] for row in found}
    assert told == {"Novum": "no", "others": "no"}
    assert found.note.startswith(FOUR_COUNT)
    pairs = [part for key, value in asked.items() for part in ("-p", f"{key}={value}")]
    assert json.loads(cli(store, "query", "who-may", *pairs, "--known-by", "2021", "--format", "json")) == list(found)
    assert json.loads(cli(store, "query", "who-may", *pairs, "-p", "known_by=2021", "--format", "json")) == list(found)
    reply = http.get("/questions/who-may", params={**asked, "known_by": "2021"})
    assert len(reply.json()["results"]["bindings"]) == 2
    assert httpx.QueryParams(f"n={reply.headers['partnergraph-note']}")["n"] == found.note
    described = http.get("/openapi.json").json()["paths"]
    for path in ("/who", "/questions/who-may"):
        assert "known_by" in {p["name"] for p in described[path]["get"]["parameters"]}


def test_show_tells_what_was_known(graph: pg.PartnerGraph, store: Path) -> None:
    text = cli(store, "show", "Lens", "--known-by", "2021")
    assert "Licence" in cli(store, "show", "Lens")
    assert "Licence" not in text
    assert " ".join(FOUR_COUNT.split()) in " ".join(text.split())


# --- equal to taking the sources out by hand ----------------------------------------------------------------

TERRITORIES = ("World", "Japan", "EU", "World except Japan", "Brazil")
PERIODS = ("2019-01-01/2024-12-31", "2021/", "2020-06/2022-06", "/2023", "2022-01-01/..")


def random_book(seed: int) -> dict[str, Any]:
    """A deal book in which several sources of different days, and of none, speak of the same deals."""
    draw = random.Random(seed)
    sources: dict[str, dict[str, Any]] = {f"s{n}": {"title": f"S{n}"} for n in range(6)}
    for name, entry in sources.items():
        day = f"20{draw.randrange(19, 24)}-0{draw.randrange(1, 9)}-15"
        if draw.random() < 0.8 or name == "s0":
            entry["date"] = day
        if draw.random() < 0.3:
            entry["as_of"] = f"20{draw.randrange(19, 24)}-03-01"
            entry["complete_for"] = {"grantor": "o0", "subject": "b0"}
    if draw.random() < 0.7:
        sources["s5"]["copy_of"] = f"s{draw.randrange(5)}"
    commitments: dict[str, Any] = {}
    for number in range(6):
        told = draw.sample(list(sources), draw.choice((1, 1, 2, 3)))
        entry = {
            "kind": draw.choice(("grant", "exclusivity", "exclusivity", "option")),
            "bound": draw.choice(("o0", "o0", "o1")),
            "beneficiaries": draw.choice(("o2", "o3", "o4")),
            "statements": [_said(draw, source) for source in told],
        }
        if commitments and draw.random() < 0.4:
            above = draw.choice(list(commitments))
            entry["parent"] = above
            commitments[above]["statements"] += [_said(draw, source) for source in told]
        commitments[f"c{number}"] = entry
    for entry in commitments.values():
        for said in entry["statements"] if entry["kind"] == "exclusivity" else ():
            said["strength"] = draw.choice(("exclusive", "sole"))
    return {
        "dealbook": 1,
        "sources": sources,
        "organizations": {f"o{n}": f"Firm {n}" for n in range(5)},
        "brands": {"b0": "Mark 0", "b1": "Mark 1"},
        "terms": {"ring": {"axis": "field", "name": "signet rings", "broader": "jewellery"}},
        "ownerships": {"own": {"owner": "o0", "owned": "b0", "source": draw.choice(list(sources))}},
        "commitments": commitments,
    }


def _said(draw: random.Random, source: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "source": source,
        "subject": draw.choice(("b0", "b0", "b1")),
        "territory": draw.choice(TERRITORIES),
    }
    if draw.random() < 0.7:
        found["field"] = draw.choice(("smartphone", "camera", "ring"))
    if draw.random() < 0.8:
        found["period"] = draw.choice(PERIODS)
    if draw.random() < 0.3:
        found["present_tense"] = True
    return found


def by_hand(book: dict[str, Any], day: date) -> dict[str, Any]:
    """The book without what was said after a day, or on none."""

    def its_day(name: str) -> str:
        entry = book["sources"][name]
        return its_day(entry["copy_of"]) if "copy_of" in entry else entry.get("date", "9999")

    sources = {name: dict(entry) for name, entry in book["sources"].items() if its_day(name) <= str(day)}
    for entry in sources.values():
        if entry.get("as_of", "") > str(day):
            del entry["as_of"], entry["complete_for"]
    commitments = {
        key: {**entry, "statements": [said for said in entry["statements"] if said["source"] in sources]}
        for key, entry in book["commitments"].items()
    }
    kept = {
        **book,
        "sources": sources,
        "commitments": {key: entry for key, entry in commitments.items() if entry["statements"]},
        "ownerships": {key: entry for key, entry in book["ownerships"].items() if entry["source"] in sources},
    }
    said, before = (json.dumps([one["sources"], one["commitments"], one["ownerships"]]) for one in (kept, book))
    for section in ("organizations", "brands"):
        named = {key: name for key, name in book[section].items() if f'"{key}"' in said or f'"{key}"' not in before}
        kept[section] = named
    return kept


def built(folder: Path, name: str, book: dict[str, Any]) -> pg.PartnerGraph:
    graph = pg.PartnerGraph()
    graph.build(save(folder, name, json.dumps(book)))
    return graph


@pytest.mark.parametrize("seed", one_in(30, range(30)))
def test_it_is_as_if_the_later_sources_were_taken_out_by_hand(seed: int, tmp_path: Path) -> None:
    book = random_book(seed)
    graph = built(tmp_path, "all.json", book)
    for day in (date(2021, 6, 1), date(2022, 6, 1)):
        without = by_hand(book, day)
        if len(without["sources"]) < 2 or not (without["commitments"] or without["ownerships"]):
            continue  # what one source alone says is no book of several
        expected, view = built(tmp_path, "kept.json", without), graph.as_known_on(day)
        for name in (v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE):
            assert set(map(str, view.store.triples(name))) == set(map(str, expected.store.triples(name)))
        assert [view.conflicts().rows, view.gaps().rows] == [expected.conflicts().rows, expected.gaps().rows]
        marks = without["brands"].values()
        for mark in marks:
            cell = {"subject": mark, "field": "smartphone", "country": "BR", "on": "2022-03-01"}
            assert graph.who(**cell, known_by=day).groups == expected.who(**cell).groups
            rows = [list(one.query("who-may", **cell)) for one in (view, expected)]
            assert rows[0] == rows[1]


# --- the short ways: nothing to take out, or only what is touched -------------------------------------------


def with_events(book: dict[str, Any], seed: int) -> dict[str, Any]:
    """The book with events on some of its deals, and a source that prevails."""
    draw = random.Random(seed)
    sources = list(book["sources"])
    events = {
        f"e{number}": {
            "kind": draw.choice(("amendment", "amendment", "termination")),
            "changes": draw.choice(list(book["commitments"])),
            "source": draw.choice(sources),
            "start": f"202{draw.randrange(1, 4)}-0{draw.randrange(1, 9)}-01",
            "territory": draw.choice(TERRITORIES),
        }
        for number in range(3)
    }
    book["sources"][draw.choice(sources)]["prevails"] = True
    return {**book, "deal_events": events}


def on_disk(folder: Path, book: dict[str, Any]) -> pg.PartnerGraph | None:
    """The book in a store directory; ``None`` where its events do not fit its deals."""
    graph = pg.PartnerGraph.open(folder / "known.store")
    try:
        graph.build(save(folder, "book.json", json.dumps(book)))
    except pg.InputError:
        return None
    return graph


def answers_of(graph: pg.PartnerGraph) -> list[Any]:
    cell = {"subject": "Mark 0", "field": "camera", "country": "JP", "on": "2022-03-01"}
    return [graph.conflicts().rows, graph.gaps().rows, graph.who(**cell).groups]


@pytest.mark.parametrize("seed", one_in(30, range(60)))
def test_taking_out_only_what_is_touched_is_as_making_all_anew(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnergraph.graph._STATED_FOR_ONE", 0)
    monkeypatch.setattr("partnergraph.derive._READ_MEANWHILE", seed % 2)
    graph = on_disk(tmp_path, with_events(random_book(seed), seed))
    if graph is None:
        return
    for day in (date(2021, 6, 1), date(2022, 6, 1)):
        view, expected = graph.as_known_on(day), graph._known_anew(known_on(graph.store, day))
        assert list((tmp_path / "known.store").glob("serving-*"))
        for name in (v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE):
            assert set(map(str, view.store.triples(name))) == set(map(str, expected.store.triples(name)))
        if view.store.holds(None, None, v.RDFS + "label", ox.Literal("Mark 0")):
            assert answers_of(view) == answers_of(expected)


def test_where_everything_counts_nothing_is_copied(tmp_path: Path) -> None:
    book = random_book(1)
    for entry in book["sources"].values():
        entry.update({"date": "2020-01-01", "as_of": "2020-01-01"})
    graph = on_disk(tmp_path, book)
    assert graph is not None
    view = graph.as_known_on("2020-01-01")
    assert view.store.engine is graph.store.engine  # type: ignore[attr-defined]
    assert view.told == ("as known on 2020-01-01: no source is of a later day",)
    assert answers_of(view) == answers_of(graph)
    with pytest.raises(pg.StoreError, match="for reading only"):
        view.remove("s0")
    assert graph.as_known_on("2019").store.engine is not graph.store.engine  # type: ignore[attr-defined]


def test_a_copy_on_disk_goes_with_the_graph_and_some_days_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnergraph.graph._STATED_FOR_ONE", 0)
    store = tmp_path / "k.store"
    graph = pg.PartnerGraph.open(store)
    graph.build(save(tmp_path, "b.yaml", BOOK))
    first = graph.as_known_on("2021")
    assert len(list(store.glob("serving-*"))) == 1
    days = ("2020", "2019", "2018", "2021", "2017")
    for day in days:
        graph.as_known_on(day)
    assert graph.as_known_on("2021") is first
    assert len(list(store.glob("serving-*"))) == 4
    del first, graph
    gc.collect()
    assert list(store.glob("serving-*")) == []
