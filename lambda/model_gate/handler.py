"""What a training pipeline asks: which model is in use, and may a new one take its place?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from evaluation import Evaluation
from function_start import traced
from registry import model_in_use
from verdict import Terms, judge

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


class UnknownQuestionError(LookupError):
    """The pipeline asks for something that this function does not answer."""


@cache
def client(service: str) -> Any:  # noqa: ANN401 - botocore's clients have no type of their own
    """A client of AWS, made when first needed: each question needs another one."""
    return botocore.session.get_session().create_client(service)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    """Answers a pipeline.

    Raises:
        UnknownQuestionError: ``ask`` is none of the questions.
        InvalidEvaluationError: the evaluation does not say what is asked of it.
    """
    match event.get("ask"):
        case "model_in_use":
            found = model_in_use(client("sagemaker"), event["group"])
            logger.info("Found the model in use", group=event["group"], package=found.package)
            return {"modelData": found.data, "package": found.package}
        case "deploy":
            terms = Terms.parse(event["terms"])
            evaluation = Evaluation.read(client("s3"), event["evaluation"])
            verdict = judge(evaluation, terms)
            metrics.add_metric(
                name="ModelsPassed" if verdict.deploy else "ModelsStopped",
                unit=MetricUnit.Count,
                value=1,
            )
            logger.info("Judged a model", deploy=verdict.deploy, reason=verdict.reason)
            return {"deploy": verdict.deploy, "reason": verdict.reason}
        case other:
            raise UnknownQuestionError(f"ask: {other!r} is neither model_in_use nor deploy")
