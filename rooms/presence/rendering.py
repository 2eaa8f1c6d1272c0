"""The lists of people as HTML; rendered once for each list."""

from django.template.loader import render_to_string

from rooms.live.fragments import fragment

NAMED = 5
"Of those who come or leave at once, so many are named."


@fragment
def people_html(people):
    """The list in the sidebar."""
    return render_to_string("presence/_people.html", _context(people))


@fragment
def presence_html(people):
    """The list beside the conversation."""
    return render_to_string("presence/_presence.html", _context(people))


def arrivals_html(lines):
    """Who joined or left a room, from lines of (people, how many others, verb)."""
    return render_to_string("presence/_arrivals.html", {"lines": lines})


def _context(people):
    more = people.count - len(people.shown)
    return {"people": people.shown, "more": more, "count": people.count}
