"""Map, timeline and table of the shipped example in a real browser, and what ties the tabs together."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from partnergraph.exclusivity import available
from partnergraph.export.html import answers_of
from partnergraph.graph import PartnerGraph, example
from partnergraph.output import guarded
from tests.page.datasets import synthetic
from tests.quick import one_in

EXCLUSIVITY = "sel=commitment/leica-xiaomi-exclusivity"
QUOTES = 3


@pytest.fixture(scope="module")
def graph() -> PartnerGraph:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    return graph


@pytest.fixture(scope="module")
def document(graph: PartnerGraph) -> str:
    return graph.page(title="Xiaomi and Leica")


def panel(page: Page) -> str:
    return " ".join(page.locator("#panel").inner_text().split())


# --- one filter state, kept in the address ----------------------------------------------------------


def test_tabs_by_click_key_and_digit(show, document: str) -> None:
    watched = show(document)
    page = watched.page
    page.get_by_role("tab", name="Timeline").click()
    expect(page.get_by_role("tabpanel", name="Timeline")).to_be_visible()
    expect(page.locator("#view-graph")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Table")).to_be_visible()
    page.locator("#view-table h2, #row-count").first.click()
    page.keyboard.press("2")
    expect(page.get_by_role("tabpanel", name="Map")).to_be_visible()
    assert "tab=map" in page.url
    watched.assert_quiet()


def test_the_address_brings_back_tab_filter_selection_and_day(show, document: str) -> None:
    watched = show(document)
    page = watched.page
    page.get_by_role("checkbox", name="Person").uncheck()
    page.get_by_label("Region").select_option("IN")
    page.get_by_label("Exact day").fill("2023-05-01")
    page.get_by_label("Exact day").press("Enter")
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("button", name="Starts").click()
    page.locator("td.fact button").first.click()
    fragment, text, rows = page.url.partition("#")[2], panel(page), page.locator("#table-body tr").count()
    assert 0 < rows < 41
    page = watched.open("#" + fragment)
    assert page.get_by_role("tab", name="Table").get_attribute("aria-selected") == "true"
    assert not page.get_by_role("checkbox", name="Person").is_checked()
    assert page.get_by_label("Region").input_value() == "IN"
    assert page.locator("#as-of").inner_text() == "As of 1 May 2023"
    assert page.locator("#table-body tr").count() == rows
    assert panel(page) == text
    assert page.get_by_role("columnheader", name="Starts").get_attribute("aria-sort") == "ascending"
    watched.assert_quiet()


def test_back_goes_back(show, document: str) -> None:
    page = show(document).page
    page.get_by_role("tab", name="Map").click()
    page.get_by_label("Region").select_option("EU")
    page.go_back()
    assert page.get_by_label("Region").input_value() == ""
    page.go_back()
    assert page.get_by_role("tab", name="Graph").get_attribute("aria-selected") == "true"


def test_a_filter_reaches_every_tab(show, document: str) -> None:
    page = show(document, "#region=JP&tab=table").page
    rows = page.locator("#table-body tr").all_inner_texts()
    assert any("Leitz Phone 1" in row for row in rows)
    assert not any("not in India" in row for row in rows)
    page.get_by_role("tab", name="Timeline").click()
    assert page.get_by_role("button", name="not in India").count() == 0
    page.get_by_role("button", name="Show everything again").click()
    assert page.get_by_role("button", name="not in India").count() > 0


# --- map --------------------------------------------------------------------------------------------


def test_a_click_on_a_country_gives_the_answer_and_every_quote(show, document: str) -> None:
    watched = show(document, "#tab=map")
    page = watched.page
    page.locator("#world path[data-code=BR]").click()
    text = panel(page)
    assert "Brazil" in text
    assert "Blocked 31 July 2022 to 28 February 2024 by Leica only on Xiaomi phones" in text
    assert page.locator("#panel .now blockquote").count() == QUOTES
    page.locator("#world path[data-code=JP]").click()
    now = page.locator("#panel .now")
    assert "Nothing recorded" in now.inner_text()
    assert "sel=country:JP" in page.url
    watched.assert_quiet()


def test_the_slider_asks_of_another_day(show, document: str) -> None:
    page = show(document, "#tab=map&sel=country:BR").page
    assert "249" in page.locator(".map-legend li", has_text="Blocked").first.inner_text()
    slider = page.get_by_role("slider", name="As of which day")
    slider.fill(slider.get_attribute("min") or "")
    expect(page.locator("#panel .now")).to_contain_text("Nothing recorded until 31 December 2021")
    slider.fill(str((date(2022, 3, 15) - date(1970, 1, 1)).days))
    expect(page.locator("#panel .now")).to_contain_text("May be blocked")
    expect(page.locator("#as-of")).to_have_text("As of 15 March 2022")


def test_the_slider_drives_the_graph(show, document: str) -> None:
    page = show(document).page
    shown = "() => [...PG.lines.values()].filter((l) => PG.lineStyle(l).hidden).length"
    assert page.evaluate(shown) == 0
    slider = page.get_by_role("slider", name="As of which day")
    slider.focus()
    slider.press("Home")
    expect(page.locator("#as-of")).to_contain_text("2019")
    assert page.evaluate(shown) >= 4
    page.get_by_role("button", name="All time").click()
    assert page.evaluate(shown) == 0


def test_countries_are_listed_with_their_answers(show, document: str) -> None:
    page = show(document, "#tab=map").page
    page.get_by_text("Blocked (249)").click()
    page.get_by_role("button", name="Singapore").click()
    assert "Blocked" in page.locator("#panel .now").inner_text()
    silent = page.locator(".country-group", has_text="Nothing recorded (1)")
    assert silent.get_by_role("button").all_inner_texts() == ["Japan"]
    assert "take no position on boundaries" in page.locator(".boundaries").inner_text()


def test_states_differ_by_pattern_and_not_by_colour_alone(show, document: str) -> None:
    page = show(document, "#tab=map&day=2022-03-15").page
    fill = page.locator("#world path[data-code=BR]").evaluate("(e) => getComputedStyle(e).fill")
    assert "#p-maybe" in fill
    assert page.locator("#p-blocked .hatch").get_attribute("d") != page.locator("#p-maybe .hatch").get_attribute("d")


ANSWERS = """(days) => days.map((day) => PG.data.region.country.map((code) => {
  const span = PG.answerOn(code, PG.dayOf(day));
  return span ? PG.data.answers.states[span[0]] : "nothing recorded"; }))"""


def test_the_map_agrees_with_available_to_the_cell(show, graph: PartnerGraph) -> None:
    days = [f"{year}-{day}" for year in range(2019, 2031) for day in ("01-01", "07-31", "12-31")]
    days += ["2021-12-31", "2022-07-30", "2024-02-28", "2024-02-29"]
    deals = graph.deals()
    data = graph.data()
    page = show(graph.page(), "#tab=map").page
    codes = page.evaluate("() => PG.data.region.country")
    for question in answers_of(data).questions:
        on_page = page.evaluate(ANSWERS, days)
        for day, found in zip(days, on_page, strict=True):
            rows = available(deals, question.subject, question.field, date.fromisoformat(day), None, question.act).rows
            expected = {code: row.status for row in rows for code in row.codes}
            assert dict(zip(codes, found, strict=True)) == {code: expected[code] for code in codes}, day


@pytest.mark.slow
def test_the_map_agrees_with_available_in_a_generated_graph(show) -> None:
    from partnergraph.exclusivity import Deals
    from partnergraph.export.html import build_page
    from partnergraph.terms import terms

    data = synthetic(60, 2.0, seed=3)
    answers = answers_of(data)
    deals = Deals.of(data, terms().broader)
    days = [f"{year}-06-15" for year in range(2004, 2028, 4)]
    watched = show(build_page(data, answers=answers), "#tab=map")
    assert len(answers.questions) > 20
    for question in answers.questions[::4]:
        mark = question.subject.split("/id/")[1]
        page = watched.open(f"#tab=map&mark={mark}")
        codes = page.evaluate("() => PG.data.region.country")
        for day, found in zip(days, page.evaluate(ANSWERS, days), strict=True):
            rows = available(deals, question.subject, question.field, date.fromisoformat(day), None, question.act).rows
            expected = {code: row.status for row in rows for code in row.codes}
            assert dict(zip(codes, found, strict=True)) == {code: expected[code] for code in codes}, (mark, day)


def test_the_map_can_be_asked_about_another_mark(show) -> None:
    from partnergraph.export.html import build_page

    data = synthetic(30, 2.0, seed=3)
    page = show(build_page(data, answers=answers_of(data)), "#tab=map").page
    marks = page.get_by_label("Mark, product or right").locator("option")
    assert marks.count() > 3
    page.get_by_label("Mark, product or right").select_option(index=2)
    assert page.locator("#map-title").inner_text().startswith(marks.nth(2).inner_text().rpartition(" (")[0])
    page.get_by_label("Mark, product or right").select_option(label="All facts: where they are recorded")
    assert page.locator("#map-title").inner_text() == "Where the facts that are shown are recorded"
    assert "Recorded here" in page.locator("#map-legend").inner_text()


# --- timeline and table -----------------------------------------------------------------------------


def test_lanes_fade_where_an_end_is_open_or_imprecise(show, document: str) -> None:
    page = show(document, "#tab=timeline").page
    lane = page.get_by_role("button", name="Exclusivity: Leica only on Xiaomi phones")
    assert "since some day from 1 January 2022 to 31 July 2022" in (lane.get_attribute("aria-label") or "")
    assert lane.locator(".fade-in").count() == lane.locator(".fade-out").count() == 1
    lane.click()
    assert page.locator("#panel h2").inner_text().startswith("Leica only on Xiaomi phones")
    assert EXCLUSIVITY in page.url


def test_what_has_no_end_goes_on_to_the_edge(show, tmp_path: Path) -> None:
    (tmp_path / "deals.csv").write_text(
        "deal,licensor,licensee,mark,field,territory,start,end\n"
        "D1,Aurora,Boreal,Lumen,smartphones,EU,2020-01-01,perpetual\n"
        "D2,Aurora,Boreal,Lumen,smartphones,Japan,2020-01-01,\n"
    )
    graph = PartnerGraph()
    graph.build(tmp_path / "deals.csv", as_of=date(2024, 1, 1))
    page = show(graph.page(title="Deals"), "#tab=timeline").page
    perpetual, unstated = page.locator(".lane").filter(has_text="D1"), page.locator(".lane").filter(has_text="D2")
    assert (perpetual.locator("path").count(), perpetual.locator(".fade-out").count()) == (1, 0)
    assert (unstated.locator("path").count(), unstated.locator(".fade-out").count()) == (0, 1)
    page.get_by_role("tab", name="Table").click()
    assert page.locator("td.end").all_inner_texts() == ["no end", "2024-01-01 or later"]
    assert page.locator("td.who").first.inner_text() == "Aurora, Boreal, Lumen"


def test_paper_has_every_row_and_no_buttons(show, document: str) -> None:
    page = show(document, "#tab=table").page
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#timebar, #legend, .tab-bar, .tools")).to_have_count(4)
    assert page.locator("#timebar:visible, #legend:visible, .tab-bar:visible, .tools:visible").count() == 0
    last = page.locator("#table-body tr").last
    assert last.evaluate("(row) => row.getBoundingClientRect().bottom <= document.documentElement.scrollHeight")
    assert page.evaluate("document.documentElement.scrollHeight > 2 * innerHeight")
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--ink')").strip() == "#1d2228"


def test_the_timeline_shows_the_day(show, document: str) -> None:
    page = show(document, "#tab=timeline").page
    before = page.locator(".lane").count()
    assert page.locator(".day-line").count() == 0
    page.get_by_label("Exact day").fill("2021-06-01")
    page.get_by_label("Exact day").press("Enter")
    expect(page.locator(".day-line")).to_be_visible()
    assert page.locator(".lane").count() < before


def test_rows_sort_both_ways(show, document: str) -> None:
    page = show(document, "#tab=table").page
    quotes = page.locator("td.quotes")
    page.get_by_role("button", name="Quotes").click()
    rising = [int(text) for text in quotes.all_inner_texts()]
    assert rising == sorted(rising)
    assert len(set(rising)) > 2
    page.get_by_role("button", name="Quotes").click()
    assert [int(text) for text in quotes.all_inner_texts()] == sorted(rising, reverse=True)
    page.get_by_role("button", name="Who and what").click()
    names = page.locator("td.who").all_inner_texts()
    assert names == sorted(names, key=str.lower)


# --- path, expand, hide, pin ------------------------------------------------------------------------


def test_a_path_between_two_things(show, document: str) -> None:
    watched = show(document, "#sel=organization/sharp")
    page = watched.page
    page.get_by_role("button", name="Path to").click()
    page.keyboard.type("mix fold 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**path=model/xiaomi-mix-fold-2*")
    steps = page.locator("#path .path > li:not(.step)").all_inner_texts()
    assert steps == ["Sharp", "Leica", "Xiaomi", "Xiaomi Mix Fold 2"]
    page = watched.open("#" + page.url.partition("#")[2])
    assert page.locator("#path .path > li:not(.step)").count() == 4
    page.get_by_role("button", name="Clear the path").click()
    assert page.locator("#path").count() == 0
    watched.assert_quiet()


def test_hide_and_expand(show, document: str) -> None:
    watched = show(document, "#sel=organization/xiaomi-india")
    page = watched.page
    page.get_by_role("button", name="Hide").click()
    on_canvas = "(id) => PG.onCanvas.has(PG.find(id)[1])"
    assert not page.evaluate(on_canvas, "organization/xiaomi-india")
    page = watched.open("#sel=organization/leica&gone=organization/xiaomi-india,organization/sharp")
    page.get_by_role("button", name="Expand (2)").click()
    assert page.get_by_role("button", name="Expand").count() == 0 or "gone=" in page.url
    watched.assert_quiet()


def test_pinned_marks_say_so(show, document: str) -> None:
    page = show(document, "#sel=organization/leica").page
    page.get_by_role("button", name="Pin", exact=True).click()
    expect(page.get_by_role("button", name="Unpin")).to_have_attribute("aria-pressed", "true")


def test_parallel_edges_are_kept_apart(show, document: str) -> None:
    page = show(document).page
    bends = page.evaluate(
        """() => { const id = (name) => PG.find("organization/" + name)[1]; const pair = [id("leica"), id("xiaomi")];
        return [...PG.lines.values()].filter((l) => !l.spoke && pair.includes(l.from) && pair.includes(l.to))
          .map((l) => (l.from < l.to ? 1 : -1) * l.bend); }"""
    )
    assert len(bends) >= 4
    assert len(set(bends)) == len(bends)


def test_arrows_walk_enter_opens_escape_closes(show, document: str) -> None:
    page = show(document, "#sel=organization/sharp").page
    page.locator("#network").focus()
    for key in ("ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        if page.evaluate("() => PG.cursorId") is not None:
            break
    expect(page.locator("#said")).to_contain_text("Leica")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "Leica"
    page.keyboard.press("Escape")
    assert "sel=" not in page.url


# --- what leaves the page ---------------------------------------------------------------------------


def save(page: Page, button: str) -> bytes:
    page.get_by_role("button", name="Save").click()
    with page.expect_download() as event:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(event.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("tab", "text"),
    one_in(
        3, (("graph", "exclusive, World except Japan"), ("map", "Brazil"), ("timeline", "Leica only on Xiaomi phones"))
    ),
)
def test_pictures_show_what_is_on_screen(show, document: str, tab: str, text: str) -> None:
    watched = show(document, f"#tab={tab}")
    drawing = save(watched.page, "SVG").decode()
    assert drawing.startswith("<svg")
    assert text in drawing
    image = save(watched.page, "PNG")
    assert image.startswith(b"\x89PNG")
    assert len(image) > 20_000
    watched.assert_quiet()


def test_an_svg_stands_alone(show, document: str, tmp_path: Path, browser) -> None:
    (tmp_path / "map.svg").write_bytes(save(show(document, "#tab=map").page, "SVG"))
    page = browser.new_page()
    page.goto((tmp_path / "map.svg").as_uri())
    fill = page.locator("path").nth(40).evaluate("(e) => getComputedStyle(e).fill")
    assert "p-blocked" in fill
    page.close()


def test_the_table_saves_tab_separated_values(show, document: str) -> None:
    lines = save(show(document, "#tab=table").page, "TSV").decode().splitlines()
    assert lines[0].split("\t")[:3] == ["Kind", "Fact", "Who and what"]
    assert len(lines) == 42
    assert {len(line.split("\t")) for line in lines} == {8}


def test_what_the_page_saves_for_a_spreadsheet_has_no_formula(show, document: str) -> None:
    page = show(document, "#tab=table").page
    cells = ["=1+1", "  @a", "\t=1", "x;-1+2", "-12.5", "a = b", "＝1", "'=1"]
    assert [page.evaluate("(cell) => PG.guarded(cell)", cell) for cell in cells] == [guarded(cell) for cell in cells]


def test_a_notebook_shows_the_same_page(browser, graph: PartnerGraph) -> None:
    page = browser.new_page()
    page.set_content(f"<body>{graph._repr_html_()}</body>")
    frame = page.frame_locator("iframe")
    expect(frame.locator("html[data-ready=true]")).to_be_attached()
    frame.get_by_role("tab", name="Table").click()
    expect(frame.locator("td.fact").first).to_be_visible()
    page.close()


def test_data_stands_once(document: str) -> None:
    assert document.count("globally except in the Japanese market") == 1
    assert len(document.encode()) < 1_500_000
    assert "http-equiv" in document
    assert json.dumps("leica") not in document.partition("<script>")[0].partition("</style>")[0]
