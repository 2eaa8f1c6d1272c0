"""The grammar of what people write: Markdown, addresses, @names.

A pure package without the database, so that models may use it. What finds names and what shows
them is one parse: a name is a chip exactly where it mentions somebody.
"""

from rooms.markup.html import line_to_html, to_html
from rooms.markup.names import (
    HERE,
    ROOM,
    USERNAME,
    USERNAME_LENGTH,
    folded,
    has_names,
    name_at_end,
)
from rooms.markup.parser import names_in
from rooms.markup.visible import is_visible, trimmed

__all__ = [
    "HERE",
    "ROOM",
    "USERNAME",
    "USERNAME_LENGTH",
    "folded",
    "has_names",
    "is_visible",
    "line_to_html",
    "name_at_end",
    "names_in",
    "to_html",
    "trimmed",
]
