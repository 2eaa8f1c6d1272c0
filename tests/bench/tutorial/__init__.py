"""The chat of the Channels tutorial, to measure against: JSON through `group_send`."""
