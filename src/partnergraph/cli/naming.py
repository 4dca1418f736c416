"""The command ``names review``: names that look alike, decided by keyboard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from partnergraph.cli.group import main
from partnergraph.cli.printing import say
from partnergraph.cli.tables import read_table_options, table_options

if TYPE_CHECKING:
    from partnergraph.ingest.names_review import Decision, Review

_KEYS: Final[dict[str, Decision]] = {"a": "first", "b": "second", "d": "different"}
_STOP: Final = ("q", "\x1b", "\x03", "\x04")


@main.group()
def names() -> None:
    """Decide which spellings are one name.

    \b
    Example: partnergraph names review deals.xlsx
    """


@names.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@table_options
def review(files: tuple[str, ...], **table: Any) -> None:
    """Go through the names in FILES that look alike, one key each, and write what is decided into --names.

    The file is made if it is not there; without --names it is names.yaml here. Pairs that are two things are kept too,
    so that no build warns of them again.

    \b
    Example: partnergraph names review deals.xlsx --names names.yaml
    """
    from partnergraph.ingest.inputs import names_alike
    from partnergraph.ingest.names_file import NamesFile
    from partnergraph.ingest.names_review import Review, write_decisions

    path = Path(table.pop("names") or "names.yaml")
    options = read_table_options({**table, "names": str(path) if path.exists() else None})
    known = options.get("names", NamesFile())
    decided = Review(names_alike(map(Path, files), options), known)
    try:
        _ask(decided)
    finally:  # what was decided before somebody stopped is kept
        if decided.decided():
            write_decisions(path, decided)
    if not decided.decided():
        say("no names look alike" if not decided.pairs else "nothing was decided")
        return
    say(f"{decided.decided()} decided, written to {path}: build with --names {path}")


def _ask(review: Review) -> None:
    for number, (section, near) in enumerate(review.pairs, start=1):
        if not review.is_open(section, near):
            continue
        say(f"\n{number} of {len(review.pairs)}, {section}: {near.why}", bold=True)
        say(f"  a  {near.name}\n  b  {near.like}")
        key = _key()
        while key in ("a", "b") and review.is_kept(section, near.like if key == "a" else near.name):
            say(f"{near.like if key == 'a' else near.name!r} stands for other spellings already: take that name, or d")
            key = _key()
        if key in _STOP:
            return
        if key in _KEYS:
            review.decide(section, near, _KEYS[key])


def _key() -> str:
    say("one, called a or b; d: different; space: later; q: stop ", nl=False)
    key = click.getchar() if sys.stdin.isatty() else sys.stdin.read(1) or _STOP[0]
    say(key if key.isprintable() else "")
    return key.lower()
