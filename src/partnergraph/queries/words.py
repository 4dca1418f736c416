"""The words of a query: what stands in it outside strings, IRIs and comments, without parsing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

TOKEN = re.compile(
    r"""(?P<skip>\#[^\r\n]*
        |(?P<iri><(?:[^<>"{}|^`\\\x00-\x20]++|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
        |'''(?:[^'\\]++|\\.|'(?!''))*+'''|\"\"\"(?:[^"\\]++|\\.|"(?!""))*+\"\"\"
        |'(?:[^'\\\r\n]++|\\.)*+'|"(?:[^"\\\r\n]++|\\.)*+"
        |@[A-Za-z]+(?:-[A-Za-z0-9]+)*
        |:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*
        |\\.)
      |(?P<word>[?$]?[^\W\d][\w.-]*)""",
    re.VERBOSE | re.DOTALL,
)


def tokens(query: str) -> Iterator[str]:
    """Yield the upper-cased words of a query outside strings, IRIs, local names and comments.

    The engine reads ``<`` as "less than" where an IRI would end inside a comment or a string. Then the words
    come that either reading shows.

    >>> list(tokens('ASK { ?s ex:load "SERVICE" } # LOAD'))
    ['ASK', '?S', 'EX']
    """
    return (word for word, _ in placed(query))


def placed(query: str) -> Iterator[tuple[str, int]]:
    """Yield the words of `tokens`, each with the place where it ends."""
    return ((found["word"].upper(), found.end()) for _, found in _scanned(query) if found and found["word"])


def _scanned(query: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the tokens in either reading, each with the signs before it and its first letter; last the signs alone."""
    waiting, seen = [0], set[int]()
    while waiting:
        at = waiting.pop()
        while at not in seen:
            seen.add(at)
            found = TOKEN.search(query, at)
            yield query[at : found.start() + 1 if found else len(query)], found
            if found is None:
                break
            if found["iri"] and (other := _after_less_than(found)) is not None:
                waiting.append(other)
            at = found.end()


def _after_less_than(found: re.Match[str]) -> int | None:
    """Return where to go on if what looks like an IRI is a comparison, where that makes a difference."""
    content = found["iri"]
    hidden = re.search("[#']", content)
    if hidden is None:
        return None
    # Without a bracket that closes, the expression goes on up to the comment or string.
    return found.start() + (1 if ")" in content[: hidden.start()] else hidden.start())


_TRIPLE_SIGN: Final = re.compile(r"<<|\{\||~")


def has_triple_terms(query: str) -> bool:
    """Say whether a query has the signs of triple terms (RDF 1.2), or calls the function that makes them.

    Some thousand in one another end the process, wherever they are let go.

    >>> has_triple_terms("ASK { << ?s ?p ?o >> ?q 1 }"), has_triple_terms("ASK { ?s ?p '<<' }")
    (True, False)
    """
    if any(_TRIPLE_SIGN.search(signs) for signs, _ in _scanned(query)):
        return True
    words = ((word, end) for word, end in placed(query) if word.endswith("TRIPLE") and word[0] not in "?$")
    return any(word != "ISTRIPLE" and not query.startswith(":", end) for word, end in words)


FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES: Final = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")


class Piece(NamedTuple):
    """One piece of a query. ``kind``: iri, name (``pg:Brand``), variable, word, number, sign; else other."""

    kind: str
    text: str
    start: int


_PIECE: Final = re.compile(
    r"(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?|_)?:(?:(?:[\w:%]|\\.)(?:(?:[\w.:%-]|\\.)*(?:[\w:%-]|\\.))?)?)"
    r"|(?P<variable>[?$]\w+)|(?P<number>\.?\d[\w.]*)"
    rf"|{TOKEN.pattern}|(?P<sign>\S)",
    re.VERBOSE | re.DOTALL,
)


def pieces(query: str) -> Iterator[Piece]:
    """Yield the pieces of a query in their order, but for comments.

    >>> [piece.text for piece in pieces('SELECT ?b { ?b a pg:Brand . } # all')]
    ['SELECT', '?b', '{', '?b', 'a', 'pg:Brand', '.', '}']
    """
    for found in _PIECE.finditer(query):
        kind = found.lastgroup or ""
        text = found[0].rstrip(".-") if kind == "word" else found[0]
        if found["iri"]:
            kind = "iri"
        elif kind == "skip":
            kind = "other"
        if not text.startswith("#"):
            yield Piece(kind, text, found.start())


def first_word(query: str) -> Piece | None:
    r"""Return the word that says what a query or update is: the first after its prefixes; ``None``: there is none.

    >>> first_word("PREFIX select: <urn:a> # ASK\n insert data {}").text
    'insert'
    """
    found = (piece for piece in pieces(query) if piece.kind == "word")
    return next((piece for piece in found if piece.text.upper() not in ("PREFIX", "BASE")), None)


def form_of(query: str) -> str:
    """Return ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; empty if the query is none of them.

    >>> form_of("PREFIX a: <b> ask { }"), form_of("INSERT { ?s ?p 1 } WHERE { SELECT * { ?s ?p 2 } }")
    ('ASK', '')
    """
    first = first_word(query)
    return first.text.upper() if first is not None and first.text.upper() in FORMS else ""


def place(query: str, start: int) -> str:
    r"""Say where something starts in a query.

    >>> place("SELECT *\n  WHERE {}", 11)
    'line 2, column 3'
    """
    before = query[:start]
    return f"line {before.count(chr(10)) + 1}, column {start - before.rfind(chr(10))}"


def declared(found: Sequence[Piece]) -> dict[str, str]:
    """Return the prefixes that a query declares itself, each with what it stands for.

    >>> declared(list(pieces("PREFIX a: <urn:a> PREFIX : <urn:b> ASK {}")))
    {'a': 'urn:a', '': 'urn:b'}
    """
    threes = zip(found, found[1:], found[2:], strict=False)
    return {
        name.text.partition(":")[0]: iri.text[1:-1]
        for word, name, iri in threes
        if word.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri"
    }
