"""What a model sees of a booking: the same code for training, for evaluation and for a request.

The model does not learn prices but how they compare with last year's around the same day, which
every booking has as ``historical_adr``: seasons are then no news to it, and trees, which cannot
predict beyond what they saw, need not.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAST_YEAR = "historical_adr"
# Fewer bookings than this say too little of a category: its bookings count as of none.
FEWEST_OF_A_CATEGORY = 20
# Last year's price of a day that training never met is that of the nearest day, this far off.
NEAREST_DAYS = 7

Booking = dict[str, Any]
Matrix = NDArray[np.float32]


class BookingError(ValueError):
    """A booking cannot be priced; the message names the field, the value and what is allowed."""


@dataclass(frozen=True)
class Features:
    """How bookings become numbers.

    Attributes:
        schema: The columns of a booking, their ranges and defaults, as preparation wrote them.
        categories: The values of each category that were seen often enough to learn from.
        last_year: Last year's price by day of the year, ``07-15``.
    """

    schema: dict[str, Any]
    categories: dict[str, list[str]]
    last_year: dict[str, float]

    @classmethod
    def learn(
        cls, schema: dict[str, Any], bookings: Sequence[Booking], known: Iterable[Booking]
    ) -> Features:
        """Learns the categories.

        Args:
            schema: The columns.
            bookings: What the model is trained on.
            known: More bookings, of other days, whose last year's prices are known as well.
        """
        categories = {}
        for column in schema["categories"]:
            counted = Counter(booking[column] for booking in bookings)
            often = (value for value, n in counted.items() if n >= FEWEST_OF_A_CATEGORY)
            categories[column] = sorted(often)
        days: dict[str, list[float]] = {}
        for booking in known:
            days.setdefault(f"{booking[schema['date']]:%m-%d}", []).append(booking[LAST_YEAR])
        last_year = {day: sum(prices) / len(prices) for day, prices in sorted(days.items())}
        return cls(schema=schema, categories=categories, last_year=last_year)

    @classmethod
    def load(cls, path: Path) -> Features:
        """Reads what ``save`` wrote."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, path: Path) -> None:
        """Writes all of it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @property
    def columns(self) -> list[str]:
        """The columns of a booking, in the order of the prepared data."""
        schema = self.schema
        return [schema["date"], *schema["counts"], *schema["amounts"], *schema["categories"]]

    @property
    def names(self) -> list[str]:
        """The features, in the order of the matrix."""
        schema = self.schema
        numbers = [*schema["counts"], *schema["amounts"]]
        return [*numbers, "day_of_year", "day_of_week", *schema["categories"]]

    @property
    def types(self) -> list[str]:
        """XGBoost's types of the features: quantitative or categorical."""
        categories = self.schema["categories"]
        return ["c" if name in categories else "q" for name in self.names]

    def read(self, values: Mapping[str, Any]) -> Booking:
        """Makes a booking of what a CSV file or a request says; numbers may be text.

        Raises:
            BookingError: a field is missing, unknown, of the wrong type or out of its range.
        """
        schema = self.schema
        unknown = values.keys() - {*self.columns, *schema["not_used"], schema["target"]}
        if unknown:
            raise BookingError(
                f"{', '.join(sorted(unknown))} is unknown: a booking has {', '.join(self.columns)}"
            )
        booking: Booking = {schema["date"]: self._day(self._given(values, schema["date"]))}
        for column, (low, high) in (schema["counts"] | schema["amounts"]).items():
            given = self._given(values, column)
            if given is None:
                given = self._last_year(booking[schema["date"]])
            kind = "whole number" if column in schema["counts"] else "number"
            number = _number(given)
            whole = kind == "number" or number.is_integer()
            if not (low <= number <= high and whole):
                raise BookingError(f"{column} is {given!r}, not a {kind} from {low} to {high}")
            booking[column] = number
        if booking["stays_in_weekend_nights"] == booking["stays_in_week_nights"] == 0:
            raise BookingError(
                "stays_in_weekend_nights and stays_in_week_nights are both 0: no night is booked"
            )
        for column in schema["categories"]:
            given = self._given(values, column)
            if not isinstance(given, str):
                raise BookingError(f"{column} is {given!r}, not a text")
            booking[column] = given
        return booking

    def _given(self, values: Mapping[str, Any], column: str) -> Any:
        given = values.get(column)
        if given is not None and given != "":
            return given
        if column not in self.schema["optional"]:
            raise BookingError(f"{column} is missing")
        return self.schema["optional"][column]

    def _day(self, given: Any) -> date:
        try:
            return date.fromisoformat(given)
        except (TypeError, ValueError):
            raise BookingError(
                f"{self.schema['date']} is {given!r}, not a day such as 2017-08-31"
            ) from None

    def _last_year(self, day: date) -> float:
        for off in range(NEAREST_DAYS + 1):
            for near in (day - timedelta(off), day + timedelta(off)):
                if f"{near:%m-%d}" in self.last_year:
                    return self.last_year[f"{near:%m-%d}"]
        raise BookingError(
            f"{LAST_YEAR} is missing, and training met no arrival around {day:%m-%d} that had it"
        )

    def unseen(self, booking: Booking) -> list[str]:
        """The columns whose value is none that the model learned."""
        known = self.categories.items()
        return [column for column, values in known if booking[column] not in values]

    def matrix(self, bookings: Sequence[Booking]) -> Matrix:
        """The features of bookings, one row each; a category that was not learned is missing."""
        days = [booking[self.schema["date"]] for booking in bookings]
        columns: list[list[float]] = [
            [booking[column] for booking in bookings]
            for column in (*self.schema["counts"], *self.schema["amounts"])
        ]
        columns.append([day.timetuple().tm_yday for day in days])
        columns.append([day.weekday() for day in days])
        for column in self.schema["categories"]:
            codes = {value: code for code, value in enumerate(self.categories[column])}
            columns.append([codes.get(booking[column], math.nan) for booking in bookings])
        return np.array(columns, dtype=np.float32).T.copy()

    def last_years_prices(self, bookings: Sequence[Booking]) -> NDArray[np.float64]:
        """What the model's answers are multiplied with to become prices."""
        return np.array([booking[LAST_YEAR] for booking in bookings], dtype=np.float64)


def _number(given: Any) -> float:
    """The number that is given, as number or as text; not a number where it is none."""
    if isinstance(given, bool):
        return math.nan
    try:
        return float(given)
    except (TypeError, ValueError, OverflowError):
        return math.nan
