"""Application Auto Scaling as moto keeps it, with AWS's errors: nothing here is scaled."""

from __future__ import annotations

from typing import Any

from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call, Service

NOT_FOUND = "ObjectNotFoundException"
"""What AWS answers to who removes something that is not there.

Source: https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeregisterScalableTarget.html
"""

_MISSING = ("No scalable target found", "No scaling policy found")
"""How moto begins to say so, under the code of what is invalid."""


class ScalingService(Service):
    """Removals, which moto refuses as invalid where AWS does not find what to remove."""

    api = "application-autoscaling"

    def deregister_scalable_target(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """DeregisterScalableTarget."""
        return self._remove(call, request)

    def delete_scaling_policy(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """DeleteScalingPolicy."""
        return self._remove(call, request)

    def _remove(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return ask_moto(self.cloud, self.api, call.region, call.operation, request)
        except ServiceError as error:
            if error.message.startswith(_MISSING):
                raise ServiceError(NOT_FOUND, error.message) from error
            raise
