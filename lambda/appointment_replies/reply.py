"""What somebody texted back, as AWS End User Messaging publishes it, and what they want by it.

Source: https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_CANCEL = frozenset({"c", "cancel", "취소", "취소요", "취소해주세요"})
"""CANCEL too, though in some countries AWS takes it for "text me no more": so reminders ask for C.

Source: https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html
"""


class MalformedReplyError(ValueError):
    """A message that is no text; what is wrong with it is said, what is in it is not."""


@dataclass(frozen=True)
class Reply:
    """A text that came in.

    Args:
        id: The same however often it is delivered.
        phone: Who it came from, E.164.
    """

    id: str
    phone: str
    body: str

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Reply:
        """Reads a record of SNS.

        Raises:
            MalformedReplyError: it is no text.
        """
        try:
            said = json.loads(record["Sns"]["Message"])
            reply = cls(said["inboundMessageId"], said["originationNumber"], said["messageBody"])
        except KeyError as error:
            raise MalformedReplyError(f"the text has no {error}") from None
        except (TypeError, ValueError) as error:
            raise MalformedReplyError(
                f"the message is no text of two-way SMS: {type(error).__name__}"
            ) from None
        if not all(isinstance(value, str) for value in (reply.id, reply.phone, reply.body)):
            raise MalformedReplyError("an id, a number or a body is no string")
        return reply

    @property
    def cancels(self) -> bool:
        """Whether it says C, or so in words, however people write that."""
        plain = unicodedata.normalize("NFKC", self.body).casefold()
        return re.sub(r"[\W_]+", "", plain) in _CANCEL
