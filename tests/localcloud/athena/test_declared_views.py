"""A view that a template declares is what Athena itself makes of the same query."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_glue as glue
from ml_refarch.analytics import LakeView

from stacks.analytics.tables import BOOKINGS, EVENTS, JOBS
from tests.localcloud.athena.lake import BUCKET, DATABASE, Lake

SQL = (JOBS / "sql" / "athena" / "views" / "bookings.sql").read_text().strip()


def declared() -> dict[str, Any]:
    """The table that the template has, its text encoded as CloudFormation does."""
    app = App()
    stack = Stack(app, "Declaring")
    arn = stack.format_arn(service="glue", resource="database", resource_name=DATABASE)
    LakeView(
        stack,
        "View",
        database=glue.Database.from_database_arn(stack, "Database", arn),
        name="bookings",
        sql=SQL,
        columns=BOOKINGS,
    )
    resources = app.synth().get_stack_by_name("Declaring").template["Resources"]
    (table,) = (
        one["Properties"]["TableInput"]
        for one in resources.values()
        if one["Type"] == "AWS::Glue::Table"
    )
    separator, (before, text, after) = table["ViewOriginalText"]["Fn::Join"]
    encoded = base64.b64encode(text["Fn::Base64"].encode()).decode()
    return {**table, "ViewOriginalText": separator.join([before, encoded, after])}


def definition(table: Mapping[str, Any]) -> Any:
    """What its text says."""
    text = str(table["ViewOriginalText"]).removeprefix("/* Presto View: ").removesuffix(" */")
    return json.loads(base64.b64decode(text, validate=True))


def test_it_is_what_create_view_makes(lake: Lake) -> None:
    lake.table(
        EVENTS.name,
        dict(EVENTS.columns),
        keys=dict(EVENTS.partitions),
        location=f"s3://{BUCKET}/{EVENTS.name}/",
    )
    made = lake.ask(f"CREATE VIEW bookings AS {SQL}")
    assert (made.state, made.reason) == ("SUCCEEDED", "")

    client = lake.cloud.client("glue")
    theirs = client.get_table(DatabaseName=DATABASE, Name="bookings")["Table"]
    ours = declared()
    for name in ("Name", "TableType", "Parameters", "ViewExpandedText"):
        assert ours[name] == theirs[name]
    assert ours["StorageDescriptor"]["Columns"] == theirs["StorageDescriptor"]["Columns"]
    said, kept = definition(ours), definition(theirs)
    # What comes before the first word of a statement is none of it.
    assert said.pop("originalSql").partition("\n")[2] == kept.pop("originalSql")
    assert said == kept

    client.update_table(DatabaseName=DATABASE, TableInput=ours)
    asked = lake.ask("SELECT * FROM bookings")
    assert (asked.state, asked.header, asked.rows) == ("SUCCEEDED", list(BOOKINGS), [])
