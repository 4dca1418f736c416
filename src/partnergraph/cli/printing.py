"""Tables of answers on the terminal and for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from partnergraph.errors import Problem, printable
from partnergraph.wording.lists import counted, listed

if TYPE_CHECKING:
    from partnergraph.graph import Answer

_ALIKE = 4
FORMATS = ("table", "csv", "tsv", "json", "markdown")


def say(text: str = "", *, err: bool = False, nl: bool = True, bold: bool = False) -> None:
    """Print text for people; nothing in it acts on their terminal."""
    click.secho(printable(text), err=err, nl=nl, bold=bold or None)


def say_data(text: str) -> None:
    """Print text for other programs: exactly, but so that nothing acts on a terminal that it goes to."""
    click.echo(printable(text) if sys.stdout.isatty() else text, nl=False, color=True)


def print_json(data: object) -> None:
    """Print JSON; what would act on a terminal is escaped, which changes no value."""
    import json

    click.echo(printable(json.dumps(data, ensure_ascii=False, indent=2, default=_plain)))


def print_answer(
    form: str,
    lines: Iterable[str],
    table: tuple[Sequence[str], Sequence[Sequence[object]]],
    data: object,
    notes: Sequence[str] = (),
) -> None:
    """Print lines for people, or the same as JSON, CSV or Markdown; notes go beside what has no place for them."""
    if form == "json":
        return print_json(data)
    if form == "table":
        return say("\n".join(lines))
    for note in notes:
        say(f"note: {note}", err=True)
    return print_rows(*table, form)


def print_result(answer: Answer, form: str) -> None:
    """Print the rows that a query gave."""
    if form == "turtle":
        raise click.UsageError("a table is no Turtle; ask a CONSTRUCT query, or use 'partnergraph export'")
    if answer.note:
        say(f"note: {answer.note}", err=True)
    rows = [tuple(row.values()) for row in answer]
    print_rows(answer.variables, rows, form)


def print_rows(names: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    """Print rows as a table, CSV, TSV, JSON or Markdown."""
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
        say("nothing recorded")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(printable(_text(value)).replace("[", "\\[") for value in row))
    Console(highlight=False, soft_wrap=False).print(table)


def _as_csv(names: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    from partnergraph.output import as_csv

    told = ([_text(value) for value in row] for row in rows)
    say_data(as_csv([names, *told], "\t" if form == "tsv" else ","))


def _as_json(names: Sequence[str], rows: Sequence[Sequence[object]], _: str) -> None:
    records = [dict(zip(names, row, strict=True)) for row in rows]
    print_json(records)


def _plain(value: object) -> object:
    """Return what JSON has for a value: money as a number, days as text."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _as_markdown(names: Sequence[str], rows: Sequence[Sequence[object]], _: str) -> None:
    say(f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |")
    for row in rows:
        say(f"| {' | '.join(_text(value).replace('|', chr(92) + '|').replace(chr(10), ' ') for value in row)} |")


def print_warnings(warnings: Iterable[Problem]) -> None:
    """Print warnings where they do not mix with results; of many alike, the first two and how many more."""
    alike: dict[tuple[str | None, str, str | None], list[Problem]] = {}
    for warning in warnings:
        alike.setdefault((warning.file, warning.message, warning.hint), []).append(warning)
    for (file, message, _), same in alike.items():
        shown = same if len(same) <= _ALIKE else same[:2]
        for warning in shown:
            say(f"warning: {warning}", err=True)
        if len(shown) < len(same):
            say(f"warning: {file or 'here'}: {len(same) - len(shown):,} more of this kind ({message})", err=True)


def said_by(statements: int, claims: int) -> str:
    """Say how much sources say; claims only where there are some, or nothing else."""
    parts = [counted(statements, "statement")] if statements or not claims else []
    return listed([*parts, *([counted(claims, "claim")] if claims else [])])


def summary(report: Any) -> str:
    """Count the findings of a validation in words."""
    counts = [(report.count(severity), severity.lower()) for severity in ("Violation", "Warning", "Info")]
    return ", ".join(f"{count} {name}{'' if count == 1 or name == 'info' else 's'}" for count, name in counts)
