"""The Graph tab in a real browser: drawing, legend, search, evidence, address, safety."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Page, expect

from partnergraph.export.html import build_page
from partnergraph.model import Dataset
from tests.page.datasets import HOSTILE, hostile, story, story_bounds

EXCLUSIVITY = "#sel=commitment/leica-only-xiaomi"


@pytest.fixture(scope="module")
def document() -> str:
    return build_page(
        story(), derived=story_bounds(), title="Xiaomi, Leica & Sharp", turtle=lambda iri: f"<{iri}> a <urn:fact> ."
    )


def mark_at(page: Page, name: str) -> tuple[float, float]:
    """Return where a thing is on the screen."""
    spot = page.evaluate(
        """(name) => { const t = PG.data.thing.name.indexOf(name); const p = PG.toScreen(PG.spot(t));
        const box = PG.by("network").getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; }""",
        name,
    )
    return spot[0], spot[1]


def test_two_builds_are_byte_identical(document: str) -> None:
    again = build_page(
        story(), derived=story_bounds(), title="Xiaomi, Leica & Sharp", turtle=lambda iri: f"<{iri}> a <urn:fact> ."
    )
    assert again.encode() == document.encode()


def test_order_of_the_input_changes_nothing(document: str) -> None:
    data = story()
    for group in (data.entities, data.sources, data.evidence, data.identities, data.statements, data.claims):
        group.reverse()
    turned = build_page(
        data, derived=story_bounds()[::-1], title="Xiaomi, Leica & Sharp", turtle=lambda iri: f"<{iri}> a <urn:fact> ."
    )
    assert turned == document


def test_opens_offline_and_quietly(show, document: str) -> None:
    watched = show(document)
    page = watched.page
    assert page.title() == "Xiaomi, Leica & Sharp"
    assert page.evaluate("() => PG.onCanvas.size") == page.evaluate("() => PG.things")
    watched.assert_quiet()


def test_the_canvas_is_painted(show, document: str) -> None:
    page = show(document).page
    colours = page.evaluate(
        """() => { const c = document.querySelector("#network canvas"); const d = c.getContext("2d")
        .getImageData(0, 0, c.width, c.height).data; const seen = new Set();
        for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200) seen.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]);
        return seen.size; }"""
    )
    assert colours > 50


def test_legend_counts_and_filters(show, document: str) -> None:
    page = show(document).page
    products = page.get_by_role("checkbox", name="Product")
    assert page.locator("label[for=kind-t-model] .count").inner_text() == "8"
    shown = "() => PG.network.body.nodeIndices.length"
    before = page.evaluate(shown)
    products.uncheck()
    assert page.evaluate(shown) == before - 8
    assert "off=t-model" in page.url
    page.get_by_role("button", name="Show everything again").click()
    assert page.evaluate(shown) == before


def test_legend_hides_a_kind_of_fact(show, document: str) -> None:
    page = show(document).page
    exclusive = (
        "() => PG.network.body.edgeIndices.filter((id) => PG.factKind(PG.lines.get(id).f) === 'exclusivity').length"
    )
    assert page.evaluate(exclusive) == 1
    page.locator("#kind-f-exclusivity").uncheck()
    assert page.evaluate(exclusive) == 0


def test_search_suggests_and_opens(show, document: str) -> None:
    page = show(document).page
    page.keyboard.press("/")
    page.keyboard.type("xiaomi 12")
    hits = page.get_by_role("option")
    assert hits.first.inner_text().startswith("Xiaomi 12S Ultra")
    page.keyboard.press("ArrowDown")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "hit-0"
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Xiaomi 12S Ultra"
    assert "sel=model/xiaomi-12s-ultra" in page.url


def test_search_finds_other_names_and_says_when_there_is_nothing(show, document: str) -> None:
    page = show(document).page
    page.locator("#search").fill("小米")
    assert page.get_by_role("option").first.inner_text().startswith("Xiaomi")
    page.locator("#search").fill("nobody at all")
    assert "Nothing has that" in page.locator("#hits").inner_text()


def test_a_click_on_a_thing_opens_it(show, document: str) -> None:
    page = show(document).page
    page.mouse.click(*mark_at(page, "SoftBank"))
    assert page.locator("#panel h2").inner_text() == "SoftBank"
    page.keyboard.press("Escape")
    assert "sel=" not in page.url


def test_a_click_on_a_label_opens_the_fact(show, document: str) -> None:
    page = show(document).page
    x, y = page.evaluate(
        """() => { const p = PG.pills.find((p) => PG.factKind(p.f) === "exclusivity");
        const box = PG.by("network").getBoundingClientRect(); return [p.x + p.w / 2 + box.x, p.y + 10 + box.y]; }"""
    )
    page.mouse.click(x, y)
    assert page.locator("#panel h2").inner_text() == "Only Xiaomi phones carry Leica"


def test_evidence_panel_of_the_exclusivity(show, document: str) -> None:
    watched = show(document, EXCLUSIVITY)
    panel = watched.page.locator("#panel")
    quotes = panel.locator("blockquote").all_inner_texts()
    assert any("exclusive everywhere but in Japan" in quote for quote in quotes)
    assert any("no other phone carries the Leica name outside Japan" in quote for quote in quotes)
    text = panel.inner_text()
    assert "Leica promised Xiaomi the mark Leica on smartphones" in text.replace("\n", " ")
    assert "28 February 2024" in text
    assert "stated" in text
    assert "reading: coextensive, first-release" in text
    assert panel.get_by_role("link", name="Five things").get_attribute("href") == "https://example.org/five-things"
    panel.get_by_text("Turtle").click()
    expect(panel.locator("pre")).to_contain_text("a <urn:fact>")
    watched.assert_quiet()


def test_claims_are_kept_apart_from_facts(show, document: str) -> None:
    page = show(document, "#sel=partnership/xiaomi-leica").page
    text = page.locator("#panel").inner_text()
    assert "said by Kay Example" in text
    assert "the writer" in text
    assert "agree" in text


def test_names_in_sentences_lead_on(show, document: str) -> None:
    page = show(document, EXCLUSIVITY).page
    page.locator(".says .ref").first.click()
    assert page.locator("#panel h2").inner_text() == "Leica"
    page.go_back()
    assert page.locator("#panel h2").inner_text() == "Only Xiaomi phones carry Leica"


def test_three_parties_are_a_diamond_and_two_a_line(show, document: str) -> None:
    page = show(document).page
    drawn = page.evaluate("() => Object.fromEntries(PG.data.fact.id.map((id, f) => [id, PG.data.fact.drawn[f]]))")
    assert drawn["partnership/leitz-sale"] == 2
    assert drawn["partnership/xiaomi-leica"] == 1
    assert drawn["event/team"] == 0


def test_every_fact_as_a_mark(show, document: str) -> None:
    page = show(document).page
    page.get_by_label("Show every fact as a mark").check()
    marks = page.evaluate("() => PG.order.filter((id) => id >= PG.things).length")
    assert marks == page.evaluate("() => PG.facts")


def test_an_empty_graph_says_so(show) -> None:
    watched = show(build_page(Dataset(), title="Empty"))
    assert "This graph is empty" in watched.page.locator("#panel").inner_text()
    watched.assert_quiet()


def test_hostile_labels_are_text(show) -> None:
    watched = show(build_page(hostile(), title=HOSTILE[0]))
    page = watched.page
    assert page.title() == HOSTILE[0]
    for number, text in enumerate(HOSTILE):
        page.evaluate("(hash) => { location.hash = hash; }", f"sel=partnership/p{number}")
        expected = text.replace("\0", "␀")
        expect(page.locator("#panel h2")).to_have_text(expected)
        if len(text) < 1000:
            assert page.locator("#panel h2").text_content() == expected
        assert page.locator("#panel blockquote").first.is_visible() or not text
        page.evaluate("(hash) => { location.hash = hash; }", f"sel=organization/hostile-{number}")
        expect(page.locator("#panel h2")).to_have_text(expected or "(no name)")
    assert page.title() == HOSTILE[0]
    assert page.locator("#panel a[href]").count() == 0
    assert page.locator("script").count() == page.evaluate("() => document.scripts.length")
    watched.assert_quiet()


def test_bad_addresses_are_no_links(show) -> None:
    page = show(build_page(hostile()), "#sel=partnership/p1").page
    assert page.locator("a[href^=javascript], a[href^=data]").count() == 0


def test_dark_and_light(show, document: str) -> None:
    page = show(document, color_scheme="dark").page
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="Dark theme").click()
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_an_unknown_address_says_so(show, document: str) -> None:
    watched = show(document, "#sel=organization/nobody&day=nonsense&tab=elsewhere&off=%E0%A4%A")
    assert "does not have" in watched.page.locator("#panel").inner_text()
    watched.assert_quiet()


def test_a_mark_stays_where_it_was_dragged_to(show, document: str) -> None:
    page = show(document).page
    page.wait_for_function("() => PG.view.width > 0")
    before = page.evaluate("() => PG.spot(PG.data.thing.name.indexOf('Sharp'))")
    x, y = mark_at(page, "Sharp")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 60, steps=4)
    page.mouse.up()
    dragged = page.evaluate("() => PG.spot(PG.data.thing.name.indexOf('Sharp'))")
    assert dragged != before
    page.evaluate("() => PG.go({ off: ['t-organization'] })")
    page.evaluate("() => PG.go({ off: [] })")
    assert page.evaluate("() => PG.spot(PG.data.thing.name.indexOf('Sharp'))") == dragged
    drawn = page.evaluate("() => PG.network.getPosition(PG.data.thing.name.indexOf('Sharp'))")
    assert drawn == dragged


def test_the_page_leans_on_nothing_private_of_the_library() -> None:
    scripts = files("partnergraph.export.html").joinpath("script")
    private = re.compile(r"network\.(body|canvas|clustering|layoutEngine|physics|renderer|view|_\w+)\b(?!\s*\()")
    found = {
        item.name: private.findall(item.read_text("utf-8"))
        for item in scripts.iterdir()
        if private.search(item.read_text("utf-8"))
    }
    assert found == {}
