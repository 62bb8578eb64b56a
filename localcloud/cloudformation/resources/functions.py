"""Lambda functions: code and configuration, which the API changes in calls of their own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.cloudformation.api import Api, tag_changes, tag_map, without
from localcloud.cloudformation.resources import inline_code
from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 64
CONCURRENCY = "ReservedConcurrentExecutions"
SETTINGS = {
    "RecursiveLoop": ("PutFunctionRecursionConfig", "RecursiveLoop"),
    "RuntimeManagementConfig": ("PutRuntimeManagementConfig", ""),
}
"""Properties that an operation of their own takes: in one member, or as its members."""
APART = {"Code", "Tags", "FunctionName", "SnapStart", CONCURRENCY, *SETTINGS}
DEFAULTS: Mapping[str, Any] = {
    "DeadLetterConfig": {"TargetArn": ""},
    "Description": "",
    "Environment": {"Variables": {}},
    "EphemeralStorage": {"Size": 512},
    "KMSKeyArn": "",
    "KmsKeyArn": "",
    "Layers": [],
    "MemorySize": 128,
    "Timeout": 3,
    "TracingConfig": {"Mode": "PassThrough"},
}
"""What the API is told when the template no longer sets a property.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
"""


class FunctionHandler(ResourceHandler):
    """AWS::Lambda::Function."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the function, then what the create call does not take."""
        api = Api(cloud, request, "lambda")
        given = request.properties
        name = given.get("FunctionName") or api.name(limit=NAME_LIMIT)
        members = api.fold("CreateFunction", without(given, APART))
        members["FunctionName"] = name
        members["Code"] = self._code(api, given)
        if given.get("SnapStart"):
            members["SnapStart"] = given["SnapStart"]
        if given.get("Tags"):
            members["Tags"] = tag_map(given["Tags"])
        answer = api.call("CreateFunction", members)
        state = ResourceState(physical_id=name, attributes={"Arn": answer["FunctionArn"]})
        try:
            self._settings(api, name, request)
        except (ClientError, ResourceError) as error:
            raise ResourceError(str(error), made=state) from error
        return state

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the code, the configuration and the tags, each where it differs."""
        api = Api(cloud, request, "lambda")
        name = str(request.physical_id)
        given, previous = request.properties, request.previous or {}
        configured = without({**previous, **given}, APART | {"PackageType", "Architectures"})
        if request.changed(*configured) or request.changed("SnapStart"):
            gone = {n: DEFAULTS[n] for n in set(previous) - set(given) if n in DEFAULTS}
            wanted = {**without(given, APART | {"PackageType", "Architectures"}), **gone}
            members = api.fold("UpdateFunctionConfiguration", wanted)
            if request.changed("SnapStart"):
                members["SnapStart"] = given.get("SnapStart") or {"ApplyOn": "None"}
            api.call("UpdateFunctionConfiguration", {**members, "FunctionName": name})
        if request.changed("Code", "Architectures"):
            members = {"FunctionName": name, **self._code(api, given)}
            if "Architectures" in given:
                members["Architectures"] = given["Architectures"]
            api.call("UpdateFunctionCode", members)
        self._settings(api, name, request)
        arn = request.attributes["Arn"]
        tags, taken = tag_changes(request)
        if tags:
            api.call("TagResource", {"Resource": arn, "Tags": tags})
        if taken:
            api.call("UntagResource", {"Resource": arn, "TagKeys": taken})
        return ResourceState(physical_id=name, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the function with its versions and aliases."""
        api = Api(cloud, request, "lambda")
        api.call_if_there("DeleteFunction", {"FunctionName": str(request.physical_id)})

    def _code(self, api: Api, given: Mapping[str, Any]) -> dict[str, Any]:
        code = dict(given["Code"])
        text = code.pop("ZipFile", None)
        members = api.fold("CreateFunction", {"Code": code})["Code"]
        if text is not None:
            members["ZipFile"] = _zipped(api, text, str(given.get("Runtime", "")))
        return dict(members)

    def _settings(self, api: Api, name: str, request: ResourceRequest) -> None:
        given = request.properties
        if request.changed(CONCURRENCY):
            if given.get(CONCURRENCY) is not None:
                reserved = {"FunctionName": name, CONCURRENCY: given[CONCURRENCY]}
                api.call("PutFunctionConcurrency", reserved)
            elif request.previous is not None:
                api.call("DeleteFunctionConcurrency", {"FunctionName": name})
        for prop, (operation, member) in SETTINGS.items():
            if request.changed(prop) and given.get(prop) is not None:
                value = {member: given[prop]} if member else dict(given[prop])
                api.call(operation, {"FunctionName": name, **value})


def _zipped(api: Api, text: str, runtime: str) -> bytes:
    """Inline code as the zip that Lambda makes of it, with ``cfnresponse`` beside it."""
    if not runtime.startswith("python"):
        raise ResourceError(
            f"{api.resource}: property Code.ZipFile: inline code runs here in Python only, "
            f"not in {runtime}"
        )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        # A fixed time, so that the same code is the same archive.
        for name, content in (("index.py", text), ("cfnresponse.py", inline_code.CFNRESPONSE)):
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return archive.getvalue()


HANDLERS: dict[str, ResourceHandler] = {"AWS::Lambda::Function": FunctionHandler()}
