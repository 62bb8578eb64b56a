"""What an endpoint was asked and answered, kept in a bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ml_refarch.sagemaker.steps import Request

_PERCENT: Final = range(1, 100 + 1)


@dataclass(frozen=True, kw_only=True)
class DataCapture:
    """Keeps requests and answers, for monitors and for those who look into a wrong answer.

    They may hold what people said of themselves: ask for it only where it may be kept.

    Args:
        percent: The share of requests that is kept, 1 to 100.

    Raises:
        ValueError: The share is out of range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
    """

    percent: int = 100

    def __post_init__(self) -> None:
        if self.percent not in _PERCENT:
            raise ValueError(f"percent: {self.percent} is not between 1 and {_PERCENT[-1]}")

    def request(self, destination: str, key_arn: str | None) -> Request:
        """The request's ``DataCaptureConfig``."""
        return {
            "EnableCapture": True,
            "InitialSamplingPercentage": self.percent,
            "DestinationS3Uri": destination,
            "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            # Other types are written as base64, which a monitor cannot read.
            "CaptureContentTypeHeader": {
                "CsvContentTypes": ["text/csv"],
                "JsonContentTypes": ["application/json"],
            },
            **({"KmsKeyId": key_arn} if key_arn else {}),
        }
