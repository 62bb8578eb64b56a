"""A turn as a conversation log has it.

The shape is that of the documentation and of entries that people have shown. Values of obfuscated
slots are masked in what was said and in the slots, and nowhere else: AWS leaves them in messages
and in attributes.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/conversation-logs-cw.html
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from localcloud.lex import masking
from localcloud.lex.events import transcription
from localcloud.lex.runtime import FinishedTurn
from localcloud.lex.turn import Turn

Entry = dict[str, Any]


def log_entry(finished: FinishedTurn, *, at: datetime) -> Entry:
    """The entry of one turn."""
    turn, response = finished.turn, finished.response
    entry: Entry = {
        "messageVersion": "2.0",
        "timestamp": f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
        "requestId": finished.request_id,
        "operationName": "RecognizeText",
        "sessionId": turn.session.id,
        "bot": {
            "id": turn.bot.id,
            "name": turn.bot.name,
            "aliasId": turn.alias.id,
            "aliasName": turn.alias.name,
            "localeId": turn.locale.id,
            "version": turn.alias.version,
        },
        "inputMode": "Text",
        "inputTranscript": masking.masked_transcript(turn),
        "transcriptions": _transcriptions(turn),
        "missedUtterance": turn.missed,
        "developerOverride": turn.overridden,
        "utteranceContext": {"activeRuntimeHints": turn.session.hints}
        if turn.session.hints
        else {},
        "interpretations": [_interpretation(one, turn) for one in response["interpretations"]],
        "sessionState": _session_state(response["sessionState"], turn),
        "messages": response["messages"],
    }
    if turn.request_attributes:
        entry["requestAttributes"] = turn.request_attributes
    return entry


def _transcriptions(turn: Turn) -> list[Entry]:
    if turn.session.intent is None:
        return [{"transcription": masking.masked_transcript(turn), "transcriptionConfidence": 1.0}]
    return [masking.masked_transcription(transcription(turn), turn)]


def _interpretation(shape: Entry, turn: Turn) -> Entry:
    entry = {**shape, "intent": _intent(shape["intent"], turn)}
    if "nluConfidence" in shape:
        entry["nluConfidence"] = f"{shape['nluConfidence']['score']:.2f}"
    return entry


def _session_state(shape: Entry, turn: Turn) -> Entry:
    entry = {name: value for name, value in shape.items() if value not in ({}, [])}
    if "intent" in entry:
        entry["intent"] = _intent(entry["intent"], turn)
    return entry


def _intent(shape: Entry, turn: Turn) -> Entry:
    return masking.masked_intent(shape, turn.locale.intents[shape["name"]])
