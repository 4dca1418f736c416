"""The command line: arguments to the facade, results to the terminal; nothing else."""

from partnergraph.cli import demonstration, building, naming, asking, answers, exporting, serving, assisting  # noqa: F401, I001 - their order is that of --help
from partnergraph.cli.group import main

__all__ = ["main"]
