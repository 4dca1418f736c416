"""What tests of several kinds share: a real browser, the same generated cases in each run, and where files go."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser


settings.register_profile("same-cases", derandomize=True, database=None)
settings.load_profile("same-cases")


MEMORY = Path("/dev/shm")


def pytest_configure(config: pytest.Config) -> None:
    """Let quick tests write to memory where there is enough of it: what they wait for is mostly the disk.

    Files are run in their order: the examples in ``src`` come last, which are short, so that all processes end together.
    """
    config.option.loadscopereorder = False
    quick = config.getoption("markexpr") == "not slow" and "TMPDIR" not in os.environ
    if quick and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for servers and disks."""
    return (os.cpu_count() or 1) + 1


def chromium() -> str | None:
    """Return the browser to use: the one named by the environment, one on the PATH, else Playwright's own."""
    named = os.environ.get("PARTNERGRAPH_CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))
    return next(filter(None, found), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a worker, since Playwright runs once in a process; without one they are skipped."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="BROWSER TESTS SKIPPED: playwright is not installed")
    sync_api.expect.set_options(timeout=30_000)  # ms: a busy machine takes longer
    with sync_api.sync_playwright() as playwright:
        path = chromium()
        if path is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("BROWSER TESTS SKIPPED: no Chromium; install one or set PARTNERGRAPH_CHROMIUM")
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()
