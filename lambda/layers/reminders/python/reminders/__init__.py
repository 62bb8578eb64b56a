"""Reminders of appointments: one schedule each, as the appointment is now.

::

    reminders = Reminders(scheduler=client, settings=ReminderSettings.read(os.environ), clock=now)
    reminders.follow(book.appointment(person, reference))

The schedule sends a ``Reminder`` to a queue at ``remind_at`` of the appointment, and is gone then.
"""

from .moment import is_due, remind_at
from .reminder import MalformedReminderError, Reminder
from .schedules import Reminders
from .settings import ReminderSettings

__all__ = [
    "MalformedReminderError",
    "Reminder",
    "ReminderSettings",
    "Reminders",
    "is_due",
    "remind_at",
]
