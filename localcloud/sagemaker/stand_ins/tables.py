"""Numbers out of the files of a channel, and out of requests."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from sagemaker_inference.errors import BaseInferenceToolkitError

from localcloud.sagemaker.stand_ins import container

BAD_REQUEST = 400
UNSUPPORTED_MEDIA = 415


def rows_of(name: str) -> Any:
    """All rows of a channel's CSV files, without a header, as one array.

    A channel that is not there, is empty, or holds what is no number ends the job.
    """
    folder = container.channel(name)
    if folder is None:
        container.fail(f"The channel {name} is missing")
    kind = container.content_type(name).split(";")[0].strip()
    if kind != "text/csv":
        container.fail(f"The channel {name} is {kind}: the local stand-in reads text/csv")
    tables = [_read(path, name) for path in sorted(folder.rglob("*")) if path.is_file()]
    tables = [table for table in tables if table.size]
    if not tables:
        container.fail(f"The channel {name} has no rows")
    widths = sorted({table.shape[1] for table in tables})
    if len(widths) > 1:
        container.fail(f"The files of the channel {name} differ in columns: {widths}")
    return np.vstack(tables)


def label_size(name: str, default: int) -> int:
    """How many columns come before the features, as ``text/csv;label_size=1`` says."""
    for part in container.content_type(name).split(";")[1:]:
        key, _, value = part.strip().partition("=")
        if key == "label_size":
            return int(value)
    return default


def _read(path: Path, name: str) -> Any:
    text = path.read_text()
    if not text.strip():
        return np.empty((0, 0))
    try:
        return parse_csv(text)
    except ValueError as error:
        container.fail(f"{name}/{path.name} holds what is no number: {error}")


def parse_csv(text: str) -> Any:
    """Rows of numbers; an empty cell is missing.

    Raises:
        ValueError: A cell is no number, or the rows differ in length.
    """
    rows = [line.split(",") for line in text.splitlines() if line.strip()]
    widths = {len(row) for row in rows}
    if len(widths) > 1:
        raise ValueError(f"rows have {min(widths)} to {max(widths)} columns")
    return np.array([[float(cell) if cell.strip() else np.nan for cell in row] for row in rows])


def features_of(body: bytes | str, content_type: str | None) -> Any:
    """The rows of a request.

    Raises:
        BaseInferenceToolkitError: 400 for what cannot be read, 415 for another content type.
    """
    kind = (content_type or "text/csv").split(";")[0].strip().lower()
    text = body.decode() if isinstance(body, bytes) else body
    try:
        if kind == "text/csv":
            return parse_csv(text)
        if kind == "application/json":
            instances = json.loads(text)["instances"]
            return np.array([_features(each) for each in instances], dtype=float)
        if kind == "application/jsonlines":
            lines = [json.loads(line) for line in io.StringIO(text) if line.strip()]
            return np.array([_features(each) for each in lines], dtype=float)
    except (ValueError, KeyError, TypeError) as error:
        message = f"Unable to read the request as {kind}: {error}"
        raise BaseInferenceToolkitError(BAD_REQUEST, message, message) from error
    message = f"Content-type {content_type} is not supported"
    raise BaseInferenceToolkitError(UNSUPPORTED_MEDIA, message, message)


def _features(instance: Any) -> Any:
    if "features" in instance:
        return instance["features"]
    return instance["data"]["features"]["values"]


class JsonAnswers:
    """The inference functions that stand-ins share: requests to rows, answers to JSON."""

    def default_input_fn(self, input_data: Any, content_type: str | None) -> Any:
        """The rows of a request."""
        return features_of(input_data, content_type)

    def default_output_fn(self, prediction: Any, accept: str) -> Any:
        """The answer, as one document or one line for each row."""
        if accept.split(";")[0].strip() == "application/jsonlines":
            (rows,) = prediction.values()
            return "".join(json.dumps(row) + "\n" for row in rows), accept
        return json.dumps(prediction), "application/json"
