"""The dataset of an update, put into its text: ``USING`` clauses where the protocol's parameters want them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from partnergraph import queries
from partnergraph.errors import QueryError
from partnergraph.queries.words import pieces

_CLAUSE_WORDS = ("INSERT", "DELETE", "WHERE", "WITH", "USING")
_SIGN = re.compile("[{};]")


@dataclass(slots=True)
class Operation:
    """An operation of an update: its clause words and blocks outside of braces, with where each starts and ends."""

    start: int = 0
    end: int = 0
    words: list[tuple[str, int, int]] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)

    def has(self, word: str) -> bool:
        """Whether a word is there."""
        return any(found == word for found, _, _ in self.words)

    def place(self, word: str) -> tuple[int, int]:
        """Return where the first such word starts and ends. Raises `LookupError`."""
        found = [(start, end) for one, start, end in self.words if one == word]
        return found[0]

    def ends(self, word: str) -> list[int]:
        """Return where each such word ends."""
        return [end for found, _, end in self.words if found == word]


def with_dataset(update: str, default: Sequence[str], named: Sequence[str], asked: bool) -> str:
    """Return an update whose patterns see some graphs, where it does not say itself which.

    ``asked``: the request names the graphs; then an update that names them too is refused. Raises `QueryError`.

    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", ["urn:g"], [], False)
    'DELETE { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p 1 }'
    """
    clauses = " ".join([*(f"USING <{iri}>" for iri in default), *(f"USING NAMED <{iri}>" for iri in named)])
    inserted: list[tuple[int, str]] = []
    for operation in operations(update):
        if operation.has("USING") or operation.has("WITH"):
            if asked:
                raise QueryError("the graphs are named twice: by the request and by USING or WITH", "name them once")
        elif (place := next((word for word in operation.words if word[0] == "WHERE"), None)) is not None:
            inserted.append((place[1], f"{_template(update, operation, place)}{clauses} "))
    for at, text in reversed(inserted):
        update = update[:at] + text + update[at:]
    return update


def _template(update: str, operation: Operation, place: tuple[str, int, int]) -> str:
    """Return the template that DELETE WHERE leaves out; empty for an operation that has its own."""
    before = [block for block in operation.blocks if block[1] <= place[1]]
    after = next((block for block in operation.blocks if block[0] >= place[2]), None)
    return "" if before or after is None else f"{update[after[0] : after[1]]} "


def operations(update: str) -> Iterator[Operation]:
    """Yield the operations of an update; one of nothing but what is about whole graphs has no words."""
    operation, depth, start = Operation(), 0, 0
    for piece in signs_and_words(update):
        what, at, end = piece
        if what == "{":
            start = at if depth == 0 else start
            depth += 1
        elif what == "}":
            depth -= 1
            if depth == 0:
                operation.blocks.append((start, end))
        elif what == ";" and depth == 0:
            operation.end = at
            yield operation
            operation = Operation(end)
        elif what in _CLAUSE_WORDS and depth == 0:
            operation.words.append(piece)
    operation.end = len(update)
    yield operation


def reused_label(update: str) -> str | None:
    """Return a blank node's label that two operations put in, which SPARQL forbids; ``None``: there is none.

    >>> reused_label("INSERT DATA { _:a <urn:p> 1 } ; INSERT DATA { _:a <urn:p> 2 }")
    '_:a'
    """
    seen = set[str]()
    for operation in operations(update) if "_:" in update else ():
        found = list(pieces(update[operation.start : operation.end]))
        if any((one.text.upper(), other.text.upper()) == ("INSERT", "DATA") for one, other in pairwise(found)):
            labels = {piece.text for piece in found if piece.text.startswith("_:")}
            if again := labels & seen:
                return min(again)
            seen |= labels
    return None


def signs_and_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the braces, semicolons and upper-cased words outside strings, IRIs and comments, with start and end."""
    last = 0
    for found in [*queries.TOKEN.finditer(text), None]:
        for sign in _SIGN.finditer(text, last, found.start() if found else len(text)):
            yield sign[0], sign.start(), sign.end()
        if found is not None:
            if found["word"]:
                yield found["word"].upper(), found.start(), found.end()
            last = found.end()
