"""Blocks that set something about the contact."""

from __future__ import annotations

from localcloud.connect.scene import Conclusion, Outcome, Scene, failed

ATTRIBUTES_LIMIT = 32 * 1024
"""Bytes that the attributes of a contact may have together."""


def set_attributes(scene: Scene) -> Conclusion:
    """UpdateContactAttributes: all of them are set, or none."""
    attributes = {**scene.contact.attributes, **scene.map(scene.parameters.get("Attributes"))}
    size = sum(len(f"{key}{value}".encode()) for key, value in attributes.items())
    if size > ATTRIBUTES_LIMIT:
        return failed(f"The attributes have {size} bytes; a contact holds {ATTRIBUTES_LIMIT}.")
    scene.contact.attributes = attributes
    return Outcome()


def set_data(scene: Scene) -> Conclusion:
    """UpdateContactData: the contact's language, which Lex speaks with it in."""
    scene.contact.language = scene.text("LanguageCode") or scene.contact.language
    scene.contact.customer_id = scene.text("CustomerId") or scene.contact.customer_id
    return Outcome()


def set_voice(scene: Scene) -> Conclusion:
    """UpdateContactTextToSpeechVoice: who speaks from now on."""
    voice = scene.text("TextToSpeechVoice")
    if not voice:
        return failed("The voice is empty.")
    scene.contact.voice = voice
    return Outcome()


def set_recording(scene: Scene) -> Conclusion:
    """UpdateContactRecordingBehavior: who is recorded, once an agent is there."""
    scene.contact.recording = {
        name: scene.parameters[name]
        for name in ("RecordingBehavior", "AnalyticsBehavior")
        if name in scene.parameters
    }
    return Outcome()


def set_logging(scene: Scene) -> Conclusion:
    """UpdateFlowLoggingBehavior: whether blocks are logged, in later flows too."""
    scene.contact.logging = scene.parameters["FlowLoggingBehavior"] == "Enabled"
    return Outcome()
