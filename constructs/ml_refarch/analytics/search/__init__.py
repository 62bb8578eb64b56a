"""What a search domain is made of beside the domain: who signs in, where it logs, what feeds it."""

from .feed import SearchFeed
from .linked_role import LinkedRoleFunction
from .logs import SearchLogs
from .people import SearchPeople

__all__ = ["LinkedRoleFunction", "SearchFeed", "SearchLogs", "SearchPeople"]
