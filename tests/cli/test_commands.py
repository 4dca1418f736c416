"""Every command on good and on bad input: exit codes, one readable block, nothing half done.

Most run in this process by click's runner; what a terminal, a pipe or an encoding decides runs in a real one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from partnergraph import vocabulary as v
from partnergraph.cli import main
from partnergraph.graph import PartnerGraph, example
from partnergraph.resources import read_text
from partnergraph.store import open_store
from partnergraph.store.base import FORMAT
from tests.books import save, source, stated
from tests.quick import one_in

SEED = str(example("xiaomi-leica.yaml"))
BOOK = source("mine", "partnerships:\n  ab: {parties: [a, b]}\n")
ASCII = {"PYTHONIOENCODING": "ascii"}
CP1252 = {"PYTHONIOENCODING": "cp1252"}


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store that is only asked."""
    place = tmp_path_factory.mktemp("seed") / "leica.store"
    PartnerGraph.open(place).build(SEED)
    return str(place)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARTNERGRAPH_STORE", raising=False)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="partnergraph")


def done(*arguments: str | Path) -> str:
    """Run a command that must work, and give what it prints."""
    found = run(*arguments)
    assert found.exit_code == 0, found.output
    assert found.stderr == ""
    return found.stdout


def refused(*arguments: str | Path, code: int = 2) -> str:
    """Run a command that must fail, and give what it says of that."""
    found = run(*arguments)
    assert isinstance(found.exception, SystemExit), repr(found.exception)
    assert found.exit_code == code, found.output
    assert found.stdout == ""
    first, *others = found.stderr.splitlines()
    assert first.startswith(("error: ", "Usage: partnergraph ")), first
    assert len(others) <= 4
    return found.stderr


def process(*arguments: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from partnergraph.cli import main; main(prog_name='partnergraph')", *arguments]
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(command, stderr=subprocess.PIPE, env={**os.environ, **(env or {})}, timeout=120, **options)


# --- build, remove, sources, info, derive, validate ---------------------------------------------------


def test_build_says_what_it_did_and_the_others_tell_of_it(tmp_path: Path) -> None:
    save(tmp_path, "book.yaml", BOOK)
    assert done("build", "book.yaml").startswith("built mine: 1 statement, ")
    assert (tmp_path / "partnergraph.store").is_dir()
    assert list(csv.DictReader(io.StringIO(done("sources", "--format", "csv")))) == [
        {"source": "mine", "date": "2024-02-28", "title": "mine", "statements": "1"}
    ]
    told = dict(line.split("  ", 1) for line in done("info").splitlines())
    told = {name: value.strip() for name, value in told.items()}
    assert told["store"] == "partnergraph.store"
    assert told["revision"] == "1"
    assert told["sources"] == "1"
    assert told["newest source"] == "2024-02-28"
    assert told["derived graph"] == "up to date"
    assert f"store format {FORMAT}" in told["partnergraph"]


def test_a_source_built_again_is_replaced(tmp_path: Path) -> None:
    book = save(tmp_path, "book.yaml", BOOK)
    done("build", book)
    once = stated(open_store("partnergraph.store"))
    done("build", book)
    assert stated(open_store("partnergraph.store")) == once
    book.write_text(BOOK.replace("[a, b]", "[a, c]"))
    done("build", book)
    changed = stated(open_store("partnergraph.store"))
    assert changed != once
    assert not any("/partnership/" in triple and "/organization/b>" in triple for triple in changed), (
        "what only the old book said is gone"
    )
    done("build", book, SEED)
    listed = csv.DictReader(io.StringIO(done("sources", "--format", "csv")))
    assert {row["source"] for row in listed} == {"mine", "gadgets360-2024-02-28"}


def test_remove_takes_out_what_one_source_said_and_no_more(tmp_path: Path) -> None:
    book = save(tmp_path, "book.yaml", BOOK)
    done("build", SEED)
    alone = stated(open_store("partnergraph.store"))
    done("build", book)
    assert stated(open_store("partnergraph.store")) > alone
    assert done("remove", "mine") == "removed https://w3id.org/partnergraph/id/source/mine\n"
    assert stated(open_store("partnergraph.store")) == alone
    assert "no source is called 'mine'" in refused("remove", "mine")
    done("remove", "gadgets360-2024-02-28")
    assert stated(open_store("partnergraph.store")) == set()
    assert done("sources") == "nothing recorded\n"


def test_a_build_is_all_or_nothing_and_tells_every_problem(tmp_path: Path) -> None:
    good = save(tmp_path, "good.yaml", BOOK)
    done("build", SEED)
    before = stated(open_store("partnergraph.store"))
    save(tmp_path, "bad.yaml", BOOK.replace("[a, b]", "[a, nobody], start: 2024-02-30, territory: Atlantis"))
    save(tmp_path, "worse.ttl", "<urn:a> <urn:b>")
    found = run("build", good, "bad.yaml", "worse.ttl", "absent.json")
    assert found.exit_code == 2
    assert found.stdout == ""
    first, *lines = found.stderr.splitlines()
    problems = [line for line in lines if not line.startswith("    ")]
    assert first == f"{len(problems)} problems; nothing was changed"
    places = [tuple(map(int, line.split(":")[1:3])) for line in problems if line.startswith("bad.yaml:5:")]
    assert len(places) == 3
    assert places == sorted(places)
    assert any(line.startswith("worse.ttl:1:") for line in problems)
    assert any(line.startswith("absent.json: does not exist") for line in problems)
    for word in ("'nobody'", "'2024-02-30'", "'Atlantis'"):
        assert word in found.stderr
    assert stated(open_store("partnergraph.store")) == before


def test_phrases_are_checked_against_the_text_of_the_source(tmp_path: Path) -> None:
    text = "We hear that they work together again."
    (tmp_path / "text.txt").write_text(text)
    (tmp_path / "other.txt").write_text("We hear nothing.")
    digest = hashlib.sha256(text.encode()).hexdigest()
    book = BOOK.replace("date:", f"sha256: {digest}, date:").replace(
        "[a, b]", "[a, b], evidence: [{at: 13, phrase: they work together}]"
    )
    save(tmp_path, "book.yaml", book)
    save(tmp_path, "moved.yaml", book.replace("at: 13", "at: 12"))
    assert "is the text of no source" in refused("build", "book.yaml", "--source-text", "other.txt")
    assert "they work together" in refused("build", "moved.yaml", "--source-text", "text.txt")
    assert "absent.txt" in refused("build", "book.yaml", "--source-text", "absent.txt")
    assert not (tmp_path / "partnergraph.store").exists()
    assert "checked 1 phrase" in done("build", "book.yaml", "--source-text", "text.txt")


def test_derive_can_leave_out_a_rule(seed: str, tmp_path: Path) -> None:
    done("build", SEED)
    every = int(done("derive").split()[1].replace(",", ""))
    fewer = int(done("derive", "--without", "30-first-release").split()[1].replace(",", ""))
    assert fewer < every
    assert "no rule or reading is called 'first'" in refused("derive", "--without", "first")
    assert done("derive") == f"derived {every:,} triples\n"


def test_validate_a_store_or_files(seed: str, tmp_path: Path) -> None:
    assert done("validate", "--store", seed).splitlines()[-1].startswith("0 violations")
    assert done("validate", SEED).splitlines()[-1].startswith("0 violations")
    broken = tmp_path / "broken.nt"
    PartnerGraph.open(seed, create=False).export(broken)
    lines = broken.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"<{v.OA}exact>" not in line]
    assert len(kept) < len(lines)
    broken.write_text("".join(kept), encoding="utf-8")
    found = run("validate", "--store", broken)
    assert found.exit_code == 1, "a check that fails is not bad input"
    assert found.stderr == ""
    assert "Violation: https://w3id.org/partnergraph/id/" in found.stdout
    assert not found.stdout.splitlines()[-1].startswith("0 violations")


def test_validate_a_file_that_no_build_takes(tmp_path: Path) -> None:
    period = '"2021/2023-12-31"^^<http://id.loc.gov/datatypes/edtf/EDTF>'
    text = f"""@prefix pg: <{v.NS}> . @prefix xsd: <{v.XSD}> .
        <#s> a pg:Source ; <{v.DCTERMS}title> "S" . <#a> a pg:Partnership ; <{v.RDFS}label> "P" ; pg:party <#b>, <#c> .
        <#t> a pg:Statement ; pg:about <#a> ; pg:statedIn <#s> ; pg:period {period} ; pg:latestEnd "2030-12-31"^^xsd:date ."""
    path = tmp_path / "x.ttl"
    path.write_text(text, encoding="utf-8")
    assert "2030-12-31" in refused("build", path)
    found = run("validate", path)
    assert found.exit_code == 1
    assert "2030-12-31 lies outside of pg:period" in found.stdout
    path.write_text(text.replace(" .", " ", 1), encoding="utf-8")
    assert "x.ttl:" in refused("validate", path)


# --- query, questions, show, terms --------------------------------------------------------------------

JAPAN = ("query", "releases-in", "-p", "country=Japan", "--store")


def test_every_format_tells_the_same(seed: str) -> None:
    as_json = json.loads(done(*JAPAN, seed, "--format", "json"))
    assert as_json[0]["product"] == "Leitz Phone 1"
    text = [{name: "" if value is None else str(value) for name, value in row.items()} for row in as_json]
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        assert list(csv.DictReader(io.StringIO(done(*JAPAN, seed, "--format", form)), delimiter=delimiter)) == text
    head, rule, *rows = done(*JAPAN, seed, "--format", "markdown").splitlines()
    assert head == f"| {' | '.join(as_json[0])} |"
    assert set(rule) == set("| -")
    assert len(rows) == len(as_json)
    assert done(*JAPAN, seed) == done(*JAPAN, seed, "--format", "table")
    for row in text:
        assert row["product"] in done(*JAPAN, seed)


def test_what_is_in_the_way_of_a_format_is_escaped(seed: str) -> None:
    query = r"""SELECT ?x { VALUES ?x { "a|b" "c,\"d\"" "e\nf\tg" "[bold]h[/bold]" } }"""
    values = ["a|b", 'c,"d"', "e\nf\tg", "[bold]h[/bold]"]
    asked = ("query", "--text", query, "--store", seed, "--format")
    assert [row["x"] for row in json.loads(done(*asked, "json"))] == values
    assert [row["x"] for row in csv.DictReader(io.StringIO(done(*asked, "csv"), newline=""))] == values
    assert [row["x"] for row in csv.DictReader(io.StringIO(done(*asked, "tsv"), newline=""), delimiter="\t")] == values
    assert done(*asked, "markdown").splitlines()[2] == r"| a\|b |"
    assert len(done(*asked, "markdown").splitlines()) == 6
    assert "[bold]h[/bold]" in done(*asked, "table")


def test_sparql_of_ones_own(seed: str, tmp_path: Path) -> None:
    save(tmp_path, "q.rq", "# Größe\nSELECT ?label { ?x a pg:Brand ; rdfs:label ?label } ORDER BY ?label")
    brands = [row["label"] for row in json.loads(done("query", "--file", "q.rq", "--store", seed, "--format", "json"))]
    assert "Leica" in brands
    assert json.loads(done("query", "--text", "ASK { ?x a pg:Brand }", "--store", seed, "--format", "json")) == [
        {"answer": True}
    ]
    construct = "CONSTRUCT { ?x rdfs:label ?label } WHERE { ?x a pg:Brand ; rdfs:label ?label }"
    for form in ("turtle", "table"):
        turtle = done("query", "--text", construct, "--store", seed, "--format", form)
        assert len(list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))) == len(brands)


def test_questions_and_terms() -> None:
    listed = done("questions")
    assert "\nreleases-in [country=IN]\n    Which products were released in {country}" in listed
    assert done("questions", "releases-in").startswith("# title: ")
    assert "  smartphone  smartphones\n" in done("terms", "field")
    assert done("terms").index("field") < done("terms").index("event-kind")


def test_show_tells_what_is_known_with_its_quotes(seed: str) -> None:
    told = done("show", "Leica", "--store", seed)
    assert told.startswith("Leica (Organization)\n  https://w3id.org/partnergraph/id/organization/leica\n")
    assert '    "' in told
    assert told.endswith("Others of this name: https://w3id.org/partnergraph/id/brand/leica\n")
    by_iri = done("show", "https://w3id.org/partnergraph/id/organization/leica", "--store", seed)
    assert told.startswith(by_iri.rstrip())
    assert done("show", "brand:Leica", "--store", seed).startswith("Leica (Brand)")


# --- territory ----------------------------------------------------------------------------------------


def test_territory_as_json() -> None:
    found = json.loads(done("territory", "Benelux", "--on", "2024-02-28", "--format", "json"))
    assert list(found)[:2] == ["countries", "rule"]
    assert found["countries"] == ["BE", "LU", "NL"]
    assert found["rule"] == "Benelux"
    assert found["variants"] == []
    assert json.loads(done("territory", "World except Japan", "--format", "json"))["countries"].count("JP") == 0
    before, after = (
        json.loads(done("territory", "EU", "--on", day, "--format", "json"))["countries"]
        for day in ("2020-01-31", "2020-02-01")
    )
    assert set(before) - set(after) == {"GB"}


def test_a_vague_territory_has_variants() -> None:
    vague = json.loads(done("territory", "DACH", "--format", "json"))
    several = json.loads(done("territory", "EMEA", "--on", "2024-02-28", "--format", "json"))
    assert {"AT", "CH", "DE"} <= set(vague["countries"])
    for report in (vague, several):
        for variant in report["variants"]:
            assert variant["assumes"]
            assert set(report["countries"]) <= set(variant["countries"])
    assert several["variants"]


GROUPS = {r["code"]: r for r in json.loads(read_text("regions.json")) if r["kind"] == "bloc"}


@pytest.mark.parametrize("day", ["1990-01-01", "2010-06-01", "2024-01-01", "2026-01-01"])
@pytest.mark.parametrize("code", GROUPS)
def test_a_group_is_printed_with_all_members_of_the_day(code: str, day: str) -> None:
    rows = [row for row in GROUPS[code]["members"] if row[0] <= day <= (row[1] or "9999")]
    sure = {member for row in rows if len(row) == 3 for member in row[2].split()}
    text = done("territory", code, "--on", day)
    found = json.loads(done("territory", code, "--on", day, "--format", "json"))
    assert set(found["countries"]) == sure
    printed = text.partition("\n")[2].split("The phrase")[0].split("If ")[0]
    assert printed.split() == sorted(sure)
    assert found["membership"] == "not-stated"
    if any(words.startswith("membership") for v in found["variants"] for words in v["assumes"]):
        assert "does not say how membership is read" in text


def test_a_group_whose_membership_is_settled_says_nothing_of_it() -> None:
    for words, mode in (("G7 (as membership changes)", "moving"), ("G7 (as of 2020-01-01)", "2020-01-01")):
        assert "does not say" not in done("territory", words, "--on", "2024-01-01")
        assert json.loads(done("territory", words, "--format", "json"))["membership"] == mode
    assert json.loads(done("territory", "DACH", "--format", "json"))["membership"] is None
    assert "without CA" in done("territory", "G7", "--on", "2024-01-01")


@pytest.mark.parametrize("depth", [3_000, 20_000])
def test_brackets_without_end_are_one_short_refusal_everywhere(tmp_path: Path, depth: int) -> None:
    phrase = "(" * depth + "Japan" + ")" * depth
    save(tmp_path, "deals.csv", f"licensor,licensee,subject,territory\nA,B,C,{phrase}\n")
    save(tmp_path, "book.yaml", BOOK.replace("[a, b]", f"[a, b], territory: {phrase}"))
    for arguments in (("territory", phrase), ("build", "deals.csv"), ("build", "book.yaml")):
        assert len(refused(*arguments)) < 1_000


def test_territory_needs_no_store(tmp_path: Path) -> None:
    assert "read on 2024-02-28: 3 countries" in done("territory", "Benelux", "--on", "2024-02-28")
    assert list(tmp_path.iterdir()) == []


# --- export, template, demo ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["ttl", "trig", "nt", "nq", "jsonld", "graphml", "html"])
def test_export_writes_each_form(seed: str, tmp_path: Path, form: str) -> None:
    assert done("export", f"out.{form}", "--store", seed) == f"wrote out.{form}\n"
    written = (tmp_path / f"out.{form}").read_bytes()
    assert len(written) > 1_000
    assert b"\r" not in written.replace(b"\\r", b"") or form == "html"
    assert [path.name for path in tmp_path.iterdir()] == [f"out.{form}"]


def test_an_exported_file_is_a_store_with_the_same_answers(seed: str, tmp_path: Path) -> None:
    for form in ("trig", "nq"):
        done("export", f"out.{form}", "--store", seed)
        assert done(*JAPAN, f"out.{form}") == done(*JAPAN, seed)


def test_the_demo_does_what_it_says(tmp_path: Path) -> None:
    told = done("demo", "here")
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["graph.html", "graph.ttl", "leica.store"]
    assert "Validation: 0 violations" in told
    assert told.count("?\n") == 5
    again = done("demo", "here")
    assert again == told


# --- bad input ----------------------------------------------------------------------------------------

FILES: dict[str, bytes] = {
    "text.txt": b"hello",
    "sheet.xls": b"\xd0\xcf\x11\xe0",
    "sheet.ODS": b"PK",
    "sheet.numbers": b"PK",
    "empty.yaml": b"",
    "empty.csv": b"",
    "list.yaml": b"[]",
    "binary.yaml": bytes(range(256)),
    "latin.yaml": "dealbook: 1\nsources: {s: {title: café}}\n".encode("latin-1"),
    "latin.ttl": b"<urn:a> <urn:b> 'caf\xe9' .",
    "latin.csv": "source;licensor\ncafé;x\n".encode("latin-1"),
    "latin.rq": b"# caf\xe9\nASK {}",
    "wide.yaml": "dealbook: 1\n".encode("utf-16"),
    "zero.yaml": b"dealbook: 1\n\0",
    "no-zip.xlsx": b"PK but no",
    "noname": b"x",
    "half.rq": b"SELECT ?x {",
    "empty.rq": b"",
    "good.yaml": BOOK.encode(),
}
REFUSED: list[tuple[str, str]] = [
    ("demo text.txt", "Directory 'text.txt' is a file"),
    ("demo text.txt/x", "text.txt/x: Not a directory"),
    ("build", "'SOURCE...'"),
    ("build absent.yaml", "absent.yaml: does not exist"),
    ("build folder", "folder: is a directory"),
    ("build empty.yaml", "start with 'dealbook: 1'"),
    ("build list.yaml", "start with 'dealbook: 1'"),
    ("build empty.csv", "empty.csv: is empty"),
    ("build binary.yaml", "is not UTF-8"),
    ("build latin.yaml", "latin.yaml:2: byte 0xe9 is not UTF-8"),
    ("build latin.ttl", "latin.ttl:1:21: not Turtle"),
    ("build latin.csv", "--encoding cp1252"),
    ("build latin.csv --encoding nonsense", "'nonsense': is not the name of an encoding"),
    ("build wide.yaml", "wide.yaml:1: byte 0xff is not UTF-8"),
    ("build zero.yaml", "zero.yaml:2:1: character 0"),
    ("build no-zip.xlsx", "no-zip.xlsx: is no workbook"),
    ("build sheet.xls", "sheet.xls: is a spreadsheet of a kind that is not read\n    save it as .xlsx or .csv"),
    ("build sheet.ODS", "save it as .xlsx or .csv"),
    ("build sheet.numbers", "save it as .xlsx or .csv"),
    ("build text.txt", "--source-text only"),
    ("build noname", "RDF (.ttl ...), and, by what they hold, ONIX"),
    ("build good.yaml --nonsense", "--nonsense"),
    ("build good.yaml --as-of never", "'never': not a date"),
    ("build good.yaml --store text.txt", "text.txt:1:1: not N-Triples"),
    ("build good.yaml --store=", "--store is empty"),
    ("build good.yaml --store folder/full", "holds files that are not a partnergraph store"),
    ("build good.yaml --store text.txt/x", "text.txt/x: "),
    ("validate absent.yaml", "absent.yaml: does not exist"),
    ("derive --without nothing -s STORE", "no rule or reading is called 'nothing'"),
    ("sources --format xml -s STORE", "'xml'"),
    ("remove Leica -s STORE", "no source is called 'Leica'"),
    ("remove gadgets360-2024-02-29 -s STORE", "no source is called"),
    ("remove", "'SOURCE'"),
    ("template x.doc", "end the name in one of: xlsx, csv, yaml"),
    ("template absent/x.csv", "absent/x.csv: "),
    ("query -s STORE", "give one of: the NAME of a question, --file, --text"),
    ("query releases-in --file half.rq -s STORE", "give one of"),
    ("query release-in -s STORE", "nearest: releases-in"),
    ("query releases-in -p country -s STORE", "write it as name=value"),
    ("query releases-in -p country= -s STORE", "no region is called ''"),
    ("query releases-in -p country=Indai -s STORE", "nearest: India"),
    ("query releases-in -p place=IN -s STORE", "parameters: country"),
    ("query releases-in -p country=IN -p country=JP -s STORE", "'country' is given more than once"),
    ("query releases-in --format csv --format json -s STORE", "'format' is given more than once\n    give it once"),
    ("info -s STORE --store STORE", "'store' is given more than once\n    give it once"),
    ("clear --territory Brazil --territory Japan -s STORE", "'territory' is given more than once\n    give it once"),
    ("who --country BR --party A --party B --country JP -s STORE", "'country' is given more than once"),
    ("who --subject A --subject B -s STORE", "'subject' is given more than once"),
    ("who --market BR --market JP -s STORE", "'market' is given more than once"),
    ("expiring --on 2024 --on=2025 -s STORE", "'on' is given more than once"),
    ("query releases-in --format turtle -s STORE", "a table is no Turtle"),
    ("query releases-in --format xml -s STORE", "'xml'"),
    ("query commitments-of -s STORE", "party: an organization"),
    ("query commitments-of -p party=Lieca -s STORE", "nearest: "),
    ("query --text= -s STORE", "the query is empty"),
    ("query --text=SELECT -s STORE", "the query is not SPARQL: line 1, column 7"),
    ("query --text=CLEAR_ALL -s STORE", "this is an update (CLEAR), not a query"),
    ("query --file absent.rq -s STORE", "File 'absent.rq' does not exist"),
    ("query --file folder -s STORE", "File 'folder' is a directory"),
    ("query --file half.rq -s STORE", "the { is not closed (line 1, column 11)"),
    ("query --file empty.rq -s STORE", "the query is empty"),
    ("query --file latin.rq -s STORE", "latin.rq:1: byte 0xe9 is not UTF-8"),
    ("questions release-in", "nearest: releases-in"),
    ("terms colour", "'colour'"),
    ("show Lieca -s STORE", "nearest: Leica"),
    ("show https://example.org/nobody -s STORE", "no thing is called"),
    ("territory Atlantis", "write names or ISO 3166 codes"),
    ("territory=", "is empty"),
    ("territory EU --on never", "'never': not a date"),
    ("territory EU --on=", "there is no date here"),
    ("territory EU --format xml", "'xml'"),
    ("export out.docx -s STORE", "end the name in one of: ttl"),
    ("export out -s STORE", "end the name in one of: ttl"),
    ("export absent/out.ttl -s STORE", "choose a folder that exists"),
    ("export folder -s STORE", "'folder' is a directory"),
    ("export text.txt/out.ttl -s STORE", "Not a directory"),
    ("info -s noname", "use one of .ttl"),
    ("info -s latin.ttl", "latin.ttl:1:21: not Turtle"),
    ("info -s https://", "write it as http://host:port/path"),
    ("partners", "'partners'"),
    ("--nonsense", "--nonsense"),
]


@pytest.mark.parametrize(("line", "words"), REFUSED, ids=[line for line, _ in REFUSED])
def test_bad_input_is_one_readable_block(seed: str, tmp_path: Path, line: str, words: str) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder" / "full").mkdir(parents=True)
    (tmp_path / "folder" / "full" / "mine.txt").write_text("precious")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    arguments = [seed if part == "STORE" else part.replace("_", " ") for part in line.split(" ")]
    if line == "territory=":
        arguments = ["territory", ""]
    assert words in refused(*arguments)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


ASKING = [
    ["validate"], ["derive"], ["info"], ["sources"], ["remove", "s"], ["show", "Leica"], ["export", "out.ttl"],
    ["query", "releases-in"], ["query", "--text", "ASK {}"], ["conflicts"], ["gaps"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", ASKING, ids=" ".join)
def test_an_absent_store_is_an_error_and_is_never_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    assert "error: partnergraph.store: there is no store here\n    make one with" in refused(*arguments)
    assert "error: x.store: there is no store here" in refused(*arguments, "--store", "x.store")
    monkeypatch.setenv("PARTNERGRAPH_STORE", "mine.store")
    assert "error: mine.store: there is no store here" in refused(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_store(seed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTNERGRAPH_STORE", seed)
    assert done("query", "releases-in", "-p", "country=Japan") == done(*JAPAN, seed)
    save(tmp_path, "book.yaml", BOOK)
    monkeypatch.setenv("PARTNERGRAPH_STORE", str(tmp_path / "mine.store"))
    done("build", "book.yaml")
    done("build", "book.yaml", "--store", "other.store")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.yaml", "mine.store", "other.store"]


def test_an_engine_that_does_not_answer_is_exit_code_three() -> None:
    assert "cannot be reached" in refused("info", "--store", "http://127.0.0.1:9/query", code=3)


# --- hostile names of files ---------------------------------------------------------------------------

NAMES = [
    "two words",
    "-dash",
    "näme 小米",
    "quote'\"",
    "[bold]x",
    "new\nline",
    "$HOME",
    "100%s{0}",
    "a;b",
    "x" * 200,
]


@pytest.mark.skipif(os.name == "nt", reason="NO SUCH NAMES: Windows allows few of them")
@pytest.mark.parametrize("name", one_in(3, NAMES))
def test_any_name_of_a_file_works(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.yaml").write_text(BOOK)
    store, out = f"./{name}.store", f"./{name}.ttl"
    done("build", f"./{name}.yaml", "--store", store)
    assert done("export", out, "--store", store).startswith("wrote ")
    assert done("sources", "--store", store, "--format", "csv").endswith("mine,2024-02-28,mine,1\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{name}.{end}" for end in ("store", "ttl", "yaml")
    )
    (tmp_path / f"{name}.yaml").write_text("[]")
    assert f"{name}.yaml:1:1: " in refused("build", f"./{name}.yaml", "--store", store)


@pytest.mark.skipif(sys.platform != "linux", reason="NO BYTES IN NAMES: names of files are Unicode here")
def test_a_name_that_is_no_text_works(seed: str, tmp_path: Path) -> None:
    found = process("export", os.fsdecode(b"\xff.ttl"), "--store", seed, cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, b"")
    assert os.listdir(os.fsencode(tmp_path)) == [b"\xff.ttl"]  # noqa: PTH208 - pathlib takes no bytes
    found = process("build", os.fsdecode(b"\xfe.yaml"), cwd=tmp_path)
    assert found.returncode == 2
    assert b"does not exist" in found.stderr


# --- terminals, pipes, encodings ----------------------------------------------------------------------

LETTERS = 'SELECT ?x { VALUES ?x { "小米 → é" } }'


@pytest.mark.parametrize("form", one_in(5, ("table", "csv", "tsv", "json", "markdown")))
def test_a_console_without_the_letters_shows_their_numbers(seed: str, form: str) -> None:
    found = process("query", "--text", LETTERS, "--format", form, "--store", seed, env=CP1252)
    assert (found.returncode, found.stderr) == (0, b"")
    assert r"\u5c0f\u7c73 \u2192 é" in found.stdout.decode("cp1252")


def test_a_console_in_ascii_shows_everything(seed: str, tmp_path: Path) -> None:
    for arguments in (["demo", "x"], ["show", "Leica", "--store", seed], ["territory", "Atlantis é"]):
        found = process(*arguments, env=ASCII, cwd=tmp_path)
        assert found.returncode == (2 if arguments[0] == "territory" else 0)
        assert b"Traceback" not in found.stderr
        assert b"Error" not in found.stderr


def test_output_in_utf8_is_the_same_on_every_console(seed: str) -> None:
    found = process("query", "--text", LETTERS, "--format", "csv", "--store", seed, env={"PYTHONIOENCODING": "utf-8"})
    assert found.stdout.decode() == "x\n小米 → é\n"


@pytest.mark.skipif(os.name == "nt", reason="NO SUCH PIPES: POSIX only")
@pytest.mark.parametrize(
    "arguments",
    one_in(
        4,
        (
            ["query", "--text", "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 3000"],
            ["query", "--text", "SELECT ?s ?p ?o { ?s ?p ?o }", "--format", "csv"],
            ["query", "--text", "CONSTRUCT WHERE { ?s ?p ?o }"],
            ["questions"],
        ),
    ),
    ids=["table", "csv", "turtle", "questions"],
)
def test_a_reader_that_goes_away_is_no_error(seed: str, arguments: list[str]) -> None:
    store = [] if arguments == ["questions"] else ["--store", seed]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        found = process(*arguments, *store, stdout=writing)
    finally:
        os.close(writing)
    assert found.stderr == b""
    assert found.returncode in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NO /dev/full here")
@pytest.mark.parametrize("arguments", [["territory", "EU"], ["questions"]], ids=" ".join)
def test_output_that_has_no_room_is_an_error(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        found = process(*arguments, stdout=full)
    assert found.returncode == 2
    assert found.stderr == b"error: No space left on device\n"


UNSAFE = "\x1b[31mred\x07 \u009b1m \u202etfel\u2066 \u2028\x00end"
ASKED = 'SELECT ("{}" AS ?x) {{}}'.format("".join(f"\\u{ord(c):04X}" for c in UNSAFE))


def obeyed(text: str) -> list[str]:
    """What a terminal obeys, line breaks and tabs aside."""
    return [
        c for c in text if (unicodedata.category(c) in ("Cc", "Zl", "Zp") and c not in "\n\t") or c in "\u202e\u2066"
    ]


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_what_a_terminal_obeys_is_printed_as_escapes(seed: str, form: str) -> None:
    printed = done("query", "--store", seed, "--text", ASKED, "--format", form)
    assert obeyed(printed) == []
    assert "tfel" in printed
    if form == "json":
        assert json.loads(printed) == [{"x": UNSAFE}]


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_tables_for_programs_are_exact_but_not_on_a_terminal(seed: str, form: str) -> None:
    asked = ("query", "--store", seed, "--text", ASKED, "--format", form)
    assert UNSAFE in process(*asked).stdout.decode()
    pty = pytest.importorskip("pty", reason="NO pseudo-terminals here")
    ours, theirs = pty.openpty()
    try:
        process(*asked, stdout=theirs)
        shown = os.read(ours, 4096).decode().replace("\r\n", "\n")
    finally:
        os.close(ours)
        os.close(theirs)
    assert obeyed(shown) == []
    assert "tfel" in shown


def test_messages_print_what_they_cite_as_escapes(seed: str, tmp_path: Path) -> None:
    for arguments in (("show", UNSAFE.replace("\0", ""), "--store", seed), ("build", "a\x1b[2Jb.yaml")):
        assert obeyed(refused(*arguments)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals of POSIX")
def test_a_command_that_is_stopped_says_so_and_changes_nothing(tmp_path: Path) -> None:
    rows = (f"Lic{i % 50},Partner {i},Mark {i % 300},smartphones,Japan,2020-01-01" for i in range(20_000))
    (tmp_path / "big.csv").write_text("\n".join(["licensor,licensee,subject,field,territory,start", *rows]))
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # also as a background job
    script = f"{heeding}; from partnergraph.cli import main; print('ready', flush=True); main(prog_name='partnergraph')"
    command = [sys.executable, "-c", script, "build", "big.csv", "--as-of", "2024-01-01"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=120)
    assert (running.returncode, out, err.strip()) == (130, "", "stopped")
    assert not (tmp_path / "partnergraph.store" / "partnergraph.json").exists()


@pytest.mark.parametrize("missing", ["networkx", "rich", "pyvis"])
def test_a_package_that_is_missing_is_named(seed: str, tmp_path: Path, missing: str) -> None:
    out = {"networkx": ["export", "x.graphml"], "pyvis": ["export", "x.html"], "rich": ["sources"]}[missing]
    script = f"import sys; sys.modules[{missing!r}] = None; from partnergraph.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", script, *out, "--store", seed], capture_output=True, text=True, timeout=120
    )
    assert found.returncode == 2
    assert found.stderr.startswith(f"error: {missing}")
    assert " is not installed\n" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_build_whose_rejects_cannot_be_written_says_that_it_is_done(tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "licensor,licensee,subject,territory,start\nA,B,C,Japan,2024-01-01\nA,B,C,Narnia,2024-01-01\n"
    )
    (tmp_path / "deals-rejects.csv").mkdir()
    found = run("build", "deals.csv", "--as-of", "2024-02-28", "--skip-bad")
    assert found.exit_code == 2
    assert "error: deals-rejects.csv: Is a directory" in found.stderr
    assert "\nbuilt " in found.stdout


def test_a_build_says_that_mended_rejects_are_kept(tmp_path: Path) -> None:
    table = "licensor,licensee,subject,territory\nA,B,C,Japan\nA,D,C,Narnia\n"
    (tmp_path / "deals.csv").write_text(table)
    run("build", "deals.csv", "--as-of", "2024-02-28", "--skip-bad")
    (tmp_path / "deals-rejects.csv").write_text("mended")
    found = run("build", "deals.csv", "--as-of", "2024-02-28", "--skip-bad")
    assert "deals-rejects.csv is kept as it is" in found.stderr
    assert "to deals-rejects-2.csv" in found.stderr
    assert (tmp_path / "deals-rejects.csv").read_text() == "mended"


def test_results_go_to_stdout_and_warnings_to_stderr(tmp_path: Path) -> None:
    save(tmp_path, "book.yaml", BOOK)
    found = process("build", "book.yaml", cwd=tmp_path)
    assert found.returncode == 0
    assert found.stdout.startswith(b"built mine: ")
    found = process("info", "--store", "absent", cwd=tmp_path)
    assert found.stdout == b""
    assert found.stderr.startswith(b"error: absent: there is no store here\n")


PYTHON = re.compile(r"`|\b\w+=(?!=)|\w+\(\)|\w\.\w+\(|\b(?:None|True|False)\b")


@pytest.mark.parametrize(
    "line",
    [
        "who --subject Leica --field smartphone --country BR --on 01/02/2024",
        "clear --grantor Leica --grantee Sharp --subject Leica --from 01/02/2024",
        "available --subject Leica --field smartphone --on 01/02/2024",
        "expiring --on 01/02/2024",
        "territory EU --on 01/02/2024",
        "build deals.csv",
        "build deals.csv --as-of 01/02/2024",
        "who --subject Leica --field smartphone --country EU --on 2024",
        "who --subject Nobody --field smartphone --country BR --on 2024",
        "query who-may",
        "query releases-in -p country=IN -p country=JP",
        "query --text SELECT",
        "info --store absent",
        "export out.pdf",
        "report Nobody",
        "remove Nobody",
        "derive --without Nobody",
        "convert deals.csv out.txt",
        "clear nothing.csv",
    ],
)
def test_messages_speak_no_python(seed: str, tmp_path: Path, line: str) -> None:
    (tmp_path / "deals.csv").write_text("licensor,licensee,subject,territory,start\nA,B,C,Japan,01/02/2024\n")
    store = () if re.match("territory|convert|info|build", line) else ("--store", seed)
    told = refused(*line.split(" "), *store)
    assert PYTHON.findall(re.sub(r"--param \w+=|name=value", "", told)) == []
