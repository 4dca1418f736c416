"""The interactive page in Chromium, beside stock pyvis on the same graph in the same run.

Limits: 1,000 nodes drawn within 1.0 s, pan at 30 frames a second, a filter or slider step at 2,000 marks within 100 ms,
50,000 nodes within 2.5 s, 5,000 organizations built within 5 s. Also: why positions come from our own layout.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from partnergraph import model as m
from partnergraph.export.html import answers_of, build_page, layout
from partnergraph.export.html.view import drawn_participants, make_view

READY = "html[data-ready=true]"
FIRST_FRAME = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  done(performance.getEntriesByName("drawn")[0]?.startTime ?? performance.now()))))"""
COUNT_FRAMES = """() => { window.frames_ = { start: performance.now(), drawn: 0 };
  const step = () => { window.frames_.drawn++; requestAnimationFrame(step); }; requestAnimationFrame(step); }"""
FRAMES = "() => (window.frames_.drawn / (performance.now() - window.frames_.start)) * 1000"
STEPS = """(patches) => { const spent = []; for (const patch of patches) { const start = performance.now();
  PG.go(patch, { step: false }); PG.network.renderer._drawSynchronously?.() ?? PG.network.body.emitter.emit("_redraw");
  spent.push(performance.now() - start); } return spent; }"""
DAYS = [{"day": f"{year}-0{month}-15"} for year in range(2008, 2023) for month in (2, 7)]
REGIONS = [{"day": "", "region": code} for code in ("JP", "", "EU", "", "IN", "", "BR", "")]
KINDS = [{"off": ["f-ownership"]}, {"off": []}, {"off": ["t-model"]}, {"off": []}] * 2


def graph_of(nodes: int) -> m.Dataset:
    """Return a generated graph of organizations with two links each, many of them to a few hubs."""
    from tests.page.datasets import synthetic

    data = synthetic(nodes, 5.0)
    data.entities[:] = [entity for entity in data.entities if isinstance(entity, m.Organization)]
    firms = {entity.iri for entity in data.entities}
    data.identities[:] = [
        identity
        for identity in data.identities
        if isinstance(identity, m.Partnership) or (isinstance(identity, m.Ownership) and identity.owned in firms)
    ]
    data.descriptions.clear()
    return data


@contextmanager
def opened(browser: Any, file: Path) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri(), timeout=180_000)
    yield page
    context.close()


def stock(data: m.Dataset, file: Path) -> None:
    """Write what pyvis makes of the same graph with its defaults, the library inline."""
    from pyvis.network import Network

    view = make_view(data)
    network = Network(cdn_resources="in_line")
    for iri, (_, name) in view.things.items():
        network.add_node(iri, label=name)
    for fact in view.facts.values():
        touched = drawn_participants(fact)
        if fact.drawn and len(touched) == 2 and touched[0] != touched[1]:
            network.add_edge(*touched)
    file.write_text(network.generate_html(), encoding="utf-8")


def pan(page: Any, spent: float = 2.0) -> float:
    """Drag the drawing to and fro with the mouse; return how many frames a second the page had meanwhile."""
    canvas = page.locator("canvas").first.bounding_box()
    x, y = canvas["x"] + canvas["width"] * 0.04, canvas["y"] + canvas["height"] * 0.94
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    end, step = time.perf_counter() + spent, 0
    while time.perf_counter() < end:
        step += 1
        page.mouse.move(x + 3 * (step % 40), y - 2 * (step % 40))
    frames = page.evaluate(FRAMES)
    page.mouse.up()
    return float(frames)


def ours(browser: Any, file: Path) -> tuple[float, float]:
    """Return milliseconds until the first frame is drawn, and frames a second while panning."""
    drawn = []
    for _ in range(3):
        with opened(browser, file) as page:
            page.locator(READY).wait_for(timeout=120_000)
            drawn.append(page.evaluate(FIRST_FRAME))
            frames = pan(page)
    return statistics.median(drawn), frames


def theirs(browser: Any, file: Path, most: float = 20_000) -> tuple[float | None, float | None]:
    """Return milliseconds until the drawing has settled (``None``: not within ``most``), and frames a second then."""
    with opened(browser, file) as page:
        wait = """(most) => new Promise((done) => { setTimeout(() => done(null), most);
          network.once("stabilizationIterationsDone", () => done(performance.now())); })"""
        settled = page.evaluate(wait, most)
        return settled, pan(page) if settled is not None else None


def refresh(browser: Any, file: Path) -> dict[str, list[float]]:
    with opened(browser, file) as page:
        page.locator(READY).wait_for(timeout=120_000)
        page.evaluate(STEPS, DAYS[:2])
        return {
            name: page.evaluate(STEPS, patches)
            for name, patches in (("slider", DAYS), ("region", REGIONS), ("kind", KINDS))
        }


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def engines() -> None:
    """Compare layouts of 1,000 nodes. (The spring layout of networkx needs scipy, which is no dependency.)"""
    import networkx

    data = graph_of(1_000)
    view = make_view(data)
    graph = networkx.Graph(drawn_participants(fact)[:2] for fact in view.facts.values() if fact.drawn)
    print(f"\n{'layout of 1,000 nodes':44} {'s':>8}")
    print(f"{'ours (stress, or springs on an FFT grid)':44} {seconds(lambda: layout(data)):8.2f}")
    theirs = seconds(lambda: networkx.forceatlas2_layout(graph, seed=1))
    print(f"{'networkx.forceatlas2_layout (100 rounds)':44} {theirs:8.2f}")


def row(what: str, value: str, limit: str, kept: bool) -> None:
    print(f"{what:52} {value:>16} {limit:>14}{'' if kept else '  OVER'}", flush=True)


def main() -> None:
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp())
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            _compare(browser, folder)
            _large(browser, folder)
        finally:
            browser.close()
            shutil.rmtree(folder)
    engines()


def _compare(browser: Any, folder: Path) -> None:
    print(f"{'nodes':>7} {'ours drawn ms':>14} {'pan fps':>8} | {'pyvis settled ms':>16} {'pan fps':>8}")
    for nodes in (100, 1_000, 2_000):
        data = graph_of(nodes)
        mine, stocked = folder / f"ours-{nodes}.html", folder / f"stock-{nodes}.html"
        mine.write_text(build_page(data), encoding="utf-8", newline="")
        stock(data, stocked)
        drawn, frames = ours(browser, mine)
        settled, their_frames = theirs(browser, stocked)
        shown = "> 20,000" if settled is None else f"{settled:,.0f}"
        pans = "-" if their_frames is None else f"{their_frames:.0f}"
        over = "  OVER" if nodes == 1_000 and (drawn > 1_000 or frames < 30) else ""
        print(f"{nodes:7,} {drawn:14,.0f} {frames:8.0f} | {shown:>16} {pans:>8}{over}", flush=True)


def _large(browser: Any, folder: Path) -> None:
    from tests.page.datasets import synthetic

    print(f"\n{'page':52} {'measured':>16} {'limit':>14}")
    steps = refresh(browser, folder / "ours-2000.html")
    for name, spent in steps.items():
        spent.sort()
        middle, worst = statistics.median(spent), spent[-1]
        row(f"{name} step at 2,000 marks, median (worst)", f"{middle:.0f} ({worst:.0f}) ms", "100 ms", middle <= 100)
    data = synthetic(5_000)
    built = seconds(lambda: (folder / "5000.html").write_text(build_page(data), encoding="utf-8", newline=""))
    row("5,000 organizations built in Python", f"{built:.1f} s", "5 s", built <= 5)
    answered = seconds(lambda: answers_of(data))
    row("the map's answers for it (100 questions)", f"{answered:.1f} s", "", True)
    size = (folder / "5000.html").stat().st_size / 1e6
    row("its file", f"{size:.2f} MB", "", True)
    small = len(build_page(synthetic(1_200, 1.2, seed=2)).encode()) / 1e6
    row("2,000 facts, file with map", f"{small:.2f} MB", "1.5 MB", small < 1.5)
    everything = synthetic(31_000)
    built = seconds(lambda: (folder / "50000.html").write_text(build_page(everything), encoding="utf-8", newline=""))
    row("50,000 nodes built in Python", f"{built:.1f} s", "", True)
    size = (folder / "50000.html").stat().st_size / 1e6
    row("50,000 nodes, file", f"{size:.2f} MB", "12 MB", size < 12)
    drawn, frames = ours(browser, folder / "50000.html")
    row("50,000 nodes, overview drawn", f"{drawn:,.0f} ms", "2,500 ms", drawn <= 2_500)
    row("50,000 nodes, pan of the overview", f"{frames:.0f} fps", "", True)


if __name__ == "__main__":
    sys.exit(main())
