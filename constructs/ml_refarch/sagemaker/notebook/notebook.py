"""A hosted Jupyter on the data of a pipeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from ml_refarch.foundation import acknowledge
from ml_refarch.sagemaker.algorithms.instances import family
from ml_refarch.sagemaker.endpoint import ModelEndpoint
from ml_refarch.sagemaker.execution_role import execution_role
from ml_refarch.sagemaker.layout import RAW, RUNS
from ml_refarch.sagemaker.network import Network
from ml_refarch.sagemaker.storage_rights import grant_assets, grant_folders

from .lifecycle import on_create, on_start

_PLATFORM = "notebook-al2023-v1"


class Notebook(Construct):
    """JupyterLab on a machine of one's own, which stops when nobody works there.

    It opens on a notebook of one's own, which is copied there once and is then the user's. The
    people who work there are no administrators of the machine, which reads the data and asks the
    endpoint, and reaches nothing else on the internet unless it is asked for.

    Args:
        bucket: The data: below ``raw/`` and ``runs/`` they can be read.
        files: Notebooks and what they need; the first one is opened.
        environment: Variables of the kernels. Values may be tokens, and hold no double quotes.
        endpoint: An endpoint that it may ask.
        instance_type: The type of machine.
        volume_gib: The disk for what people make there, 5 to 16,384 GiB.
        idle: How long nobody works before it is stopped, 5 minutes to a day.
        vpc: The VPC that it is in. The VPC reaches S3 and, so that an idle machine can stop
            itself, the API of SageMaker: by endpoints or a NAT gateway.
        vpc_subnets: Which subnets of it; private ones with a way out when left out. It is in
            the first.
        security_groups: Existing ones; one is made when left out.
        direct_internet: Whether it reaches the internet past a VPC. Without a VPC it must:
            there is no other way to the data.
        encryption_key: The key for its disk; the bucket's own when left out.
        role: What it acts as; one is made when left out.
        removal_policy: What happens to it, and what people made there, when the stack goes.

    Attributes:
        notebook: The ``AWS::SageMaker::NotebookInstance``.

    Raises:
        ValueError: There is neither a VPC nor the wish for the internet, a file is not there, or
            a number is out of range.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/nbi.html
    """

    notebook: sagemaker.CfnNotebookInstance
    lifecycle: sagemaker.CfnNotebookInstanceLifecycleConfig
    role: iam.IRole

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        files: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        endpoint: ModelEndpoint | None = None,
        instance_type: str = "ml.t3.medium",
        volume_gib: int = 10,
        idle: Duration | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        direct_internet: bool = False,
        encryption_key: kms.IKey | None = None,
        role: iam.IRole | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        if vpc is None and not direct_internet:
            raise ValueError(
                "vpc: without one a notebook reaches its data only through the internet; bring "
                "a VPC, or ask for direct_internet"
            )
        if missing := [str(path) for path in files if not path.is_file()]:
            raise ValueError(f"files: there is no {', '.join(missing)}")
        if not 5 <= volume_gib <= 16_384:
            raise ValueError(f"volume_gib: {volume_gib} is not between 5 and 16384")
        family("instance_type", instance_type)
        self.role = role or execution_role(
            self, "Role", description=f"What the notebook {self.node.path} acts as"
        )
        rights = [
            grant_folders(
                self, "Data", role=self.role, bucket=bucket, read=[RAW, RUNS], key=encryption_key
            )
        ]
        assets = {
            path.name: s3_assets.Asset(self, path.stem.capitalize(), path=str(path))
            for path in files
        }
        if assets:
            found = list(assets.values())
            rights.append(grant_assets(self, "Files", role=self.role, assets=found))
        if endpoint is not None:
            endpoint.grant_invoke(self.role)
        network = (
            Network(self, "Network", vpc=vpc, subnets=vpc_subnets, security_groups=security_groups)
            if vpc
            else None
        )
        self.lifecycle = sagemaker.CfnNotebookInstanceLifecycleConfig(
            self,
            "Lifecycle",
            on_create=[_hook(on_create({name: one.s3_object_url for name, one in assets.items()}))],
            on_start=[
                _hook(
                    on_start(
                        idle=idle or Duration.hours(1),
                        environment=environment or {},
                        first=files[0].name if files else None,
                    )
                )
            ],
        )
        key = encryption_key or bucket.encryption_key
        self.notebook = sagemaker.CfnNotebookInstance(
            self,
            "Resource",
            instance_type=instance_type,
            role_arn=self.role.role_arn,
            platform_identifier=_PLATFORM,
            lifecycle_config_name=self.lifecycle.attr_notebook_instance_lifecycle_config_name,
            volume_size_in_gb=volume_gib,
            kms_key_id=key.key_id if key else None,
            root_access="Disabled",
            direct_internet_access="Enabled" if direct_internet else "Disabled",
            subnet_id=network.subnet_ids[0] if network else None,
            security_group_ids=network.security_group_ids if network else None,
            instance_metadata_service_configuration=sagemaker.CfnNotebookInstance.InstanceMetadataServiceConfigurationProperty(
                minimum_instance_metadata_service_version="2"
            ),
        )
        self.notebook.apply_removal_policy(removal_policy)
        # Its first start already reads the files, for which the role alone is not enough.
        self.notebook.node.add_dependency(self.role, *rights)
        self._acknowledge(in_vpc=vpc is not None, internet=direct_internet, key=key)
        iam.Policy(
            self,
            "StopItself",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    actions=["sagemaker:StopNotebookInstance"],
                    resources=[self.notebook.attr_notebook_instance_arn],
                )
            ],
        )

    @property
    def notebook_name(self) -> str:
        """The name by which the console and ``create-presigned-notebook-instance-url`` know it."""
        return self.notebook.attr_notebook_instance_name

    def _acknowledge(self, *, in_vpc: bool, internet: bool, key: kms.IKey | None) -> None:
        if not in_vpc:
            acknowledge(
                self.notebook,
                "AwsSolutions-SM1",
                reason="It was asked for without a VPC, with access to the internet.",
            )
        if internet:
            acknowledge(
                self.notebook,
                "AwsSolutions-SM3",
                reason="Access to the internet was asked for with direct_internet.",
            )
        if key is None:
            acknowledge(
                self.notebook,
                "AwsSolutions-SM2",
                reason="The data have no key of their own either; the disk has SageMaker's.",
            )


def _hook(
    content: str,
) -> sagemaker.CfnNotebookInstanceLifecycleConfig.NotebookInstanceLifecycleHookProperty:
    return sagemaker.CfnNotebookInstanceLifecycleConfig.NotebookInstanceLifecycleHookProperty(
        content=content
    )
