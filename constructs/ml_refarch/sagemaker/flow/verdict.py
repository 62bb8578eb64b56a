"""What becomes of a model that was deployed: the registry is told, and who reads of a failure."""

from __future__ import annotations

from ml_refarch.sagemaker.steps.asl import State, call

from .ending import failed


def verdict(
    then: str, *, served: str = "$.endpoint.config", before: str | None = None
) -> dict[str, State]:
    """The states that follow once an endpoint has settled.

    What it serves is the candidate, which is approved; or what it served before, and the candidate
    is rejected; or what another run has deployed since, and nobody saw what became of this one.

    Args:
        then: The state after an approval.
        served: The path to the name of what is served.
        before: The path to what was served before, if other runs may deploy in between.
    """
    approve = _approval("Approved", "In service", then=then, step="Approve")
    reject = _approval(
        "Rejected", "Its deployment was rolled back", then="ReadFailure", step="Reject"
    )
    # Why the model is rejected matters more than why that could not be written down.
    reject["Catch"][0] |= {"ResultPath": "$.rejection", "Next": "ReadFailure"}
    choices: list[State] = [
        {"Variable": served, "StringEqualsPath": "$.candidate.name", "Next": "Approve"}
    ]
    overtaken: dict[str, State] = {}
    if before is not None:
        another = {"Not": {"Variable": served, "StringEqualsPath": before}}
        known = {"Variable": before, "IsPresent": True}
        choices.append({"And": [known, another], "Next": "Overtaken"})
        overtaken["Overtaken"] = {"Type": "Succeed", "Comment": "Another run deployed since"}
    return {
        "WhichModel": {"Type": "Choice", "Choices": choices, "Default": "NoteRollback"},
        **overtaken,
        "Approve": approve,
        "NoteRollback": deploy_failure(
            "States.Format('the deployment of {} was rolled back: an alarm went off, or the new "
            "model did not start; the endpoint serves the model that it had', "
            "$.candidate.modelPackage)",
            then="Reject",
        ),
        "Reject": reject,
    }


def _approval(status: str, why: str, *, then: str, step: str) -> State:
    state = call(
        "aws-sdk:sagemaker:updateModelPackage",
        {"ModelApprovalStatus": status, "ApprovalDescription": why},
        then=then,
        failed=failed(step),
    )
    state["Parameters"]["ModelPackageArn.$"] = "$.candidate.modelPackage"
    return state


def deploy_failure(reason: str, *, then: str) -> State:
    """Notes why a model did not come into service, as an intrinsic function."""
    return {
        "Type": "Pass",
        "Parameters": {"step": "Deploy", "error": "DeploymentFailed", "reason.$": reason},
        "ResultPath": "$.failure",
        "Next": then,
    }
