"""Keys that a caller presses: a menu of single keys, or a number that is kept.

Source:
https://docs.aws.amazon.com/connect/latest/APIReference/participant-actions-getparticipantinput.html
"""

from __future__ import annotations

from collections.abc import Generator

from localcloud.connect.blocks.phone_numbers import InvalidNumber, in_full
from localcloud.connect.blocks.speaking import play_prompt
from localcloud.connect.contact import CHAT
from localcloud.connect.document import TIMED_OUT
from localcloud.connect.gaps import STORED_TIMEOUT
from localcloud.connect.scene import (
    Dialog,
    Input,
    Listening,
    Outcome,
    Pressed,
    Scene,
    Silence,
    failed,
)

TERMINATOR = "#"
CANCEL = "*"


def get_input(scene: Scene) -> Dialog:
    """GetParticipantInput: on a call only; a chat takes the error branch."""
    if scene.contact.channel == CHAT:
        return failed("A chat has no keys to press.")
    error = play_prompt(scene)
    if error is not None:
        return error
    keys = yield from _pressed(float(scene.parameters["InputTimeLimitSeconds"]))
    if scene.parameters.get("StoreInput") == "True":
        return _stored(scene, keys)
    if not keys:
        return failed("No key was pressed.", error=TIMED_OUT)
    return Outcome(result=keys[0])


def _pressed(seconds: float) -> Generator[Listening, Input, str]:
    """The keys pressed; none, where the caller pressed none in time. Speech is not heard."""
    while True:
        heard = yield Listening("keys", seconds)
        if isinstance(heard, Pressed):
            return heard.keys
        if isinstance(heard, Silence):
            return ""


def _stored(scene: Scene, keys: str) -> Outcome:
    validation = scene.parameters.get("InputValidation") or {}
    number = validation.get("PhoneNumberValidation")
    longest = (validation.get("CustomValidation") or {}).get("MaximumLength")
    configuration = scene.parameters.get("DTMFConfiguration") or {}
    if not keys:
        scene.contact.stored_input = STORED_TIMEOUT
        return Outcome(reason="No key was pressed.")
    entered = typed(
        keys,
        terminator=str(configuration.get("InputTerminationSequence") or TERMINATOR),
        cancels=configuration.get("DisableCancelKey") != "True",
        longest=int(longest) if longest is not None else None,
    )
    if number is not None:
        try:
            entered = in_full(entered, number["NumberFormat"], number.get("CountryCode"))
        except InvalidNumber as error:
            return failed(str(error), error="InvalidPhoneNumber")
    scene.contact.stored_input = entered
    return Outcome()


def typed(keys: str, *, terminator: str, cancels: bool, longest: int | None) -> str:
    """What was entered with these keys.

    Args:
        terminator: The keys that end the input; they are not part of it.
        cancels: Whether ``*`` deletes what came before it.
        longest: The input ends when it has so many keys.
    """
    entered = ""
    for key in keys:
        entered = "" if cancels and key == CANCEL else entered + key
        if terminator and entered.endswith(terminator):
            return entered.removesuffix(terminator)
        if longest is not None and len(entered) == longest:
            break
    return entered
