"""A real browser for the page's tests, and pages that note what they must never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sync_api = pytest.importorskip("playwright.sync_api", reason="PAGE TESTS SKIPPED: playwright is not installed")

WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(event.violatedDirective + " " + event.blockedURI));
"""


class Watched:
    """An open page with everything it did that a quiet, offline page does not do."""

    def __init__(self, page: sync_api.Page, file: Path) -> None:
        self.page, self.file = page, file
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on(
            "console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text)
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))

    def open(self, fragment: str = "") -> sync_api.Page:
        """Load the file, or another view of it, and wait until it is drawn."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file.as_uri()}{fragment}")
        self.page.locator("html[data-ready=true]").wait_for(timeout=30_000)
        return self.page

    def outside(self) -> list[str]:
        """Return requests to anything but the file itself, and blobs that the page makes for downloads."""
        own = (self.file.as_uri(), "about:blank", "blob:", "data:image")
        return [url for url in self.requests if not url.startswith(own)]

    def violations(self) -> list[str]:
        """Return what the Content-Security-Policy had to block."""
        return list(self.page.evaluate("() => window.__violations"))

    def assert_quiet(self) -> None:
        """No request, nothing on the console, nothing blocked."""
        assert self.outside() == []
        assert self.complaints == []
        assert self.violations() == []


@pytest.fixture
def show(browser: sync_api.Browser, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a document from disk, offline, in a fresh context."""
    contexts = []

    def open_document(document: str, fragment: str = "", **options: object) -> Watched:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(document, encoding="utf-8", newline="")
        settings = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", "offline": True}
        context = browser.new_context(**{**settings, **options})
        context.add_init_script(WATCH)
        contexts.append(context)
        watched = Watched(context.new_page(), file)
        watched.open(fragment)
        return watched

    yield open_document
    for context in contexts:
        context.close()
