"""Reads slot values out of what people say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from localcloud.lex.definition import SlotType
from localcloud.lex.slots import as_said, english_dates, english_times, korean_dates
from localcloud.lex.slots.alphanumeric import alphanumerics
from localcloud.lex.slots.confirmation import confirmations
from localcloud.lex.slots.custom import CustomValues
from localcloud.lex.slots.korean_durations import durations as korean_durations
from localcloud.lex.slots.numbers import number_answers, numbers
from localcloud.lex.slots.phone_numbers import phone_numbers
from localcloud.lex.slots.value import Found

Finder = Callable[[str, date, bool], list[Found]]

_FINDERS: dict[str, Finder] = {
    "AMAZON.Date": lambda text, today, korean: (
        korean_dates.dates(text, today) if korean else english_dates.dates(text, today)
    ),
    "AMAZON.Time": lambda text, today, korean: (
        korean_dates.times(text, today) if korean else english_times.times(text, today)
    ),
    "AMAZON.Duration": lambda text, today, korean: (
        korean_durations(text) if korean else english_times.durations(text, today)
    ),
    "AMAZON.Number": lambda text, _, korean: numbers(text, korean=korean),
    "AMAZON.Percentage": lambda text, _, korean: numbers(text.replace("%", " "), korean=korean),
    "AMAZON.PhoneNumber": lambda text, _, korean: phone_numbers(text, korean=korean),
    "AMAZON.EmailAddress": lambda text, _, __: as_said.email_addresses(text),
}
_NAMES = frozenset(
    "AMAZON." + name
    for name in ["City", "Country", "FirstName", "LastName", "State", "StreetName"]
)  # fmt: skip
_NUMBER = "AMAZON.Number"
_ALPHANUMERIC = "AMAZON.AlphaNumeric"
_CONFIRMATION = "AMAZON.Confirmation"
_FREE_FORM = "AMAZON.FreeFormInput"

BUILT_IN_TYPES = frozenset(_FINDERS) | _NAMES | {_ALPHANUMERIC, _CONFIRMATION, _FREE_FORM}
"""The built-in slot types that this runtime resolves."""


class SlotResolver:
    """Resolves the slots of one locale.

    Args:
        korean: The language; English otherwise.
    """

    def __init__(self, *, korean: bool) -> None:
        self.korean = korean
        self._custom: dict[int, tuple[SlotType, CustomValues]] = {}

    def answer(self, slot_type: SlotType, text: str, today: date) -> Found | None:
        """The value in the answer to a slot's own prompt."""
        kind = slot_type.parent
        if kind is None or kind not in BUILT_IN_TYPES:
            results = self._values(slot_type).answer(text)
        elif kind == _NUMBER:
            results = number_answers(text, korean=self.korean)
        elif kind in _FINDERS:
            results = _FINDERS[kind](text, today, self.korean)
        elif kind == _ALPHANUMERIC:
            results = alphanumerics(text, slot_type.pattern, korean=self.korean, elicited=True)
        elif kind == _CONFIRMATION:
            results = confirmations(text, korean=self.korean)
        elif kind == _FREE_FORM:
            results = as_said.anything(text)
        else:
            results = as_said.words_of_a_name(text, korean=self.korean)
        return results[0] if results else None

    def within(self, slot_type: SlotType, text: str, today: date) -> list[Found]:
        """The values that can be told anywhere in an utterance; none of types as wide as names."""
        kind = slot_type.parent
        if kind is None or kind not in BUILT_IN_TYPES:
            return self._values(slot_type).within(text)
        if kind in _FINDERS:
            return _FINDERS[kind](text, today, self.korean)
        if kind == _ALPHANUMERIC and slot_type.pattern:
            return alphanumerics(text, slot_type.pattern, korean=self.korean, elicited=False)
        return []

    @staticmethod
    def takes_anything(slot_type: SlotType) -> bool:
        """Whether almost any words would fill a slot of this type."""
        kind = slot_type.parent
        if kind is None or kind not in BUILT_IN_TYPES:
            return not slot_type.top_resolution
        return kind == _FREE_FORM or kind in _NAMES

    def _values(self, slot_type: SlotType) -> CustomValues:
        entry = self._custom.get(id(slot_type))
        if entry is None or entry[0] is not slot_type:
            entry = (slot_type, CustomValues(slot_type, korean=self.korean))
            self._custom[id(slot_type)] = entry
        return entry[1]
