"""Names a price for bookings, behind a SageMaker endpoint.

Takes a booking as JSON, a list of them, or CSV with or without a header; answers in kind. What is
wrong with a request is answered with status 400 and a sentence that names the field.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
import xgboost
from features import BookingError, Features
from sagemaker_inference.errors import GenericInferenceToolkitError

JSON = "application/json"
CSV = "text/csv"


@dataclass(frozen=True)
class Model:
    """The trained trees, and how a booking is put to them."""

    booster: xgboost.Booster
    features: Features


@dataclass(frozen=True)
class Request:
    """The bookings to price; ``single`` where the request is one booking and not a list."""

    bookings: Sequence[Mapping[str, Any] | list[str]]
    single: bool


@dataclass(frozen=True)
class Prices:
    """The answer: a price per booking, and what the model does not know of it."""

    prices: list[float]
    unseen: list[list[str]]
    single: bool


def model_fn(model_dir: str) -> Model:
    """Loads the model."""
    folder = Path(model_dir)
    booster = xgboost.Booster(model_file=folder / "model.ubj")
    # A request is a few rows: threads would cost more than they save.
    booster.set_param({"nthread": 1})
    return Model(booster, Features.load(folder / "features.json"))


def input_fn(body: str | bytes, content_type: str | None) -> Request:
    """Reads a request."""
    kind = (content_type or JSON).partition(";")[0].strip().lower()
    if kind not in {JSON, CSV}:
        raise _refusal(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{kind} is not read: send {JSON} or {CSV}"
        )
    try:
        text = body if isinstance(body, str) else bytes(body).decode("utf-8")
        if not text.strip():
            raise _bad_request("The request is empty: send a booking")
        return _read_json(text) if kind == JSON else _read_csv(text)
    except UnicodeDecodeError as error:
        raise _bad_request(f"The request is not UTF-8: {error}") from None


def predict_fn(request: Request, model: Model) -> Prices:
    """Prices the bookings."""
    features = model.features
    bookings = []
    for number, values in enumerate(request.bookings, start=1):
        try:
            bookings.append(features.read(_by_name(values, features)))
        except BookingError as error:
            where = "" if request.single else f"Booking {number}: "
            raise _bad_request(f"{where}{error}") from None
    ratios = model.booster.inplace_predict(features.matrix(bookings), missing=np.nan)
    prices = np.round(ratios * features.last_years_prices(bookings), 2)
    return Prices(
        prices=prices.tolist(),
        unseen=[features.unseen(booking) for booking in bookings],
        single=request.single,
    )


def output_fn(prices: Prices, accept: str) -> tuple[str, str]:
    """Writes the answer."""
    kinds = [kind.partition(";")[0].strip().lower() for kind in accept.split(",")]
    written = next(
        (kind for kind in kinds if kind in {CSV, JSON, "*/*", "application/*", ""}), None
    )
    if written is None:
        raise _refusal(
            HTTPStatus.NOT_ACCEPTABLE, f"{accept} is not written: ask for {JSON} or {CSV}"
        )
    if written == CSV:
        return "\n".join(str(price) for price in prices.prices), CSV
    answers = [
        {"price": price} | ({"not_seen_in_training": unseen} if unseen else {})
        for price, unseen in zip(prices.prices, prices.unseen, strict=True)
    ]
    return json.dumps(answers[0] if prices.single else answers), JSON


def _read_json(text: str) -> Request:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad_request(f"The request is not JSON: {error}") from None
    single = not isinstance(given, list)
    bookings = [given] if single else given
    if not bookings:
        raise _bad_request("The list of bookings is empty")
    if not all(isinstance(booking, dict) for booking in bookings):
        raise _bad_request("The request is neither a booking, a JSON object, nor a list of them")
    return Request(bookings, single)


def _read_csv(text: str) -> Request:
    try:
        lines = [line for line in csv.reader(io.StringIO(text)) if line]
    except csv.Error as error:
        raise _bad_request(f"The request is not CSV: {error}") from None
    header = lines[0]
    if not all(cell.isidentifier() for cell in header):
        return Request(lines, single=False)
    for number, line in enumerate(lines[1:], start=1):
        if len(line) != len(header):
            raise _bad_request(
                f"Booking {number} has {len(line)} values; the header names {len(header)} columns"
            )
    if not lines[1:]:
        raise _bad_request("The request is a header without a booking")
    return Request([dict(zip(header, line, strict=True)) for line in lines[1:]], single=False)


def _by_name(values: Mapping[str, Any] | list[str], features: Features) -> Mapping[str, Any]:
    if not isinstance(values, list):
        return values
    if len(values) != len(features.columns):
        raise BookingError(
            f"{len(values)} values without a header; a booking has {len(features.columns)}: "
            f"{', '.join(features.columns)}"
        )
    return dict(zip(features.columns, values, strict=True))


def _bad_request(sentence: str) -> GenericInferenceToolkitError:
    return _refusal(HTTPStatus.BAD_REQUEST, sentence)


def _refusal(status: HTTPStatus, sentence: str) -> GenericInferenceToolkitError:
    return GenericInferenceToolkitError(status.value, f"{sentence}.", status.phrase)
