"""The options with which tables are read, declared once for all commands that read some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import click

from partnergraph.cli.group import F

_DECLARED: Final[dict[str, tuple[tuple[str, ...], dict[str, Any]]]] = {
    "mapping": (("--mapping",), {"metavar": "FILE", "help": "YAML of 'Your header: column' for unknown headers."}),
    "given": (
        ("--set", "given"),
        {"multiple": True, "metavar": "COLUMN=VALUE", "help": "What a column says in every row: field=any."},
    ),
    "real_names": (
        ("--name", "real_names"),
        {
            "multiple": True,
            "metavar": "NAME",
            "help": "A name that is meant as it stands, though it looks like nobody's or like several.",
        },
    ),
    "title": (("--title",), {"metavar": "NAME", "help": "What a table is called as a source; else as its file."}),
    "sheet": (("--sheet",), {"metavar": "NAME", "help": "Sheet of a workbook."}),
    "dates": (("--dates",), {"type": click.Choice(["dmy", "mdy"]), "help": "How 01/02/2024 is meant."}),
    "century": (
        ("--century",),
        {"type": click.Choice(["19", "20"]), "help": "How the year in 28-Apr-19 is meant: 19xx or 20xx."},
    ),
    "as_of": (("--as-of",), {"metavar": "DAY", "help": "The day on which a table's open rows hold."}),
    "complete_for": (
        ("--complete-for",),
        {"multiple": True, "metavar": "NAME", "help": "A table lists every deal of this licensor or subject."},
    ),
    "names": (("--names",), {"metavar": "FILE", "help": "YAML of spellings and the names they stand for."}),
    "encoding": (
        ("--encoding",),
        {"metavar": "NAME", "help": "Encoding of a text file that is not UTF-8: cp1252, utf-16-le ..."},
    ),
    "skip_bad": (
        ("--skip-bad",),
        {"is_flag": True, "help": "Build the good rows, write the bad ones to NAME-rejects.csv here."},
    ),
}
OF_PROPOSALS: Final = ("mapping", "given", "real_names", "sheet", "dates", "century", "names", "encoding")
"""Those that say how a table is read, not what is recorded with it."""


def table_options(command: F) -> F:
    """Give a command all of them."""
    for names, how in reversed(_DECLARED.values()):
        command = click.option(*names, **how)(command)
    return command


def proposal_options() -> list[click.Parameter]:
    """Return those with which a table of proposed deals is read; its worksheet is ``worksheet``."""
    made: list[click.Parameter] = []
    for name in OF_PROPOSALS:
        names, how = _DECLARED[name]
        made.append(click.Option([*names, "worksheet"] if name == "sheet" else list(names), **how))
    return made


def read_table_options(given: Mapping[str, Any]) -> Any:
    """Turn options into what `PartnerGraph.build` takes, leaving out those not given."""
    from partnergraph.ingest.names_file import read_names
    from partnergraph.ingest.table import read_day, read_given, read_mapping

    read: dict[str, Callable[[Any], Any]] = {
        "mapping": read_mapping, "given": read_given, "names": read_names, "as_of": read_day,
        "century": int,
    }  # fmt: skip
    return {"door": "command"} | {
        name: read[name](value) if name in read else value for name, value in given.items() if value
    }
