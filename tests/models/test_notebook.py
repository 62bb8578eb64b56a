"""The notebook that hosted Jupyter opens runs from top to bottom and draws."""

from __future__ import annotations

import json
from pathlib import Path

from tests.models.conftest import S3, Chain
from tests.models.toolchain import HERE, PRICING, run

NOTEBOOK = PRICING / "explore.ipynb"


def test_the_notebook_draws_the_data_and_the_models_errors(
    chain: Chain, s3: S3, tmp_path: Path
) -> None:
    for path in chain.prepared.rglob("*.*"):
        key = f"runs/one/prepared/{path.relative_to(chain.prepared)}"
        s3.client.upload_file(str(path), s3.bucket, key)
    done = run(
        HERE / "executed.py",
        NOTEBOOK,
        tmp_path,
        TRAINING_DATA=f"s3://{s3.bucket}/runs/one/prepared/",
        TRAINED_MODEL=str(chain.archive),
        **s3.variables,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found["drawings"]) == [
        "months",
        "room-types",
        "lead-time",
        "segments",
        "residuals",
        "importance",
    ]
    for cell, drawing in found["drawings"].items():
        assert min(drawing["size"]) > 300, cell
        assert 0.02 < drawing["inked"] < 0.5, cell
    assert found["said"]["load"].startswith("15,401 bookings, arrivals 2016-07-02 to 2017-08-31")
    rmse = chain.evaluation["regression_metrics"]["rmse"]["value"]
    assert f"off by {rmse:.2f} euros" in found["said"]["residuals"]


def test_the_notebook_is_kept_without_output() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"]] == []
