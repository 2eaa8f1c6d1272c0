"""Templates that are rendered once for each shape; what differs each time is put into slots.

A template may ask about the values of its shape (`{% if is_archived %}`). A slot it can only
show, as what stands there is put in later; so nothing of one person gets to another.
"""

import re
import secrets
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

MOST = 1_000
"Rendered shapes that a process keeps; that of a room's page has some 12 KB."

SIGN = secrets.token_hex(8)
"Begins the mark of a slot; nobody can guess it, and so nobody can name a room like a slot."
MARK = re.compile(f"<{SIGN} ([\\w.]+)>")


class Slot(SafeString):
    """The mark of a slot, as the template shows it."""

    def __bool__(self):
        """Only Django's `{% csrf_token %}` may ask whether there is one."""
        name = MARK.match(self)[1]
        if name == "csrf_token":
            return True
        raise TypeError(f"A template asked whether there is anything in its slot {name}.")


def fill(template, shape, slots):
    """The template's HTML, with its slots filled; text in them is escaped.

    shape: {name: value}; all that the template asks about, each value comparable by all that
        it consists of: numbers, strings, tuples, but no model.
    slots: {name: text or HTML}; what has the name of something of the shape is left out.

    "sidebar.rooms" is `{{ sidebar.rooms }}` in the template.
    """
    pieces = _pieces if not settings.DEBUG else _pieces.__wrapped__
    words, names = pieces(
        template,
        tuple(shape.items()),
        tuple(slots),
        get_language(),
        get_current_timezone_name(),
    )
    words = words.copy()
    words[1::2] = [conditional_escape(slots[name]) for name in names]
    return mark_safe("".join(words))


@lru_cache(maxsize=MOST)
def _pieces(template, shape, slots, language, time_zone):
    """The words around the slots, with room for what is in them, and the slots in their order."""
    marks = {name: Slot(f"<{SIGN} {name}>") for name in slots}
    words = MARK.split(render_to_string(template, _context(marks | dict(shape))))
    return words, words[1::2]


def _context(values):
    context = {}
    for name, value in values.items():
        *path, last = name.split(".")
        place = context
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return context
