"""Templates that are rendered once for each shape; what differs each time is put into slots.

A template may ask about the values of its shape (`{% if is_archived %}`). A slot it can only
show, as what stands there is put in later; so nothing of one person gets to another.
"""

import re
import secrets
from functools import lru_cache
from html import escape

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

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


def forget():
    """Let go of all shapes; for tests that look at what is rendered."""
    _hollow.cache_clear()


def fill(template, audience, shape, slots):
    """The template's HTML in the words of the audience, with its slots filled.

    shape: {name: value}; all that the template asks about, each value comparable by all that
        it consists of: numbers, strings, tuples, but no model.
    slots: {name: text or HTML}; text is escaped. What has the name of something of the shape
        is left out. "sidebar.rooms" is `{{ sidebar.rooms }}` in the template.
    """
    hollow = _hollow if not settings.DEBUG else _hollow.__wrapped__
    html, names = hollow(template, audience, tuple(shape.items()), tuple(slots))
    return mark_safe(html % {name: _html(slots[name]) for name in names})


def _html(value):
    """Django's `conditional_escape`, which takes four times as long."""
    return value if isinstance(value, SafeString) else escape(str(value))


@lru_cache(maxsize=MOST)
def _hollow(template, audience, shape, slots):
    """The HTML with `%(name)s` for each slot, and the names of the slots that it has."""
    if models := [name for name, value in shape if isinstance(value, Model)]:
        raise TypeError(f"{models} of a shape: a model compares by its id, not by what is shown.")
    marks = {name: Slot(f"<{SIGN} {name}>") for name in slots}
    with audience.in_their_words():
        html = render_to_string(template, _context(marks | dict(shape)))
    return MARK.sub(r"%(\1)s", html.replace("%", "%%")), tuple(set(MARK.findall(html)))


def _context(values):
    context = {}
    for name, value in values.items():
        *path, last = name.split(".")
        place = context
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    return context
