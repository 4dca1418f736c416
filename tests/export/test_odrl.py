"""ODRL: what it can say is there, what it cannot is listed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib

import partnergraph as pg
from tests.books import save, source

ODRL = rdflib.Namespace("http://www.w3.org/ns/odrl/2/")
REGION = "https://w3id.org/partnergraph/region/"


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    return graph.export(tmp_path_factory.mktemp("odrl") / "deals.odrl.jsonld")


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(path, format="json-ld")


def of_book(folder: Path, body: str) -> dict[str, object]:
    graph = pg.PartnerGraph()
    graph.build(save(folder, "b.yaml", source("s", body)))
    found: dict[str, object] = json.loads(graph.export(folder / "x.odrl.jsonld").read_text(encoding="utf-8"))
    return found


def losses(document: dict[str, object]) -> str:
    return json.dumps(document["@graph"][0]["losses"])  # type: ignore[index]


def test_a_grant_is_a_permission(seed: Path) -> None:
    rows = read(seed).query(
        """PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
        SELECT ?assigner ?assignee ?action ?target { ?policy a odrl:Agreement ; odrl:permission ?rule .
          ?rule odrl:assigner ?assigner ; odrl:assignee ?assignee ; odrl:action ?action ; odrl:target ?target }"""
    )
    assert [tuple(str(term).rsplit("/", 2)[-2:] for term in row) for row in rows] == [
        (["organization", "leica"], ["organization", "xiaomi"], ["act", "brand-on-product"], ["brand", "leica"])
    ]


def test_an_exclusivity_forbids_to_grant_others_use(seed: Path) -> None:
    graph = read(seed)
    (rule,) = graph.subjects(ODRL.action, ODRL.grantUse)
    said = {
        (
            str(graph.value(node, ODRL.leftOperand)).rsplit("/", 1)[-1],
            str(graph.value(node, ODRL.operator)).rsplit("/", 1)[-1],
        ): {str(value).rsplit("/", 1)[-1] for value in graph.objects(node, ODRL.rightOperand)}
        for node in graph.objects(rule, ODRL.constraint)
    }
    assert said[("recipient", "isNoneOf")] == {"xiaomi"}
    assert len(said[("spatial", "isAnyOf")]) == 251  # our address of the world, and every country by its ISO code
    assert said[("spatial", "isNoneOf")] == {"JP", "#iso:code:3166:JP"}
    assert str(graph.value(rule, ODRL.assignee)).endswith("organization/leica")


def test_what_is_used_beyond_odrl_names_a_profile_and_an_action(seed: Path) -> None:
    graph = read(seed)
    policies = set(graph.subjects(rdflib.RDF.type, ODRL.Agreement))
    assert policies
    assert all((policy, ODRL.profile, None) in graph for policy in policies)
    own = {action for action in graph.objects(None, ODRL.action) if str(ODRL) not in str(action)}
    assert own
    assert all((action, ODRL.includedIn, ODRL.use) in graph for action in own)


def test_losses_stand_in_the_file(seed: Path) -> None:
    document = json.loads(seed.read_text(encoding="utf-8"))
    head, *policies = document["@graph"]
    assert any("imprecise" in loss or "exactly" in loss for loss in head["losses"])
    by_name = {policy.get("label"): policy.get("losses", []) for policy in policies}
    assert "no certain end is known" in by_name["Leica lets Xiaomi put its logo on phones"]
    assert any(loss.startswith("until ") for loss in by_name["Leica only on Xiaomi phones, except in Japan"])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("kind: grant, denied: true", "the source denies it"),
        ("kind: grant, modality: plan", "it is a matter of plan"),
        ("kind: grant, status: conditional", "its status is conditional"),
        ("kind: option", "an option is no rule of ODRL"),
        ("kind: exclusivity, strength: sole, side: user", "a promise to use only some marks"),
        ("kind: exclusivity, strength: sole, carveouts: [{parties: c, territory: Japan}]", "its exceptions join"),
    ],
)
def test_what_is_no_policy_is_left_out_with_the_reason(fields: str, reason: str, tmp_path: Path) -> None:
    body = f"brands: {{x: X}}\ncommitments:\n  d: {{{fields}, bound: a, beneficiaries: b, subject: x}}\n"
    document = of_book(tmp_path, body)
    assert len(document["@graph"]) == 1  # type: ignore[arg-type]
    assert reason in losses(document)


def test_imprecise_time_is_narrow_for_a_permission_and_wide_for_a_prohibition(tmp_path: Path) -> None:
    body = """\
brands: {x: X}
commitments:
  g: {kind: grant, bound: a, beneficiaries: b, subject: x, act: sell, period: 2021/2023}
  e: {kind: exclusivity, bound: a, beneficiaries: b, subject: x, act: sell, period: 2021/2023, strength: exclusive}
"""
    document = of_book(tmp_path, body)
    days = {}
    for policy in document["@graph"][1:]:  # type: ignore[index]
        for kind in ("permission", "prohibition"):
            for rule in policy.get(kind, ()):
                assert rule["action"] in ("odrl:sell", "odrl:grantUse")
                days[kind] = [c["rightOperand"]["@value"] for c in rule["constraint"] if "dateTime" in c["leftOperand"]]
    assert days == {"permission": ["2021-12-31", "2023-01-01"], "prohibition": ["2021-01-01", "2023-12-31"]}


def test_no_network_is_needed_and_two_exports_are_one(seed: Path, tmp_path: Path) -> None:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    assert graph.export(tmp_path / "y.odrl.jsonld").read_bytes() == seed.read_bytes()
    assert isinstance(json.loads(seed.read_text(encoding="utf-8"))["@context"], dict)
