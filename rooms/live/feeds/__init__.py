"""Feeds: the one object per topic and process that reads what changed and renders it once."""
