"""What the inputs of a build say: deal books, tables and RDF files, each by its reader, held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from partnergraph import model as m
from partnergraph.accounts import Inflow, days_of
from partnergraph.accounts.restating import conflict
from partnergraph.errors import InputError, Problem
from partnergraph.ingest import near_names
from partnergraph.ingest.deals.changes import is_of
from partnergraph.ingest.deals.content import DealContent
from partnergraph.ingest.industry import proposed_in, read_industry, recognize
from partnergraph.ingest.industry.format import Format
from partnergraph.ingest.names_file import NamesFile
from partnergraph.ingest.odrl import is_odrl, read_odrl
from partnergraph.ingest.rdf_file import RdfContent, read_rdf
from partnergraph.ingest.strangers import why_not_read
from partnergraph.ingest.table import SUFFIXES as TABLES
from partnergraph.ingest.table import (
    Frame,
    SheetDeals,
    TableContent,
    TableOptions,
    inspect_table,
    read_deals,
    read_table,
)
from partnergraph.kinds import kinds_of
from partnergraph.lookup import Lookup
from partnergraph.names import local_name
from partnergraph.rdf import COMMITMENT_TYPES
from partnergraph.store import Store

_OF_PROPOSALS = ("given", "names", "encoding")
_OF_EVERY_FILE = ("given", "as_of", "names", "skip_bad", "encoding", "base", "progress")
"""Options of tables that files of an industry's format have, too."""
DEAL_BOOKS = (".yaml", ".yml", ".json")
Content: TypeAlias = RdfContent | DealContent


def read_inputs(paths: Iterable[Path | Frame], table: TableOptions) -> list[Content]:
    """Read deal books, tables and RDF files. Raises `InputError` with every problem of every input."""
    contents: list[Content] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            contents.append(_read(path, table))
        except InputError as error:
            problems.extend(error.problems)
    problems += _twice(contents)
    if problems:
        raise InputError(problems)
    return contents


def _twice(contents: Iterable[Content]) -> Iterator[Problem]:
    """Yield a problem for each file that says anew what another one of the same build says: the last one counts.

    Which came last the files need not tell, and one put in after the other leaves nothing to guess.
    """
    first: dict[m.Iri, str] = {}
    for content in contents:
        if not isinstance(content, DealContent):
            continue
        for source in sorted(content.returning):
            other = first.setdefault(source, content.file)
            if other != content.file:
                message = f"says {local_name(source)!r} anew, which {other} says in the same build"
                yield Problem(message, "build one after the other, the newer one last", file=content.file)


def refuse_events_on_nothing(contents: Iterable[Content], store: Store) -> None:
    """Raise `InputError` for events on deals that are neither in the inputs nor in the store."""
    read = [content.data for content in contents if not isinstance(content, DealContent)]
    events = [one for data in read for one in data.identities if isinstance(one, m.DealEvent)]
    here = {one.iri for data in read for one in data.identities} if events else set[m.Iri]()
    asked = {target for event in events for target in event.changes} - here
    missing = asked - kinds_of(store, asked).keys() if asked else asked
    problems = [
        Problem(
            f"changes {target}, which is no deal here or in the store",
            "build the deal first, or look at the address: 'partnergraph show NAME' prints it",
            field=event.iri,
        )
        for event in events
        for target in event.changes
        if target in missing
    ]
    if problems:
        raise InputError(problems)


def settle_changes(contents: Iterable[Content], store: Store) -> None:
    """Find the deals that rows of tables change, in the other inputs and in the store. Raises `InputError`."""
    tables = [content.stated.deals for content in contents if isinstance(content, DealContent) and content.stated]
    wanted = {key for table in tables for key in table.elsewhere()}
    if not wanted:
        return
    found: dict[str, dict[m.Iri, m.CommitmentKind]] = {}
    stored = _commitments_in(store)
    others = [one for content in contents if not isinstance(content, DealContent) for one in content.data.identities]
    known = stored | {one.iri: one.kind for one in others if isinstance(one, m.Commitment)}
    for key in wanted:
        found[key] = {iri: kind for iri, kind in known.items() if is_of(key, iri)}
        for table in tables:
            found[key] |= table.commitments_of([key]).get(key, {})
    numbers = sorted(map(local_name, known))
    problems = [problem for table in tables for problem in table.settle(found, numbers)]
    if wrong := [problem for problem in problems if problem.severity == "error"]:
        raise InputError(wrong)


def _commitments_in(store: Store) -> dict[m.Iri, m.CommitmentKind]:
    return {iri: kind for kind, named in COMMITMENT_TYPES.items() for iri in store.typed(named)}


def older_than_known(contents: Iterable[Content], store: Store) -> tuple[Problem, ...]:
    """Warn of sources that come again with an earlier day than that which they replace has."""
    said = [content for content in contents if isinstance(content, DealContent) and content.returning]
    known = days_of(store, set[m.Iri]().union(*(content.returning for content in said))) if said else {}
    return tuple(
        Problem(
            f"{local_name(source.iri)!r} is of {source.date}, and replaces what it said on {day}",
            "build the newer file again if that was not meant",
            file=content.file,
        )
        for content in said
        for source in content.things.sources
        if source.date is not None and (day := known.get(source.iri)) is not None and source.date < day
    )


def _read(path: Path | Frame, table: TableOptions) -> Content:
    if not isinstance(path, Path):
        return read_table(path, **table)
    try:
        kind = None if path.is_file() else "is a directory" if path.is_dir() else "does not exist"
    except OSError as error:
        kind = error.strerror or "cannot be read"
    if kind is not None:
        hint = "name a deal book (.yaml, .json), a table (.csv, .tsv, .xlsx) or an RDF file (.ttl ...)"
        raise InputError([Problem(kind, hint, file=str(path))])
    if is_odrl(path):
        return read_odrl(path, **{name: table[name] for name in ("base", "skip_bad") if name in table})  # type: ignore
    if path.suffix.lower() in DEAL_BOOKS:
        from partnergraph.ingest.dealbook import read_dealbook  # lazy: a table needs no models of deal books

        warnings: list[Problem] = []
        return RdfContent(read_dealbook(path, warnings=warnings), warnings=tuple(warnings))
    form = recognize(path)
    if form is not None:
        return read_as(path, form, table)
    if path.suffix.lower() in TABLES:
        return read_table(path, **table)
    if (problem := why_not_read(path)) is not None:
        raise InputError([problem])
    return read_rdf(path)


def read_as(path: Path, form: Format, table: TableOptions) -> DealContent:
    """Read a file of an industry's format, with those options of tables that it has, too. Raises `InputError`."""
    return read_industry(path, form, **{name: table[name] for name in _OF_EVERY_FILE if name in table})  # type: ignore


def read_proposals(path: Path, table: TableOptions) -> SheetDeals:
    """Read the deals that a table or a file of an industry proposes. Raises `InputError`."""
    form = recognize(path) if path.is_file() else None
    if form is None and path.is_file() and path.suffix.lower() not in TABLES:
        problem = why_not_read(path)
        if problem is not None:
            raise InputError([problem])
    if form is None:
        return read_deals(path, **table)
    return proposed_in(path, form, **{name: table[name] for name in _OF_PROPOSALS if name in table})  # type: ignore


def inflow_of(contents: list[Content]) -> Inflow:
    """Return what inputs say: that of one table part by part, that of several inputs held against each other."""
    if len(contents) == 1 and isinstance(only := contents[0], DealContent) and only.stated is not None:
        return Inflow(only.things, only.stated.groups(), only.stated.ended)
    stated = [content.stated for content in contents if isinstance(content, DealContent)]
    ended = {iri: day for one in stated if one is not None for iri, day in one.ended.items()}
    return replace(Inflow.of(merged(contents)), ended=ended)


def merged(contents: list[Content]) -> m.Dataset:
    """Join what several inputs say; the same IRI must be the same fact, source or statement everywhere."""
    data = m.Dataset()
    known: dict[m.Iri, Any] = {}
    problems = []
    for content in contents:
        for name in data.__dataclass_fields__:
            for value in getattr(content.data, name):
                other = known.setdefault(value.iri, value)
                if other is value:
                    getattr(data, name).append(value)
                elif other != value and not _spelt_otherwise(other, value):
                    problems.append(conflict(other, value, "another file of this build"))
    if problems:
        raise InputError(problems)
    return data


def names_alike(paths: Iterable[Path], table: TableOptions) -> list[tuple[str, near_names.Near]]:
    """Return the names in tables and files of an industry that look alike, whichever files they are in.

    What else a table says need not be readable yet: dates that can be read in two ways keep no name from being shown.
    """
    used: dict[type[m.Entity], set[str]] = {}
    lenient: TableOptions = {"dates": "dmy", "century": 20, "skip_bad": True}
    for path in paths:
        is_table = path.suffix.lower() in TABLES and recognize(path) is None
        content = inspect_table(path, **(lenient | table)) if is_table else _read(path, table)
        if isinstance(content, TableContent) and content.stated is None:
            raise InputError(content.problems)
        if isinstance(content, DealContent):
            for thing in content.things.entities:
                used.setdefault(type(thing), set()).add(thing.name)
    return near_names.alike(lambda kind: sorted(used.get(kind, ())), table.get("names") or NamesFile())


def near_in_store(contents: Iterable[Content], store: Store, names: NamesFile | None = None) -> tuple[Problem, ...]:
    """Warn of names in tables that look like names in the store; they stay apart."""
    tables = [content.things for content in contents if isinstance(content, DealContent)]
    known = Lookup(store).things_by_name() if tables else {}
    return tuple(problem for data in tables for problem in near_names.near_in_store(data, known, names or NamesFile()))


def _spelt_otherwise(one: object, other: object) -> bool:
    """Say whether two values are one thing under two spellings, each kept by its source's description."""
    return type(one) is type(other) and isinstance(one, m.Entity) and not isinstance(one, m.Term)
