"""Executes a notebook and prints, as JSON, what its cells drew and said.

The command line names the notebook and a folder that the drawings are written to.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import matplotlib.image
import nbformat
from nbclient import NotebookClient


def drawn(cell: str, picture: str, folder: Path) -> dict[str, Any]:
    """Writes a drawing, and tells how large it is and how much of it is not white."""
    path = folder / f"{cell}.png"
    path.write_bytes(base64.b64decode(picture))
    pixels = matplotlib.image.imread(path)[..., :3]
    return {"size": pixels.shape[:2], "inked": float((pixels.min(axis=2) < 0.97).mean())}


def main() -> None:
    """Executes and prints."""
    path = Path(sys.argv[1])
    notebook = nbformat.read(path, as_version=4)
    # In its own folder, as Jupyter does.
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    drawings, said = {}, {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                picture = output["data"]["image/png"]
                drawings[cell["id"]] = drawn(cell["id"], picture, Path(sys.argv[2]))
            if output["output_type"] == "stream":
                said[cell["id"]] = output["text"]
    json.dump({"drawings": drawings, "said": said}, sys.stdout)


if __name__ == "__main__":
    main()
