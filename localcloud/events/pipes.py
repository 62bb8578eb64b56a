"""EventBridge Pipes: from a table's stream or a queue, filtered and formed, to one target.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.mapping import Source
from localcloud.events.mapping_api import MappingOperations
from localcloud.events.patterns import PatternError
from localcloud.events.pipe import PipeDefinition, PipeHandler
from localcloud.events.queue_source import QueueSource, message_id
from localcloud.events.stream_records import TableShard, sequence_number
from localcloud.events.stream_source import GivenUp, StreamSource
from localcloud.functions.destinations import send
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.parts import functions_of
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class PipeService(Service):
    """EventBridge Pipes. moto keeps the definitions; this runs them."""

    api = "pipes"
    running_types = frozenset({"AWS::Pipes::Pipe"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._running: dict[tuple[str, str], Source] = {}

    def create_pipe(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Creates a pipe and starts it, unless it is to be stopped."""
        key = (call.region, request["Name"])
        if self._exists(call, request["Name"]):
            raise ServiceError("ConflictException", f"Pipe {request['Name']} already exists.", 409)
        source = self._source(call, request["Name"], request)
        answer = self._moto(call, request)
        self._running[key] = source
        if request.get("DesiredState", "RUNNING") == "RUNNING":
            source.start()
        return answer

    def update_pipe(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Changes a pipe; one that reads a stream goes on from where it was."""
        answer = self._moto(call, request)
        name = request["Name"]
        described = self._describe(call, name)
        old = self._running[call.region, name]
        definition = _definition(call, name, described)
        if isinstance(old, StreamSource):
            old.change(
                definition.stream_settings(),
                PipeHandler(self.cloud, definition, identifier=sequence_number),
            )
        else:
            old.stop()
            self._running[call.region, name] = self._source(call, name, described)
        self._apply_state(call, name, described)
        return answer

    def start_pipe(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Starts a pipe that is stopped."""
        answer = self._moto(call, request)
        self._apply_state(call, request["Name"], {"DesiredState": "RUNNING"})
        return answer

    def stop_pipe(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Stops a pipe; what it has taken is still delivered."""
        answer = self._moto(call, request)
        self._apply_state(call, request["Name"], {"DesiredState": "STOPPED"})
        return answer

    def delete_pipe(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Ends a pipe."""
        answer = self._moto(call, request)
        self._running.pop((call.region, request["Name"])).stop()
        return answer

    def _apply_state(self, call: Call, name: str, described: dict[str, Any]) -> None:
        source = self._running[call.region, name]
        source.stop()
        if described.get("DesiredState", "RUNNING") == "RUNNING":
            source.start()

    def _source(self, call: Call, name: str, request: dict[str, Any]) -> Source:
        parts = functions_of(self.cloud)
        try:
            definition = _definition(call, name, request)
        except PatternError as error:
            raise ServiceError("ValidationException", f"FilterCriteria: {error}") from error
        source = definition.source
        if definition.source_kind == "sqs":
            return QueueSource(
                self.cloud,
                parts.background,
                queue_arn=source,
                settings=definition.queue_settings(),
                handler=PipeHandler(self.cloud, definition, identifier=message_id),
            )
        if definition.source_kind == "dynamodb" and isinstance(parts, MappingOperations):
            settings = definition.stream_settings()
            return StreamSource(
                self.cloud,
                parts.background,
                TableShard(self.cloud, parts.writes, source, latest=settings.latest),
                settings=settings,
                handler=PipeHandler(self.cloud, definition, identifier=sequence_number),
                give_up=lambda batch: self._give_up(definition, batch),
            )
        raise ServiceError(
            "ValidationException",
            f"Source: {source} is neither an SQS queue nor a DynamoDB stream, which are the "
            "sources of pipes in this cloud",
        )

    def _give_up(self, definition: PipeDefinition, batch: GivenUp) -> None:
        if not definition.dead_letters:
            return
        now = self.cloud.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        record = {
            "context": {
                "partnerResourceArn": definition.arn,
                "condition": batch.condition,
            },
            "version": "1.0",
            "timestamp": now,
            "DDBStreamBatchInfo": batch.context,
        }
        send(self.cloud, definition.dead_letters, record)

    def _exists(self, call: Call, name: str) -> bool:
        return (call.region, name) in self._running

    def _describe(self, call: Call, name: str) -> dict[str, Any]:
        return ask_moto(self.cloud, "pipes", call.region, "DescribePipe", {"Name": name})

    def _moto(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        return ask_moto(self.cloud, "pipes", call.region, call.operation, request)


def _definition(call: Call, name: str, described: dict[str, Any]) -> PipeDefinition:
    partition = str(described["Source"]).split(":")[1]
    return PipeDefinition(
        name=name,
        arn=f"arn:{partition}:pipes:{call.region}:{call.account}:pipe/{name}",
        described=described,
    )
