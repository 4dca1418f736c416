"""Stores in memory: one that is built, and RDF files opened to be asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from partnergraph import vocabulary as v
from partnergraph.errors import InputError, StoreError
from partnergraph.store import MemoryStore, Store, open_store
from tests.store.suite import FACTS, STATED, ReadingSuite, StoreSuite, contents

QUADS = [
    ox.Quad(*triple, ox.NamedNode(graph)) for graph, triples in FACTS.items() for triple in sorted(triples, key=str)
]


class TestMemoryStore(StoreSuite):
    @pytest.fixture
    def empty(self) -> Store:
        return MemoryStore()


@pytest.mark.parametrize("form", ["trig", "nq", "jsonld"])
class TestRdfFile(ReadingSuite):
    @pytest.fixture
    def filled(self, tmp_path: Path, form: str) -> Iterator[Store]:
        path = tmp_path / f"facts.{form}"
        syntax = ox.RdfFormat.from_extension(form)
        assert syntax is not None
        ox.serialize(QUADS, str(path), format=syntax)
        before = path.read_bytes()
        yield open_store(path)
        assert path.read_bytes() == before

    def test_it_is_for_reading_only(self, filled: Store) -> None:
        with (
            pytest.raises(StoreError, match=r"facts\.\w+: is an RDF file, open for reading only"),
            filled.transaction(),
        ):
            pass
        assert contents(filled) == FACTS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("facts.ttl", "<https://example.org/leica> <https://example.org/in> <https://example.org/wetzlar> ."),
        ("facts.NT", "<https://example.org/leica> <https://example.org/in> <https://example.org/wetzlar> ."),
        (
            "facts.trig",
            "GRAPH <urn:mine> { <https://example.org/leica> <https://example.org/in> <https://example.org/wetzlar> . }",
        ),
        (
            "facts.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/">'
            '<rdf:Description rdf:about="https://example.org/leica"><e:in rdf:resource="https://example.org/wetzlar"/>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_what_is_in_no_graph_of_ours_counts_as_stated(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    store = open_store(tmp_path / name)
    assert [str(triple) for triple in store.triples(v.GRAPH_STATED)] == [
        "<https://example.org/leica> <https://example.org/in> <https://example.org/wetzlar>"
    ]
    assert store.count(STATED) == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("facts.ttl", b"<a> <b>", r"facts\.ttl:1:\d+: not Turtle"),
        ("facts.nt", b"<http://a> <http://b> <http://c> .\n<http://a> oops\n", r"facts\.nt:2:\d+: not N-Triples"),
        ("facts.ttl", b"<http://a> <http://b> 'caf\xe9' .", r"facts\.ttl.*not Turtle"),
        ("facts.docx", b"hello", "is no RDF file name that is known"),
        ("facts.rdf", b'<!DOCTYPE r [<!ENTITY a "aaaa">]><rdf:RDF/>', "holds a DOCTYPE"),
        ("facts.ttl", b"<http://a> <http://b> <<( <http://a> <http://b> 1 )>> .", "triple term"),
        ("facts.jsonld", b'{"@context": "http://127.0.0.1:9/context", "name": "x"}', r"facts\.jsonld.*not fetched"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=why):
        open_store(tmp_path / name)
