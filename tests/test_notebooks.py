"""Every notebook runs from clean, and is kept without what it printed."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import voicecheck

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_S = 600


def test_there_are_five() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_what_is_public(path: Path) -> None:
    cells = [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    for cell in cells:
        source = [line for line in cell["source"] if not line.startswith("%%")]
        for node in ast.walk(ast.parse("".join(source))):
            names = [alias.name for alias in getattr(node, "names", [])]
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            # The command line and SQL by hand are what the public names are there to spare.
            assert not [n for n in names if n.startswith("voicecheck.")], names
            assert not {"subprocess", "sqlite3", "sqlalchemy"} & set(names), names
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_"), node.attr
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "voicecheck"
            ):
                assert node.attr in voicecheck.__all__, node.attr


@pytest.mark.needs("speech model")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_a_notebook_runs_from_clean(path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=LONGEST_S, kernel_name="python3", resources={"metadata": {"path": FOLDER}}
    )
    client.execute()
    printed = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert printed and not [output for output in printed if output.output_type == "error"]
    if path.stem.startswith("02"):
        said = "".join(output.get("text", "") for output in printed)
        assert "pass" in said and "warn" in said, "the verdict must turn as the norm moves"
