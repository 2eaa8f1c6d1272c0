from rooms.live.oob import fill

SHOWN = 99


def title_text(name, unread):
    return f"({min(unread, SHOWN)}) {name}" if unread else name


def push_title(name, unread):
    """The page's title as a push: htmx ignores a pushed <title>, but fills the one there is."""
    return fill("doc-title", title_text(name, unread))
