"""One voice: the same fact in the same words in every door, labels instead of identifiers, no month of a locale."""

from __future__ import annotations

import json
import locale
import random
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

import partnergraph as pg
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.asking.doors import answer as answer_of
from partnergraph.bounds.dates import MONTHS
from partnergraph.cli import main
from partnergraph.exclusivity import Deals, index_deals
from partnergraph.exclusivity.sentences import told
from partnergraph.export.html.available import answers_of
from partnergraph.export.html.columns import Packer
from partnergraph.export.html.view import make_view
from partnergraph.export.schema_org import schema_org_document
from partnergraph.server.pages import thing_page
from partnergraph.terms import terms
from partnergraph.wording.dates import say_day, say_period, say_span, say_when
from tests.books import save

SOURCES = Path(pg.__file__).parent
ID = v.DEFAULT_BASE
HEAD = """\
dealbook: 1
sources: {s: {title: S, date: 2024-02-28}}
organizations: {alba: Alba, boreal: Boreal, ceres: Ceres}
brands: {corona: Corona}
products: {k: Kite}
partnerships:
  ab: {parties: [alba, boreal], label: Alba and Boreal, evidence: they work together}
commitments:
  d:
    label: The deal
    partnership: ab
    period: since July 2022
    evidence: as agreed
"""
SCOPE = "    field: e-reader\n    act: brand-on-product\n    channel: brand-store\n    territory: DACH\n"
USE = "the mark Corona on e-readers through the brand's own shops (put the mark on products)"
IN_DACH = "in DACH, since July 2022"
TO_BOREAL = "    bound: alba\n    beneficiaries: boreal\n    subject: brands:corona\n"

KINDS = {
    "grant": (f"    kind: grant\n{TO_BOREAL}{SCOPE}", f"Alba lets Boreal use {USE} {IN_DACH}"),
    "exclusivity": (
        f"    kind: exclusivity\n    strength: unqualified\n{TO_BOREAL}{SCOPE}",
        f"Alba promised Boreal {USE} exclusively {IN_DACH}",
    ),
    "sole": (
        f"    kind: exclusivity\n    strength: sole\n{TO_BOREAL}{SCOPE}",
        f"Alba promised Boreal {USE} as sole partner {IN_DACH}",
    ),
    "co-exclusive": (
        "    kind: exclusivity\n    strength: co-exclusive\n    bound: alba\n    beneficiaries: [boreal, ceres]\n"
        f"    subject: brands:corona\n{SCOPE}",
        f"Alba promised Boreal and Ceres {USE} in a named group {IN_DACH}",
    ),
    "option": (f"    kind: option\n{TO_BOREAL}{SCOPE}", f"Alba must offer {USE} to Boreal first {IN_DACH}"),
    "user": (
        "    kind: exclusivity\n    strength: unqualified\n    side: user\n    bound: boreal\n    beneficiaries: alba\n    subject: brands:corona\n"
        + SCOPE,
        f"Boreal promised Alba to use only {USE} {IN_DACH}",
    ),
    "two grantors, a product, no territory": (
        "    kind: grant\n    bound: [alba, ceres]\n    beneficiaries: boreal\n    subject: products:k\n",
        "Alba and Ceres let Boreal use Kite in a territory not stated, since July 2022",
    ),
}


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="partnergraph")
    assert result.exit_code == 0, result.output
    return result.stdout


def words(text: str) -> str:
    return " ".join(text.split())


def graph_of(folder: Path, body: str) -> pg.PartnerGraph:
    graph = pg.PartnerGraph.open(folder / "s")
    graph.build(save(folder, "book.yaml", HEAD + body))
    return graph


def columns_of(data: m.Dataset) -> dict[str, Any]:
    return Packer(make_view(data), {}).pack(answers_of(data))


def on_the_page(data: m.Dataset) -> list[str]:
    """The sentences of a page's tables, with the names that its references lead to."""
    columns = columns_of(data)

    def named(found: re.Match[str]) -> str:
        kind, number = found[1][0], found[1][1:]
        if kind == "t":
            return str(columns["thing"]["name"][int(number)])
        return number if kind == "-" else str(columns["words"][columns["fact"]["name"][int(number)]])

    return [re.sub("\x01(.*?)\x01", named, text) for text in columns["account"]["text"]]


# --- one sentence for one fact ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_deal_is_told_in_the_same_words_everywhere(kind: str, tmp_path: Path) -> None:
    body, expected = KINDS[kind]
    graph = graph_of(tmp_path, body)
    deal, data = f"{ID}commitment/d", graph.data()
    assert f" {expected}. " in words(run("show", "The deal", "--store", tmp_path / "s"))
    assert f" {expected}. " in words(run("report", "ab", "--store", tmp_path / "s")).replace("\\", "")
    assert f"{expected}." in on_the_page(data)
    columns = columns_of(data)
    number = columns["fact"]["id"].index("commitment/d")
    assert columns["words"][columns["fact"]["when"][number]] == "since July 2022"
    assert f"{expected}." in words(unescape(thing_page(data, deal)))
    assert f"{expected}." in [node.get("text") for node in schema_org_document(data)["@graph"]]
    index = index_deals(graph.deals())
    account = index.accounts(index.commitments[deal], frozenset()).alternatives[0][1]
    assert told(index, account) == expected  # of which who, clear and conflicts are made


@pytest.mark.parametrize("standing", ["status: planned", "status: tentative", "status: conditional", "modality: plan"])
def test_what_is_not_settled_is_told_as_that(standing: str, tmp_path: Path) -> None:
    body, expected = KINDS["exclusivity"]
    graph = graph_of(tmp_path, f"{body}    {standing}\n")
    how = standing.split()[-1].replace("plan", "planned", standing.endswith(" plan"))
    assert f"{how.capitalize()}: {expected}." in on_the_page(graph.data())
    assert f" {how.capitalize()}: {expected}. " in words(run("show", "The deal", "--store", tmp_path / "s"))
    found = graph.who("Corona", "e-reader", "DE", "2022-08-01", party="Ceres").to_json()
    assert {reason["why"] for one in found["answers"] for reason in one["reasons"]} == {f"{expected} ({how})"}
    clear = graph.clear(grantor="Alba", grantee="Ceres", subject="Corona", field="e-reader", territory="DE",
                        from_="2022-08-01", until="2022-08-31")  # fmt: skip
    assert clear.collisions[0].sentence.startswith(f"May collide: {expected} ({how}); ")


def test_who_tells_it_on_the_terminal_and_over_http(tmp_path: Path) -> None:
    body, expected = KINDS["exclusivity"]
    graph = graph_of(tmp_path, body)
    asked = {"subject": "Corona", "field": "e-reader", "in": "DE", "on": "2022-08-01", "party": "Ceres"}
    options = [part for name, value in asked.items() for part in (f"--{name}", value)]
    assert f"- {expected}." in words(run("who", *options, "--store", tmp_path / "s"))
    answer = answer_of(graph, "who", {name: [value] for name, value in asked.items()}).to_json()
    assert {reason["why"] for one in answer["answers"] for reason in one["reasons"]} == {expected}


def test_a_mark_is_one_by_its_kind_whatever_its_address() -> None:
    mark, product = "https://example.org/x1", "https://example.org/brand/x2"
    data = m.Dataset(
        entities=[m.Brand(iri=mark, name="Corona"), m.Model(iri=product, name="Kite")],
        identities=[
            m.Commitment(iri=iri, label=iri, kind="grant", bound=("a",), beneficiaries=("b",)) for iri in ("c1", "c2")
        ],
        statements=[
            m.Statement(iri=f"s{about}", about=about, source="s", subjects=(subject,))
            for about, subject in (("c1", mark), ("c2", product))
        ],
    )
    index = index_deals(Deals.of(data, {}))
    found = [
        told(index, index.accounts(index.commitments[iri], frozenset()).alternatives[0][1]) for iri in ("c1", "c2")
    ]
    assert found == [f"a lets b use {what} in a territory not stated" for what in ("the mark Corona", "Kite")]
    assert on_the_page(data) == [f"{sentence}." for sentence in found]


# --- what has no end ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "expected", "until"),
    [
        ("since July 2022", "since July 2022, going on until a source ends it (reading continues)", None),
        ("perpetual from July 2022", "since July 2022, with no end", ".."),
    ],
)
def test_only_a_source_says_that_there_is_no_end(tmp_path: Path, period: str, expected: str, until: str | None) -> None:
    body = KINDS["exclusivity"][0]
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "book.yaml", (HEAD + body).replace("since July 2022", period)))
    found = graph.who("Corona", "e-reader", "DE", "2030-01-01", parties=["Boreal"], readings=("default", "continues"))
    (reason,) = found["others"].reasons
    assert reason.why.endswith(f"in DACH, {expected}")
    assert reason.until == until


def test_a_proposed_deal_without_an_end_has_none(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, KINDS["exclusivity"][0])
    proposal = graph.propose(["Alba"], ["Ceres"], ["Corona"], ["e-reader"], "DE", first="2023")
    assert "going on" not in str(graph.clear(proposal))


# --- labels, not identifiers -----------------------------------------------------------------------------------------


def sayings(columns: dict[str, Any]) -> list[str]:
    """Every text of a page's tables that is put together here, not quoted."""
    rows = [columns["words"][value] for row in columns["rows"] for value in row]
    shown = [columns["words"][number] for number in columns["fact"]["label"]]
    asked = [columns["words"][n] for q in columns["answers"]["questions"] for n in q[1:3] if n is not None]
    return [*columns["account"]["text"], *rows, *shown, *asked]


def identifiers_in(texts: list[str], used: set[m.Iri]) -> set[str]:
    """Identifiers of terms, as they are or with spaces, that stand in texts where the label should."""
    labels = terms().labels
    by_length = sorted({labels[iri] for iri in used}, key=len, reverse=True)
    rest = "\n".join(texts)
    for label in by_length:
        rest = re.sub(re.escape(label), "…", rest, flags=re.IGNORECASE)
    codes = {iri.rsplit("/", 1)[-1] for iri in used}
    return {code for code in codes if re.search(rf"\b{code.replace('-', '[- ]')}\b", rest, re.IGNORECASE)}


def terms_of(data: m.Dataset) -> set[m.Iri]:
    said = {iri for s in data.statements for iri in (*s.fields, *s.acts, *s.channels)}
    said |= {v.STATUS + s.status for s in data.statements if s.status}
    return said | {one.kind for one in data.identities if isinstance(one, m.Event)}


def test_no_identifier_on_the_page_of_the_example() -> None:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"), pg.example("press-facts.yaml"))
    data = graph.data()
    free = {text for s in data.statements for text in (s.note, s.purpose, s.place, s.territory_words) if text}
    free |= {one.matter for one in data.identities if isinstance(one, m.DecisionRight)}
    free |= {s.period.words for s in data.statements if s.period and s.period.words}
    texts = sayings(columns_of(data))
    for quoted in sorted(free, key=len, reverse=True):
        texts = [text.replace(quoted, "…") for text in texts]
    assert identifiers_in([re.sub("\x01.*?\x01", "…", text) for text in texts], terms_of(data)) == set()


def test_no_identifier_on_the_page_report_and_sheet_of_a_table_that_was_made(tmp_path: Path) -> None:
    draw, trees = random.Random(5), terms().labels
    axes = {
        axis: sorted(iri.removeprefix(prefix) for iri in trees if iri.startswith(prefix))
        for axis, prefix in (("field", v.FIELD), ("act", v.ACT), ("channel", v.CHANNEL))
    }
    rows = ["licensor,licensee,brand,field,act,channel,territory,start,exclusivity,status"]
    for number in range(60):
        cells = [draw.choice(axes[axis]) for axis in ("field", "act", "channel")]
        kind, status = draw.choice(["no", "exclusive", "sole"]), draw.choice(["in-force", "agreed", "conditional"])
        rows.append(
            f"L{number % 7},N{number},M{number},{','.join(cells)},DACH,2022-0{number % 9 + 1}-01,{kind},{status}"
        )
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "deals.csv", "\n".join(rows) + "\n"))
    data = graph.data()
    used = terms_of(data)
    assert len(used) > 60
    assert identifiers_in(sayings(columns_of(data)), used) == set()
    shown = " ".join(words(unescape(thing_page(data, one.iri))) for one in data.identities)
    assert identifiers_in([re.sub(r"<[^>]*>|https?://\S+", " ", shown)], used) == set()


def test_a_term_that_nothing_names_is_shown_by_the_end_of_its_address() -> None:
    kind, field = "https://example.org/kinds/gala", "https://example.org/fields/kites"
    data = m.Dataset(
        entities=[m.Organization(iri="o/a", name="Alba"), m.Brand(iri="b/c", name="Corona")],
        identities=[
            m.Event(iri="e", label="E", kind=kind, participants=("o/a",)),
            m.Commitment(iri="d", label="D", kind="grant", bound=("o/a",), beneficiaries=("o/a",)),
        ],
        statements=[
            m.Statement(iri="s1", about="e", source="s"),
            m.Statement(iri="s2", about="d", source="s", subjects=("b/c",), fields=(field,)),
        ],
    )
    assert "Alba lets Alba use the mark Corona on kites in a territory not stated." in on_the_page(data)
    view = make_view(data)
    assert view.facts["e"].label == "gala"
    columns = columns_of(data)
    assert [columns["words"][asked[1]] for asked in columns["answers"]["questions"]] == ["kites"]


def test_every_address_in_the_json_of_who_has_a_name(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, KINDS["grant"][0])
    asked = {"subject": "Corona", "field": "e-reader", "in": "DE", "on": "2022-08-01", "channel": "brand-store"}
    found = answer_of(
        graph, "who", {name: [value] for name, value in asked.items()} | {"party": ["Boreal", "小米"]}
    ).to_json()
    assert (found["subject_name"], found["field_name"], found["country_name"]) == ("Corona", "e-readers", "Germany")
    assert found["channel_name"] == "the brand's own shops"
    assert [one["party_name"] for one in found["answers"]] == ["Boreal", "小米", "others"]
    assert found["answers"][0]["reasons"][0]["commitment_name"] == "The deal"

    def check(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                many = isinstance(value, list)
                if any(isinstance(one, str) and one.startswith("https://") for one in (value if many else [value])):
                    names = node[f"{key}_{'names' if many else 'name'}"]
                    assert names and not any(one.startswith("https://") for one in (names if many else [names]))
                check(value)
        elif isinstance(node, list):
            for one in node:
                check(one)

    check(found)


# --- strangers -------------------------------------------------------------------------------------------------------


def test_a_stranger_is_said_to_be_one_in_every_door(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, KINDS["exclusivity"][0])
    note = "no organization called '小米' is recorded; the answer is that of a newcomer"
    asked = ("--subject", "Corona", "--field", "e-reader", "--in", "DE", "--on", "2022-08-01", "--party", "小米")
    for form in ("table", "json", "csv", "markdown"):
        assert note in words(run("who", *asked, "--format", form, "--store", tmp_path / "s")), form
    names = {"subject": "Corona", "field": "e-reader", "in": "DE", "on": "2022-08-01", "party": "小米"}
    answer = answer_of(graph, "who", {name: [value] for name, value in names.items()}).to_json()
    assert [one["note"] for one in answer["answers"]] == [note, None]
    deal = {"grantor": "Alba", "grantee": "小米", "subject": "Corona", "field": "e-reader", "territory": "DE"}
    assert answer_of(graph, "clear", {name: [value] for name, value in deal.items()} | {"from": ["2023"]}).to_json()[
        "notes"
    ] == [note]
    sheet = "licensor,licensee,brand,field,territory,start\nAlba,小米,Corona,e-reader,Germany,2023-01-01\n"
    checked = graph.clear_sheet(save(tmp_path, "proposals.csv", sheet))
    assert checked.answers[0].notes == (note,)


def test_letters_that_take_two_columns_keep_the_table_straight(tmp_path: Path) -> None:
    graph_of(tmp_path, KINDS["exclusivity"][0])
    asked = ("--subject", "Corona", "--field", "e-reader", "--in", "DE", "--on", "2022-08-01")
    lines = run("who", *asked, "--party", "小米", "--party", "Boreal", "--store", tmp_path / "s").splitlines()
    rows = [line for line in lines if re.match(r"  (小米|Boreal|others) ", line)]
    starts = {cell_len(re.split(r"(?=unknown|yes|no\b)", row)[0]) for row in rows}
    assert len(rows) == 3
    assert len(starts) == 1


# --- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2022-07/2024-02-28", "since July 2022, until 28 February 2024"),
        ("2022/..", "since 2022, with no end"),
        ("/2024", "until 2024"),
        ("2022-05-01/2022-05-01", "on 1 May 2022"),
        ("2022/2022", "since 2022, until 2022"),
        ("[2022-01-01..2022-07-31]/", "since some day from 1 January 2022 to 31 July 2022"),
        ("[2022-01-01..]/", "not before 1 January 2022"),
    ],
)
def test_periods_in_words(edtf: str, expected: str) -> None:
    from partnergraph.bounds import parse_period

    assert say_period(parse_period(edtf)) == expected


def test_what_only_follows_from_the_other_edge_is_not_said() -> None:
    start, end = date(2022, 1, 1), date(2024, 12, 30)
    assert say_when((None, end), (None, end)) == "until 30 December 2024 at the latest"
    assert say_when((start, end), (start, end)) == "not before 1 January 2022, until 30 December 2024 at the latest"


def test_no_word_comes_from_the_locale() -> None:
    python = re.compile(r"month_name|month_abbr|day_name|day_abbr|strftime|setlocale|:%[aAbB]")
    script = re.compile(r"\.toLocale\w+\((?!\"en\")|localeCompare\((?![^;]*?, \"en\")|Intl\.\w+\((?!\[?\"en\"\]?)")
    found = [
        f"{path.relative_to(SOURCES)}: {match[0]}"
        for pattern, suffix in ((python, "*.py"), (script, "*.js"))
        for path in sorted(SOURCES.rglob(suffix))
        if "editor" not in path.parts
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    core = (SOURCES / "export" / "html" / "script" / "core.js").read_text(encoding="utf-8")
    months = re.search(r"const MONTHS = (\[.*?\]);", core)
    assert months is not None
    assert tuple(json.loads(months[1])) == tuple(MONTHS)


def test_a_german_process_says_the_same() -> None:
    before = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
            assert say_day(date(2024, 3, 1)) == "1 March 2024"
            assert say_span(date(2024, 5, 1), date(2024, 5, 31)) == "May 2024"
    finally:
        locale.setlocale(locale.LC_ALL, before)
