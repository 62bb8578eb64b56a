"""Evaluation: a worse model is called worse, and a model that cannot be judged is named."""

from __future__ import annotations

import json
import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import S3, Chain
from tests.models.toolchain import mains


@dataclass(frozen=True)
class Evaluations:
    """What became of several evaluations, each in a folder of its name."""

    folder: Path
    ended: dict[str, dict[str, Any]]

    def found(self, name: str) -> dict[str, Any]:
        """The evaluation of that name, which must have come to its end."""
        assert self.ended[name]["code"] == 0, self.ended[name]["stderr"]
        read: dict[str, Any] = json.loads((self.folder / name / "evaluation.json").read_text())
        return read

    def refusal(self, name: str) -> str:
        """The sentence with which the evaluation of that name ended."""
        assert self.ended[name]["code"] == 1, self.ended[name]["stdout"]
        assert not (self.folder / name / "evaluation.json").exists()
        said = str(self.ended[name]["stderr"]).rstrip("\n")
        assert (self.folder / name / "message").read_text() == said
        return said.replace(f"{self.folder}/", "")


@pytest.fixture(scope="module")
def evaluations(chain: Chain, s3: S3, tmp_path_factory: pytest.TempPathFactory) -> Evaluations:
    """A model of one round, good models and broken ones, evaluated."""
    folder = tmp_path_factory.mktemp("evaluations")
    poor, mute, torn = folder / "poor", folder / "mute", folder / "torn.tar.gz"
    train = ["--train", chain.prepared / "train", "--validation", chain.prepared / "validation"]
    (trained,) = mains(("train", [*train, "--model-dir", poor, "--num_round", 1]))
    assert trained["code"] == 0, trained
    with tarfile.open(folder / "poor.tar.gz", "w:gz") as archive:
        archive.add(poor, arcname=".")
    s3.client.upload_file(str(folder / "poor.tar.gz"), s3.bucket, "runs/one/model.tar.gz")
    shutil.copytree(poor, mute)
    (mute / "code" / "inference.py").write_text("def input_fn(body, content_type): return body\n")
    torn.write_bytes(chain.archive.read_bytes()[:5000])
    (folder / "empty").mkdir()
    (folder / "strange").mkdir()
    text = (chain.prepared / "test" / "test.csv").read_text()
    (folder / "strange" / "test.csv").write_text(text.replace(",transient,", ",walk_in,"))

    wanted: dict[str, list[object]] = {
        "one round": ["--model", poor, "--in-use", chain.archive],
        "in S3": ["--model", chain.archive, "--in-use", f"s3://{s3.bucket}/runs/one/model.tar.gz"],
        "new category": [
            *("--model", chain.archive, "--in-use", "none"),
            *("--test", folder / "strange"),
        ],
        "mute model": ["--model", mute],
        "torn archive": ["--model", torn],
        "no model": ["--model", folder / "none"],
        "torn model in use": ["--model", poor, "--in-use", torn],
        "nothing in S3": ["--model", poor, "--in-use", f"s3://{s3.bucket}/none"],
        "no bookings": ["--model", poor, "--test", folder / "empty"],
    }
    lines = []
    for name, line in wanted.items():
        (folder / name).mkdir()
        data = ["--train", chain.prepared / "train", "--test", chain.prepared / "test"]
        output = ["--output", folder / name, "--message", folder / name / "message"]
        lines.append(("evaluate", [*data, *output, *line]))
    ended = mains(*lines, **s3.variables)
    return Evaluations(folder, dict(zip(wanted, ended, strict=True)))


def test_a_model_of_one_round_loses_to_the_linear_one(
    chain: Chain, evaluations: Evaluations
) -> None:
    found = evaluations.found("one round")
    assert found["regression_metrics"]["rmse"]["value"] > found["baseline"]["rmse"]["value"]
    assert found["baseline"] == chain.evaluation["baseline"]


def test_the_model_in_use_is_asked_through_its_own_code(
    chain: Chain, evaluations: Evaluations
) -> None:
    found = evaluations.found("one round")
    assert found["in_use"] == chain.evaluation["regression_metrics"]
    said = evaluations.ended["one round"]["stdout"].splitlines()
    assert [line.partition(":")[0] for line in said] == ["model", "linear model", "model in use"]


def test_the_model_in_use_is_fetched_from_s3(evaluations: Evaluations) -> None:
    found, other = evaluations.found("in S3"), evaluations.found("one round")
    assert found["in_use"] == other["regression_metrics"]
    assert found["regression_metrics"] == other["in_use"]


def test_a_category_that_training_never_met_is_judged_all_the_same(
    evaluations: Evaluations,
) -> None:
    found = evaluations.found("new category")
    assert (found["rows"], found["in_use"]) == (2164, None)


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        (
            "mute model",
            "The model mute cannot price the bookings: AttributeError: "
            "module 'inference' has no attribute 'output_fn'",
        ),
        ("torn archive", "The model torn.tar.gz cannot price the bookings: EOFError: "),
        ("no model", "The model none cannot price the bookings: FileNotFoundError: "),
        ("torn model in use", "The model torn.tar.gz cannot price the bookings: EOFError: "),
        ("nothing in S3", "The model s3://data/none cannot price the bookings: ClientError: "),
        ("no bookings", "There is no booking in a CSV file in empty."),
    ],
)
def test_what_cannot_be_judged_is_named(
    evaluations: Evaluations, name: str, beginning: str
) -> None:
    assert evaluations.refusal(name).startswith(beginning)
