"""A search domain, where events are looked for: OpenSearch, which costs by the hour."""

from __future__ import annotations

import hashlib
import re
from typing import Final, cast

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_opensearchservice as opensearch
from aws_cdk import aws_sns as sns
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .search import LinkedRoleFunction, SearchFeed, SearchLogs, SearchPeople

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,17}[a-z0-9]")
_INSTANCE: Final = re.compile(r"[a-z][a-z0-9]*\.[a-z0-9]+\.search")
_VOLUME: Final = range(10, 24_576 + 1)
_NODES: Final = range(1, 80 + 1)
_BATCH: Final = range(1, 10_000 + 1)


class SearchDomain(Construct):
    """A domain of OpenSearch Service that has the events of a stream, and Dashboards to look.

    Events are indexed by month, each once by its id. People sign in to Dashboards with a user of
    Cognito, and read; nobody else gets in, for access is fine-grained and requests are signed::

        search = SearchDomain(self, "Search", stream=events.stream)

    Args:
        stream: Where events come from, of the form that EventBridge has them in.
        name: Begins the domain's name, which ends with a hash: 3 to 19 lower-case letters,
            digits and ``-``.
        instance_type: Of its machines; the smallest that there is when left out.
        nodes: How many, 1 to 80; two or more are in two zones and keep a copy of each index.
        volume_gib: Of each one's disk, 10 to 24,576.
        version: Of OpenSearch.
        vpc: An existing VPC for it; it has an address that needs signed requests when left out.
        subnets: Which subnets of the VPC; as many are used as there are zones for its machines.
        user_pool: An existing Cognito user pool, which has an address to sign in at already.
        encryption_key: The key for its data; AWS's own when left out.
        batch_size: The most events that are put into it at a time, 1 to 10,000.
        alarm_topic: Who hears of an alarm.
        log_retention: How long logs are kept.
        removal_policy: What happens to domain, users and logs when the stack goes.

    Attributes:
        domain: The domain.
        feed: What brings the events, and the queue of what cannot be found.
        people: Who signs in.

    Raises:
        ValueError: A name or a number is not allowed.

    Source: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
    """

    domain: opensearch.Domain
    feed: SearchFeed
    people: SearchPeople

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stream: kinesis.IStream,
        name: str = "events",
        instance_type: str = "t3.small.search",
        nodes: int = 1,
        volume_gib: int = 10,
        version: opensearch.EngineVersion | None = None,
        vpc: ec2.IVpc | None = None,
        subnets: ec2.SubnetSelection | None = None,
        user_pool: cognito.IUserPool | None = None,
        encryption_key: kms.IKey | None = None,
        batch_size: int = 500,
        alarm_topic: sns.ITopic | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(name, instance_type, nodes, volume_gib, batch_size)
        if vpc is None and subnets is not None:
            raise ValueError("subnets: they are of an existing VPC, and vpc was left out")
        self.domain_name = f"{name}-{self._hash()}"
        self._key = encryption_key
        self._log_retention = log_retention
        self._removal_policy = removal_policy
        self.people = SearchPeople(
            self,
            "People",
            prefix=self.domain_name,
            user_pool=user_pool,
            removal_policy=removal_policy,
        )
        inside = self._inside(vpc, subnets, nodes) if vpc else None
        self.feed = SearchFeed(
            self,
            "Feed",
            stream=stream,
            replicas=min(nodes - 1, 1),
            reader=self.people.role,
            network=([one.subnet_id for one in inside[0]], inside[1]) if inside else None,
            batch_size=batch_size,
            alarm_topic=alarm_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.domain = self._domain(
            version or opensearch.EngineVersion.OPENSEARCH_2_19,
            opensearch.CapacityConfig(
                data_nodes=nodes,
                data_node_instance_type=instance_type,
                multi_az_with_standby_enabled=False,
            ),
            volume_gib,
            vpc,
            inside,
        )
        self._let_in()
        self.feed.into(self.domain)
        self._accept(in_vpc=vpc is not None)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """What goes off when events cannot be found, or are late."""
        return (
            self.feed.rejected_alarm,
            self.feed.late_alarm,
            self.feed.function.errors_alarm,
        )

    def _hash(self) -> str:
        text = f"{Stack.of(self).stack_name}|{self.node.path}"
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def _inside(
        self, vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None, nodes: int
    ) -> tuple[list[ec2.ISubnet], ec2.SecurityGroup]:
        names = ("availability_zones", "one_per_az", "subnet_filters")
        more = ("subnet_group_name", "subnets", "subnet_type")
        given = {name: getattr(subnets, name) for name in (*names, *more)} if subnets else {}
        found = vpc.select_subnets(**given).subnets
        needed = min(nodes, 2)
        if len(found) < needed:
            raise ValueError(
                f"subnets: there are {len(found)}, and {nodes} nodes need {needed}, each in "
                "another zone"
            )
        group = ec2.SecurityGroup(
            self,
            "Group",
            vpc=vpc,
            description="A search domain, and the function that feeds it",
            allow_all_outbound=True,
        )
        group.add_ingress_rule(group, ec2.Port.tcp(443), "The function that feeds it")
        return found[:needed], group

    def _domain(
        self,
        version: opensearch.EngineVersion,
        capacity: opensearch.CapacityConfig,
        volume_gib: int,
        vpc: ec2.IVpc | None,
        inside: tuple[list[ec2.ISubnet], ec2.SecurityGroup] | None,
    ) -> opensearch.Domain:
        shared = SearchLogs.of(self)
        group = {
            name: shared.group(
                self,
                name,
                log_retention=self._log_retention,
                removal_policy=self._removal_policy,
            )
            for name in ("Application", "Audit", "SlowIndexing", "SlowSearches")
        }
        domain = opensearch.Domain(
            self,
            "Domain",
            version=version,
            domain_name=self.domain_name,
            capacity=capacity,
            ebs=opensearch.EbsOptions(
                volume_size=volume_gib, volume_type=ec2.EbsDeviceVolumeType.GP3
            ),
            zone_awareness=opensearch.ZoneAwarenessConfig(
                enabled=(capacity.data_nodes or 1) > 1, availability_zone_count=2
            )
            if (capacity.data_nodes or 1) > 1
            else None,
            encryption_at_rest=opensearch.EncryptionAtRestOptions(enabled=True, kms_key=self._key),
            node_to_node_encryption=True,
            enforce_https=True,
            tls_security_policy=opensearch.TLSSecurityPolicy.TLS_1_2_PFS,
            fine_grained_access_control=opensearch.AdvancedSecurityOptions(
                # What feeds the domain also makes its template, and lets readers in.
                master_user_arn=self.feed.function.role.role_arn
            ),
            cognito_dashboards_auth=opensearch.CognitoOptions(
                identity_pool_id=self.people.identity_pool.ref,
                user_pool_id=self.people.user_pool.user_pool_id,
                role=self.people.service_role,
            ),
            logging=opensearch.LoggingOptions(
                app_log_enabled=True,
                app_log_group=group["Application"],
                audit_log_enabled=True,
                audit_log_group=group["Audit"],
                slow_index_log_enabled=True,
                slow_index_log_group=group["SlowIndexing"],
                slow_search_log_enabled=True,
                slow_search_log_group=group["SlowSearches"],
            ),
            suppress_logs_resource_policy=True,
            enable_auto_software_update=True,
            vpc=vpc,
            vpc_subnets=[ec2.SubnetSelection(subnets=inside[0])] if inside else None,
            security_groups=[inside[1]] if inside else None,
            removal_policy=self._removal_policy,
        )
        # The role may enter its client only once it has its rights.
        domain.node.add_dependency(shared.policy, self.people)
        if inside:
            linked = LinkedRoleFunction.of(
                self, log_retention=self._log_retention, removal_policy=self._removal_policy
            )
            domain.node.add_dependency(linked.role(self, "LinkedRole"))
        return domain

    def _let_in(self) -> None:
        """Lets in those who feed and those who read; what they may there, the domain knows.

        In the domain's own properties: the L2 makes a function of its own for it.
        """
        arn = Stack.of(self).format_arn(
            service="es", resource="domain", resource_name=f"{self.domain_name}/*"
        )
        resource = cast(opensearch.CfnDomain, self.domain.node.default_child)
        resource.access_policies = iam.PolicyDocument(
            statements=[
                iam.PolicyStatement(
                    principals=[
                        iam.ArnPrincipal(self.feed.function.role.role_arn),
                        iam.ArnPrincipal(self.people.role.role_arn),
                    ],
                    actions=["es:ESHttp*"],
                    resources=[arn],
                )
            ]
        )

    def _accept(self, *, in_vpc: bool) -> None:
        if not in_vpc:
            acknowledge(
                self.domain,
                "AwsSolutions-OS1",
                reason="Requests are signed and access is fine-grained; a VPC may be brought.",
            )
        acknowledge(
            self.domain,
            "AwsSolutions-OS3",
            reason="Two roles are let in, not addresses: who signs in comes from anywhere.",
        )
        acknowledge(
            self.domain,
            "AwsSolutions-OS4",
            reason="A small domain needs no machines that only lead; the lake has all of its data.",
        )
        acknowledge(
            self.domain,
            "AwsSolutions-OS7",
            reason="One machine is a choice for small domains; two or more are in two zones.",
        )


def _check(name: str, instance_type: str, nodes: int, volume_gib: int, batch_size: int) -> None:
    if _NAME.fullmatch(name) is None:
        raise ValueError(
            f"name: {name!r} is not 3 to 19 lower-case letters, digits and '-', a letter first "
            "and no '-' last"
        )
    if _INSTANCE.fullmatch(instance_type) is None:
        raise ValueError(
            f"instance_type: {instance_type!r} is not a machine of OpenSearch Service such as "
            "'t3.small.search'"
        )
    for parameter, value, allowed in (
        ("nodes", nodes, _NODES),
        ("volume_gib", volume_gib, _VOLUME),
        ("batch_size", batch_size, _BATCH),
    ):
        if value not in allowed:
            raise ValueError(
                f"{parameter}: {value:,} is not between {allowed.start:,} and {allowed[-1]:,}"
            )
