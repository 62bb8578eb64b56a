"""What each block of a flow does, by the type of its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from localcloud.connect.blocks.bot import ask_bot
from localcloud.connect.blocks.deciding import check_hours, compare, loop
from localcloud.connect.blocks.function import invoke_function
from localcloud.connect.blocks.keys import get_input
from localcloud.connect.blocks.routing import disconnect, set_queue, to_flow, to_queue
from localcloud.connect.blocks.setting import (
    set_attributes,
    set_data,
    set_logging,
    set_recording,
    set_voice,
)
from localcloud.connect.blocks.speaking import message
from localcloud.connect.scene import Conclusion, Dialog, Scene

PLAYED: Mapping[str, Callable[[Scene], Conclusion]] = {
    "CheckHoursOfOperation": check_hours,
    "Compare": compare,
    "DisconnectParticipant": disconnect,
    "InvokeLambdaFunction": invoke_function,
    "Loop": loop,
    "MessageParticipant": message,
    "TransferContactToQueue": to_queue,
    "TransferToFlow": to_flow,
    "UpdateContactAttributes": set_attributes,
    "UpdateContactData": set_data,
    "UpdateContactRecordingBehavior": set_recording,
    "UpdateContactTargetQueue": set_queue,
    "UpdateContactTextToSpeechVoice": set_voice,
    "UpdateFlowLoggingBehavior": set_logging,
}
"""The blocks that are done at once."""

CONVERSING: Mapping[str, Callable[[Scene], Dialog]] = {
    "ConnectParticipantWithLexBot": ask_bot,
    "GetParticipantInput": get_input,
}
"""The blocks that wait for the customer."""
