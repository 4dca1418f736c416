"""CISAC Common Works Registration 2.1 and 2.2: who collects for a musical work, in which territories.

A registration (NWR, REV) lists publishers and writers, each with the shares that they collect and where: includes and
excludes, as numbers of TIS. A share is no exclusivity. An agreement (AGR) has parties, days and territories, and works
only by reference. An acknowledgement (ACK) repeats what somebody else registered: it states nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from partnergraph import model as m
from partnergraph.bounds import Period, Span, period_of
from partnergraph.errors import InputError, PhraseError, Problem
from partnergraph.ingest.deals.deal import Deal, Document, Record, Words
from partnergraph.ingest.industry.format import Format, Notes, Peek
from partnergraph.ingest.table.explaining import Said
from partnergraph.names import fold
from partnergraph.terms import Axis, terms
from partnergraph.territory import Territory, territory_of_tis

_HEADER: Final = re.compile(rb"(?:\xef\xbb\xbf)?HDR[\w ]{11}[^\r\n]{45}\d\d\.\d\d")
_WORKS: Final = ("NWR", "REV", "ISW", "EXC")
_STARTS: Final = (*_WORKS, "AGR", "ACK", "GRH", "GRT", "TRL")
_PUBLISHERS: Final = {"SPU": "SPT", "OPU": "OPT"}
_WRITERS: Final = {"SWR": "SWT", "OWR": "OWT"}
_RIGHTS: Final = ("performance", "mechanical", "synchronization")
_ORIGINAL: Final = "E"
_NO_DAY: Final = ("00000000", "")
_SHARE_OF_ALL: Final = 100


def _recognizes(peek: Peek) -> bool:
    named = re.fullmatch(r"\.v\d\d", peek.suffix) is not None and peek.start.lstrip(b"\xef\xbb\xbf").startswith(b"HDR")
    return named or _HEADER.match(peek.start) is not None


class _Record(NamedTuple):
    """One line: its number, and its text of fixed columns."""

    line: int
    text: str

    @property
    def kind(self) -> str:
        return self.text[:3]

    @property
    def transaction(self) -> str:
        return self.text[3:11]

    def part(self, first: int, length: int) -> str:
        """Return a field; ``first`` counts from 1, as the format's tables do."""
        return " ".join(self.text[first - 1 : first - 1 + length].split())


class _Share(NamedTuple):
    """What somebody collects in a place: parts of ten thousand of each right; ``included`` or left out."""

    record: _Record
    shares: tuple[int, ...]
    included: bool
    number: str


@dataclass(slots=True)
class _Party:
    """A publisher or writer of a work, with where it collects; ``chain`` joins sub-publishers to their publisher."""

    name: str
    kind: str
    chain: str = ""
    agreement: str = ""
    collects: list[_Share] = field(default_factory=list)


class _Reader:
    """Reads one file; ``notes`` takes down what is refused."""

    def __init__(self, path: Path, notes: Notes) -> None:
        self.path, self.notes = path, notes
        self.sender = ""
        self.sender_id = ""
        self.periods: dict[str, Period | None] = {}
        self.taken: dict[str, str] = {}

    def deals(self) -> Iterator[Deal]:
        """Yield what is registered, work by work, and the agreements."""
        for record in self._records():
            if record.kind == "AGR":
                self.periods[record.part(20, 14)] = self._period(record)
        self.notes.problems.clear()  # they are found again in their place
        group, repeated = "", ""
        for records in self._transactions():
            first = records[0]
            if first.kind == "GRH":
                group = first.part(4, 3)
                self._version(first)
            elif first.kind == "ACK" or group == "ACK":
                repeated = first.transaction
                self._repeats(first)
            elif first.kind in _WORKS:
                if first.transaction == repeated and first.text[11:19].strip("0"):
                    self._repeats(first)
                else:
                    yield from self._work(records)
            elif first.kind == "AGR":
                yield from self._agreement(records)

    def _repeats(self, record: _Record) -> None:
        self.notes.nothing = True
        self.notes.remarks.add("repeats what was registered and states nothing itself", None, record.line, "ACK")

    # -- lines

    def _transactions(self) -> Iterator[list[_Record]]:
        """Yield records together with those that belong to them."""
        group: list[_Record] = []
        for record in self._records():
            if record.kind in _STARTS and group:
                yield group
                group = []
            group.append(record)
        yield group

    def _records(self) -> Iterator[_Record]:
        """Yield the lines. Raises `InputError` where the last one is missing."""
        count, last = 0, None
        with self.path.open(encoding=self.notes.encoding or "latin-1", errors="replace", newline=None) as lines:
            for number, line in enumerate(lines, 1):
                text = line.rstrip("\r\n").removeprefix("ï»¿").removeprefix("﻿")
                if not text.strip("\x1a "):
                    continue
                count += 1
                last = _Record(number, text)
                if number == 1:
                    self._header(last)
                yield last
        if last is None or last.kind != "TRL":
            problem = Problem("is cut off: its last record is no TRL", "get the file again", file=self.notes.place)
            raise InputError([problem])
        counted = last.part(17, 8)
        if counted.isdecimal() and int(counted) != count:
            message = f"counts {int(counted)} records, the file has {count}"
            self.notes.remarks.add(message, "look whether something is missing", last.line, "TRL")

    def _header(self, record: _Record) -> None:
        named = ".".join(self.path.suffix[2:]) if re.fullmatch(r"\.[vV]\d\d", self.path.suffix) else ""
        version = record.part(102, 3) or named or "2"
        if not version.startswith("2"):
            self._refuse(version)
        if _HEADER.match(record.text.encode("latin-1", "replace")) is None:
            why, hint = "is not as CWR 2 has it", "get the file again, with its columns as they were"
            raise InputError([Problem(why, hint, file=self.notes.place, line=1, field="HDR")])
        self.sender, self.sender_id = record.part(15, 45), record.part(4, 11)
        self.notes.title = f"CWR file of {self.sender}"
        self.notes.day = self._day(record, 65) or self.notes.day

    def _version(self, record: _Record) -> None:
        version = record.part(12, 5)
        if not version.startswith("02"):
            self._refuse(version)

    def _refuse(self, version: str) -> None:
        hint = "2.1 and 2.2 are read (.V21, .V22): ask the sender for one"
        raise InputError([Problem(f"is CWR {version}, which is not read", hint, file=self.notes.place)])

    def _day(self, record: _Record, first: int) -> date | None:
        text = record.part(first, 8)
        if text in _NO_DAY:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.notes.problem("is no day", "write it as 20260101, 00000000 for none", record.line, record.kind, text)
            return None

    # -- works

    def _work(self, records: Sequence[_Record]) -> Iterator[Deal]:
        first = records[0]
        title, number, iswc = first.part(20, 60), first.part(82, 14), first.part(96, 11)
        if not title:
            self.notes.problem("has no title", "a work is told by its title", first.line, first.kind)
            return
        taken = self.taken.setdefault(fold(title), number or title)
        name = title if taken == (number or title) else f"{title} ({number})"
        self.notes.see(Record(f"work {number}" if number else title, first.line), partial(_said_by, records))
        parties = self._parties(records)
        document = Document(
            title=f"{self.sender} registers {name}",
            day=self.notes.day,
            publisher=self.sender,
            identifier=f"cwr {self.sender_id} {number or title}",
        )
        told = "; ".join(filter(None, (f"work {number}" if number else "", f"ISWC {iswc}" if iswc else "")))
        writers = _writers_of(records, parties)
        for key, party in parties.items():
            licensors = _licensors(key, party, parties, writers)
            for shares, territory, line in self._places(party):
                agreement = f"under agreement {party.agreement}" if party.agreement else ""
                yield Deal(
                    row=line,
                    records=(Record(f"work {number}" if number else title, line),),
                    licensors=tuple(one for one in licensors if fold(one) != fold(party.name)),
                    licensees=(party.name,),
                    subjects=((m.Model, name),),
                    territory=(territory,),
                    period=self.periods.get(party.agreement),
                    fields=(_shipped("field", "music-publishing"),),
                    acts=tuple(_act(right) for right, share in zip(_RIGHTS, shares, strict=True) if share),
                    document=document,
                    note="; ".join(filter(None, (_in_words(shares), agreement, told))),
                )

    def _parties(self, records: Iterable[_Record]) -> dict[tuple[str, ...], _Party]:
        """Return the publishers and writers of a work by number and, of publishers, by chain."""
        found: dict[tuple[str, ...], _Party] = {}
        current: _Party | None = None
        number = ""
        for record in records:
            if record.kind in _PUBLISHERS:
                number, chain = record.part(22, 9), record.part(20, 2)
                current = _Party(record.part(31, 45), record.part(77, 2) or "?", chain, record.part(99, 14))
                current = found.setdefault(("publisher", number, chain, current.kind), current)
            elif record.kind in _WRITERS:
                number = record.part(20, 9)
                name = f"{record.part(74, 30)} {record.part(29, 45)}".strip()
                current = found.setdefault(("writer", number), _Party(name, record.part(105, 2)))
            elif record.kind in (*_PUBLISHERS.values(), *_WRITERS.values()):
                self._collects(record, current if number == record.part(20, 9) else None)
        return {key: party for key, party in found.items() if party.name}

    def _collects(self, record: _Record, party: _Party | None) -> None:
        if party is None:
            hint = "it comes right after the record of its publisher or writer, with the same number"
            self.notes.problem("is of nobody", hint, record.line, record.kind, record.part(20, 9))
            return
        first = 35 if record.kind in _PUBLISHERS.values() else 29
        shares, sign, number = (
            [record.text[first - 1 + 5 * i : first + 4 + 5 * i] for i in range(3)],
            record.part(first + 15, 1),
            record.part(first + 16, 4),
        )
        if sign not in ("I", "E") or not all(share.strip().isdecimal() or not share.strip() for share in shares):
            hint = "three shares of five digits, I or E, the number of a territory"
            self.notes.problem("is not as the format has it", hint, record.line, record.kind, record.text[19:].strip())
            return
        parts = tuple(int(share) if share.strip() else 0 for share in shares)
        party.collects.append(_Share(record, parts, sign == "I", number))

    def _places(self, party: _Party) -> Iterator[tuple[tuple[int, ...], Territory, int]]:
        """Yield shares with where they are collected; a place told of more closely counts as it is told there."""
        codes = {one.number: self._codes(one) for one in party.collects}
        if not all(codes.values()):
            return
        groups: dict[tuple[int, ...], list[_Share]] = {}
        for one in party.collects:
            if one.included:
                groups.setdefault(one.shares, []).append(one)
        for shares, included in groups.items():
            if not any(shares):
                continue
            where = set[str]().union(*(codes[one.number] for one in included))
            without = [
                one.number
                for one in party.collects
                if one not in included
                and _inside(codes[one.number], where)
                and not (one.included and codes[one.number] >= where)
            ]
            territory = self._territory(included[0].record, [one.number for one in included], without)
            if territory is not None:
                yield shares, territory, included[0].record.line
        outside = [one for one in party.collects if not one.included and not self._covered(one, party, codes)]
        for one in outside:
            hint = "only what is included before can be left out"
            self.notes.problem("is not in what is included", hint, one.record.line, one.record.kind, one.number)

    def _covered(self, left_out: _Share, party: _Party, codes: Mapping[str, set[str]]) -> bool:
        return any(one.included and _inside(codes[left_out.number], codes[one.number]) for one in party.collects)

    def _codes(self, one: _Share) -> set[str]:
        territory = self._territory(one.record, [one.number], [])
        return set(territory.includes) if territory is not None else set()

    def _territory(self, record: _Record, numbers: list[str], without: list[str]) -> Territory | None:
        try:
            return territory_of_tis(numbers, without, on=self.notes.day)
        except PhraseError as error:
            value = error.phrase or " ".join(numbers)
            self.notes.problem(error.why, error.hint, record.line, record.kind, value)
            return None

    # -- agreements

    def _agreement(self, records: Sequence[_Record]) -> Iterator[Deal]:
        first = records[0]
        number, kind = first.part(20, 14), first.part(48, 2)
        self.notes.see(Record(f"agreement {number}", first.line), partial(_said_by, records))
        period = self._period(first)
        includes = [(one, one.part(21, 4)) for one in records if one.kind == "TER" and one.part(20, 1) == "I"]
        excludes = [one.part(21, 4) for one in records if one.kind == "TER" and one.part(20, 1) == "E"]
        parties = {
            role: [_party_of(one) for one in records if one.kind == "IPA" and one.part(20, 2) == role]
            for role in ("AS", "AC")
        }
        if not number or not includes or not all(parties.values()):
            hint = "an agreement has a number, a TER of what is included, and an IPA of each side (AS, AC)"
            self.notes.problem("lacks a number, a territory or a party", hint, first.line, "AGR", number)
            return
        where = self._territory(includes[0][0], [one for _, one in includes], excludes)
        if where is None:
            return
        what = "all works of" if kind.endswith("G") else f"works of agreement {number} of"
        yield Deal(
            row=first.line,
            records=(Record(f"agreement {number}", first.line),),
            licensors=tuple(parties["AS"]),
            licensees=tuple(parties["AC"]),
            subjects=((m.Right, f"{what} {' and '.join(parties['AS'])}"),),
            territory=(where,),
            period=period,
            fields=(_shipped("field", "music-publishing"),),
            acts=(_shipped("act", "collect"),),
            document=Document(
                title=f"{self.sender}: agreement {number}",
                day=self.notes.day,
                publisher=self.sender,
                identifier=f"cwr {self.sender_id} agreement {number}",
            ),
            note=f"agreement {number} ({kind})" if kind else f"agreement {number}",
        )

    def _period(self, record: _Record) -> Period | None:
        days = (self._day(record, 50), self._day(record, 58))
        start, end = (Span(day, day, day.isoformat()) if day is not None else None for day in days)
        try:
            return period_of(start, end) if start is not None or end is not None else None
        except PhraseError as error:
            self.notes.problem(error.why, error.hint, record.line, "AGR", record.text[49:65])
            return None


_TOLD_AS: Final = {
    **dict.fromkeys((*_WORKS, "AGR"), "subject"), **dict.fromkeys((*_PUBLISHERS, *_WRITERS), "a party"),
    **dict.fromkeys((*_PUBLISHERS.values(), *_WRITERS.values(), "TER"), "territory"), "PWR": "licensor",
    "IPA": "a party",
}  # fmt: skip
_SHARES: Final = (*_PUBLISHERS.values(), *_WRITERS.values())


def _said_by(records: Iterable[_Record]) -> Iterator[Said]:
    """Yield what the lines of a work or an agreement say; those that are not read are named."""
    for one in records:
        column = _TOLD_AS.get(one.kind)
        words = " ".join(one.text[19:].split()) if column is not None else ""
        yield Said(f"{one.kind} of line {one.line}", words, column, row=one.line if one.kind in _SHARES else None)


_WORLD: Final = frozenset(territory_of_tis(["2136"]).includes)


def _inside(inner: set[str], outer: set[str]) -> bool:
    """Say whether a place lies in another; both as codes, of which one may be the world of TIS."""
    return outer >= _WORLD or inner <= outer


def _writers_of(records: Iterable[_Record], parties: Mapping[tuple[str, ...], _Party]) -> dict[str, list[str]]:
    """Return, by the number of a publisher, the writers whom the file ties to it."""
    found: dict[str, list[str]] = {}
    for record in records:
        if record.kind == "PWR":
            writer = parties.get(("writer", record.part(102, 9)))
            if writer is not None:
                found.setdefault(record.part(20, 9), []).append(writer.name)
    return found


def _licensors(
    key: tuple[str, ...], party: _Party, parties: Mapping[tuple[str, ...], _Party], writers: Mapping[str, list[str]]
) -> tuple[str, ...]:
    """Return whom somebody collects for: a sub-publisher for the publisher of its chain, this for its writers."""
    if key[0] == "writer":
        return ()
    if party.kind == _ORIGINAL:
        return tuple(dict.fromkeys(writers.get(key[1], ())))
    chain = (p for k, p in parties.items() if k[0] == "publisher" and p.chain == party.chain and p.kind == _ORIGINAL)
    return tuple(one.name for one in chain)[:1]


def _party_of(record: _Record) -> str:
    return f"{record.part(100, 30)} {record.part(55, 45)}".strip()


def _in_words(shares: Iterable[int]) -> str:
    told = [f"{share / _SHARE_OF_ALL:g} % of {right}" for right, share in zip(_RIGHTS, shares, strict=True) if share]
    return f"collects {', '.join(told)}"


def _act(right: str) -> Words:
    return _shipped("act", f"collect-{right}")


def _shipped(axis: Axis, code: str) -> Words:
    iri = terms().find(axis, code)
    return (terms().labels[iri], iri)


CWR: Final = Format(name="CWR", recognizes=_recognizes, read=lambda path, notes: _Reader(path, notes).deals())
