"""The reference architectures, one package each."""

from stacks.hotel_booking import HotelBookingStack

__all__ = ["HotelBookingStack"]
