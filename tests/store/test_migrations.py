"""Stores that older versions wrote open in this one: one fixture for each format, made by the code of its time."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from partnergraph import PartnerGraph, example
from partnergraph import vocabulary as v
from partnergraph.store.base import FORMAT
from partnergraph.store.migrations import STEPS

FORMATS = Path(__file__).parent / "formats"
OLDER = range(1, FORMAT)


@pytest.fixture(params=OLDER)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store of an older format, with the shipped example in it."""
    name = f"format-{request.param}"
    with tarfile.open(FORMATS / f"{name}.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / name


@pytest.fixture
def fresh(tmp_path: Path) -> PartnerGraph:
    graph = PartnerGraph.open(tmp_path / "fresh")
    graph.build(example("xiaomi-leica.yaml"))
    return graph


def test_each_older_format_has_its_step_and_its_fixture() -> None:
    assert list(STEPS) == list(OLDER)
    assert [(FORMATS / f"format-{made}.tar.xz").is_file() for made in OLDER] == [True for _ in OLDER]


def test_an_older_store_answers_like_a_new_one_and_is_not_changed_by_it(older: Path, fresh: PartnerGraph) -> None:
    before = (older / "partnergraph.json").read_bytes()
    graph = PartnerGraph.open(older)
    asked = ("Leica", "smartphone", "Brazil", "2023-05-01")
    assert graph.who(*asked, parties=["Xiaomi"]).to_json() == fresh.who(*asked, parties=["Xiaomi"]).to_json()
    assert list(graph.query("releases-in", market="India")) == list(fresh.query("releases-in", market="India"))
    assert "format" in graph.info().stale
    assert (older / "partnergraph.json").read_bytes() == before


def test_the_first_change_brings_it_to_todays_format(older: Path, fresh: PartnerGraph) -> None:
    graph = PartnerGraph.open(older)
    graph.derive()
    assert (graph.info().format, graph.info().stale) == (FORMAT, ())
    for name in (v.GRAPH_STATED, v.GRAPH_DERIVED, v.GRAPH_REFERENCE):
        assert set(graph.store.triples(name)) == set(fresh.store.triples(name))
    assert json.loads((older / "partnergraph.json").read_text())["format"] == FORMAT


def test_a_build_into_an_older_store_derives_everything_anew(older: Path, tmp_path: Path) -> None:
    both = PartnerGraph.open(tmp_path / "both")
    inputs = [example(name) for name in ("xiaomi-leica.yaml", "press-facts.yaml") if example(name).exists()]
    both.build(*inputs)
    graph = PartnerGraph.open(older)
    graph.build(*inputs[1:])
    assert set(graph.store.triples(v.GRAPH_DERIVED)) == set(both.store.triples(v.GRAPH_DERIVED))
    assert graph.info().stale == ()
