"""Judges a model by held-out months, beside a linear model and the model in use.

Each model is asked through its own serving code, as its endpoint would be. A processing job brings
this one file. By hand::

    python evaluate.py --model model.tar.gz --train prepared/train --test prepared/test --output .
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import importlib
import io
import json
import os
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
NO_MODEL = "none"

TARGET = "avg_price_per_room"
DATE = "arrival_date"
LAST_YEAR = "historical_adr"
CSV = "text/csv"
RESAMPLES = 500

Prices = NDArray[np.float64]


class EvaluationError(Exception):
    """A model cannot be judged; the message says which, and why."""


@dataclass(frozen=True)
class Bookings:
    """Prepared bookings, as text, and what was paid for them."""

    rows: list[dict[str, str]]
    prices: Prices

    @classmethod
    def read(cls, folder: Path) -> Bookings:
        """Reads the CSV files of a folder."""
        rows: list[dict[str, str]] = []
        for path in sorted(folder.glob("*.csv")):
            with path.open(newline="", encoding="utf-8") as stream:
                rows.extend(csv.DictReader(stream))
        if not rows:
            raise EvaluationError(f"There is no booking in a CSV file in {folder}.")
        missing = {TARGET, DATE, LAST_YEAR} - rows[0].keys()
        if missing:
            raise EvaluationError(f"{folder} has no column {', '.join(sorted(missing))}.")
        return cls(rows, np.array([float(row.pop(TARGET)) for row in rows]))

    @property
    def last_year(self) -> Prices:
        """Last year's prices."""
        return np.array([float(row[LAST_YEAR]) for row in self.rows])

    def as_csv(self) -> str:
        """A request for the price of each."""
        text = io.StringIO()
        writer = csv.DictWriter(text, list(self.rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()


def linear(train: Bookings, test: Bookings) -> Prices:
    """What a linear model says: ridge regression of the same ratio, on the same columns."""
    model = make_pipeline(DictVectorizer(sparse=False), Ridge(alpha=1.0))
    model.fit([_plain(row) for row in train.rows], train.prices / train.last_year)
    ratios: Prices = model.predict([_plain(row) for row in test.rows])
    return ratios * test.last_year


def _plain(row: dict[str, str]) -> dict[str, str | float]:
    """Numbers as numbers; a text becomes a column per value. The date is no quantity."""
    return {name: _number(text) for name, text in row.items() if name != DATE}


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def served(model: str, bookings: Bookings) -> Prices:
    """What a model says, asked through its own ``code/inference.py``.

    Args:
        model: A folder, a ``model.tar.gz``, or the S3 URI of one.
        bookings: What it is asked about.
    """
    try:
        with _unpacked(model) as folder, _serving_code(folder) as code:
            asked = code.input_fn(bookings.as_csv(), CSV)
            answer = code.output_fn(code.predict_fn(asked, code.model_fn(str(folder))), CSV)
    except Exception as error:
        # Somebody else's code: whatever it raises is the reason.
        raise EvaluationError(
            f"The model {model} cannot price the bookings: {type(error).__name__}: {error}"
        ) from error
    text = answer[0] if isinstance(answer, tuple) else answer
    prices = np.array([float(line) for line in str(text).split()])
    if len(prices) != len(bookings.rows) or not np.isfinite(prices).all():
        raise EvaluationError(
            f"The model {model} gives {np.isfinite(prices).sum()} prices for "
            f"{len(bookings.rows)} bookings."
        )
    return prices


@contextlib.contextmanager
def _unpacked(model: str) -> Iterator[Path]:
    if Path(model).is_dir():
        yield Path(model)
        return
    with tempfile.TemporaryDirectory() as scratch:
        archive = Path(model)
        if model.startswith("s3://"):
            archive = Path(scratch) / "model.tar.gz"
            _download(model, archive)
        folder = Path(scratch) / "model"
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        yield folder


def _download(uri: str, path: Path) -> None:
    import boto3

    bucket, _, key = uri.removeprefix("s3://").partition("/")
    boto3.client("s3").download_file(bucket, key, str(path))


@contextlib.contextmanager
def _serving_code(folder: Path) -> Iterator[ModuleType]:
    """The module ``inference`` of a model, gone again after use: each model has one."""
    code = str(folder / "code")
    before = set(sys.modules)
    sys.path.insert(0, code)
    importlib.invalidate_caches()
    try:
        yield importlib.import_module("inference")
    finally:
        sys.path.remove(code)
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(code):
                del sys.modules[name]


def metrics(said: Prices, bookings: Bookings) -> dict[str, dict[str, float]]:
    """Errors, each with its standard deviation over resampled days of arrival.

    Bookings of one day share what drove its prices, so days are resampled, not bookings.
    """
    errors = said - bookings.prices
    _, day = np.unique([row[DATE] for row in bookings.rows], return_inverse=True)
    days = int(day.max()) + 1
    # The day's number of bookings, and sums over them that every metric is made of.
    paid = bookings.prices
    sums = np.stack(
        [
            np.bincount(day, weights=values, minlength=days)
            for values in (np.ones_like(paid), np.abs(errors), errors**2, paid, paid**2)
        ]
    )
    draws = np.random.default_rng(0).multinomial(days, [1 / days] * days, size=RESAMPLES)
    resampled = _metrics(sums @ draws.T)
    return {
        name: {"value": float(value), "standard_deviation": float(np.std(resampled[name]))}
        for name, value in _metrics(sums.sum(axis=1)).items()
    }


def _metrics(sums: Any) -> dict[str, Any]:
    bookings, absolute, squared, paid, paid_squared = sums
    variance = paid_squared - paid**2 / bookings
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = np.where(variance > 0, 1 - squared / variance, 0.0)
    return {
        "mae": absolute / bookings,
        "mse": squared / bookings,
        "rmse": np.sqrt(squared / bookings),
        "r2": r2,
    }


def evaluate(model: str, in_use: str, train: Bookings, test: Bookings) -> dict[str, Any]:
    """The evaluation, in the form of SageMaker's model quality, with what it is compared with."""
    days = sorted(row[DATE] for row in test.rows)
    said = {"regression_metrics": served(model, test)}
    if in_use != NO_MODEL:
        said["in_use"] = served(in_use, test)
    said["baseline"] = linear(train, test)
    return {
        "in_use": None,
        **{name: metrics(prices, test) for name, prices in said.items()},
        "rows": len(test.rows),
        "first_day": days[0],
        "last_day": days[-1],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluates; the exit code is 1 where a model cannot be judged."""
    inputs = BASE / "processing/input"
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], allow_abbrev=False)
    parser.add_argument("--model", default=str(inputs / "model" / "model.tar.gz"))
    parser.add_argument(
        "--in-use", default=NO_MODEL, help=f"the model to compare with; {NO_MODEL} if there is none"
    )
    parser.add_argument("--train", type=Path, default=inputs / "train")
    parser.add_argument("--test", type=Path, default=inputs / "test")
    parser.add_argument("--output", type=Path, default=BASE / "processing/output")
    # DescribeProcessingJob gives the beginning of this file as its ExitMessage.
    parser.add_argument("--message", type=Path, default=BASE / "output/message")
    given = parser.parse_args(arguments)
    try:
        train, test = Bookings.read(given.train), Bookings.read(given.test)
        evaluation = evaluate(given.model, given.in_use, train, test)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        if given.message.parent.is_dir():
            given.message.write_text(str(error), encoding="utf-8")
        return 1
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n")
    for name, key in {
        "model": "regression_metrics",
        "linear model": "baseline",
        "model in use": "in_use",
    }.items():
        if evaluation[key]:
            rmse, mae = evaluation[key]["rmse"], evaluation[key]["mae"]
            print(
                f"{name}: rmse {rmse['value']:.2f} (+-{rmse['standard_deviation']:.2f}), "
                f"mae {mae['value']:.2f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
