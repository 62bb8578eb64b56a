"""Lake Formation: where it governs the lake, and what it permits to whom.

Where Lake Formation governs a database, rights of IAM alone get nobody at it: Firehose cannot read
the schema, nor a job its partitions.

Source: https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

from aws_cdk import Aws
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lakeformation as lakeformation
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .layers import Layer
from .rights import let_use_lake_formation, location_arn

_READ: Final = ("DESCRIBE", "SELECT")
_WRITE: Final = ("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT")


class Formation(Construct):
    """Has Lake Formation govern layers, and permits what is asked for.

    Who deploys must be an administrator of the data lake: CloudFormation's own role of the CDK.

    Args:
        layers: What is governed.
    """

    role: iam.Role

    def __init__(self, scope: Construct, construct_id: str, *, layers: Sequence[Layer]) -> None:
        super().__init__(scope, construct_id)
        self.role = self._location_role(layers)
        self._locations = {layer.name: self._location(layer) for layer in layers}
        for layer in layers:
            self._close(layer)

    def permit(
        self, role: iam.IRole, layer: Layer, *, writes: bool = False, make_tables: bool = False
    ) -> None:
        """Permits a role to read a layer's tables, to write them, or to make some.

        It is part of the role, so that what waits for the role waits for its permissions.
        """
        how = "Makes" if make_tables else "Writes" if writes else "Reads"
        name = f"{how}{layer.name.capitalize()}"
        if role.node.try_find_child(name) is not None:
            return
        let_use_lake_formation(role)
        scope = Construct(cast(Construct, role), name)
        database, catalog = layer.database.database_name, Aws.ACCOUNT_ID
        resource = lakeformation.CfnPrincipalPermissions
        self._grant(
            scope,
            "Database",
            role,
            ("DESCRIBE", "CREATE_TABLE") if make_tables else ("DESCRIBE",),
            resource.ResourceProperty(
                database=resource.DatabaseResourceProperty(catalog_id=catalog, name=database)
            ),
        )
        self._grant(
            scope,
            "Tables",
            role,
            _WRITE if writes or make_tables else _READ,
            resource.ResourceProperty(
                table=resource.TableResourceProperty(
                    catalog_id=catalog, database_name=database, table_wildcard={}
                )
            ),
        )
        if writes or make_tables:
            self._grant(
                scope,
                "Location",
                role,
                ("DATA_LOCATION_ACCESS",),
                resource.ResourceProperty(
                    data_location=resource.DataLocationResourceProperty(
                        catalog_id=catalog, resource_arn=location_arn(layer)
                    )
                ),
            ).node.add_dependency(self._locations[layer.name])

    def _grant(
        self,
        scope: Construct,
        construct_id: str,
        role: iam.IRole,
        permissions: Sequence[str],
        resource: lakeformation.CfnPrincipalPermissions.ResourceProperty,
    ) -> lakeformation.CfnPrincipalPermissions:
        return lakeformation.CfnPrincipalPermissions(
            scope,
            construct_id,
            principal=lakeformation.CfnPrincipalPermissions.DataLakePrincipalProperty(
                data_lake_principal_identifier=role.role_arn
            ),
            resource=resource,
            permissions=list(permissions),
            permissions_with_grant_option=[],
        )

    def _location_role(self, layers: Sequence[Layer]) -> iam.Role:
        role = iam.Role(
            self,
            "Role",
            description="What Lake Formation reads and writes the lake with",
            assumed_by=iam.ServicePrincipal(
                "lakeformation.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        for layer in layers:
            objects = layer.bucket.arn_for_objects("*")
            policy = iam.Policy(
                role,
                layer.name.capitalize(),
                roles=[role],
                statements=[
                    iam.PolicyStatement(
                        actions=["s3:ListBucket"], resources=[layer.bucket.bucket_arn]
                    ),
                    iam.PolicyStatement(
                        actions=["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
                        resources=[objects],
                    ),
                ],
            )
            acknowledge(
                policy,
                "AwsSolutions-IAM5",
                finding=f"Resource::{objects}",
                reason="Lake Formation governs all of the bucket, and passes on parts of it.",
            )
            if layer.key is not None:
                layer.key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")
        return role

    def _location(self, layer: Layer) -> lakeformation.CfnResource:
        location = lakeformation.CfnResource(
            self,
            f"{layer.name.capitalize()}Location",
            resource_arn=location_arn(layer),
            role_arn=self.role.role_arn,
            use_service_linked_role=False,
        )
        location.node.add_dependency(self.role)
        return location

    def _close(self, layer: Layer) -> None:
        """Has new tables of a database made here be for those only who are permitted."""
        resource = layer.database.node.default_child
        if isinstance(resource, glue.CfnDatabase):
            resource.add_property_override("DatabaseInput.CreateTableDefaultPermissions", [])
