"""The key for everything that holds patient data."""

from __future__ import annotations

from aws_cdk import aws_kms as kms
from constructs import Construct
from ml_refarch.foundation import Settings


def patient_key(scope: Construct, settings: Settings) -> kms.IKey:
    """The customer-managed key: the one that the settings bring, or one that is made.

    One that is brought keeps its policy, which must let the account's roles use it and, with
    ``aws:SourceAccount`` as the condition, these services: ``logs.<region>.amazonaws.com``
    (there is ``kms:EncryptionContext:aws:logs:arn`` instead), ``cloudwatch.amazonaws.com``, and,
    for two-way texts, ``sns.amazonaws.com`` and ``sms-voice.amazonaws.com``. A key that is made is
    told so by what is encrypted with it.
    """
    if settings.encryption_key_arn is not None:
        return kms.Key.from_key_arn(scope, "Key", settings.encryption_key_arn)
    return kms.Key(
        scope,
        "Key",
        description="Encrypts patient data: the book, logs, queues, topics, reminders, backups",
        enable_key_rotation=True,
        removal_policy=settings.removal_policy,
    )
