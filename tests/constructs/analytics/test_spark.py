"""Spark on Glue, on EMR Serverless and on clusters: the same script, its rights, what stops it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from ml_refarch.analytics import (
    ClusterStep,
    SparkApplication,
    SparkScript,
    TransientCluster,
)
from ml_refarch.foundation import violations

from tests.constructs.analytics.made import RULES, Made
from tests.constructs.sagemaker.resolved import resolved

APPLICATION = "AWS::EMRServerless::Application"


def a_vpc(empty: Made) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        empty.stack,
        "Vpc",
        vpc_id="vpc-12345678",
        availability_zones=["us-east-1a", "us-east-1b"],
        private_subnet_ids=["subnet-11111111", "subnet-22222222"],
    )


def arguments(empty: Made) -> dict[str, str]:
    told = empty.the("AWS::Glue::Job")["Properties"]["DefaultArguments"]
    return {name: resolved(value) for name, value in told.items()}


def test_alone_a_job_breaks_no_rule_and_scales_by_itself(empty: Made) -> None:
    empty.etl(empty.lake(), crawl=())
    assert violations(empty.stack) == []
    job = empty.the("AWS::Glue::Job")["Properties"]
    assert (job["GlueVersion"], job["WorkerType"], job["NumberOfWorkers"]) == ("6.0", "G.1X", 4)
    assert job["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    told = arguments(empty)
    assert told["--enable-auto-scaling"] == told["--enable-job-insights"] == "true"
    assert told["--job-bookmark-option"] == "job-bookmark-disable"
    assert empty.of("AWS::Glue::Crawler") == empty.of("AWS::Glue::DataQualityRuleset") == {}


def test_the_script_is_told_where_to_read_and_to_write(empty: Made) -> None:
    empty.etl(empty.lake(), script=empty.script(late_days=3, arguments={"--zone": "UTC"}))
    told = arguments(empty)
    buckets = {name[:7]: name for name in empty.of("AWS::S3::Bucket")}
    assert told["--source"] == f"s3://{buckets['LakeRaw']}/"
    assert told["--target"] == f"s3://{buckets['LakeCur']}/"
    assert told["--quarantine"] == f"s3://{buckets['LakeCur']}/quarantine/"
    assert told["--database"].startswith("LakeCuratedDatabase")
    assert (told["--late-days"], told["--zone"]) == ("3", "UTC")
    assert "--rules" not in told
    assert told["--extra-py-files"].endswith(".zip")


def test_the_package_is_shipped_under_its_name_and_nothing_beside_it(empty: Made) -> None:
    (empty.folder / "secret.txt").write_text("not to be shipped")
    (empty.folder / "sql").mkdir()
    (empty.folder / "sql" / "query.sql").write_text("SELECT 1")
    script = empty.script()
    (empty.folder / "curation" / "__pycache__").mkdir()
    (empty.folder / "curation" / "__pycache__" / "x.pyc").touch()
    empty.etl(empty.lake(), script=script)
    assembly = Path(empty.stack.node.root.synth().directory)  # type: ignore[attr-defined]
    shipped = [
        {str(path.relative_to(asset)) for path in asset.rglob("*") if path.is_file()}
        for asset in assembly.glob("asset.*")
        if (asset / "curation").is_dir()
    ]
    assert shipped == [{"curation/__init__.py"}]


def test_the_same_rules_stop_the_job_and_are_in_the_catalogue(empty: Made) -> None:
    lake = empty.lake()
    empty.etl(lake, script=empty.script(rules=RULES), table=empty.table(lake))
    resource = empty.the("AWS::Glue::DataQualityRuleset")
    ruleset = resource["Properties"]
    assert ruleset["Ruleset"] == arguments(empty)["--rules"] == RULES
    assert ruleset["TargetTable"]["TableName"] == "things"
    assert resource["DeletionPolicy"] == "Delete"


def test_a_job_reads_what_came_writes_what_it_makes_and_no_more(empty: Made) -> None:
    empty.etl(empty.lake())
    rights = empty.actions_of("EtlRole")
    assert [one.partition(".")[0][:11] for one in rights["s3:PutObject"]] == ["LakeCurated"]
    assert not any("LakeRaw" in one for one in rights["glue:BatchCreatePartition"])
    assert {one.rpartition("/")[2].rpartition(".")[2] for one in rights["s3:GetObject"]} >= {
        "py",
        "zip",
    }
    wide = {action for action, targets in rights.items() if "*" in targets}
    assert wide == {"cloudwatch:PutMetricData"}
    assert [action for action in rights if action.endswith("*")] == []


def test_job_and_crawler_wait_for_all_rights_of_their_roles(empty: Made) -> None:
    empty.etl(empty.lake(lake_formation=True))
    kinds = ("AWS::IAM::Policy", "AWS::LakeFormation::PrincipalPermissions")
    for kind, role in (("AWS::Glue::Job", "EtlRole"), ("AWS::Glue::Crawler", "EtlCrawlerRole")):
        needed = {name for one in kinds for name in empty.of(one) if name.startswith(role)}
        assert len(needed) > 3
        assert needed <= set(empty.the(kind)["DependsOn"])


def test_a_crawler_adds_columns_and_removes_none(empty: Made) -> None:
    empty.etl(empty.lake(), crawl=["flights/", "planes/"])
    crawler = empty.the("AWS::Glue::Crawler")["Properties"]
    targets = [resolved(one["Path"]) for one in crawler["Targets"]["S3Targets"]]
    assert [one.split("/", 3)[3] for one in targets] == ["flights/", "planes/"]
    output = json.loads(crawler["Configuration"])["CrawlerOutput"]
    assert output["Tables"] == {"AddOrUpdateBehavior": "MergeNewColumns"}
    assert crawler["SchemaChangePolicy"]["DeleteBehavior"] == "LOG"
    assert "LakeFormationConfiguration" not in crawler


def test_with_lake_formation_a_crawler_asks_it_for_the_data(empty: Made) -> None:
    empty.etl(empty.lake(lake_formation=True))
    crawler = empty.the("AWS::Glue::Crawler")["Properties"]
    assert crawler["LakeFormationConfiguration"] == {"UseLakeFormationCredentials": True}


def test_a_connection_leads_to_sources_on_premises(empty: Made) -> None:
    connection = glue.Connection.from_connection_name(empty.stack, "Warehouse", "on-premises")
    empty.etl(empty.lake(), connections=[connection])
    assert violations(empty.stack) == []
    job = empty.the("AWS::Glue::Job")["Properties"]
    assert job["Connections"] == {"Connections": ["on-premises"]}
    rights = empty.actions_of("EtlRole")
    assert any(one.endswith(":connection/on-premises") for one in rights["glue:GetConnection"])


def test_who_may_run_may_not_change_the_job(empty: Made) -> None:
    etl = empty.etl(empty.lake())
    role = iam.Role(empty.stack, "Runner", assumed_by=iam.AccountRootPrincipal())
    etl.grant_run(role)
    etl.grant_crawl(role)
    assert set(empty.actions_of("Runner")) == {
        *("glue:BatchStopJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:StartJobRun"),
        *("glue:GetCrawler", "glue:StartCrawler"),
    }


def test_a_role_can_be_brought(empty: Made) -> None:
    role = iam.Role(empty.stack, "Own", assumed_by=iam.ServicePrincipal("glue.amazonaws.com"))
    etl = empty.etl(empty.lake(), role=role)
    assert etl.role is role
    assert violations(empty.stack) == []
    assert "s3:PutObject" in empty.actions_of("Own")


def test_an_application_costs_nothing_while_idle_and_can_be_changed_then(empty: Made) -> None:
    application = SparkApplication(
        empty.stack, "Heavy", lake=empty.lake(), script=empty.script(rules=RULES)
    )
    assert violations(empty.stack) == []
    found = empty.the(APPLICATION)["Properties"]
    assert found["AutoStopConfiguration"] == {"Enabled": True, "IdleTimeoutMinutes": 15}
    assert found["AutoStartConfiguration"] == {"Enabled": True}
    assert found["ReleaseLabel"] == "emr-spark-8.1.0"
    assert found["MaximumCapacity"] == {"Cpu": "16 vCPU", "Memory": "64 GB"}
    assert "InitialCapacity" not in found  # which would be paid for while it is idle
    assert application.arguments[-2:] == ["--rules", RULES]


def test_the_release_is_any_that_emr_has_yet_to_bring(empty: Made) -> None:
    SparkApplication(
        empty.stack,
        "Heavy",
        lake=empty.lake(),
        script=empty.script(),
        release_label="emr-spark-9.14.2",
        idle=Duration.hours(1),
    )
    found = empty.the(APPLICATION)["Properties"]
    assert found["ReleaseLabel"] == "emr-spark-9.14.2"
    assert found["AutoStopConfiguration"]["IdleTimeoutMinutes"] == 60


def test_glue_and_emr_run_the_same_files_with_the_same_words(empty: Made) -> None:
    lake = empty.lake()
    script = empty.script(rules=RULES)
    empty.etl(lake, script=script, table=empty.table(lake))
    application = SparkApplication(empty.stack, "Heavy", lake=lake, script=script)
    submit = empty.stack.resolve(application.request())["JobDriver"]["SparkSubmit"]
    job = empty.the("AWS::Glue::Job")["Properties"]
    assert resolved(submit["EntryPoint"]) == resolved(job["Command"]["ScriptLocation"])
    package = empty.stack.resolve(submit["SparkSubmitParameters"])
    assert resolved(package) == f"--py-files {arguments(empty)['--extra-py-files']}"
    told = [resolved(one) for one in submit["EntryPointArguments"]]
    pairs = dict(zip(told[::2], told[1::2], strict=True))
    assert {name: arguments(empty)[name] for name in pairs} == pairs


def test_runs_reach_a_vpc_that_is_brought(empty: Made) -> None:
    SparkApplication(
        empty.stack, "Heavy", lake=empty.lake(), script=empty.script(), vpc=a_vpc(empty)
    )
    found = empty.the(APPLICATION)["Properties"]["NetworkConfiguration"]
    assert found["SubnetIds"] == ["subnet-11111111", "subnet-22222222"]
    assert "SecurityGroupIngress" not in empty.the("AWS::EC2::SecurityGroup")["Properties"]


def test_who_may_run_an_application_passes_its_role_and_no_other(empty: Made) -> None:
    application = SparkApplication(empty.stack, "Heavy", lake=empty.lake(), script=empty.script())
    role = iam.Role(empty.stack, "Runner", assumed_by=iam.AccountRootPrincipal())
    application.grant_run(role)
    rights = empty.actions_of("Runner")
    (own,) = (name for name in empty.of("AWS::IAM::Role") if name.startswith("HeavyRole"))
    assert rights["iam:PassRole"] == {f"{own}.Arn"}


def test_a_cluster_is_in_no_stack_and_its_groups_have_all_rules_already(empty: Made) -> None:
    TransientCluster(
        empty.stack,
        "Hadoop",
        lake=empty.lake(),
        vpc=a_vpc(empty),
        applications=["Hadoop", "HBase", "Presto", "Flink"],
        steps=[ClusterStep("Load", ["hbase", "shell"])],
    )
    assert violations(empty.stack) == []
    kinds = {one["Type"] for one in empty.template["Resources"].values()}
    assert not [kind for kind in kinds if kind.startswith("AWS::EMR::")]
    # Rules are resources of their own, so that they go before the groups that they name.
    for group in empty.of("AWS::EC2::SecurityGroup").values():
        assert "SecurityGroupIngress" not in group["Properties"]
        tags = {one["Key"]: one["Value"] for one in group["Properties"]["Tags"]}
        assert tags["for-use-with-amazon-emr-managed-policies"] == "true"
    ports = sorted(
        (one["Properties"]["IpProtocol"], one["Properties"]["ToPort"])
        for one in empty.of("AWS::EC2::SecurityGroupIngress").values()
    )
    assert ports == sorted(
        4 * [("tcp", 65535), ("udp", 65535), ("icmp", -1)]
        + [("tcp", 8443), ("tcp", 8443), ("tcp", 9443)]
    )


def test_a_cluster_that_the_workflow_forgets_ends_by_itself(empty: Made) -> None:
    cluster = TransientCluster(
        empty.stack,
        "Hadoop",
        lake=empty.lake(),
        vpc=a_vpc(empty),
        steps=[ClusterStep("Load", ["hive", "-f", "x.sql"])],
    )
    request = cluster.request()
    assert request["AutoTerminationPolicy"] == {"IdleTimeout": 1800}
    assert request["Instances"]["TerminationProtected"] is False
    assert request["Tags"] == [{"Key": "for-use-with-amazon-emr-managed-policies", "Value": "true"}]


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"worker_type": "G.3X"}, r"worker_type: 'G\.3X' is not one of G\.025X, "),
        ({"max_workers": 1}, "max_workers: 1 is not between 2 and 299"),
        ({"crawl": ["flights"]}, "crawl: 'flights' is not a folder of the raw layer"),
    ],
)
def test_a_job_that_cannot_be_is_refused(empty: Made, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        empty.etl(empty.lake(), **wishes)


def test_rules_of_no_table_are_refused(empty: Made) -> None:
    with pytest.raises(ValueError, match="table: the script has rules"):
        empty.etl(empty.lake(), script=empty.script(rules=RULES))


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"release_label": "spark-4"}, "release_label: 'spark-4' is not a release such as"),
        ({"architecture": "arm"}, "architecture: 'arm' is not one of ARM64, X86_64"),
        ({"max_vcpu": 0}, "max_vcpu: 0 is not 1 or more"),
        ({"idle": Duration.seconds(30)}, "idle: 0.5 minutes is not a whole number from 1 to"),
    ],
)
def test_an_application_that_cannot_be_is_refused(
    empty: Made, wishes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        SparkApplication(empty.stack, "Heavy", lake=empty.lake(), script=empty.script(), **wishes)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"applications": ["Hadoop", "Presto2"]}, "applications: 'Presto2' is not one of Flink"),
        ({"release_label": "emr-spark-8.1.0"}, "is not a release of EMR on EC2 such as"),
        ({"steps": []}, "steps: there are none"),
        ({"core_count": 0}, "core_count: 0 is not 1 or more"),
    ],
)
def test_a_cluster_that_cannot_be_is_refused(
    empty: Made, wishes: dict[str, Any], said: str
) -> None:
    steps = [ClusterStep("Load", ["hive"])]
    with pytest.raises(ValueError, match=said):
        TransientCluster(
            empty.stack, "Hadoop", lake=empty.lake(), vpc=a_vpc(empty), **{"steps": steps, **wishes}
        )


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"rules": "RowCount > 0"}, r"rules: 'RowCount > 0' is not of the form 'Rules = \[ "),
        ({"rules": "Rules = [ ]"}, "rules: there are none between the brackets"),
        (
            {"rules": 'Rules = [ RowCount > 0, DataFreshness "at" < 3 hours ]'},
            "rules: 'DataFreshness' is not one of ColumnExists, ",
        ),
        ({"late_days": 31}, "late_days: 31 is not between 0 and 30"),
        ({"arguments": {"zone": "UTC"}}, "arguments: 'zone' does not begin with --"),
        ({"arguments": {"--date": "now"}}, "arguments: --date is told by the construct itself"),
    ],
)
def test_a_script_that_cannot_be_is_refused(empty: Made, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        empty.script(**wishes)


def test_a_script_or_a_package_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"path: .*gone\.py is not a file"):
        SparkScript(tmp_path / "gone.py")
    (tmp_path / "here.py").touch()
    with pytest.raises(ValueError, match=r"is not a folder with an __init__\.py"):
        SparkScript(tmp_path / "here.py", package=tmp_path)
