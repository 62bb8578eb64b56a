"""What a cluster of EMR stands on: its security groups and roles."""

from .groups import ClusterGroups
from .roles import instance_role, service_role

__all__ = ["ClusterGroups", "instance_role", "service_role"]
