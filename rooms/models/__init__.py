from rooms.models.connection import Connection
from rooms.models.membership import Membership
from rooms.models.message import Message
from rooms.models.room import Room
from rooms.models.site import Site
from rooms.models.user import User

__all__ = ["Connection", "Membership", "Message", "Room", "Site", "User"]
