"""Amazon Connect: contact flows, written as the call goes.

```python
from ml_refarch.connect import Flow, attr

flow = Flow("Who calls?")
flow.invoke("Lookup", function=lookup_arn, then="Known?", on_error="Sorry")
flow.compare("Known?", attr.external("found"), cases={"true": "Hello"}, otherwise="Sorry")
flow.say("Hello", text=f"Hello {attr.external('name')}.", then="Bye", on_error="Bye")
flow.say("Sorry", text="Sorry, please call again.", then="Bye", on_error="Bye")
flow.hang_up("Bye")
flow.check()
```

The flow model needs no CDK.
"""

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
from ml_refarch.connect.flow import Flow, FlowKind

__all__ = [
    "Attribute",
    "Block",
    "Case",
    "Flow",
    "FlowKind",
    "Target",
    "attr",
    "contains",
    "ends_with",
    "greater_than",
    "less_than",
    "starts_with",
]
