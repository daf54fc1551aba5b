"""docs/notebook.ipynb, run from its first cell to its last over the samples."""

import base64
import io
from pathlib import Path

import nbclient
import nbformat
import pytest
from PIL import Image

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


def run(notebook, home, monkeypatch):
    monkeypatch.setenv("GONGKAI_HOME", str(home))
    resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=resources).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def charts(outputs):
    data = (output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {}))
    return [Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB") for picture in data]


@pytest.mark.parametrize("font", ["as installed", "none"])
def test_the_notebook_goes_from_the_warehouse_to_two_charts(sample_home, monkeypatch, font):
    """With whatever Chinese font there is, and with none; no cell says anything to standard error (missing glyphs)."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    if font == "none":
        (cell,) = (cell for cell in notebook.cells if "FONTS = [" in cell["source"])
        cell["source"] = cell["source"].replace("if font in installed", "if font in []")
    outputs = run(notebook, sample_home, monkeypatch)
    assert [output["text"] for output in outputs if output["output_type"] == "stream"] == []
    pictures = charts(outputs)
    assert len(pictures) == 2
    for picture in pictures:
        assert min(picture.size) > 400
        assert len(picture.getcolors(1 << 20)) > 50  # lines and letters, not an empty sheet
    tables = [output["data"]["text/plain"] for output in outputs if "text/plain" in output.get("data", {})]
    assert "依申请公开事实表" in tables[0]
    assert any("prose_2008" in table and "form_2021" in table for table in tables)


def test_the_notebook_is_kept_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert [cell["outputs"] for cell in notebook.cells if cell.get("outputs")] == []
