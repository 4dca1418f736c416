"""The command ``serve``: what it refuses before it listens."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main


def serve(*arguments: str, token: str | None = None) -> str:
    found = CliRunner().invoke(main, ["serve", *arguments], env={"PARTNERGRAPH_TOKEN": token})
    assert found.exit_code == 2, found.output
    assert "Traceback" not in found.output
    return found.output


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    assert "there is no store here" in serve("--store", str(tmp_path / "none"))


@pytest.mark.parametrize("token", [None, "", "short"])
def test_changes_without_a_token_that_nobody_can_guess(seed_store: Path, token: str | None) -> None:
    assert "needs a token in PARTNERGRAPH_TOKEN" in serve("--store", str(seed_store), "--writable", token=token)


def test_a_port_that_is_taken(seed_store: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        text = serve("--store", str(seed_store), "--port", str(taken.getsockname()[1]))
    assert "ddress already in use" in text


@pytest.mark.parametrize("kind", ["an RDF file", "an engine"])
def test_what_cannot_be_changed_or_served(tmp_path: Path, seed_store: Path, kind: str) -> None:
    from partnergraph.graph import PartnerGraph

    if kind == "an RDF file":
        path = PartnerGraph.open(seed_store).export(tmp_path / "deals.trig")
        assert "cannot be changed" in serve("--store", str(path), "--writable", token="0123456789abcdef")
    else:
        assert "served by another engine already" in serve("--store", "http://127.0.0.1:9/query")
