"""The command line: arguments to the facade, results to the terminal; nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from partnergraph import __version__
from partnergraph.errors import InputError, PartnerGraphError, StoreUnreachableError

if TYPE_CHECKING:
    from partnergraph.graph import Answer, PartnerGraph

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "csv", "tsv", "json", "markdown", "turtle")
EXIT_CHECK_FAILED, EXIT_BAD_INPUT, EXIT_UNREACHABLE = 1, 2, 3


class _Group(click.Group):
    """Prints our errors as one readable block, and keeps the commands in the order of a first visit."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoreUnreachableError as error:
            _fail(error, EXIT_UNREACHABLE)
        except PartnerGraphError as error:
            _fail(error, EXIT_BAD_INPUT)


def _fail(error: PartnerGraphError, code: int) -> None:
    count = len(error.problems) if isinstance(error, InputError) else 1
    if count > 1:
        click.echo(f"{count} problems; nothing was changed", err=True)
    click.echo(f"error: {error}" if count == 1 else str(error), err=True)
    sys.exit(code)


def _store_option(command: F) -> F:
    text = "Store directory or RDF file [default: $PARTNERGRAPH_STORE, else partnergraph.store here]"
    return click.option("--store", "-s", metavar="PATH", help=text)(command)


def _open(store: str | None, *, create: bool = False) -> PartnerGraph:
    from partnergraph.graph import PartnerGraph

    return PartnerGraph.open(store, create=create)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="partnergraph")
def main() -> None:
    """Knowledge graph of business partnerships: who may do what, where and until when.

    Try 'partnergraph demo' first.
    """


@main.command()
@click.argument("directory", default="partnergraph-demo", type=click.Path(file_okay=False, path_type=Path))
def demo(directory: Path) -> None:
    """Build the Xiaomi-Leica example: a Turtle file, a page to open, five answers here.

    \b
    Example: partnergraph demo my-demo
    """
    from partnergraph.graph import PartnerGraph, example

    directory.mkdir(parents=True, exist_ok=True)
    graph = PartnerGraph.open(directory / "leica.store")
    result = graph.build(example("xiaomi-leica.yaml"))
    graph.export(directory / "graph.ttl")
    graph.export(directory / "graph.html")
    triples = f"{result.stated:,} stated and {result.derived:,} derived triples"
    click.echo(f"Built {result.statements} statements from one article: {triples}.\n")
    for name, parameters in _DEMO_QUESTIONS:
        _print_question(graph, name, parameters)
    report = graph.validate()
    click.echo(f"Validation: {_summary(report)}.")
    click.echo(f"\nOpen {directory / 'graph.html'} in a browser; give {directory / 'graph.ttl'} to other tools.")
    click.echo(f"Ask more: partnergraph questions; partnergraph query NAME --store {directory / 'leica.store'}")


_DEMO_QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("exclusivities", {}),
    ("exclusivity-in-force", {"commitment": "commitment:leica-xiaomi-exclusivity", "market": "BR", "on": "2023-05-01"}),
    (
        "who-may",
        {
            "subject": "brand:Leica",
            "field": "smartphone",
            "market": "BR",
            "on": "2023-05-01",
            "parties": "Xiaomi, Sharp, Samsung",
        },
    ),
    ("releases-in", {"market": "IN"}),
    ("evidence-for", {"fact": "commitment:leica-xiaomi-exclusivity"}),
)


def _print_question(graph: PartnerGraph, name: str, parameters: dict[str, str]) -> None:
    from partnergraph.queries import find_question

    question = find_question(name).question
    for key, value in parameters.items():
        question = question.replace(f"{{{key}}}", value.split(":")[-1])
    click.secho(question, bold=True)
    _print_answer(graph.query(name, **parameters), "table")
    click.echo()


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--source-text",
    "texts",
    multiple=True,
    metavar="FILE",
    help="Text of a source: check every quoted phrase and position against it.",
)
@_store_option
def build(sources: tuple[str, ...], texts: tuple[str, ...], store: str | None) -> None:
    """Read deal books (YAML, JSON) and RDF files into the store; all of it, or nothing.

    A source that is in the store already is replaced.

    \b
    Examples: partnergraph build deals.yaml
              partnergraph build article.yaml --source-text article.txt
    """
    result = _open(store, create=True).build(*sources, source_texts=texts)
    for warning in result.warnings:
        click.echo(f"warning: {warning}", err=True)
    triples = f"{result.stated:,} stated and {result.derived:,} derived triples"
    click.echo(f"built {', '.join(result.sources)}: {result.statements} statements, {triples}")
    if texts:
        click.echo(f"checked {result.phrases_checked} phrases against the text")


@main.command()
@click.argument("files", nargs=-1, metavar="[FILE...]")
@_store_option
def validate(files: tuple[str, ...], store: str | None) -> None:
    """Check a store, or files without building them, against the SHACL shapes; exit 1 on a violation.

    \b
    Examples: partnergraph validate
              partnergraph validate deals.yaml
    """
    from partnergraph.graph import PartnerGraph

    if files:
        graph = PartnerGraph()
        graph.build(*files)
    else:
        graph = _open(store)
    report = graph.validate()
    for finding in report.findings:
        where = f" {finding.path}" if finding.path else ""
        click.echo(f"{finding.severity}: {finding.focus}{where}\n    {finding.message}")
    click.echo(_summary(report))
    if not report.conforms:
        sys.exit(EXIT_CHECK_FAILED)


def _summary(report: Any) -> str:
    counts = [(report.count(severity), severity.lower()) for severity in ("Violation", "Warning", "Info")]
    return ", ".join(f"{count} {name}{'' if count == 1 or name == 'info' else 's'}" for count, name in counts)


@main.command()
@click.option("--without", multiple=True, metavar="RULE", help="Leave out a rule or a reading.")
@_store_option
def derive(without: tuple[str, ...], store: str | None) -> None:
    """Make the derived graph anew, as after an upgrade.

    \b
    Example: partnergraph derive --without first-release
    """
    from partnergraph.derive import rules
    from partnergraph.errors import UnknownNameError
    from partnergraph.names import nearest

    known = {name for rule in rules() for name in (rule.name, rule.reading)}
    for name in without:
        if name not in known:
            raise UnknownNameError("rule or reading", name, nearest(name, known) or sorted(known))
    click.echo(f"derived {_open(store).derive(without=without):,} triples")


@main.command()
@_store_option
def info(store: str | None) -> None:
    """Say what the store holds: versions, counts, newest source, what is stale."""
    found = _open(store).info()
    lines = [
        ("store", found.location),
        ("partnergraph", f"{found.version}, {found.engine}, store format {found.format}"),
        ("revision", str(found.revision)),
        *((name, f"{count:,}") for name, count in found.counts.items()),
        ("newest source", str(found.newest or "no source has a date")),
        (
            "derived graph",
            f"stale ({', '.join(found.stale)}): run 'partnergraph derive'" if found.stale else "up to date",
        ),
    ]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        click.echo(f"{name:<{width}}  {value}")


@main.command()
@click.option("--format", "form", type=click.Choice(FORMATS[:-1]), default="table", show_default=True)
@_store_option
def sources(form: str, store: str | None) -> None:
    """List the sources, oldest first."""
    rows = [(s.iri.rsplit("/", 1)[-1], s.date, s.title, s.statements) for s in _open(store).sources()]
    _print_rows(("source", "date", "title", "statements"), rows, form)


@main.command()
@click.argument("source")
@_store_option
def remove(source: str, store: str | None) -> None:
    """Take out everything that SOURCE said.

    \b
    Example: partnergraph remove gadgets360-2024-02-28
    """
    click.echo(f"removed {_open(store).remove(source)}")


@main.command()
@click.argument("name", required=False)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="F",
    help="A SPARQL query in a file.",
)
@click.option("--text", metavar="Q", help="A SPARQL query.")
@click.option("--param", "-p", "parameters", multiple=True, metavar="K=V", help="A parameter of a named question.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
@_store_option
def query(
    name: str | None, path: Path | None, text: str | None, parameters: tuple[str, ...], form: str, store: str | None
) -> None:
    """Answer a named question (see 'partnergraph questions') or SPARQL of your own.

    \b
    Examples: partnergraph query releases-in -p market=India
              partnergraph query --text "SELECT ?label { ?x a pg:Brand ; rdfs:label ?label }"
    """
    if sum(item is not None for item in (name, path, text)) != 1:
        raise click.UsageError("give one of: the NAME of a question, --file, --text")
    graph = _open(store)
    if name is not None:
        _print_answer(graph.query(name, **_pairs(parameters)), form)
        return
    if parameters:
        raise click.UsageError("--param goes with a named question")
    _answer_free(graph, text if text is not None else _read_query(path), form)


def _answer_free(graph: PartnerGraph, text: str, form: str) -> None:
    from partnergraph.queries import form_of

    if form_of(text) not in ("CONSTRUCT", "DESCRIBE"):
        _print_answer(graph.sparql(text), form)
        return
    if form not in ("turtle", "table"):
        raise click.UsageError("a CONSTRUCT query gives triples: use --format turtle")
    from pyoxigraph import RdfFormat, serialize

    from partnergraph.vocabulary import PREFIXES

    turtle = serialize(graph.construct(text), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    click.echo(turtle or b"", nl=False)


def _read_query(path: Path | None) -> str:
    from partnergraph.ingest.located import read_text

    assert path is not None
    return read_text(path.read_bytes(), str(path))


def _pairs(parameters: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for item in parameters:
        key, equals, value = item.partition("=")
        if not equals:
            raise click.UsageError(f"--param {item!r}: write it as name=value")
        pairs[key.strip()] = value
    return pairs


@main.command()
@click.argument("name", required=False)
def questions(name: str | None) -> None:
    """List the named questions, or show one with its parameters and its SPARQL."""
    from partnergraph import queries

    if name is not None:
        click.echo(queries.find_question(name).text, nl=False)
        return
    for question in queries.questions().values():
        parameters = " ".join(p.name if p.default is None else f"[{p.name}={p.default}]" for p in question.parameters)
        click.echo(f"{click.style(question.name, bold=True)} {parameters}\n    {question.question}")


@main.command()
@click.argument("axis", required=False, type=click.Choice(["field", "channel", "act", "status", "event-kind"]))
def terms(axis: str | None) -> None:
    """List the shipped terms: fields of use, channels, acts, statuses, event kinds."""
    from partnergraph.terms import PREFIXES
    from partnergraph.terms import terms as shipped

    known = shipped()
    for name, prefix in PREFIXES.items():
        if axis not in (None, name):
            continue
        roots = [iri for iri, broader in known.broader.items() if broader is None and iri.startswith(prefix)]
        click.secho(name, bold=True)
        for root in sorted(roots):
            _print_tree(known, root, 1)


def _print_tree(known: Any, iri: str, depth: int) -> None:
    click.echo(f"{'  ' * depth}{iri.rsplit('/', 1)[-1]}  {click.style(known.labels.get(iri, ''), dim=True)}")
    for child in sorted(child for child, broader in known.broader.items() if broader == iri):
        _print_tree(known, child, depth + 1)


@main.command()
@click.argument("name", metavar="LABEL-OR-IRI")
@_store_option
def show(name: str, store: str | None) -> None:
    """Show what is known of a company, mark, product, person, deal or source, with the quotes.

    \b
    Examples: partnergraph show Leica
              partnergraph show brand:Leica
    """
    from partnergraph.show import sheet

    graph = _open(store)
    found = graph.lookup.find_all(name)
    known = sheet(graph.data(), found[0])
    click.secho(f"{known.title} ({known.kind})", bold=True)
    click.echo(f"  {known.iri}")
    if known.names:
        click.echo(f"  also: {', '.join(known.names)}")
    for label, said in known.facts:
        click.echo()
        click.secho(label, bold=True)
        for item in said:
            _print_said(item)
    if known.claims:
        click.echo()
        click.secho("Claims", bold=True)
        for item in known.claims:
            _print_said(item)
    if len(found) > 1:
        click.echo(f"\nOthers of this name: {', '.join(found[1:])}")


def _print_said(said: Any) -> None:
    import textwrap

    click.echo(textwrap.fill(said.text, 78, initial_indent="  ", subsequent_indent="  "))
    for quote in said.quotes:
        click.echo(textwrap.fill(f'"{quote}"', 78, initial_indent="    ", subsequent_indent="     "))
    click.echo(textwrap.fill(f"({said.source})", 78, initial_indent="    ", subsequent_indent="     "))


@main.command()
@click.argument("phrase")
@click.option("--on", metavar="DAY", help="Read groups that change as of this day [default: today].")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def territory(phrase: str, on: str | None, form: str) -> None:
    """Say which countries a territory phrase means.

    \b
    Examples: partnergraph territory "World except Japan"
              partnergraph territory "EU + UK - France" --on 2024-01-01 --format json
    """
    from partnergraph.phrase_report import read_phrase

    reading = read_phrase(phrase, on)
    if form == "json":
        click.echo(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))
        return
    click.echo(reading.as_text())


@main.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--stated", is_flag=True, help="Leave out what is derived.")
@_store_option
def export(out: Path, stated: bool, store: str | None) -> None:
    """Write the graph as OUT.{ttl,trig,nt,nq,jsonld,graphml,html}.

    \b
    Examples: partnergraph export graph.html
              partnergraph export graph.ttl --stated
    """
    click.echo(f"wrote {_open(store).export(out, stated_only=stated)}")


# --- printing -----------------------------------------------------------------------------------------


def _print_answer(answer: Answer, form: str) -> None:
    if form == "turtle":
        raise click.UsageError("a table is no Turtle; ask a CONSTRUCT query, or use 'partnergraph export'")
    rows = [tuple(row.values()) for row in answer]
    _print_rows(answer.variables, rows, form)


def _print_rows(names: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    {"table": _as_table, "csv": _as_csv, "tsv": _as_csv, "json": _as_json, "markdown": _as_markdown}[form](
        names, rows, form
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _as_table(names: Sequence[str], rows: Sequence[Sequence[object]], _: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not rows:
        click.echo("nothing recorded")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_text(value).replace("[", "\\[") for value in row))
    Console(highlight=False, soft_wrap=False).print(table)


def _as_csv(names: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    import csv

    writer = csv.writer(sys.stdout, delimiter="\t" if form == "tsv" else ",", lineterminator="\n")
    writer.writerow(names)
    writer.writerows([[_text(value) for value in row] for row in rows])


def _as_json(names: Sequence[str], rows: Sequence[Sequence[object]], _: str) -> None:
    records = [dict(zip(names, row, strict=True)) for row in rows]
    click.echo(json.dumps(records, ensure_ascii=False, indent=2, default=str))


def _as_markdown(names: Sequence[str], rows: Sequence[Sequence[object]], _: str) -> None:
    click.echo(f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |")
    for row in rows:
        click.echo(f"| {' | '.join(_text(value).replace('|', chr(92) + '|').replace(chr(10), ' ') for value in row)} |")
