"""Trains the model, in SageMaker's script mode for XGBoost. By hand::

    python train.py --train prepared/train --validation prepared/validation --model-dir model

Training goes in segments, each of which starts anew from what the one before wrote. So a run that
was interrupted, as spot instances are, and goes on from its checkpoint ends with the very same
model as one that was not.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import xgboost
from checkpoint import Checkpoint
from features import Booking, BookingError, Features
from numpy.typing import NDArray

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
# Put beside the model, so that it is served and evaluated with its own code.
SERVING_CODE = ("inference.py", "features.py")
SEGMENT = 50
# With fewer bookings than this to a thread, threads wait for each other longer than they work.
BOOKINGS_PER_THREAD = 25_000

# Default, least, most. The names are those of SageMaker's own XGBoost.
WHOLE = {
    "num_round": (600, 1, 10_000),
    "early_stopping_rounds": (60, 1, 1_000),
    "max_depth": (6, 1, 15),
    "seed": (1, 0, 2**31 - 1),
}
REAL = {
    "eta": (0.05, 0.001, 1.0),
    "subsample": (0.8, 0.1, 1.0),
    "colsample_bytree": (0.8, 0.1, 1.0),
    "min_child_weight": (5.0, 0.0, 1_000.0),
    "gamma": (0.0, 0.0, 1_000.0),
    "lambda": (1.0, 0.0, 1_000.0),
    "alpha": (0.0, 0.0, 1_000.0),
}
HOW_LONG = {"num_round", "early_stopping_rounds"}


class TrainingError(Exception):
    """Training is not possible; the message says why."""


@dataclass(frozen=True)
class Part:
    """The bookings of training or validation, with their prices and last year's."""

    prices: NDArray[np.float64]
    last_year: NDArray[np.float64]
    matrix: xgboost.DMatrix

    @classmethod
    def make(cls, features: Features, bookings: Sequence[Booking], prices: Sequence[float]) -> Part:
        """Makes XGBoost's matrix of bookings."""
        paid = np.array(prices)
        last_year = features.last_years_prices(bookings)
        matrix = xgboost.DMatrix(
            features.matrix(bookings),
            label=paid / last_year,
            # Squared errors of the ratio, weighted so, are squared errors of the price.
            weight=last_year**2 / np.mean(last_year**2),
            feature_names=features.names,
            feature_types=features.types,
            enable_categorical=True,
        )
        return cls(paid, last_year, matrix)

    def rmse(self, booster: xgboost.Booster) -> float:
        """The root of the mean squared error of the prices."""
        errors = booster.predict(self.matrix) * self.last_year - self.prices
        return float(np.sqrt(np.mean(errors**2)))


def read_schema(folder: Path) -> dict[str, Any]:
    """The columns, as preparation wrote them beside the training data."""
    path = folder / "schema.json"
    if not path.is_file():
        raise TrainingError(f"{folder} has no schema.json: is it what prepare.py wrote?")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def read_part(schema: dict[str, Any], folder: Path) -> tuple[list[Booking], list[float]]:
    """Reads the bookings of a channel and their prices."""
    reader = Features(schema=schema, categories={}, last_year={})
    bookings: list[Booking] = []
    prices: list[float] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as stream:
            for number, values in enumerate(csv.DictReader(stream), start=2):
                try:
                    bookings.append(reader.read(values))
                    prices.append(float(values[schema["target"]]))
                except (BookingError, KeyError, ValueError) as error:
                    raise TrainingError(f"{path.name}, line {number}: {error}") from error
    if not bookings:
        raise TrainingError(f"There is no booking in a CSV file in {folder}.")
    return bookings, prices


def boost(
    settings: dict[str, float],
    train: Part,
    validation: Part,
    *,
    checkpoint: Checkpoint,
    say: Callable[[str], None] = print,
) -> tuple[xgboost.Booster, list[float]]:
    """Adds trees until validation gains no more, and gives the model at its best.

    Args:
        settings: The hyperparameters.
        train: What the trees are grown on.
        validation: What says when to stop.
        checkpoint: Where training goes on from, if it was interrupted.
        say: Takes a line per round, in the form that the job's metric definition reads.

    Returns:
        The model, and validation's error after each round.
    """
    parameters: dict[str, Any] = {
        **{name: value for name, value in settings.items() if name not in HOW_LONG},
        "objective": "reg:squarederror",
        "tree_method": "hist",
        "nthread": min(os.cpu_count() or 1, 1 + len(train.prices) // BOOKINGS_PER_THREAD),
    }
    model, history = checkpoint.load()
    if history:
        say(f"Going on after round {len(history) - 1}, from {checkpoint.path}")
    while True:
        parameters["seed"] = settings["seed"] + len(history)
        booster = xgboost.Booster(parameters, [train.matrix, validation.matrix], model)
        for number in range(len(history), len(history) + SEGMENT):
            if _done(history, settings):
                best = int(np.argmin(history))
                # The last value of a metric is the one that a tuning job compares.
                say(f"The best is round {best}: validation:rmse={history[best]:.5f}")
                return booster[: best + 1], history
            booster.update(train.matrix, number)
            history.append(validation.rmse(booster))
            say(
                f"[{number}] train:rmse={train.rmse(booster):.5f} validation:rmse={history[-1]:.5f}"
            )
        model = checkpoint.save(booster, history)


def _done(history: Sequence[float], settings: dict[str, float]) -> bool:
    if len(history) >= settings["num_round"]:
        return True
    return bool(history) and len(history) - 1 - int(np.argmin(history)) >= int(
        settings["early_stopping_rounds"]
    )


def save(
    booster: xgboost.Booster, features: Features, record: dict[str, Any], model_dir: Path
) -> None:
    """Writes the model with all that serving and evaluating it needs."""
    code = model_dir / "code"
    code.mkdir(parents=True, exist_ok=True)
    booster.save_model(model_dir / "model.ubj")
    features.save(model_dir / "features.json")
    (model_dir / "training.json").write_text(json.dumps(record, indent=1) + "\n")
    for name in SERVING_CODE:
        shutil.copyfile(Path(__file__).parent / name, code / name)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints reach the job's failure reason as those of training do."""

    def error(self, message: str) -> NoReturn:
        """Raises instead of exiting."""
        raise TrainingError(message[:1].upper() + message[1:])


def _between(kind: type[float], low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        sort = "whole number" if kind is int else "number"
        try:
            value = kind(text)
        except ValueError:
            value = kind(low) - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a {sort} from {low} to {high}")
        return value

    return parse


def arguments(given: Sequence[str] | None) -> tuple[argparse.Namespace, dict[str, float]]:
    """The folders and the hyperparameters."""
    parser = Parser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    environment = os.environ
    inputs = BASE / "input" / "data"
    for name, folder in {
        "train": environment.get("SM_CHANNEL_TRAIN", inputs / "train"),
        "validation": environment.get("SM_CHANNEL_VALIDATION", inputs / "validation"),
        "model-dir": environment.get("SM_MODEL_DIR", BASE / "model"),
        "checkpoints": BASE / "checkpoints",
    }.items():
        parser.add_argument(f"--{name}", type=Path, default=Path(folder))
    for kind, options in ((int, WHOLE), (float, REAL)):
        for name, (default, low, high) in options.items():
            parser.add_argument(f"--{name}", type=_between(kind, low, high), default=default)
    parsed = parser.parse_args(given)
    return parsed, {name: getattr(parsed, name) for name in (*WHOLE, *REAL)}


def fingerprint(settings: dict[str, float], folders: Iterable[Path]) -> str:
    """Tells one training from another: a checkpoint of other data or settings is of no use."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for folder in folders:
        for path in sorted(folder.iterdir()):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def train(folders: argparse.Namespace, settings: dict[str, float]) -> None:
    """Trains a model and writes it."""
    schema = read_schema(folders.train)
    bookings, prices = read_part(schema, folders.train)
    later, later_prices = read_part(schema, folders.validation)
    features = Features.learn(schema, bookings, [*bookings, *later])
    key = fingerprint(settings, [folders.train, folders.validation])
    booster, history = boost(
        settings,
        Part.make(features, bookings, prices),
        Part.make(features, later, later_prices),
        checkpoint=Checkpoint(folders.checkpoints / "training.ubj", key),
    )
    record = {
        "settings": settings,
        "rounds": booster.num_boosted_rounds(),
        "validation_rmse": min(history),
        "bookings": {"train": len(bookings), "validation": len(later)},
    }
    save(booster, features, record, folders.model_dir)


def main(given: Sequence[str] | None = None) -> int:
    """Trains; the exit code is 1 where that is not possible."""
    try:
        train(*arguments(given))
    except TrainingError as error:
        print(error, file=sys.stderr)
        failure = Path(os.environ.get("SM_OUTPUT_DIR", BASE / "output")) / "failure"
        if failure.parent.is_dir():
            failure.write_text(str(error), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
