"""The slot types and intents that Lex brings along.

```python
from ml_refarch.lex import Slot, builtin

Slot("CheckInDate", builtin.DATE, ask="What day do you check in?")
Slot("Reference", builtin.alphanumeric("[A-Z]{2}[0-9]{6}"), ask="What is your reference?")
```

Sources: https://docs.aws.amazon.com/lexv2/latest/dg/howitworks-builtins-slots.html and
https://docs.aws.amazon.com/lexv2/latest/dg/built-in-intents.html
"""

from __future__ import annotations

from ml_refarch.lex.slots import AlphaNumericType, BuiltinType

ALPHANUMERIC = BuiltinType("AMAZON.AlphaNumeric")
"""Letters and digits in any form; ``alphanumeric`` takes a pattern."""
CITY = BuiltinType("AMAZON.City")
CONFIRMATION = BuiltinType("AMAZON.Confirmation")
"""``Yes``, ``No``, ``Maybe`` or ``Don't know``."""
COUNTRY = BuiltinType("AMAZON.Country")
DATE = BuiltinType("AMAZON.Date")
"""``YYYY-MM-DD``; on or after today unless said otherwise."""
DURATION = BuiltinType("AMAZON.Duration")
"""ISO 8601, ``PT2H``."""
EMAIL_ADDRESS = BuiltinType("AMAZON.EmailAddress")
FIRST_NAME = BuiltinType("AMAZON.FirstName")
FREE_FORM = BuiltinType("AMAZON.FreeFormInput")
"""All that the person says, as it is; only when asked for, so that no utterance may hold it."""
LAST_NAME = BuiltinType("AMAZON.LastName")
NUMBER = BuiltinType("AMAZON.Number")
"""A decimal number; "three" becomes ``3``."""
PERCENTAGE = BuiltinType("AMAZON.Percentage")
PHONE_NUMBER = BuiltinType("AMAZON.PhoneNumber")
"""Digits without punctuation, with a leading ``+`` if it was given."""
STATE = BuiltinType("AMAZON.State")
STREET_NAME = BuiltinType("AMAZON.StreetName")
TIME = BuiltinType("AMAZON.Time")
"""``HH:MM``; "ten o'clock" has two readings, and Lex asks again unless the function decides."""
UK_POSTAL_CODE = BuiltinType("AMAZON.UKPostalCode")

FALLBACK_INTENT = "AMAZON.FallbackIntent"
"""Understands what no other intent does; each locale has one."""
HELP_INTENT = "AMAZON.HelpIntent"
CANCEL_INTENT = "AMAZON.CancelIntent"
STOP_INTENT = "AMAZON.StopIntent"
REPEAT_INTENT = "AMAZON.RepeatIntent"
START_OVER_INTENT = "AMAZON.StartOverIntent"
PAUSE_INTENT = "AMAZON.PauseIntent"
RESUME_INTENT = "AMAZON.ResumeIntent"


def alphanumeric(regex: str, *, name: str = "") -> AlphaNumericType:
    """Letters and digits of the form ``regex``: see ``AlphaNumericType``."""
    return AlphaNumericType(regex, name=name)
