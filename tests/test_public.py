"""What people import and call: the names are locked here, and loading them stays light."""

from __future__ import annotations

import copy
import doctest
import importlib
import inspect
import pickle
import pkgutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

import partnergraph as pg
from partnergraph import errors
from partnergraph.cli import main

ROOT = Path(__file__).parents[1]

MEMBERS = [
    "Answer", "ExportError", "InputError", "MissingPackageError", "NotSparqlError", "PartnerGraph", "PartnerGraphError",
    "PhraseError", "Problem", "QueryError", "RefusedQueryError", "StoreError", "StoreUnreachableError",
    "UnknownNameError", "__version__", "convert", "example",
]  # fmt: skip
METHODS = [
    "as_known_on", "available", "build", "changes", "clear", "clear_sheet", "conflicts", "construct", "data", "deals", "derive", "derived_bounds",
    "diff", "expiring", "export", "gaps", "info", "name", "open", "page", "propose", "query", "remove", "report", "show",
    "sources", "sparql", "title", "to_networkx", "to_pyvis", "to_rdflib", "validate", "who", "without",
]  # fmt: skip
INNER = {"index_writer", "keep_index", "known_on", "lookup", "store", "told", "write_index"}
"""Of use inside the package only."""
COMMANDS = [
    "available", "build", "clear", "conflicts", "demo", "derive", "expiring", "export", "gaps", "info", "query",
    "questions", "remove", "show", "sources", "template", "terms", "territory", "title", "validate", "who",
]  # fmt: skip
HEAVY = {
    "pyoxigraph", "rdflib", "networkx", "pyvis", "pyshacl", "pydantic", "numpy", "jinja2", "httpx", "rich", "openpyxl",
    "starlette", "uvicorn", "IPython",
}  # fmt: skip


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(pg.__path__, "partnergraph."):
        yield importlib.import_module(found.name)


# --- names --------------------------------------------------------------------------------------------


def test_the_public_names_are_these() -> None:
    assert dir(pg) == sorted(pg.__all__) == sorted(MEMBERS)
    for name in MEMBERS:
        assert getattr(pg, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Graph'"):
        pg.Graph  # noqa: B018 - asked for on purpose


@pytest.mark.parametrize("name", METHODS)
def test_the_facade_keeps_its_methods(name: str) -> None:
    method = getattr(pg.PartnerGraph, name)
    assert inspect.getdoc(method)
    signature = inspect.signature(method)
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not p.empty for p in signature.parameters.values() if p.name != "self")


def test_no_method_is_public_by_accident() -> None:
    more = {name for name in dir(pg.PartnerGraph()) if not name.startswith("_")} - set(METHODS) - INNER
    assert not more, f"new in the facade: {more}: add them to the list here and to the docs"


def test_every_error_that_is_documented_can_be_imported() -> None:
    ours = {name for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, Exception)}
    assert ours <= set(pg.__all__)


def test_it_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "partnergraph", "--version"], capture_output=True, text=True)
    assert done.stdout == f"partnergraph, version {pg.__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_is_there_and_explains_itself(name: str) -> None:
    command = main.commands[name]
    assert command.help
    context = click.Context(command, info_name=name, parent=click.Context(main, info_name="partnergraph"))
    text = command.get_help(context)
    assert text.startswith(f"Usage: partnergraph {name}")
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "form":
            assert parameter.help, f"{name} {parameter.opts}"


# --- errors -------------------------------------------------------------------------------------------

ERRORS = {
    "PartnerGraphError": Exception,
    "InputError": ValueError,
    "PhraseError": ValueError,
    "UnknownNameError": LookupError,
    "QueryError": ValueError,
    "StoreError": OSError,
    "StoreUnreachableError": OSError,
    "ExportError": OSError,
}
RAISED = [
    errors.InputError("is empty", "write something"),
    errors.PhraseError("Atlantis", "is no region", "write a name"),
    errors.UnknownNameError("thing", "Lieca", ["Leica"]),
    errors.QueryError("is not SPARQL", "write SELECT"),
    errors.StoreError("x.store", "is locked", "wait"),
    errors.StoreUnreachableError("host", "does not answer", "is it running?"),
    errors.ExportError("x.ttl", "cannot be written", "choose another folder"),
    errors.MissingPackageError("polars", "data frames"),
]


@pytest.mark.parametrize(("name", "builtin"), ERRORS.items())
def test_an_error_is_caught_as_ours_and_as_the_builtin_one_expects(name: str, builtin: type[Exception]) -> None:
    assert issubclass(getattr(errors, name), pg.PartnerGraphError)
    assert issubclass(getattr(errors, name), builtin)


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_survives_a_copy(error: Exception) -> None:
    text = str(error)
    assert text
    assert str(copy.copy(error)) == text
    assert str(pickle.loads(pickle.dumps(error))) == text


# --- examples -----------------------------------------------------------------------------------------


def test_examples_of_docstrings_are_among_the_tests() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert "src" in settings["testpaths"]
    assert "--doctest-modules" in settings["addopts"]
    finder = doctest.DocTestFinder(exclude_empty=True)
    assert sum(len(test.examples) for module in modules() for test in finder.find(module)) > 100


@pytest.mark.parametrize("member", [pg.PartnerGraph], ids=lambda member: member.__name__)
def test_what_people_import_has_an_example(member: type) -> None:
    assert ">>> " in (inspect.getdoc(member) or "")


def test_every_module_says_what_it_is() -> None:
    assert [module.__name__ for module in modules() if not (module.__doc__ or "").strip()] == []


# --- light to load ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "allowed"),
    [
        ("import partnergraph; partnergraph.__version__", set()),
        ("from partnergraph import InputError, StoreError, QueryError", set()),
        ("import partnergraph.cli as cli; cli.main(['--version'], standalone_mode=False)", set()),
        ("import partnergraph.cli as cli; cli.main(['--help'], standalone_mode=False)", set()),
        ("import partnergraph.cli as cli; cli.main(['territory', 'World except Japan'], standalone_mode=False)", set()),
        ("from partnergraph.territory import parse_territory; parse_territory('EU + UK - France')", set()),
        ("from partnergraph import exclusivity, model, bounds", {"numpy"}),
    ],
)
def test_nothing_heavy_is_loaded_where_it_is_not_needed(script: str, allowed: set[str]) -> None:
    tell = "import sys; print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", f"{script}\n{tell}"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.splitlines()[-1].split()[1:])
    assert loaded & HEAVY <= allowed
