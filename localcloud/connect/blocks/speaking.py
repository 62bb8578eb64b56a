"""Prompts: text, SSML, recordings."""

from __future__ import annotations

import html
import re

from localcloud.connect.contact import CHAT
from localcloud.connect.scene import Conclusion, Outcome, Scene, failed

_PAUSE = re.compile(r"<(?:break|/?p|/?s)\b[^>]*>")
_MARK_UP = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def message(scene: Scene) -> Conclusion:
    """MessageParticipant: says something and goes on."""
    return play_prompt(scene) or Outcome()


def play_prompt(scene: Scene) -> Outcome | None:
    """Plays the prompt of a block, where it has one; the error, where the channel cannot.

    A chat shows plain text only.
    """
    text, ssml = scene.text("Text"), scene.text("SSML")
    recording = scene.text("PromptId") or scene.fill(
        (scene.parameters.get("Media") or {}).get("Uri")
    )
    if text is not None:
        scene.say(text)
        return None
    if ssml is None and recording is None:
        return None
    if scene.contact.channel == CHAT:
        return failed("A chat shows text only; the prompt is SSML or a recording.")
    if ssml is not None:
        scene.say(spoken(ssml), ssml=ssml)
    else:
        scene.say(f"({recording})")
    return None


def spoken(ssml: str) -> str:
    """The words of a marked-up text."""
    words = _MARK_UP.sub("", _PAUSE.sub(" ", ssml))
    return _SPACES.sub(" ", html.unescape(words)).strip()
