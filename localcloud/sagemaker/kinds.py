"""What SageMaker keeps: for each kind its names, its ARN and AWS's sentences about it."""

from __future__ import annotations

from dataclasses import dataclass

from localcloud.errors import ServiceError
from localcloud.service import ACCOUNT, partition_of


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of what SageMaker keeps.

    Args:
        noun: As in the names of operations and members, such as ``TrainingJob``.
        arn: As in an ARN, such as ``training-job``.
        missing: The code and the sentence where there is none; may hold ``{arn}`` and ``{name}``.
        taken: The code and the sentence where the name is taken.
    """

    noun: str
    arn: str
    missing: tuple[str, str]
    taken: tuple[str, str]

    @property
    def name_member(self) -> str:
        """The member that holds the name, such as ``TrainingJobName``."""
        return f"{self.noun}Name"

    @property
    def arn_member(self) -> str:
        """The member that holds the ARN, such as ``TrainingJobArn``."""
        return f"{self.noun}Arn"

    def arn_of(self, name: str, region: str) -> str:
        """The ARN of one of them; SageMaker writes names in small letters there."""
        return f"arn:{partition_of(region)}:sagemaker:{region}:{ACCOUNT}:{self.arn}/{name.lower()}"

    def not_found(self, name: str, region: str) -> ServiceError:
        """The error of an operation on one that is not there."""
        code, sentence = self.missing
        return ServiceError(code, sentence.format(arn=self.arn_of(name, region), name=name))

    def name_taken(self, name: str, region: str) -> ServiceError:
        """The error of a creation under a name that is taken."""
        code, sentence = self.taken
        return ServiceError(code, sentence.format(arn=self.arn_of(name, region), name=name))


def invalid(message: str) -> ServiceError:
    """A request that SageMaker does not take; its model does not list this error."""
    return ServiceError("ValidationException", message)


TRAINING_JOB = Kind(
    noun="TrainingJob",
    arn="training-job",
    missing=("ValidationException", "Requested resource not found."),
    taken=(
        "ResourceInUse",
        "Training job names must be unique within an AWS account and region, and a training job "
        "with this name already exists ({arn})",
    ),
)
PROCESSING_JOB = Kind(
    noun="ProcessingJob",
    arn="processing-job",
    missing=("ValidationException", "Could not find requested job with name: {name}"),
    taken=(
        "ResourceInUse",
        "Job name must be unique within an AWS account and region, and a job with this name "
        "already exists ({arn})",
    ),
)
TRANSFORM_JOB = Kind(
    noun="TransformJob",
    arn="transform-job",
    missing=PROCESSING_JOB.missing,
    taken=PROCESSING_JOB.taken,
)
TUNING_JOB = Kind(
    noun="HyperParameterTuningJob",
    arn="hyper-parameter-tuning-job",
    missing=("ResourceNotFound", "Amazon SageMaker can't find a tuning job with name {name}"),
    taken=(
        "ResourceInUse",
        "Hyperparameter tuning job names must be unique within an AWS account and region, and a "
        "tuning job with this name already exists ({arn})",
    ),
)
MODEL = Kind(
    noun="Model",
    arn="model",
    missing=("ValidationException", 'Could not find model "{arn}".'),
    taken=("ValidationException", 'Cannot create already existing model "{arn}".'),
)
ENDPOINT_CONFIG = Kind(
    noun="EndpointConfig",
    arn="endpoint-config",
    missing=("ValidationException", 'Could not find endpoint configuration "{arn}".'),
    taken=("ValidationException", 'Cannot create already existing endpoint configuration "{arn}".'),
)
ENDPOINT = Kind(
    noun="Endpoint",
    arn="endpoint",
    missing=("ValidationException", 'Could not find endpoint "{arn}".'),
    taken=("ValidationException", 'Cannot create already existing endpoint "{arn}".'),
)
PACKAGE_GROUP = Kind(
    noun="ModelPackageGroup",
    arn="model-package-group",
    missing=("ValidationException", "ModelPackageGroup {arn} does not exist."),
    taken=("ValidationException", "Model Package Group already exists: {arn}"),
)
PACKAGE = Kind(
    noun="ModelPackage",
    arn="model-package",
    missing=("ValidationException", "ModelPackage {arn} does not exist."),
    taken=("ConflictException", "Model package already exists: {arn}"),
)
DATA_QUALITY_DEFINITION = Kind(
    noun="JobDefinition",
    arn="data-quality-job-definition",
    missing=("ResourceNotFound", "Could not find data quality job definition with name: {name}"),
    taken=("ResourceInUse", "Job definition already exists: {arn}"),
)
MONITORING_SCHEDULE = Kind(
    noun="MonitoringSchedule",
    arn="monitoring-schedule",
    missing=("ResourceNotFound", "Monitoring Schedule {arn} not found"),
    taken=("ResourceInUse", "Monitoring Schedule {arn} already exists."),
)
