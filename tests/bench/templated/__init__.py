"""The tutorial's chat improved in the usual way: each consumer renders HTML for its own page."""
