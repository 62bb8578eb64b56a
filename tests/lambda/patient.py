"""A patient who talks to the code hook: sends it Lex's events, says who they are, agrees."""

from __future__ import annotations

from collections.abc import Mapping

from lex_guest import Guest, Reply

SLOTS: Mapping[str, tuple[str, ...]] = {
    "ScheduleAppointment": (
        *("Date", "Time", "Reason", "Provider", "Offer", "PhoneNumber", "BirthDate"),
    ),
    "ChangeAppointment": (
        *("Date", "Time", "Offer", "Appointment", "Provider", "PhoneNumber", "BirthDate"),
    ),
    "CancelAppointment": ("Appointment", "Date", "Provider", "PhoneNumber", "BirthDate"),
    "NextAppointment": ("PhoneNumber", "BirthDate"),
}


class Patient(Guest):
    """Somebody who writes; ``heard`` is the last answer."""

    heard: Reply

    def wishes(self, intent: str, transcript: str = "as said", **slots: str | None) -> Reply:
        """Says what fills these slots, beside what the answer before left filled."""
        filled = {**dict.fromkeys(SLOTS[intent]), **self._filled(intent), **slots}
        event = self.event(intent, filled)
        self.heard = self.send({**event, "inputTranscript": transcript})
        return self.heard

    def agrees(self) -> Reply:
        """Says yes to what was read back; Lex lets it be carried out."""
        assert self.heard.action == "ConfirmIntent", self.heard.says
        intent = self.heard.answer["sessionState"]["intent"]["name"]
        self.heard = self.wants(intent, self.heard.slots)
        return self.heard

    def _filled(self, intent: str) -> Mapping[str, str | None]:
        heard = getattr(self, "heard", None)
        state = heard.answer["sessionState"].get("intent") if heard else None
        return heard.slots if heard and state and state["name"] == intent else {}
