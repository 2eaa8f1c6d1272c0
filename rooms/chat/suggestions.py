from django.db.models import Q

from rooms.markup import name_at_end

SUGGESTIONS = 8


def suggest(room, text):
    """[(the text completed, person)] if it ends with an @name that members' names begin with."""
    typed = name_at_end(text)
    if not typed:
        return []
    before, name = typed
    matches = Q(username_key__istartswith=name) | Q(display_name__istartswith=name)
    people = room.members.filter(matches, is_active=True).order_by("display_name")[:SUGGESTIONS]
    return [(f"{before}@{person.username} ", person) for person in people]
