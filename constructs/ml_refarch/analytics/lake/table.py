"""A table of the lake: a folder of files of one kind, or an Iceberg table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_glue as glue
from constructs import Construct

from .layers import Layer
from .names import check_names

TableFormat = Literal["parquet", "iceberg"]

_FORMATS: Final = ("parquet", "iceberg")
_SIMPLE: Final = (
    *("bigint", "binary", "boolean", "date", "double", "float"),
    *("int", "smallint", "string", "timestamp", "tinyint"),
)
_COMPOSED: Final = re.compile(r"(array|map|struct)<.+>|decimal\(\d{1,2}(,\d{1,2})?\)")
_ICEBERG: Final[Mapping[str, str]] = {
    "bigint": "long",
    "binary": "binary",
    "boolean": "boolean",
    "date": "date",
    "double": "double",
    "float": "float",
    "int": "int",
    "string": "string",
    "timestamp": "timestamp",
}
_PARQUET: Final = "org.apache.hadoop.hive.ql.io.parquet"


class LakeTable(Construct):
    """A table in the Glue Data Catalog, whose files are below the folder of its name.

    Partitions of a Parquet table are registered by what writes them; Iceberg knows its own.

    Args:
        layer: The layer it is in.
        name: Lower-case letters, digits and underscores; also the folder's.
        columns: The types of the columns, as Hive names them, by name.
        partitions: The types of the columns that are folders, ``date=2026-11-26``, by name.
        format: ``parquet``, or ``iceberg`` (format version 2), which knows no composed types.
        description: What the table holds.
        removal_policy: What happens to the table when the stack goes.

    Raises:
        ValueError: A name, a type or the format is not allowed.

    Source: https://docs.aws.amazon.com/athena/latest/ug/data-types.html
    """

    resource: glue.CfnTable
    table_name: str
    location: str

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        layer: Layer,
        name: str,
        columns: Mapping[str, str],
        partitions: Mapping[str, str] | None = None,
        format: TableFormat = "parquet",  # noqa: A002 - what it is called everywhere
        description: str | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        by = dict(partitions or {})
        _check(name, columns, by, format)
        self.layer = layer
        self.table_name = name
        self.columns = dict(columns)
        self.partitions = by
        self.format = format
        self.location = f"s3://{layer.bucket.bucket_name}/{name}/"
        make = self._iceberg if format == "iceberg" else self._parquet
        self.resource = make(description)
        self.resource.apply_removal_policy(removal_policy)

    def _parquet(self, description: str | None) -> glue.CfnTable:
        return glue.CfnTable(
            self,
            "Resource",
            catalog_id=Aws.ACCOUNT_ID,
            database_name=self.layer.database.database_name,
            table_input=glue.CfnTable.TableInputProperty(
                name=self.table_name,
                description=description,
                table_type="EXTERNAL_TABLE",
                parameters={"EXTERNAL": "TRUE", "classification": "parquet"},
                partition_keys=column_properties(self.partitions),
                storage_descriptor=glue.CfnTable.StorageDescriptorProperty(
                    location=self.location,
                    columns=column_properties(self.columns),
                    input_format=f"{_PARQUET}.MapredParquetInputFormat",
                    output_format=f"{_PARQUET}.MapredParquetOutputFormat",
                    serde_info=glue.CfnTable.SerdeInfoProperty(
                        serialization_library=f"{_PARQUET}.serde.ParquetHiveSerDe",
                        parameters={"serialization.format": "1"},
                    ),
                ),
            ),
        )

    def _iceberg(self, description: str | None) -> glue.CfnTable:
        every = {**self.columns, **self.partitions}
        ids = {column: number for number, column in enumerate(every, start=1)}
        return glue.CfnTable(
            self,
            "Resource",
            catalog_id=Aws.ACCOUNT_ID,
            database_name=self.layer.database.database_name,
            name=self.table_name,
            open_table_format_input=glue.CfnTable.OpenTableFormatInputProperty(
                iceberg_input=glue.CfnTable.IcebergInputProperty(
                    metadata_operation="CREATE",
                    version="2",
                    iceberg_table_input=glue.CfnTable.IcebergTableInputProperty(
                        location=self.location.rstrip("/"),
                        schema=glue.CfnTable.IcebergSchemaProperty(
                            type="struct",
                            fields=[
                                glue.CfnTable.IcebergStructFieldProperty(
                                    id=ids[column],
                                    name=column,
                                    required=False,
                                    type=_ICEBERG.get(kind, kind),
                                )
                                for column, kind in every.items()
                            ],
                        ),
                        partition_spec=glue.CfnTable.IcebergPartitionSpecProperty(
                            fields=[
                                glue.CfnTable.IcebergPartitionFieldProperty(
                                    name=column, source_id=ids[column], transform="identity"
                                )
                                for column in self.partitions
                            ]
                        )
                        if self.partitions
                        else None,
                        properties={"comment": description} if description else None,
                    ),
                )
            ),
        )


def column_properties(types: Mapping[str, str]) -> list[Any]:
    """Columns by name as the catalog has them."""
    return [glue.CfnTable.ColumnProperty(name=name, type=kind) for name, kind in types.items()]


def _check(name: str, columns: Mapping[str, str], by: Mapping[str, str], kind: str) -> None:
    if kind not in _FORMATS:
        raise ValueError(f"format: {kind!r} is not one of {', '.join(_FORMATS)}")
    if not columns:
        raise ValueError(f"columns: table {name} has none, and needs one")
    check_names({"name": [name], "columns": columns, "partitions": by})
    twice = sorted(set(columns) & set(by))
    if twice:
        raise ValueError(
            f"partitions: {', '.join(twice)} of table {name} is a column too; a folder is not in "
            "the files"
        )
    for column, of in {**columns, **by}.items():
        if of not in _SIMPLE and _COMPOSED.fullmatch(of) is None:
            raise ValueError(
                f"columns: {of!r} of {name}.{column} is not one of {', '.join(_SIMPLE)}, "
                "decimal(p,s), array<...>, map<...> and struct<...>"
            )
        if kind == "iceberg" and of not in _ICEBERG and not of.startswith("decimal"):
            raise ValueError(
                f"columns: {of!r} of {name}.{column} is not one of {', '.join(_ICEBERG)} and "
                "decimal(p,s), the types that an Iceberg table is declared with"
            )
