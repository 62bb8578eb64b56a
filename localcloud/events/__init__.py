"""Events: what invokes functions and reaches targets, behind the answers of the APIs."""

from localcloud.events.buses import EventBusService
from localcloud.events.pipes import PipeService
from localcloud.events.queues import QueueService
from localcloud.events.scheduler import SchedulerService
from localcloud.events.settling import settle
from localcloud.events.topics import TopicService, texts_sent

__all__ = [
    "EventBusService",
    "PipeService",
    "QueueService",
    "SchedulerService",
    "TopicService",
    "settle",
    "texts_sent",
]
