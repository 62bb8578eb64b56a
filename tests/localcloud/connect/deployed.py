"""A cloud with Connect, and an instance to deploy flows to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.lex import LexRuntime
from localcloud.service import Call, Service
from tests.localcloud.connect.bots import PIZZA
from tests.localcloud.connect.flows import ALIAS


class OneBot(Service):
    """lexv2-runtime with the pizza bot under every alias."""

    api = "lexv2-runtime"

    def __init__(self, cloud: LocalCloud) -> None:
        super().__init__(cloud)
        self.bot = LexRuntime(PIZZA, clock=cloud.clock)

    def recognize_text(self, _: Call, request: dict[str, Any]) -> dict[str, Any]:
        """RecognizeText."""
        addressed = {k: v for k, v in request.items() if k not in ("botId", "botAliasId")}
        return self.bot.recognize_text(**addressed)


@dataclass(frozen=True)
class Instance:
    """An instance with hours and a queue."""

    cloud: LocalCloud
    id: str
    arn: str
    hours: str
    queue: str

    @property
    def connect(self) -> Any:
        """A client of the connect API."""
        return self.cloud.client("connect")

    def publish(self, content: str, name: str = "Inbound", **more: Any) -> str:
        """Publishes a flow and returns its id."""
        request = {"InstanceId": self.id, "Name": name, "Type": "CONTACT_FLOW", **more}
        return str(self.connect.create_contact_flow(**request, Content=content)["ContactFlowId"])

    def number(self, flow: str) -> str:
        """Claims a number that a flow answers."""
        free = self.connect.search_available_phone_numbers(
            TargetArn=self.arn, PhoneNumberCountryCode="US", PhoneNumberType="DID"
        )["AvailableNumbersList"][0]["PhoneNumber"]
        claim = self.connect.claim_phone_number(TargetArn=self.arn, PhoneNumber=free)
        self.connect.associate_phone_number_contact_flow(
            PhoneNumberId=claim["PhoneNumberId"], InstanceId=self.id, ContactFlowId=flow
        )
        return str(free)


ALL_DAY = [
    {
        "Day": day,
        "StartTime": {"Hours": 0, "Minutes": 0},
        "EndTime": {"Hours": 0, "Minutes": 0},
    }
    for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
]


def instance_in(cloud: LocalCloud, alias: str = "clinic") -> Instance:
    """A new instance."""
    connect = cloud.client("connect")
    made = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InstanceAlias=alias,
        InboundCallsEnabled=True,
        OutboundCallsEnabled=True,
    )
    hours = connect.create_hours_of_operation(
        InstanceId=made["Id"], Name="Always", TimeZone="America/New_York", Config=ALL_DAY
    )["HoursOfOperationId"]
    queue = connect.create_queue(
        InstanceId=made["Id"], Name="Reception", HoursOfOperationId=hours, MaxContacts=2
    )["QueueArn"]
    connect.associate_bot(InstanceId=made["Id"], LexV2Bot={"AliasArn": ALIAS})
    return Instance(cloud, made["Id"], made["Arn"], hours, queue)
