"""What flows of a running cloud reach out to: its queues and hours, its functions and bots."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.connect.hours import Hours
from localcloud.connect.places import PlacedFlow, Queue
from localcloud.errors import ServiceError
from localcloud.functions.invoke import InvokeOperations
from localcloud.lex import HookFailed, HookThrottled, HookTimedOut

if TYPE_CHECKING:
    from localcloud.connect.api.contacts import ContactOperations
    from localcloud.connect.api.documents import Where

PRINCIPAL = "connect.amazonaws.com"
_ALIAS = re.compile(
    r"arn:[\w-]+:lex:(?P<region>[\w-]+):\d{12}:bot-alias/(?P<bot>\w+)/(?P<alias>\w+)"
)


class DeployedSurroundings:
    """The surroundings of an instance's contacts; see ``places.Surroundings``."""

    def __init__(self, service: ContactOperations, where: Where) -> None:
        self.clock = service.cloud.clock
        self._service = service
        self._cloud = service.cloud
        self._where = where

    def flow(self, id: str) -> PlacedFlow | None:  # noqa: A002 - what AWS calls it
        """A published flow of the instance."""
        return self._service.published(self._where, id)

    def queue(self, id: str) -> Queue | None:  # noqa: A002 - what AWS calls it
        """A queue of the instance."""
        return self._service.waiting_place(self._where, id)

    def hours(self, id: str) -> Hours | None:  # noqa: A002 - what AWS calls it
        """Hours of the instance."""
        return self._service.opening(self._where, id)

    def waiting_in(self, queue: Queue) -> int:
        """How many contacts wait in a queue."""
        return self._service.contacts.waiting_in(queue)

    def invoke(self, arn: str, event: dict[str, Any], seconds: float) -> Any:
        """Calls a function that Connect may invoke."""
        functions = self._functions(arn)
        try:
            outcome = functions.call_function(
                arn, _json(event), region=self._where[0], timeout=seconds
            )
        except TimeoutError as error:
            raise HookTimedOut(f"{arn} takes longer than {seconds:g} seconds") from error
        except ServiceError as error:
            kind = HookThrottled if error.code == "TooManyRequestsException" else HookFailed
            raise kind(str(error)) from error
        if outcome.failed:
            raise HookFailed(outcome.payload.decode())
        return json.loads(outcome.payload)

    def invoke_later(self, arn: str, event: dict[str, Any]) -> None:
        """Queues an event for a function."""
        self._functions(arn).queue_event(arn, _json(event), region=self._where[0])

    def recognize(self, alias_arn: str, request: dict[str, Any]) -> dict[str, Any]:
        """One turn with a deployed bot."""
        found = _ALIAS.fullmatch(alias_arn)
        if found is None:
            message = f"{alias_arn!r} is not the ARN of a Lex V2 bot's alias."
            raise ServiceError("ValidationException", message)
        answer: dict[str, Any] = self._cloud.client(
            "lexv2-runtime", found["region"]
        ).recognize_text(botId=found["bot"], botAliasId=found["alias"], **request)
        return answer

    def _functions(self, arn: str) -> InvokeOperations:
        service = self._cloud.services.get("lambda")
        if not isinstance(service, InvokeOperations):
            raise HookFailed(f"{arn}: this cloud was made without functions")
        if not self._allowed(arn):
            raise HookFailed(
                f"Status Code: 403; Error Code: AccessDeniedException: {PRINCIPAL} may not "
                f"invoke {arn}; give it a permission with the instance as its source"
            )
        return service

    def _allowed(self, arn: str) -> bool:
        try:
            answer = self._cloud.client("lambda", self._where[0]).get_policy(FunctionName=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return False
            raise
        instance = self._service.instance(*self._where)["Arn"]
        statements = json.loads(answer["Policy"])["Statement"]
        return any(_allows(statement, instance) for statement in statements)


def _allows(statement: Mapping[str, Any], instance: str) -> bool:
    principal = statement.get("Principal")
    services = principal.get("Service") if isinstance(principal, Mapping) else principal
    if statement.get("Effect") != "Allow" or services not in (PRINCIPAL, [PRINCIPAL], "*"):
        return False
    sources = [
        value
        for operator, pairs in (statement.get("Condition") or {}).items()
        for key, value in pairs.items()
        if operator.startswith("Arn") and key.lower() == "aws:sourcearn"
    ]
    return all(instance == source or source.endswith("*") for source in sources)


def _json(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()
