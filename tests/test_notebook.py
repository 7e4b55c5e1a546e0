"""The notebook of the documentation runs from its first cell to its last, and says what it promises."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent.parent / "docs" / "first-case.ipynb"


def test_the_notebook_runs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert "Zhou" in shown[0]["data"]["text/html"]
    assert shown[1]["data"]["text/plain"] == "{'Zhou': (('primary',), ()), 'Wu': ((), ()), 'Lin': ((), ('important',))}"
    assert shown[2]["data"]["text/plain"] == "('important',)"
    assert shown[-1]["data"]["text/plain"] == "(('participated',),)"
