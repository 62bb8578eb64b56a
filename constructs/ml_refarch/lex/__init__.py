"""Amazon Lex V2 bots: a typed model of the conversation and the construct that deploys it.

```python
from ml_refarch.lex import Bot, Intent, Locale, Slot, SlotType, builtin

CITY = SlotType("City", {"Seattle": ["Emerald City"], "Busan": []})
BOOK = Intent(
    "BookHotel",
    utterances=["Book a hotel", "I need a room in {City}"],
    slots=[
        Slot("City", CITY, ask="Which city are you going to?"),
        Slot("Nights", builtin.NUMBER, ask="How many nights will you stay?"),
    ],
    confirm="{Nights} nights in {City}. Shall I book it?",
    decline="All right, nothing is booked.",
)
bot = Bot(stack, "Bot", locales=[Locale("en_US", intents=[BOOK])], code_hook=function)
```

The model needs no CDK: it is checked as it is written, against the limits of Lex, and each error
names the intent or slot it is about.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ml_refarch.lex import builtin
from ml_refarch.lex.flow import Action, Branch, Outcome, Step
from ml_refarch.lex.intents import Intent, OutputContext
from ml_refarch.lex.locales import Locale, Voice
from ml_refarch.lex.messages import (
    Button,
    Card,
    CustomPayload,
    PlainText,
    Prompt,
    Response,
    Ssml,
)
from ml_refarch.lex.slots import (
    ORIGINAL_VALUE,
    TOP_RESOLUTION,
    AlphaNumericType,
    BuiltinType,
    Resolution,
    Slot,
    SlotType,
)

if TYPE_CHECKING:
    from ml_refarch.lex.bot import Bot
    from ml_refarch.lex.bot_client import BotClient
    from ml_refarch.lex.metrics import BotMetrics
    from ml_refarch.lex.monitoring import BotMonitoring

__all__ = [
    "ORIGINAL_VALUE",
    "TOP_RESOLUTION",
    "Action",
    "AlphaNumericType",
    "Bot",
    "BotClient",
    "BotMetrics",
    "BotMonitoring",
    "Branch",
    "BuiltinType",
    "Button",
    "Card",
    "CustomPayload",
    "Intent",
    "Locale",
    "Outcome",
    "OutputContext",
    "PlainText",
    "Prompt",
    "Resolution",
    "Response",
    "Slot",
    "SlotType",
    "Ssml",
    "Step",
    "Voice",
    "builtin",
]


_DEPLOYING = {
    "Bot": "ml_refarch.lex.bot",
    "BotClient": "ml_refarch.lex.bot_client",
    "BotMetrics": "ml_refarch.lex.metrics",
    "BotMonitoring": "ml_refarch.lex.monitoring",
}

if not TYPE_CHECKING:  # so that a mistyped name is still an error to mypy

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever is exported
        # What deploys loads the CDK and its Node.js process; a conversation needs neither.
        if name in _DEPLOYING:
            return getattr(import_module(_DEPLOYING[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
