"""The types of a VPC, which are only recorded: on one machine everything reaches everything."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule

_TAGS = {"Tags": "are recorded with the resource"}

NETWORK_RULES: dict[str, Rule] = {
    "AWS::EC2::FlowLog": Rule(
        recorded=True, create="CreateFlowLogs", unread=_TAGS, delete="", derived={"Id": "fl-{hex}"}
    ),
    "AWS::EC2::RouteTable": Rule(
        recorded=True, unread=_TAGS, delete="", derived={"RouteTableId": "rtb-{hex}"}
    ),
    "AWS::EC2::SecurityGroup": Rule(
        recorded=True,
        name="GroupName",
        name_limit=255,
        renamed={"GroupDescription": "Description"},
        unread={
            **_TAGS,
            "SecurityGroupEgress": "lets out what everybody lets out here",
            "SecurityGroupIngress": "lets in what everybody lets in here",
        },
        delete="",
        derived={"GroupId": "sg-{hex}", "Id": "sg-{hex}"},
    ),
    "AWS::EC2::Subnet": Rule(
        recorded=True,
        unread={**_TAGS, "MapPublicIpOnLaunch": "gives addresses to no one here"},
        delete="",
        derived={"SubnetId": "subnet-{hex}"},
    ),
    "AWS::EC2::SubnetRouteTableAssociation": Rule(
        recorded=True,
        create="AssociateRouteTable",
        delete="",
        derived={"Id": "rtbassoc-{hex}"},
    ),
    "AWS::EC2::VPC": Rule(
        recorded=True,
        unread={
            **_TAGS,
            "EnableDnsHostnames": "names nothing here",
            "EnableDnsSupport": "answers nothing here",
        },
        delete="",
        derived={"VpcId": "vpc-{hex}", "DefaultSecurityGroup": "sg-{hex}"},
    ),
    "AWS::EC2::VPCEndpoint": Rule(
        recorded=True,
        create="CreateVpcEndpoint",
        unread=_TAGS,
        delete="",
        derived={"Id": "vpce-{hex}"},
    ),
}
