"""A bot for tests: it takes an order of pizzas."""

from __future__ import annotations

from typing import Any

PIZZA: dict[str, Any] = {
    "botId": "ABCDEFGHIJ",
    "botName": "Pizza",
    "idleSessionTTLInSeconds": 300,
    "locales": {
        "en_US": {
            "nluIntentConfidenceThreshold": 0.4,
            "slotTypes": [],
            "intents": [
                {
                    "intentName": "OrderPizza",
                    "sampleUtterances": [
                        {"utterance": "I want pizza"},
                        {"utterance": "{Count} pizzas please"},
                    ],
                    "slotPriorities": [{"priority": 1, "slotId": "Count"}],
                    "slots": [
                        {
                            "slotName": "Count",
                            "slotTypeId": "AMAZON.Number",
                            "valueElicitationSetting": {
                                "slotConstraint": "Required",
                                "promptSpecification": {
                                    "maxRetries": 1,
                                    "messageGroups": [
                                        {"message": {"plainTextMessage": {"value": "How many?"}}}
                                    ],
                                },
                            },
                        }
                    ],
                },
                {
                    "intentName": "FallbackIntent",
                    "parentIntentSignature": "AMAZON.FallbackIntent",
                },
            ],
        }
    },
}
