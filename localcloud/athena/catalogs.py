"""The catalog as Athena's own API tells it: Glue's, by the name of AwsDataCatalog."""

from __future__ import annotations

from typing import Any

from localcloud.athena.executions import Executions
from localcloud.athena.records import Shape, invalid, page
from localcloud.errors import ServiceError
from localcloud.lake.catalog import Catalog
from localcloud.service import Call

NAME = "AwsDataCatalog"


class CatalogOperations(Executions):
    """The operations on data catalogs. Glue's is the only one that queries can speak of here."""

    def list_data_catalogs(self, call: Call, request: Shape) -> Shape:
        """Lists the catalogs."""
        del call
        return page(request, [{"CatalogName": NAME, "Type": "GLUE"}], "DataCatalogsSummary")

    def get_data_catalog(self, call: Call, request: Shape) -> Shape:
        """Tells a catalog."""
        del call
        _known(request["Name"])
        return {"DataCatalog": {"Name": NAME, "Type": "GLUE", "Parameters": {}}}

    def create_data_catalog(self, call: Call, request: Shape) -> Shape:
        """Refuses: catalogs of connectors do not run here."""
        del call
        raise invalid(f"Name: {request['Name']}: the local cloud has no catalog but {NAME}")

    def list_databases(self, call: Call, request: Shape) -> Shape:
        """Lists the databases of a catalog."""
        _known(request["CatalogName"])
        found = [{"Name": each} for each in Catalog(self.cloud, call.region).databases()]
        return page(request, found, "DatabaseList")

    def get_database(self, call: Call, request: Shape) -> Shape:
        """Tells a database."""
        _known(request["CatalogName"])
        name = request["DatabaseName"]
        if not Catalog(self.cloud, call.region).has_database(name):
            raise ServiceError("MetadataException", f"Database {name} not found.")
        return {"Database": {"Name": name, "Parameters": {}}}

    def list_table_metadata(self, call: Call, request: Shape) -> Shape:
        """Lists the tables of a database."""
        _known(request["CatalogName"])
        self.get_database(call, request)
        found = Catalog(self.cloud, call.region).tables(request["DatabaseName"])
        return page(request, [_told(each) for each in found], "TableMetadataList")

    def get_table_metadata(self, call: Call, request: Shape) -> Shape:
        """Tells a table."""
        self.get_database(call, request)
        name = request["TableName"]
        found = Catalog(self.cloud, call.region).description(request["DatabaseName"], name)
        if found is None:
            raise ServiceError("MetadataException", f"Table {name} not found.")
        return {"TableMetadata": _told(found)}


def _known(name: str) -> None:
    if name.lower() != NAME.lower():
        raise ServiceError("MetadataException", f"Catalog {name} not found.")


def _told(found: dict[str, Any]) -> Shape:
    descriptor = found.get("StorageDescriptor") or {}
    parameters = {**(found.get("Parameters") or {}), "location": descriptor.get("Location", "")}
    told: Shape = {
        "Name": found["Name"],
        "TableType": found.get("TableType", "EXTERNAL_TABLE"),
        "Columns": _columns(descriptor.get("Columns")),
        "PartitionKeys": _columns(found.get("PartitionKeys")),
        "Parameters": parameters,
    }
    if found.get("CreateTime"):
        told["CreateTime"] = found["CreateTime"]
    return told


def _columns(found: Any) -> list[Shape]:
    return [
        {"Name": each["Name"], "Type": each.get("Type", "string")}
        | ({"Comment": each["Comment"]} if each.get("Comment") else {})
        for each in found or ()
    ]
