"""The jobs of all capabilities. Importing them registers them."""

from rooms.announcements import jobs as announcements
from rooms.chat import jobs as chat
from rooms.site import jobs as site
from rooms.support import jobs as support
from rooms.webhooks import jobs as webhooks

__all__ = ["announcements", "chat", "site", "support", "webhooks"]
