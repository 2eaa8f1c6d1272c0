"""The tutorial's chat with one change: each consumer renders HTML for its own page."""
