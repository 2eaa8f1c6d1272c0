"""Who has a page open: in a room, or anywhere on the site."""

from rooms.models import Connection, User

SHOWN = 50


def here_in(room_id):
    """(pk, name, hue) of the people in the room, by name."""
    return _people(Connection.objects.live().filter(room=room_id))


def here_on_site():
    return _people(Connection.objects.live())


def count_on_site():
    """How many people have a page open, in all processes."""
    return Connection.objects.live().values("user").distinct().count()


def _people(connections):
    people = User.objects.filter(pk__in=connections.values("user")).order_by("display_name", "pk")
    return tuple(people.values_list("pk", "display_name", "hue"))


def people_context(rows):
    """Template context for people given as (pk, name, hue)."""
    people = [User(pk=pk, display_name=name, hue=hue) for pk, name, hue in rows]
    return {"people": people[:SHOWN], "more": max(len(people) - SHOWN, 0), "count": len(people)}
