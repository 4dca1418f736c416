"""The explorer in a real browser, with no other host in reach: the page, whole or live, and the SPARQL tab."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import httpx
import pytest

from partnergraph import model as m
from partnergraph.accounts import Inflow
from partnergraph.graph import PartnerGraph, put_and_derive
from partnergraph.neighbourhood import Neighbourhood
from partnergraph.server.explorer_data import MOST_WHOLE
from partnergraph.server.things import EXPLORER
from tests.page.datasets import synthetic
from tests.server.conftest import SEED, Served, serving

playwright = pytest.importorskip("playwright.sync_api", reason="BROWSER TESTS SKIPPED: playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="AXE TESTS SKIPPED: no axe-playwright-python")
expect = playwright.expect
Page = playwright.Page

ROOT = Path(__file__).parents[2]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WATCH = "window.broken = []; addEventListener('securitypolicyviolation', (e) => broken.push(e.violatedDirective));"


def open_page(browser: playwright.Browser, served: Served, **options: object) -> Iterator[Page]:
    """Give a page that may ask its server alone, say nothing on the console, and break no policy."""
    context, wrong = browser.new_context(reduced_motion="reduce", **options), []
    context.add_init_script(WATCH)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda r: None if r.url.startswith((served.address, "data:", "blob:")) else wrong.append(r.url))
    yield page
    broken = page.evaluate("window.broken")
    context.close()
    assert broken == []
    assert [text for text in wrong if "400 (Bad Request)" not in text] == []


@pytest.fixture
def page(browser: playwright.Browser, reading: Served) -> Iterator[Page]:
    yield from open_page(browser, reading, viewport={"width": 1280, "height": 860})


@pytest.fixture
def tab(page: Page, reading: Served) -> Page:
    return at_the_tab(page, reading)


def at_the_tab(page: Page, served: Served) -> Page:
    page.goto(f"{served.address}query/")
    page.locator("html[data-ready=true]").wait_for()
    return page


def ask(tab: Page, question: str, **parameters: str) -> None:
    tab.get_by_label("Question", exact=True).select_option(question)
    for name, value in parameters.items():
        tab.locator(f"#parameters [name={name}]").fill(value)
    run(tab)


def run(tab: Page) -> None:
    tab.get_by_role("button", name="Run").click()
    expect(tab.locator("#state")).to_contain_text(" row")


def write(tab: Page, query: str) -> None:
    """Write a query as people do: over what stands there."""
    tab.get_by_role("textbox", name="Query").focus()
    tab.keyboard.press("ControlOrMeta+a")
    tab.keyboard.insert_text(query)


def violations(page: Page) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


# --- the page, whole --------------------------------------------------------------------------------------


def test_the_interactive_page_of_a_small_store_is_whole(page: Page, reading: Served) -> None:
    page.goto(reading.address)
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("button", name="made by").first).to_be_visible()
    assert page.evaluate("PG.opening.nodes.length") > 10
    page.get_by_role("link", name="SPARQL").click()
    expect(page.get_by_role("button", name="Run")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    expect(page.get_by_role("tab", name="Graph")).to_be_visible()


# --- the SPARQL tab ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def editor() -> None:
    if not (EXPLORER / "editor" / "LICENSES.txt").is_file():
        pytest.skip("NO SPARQL EDITOR: python hatch_build.py takes it from npm")


@pytest.mark.slow
@pytest.mark.usefixtures("editor")
def test_the_editor_declares_completes_and_runs(tab: Page) -> None:
    expect(tab.locator(".yasqe .CodeMirror")).to_be_visible()
    expect(tab.locator("#plain")).to_be_hidden()
    expect(tab.locator(".cm-keyword").first).to_be_visible()
    expect(tab.locator(".parseErrorIcon")).to_have_count(0)
    write(tab, "SELECT ?label ?x { ?x a pg:Brand ; rdfs:label ?label } ORDER BY ?label")
    expect(tab.locator(".CodeMirror-code")).to_contain_text("PREFIX pg: <https://w3id.org/partnergraph/ns#>")
    assert tab.evaluate("PG.query.get().match(/PREFIX rdfs:/g).length") == 1
    tab.keyboard.press("ControlOrMeta+Enter")
    expect(tab.locator("#shown tbody tr")).to_have_count(2)
    tab.keyboard.press("ControlOrMeta+End")
    tab.keyboard.type("\nVALUES pg:partn")
    tab.keyboard.press("Control+Space")
    expect(tab.locator(".CodeMirror-hints, .CodeMirror-code").last).to_contain_text("pg:partnership")
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.tagName") != "TEXTAREA"


@pytest.mark.slow
@pytest.mark.usefixtures("editor")
def test_the_editor_comes_after_a_broken_connection_and_learns_what_comes_late(
    browser: playwright.Browser, reading: Served
) -> None:
    """Here the editor's first request breaks, and the questions come when it is there; twice broken it is plain."""
    with browser.new_context() as context:
        page, asked, late = context.new_page(), [], []

        def first_breaks(route: playwright.Route) -> None:
            asked.append(route)
            route.abort() if len(asked) == 1 else route.continue_()

        page.route("**/yasqe.min.js", first_breaks)
        page.route("**/questions", lambda route: late.append(route))
        page.goto(f"{reading.address}query/")
        expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
        expect(page.locator("#plain")).to_be_hidden()
        late[0].continue_()
        page.locator("html[data-ready=true]").wait_for()
        page.get_by_role("textbox", name="Query").focus()
        page.keyboard.press("ControlOrMeta+End")
        page.keyboard.type("\nVALUES pg:partn")
        page.keyboard.press("Control+Space")
        expect(page.locator(".CodeMirror-hints, .CodeMirror-code").last).to_contain_text("pg:partnership")
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/yasqe.min.js", lambda route: route.abort())
        at_the_tab(page, reading)
        expect(page.locator("#plain")).to_contain_text("could not be loaded")
        expect(page.locator("textarea#query")).to_be_visible()


@pytest.mark.usefixtures("editor")
def test_the_editor_comes_with_its_licences() -> None:
    text = (EXPLORER / "editor" / "LICENSES.txt").read_text(encoding="utf-8")
    assert text.startswith("@zazuko/yasqe ")
    assert "codemirror" in text
    assert "Permission is hereby granted" in text


@pytest.mark.usefixtures("editor")
def test_a_wheel_has_the_editor(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = {name.rpartition("/")[2] for name in zipfile.ZipFile(wheel).namelist() if "/explorer/editor/" in name}
    assert names == {"yasqe.min.js", "yasqe.min.css", "LICENSES.txt"}


def test_without_the_editor_there_is_a_plain_one_that_says_so(page: Page, reading: Served) -> None:
    page.route("**/editor.json", lambda route: route.fulfill(json={"editor": False, "prefixes": {}}))
    at_the_tab(page, reading)
    expect(page.locator("#plain")).to_contain_text("plain editor")
    expect(page.locator(".yasqe")).to_have_count(0)
    write(page, "SELECT ?x { ?x a pg:Brand }")
    run(page)
    expect(page.locator("#state")).to_have_text("2 rows")
    assert violations(page) == []


def test_a_build_without_npm_says_why_and_goes_on(hook: ModuleType, tmp_path: Path, monkeypatch) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / "editor").mkdir(exist_ok=True)
        (tmp_path / "editor" / name).write_bytes((ROOT / "editor" / name).read_bytes())
    monkeypatch.setattr(hook.shutil, "which", lambda _: None)
    monkeypatch.setattr(hook.importlib.util, "find_spec", lambda _: None)
    assert hook.take_editor(tmp_path) == "npm is not installed"
    monkeypatch.setattr(hook.shutil, "which", lambda _: "/nowhere/npm")
    assert "does not answer" in hook.take_editor(tmp_path)
    assert not (tmp_path / "src").exists()


def test_every_package_is_pinned_and_no_registry_is_named() -> None:
    lock = json.loads((ROOT / "editor" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: told for name, told in lock["packages"].items() if name}
    assert "node_modules/@zazuko/yasqe" in packages
    assert [name for name, told in packages.items() if not told["integrity"].startswith("sha512-")] == []
    assert [name for name, told in packages.items() if "resolved" in told] == []


def test_a_query_of_ones_own(tab: Page) -> None:
    write(tab, "SELECT ?label ?x { ?x a pg:Brand ; rdfs:label ?label } ORDER BY ?label")
    run(tab)
    expect(tab.locator("#shown tbody tr")).to_have_count(2)
    expect(tab.locator("#state")).to_have_text("2 rows")
    tab.locator("#shown tbody tr").first.get_by_role("link", name="Leica").last.click()
    expect(tab.locator("h1")).to_have_text("Leica")
    tab.get_by_role("link", name="Explorer").click()
    expect(tab.locator("#panel h2")).to_have_text("Leica")


def test_a_shipped_question_with_its_parameters(tab: Page) -> None:
    ask(tab, "releases-in", country="India")
    expect(tab.locator("#shown tbody tr td").first).to_have_text("Xiaomi 13 Pro")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save as CSV").click()
    assert download.value.path().read_text().splitlines()[0].startswith("product,")


def test_parameters_suggest_what_there_is(tab: Page) -> None:
    tab.get_by_label("Question", exact=True).select_option("who-may")
    tab.locator("#list-field option[value='smartphones']").wait_for(state="attached")
    tab.locator("#parameters [name=subject]").press_sequentially("leic")
    tab.locator("#list-subject option[value='brand:Leica']").wait_for(state="attached")
    for name, value in {"subject": "brand:Leica", "field": "smartphone", "country": "BR", "on": "2023-05-01"}.items():
        tab.locator(f"#parameters [name={name}]").fill(value)
    tab.locator("#parameters [name=party]").fill("Xiaomi")
    tab.keyboard.press("Enter")
    expect(tab.locator("#shown tbody")).to_contain_text("Xiaomi")


def test_an_error_is_shown_as_text(tab: Page) -> None:
    write(tab, "SELECT <img src=x onerror=alert(1)>")
    tab.get_by_role("button", name="Run").click()
    expect(tab.get_by_role("alert")).to_contain_text("no function is called alert")
    write(tab, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) {}")
    run(tab)
    expect(tab.locator("#shown td")).to_have_text("<img src=x onerror=alert(1)>")


def test_a_fault_is_named_and_a_name_that_is_unknown_noted(tab: Page) -> None:
    write(tab, "SELECT ?x { ?x a pg:Barnd }")
    run(tab)
    expect(tab.locator("#note")).to_have_text("pg:Barnd is no term of the vocabulary, the nearest is pg:Brand")
    write(tab, "SELECT ?x { ?x a pq:Brand }")
    tab.get_by_role("button", name="Run").click()
    expect(tab.get_by_role("alert")).to_contain_text("no prefix is called 'pq:'")
    expect(tab.get_by_role("alert")).to_contain_text("write pg:")
    expect(tab.locator("#note")).to_be_hidden()


def test_yes_or_no_and_nothing(tab: Page) -> None:
    write(tab, "ASK { ?x a pg:Brand }")
    tab.get_by_role("button", name="Run").click()
    expect(tab.locator("#shown")).to_have_text("Yes.")
    write(tab, "SELECT ?x { ?x a pg:Nothing }")
    run(tab)
    expect(tab.locator("#shown")).to_contain_text("Nothing in the graph answers this.")


def test_rows_with_things_are_a_graph(tab: Page) -> None:
    ask(tab, "exclusivities")
    tab.get_by_role("tab", name="Graph").click()
    tab.locator("#rows-graph[data-settled]").wait_for()
    assert tab.evaluate("PG.rowsNetwork.body.nodeIndices.length") == 4
    lines = tab.evaluate("Object.values(PG.rowsNetwork.body.edges).map((edge) => [edge.toId, edge.options.label])")
    assert ["brand/leica", "subject"] in lines  # the mark, not the company of the same name
    assert ["organization/leica", "bound"] in lines
    spot = tab.evaluate("PG.rowsNetwork.canvasToDOM(PG.rowsNetwork.getPosition('brand/leica'))")
    tab.locator("#rows-graph").click(position=spot)
    tab.get_by_role("link", name="show it in the explorer").click()
    expect(tab.locator("#panel h2")).to_have_text("Leica")


def test_triples_are_a_graph(tab: Page) -> None:
    write(tab, "CONSTRUCT { ?a rdfs:seeAlso ?b } WHERE { ?f pg:party ?a, ?b FILTER(STR(?a) < STR(?b)) }")
    tab.get_by_role("button", name="Run").click()
    expect(tab.locator("#state")).to_have_text("2 triples")
    tab.get_by_role("tab", name="Graph").click()
    tab.locator("#rows-graph[data-settled]").wait_for()
    assert tab.evaluate("PG.rowsNetwork.body.nodeIndices.length") == 3
    assert set(tab.evaluate("Object.values(PG.rowsNetwork.body.nodes).map((node) => node.options.label)")) >= {
        "Leica", "Sharp", "Xiaomi"
    }  # fmt: skip


FOREIGN = """
@prefix pg: <https://w3id.org/partnergraph/ns#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix n: <https://data.example/brand/> .
n:1 a org:Organization ; rdfs:label "Aurora" .
<https://data.example/organization/n?2#it> a pg:Brand ; rdfs:label "Aurora" .
n:3 a pg:Ownership ; rdfs:label "The mark" ; pg:owner n:1 ; pg:owned <https://data.example/organization/n?2#it> .
n:4 a pg:Source ; dcterms:title "Register" ; dcterms:issued "2022-01-01"^^xsd:date .
n:5 a pg:Statement ; pg:about n:3 ; pg:statedIn n:4 ; pg:modality "fact" .
"""


def test_what_a_foreign_address_is_its_type_says(
    browser: playwright.Browser, tmp_path: Path, start: Callable[..., Served]
) -> None:
    (tmp_path / "foreign.ttl").write_text(FOREIGN, encoding="utf-8")
    PartnerGraph.open(tmp_path / "foreign.store").build(tmp_path / "foreign.ttl")
    served = start(tmp_path / "foreign.store")
    for tab in open_page(browser, served, viewport={"width": 1280, "height": 860}):
        at_the_tab(tab, served)
        write(tab, "SELECT ?owner ?subject ?source { ?x pg:owner ?owner ; pg:owned ?subject . ?s pg:statedIn ?source }")
        run(tab)
        expect(tab.locator("#shown tbody td")).to_have_text(["Aurora", "Aurora", "Register"])
        tab.get_by_role("tab", name="Graph").click()
        tab.locator("#rows-graph[data-settled]").wait_for()
        mark = "https://data.example/organization/n?2#it"
        spot = tab.evaluate("(id) => PG.rowsNetwork.canvasToDOM(PG.rowsNetwork.getPosition(id))", mark)
        tab.locator("#rows-graph").click(position=spot)
        expect(tab.locator("#chosen path")).to_have_class("fill-brand")
        tab.get_by_role("link", name="Aurora").click()
        expect(tab.locator("header")).to_contain_text("Brand")
        expect(tab.locator("code")).to_have_text(mark)


def test_territories_are_a_map(tab: Page) -> None:
    ask(tab, "exclusivities")
    tab.get_by_role("tab", name="Map").click()
    expect(tab.locator("path[data-code=IN]")).to_have_class("land certain")
    expect(tab.locator("path[data-code=JP]")).to_have_class("land silent")
    tab.locator("summary", has_text="Countries").click()
    tab.get_by_role("button", name="Brazil", exact=True).click()
    expect(tab.locator("#told")).to_contain_text("Leica only on Xiaomi phones")


def test_terms_are_shown_by_their_labels(tab: Page) -> None:
    write(tab, "SELECT DISTINCT ?act { ?said pg:act ?act } ORDER BY ?act")
    run(tab)
    expect(tab.locator("#shown tbody")).to_contain_text("put the mark on products")
    expect(tab.locator("#shown tbody")).not_to_contain_text("brand-on-product")


def test_days_are_a_timeline(tab: Page) -> None:
    ask(tab, "partnerships-of", party="Leica")
    tab.get_by_role("tab", name="Timeline").click()
    lane = tab.locator(".lane", has_text="Leica and Sharp")
    expect(lane.locator("rect.fade-in")).to_have_count(1)
    expect(lane).to_contain_text("starts between 1 January 2020 and 31 December 2020")
    ask(tab, "timeline")
    expect(tab.locator(".lane")).to_have_count(12)


def test_views_by_keyboard(tab: Page) -> None:
    ask(tab, "products-of", partnership="Leica and Sharp on premium smartphones")
    tab.get_by_role("tab", name="Table").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_role("tab", name="Map")).to_be_focused()
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_role("tab", name="Timeline")).to_have_attribute("aria-selected", "true")


@pytest.mark.slow
@pytest.mark.parametrize(
    "options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], ids=["light", "dark", "phone"]
)
def test_axe_finds_nothing_in_the_tab(browser: playwright.Browser, reading: Served, options: dict) -> None:
    for page in open_page(browser, reading, **options):
        at_the_tab(page, reading)
        assert violations(page) == []
        ask(page, "exclusivities")
        for view in ("Table", "Graph", "Map"):
            page.get_by_role("tab", name=view).click()
            assert violations(page) == []
        ask(page, "timeline")
        page.get_by_role("tab", name="Timeline").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        page.goto(f"{reading.address}id/brand/leica")
        assert violations(page) == []


# --- the page, live ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of 3,000 organizations: more than a page is sent whole with."""
    folder = tmp_path_factory.mktemp("large")
    graph = PartnerGraph.open(folder / "large.store")
    data = synthetic(3_000)
    assert len(data.statements) > MOST_WHOLE
    with graph.store.transaction() as work:
        put_and_derive(work, Inflow.of(data), [])
    graph.store.close()
    with serving(folder / "large.store", folder) as served:
        yield served


@pytest.fixture
def live(browser: playwright.Browser, large: Served) -> Iterator[Page]:
    for page in open_page(browser, large, viewport={"width": 1280, "height": 860}):
        page.goto(large.address)
        loaded(page)
        yield page


def loaded(page: Page) -> None:
    page.wait_for_function("() => typeof PG === 'object' && PG.loaded && !PG.loading && PG.order.length > 0")


@pytest.mark.slow
def test_a_large_store_is_not_embedded(live: Page, large: Served) -> None:
    with large.client() as client:
        document = client.get("/").text
    assert len(document) < 1_100_000
    assert live.evaluate("PG.data.thing.name[0]") not in document
    expect(live.locator("#summary")).to_contain_text("of 3,000 organizations")
    assert 100 < live.evaluate("PG.onCanvas.size") < 500
    assert violations(live) == []


def far(page: Page) -> tuple[str, str]:
    """Return identifier and name of an organization that takes part in a fact and is not on the page yet."""
    data = synthetic(3_000)
    names = {entity.iri: entity.name for entity in data.entities}
    here = set(page.evaluate("PG.data.thing.id.map(PG.iri)"))
    bound = (iri for fact in data.identities if isinstance(fact, m.Commitment) for iri in fact.bound)
    iri = next(iri for iri in bound if iri not in here)
    return iri.split("/id/")[1], names[iri]


@pytest.mark.slow
def test_search_finds_what_is_not_here_and_brings_its_evidence(live: Page, large: Served) -> None:
    identifier, name = far(live)
    before = live.evaluate("Object.fromEntries(PG.order.map((id) => [PG.data.thing.id[id], PG.spot(id).x]))")
    live.keyboard.press("/")
    live.keyboard.type(name.lower())
    expect(live.get_by_role("option", name=name)).to_be_visible()
    live.keyboard.press("Enter")
    expect(live.locator("#panel h2")).to_have_text(name)
    loaded(live)
    after = live.evaluate("Object.fromEntries(PG.order.map((id) => [PG.data.thing.id[id], PG.spot(id).x]))")
    assert {iri: round(x) for iri, x in before.items()} == {iri: round(after[iri]) for iri in before}
    live.locator("#panel .row").first.click()
    expect(live.locator("#panel blockquote").first).to_be_visible()
    live.get_by_text("Turtle").click()
    expect(live.locator("#panel pre")).to_contain_text("@prefix pg:")
    assert f"more={identifier}" in live.url
    live.goto("about:blank")
    live.goto(f"{large.address}#more={identifier}&sel={identifier}")
    expect(live.locator("#panel h2")).to_have_text(name)


@pytest.mark.slow
def test_expanding_asks_for_more_until_all_is_there(live: Page) -> None:
    hub = live.evaluate("Object.entries(PG.beyond).sort((a, b) => a[1] - b[1]).find(([, left]) => left > 45)")
    live.evaluate("(id) => PG.go({ sel: id })", hub[0])
    live.get_by_role("button", name=f"Expand ({hub[1]})").click()
    live.wait_for_function("() => PG.state.more.length === 1 && PG.loaded.length === 1")
    left = live.evaluate("(id) => PG.beyond[id] || 0", hub[0])
    assert 0 < left < hub[1]
    expect(live.get_by_role("button", name=f"Expand ({left})")).to_be_visible()
    for _ in range(left // 40 + 2):
        if not live.evaluate("(id) => PG.beyond[id] || 0", hub[0]):
            break
        before = live.evaluate("PG.loaded.length")
        live.locator("#expand").click()
        live.wait_for_function("(count) => PG.loaded.length > count", arg=before)
    expect(live.locator("#expand")).to_have_count(0)
    shown = live.evaluate("(id) => PG.factsOf(PG.find(id)[1]).length", hub[0])
    live.go_back()
    live.wait_for_function("(id) => PG.factsOf(PG.find(id)[1]).length < " + str(shown), arg=hub[0])


@pytest.mark.slow
def test_the_other_views_show_what_was_loaded(live: Page) -> None:
    live.get_by_role("tab", name="Table").click()
    expect(live.locator("#table-body tr").first).to_be_visible()
    live.get_by_role("tab", name="Map").click()
    expect(live.locator("#no-answers")).to_contain_text("loaded so far")
    live.get_by_role("tab", name="Timeline").click()
    expect(live.locator(".lane").first).to_be_visible()
    live.get_by_role("button", name="Dark theme").click()
    _, name = far(live)
    live.locator("#search").fill(name)
    live.keyboard.press("Enter")
    expect(live.locator("#panel h2")).to_have_text(name)
    assert live.evaluate("document.documentElement.dataset.theme") == "dark"
    assert violations(live) == []


@pytest.mark.slow
def test_a_server_that_fails_is_said(live: Page) -> None:
    live.route("**/neighbourhood", lambda route: route.fulfill(status=200, content_type="text/plain", body="gone"))
    _, name = far(live)
    live.locator("#search").fill(name)
    live.keyboard.press("Enter")
    expect(live.locator("#shown-count")).to_contain_text("The server does not answer")


@pytest.mark.slow
def test_a_live_page_on_a_phone(browser: playwright.Browser, large: Served) -> None:
    for page in open_page(browser, large, **PHONE):
        page.goto(large.address)
        loaded(page)
        assert page.evaluate("PG.by('legend-toggle').getBoundingClientRect().right") <= 390
        assert violations(page) == []


# --- what it asks -----------------------------------------------------------------------------------------


def test_what_is_around_everything_is_everything() -> None:
    graph = PartnerGraph()
    graph.build(SEED)
    data = graph.data()
    nodes = [node.iri for group in (data.entities, data.identities, data.descriptions) for node in group]
    found = Neighbourhood(graph.store).shown(nodes)
    for name in ("entities", "identities", "statements", "descriptions", "sources"):
        assert getattr(found.data, name) == getattr(data, name)
    assert {proof for s in (*data.statements, *data.descriptions) for proof in s.evidence} <= {
        passage.iri for passage in found.data.evidence
    }
    assert {claim.iri for claim in found.data.claims} == {claim.iri for claim in data.claims if claim.about}
    facts = {identity.iri for identity in data.identities}
    assert found.derived == [bound for bound in graph.derived_bounds() if bound.about in facts]


def test_around_one_thing_is_what_is_said_of_it() -> None:
    graph = PartnerGraph()
    graph.build(SEED)
    found = Neighbourhood(graph.store).shown([graph.lookup.find("Leica and Sharp on premium smartphones")])
    assert [type(identity) for identity in found.data.identities] == [m.Partnership]
    assert {entity.name for entity in found.data.entities} >= {"Leica", "Sharp"}
    assert "Xiaomi" not in {entity.name for entity in found.data.entities}
    assert found.data.statements
    assert found.data.evidence


def test_search_knows_other_names_and_no_accents(get: httpx.Client) -> None:
    hits = get.get("/search", params={"text": "LEÏCA"}).json()["hits"]
    assert [(hit["kind"], hit["id"]) for hit in hits[:2]] == [
        ("organization", "organization/leica"), ("brand", "brand/leica")
    ]  # fmt: skip
    assert get.get("/search").json() == {"hits": []}
    assert get.get("/search", params={"text": '\n\\ "<>{}'}).json() == {"hits": []}


def test_texts_are_recognized(get: httpx.Client) -> None:
    told = get.post("/recognize", json={"texts": ["Leica", "World except Japan", "JP", "nothing of it", ""]}).json()
    assert told["things"] == {
        "Leica": [{"id": "organization/leica", "kind": "organization"}, {"id": "brand/leica", "kind": "brand"}]
    }
    assert set(told["territories"]) == {"World except Japan", "JP"}
    assert told["territories"]["JP"] == {"certain": ["JP"], "possible": []}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/recognize", "no JSON"),
        ("/recognize", [1]),
        ("/recognize", {"texts": "Leica"}),
        ("/recognize", {"texts": [1]}),
        ("/recognize", {"texts": ["x"] * 501}),
        ("/recognize", {"texts": ["\ud800"]}),
        ("/recognize", {"nodes": ["a> } INSERT"]}),
        ("/recognize", {"nodes": ["urn:x"] * 501}),
        ("/neighbourhood", {"of": {}}),
        ("/neighbourhood", {"of": ["a> } INSERT"]}),
        ("/neighbourhood", {"of": [1, None]}),
        ("/neighbourhood", {"places": {"brand/leica": [1]}}),
        ("/neighbourhood", {"places": {"brand/leica": ["1", 2]}}),
        ("/neighbourhood", {"places": {"brand/leica": [1, 2, 3, 4]}}),
        ("/neighbourhood", {"places": {"brand/leica": [float("inf"), 2]}}),
        ("/neighbourhood", {"of": ["brand/leica"] * 201}),
    ],
)
def test_what_cannot_be_asked_is_refused(get: httpx.Client, path: str, body: object) -> None:
    found = get.post(path, content=body if isinstance(body, str) else json.dumps(body))
    assert found.status_code == 400, found.text
    assert found.json()["title"]


def test_an_unknown_thing_has_nothing_around_it(get: httpx.Client) -> None:
    told = get.post("/neighbourhood", json={"of": ["brand/unknown"]})
    assert told.status_code == 200
    assert "brand/unknown" not in told.json()["columns"]["thing"]["id"]
