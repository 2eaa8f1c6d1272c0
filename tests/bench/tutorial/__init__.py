"""The chat of the Channels tutorial, to compare with: JSON through `group_send`."""
