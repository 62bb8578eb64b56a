"""What the dashboard of HotelBooking shows of the conversations themselves."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

METRICS_NAMESPACE: Final = "HotelBooking"
BOOKING_SERVICE: Final = "hotel_booking"
EFFECTS_SERVICE: Final = "hotel_notifications"
SHOWN: Final = {
    "What guests got": ("RoomsBooked", "BookingsCancelled", "StaysQuoted"),
    "Where guests were stuck": ("StaysSoldOut", "SlotsRefused", "GuestsHandedOver"),
}
"""The booking function's own counts, graph by graph."""


def counts(*names: str) -> list[cloudwatch.Metric]:
    """Counts of the booking function, by name."""
    return [
        cloudwatch.Metric(
            namespace=METRICS_NAMESPACE,
            metric_name=name,
            dimensions_map={"service": BOOKING_SERVICE},
            statistic=cloudwatch.Stats.SUM,
            period=Duration.minutes(5),
        )
        for name in names
    ]
