"""PartnerGraph: the facade that people import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from partnergraph import accounts, queries
from partnergraph import model as m
from partnergraph import vocabulary as v
from partnergraph.derive import derive, stale
from partnergraph.errors import ExportError, InputError, Problem, QueryError
from partnergraph.ingest.rdf_file import RdfContent, read_rdf
from partnergraph.lookup import Lookup
from partnergraph.rdf import from_rdf, read_bounds
from partnergraph.store import MemoryStore, Store, open_store

if TYPE_CHECKING:
    import rdflib
    from networkx import MultiDiGraph

    from partnergraph.validation import Report

DEAL_BOOKS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Answer:
    """A table of answers, raw as the engine gave it and, row by row, as Python values."""

    variables: tuple[str, ...]
    terms: list[tuple[Any, ...]]

    def __iter__(self) -> Iterator[dict[str, object]]:
        for row in self.terms:
            yield {name: queries.python_value(term) for name, term in zip(self.variables, row, strict=True)}

    def __len__(self) -> int:
        return len(self.terms)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did."""

    sources: tuple[str, ...]
    statements: int
    stated: int
    derived: int
    phrases_checked: int
    warnings: tuple[Problem, ...]


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


class PartnerGraph:
    """A graph of partnerships in a store: build it, ask it, export it.

    >>> graph = PartnerGraph()
    >>> graph.build(example("xiaomi-leica.yaml")).sources
    ('gadgets360-2024-02-28',)
    >>> [row["product"] for row in graph.query("releases-in", market="JP")]
    ['Leitz Phone 1']
    """

    def __init__(self, store: Store | None = None) -> None:
        self.store: Store = store if store is not None else MemoryStore()
        self.lookup = Lookup(self.store)
        self._data: tuple[int, m.Dataset] | None = None

    @classmethod
    def open(cls, location: str | Path | None = None, *, create: bool = True) -> PartnerGraph:
        """Open a store directory (made at the first build if absent and ``create``) or an RDF file."""
        return cls(open_store(location, create=create))

    # -- in

    def build(self, *inputs: str | Path, source_texts: Iterable[str | Path] = ()) -> BuildResult:
        """Read deal books and RDF files and put in what they say: all of it, or nothing.

        A source that is there already is replaced. ``source_texts``: the sources' texts, against which every
        quoted phrase and position is checked. Raises `InputError` with every problem of every input.
        """
        from partnergraph.ingest.source_text import check_source_texts

        contents = _read_all([Path(item) for item in inputs])
        data = _merged(contents)
        checked = check_source_texts(data, map(Path, source_texts))
        with self.store.transaction() as work:
            accounts.put(work, data, (triple for content in contents for triple in content.extra))
            derived = derive(work)
            stated = work.count(v.GRAPH_STATED)
        warnings = tuple(problem for content in contents for problem in getattr(content, "warnings", ()))
        names = tuple(sorted(source.iri.rsplit("/", 1)[-1] for source in data.sources))
        return BuildResult(names, len(data.statements) + len(data.claims), stated, derived, checked, warnings)

    def remove(self, source: str) -> str:
        """Take out everything that a source said; return its IRI. Raises `UnknownNameError`."""
        iri = self.lookup.find(source, "source")
        with self.store.transaction() as work:
            accounts.remove(work, iri)
            derive(work)
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
        from partnergraph import __version__

        return Info(
            location=str(getattr(self.store, "path", getattr(self.store, "origin", None)) or "in memory"),
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

    def query(self, name: str, **parameters: object) -> Answer:
        """Answer a named question; parameters as people write them (``market="India"``, ``on="2024-02"``)."""
        question = queries.find_question(name)
        return self._select(queries.bind(question, parameters, self.lookup))

    def sparql(self, query: str) -> Answer:
        """Answer a SELECT or ASK query of one's own; the project's prefixes are declared already.

        Queries that would reach other hosts are refused. Raises `QueryError`.
        """
        queries.check_free_query(query)
        text = queries.with_prefixes(query)
        if queries.form_of(query) == "ASK":
            return Answer(("answer",), [(queries.boolean(queries.with_deep_stack(lambda: self.store.ask(text))),)])
        return queries.with_deep_stack(lambda: self._select(text))

    def construct(self, query: str) -> list[Any]:
        """Return the triples of a CONSTRUCT or DESCRIBE query of one's own, sorted."""
        queries.check_free_query(query)
        text = queries.with_prefixes(query)
        return sorted(queries.with_deep_stack(lambda: list(self.store.construct(text))), key=str)

    def _select(self, text: str) -> Answer:
        found = self.store.select(text)
        return Answer(found.variables, list(found.rows))

    # -- out

    def to_rdflib(self, *, stated_only: bool = False) -> rdflib.Graph:
        """Return the graph (stated and derived, or stated alone) for rdflib."""
        from partnergraph.export.rdflib_graph import to_rdflib

        graphs = (v.GRAPH_STATED,) if stated_only else (v.GRAPH_STATED, v.GRAPH_DERIVED)
        return to_rdflib(triple for graph in graphs for triple in self.store.triples(graph))

    def to_networkx(self, *, facts: bool = False) -> MultiDiGraph[str]:
        """Return organizations and what links them, or with ``facts`` every thing and fact as a node."""
        from partnergraph.export import network

        return (network.fact_network if facts else network.organization_network)(self.data())

    def export(self, path: str | Path, *, stated_only: bool = False) -> Path:
        """Write the graph in the form that the file name asks for: ttl, trig, nt, nq, jsonld, graphml, html."""
        path = Path(path)
        form = path.suffix.lstrip(".").lower()
        from partnergraph.export import rdf_syntax

        if form in rdf_syntax.SYNTAXES:
            rdf_syntax.write_rdf(self.store, path, form, stated_only=stated_only)
        elif form == "graphml":
            from partnergraph.export import network

            network.write_graphml(self.to_networkx(), path)
        elif form == "html":
            from partnergraph.export.files import whole_file

            page = self.page(title=path.stem).encode("utf-8")
            with whole_file(path) as file:
                file.write(page)
        else:
            known = ", ".join((*rdf_syntax.SYNTAXES, "graphml", "html"))
            raise ExportError(path, f"no form is called {form!r}", f"end the name in one of: {known}")
        return path

    def page(self, *, title: str = "Partnerships") -> str:
        """Return the interactive page, one HTML document that needs no network."""
        from partnergraph.export.html import build_page
        from partnergraph.export.rdf_syntax import turtle_of

        return build_page(
            self.data(), derived=self.derived_bounds(), title=title, turtle=lambda iri: turtle_of(self.store, iri)
        )

    def _repr_html_(self) -> str:
        """Return the page in a frame, for notebooks."""
        from html import escape

        frame = '<iframe srcdoc="{}" title="Partnerships" style="width:100%;height:640px;border:0"></iframe>'
        return frame.format(escape(self.page(), quote=True))


def example(name: str) -> Path:
    """Return the path of a shipped example."""
    from partnergraph.resources import ontology_path

    return ontology_path(f"examples/{name}")


def _read_all(paths: list[Path]) -> list[RdfContent]:
    """Read all inputs, so that the problems of all of them come in one pass."""
    contents: list[RdfContent] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            contents.append(_read(path))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return contents


def _read(path: Path) -> RdfContent:
    if not path.is_file():
        kind = "is a directory" if path.is_dir() else "does not exist"
        raise InputError([Problem(kind, "name a deal book (.yaml, .json) or an RDF file (.ttl ...)", file=str(path))])
    if path.suffix.lower() in DEAL_BOOKS:
        from partnergraph.ingest.dealbook import read_dealbook

        return RdfContent(read_dealbook(path), ())
    return read_rdf(path)


def _merged(contents: list[RdfContent]) -> m.Dataset:
    """Join what several inputs say; the same IRI must be the same fact everywhere."""
    data = m.Dataset()
    known: dict[m.Iri, m.Identity] = {}
    problems: list[Problem] = []
    for content in contents:
        for identity in content.data.identities:
            other = known.setdefault(identity.iri, identity)
            if other != identity:
                problems.append(accounts.conflict(other, identity, "another file of this build"))
        for name in data.__dataclass_fields__:
            getattr(data, name).extend(getattr(content.data, name))
    if problems:
        raise InputError(problems)
    return data


__all__ = ["Answer", "BuildResult", "Info", "PartnerGraph", "QueryError", "example"]
