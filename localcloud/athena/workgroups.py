"""Workgroups: where results go, what queries may read, whether that is enforced."""

from __future__ import annotations

import copy
import threading
from typing import TYPE_CHECKING, Any

from localcloud.athena.records import PRIMARY, Shape, Tags, arn_of, invalid, page
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

ENGINE = {
    "SelectedEngineVersion": "AUTO",
    "EffectiveEngineVersion": "Athena engine version 3",
}
LEAST_CUTOFF = 10_000_000
"""The least bytes that a query may be limited to.

Source: https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html
"""

_DEFAULTS: Shape = {
    "EnforceWorkGroupConfiguration": True,
    "PublishCloudWatchMetricsEnabled": True,
    "RequesterPaysEnabled": False,
    "EnableMinimumEncryptionConfiguration": False,
}


class WorkGroups(Service):
    """The operations on workgroups."""

    api = "athena"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.tags = Tags()
        self._groups: dict[tuple[str, str], Shape] = {}
        self._groups_lock = threading.RLock()

    def workgroup(self, region: str, name: str) -> Shape:
        """A workgroup as it is now; ``primary`` is always there.

        Raises:
            ServiceError: InvalidRequestException, where there is none.
        """
        with self._groups_lock:
            key = (region, name)
            if name == PRIMARY and key not in self._groups:
                self._groups[key] = self._new(PRIMARY, {"EnforceWorkGroupConfiguration": False}, "")
            if key not in self._groups:
                raise invalid(f"WorkGroup {name} is not found.")
            return copy.deepcopy(self._groups[key])

    def _new(self, name: str, configuration: Shape, description: str) -> Shape:
        engine = {**ENGINE, **(configuration.get("EngineVersion") or {})}
        engine["EffectiveEngineVersion"] = ENGINE["EffectiveEngineVersion"]
        return {
            "Name": name,
            "State": "ENABLED",
            "Description": description,
            "Configuration": {**_DEFAULTS, **configuration, "EngineVersion": engine},
            "CreationTime": self.cloud.clock.now(),
        }

    def create_work_group(self, call: Call, request: Shape) -> Shape:
        """Creates one."""
        name = request["Name"]
        configuration = copy.deepcopy(request.get("Configuration") or {})
        _checked(configuration)
        with self._groups_lock:
            if name == PRIMARY or (call.region, name) in self._groups:
                raise invalid(f"WorkGroup {name} is already created")
            self._groups[call.region, name] = self._new(
                name, configuration, request.get("Description", "")
            )
        self.tags.add(arn_of(call.region, f"workgroup/{name}"), request.get("Tags"))
        return {}

    def get_work_group(self, call: Call, request: Shape) -> Shape:
        """Describes one."""
        return {"WorkGroup": self.workgroup(call.region, request["WorkGroup"])}

    def list_work_groups(self, call: Call, request: Shape) -> Shape:
        """Lists them."""
        self.workgroup(call.region, PRIMARY)
        with self._groups_lock:
            found = [each for (region, _), each in self._groups.items() if region == call.region]
        told = [
            {
                "Name": each["Name"],
                "State": each["State"],
                "Description": each["Description"],
                "CreationTime": each["CreationTime"],
                "EngineVersion": each["Configuration"]["EngineVersion"],
            }
            for each in sorted(found, key=lambda each: str(each["Name"]))
        ]
        return page(request, told, "WorkGroups")

    def update_work_group(self, call: Call, request: Shape) -> Shape:
        """Changes one."""
        name = request["WorkGroup"]
        group = self.workgroup(call.region, name)
        for member in ("Description", "State"):
            if request.get(member) is not None:
                group[member] = request[member]
        _update(group["Configuration"], request.get("ConfigurationUpdates") or {})
        _checked(group["Configuration"])
        with self._groups_lock:
            self._groups[call.region, name] = group
        return {}

    def delete_work_group(self, call: Call, request: Shape) -> Shape:
        """Deletes one; one that holds something only where that is asked for."""
        name = request["WorkGroup"]
        if name == PRIMARY:
            raise invalid("The primary workgroup cannot be deleted.")
        self.workgroup(call.region, name)
        if self.holds_something(call.region, name) and not request.get("RecursiveDeleteOption"):
            raise invalid(f"WorkGroup {name} is not empty")
        self.empty(call.region, name)
        with self._groups_lock:
            self._groups.pop((call.region, name), None)
        self.tags.forget(arn_of(call.region, f"workgroup/{name}"))
        return {}

    def holds_something(self, region: str, name: str) -> bool:
        """Whether a workgroup has queries, saved or run."""
        raise NotImplementedError

    def empty(self, region: str, name: str) -> None:
        """Forgets what a workgroup has."""
        raise NotImplementedError

    def tag_resource(self, call: Call, request: Shape) -> Shape:
        """Gives tags."""
        del call
        self.tags.add(request["ResourceARN"], request["Tags"])
        return {}

    def untag_resource(self, call: Call, request: Shape) -> Shape:
        """Takes tags away."""
        del call
        self.tags.remove(request["ResourceARN"], request["TagKeys"])
        return {}

    def list_tags_for_resource(self, call: Call, request: Shape) -> Shape:
        """Lists tags."""
        del call
        return page(request, self.tags.of(request["ResourceARN"]), "Tags", size=75)


def _checked(configuration: Shape) -> None:
    cutoff = configuration.get("BytesScannedCutoffPerQuery")
    if cutoff is not None and cutoff < LEAST_CUTOFF:
        raise invalid(
            f"BytesScannedCutoffPerQuery: {cutoff} is less than {LEAST_CUTOFF}, the least allowed"
        )
    location = (configuration.get("ResultConfiguration") or {}).get("OutputLocation")
    if location is not None and not location.startswith("s3://"):
        raise invalid(f"OutputLocation: {location} is not a valid S3 path")


def _update(configuration: Shape, updates: Shape) -> None:
    for member, value in updates.items():
        if member == "ResultConfigurationUpdates":
            results = configuration.setdefault("ResultConfiguration", {})
            for name, changed in value.items():
                if not name.startswith("Remove"):
                    results[name] = changed
                elif changed:
                    results.pop(name.removeprefix("Remove"), None)
        elif member.startswith("Remove"):
            if value:
                configuration.pop(member.removeprefix("Remove"), None)
        elif member.endswith("Updates"):
            configuration[member.removesuffix("Updates")] = value
        else:
            configuration[member] = value


def output_location(group: Shape, asked: Any) -> tuple[str, Shape]:
    """Where a query's results go, and how they are configured.

    Args:
        group: The workgroup.
        asked: What the request says of them; it counts where the workgroup does not enforce its
            own.

    Raises:
        ServiceError: InvalidRequestException, where neither names a place.
    """
    own = group["Configuration"].get("ResultConfiguration") or {}
    enforced = group["Configuration"]["EnforceWorkGroupConfiguration"]
    chosen = own if enforced else {**own, **(asked or {})}
    location = chosen.get("OutputLocation")
    if not location:
        raise invalid(
            "No output location provided. An output location is required either through the "
            "Workgroup result configuration setting or as an API input."
        )
    return location.rstrip("/") + "/", dict(chosen)
