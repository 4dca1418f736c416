"""Commands that answer: who, clear, conflicts, available, expiring, gaps."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from partnergraph.cli.group import EXIT_CHECK_FAILED, F, main, open_graph, store_option
from partnergraph.cli.printing import print_json, print_rows, print_warnings, say

FORMS = ("table", "json", "csv", "markdown")
_READING_OPTIONS = (
    click.option("--strict", is_flag=True, help="No switchable reading: only what is stated or entailed."),
    click.option("--reading", "added", multiple=True, metavar="NAME", help="Switch a reading on: continues ..."),
    click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True),
    store_option,
)


def _common(command: F) -> F:
    for option in reversed(_READING_OPTIONS):
        command = option(command)
    return command


def _readings(strict: bool, added: tuple[str, ...]) -> tuple[str, ...]:
    return ("strict" if strict else "default", *added)


def _print(
    form: str,
    lines: Sequence[str],
    data: Any,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    notes: Sequence[str] = (),
) -> None:
    """Print sentences for people, or the same as JSON, CSV or Markdown; rows have no place for ``notes``."""
    if form == "table":
        say("\n".join(lines))
    elif form == "json":
        print_json(data)
    else:
        for note in notes:
            say(f"note: {note}", err=True)
        print_rows(names, rows, form)


@main.command()
@click.option("--subject", required=True, metavar="NAME", help="Mark, product or other right.")
@click.option("--field", required=True, metavar="TERM", help="Field of use: see 'partnergraph terms field'.")
@click.option("--act", metavar="TERM", help="What is done [default: every recorded act].")
@click.option("--in", "market", required=True, metavar="COUNTRY", help="A country, or a part of one.")
@click.option("--on", required=True, metavar="DAY", help="Day asked; a month or a year means all of it.")
@click.option("--party", "parties", multiple=True, metavar="NAME", help="A company to ask about; others are added.")
@_common
def who(
    subject: str, field: str, act: str | None, market: str, on: str, parties: tuple[str, ...], strict: bool,
    added: tuple[str, ...], form: str, store: str | None,
) -> None:  # fmt: skip
    """Say who may use a mark, product or right: yes, no, unknown or conflict, with the reasons.

    A company that nothing recorded names is answered as a newcomer, and the answer says so; where a known name is
    near, write organization:NAME.

    \b
    Examples: partnergraph who --subject Leica --field smartphone --in BR --on 2023-05-01 --party Xiaomi
              partnergraph who --subject Leica --field smartphone --in JP --on 2024 --reading continues
    """
    from partnergraph.asking import wording

    found = open_graph(store).who(
        subject, field, market, on, act=act, parties=parties, readings=_readings(strict, added)
    )
    _print(form, wording.who_lines(found), found.to_json(), wording.WHO_COLUMNS, wording.who_rows(found), found.notes)


@main.command()
@click.argument("sheet", required=False, metavar="[FILE]", type=click.Path(dir_okay=False))
@click.option("--grantor", "grantors", multiple=True, metavar="NAME", help="Who would grant.")
@click.option("--grantee", "grantees", multiple=True, metavar="NAME", help="Who would be allowed to act.")
@click.option("--subject", "subjects", multiple=True, metavar="NAME", help="Mark, product or other right.")
@click.option("--field", "fields", multiple=True, metavar="TERM", help="Field of use [default: any].")
@click.option("--territory", metavar="PHRASE", help="Where: 'EU + UK', 'World except Japan' [default: not said].")
@click.option("--from", "first", metavar="DAY", help="When it would begin.")
@click.option("--until", "last", metavar="DAY", help="When it would end [default: no end].")
@click.option("--exclusive", is_flag=True, help="It would shut out everybody else.")
@click.option("--check", is_flag=True, help="Exit 1 unless the verdict is 'clear'.")
@click.option("--mapping", metavar="FILE", help="YAML of 'Your header: column' for headers of the table.")
@_common
def clear(
    sheet: str | None, check: bool, mapping: str | None, strict: bool, added: tuple[str, ...], form: str,
    store: str | None, **deal: Any,
) -> None:  # fmt: skip
    """Say whether a proposed deal is theirs to give, and collides with what is recorded; with FILE, a whole table.

    FILE is a table as 'partnergraph build' reads it; it is written back as NAME-checked with the verdicts. The
    verdict is clear only where those who grant hold the right and all who may have granted it are declared to list
    their deals; else it is nothing recorded. A company that nothing recorded names is taken as new, and the answer
    says so; where a known name is near, write organization:NAME. Columns that are not read are named; one that may
    limit a deal stops the check.

    \b
    Examples: partnergraph clear --grantor Leica --grantee Samsung --subject Leica --field smartphone
                  --territory "EU + UK" --from 2024-01 --until 2026
              partnergraph clear proposals.xlsx --check
    """
    readings = _readings(strict, added)
    if sheet is not None:
        if any(deal.values()):
            raise click.UsageError("give either a FILE or the parts of one deal")
        verdicts = _clear_sheet(sheet, mapping, readings, form, store)
    elif mapping is not None:
        raise click.UsageError("--mapping is for a FILE")
    else:
        verdicts = [_clear_one(deal, readings, form, store)]
    if check and any(verdict != "clear" for verdict in verdicts):
        sys.exit(EXIT_CHECK_FAILED)


def _clear_one(deal: dict[str, Any], readings: tuple[str, ...], form: str, store: str | None) -> str:
    from partnergraph.asking import wording

    needed = {"grantors": "--grantor", "grantees": "--grantee", "subjects": "--subject", "first": "--from"}
    missing = [option for name, option in needed.items() if not deal[name]]
    if missing:
        raise click.UsageError(f"a proposed deal needs {', '.join(missing)}; or name a FILE of deals")
    graph = open_graph(store)
    exclusive = deal.pop("exclusive")
    found = graph.clear(graph.propose(**deal, exclusive="exclusive" if exclusive else None), readings)
    rows = wording.clear_rows(found, graph.name)
    _print(form, wording.clear_lines(found), found.to_json(), wording.COLLISION_COLUMNS, rows, found.notes)
    return found.verdict


def _clear_sheet(sheet: str, mapping: str | None, readings: tuple[str, ...], form: str, store: str | None) -> list[str]:
    from partnergraph.asking import wording
    from partnergraph.asking.sheet import write_checked
    from partnergraph.ingest.table import read_mapping

    found = open_graph(store).clear_sheet(sheet, readings, mapping=read_mapping(mapping) if mapping else None)
    print_warnings(found.sheet.warnings)
    path = write_checked(found, Path())
    data = [answer.to_json() for answer in found.answers]
    _print(form, wording.sheet_lines(found), data, wording.SHEET_COLUMNS, wording.sheet_rows(found))
    say(f"wrote {path}", err=True)
    return [answer.verdict for answer in found.answers]


@main.command()
@click.option("--subject", metavar="NAME", help="Mark, product or other right [default: all].")
@click.option("--certain", is_flag=True, help="Only those that are certain.")
@_common
def conflicts(
    subject: str | None, certain: bool, strict: bool, added: tuple[str, ...], form: str, store: str | None
) -> None:
    """List the recorded deals that collide with each other, and those that give what the grantor does not hold.

    \b
    Example: partnergraph conflicts --subject Leica --certain
    """
    from partnergraph.asking import wording

    graph = open_graph(store)
    found = graph.conflicts(subject, certain_only=certain, readings=_readings(strict, added))
    rows = wording.collision_rows(found, graph.name)
    notes = wording.conflict_notes(found)
    _print(form, wording.conflict_lines(found), found.to_json(), wording.COLLISION_COLUMNS, rows, notes)


@main.command()
@click.option("--subject", required=True, metavar="NAME", help="Mark, product or other right.")
@click.option("--field", required=True, metavar="TERM", help="Field of use: see 'partnergraph terms field'.")
@click.option("--on", metavar="DAY", help="Day asked; a month or a year means all of it.")
@click.option("--from", "first", metavar="DAY", help="First day asked.")
@click.option("--until", "last", metavar="DAY", help="Last day asked [default: no end].")
@_common
def available(
    subject: str, field: str, on: str | None, first: str | None, last: str | None, strict: bool,
    added: tuple[str, ...], form: str, store: str | None,
) -> None:  # fmt: skip
    """List the countries in which a newcomer is shut out, may be, or is free to act, and where nobody can let it.

    \b
    Examples: partnergraph available --subject Leica --field smartphone --on 2024-02-28
              partnergraph available --subject Leica --field smartphone --from 2022 --until 2024
              partnergraph available --subject Leica --field smartphone --from 2024
    """
    from partnergraph.asking import wording
    from partnergraph.asking.words import NO_END

    if (on is None) == (first is None) or (on is not None and last is not None):
        raise click.UsageError("give either --on, or --from and --until; without --until there is no end")
    begins, ends = (on, None) if first is None else (first, last or NO_END)
    found = open_graph(store).available(subject, field, begins or "", ends, readings=_readings(strict, added))
    rows = wording.available_rows(found)
    _print(form, wording.available_lines(found), found.to_json(), wording.AVAILABLE_COLUMNS, rows)


@main.command()
@click.option("--on", metavar="DAY", help="Day to look ahead from [default: today].")
@click.option("--within", default="180d", show_default=True, metavar="DAYS", help="How far to look ahead.")
@click.option("--subject", metavar="NAME", help="Mark, product or other right [default: all].")
@_common
def expiring(
    on: str | None, within: str, subject: str | None, strict: bool, added: tuple[str, ...], form: str,
    store: str | None,
) -> None:  # fmt: skip
    """List what ends soon, by its last possible day, and what that opens.

    \b
    Example: partnergraph expiring --on 2024-01-01 --within 365d
    """
    from datetime import date

    from partnergraph.asking import wording

    graph = open_graph(store)
    found = graph.expiring(on if on is not None else date.today(), within, subject, readings=_readings(strict, added))
    rows = wording.expiring_rows(found, graph.name)
    _print(form, wording.expiring_lines(found), found.to_json(), wording.EXPIRING_COLUMNS, rows)


@main.command()
@click.option("--subject", metavar="NAME", help="Mark, product or other right [default: all].")
@_common
def gaps(subject: str | None, strict: bool, added: tuple[str, ...], form: str, store: str | None) -> None:
    """List the holes and overlaps between exclusive partners that follow each other.

    \b
    Example: partnergraph gaps --subject Leica
    """
    from partnergraph.asking import wording

    graph = open_graph(store)
    found = graph.gaps(subject, readings=_readings(strict, added))
    name = graph.name
    data = {"gaps": [gap.to_json() for gap in found]}
    _print(form, wording.gap_lines(found, name), data, wording.GAP_COLUMNS, wording.gap_rows(found, name))
