"""The command ``export``."""

from __future__ import annotations

from pathlib import Path

import click

from partnergraph.cli.group import main, open_graph, store_option


@main.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--stated", is_flag=True, help="Leave out what is derived.")
@store_option
def export(out: Path, stated: bool, store: str | None) -> None:
    """Write the graph as OUT.{ttl,trig,nt,nq,jsonld,graphml,html}.

    \b
    Examples: partnergraph export graph.html
              partnergraph export graph.ttl --stated
    """
    click.echo(f"wrote {open_graph(store).export(out, stated_only=stated)}")
