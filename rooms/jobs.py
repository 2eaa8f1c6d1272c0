"""The jobs of all capabilities. Importing them registers them."""

from rooms.announcements import jobs as announcements
from rooms.site import jobs as site

__all__ = ["announcements", "site"]
