"""DynamoDB: tables and global tables, of which the replica of the stack's region is here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_map, without
from localcloud.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 255
LATER = ("PointInTimeRecoverySpecification", "Tags", "TimeToLiveSpecification")
OF_REPLICA = (
    "ContributorInsightsSpecification",
    "DeletionProtectionEnabled",
    "KinesisStreamSpecification",
    "PointInTimeRecoverySpecification",
    "ResourcePolicy",
    "TableClass",
    "Tags",
)
CAPACITY = {
    "ReadCapacityUnits": ("ReadProvisionedThroughputSettings", "ReadCapacityAutoScalingSettings"),
    "WriteCapacityUnits": (
        "WriteProvisionedThroughputSettings",
        "WriteCapacityAutoScalingSettings",
    ),
}


class TableHandler(ResourceHandler):
    """AWS::DynamoDB::Table."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the table, then sets its time to live and recovery."""
        api = Api(cloud, request, "dynamodb")
        table = self.table(api, request.properties, request)
        name = table.get("TableName") or api.name(limit=NAME_LIMIT)
        members = api.fold("CreateTable", {**without(table, LATER), "TableName": name})
        tags = [{"Key": k, "Value": v} for k, v in tag_map(table.get("Tags")).items()]
        if tags:
            members["Tags"] = tags
        answer = api.call("CreateTable", members)["TableDescription"]
        state = self._state(answer)
        self._settle(api, name, table, {})
        return state

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes billing, capacity, stream, protection and indexes; keys make a new table."""
        api = Api(cloud, request, "dynamodb")
        name = str(request.physical_id)
        new = self.table(api, request.properties, request)
        old = self.table(api, request.previous or {}, request)
        if any(new.get(key) != old.get(key) for key in ("KeySchema", "LocalSecondaryIndexes")):
            raise ReplacementNeeded
        for change in self._changes(api, new, old):
            api.call("UpdateTable", {"TableName": name, **change})
        self._settle(api, name, new, old)
        answer = api.call("DescribeTable", {"TableName": name})["Table"]
        given, gone = tag_map(new.get("Tags")), tag_map(old.get("Tags"))
        if given != gone:
            arn = answer["TableArn"]
            tags = [{"Key": k, "Value": v} for k, v in given.items()]
            taken = sorted(set(gone) - set(given))
            if tags:
                api.call("TagResource", {"ResourceArn": arn, "Tags": tags})
            if taken:
                api.call("UntagResource", {"ResourceArn": arn, "TagKeys": taken})
        return self._state(answer)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the table with what is in it."""
        api = Api(cloud, request, "dynamodb")
        api.call_if_there("DeleteTable", {"TableName": str(request.physical_id)})

    def table(
        self,
        api: Api,  # noqa: ARG002 - for those who refuse a property
        properties: Mapping[str, Any],
        request: ResourceRequest,  # noqa: ARG002 - for those who need the region
    ) -> dict[str, Any]:
        """The table in the shape of CreateTable."""
        table = dict(properties)
        if "StreamSpecification" in table:
            view = without(table["StreamSpecification"], {"ResourcePolicy"})
            table["StreamSpecification"] = {"StreamEnabled": True, **view}
        if "SSESpecification" in table:
            encryption = dict(table["SSESpecification"])
            encryption["Enabled"] = encryption.pop("SSEEnabled", True)
            table["SSESpecification"] = encryption
        return table

    def _changes(
        self, api: Api, new: Mapping[str, Any], old: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """The calls of UpdateTable: one for the table, one for each index, as the API wants."""
        names = (
            "BillingMode",
            "DeletionProtectionEnabled",
            "OnDemandThroughput",
            "ProvisionedThroughput",
            "SSESpecification",
            "TableClass",
        )
        calls = []
        changed = {n: new[n] for n in names if n in new and new[n] != old.get(n)}
        if old.get("DeletionProtectionEnabled") and "DeletionProtectionEnabled" not in new:
            changed["DeletionProtectionEnabled"] = False
        if changed:
            calls.append(api.fold("UpdateTable", changed))
        if new.get("StreamSpecification") != old.get("StreamSpecification"):
            stream = new.get("StreamSpecification") or {"StreamEnabled": False}
            calls.append({"StreamSpecification": stream})
        indexes = {i["IndexName"]: i for i in new.get("GlobalSecondaryIndexes") or ()}
        before = {i["IndexName"]: i for i in old.get("GlobalSecondaryIndexes") or ()}
        definitions = {"AttributeDefinitions": list(new["AttributeDefinitions"])}
        gone = [name for name in before if indexes.get(name) != before[name]]
        calls += [{"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": n}}]} for n in gone]
        for name, index in indexes.items():
            if index != before.get(name):
                calls.append({**definitions, "GlobalSecondaryIndexUpdates": [{"Create": index}]})
        return calls

    def _settle(self, api: Api, name: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """Sets what the API takes in calls of its own."""
        for prop, operation, member in (
            ("TimeToLiveSpecification", "UpdateTimeToLive", "TimeToLiveSpecification"),
            (
                "PointInTimeRecoverySpecification",
                "UpdateContinuousBackups",
                "PointInTimeRecoverySpecification",
            ),
        ):
            if prop in new and new[prop] != old.get(prop):
                members = api.fold(operation, {member: new[prop]})
                api.call(operation, {"TableName": name, **members})

    def _state(self, table: Mapping[str, Any]) -> ResourceState:
        attributes = {"Arn": table["TableArn"], "TableId": table.get("TableId", "")}
        if table.get("LatestStreamArn"):
            attributes["StreamArn"] = table["LatestStreamArn"]
        return ResourceState(physical_id=table["TableName"], attributes=attributes)


class GlobalTableHandler(TableHandler):
    """AWS::DynamoDB::GlobalTable, what the CDK's TableV2 is: the replica of the stack's region."""

    def table(
        self, api: Api, properties: Mapping[str, Any], request: ResourceRequest
    ) -> dict[str, Any]:
        """The replica as a table of its own."""
        if not properties:
            return {}
        replicas = properties["Replicas"]
        others = [r["Region"] for r in replicas if r["Region"] != request.region]
        own = next((r for r in replicas if r["Region"] == request.region), None)
        if own is None or others:
            raise ResourceError(
                f"{api.resource}: property Replicas names {', '.join(others) or 'no region'}; the "
                f"local cloud keeps one replica, in the stack's region {request.region}"
            )
        table = without(
            properties, {"Replicas", "TableType", "WarmThroughput", *_settings(properties)}
        )
        table.update({name: own[name] for name in OF_REPLICA if name in own})
        table.pop("ResourcePolicy", None)
        insights = table.pop("ContributorInsightsSpecification", {})
        if insights.get("Enabled"):
            raise ResourceError(
                f"{api.resource}: property ContributorInsightsSpecification is not known here"
            )
        in_replica = {i["IndexName"]: i for i in own.get("GlobalSecondaryIndexes") or ()}
        indexes = [
            self._index({**index, **in_replica.get(index["IndexName"], {})})
            for index in properties.get("GlobalSecondaryIndexes") or ()
        ]
        if indexes:
            table["GlobalSecondaryIndexes"] = indexes
        if properties.get("BillingMode") == "PROVISIONED":
            table["ProvisionedThroughput"] = _capacity({**properties, **own})
        if "SSESpecification" in own and table.get("SSESpecification", {}).get("SSEEnabled"):
            table["SSESpecification"] = {**table["SSESpecification"], **own["SSESpecification"]}
        return super().table(api, table, request)

    def _index(self, index: Mapping[str, Any]) -> dict[str, Any]:
        kept = without(index, {*_settings(index), "ContributorInsightsSpecification"})
        if any(name in index for name, _ in CAPACITY.values()):
            kept["ProvisionedThroughput"] = _capacity(index)
        return kept


def _settings(properties: Mapping[str, Any]) -> set[str]:
    """The properties of a global table that set how much it may be used."""
    return {name for name in properties if name.endswith("ThroughputSettings")} | {"WarmThroughput"}


def _capacity(properties: Mapping[str, Any]) -> dict[str, int]:
    """The provisioned capacity: what it is, or where autoscaling starts."""
    capacity = {}
    for unit, (settings, scaling) in CAPACITY.items():
        given = properties.get(settings) or {}
        scaled = given.get(scaling) or {}
        start = scaled.get("SeedCapacity") or scaled.get("MinCapacity")
        capacity[unit] = int(given.get(unit) or start or 1)
    return capacity


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::DynamoDB::GlobalTable": GlobalTableHandler(),
    "AWS::DynamoDB::Table": TableHandler(),
}
