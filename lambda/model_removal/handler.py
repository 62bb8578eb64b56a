"""Removes what CloudFormation did not make: endpoints of pipelines, registered models, objects."""

from __future__ import annotations

from typing import Any

from removals import remove_component, remove_endpoint, remove_monitor, remove_packages
from stack_resources import EMPTIED_BUCKET, Action, answer, on_deletion

ACTIONS: dict[str, Action] = {
    **EMPTIED_BUCKET,
    "Custom::RemovedComponent": Action(remove_component, "InferenceComponentName"),
    "Custom::RemovedEndpoint": on_deletion(remove_endpoint, "EndpointName"),
    "Custom::RemovedModelPackages": on_deletion(remove_packages, "ModelPackageGroupName"),
    "Custom::RemovedMonitor": on_deletion(remove_monitor, "MonitoringScheduleName"),
}


def handle(event: dict[str, Any], context: Any) -> None:  # noqa: ANN401 - Lambda's
    """Removes when it is asked to delete, and tells CloudFormation how it went."""
    answer(event, context, ACTIONS)
