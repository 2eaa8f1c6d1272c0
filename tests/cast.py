"""The people and the rooms of all tests.

Ana and Ben are people, Sam is staff, Zoe is the outsider: she is in no closed room.
Echo is Ana's bot.
"""

from e2e.server import PASSWORD
from rooms.models import Notification, Room, User


def welcome(username, name, **fields):
    return User.objects.welcome(username, PASSWORD, display_name=name, **fields)


def make_lobby(creator):
    return Room.objects.start("Lobby", creator, purpose="What everyone should see.")


def make_garden(ana, sam):
    """Closed, with Ana and Sam in it, and long enough ago that nobody's bell says so."""
    room = Room.objects.start("Garden", sam, kind=Room.CLOSED, members=[ana])
    Notification.objects.all().delete()
    return room


def make_echo(owner):
    return User.objects.add_bot("echo", "Echo", owner)
