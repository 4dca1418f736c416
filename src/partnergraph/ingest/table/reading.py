"""How a table was read: header, columns, what was passed over, the first rows; for people to check."""

from __future__ import annotations

from dataclasses import dataclass, field

from partnergraph import vocabulary as v
from partnergraph.axes import AXES
from partnergraph.ingest.deals.deal import Change, Deal
from partnergraph.ingest.deals.remarks import row_list
from partnergraph.ingest.table.headers import Heading
from partnergraph.terms import terms
from partnergraph.wording.dates import say_period
from partnergraph.wording.deals import say_strength, say_territory
from partnergraph.wording.lists import counted
from partnergraph.wording.statements import say_condition, say_renewal, say_source

SHOWN_ROWS = 5


@dataclass(slots=True)
class TableReading:
    """What `read_table` made of a sheet.

    ``other_sheets``: sheets of the workbook that were not read, and why. ``unread``: columns that hold something and
    were not read. ``remarks``: what was read with a doubt; ``alike``: pairs of names that look alike.
    """

    place: str
    form: str = ""
    header_rows: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    orders: list[tuple[Heading, str]] = field(default_factory=list)
    passed_over: list[tuple[int, str, str]] = field(default_factory=list)
    other_sheets: list[tuple[str, str]] = field(default_factory=list)
    unread: tuple[Heading, ...] = ()
    deals: int = 0
    events: int = 0
    rejected: int = 0
    remarks: int = 0
    alike: int = 0
    first: list[Deal] = field(default_factory=list)

    def summary(self) -> str:
        """Return in one sentence what was read and what was not.

        >>> TableReading("deals.csv", deals=14, rejected=1, remarks=2).summary()
        'deals.csv: 14 deals read, 1 row left out, 2 doubts told (one row: --explain ROW)'
        """
        told = [
            f"{counted(self.deals, 'deal')} read",
            f"{counted(self.events, 'event')} on deals" if self.events else "",
            f"{counted(self.rejected, 'row')} left out" if self.rejected else "no row left out",
            f"{counted(len(self.passed_over), 'line')} passed over" if self.passed_over else "",
            f"{counted(len(self.unread), 'column')} not read" if self.unread else "",
            f"{counted(self.remarks, 'doubt')} told" if self.remarks else "",
            f"{counted(self.alike, 'pair')} of names alike" if self.alike else "",
        ]
        return f"{self.place}: {', '.join(filter(None, told))} (one row: --explain ROW)"

    def as_text(self) -> str:
        """Return the reading in lines of text."""
        rows = " and ".join(str(row) for row in self.header_rows if row) or "none"
        deals, refused = (
            f"{self.deals} deal{'s' * (self.deals != 1)}",
            f"{self.rejected} row{'s' * (self.rejected != 1)}",
        )
        out = [f"{self.place}: {self.form}; header in row {rows}; {deals}, {refused} refused"]
        out += [f"sheet {name!r} is not read: {why}" for name, why in self.other_sheets]
        out += ["", *self._columns(), *self._passed()]
        for deal in self.first:
            out += ["", f"row {deal.row}", *(f"  {name:<12} {value}" for name, value in described(deal))]
        return "\n".join(out)

    def _columns(self) -> list[str]:
        orders = {heading.index: words for heading, words in self.orders}
        lines = []
        for heading in self.headings:
            if heading.given == "":
                lines.append(f"    {heading.column} is said by {heading.header}")
                continue
            if heading.given is not None:
                lines.append(f"    {heading.header}: {heading.given!r} is {heading.column} in every row")
                continue
            read = heading.column or "not read"
            extra = [words for words in (heading.remark, orders.get(heading.index)) if words and words != "mapped"]
            lines.append(
                f"{heading.letter:<3} {heading.header!r:<28} {read}{' (' + '; '.join(extra) + ')' if extra else ''}"
            )
        return lines

    def _passed(self) -> list[str]:
        kinds: dict[str, list[int]] = {}
        for row, why, _ in self.passed_over:
            kinds.setdefault(why, []).append(row)
        return ["", *(f"passed over, {why}: row {row_list(rows)}" for why, rows in kinds.items())] if kinds else []


def described(deal: Deal) -> list[tuple[str, str]]:
    """Return what a row was read as, (column, value) for each that says something."""
    period = deal.period
    found: dict[str, object] = {
        "deal": deal.key,
        "licensor": "; ".join(deal.licensors),
        "licensee": "; ".join(deal.licensees),
        "subject": "; ".join(f"{kind.__name__.lower()} {name}" for kind, name in deal.subjects),
        **{axis.column: _terms(deal.on(axis)) for axis in AXES},
        "territory": say_territory(deal.territory) if deal.territory else None,
        "period": (say_period(period) or period.edtf) if period else None,
        "present": "holds when this is written" if deal.present else None,
        "commitments": ", ".join(_commitments(deal)),
        "strength": deal.strength and say_strength(deal.strength),
        "status": deal.status and terms().labels[v.STATUS + deal.status],
        "sublicensing": deal.sublicensing and deal.sublicensing.replace("-", " "),
        "renewal": deal.renewal and say_renewal(deal.renewal),
        "condition": "; ".join(map(say_condition, deal.conditions)),
        "excluded": "; ".join(deal.excluded),
        "event": "; ".join(map(_event, deal.changes)),
        "partnership": deal.partnership,
        "source": deal.document and say_source(deal.document.title or "this file", deal.document.day),
        "quote": " | ".join(deal.quotes),
        "note": deal.note,
    }
    return [(name, str(value)) for name, value in found.items() if value]


def _terms(named: tuple[tuple[str, str | None], ...]) -> str:
    return "; ".join(terms().labels[iri] if iri else f"{words} (own term)" for words, iri in named)


def _event(change: Change) -> str:
    """Return what happened to a deal, in words."""
    days = change.period and (say_period(change.period) or change.period.edtf)
    parties = [f"{'; '.join(change.assignees)} in the place of {'; '.join(change.assignors) or 'the licensee'}"]
    told = [f"{change.kind}{f' of {change.deal}' if change.deal else ''}", days or "no day is told"]
    return ", ".join([*told, *(parties if change.assignees else ()), *(["excludes nobody"] if change.plain else ())])


def _commitments(deal: Deal) -> list[str]:
    kinds = ["no grant" if deal.denied else "grant"] if deal.grant else []
    if deal.strength:
        kinds += ["exclusivity" if side == "grantor" else "exclusivity of the user" for side in deal.sides]
    kinds += ["holdback"] if deal.holdback else []
    kinds += ["exclusion"] if deal.excluded else []
    return kinds + (["option"] if deal.option else []) + (["not for sale"] if deal.absent else [])
