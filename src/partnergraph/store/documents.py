"""RDF documents to quads, guarded: what would end the process, fetch something or name a machine is refused.

RDF/XML with a document type is refused: its entities can blow a few bytes up to gigabytes. Triple terms (RDF 1.2)
are refused before they are parsed: some thousand in one another end the process, and no other tool that we write for
reads them. Relative addresses are resolved against the base of the data, so that a copy elsewhere means the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import RdfFormat

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, Problem
from partnergraph.resources import read_text

KNOWN_CONTEXTS: Final = {"www.w3.org/ns/odrl.jsonld": "contexts/odrl.jsonld"}
"""Addresses of contexts, without their scheme, of which a copy is shipped: they are never fetched."""

DEEPEST: Final = 500
"""JSON-LD nested deeper is refused: some thousand levels overflow the parser's stack and end the process."""

# What is possessive keeps no way back for each byte of a long text.
_BRACKET_OR_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_DOCUMENT_TYPE = re.compile(rb"<!doctype", re.IGNORECASE)
_TRIPLE_SIGN = re.compile(rb"<<|\{\|")
_TURTLE = re.compile(
    rb"""'''(?:[^'\\]++|\\.|'(?!''))*+'''|\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"
        |'(?:[^'\\\r\n]++|\\.)*+'|"(?:[^"\\\r\n]++|\\.)*+"
        |<[^<>"{}|^`\x00-\x20]*>|\\.|\#[^\r\n]*
        |(?P<term><<|\{\|)""",
    re.VERBOSE | re.DOTALL,
)
# An escaped letter would be read as the letter.
_TRIPLE_IN_XML = re.compile(rb"""parseType\s*=\s*["'](?P<term>Triple|[^"']*&)""")
_LITERAL_STATEMENTS = "RDF 1.2 triple terms are not read; use statement nodes"


def is_rdf(path: str | Path) -> bool:
    """Say whether the name of a file that is there is one of RDF."""
    return Path(path).is_file() and _syntax_of(Path(path)) is not None


def _syntax_of(path: Path) -> RdfFormat | None:
    return RdfFormat.from_extension(path.suffix.lstrip(".").lower())


def parse_rdf(
    path: Path, syntax: RdfFormat | None = None, *, base: str = v.DEFAULT_BASE, name: str | None = None
) -> Iterator[ox.Quad]:
    """Yield the quads of a file in any syntax that the engine reads, told by its extension if not given.

    ``base``: what relative addresses are resolved against, where the document has no base of its own. ``name``: how
    errors call the file. Raises `InputError` with the line where there is one.
    """
    file = str(path) if name is None else name
    syntax = syntax or _syntax_of(path)
    if syntax is None:
        known = ".ttl .trig .nt .nq .rdf .jsonld .n3"
        raise InputError([Problem("is no RDF file name that is known", f"use one of {known}", file=file)])
    try:
        content = path.read_bytes()
        _check(content, syntax, file)
        shipped = _with_known_contexts(content) if syntax == RdfFormat.JSON_LD else None
        given: dict[str, Any] = {"path": str(path)} if shipped is None else {"input": shipped}
        for quad in ox.parse(**given, format=syntax, base_iri=base):
            _check_quad(quad, syntax, file)
            yield quad
    except SyntaxError as error:
        raise InputError([_broken(path, syntax, file, error)]) from None
    except OSError as error:
        raise InputError([Problem(error.strerror or str(error), file=file)]) from None
    except InputError:
        raise
    except (ValueError, MemoryError) as error:
        raise InputError([Problem(f"not {syntax.name}: {error}", file=file)]) from None


def _check(content: bytes, syntax: RdfFormat, file: str) -> None:
    """Refuse a document that must not reach the parser."""
    if syntax == RdfFormat.JSON_LD:
        if _depth(content) > DEEPEST:
            raise InputError([Problem(f"is nested more than {DEEPEST:,} deep", "write it flatter", file=file)])
        return
    if syntax == RdfFormat.RDF_XML and _DOCUMENT_TYPE.search(content):
        raise InputError([Problem("holds a DOCTYPE", "remove it; entities are not read", file=file)])
    at = _triple_term(content, syntax)
    if at is not None:
        raise InputError([_triple_problem(file, content.count(b"\n", 0, at) + 1)])


def _triple_term(content: bytes, syntax: RdfFormat) -> int | None:
    """Return where the first triple term or annotation starts."""
    if syntax == RdfFormat.RDF_XML:
        found = _TRIPLE_IN_XML.search(content)
        return found.start() if found else None
    if not _TRIPLE_SIGN.search(content):
        return None  # most files: nothing is to be told apart from strings, addresses and comments
    return next((found.start() for found in _TURTLE.finditer(content) if found["term"]), None)


def _triple_problem(file: str, line: int | None = None, subject: str | None = None) -> Problem:
    return Problem("holds a triple term", _LITERAL_STATEMENTS, file=file, line=line, field=subject)


def _check_quad(quad: ox.Quad, syntax: RdfFormat, file: str) -> None:
    if isinstance(quad.object, ox.Triple):
        raise InputError([_triple_problem(file, subject=str(quad.subject))])
    if syntax == RdfFormat.N3 and isinstance(quad.graph_name, ox.BlankNode):
        hint = "what stands in braces is not stated; write it without them, or as Turtle"
        raise InputError([Problem("holds a formula of N3", hint, file=file, field=str(quad.subject))])
    for term in (quad.subject, quad.predicate, quad.object):
        if isinstance(term, ox.NamedNode) and term.value[:5].lower() == "file:":
            hint = "a file: address means something on one machine only; write an https:// or urn: address"
            raise InputError([Problem("names a path of a machine", hint, file=file, value=term.value)])


def _depth(document: bytes) -> int:
    """Return how deep brackets and braces are nested, outside strings."""
    deepest = depth = 0
    for found in _BRACKET_OR_STRING.finditer(document):
        depth += (found[0] in b"[{") - (found[0] in b"]}")
        deepest = max(deepest, depth)
    return deepest


# --- contexts of JSON-LD that are shipped ---------------------------------------------------------------


def _with_known_contexts(document: bytes) -> bytes | None:
    """Return a document with the shipped contexts in place of their addresses; ``None`` where it names none."""
    if not any(f"://{address}".encode() in document for address in KNOWN_CONTEXTS):
        return None
    try:
        return json.dumps(_replaced(json.loads(document))).encode()
    except ValueError:
        return None  # the parser says what is wrong


def _replaced(node: Any) -> Any:
    if isinstance(node, list):
        return [_replaced(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {key: _context(value) if key == "@context" else _replaced(value) for key, value in node.items()}


def _context(value: Any) -> Any:
    if isinstance(value, list):
        return [_context(one) for one in value]
    known = KNOWN_CONTEXTS.get(value.partition("://")[2]) if isinstance(value, str) else None
    return json.loads(read_text(known))["@context"] if known is not None else value


# --- what is wrong with a broken document ---------------------------------------------------------------


def _broken(path: Path, syntax: RdfFormat, file: str, error: SyntaxError) -> Problem:
    context = _remote_context(path.read_bytes()) if syntax == RdfFormat.JSON_LD else None
    if context is not None:
        hint = "write the context itself into the file, in place of its address"
        return Problem("contexts are not fetched", hint, file=file, field="@context", value=context)
    return Problem(f"not {syntax.name}: {error.msg}", file=file, line=error.lineno, column=error.offset)


def _remote_context(document: bytes) -> str | None:
    """Return the first address of a context that would have to be fetched."""
    try:
        waiting: list[Any] = [json.loads(document)]
    except (ValueError, RecursionError):
        return None
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            waiting += reversed(node.values())
            for address in _addresses(node.get("@context")):
                return address
        elif isinstance(node, list):
            waiting += reversed(node)
    return None


def _addresses(context: Any) -> Iterator[str]:
    for part in context if isinstance(context, list) else [context]:
        found = part.get("@import") if isinstance(part, dict) else part
        if isinstance(found, str):
            yield found
