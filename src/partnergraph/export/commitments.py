"""Commitments as a CSV table that people edit in a spreadsheet and build again.

One row is one deal as one source tells it; a licence and the exclusivity that goes with it share a row. The columns
are those of the table to fill in (``partnergraph template``). A row that would say something else than the source is
left out. What was left out, and what a row does not say, stands in notes at the foot, which a build passes over.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from partnergraph import model as m
from partnergraph.axes import AXES
from partnergraph.bounds import Period, format_period, parse_date, parse_period, period_of, say_term
from partnergraph.bounds.writing import say
from partnergraph.errors import PhraseError
from partnergraph.export.workbook import workbook_of
from partnergraph.names import NOBODY, NOTHING_SAID, fold, local_name, slug
from partnergraph.output import NOTE, as_csv, whole_file
from partnergraph.terms import Terms, terms
from partnergraph.territory import Territory, format_territory, parse_territory
from partnergraph.wording.lists import listed

HEADER: Final = (
    "deal", "licensor", "licensee", "subject", *(axis.column for axis in AXES), "territory", "start", "end", "period",
    "kind", "exclusivity", "direction", "option", "status", "affiliates", "sublicensing", "partnership", "source",
    "source date", "source address", "publisher", "quote", "note",
)  # fmt: skip
_MORE: Final = ("renewal", "extension", "condition precedent", "condition subsequent")
"""Columns that are there where some row says something in them."""
_CELLS: Final = (*HEADER, *_MORE)
_ELSEWHERE: Final = (
    "This table holds commitments only: build it into a new store. Partnerships' own terms, releases, people, "
    "events and claims are not in it, nor where in its text a quote stands"
)
_STRENGTHS: Final[dict[m.Strength | None, str]] = {
    None: "exclusive", "unqualified": "exclusive", "exclusive": "sole and exclusive", "sole": "sole",
    "co-exclusive": "co-exclusive",
}  # fmt: skip
_ENDINGS: Final = {
    "grant": "", "grantor": "-exclusivity", "user": "-user-exclusivity", "option": "-option",
    **dict.fromkeys(m.FORBIDDING, ""),
}  # fmt: skip
_SUBLICENSING: Final = {None: "", "allowed": "yes", "forbidden": "no", "with-consent": "with consent"}
_OPTIONS: Final[dict[m.OptionKind | None, str]] = {
    None: "option", "refusal": "first refusal", "offer": "first offer", "negotiation": "first negotiation",
    "matching": "last refusal",
}  # fmt: skip
_SUBJECTS: Final[Mapping[type | None, str]] = {
    m.Brand: "", m.Model: "product: ", m.Series: "series: ", m.Right: "right: "
}  # fmt: skip
_MADE: Final = re.compile(r"-[0-9a-f]{16}$")


class _UnsayableError(Exception):
    """A row cannot say this: why."""


@dataclass(slots=True)
class _Row:
    """A row in the making.

    ``promises`` are its commitments by role, each with the strength of its exclusivity; ``option`` is how its option is
    called.
    """

    cells: dict[str, str]
    promises: dict[str, m.Strength | None]
    lacks: set[str] = field(default_factory=set)
    option: str = ""


def write_commitments(data: m.Dataset, path: str | Path) -> None:
    """Write the table to a file, with a byte order mark so that spreadsheets read it as UTF-8."""
    text = commitments_csv(data)
    with whole_file(path) as file:
        file.write(text.encode("utf-8-sig"))


def write_workbook(data: m.Dataset, path: str | Path) -> None:
    """Write the table as a workbook: text in every cell, so that nothing in it is a formula or another day."""
    header, rows, notes = _told(data)
    content = workbook_of({"Deals": [header, *rows, *([f"{NOTE}{note}."] for note in notes)]}, path)
    with whole_file(path) as file:
        file.write(content)


def write_json_lines(data: m.Dataset, path: str | Path) -> None:
    """Write the table with a JSON object for each deal: the columns in which something stands; then the notes."""
    header, rows, notes = _told(data)
    objects = [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows]
    objects += [{"note": f"{NOTE}{note}."} for note in notes]
    with whole_file(path) as file:
        file.write("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in objects).encode())


def commitments_csv(data: m.Dataset) -> str:
    """Return the commitments of a dataset as CSV, rows sorted by deal and source."""
    header, rows, notes = _told(data)
    return as_csv([header, *rows, *([f"{NOTE}{note}."] for note in notes)])


def _told(data: m.Dataset) -> tuple[tuple[str, ...], list[list[str]], list[str]]:
    """Return the table's header, the cells of its rows under it, and the notes at its foot."""
    rows, notes = _Table(data).read()
    header = (*HEADER, *(name for name in _MORE if any(row.get(name) for row in rows)))
    return header, [[" ".join(row.get(name, "").split()) for name in header] for row in rows], notes


class _Table:
    """The rows of a dataset's commitments and what they leave out."""

    def __init__(self, data: m.Dataset) -> None:
        self.data = data
        self.terms: Terms = terms().with_own(e for e in data.entities if isinstance(e, m.Term))
        self.names = {thing.iri: thing.name for thing in data.entities}
        self.kinds = {thing.iri: type(thing) for thing in data.entities}
        self.commitments = {one.iri: one for one in data.identities if isinstance(one, m.Commitment)}
        self.labels = {one.iri: one.label for one in data.identities}
        self.quotes = {one.iri: one.phrase for one in data.evidence}
        self.keys = self._deal_keys()
        self.sources = {one.iri: one for one in data.sources}
        self.titles = self._titles()

    def read(self) -> tuple[list[dict[str, str]], list[str]]:
        """Return the rows, and what they do not say."""
        rows: dict[tuple[str, ...], _Row] = {}
        notes = []
        for said in sorted(self.data.statements, key=lambda s: (s.about, s.source, s.iri)):
            deal = self.commitments.get(said.about)
            if deal is None:
                continue
            try:
                row = self._row(deal, said)
            except _UnsayableError as why:
                notes.append(f"left out: {deal.label} ({self.titles[said.source]}), {why}")
                continue
            _join(rows, row, said)
            notes += [f"not said in the row: {deal.label} ({self.titles[said.source]}), {lack}" for lack in row.lacks]
        finished = sorted(
            (_finished(row) for row in rows.values()), key=lambda r: tuple(r[n] for n in _CELLS if n in r)
        )
        return finished, [*sorted(notes), *self._declared(), _ELSEWHERE]

    # -- names of deals and sources

    def _deal_keys(self) -> dict[m.Iri, str]:
        """Return what each commitment's deal is called; empty where a build makes the same name from the content."""
        keys: dict[m.Iri, str] = {}
        parties: dict[str, object] = {}
        shared = Counter(map(local_name, self.commitments))
        for iri, deal in sorted(self.commitments.items()):
            whole, ending = local_name(iri), _ENDINGS[_role(deal)]
            if shared[whole] > 1:  # under one base no two have the same
                whole = f"{whole}-{sha256(iri.encode()).hexdigest()[:12]}"
            short = whole.removesuffix(ending) if ending else whole
            one, other = self._sides(deal)
            name = short if parties.setdefault(short, (one, other)) == (one, other) else whole
            written = re.search(r" \(([^()]+)\)$", deal.label)
            if written and slug(written[1]) == name:
                keys[iri] = written[1]
            else:
                keys[iri] = "" if _MADE.search(name) else name.replace("-", " ").replace("_", "-")
        return keys

    def _titles(self) -> dict[m.Iri, str]:
        """Return titles of sources; two of one title and day are told apart."""
        seen: dict[tuple[str, object], int] = {}
        for source in self.sources.values():
            key = (slug(source.title), source.date)
            seen[key] = seen.get(key, 0) + 1
        return {
            iri: f"{s.title} ({local_name(iri)})"
            if seen[slug(s.title), s.date] > 1 or fold(s.title) in NOTHING_SAID
            else s.title
            for iri, s in self.sources.items()
        }

    def _declared(self) -> Iterator[str]:
        for iri, source in sorted(self.sources.items()):
            if source.copy_of is not None:
                yield f"{self.titles[iri]} is a copy of {self.titles[source.copy_of]}; a table has no column for that"
            if source.as_of is not None:
                pairs = " ".join(f"--complete-for '{self._name(g)}: {self._name(s)}'" for g, s in source.complete_for)
                yield f"{self.titles[iri]} was built with --as-of {source.as_of} {pairs}".rstrip()

    # -- one row

    def _row(self, deal: m.Commitment, said: m.Statement) -> _Row:
        self._check(deal, said)
        one, other = self._sides(deal)
        source = self.sources[said.source]
        cells: dict[str, str] = {
            "deal": self.keys[deal.iri],
            "licensor": self._list(map(self._name, one)),
            "licensee": self._list(map(self._name, other)),
            "subject": self._list(map(self._subject, said.subjects)),
            **{axis.column: self._list(map(self._term, said.on(axis))) for axis in AXES},
            "territory": _where(said),
            "status": self._term_of_status(said),
            "sublicensing": _SUBLICENSING[said.sublicensing],
            "affiliates": {None: "", True: "yes", False: "no"}[said.covers_affiliates],
            "partnership": self.labels.get(deal.partnership or "", ""),
            "source": self.titles[said.source],
            "source date": str(source.date or ""),
            "source address": source.url or "",
            "publisher": source.publisher or "",
            "quote": " | ".join(sorted(quote for quote in self._quotes(said) if _is_sayable(quote))),
            "note": said.note or "",
            **dict.fromkeys(("renewal", "extension"), ""),
            **{f"condition {kind}": _hangs_on(said, of) for kind, of in _CONDITIONS.items()},
        }
        if said.renewal is not None:
            cells["renewal" if said.renewal.by == "silence" else "extension"] = _renewal(said.renewal)
        row = _Row(cells, {_role(deal): said.strength}, set(self._lacks(deal, said)), _OPTIONS[said.option])
        _put_time(row, said)
        return row

    def _check(self, deal: m.Commitment, said: m.Statement) -> None:
        """Raise `_UnsayableError` for what a row would turn into something else."""
        if said.denied:
            raise _UnsayableError("it is denied")
        if said.modality in ("opinion", "prediction"):
            raise _UnsayableError(f"it is {'an' if said.modality == 'opinion' else 'a'} {said.modality}")
        if said.carveouts:
            raise _UnsayableError("it has exceptions")
        if deal.only_forbids:
            raise _UnsayableError("it lets nobody act, and this table says who may")
        if not deal.bound or not deal.beneficiaries:
            raise _UnsayableError("one side is not named")
        if any(re.search(r"[;|\n]", one.text) or _RECORD.search(one.text) for one in said.conditions):
            raise _UnsayableError("it hangs on a condition whose words a table would read as several")
        if said.strength == "co-exclusive" and len(self._sides(deal)[1]) < 2:
            raise _UnsayableError("the rest of the co-exclusive group is not named")

    def _lacks(self, deal: m.Commitment, said: m.Statement) -> Iterator[str]:
        if said.until is not None:
            yield f"until {self.labels.get(said.until, local_name(said.until))} ends"
        if said.coextensive:
            yield "it lasts as long as its partnership"
        if deal.parent is not None:
            yield f"granted out of {self.labels.get(deal.parent, local_name(deal.parent))}"
        if said.response_days is not None:
            yield f"{said.response_days} days to answer"
        for one in said.conditions:
            more = (one.since and f"can fail from {one.since}", one.then and f"where it fails: {one.then}")
            both = one.met and one.failed and f"kept up to {one.met}"
            yield from (f"of {one.text!r}: {words}" for words in (*more, both) if words)
        yield from (f"the quote {quote!r}" for quote in self._quotes(said) if not _is_sayable(quote))
        if said.said_by:
            yield f"said by {listed(map(self._name, said.said_by))}"

    def _sides(self, deal: m.Commitment) -> tuple[tuple[m.Iri, ...], tuple[m.Iri, ...]]:
        """Return licensors and licensees."""
        return (deal.beneficiaries, deal.bound) if deal.side == "user" else (deal.bound, deal.beneficiaries)

    # -- cells

    def _list(self, names: Iterable[str]) -> str:
        found = sorted(names)
        for name in found:
            if re.search(r"[;|\n]", name):
                raise _UnsayableError(f"{name!r} holds the sign that separates names")
            if fold(name) in NOTHING_SAID | NOBODY or not any(map(str.isalnum, name)):
                raise _UnsayableError(f"{name!r} is read as no name in a table")
        return "; ".join(found)

    def _quotes(self, said: m.Statement) -> list[str]:
        return [self.quotes[iri] for iri in said.evidence]

    def _name(self, iri: m.Iri) -> str:
        return self.names.get(iri) or self.labels.get(iri) or local_name(iri)

    def _subject(self, iri: m.Iri) -> str:
        kind, name = self.kinds.get(iri), self._name(iri)
        if kind not in _SUBJECTS:
            raise _UnsayableError(f"its subject {name} is neither mark, product nor right")
        return f"brand: {name}" if kind is m.Brand and ":" in name else f"{_SUBJECTS[kind]}{name}"

    def _term(self, iri: m.Iri) -> str:
        label = self.terms.labels.get(iri, local_name(iri))
        return local_name(iri) if re.search(r"[;|\n]", label) else label

    def _term_of_status(self, said: m.Statement) -> str:
        if said.modality == "plan" and said.status is None:
            return "planned"
        return said.status or ""


def _is_sayable(quote: str) -> bool:
    return "|" not in quote and fold(quote) not in NOTHING_SAID and quote == quote.strip(' "“”„«»')


def _role(deal: m.Commitment) -> str:
    return deal.side if deal.kind == "exclusivity" else deal.kind


def _where(said: m.Statement) -> str:
    """Return the source's words where they read back as its territory, else the shortest form."""
    words = said.territory_words
    return words if words and _reads_as(words, said.territory) else format_territory(said.territory)


def _reads_as(words: str, territory: tuple[Territory, ...]) -> bool:
    try:
        return parse_territory(words) == territory
    except PhraseError:
        return False


_CONDITIONS: Final[dict[str, m.ConditionKind]] = {"precedent": "first", "subsequent": "lasting"}
_RECORD: Final = re.compile(
    r"\b(?:met|kept|failed|missed|obtained|granted|received|fulfilled|satisfied|waived|given)\W*$"
)
"""How words end behind which a table looks for the day of what is recorded."""


def _hangs_on(said: m.Statement, kind: m.ConditionKind) -> str:
    """Return the conditions of a kind as a cell, each with what is recorded of it last."""
    found = []
    for one in said.conditions:
        recorded = f" (failed {one.failed})" if one.failed else f" (met {one.met})" if one.met else ""
        found += [f"{one.text}{recorded}"] if one.kind == kind else []
    return "; ".join(found)


def _renewal(renewal: m.Renewal) -> str:
    """Return a renewal, or an option to extend, as a cell."""
    often = f"{renewal.times} x " if renewal.times else ""
    every = "automatically " if renewal.by == "silence" else ""
    return f"{every}{often}{say_term(renewal.every)}" + (
        f", {say_term(renewal.notice)} notice" if renewal.notice else ""
    )


def _left_open(period: Period | None, said: m.Statement) -> Period | None:
    """Return a period without what the renewal and the conditions beside it leave open."""
    period = m.renewable(period) if said.renewal is not None else period
    return m.conditional(period) if said.conditions else period


def _put_time(row: _Row, said: m.Statement) -> None:
    """Write start and end, or in one cell what they cannot say."""
    period = said.period
    open_now = said.present_tense and (period is None or (not period.endless and _edges(period)[1] == ""))
    if period is None:
        row.cells["end"] = "ongoing" if open_now else ""
        return
    start, end = map(_in_a_cell, _edges(period))
    if _same(_left_open(_joined(start, end, period.endless), said), period):
        row.cells |= {"start": start, "end": "perpetual" if period.endless else end or ("ongoing" if open_now else "")}
    elif _same(_left_open(_parsed(text := format_period(period)), said), period):
        row.cells["period"] = text
        open_now = False
    else:
        row.lacks.add(f"when: {period.words or period.edtf}")
        row.cells["end"] = "ongoing" if open_now else ""
    if said.present_tense and not open_now:
        row.lacks.add("it holds on the source's day")


def _edges(period: Period) -> tuple[str, str]:
    start, _, end = period.edtf.partition("/")
    return start, "" if end == ".." else end


def _in_a_cell(edtf: str) -> str:
    """One edge as a table reads it: 2009-10, which could be two years there, by its name."""
    try:
        return edtf and parse_date(edtf, pairs="refused").edtf
    except PhraseError:
        return say(edtf)


def _joined(start: str, end: str, endless: bool) -> Period | None:
    try:
        first, last = (parse_date(edge, pairs="refused") if edge else None for edge in (start, end))
        return period_of(first, last, endless=endless)
    except PhraseError:
        return None


def _parsed(text: str) -> Period | None:
    try:
        return parse_period(text, pairs="refused")
    except PhraseError:
        return None


def _same(one: Period | None, other: Period) -> bool:
    return one is not None and replace(one, words=None, edtf="") == replace(other, words=None, edtf="")


# --- licence, exclusivity and option in one row ------------------------------------------------------


def _join(rows: dict[tuple[str, ...], _Row], row: _Row, said: m.Statement) -> None:
    """Put a promise into the row of the same deal, source and scope, or into a row of its own."""
    scope = tuple(row.cells.get(name, "") for name in _CELLS if name != "note")
    key, place = (*scope, ""), rows.get((*scope, ""))
    ((role, strength),) = row.promises.items()
    if place is not None and not _fits(place, row, role, strength):
        key, place = (*scope, said.iri), None
    if place is None:
        rows[key] = row
        return
    place.promises[role] = strength
    place.option = row.option if role == "option" else place.option
    place.cells["note"] = place.cells["note"] or row.cells["note"]


def _fits(place: _Row, row: _Row, role: str, strength: m.Strength | None) -> bool:
    notes = {place.cells["note"], row.cells["note"]} - {""}
    strengths = {_STRENGTHS[place.promises[r]] for r in ("grantor", "user") if r in place.promises}
    alike = role not in ("grantor", "user") or strengths <= {_STRENGTHS[strength]}
    return role not in place.promises and len(notes) < 2 and alike


def _finished(row: _Row) -> dict[str, str]:
    sides = [side for side in ("grantor", "user") if side in row.promises]
    kind = "licence" if "grant" in row.promises else "exclusivity" if sides else "option"
    return row.cells | {
        "kind": row.option if kind == "option" else kind,
        "exclusivity": _STRENGTHS[row.promises[sides[0]]] if sides else "",
        "direction": {("user",): "user", ("grantor", "user"): "both"}.get(tuple(sides), ""),
        "option": row.option if "option" in row.promises and kind != "option" else "",
    }
