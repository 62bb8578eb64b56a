"""References to what a contact knows, to put in texts, comparisons and inputs of functions.

```python
flow.say("Hello", text=f"Hello {attr.external('name')}, you called {attr.contact('Channel')}.")
```

Each is a ``str``, the path as Connect writes it, refused when Connect has no such path. In a text
a space or a full stop must follow it: Connect takes letters right after it for a part of its name.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
"""

from __future__ import annotations

import re

from ml_refarch.connect.attribute_paths import check_path

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


class Attribute(str):
    """The path of one attribute, checked."""

    __slots__ = ()

    def __new__(cls, path: str) -> Attribute:
        """The attribute at ``path``, such as ``$.Attributes.patientId``."""
        return super().__new__(cls, check_path(path))


def external(name: str) -> Attribute:
    """A value of the latest function's answer; ``a.b`` for one inside an object."""
    return Attribute("$.External" + "".join(_part(one) for one in name.split(".")))


def attribute(name: str) -> Attribute:
    """An attribute of the contact, set by the flow or through the API; agents see it."""
    return Attribute("$.Attributes" + _part(name))


def flow_attribute(name: str) -> Attribute:
    """An attribute that lives only as long as the flow runs."""
    return Attribute("$.FlowAttributes" + _part(name))


def lex_intent() -> Attribute:
    """The name of the intent that the latest bot ended with."""
    return Attribute("$.Lex.IntentName")


def lex_slot(name: str) -> Attribute:
    """The value of a slot of that intent."""
    return Attribute("$.Lex.Slots" + _part(name))


def lex_session(name: str) -> Attribute:
    """A session attribute that the latest bot ended with."""
    return Attribute("$.Lex.SessionAttributes" + _part(name))


def stored_input() -> Attribute:
    """The digits that the latest ``collect`` block took down."""
    return Attribute("$.StoredCustomerInput")


def contact(path: str) -> Attribute:
    """What Connect itself knows: ``CustomerEndpoint.Address``, ``Channel``, ``Queue.Name``, ...

    Raises:
        ValueError: Connect has no such attribute; the nearest one is named.
    """
    return Attribute("$." + path)


def _part(name: str) -> str:
    return f".{name}" if _PLAIN.fullmatch(name) else f"['{name}']"
