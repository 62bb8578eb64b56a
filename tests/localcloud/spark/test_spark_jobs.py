"""Glue jobs with a Spark session: S3 in, Parquet in S3 out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.spark.conftest import BUCKET
from tests.localcloud.spark.toys import archive, ended, job, log, look, put, start, until

SEALED = "sealed-lake"

CURATE = """
    import argparse
    import sys
    from pathlib import Path

    import boto3
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import udf

    from curation.delays import late

    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--source")
    parser.add_argument("--target")
    given, others = parser.parse_known_args()

    spark = SparkSession.builder.getOrCreate()
    flights = spark.read.csv(given.source, header=True, inferSchema=True)
    flights = flights.withColumn("late", udf(late, "boolean")("delay"))
    flights.repartition(1).write.partitionBy("month").mode("overwrite").parquet(given.target)

    there = boto3.client("s3").list_objects_v2(Bucket="sealed-lake", Prefix="flights/")
    print("parquet files", sum(o["Key"].endswith(".parquet") for o in there["Contents"]))
    print("read back", spark.read.parquet(given.target).where("late").count(), "late")
    print("partitions", spark.conf.get("spark.sql.shuffle.partitions"))
    print("beside it", Path("airlines.txt").read_text())
    print("others", " ".join(others))
    print("a word of the script", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def queue(cloud: LocalCloud) -> str:
    """A queue that hears of Glue's runs."""
    sqs, events = cloud.client("sqs"), cloud.client("events")
    url: str = sqs.create_queue(QueueName="told")["QueueUrl"]
    events.put_rule(Name="glue", EventPattern=json.dumps({"source": ["aws.glue"]}))
    arn = "arn:aws:sqs:us-east-1:123456789012:told"
    events.put_targets(Rule="glue", Targets=[{"Id": "told", "Arn": arn}])
    return url


@pytest.fixture(scope="module", autouse=True)
def sealed(cloud: LocalCloud) -> None:
    """A bucket whose objects are encrypted with a key, as those of a lake are."""
    key = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
    how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    cloud.client("s3").create_bucket(Bucket=SEALED)
    cloud.client("s3").put_bucket_encryption(
        Bucket=SEALED,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": True}]
        },
    )


def test_a_script_reads_csv_and_writes_partitioned_parquet(cloud: LocalCloud, queue: str) -> None:
    for month in (1, 2):
        rows = f"carrier,delay,month\nUA,{month},{month}\nAA,30,{month}\n"
        put(cloud, f"raw/flights/{month}.csv", rows)
    late = "def late(minutes): return minutes > 15"
    package = archive({"curation/__init__.py": "", "curation/delays.py": late})
    name = job(
        cloud,
        CURATE,
        command="glueetl",
        WorkerType="G.1X",
        NumberOfWorkers=3,
        DefaultArguments={
            "--extra-py-files": put(cloud, "code/curation.zip", package),
            "--extra-files": put(cloud, "code/airlines.txt", "United"),
            "--conf": "spark.sql.shuffle.partitions=3 --conf spark.executor.memory=8g",
            "--enable-auto-scaling": "true",
            "--enable-glue-datacatalog": "true",
            "--source": "s3://lake/nowhere/",
            "--target": f"s3://{SEALED}/flights/",
        },
    )
    run = start(cloud, name, Arguments={"--source": f"s3://{BUCKET}/raw/flights/"})
    assert look(cloud, name, run)["JobRunState"] in ("STARTING", "RUNNING")

    done = ended(cloud, name, run)
    errors = log(cloud, run, "error")
    assert done["JobRunState"] == "SUCCEEDED", (done, errors)
    assert done["Arguments"] == {"--source": f"s3://{BUCKET}/raw/flights/"}
    assert (done["MaxCapacity"], done["Timeout"], done["Attempt"]) == (3.0, 480, 0)
    assert done["CompletedOn"] >= done["StartedOn"]
    assert done["LogGroupName"] == "/aws-glue/jobs"
    assert "ErrorMessage" not in done

    said = dict.fromkeys(log(cloud, run))
    assert {"parquet files 2", "read back 2 late", "partitions 3", "beside it United"} <= set(said)
    others = next(line for line in said if line.startswith("others"))
    assert f"--JOB_RUN_ID {run} --JOB_NAME {name}" in others
    assert "--enable-auto-scaling true" in others
    assert "--extra-py-files" not in others
    assert "a word of the script" in errors
    assert any("without spark.executor.memory" in line for line in errors)
    assert any("--enable-glue-datacatalog" in line for line in errors)
    written = cloud.client("s3").list_objects_v2(Bucket=SEALED)["Contents"]
    folders = [each["Key"].split("/")[1] for each in written]
    assert folders == ["_SUCCESS", "month=1", "month=2"]

    assert settle(cloud, timeout=30)
    (told,) = cloud.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    event: dict[str, Any] = json.loads(told["Body"])
    assert event["detail-type"] == "Glue Job State Change"
    assert (event["detail"]["state"], event["detail"]["jobRunId"]) == ("SUCCEEDED", run)
    metrics = cloud.client("cloudwatch").list_metrics(Namespace="Glue")["Metrics"]
    dimensions = [{each["Name"]: each["Value"] for each in m["Dimensions"]} for m in metrics]
    assert {"JobName": name, "JobRunId": "ALL", "Type": "count"} in dimensions


TOO_MUCH = """
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    print("at it", spark.range(3).count(), flush=True)
    try:
        spark.read.parquet("s3://lake/nothing/here/")
    except Exception as error:
        print("missing:", type(error).__name__)
    spark.sparkContext._gateway.new_array(spark._jvm.long, 1_300_000_000)
"""


def test_a_run_that_needs_more_memory_than_there_is_fails_for_that(cloud: LocalCloud) -> None:
    name = job(cloud, TOO_MUCH, command="glueetl")
    run = start(cloud, name)
    done = ended(cloud, name, run)
    assert log(cloud, run) == ["at it 3", "missing: AnalysisException"]
    assert done["JobRunState"] == "FAILED"
    assert done["ErrorMessage"] == "Command Failed due to Out of Memory"


def test_two_sessions_at_once_do_not_meet(cloud: LocalCloud) -> None:
    """Each has a process, a folder and a warehouse of its own, and one ends without the other."""
    script = """
        import sys, time
        from pathlib import Path
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.getOrCreate()
        spark.range(2).write.saveAsTable("same")
        print(spark.table("same").count(), Path.cwd(), flush=True)
        if "--stay" in sys.argv:
            time.sleep(300)
    """
    name = job(cloud, script, command="glueetl", ExecutionProperty={"MaxConcurrentRuns": 2})
    first = start(cloud, name, Arguments={"--stay": "1"})
    second = start(cloud, name)
    assert ended(cloud, name, second)["JobRunState"] == "SUCCEEDED"
    until(lambda: log(cloud, first))
    assert look(cloud, name, first)["JobRunState"] == "RUNNING"
    cloud.client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])
    assert ended(cloud, name, first)["JobRunState"] == "STOPPED"
    folders = [log(cloud, run)[0].split() for run in (first, second)]
    assert [count for count, _ in folders] == ["2", "2"]
    assert folders[0][1] != folders[1][1]
