"""A page of 5,000 organizations: what is folded is reached, positions stay, and the file stays small."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from partnergraph import model as m
from partnergraph.errors import ExportError
from partnergraph.export.html import answers_of, build_page, layout
from partnergraph.export.html.available import map_answers
from partnergraph.graph import PartnerGraph, example
from partnergraph.names import node_iri
from tests.page.datasets import synthetic

MOST_MARKS = 2_000


@pytest.fixture(scope="module")
def data() -> m.Dataset:
    return synthetic(5_000)


@pytest.fixture(scope="module")
def document(data: m.Dataset) -> str:
    from partnergraph.exclusivity import Deals
    from partnergraph.terms import terms

    return build_page(data, title="Five thousand", answers=map_answers(Deals.of(data, terms().broader), most=5))


def marks(page: Page) -> int:
    return page.evaluate("() => PG.order.length")


def test_it_opens_folded_and_says_what_is_not_shown(show, document: str, data: m.Dataset) -> None:
    watched = show(document)
    page = watched.page
    assert 500 < marks(page) <= MOST_MARKS
    assert page.evaluate("() => PG.things") > 8_000
    assert page.evaluate("() => [...PG.onCanvas].every((t) => PG.thingKind(t) === 'organization')")
    expect(page.locator("#shown-count")).to_contain_text("more by search or expand")
    assert page.evaluate("() => PG.collapsed.size") > 100
    watched.assert_quiet()


@pytest.mark.slow
def test_what_is_folded_is_found_by_search_and_expanded(show, document: str) -> None:
    watched = show(document)
    page = watched.page
    opening = marks(page)
    folded = page.evaluate(
        "() => { const t = PG.data.thing.kind.findIndex((k, t) => PG.data.kinds.thing[k] === 'brand' && PG.ties[t]); return [PG.data.thing.name[t], t]; }"
    )
    page.locator("#search").fill(folded[0])
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == folded[0]
    assert page.evaluate("(t) => PG.onCanvas.has(t)", folded[1])
    hub = page.evaluate("() => PG.data.thing.name[[...PG.collapsed].sort((a, b) => b[1] - a[1])[0][0]]")
    page.locator("#search").fill(hub)
    page.keyboard.press("Enter")
    before = marks(page)
    expand = page.get_by_role("button", name="Expand (")
    count = int("".join(filter(str.isdigit, expand.inner_text())))
    expand.click()
    assert marks(page) == before + min(count, 40)
    page = watched.open("#" + page.url.partition("#")[2])
    assert marks(page) == opening + min(count, 40)
    watched.assert_quiet()


@pytest.mark.slow
def test_filters_and_slider_on_every_tab(show, document: str) -> None:
    watched = show(document)
    page = watched.page
    page.get_by_role("checkbox", name="Ownership").uncheck()
    page.get_by_label("Region").select_option("JP")
    page.get_by_label("Exact day").fill("2015-06-01")
    page.get_by_label("Exact day").press("Enter")
    page.get_by_role("tab", name="Table").click()
    rows = page.locator("#table-body tr").count()
    assert 0 < rows <= 200
    page.get_by_role("button", name="Ends").click()
    page.get_by_role("tab", name="Timeline").click()
    expect(page.locator(".lane").first).to_be_visible()
    page.get_by_role("tab", name="Map").click()
    page.locator("#world path[data-code=DE]").click()
    expect(page.locator("#panel h2")).to_have_text("Germany")
    watched.assert_quiet()


@pytest.mark.slow
def test_a_path_through_what_is_folded(show, document: str) -> None:
    page = show(document).page
    ends = page.evaluate(
        """() => { const far = [...Array(PG.things).keys()].filter((t) => !PG.onCanvas.has(t) && PG.ties[t]);
        const hub = [...Array(PG.things).keys()].sort((a, b) => PG.ties[b] - PG.ties[a])[0];
        const end = far.findLast((t) => (PG.shortest(hub, t) || []).length > 2);
        return [hub, end].map((t) => PG.data.thing.id[t]); }"""
    )
    page.goto(page.url.partition("#")[0] + f"#sel={ends[0]}&path={ends[1]}")
    expect(page.locator("#path")).to_be_visible()
    steps = page.locator("#path .path > li:not(.step)")
    assert steps.count() > 2
    assert page.evaluate("(id) => PG.onCanvas.has(PG.find(id)[1])", ends[1])


def test_a_new_organization_moves_no_other(data: m.Dataset) -> None:
    some = synthetic(400)
    before = layout(some)
    new = node_iri("organization", "new")
    old = [entity.iri for entity in some.entities[:2]]
    grown = m.Dataset(
        entities=[*some.entities, m.Organization(iri=new, name="New")],
        identities=[
            *some.identities,
            *(m.Partnership(iri=node_iri("partnership", f"n{i}"), label="New", parties=(new, iri)) for i, iri in enumerate(old)),
        ],
        statements=some.statements, sources=some.sources, evidence=some.evidence, descriptions=some.descriptions,
    )  # fmt: skip
    after = layout(grown, positions=before)
    assert {iri: after[iri] for iri in before} == before
    assert min(abs(after[new][0] - x) + abs(after[new][1] - y) for x, y in before.values()) > 10
    assert layout(some) == before


def test_a_store_keeps_positions(tmp_path) -> None:
    graph = PartnerGraph.open(tmp_path / "s.store")
    graph.build(example("xiaomi-leica.yaml"))
    first = graph.page()
    graph.build(example("press-facts.yaml"))
    grown = graph.page()
    assert graph.page() == grown
    kept = PartnerGraph.open(tmp_path / "s.store")
    kept.remove("press-01")
    assert "positions.json" in {entry.name for entry in (tmp_path / "s.store").iterdir()}
    assert places(first).items() <= places(grown).items()
    (tmp_path / "s.store" / "positions.json").write_text("not JSON", encoding="utf-8")
    assert "Xiaomi" in kept.page()


def places(document: str) -> dict[str, tuple[int, int]]:
    import base64
    import json
    import re
    import zlib

    found = re.search(r'<script type="application/json" id="columns"([^>]*)>(.*?)</script>', document, re.DOTALL)
    assert found
    text = zlib.decompress(base64.b64decode(found[2])).decode() if "packed" in found[1] else found[2]
    thing = json.loads(text)["thing"]
    return dict(zip(thing["id"], zip(thing["x"], thing["y"], strict=True), strict=True))


def test_an_output_that_cannot_be_written_leaves_nothing(tmp_path) -> None:
    graph = PartnerGraph()
    with pytest.raises(ExportError, match="choose a folder that exists"):
        graph.export(tmp_path / "absent" / "graph.html")
    (tmp_path / "graph.html").mkdir()
    with pytest.raises(ExportError):
        graph.export(tmp_path / "graph.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["graph.html"]


def test_two_thousand_facts_are_a_small_file() -> None:
    some = synthetic(1_200, 1.2, seed=2)
    assert len(build_page(some).encode()) < 1_500_000
    assert len(some.identities) + len(some.descriptions) >= 2_000


@pytest.mark.slow
def test_fifty_thousand_nodes_are_one_file_that_opens(show) -> None:
    page_of = build_page(synthetic(31_000, 1.0), title="Fifty thousand")
    assert len(page_of.encode()) < 12_000_000
    watched = show(page_of)
    assert watched.page.evaluate("() => PG.things") >= 49_000
    watched.page.locator("#search").fill("Mark 3000")
    expect(watched.page.get_by_role("option").first).to_contain_text("Mark 3000")
    watched.assert_quiet()


@pytest.mark.slow
def test_every_answer_of_a_large_graph_is_embedded(show, data: m.Dataset) -> None:
    watched = show(build_page(data, answers=answers_of(data)), "#tab=map")
    assert watched.page.get_by_label("Mark, product or right").locator("option").count() > 80
    watched.assert_quiet()
