"""Machine learning on Amazon SageMaker: from data in S3 to an endpoint that answers.

A pipeline that prepares bookings, trains a model on them, compares it with the one in use and puts
it into service if it is better, every week and whenever files arrive::

    data = DataBucket(self, "Data")
    endpoint = ModelEndpoint(
        self, "Prices", bucket=data.bucket, capacity=InstanceCapacity(max_count=4)
    )
    scripts = Path("models/pricing")
    TrainingPipeline(
        self,
        "Training",
        algorithm=ScriptAlgorithm(scripts, hyperparameters={"num_round": 300}),
        bucket=data.bucket,
        prepare=ProcessingScript(script=scripts / "prepare.py"),
        evaluate=ProcessingScript(script=scripts / "evaluate.py"),
        gate=Gate(metric="rmse", margin=0.01),
        endpoint=endpoint,
        schedule=ScheduleExpression.rate(Duration.days(7)),
        on_data_arrival=True,
    )

Instead of a script it may be one of SageMaker's own algorithms, whose hyperparameters, channels,
machines and regions are checked at synth::

    BuiltInAlgorithm(builtin.KMEANS, hyperparameters={"k": 8, "feature_dim": 20})
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .algorithms import (
    Algorithm,
    BuiltInAlgorithm,
    Choices,
    ContainerAlgorithm,
    Definition,
    Range,
    RealRange,
    ScriptAlgorithm,
    WholeRange,
    builtin,
)
from .data_bucket import DataBucket
from .endpoint import (
    ComponentCapacity,
    DataCapture,
    InstanceCapacity,
    ModelEndpoint,
    Rollout,
    ServerlessCapacity,
)
from .gate import Gate
from .images import ContainerImage, OwnImage, PublishedImage
from .machines import ProcessingScript, TrainingMachines
from .monitor import ModelMonitor
from .notebook import Notebook
from .pipeline import TrainingPipeline
from .tuning import Tuning

if TYPE_CHECKING:
    from .endpoint.monitoring import EndpointMonitoring

__all__ = [
    "Algorithm",
    "BuiltInAlgorithm",
    "Choices",
    "ComponentCapacity",
    "ContainerAlgorithm",
    "ContainerImage",
    "DataBucket",
    "DataCapture",
    "Definition",
    "EndpointMonitoring",
    "Gate",
    "InstanceCapacity",
    "ModelEndpoint",
    "ModelMonitor",
    "Notebook",
    "OwnImage",
    "ProcessingScript",
    "PublishedImage",
    "Range",
    "RealRange",
    "Rollout",
    "ScriptAlgorithm",
    "ServerlessCapacity",
    "TrainingMachines",
    "TrainingPipeline",
    "Tuning",
    "WholeRange",
    "builtin",
]

if not TYPE_CHECKING:  # so that a mistyped name is still an error to mypy

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
        # The library for dashboards takes seconds to load; an app without one can do without.
        if name == "EndpointMonitoring":
            return import_module("ml_refarch.sagemaker.endpoint.monitoring").EndpointMonitoring
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
