"""A training pipeline that asks the gate, on an AWS made by moto."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from function_folder import FunctionFolder
from moto import mock_aws

BUCKET = "models"


@dataclass(frozen=True)
class Pipeline:
    """Asks the function, about evaluations in a bucket and models in a registry."""

    gate: FunctionFolder
    context: Any

    def ask(self, **question: object) -> dict[str, Any]:
        """What the function answers."""
        answer: dict[str, Any] = self.gate.handler.handle(question, self.context)
        return answer

    def put(self, evaluation: str) -> str:
        """Puts an evaluation into the bucket, and says where it is."""
        boto3.client("s3").put_object(Bucket=BUCKET, Key="runs/1/evaluation.json", Body=evaluation)
        return f"s3://{BUCKET}/runs/1/evaluation.json"

    def register(self, group: str, *, status: str, data: str) -> str:
        """Registers a model, and says its ARN."""
        sagemaker: Any = boto3.client("sagemaker")
        answer = sagemaker.create_model_package(
            ModelPackageGroupName=group,
            ModelApprovalStatus=status,
            InferenceSpecification={
                "Containers": [{"Image": "image", "ModelDataUrl": data}],
                "SupportedContentTypes": ["text/csv"],
                "SupportedResponseMIMETypes": ["text/csv"],
            },
        )
        return str(answer["ModelPackageArn"])


@pytest.fixture(scope="session")
def gate() -> FunctionFolder:
    """The modules of the function."""
    return FunctionFolder("model_gate")


@pytest.fixture
def pipeline(gate: FunctionFolder, context: Any) -> Iterator[Pipeline]:
    """A pipeline with an empty bucket and an empty group of models, ``pricing``."""
    gate.handler.client.cache_clear()
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        boto3.client("sagemaker").create_model_package_group(ModelPackageGroupName="pricing")
        yield Pipeline(gate, context)
    gate.handler.client.cache_clear()
