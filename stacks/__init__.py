"""The reference architectures, one package each."""

from stacks.analytics import AnalyticsStack
from stacks.call_center import CallCenterStack
from stacks.hotel_booking import HotelBookingStack
from stacks.machine_learning import MachineLearningStack
from stacks.patient_scheduling import PatientSchedulingStack

__all__ = [
    "AnalyticsStack",
    "CallCenterStack",
    "HotelBookingStack",
    "MachineLearningStack",
    "PatientSchedulingStack",
]
