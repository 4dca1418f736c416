"""The page of what collides, in a real browser: read in light and dark and on a phone, printed, quiet, for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from partnergraph import PartnerGraph
from tests.books import save
from tests.page.conftest import WATCH, Watched
from tests.page.test_access import PHONE, violations
from tests.test_answer_files import BOOK


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answer")
    graph = PartnerGraph()
    graph.build(save(folder, "book.yaml", BOOK))
    (folder / "conflicts.html").write_text(graph.conflicts().to_html(), encoding="utf-8", newline="")
    return folder / "conflicts.html"


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, PHONE], ids=str)
def test_it_is_read_by_everybody(browser, page: Path, options: dict[str, object]) -> None:
    context = browser.new_context(offline=True, **options)
    try:
        context.add_init_script(WATCH)
        watched = Watched(context.new_page(), page)
        watched.page.goto(page.as_uri())
        assert violations(watched.page) == []
        assert watched.page.locator("article").count() == 2
        width = watched.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]  # nothing is cut off at the side
        watched.assert_quiet()
    finally:
        context.close()


def test_it_is_printed_in_black_on_white(browser, page: Path) -> None:
    context = browser.new_context(offline=True, color_scheme="dark")
    try:
        shown = context.new_page()
        shown.goto(page.as_uri())
        shown.emulate_media(media="print")
        colours = shown.evaluate(
            "() => ['color', 'backgroundColor'].map((name) => getComputedStyle(document.body)[name])"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    finally:
        context.close()
