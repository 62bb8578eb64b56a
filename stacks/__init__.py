"""The reference architectures, one package each."""

from stacks.call_center import CallCenterStack
from stacks.hotel_booking import HotelBookingStack
from stacks.patient_scheduling import PatientSchedulingStack

__all__ = ["CallCenterStack", "HotelBookingStack", "PatientSchedulingStack"]
