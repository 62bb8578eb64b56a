"""Amazon Connect: contact flows, written as the call goes, and the centre that runs them.

```python
from ml_refarch.connect import Flow, attr

flow = Flow("Who calls?")
flow.invoke("Lookup", function=lookup_arn, then="Known?", on_error="Sorry")
flow.compare("Known?", attr.external("found"), cases={"true": "Hello"}, otherwise="Sorry")
flow.say("Hello", text=f"Hello {attr.external('name')}.", then="Bye", on_error="Bye")
flow.say("Sorry", text="Sorry, please call again.", then="Bye", on_error="Bye")
flow.hang_up("Bye")
center = ContactCenter(stack, "Center", hours=OpeningHours("Asia/Seoul"))
center.associate_function(lookup)
center.publish(flow)
```

The flow model needs no CDK; ``center.publish``, or ``flow.check``, refuses what Connect would.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ml_refarch.connect import attr
from ml_refarch.connect.attr import Attribute
from ml_refarch.connect.blocks import (
    Block,
    Case,
    Target,
    contains,
    ends_with,
    greater_than,
    less_than,
    starts_with,
)
from ml_refarch.connect.contact_center import ContactCenter
from ml_refarch.connect.contact_storage import ContactStorage
from ml_refarch.connect.flow import Flow, FlowKind
from ml_refarch.connect.metrics import CenterMetrics
from ml_refarch.connect.opening_hours import Exceptional, OpeningHours, closed_on, open_on
from ml_refarch.connect.phone_number import PhoneNumber

if TYPE_CHECKING:
    from ml_refarch.connect.monitoring import ContactCenterMonitoring

__all__ = [
    "Attribute",
    "Block",
    "Case",
    "CenterMetrics",
    "ContactCenter",
    "ContactCenterMonitoring",
    "ContactStorage",
    "Exceptional",
    "Flow",
    "FlowKind",
    "OpeningHours",
    "PhoneNumber",
    "Target",
    "attr",
    "closed_on",
    "contains",
    "ends_with",
    "greater_than",
    "less_than",
    "open_on",
    "starts_with",
]


if not TYPE_CHECKING:  # so that a mistyped name is still an error to mypy

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
        # cdk-monitoring-constructs takes a while to load, and only a dashboard needs it.
        if name == "ContactCenterMonitoring":
            return import_module("ml_refarch.connect.monitoring").ContactCenterMonitoring
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
