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


def arrivals_html(people, count, verb):
    """The lines that say who joined or left a room: the first few, and how many others."""
    context = {"people": people, "more": count - len(people), "verb": verb}
    return render_to_string("presence/_arrivals.html", context)


def _context(people):
    more = people.count - len(people.shown)
    return {"people": people.shown, "more": more, "count": people.count}
