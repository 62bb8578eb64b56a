"""A caller who talks to the code hook about an appointment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from appointment_book import Appointment
from lex_guest import Guest, Reply

EMPTY = {"Date": None, "Time": None, "Offer": None}


class Caller(Guest):
    """A conversation about an appointment, as the flow begins it."""

    @classmethod
    def about(
        cls,
        appointment: Appointment,
        handle: Callable[[dict[str, Any], Any], dict[str, Any]],
        context: Any,
        *,
        locale: str = "en_US",
        asked: str = "new_time",
    ) -> Caller:
        """Somebody whose appointment it is."""
        attributes = {
            "personId": appointment.person,
            "reference": appointment.reference,
            "asked": asked,
        }
        return cls(handle, context, locale, f"contact-{appointment.person}", attributes)

    def wishes(self, transcript: str = "as said", **slots: str | None) -> Reply:
        """Says what fills these slots; Lex lets the dialog be checked."""
        event = self.event("MoveAppointment", {**EMPTY, **slots})
        return self.send({**event, "inputTranscript": transcript})

    def wishes_at(self, day: str, *readings: str) -> Reply:
        """Says a day, and a time that Lex can read in several ways."""
        event = self.event("MoveAppointment", {**EMPTY, "Date": day})
        event["sessionState"]["intent"]["slots"]["Time"] = {
            "shape": "Scalar",
            "value": {
                "originalValue": "as said",
                "interpretedValue": readings[0] if len(readings) == 1 else None,
                "resolvedValues": list(readings),
            },
        }
        return self.send(event)

    def agrees(self, slots: Mapping[str, str | None]) -> Reply:
        """Says yes to what was read back; Lex lets it be carried out."""
        return self.wants("MoveAppointment", slots)
