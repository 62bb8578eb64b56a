"""Where the stack departs from cdk-nag's HIPAA rules, and why each is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from constructs import IConstruct
from ml_refarch.foundation import EffectsLog, PythonFunction, acknowledge

if TYPE_CHECKING:
    from stacks.patient_scheduling.stack import PatientSchedulingStack

_GRANTS: Final = (
    "The policy grants what this one role needs, resource by resource, and goes with it: a managed "
    "policy would be one that others could be given."
)
_NO_VPC: Final = (
    "It reaches AWS's own APIs over TLS and nothing else, and there is nothing in a VPC for it to "
    "reach: a VPC would add endpoints to keep, and protect no data."
)
_SHARED_CONCURRENCY: Final = (
    "Concurrency that is reserved for it is taken from the account, of which a new one has ten in "
    "all. What it does is idempotent, and errors raise an alarm."
)
_BEHIND_A_QUEUE: Final = (
    "It is invoked by a queue alone: a message that fails returns to the queue and ends in the "
    "queue's dead-letter queue, which raises an alarm."
)
_BEHIND_THE_BOT: Final = (
    "Lex invokes it while the patient waits, never asynchronously: Lambda puts nothing into a "
    "dead-letter queue for it. That it failed the patient is told, and an alarm is raised."
)


def accept(stack: PatientSchedulingStack) -> None:
    """Accepts each departure on the construct that makes it."""
    _accept_function(stack.scheduling, failures=_BEHIND_THE_BOT)
    _accept_function(stack.book.function, failures=_BEHIND_A_QUEUE)
    _accept_function(stack.reminders.function, failures=_BEHIND_A_QUEUE)
    if stack.replies is not None:
        _accept_function(stack.replies.function)
    for role in (
        stack.book.effects.role,
        stack.reminders.role,
        stack.bot.role,
        stack.client.guests,
        stack.client.users,
    ):
        _accept_role(role)
    _accept_effects_log(stack.book.effects_done)


def _accept_function(function: PythonFunction, *, failures: str | None = None) -> None:
    """``failures``: where what fails goes, if the function has no dead-letter queue of its own."""
    acknowledge(function.function, "HIPAA.Security-LambdaInsideVPC", reason=_NO_VPC)
    acknowledge(function.function, "HIPAA.Security-LambdaConcurrency", reason=_SHARED_CONCURRENCY)
    if failures is not None:
        acknowledge(function.function, "HIPAA.Security-LambdaDLQ", reason=failures)
    _accept_role(function.role)


def _accept_role(role: IConstruct) -> None:
    acknowledge(role, "HIPAA.Security-IAMNoInlinePolicy", reason=_GRANTS)


def _accept_effects_log(log: EffectsLog) -> None:
    acknowledge(
        log.table,
        "HIPAA.Security-DynamoDBInBackupPlan",
        reason="It keeps hashes of messages for a time, so that none is sent twice, and no patient "
        "data; restored, they would be of messages long gone.",
    )
