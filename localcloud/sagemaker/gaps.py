"""What AWS does not document about SageMaker, or cannot be the same here, and what is done instead.

Each name is one choice, made here and nowhere else. Whoever learns what AWS really does changes it
here.
"""

from __future__ import annotations

from collections.abc import Sequence

REASON_LIMIT = 1024
"""Characters of a FailureReason. (Documented; here because all reasons are cut to it.)"""

TAIL_LINES = 12
"""A job that fails without writing ``/opt/ml/output/failure`` shows the last lines of its standard
error as its reason. AWS shows none and refers to the log."""

STOP_GRACE_SECONDS = 120.0
"""Between SIGTERM and SIGKILL. (Documented.)

Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StopTrainingJob.html
"""

START_SECONDS = 120.0
"""How long a serving process may take until /ping answers, where its variant does not say. AWS
gives some minutes, during which a container that ends is started again."""

STARTS = 1
"""How often a serving process may end before /ping answers; then its variant has failed. AWS tries
for minutes; what is wrong with a model is wrong each time."""

INVOCATION_SECONDS = 60.0
"""How long a model may take to answer. (Documented.)

Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

HEALTHY_WAIT_SECONDS = 20.0
"""How long an invocation waits for a serving process that is being started again."""

INSTANCES = 2
"""Serving processes of one variant at most, whatever number of instances is configured: this is one
machine."""

PARALLEL_JOBS = 2
"""Training jobs of one tuning job at most at a time."""

CHECKPOINT_SECONDS = 5.0
"""How often checkpoints are copied to S3 while a job runs. AWS: "continuously"."""


def exit_reason(said: str, code: int) -> str:
    """The reason of a job whose container has failed."""
    return f"AlgorithmError: {said}, exit code: {code}"[:REASON_LIMIT]


def download_reason(said: str) -> str:
    """The reason of a job whose data cannot be had."""
    return f"ClientError: Data download failed:{said}"[:REASON_LIMIT]


def ping_reason(variant: str) -> str:
    """The reason of an endpoint whose serving processes do not come to answer."""
    return (
        f"The primary container for production variant {variant} did not pass the ping health "
        "check. Please check CloudWatch logs for this endpoint."
    )


def rollback_reason(alarms: Sequence[str]) -> str:
    """The reason of an endpoint that went back to its old fleet. AWS does not document its text."""
    return (
        f"Deployment rolled back: the alarm(s) {', '.join(alarms)} configured for automatic "
        "rollback went into ALARM"
    )
