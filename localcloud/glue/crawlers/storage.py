"""How the catalog says that files of a format are read: formats and SerDes of Hive.

Source: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.glue.crawlers.schema import Schema
from localcloud.glue.crawlers.types import text_of
from localcloud.lake.types import HiveType

Shape = dict[str, Any]

_TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_PARQUET = "org.apache.hadoop.hive.ql.io.parquet"


def storage_of(schema: Schema, location: str, parameters: Mapping[str, str]) -> Shape:
    """How files of a schema are read."""
    serde: Shape = {"Parameters": {}}
    inputs, outputs = _TEXT_INPUT, _TEXT_OUTPUT
    if schema.classification == "csv":
        serde = {
            "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
            "Parameters": {"field.delim": schema.details["delimiter"]},
        }
    elif schema.classification == "json":
        serde = {
            "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
            "Parameters": {"paths": ",".join(sorted(schema.columns))},
        }
    elif schema.classification == "parquet":
        inputs, outputs = (
            f"{_PARQUET}.MapredParquetInputFormat",
            f"{_PARQUET}.MapredParquetOutputFormat",
        )
        serde = {
            "SerializationLibrary": f"{_PARQUET}.serde.ParquetHiveSerDe",
            "Parameters": {"serialization.format": "1"},
        }
    return {
        "Columns": columns(schema.columns),
        "Location": location,
        "InputFormat": inputs,
        "OutputFormat": outputs,
        "Compressed": schema.compression != "none",
        "NumberOfBuckets": -1,
        "SerdeInfo": serde,
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": dict(parameters),
        "StoredAsSubDirectories": False,
    }


def columns(found: Mapping[str, HiveType]) -> list[Shape]:
    """Columns as the catalog keeps them."""
    return [{"Name": name, "Type": text_of(kind)} for name, kind in found.items()]
