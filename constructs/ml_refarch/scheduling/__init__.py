"""Appointments: a book that gives no time twice, reminders of them, and answers to those.

```python
from ml_refarch.scheduling import AppointmentBook, Reminders, TextReplies

book = AppointmentBook(stack, "Book", notifications=notifications)
reminders = Reminders(stack, "Reminders", book=book, notifications=notifications)
TextReplies(stack, "Replies", reminders=reminders, notifications=notifications)
```

The code that runs in Lambda comes with the library. A function of one's own opens the book with
the layers ``book.layers`` and the variables ``book.environment``::

    from appointment_book import AppointmentBook, BookStore
"""

from ml_refarch.scheduling.appointment_book import TABLE_VARIABLE, AppointmentBook
from ml_refarch.scheduling.reminders import Reminders
from ml_refarch.scheduling.text_replies import TEXT_REPLIES_VARIABLE, TextReplies

__all__ = [
    "TABLE_VARIABLE",
    "TEXT_REPLIES_VARIABLE",
    "AppointmentBook",
    "Reminders",
    "TextReplies",
]
