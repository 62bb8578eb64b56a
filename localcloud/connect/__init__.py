"""Amazon Connect: flows played from their JSON, on calls and in chats.

In a test, without deploying::

    runtime = FlowRuntime(content, invoke_function=call_function, lex=recognize, clock=clock)
    call = runtime.start(customer="+15551230001")
    call.press("1")

What AWS leaves undocumented is decided in ``gaps``.
"""

from localcloud.connect.contact import CHAT, VOICE, Contact, Heard, State
from localcloud.connect.errors import FlowError
from localcloud.connect.places import Lex, Queue
from localcloud.connect.runtime import FlowRuntime, PlayedContact
from localcloud.connect.scene import Listening

__all__ = [
    "CHAT",
    "VOICE",
    "Contact",
    "FlowError",
    "FlowRuntime",
    "Heard",
    "Lex",
    "Listening",
    "PlayedContact",
    "Queue",
    "State",
]
