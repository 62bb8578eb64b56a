"""The security groups of a cluster, with the rules that EMR would otherwise add itself.

Rules that EMR adds name each other's groups, so that none of these can be deleted, nor their VPC.

Source: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html
"""

from __future__ import annotations

from itertools import product
from typing import Final

from aws_cdk import Tags
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

FOR_EMR: Final = "for-use-with-amazon-emr-managed-policies"
"""The tag of what EMR's managed policy may use."""

_INNER: Final = (("tcp", 0, 65535), ("udp", 0, 65535), ("icmp", -1, -1))
_MANAGER_PORT: Final = 8443
_SERVICE_PORT: Final = 9443


class ClusterGroups(Construct):
    """Groups of the machine that leads, of those that work, and of EMR's access to both.

    Args:
        vpc: Where they are.
    """

    leader: ec2.SecurityGroup
    workers: ec2.SecurityGroup
    service: ec2.SecurityGroup

    def __init__(self, scope: Construct, construct_id: str, *, vpc: ec2.IVpc) -> None:
        super().__init__(scope, construct_id)
        self.leader = self._group("Leader", vpc, "The machine that leads a cluster", out=True)
        self.workers = self._group("Workers", vpc, "The machines that work in a cluster", out=True)
        self.service = self._group("Service", vpc, "How EMR gets at a cluster", out=False)
        inner = (self.leader, self.workers)
        for source, target in product(inner, inner):
            for protocol, first, last in _INNER:
                self._let_in(source, target, protocol, first, last)
        for group in inner:
            self._let_in(self.service, group, "tcp", _MANAGER_PORT, _MANAGER_PORT)
            ec2.CfnSecurityGroupEgress(
                self,
                f"ServiceOutTo{group.node.id}",
                group_id=self.service.security_group_id,
                destination_security_group_id=group.security_group_id,
                ip_protocol="tcp",
                from_port=_MANAGER_PORT,
                to_port=_MANAGER_PORT,
            )
        self._let_in(self.leader, self.service, "tcp", _SERVICE_PORT, _SERVICE_PORT)

    def _group(
        self, construct_id: str, vpc: ec2.IVpc, about: str, *, out: bool
    ) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self, construct_id, vpc=vpc, description=about, allow_all_outbound=out
        )
        Tags.of(group).add(FOR_EMR, "true")
        return group

    def _let_in(
        self,
        source: ec2.SecurityGroup,
        target: ec2.SecurityGroup,
        protocol: str,
        first: int,
        last: int,
    ) -> None:
        # Resources of their own, not rules of the groups, which could not name each other.
        ec2.CfnSecurityGroupIngress(
            self,
            f"{source.node.id}To{target.node.id}{protocol.capitalize()}",
            group_id=target.security_group_id,
            source_security_group_id=source.security_group_id,
            ip_protocol=protocol,
            from_port=first,
            to_port=last,
        )
