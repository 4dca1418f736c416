"""Finds the header of a sheet, in one row or two, and says which column is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from partnergraph.axes import AXES
from partnergraph.errors import InputError, Problem
from partnergraph.ingest.table.columns import (
    BY_NAME,
    COLUMNS,
    IGNORE,
    PARTIES,
    header_key,
    in_brackets,
    recognize,
    role_in,
)
from partnergraph.ingest.table.likeness import (
    FEWEST_ACROSS,
    is_note,
    looks_like,
    near_column,
    qualifies,
    says_an_end,
    takes_out,
    term_over,
)
from partnergraph.ingest.table.sheets import Cell, Row, Sheet, column_letter, is_empty, says_nothing, text
from partnergraph.names import fold, nearest

if TYPE_CHECKING:
    from partnergraph.ingest.table.across import Across

FARTHEST_ROW = 60
"""A header is looked for down to this row."""

MOST_COLUMNS = 1_000
"""Cells that are filled in a row; each header is compared with all that are known."""

LONGEST_HEADER = 300
"""No header is longer: of a cell that is, only the beginning is looked at."""
LEFT_OUT = "left out by the mapping"
A_NOTE = "kept as a note, limits nothing"

_OF_ITSELF = frozenset({"exclusivity", "excluded territory", "kind", "act", "direction", "option", "note", "quote"})
"""Columns whose cells say what "exclusive" or "excluded" in brackets behind their header may mean."""
_WHAT, _WHEN = frozenset({"territory", "field", "channel"}), frozenset({"start", "end", "term", "period"})
_OTHER_MATTER = re.compile(
    r"\b(?:option|renewal|extension|sub-?licen[cs]\w*|payment|royalt\w+|sell-?off)\b", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\b(?:former\w*|previous\w*|prior|past|old|planned|proposed|requested|pending|draft|tentative|expected|estimated|"
    r"future|option\w*|if|renew\w*|exten\w+|earliest|latest|sell-?off|expired?|terminated|ended|lapsed|until|"
    r"sub-?licen[cs]\w*|ehemalig\w*|fruher\w*|früher\w*|vorherig\w*|geplant\w*|ancien\w*|précédent\w*|prévue?s?|"
    r"anterior\w*|previst[oa]s?|precedent\w*)\b",
    re.IGNORECASE,
)
"""Words in brackets that make another thing of a party, a place, a time or an exclusivity."""
_OF_A_DEAL = frozenset({"licensor", "licensee", "territory", "excluded territory", "exclusivity", "field", "channel"})
LISTS = frozenset({"licensor", "licensee", "subject", "product", "other right", "territory", *(a.column for a in AXES)})
"""Columns whose cells may hold several things."""
_CHANGES = {
    "assigned to": "assignee", "last day": "early last day", "termination date": "terminated",
    "termination": "terminated",
    **dict.fromkeys(("effective", "effective date", "effective from", "in effect from", "valid as of"), "change date"),
}  # fmt: skip
"""Headers that tell of a change where another column says what was agreed."""
_TELLS_OF_CHANGES = frozenset({"amends deal", "new end", "assignee"})
_SPANS = (("term", True), ("period", True), ("period", False))
_OF_COLUMNS = re.compile(
    r"(?:the )?(?:rights?|media|buyers?|licensees?|broadcasters?|distributors?|countries|territories|markets|channels|"
    r"rechte|auswertungsrechte|gebiete|länder|droits|derechos|diritti|sold to|verkauft an)"
)
_LONGEST_LABEL = 4
_NUMBERED = re.compile(r"(?<=\D)[\s_#.-]*\b[1-9]$|(?<=[a-z])[1-9]$")
"""The number of one of several columns for one thing."""
_BEHIND = 1 << 20
"""Where what is said for the whole table stands: behind the last column that a sheet can have."""
SAID_ONCE = frozenset({
    "licensor", "licensee", "subject", "product", "other right", "territory", "excluded territory", "start", "end",
    "term", "period", "exclusivity", "status", *(axis.column for axis in AXES),
})  # fmt: skip
"""Columns that may be said for a whole table."""
_REMARKED = ("territory", "end", "field", "channel")
"""What remarks may be about without being it: a remark on an exclusion may be the exclusion."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet: its place, its header as written, the column it was recognized as (or why not).

    ``claimed``: the column that it would be, were not another heading surer to be it. ``given``: what it says in every
    row, where it is said once for the whole table: its ``header`` is then where.
    """

    index: int
    header: str
    column: str | None
    remark: str | None = None
    claimed: str | None = None
    given: str | None = None

    @property
    def letter(self) -> str:
        """The spreadsheet's name of the column."""
        return column_letter(self.index)

    @property
    def label(self) -> str:
        """Letter and header, as problems name the column; of what is said once, where."""
        if self.given is not None:
            return self.header
        return f"{self.letter} {self.header!r}" if self.header else self.letter


@dataclass(slots=True)
class Header:
    """The header of a sheet: its rows, its columns, how many cells wide it is, and what is wrong with it.

    ``regrouped``: the upper of two rows gives a column another meaning, as "Not included" over "Territory" does.
    ``across``: the columns that stand for a place or a channel each. ``sections``: the columns that
    rows with one cell may stand for, as headings of the rows below them. ``numbered``: the first of several columns
    that are one ("Licensee 1", "Licensee 2").
    """

    rows: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = ()
    width: int = 0
    regrouped: bool = False
    across: Across | None = None
    sections: tuple[str, ...] = ()
    numbered: tuple[Heading, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def of(self, column: str) -> list[Heading]:
        """Return the headings recognized as a column."""
        return [heading for heading in self.headings if heading.column == column]

    @property
    def score(self) -> tuple[int, int]:
        """How much of a header it is: parties found, then columns found."""
        found = {heading.column for heading in self.headings if heading.column}
        return sum(party in found for party in PARTIES), len(found)

    @property
    def found(self) -> bool:
        """Whether it is a header at all."""
        return self.score >= (1, 2) or self.across is not None

    @property
    def parts_of_one(self) -> dict[str, list[Heading]]:
        """The headings of each column that several numbered ones are together."""
        return {heading.column: self.of(heading.column) for heading in self.numbered if heading.column}

    def say(self, column: str, where: str) -> None:
        """Have a column that is no column of the sheet: what it says comes with each row, from what ``where`` names."""
        added = sum(heading.index >= _BEHIND for heading in self.headings)
        self.headings += (Heading(_BEHIND + added, where, column, None, given=""),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A user's mapping, header (or ``column F``) -> column, with keys folded."""

    by_header: Mapping[str, str]
    by_letter: Mapping[str, str]

    @classmethod
    def of(cls, mapping: Mapping[str, str] | None) -> Wanted:
        """Take a mapping as the user wrote it; its values must be names of columns (see `check_mapping`)."""
        headers: dict[str, str] = {}
        letters: dict[str, str] = {}
        for header, column in (mapping or {}).items():
            name = column_name(column) or column
            if fold(header).startswith("column ") and len(header.split()) == 2:
                letters[header.split()[1].upper()] = name
            else:
                headers[fold(header)] = name
        return cls(headers, letters)

    def get(self, index: int, header: str) -> str | None:
        """Return what a column was mapped to."""
        return self.by_letter.get(column_letter(index)) or self.by_header.get(fold(header))


def column_name(written: str) -> str | None:
    """Return the column that a user names in a mapping: its name or any strong header; ``None`` if there is none.

    >>> column_name("Grantor"), column_name("ignore"), column_name("colour")
    ('licensor', 'ignore', None)
    """
    if fold(written) in (IGNORE, "-", ""):
        return IGNORE
    if fold(written) in BY_NAME:
        return fold(written)
    found = recognize(written)
    return found[0] if found and found[1] else None


def check_mapping(mapping: Mapping[str, str], file: str) -> list[Problem]:
    """Return a problem for each value of a mapping that names no column."""
    problems = []
    for header, column in mapping.items():
        if column_name(column) is None:
            near = nearest(column, BY_NAME)
            hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join((*BY_NAME, IGNORE))}"
            problems.append(
                Problem("is not a column of deal tables", hint, file=file, field=f"mapping of {header!r}", value=column)
            )
    return problems


def find_header(
    sheet: Sheet, mapping: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None
) -> Header:
    """Return the best header among the first rows; check `Header.found` and `Header.problems`.

    ``given``: column -> what it says in every row of the table. Raises `InputError` for a sheet of too many columns.
    """
    wanted = Wanted.of(mapping)
    first = [row for row in islice(sheet.rows(), FARTHEST_ROW) if not is_empty(row[1])]
    for number, cells in first:
        if (count := sum(map(bool, map(text, cells)))) > MOST_COLUMNS:
            hint = f"a table has {MOST_COLUMNS:,} at most: keep those that say something of the deals"
            place = getattr(sheet, "place", sheet.file)
            raise InputError([Problem(f"has {count:,} columns", hint, file=place, line=number)])
    best, regrouped = Header(), dict[int, Header]()
    given = given or {}
    for place, (number, cells) in enumerate(first):
        labels = [_label(cell) for cell in cells]
        single = _header((number,), labels, wanted)
        candidates = [single]
        if place + 1 < len(first) and first[place + 1][0] == number + 1 and _may_be_upper(cells):
            lower = [_label(cell) for cell in first[place + 1][1]]
            upper = _spread(sheet.group_labels(number), labels + [""] * (len(lower) - len(labels)))
            pair = _header((number, number + 1), _joined(upper, lower), wanted)
            labels_over = [] if _is_title(upper) else _labels_over_places(upper, lower)
            pair.regrouped = bool(labels_over) or (not _is_title(upper) and any(map(_means_else, upper, lower)))
            pair.problems += labels_over
            candidates.append(pair)
            regrouped[number + 1] = pair
        for header in candidates:
            if (header.score, -len(header.rows)) > (best.score, -len(best.rows)):
                best = header
        if not best.rows or not (best.found or _may_go_across(best)):
            best = next(filter(_may_go_across, candidates), best)
    pair = regrouped.get(best.rows[0], best) if len(best.rows) == 1 else best
    if pair.regrouped and pair.score[0] == best.score[0]:
        best = pair
    best.headings += _said_once(given, first, best)
    _settle(best, sheet)
    best.problems += [*_unused(wanted, best), *_given_twice(given, best), *_limits_above(first, best)]
    return best


def _may_go_across(header: Header) -> bool:
    """Whether a row may be the header of a table with a column for each place or channel."""
    axes = [term_over(h.header)[0] for h in header.headings if h.column is None and h.header]
    return header.score > (0, 0) and any(axes.count(axis) >= FEWEST_ACROSS for axis in ("territory", "channel"))


def _said_once(given: Mapping[str, str], first: Sequence[Row], header: Header) -> tuple[Heading, ...]:
    """Return what is said for the whole table: by ``given``, and in lines over the header ("Licensor: X")."""
    found = {column: Heading(_BEHIND, f"--set {column}", column, None, given=value) for column, value in given.items()}
    above = [row for row in first if row[0] < min(header.rows, default=0)]
    for number, cells in above:
        column, value = line_of(cells)
        if column and column not in found and not header.of(column):
            found[column] = Heading(_BEHIND, f"row {number}", column, None, given=value)
    return tuple(replace(heading, index=_BEHIND + place) for place, heading in enumerate(found.values()))


def line_of(cells: Sequence[Cell]) -> tuple[str | None, str]:
    """Return the column that a line outside of the columns names ("Licensor: X"), and what it says; ``None``: none."""
    said = [_label(cell) for cell in cells if text(cell)]
    if len(said) == 1:
        name, colon, value = said[0].partition(":")
        said = [f"{name}:", value.strip()] if colon else []
    if len(said) != 2 or not said[0].endswith(":") or not said[1]:
        return None, ""
    found = recognize(said[0])
    return (found[0], said[1]) if found and found[1] and found[0] in SAID_ONCE else (None, "")


def _limits_above(first: Sequence[Row], header: Header) -> list[Problem]:
    """Report lines over the header that take something out of the deals, or end them."""
    above = [text(cell) for row, cells in first if row < min(header.rows, default=0) for cell in cells]
    hint = "say it in a column, or for every row: --set COLUMN=VALUE; and take the line out"
    message = "says something of the deals, and stands over the header"
    lines = dict.fromkeys(said for said in above if said and not line_of([said])[0])
    return [Problem(message, hint, value=said) for said in lines if _limits(said, header)]


def _limits(line: str, header: Header) -> bool:
    """Whether a line over the header limits the deals, or names a place or channel that no column names."""
    axis = term_over(line)[0]
    said_nowhere = axis is not None and not header.of(axis)
    return said_nowhere or takes_out(line) or says_an_end(line) or qualifies(line, bool(header.of("exclusivity")))


def _given_twice(given: Mapping[str, str], header: Header) -> list[Problem]:
    """Report what is given for the whole table and stands in a column as well."""
    columns = {column: [h for h in header.headings if h.column == column and h.given is None] for column in given}
    return [
        Problem(f"is a column of the table, too: {found[0].label}", "leave out one of the two", field=f"--set {column}",
                value=given[column])
        for column, found in columns.items()
        if found
    ]  # fmt: skip


def _label(cell: Cell) -> str:
    return text(cell)[:LONGEST_HEADER]


def _may_be_upper(cells: Sequence[Cell]) -> bool:
    return all(cell is None or isinstance(cell, str) for cell in cells)


def _spread(merged: Mapping[int, Cell], labels: list[str]) -> list[str]:
    """Write group labels into every column that they stand over: as merged, else up to the next label."""
    if merged:
        return [_label(merged[i]) if i in merged else label for i, label in enumerate(labels)]
    spread, current = [], ""
    for label in labels:
        current = label or current
        spread.append(current)
    return spread


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Return one header for each column of a two-row header."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    joined = []
    for above, below in zip(upper, lower, strict=True):
        own, together = recognize(below), f"{above} {below}"
        if not above or not below:
            joined.append(above or below)
        elif own and own[0] in ("start", "end") and recognize(above) in _SPANS:
            joined.append(below)  # "Term" over "from" and "to"
        elif term_over(below)[0] and not _means_else(above, below):
            joined.append(below)
        elif recognize(together) or own is None or (not own[1] and recognize(above)) or _means_else(above, below):
            joined.append(together)  # "Licensor" over "Country" is no territory
        else:
            joined.append(below)
    return joined


def _is_title(upper: list[str]) -> bool:
    """Whether one label stands over the whole table."""
    return len({label for label in upper if label}) <= 1 and bool(upper and upper[0])


def _means_else(above: str, below: str) -> bool:
    """Whether a label makes another thing of the column under it: "Not included" over "Territory"."""
    own = recognize(below)
    like = looks_like(above) if above else None
    if above and own is None and term_over(below)[0]:  # a column for each place
        return like in ("exclusion", "end") or any(sign.search(above) for sign in (_OTHER_MATTER, _CHANGED))
    if not above or own is None or recognize(f"{above} {below}") or len(above.split()) > _LONGEST_LABEL:
        return False
    if like == "exclusion":
        return own[0] in _WHAT
    if like == "exclusivity":
        return own[0] in _WHAT | _WHEN
    return _OTHER_MATTER.search(above) is not None and own[0] in {"territory", "exclusivity"} | _WHEN


def _labels_over_places(upper: list[str], lower: list[str]) -> list[Problem]:
    """Report labels that make another thing of a column for each place or channel under them: "Excluded" over "DE"."""
    over = (a for a, b in zip(upper, lower, strict=False) if a and term_over(b)[0] and not recognize(b))
    labels = dict.fromkeys(label for label in over if not _says_no_more(label))
    hint = "say it row by row, in a column of its own (excluded territory, end, option ...)"
    message = "stands over columns of places or channels: what do their cells say of the deal?"
    return [Problem(message, hint, value=label) for label in labels]


def _says_no_more(label: str) -> bool:
    """Whether a label over columns of places or channels only says what they are: "Territories", "Broadcaster"."""
    found = recognize(label)
    known = found is not None and found[0] in ("territory", "channel", "licensee") and looks_like(label) != "exclusion"
    return (known and changed_column(label) is None) or _OF_COLUMNS.fullmatch(label.casefold()) is not None


def changed_column(label: str) -> str | None:
    """Return the column that a header would mean without its brackets, if they make another thing of it.

    >>> changed_column("Territory (former)"), changed_column("Term (years)")
    ('territory', None)
    """
    found = recognize(label) if _CHANGED.search(in_brackets(label)) else None
    return found[0] if found and found[0] in _OF_A_DEAL | _WHEN else None


def _understood(label: str) -> tuple[str, bool] | None:
    """Return the column that a header means, unless what stands in its brackets says more: "Territory (excl. US)"."""
    found = recognize(label)
    if found is None:
        return ("note", True) if is_note(label) and looks_like(label) in _REMARKED else None
    if changed_column(label):
        return None
    more = looks_like(in_brackets(label))
    return None if more in ("exclusion", "exclusivity") and found[0] not in _OF_ITSELF else found


def _of_places(label: str, labels: list[str]) -> bool:
    """Whether a header is one of several of one role with a place or channel in brackets each: "Publisher (Japan)"."""
    role = role_in(label)
    alike = (other for other in labels if role and role_in(other) == role)
    return sum(term_over(other)[0] is not None for other in alike) >= FEWEST_ACROSS


def _of_several(base: str) -> tuple[str, bool] | None:
    """Return the column of which several are numbered ("Licensee 1", "Licensee 2"), if it may hold several things."""
    found = recognize(base)
    return found if found and found[0] in LISTS else None


def _header(rows: tuple[int, ...], labels: list[str], wanted: Wanted) -> Header:
    headings = []
    unnumbered = [fold(_NUMBERED.sub("", label)) for label in labels if _NUMBERED.search(label)]
    for index, label in enumerate(labels):
        mapped = wanted.get(index, label)
        found = _understood(label) if label else None
        if found and found[0] in ("licensee", "publisher") and _of_places(label, labels):
            found = None
        if found is None and unnumbered.count(base := fold(_NUMBERED.sub("", label))) > 1:
            found = _of_several(base)
        if mapped is not None:
            column = None if mapped == IGNORE else mapped
            headings.append(Heading(index, label, column, LEFT_OUT if column is None else "mapped"))
        else:
            remark = None if found is None or found[1] else "weak"
            headings.append(Heading(index, label, found[0] if found else None, remark, changed_column(label)))
    return Header(rows, _of_changes(headings), len(labels))


def _of_changes(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Return headings of which some tell what happened to a deal, where another one says what was agreed.

    "Assigned to" beside a licensee, "Last day" or "Termination date" beside an end, "Effective" beside a start.
    """
    return tuple(_of_change(heading, headings) for heading in headings)


def _of_change(heading: Heading, headings: Sequence[Heading]) -> Heading:
    key = header_key(heading.header)
    column = _CHANGES.get(key)
    if column is None or heading.remark is not None or heading.column not in ("licensee", "start", "end"):
        return heading
    others = [h for h in headings if h.column == heading.column and header_key(h.header) not in _CHANGES]
    named = column == "assignee" or any(one.remark in (None, "mapped") for one in others)
    changing = column != "change date" or any(h.column in _TELLS_OF_CHANGES for h in headings)
    return replace(heading, column=column) if others and named and changing else heading


def _settle(header: Header, sheet: Sheet) -> None:
    """Leave each column to one heading: the mapped one, else the sure one; report what cannot be settled."""
    settled = {heading.index: heading for heading in header.headings}
    numbered: list[list[Heading]] = []
    for column in COLUMNS:
        claims = [claim for claim in header.of(column.name) if claim.given is None]
        strongest = _strongest(claims, column.many)
        if len(strongest) > 1 and not column.many:
            strongest = _filled(strongest, header, sheet) or strongest[:1]
        for claim in claims:
            if claim not in strongest:
                settled[claim.index] = Heading(
                    claim.index, claim.header, None, f"not read: {strongest[0].label} is {column.name}", column.name
                )
        if len(strongest) > 1 and not column.many:
            if column.name in LISTS and _are_one(strongest):
                numbered.append(strongest)
            elif column.name != "licensee":  # parties of several roles: their cells decide
                header.problems.append(twice(column.name, strongest))
    header.numbered = tuple(headings[0] for headings in numbered)
    if len(numbered) > 1:
        header.problems.append(_groups(numbered))
    header.headings = tuple(
        _remarked(heading) for heading in settled.values() if heading.header or heading.column or heading.remark
    )
    _product_beside_subject(header)


def _are_one(claims: list[Heading]) -> bool:
    """Whether several columns are parts of one: numbered ("Licensee 1", "Licensee 2"), or mapped to it."""
    without = [_NUMBERED.sub("", claim.header) for claim in claims]
    numbered = len(set(map(fold, without))) == 1 and all(map(str.__ne__, without, [c.header for c in claims]))
    return numbered or all(claim.remark == "mapped" for claim in claims)


def _groups(numbered: list[list[Heading]]) -> Problem:
    """Refuse columns that are numbered together: joined, each licensee would have each territory."""
    listed = "; ".join(" and ".join(heading.label for heading in headings) for headings in numbered)
    hint = "give each group of columns a row of its own"
    return Problem(f"several columns stand for one, more than once: {listed}: which goes with which?", hint)


def missing_parties(header: Header) -> list[Problem]:
    """Return a problem for each party that a column should name: see `_is_missing`."""
    return [_missing(party, header) for party in PARTIES if _is_missing(party, header)]


def _is_missing(party: str, header: Header) -> bool:
    """Whether a party must be named: the other one is not either, or a header seems to be it and is not read."""
    if header.of(party):
        return False
    unread = [h for h in header.headings if h.column is None and h.remark != LEFT_OUT]
    nearly = any(h.claimed == party or (h.header and near_column(h.header) == party) for h in unread)
    return nearly or not any(map(header.of, PARTIES))


def _remarked(heading: Heading) -> Heading:
    if heading.column == "note" and heading.remark is None and looks_like(heading.header):
        return replace(heading, remark=A_NOTE)
    return replace(heading, remark=None) if heading.remark == "weak" else heading


def _strongest(claims: list[Heading], many: bool) -> list[Heading]:
    for kinds in [("mapped", None), ("weak",)] if many else [("mapped",), (None,), ("weak",)]:
        found = [claim for claim in claims if claim.remark in kinds]
        if found:
            return found
    return []


def _filled(claims: list[Heading], header: Header, sheet: Sheet) -> list[Heading]:
    """Return those of several columns for one thing that hold something."""
    below = (cells for row, cells in sheet.rows() if row > max(header.rows))
    filled = {h.index for cells in below for h in claims if h.index < len(cells) and not says_nothing(cells[h.index])}
    return [heading for heading in claims if heading.index in filled]


def _product_beside_subject(header: Header) -> None:
    """A plain ``Product`` beside a mark is the field of use: the mark, not the product, is licensed."""
    products = header.of("product")
    if not (products and header.of("subject")) or header.of("field") or products[0].remark == "mapped":
        return
    if header_key(products[0].header) not in ("product", "licensed product", "produkt", "produit", "producto", "item"):
        return
    instead = Heading(products[0].index, products[0].header, "field", "beside a mark, products are the field of use")
    header.headings = tuple(instead if h is products[0] else h for h in header.headings)


def twice(column: str, claims: list[Heading]) -> Problem:
    """Return the problem of several columns that are one, and do not say how."""
    where = " and ".join(claim.label for claim in claims)
    others = ", ".join(f"'column {claim.letter}: {IGNORE}'" for claim in claims[1:])
    ways = f"rename one, or leave one out in a mapping file: {others}"
    hint = f"put them into one column, separated by ';'; or\n    {ways}" if column in LISTS else ways
    return Problem(f"several columns are {column}: {where}", hint)


def _missing(column: str, header: Header) -> Problem:
    seen = ", ".join(repr(h.header) for h in header.headings if h.column is None and h.header) or "none"
    meaning = BY_NAME[column].meaning.split(";")[0]
    mapped = f"--mapping FILE with 'Your header: {column}' (unknown headers here: {seen})"
    hint = f"head one column {column!r}, or map one: {mapped}"
    return Problem(f"no column says {meaning} ({column})", hint)


def _unused(wanted: Wanted, header: Header) -> list[Problem]:
    """Report mapped headers that the sheet does not have."""
    if not header.rows:
        return []
    present = {fold(h.header) for h in header.headings}
    letters = {h.letter for h in header.headings}
    problems = [
        Problem(
            "is no header here",
            f"nearest: {', '.join(near)}" if (near := nearest(name, present)) else None,
            field="mapping",
            value=name,
        )
        for name in wanted.by_header
        if name not in present
    ]
    problems += [
        Problem("is no column here", field="mapping", value=f"column {letter}")
        for letter in wanted.by_letter
        if letter not in letters
    ]
    return problems
