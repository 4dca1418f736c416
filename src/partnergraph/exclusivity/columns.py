"""Commitments as columns: which of very many can matter to a question, and which pairs can collide.

Every answer given here is a filter: it never leaves out a commitment (or pair) that matters under any reading,
and the exact answer is then computed on the few that remain. The columns hold, for each commitment, the widest
period (no switchable reading on), the widest territory (every meaning of its words, on every day) and all
fields that any of its sources states. A reading can only narrow a period, so one set of columns serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnergraph.axes import AXES, TOPS
from partnergraph.exclusivity.extents import countries_only
from partnergraph.exclusivity.facts import in_order
from partnergraph.exclusivity.rows import KINDS, Names, Naming, Row, RowWriter
from partnergraph.exclusivity.scope import BIT, PLACED, Trees
from partnergraph.model import Iri
from partnergraph.territory import WORLD_MASK, Territory
from partnergraph.territory.regions import table

Ints: TypeAlias = NDArray[np.int32]
Longs: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

_DAY_BITS: Final = 22
_CHUNK: Final = 4_000_000
_FOR_EVER: Final = 2**31 - 1
_WORDS: Final = 4


class Columns:
    """The columns of some commitments; a row's number is the commitment's place among those given."""

    def __init__(self, rows: Iterable[Row], trees: Trees) -> None:
        writer = RowWriter()
        for row in rows:
            writer.add(row)
        self._take(writer, trees)

    @classmethod
    def of(cls, writer: RowWriter, trees: Trees) -> Columns:
        """Return the columns of the rows that were written."""
        columns = cls.__new__(cls)
        columns._take(writer, trees)
        return columns

    def without(self, kept: Flags) -> RowWriter:
        """Return a writer that has those rows which are kept already. These columns are not to be used any more."""
        return RowWriter.on_top(self._arrays, self._naming, kept)

    def _take(self, writer: RowWriter, trees: Trees) -> None:
        self._trees = trees
        self._name(writer.naming)
        self._fill(writer.arrays())

    def _name(self, naming: Naming) -> None:
        self._naming = naming
        self._subjects, self._masks = naming.subjects, naming.masks
        self._sets, self._parties = naming.sets, naming.parties

    def _fill(self, arrays: Mapping[str, Any]) -> None:
        self._arrays = arrays
        self.first: Ints = arrays["first"]
        self.last: Ints = arrays["last"]
        self.exact: Flags = arrays["exact"]
        self.kind: NDArray[np.int8] = arrays["kind"]
        self._mask: Ints = arrays["mask"]
        self._fields: Ints = arrays["fields"]
        self._acts: Ints = arrays["acts"]
        self._unstated_is_all: list[Ints] = [arrays[axis.terms] for axis in AXES if axis.unstated == "all"]
        self._beneficiaries: Ints = arrays["beneficiaries"]
        self._entry_subject: Ints = arrays["entry_subject"]
        self._entry_row: Ints = arrays["entry_row"]
        self._group_starts: Longs = arrays["group_starts"]
        self._group_fields: Ints = arrays["group_fields"]
        self._starts: Longs = np.searchsorted(self._entry_subject, np.arange(len(self._subjects.values) + 1))
        self._group_bounds: Longs = np.append(self._group_starts, len(self._entry_row))
        self._words = _mask_words(self._masks.values)
        self._has_country: dict[int, Flags] = {}
        self._has_field: dict[tuple[Iri, ...], Flags] = {}

    def pack(self) -> tuple[Mapping[str, Any], dict[str, Any]]:
        """Return the arrays, and the names that their numbers stand for as plain data; `unpack` inverts."""
        names = {
            "subjects": self._subjects.values,
            "masks": [f"{mask:x}" for mask in self._masks.values],
            "sets": self._sets.values,
            "parties": self._parties.values,
        }
        return self._arrays, names

    @classmethod
    def unpack(cls, arrays: Mapping[str, Any], names: Mapping[str, Any], trees: Trees) -> Columns:
        """Return the columns that were packed."""
        columns = cls.__new__(cls)
        columns._trees = trees
        columns._name(
            Naming(
                Names(names["subjects"]),
                Names(int(mask, 16) for mask in names["masks"]),
                Names(map(tuple, names["sets"])),
                Names(map(tuple, names["parties"])),
            )
        )
        columns._fill(arrays)
        return columns

    def _concerning(self, subject: Iri, fields: tuple[Iri, ...]) -> Ints:
        """Return the rows of a subject that may concern one of the fields."""
        number = self._subjects.find(subject)
        if number is None:
            return np.empty(0, dtype=np.int32)
        first, last = np.searchsorted(self._group_starts, self._starts[number : number + 2])
        kept = first + np.flatnonzero(self._field_table(fields)[self._group_fields[first:last]])
        parts = [self._entry_row[self._group_bounds[i] : self._group_bounds[i + 1]] for i in kept.tolist()]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)

    def on_subject(self, subject: Iri) -> Ints:
        """Return the rows of a subject."""
        number = self._subjects.find(subject)
        if number is None:
            return np.empty(0, dtype=np.int32)
        return self._entry_row[self._starts[number] : self._starts[number + 1]]

    def in_cell(self, subject: Iri, asked: Iri, countries: int) -> Ints:
        """Return the rows of a subject that may have one of the countries and concern the field asked, on any day."""
        rows = self._concerning(subject, (asked,))
        return np.sort(rows[self._mask_table(countries)[self._mask[rows]]])

    def against(self, subject: Iri, fields: tuple[Iri, ...], countries: int, first: int, last: int) -> Ints:
        """Return the rows of a subject that may meet a scope: its fields (none: all), countries and days."""
        rows = self._concerning(subject, fields) if fields else self.on_subject(subject)
        rows = rows[(self.first[rows] <= last) & (self.last[rows] >= first)]
        return np.sort(rows[self._mask_table(countries)[self._mask[rows]]])

    def successors(self, rows: list[int]) -> list[int]:
        """Return the exclusivities that may follow one of the rows: a common subject, field and country."""
        found: set[int] = set()
        for row in rows:
            if self.kind[row] == KINDS["exclusivity"]:
                fields, mask = self._sets.values[self._fields[row]], self._masks.values[self._mask[row]]
                for number in self._entry_subject[self._entry_row == row].tolist():
                    near = self.against(self._subjects.values[number], fields, mask, int(self.first[row]), _FOR_EVER)
                    found.update(near[self.kind[near] == KINDS["exclusivity"]].tolist())
        return sorted(found)

    def knows(self, subject: Iri) -> bool:
        """Whether some row concerns a subject."""
        return len(self.on_subject(subject)) > 0

    def acts_on(self, subject: Iri) -> tuple[Iri | None, ...]:
        """Return the acts that rows of a subject name, sorted; ``None`` first if some rows name none."""
        return in_order(self._sets.values[n] for n in np.unique(self._acts[self.on_subject(subject)]).tolist())

    def not_for(self, rows: Ints, parties: tuple[Iri, ...]) -> Ints:
        """Leave out the rows that favour all of these parties."""
        wanted = set(parties)
        favours = _among(self._parties, self._beneficiaries[rows], lambda found: bool(found) and wanted <= set(found))
        kept: Ints = rows[~favours]
        return kept

    def favouring(self, subject: Iri, parties: Collection[Iri]) -> Ints:
        """Return the rows about a subject that favour one of some parties."""
        rows, wanted = self.on_subject(subject), frozenset(parties)
        kept: Ints = rows[_among(self._parties, self._beneficiaries[rows], lambda found: not wanted.isdisjoint(found))]
        return kept

    def may_settle(self, rows: Ints, asked: Iri, party: Iri | None) -> Ints:
        """Return the rows that may settle whether a party may act in a field.

        Those are rows whose field surely has the one asked: exclusivities, and what may favour the party.
        ``None``: a party that no row names.
        """
        path = TOPS.union(self._trees.path(asked))
        rows = rows[_among(self._sets, self._fields[rows], lambda found: not path.isdisjoint(found))]
        named = _among(self._parties, self._beneficiaries[rows], lambda found: not found or party in found)
        kept: Ints = rows[(self.kind[rows] == KINDS["exclusivity"]) | named]
        return kept

    def running_days(self, rows: Ints, days: list[int]) -> list[int]:
        """Return those of the days on which some of the rows may run."""
        asked = np.array(days, dtype=np.int32)
        begun = np.searchsorted(np.sort(self.first[rows]), asked, side="right")
        ended = np.searchsorted(np.sort(self.last[rows]), asked, side="left")
        running: list[int] = asked[begun > ended].tolist()
        return running

    def _mask_table(self, countries: int) -> Flags:
        found = self._has_country.get(countries)
        if found is None:
            found = np.array([bool(mask & countries) for mask in self._masks.values], dtype=bool)
            if len(self._has_country) > 512:
                self._has_country.clear()
            self._has_country[countries] = found
        return found

    def _field_table(self, asked: tuple[Iri, ...]) -> Flags:
        found = self._has_field.get(asked)
        if found is None:
            found = np.array([self._may_concern(asked, terms) for terms in self._sets.values], dtype=bool)
            if len(self._has_field) > 512:
                self._has_field.clear()
            self._has_field[asked] = found
        return found

    def _may_concern(self, asked: tuple[Iri, ...], terms: tuple[Iri, ...]) -> bool:
        relation = self._trees.relation
        return not terms or any(relation(one, other) != "disjoint" for one in asked for other in terms)

    # --- pairs ----------------------------------------------------------------------------------

    def pairs(self, subject: Iri | None = None) -> NDArray[np.int64]:
        """Return the pairs of rows (two columns, the lower first) that may collide on a subject, or on any."""
        entries = np.arange(len(self._entry_row))
        if subject is not None:
            number = self._subjects.find(subject)
            if number is None:
                return np.empty((0, 2), dtype=np.int64)
            entries = entries[self._starts[number] : self._starts[number + 1]]
        groups, rows, own = self._grouped(entries)
        found = [codes for codes in self._meeting(groups, rows, own) if len(codes)]
        if not found:
            return np.empty((0, 2), dtype=np.int64)
        codes = np.unique(np.concatenate(found))
        count = len(self.first)
        return np.stack((codes // count, codes % count), axis=1)

    def granting(self, subject: Iri | None = None) -> Ints:
        """Return the rows, of a subject or of any, that are grants or promises of exclusivity."""
        rows = np.unique(self._entry_row) if subject is None else self.on_subject(subject)
        kept: Ints = rows[self.kind[rows] <= KINDS["exclusivity"]]
        return kept

    def contested(self) -> list[Iri]:
        """Return every subject of the rows that may collide with another."""
        meeting = np.isin(self._entry_row, self.pairs())
        return [self._subjects.values[number] for number in np.unique(self._entry_subject[meeting]).tolist()]

    def _grouped(self, entries: Longs) -> tuple[Longs, Ints, Flags]:
        """Enter every row in a group for each subject and field that it may concern; say where the field is its own."""
        fields = Names()
        subject, row = self._entry_subject[entries].astype(np.int64), self._entry_row[entries]
        sets = self._fields[row]
        parts: list[tuple[Longs, Ints]] = []
        wild: list[Any] = []
        for number in np.unique(sets).tolist():
            terms: tuple[Iri, ...] = self._sets.values[number]
            chosen = sets == number
            if not terms or any(self._trees.tree(term) != PLACED for term in terms):
                wild.append(chosen)
                terms = terms or ("",)
            for term in terms:
                parts.append((subject[chosen] * 2**20 + fields.number(term), row[chosen]))
        groups = np.concatenate([group for group, _ in parts]) if parts else np.empty(0, dtype=np.int64)
        rows = np.concatenate([own for _, own in parts]) if parts else np.empty(0, dtype=np.int32)
        present = np.unique(groups)
        more = list(self._below(groups, rows, present, fields))
        for chosen in wild:
            more += _everywhere(subject[chosen], row[chosen], present)
        own = np.ones(len(groups), dtype=bool)
        if more:
            groups = np.concatenate([groups, *(group for group, _ in more)])
            rows = np.concatenate([rows, *(added for _, added in more)])
            own = np.concatenate([own, np.zeros(len(groups) - len(own), dtype=bool)])
        return groups, rows, own

    def _below(self, groups: Longs, rows: Ints, present: Longs, fields: Names) -> Iterator[tuple[Longs, Ints]]:
        """Yield the rows again in the groups of the fields below theirs."""
        numbers = groups % 2**20
        for number, term in enumerate(list(fields.values)):
            lower = [n for n, other in enumerate(fields.values) if n != number and term in self._trees.path(other)]
            mine = numbers == number
            for other in lower:
                group = groups[mine] + (other - number)
                there = np.isin(group, present)
                yield group[there], rows[mine][there]

    def _meeting(self, groups: Longs, rows: Ints, own: Flags) -> Iterator[Longs]:
        first = np.maximum(self.first[rows], 0).astype(np.int64)
        _, dense = np.unique(groups, return_inverse=True)
        code = (dense.astype(np.int64) << _DAY_BITS) + first
        order = np.argsort(code, kind="stable")
        code, rows, own, dense = code[order], rows[order], own[order], dense[order].astype(np.int64)
        until = (dense << _DAY_BITS) + np.minimum(self.last[rows], (1 << _DAY_BITS) - 1)
        promises = self.kind[rows] != KINDS["grant"]
        positions = np.flatnonzero(promises)
        ends = np.searchsorted(code, until[positions], side="right")
        everything = np.arange(len(rows))
        yield from self._expand(positions, positions + 1, ends, everything, rows, own)
        grants = np.flatnonzero(~promises)
        begins = np.searchsorted(positions, grants, side="right")
        ends = np.searchsorted(code[positions], until[grants], side="right")
        yield from self._expand(grants, begins, ends, positions, rows, own)

    def _expand(self, left: Longs, begins: Longs, ends: Longs, right: Longs, rows: Ints, own: Flags) -> Iterator[Longs]:
        """Yield codes of the pairs of each ``left`` with ``right[begin:end]`` that pass every filter, in chunks."""
        counts = np.maximum(ends - begins, 0)
        total = np.cumsum(counts)
        done = 0
        while done < len(left):
            base = total[done - 1] if done else 0
            upto = max(int(np.searchsorted(total, base + _CHUNK, side="right")), done + 1)
            some = counts[done:upto]
            one = np.repeat(left[done:upto], some)
            offsets = np.arange(len(one)) - np.repeat(np.cumsum(some) - some, some)
            other = right[np.repeat(begins[done:upto], some) + offsets]
            yield self._codes(one, other, rows, own)
            done = upto

    def _codes(self, one: Longs, other: Longs, rows: Ints, own: Flags) -> Longs:
        keep = own[one] | own[other]
        a, b = rows[one[keep]].astype(np.int64), rows[other[keep]].astype(np.int64)
        keep = a != b
        a, b = a[keep], b[keep]
        for passes in (self._parties_differ, self._masks_meet, self._axes_meet):
            keep = passes(a, b)
            a, b = a[keep], b[keep]
        codes: Longs = np.minimum(a, b) * len(self.first) + np.maximum(a, b)
        return codes

    def _parties_differ(self, a: Longs, b: Longs) -> Flags:
        nobody = self._parties.find(())
        same = self._beneficiaries[a] == self._beneficiaries[b]
        if nobody is not None:
            same &= self._beneficiaries[a] != nobody
        options = (self.kind[a] == KINDS["option"]) & (self.kind[b] == KINDS["option"])
        differ: Flags = ~same & ~options
        return differ

    def _masks_meet(self, a: Longs, b: Longs) -> Flags:
        left, right = self._mask[a], self._mask[b]
        keep = np.zeros(len(a), dtype=bool)
        for word in range(_WORDS):
            keep |= (self._words[left, word] & self._words[right, word]) != 0
        return keep

    def _axes_meet(self, a: Longs, b: Longs) -> Flags:
        keep = np.ones(len(a), dtype=bool)
        for column in self._unstated_is_all:
            pairs = column[a].astype(np.int64) * len(self._sets.values) + column[b]
            known, inverse = np.unique(pairs, return_inverse=True)
            sets = self._sets.values
            meets = [self._sets_meet(sets[p // len(sets)], sets[p % len(sets)]) for p in known.tolist()]
            keep &= np.array(meets, dtype=bool)[inverse] if len(known) else keep
        return keep

    def _sets_meet(self, mine: tuple[Iri, ...], theirs: tuple[Iri, ...]) -> bool:
        return not mine or not theirs or self._may_concern(mine, theirs)


@lru_cache(maxsize=65536)
def widest_mask(territory: tuple[Territory, ...] | None) -> int:
    """Return every country that the rules have in some reading on some day; World where nothing bounds them."""
    if not territory or any(not rule.exhaustive for rule in territory):
        return WORLD_MASK
    found = 0
    for rule in territory:
        sure = 0
        for code in rule.excludes:
            sure |= table().fixed_mask(code) or 0
        for code in rule.includes:
            found |= table().ever(code) & ~sure
    return countries_only(found)


def country_mask(code: str) -> int:
    """Return the mask of a country, or of the country of a part."""
    return BIT[code.partition("-")[0]]


def _among(names: Names, numbers: Ints, test: Callable[[tuple[Iri, ...]], bool]) -> Flags:
    """Return which of the numbers stand for terms or parties that pass a test."""
    passed = np.zeros(len(names.values), dtype=bool)
    passed[[number for number in set(numbers.tolist()) if test(names.values[number])]] = True
    flags: Flags = passed[numbers]
    return flags


def _mask_words(masks: list[int]) -> NDArray[np.uint64]:
    words = [[(mask >> (64 * i)) & (2**64 - 1) for i in range(_WORDS)] for mask in masks]
    return np.array(words, dtype=np.uint64).reshape(len(masks), _WORDS)


def _everywhere(subject: Longs, rows: Ints, present: Longs) -> list[tuple[Longs, Ints]]:
    """Return rows of a field that may be any, in every group of their subject."""
    begins = np.searchsorted(present, subject * 2**20, side="left")
    ends = np.searchsorted(present, (subject + 1) * 2**20, side="left")
    counts = ends - begins
    offsets = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return [(present[np.repeat(begins, counts) + offsets], np.repeat(rows, counts))]
