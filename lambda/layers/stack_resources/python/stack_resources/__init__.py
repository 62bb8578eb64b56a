"""What functions behind custom resources share: CloudFormation's protocol, and emptying a bucket.

A function says what it does for each type of resource, and answers::

    ACTIONS = {**EMPTIED_BUCKET, "Custom::RemovedThing": on_deletion(remove_thing, "ThingName")}

    def handle(event, context):
        answer(event, context, ACTIONS)

It speaks CloudFormation's protocol itself, so that a function needs no provider around it and no
package beside boto3.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

from .action import Action, Properties, on_deletion
from .answering import answer
from .emptying import EMPTIED_BUCKET, StillThereError, remove_objects

__all__ = [
    "EMPTIED_BUCKET",
    "Action",
    "Properties",
    "StillThereError",
    "answer",
    "on_deletion",
    "remove_objects",
]
