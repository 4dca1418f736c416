"""What a build says that it did is what the store then holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph.graph import PartnerGraph
from tests.books import save, source
from tests.quick import one_in

TABLE = (
    "Licensor,Licensee,Subject,Field,Territory,Start,End,Exclusive\nA,B,X,smartphone,Japan,2022-01-01,2024-12-31,yes\n"
)
BOOK = source("one", "partnerships: {ab: {parties: [a, b]}}\nclaims: {c: {text: Words, about: a, modality: opinion}}\n")
OTHER = source("two", "partnerships: {ab: {parties: [a, b]}, bc: {parties: [b, c]}}\n")


def export_of(folder: Path, book: str, name: str) -> Path:
    graph = PartnerGraph()
    graph.build(save(folder, f"{name}.yaml", book))
    return graph.export(folder / name)


@pytest.mark.parametrize("kind", one_in(2, ("book", "table", "turtle", "quads")))
def test_the_counts_of_a_build_are_those_of_the_store_whatever_was_built_before(tmp_path: Path, kind: str) -> None:
    files = {
        "book": lambda: save(tmp_path, "one.yaml", BOOK),
        "table": lambda: save(tmp_path, "one.csv", TABLE),
        "turtle": lambda: export_of(tmp_path, BOOK, "one.ttl"),
        "quads": lambda: export_of(tmp_path, BOOK, "one.nq"),
    }
    one, two = files[kind](), export_of(tmp_path, OTHER, "two.ttl")
    graph = PartnerGraph.open(tmp_path / "counts.store")
    for built, others in ((one, 0), (one, 0), (two, 1), (one, 1), (two, 1)):
        found, counts = graph.build(built), graph.info().counts
        assert (found.stated, found.derived) == (counts["stated triples"], counts["derived triples"])
        assert found.others == others
        if not others:
            assert (found.statements, found.claims) == (counts["statements"], counts["claims"])
    graph.remove("two")
    found, counts = graph.build(one), graph.info().counts
    assert (found.stated, found.derived, found.others) == (counts["stated triples"], counts["derived triples"], 0)


def test_two_files_that_overlap_are_counted_once(tmp_path: Path) -> None:
    graph = PartnerGraph()
    found = graph.build(save(tmp_path, "one.yaml", BOOK), export_of(tmp_path, BOOK, "one.ttl"))
    counts = graph.info().counts
    assert (found.statements, found.claims, found.stated) == (
        counts["statements"],
        counts["claims"],
        counts["stated triples"],
    )
