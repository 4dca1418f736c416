"""PartnerGraph: the facade that people import."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, Unpack

import pyoxigraph as ox

from partnergraph import accounts, queries
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.accounts.known import Known, keep_known, known_on
from partnergraph.asking.doors import asked_of
from partnergraph.asking.facade import Answers
from partnergraph.asking.rows import Rows, Table
from partnergraph.derive import Following, can_be_mended, derive, finish, mend, of_territories, stale, territories
from partnergraph.errors import InputError, QueryError, RefusedQueryError, UnknownNameError
from partnergraph.inference import unfolded
from partnergraph.lookup import Lookup
from partnergraph.questions.given import as_given
from partnergraph.questions.looking import QUERY, SHOW, SPARQL
from partnergraph.questions.words import read_days
from partnergraph.rdf import from_rdf, read_bounds
from partnergraph.store import MemoryStore, Store, open_store
from partnergraph.store.base import Stamp, Transaction
from partnergraph.store.copies import new_folder
from partnergraph.store.oxigraph import OxigraphReader, OxigraphTransaction, OxigraphView
from partnergraph.territory import Territory
from partnergraph.version import __version__
from partnergraph.wording.glossary import Glossary

if TYPE_CHECKING:
    import rdflib
    from networkx import MultiDiGraph
    from pyoxigraph import Triple
    from pyvis.network import Network

    from partnergraph.asking.changes import ChangesFor
    from partnergraph.asking.differences import DiffFor, Seen
    from partnergraph.errors import Problem
    from partnergraph.ingest.table import Frame, TableContent, TableOptions
    from partnergraph.questions.words import Names
    from partnergraph.show import Sheet
    from partnergraph.validation import Report

_PLACES = ("path", "origin", "address")
"""Attributes of stores that say where one is: a directory, a file, an engine."""
_MOST_DAYS: Final = 4
"""Days as known on which a graph is kept."""
_STATED_FOR_ONE: Final = 25
"""Stated triples for each account that is to be taken out, below which what is left is sooner made anew."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Rows[dict[str, object]]):
    """A table of answers, raw as the engine gave it and, row by row, as Python values."""

    variables: tuple[str, ...]
    terms: list[tuple[Any, ...]]
    note: str = ""
    """What to know of how it was answered, if that was not the usual way."""

    def _rows(self) -> list[dict[str, object]]:
        return [dict(zip(self.variables, row, strict=True)) for row in self.table()[1]]

    def __len__(self) -> int:
        return len(self.terms)

    def table(self) -> Table:
        """Return the names of the variables, and the rows as Python values."""
        return self.variables, [tuple(map(queries.python_value, row)) for row in self.terms]

    @property
    def notes(self) -> tuple[str, ...]:  # type: ignore[override]
        """The note, if there is one, as every answer has its notes."""
        return (self.note,) if self.note else ()

    def _body(self) -> list[str]:
        rows = [self.variables, *self.table()[1]]
        return ["  ".join("" if cell is None else str(cell) for cell in row) for row in rows]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did: the sources that it put in, with how many statements and claims.

    ``stated`` and ``derived``: how many triples the store holds then, of these sources and of ``others``.
    ``incomplete`` are the tables that rows were left out of, on request; ``summaries`` say of each table in a sentence
    what was read and what was not.
    """

    sources: tuple[str, ...]
    statements: int
    claims: int
    stated: int
    derived: int
    others: int
    phrases_checked: int
    warnings: tuple[Problem, ...]
    incomplete: tuple[TableContent, ...] = ()
    summaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """What a store holds. ``stale`` names what the derived graph is behind; ``newest`` the newest source's day."""

    location: str
    version: str
    engine: str
    format: int
    revision: int
    counts: Mapping[str, int]
    newest: date | None
    stale: tuple[str, ...]


class PartnerGraph(Answers):
    """A graph of partnerships in a store: build it, ask it, export it.

    >>> graph = PartnerGraph()
    >>> graph.build(example("xiaomi-leica.yaml")).sources
    ('gadgets360-2024-02-28',)
    >>> [row["product"] for row in graph.query("releases-in", country="JP")]
    ['Leitz Phone 1']
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store: Store = store if store is not None else MemoryStore()
        self.lookup = Lookup(self.store)
        self._data: tuple[int, m.Dataset] | None = None
        self._known: tuple[int, dict[date, Self]] = (0, {})

    @classmethod
    def open(cls, location: str | Path | None = None, *, create: bool = True) -> PartnerGraph:
        """Open a store directory (made at the first build if absent and ``create``) or an RDF file."""
        return cls(open_store(location, create=create))

    # -- in

    def build(
        self, *inputs: str | Path | Frame, source_texts: Iterable[str | Path] = (), **table: Unpack[TableOptions]
    ) -> BuildResult:
        """Read deal books, tables, data frames and RDF files and put in what they say: all of it, or nothing.

        A source that is there already is replaced. ``source_texts``: the sources' texts, against which every
        quoted phrase and position is checked. ``table``: how tables are read, see `ingest.table.read_table`.
        Raises `InputError` with every problem of every input.
        """
        from partnergraph.ingest.deals.content import DealContent
        from partnergraph.ingest.inputs import (
            inflow_of,
            merged,
            near_in_store,
            older_than_known,
            read_inputs,
            refuse_events_on_nothing,
            settle_changes,
        )
        from partnergraph.ingest.source_text import check_source_texts
        from partnergraph.ingest.table import TableContent

        if not inputs:
            raise InputError("nothing to build", "name a deal book, a table or an RDF file")
        given = [Path(one) if isinstance(one, str | Path) else one for one in inputs]
        contents = read_inputs(given, table)
        settle_changes(contents, self.store)
        texts = [Path(text) for text in source_texts]
        checked = check_source_texts(merged(contents), texts) if texts else 0
        refuse_events_on_nothing(contents, self.store)
        inflow = inflow_of(contents)
        near = near_in_store(contents, self.store, table.get("names")) + older_than_known(contents, self.store)
        extra = [triple for content in contents for triple in content.extra]
        written = self.index_writer(thing for thing in inflow.things.entities if isinstance(thing, m.Term))
        if written is not None:
            inflow = replace(inflow, groups=written.watch(inflow.groups, inflow.things.sources))
        with self.store.transaction() as work:
            before = work.stamp.revision
            tally, changed = put_and_derive(work, inflow, extra, table.get("progress", accounts.silent))
        self.keep_index(written, before, changed)
        warnings = _warnings_of(contents) + near
        names = tuple(sorted(source.iri.rsplit("/", 1)[-1] for source in inflow.things.sources))
        incomplete = tuple(content for content in contents if isinstance(content, TableContent) and content.rejects)
        stated, derived = self.store.count(v.GRAPH_STATED), self.store.count(v.GRAPH_DERIVED)
        others = len({*self.store.typed(v.pg("Source"))} - {source.iri for source in inflow.things.sources})
        counts = (tally.statements, tally.claims, stated, derived, others)
        summaries = tuple(one.summary for one in contents if isinstance(one, DealContent) and one.summary)
        return BuildResult(names, *counts, checked, warnings, incomplete, summaries)

    def changes(self, *inputs: str | Path | Frame, **table: Unpack[TableOptions]) -> ChangesFor:
        """Return what building inputs would change: deals that open, close or change, and new collisions.

        Nothing is built. Raises `InputError` as `build` does.
        """
        from partnergraph.asking.changes import Delivery, changes_of
        from partnergraph.ingest.inputs import inflow_of, read_inputs, settle_changes

        if not inputs:
            raise InputError("nothing to compare", "name a table, a deal book or a file of an industry")
        contents = read_inputs([Path(one) if isinstance(one, str | Path) else one for one in inputs], table)
        settle_changes(contents, self.store)
        inflow, old = inflow_of(contents), self.data()
        later = self._after(inflow)
        sources = frozenset(source.iri for source in inflow.things.sources) | inflow.ended.keys()
        collisions = self.conflicts(), later.conflicts()
        names = self._with_names_of(later)
        return changes_of(Delivery(sources, old, later.data(), *collisions, names, _warnings_of(contents)))

    def diff(
        self, other: PartnerGraph | str | Path | Frame, *, reading: Names | None = None, **table: Unpack[TableOptions]
    ) -> DiffFor:
        """Return what differs in another graph: sources, deals, collisions, and the answers to who may.

        In place of a graph may stand an input to `build`: then the other graph is this one after it is built, and
        ``table`` says how it is read, as in `build`. Of one graph on two days: ``graph.as_known_on(a).diff(
        graph.as_known_on(b))``. Raises `InputError` as `build` does.
        """
        from partnergraph.asking.differences import differences
        from partnergraph.ingest.inputs import inflow_of, read_inputs, settle_changes
        from partnergraph.questions.words import read_readings

        warnings: tuple[Problem, ...] = ()
        if not isinstance(other, PartnerGraph):
            contents = read_inputs([Path(other) if isinstance(other, str | Path) else other], table)
            settle_changes(contents, self.store)
            warnings = _warnings_of(contents)
            other = self._after(inflow_of(contents))
        elif table:
            raise InputError("options of tables go with a table", "leave them out where two graphs are compared")
        sides = self._seen(reading), other._seen(reading)
        found = differences(*sides, self._with_names_of(other), read_readings(reading))
        return replace(found, warnings=warnings)

    def _seen(self, reading: Names | None) -> Seen:
        from partnergraph.asking.differences import Seen

        collisions = tuple(self.conflicts(reading=reading))
        return Seen(self.data(), self.deals(), self.derived_bounds(), collisions, self.told)

    def _with_names_of(self, other: PartnerGraph) -> Glossary:
        """Return the names of this graph and of another one."""
        things = (*self.data().entities, *other.data().entities)
        marks = {thing.iri for thing in things if isinstance(thing, m.Brand)}
        named = {thing.iri: thing.name for thing in things}
        return Glossary(lambda iri: named.get(iri) or other.name(iri), marks.__contains__)

    def _after(self, inflow: accounts.Inflow) -> PartnerGraph:
        """Return the graph in memory as it is when an inflow is put in, with what follows from it."""
        found = PartnerGraph()
        for one in (accounts.Inflow.of(self.data()), inflow):
            with found.store.transaction() as work:
                put_and_derive(work, one, ())
        return found

    def remove(self, source: str) -> str:
        """Take out everything that a source said; return its IRI. Raises `UnknownNameError`."""
        iri, *others = self.lookup.find_all(source, "source")
        if others:
            known = " or ".join(f"<{one}>" for one in (iri, *others))
            raise InputError(f"{source!r} names {len(others) + 1} sources", f"name the one by its address: {known}")
        with self.store.transaction() as work:
            revision, mendable, before = work.stamp.revision, can_be_mended(work.stamp), territories(work)
            change = accounts.remove(work, (iri,))
            mend(work, change, before) if mendable else derive(work)
        self.keep_index(None, revision, change.facts)
        return iri

    def derive(self, *, without: Iterable[str] = ()) -> int:
        """Make the derived graph anew, without some rules or readings; return how many triples it holds."""
        with self.store.transaction() as work:
            return derive(work, without=tuple(without))

    # -- what is there

    def sources(self) -> list[accounts.SourceSummary]:
        """Return the sources, oldest first."""
        return accounts.list_sources(self.store)

    def info(self) -> Info:
        """Return versions, counts, the newest source's day and what is stale."""
        from importlib.metadata import version as installed_version

        sources = self.sources()
        data = self.data()
        counts = {
            "sources": len(sources),
            "things": len(data.entities),
            "facts": len(data.identities),
            "statements": len(data.statements),
            "claims": len(data.claims),
            "stated triples": self.store.count(v.GRAPH_STATED),
            "derived triples": self.store.count(v.GRAPH_DERIVED),
        }
        return Info(
            location=next((str(found) for name in _PLACES if (found := getattr(self.store, name, None))), "in memory"),
            version=__version__,
            engine=f"pyoxigraph {installed_version('pyoxigraph')}",
            format=self.store.stamp.format,
            revision=self.store.stamp.revision,
            counts=counts,
            newest=max((s.date for s in sources if s.date), default=None),
            stale=stale(self.store.stamp) if getattr(self.store, "origin", None) is None else (),
        )

    def data(self) -> m.Dataset:
        """Return everything stated, as values; read once a revision."""
        if self._data is None or self._data[0] != self.store.stamp.revision:
            self._data = (self.store.stamp.revision, from_rdf(self.store.triples(v.GRAPH_STATED)))
        return self._data[1]

    def derived_bounds(self) -> list[m.DerivedBound]:
        """Return the bounds that follow from others, with the readings they rest on."""
        return read_bounds(self.store.triples(v.GRAPH_DERIVED))

    def validate(self) -> Report:
        """Hold the graph against the SHACL shapes."""
        from partnergraph.validation import validate

        return validate(self.store)

    # -- questions

    def query(self, name: str, *, known_by: str | date | None = None, **parameters: object) -> Answer:
        """Answer a named question; parameters as people write them (``country="India"``, ``on="2024-02-28"``).

        In place of the name may stand a SELECT or ASK query of one's own, see `sparql`.
        `Answer.note` says how a name was taken that several things have, and which parties are not recorded. What the
        engine of a remote store refuses is answered here from a copy of its graphs; the note says so.
        ``known_by``: the answer is that of `as_known_on` this day.
        """
        name = as_given(QUERY.parameters[0], name)
        if len(name.split()) > 1 and not parameters:
            return self.sparql(name, known_by=known_by)
        with asked_of(self, known_by) as graph:
            return graph._answered(name, parameters)

    def _answered(self, name: str, parameters: Mapping[str, object]) -> Answer:
        words = self._words()
        text = queries.bind(queries.find_question(name), parameters, words)
        try:
            found, told = self.store.select(text), words.notes
        except RefusedQueryError as refused:
            found = self.store.copied().select(text)
            told = (*words.notes, f"{refused.why}; answered here from a copy of its graphs")
        return Answer(found.variables, list(found.rows), "; ".join((*self.told, *told)))

    def sparql(self, query: str, *, known_by: str | date | None = None) -> Answer:
        """Answer a SELECT or ASK query of one's own; the project's prefixes are declared already.

        Queries that would reach other hosts are refused. Names of ours that the vocabulary lacks are in `Answer.note`.
        ``known_by``: the answer is that of `as_known_on` this day. Raises `QueryError`.
        """
        with asked_of(self, known_by) as graph:
            return graph._answered_freely(query)

    def _answered_freely(self, query: str) -> Answer:
        query = as_given(SPARQL.parameters[0], query)
        queries.check_free_query(query)
        queries.check_form(query)
        if queries.form_of(query) in ("CONSTRUCT", "DESCRIBE"):
            raise QueryError("this query gives triples, no table", "ask it with construct")
        text, note = queries.with_prefixes(query), "; ".join(filter(None, (*self.told, queries.note_on(query))))
        if queries.form_of(query) == "ASK":
            found = queries.run_free(query, lambda: self.store.ask(text))
            return Answer(("answer",), [(queries.boolean(found),)], note)
        return replace(queries.run_free(query, lambda: self._select(text)), note=note)

    def construct(self, query: str, *, known_by: str | date | None = None) -> list[Any]:
        """Return the triples of a CONSTRUCT or DESCRIBE query of one's own, sorted; ``known_by`` as for `sparql`."""
        if known_by is not None:
            return self.as_known_on(known_by).construct(query)
        queries.check_free_query(query)
        queries.check_form(query)
        text = queries.with_prefixes(query)
        return sorted(queries.run_free(query, lambda: list(self.store.construct(text))), key=str)

    def _select(self, text: str) -> Answer:
        found = self.store.select(text)
        return Answer(found.variables, list(found.rows))

    def show(self, name: str, *, known_by: str | date | None = None) -> Sheet:
        """Return what is known, or was ``known_by`` a day, of a company, mark, product, person, deal or source.

        Raises `UnknownNameError`.
        """
        from partnergraph.show import sheet

        with asked_of(self, known_by) as graph:
            found, *others = graph.lookup.find_all(as_given(SHOW.parameters[0], name))
            return replace(sheet(graph.data(), found), notes=graph.told, others=tuple(others))

    def as_known_on(self, day: str | date) -> Self:
        """Return the graph in memory, for reading, as it was known on a day; of a month or a year, on its last day.

        Only sources of that day or before count, and declarations as of it or before; a declared copy has the day of
        its original. A source without a date is left out. ``told`` says how many do not count, and so does every
        answer. Regions and trees of terms are those of today.

        Where everything counts it is this graph itself. Else a copy is brought to what counts, once for each day: some
        days are kept until the graph changes. Raises `PhraseError`.
        """
        asked, revision = read_days(day)[1], self.store.stamp.revision
        if self._known[0] != revision:
            self._known = (revision, {})
        views = self._known[1]
        found = views.pop(asked, None) or self._as_known_on(asked)
        while len(views) >= _MOST_DAYS:
            del views[next(iter(views))]
        views[asked] = found  # the one that was asked for last is the last to go
        return found

    def _as_known_on(self, day: date) -> Self:
        known = known_on(self.store, day)
        found = self._all_known(known) or self._partly_known(known) or self._known_anew(known)
        found.known_on, found.told = day, (*self.told, known.note)
        return found

    def _all_known(self, known: Known) -> Self | None:
        """Return this graph for reading, if everything in it counts and what follows is up to date."""
        if not known.everything or not can_be_mended(self.store.stamp):
            return None
        source = self.store.copied()
        if not isinstance(source, OxigraphReader):
            return None
        found = type(self)(OxigraphView(source.engine, source.stamp, getattr(self.store, "path", None)))
        found._data, found._deals = self._data, self._deals
        return found

    def _partly_known(self, known: Known) -> Self | None:
        """Return a copy of a store on disk, by hard links, in which only what is touched is taken out and made anew.

        ``None`` where that is not possible, or to make all anew takes less.
        """
        place: Path | None = getattr(self.store, "path", None)
        if place is None or not isinstance(self.store, OxigraphReader) or not can_be_mended(self.store.stamp):
            return None
        gone = sum(1 for _ in self.store.subjects(v.pg("statedIn"), known.gone)) if known.gone else 0
        if not self.store.states_more_than(_STATED_FOR_ONE * gone):
            return None
        try:
            folder = new_folder(place)
            self.store.engine.backup(str(folder / "data"))
            work = OxigraphTransaction(ox.Store(str(folder / "data")), self.store.stamp)
        except OSError:
            return None
        before = territories(work)
        change = keep_known(work, known)
        mend(work, change, before)
        found = type(self)(OxigraphView(work.engine, work.stamp, folder))
        weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
        with suppress(OSError):  # without an index questions are only slower
            from partnergraph.index import save_index

            if (index := self._mended_index(place, self.store.stamp.revision, change.facts, found.store)) is not None:
                save_index(index, folder, work.stamp)
        return found

    def _known_anew(self, known: Known) -> Self:
        """Return a copy in memory of what is stated and counts, with what follows from it."""
        work = OxigraphTransaction(ox.Store(), Stamp())
        work.insert(v.GRAPH_STATED, self.store.copied().triples(v.GRAPH_STATED))
        keep_known(work, known)
        derive(work)
        return type(self)(OxigraphReader(work.engine, work.stamp))

    def without(self, *deals: str) -> PartnerGraph:
        """Return the graph in memory as it would be if nobody had said anything of some commitments or partnerships.

        Raises `UnknownNameError`.
        """
        gone = {iri for deal in deals for iri in self.lookup.find_all(deal, "commitment", "partnership")}
        data = self.data()
        kept = replace(
            data,
            identities=[identity for identity in data.identities if identity.iri not in gone],
            statements=[statement for statement in data.statements if statement.about not in gone],
        )
        found = PartnerGraph()
        with found.store.transaction() as work:
            put_and_derive(work, accounts.Inflow.of(kept), ())
        return found

    # -- out

    def to_pyvis(self) -> Network:
        """Return organizations and what links them as a network of pyvis, to be changed and shown by its own means."""
        from partnergraph.export.network import to_pyvis

        return to_pyvis(self.to_networkx())

    def to_rdflib(self, *, stated_only: bool = False) -> rdflib.Graph:
        """Return the graph (stated and derived, or stated alone) for rdflib."""
        from partnergraph.export.rdflib_graph import to_rdflib

        graphs = (v.GRAPH_STATED,) if stated_only else (v.GRAPH_STATED, v.GRAPH_DERIVED)
        return to_rdflib(triple for graph in graphs for triple in self.store.triples(graph))

    def to_networkx(self, *, facts: bool = False) -> MultiDiGraph[str]:
        """Return organizations and what links them, or with ``facts`` every thing and fact as a node."""
        from partnergraph.export import network

        return (network.fact_network if facts else network.organization_network)(unfolded(self.data()))

    def export(
        self, path: str | Path, *, stated_only: bool = False, tell: Callable[[str], object] = lambda loss: None
    ) -> Path:
        """Write the graph in the form that the file name asks for, one of `export.forms.FORMS`.

        odrl.jsonld, schema.jsonld, onix.xml, tables (commitments, to edit and build again) and avails.xlsx list what
        they cannot say; ``tell`` is called with each thing that avails.xlsx does not carry.
        """
        from partnergraph.export import forms, rdf_syntax

        path = Path(path)
        form = forms.form_of(path)
        if form in rdf_syntax.SYNTAXES:
            rdf_syntax.write_rdf(self.store, path, form, stated_only=stated_only)
        elif form in forms.OF_VALUES:
            for loss in forms.OF_VALUES[form](unfolded(self.data()), path) or ():
                tell(loss)
        elif form == "graphml":
            from partnergraph.export import network

            network.write_graphml(self.to_networkx(), path)
        else:
            from partnergraph.output import whole_file

            page = self.page().encode("utf-8")
            with whole_file(path) as file:
                file.write(page)
        return path

    def report(self, partnership: str) -> str:
        """Return what is known of one partnership as Markdown, with its evidence. Raises `UnknownNameError`."""
        from partnergraph.export.report import partnership_report

        return partnership_report(self.data(), self.lookup.find(partnership, "partnership"), self.derived_bounds())

    def page(self, *, title: str = "Partnerships", sparql: str | None = None) -> str:
        """Return the interactive page, one HTML document that needs no network.

        What has a place on it is put at the same place the next time: positions are kept in the store's directory.
        ``sparql``: the address of a SPARQL tab beside it, where it is served.
        """
        from partnergraph.export.html import answers_of, build_page, keep_places, read_places
        from partnergraph.export.rdf_syntax import turtle_of

        folder: Path | None = getattr(self.store, "path", None)
        known = read_places(folder) if folder else {}
        places = dict(known)
        page = build_page(
            unfolded(self.data()),
            derived=self.derived_bounds(),
            title=title,
            positions=places,
            turtle=lambda iri: turtle_of(self.store, iri),
            answers=answers_of(self.data()),
            sparql=sparql,
        )
        if folder and places != known:
            keep_places(folder, places)
        return page

    def _repr_html_(self) -> str:
        """Return the page in a frame, for notebooks."""
        from html import escape

        frame = '<iframe srcdoc="{}" title="Partnerships" style="width:100%;height:640px;border:0"></iframe>'
        return frame.format(escape(self.page(), quote=True))


def _warnings_of(contents: Iterable[object]) -> tuple[Problem, ...]:
    """Return what of inputs wants a look."""
    return tuple(problem for content in contents for problem in getattr(content, "warnings", ()))


def put_and_derive(
    work: Transaction, inflow: accounts.Inflow, extra: Collection[Triple], progress: accounts.Progress = accounts.silent
) -> tuple[accounts.Tally, Collection[m.Iri] | None]:
    """Put in what sources say, and derive what follows; return how much that was, and which facts changed.

    ``None`` for the facts: all are new, the store was empty.
    """
    if accounts.is_empty(work):
        tally = accounts.fill(work, inflow, extra, Following(inflow.things), progress)
        finish(work)
        return tally, None
    mendable, before = can_be_mended(work.stamp), territories(work)
    tally, change = accounts.put(work, inflow, extra)
    mend(work, change, before) if mendable else derive(work)
    return tally, change.facts


def convert(
    *inputs: str | Path, out: str | Path, warnings: list[Problem] | None = None, **table: Unpack[TableOptions]
) -> int:
    """Write what inputs say and what follows as N-Quads, for another engine's loader; return how many lines.

    ``out`` ends in ``.nq`` or ``.nq.gz``; equal inputs give equal bytes. No store is made. ``warnings`` takes what
    only wants a look, such as the columns of a table that are not read. Raises `InputError` with every problem of
    every input, and `ExportError` where the file cannot be written.
    """
    from partnergraph.export.rdf_syntax import write_quads
    from partnergraph.ingest.inputs import inflow_of, read_inputs

    if not inputs:
        raise InputError("nothing to convert", "name a deal book, a table or an RDF file")
    contents = read_inputs(map(Path, inputs), table)
    if warnings is not None:
        warnings += _warnings_of(contents)
    extra = sorted((triple for content in contents for triple in content.extra), key=str)
    inflow = inflow_of(contents)
    return write_quads(_all_lines(inflow, extra, table.get("progress", accounts.silent)), Path(out))


def _all_lines(inflow: accounts.Inflow, extra: list[Triple], progress: accounts.Progress) -> Iterator[str]:
    """Yield everything that a store made of an inflow would hold, as lines of N-Quads."""
    rules: set[Territory] = set()
    yield from accounts.lines_of(inflow, Following(inflow.things), accounts.Tally(), progress, rules)
    yield from (text for _, text in accounts.in_lines(extra, v.GRAPH_STATED))
    yield from (f"{quad} .\n" for quad in of_territories(rules))


def example(name: str) -> Path:
    """Return the path of a shipped example, without a name that of their folder. Raises `UnknownNameError`."""
    from partnergraph.resources import ontology_path

    folder = ontology_path("examples")
    known = sorted(path.name for path in folder.iterdir())
    if name and name not in known:
        raise UnknownNameError("example", name, known)
    return folder / name


__all__ = ["Answer", "BuildResult", "Info", "PartnerGraph", "QueryError", "convert", "example"]
