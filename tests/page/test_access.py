"""The page for everybody: axe-core finds nothing, colours can be told apart, a phone and a keyboard are enough."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from partnergraph.export.html import build_page
from partnergraph.graph import PartnerGraph, example
from partnergraph.model import Dataset

axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="AXE TESTS SKIPPED: axe-playwright-python is not installed"
)

SELECTED = "sel=commitment/leica-xiaomi-exclusivity"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
VIEWS = [
    "tab=graph", f"tab=graph&{SELECTED}", "tab=graph&sel=organization/sharp&path=model/xiaomi-14",
    "tab=map", "tab=map&sel=country:BR", "tab=timeline&day=2022-03-01", f"tab=timeline&{SELECTED}",
    "tab=table", "tab=table&sort=-quotes&region=IN&day=2024-01-01",
]  # fmt: skip


@pytest.fixture(scope="module")
def document() -> str:
    graph = PartnerGraph()
    graph.build(example("xiaomi-leica.yaml"))
    return graph.page(title="Xiaomi and Leica")


def violations(page: Page) -> list[str]:
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize(
    ("theme", "views"),
    [("light", VIEWS[1::4]), *(pytest.param(theme, VIEWS, marks=pytest.mark.slow) for theme in ("light", "dark"))],
    ids=["light", "light-every-view", "dark-every-view"],
)
def test_axe_finds_nothing(show, document: str, theme: str, views: list[str]) -> None:
    watched = show(document, color_scheme=theme)
    for view in views:
        page = watched.open(f"#{view}")
        for details in page.locator("#panel details, .country-group").all():
            details.evaluate("(e) => (e.open = true)")
        assert violations(page) == [], view
    watched.assert_quiet()


@pytest.mark.slow
def test_axe_finds_nothing_while_searching_saving_and_filtering(show, document: str) -> None:
    page = show(document).page
    page.locator("#search").fill("leica")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").click()
    assert violations(page) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_a_phone_or_an_empty_page(show, document: str) -> None:
    watched = show(document, **PHONE)
    for view in VIEWS:
        assert violations(watched.open(f"#{view}")) == [], view
    watched.page.get_by_role("button", name="Filters").click()
    assert violations(watched.page) == []
    assert violations(show(build_page(Dataset(), title="Empty")).page) == []


CONTRAST = """() => {
  const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => { dot.fillStyle = colour; dot.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...dot.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const { palette } = PG;
  const marks = Object.entries({ ...palette.thing, ...palette.fact }).map(([kind, colour]) => [kind, ratio(colour, palette.paper), ratio(palette.onFill, colour)]);
  return { marks, words: [ratio(palette.ink, palette.paper), ratio(palette.soft, palette.paper), ratio(palette.ink, palette.card), ratio(palette.soft, palette.card)] };
}"""
"""Colours of the canvas, which axe-core cannot see: marks and lines against the paper, letters on marks, words."""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_painted_has_contrast(show, document: str, theme: str) -> None:
    found = show(document, color_scheme=theme).page.evaluate(CONTRAST)
    assert [kind for kind, on_paper, _ in found["marks"] if on_paper < 3.0] == []
    assert [kind for kind, _, letter in found["marks"] if letter < 3.0] == []
    assert min(found["words"]) >= 4.5


CUT = """() => [...document.querySelectorAll("body *")].filter((e) => {
  if (e.closest("svg, canvas, #legend, .unseen, .skip, [hidden], pre") || !e.checkVisibility({ visibilityProperty: true })) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5); }).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize(
    "views", [VIEWS[1::3], pytest.param(VIEWS, marks=pytest.mark.slow)], ids=["some-views", "every-view"]
)
def test_nothing_is_cut_off_on_a_phone(show, document: str, views: list[str]) -> None:
    watched = show(document, **PHONE)
    for view in views:
        page = watched.open(f"#{view}")
        assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390, view
        assert page.evaluate(CUT) == [], view


def test_filters_open_over_the_view_on_a_phone(show, document: str) -> None:
    page = show(document, "#tab=table", **PHONE).page
    expect(page.locator("#legend")).not_to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("checkbox", name="Licence").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#legend")).not_to_be_visible()
    assert "Licence" not in page.locator("#table-body").inner_text()


def test_everything_is_reached_by_the_tab_key(show, document: str) -> None:
    page = show(document, "#tab=map&sel=country:BR").page
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.className"))
    wanted = {"skip", "search", "export", "theme", "tab-map", "kind-t-brand", "region", "source", "facts-as-nodes",
              "map-mark", "map-field", "day-range", "day-exact", "all-time", "panel-close", "ref"}  # fmt: skip
    assert wanted <= reached


def test_skipping_to_the_view_keeps_the_address(show, document: str) -> None:
    page = show(document, f"#tab=table&{SELECTED}").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "stage"
    assert SELECTED in page.url


def test_reduced_motion_moves_nothing_slowly(show, document: str) -> None:
    view = "() => [PG.network.getScale(), PG.network.getViewPosition().x]"
    still = show(document).page
    still.get_by_role("button", name="Zoom in").click()
    still.get_by_role("button", name="Fit").click()
    assert still.evaluate(view) == still.evaluate(
        f"async () => {{ await new Promise((r) => setTimeout(r, 200)); return ({view})(); }}"
    )
    assert still.locator("#legend").evaluate("(e) => getComputedStyle(e).transitionDuration") == "0s"
