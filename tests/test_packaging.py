"""What is shipped: the wheel works from any directory, and its description is kept in order."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

import partnergraph as pg
from partnergraph.cli import main

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_each_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|\w+) = \[\n((?:    \".*\n)+)\]", text, re.MULTILINE)
    lines = [line for block in lists for line in block.splitlines() if re.search(r"[<>]=?\d|partnergraph\[", line)]
    assert len(lines) > 30
    assert [line for line in lines if "#" not in line and "partnergraph[" not in line] == []


def test_versions_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(citation["version"]) == pg.__version__
    for name in ("partnergraph", "schemes", "regions", "alignments"):
        assert f'owl:versionInfo "{pg.__version__}"' in (ROOT / "ontology" / f"{name}.ttl").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "ontology/LICENSE"])
def test_licences_are_there_and_shipped(name: str) -> None:
    assert (ROOT / name).is_file()
    assert name in PROJECT["license-files"]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_each_command_shows_an_example(name: str) -> None:
    command = main.commands[name]
    help_text = command.get_help(click.Context(command, info_name=name))
    assert f"partnergraph {name}" in help_text.split("Example", 1)[-1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete(shell: str) -> None:
    from click.shell_completion import get_completion_class

    completion = get_completion_class(shell)
    assert completion is not None
    words = completion(main, {}, "partnergraph", "_PARTNERGRAPH_COMPLETE").get_completions([], "exp")
    assert {word.value for word in words} >= {"export", "expiring"}
    assert "_PARTNERGRAPH_COMPLETE" in completion(main, {}, "partnergraph", "_PARTNERGRAPH_COMPLETE").source()


def test_help_without_arguments() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "partnergraph demo" in result.output
    assert "..." not in result.output.split("Commands:")[1]  # each command's sentence is there to its end


@pytest.mark.slow
def test_a_wheel_works_from_any_directory(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "partnergraph/py.typed",
        "partnergraph/_ontology/partnergraph.ttl",
        "partnergraph/_ontology/regions.json",
        "partnergraph/_ontology/queries/who-may.rq",
        "partnergraph/_ontology/examples/xiaomi-leica.yaml",
        "partnergraph/export/html/page.html.jinja",
        "partnergraph/export/html/world.json",
    ):
        assert needed in names
    assert any(name.endswith("licenses/ontology/LICENSE") for name in names)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL"))}
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    programs = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True, env=environment)
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [programs / "partnergraph", *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "Open demo" in run("demo", "demo")
    assert (elsewhere / "demo" / "graph.html").stat().st_size > 100_000
    run("template", "deals.csv")
    run("build", "deals.csv")
    run("export", "deals.odrl.jsonld")
    assert "yes" in run("query", "exclusivity-in-force", "-s", "demo/leica.store", "-p",
                        "commitment=Leica only on Xiaomi phones, except in Japan", "-p", "market=BR", "-p", "on=2023-05-01")  # fmt: skip
