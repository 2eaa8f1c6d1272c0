"""The chat of the Channels tutorial, to measure against: `group_send` of JSON, one consumer a page."""
