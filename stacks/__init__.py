"""The reference architectures, one package each."""

from stacks.call_center import CallCenterStack
from stacks.hotel_booking import HotelBookingStack

__all__ = ["CallCenterStack", "HotelBookingStack"]
