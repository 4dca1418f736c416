"""Commands that ask: query, questions, terms, show, territory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from partnergraph.axes import AXES
from partnergraph.cli.group import known_by_option, main, open_graph, store_option
from partnergraph.cli.printing import FORMATS, print_json, print_result, say

if TYPE_CHECKING:
    from partnergraph.graph import PartnerGraph


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
@known_by_option
@click.option("--format", "form", type=click.Choice((*FORMATS, "turtle")), default="table", show_default=True)
@store_option
def query(
    name: str | None,
    path: Path | None,
    text: str | None,
    parameters: tuple[str, ...],
    known_by: str | None,
    form: str,
    store: str | None,
) -> None:
    """Answer a named question (see 'partnergraph questions') or SPARQL of your own.

    \b
    Examples:
      partnergraph query releases-in -p country=India
      partnergraph query --text "SELECT ?x { ?x a pg:Brand }"
    """
    if sum(item is not None for item in (name, path, text)) != 1:
        raise click.UsageError("give one of: the NAME of a question, --file, --text")
    if name is None and parameters:
        raise click.UsageError("--param goes with a named question")
    graph = open_graph(store)
    if name is not None:
        given: dict[str, Any] = _pairs((*parameters, *([f"known_by={known_by}"] if known_by is not None else [])))
        print_result(graph.query(name, **given), form)
        return
    graph = graph if known_by is None else graph.as_known_on(known_by)
    _answer_free(graph, text if text is not None else _read_query(path), form)


def _answer_free(graph: PartnerGraph, text: str, form: str) -> None:
    from partnergraph.queries import form_of, note_on

    if form_of(text) not in ("CONSTRUCT", "DESCRIBE"):
        print_result(graph.sparql(text), form)
        return
    if form not in ("turtle", "table"):
        raise click.UsageError("a CONSTRUCT query gives triples: use --format turtle")
    from pyoxigraph import RdfFormat, serialize

    from partnergraph.vocabulary import PREFIXES

    for note in filter(None, (*graph.told, note_on(text))):
        say(f"note: {note}", err=True)
    turtle = serialize(graph.construct(text), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    say((turtle or b"").decode(), nl=False)  # the escapes are those of Turtle


def _read_query(path: Path | None) -> str:
    from partnergraph.ingest.located import read_text

    assert path is not None
    return read_text(path.read_bytes(), str(path))


def _pairs(parameters: Iterable[str]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for item in parameters:
        key, equals, value = item.partition("=")
        if not equals:
            raise click.UsageError(f"--param {item!r}: write it as name=value")
        pairs.setdefault(key.strip(), []).append(value)
    return pairs


@main.command()
@click.argument("name", required=False)
def questions(name: str | None) -> None:
    """List the named questions, or show one with its parameters and its SPARQL.

    \b
    Examples: partnergraph questions
              partnergraph questions releases-in
    """
    from partnergraph import queries

    if name is not None:
        say(queries.find_question(name).text, nl=False)
        return
    for question in queries.questions().values():
        parameters = " ".join(
            p.name if p.required else f"[{p.name}={p.default}]" if p.default else f"[{p.name}]"
            for p in question.parameters
        )
        click.echo(f"{click.style(question.name, bold=True)} {parameters}\n    {question.question}")


@main.command()
@click.argument(
    "axis",
    required=False,
    metavar="[AXIS]",
    type=click.Choice([*(axis.name for axis in AXES), "status", "event-kind"]),
)
def terms(axis: str | None) -> None:
    """List the shipped terms: fields of use, channels, acts, languages, customers, statuses, event kinds.

    \b
    Example: partnergraph terms field
    """
    from partnergraph.terms import PREFIXES
    from partnergraph.terms import terms as shipped

    known = shipped()
    for name, prefix in PREFIXES.items():
        if axis not in (None, name):
            continue
        roots = [iri for iri, broader in known.broader.items() if broader is None and iri.startswith(prefix)]
        say(name, bold=True)
        for root in sorted(roots):
            _print_tree(known, root, 1)


def _print_tree(known: Any, iri: str, depth: int) -> None:
    click.echo(f"{'  ' * depth}{iri.rsplit('/', 1)[-1]}  {click.style(known.labels.get(iri, ''), dim=True)}")
    for child in sorted(child for child, broader in known.broader.items() if broader == iri):
        _print_tree(known, child, depth + 1)


@main.command()
@click.argument("name", metavar="LABEL-OR-IRI")
@known_by_option
@store_option
def show(name: str, known_by: str | None, store: str | None) -> None:
    """Show what is known of a company, mark, product, person, deal or source, with the quotes.

    \b
    Examples: partnergraph show Leica
              partnergraph show brand:Leica --known-by 2023
    """
    for line in open_graph(store).show(name, known_by=known_by).lines():
        say(line, bold=not line.startswith(" "))


@main.command()
@click.argument("phrase")
@click.option("--on", metavar="DAY", help="Read groups that change as of this day [default: today].")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def territory(phrase: str, on: str | None, form: str) -> None:
    """Say which countries a territory phrase means.

    \b
    Examples:
      partnergraph territory "World except Japan"
      partnergraph territory "EU + UK - France" --on 2024-01-01 --format json
    """
    from partnergraph.phrase_report import read_phrase

    reading = read_phrase(phrase, on)
    if form == "json":
        print_json(reading.as_json())
        return
    say(reading.as_text())
