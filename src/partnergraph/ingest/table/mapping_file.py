"""What a user says of a table's columns: a mapping file, and values that hold in every row."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from partnergraph.errors import InputError, ProblemList
from partnergraph.ingest.located import parse_json, parse_yaml, read_text
from partnergraph.ingest.table.columns import BY_NAME, IGNORE
from partnergraph.ingest.table.headers import SAID_ONCE, column_name
from partnergraph.names import fold, nearest


def read_mapping(path: str | Path) -> dict[str, str]:
    """Read a mapping (YAML or JSON) of ``Your header: column``; ``column F`` names a column by its letter.

    Columns are those of `columns.COLUMNS`, or ``ignore``. Raises `InputError` with every problem.
    """
    path = Path(path)
    try:
        content = read_text(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "name a YAML file with lines 'Your header: licensor'") from None
    root = (parse_json if path.suffix.lower() == ".json" else parse_yaml)(content, str(path))
    problems = ProblemList(str(path))
    found: dict[str, str] = {}
    if not isinstance(root.value, dict):
        problems.add("must hold lines 'Your header: column'", line=root.place[0], column=root.place[1])
        problems.raise_errors()
        return found
    for header, node in root.value.items():
        name = column_name(node.value) if isinstance(node.value, str) else None
        if name is None:
            known = (*BY_NAME, IGNORE)
            near = nearest(node.value, known, 1) if isinstance(node.value, str) else []
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(known)}"
            value = node.value if isinstance(node.value, str) else None
            problems.add(
                "is not a column of deal tables",
                hint=hint,
                line=node.place[0],
                column=node.place[1],
                field=header,
                value=value,
            )
        else:
            found[header] = name
    problems.raise_errors()
    return found


def read_given(pairs: Iterable[str]) -> dict[str, str]:
    """Read ``COLUMN=VALUE`` pairs: what a column says in every row. Raises `InputError`.

    >>> read_given(["field=any", "Licensor=UEFA"])
    {'field': 'any', 'licensor': 'UEFA'}
    """
    problems = ProblemList()
    found: dict[str, str] = {}
    for pair in pairs:
        written, sign, value = pair.partition("=")
        name = "other right" if fold(written) == "right" else written.strip()
        column = column_name(name) if name else None
        where = {"field": "--set", "value": pair}
        if not sign or not value.strip():
            problems.add("says nothing", hint="write COLUMN=VALUE, such as licensor=UEFA", **where)
        elif column not in SAID_ONCE:
            near = nearest(written, SAID_ONCE, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(sorted(SAID_ONCE))}"
            problems.add("is no column that can be said for a whole table", hint=hint, **where)
        elif column in found:
            problems.add("is given twice", hint="keep one of them", **where)
        else:
            found[str(column)] = value.strip()
    problems.raise_errors()
    return found
