"""SHACL validation of a store, as a typed report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pyoxigraph import RdfFormat, parse

from partnergraph import vocabulary as v
from partnergraph.export.rdflib_graph import to_rdflib
from partnergraph.resources import ontology_path
from partnergraph.store.base import GRAPHS, Store

Severity: TypeAlias = Literal["Violation", "Warning", "Info"]
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
    """Hold a store against ``ontology/shapes/data.ttl``.

    pySHACL takes about 13 ms a commitment; use it for what a person can read.
    """
    import pyshacl  # lazy: with rdflib it takes 0.6 s

    data = to_rdflib(triple for graph in GRAPHS for triple in store.triples(graph))
    shapes = to_rdflib(q.triple for q in parse(path=str(ontology_path("shapes/data.ttl")), format=RdfFormat.TURTLE))
    vocabulary = to_rdflib(
        q.triple for q in parse(path=str(ontology_path("partnergraph.ttl")), format=RdfFormat.TURTLE)
    )
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=vocabulary, advanced=True, allow_warnings=True)
    order = {severity: i for i, severity in enumerate(SEVERITIES)}
    findings = sorted(set(_findings(results)), key=lambda f: (order[f.severity], f.focus, f.path, f.value, f.message))
    return Report(tuple(findings))


def _findings(results: Any) -> Iterator[Finding]:
    from rdflib import SH

    for result in results.subjects(predicate=SH.resultSeverity):
        severity = str(results.value(result, SH.resultSeverity)).rpartition("#")[2]
        yield Finding(
            severity=severity,  # type: ignore[arg-type]
            focus=str(results.value(result, SH.focusNode)),
            message=str(results.value(result, SH.resultMessage) or ""),
            path=str(results.value(result, SH.resultPath) or "").replace(v.NS, "pg:"),
            value=str(results.value(result, SH.value) or ""),
            shape=str(results.value(result, SH.sourceShape) or ""),
        )
