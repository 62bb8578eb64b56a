"""The operations on endpoint configurations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.sagemaker.kinds import ENDPOINT_CONFIG, MODEL, invalid
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Shape
from localcloud.service import Call

_NOT_HERE = {
    "AsyncInferenceConfig": "asynchronous inference",
    "ExplainerConfig": "explanations",
    "ShadowProductionVariants": "shadow variants",
}


class EndpointConfigOperations(SageMakerParts):
    """Endpoint configurations."""

    def create_endpoint_config(self, call: Call, request: Shape) -> Shape:
        """Records a configuration whose models are there."""
        for member, what in _NOT_HERE.items():
            if request.get(member):
                raise invalid(f"{member}: the local cloud has no {what}")
        names = [each["VariantName"] for each in request["ProductionVariants"]]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise invalid(f"Duplicate variant name: {', '.join(twice)}")
        for each in request["ProductionVariants"]:
            self._check_variant(each, call.region)
        members = {**request, "ProductionVariants": _completed(request["ProductionVariants"])}
        name = request["EndpointConfigName"]
        record = self.records.add(ENDPOINT_CONFIG, name, call.region, members)
        return {"EndpointConfigArn": record.arn}

    def describe_endpoint_config(self, call: Call, request: Shape) -> Shape:
        """A configuration."""
        name = request["EndpointConfigName"]
        return self.records.read(self.records.get(ENDPOINT_CONFIG, name, call.region))

    def list_endpoint_configs(self, call: Call, request: Shape) -> Shape:
        """The configurations of the region."""
        return self.page(call, request, ENDPOINT_CONFIG, "EndpointConfigs")

    def delete_endpoint_config(self, call: Call, request: Shape) -> None:
        """Forgets a configuration; an endpoint that has it goes on."""
        self.records.remove(ENDPOINT_CONFIG, request["EndpointConfigName"], call.region)

    def _check_variant(self, variant: Mapping[str, Any], region: str) -> None:
        name = variant["VariantName"]
        if not variant.get("ModelName"):
            raise invalid(
                f"Variant {name} names no model: the local cloud has no inference components"
            )
        self.records.get(MODEL, variant["ModelName"], region)
        counted = variant.get("InitialInstanceCount") and variant.get("InstanceType")
        if bool(counted) == bool(variant.get("ServerlessConfig")):
            raise invalid(
                f"Variant {name} must have either InitialInstanceCount and InstanceType or a "
                "ServerlessConfig"
            )


def _completed(variants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Variants with the defaults that AWS sets."""
    return [{"InitialVariantWeight": 1.0, **variant} for variant in variants]
