"""Where the types of Glue's catalog and of Lake Formation differ from their APIs."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule, Tagging

LAKE_RULES: dict[str, Rule] = {
    "AWS::Glue::Connection": Rule(
        name="",
        read="",
        keys={"ConnectionName": "Name"},
        derived={"Name": "{ConnectionInput[Name]}"},
        ref="Name",
    ),
    "AWS::Glue::Crawler": Rule(
        name="Name",
        name_limit=255,
        read="",
        update_without=("Tags",),
        tagging=Tagging(by="arn:{partition}:glue:{region}:{account}:crawler/{Name}"),
    ),
    "AWS::Glue::DataQualityRuleset": Rule(
        name="Name",
        name_limit=255,
        read="",
        update_without=("Tags", "TargetTable", "ClientToken"),
        tagging=Tagging(
            by="arn:{partition}:glue:{region}:{account}:dataQualityRuleset/{Name}",
        ),
    ),
    "AWS::Glue::Database": Rule(
        name="",
        read="",
        keys={"Name": "DatabaseName"},
        derived={"DatabaseName": "{DatabaseInput[Name]}"},
    ),
    "AWS::Glue::SecurityConfiguration": Rule(name="Name", name_limit=255, read="", update=""),
    "AWS::Glue::Table": Rule(name="", read="", ref="Name", derived={"Name": "{TableInput[Name]}"}),
    "AWS::LakeFormation::PrincipalPermissions": Rule(
        create="GrantPermissions",
        read="",
        delete="RevokePermissions",
        name="",
        renamed={"Catalog": "CatalogId"},
        derived={
            "PrincipalIdentifier": "{Principal[DataLakePrincipalIdentifier]}",
            "ResourceIdentifier": "{uuid}",
        },
    ),
    "AWS::LakeFormation::Resource": Rule(name="", read="", derived={"Id": "{ResourceArn}"}),
    "AWS::LakeFormation::Tag": Rule(name="", read=""),
}
"""As ``rules.RULES``."""
