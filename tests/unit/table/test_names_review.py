"""`names review`: one key a pair, kept in the names file beside what is there, and heeded by the next build."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from partnergraph.cli import main
from partnergraph.ingest.names_file import read_names
from partnergraph.ingest.table import read_table
from partnergraph.model import Organization

from .conftest import WriteText

SHEET = "Licensor,Licensee,Mark\nMüller AG,Zorb,Corona\nMueller GmbH,Zorb,Corona\nI.B.M.,Q,Corona\nIBM,Q,Corona\n"


def reviewed(path: Path, names: Path, keys: str) -> str:
    done = CliRunner().invoke(main, ["names", "review", str(path), "--names", str(names)], input=keys)
    assert done.exit_code == 0, done.output
    return done.output


def test_decisions_survive_the_next_build(text_file: WriteText, tmp_path: Path) -> None:
    path, names = text_file(SHEET), tmp_path / "names.yaml"
    names.write_text("# ours\nbrands:\n  Koronna: Corona\n", encoding="utf-8")
    assert "2 decided" in reviewed(path, names, "bd")
    text = names.read_text(encoding="utf-8")
    assert text.startswith("# ours\nbrands:\n  Koronna: Corona\n")
    content = read_table(path, names=read_names(names))
    assert not [w for w in content.warnings if "alike" in w.message or "looks like" in w.message]
    assert len([e for e in content.data.entities if type(e).__name__ == "Organization"]) == 5
    assert "no names look alike" in reviewed(path, names, "")


@pytest.mark.parametrize(("keys", "decided"), [("q", 0), (" ", 0), ("aq", 1), ("xd", 1)])
def test_what_was_decided_before_somebody_stopped_is_kept(
    text_file: WriteText, tmp_path: Path, keys: str, decided: int
) -> None:
    names = tmp_path / "names.yaml"
    output = reviewed(text_file(SHEET), names, keys)
    assert (f"{decided} decided" in output, names.exists()) == (decided > 0, decided > 0)


def test_a_name_that_stands_for_others_is_not_replaced_itself(text_file: WriteText, tmp_path: Path) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("organizations:\n  International Business Machines: IBM\n", encoding="utf-8")
    assert "stands for other spellings" in reviewed(text_file(SHEET.replace("Mueller GmbH", "Alba")), names, "ab")
    assert read_names(names).name(Organization, "I.B.M.") == "IBM"
