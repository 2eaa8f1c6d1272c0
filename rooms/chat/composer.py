"""The composer: its form on the page, and the empty box after a message was accepted."""

import uuid

from django.utils.html import format_html

from rooms.live.oob import EMPTY_SINK, fill, replace, replace_inside
from rooms.live.template_slots import render_with_slots


def composer_variant(membership, lines):
    """What the composer's template asks about."""
    room = membership.room
    return {"slug": room.slug, "room_name": room.name_for(membership.user), "lines": lines}


def composer_slots(csrf_token, draft, error=""):
    """What differs with each composer."""
    return {"key": uuid.uuid4(), "csrf_token": csrf_token, "draft": draft, "error": error}


def push_empty_box(audience, room_name, lines, old_key):
    """An empty box in place of the one whose text was accepted, and a new key.

    The new box takes the focus only if the focus is in the composer.
    """
    key = uuid.uuid4()
    slots = {"key": key, "draft": ""}
    pushes = []
    for focus, compose in ((True, "#compose:focus-within"), (False, "#compose:not(:focus-within)")):
        variant = {"lines": lines, "room_name": room_name, "focus": focus}
        box = render_with_slots("chat/_composer_box.html", audience, variant, slots)
        field = f"{compose} .composer__field:has(#box-{old_key})"
        pushes.append(replace_inside(field, box, present=f"{compose} #box-{old_key}"))
    key_field = format_html('<input type="hidden" name="key" id="compose-key" value="{}">', key)
    return "".join([*pushes, replace(key_field), fill("compose-error", "")]) + EMPTY_SINK
