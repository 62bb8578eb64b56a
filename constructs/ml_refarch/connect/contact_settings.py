"""The blocks that call functions and set what a contact carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ml_refarch.connect import parameters
from ml_refarch.connect.block_set import BlockSet
from ml_refarch.connect.blocks import OtherBlock, Setting, Step, Target


class ContactSettings(BlockSet):
    """Functions, attributes, voice, recording and logs; a flow has these methods."""

    def invoke(
        self,
        name: str,
        *,
        function: str,
        inputs: Mapping[str, str] | None = None,
        seconds: int = 8,
        answer: Literal["STRING_MAP", "JSON"] = "STRING_MAP",
        wait: bool = True,
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Calls a Lambda function, whose answer ``attr.external(...)`` then reads.

        Args:
            function: Its ARN.
            inputs: What it gets as ``Details.Parameters``.
            seconds: How long Connect waits, retries included: 1 to 8.
            answer: ``STRING_MAP`` for a flat object of strings, or ``JSON``; under 32 KB.
            wait: Whether the flow waits for the answer.
        """
        called = parameters.invoke(
            name, function=function, inputs=inputs, seconds=seconds, answer=answer, wait=wait
        )
        return self._step(Step, name, "InvokeLambdaFunction", called, then, on_error)

    def set_attributes(
        self,
        name: str,
        attributes: Mapping[str, str],
        *,
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Sets attributes of the contact: what agents, records and later blocks see."""
        values = parameters.contact_attributes(name, attributes)
        return self._step(Step, name, "UpdateContactAttributes", values, then, on_error)

    def set_voice(
        self,
        name: str,
        *,
        voice: str,
        engine: Literal["Standard", "Neural", "Generative"] = "Neural",
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Chooses the voice of Amazon Polly; set the language as well when it differs."""
        spoken = {"TextToSpeechVoice": voice, "TextToSpeechEngine": engine}
        return self._step(Step, name, "UpdateContactTextToSpeechVoice", spoken, then, on_error)

    def set_language(
        self,
        name: str,
        language: str,
        *,
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Sets the contact's language, such as ``ko-KR``: a bot is asked in the locale of it."""
        data = parameters.language(name, language)
        return self._step(Step, name, "UpdateContactData", data, then, on_error)

    def record(
        self,
        name: str,
        *,
        participants: Sequence[Literal["Agent", "Customer"]] = ("Agent", "Customer"),
        bot_part: bool = False,
        analytics_language: str | None = None,
        then: Target | None = None,
    ) -> Setting:
        """Has the call recorded from when an agent takes it, or stops it: ``participants=()``.

        Args:
            participants: Whose voice.
            bot_part: Whether the part before the agent is recorded as well.
            analytics_language: Has Contact Lens analyse the call, which costs by the minute.
        """
        wanted = parameters.recording(
            name, participants, bot_part=bot_part, analytics_language=analytics_language
        )
        return self._setting(name, "UpdateContactRecordingBehavior", wanted, then)

    def log(self, name: str, *, enabled: bool = True, then: Target | None = None) -> Setting:
        """Has the blocks passed from here on written to the flow logs, or not."""
        behavior = {"FlowLoggingBehavior": "Enabled" if enabled else "Disabled"}
        return self._setting(name, "UpdateFlowLoggingBehavior", behavior, then)

    def other(self, name: str, action: str, action_parameters: Mapping[str, Any]) -> OtherBlock:
        """Any action of Connect, with its parameters as the flow language has them."""
        return self._add(OtherBlock, name, action, action_parameters)
