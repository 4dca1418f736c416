"""Commands that write files for others: export, report."""

from __future__ import annotations

from pathlib import Path

import click

from partnergraph.cli.group import main, open_graph, store_option
from partnergraph.cli.printing import say


@main.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--stated", is_flag=True, help="Leave out what is derived (RDF only).")
@store_option
def export(out: Path, stated: bool, store: str | None) -> None:
    """Write the graph in the form that the file name asks for.

    \b
    OUT.ttl .trig .nt .nq .jsonld   RDF
    OUT.html                        the interactive page
    OUT.graphml                     the network of organizations
    OUT.csv .xlsx .jsonl            commitments, as tables
    OUT.odrl.jsonld                 ODRL policies
    OUT.schema.jsonld               schema.org
    OUT.onix.xml                    rights in books, as ONIX 3.1
    avails.xlsx OUT.avails.xlsx     MovieLabs/EMA Avails of films and programmes

    A table holds the commitments, to edit in a spreadsheet and build again into a new store. OUT.odrl.jsonld holds
    ODRL policies, OUT.schema.jsonld the things and claims for schema.org, OUT.onix.xml the sales rights of books. All
    of these list what they cannot say; an Avails spreadsheet (version 1.9) lists it on the screen too.

    \b
    Examples: partnergraph export graph.html
              partnergraph export graph.ttl --stated
              partnergraph export deals.csv
    """
    losses: list[str] = []
    written = open_graph(store).export(out, stated_only=stated, tell=losses.append)
    for loss in losses:
        say(loss, err=True)
    say(f"wrote {written}")


@main.command()
@click.argument("partnership", metavar="NAME")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: print it].")
@store_option
def report(partnership: str, out: Path | None, store: str | None) -> None:
    """Tell what is known of one partnership, with its evidence, as Markdown.

    \b
    Examples: partnergraph report "Xiaomi and Leica on phone cameras"
              partnergraph report xiaomi-leica --out xiaomi-leica.md
    """
    text = open_graph(store).report(partnership)
    if out is None:
        say(text, nl=False)
        return
    from partnergraph.output import whole_file

    with whole_file(out) as file:
        file.write(text.encode("utf-8"))
    say(f"wrote {out}")
