"""The command ``demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from partnergraph.cli.group import main
from partnergraph.cli.printing import print_result, said_by, say, summary

if TYPE_CHECKING:
    from partnergraph.graph import PartnerGraph


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
    say(f"Built {said_by(result.statements, result.claims)} from one article: {triples}.\n")
    for name, parameters in _DEMO_QUESTIONS:
        _print_question(graph, name, parameters)
    report = graph.validate()
    say(f"Validation: {summary(report)}.")
    say(f"\nOpen {directory / 'graph.html'} in a browser; give {directory / 'graph.ttl'} to other tools.")
    say(f"Ask more: partnergraph questions; partnergraph query NAME --store {directory / 'leica.store'}")


_EXCLUSIVITY = "Leica only on Xiaomi phones, except in Japan"
_DEMO_QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("exclusivities", {}),
    ("exclusivity-in-force", {"commitment": _EXCLUSIVITY, "country": "Brazil", "on": "2023-05-01"}),
    (
        "who-may",
        {
            "subject": "brand:Leica",
            "field": "smartphone",
            "country": "Brazil",
            "on": "2023-05-01",
            "party": "Xiaomi, Sharp, Samsung",
        },
    ),
    ("releases-in", {"country": "India"}),
    ("evidence-for", {"fact": _EXCLUSIVITY}),
)


def _print_question(graph: PartnerGraph, name: str, parameters: dict[str, str]) -> None:
    from partnergraph.queries import find_question

    question = find_question(name).question
    for key, value in parameters.items():
        spoken = value.split(":")[-1]
        question = question.replace(f"{{{key}}}", f'"{spoken}"' if ", " in spoken else spoken)
    say(question, bold=True)
    print_result(graph.query(name, **parameters), "table")
    say()
