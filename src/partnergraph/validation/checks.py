"""The shapes of ``ontology/shapes/data.ttl`` as queries that find what breaks them, for any engine.

Understood is the part of SHACL that the shapes use; a shape that asks for more is an error here, so that no
check is left out in silence. Classes count with the subclasses that the vocabulary declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from partnergraph import vocabulary as v
from partnergraph.resources import ontology_path
from partnergraph.validation.hashed import apart, hashed, predicates

_SH = "http://www.w3.org/ns/shacl#"
_XSD_CAST = tuple(v.XSD + name for name in ("date", "boolean", "integer", "decimal"))


@dataclass(frozen=True, slots=True)
class Check:
    """A query for (``?this``, ``?value``) that break a shape, in the shape's words.

    ``needs``: predicates that must occur, ``classes``: classes of which one must, for anything to be found.
    ``targets``: for a query about one node (written ``$this``), the query for those nodes.
    """

    shape: str
    severity: str
    message: str
    path: str
    query: str
    needs: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    targets: str = ""

    def said_of(self, value: str) -> str:
        """Return the message with the value that is wrong."""
        return self.message.replace("{?value}", value)


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Return the checks of all shapes that have targets, in the order of their names.

    >>> [check.severity for check in checks() if check.shape.endswith("/position-title")]
    ['Violation', 'Violation']
    """
    return tuple(check for shape in _Shapes().targeted() for check in shape.checks())


class _Shapes:
    """The shapes graph, and which classes are below which."""

    def __init__(self) -> None:
        self.store = Store()
        for name in ("shapes/data.ttl", "partnergraph.ttl"):
            self.store.bulk_extend(parse(path=str(ontology_path(name)), format=RdfFormat.TURTLE))

    def targeted(self) -> Iterator[_Shape]:
        names = {
            quad.subject.value  # type: ignore[union-attr]
            for kind in ("targetClass", "targetObjectsOf")
            for quad in self.store.quads_for_pattern(None, NamedNode(_SH + kind), None)
        }
        return (_Shape(self, name) for name in sorted(names))

    def values(self, node: object, predicate: str) -> list[object]:
        quads = self.store.quads_for_pattern(node, NamedNode(predicate), None)  # type: ignore[arg-type]
        return [quad.object for quad in quads]

    def value(self, node: object, predicate: str) -> object | None:
        return next(iter(self.values(node, predicate)), None)

    def items(self, head: object) -> Iterator[object]:
        while (first := self.value(head, v.RDF + "first")) is not None:
            yield first
            head = self.value(head, v.RDF + "rest")

    def below(self, classes: Iterable[str]) -> frozenset[str]:
        """Return classes with all their subclasses."""
        found, ahead = set[str](), set(classes)
        while ahead:
            found |= ahead
            quads = [
                quad
                for name in ahead
                for quad in self.store.quads_for_pattern(None, NamedNode(v.RDFS + "subClassOf"), NamedNode(name))
            ]
            ahead = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)} - found
        return frozenset(found)


_PASSED_OVER = frozenset(
    (
        v.RDF + "type",
        *(_SH + name for name in ("targetClass", "targetObjectsOf", "path", "severity", "message", "flags")),
    )
)


class _Shape:
    """One shape that has targets."""

    def __init__(self, shapes: _Shapes, name: str) -> None:
        self.shapes, self.name, self.node = shapes, name, NamedNode(name)
        self.classes = shapes.below(self._iris("targetClass"))
        self.path, self.shown = self._path(self.node)

    def _iris(self, name: str) -> list[str]:
        return sorted(found.value for found in self.shapes.values(self.node, _SH + name))  # type: ignore[attr-defined]

    def _text(self, name: str, node: object | None = None) -> str:
        found = self.shapes.value(node or self.node, _SH + name)
        return found.value if isinstance(found, NamedNode | Literal) else ""

    def _path(self, node: object) -> tuple[str, str]:
        """Return a path as SPARQL and as people write it; both empty where there is none."""
        path = self.shapes.value(node, _SH + "path")
        if path is None:
            return "", ""
        inverse = self.shapes.value(path, _SH + "inversePath")
        iri = (inverse or path).value  # type: ignore[attr-defined]
        sign = "^" if inverse is not None else ""
        return f"{sign}<{iri}>", sign + iri.replace(v.NS, "pg:")

    def checks(self) -> Iterator[Check]:
        quads = sorted(self.shapes.store.quads_for_pattern(self.node, None, None), key=str)
        for quad in quads:
            name, value = quad.predicate.value, quad.object
            if name == _SH + "sparql":
                yield self._own_query(value)
            elif name not in _PASSED_OVER:
                yield self._check(name.removeprefix(_SH), value)

    def _check(self, component: str, value: object) -> Check:
        if component == "minCount":
            return self._made(self._too_few(int(value.value)), needs=False)  # type: ignore[attr-defined]
        if component == "maxCount":
            return self._made(self._too_many(int(value.value)))  # type: ignore[attr-defined]
        if component == "equals":
            one, other = f"?this {self.path} ?value", f"?this <{value.value}> ?value"  # type: ignore[attr-defined]
            missing = f"{{ {one} MINUS {{ {other} }} }} UNION {{ {other} MINUS {{ {one} }} }}"
            return self._made(f"{missing} {self._is_target()}", needs=False)
        if not self.path:
            return self._made(f"{self._targets()} BIND(?this AS ?value) {self._wrong(component, value)}", needs=False)
        wrong = f"{apart('?this ?value', f'?this {self.path} ?value')} {self._wrong(component, value)}"
        return self._made(f"{{ SELECT DISTINCT ?this ?value WHERE {{ {wrong} }} }} {self._is_target()}")

    def _made(self, pattern: str, *, needs: bool = True) -> Check:
        return Check(
            self.name, self._severity(), self._text("message"), self.shown,
            f"SELECT DISTINCT ?this ?value WHERE {{ {pattern} }}",
            frozenset((self.path.strip("^<>"),)) if needs else frozenset(), self.classes,
        )  # fmt: skip

    def _severity(self) -> str:
        return self._text("severity").removeprefix(_SH)

    # -- patterns

    def _targets(self) -> str:
        kinds = " UNION ".join(f"{{ ?this a <{name}> }}" for name in sorted(self.classes))
        return f"{{ SELECT DISTINCT ?this WHERE {{ {kinds} }} }}" if len(self.classes) > 1 else kinds

    def _is_target(self) -> str:
        return f"FILTER EXISTS {{ ?this a ?kind . FILTER({_one_of('?kind', self.classes)}) }}"

    def _too_few(self, least: int) -> str:
        none = f"{{ {self._targets()} MINUS {{ ?this {self.path} ?any }} }}"
        if least == 1:
            return none
        counted = (
            f"SELECT ?this WHERE {{ ?this {self.path} ?any }} GROUP BY ?this HAVING(COUNT(DISTINCT ?any) < {least})"
        )
        return f"{none} UNION {{ {{ {counted} }} {self._is_target()} }}"

    def _too_many(self, most: int) -> str:
        counted = (
            f"SELECT ?this WHERE {{ ?this {self.path} ?any }} GROUP BY ?this HAVING(COUNT(DISTINCT ?any) > {most})"
        )
        return f"{{ {counted} }} {self._is_target()}"

    def _wrong(self, component: str, value: object) -> str:
        """Return the pattern that leaves those ``?value`` that break a component."""
        text = getattr(value, "value", "")
        match component:
            case "nodeKind" if text == _SH + "IRI":
                return "FILTER(!isIRI(?value))"
            case "class":
                return _is_none_of(self.shapes.below([text]))
            case "datatype":
                return f"FILTER({_is_not_of_type(text)})"
            case "pattern":
                flags = f', "{self._text("flags")}"' if self._text("flags") else ""
                return f"FILTER(isBlank(?value) || !REGEX(STR(?value), {Literal(text)}{flags}))"
            case "in":
                return f"FILTER({' && '.join(f'!sameTerm(?value, {item})' for item in self.shapes.items(value))})"
            case "disjoint":
                return apart("?this ?value", f"?this <{text}> ?value")
            case "minInclusive":
                return f"FILTER(!COALESCE(?value >= {value}, false))"
            case "lessThan" | "lessThanOrEquals":
                sign = "<" if component == "lessThan" else "<="
                other = apart("?this ?other", f"?this <{text}> ?other")
                return f"{other} FILTER(!COALESCE(?value {sign} ?other, false))"
            case "or":
                return self._none_of(list(self.shapes.items(value)))
        raise ValueError(f"{self.name}: sh:{component} is not understood")

    def _none_of(self, shapes: list[object]) -> str:
        kinds = [self.shapes.value(shape, _SH + "class") for shape in shapes]
        if all(isinstance(kind, NamedNode) for kind in kinds):
            return _is_none_of(self.shapes.below(kind.value for kind in kinds if isinstance(kind, NamedNode)))
        paths = [self._path(shape)[0] for shape in shapes if self._text("minCount", shape) == "1"]
        if len(paths) != len(shapes):
            raise ValueError(f"{self.name}: sh:or of these shapes is not understood")
        return " ".join(f"MINUS {{ ?value {path} ?any{n} }}" for n, path in enumerate(paths))

    # -- constraints that are queries already

    def _own_query(self, node: object) -> Check:
        select = self._text("select", node)
        body = select[select.index("{") + 1 : select.rindex("}")]
        objects, targets, needs = self._iris("targetObjectsOf"), "", frozenset[str]()
        if objects:
            of = " UNION ".join(f"{{ ?any <{name}> ?this }}" for name in objects)
            targets = f"SELECT DISTINCT ?this WHERE {{ {of} }}"
        elif body.count("pg:about $this") > 1 and "pg:statedIn ?second" in body:
            targets = f"SELECT DISTINCT ?this WHERE {{ {_OF_TWO_SOURCES} {self._is_target()} }}"
        else:
            body = body.replace("$this", "?this")
            needs = frozenset(map(self._in_full, predicates(body)))
            found = f"{{ SELECT DISTINCT ?this {'?value ' * ('?value' in select)}WHERE {{ {hashed(body)} }} }}"
            body = f"{found} {self._is_target()}"
        query = f"{self._prefixes()}SELECT DISTINCT * WHERE {{ {body} }}"
        return Check(self.name, self._severity(), self._text("message", node), "", query, needs, self.classes, targets)

    def _in_full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return self._namespaces()[prefix] + local

    def _namespaces(self) -> dict[str, str]:
        nodes = [quad.subject for quad in self.shapes.store.quads_for_pattern(None, NamedNode(_SH + "prefix"), None)]
        return dict(sorted((self._text("prefix", node), self._text("namespace", node)) for node in nodes))

    def _prefixes(self) -> str:
        return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in self._namespaces().items())


_OF_TWO_SOURCES = (
    f"{{ SELECT ?this WHERE {{ {apart('?said ?this', f'?said <{v.NS}about> ?this')}"
    f" {apart('?said ?source', f'?said <{v.NS}statedIn> ?source')} }}"
    " GROUP BY ?this HAVING(COUNT(DISTINCT ?source) > 1) }"
)
"""Where few facts have two sources, asking whether sources disagree of each costs less than joining all with all."""


def _one_of(variable: str, classes: Iterable[str]) -> str:
    return " || ".join(f"sameTerm({variable}, <{name}>)" for name in sorted(classes))


def _is_none_of(classes: Iterable[str]) -> str:
    kinds = " UNION ".join(f"{{ ?value a <{name}> }}" for name in sorted(classes))
    return f"MINUS {{ {kinds} }}"


def _is_not_of_type(datatype: str) -> str:
    wrong = f"!isLiteral(?value) || DATATYPE(?value) != <{datatype}>"
    # A literal may say that it is a date and be none.
    return f"{wrong} || !COALESCE(isLiteral(<{datatype}>(STR(?value))), false)" if datatype in _XSD_CAST else wrong
