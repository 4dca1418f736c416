"""Reads a file of an industry's format: recognizes it, gathers its deals, tells what was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from partnergraph import model as m
from partnergraph.accounts import Progress, silent
from partnergraph.axes import AXES
from partnergraph.errors import InputError, Problem, printable
from partnergraph.ingest.deals.collector import Collector
from partnergraph.ingest.deals.content import DealContent
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.industry.avails import AVAILS
from partnergraph.ingest.industry.cwr import CWR
from partnergraph.ingest.industry.ddex import DDEX
from partnergraph.ingest.industry.format import Format, Notes, Peek
from partnergraph.ingest.industry.onix import ONIX, ONIX_SHEET
from partnergraph.ingest.names_file import NamesFile
from partnergraph.ingest.near_names import alike, problems_of
from partnergraph.ingest.table.columns import PARTIES
from partnergraph.ingest.table.reader import SheetDeals, renamed
from partnergraph.ingest.table.reading import described
from partnergraph.ingest.table.sheets import Cell
from partnergraph.names import local_name, slug
from partnergraph.terms import terms
from partnergraph.territory import format_territory
from partnergraph.vocabulary import DEFAULT_BASE
from partnergraph.wording.lists import counted

FORMATS: Final[tuple[Format, ...]] = (*AVAILS, ONIX, ONIX_SHEET, DDEX, CWR)
_LOOKED_AT: Final = 65_536
"""Bytes at the start of a file that tell its format."""
_TOLD_RECORDS: Final = 1_000
_SHOWN_DEALS: Final = 5


def recognize(path: Path) -> Format | None:
    """Return the format of a file; ``None`` where it is none of the industry's."""
    with path.open("rb") as file:
        peek = Peek(path, file.read(_LOOKED_AT))
    return next((form for form in FORMATS if form.recognizes(peek)), None)


def read_industry(
    path: Path,
    form: Format,
    *,
    given: Mapping[str, str] | None = None,
    as_of: date | None = None,
    names: NamesFile | None = None,
    skip_bad: bool = False,
    encoding: str | None = None,
    base: str = DEFAULT_BASE,
    progress: Progress = silent,
) -> DealContent:
    """Read a file of a format.

    ``given``: ``licensor`` or ``licensee``, where the file names none. ``as_of``: the file's day, where it says none.
    ``names``: spellings and the names they stand for. ``skip_bad``: leave bad records out, with a warning each. Raises
    `InputError` with every problem of the file.
    """
    if beside := sorted((given or {}).keys() - set(PARTIES)):
        hint = f"{form.name} has its own words for all but licensor and licensee"
        raise InputError([Problem("is not said for a whole file", hint, file=str(path), field=f"--set {beside[0]}")])
    notes = Notes(str(path), printable(path.name), as_of, encoding)
    deals = form.read(path, notes)
    first = next(deals, None)  # the reader has said by then what the file is called, and its day
    collector = Collector(
        title=notes.title,
        identifier=slug(path.stem),
        place=notes.place,
        remarks=notes.remarks,
        names=names or NamesFile(),
        on=notes.day,
        base=base,
    )
    count = 0
    while first is not None:
        refused = collector.add(_completed(first, given or {}))
        if refused is not None:
            notes.problems.append(refused)
        count += 1
        if count % _TOLD_RECORDS == 0:
            progress("records read", count)
        first = next(deals, None)
    if notes.problems and not skip_bad:
        raise InputError(notes.problems)
    if not collector.speaks() and not notes.nothing:
        raise InputError([*notes.problems, _no_deal(notes, form)])
    left_out = [
        replace(problem, severity="warning", message=f"left out: {problem.message}") for problem in notes.problems
    ]
    return DealContent(
        stated=collector.stated(),
        warnings=(
            *left_out,
            *notes.remarks.problems(),
            *problems_of(alike(collector.used_names, collector.names), notes.place),
        ),
        file=notes.place,
        summary=_summary(notes, form, count, len(left_out)),
    )


def proposed_in(
    path: Path,
    form: Format,
    *,
    given: Mapping[str, str] | None = None,
    names: NamesFile | None = None,
    encoding: str | None = None,
) -> SheetDeals:
    """Return the deals of a file as a sheet of proposals, one to a row. Raises `InputError` as `read_industry` does."""
    notes = Notes(str(path), printable(path.name), None, encoding)
    found = [renamed(_completed(deal, given or {}), names) for deal in form.read(path, notes)]
    asked = [deal for deal in found if (deal.grant or deal.strength) and not deal.denied]
    if notes.problems:
        raise InputError(notes.problems)
    if not asked:
        raise InputError([_no_deal(notes, form)])
    deals = tuple(replace(deal, row=number) for number, deal in enumerate(asked, start=2))
    told = [dict(described(deal)) for deal in asked]
    rows: list[tuple[Cell, ...]] = [("record", *_SHOWN)]
    rows += ((deal.where, *(one.get(name, "") for name in _SHOWN)) for deal, one in zip(asked, told, strict=True))
    sheet = tuple(enumerate(rows, start=1))
    return SheetDeals(notes.place, None, 1, sheet, deals, tuple(notes.remarks.problems()))


def _no_deal(notes: Notes, form: Format) -> Problem:
    return Problem(f"holds no deal ({form.name})", "look whether it is the file that was meant", file=notes.place)


_SHOWN: Final = ("licensor", "licensee", "subject", "channel", "territory", "period", "commitments", "note")


def _completed(deal: Deal, given: Mapping[str, str]) -> Deal:
    """Return a deal with the parties that a user names, where the file names none."""
    if not deal.grant:
        return deal
    named = {f"{role}s": (name,) for role, name in given.items() if not getattr(deal, f"{role}s")}
    return replace(deal, **named) if named else deal  # type: ignore[arg-type]


def _summary(notes: Notes, form: Format, deals: int, left_out: int) -> str:
    told = [
        f"{form.name}",
        f"{counted(deals, 'deal')} read",
        f"{counted(left_out, 'part')} left out" if left_out else "",
        f"{counted(notes.passed_over, 'record')} passed over" if notes.passed_over else "",
    ]
    told.append(f"{counted(len(notes.remarks), 'doubt')} told" if len(notes.remarks) else "")
    return f"{notes.place}: {', '.join(filter(None, told))}"


def told_of(content: DealContent, form: Format) -> Iterator[str]:
    """Yield how a file is read, line by line: what it is, how many deals it holds, and the first of them."""
    data = content.data
    names = {thing.iri: thing.name for thing in data.entities}
    labels = {**terms().labels, **names}
    deals = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
    counts = Counter(deal.kind for deal in deals.values())
    numbers = ", ".join(f"{counts[kind]:,} of kind {kind}" for kind in sorted(counts)) or "no deal"
    yield f"{content.file}: {form.name}; {numbers}; sources: {len(data.sources):,}"
    for said in [said for said in data.statements if said.about in deals][:_SHOWN_DEALS]:
        yield ""
        yield deals[said.about].label
        for name, value in (
            ("kind", deals[said.about].kind),
            ("subject", ", ".join(names.get(iri, iri) for iri in said.subjects)),
            *((axis.name, ", ".join(labels.get(iri, local_name(iri)) for iri in said.on(axis))) for axis in AXES),
            ("territory", format_territory(said.territory) if said.territory else ""),
            ("period", said.period.edtf if said.period else ""),
            ("status", said.status or ""),
            ("note", said.note or ""),
        ):
            if value:
                yield f"  {name:<12} {value}"
