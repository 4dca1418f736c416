"""Writes what pages of ``reference/`` include, from ``ontology/``: the vocabulary, the terms, the questions.

pyLODE would make a page of the core vocabulary too, but as a site of its own: without the SKOS trees as trees, without
links to these pages, and its newest version (3.4.1) does not import. What is wanted here is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from partnergraph import PartnerGraph, example, queries
from partnergraph import vocabulary as v
from partnergraph.questions import TYPES, Parameter, exclusivity_questions
from partnergraph.resources import ontology_path

PG = Namespace(v.NS)
CASES = Path(__file__).parents[1] / "tests" / "competency" / "seed"
MOST_ROWS = 10
MADE = ("vocabulary", "terms", "questions")
"""Pages of ``reference/`` that include what is made here."""
_KINDS: tuple[tuple[URIRef, str], ...] = (
    (OWL.Class, "Classes"),
    (OWL.ObjectProperty, "Properties that lead to things"),
    (OWL.DatatypeProperty, "Properties that hold values"),
    (PG.Reading, "Readings"),
)
_FACTS: tuple[tuple[URIRef, str], ...] = (
    (RDFS.subClassOf, "kind of"),
    (RDFS.subPropertyOf, "special case of"),
    (RDFS.domain, "said of"),
    (RDFS.range, "value"),
    (OWL.disjointWith, "never also"),
    (SKOS.exactMatch, "same as"),
    (SKOS.closeMatch, "close to"),
    (SKOS.relatedMatch, "related to"),
)
_SCHEMES = ("field", "channel", "act", "language", "customer", "status", "event-kind")


def write_pages(folder: Path) -> None:
    """Write what the pages ``reference/`` of these names include, where it changed."""
    folder.mkdir(exist_ok=True)
    makers = {"vocabulary": vocabulary_page, "terms": terms_page, "questions": questions_page}
    for name in MADE:
        path, text = folder / f"{name}.md", "\n".join(makers[name]()) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def _read(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(ontology_path(name), format="turtle")
    return graph


def _plain(text: object) -> str:
    """Return text in which nothing is taken for Markdown, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>|$~])", r"\\\1", " ".join(str(text).split()))


# --- vocabulary ------------------------------------------------------------------------------------


def vocabulary_page() -> Iterator[str]:
    """Yield the page of the core vocabulary, its alignments beside each term."""
    graph = _read("partnergraph.ttl", "alignments.ttl")
    ontology = URIRef(v.NS.rstrip("#"))
    yield f"Namespace `{v.NS}`, prefix `pg`, version {graph.value(ontology, OWL.versionInfo)}, CC BY 4.0. "
    yield f"{_plain(graph.value(ontology, SKOS.scopeNote))}\n"
    yield "The address is a name and leads nowhere yet: the namespace is not registered. The"
    yield "[trees of terms](terms.md) have a page of their own.\n"
    for kind, title in _KINDS:
        named = sorted(term for term in graph.subjects(RDF.type, kind) if _is_ours(term))
        if not named:
            continue
        yield f"## {title}\n"
        yield ", ".join(f"[{_local(term)}](#{_anchor(term)})" for term in named) + "\n"
        for term in named:
            yield from _term(graph, term)


def _is_ours(term: Node) -> bool:
    return str(term).startswith((v.NS, v.READING))


def _local(term: Node) -> str:
    return str(term).removeprefix(v.NS).removeprefix(v.READING)


def _anchor(term: Node) -> str:
    """Return an anchor; classes, properties and readings may differ by nothing but case."""
    kind = "reading" if str(term).startswith(v.READING) else "class" if _local(term)[0].isupper() else "property"
    return f"{kind}-{re.sub('(?<!^)(?=[A-Z])', '-', _local(term)).lower()}"


def _term(graph: Graph, term: Node) -> Iterator[str]:
    yield f"({_anchor(term)})=\n### {_local(term)}\n"
    label = graph.value(term, RDFS.label) or graph.value(term, SKOS.prefLabel)
    yield f"*{_plain(label)}*. {_plain(graph.value(term, SKOS.definition))}\n"
    for note in sorted(graph.objects(term, SKOS.scopeNote)):
        yield f"{_plain(note)}\n"
    for one in sorted(graph.objects(term, SKOS.example)):
        yield f"Example: {_plain(one)}\n"
    facts = [
        f"{words}: {', '.join(_named(graph, other) for other in found)}"
        for predicate, words in _FACTS
        if (found := sorted(set(graph.objects(term, predicate)) - {OWL.Thing}))
    ]
    if facts:
        yield "; ".join(facts) + ".\n"


def _named(graph: Graph, term: Node) -> str:
    if _is_ours(term):
        return f"[{_local(term)}](#{_anchor(term)})"
    return f"`{graph.namespace_manager.normalizeUri(term)}`"


# --- trees of terms ----------------------------------------------------------------------------------


def terms_page() -> Iterator[str]:
    """Yield the page of the SKOS trees."""
    graph = _read("schemes.ttl")
    yield "Fields of use, channels and acts are trees: a term overlaps with what is above and below it and shares"
    yield "nothing with the rest of its tree. Statuses and kinds of events are lists for words. On the command line:"
    yield "`partnergraph terms`. A term of your own takes part once it is placed below one of these; unplaced, it is"
    yield "unknown against everything.\n"
    for name in _SCHEMES:
        scheme = URIRef(v.W3ID + name)
        yield f"## {_plain(graph.value(scheme, RDFS.label)).capitalize()}\n"
        yield f"{_plain(graph.value(scheme, SKOS.definition))}\n"
        roots = sorted(set(graph.subjects(SKOS.topConceptOf, scheme)))
        yield from _tree(graph, roots, 0)
        yield ""


def _tree(graph: Graph, terms: Sequence[Node], depth: int) -> Iterator[str]:
    for term in terms:
        label, code = graph.value(term, SKOS.prefLabel), str(term).rsplit("/", 1)[-1]
        yield f"{'  ' * depth}- **{_plain(label)}** (`{code}`): {_plain(graph.value(term, SKOS.definition))}"
        yield from _tree(graph, sorted(graph.subjects(SKOS.broader, term)), depth + 1)


# --- questions ---------------------------------------------------------------------------------------


def questions_page() -> Iterator[str]:
    """Yield every named question with its parameters, its answer on the Xiaomi-Leica example, and its SPARQL."""
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    cases = _first_cases()
    yield "A parameter has one name everywhere: as an option (`--subject`), after `-p`, over HTTP, in a tool of an"
    yield "assistant and as a keyword in Python, where `from`, a word of the language, is `from_`. On the command line"
    yield "where something is asked is `--in`, whatever the parameter is called. Several values: give"
    yield "it several times, in Python as a list, or in one text with commas (a name that is recorded with its comma"
    yield "stays one, and so does `Aurora, Inc.`). Where a name fits several things of its type, a note says which was"
    yield "taken.\n"
    yield from _types()
    yield "## Who may, what collides, what is free\n"
    yield "`partnergraph NAME --PARAMETER VALUE`, `graph.NAME(...)`, over HTTP at `/NAME`, as a tool of an assistant.\n"
    for question in exclusivity_questions().values():
        yield f"### {question.name}\n"
        yield f"{_plain(question.title)}. {_plain(question.more)}".strip() + "\n"
        yield from _parameters(question)
    yield "## Named questions\n"
    yield "Each is a SPARQL file in `ontology/queries`, with the same answer on every engine. Ask with"
    yield "`partnergraph query NAME -p PARAMETER=VALUE`, `graph.query(name, ...)`, or over HTTP at `/questions/NAME`."
    yield "The answers below are those on the Xiaomi-Leica example; the tests hold them.\n"
    for question in queries.questions().values():
        yield from _question(graph, question, cases[question.name])


def _first_cases() -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "query" not in case:
            continue
        for one in case["cases"]:
            best = found.get(case["query"])
            if best is None or (not best["rows"] and one.get("rows")):
                found[case["query"]] = {"given": one.get("given") or {}, "rows": one.get("rows")}
    return found


def _question(graph: PartnerGraph, question: queries.Question, case: Mapping[str, Any]) -> Iterator[str]:
    given = case["given"]
    yield f"### {question.name}\n"
    asked = {p.name: given.get(p.name, p.default) for p in question.parameters}
    words = re.sub(r"{(\w+)}", lambda found: str(asked.get(found[1])), question.question)
    yield f"{_plain(words)}\n"
    yield from _parameters(question)
    options = " ".join(f'-p "{name}={value}"' for name, value in given.items())
    yield f"```text\n$ partnergraph query {question.name} {options}".rstrip() + "\n```\n"
    answer = graph.query(question.name, **given)
    rows = [tuple("" if value is None else _plain(value) for value in row.values()) for row in answer]
    if rows:
        yield from _table(answer.variables, rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            yield f"... and {len(rows) - MOST_ROWS} more.\n"
    else:
        yield "Nothing recorded.\n"
    yield "<details><summary>SPARQL</summary>\n"
    yield f"```sparql\n{question.text.strip()}\n```\n"
    yield "</details>\n"


def _parameters(question: queries.Question) -> Iterator[str]:
    how = {(True, False): "needed", (True, True): "one or more", (False, True): "any number", (False, False): ""}
    rows = [
        (f"`{p.name}`", p.type, how[p.required, p.many], f"`{p.default}`" if p.default else "", _meaning(p))
        for p in question.parameters
    ]
    if rows:
        yield from _table(("parameter", "type", "how often", "default", "meaning"), rows)


def _meaning(parameter: Parameter) -> str:
    return _plain(parameter.help) + (f"; as an option `--{parameter.option}`" if parameter.option else "")


def _types() -> Iterator[str]:
    """Yield what may be given for each type of a parameter."""
    rows = [
        (name, ", ".join(kind.kinds or kind.choices), f"`{kind.placeholder}`" if kind.placeholder else "")
        for name, kind in TYPES.items()
    ]
    yield from _table(("type", "one of", "such as"), rows)


def _table(names: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    names = list(names)
    yield f"| {' | '.join(names)} |\n| {' | '.join('---' for _ in names)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
