"""schema.org: things by their types, deals as claims in words, losses listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib

import partnergraph as pg

SCHEMA = rdflib.Namespace("https://schema.org/")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    return graph.export(tmp_path_factory.mktemp("schema") / "graph.schema.jsonld")


@pytest.fixture(scope="module")
def nodes(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["@graph"]
    return found


def only(nodes: list[dict[str, Any]], ending: str) -> dict[str, Any]:
    (found,) = (node for node in nodes if node["@id"].endswith(ending))
    return found


def test_things_have_their_types(nodes: list[dict[str, Any]]) -> None:
    kinds = {
        ending: only(nodes, ending)["@type"] for ending in ("brand/leica", "person/kay-plaetke", "model/xiaomi-14")
    }
    assert kinds == {"brand/leica": "Brand", "person/kay-plaetke": "Person", "model/xiaomi-14": "ProductModel"}
    assert only(nodes, "model/xiaomi-14")["manufacturer"][0]["@id"].endswith("organization/xiaomi")


def test_a_commitment_is_a_claim_in_words(nodes: list[dict[str, Any]]) -> None:
    claim = only(nodes, "statement/commitment-leica-xiaomi-exclusivity--gadgets360-2024-02-28")
    assert claim["@type"] == "Claim"
    assert "promised Xiaomi the mark Leica on smartphones (put the mark on products) exclusively" in claim["text"]
    assert "World except Japan" in claim["text"]
    assert "\x01" not in claim["text"]
    assert {part["text"] for part in claim["hasPart"]} >= {
        "only Xiaomi phones will sport Leica branding on phones globally"
    }
    assert claim["appearance"]["@id"].endswith("source/gadgets360-2024-02-28")


def test_a_release_is_an_offer_with_its_price(nodes: list[dict[str, Any]]) -> None:
    offer = only(nodes, "statement/release-xiaomi-14-india--gadgets360-2024-02-28")
    assert [place["name"] for place in offer["eligibleRegion"]] == ["India"]
    assert offer["priceSpecification"] == {"@type": "PriceSpecification", "maxPrice": "75000", "priceCurrency": "INR"}
    assert "availabilityStarts" not in offer  # 7 March without a year is no exact day


def test_it_is_rdf_and_lists_its_losses(path: Path, nodes: list[dict[str, Any]]) -> None:
    graph = rdflib.Graph().parse(path, format="json-ld")
    assert len(set(graph.subjects(rdflib.RDF.type, SCHEMA.Claim))) > 20
    assert any("exactly" in loss for loss in nodes[0]["losses"])
