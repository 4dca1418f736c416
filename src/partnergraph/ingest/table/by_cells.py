"""What a column is, decided by what stands under it, where its header leaves it open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from partnergraph.errors import Problem
from partnergraph.ingest.table.across import ROLE, across_of, between, roles_of
from partnergraph.ingest.table.columns import IGNORE, PARTIES, SUBJECTS, header_key
from partnergraph.ingest.table.contract_cells import event_kind
from partnergraph.ingest.table.headers import SAID_ONCE, Header, Heading, find_header, missing_parties, twice
from partnergraph.ingest.table.layout import sections_of
from partnergraph.ingest.table.likeness import is_channel, is_place_in_any_language, speaks_of_rights
from partnergraph.ingest.table.sheets import Sheet, says_nothing, text
from partnergraph.ingest.table.word_cells import exclusive_through, strength_words
from partnergraph.names import fold

_ROWS: Final = 2_000
"""Rows below the header that are looked at."""
_YEARS: Final = re.compile(
    r"\D{0,12}(?:19|20)\d\d\s*(?:[-–—/]|to|bis|until|au?|a)\s*(?:(?:19|20)?\d\d|present|heute|now)\D{0,4}"
)
_DATE: Final = re.compile(r"(?:bis|until|till?|to)\s.*\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d(?:-\d\d)?")
_SMALL: Final = re.compile(r"(?:s|season|staffel|vol\.?|#)?\s*\d{1,3}", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:\s*[-–—/]\s*\d{2,4})?")
FORMATS: Final = frozenset({
    "hd", "sd", "uhd", "4k", "8k", "2k", "3d", "2d", "hdr", "full hd", "fhd", "720p", "1080p", "1080i", "2160p", "imax",
    "dcp", "dvd", "blu-ray", "bluray", "blu ray", "vhs", "35mm", "digital", "ntsc", "pal", "stereo", "5.1", "atmos",
    "hardback", "hardcover", "paperback", "softcover", "pocket", "e-book", "ebook", "epub", "pdf", "audiobook", "print",
    "large print", "cd", "vinyl", "lp", "mp3", "flac", "wav", "cassette",
})  # fmt: skip
"""What stands under "Format" where it is that of a picture, a book or a record."""


@dataclass(slots=True)
class _Under:
    """The different cells under each column, read when one is asked for."""

    header: Header
    sheet: Sheet
    _cells: dict[int, dict[str, None]] | None = field(default=None)

    def said(self, heading: Heading) -> Sequence[str]:
        """Return what stands under a heading."""
        if self._cells is None:
            self._cells = {}
            below = ((row, cells) for row, cells in self.sheet.rows() if row > max(self.header.rows))
            for _, cells in islice(below, _ROWS):
                for index, cell in enumerate(cells):
                    if not says_nothing(cell):
                        self._cells.setdefault(index, {})[text(cell)] = None
        return list(self._cells.get(heading.index, ()))

    def all(self, heading: Heading, is_so: Callable[[str], object]) -> bool:
        """Whether something stands under a heading, and all of it is so."""
        said = self.said(heading)
        return bool(said) and all(map(is_so, said))


def header_of(sheet: Sheet, mapping: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None) -> Header:
    """Return the header of a sheet, its columns decided by their cells where their headers can mean two things."""
    header = find_header(sheet, mapping, given)
    if header.rows:
        _settle(header, sheet)
        header.problems += missing_parties(header)
    return header


def _settle(header: Header, sheet: Sheet) -> None:
    under = _Under(header, sheet)
    for decide in (
        _places_or_channels_across,
        _places_are_no_parties, _parties_are_no_places,
        _a_holder_without_a_licensee, _words_of_exclusivity_are_no_source,
        _channels_are_no_acts, _spans_are_no_lengths, _editions_in_years, _seasons,
        _events_are_no_rights, _right_without_subject, _formats_are_no_rights,
        _exclusive_through_channels, _a_publisher_without_a_licensee, _marks_of_sources_are_no_numbers,
    ):  # fmt: skip
        decide(header, under)
    _sections(header, sheet)


def _of(header: Header, *columns: str) -> list[Heading]:
    """Return the headings of some columns that neither a mapping nor a user has decided."""
    return [h for name in columns for h in header.of(name) if h.remark != "mapped" and h.given is None]


def _change(header: Header, heading: Heading, column: str | None, remark: str) -> None:
    changed = replace(heading, column=column, remark=remark, claimed=None if column else heading.column)
    header.headings = tuple(changed if one is heading else one for one in header.headings)


def _places_or_channels_across(header: Header, under: _Under) -> None:
    across = header.across = across_of(header, under.said)
    parties = header.of("licensee")
    if len(parties) > 1 and "licensee" not in header.parts_of_one:
        across = header.across = None if across else roles_of(header, under.said)
        if across is None:
            header.problems.append(twice("licensee", parties))
    if across is None:
        return
    said = "licensee" if across.says == "licensee" else "granted"
    for heading in across.columns:
        _change(header, heading, f"{said} ({heading.header})", "a column for each")
    for column in (across.axis, across.says):
        if column != ROLE and not header.of(column):
            header.say(column, across.label)
    for heading in filter(under.said, between(header, across) if across.axis != ROLE else ()):
        left = f"in a --mapping FILE 'column {heading.letter}: {IGNORE}'"
        hint = f"head it with a {across.axis}, or move it behind them; or {left}"
        message = f"stands among columns of a {across.axis} each, and is none that is known"
        header.problems.append(Problem(message, hint, field=heading.label))


def _parties_are_no_places(header: Header, under: _Under) -> None:
    """ "Excluding" over companies that the table names elsewhere says who may not act, not where."""
    parties = {fold(part) for heading in _of(header, *PARTIES) for said in under.said(heading) for part in _parts(said)}
    for heading in _of(header, "excluded territory"):
        named = [fold(part) for said in under.said(heading) for part in _parts(said)]
        if parties.issuperset(named) and named and not any(map(is_place_in_any_language, under.said(heading))):
            _change(header, heading, "excluded licensee", "companies of the table stand in it")


def _events_are_no_rights(header: Header, under: _Under) -> None:
    """ "Event" over "Amendment" and "Renewal" says what happened to deals; over "World Cup" it is what is licensed."""
    for heading in _of(header, "other right") if not header.of("kind") else ():
        if header_key(heading.header) == "event" and under.all(heading, event_kind):
            _change(header, heading, "kind", "events on deals stand in it")


def _parts(said: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|,/]", said) if part.strip()]


def _sections(header: Header, sheet: Sheet) -> None:
    """Have what headings between the rows say of the rows below, where no column says it."""
    below = (cells for row, cells in sheet.rows() if row > max(header.rows))
    columns = [h.column for h in header.headings if h.given is None]
    header.sections = sections_of(islice(below, _ROWS), SAID_ONCE.difference(columns))
    for column in header.sections:
        if not header.of(column):
            header.say(column, "the heading over it")


def _exclusive_through_channels(header: Header, under: _Under) -> None:
    """ "Exclusive rights on TV" says through which channel, too, where no column does."""
    for heading in _of(header, "exclusivity"):
        if not header.of("channel") and any(map(exclusive_through, under.said(heading))):
            header.say("channel", heading.label)


def _places_are_no_parties(header: Header, under: _Under) -> None:
    """ "Sold to" and "Granted" over places are where, not who."""
    for heading in _of(header, *PARTIES):
        if header_key(heading.header) in _WHO_OR_WHERE and under.all(heading, is_place_in_any_language):
            taken = bool(header.of("territory"))
            _change(header, heading, None if taken else "territory", "holds places, so where")


_WHO_OR_WHERE: Final = frozenset({
    "sold to", "granted", "granted to", "licensed to", "licenced to", "assigned to", "granted party",
})  # fmt: skip


def _a_holder_without_a_licensee(header: Header, under: _Under) -> None:
    """In a list of rights holders by country, as of a sport's broadcasters, they are those who may act."""
    holders = [h for h in _of(header, "licensor") if "holder" in header_key(h.header)]
    if holders and header.of("territory") and not any(map(header.of, ("licensee", *SUBJECTS))):
        _change(header, holders[0], "licensee", "by country, and nobody else is named: who may act")


def _words_of_exclusivity_are_no_source(header: Header, under: _Under) -> None:
    for heading in _of(header, "source", "deal", "note"):
        if not header.of("exclusivity") and under.all(heading, strength_words):
            _change(header, heading, "exclusivity", "says how exclusive, so no source")


def _channels_are_no_acts(header: Header, under: _Under) -> None:
    for heading in _of(header, "act"):
        if not header.of("channel") and under.all(heading, is_channel):
            _change(header, heading, "channel", "holds channels")


def _spans_are_no_lengths(header: Header, under: _Under) -> None:
    """ "Years" over 2022-2026 is the period, no length; over days it is the end."""
    for heading in _of(header, "term"):
        if under.all(heading, _years) and not any(map(header.of, ("start", "end", "period"))):
            _change(header, heading, "period", "holds years")
        elif under.all(heading, _DATE.fullmatch) and not any(map(header.of, ("end", "period"))):
            _change(header, heading, "end", "holds days")


def _editions_in_years(header: Header, under: _Under) -> None:
    """ "Editions" over years are those of an event: when."""
    for heading in _of(header, "edition"):
        if under.all(heading, _years) and not any(map(header.of, ("start", "end", "period", "term"))):
            _change(header, heading, "period", "holds years")


def _years(said: str) -> bool:
    return _YEARS.fullmatch(said) is not None or re.fullmatch(r"(?:19|20)\d\d", said) is not None


def _seasons(header: Header, under: _Under) -> None:
    """A season of a series is part of its name; over years it is when."""
    for heading in _of(header, "installment"):
        if under.all(heading, _SMALL.fullmatch) and header.of("product"):
            continue
        years = under.all(heading, _YEAR.fullmatch)
        free = not any(map(header.of, ("start", "end", "period", "term")))
        _change(header, heading, "period" if years and free else None, "holds years" if years else "is no number")


def _right_without_subject(header: Header, under: _Under) -> None:
    """A ``Right`` in a table that names no mark or product is what is licensed, unless its cells speak of acts."""
    for heading in _of(header, "act"):
        if not any(map(header.of, SUBJECTS)) and under.all(heading, lambda said: not speaks_of_rights(said)):
            _change(header, heading, "other right", "no acts, so what is licensed")


def _formats_are_no_rights(header: Header, under: _Under) -> None:
    """A ``Format`` under which formats of pictures or editions stand is no format that is licensed.

    Of books, it is the field: who may print may not sell an audiobook.
    """

    def parts(said: str) -> list[str]:
        return [fold(part.strip()) for part in re.split(r"[;,/|+&]", said)]

    def is_of_books(said: str) -> bool:
        return all(part in _FORMATS_OF_BOOKS for part in parts(said))

    for heading in (h for h in _of(header, "other right", "edition") if _FORMAT.search(header_key(h.header))):
        if under.all(heading, is_of_books) and not header.of("field"):
            _change(header, heading, "field", "formats of books, so what for")
        elif any(FORMATS.issuperset(parts(said)) for said in under.said(heading)):
            _change(header, heading, "edition", "kept as a note")


def _a_publisher_without_a_licensee(header: Header, under: _Under) -> None:
    """In a list of works by publisher, without another party who may act, the publisher is no source's."""
    for heading in _of(header, "publisher"):
        if header.of("product") and not any(map(header.of, ("licensee", "source", "source address"))):
            _change(header, heading, "licensee", "beside works, and nobody else is named: who may act")


def _marks_of_sources_are_no_numbers(header: Header, under: _Under) -> None:
    """ "[7]" in a column of references is the mark of a note below the table, and no deal's number."""
    for heading in _of(header, "deal"):
        if under.all(heading, _MARKS.fullmatch):
            _change(header, heading, "note", "marks of notes below the table")


_FORMAT: Final = re.compile(r"\bformat|edition|binding|ausgabe")
_MARKS: Final = re.compile(r"(?:\[\w{1,3} ?\w{0,3}\]\s*)+")
_FORMATS_OF_BOOKS: Final = frozenset({
    "print", "hardback", "hardcover", "paperback", "softcover", "pocket", "large print", "e-book", "ebook", "epub",
    "audio", "audiobook", "digital audio", "printed books", "e-books", "audiobooks", "print book", "digital",
})  # fmt: skip
