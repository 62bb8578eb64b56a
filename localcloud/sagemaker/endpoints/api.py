"""The operations on endpoints."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from localcloud.sagemaker.endpoints.configs import EndpointConfigOperations
from localcloud.sagemaker.endpoints.deployment import Deployment
from localcloud.sagemaker.endpoints.fleet import Fleet
from localcloud.sagemaker.endpoints.hosted import HostedEndpoint
from localcloud.sagemaker.endpoints.policy import Policy
from localcloud.sagemaker.kinds import ENDPOINT, ENDPOINT_CONFIG, invalid
from localcloud.sagemaker.records import Record, Shape
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

IN_PROGRESS = ("Creating", "Updating", "RollingBack")


class EndpointOperations(EndpointConfigOperations):
    """Endpoints: created, updated blue/green, scaled, deleted."""

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._hosted: dict[str, HostedEndpoint] = {}
        self._changing = threading.Lock()

    def close(self) -> None:
        """Ends every endpoint."""
        for hosted in list(self._hosted.values()):
            hosted.close(patient=False)
        super().close()

    def hosted(self, region: str, name: str) -> HostedEndpoint | None:
        """An endpoint that takes invocations."""
        record = self.records.find(ENDPOINT, name, region)
        if record is None or record.members["EndpointStatus"] in ("Creating", "Failed"):
            return None
        return self._hosted.get(record.arn)

    def endpoints(self) -> list[tuple[Record, Fleet | None]]:
        """All endpoints, each with the fleet that serves it, if one does."""
        found = []
        for record in self.records.all_of(ENDPOINT):
            hosted = self._hosted.get(record.arn)
            found.append((record, next(iter(hosted.fleets), None) if hosted else None))
        return found

    def create_endpoint(self, call: Call, request: Shape) -> Shape:
        """Starts an endpoint; it goes on after the answer."""
        config = self._config(call.region, request["EndpointConfigName"])
        name = request["EndpointName"]
        record = self.records.add(
            ENDPOINT, name, call.region, {**request, "EndpointStatus": "Creating"}
        )
        self.records.update(record, DeploymentConfig=None)
        hosted = self._hosted[record.arn] = HostedEndpoint(self.room, call.region, name)
        self._deploy(record, hosted, config, None)
        return {"EndpointArn": record.arn}

    def update_endpoint(self, call: Call, request: Shape) -> Shape:
        """Brings an endpoint to another configuration; it answers meanwhile."""
        record = self.records.get(ENDPOINT, request["EndpointName"], call.region)
        config = self._config(call.region, request["EndpointConfigName"])
        deployment = request.get("DeploymentConfig")
        if request.get("RetainDeploymentConfig"):
            if deployment:
                raise invalid(
                    "DeploymentConfig cannot be specified when RetainDeploymentConfig is true."
                )
            deployment = record.members.get("LastDeploymentConfig")
        hosted = self._hosted[record.arn]
        if deployment:
            _check_variants(hosted, config)
        Policy.of(deployment, instances=_instances(config))
        if request.get("RetainAllVariantProperties"):
            config = _retained(config, hosted, request.get("ExcludeRetainedVariantProperties"))
        with self._changing:
            self._check_idle(record)
            pending = {
                "EndpointConfigName": config["EndpointConfigName"],
                "StartTime": self.cloud.clock.now(),
            }
            self.records.update(
                record,
                EndpointStatus="Updating",
                FailureReason=None,
                PendingDeploymentSummary=pending,
            )
        self._deploy(record, hosted, config, deployment)
        return {"EndpointArn": record.arn}

    def update_endpoint_weights_and_capacities(self, call: Call, request: Shape) -> Shape:
        """Changes how traffic is shared, and how many instances there are."""
        record = self.records.get(ENDPOINT, request["EndpointName"], call.region)
        self._check_idle(record)
        fleet = self._hosted[record.arn].fleets[0]
        for wish in request["DesiredWeightsAndCapacities"]:
            if wish["VariantName"] not in fleet.variants:
                raise invalid(
                    f"The variant {wish['VariantName']} is not in the endpoint {record.arn}"
                )
        for wish in request["DesiredWeightsAndCapacities"]:
            if wish.get("DesiredWeight") is not None:
                fleet.weights[wish["VariantName"]] = wish["DesiredWeight"]
            if wish.get("DesiredInstanceCount") is not None:
                fleet.variants[wish["VariantName"]].scale(wish["DesiredInstanceCount"])
        self.records.update(record)
        return {"EndpointArn": record.arn}

    def describe_endpoint(self, call: Call, request: Shape) -> Shape:
        """An endpoint as it is now."""
        record = self.records.get(ENDPOINT, request["EndpointName"], call.region)
        described = self.records.read(record)
        hosted = self._hosted.get(record.arn)
        fleets = hosted.fleets if hosted is not None else []
        serving = [f for f in fleets if f.name == described["EndpointConfigName"]] or fleets
        if serving:
            described["ProductionVariants"] = serving[0].describe()
            described["DataCaptureConfig"] = serving[0].capture.described()
        return described

    def list_endpoints(self, call: Call, request: Shape) -> Shape:
        """The endpoints of the region."""
        return self.page(call, request, ENDPOINT, "Endpoints", status="EndpointStatus")

    def delete_endpoint(self, call: Call, request: Shape) -> None:
        """Ends an endpoint, once what goes on has ended."""
        record = self.records.get(ENDPOINT, request["EndpointName"], call.region)
        with self._changing:
            self._check_idle(record)
            self.records.update(record, EndpointStatus="Deleting")
        hosted = self._hosted.pop(record.arn, None)
        if hosted is not None:
            hosted.close()
        self.records.remove(ENDPOINT, record.name, call.region)

    def _deploy(
        self,
        record: Record,
        hosted: HostedEndpoint,
        config: dict[str, Any],
        deployment: dict[str, Any] | None,
    ) -> None:
        def make() -> Fleet:
            return Fleet(
                self.room, self.records, record.region, endpoint=record.name, config=config
            )

        work = Deployment(
            self.room,
            self.records,
            record,
            hosted,
            make_fleet=make,
            policy=Policy.of(deployment, instances=_instances(config)),
            config=deployment,
        )
        threading.Thread(target=work.run, name=f"deploy {record.name}", daemon=True).start()

    def _config(self, region: str, name: str) -> dict[str, Any]:
        return self.records.read(self.records.get(ENDPOINT_CONFIG, name, region))

    @staticmethod
    def _check_idle(record: Record) -> None:
        if record.members["EndpointStatus"] in IN_PROGRESS:
            raise invalid(f'Cannot update in-progress endpoint "{record.arn}".')


def _instances(config: dict[str, Any]) -> int:
    return max(
        1, sum(int(each.get("InitialInstanceCount") or 1) for each in config["ProductionVariants"])
    )


def _check_variants(hosted: HostedEndpoint, config: dict[str, Any]) -> None:
    """A guarded deployment keeps the names of the variants.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
    """
    new = {each["VariantName"] for each in config["ProductionVariants"]}
    for fleet in hosted.fleets[:1]:
        if set(fleet.variants) != new:
            raise invalid(
                f"A deployment with a DeploymentConfig keeps the variants' names: "
                f"{', '.join(sorted(fleet.variants))}, not {', '.join(sorted(new))}"
            )


def _retained(
    config: dict[str, Any], hosted: HostedEndpoint, excluded: list[dict[str, str]] | None
) -> dict[str, Any]:
    """A configuration whose variants keep the weights and counts that they have now."""
    left_out = {each["VariantPropertyType"] for each in excluded or ()}
    variants = []
    for definition in config["ProductionVariants"]:
        kept = dict(definition)
        for fleet in hosted.fleets[:1]:
            variant = fleet.variants.get(kept["VariantName"])
            if variant is None:
                continue
            if "DesiredWeight" not in left_out:
                kept["InitialVariantWeight"] = fleet.weights[variant.name]
            if "DesiredInstanceCount" not in left_out and "InitialInstanceCount" in kept:
                kept["InitialInstanceCount"] = variant.desired
        variants.append(kept)
    return {**config, "ProductionVariants": variants}
