"""One feed a file: what can change under a page, and how it is read and rendered."""

from rooms.live.topics import heads_from
from rooms.models import Counter, Room, Site, User

heads_from("room", Room.objects.all)
heads_from("user", User.objects.all)
heads_from("bell", User.objects.all, "bell_seq")
heads_from("counter", Counter.objects.all)
heads_from("announcements", Site.objects.all, "announcements_seq")
