"""Run a command with the programs that tests need: a browser, `rapper` and the SPARQL engine Virtuoso.

A browser that is found is used; else Debian's packages are installed where that is possible; else
Playwright's own browser. What cannot be had is said, and the tests that need it are skipped and say so too.

Usage: python scripts/with_tools.py COMMAND [ARGUMENT ...]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "PARTNERGRAPH_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
DEBIAN_PACKAGES = {"chromium": "chromium", "rapper": "raptor2-utils", "virtuoso-t": "virtuoso-opensource-7-bin"}


def find_browser() -> str | None:
    named = os.environ.get(VARIABLE)
    if named:
        return named if shutil.which(named) else None
    return next((path for name in BROWSERS if (path := shutil.which(name))), None) or find_playwrights()


def find_playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:
        return None
    return path if Path(path).exists() else None


def may_install() -> bool:
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def install_debian(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing Debian packages: {' '.join(packages)}", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False, stdout=subprocess.DEVNULL)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL,
    )


def provide() -> None:
    missing = [
        package
        for program, package in DEBIAN_PACKAGES.items()
        if (find_browser() if program == "chromium" else shutil.which(program)) is None
    ]
    if missing and may_install():
        install_debian(missing)
    if find_browser() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    browser = find_browser()
    if browser:
        os.environ[VARIABLE] = browser
    else:
        print("NO BROWSER: the page's tests will be skipped; install the package 'chromium'", flush=True)
    if shutil.which("rapper") is None:
        print("NO rapper: one Turtle test will be skipped; install the package 'raptor2-utils'", flush=True)
    if shutil.which("virtuoso-t") is None:
        package = DEBIAN_PACKAGES["virtuoso-t"]
        print(f"NO VIRTUOSO: its tests will be skipped; install the package '{package}'", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    provide()
    sys.exit(subprocess.run(sys.argv[1:], check=False).returncode)
