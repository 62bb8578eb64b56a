"""Amazon Data Firehose."""

from localcloud.firehose.service import FirehoseService

__all__ = ["FirehoseService"]
