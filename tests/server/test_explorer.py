"""The explorer in a real browser, with no other host in reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.conftest import Served

playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture
def page(browser: playwright.Browser, reading: Served) -> Iterator[playwright.Page]:
    page, wrong = browser.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith((reading.address, "data:", "blob:")) else wrong.append(r.url))
    yield page
    page.close()
    assert [text for text in wrong if "400 (Bad Request)" not in text] == []


def test_the_interactive_page_is_there(page: playwright.Page, reading: Served) -> None:
    page.goto(reading.address)
    inside = page.frame_locator("iframe")
    inside.get_by_role("tab", name="Table").click()
    playwright.expect(inside.get_by_role("button", name="made by").first).to_be_visible()


def test_a_query_of_ones_own(page: playwright.Page, reading: Served) -> None:
    page.goto(f"{reading.address}#sparql")
    page.get_by_label("Query").fill("SELECT ?label ?x { ?x a pg:Brand ; rdfs:label ?label } ORDER BY ?label")
    page.get_by_role("button", name="Run").click()
    playwright.expect(page.locator("#answer tbody tr")).to_have_count(2)
    playwright.expect(page.locator("#state")).to_have_text("2 rows")
    page.get_by_role("link", name="brand/leica").click()
    playwright.expect(page.locator("h1")).to_have_text("Leica")


def test_a_shipped_question(page: playwright.Page, reading: Served) -> None:
    page.goto(f"{reading.address}#sparql")
    page.locator("#example option[value=releases-in]").wait_for(state="attached")
    page.get_by_label("Question").select_option("releases-in")
    page.locator("#parameters input[name=market]").fill("India")
    page.get_by_role("button", name="Run").click()
    playwright.expect(page.locator("#answer tbody tr td").first).to_have_text("Xiaomi 13 Pro")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as CSV").click()
    assert download.value.path().read_text().splitlines()[0].startswith("product,")


def test_an_error_is_shown_as_text(page: playwright.Page, reading: Served) -> None:
    page.goto(f"{reading.address}#sparql")
    page.get_by_label("Query").fill("SELECT <img src=x onerror=alert(1)>")
    page.get_by_role("button", name="Run").click()
    playwright.expect(page.get_by_role("alert")).to_contain_text("the query is not SPARQL")
    page.get_by_label("Query").fill("SELECT ('<img src=x onerror=alert(1)>' AS ?x) {}")
    page.get_by_role("button", name="Run").click()
    playwright.expect(page.locator("#answer td")).to_have_text("<img src=x onerror=alert(1)>")
