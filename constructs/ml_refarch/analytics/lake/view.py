"""A view of the lake: a query of Athena's that is asked like a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aws_cdk import Aws, Fn, RemovalPolicy, Stack
from aws_cdk import aws_glue as glue
from constructs import Construct

from .names import check_names
from .table import column_properties

_SAME: Final = ("bigint", "boolean", "date", "double", "smallint", "timestamp", "tinyint")
_OTHERS: Final[Mapping[str, str]] = {
    "binary": "varbinary",
    "float": "real",
    "int": "integer",
    "string": "varchar",
}
_TYPES: Final[Mapping[str, str]] = {**{kind: kind for kind in _SAME}, **_OTHERS}
_DECIMAL: Final = re.compile(r"decimal\(\d{1,2},\d{1,2}\)")


class LakeView(Construct):
    """A view in the Glue Data Catalog, as Athena itself keeps one that ``CREATE VIEW`` makes.

    Who asks a view needs to read what it reads. Its columns are declared, for nobody runs its query
    when it is deployed: where the query gives others, Athena answers that the view is stale.

    Args:
        database: Where it is, and whose tables its query means by names without a database.
        name: Lower-case letters, digits and underscores.
        sql: Its query, one SELECT without a semicolon.
        columns: The types of the columns that the query gives, as Hive names them, by name, in the
            query's order: those of a table but composed ones.
        description: What a row of it is.
        removal_policy: What happens to the view when the stack goes; no data go with it.

    Raises:
        ValueError: A name or a type is not allowed.

    Source: https://docs.aws.amazon.com/athena/latest/ug/views.html
    """

    resource: glue.CfnTable
    view_name: str

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: glue.IDatabase,
        name: str,
        sql: str,
        columns: Mapping[str, str],
        description: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.DESTROY,
    ) -> None:
        super().__init__(scope, construct_id)
        _check(name, columns)
        self.view_name = name
        definition = {
            "originalSql": sql,
            "catalog": "awsdatacatalog",
            "schema": database.database_name,
            "columns": [
                {"name": column, "type": _TYPES.get(kind, kind)} for column, kind in columns.items()
            ],
        }
        # Encoded when it is deployed: until then the database may have no name.
        encoded = Fn.base64(Stack.of(self).to_json_string(definition))
        self.resource = glue.CfnTable(
            self,
            "Resource",
            catalog_id=Aws.ACCOUNT_ID,
            database_name=database.database_name,
            table_input=glue.CfnTable.TableInputProperty(
                name=name,
                description=description,
                table_type="VIRTUAL_VIEW",
                parameters={"presto_view": "true", "comment": "Presto View"},
                view_original_text=Fn.join("", ["/* Presto View: ", encoded, " */"]),
                view_expanded_text="/* Presto View */",
                partition_keys=[],
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    location="",
                    columns=column_properties(columns),
                    serde_info=glue.CfnTable.SerdeInfoProperty(),
                ),
            ),
        )
        self.resource.apply_removal_policy(removal_policy)


def _check(name: str, columns: Mapping[str, str]) -> None:
    if not columns:
        raise ValueError(f"columns: view {name} has none, and needs one")
    check_names({"name": [name], "columns": columns})
    for column, kind in columns.items():
        if kind not in _TYPES and _DECIMAL.fullmatch(kind) is None:
            raise ValueError(
                f"columns: {kind!r} of {name}.{column} is not one of {', '.join(sorted(_TYPES))} "
                "and decimal(p,s)"
            )
