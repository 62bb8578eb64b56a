"""The steps of a training pipeline, said once and written in two languages."""

from . import asl, studio
from .jobs import PROCESSING, TRAINING, TUNING, Job, JobKind, Plan, Question
from .references import MODEL_DATA, Answer, Joined, Reference, Request, Result, Run, joined, key

__all__ = [
    "MODEL_DATA",
    "PROCESSING",
    "TRAINING",
    "TUNING",
    "Answer",
    "Job",
    "JobKind",
    "Joined",
    "Plan",
    "Question",
    "Reference",
    "Request",
    "Result",
    "Run",
    "asl",
    "joined",
    "key",
    "studio",
]
