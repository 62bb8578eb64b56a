"""Training: what it refuses, and that an interruption leaves no trace in the model."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.models.bookings import half_a_year, write
from tests.models.toolchain import ENVIRONMENT, PRICING, mains, run, training_job

# So many rounds that two checkpoints are written on the way.
LONG: dict[str, object] = {
    "--num_round": 130,
    "--early_stopping_rounds": 1000,
    "--max_depth": 4,
    "--eta": 0.02,
}
SHORT: dict[str, object] = {"--num_round": 60}
STOPPING: dict[str, object] = {"--num_round": 500, "--early_stopping_rounds": 5, "--eta": 1}


@dataclass(frozen=True)
class Trainings:
    """What became of several trainings, each in a folder of its name."""

    folder: Path
    ended: dict[str, dict[str, Any]]

    def said(self, name: str) -> list[str]:
        """The log of the training of that name, which must have come to its end."""
        assert self.ended[name]["code"] == 0, self.ended[name]["stderr"]
        return str(self.ended[name]["stdout"]).splitlines()

    def refusal(self, name: str) -> str:
        """The sentence with which the training of that name ended."""
        assert self.ended[name]["code"] == 1, self.ended[name]["stdout"]
        assert not (self.folder / name / "model").exists()
        return str(self.ended[name]["stderr"]).rstrip("\n").replace(f"{self.folder}/", "")

    def model(self, name: str) -> bytes:
        """The model of one of them."""
        return (self.folder / name / "model" / "model.ubj").read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared data of few bookings."""
    folder = tmp_path_factory.mktemp("small")
    write(folder / "raw" / "few.csv", half_a_year())
    done = run(PRICING / "prepare.py", "--input", folder / "raw", "--output", folder / "prepared")
    assert done.returncode == 0, done.stderr
    return folder / "prepared"


@pytest.fixture(scope="module")
def trainings(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Trainings:
    """Trainings of few bookings: one was killed and goes on, some have nothing to train on."""
    folder = tmp_path_factory.mktemp("trainings")
    _kill_after(b"[110]", line(small, folder / "killed", LONG))
    assert not (folder / "killed" / "model").exists()
    hollow, spoilt, bare = (folder / "data" / name for name in ("hollow", "spoilt", "bare"))
    shutil.copytree(small, hollow)
    (hollow / "validation" / "validation.csv").unlink()
    shutil.copytree(small, spoilt)
    lines = (spoilt / "train" / "train.csv").read_text().splitlines()
    lines[4] = lines[4].replace("transient", "")
    (spoilt / "train" / "train.csv").write_text("\n".join(lines))
    (bare / "train").mkdir(parents=True)
    other = {**SHORT, "--seed": 8, "--checkpoints": folder / "seed 7/checkpoints"}
    wanted: dict[str, tuple[Path, dict[str, object]]] = {
        "killed": (small, LONG),
        "whole": (small, LONG),
        "seed 7": (small, {**SHORT, "--seed": 7}),
        "seed 7 again": (small, {**SHORT, "--seed": 7}),
        "seed 8": (small, {**SHORT, "--seed": 8}),
        "seed 8 after 7": (small, other),
        "stopping": (small, STOPPING),
        "eta": (small, {"--eta": 7}),
        "max_depth": (small, {"--max_depth": 2.5}),
        "depth": (small, {"--depth": 3}),
        "hollow": (hollow, SHORT),
        "spoilt": (spoilt, SHORT),
        "bare": (bare, SHORT),
    }
    ended = mains(
        *(
            ("train", line(prepared, folder / name, options))
            for name, (prepared, options) in wanted.items()
        )
    )
    return Trainings(folder, dict(zip(wanted, ended, strict=True)))


def _kill_after(beginning: bytes, arguments: list[object]) -> None:
    """Starts training, and kills it once it says a line that begins so."""
    command = [str(part) for part in (ENVIRONMENT / "python", PRICING / "train.py", *arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for said in process.stdout:
            if said.startswith(beginning):
                process.kill()
                break
    assert process.returncode == -signal.SIGKILL


def line(prepared: Path, folder: Path, options: Mapping[str, object]) -> list[object]:
    """The command line that trains into a folder."""
    named = {
        "--train": prepared / "train",
        "--validation": prepared / "validation",
        "--model-dir": folder / "model",
        "--checkpoints": folder / "checkpoints",
        **options,
    }
    return [part for option in named.items() for part in option]


def test_a_resumed_training_gives_the_model_of_an_uninterrupted_one(trainings: Trainings) -> None:
    resumed, whole = trainings.said("killed"), trainings.said("whole")
    assert resumed[0].startswith("Going on after round 99, from ")
    assert whole[0].startswith("[0]")
    assert resumed[1:] == whole[100:]
    assert trainings.model("killed") == trainings.model("whole")


def test_a_seed_makes_a_model_and_another_seed_another(trainings: Trainings) -> None:
    assert trainings.model("seed 7") == trainings.model("seed 7 again")
    assert trainings.model("seed 7") != trainings.model("seed 8")


def test_the_checkpoint_of_another_training_is_passed_over(trainings: Trainings) -> None:
    said = trainings.said("seed 8 after 7")
    assert said[0].endswith("is of another training: starting from the beginning")
    assert said[1].startswith("[0]")
    assert trainings.model("seed 8 after 7") == trainings.model("seed 8")


def test_training_stops_when_validation_gains_no_more(trainings: Trainings) -> None:
    said = trainings.said("stopping")
    rounds = [text for text in said if text.startswith("[")]
    record = json.loads((trainings.folder / "stopping" / "model" / "training.json").read_text())
    assert len(rounds) == record["rounds"] + 5 < 500
    assert said[-1] == (
        f"The best is round {record['rounds'] - 1}: validation:rmse={record['validation_rmse']:.5f}"
    )


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("eta", "Argument --eta: '7' is not a number from 0.001 to 1.0"),
        ("max_depth", "Argument --max_depth: '2.5' is not a whole number from 1 to 15"),
        ("depth", "Unrecognized arguments: --depth 3"),
        ("hollow", "There is no booking in a CSV file in data/hollow/validation."),
        ("spoilt", "train.csv, line 5: customer_type is missing"),
        ("bare", "data/bare/train has no schema.json: is it what prepare.py wrote?"),
    ],
)
def test_bad_hyperparameters_and_data_are_refused(
    trainings: Trainings, name: str, sentence: str
) -> None:
    assert trainings.refusal(name) == sentence


def test_the_job_fails_with_the_sentence_as_its_reason(small: Path, tmp_path: Path) -> None:
    done = training_job(tmp_path / "job", small, eta="seven")
    assert done.returncode == 1
    assert (tmp_path / "job" / "output" / "failure").read_text() == (
        "Argument --eta: 'seven' is not a number from 0.001 to 1.0"
    )
    assert not list((tmp_path / "job" / "model").iterdir())
