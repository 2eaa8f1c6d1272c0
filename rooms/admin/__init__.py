"""The administration: every noun, changed only through the verbs that keep its rules."""

from rooms.admin import counters, notices, people, rooms, site, support, tokens, webhooks
from rooms.admin.view_only import ViewOnly

__all__ = [
    "ViewOnly",
    "counters",
    "notices",
    "people",
    "rooms",
    "site",
    "support",
    "tokens",
    "webhooks",
]
