"""The arguments of a run: what Glue's launcher makes of them, and what the script gets.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from localcloud.glue.jobs import gaps


def merged(job: Mapping[str, Any], given: Mapping[str, str] | None) -> dict[str, str]:
    """All arguments of a run: the job's, those of the run, and those that it may not change."""
    return {
        **(job.get("DefaultArguments") or {}),
        **(given or {}),
        **(job.get("NonOverridableArguments") or {}),
    }


def for_the_script(
    arguments: Mapping[str, str], *, job_name: str, job_id: str, run_id: str
) -> list[str]:
    """What the script finds in ``sys.argv``."""
    own = {"--JOB_ID": job_id, "--JOB_RUN_ID": run_id, "--JOB_NAME": job_name}
    passed = {name: value for name, value in arguments.items() if not _consumed(name)}
    return [part for pair in {**passed, **own}.items() for part in pair]


def spark_settings(conf: str) -> dict[str, str]:
    """The settings in ``--conf``: ``a=1 --conf b=2``, as people write several."""
    found = {}
    for each in re.split(r"\s+--conf\s+|\s*,\s*(?=spark\.)", conf.strip()):
        name, equals, value = each.partition("=")
        if equals:
            found[name.strip()] = value.strip().strip("'\"")
    return found


def _consumed(name: str) -> bool:
    return name in gaps.CONSUMED_ARGUMENTS
