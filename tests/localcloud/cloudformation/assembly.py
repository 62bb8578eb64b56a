"""A cloud assembly written by hand: one stack with a function, as `cdk synth` would leave it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

ACCOUNT = "123456789012"
REGION = "us-east-1"
ASSETS = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
ROLES = f"arn:${{AWS::Partition}}:iam::{ACCOUNT}:role/cdk-hnb659fds"
VERSION = "/cdk-bootstrap/hnb659fds/version"


def write(folder: Path, resources: dict[str, Any]) -> Path:
    """Writes an assembly with the stack ``Rooms`` and the function ``Greeter``.

    Args:
        resources: The stack's, besides the function and its role.
    """
    code = folder / "code"
    code.mkdir(parents=True, exist_ok=True)
    (code / "handler.py").write_text("def handle(event, context):\n    return 'hello'\n")
    code_key = f"{hashlib.sha256((code / 'handler.py').read_bytes()).hexdigest()}.zip"
    template = {
        "Parameters": {
            "BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": VERSION}
        },
        "Resources": {**_function(code_key), **resources},
        "Outputs": {"Function": {"Value": {"Ref": "Greeter"}}},
    }
    text = json.dumps(template)
    (folder / "Rooms.template.json").write_text(text)
    template_key = f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    files = {
        "code": _file("code", "zip", code_key),
        "template": _file("Rooms.template.json", "file", template_key),
    }
    _dump(folder / "Rooms.assets.json", {"version": "55.0.0", "files": files, "dockerImages": {}})
    _dump(folder / "manifest.json", {"version": "55.0.0", "artifacts": _artifacts(template_key)})
    return folder


def _function(code_key: str) -> dict[str, Any]:
    assumed = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [assumed]}
            },
        },
        "Greeter": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Bucket": ASSETS, "S3Key": code_key},
                "Handler": "handler.handle",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Runtime": "python3.13",
            },
        },
    }


def _file(path: str, packaging: str, key: str) -> dict[str, Any]:
    destination = {
        "bucketName": ASSETS,
        "objectKey": key,
        "region": REGION,
        "assumeRoleArn": f"{ROLES}-file-publishing-role-{ACCOUNT}-{REGION}",
    }
    return {
        "source": {"path": path, "packaging": packaging},
        "destinations": {"current": destination},
    }


def _artifacts(template_key: str) -> dict[str, Any]:
    bootstrap = {
        "requiresBootstrapStackVersion": 6,
        "bootstrapStackVersionSsmParameter": VERSION,
    }
    return {
        "Rooms.assets": {
            "type": "cdk:asset-manifest",
            "properties": {"file": "Rooms.assets.json", **bootstrap},
        },
        "Rooms": {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{ACCOUNT}/{REGION}",
            "properties": {
                "templateFile": "Rooms.template.json",
                "stackTemplateAssetObjectUrl": f"s3://{ASSETS}/{template_key}",
                "assumeRoleArn": f"{ROLES}-deploy-role-{ACCOUNT}-{REGION}",
                "cloudFormationExecutionRoleArn": f"{ROLES}-cfn-exec-role-{ACCOUNT}-{REGION}",
                **bootstrap,
            },
            "dependencies": ["Rooms.assets"],
        },
    }


def _dump(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document))
