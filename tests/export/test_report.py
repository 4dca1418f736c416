"""The Markdown report of one partnership."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

import partnergraph as pg
from partnergraph.cli import main
from partnergraph.errors import UnknownNameError
from tests.books import save, source


@pytest.fixture(scope="module")
def report() -> str:
    graph = pg.PartnerGraph()
    graph.build(pg.example("xiaomi-leica.yaml"))
    return graph.report("Xiaomi and Leica on phone cameras")


def test_it_tells_scope_evidence_and_source(report: str) -> None:
    assert report.startswith("# Xiaomi and Leica on phone cameras\n")
    assert "Leica promised Xiaomi the mark Leica on smartphones" in report
    assert (
        "> only Xiaomi phones will sport Leica branding on phones globally (source 1, characters 2147 to 2210)"
        in report
    )
    assert "| Territory | World except Japan |" in report
    assert "1. Xiaomi and Leica Partnership Is Here to Stay" in report


def test_it_tells_what_follows_and_under_which_reading(report: str) -> None:
    assert "| has started by 31 July 2022 | first-release |" in report


def test_other_partnerships_stay_out(report: str) -> None:
    assert "Leitz Phone" not in report
    assert "Hardware of a smartphone" not in report
    assert "hardware of a smartphone" in report


def test_words_of_a_source_are_neither_markdown_nor_html(tmp_path: Path) -> None:
    body = "partnerships:\n  ab: {parties: [a, b], label: '# <b>A | B</b> `x`', note: '| *x* <script>'}\n"
    graph = pg.PartnerGraph()
    graph.build(save(tmp_path, "b.yaml", source("s", body)))
    html = MarkdownIt("commonmark").enable("table").render(graph.report("ab"))
    assert "# &lt;b&gt;A | B&lt;/b&gt; `x`</h1>" in html
    assert "<td>| *x* &lt;script&gt;</td>" in html


def test_command(tmp_path: Path) -> None:
    runner = CliRunner()
    store = str(tmp_path / "s")
    assert runner.invoke(main, ["build", str(pg.example("xiaomi-leica.yaml")), "-s", store]).exit_code == 0
    out = tmp_path / "r.md"
    assert runner.invoke(main, ["report", "xiaomi-leica", "--out", str(out), "-s", store]).exit_code == 0
    printed = runner.invoke(main, ["report", "xiaomi-leica", "-s", store])
    assert printed.output == out.read_text(encoding="utf-8")
    failed = runner.invoke(main, ["report", "Xiaomi", "-s", store])
    assert failed.exit_code == 2
    assert "no partnership is called 'Xiaomi'" in failed.output


def test_a_name_that_is_none() -> None:
    with pytest.raises(UnknownNameError):
        pg.PartnerGraph().report("nobody")
