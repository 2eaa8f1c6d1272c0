"""Which column holds the number of each kind of topic."""

from rooms.live.topics import register_topics
from rooms.models.counter import Counter
from rooms.models.room import Room
from rooms.models.site import Site
from rooms.models.support_desk import SupportDesk
from rooms.models.support_ticket import Ticket
from rooms.models.user import User

register_topics("room", Room.objects.all)
register_topics("user", User.objects.all)
register_topics("bell", User.objects.all, "bell_seq")
register_topics("counter", Counter.objects.all)
register_topics("desk", SupportDesk.objects.all)
register_topics("support", Ticket.objects.all)
register_topics("support.notes", Ticket.objects.all, "notes_seq")
register_topics("announcements", Site.objects.all, "announcements_seq")
