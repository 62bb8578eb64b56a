"""A call centre that moves appointments, in English and Korean, on the phone and in chats."""

from stacks.call_center.stack import CallCenterStack

__all__ = ["CallCenterStack"]
