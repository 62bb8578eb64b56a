"""What Lambda puts beside code that a template carries inline."""

from __future__ import annotations

CFNRESPONSE = '''\
"""Answers CloudFormation from a custom resource written inline."""

import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(
    event,
    context,
    responseStatus,
    responseData,
    physicalResourceId=None,
    noEcho=False,
    reason=None,
):
    """Puts the result of a request to the URL that came with it."""
    body = json.dumps(
        {
            "Status": responseStatus,
            "Reason": reason or "See CloudWatch Log Stream: " + context.log_stream_name,
            "PhysicalResourceId": physicalResourceId or context.log_stream_name,
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "NoEcho": noEcho,
            "Data": responseData,
        }
    ).encode()
    request = urllib.request.Request(event["ResponseURL"], data=body, method="PUT")
    request.add_header("Content-Type", "")
    with urllib.request.urlopen(request) as answer:
        answer.read()
'''
"""The module ``cfnresponse``.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
"""
