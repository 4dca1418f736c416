"""Validation of a store against the shapes, as a typed report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import Literal as OneOf
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from partnergraph import vocabulary as v
from partnergraph.store.base import Store
from partnergraph.store.oxigraph import OxigraphReader
from partnergraph.validation.checks import Check, checks

Severity: TypeAlias = OneOf["Violation", "Warning", "Info"]
SEVERITIES: tuple[Severity, ...] = ("Violation", "Warning", "Info")


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. ``message`` says what to write instead; ``value`` and ``path`` are empty where there is none."""

    severity: Severity
    focus: str
    message: str
    path: str = ""
    value: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings, worst first. It conforms if no finding would give a wrong answer."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def validate(store: Store) -> Report:
    """Hold a store against ``ontology/shapes/data.ttl``, with its own query engine, on all cores if it is ours."""
    predicates, classes = _used(store)
    asked = [
        check for check in checks() if check.needs <= predicates and (not check.classes or check.classes & classes)
    ]
    nodes: dict[str, list[NamedNode]] = {}
    for query in {check.targets for check in asked if check.targets}:
        nodes[query] = [row[0] for row in store.select(query).rows if isinstance(row[0], NamedNode)]
    with ThreadPoolExecutor(cpu_count() if isinstance(store, OxigraphReader) else 1) as pool:
        parts = pool.map(lambda check: set(_findings(store, check, nodes.get(check.targets, []))), asked)
        found = set[Finding]().union(*parts)
    versions = {focus.value for (focus,) in store.select(_VERSIONS).rows if isinstance(focus, NamedNode)}
    found = {finding for finding in found if finding.focus not in versions}
    order = {severity: i for i, severity in enumerate(SEVERITIES)}
    findings = sorted(found, key=lambda f: (order[f.severity], f.focus, f.path, f.value, f.message))
    return Report(tuple(findings))


_VERSIONS = f"SELECT ?version WHERE {{ ?version <{v.pg('versionOf')}> ?deal }}"
"""What is derived is as right as what it comes from."""


def _used(store: Store) -> tuple[set[str], set[str]]:
    """Return the predicates and the classes that occur."""
    predicates = store.select("SELECT DISTINCT ?name WHERE { ?s ?name ?o }")
    classes = store.select("SELECT DISTINCT ?name WHERE { ?s a ?name }")
    return tuple({row[0].value for row in found.rows} for found in (predicates, classes))  # type: ignore


def _findings(store: Store, check: Check, nodes: Iterable[NamedNode]) -> Iterator[Finding]:
    if not check.targets:
        yield from _found(store, check, check.query, None)
    for node in nodes:
        yield from _found(store, check, check.query.replace("$this", str(node)), node)


def _found(store: Store, check: Check, query: str, node: NamedNode | None) -> Iterator[Finding]:
    solutions = store.select(query)
    for row in solutions.rows:
        answers = dict(zip(solutions.variables, row, strict=True))
        focus = node or answers["this"]
        value = answers.get("value") or (None if check.path else focus)
        text = value.value if isinstance(value, NamedNode | BlankNode | Literal) else ""
        yield Finding(check.severity, focus.value, check.said_of(text), check.path, text, check.shape)  # type: ignore
