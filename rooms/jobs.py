"""The jobs of all capabilities. Importing them registers them."""

from rooms.announcements import jobs as announcements

__all__ = ["announcements"]
