"""The ``sagemaker`` service of the local cloud."""

from __future__ import annotations

from localcloud.sagemaker.endpoints.api import EndpointOperations
from localcloud.sagemaker.jobs.transform_api import TransformOperations
from localcloud.sagemaker.jobs.tuning_api import TuningOperations
from localcloud.sagemaker.models.api import ModelOperations
from localcloud.sagemaker.models.packages import PackageOperations
from localcloud.sagemaker.monitoring import MonitoringOperations
from localcloud.sagemaker.resources import HANDLERS
from localcloud.sagemaker.tagging import TagOperations


class SageMakerService(
    TuningOperations,
    TransformOperations,
    ModelOperations,
    PackageOperations,
    EndpointOperations,
    MonitoringOperations,
    TagOperations,
):
    """SageMaker: jobs, tuning, models and endpoints run.

    Monitors are kept. moto keeps what else is only a record here: notebooks, pipelines, domains.
    """

    resource_handlers = HANDLERS
    running_types = frozenset(
        {
            "AWS::SageMaker::EndpointConfig",
            "AWS::SageMaker::Model",
            "AWS::SageMaker::ModelPackage",
            "AWS::SageMaker::ModelPackageGroup",
        }
    )
