"""What is shipped: the wheel works from any directory, and its description is kept in order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement

import partnergraph as pg
from partnergraph.cli import main
from tests.store.engines import free_port

ROOT = Path(__file__).parents[1]
DESCRIPTION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, BUILD = DESCRIPTION["project"], DESCRIPTION["build-system"]["requires"]


def test_each_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|\w+) = \[\n((?:    \".*\n)+)\]", text, re.MULTILINE)
    lines = [line for block in lists for line in block.splitlines() if re.search(r"[<>]=?\d|partnergraph\[", line)]
    assert len(lines) > 30
    assert [line for line in lines if "#" not in line and "partnergraph[" not in line] == []


def pinned(name: str) -> dict[str, set[str]]:
    """Package -> versions of one file in requirements/, each with its hashes."""
    found: dict[str, set[str]] = {}
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    for block in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip()):
        requirement, *hashes = re.split(r" \\\n\s+", block)
        assert hashes
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes)
        package, version = requirement.split(";")[0].strip().split("==")
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize(
    ("file", "extras"),
    [("base.txt", ()), ("dev.txt", ("dev",)), ("mutation.txt", ("mutation",)), ("lowest.txt", ("dev",))],
)
def test_what_is_installed_is_pinned_within_the_ranges(file: str, extras: tuple[str, ...]) -> None:
    locked, waiting = pinned(file), [*PROJECT["dependencies"], *BUILD, *(f"partnergraph[{extra}]" for extra in extras)]
    assert "://" not in (ROOT / "requirements" / file).read_text(encoding="utf-8")  # no index is named
    while waiting:
        wanted = Requirement(waiting.pop())
        if wanted.name == "partnergraph":
            waiting += [line for extra in wanted.extras for line in PROJECT["optional-dependencies"][extra]]
            continue
        versions = locked[wanted.name.lower()]
        assert [version for version in versions if version not in wanted.specifier] == [], wanted


def test_what_is_used_has_one_version_in_every_file() -> None:
    developing = pinned("dev.txt")
    assert {name: versions for name, versions in pinned("base.txt").items() if developing[name] != versions} == {}


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


class Elsewhere:
    """A virtual environment and an empty directory to work in, far from the checkout."""

    def __init__(self, folder: Path, *packages: str) -> None:
        self.environment = {n: value for n, value in os.environ.items() if not n.startswith(("PYTHON", "VIRTUAL"))}
        self.folder = folder / "else where"
        self.folder.mkdir()
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        command = [self.programs / "python", "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(command, check=True, env=self.environment)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.programs / "partnergraph", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def check(self) -> None:
        """Do once what a first visitor does."""
        assert "Open demo" in self.run("demo", "demo")
        assert (self.folder / "demo" / "graph.html").stat().st_size > 100_000
        self.run("template", "deals.csv")
        self.run("build", "deals.csv")
        self.run("export", "deals.odrl.jsonld")
        asked = ("--subject", "brand:Leica", "--field", "smartphone", "--in", "BR", "--on", "2023-05-01")
        assert "Xiaomi  yes" in self.run("who", *asked, "--party", "Xiaomi", "--store", "demo/leica.store")

    def check_table(self) -> None:
        """Build what a spreadsheet says."""
        self.run("template", "deals.xlsx")
        self.run("build", "deals.xlsx", "--store", "sheet.store")

    def check_serve(self) -> None:
        """Ask a server."""
        port = free_port()
        asked = {"subject": "brand:Leica", "field": "smartphone", "in": "BR", "on": "2023-05-01", "party": "Xiaomi"}
        with self.started("serve", "--store", "demo/leica.store", "--port", str(port)):
            with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=60) as client:
                found = client.get(f"http://127.0.0.1:{port}/who", params=asked)
            assert found.json()["answers"][0]["answer"] == "yes", found.text

    def check_mcp(self) -> None:
        """Greet the tools for assistants."""
        client = {"clientInfo": {"name": "test", "version": "1"}, "capabilities": {}, "protocolVersion": "2025-06-18"}
        hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
        with self.started("mcp", "--store", "demo/leica.store") as process:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(hello).encode() + b"\n")
            process.stdin.flush()
            assert "serverInfo" in json.loads(process.stdout.readline())["result"]

    @contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a command beside; it is ended at the end."""
        command = [self.programs / "partnergraph", *arguments]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, cwd=self.folder, env=self.environment, **pipes) as process:
            try:
                yield process
            finally:
                process.kill()


CHECKS = {"table": Elsewhere.check_table, "serve": Elsewhere.check_serve, "mcp": Elsewhere.check_mcp}


def wheel_in(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_a_wheel_works_from_any_directory(tmp_path: Path) -> None:
    wheel = wheel_in(tmp_path)
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "partnergraph/py.typed",
        "partnergraph/_ontology/partnergraph.ttl",
        "partnergraph/_ontology/regions.json",
        "partnergraph/_ontology/queries/who-may.rq",
        "partnergraph/_ontology/examples/xiaomi-leica.yaml",
        "partnergraph/export/html/page.html.jinja",
        "partnergraph/export/html/world.json",
        "partnergraph/server/explorer/index.html",
    ):
        assert needed in names
    assert any(name.endswith("licenses/ontology/LICENSE") for name in names)
    Elsewhere(tmp_path, str(wheel)).check()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("extras", "raised"),
    [(("serve", "table"), ()), (("serve", "mcp"), ("pydantic",))],  # the SDK of mcp asks for a newer one
    ids=["serve-table", "mcp"],
)
def test_the_lowest_versions_that_are_allowed_work(
    tmp_path: Path, extras: tuple[str, ...], raised: tuple[str, ...]
) -> None:
    wanted = [*PROJECT["dependencies"], *(name for extra in extras for name in PROJECT["optional-dependencies"][extra])]
    found = [re.match(r"([\w.-]+)>=([\d.]+)", name) for name in wanted if not name.startswith("partnergraph[")]
    assert all(found)
    lowest = dict(match.groups() for match in found if match)
    constraints = tmp_path / "lowest.txt"
    lines = (f"{name}=={version}\n" for name, version in lowest.items() if name not in raised)
    constraints.write_text("".join(lines), encoding="utf-8")
    place = Elsewhere(tmp_path, "--constraint", str(constraints), f"{wheel_in(tmp_path)}[{','.join(extras)}]")
    place.check()
    for extra in extras:
        CHECKS[extra](place)
