"""A row of a table to one deal, as values; every problem of the row in one pass."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from partnergraph.axes import AXES
from partnergraph.errors import Problem
from partnergraph.ingest.deals.deal import Deal
from partnergraph.ingest.table.cell import Kind
from partnergraph.ingest.table.columns import SUBJECTS, all_headers, recognize
from partnergraph.ingest.table.contract_rows import ContractRow
from partnergraph.ingest.table.footnotes import MARK_ENDS
from partnergraph.ingest.table.likeness import qualifies, withdraws
from partnergraph.ingest.table.row_cells import NOTHING
from partnergraph.ingest.table.sheets import Cell, is_empty, says_nothing, text
from partnergraph.ingest.table.word_cells import exclusive_through, option_kind
from partnergraph.names import NOT_SOLD, NOTHING_SAID, fold
from partnergraph.output import NOTE

_TOTAL = re.compile(
    r"(?:grand |sub-? ?|overall )?(?:total|totals|sum|count|summe|gesamt|zwischensumme|somme)\b", re.IGNORECASE
)
_WANTED = frozenset({
    "req", "required", "opt", "optional", "mandatory", "m", "o", "r", "c", "cond", "conditional", "req/opt", "pflicht",
    "pflichtfeld", "obligatoire", "facultatif", "obligatorio", "opcional", "free text", "text", "date", "number",
})  # fmt: skip
"""Words of a line under the header that says how its columns are to be filled in."""
NOBODY_HAS_IT = "no deal: nobody has it"
_HEADING, _FOOT = _TEXTS = ("a heading or footnote", "a footnote")
_NO_CONTINUATION = frozenset(
    {"deal", "note", "quote", "source", "source date", "source address", "publisher", "partnership"}
)
"""Columns that say nothing of what a deal allows: a cell that stands there alone may be passed over."""
_NUMBER = re.compile(r"[\d.,%\s€$£-]+")
_FOOTNOTE = re.compile(
    r"[*†‡§]|\(?\d\)|notes?\b|source|quelle|legend|key\b|disclaimer|prepared|as of\b|page \d|©", re.IGNORECASE
)
_CAPTION = re.compile(r"(?:notes?|source|quelle|legend|key|disclaimer|prepared by|as of)\s*:", re.IGNORECASE)


class RowReader(ContractRow):
    """Reads the rows under one header."""

    __slots__ = ()

    # -- one row

    def read(self, row: int, content: Sequence[Cell], said: Mapping[str, str] = NOTHING) -> Deal | None:
        """Return the deal of a row; ``None`` for a row that is none or is wrong (see `problems`, `passed_over`).

        ``said``: column -> what it says in this deal, where that is not in a cell of its own.
        """
        if is_empty(content):
            return None
        self._row, self._content, self._said, self._faulty, self._asides = row, content, said, set(), []
        why = self._no_deal()
        if why is not None:
            if why in _TEXTS and self._is_lost():
                return None
            self.pass_over(row, why, content)
            return None
        if any(cell.__class__ is str and cell[-1:] in MARK_ENDS for cell in content):
            self._content = self._without_marks(content)
        through = exclusive_through(self._words("exclusivity") or "") if self._tells_channels else None
        if through is not None:
            self._said = {**self._said, "exclusivity": through[0], "channel": through[1]}
        before = len(self.problems)
        self._check_shape()
        deal = self._deal()
        self.problems[before:] = sorted(self.problems[before:], key=_column_of)
        return None if self.problems[before:] else deal

    def passed(self, row: int) -> bool:
        """Whether a row was passed over already."""
        return bool(self.passed_over) and self.passed_over[-1][0] == row

    def pass_over(self, row: int, why: str, content: Sequence[Cell]) -> None:
        """Keep that a row is no deal, and why."""
        self.passed_over.append((row, why, next(said for cell in content if (said := text(cell)))))

    def _no_deal(self) -> str | None:
        """Return why a row is no deal, if it is none."""
        filled = [said for cell in self._content if (said := text(cell))]
        if all(index < len(self._content) and text(self._content[index]) == label for index, label in self._labels):
            return "the header again"
        if len(filled) > 1 and filled[0].casefold() in all_headers() and all(map(recognize, filled)):
            return "a header again"
        named = [not says_nothing(self._cell(column)) for column in ("licensor", "licensee")]
        if _TOTAL.match(filled[0]) and (not all(named) or all(_NUMBER.fullmatch(said) for said in filled[1:])):
            return "a total"
        if len(filled) > 1 and filled[0].casefold() in _WANTED and _WANTED.issuperset(map(fold, filled)):
            return "how the columns are to be filled in"
        if len(filled) == 1:
            return _HEADING
        if self._is_free():
            return NOBODY_HAS_IT
        if not any(named) and _FOOTNOTE.match(filled[0]):
            return _FOOT
        return _FOOT if _CAPTION.match(filled[0]) and self._is_caption(named) else None

    def _is_free(self) -> bool:
        """Whether a row says that nobody has it: in the place of the licensee, or as the status beside none."""
        who = text(self._cell("licensee"))
        if who and who not in NOTHING_SAID:
            return _is_not_sold(who) and fold(who) not in self.real_names
        return "licensee" in self._headings and _is_not_sold(text(self._cell("status")))

    def _is_lost(self) -> bool:
        """Whether a row that is no deal would change one that is: the rest of the row above, or a limit of all."""
        filled = [index for index, cell in enumerate(self._content) if text(cell)]
        read = {h.index: h for h in self.header.headings if h.column and h.column not in _NO_CONTINUATION}
        alone = read.get(filled[0]) if len(filled) == 1 else None
        said = text(self._content[filled[0]])
        if alone and alone.index != self._labels[0][0] and not says_nothing(said) and not _CAPTION.match(said):
            hint = "write it into the row above, or give the row its licensor and licensee"
            self._problem_at(alone, "stands alone in its row", hint)
            return True
        says_exclusivity = "exclusivity" in self._headings
        lines = (text(self._content[index]) for index in filled)
        limit = next((line for line in lines if withdraws(line) or qualifies(line, says_exclusivity)), None)
        if limit is None or limit.startswith(NOTE):
            return False
        hint = "write it into the deals that it limits, and take this row out"
        message = "says how far deals go, or have come, and is no deal"
        self.problems.append(Problem(message, hint, file=self.place, line=self._row, value=limit))
        return True

    def _is_caption(self, named: list[bool]) -> bool:
        """Whether "Source: ..." at the head of a row is no remark on a deal: it stands where a party should."""
        first = next(index for index, cell in enumerate(self._content) if text(cell))
        return not all(named) or first in {h.index for name in ("licensor", "licensee") for h in self.header.of(name)}

    def _check_shape(self) -> None:
        width = self.header.width
        extra = [text(cell) for cell in self._content[width:] if text(cell)]
        if not extra:
            return
        if self.sheet.typed:
            self.remarks.add("cells right of the table are not read", "head their column", self._row)
            return
        hint = "put a cell that holds the separator in double quotes"
        message = f"the row has {len(self._content)} cells, the header {width}"
        self.problems.append(Problem(message, hint, file=self.place, line=self._row, value=extra[-1]))

    def _deal(self) -> Deal | None:
        document = self._document()
        on = document.day if document else None
        kind = self._read("kind", self.cells.kind) or Kind()
        amended = self._words("amends deal") or (self._words("deal") if kind.event else None)
        if kind.event or amended:
            return self._change(kind, amended, document)
        terms = {axis.terms: self._acts(kind) if axis.name == "act" else self._terms(axis) for axis in AXES}
        strength, exclusive = self._strength(kind)
        territory, words = self._territory()
        period, present = self._period(on)
        conditions = self._conditions(period, exclusive=exclusive)
        option = self._read("option", self.cells.option)
        status = None if self._speaks_of_strength("status") else self._read("status", self.cells.status)
        period, renewal = self._renewal(period, status, option)
        deal = Deal(
            row=self._row,
            key=self._words("deal"),
            licensors=self._parties("licensor"),
            licensees=self._parties("licensee"),
            subjects=self._subjects(),
            territory=territory,
            territory_words=words,
            period=period,
            present=present,
            grant=kind.commitment == "grant",
            strength=strength if exclusive else None,
            sides=self._sides(),
            option=option == "option" or kind.commitment == "option",
            option_kind=option_kind(f"{self._words('option') or ''} {self._words('kind') or ''}"),
            holdback=kind.commitment == "holdback",
            status=status,
            affiliates=self._read("affiliates", self.cells.yes),
            sublicensing=self._read("sublicensing", self.cells.sublicensing),
            partnership=self._read("partnership", self.cells.name),
            document=document,
            renewal=renewal,
            conditions=conditions,
            excluded=self._excluded(),
            changes=self._own_changes(on),
            quotes=self._quotes(),
            note=self._notes(),
            **terms,  # type: ignore[arg-type]
        )
        self._check(deal)
        return deal

    def _check(self, deal: Deal) -> None:
        if deal.strength == "co-exclusive" and len(deal.licensees) == 1:
            hint = "list the whole group as licensee, separated by ';'; without the others they would count as shut out"
            self._problem("exclusivity", "co-exclusive with whom?", hint)
        for column, said in (
            ("exclusivity", deal.strength),
            ("option", deal.option),
            ("sublicensing", deal.sublicensing),
            ("excluded licensee", deal.excluded),
        ):
            if deal.holdback and said:
                hint = "write the licence in a row of its own; a holdback says where nobody may act"
                self._problem(column, "is said of a holdback, which lets nobody act", hint)
        where = next((self._headings[name] for name in SUBJECTS if name in self._headings), None)
        if not deal.subjects and where is not None:
            message = "no mark, product or right is named: the deal is about an unknown one"
            self.remarks.add(message, "fill in the subject", self._row, where.label)


@lru_cache(maxsize=1 << 14)
def _is_not_sold(words: str) -> bool:
    return fold(words) in NOT_SOLD


def _column_of(problem: Problem) -> tuple[int, str]:
    """Return a key that puts problems of one row in the order of their columns."""
    letter = (problem.field or "").split(" ")[0]
    return len(letter), letter
