"""Every notebook runs from top to bottom; their outputs are not kept."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from tests.quick import slow_unless

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
STARTS = 5


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run a notebook; a kernel whose free port was taken before it had it is started again."""
    place = {"metadata": {"path": str(folder)}}
    for start in range(1, STARTS + 1):
        try:
            NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
            return
        except DeadKernelError:  # while it ran
            raise
        except RuntimeError:
            if start == STARTS:
                raise


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.stem, marks=slow_unless(n == 0)) for n, path in enumerate(NOTEBOOKS)]
)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, tmp_path)
    assert any(cell.cell_type == "code" and cell.outputs for cell in notebook.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
