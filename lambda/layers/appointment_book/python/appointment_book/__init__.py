"""A book of appointments: providers' calendars, who comes when, which times are free.

::

    book = AppointmentBook(store=BookStore(client=dynamodb, table_name="appointments"), clock=now)
    visitor, *_ = book.visitors("+15551230001")
    provider = book.provider(visitor.next.provider)
    book.nearest(provider, wished)
    book.move(visitor.next, provider, wished, request="one of my own")

Instants are aware and UTC; what a person says or hears is on the provider's clock.
"""

from .appointment import Appointment, AppointmentStatus, Person
from .birth_date import read_birth_date
from .book import FURTHEST_AHEAD, MAX_ATTEMPTS, AppointmentBook, Visitor
from .errors import BookBusyError, ChangedMeanwhileError, TimeTakenError, TooManyAttemptsError
from .items import read_appointment
from .provider import Opening, Provider
from .sessions import Known, Sessions
from .spoken import say_choice, say_day, say_moment, say_time, toward
from .store import BookStore

__all__ = [
    "FURTHEST_AHEAD",
    "MAX_ATTEMPTS",
    "Appointment",
    "AppointmentBook",
    "AppointmentStatus",
    "BookBusyError",
    "BookStore",
    "ChangedMeanwhileError",
    "Known",
    "Opening",
    "Person",
    "Provider",
    "Sessions",
    "TimeTakenError",
    "TooManyAttemptsError",
    "Visitor",
    "read_appointment",
    "read_birth_date",
    "say_choice",
    "say_day",
    "say_moment",
    "say_time",
    "toward",
]
