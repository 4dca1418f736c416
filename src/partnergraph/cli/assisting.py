"""The command ``mcp``."""

from __future__ import annotations

import click

from partnergraph.cli.group import examples, main, store_option
from partnergraph.errors import InputError
from partnergraph.questions import exclusivity_questions, looking_questions

_HELP = f"""\
Offer the questions as tools to an AI assistant, over standard input and output (Model Context Protocol).

The tools read only: {", ".join((*exclusivity_questions(), *looking_questions()))}. Each answer has its
evidence. Enter the command in the assistant's configuration; it starts and ends the program itself.

{examples("mcp", "--store /data/deals.store")}"""


@main.command(help=_HELP)
@click.option(
    "--seconds", default=20.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Limit of a question."
)
@click.option("--rows", default=500, show_default=True, type=click.IntRange(1), help="Limit of an answer.")
@store_option
def mcp(seconds: float, rows: int, store: str | None) -> None:
    """Offer the questions as tools to an AI assistant."""
    try:
        from partnergraph.assistants import LIMITS, serve_stdio
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is not installed", "install it with: pip install 'partnergraph[mcp]'") from None
    from dataclasses import replace

    from partnergraph.store import default_location, open_store

    location = store or default_location()
    open_store(location).close()
    serve_stdio(location, replace(LIMITS, seconds=seconds, rows=rows))
