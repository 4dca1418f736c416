"""Content negotiation, and the dataset put into updates."""

from __future__ import annotations

import pytest

from partnergraph.errors import QueryError
from partnergraph.server.negotiation import choose
from partnergraph.server.update.dataset_clauses import with_dataset

OFFERS = ["text/turtle", "application/n-triples", "text/html"]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML ; Q=1", "text/html"),
        ("text/*, text/turtle;q=0.1", "text/html"),
        ("text/turtle;q=0, */*", "application/n-triples"),
        ("application/n-triples;q=0.8, text/html;q=0.81", "text/html"),
        ("image/png, */*;q=0.001", "text/turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/html;q=2", None),
        ("*/html", None),
        (";;;,/,=", None),
        ("text/html;level=1", "text/html"),
        ('text/html;charset="utf-8";q=0.2, text/turtle;q=0.1', "text/html"),
        ("text/turtle; charset=utf-8", "text/turtle"),
        ("TEXT/HTML ; Charset = UTF-8 ; q=1, */* ; q=0.1", "text/html"),
        ('application/n-triples;profile="a,b;q=0";q=0.5, text/html;q=0.4', "application/n-triples"),
        ("text/turtle;q=0.1, text/turtle;charset=utf-8;q=0.9, text/html;q=0.5", "text/turtle"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html"),
        ("image/gif, *; q=.2", "text/turtle"),
        ("text/html;q=1.5, text/turtle;q=-1, application/n-triples;q=0.12345", "application/n-triples"),
        ('text/html;a="unclosed', "text/html"),
    ],
)
def test_choose(accept: str | None, wanted: str | None) -> None:
    assert choose(accept, OFFERS) == wanted


USING = "USING <urn:g> USING NAMED <urn:n>"


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { <urn:s> <urn:p> 'WHERE' }", None),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", "INSERT { ?s ?p 1 } U WHERE { ?s ?p 2 }"),
        ("DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { {?s ?p 1} }", "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } U WHERE { {?s ?p 1} }"),
        ("delete where { ?s ?p '}' }", "delete { ?s ?p '}' } U where { ?s ?p '}' }"),
        ("DELETE { ?s ?p 1 } WHERE { SELECT ?s WHERE { ?s ?p 2 } }", "DELETE { ?s ?p 1 } U WHERE { SELECT ?s WHERE { ?s ?p 2 } }"),
        ("CLEAR ALL; DELETE WHERE {?s ?p 1} ; DROP ALL", "CLEAR ALL; DELETE {?s ?p 1} U WHERE {?s ?p 1} ; DROP ALL"),
        ("WITH <urn:w> DELETE { ?s ?p 1 } WHERE { ?s ?p 2 }", None),
        ("INSERT { ?s ?p 1 } USING <urn:u> WHERE { ?s ?p 2 }", None),
        ("# WHERE {\nINSERT { ?s ?p ';' } WHERE { ?s ?p '{' }", "# WHERE {\nINSERT { ?s ?p ';' } U WHERE { ?s ?p '{' }"),
    ],
)  # fmt: skip
def test_with_dataset(update: str, expected: str | None) -> None:
    assert with_dataset(update, ["urn:g"], ["urn:n"], False) == (expected or update).replace(" U ", f" {USING} ")


def test_graphs_are_not_named_twice() -> None:
    for update in ("WITH <urn:w> DELETE { ?s ?p 1 } WHERE { ?s ?p 2 }", "INSERT { ?s ?p 1 } USING <urn:u> WHERE {}"):
        with pytest.raises(QueryError, match="twice"):
            with_dataset(update, ["urn:g"], [], True)
