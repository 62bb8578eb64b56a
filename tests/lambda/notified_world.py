"""Those whom the notifications reach, and the function that tells them."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types import SimpleNamespace

    from function_folder import FunctionFolder


class World:
    """Those who are told: what they heard, and how often they refuse to listen."""

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []
        self.staff: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.refuse_text = self.refuse_staff = self.refuse_event = 0

    def publish(self, **request: Any) -> dict[str, str]:
        """SNS."""
        if "PhoneNumber" in request:
            if self.refuse_text:
                self.refuse_text -= 1
                raise ClientError(
                    {
                        "Error": {
                            "Code": "InvalidParameter",
                            "Message": f"{request['PhoneNumber']} is not valid to publish to",
                        }
                    },
                    "Publish",
                )
            self.texts.append(request)
        else:
            if self.refuse_staff:
                self.refuse_staff -= 1
                raise ConnectionError("SNS cannot be reached")
            self.staff.append(request)
        return {"MessageId": "sent"}

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's
        """EventBridge."""
        if self.refuse_event:
            self.refuse_event -= 1
            refused = {"ErrorCode": "InternalFailure", "ErrorMessage": "try later"}
            return {"FailedEntryCount": 1, "Entries": [refused]}
        self.events.extend(Entries)
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "published"}]}


class Notifier:
    """The function, and what it logged."""

    def __init__(self, function: FunctionFolder, context: SimpleNamespace) -> None:
        self._function = function
        self._context = context
        self.log = StringIO()
        function.handler.logger.registered_handler.setStream(self.log)

    def receives(self, *messages: dict[str, Any]) -> list[str]:
        """Handles a batch; the ids of the messages that failed."""
        answer = self._function.handler.handle({"Records": list(messages)}, self._context)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
