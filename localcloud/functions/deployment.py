"""The operations that deploy: moto keeps the record, this cloud the code and what moto forgets."""

from __future__ import annotations

from typing import Any

from localcloud.errors import ServiceError
from localcloud.functions.code_source import zip_of
from localcloud.functions.configuration import KEPT
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.parts import FunctionParts
from localcloud.functions.reference import FunctionReference
from localcloud.service import Call


class DeploymentOperations(FunctionParts):
    """CreateFunction and all that changes a function afterwards."""

    def create_function(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deploys a function; its name must be free."""
        name = FunctionReference.parse(request["FunctionName"], region=call.region).name
        if self._exists(call, name):
            raise ServiceError(
                "ResourceConflictException", f"Function already exist: {name}", status=409
            )
        kept = self._kept(request)
        self._take_code(call, request["Code"])
        request = {**_without(request, "Layers", "LoggingConfig"), "FunctionName": name}
        answer = self._moto(call, "CreateFunction", request)
        self.configurations.keep(call.region, name, kept, new=True)
        if request.get("Publish"):
            self.configurations.publish(call.region, name, str(answer["Version"]))
        return self._changed(call, answer)

    def update_function_code(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Replaces the code; running invocations end on the old one."""
        self._take_code(call, request)
        function = FunctionReference.parse(request["FunctionName"], region=call.region)
        if request.get("DryRun"):
            return self.configurations.of(function)
        answer = self._moto(call, "UpdateFunctionCode", request)
        if request.get("Architectures"):
            kept = {"Architectures": request["Architectures"]}
            self.configurations.keep(call.region, function.name, kept)
        if request.get("Publish"):
            self.configurations.publish(call.region, function.name, str(answer["Version"]))
        return self._changed(call, answer)

    def update_function_configuration(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes the configuration; members that are not given stay as they are."""
        function = FunctionReference.parse(request["FunctionName"], region=call.region)
        kept = self._kept(request)
        request = _without(request, "Layers", "LoggingConfig")
        if "Environment" in request:
            request["Environment"] = {"Variables": request["Environment"].get("Variables", {})}
        answer = self._moto(call, "UpdateFunctionConfiguration", request)
        self.configurations.keep(call.region, function.name, kept)
        return self._changed(call, answer)

    def publish_version(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Freezes the function as it is now under the next number."""
        answer = self._moto(call, "PublishVersion", request)
        name = str(answer["FunctionName"])
        self.configurations.publish(call.region, name, str(answer["Version"]))
        return self._changed(call, answer)

    def delete_function(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deletes a function or one of its versions, and ends its workers."""
        function = FunctionReference.parse(
            request["FunctionName"], region=call.region, qualifier=request.get("Qualifier")
        )
        arn = str(self.configurations.of(function)["FunctionArn"])
        answer = self._moto(call, "DeleteFunction", request)
        self.configurations.forget(call.region, function.name, function.qualifier)
        self.functions.changed(call.region, function.name)
        if function.qualifier is None:
            self.executor.retire(arn)
        return answer

    def get_function(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A function's configuration, code and tags."""
        answer = self._moto(call, "GetFunction", request)
        answer["Configuration"] = self._complete(call, answer["Configuration"])
        return answer

    def get_function_configuration(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A function's configuration."""
        return self._complete(call, self._moto(call, "GetFunctionConfiguration", request))

    def list_functions(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Every function's configuration."""
        return self._complete_all(call, self._moto(call, "ListFunctions", request), "Functions")

    def list_versions_by_function(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The configuration of every version of a function."""
        answer = self._moto(call, "ListVersionsByFunction", request)
        return self._complete_all(call, answer, "Versions")

    def publish_layer_version(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Publishes a layer's next version."""
        self._take_code(call, request["Content"])
        return self._moto(call, "PublishLayerVersion", request)

    def create_alias(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Names a version."""
        return self._touched(call, request, self._moto(call, "CreateAlias", request))

    def update_alias(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Points a name at another version."""
        return self._touched(call, request, self._moto(call, "UpdateAlias", request))

    def delete_alias(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Takes a name away."""
        return self._touched(call, request, self._moto(call, "DeleteAlias", request))

    def put_function_concurrency(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Limits how many invocations of a function run at a time."""
        return self._touched(call, request, self._moto(call, "PutFunctionConcurrency", request))

    def delete_function_concurrency(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Takes that limit away."""
        answer = self._moto(call, "DeleteFunctionConcurrency", request)
        return self._touched(call, request, answer)

    def _exists(self, call: Call, name: str) -> bool:
        try:
            self.configurations.of(FunctionReference(name, call.region))
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return False
        return True

    def _kept(self, request: dict[str, Any]) -> dict[str, Any]:
        kept = {name: request[name] for name in KEPT if request.get(name) is not None}
        if request.get("Layers") is not None:
            kept["Layers"] = [self.layers.describe(arn) for arn in request["Layers"]]
        return kept

    def _take_code(self, call: Call, code: dict[str, Any]) -> None:
        content = zip_of(self.cloud, call.region, code)
        if content is not None:
            self.archives.add(content)

    def _moto(self, call: Call, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        return ask_moto(self.cloud, "lambda", call.region, operation, request)

    def _complete(self, call: Call, configuration: dict[str, Any]) -> dict[str, Any]:
        return self.configurations.complete(call.region, configuration)

    def _complete_all(self, call: Call, answer: dict[str, Any], member: str) -> dict[str, Any]:
        return {**answer, member: [self._complete(call, each) for each in answer[member]]}

    def _changed(self, call: Call, configuration: dict[str, Any]) -> dict[str, Any]:
        self.functions.changed(call.region, str(configuration["FunctionName"]))
        return self._complete(call, configuration)

    def _touched(
        self, call: Call, request: dict[str, Any], answer: dict[str, Any]
    ) -> dict[str, Any]:
        function = FunctionReference.parse(request["FunctionName"], region=call.region)
        self.functions.changed(call.region, function.name)
        return answer


def _without(request: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name not in names}
