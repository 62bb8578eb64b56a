"""A Lex bot that makes, changes and cancels patients' appointments, in English and Korean."""

from stacks.patient_scheduling.stack import PatientSchedulingStack

__all__ = ["PatientSchedulingStack"]
