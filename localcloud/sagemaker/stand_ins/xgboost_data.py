"""Data in the forms that SageMaker's XGBoost container reads.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost.html#InputOutput-XGBoost
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from sagemaker_inference.errors import BaseInferenceToolkitError

from localcloud.sagemaker.stand_ins import container
from localcloud.sagemaker.stand_ins.boosting import xgboost
from localcloud.sagemaker.stand_ins.tables import BAD_REQUEST, UNSUPPORTED_MEDIA, parse_csv, rows_of

CSV = "text/csv"
LIBSVM = ("text/libsvm", "text/x-libsvm", "libsvm")


def training_data(name: str) -> Any:
    """A channel: CSV without a header, the label first, or LIBSVM."""
    kind = container.content_type(name).split(";")[0].strip().lower()
    if kind in LIBSVM:
        folder = container.channel(name)
        texts = [
            path.read_text() for path in sorted((folder or Path()).rglob("*")) if path.is_file()
        ]
        try:
            labels, features = parse_libsvm("\n".join(texts))
        except ValueError as error:
            container.fail(f"The channel {name} is no LIBSVM: {error}")
        if not len(labels):
            container.fail(f"The channel {name} has no rows")
        return xgboost.DMatrix(features, label=labels)
    rows = rows_of(name)
    if rows.shape[1] < 2:
        container.fail(f"The channel {name} has one column: a label and features are needed")
    return xgboost.DMatrix(rows[:, 1:], label=rows[:, 0])


def parse_libsvm(text: str) -> tuple[Any, Any]:
    """Labels and features of ``label index:value ...`` lines.

    Raises:
        ValueError: A line is none.
    """
    labels, rows = [], []
    for line in text.splitlines():
        label, *pairs = line.split()
        labels.append(float(label))
        rows.append({int(index): float(value) for index, value in (p.split(":") for p in pairs)})
    width = 1 + max((index for row in rows for index in row), default=-1)
    features = np.full((len(rows), width), np.nan)
    for number, row in enumerate(rows):
        for index, value in row.items():
            features[number, index] = value
    return np.array(labels), features


def request_data(body: bytes | str, content_type: str | None) -> Any:
    """The rows of a request, without labels.

    Raises:
        BaseInferenceToolkitError: 400 for what cannot be read, 415 for another content type.
    """
    kind = (content_type or CSV).split(";")[0].strip().lower()
    text = body.decode() if isinstance(body, bytes) else body
    try:
        if kind == CSV:
            return xgboost.DMatrix(parse_csv(text))
        if kind in LIBSVM:
            lines = [
                line if ":" not in line.split()[0] else f"0 {line}" for line in text.splitlines()
            ]
            return xgboost.DMatrix(parse_libsvm("\n".join(lines))[1])
    except (ValueError, IndexError) as error:
        message = f"Loading {kind} data failed with Exception: {error}"
        raise BaseInferenceToolkitError(BAD_REQUEST, message, message) from error
    message = (
        f"Content-type {content_type} not supported. Supported: {CSV}, {', '.join(LIBSVM[:2])}"
    )
    raise BaseInferenceToolkitError(UNSUPPORTED_MEDIA, message, message)


def scores(prediction: Any) -> str:
    """Predictions as algorithm mode answers them in JSON."""
    return json.dumps({"predictions": [{"score": row} for row in prediction.tolist()]})
