"""The settings of a bucket from the template's shape to the S3 API's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from localcloud.handlers import ResourceError

NOTIFICATIONS = {
    "LambdaConfigurations": ("LambdaFunctionConfigurations", "Function", "LambdaFunctionArn"),
    "QueueConfigurations": ("QueueConfigurations", "Queue", "QueueArn"),
    "TopicConfigurations": ("TopicConfigurations", "Topic", "TopicArn"),
}
LIFECYCLE_SAME = {
    "AbortIncompleteMultipartUpload": "AbortIncompleteMultipartUpload",
    "Id": "ID",
    "NoncurrentVersionExpiration": "NoncurrentVersionExpiration",
    "Status": "Status",
}
LIFECYCLE_CONDITIONS = {
    "ObjectSizeGreaterThan": "ObjectSizeGreaterThan",
    "ObjectSizeLessThan": "ObjectSizeLessThan",
    "Prefix": "Prefix",
    "TagFilters": "Tags",
}
EXPIRATION = {
    "ExpirationDate": "Date",
    "ExpirationInDays": "Days",
    "ExpiredObjectDeleteMarker": "ExpiredObjectDeleteMarker",
}
DAYS = {"TransitionInDays": "Days", "TransitionDate": "Date", "StorageClass": "StorageClass"}
NONCURRENT_DAYS = {
    "TransitionInDays": "NoncurrentDays",
    "StorageClass": "StorageClass",
    "NewerNoncurrentVersions": "NewerNoncurrentVersions",
}
MOVES = {
    "NoncurrentVersionTransition": ("NoncurrentVersionTransitions", NONCURRENT_DAYS),
    "NoncurrentVersionTransitions": ("NoncurrentVersionTransitions", NONCURRENT_DAYS),
    "Transition": ("Transitions", DAYS),
    "Transitions": ("Transitions", DAYS),
}


def same(value: Any) -> Any:
    """A setting whose shape the API shares."""
    return value


def canned_acl(value: str) -> str:
    """``LogDeliveryWrite`` as ``log-delivery-write``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", value).lower()


def encryption(value: Mapping[str, Any]) -> dict[str, Any]:
    """Default encryption."""
    rules = []
    for given in value["ServerSideEncryptionConfiguration"]:
        rule = dict(given)
        if "ServerSideEncryptionByDefault" in rule:
            rule["ApplyServerSideEncryptionByDefault"] = rule.pop("ServerSideEncryptionByDefault")
        rules.append(rule)
    return {"Rules": rules}


def cors(value: Mapping[str, Any]) -> dict[str, Any]:
    """Who may call from which origin."""
    renamed = {"ExposedHeaders": "ExposeHeaders", "Id": "ID", "MaxAge": "MaxAgeSeconds"}
    return {"CORSRules": [_renamed(rule, renamed) for rule in value["CorsRules"]]}


def logging(value: Mapping[str, Any]) -> dict[str, Any]:
    """Server access logs."""
    if "DestinationBucketName" not in value:
        raise ResourceError("LoggingConfiguration.DestinationBucketName must be given")
    target = {
        "TargetBucket": value["DestinationBucketName"],
        "TargetPrefix": value.get("LogFilePrefix", ""),
    }
    return {"LoggingEnabled": target}


def website(value: Mapping[str, Any]) -> dict[str, Any]:
    """Static web hosting."""
    made: dict[str, Any] = {}
    for name, item in value.items():
        if name == "IndexDocument":
            made[name] = {"Suffix": item}
        elif name == "ErrorDocument":
            made[name] = {"Key": item}
        else:
            raise ResourceError(f"WebsiteConfiguration.{name} is not known to the local cloud")
    return made


def notifications(value: Mapping[str, Any]) -> dict[str, Any]:
    """Who is told of what happens in the bucket."""
    made: dict[str, Any] = {}
    for name, (member, target, arn) in NOTIFICATIONS.items():
        for given in value.get(name) or ():
            entry: dict[str, Any] = {"Events": [given["Event"]], arn: given[target]}
            rules = ((given.get("Filter") or {}).get("S3Key") or {}).get("Rules")
            if rules:
                entry["Filter"] = {"Key": {"FilterRules": rules}}
            made.setdefault(member, []).append(entry)
    if (value.get("EventBridgeConfiguration") or {}).get("EventBridgeEnabled", False):
        made["EventBridgeConfiguration"] = {}
    return made


def lifecycle(value: Mapping[str, Any]) -> dict[str, Any]:
    """When objects move to other storage and when they go."""
    return {"Rules": [_lifecycle_rule(rule) for rule in value["Rules"]]}


def _lifecycle_rule(given: Mapping[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    expiration: dict[str, Any] = {}
    condition: dict[str, Any] = {}
    for name, item in given.items():
        if name in LIFECYCLE_SAME:
            rule[LIFECYCLE_SAME[name]] = item
        elif name in LIFECYCLE_CONDITIONS:
            condition[LIFECYCLE_CONDITIONS[name]] = item
        elif name in EXPIRATION:
            expiration[EXPIRATION[name]] = item
        elif name in MOVES:
            member, renamed = MOVES[name]
            items = item if isinstance(item, list) else [item]
            rule[member] = [_renamed(entry, renamed) for entry in items]
        elif name == "NoncurrentVersionExpirationInDays":
            rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": item}
        else:
            raise ResourceError(f"LifecycleConfiguration.Rules.{name} is not known here")
    if expiration:
        rule["Expiration"] = expiration
    rule["Filter"] = _lifecycle_filter(condition)
    return rule


def _lifecycle_filter(condition: Mapping[str, Any]) -> dict[str, Any]:
    tags = condition.get("Tags") or []
    single = {name: value for name, value in condition.items() if name != "Tags"}
    if len(single) + len(tags) > 1:
        return {"And": {**single, **({"Tags": tags} if tags else {})}}
    if tags:
        return {"Tag": tags[0]}
    return single or {"Prefix": ""}


def _renamed(value: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(name, name): item for name, item in value.items()}
