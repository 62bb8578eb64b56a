"""The reminder of an appointment: a schedule that follows it, where the deployment reminds."""

from __future__ import annotations

from appointment_book import AppointmentBook
from appointment_change import AppointmentChange
from reminders import Reminders
from stream_effects import Effect


def reminder(book: AppointmentBook, reminders: Reminders) -> Effect[AppointmentChange]:
    """Makes the schedule follow the appointment as of now, of which the change may be long past."""

    def follow(_: str, change: AppointmentChange) -> str:
        told = change.appointment
        appointment = book.appointment(told.person, told.reference)
        if appointment is None:
            reminders.forget(told.reference)
        else:
            reminders.follow(appointment)
        return told.reference

    return follow
