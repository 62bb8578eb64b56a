"""What an upgrade would do to data that a deployed stack holds.

``python -m tests.stacks.upgrades`` notes the templates as they are now as the ones deployed: do so
with a release, never to silence the test.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

HOLDS_DATA = frozenset(
    {
        "AWS::Backup::BackupVault",
        "AWS::Cognito::IdentityPool",
        "AWS::Cognito::UserPool",
        "AWS::Connect::Instance",
        "AWS::Connect::PhoneNumber",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::Kinesis::Stream",
        "AWS::Glue::Database",
        "AWS::Glue::Table",  # only its partitions, which jobs registered, lead to the files
        "AWS::KMS::Key",
        "AWS::Lex::Bot",
        "AWS::Logs::LogGroup",
        "AWS::OpenSearchService::Domain",
        "AWS::RedshiftServerless::Namespace",
        "AWS::S3::Bucket",
        "AWS::SageMaker::ModelPackageGroup",
        "AWS::SageMaker::NotebookInstance",  # its disk has what somebody wrote there
        "AWS::Scheduler::ScheduleGroup",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
    }
)
"""Types whose replacement loses something: rows, files, messages, subscribers, an identity."""

DEPLOYED = Path(__file__).parent / "deployed"

Resources = Mapping[str, Mapping[str, Any]]


def holdings(template: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The resources that hold data, with the properties whose change replaces them."""
    return {
        name: {
            "Type": resource["Type"],
            "Fixed": {
                path: value
                for path in create_only(resource["Type"])
                if (value := _at(resource.get("Properties", {}), path)) is not None
            },
        }
        for name, resource in template["Resources"].items()
        if resource["Type"] in HOLDS_DATA
    }


def losses(deployed: Resources, template: Mapping[str, Any]) -> list[str]:
    """Sentences that say which data an upgrade from ``deployed`` to ``template`` would lose."""
    now = holdings(template)
    found = []
    for name, before in sorted(deployed.items()):
        after = now.get(name)
        if after is None or after["Type"] != before["Type"]:
            found.append(f"{name} ({before['Type']}) would be removed")
            continue
        changed = sorted(
            path
            for path in {*before["Fixed"], *after["Fixed"]}
            if before["Fixed"].get(path) != after["Fixed"].get(path)
        )
        if changed:
            found.append(
                f"{name} ({before['Type']}) would be replaced, for its {', '.join(changed)} changes"
            )
    return found


def create_only(kind: str) -> list[str]:
    """The property paths of a type that cannot change without replacement, such as ``A/B``."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return [
        path.removeprefix("/properties/")
        for key in ("createOnlyProperties", "conditionalCreateOnlyProperties")
        for path in schema.get(key, [])
    ]


def _at(properties: Any, path: str) -> Any:
    for part in path.split("/"):
        if not isinstance(properties, Mapping) or part not in properties:
            return None
        properties = properties[part]
    return properties


def main() -> None:
    """Notes what the app's stacks hold now as what is deployed."""
    from tests.conftest import synthesise

    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(synthesise(Path(folder), env="prod").glob("*.template.json")):
            held = holdings(json.loads(path.read_text()))
            noted = DEPLOYED / f"{path.name.partition('.')[0]}.json"
            noted.write_text(json.dumps(held, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
