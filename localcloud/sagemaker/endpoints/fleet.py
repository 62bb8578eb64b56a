"""The fleet of one endpoint configuration: its variants, by their weights."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from typing import Any

from localcloud.errors import ServiceError
from localcloud.sagemaker.endpoints.capture import Capture
from localcloud.sagemaker.endpoints.variant import Variant
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.kinds import MODEL
from localcloud.sagemaker.models.containers import container_of
from localcloud.sagemaker.records import Records


class Fleet:
    """What serves one endpoint configuration.

    Args:
        endpoint: The endpoint's name.
        config: As DescribeEndpointConfig answers it.

    Raises:
        RecordedOnlyError: A model of it cannot be served here.
        ServiceError: A model of it is not there.
    """

    def __init__(
        self,
        room: Room,
        records: Records,
        region: str,
        *,
        endpoint: str,
        config: Mapping[str, Any],
    ) -> None:
        self.config = config
        self.variants: dict[str, Variant] = {}
        self.weights: dict[str, float] = {}
        for definition in config["ProductionVariants"]:
            model = records.get(MODEL, definition["ModelName"], region)
            variant = Variant(
                room,
                region,
                endpoint=endpoint,
                definition=definition,
                container=container_of(model.members, records, region),
            )
            self.variants[variant.name] = variant
            self.weights[variant.name] = float(definition.get("InitialVariantWeight", 1.0))
        self.capture = Capture(room, region, endpoint=endpoint, config=config)

    @property
    def name(self) -> str:
        """Its configuration's name."""
        name: str = self.config["EndpointConfigName"]
        return name

    def start(self) -> None:
        """Starts every variant; see ``Variant.start``."""
        for variant in self.variants.values():
            variant.start()

    def first_not_ready(self, cancelled: threading.Event) -> str | None:
        """Waits until all variants answer; the name of the first that does not."""
        for name, variant in self.variants.items():
            if not variant.wait_ready(cancelled):
                return name
        return None

    def choose(self, target: str | None) -> Variant:
        """The variant for one invocation: the one asked for, or one by weight.

        Raises:
            ServiceError: ValidationError, where there is none of the name.
        """
        if target is not None:
            if target not in self.variants:
                raise ServiceError(
                    "ValidationError", f"Variant {target} not found in this endpoint."
                )
            return self.variants[target]
        names = list(self.variants)
        if len(names) == 1:
            return self.variants[names[0]]
        weights = [self.weights[name] for name in names]
        if not any(weights):
            weights = [1.0] * len(names)
        return self.variants[random.choices(names, weights)[0]]  # noqa: S311 - no secret

    def describe(self) -> list[dict[str, Any]]:
        """``ProductionVariants`` of DescribeEndpoint."""
        return [self._described(variant) for variant in self.variants.values()]

    def _described(self, variant: Variant) -> dict[str, Any]:
        weight = self.weights[variant.name]
        image = variant.container.image.uri
        described: dict[str, Any] = {
            "VariantName": variant.name,
            "DeployedImages": [{"SpecifiedImage": image, "ResolvedImage": image}],
            "CurrentWeight": weight,
            "DesiredWeight": weight,
        }
        serverless = variant.definition.get("ServerlessConfig")
        if serverless:
            return {**described, "CurrentServerlessConfig": serverless}
        return {
            **described,
            "CurrentInstanceCount": variant.desired,
            "DesiredInstanceCount": variant.desired,
        }

    def close(self, *, patient: bool = True) -> None:
        """Ends it.

        Args:
            patient: Whether what goes on is answered first.
        """
        for variant in self.variants.values():
            variant.close(patient=patient)
        self.capture.flush()
