"""Every question through every door: Python, command line, HTTP, assistants. One input, one answer."""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from click.testing import CliRunner

import partnergraph as pg
from partnergraph.asking.doors import in_python
from partnergraph.cli import main
from partnergraph.questions import TYPES, exclusivity_questions, looking_questions, sparql_questions
from partnergraph.questions.declared import AXES
from partnergraph.questions.given import OLD, old_spellings, renamed
from tests.books import save
from tests.competency.test_seed import QUESTIONS
from tests.server.conftest import serving

mcp = pytest.importorskip("mcp", reason="needs the extra mcp")

DECIDED = exclusivity_questions()
TWINS = """\
dealbook: 1
sources: {twins: {title: Twins, date: 2024-03-01}}
organizations: {nova: Nova, maker: Maker}
brands: {nova-mark: Nova}
products: {nova-phone: {name: Nova, makers: maker}}
commitments:
  only-maker: {kind: exclusivity, label: Only Maker, bound: nova, beneficiaries: maker, subject: nova-mark,
    field: smartphone, territory: World, period: 2022-01-01/2025-12-31, strength: exclusive, evidence: "only Maker"}
"""
BRAZIL = {"subject": "Leica", "field": "smartphone", "country": "Brazil", "on": "2023-05-01"}
DEAL = {"grantor": ["Leica"], "grantee": ["Samsung"], "subject": ["Leica"], "field": ["smartphone"], "from": "2023-01"}
CASES: list[tuple[str, dict[str, Any]]] = [
    ("who", {**BRAZIL, "party": ["Xiaomi", "小米"], "channel": "online", "act": "brand-on-product"}),
    ("who", {**BRAZIL, "on": "2030", "party": ["Samsung"], "reading": ["default,continues"]}),
    ("who", {"subject": "Nova", "field": "smartphone", "country": "IN", "on": "2024-01-01"}),
    ("clear", {**DEAL, "until": "2023", "territory": "Brazil", "channel": ["online"], "act": ["brand-on-product"]}),
    ("clear", {**DEAL, "strength": "sole", "exception": ["party=Xiaomi; territory=World"], "signed": "2022-12-01"}),
    ("clear", {**DEAL, "grantee": ["索尼"], "reading": ["strict"]}),
    ("conflicts", {"subject": "Leica", "certain": True, "reading": ["strict", "continues"]}),
    ("available", {"subject": "Leica", "field": "smartphone", "act": "brand-on-product", "on": "2024-02-28"}),
    ("available", {"subject": "Nova", "field": "smartphone", "channel": "online", "from": "2024-06", "until": "2026"}),
    ("available", {"subject": "Nova", "field": "smartphone", "by": "Nova", "from": "2025", "until": "2026"}),
    ("expiring", {"on": "2025-10-01", "within": "100d", "subject": "Nova"}),
    ("gaps", {"subject": "Nova"}),
    ("title", {"subject": "Nova", "on": "2024", "territory": "EU + UK", "reading": ["strict"]}),
]


@dataclass
class Doors:
    """One store behind every door."""

    graph: pg.PartnerGraph
    store: str
    http: httpx.Client
    mcp: Callable[[str, Mapping[str, Any]], tuple[bool, Any]]

    def answers(self, name: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """What each door answers to a question that Python decides, as JSON."""
        found = getattr(self.graph, name)(**in_python(DECIDED[name], given)).to_json()
        yield "python", json.loads(json.dumps(found))
        yield "cli", json.loads(self.cli(name, given, "--format", "json").stdout)
        yield "http", self.get(f"/{name}", given).json()
        failed, content = self.mcp(name, given)
        assert not failed, content
        yield "mcp", content["answer"]

    def cli(self, name: str, given: Mapping[str, Any], *more: str) -> Any:
        result = CliRunner().invoke(main, [name, *options(given), "--store", self.store, *more])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    def get(self, path: str, given: Mapping[str, Any]) -> httpx.Response:
        return self.http.get(path, params={k: str(v).lower() if v is True else v for k, v in given.items()})


def options(given: Mapping[str, Any]) -> list[str]:
    pairs = [(k, one) for k, v in given.items() for one in (v if isinstance(v, list) else [v])]
    return [part for k, v in pairs for part in ([f"--{k}"] if v is True else [f"--{k}", v])]


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    store = folder / "deals.store"
    graph = pg.PartnerGraph.open(store)
    graph.build(pg.example("xiaomi-leica.yaml"), save(folder, "twins.yaml", TWINS))
    with serving(store, folder) as served, served.client() as client, assistant(store) as call:
        yield Doors(graph, str(store), client, call)


class assistant:  # noqa: N801 - a context manager
    """A client of ``partnergraph mcp``, in a thread of its own."""

    def __init__(self, store: Path) -> None:
        arguments = ["-c", "from partnergraph.cli import main; main()", "mcp", "--store", str(store)]
        self._server = mcp.StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))

    def __enter__(self) -> Callable[[str, Mapping[str, Any]], tuple[bool, Any]]:
        from anyio.from_thread import start_blocking_portal

        self._portal = start_blocking_portal()
        portal = self._portal.__enter__()
        self._client = portal.wrap_async_context_manager(mcp.Client(mcp.stdio_client(self._server)))
        client = self._client.__enter__()

        def call(name: str, given: Mapping[str, Any]) -> tuple[bool, Any]:
            found = portal.call(client.call_tool, name, dict(given))
            return found.is_error, found.content[0].text if found.is_error else found.structured_content

        self.tools = {tool.name: tool for tool in portal.call(client.list_tools).tools}
        call.tools = self.tools  # type: ignore[attr-defined]
        return call

    def __exit__(self, *told: Any) -> None:
        self._client.__exit__(*told)
        self._portal.__exit__(*told)


# --- one answer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "given"), CASES, ids=[f"{n}-{i}" for i, (n, _) in enumerate(CASES)])
def test_every_door_gives_the_same_answer(doors: Doors, name: str, given: dict[str, Any]) -> None:
    (_, first), *others = doors.answers(name, given)
    for door, answer in others:
        assert answer == first, door


def first_case(name: str) -> dict[str, Any]:
    """The parameters of a question in SPARQL that the competency tests ask it with."""
    given, _ = next(question.cases[0] for question in QUESTIONS if question.query == name)
    return {key: str(value) for key, value in given.items()}


@pytest.mark.parametrize("name", sparql_questions())
def test_every_door_answers_a_named_question_alike(doors: Doors, name: str) -> None:
    given = first_case(name)
    expected = [
        [None if v is None else str(v).lower() for v in row.values()] for row in doors.graph.query(name, **given)
    ]
    printed = CliRunner().invoke(
        main, ["query", name, *(f"-p{k}={v}" for k, v in given.items()), "--format", "json", "--store", doors.store]
    )
    assert [
        [None if v is None else str(v).lower() for v in row.values()] for row in json.loads(printed.stdout)
    ] == expected
    failed, content = doors.mcp("query", {"name": name, "parameters": given})
    assert not failed, content
    found = doors.get(f"/questions/{name}", given).json()["results"]["bindings"]
    assert [{key: term["value"] for key, term in row.items()} for row in found] == content["answer"]
    assert len(found) == len(expected)


def test_a_subject_is_the_mark_at_every_door(doors: Doors) -> None:
    given = {"subject": "Leica", "field": "smartphone", "country": "Brazil", "on": "2023-05-01", "party": "Samsung"}
    assert {row["party"]: row["answer"] for row in doors.graph.query("who-may", **given)} == {
        "Samsung": "no",
        "others": "no",
    }
    assert list(doors.graph.query("products-under", mark="Leica")) == list(
        doors.graph.query("products-under", mark="brand:Leica")
    )
    deal = {"grantor": "Leica", "grantee": "Samsung", "subject": "Leica", "field": "smartphone", "territory": "Brazil"}
    assert len(doors.graph.query("collisions", **deal, **{"from": "2023", "until": "2023"}))


@pytest.mark.parametrize(("name", "given"), [(n, g) for n, g in CASES if g["subject"] == "Nova"])
def test_a_name_of_several_things_says_which_is_taken(doors: Doors, name: str, given: dict[str, Any]) -> None:
    note = "'Nova' is the name of several things: brand:Nova is taken; for another write model:Nova"
    for door, answer in doors.answers(name, given):
        assert answer["notes"] == [note], door
    for form in ("csv", "markdown", "table"):
        result = doors.cli(name, given, "--format", form)
        assert note in " ".join((result.stdout + result.stderr).split())
    assert all(answer["notes"] == [] for _, answer in doors.answers(name, {**given, "subject": "brand:Nova"}))


def test_a_name_in_a_named_question_says_so_too(doors: Doors) -> None:
    note = (
        "'Nova' is the name of several things: organization:Nova is taken; for another write brand:Nova or model:Nova"
    )
    assert doors.graph.query("what-is-known-about", thing="Nova").note == note
    asked = ["query", "what-is-known-about", "-pthing=Nova", "--store", doors.store]
    assert f"note: {note}" in CliRunner().invoke(main, asked).stderr
    assert doors.mcp("query", {"name": "what-is-known-about", "parameters": {"thing": "Nova"}})[1]["notes"] == [note]
    found = doors.get("/questions/what-is-known-about", {"thing": "Nova"})
    assert httpx.QueryParams(f"n={found.headers['partnergraph-note']}")["n"] == note


@pytest.mark.parametrize("name", ["小米", "organization:Samsunk"])
def test_a_party_that_nothing_names_is_answered_as_others_and_said_to_be_new(doors: Doors, name: str) -> None:
    called = name.removeprefix("organization:")
    for country in ("Brazil", "Japan"):
        given = {**BRAZIL, "country": country, "party": [name, "Xiaomi"]}
        for door, answer in doors.answers("who", given):
            told = [one["answer"] for one in answer["answers"]]
            assert (answer["not_recorded"], told[0]) == ([called], told[-1]), door
            assert "newcomer" in answer["notes"][0]
        rows = doors.graph.query("who-may", **given)
        told = {row["party"]: row["answer"] for row in rows}
        assert set(told) == {called, "Xiaomi", "others"}
        assert told[called] == told["others"]
        assert called in rows.note


def test_without_a_party_the_others_are_answered(doors: Doors) -> None:
    for country, answer in (("Brazil", "no"), ("Japan", "unknown")):
        rows = doors.graph.query("who-may", **{**BRAZIL, "country": country})
        assert list(rows) == [{"party": "others", "answer": answer}]


# --- what is given ----------------------------------------------------------------------------------------

READINGS = [
    ("strict", "strict"), ("strict", ["strict"]), ("default,continues", ["default", "continues"]),
    ("continues", ("default", "continues")), ("default, continues", "continues"), ("strict, continues", ["strict", "continues"]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), READINGS)
def test_readings_are_read_alike(doors: Doors, one: Any, other: Any) -> None:
    asked = {**BRAZIL, "on": "2024-02-29", "party": "Xiaomi"}
    rows = [[*doors.graph.query("who-may", **asked, reading=reading)] for reading in (one, other)]
    found = [doors.graph.who(**asked, act="brand-on-product", reading=reading) for reading in (one, other)]
    assert rows[0] == rows[1]
    assert found[0].to_json() == found[1].to_json()
    assert {row["party"]: row["answer"] for row in rows[0]} == {
        found[0].name(a.party) if a.party != "others" else "others": a.answer for a in found[0].first.answers
    }


RENAMED = [
    ("who", {"in": "Brazil", "parties": ["Xiaomi"], "readings": ["continues"]}, ("country", "party", "reading")),
    ("who", {"market": "Brazil"}, ("country",)),
    ("clear", {"grantors": ["Leica"], "grantees": ["Samsung"], "subjects": ["Leica"], "fields": ["smartphone"], "first": "2023-01"},
     ("grantor", "grantee", "subject", "field", "from")),
    ("clear", {"last": "2023", "exclusive": True}, ("until", "strength")),
    ("conflicts", {"certain_only": True}, ("certain",)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "names"), RENAMED)
def test_old_spellings_are_read(doors: Doors, name: str, old: dict[str, Any], names: tuple[str, ...]) -> None:
    base = {"who": BRAZIL, "clear": DEAL, "conflicts": {"subject": "Leica"}}[name]
    rest = {key: value for key, value in base.items() if key not in names}
    new = dict(zip(names, ("exclusive" if k == "exclusive" else v for k, v in old.items()), strict=True))
    expected = next(doors.answers(name, {**rest, **new}))[1]
    assert (
        json.loads(json.dumps(getattr(doors.graph, name)(**in_python(DECIDED[name], rest), **old).to_json()))
        == expected
    )
    cli = {key.replace("_", "-"): value for key, value in old.items()}
    assert json.loads(doors.cli(name, {**rest, **cli}, "--format", "json").stdout) == expected
    assert doors.get(f"/{name}", {**rest, **old}).json() == expected
    assert doors.mcp(name, {**rest, **old})[1]["answer"] == expected


def test_old_and_new_together_are_refused(doors: Doors) -> None:
    given = {**BRAZIL, "market": "Japan"}
    said = "'country' and 'market' are one parameter"
    with pytest.raises(pg.QueryError, match=said):
        doors.graph.who(**given)
    assert said in doors.cli("who", given).stderr
    assert said in doors.get("/who", given).json()["title"]
    assert said in doors.mcp("who", given)[1]
    with pytest.raises(pg.QueryError, match=said):
        doors.graph.query("releases-in", country="IN", market="JP")


BAD = [
    ("who", {**BRAZIL, "subject": "Lecia"}, "nearest: Leica"),
    ("who", {**BRAZIL, "channel": "onlin"}, "no channel is called 'onlin'"),
    ("who", {"subject": "Leica"}, "who needs a value for 'country' (--in)"),
    ("clear", {**DEAL, "exception": ["party=Xiaomi"]}, "an exception is made from an exclusivity"),
    ("clear", {**DEAL, "strength": "sole", "exception": ["whom=Xiaomi"]}, "is no exception"),
    ("available", {"subject": "Leica", "until": "2024"}, "give either on, or from and until"),
    ("expiring", {"within": "soon"}, "write it as 180d"),
    ("gaps", {"reading": ["contines"]}, "nearest: continues"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "said"), BAD)
def test_what_cannot_be_read_is_said_at_every_door(doors: Doors, name: str, given: dict[str, Any], said: str) -> None:
    result = doors.cli(name, given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    found = doors.get(f"/{name}", given)
    assert found.status_code in (400, 404)
    assert said in f"{found.json()['title']}\n{found.json().get('detail', '')}"
    failed, text = doors.mcp(name, given)
    assert failed
    assert said in text


@pytest.mark.parametrize("nothing", [[], (), None])
def test_a_required_parameter_with_nothing_in_it_is_missing(nothing: Any) -> None:
    deal = {**in_python(DECIDED["clear"], DEAL), "grantee": nothing}
    for ask in (pg.PartnerGraph().clear, pg.PartnerGraph().propose):
        with pytest.raises(pg.QueryError, match="clear needs a value for 'grantee'"):
            ask(**deal)


def test_what_is_unknown_is_refused_and_never_ignored(doors: Doors) -> None:
    said = "who has no parameter 'plaice'"
    assert said in doors.get("/who", {**BRAZIL, "plaice": "x"}).json()["title"]
    assert said in doors.mcp("who", {**BRAZIL, "plaice": "x"})[1]
    with pytest.raises(TypeError, match="plaice"):
        doors.graph.who(**BRAZIL, plaice="x")


# --- what is told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECIDED)
def test_a_declaration_is_told_by_every_door(doors: Doors, name: str) -> None:
    question = DECIDED[name]
    method = getattr(pg.PartnerGraph, name)
    if name != "clear":
        assert {p.in_python for p in question.parameters} <= set(inspect.signature(method).parameters)
    described = {p["name"]: p for p in doors.http.get("/openapi.json").json()["paths"][f"/{name}"]["get"]["parameters"]}
    schema = doors.mcp.tools[name].input_schema  # type: ignore[attr-defined]
    help_text = main.commands[name].get_help(click.Context(main.commands[name]))
    assert set(described) == set(schema["properties"]) == {p.name for p in question.parameters}
    for p in question.parameters:
        assert p.help in (method.__doc__ or "")
        assert f"--{p.option or p.name.replace('_', '-')} " in help_text
        assert described[p.name]["required"] == (p.name in schema["required"]) == p.required
        for old in old_spellings(p):
            assert f"--{old} " not in help_text
            assert old not in described


def test_an_axis_is_declared_once() -> None:
    for name in ("who", "clear", "available"):
        assert list(AXES) == [p.name for p in DECIDED[name].parameters if p.type in AXES]
    assert set(inspect.signature(pg.PartnerGraph.propose).parameters) >= set(AXES)
    for name in ("who-may", "collisions"):
        assert {p.name for p in sparql_questions()[name].parameters if p.type in AXES} == set(AXES)


def test_collisions_asked_with_a_scope_and_a_strength(doors: Doors) -> None:
    """What is promised for phones with the mark on them stands against that act, not against another."""
    deal = {"grantor": "organization:Leica", "grantee": "Samsung", "subject": "brand:Leica", "field": "smartphone"}
    deal |= {"territory": "Brazil", "from": "2023-05", "until": "2023"}
    for strength, act, collides in (("strength", "brand-on-product", True), ("exclusive", "advertise", False)):
        asked = {**deal, "act": act, "channel": "online", strength: "exclusive"}
        kinds = {row["kind"] for row in doors.graph.query("collisions", **asked)}
        assert ("double exclusivity" in kinds) == collides


def test_types_are_known_and_old_names_are_no_new_ones() -> None:
    declared = (*DECIDED.values(), *sparql_questions().values(), *looking_questions().values())
    asked = [p for question in declared for p in question.parameters]
    assert {p.type for p in asked} == set(TYPES)
    names = {p.name for p in asked}
    assert set(OLD.values()) <= names
    assert not OLD.keys() & names
    assert renamed(DECIDED["available"], {"first": "2024", "last": "2025"}) == {"on": "2024", "until": "2025"}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help_fits_into_eighty_columns(name: str) -> None:
    text = CliRunner().invoke(main, [name, "--help"], prog_name="partnergraph", terminal_width=80).output
    assert [line for line in text.splitlines() if len(line) > 80] == []
