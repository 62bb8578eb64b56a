"""Where a warehouse is: subnets in three zones without a way out, and its security group."""

from __future__ import annotations

from typing import Final

from aws_cdk import Fn, RemovalPolicy, Token
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

_ZONES: Final = 3
"""Redshift Serverless needs subnets in so many availability zones.

Source: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
"""

_SELECTION: Final = (
    *("availability_zones", "one_per_az", "subnet_filters"),
    *("subnet_group_name", "subnets", "subnet_type"),
)


class Network(Construct):
    """The subnets and the security group of a warehouse.

    Args:
        vpc: An existing VPC instead of a new one, whose subnets reach S3 and nothing else.
        subnets: Which subnets of the existing VPC; those without a public address when left out.
        enhanced: Whether traffic to the lake stays in the VPC, which needs endpoints of S3 and
            Glue; a new one has them then.
        log_retention: How long the log of the new VPC's traffic is kept.
        removal_policy: What happens to that log when the stack goes.

    Raises:
        ValueError: The subnets are not in three zones.
    """

    vpc: ec2.IVpc
    subnet_ids: list[str]
    group: ec2.SecurityGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc | None,
        subnets: ec2.SubnetSelection | None,
        enhanced: bool,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        if vpc is None and subnets is not None:
            raise ValueError("subnets: they are of an existing VPC, and vpc was left out")
        self.vpc = vpc or self._new(log_retention, removal_policy)
        chosen = self.vpc.select_subnets(
            **(
                {name: getattr(subnets, name) for name in _SELECTION}
                if subnets
                else {"subnet_type": _closed(self.vpc)}
            )
        )
        self.subnet_ids = chosen.subnet_ids
        zones = {*chosen.availability_zones}
        unknown = any(Token.is_unresolved(one) for one in (*chosen.subnet_ids, *zones))
        if vpc is not None and not unknown and len(zones) < _ZONES:
            raise ValueError(
                f"vpc: its subnets are in {len(zones)} availability zones "
                f"({', '.join(sorted(zones)) or 'none'}), and Redshift Serverless needs {_ZONES}"
            )
        self.group = ec2.SecurityGroup(
            self,
            "Group",
            vpc=self.vpc,
            description="A warehouse: nobody may come in, and it reaches HTTPS only",
            allow_all_outbound=False,
        )
        self.group.add_egress_rule(
            ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "The lake and its catalogue"
        )
        if vpc is None:
            self._endpoints(self.vpc, enhanced=enhanced)

    def _new(self, log_retention: logs.RetentionDays, removal_policy: RemovalPolicy) -> ec2.Vpc:
        log_group = logs.LogGroup(
            self, "Traffic", retention=log_retention, removal_policy=removal_policy
        )
        role = iam.Role(
            self,
            "TrafficRole",
            assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com"),
        )
        return ec2.Vpc(
            self,
            "Vpc",
            # Where account and region are left to the deploy, the CDK would take two only.
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(_ZONES)],
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Warehouse", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=26
                )
            ],
            # Its own function would close a group that nothing is in.
            restrict_default_security_group=False,
            flow_logs={
                "Traffic": ec2.FlowLogOptions(
                    destination=ec2.FlowLogDestination.to_cloud_watch_logs(log_group, role),
                    traffic_type=ec2.FlowLogTrafficType.ALL,
                )
            },
        )

    def _endpoints(self, vpc: ec2.IVpc, *, enhanced: bool) -> None:
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        if enhanced:
            # Costs by the hour and zone, unlike the gateway.
            endpoint = vpc.add_interface_endpoint(
                "Glue", service=ec2.InterfaceVpcEndpointAwsService.GLUE, open=False
            )
            endpoint.connections.allow_default_port_from(self.group)


def _closed(vpc: ec2.IVpc) -> ec2.SubnetType:
    """Isolated subnets where there are some, else private ones."""
    isolated = bool(vpc.isolated_subnets)
    return ec2.SubnetType.PRIVATE_ISOLATED if isolated else ec2.SubnetType.PRIVATE_WITH_EGRESS
