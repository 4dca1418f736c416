"""A sheet of proposed deals: each row checked, and the sheet written back with the verdicts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from partnergraph.axes import AXES
from partnergraph.errors import ExportError, InputError, PartnerGraphError, PhraseError, Problem, UnknownNameError
from partnergraph.exclusivity import ClearAnswer, Collision, Proposal
from partnergraph.exclusivity.answers import TitleRow, Verdict
from partnergraph.ingest.table import Deal, SheetDeals
from partnergraph.ingest.table.sheets import text
from partnergraph.output import as_csv, whole_file, without_clock
from partnergraph.questions.words import Words
from partnergraph.wording.grammar import full_stop
from partnergraph.wording.lists import listed
from partnergraph.wording.statements import say_condition, say_renewal

COLUMNS: Final = ("verdict", "collides with", "why")
_WORST_FIRST: Final = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What stands against the deal of one row: the worst verdict of its parts, and all their collisions.

    ``where``: where people find the deal in the file, ``row 2`` or ``RecordReference ex.1 (line 12)``.
    ``title``, ``as_of``, ``not_recorded`` and ``notes`` are those of `ClearAnswer`.
    """

    row: int
    where: str
    verdict: str
    collisions: tuple[Collision, ...]
    not_recorded: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    title: tuple[TitleRow, ...] = ()
    as_of: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "row": self.row,
            "where": self.where,
            "verdict": self.verdict,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "not_recorded": list(self.not_recorded),
            "notes": list(self.notes),
            "title": [row.to_json() for row in self.title],
            "collisions": [c.to_json() for c in self.collisions],
        }


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet of proposals with its verdicts, row by row. ``name`` gives what people call a thing."""

    sheet: SheetDeals
    answers: tuple[RowAnswer, ...]
    name: Callable[[str], str]


def check_sheet(
    sheet: SheetDeals, words: Callable[[], Words], clear: Callable[[Proposal], ClearAnswer], name: Callable[[str], str]
) -> CheckedSheet:
    """Check every row of a sheet; ``words`` gives a reader for one row.

    Raises `InputError` with every row that cannot be read as a proposal.
    """
    problems: list[Problem] = []
    asked: list[tuple[Deal, list[Proposal]]] = []
    for deal in sheet.deals:
        try:
            asked.append((deal, list(_proposals(deal, words()))))
        except PartnerGraphError as error:
            problems.append(_problem(error, sheet.file, deal))
    if problems:
        raise InputError(problems)
    answers = [(deal, [clear(proposal) for proposal in proposals]) for deal, proposals in asked]
    return CheckedSheet(sheet, tuple(_together(deal, parts) for deal, parts in answers), name)


def _problem(error: PartnerGraphError, file: str, deal: Deal) -> Problem:
    where: dict[str, Any] = {"file": file, "line": deal.row}
    if deal.records:
        where |= {"line": deal.records[0].line, "field": deal.where}
    if isinstance(error, UnknownNameError):
        hint = f"nearest: {', '.join(error.nearest)}" if error.nearest else "see 'partnergraph show'"
        return Problem(f"no {error.what} is called so", hint, value=error.name, **where)
    if isinstance(error, PhraseError):
        ours = bool(deal.records) and error.phrase in ("", deal.key)  # a key that is made up here says nothing
        return Problem(error.why, error.hint, value=None if ours else error.phrase, **where)
    return Problem(str(error), **where)


def _proposals(deal: Deal, words: Words) -> Iterator[Proposal]:
    """Yield the deals of a row: what the licensor grants, and what the licensee promises in return."""
    if deal.period is None or deal.period.earliest_start is None:
        raise PhraseError(deal.key or "", "has no first day", "give the day on which the deal is to begin")
    if deal.holdback:
        why = "is a holdback: it grants nothing that could be checked"
        raise PhraseError(deal.key or "", why, "leave the row out here, and build it")
    for names, who in ((deal.licensors, "who grants"), (deal.licensees, "who may act")):
        if not names:
            raise PhraseError(deal.key or "", f"does not name {who}", "a proposed deal has two parties: name both")
    licensors, licensees = (tuple(dict.fromkeys(map(words.party, names))) for names in (deal.licensors, deal.licensees))
    ends = deal.period.latest_end or deal.period.planned_end
    scope: dict[str, Any] = {
        "subjects": tuple(words.subject(name) for _, name in deal.subjects),
        **{a.terms: tuple(iri or words.terms.find(a.name, name) for name, iri in deal.on(a)) for a in AXES},
        "territory": deal.territory,
        "first": deal.period.earliest_start,
        "last": None if deal.period.endless else ends,
        "covers_affiliates": deal.affiliates,
        "newcomers": words.new_among(licensors, licensees),
        "notes": (*words.taken, *_not_checked(deal)),
    }
    promised = deal.strength if "grantor" in deal.sides else None
    yield Proposal(grantors=licensors, grantees=licensees, exclusive=promised, **scope)
    if deal.strength is not None and "user" in deal.sides:
        yield Proposal(grantors=licensees, grantees=licensors, exclusive=deal.strength, side="user", **scope)


def _not_checked(deal: Deal) -> Iterator[str]:
    """Yield what a row says that no proposal has."""
    if deal.renewal is not None:
        yield f"not checked: what comes after its last day, {say_renewal(deal.renewal)}"
    if deal.conditions:
        yield f"checked as if made: it hangs on {'; '.join(map(say_condition, deal.conditions))}"
    if deal.excluded:
        yield f"not checked: the promise that {listed(deal.excluded)} may not act"


def _together(deal: Deal, parts: Sequence[ClearAnswer]) -> RowAnswer:
    verdict = min((part.verdict for part in parts), key=_WORST_FIRST.index)
    collisions = tuple(dict.fromkeys(c for part in parts for c in part.collisions))
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    as_of = min((part.as_of for part in parts if part.as_of), default=None) if all(p.as_of for p in parts) else None
    return RowAnswer(deal.row, deal.where, verdict, collisions, parts[0].not_recorded, notes, parts[0].title, as_of)


def reasons(answer: RowAnswer) -> list[str]:
    """Return what is not held of a row, what it collides with, and what has no title recorded, in sentences."""
    lacking, unrecorded = (
        [_sentence(row) for row in answer.title if row.status in statuses]
        for statuses in (("not held", "possibly not held"), ("not recorded",))
    )
    return [*lacking, *(c.sentence for c in answer.collisions), *unrecorded]


def _sentence(row: TitleRow) -> str:
    return full_stop(f"{row.sentence[:1].upper()}{row.sentence[1:]}")


# --- the sheet written back ----------------------------------------------------------------------


def write_checked(checked: CheckedSheet, folder: Path) -> Path:
    """Write the sheet with its verdicts as ``NAME-checked`` into a folder; return its path. Raises `ExportError`."""
    given = Path(checked.sheet.file)
    suffix = ".csv" if checked.sheet.worksheet is None else given.suffix
    path = folder / f"{given.stem}-checked{suffix}"
    content = _as_text(checked) if checked.sheet.worksheet is None else _as_workbook(checked)
    with whole_file(path) as file:
        file.write(content)
    return path


def _cells(checked: CheckedSheet) -> dict[int, tuple[str, ...]]:
    """Return what is added to each row."""
    found: dict[int, tuple[str, ...]] = {checked.sheet.header_row: COLUMNS}
    for answer in checked.answers:
        against = "; ".join(dict.fromkeys(checked.name(c.with_) for c in answer.collisions))
        why = "\n".join([*answer.notes, *reasons(answer)])
        found[answer.row] = (answer.verdict, against, why)
    return found


def _as_text(checked: CheckedSheet) -> bytes:
    added, width = _cells(checked), max(len(cells) for _, cells in checked.sheet.rows)
    rows = [
        [*map(text, cells), *[""] * (width - len(cells)), *added.get(number, ("",) * len(COLUMNS))]
        for number, cells in checked.sheet.rows
    ]
    return as_csv(rows).encode("utf-8-sig")


def _as_workbook(checked: CheckedSheet) -> bytes:
    from openpyxl import load_workbook

    sheet = checked.sheet
    try:
        book = load_workbook(sheet.file)
    except Exception:  # whatever the library raises for what it can read row by row, but not as a whole
        raise ExportError(sheet.file, "cannot be written back with the verdicts", "save it as .csv") from None
    table = book[sheet.worksheet or ""]
    first = max(len(cells) for _, cells in sheet.rows) + 1
    for row, cells in _cells(checked).items():
        for place, value in enumerate(cells):
            cell = table.cell(row=row, column=first + place, value=value)
            cell.data_type = "s"  # a name that begins with "=" is no formula
    out = io.BytesIO()
    book.save(out)
    return without_clock(out.getvalue())
