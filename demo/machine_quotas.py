"""Whether an account may have the machines that MachineLearning asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from stacks.machine_learning import Options
from stacks.machine_learning.model import tuning

Client = Callable[[str], Any]


def needed(options: Options) -> Mapping[str, int]:
    """How many machines there are at a time at most, by the quota's name in Service Quotas.

    Source: https://docs.aws.amazon.com/general/latest/gr/sagemaker.html
    """
    search = tuning(options.tuning_jobs)
    training = "spot training" if options.spot else "training"
    quotas = {
        # Captured requests may be looked at while a run prepares its data.
        f"{options.processing_instance} for processing job usage": 1 + options.watch_data,
        f"{options.training_instance} for {training} job usage": search.max_parallel_jobs
        if search
        else 1,
    }
    if not options.serverless:
        # A new model starts on machines of its own while those of the old one still answer.
        quotas[f"{options.endpoint_instance} for endpoint usage"] = max(
            2 * options.endpoint_instances, options.endpoint_max_instances
        )
    if options.notebook:
        quotas[f"{options.notebook_instance} for notebook instance usage"] = 1
    return quotas


def quota_findings(client: Client, options: Options) -> Iterator[str]:
    """What is too low for an environment, one sentence for each quota.

    Args:
        client: Makes a boto3 client of a service, for the account and region to look at.
        options: What the environment runs.
    """
    try:
        pages = client("service-quotas").get_paginator("list_service_quotas")
        there = {
            quota["QuotaName"]: quota
            for page in pages.paginate(ServiceCode="sagemaker")
            for quota in page["Quotas"]
        }
    except (ClientError, BotoCoreError) as error:
        yield f"Whether SageMaker's quotas suffice cannot be told: {error}"
        return
    for name, count in needed(options).items():
        quota = there.get(name)
        if quota is None:
            yield (
                f"There is no quota {name!r}, so SageMaker has no such machine in this region: "
                "choose another in cdk.json, under machine_learning."
            )
        elif quota["Value"] < count:
            yield (
                f"The quota {name!r} is {quota['Value']:g}, and MachineLearning needs {count}: "
                "ask AWS for more by aws service-quotas request-service-quota-increase "
                f"--service-code sagemaker --quota-code {quota['QuotaCode']} "
                f"--desired-value {count}, or choose another machine in cdk.json."
            )
