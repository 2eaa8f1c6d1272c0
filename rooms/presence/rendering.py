"""The lists of people as HTML; rendered once for each list."""

from django.template.loader import render_to_string

from rooms.live.fragments import fragment

SHOWN = 50


@fragment
def people_html(people):
    """The list in the sidebar."""
    return render_to_string("presence/_people.html", _context(people))


@fragment
def presence_html(people):
    """The list beside the conversation."""
    return render_to_string("presence/_presence.html", _context(people))


def arrivals_html(people, verb):
    """The lines that say who joined or left a room."""
    return render_to_string("presence/_arrivals.html", {"people": people, "verb": verb})


def _context(people):
    return {"people": people[:SHOWN], "more": max(len(people) - SHOWN, 0), "count": len(people)}
