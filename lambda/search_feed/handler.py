"""Puts the events of a Kinesis stream into a search domain, where people look for them.

An event is found by its id however often it comes: it is written over. One that can never be found
goes to a queue with its reason, so that it holds up no other; one that the domain could not take
now is named in the answer, and comes again with those after it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from documents import Document, UnusableRecordError
from feeding import feed
from function_start import required, traced
from preparing import prepare
from rejected import RejectedQueue
from search import SearchDomain

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


@cache
def domain() -> SearchDomain:
    """The domain, with its template; found by the deployment's settings."""
    endpoint, region = required(os.environ, "SEARCH_ENDPOINT", "AWS_REGION")
    found = SearchDomain(
        endpoint,
        credentials=botocore.session.get_session().get_credentials(),
        region=region,
        # Where AWS is spoken to without TLS, so is its domain: on one machine.
        scheme="http" if os.environ.get("AWS_ENDPOINT_URL", "").startswith("http:") else "https",
    )
    replicas, reader = required(os.environ, "REPLICAS", "READER_ROLE_ARN")
    prepare(found, replicas=int(replicas), reader=reader)
    return found


@cache
def queue() -> RejectedQueue:
    """The queue of what can never be found."""
    (url,) = required(os.environ, "REJECTED_QUEUE_URL")
    return RejectedQueue(botocore.session.get_session().create_client("sqs"), url=url)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(
    event: Mapping[str, Any],
    context: LambdaContext,  # noqa: ARG001 - Lambda's
) -> dict[str, list[dict[str, str]]]:
    """Feeds a batch of records, and answers with those that are to come again."""
    documents, unusable = [], []
    for record in event["Records"]:
        try:
            documents.append(Document.of(record))
        except UnusableRecordError as error:
            unusable.append((record["kinesis"]["data"], str(error)))
    fed = feed(documents, domain())
    unusable += [(document.text, reason) for document, reason in fed.rejected]
    queue().put(unusable)
    metrics.add_metric(name="EventsFound", unit=MetricUnit.Count, value=fed.taken)
    metrics.add_metric(name="EventsRejected", unit=MetricUnit.Count, value=len(unusable))
    if fed.postponed:
        logger.warning("The domain took not all", postponed=len(fed.postponed), why=fed.why)
    return {"batchItemFailures": [{"itemIdentifier": one.sequence_number} for one in fed.postponed]}
