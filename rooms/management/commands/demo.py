from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from rooms.management import crowd, transcript
from rooms.models import Counter, Room, User

TEXTS = Path(__file__).parent.parent / "demo"
PASSWORD = "hearth-demo"
STAFF = {"is_staff": True, "is_superuser": True}
UNREAD = 3


class Command(BaseCommand):
    help = "Fill an empty site with example people and rooms, with very many if you like."

    def add_arguments(self, parser):
        for name in ("people", "rooms", "messages"):
            parser.add_argument(f"--{name}", type=int, default=0, help=f"Add so many {name}.")

    def handle(self, people, rooms, messages, **options):
        if not User.objects.exists():
            fill()
        elif not User.objects.filter(username_key="ana").exists():
            raise CommandError(
                "This site already has people of its own. Use another folder: DATA_DIR=var/demo"
            )
        if people or rooms or messages:
            self.gather(people=people, rooms=rooms or min(messages, 1), messages=messages)
        self.stdout.write(f"Sign in as ana, ben, zoe or sam (staff), password {PASSWORD}.")

    def gather(self, **counts):
        """Add a crowd. Ana is in all the rooms, so her pages are the largest."""
        ana, bodies = (
            User.objects.get(username_key="ana"),
            transcript.bodies(_conversations("lobby")),
        )
        crowd.gather(ana, PASSWORD, bodies, report=self.stdout.write, **counts)


@transaction.atomic
def fill():
    """Create the people and the rooms. Ana has a few unread messages."""
    cast = welcome_cast()
    ana, ben, sam = cast["ana"], cast["ben"], cast["sam"]
    lobby = Room.objects.start("Lobby", sam, purpose="What everyone should see")
    garden = Room.objects.start(
        "Garden", sam, kind=Room.CLOSED, purpose="What is still growing", members=[ana]
    )
    rooms = {"lobby": lobby, "garden": garden, "direct": Room.objects.direct(ana, ben)}
    for name, room in rooms.items():
        transcript.store(room, _conversations(name), cast, timezone.now())
    leave_unread(garden, ana, UNREAD)
    count_deploys(lobby, [ben, sam])


def _conversations(name):
    return transcript.parse((TEXTS / f"{name}.txt").read_text(encoding="utf-8"))


def welcome_cast():
    people = [("ana", "Ana Ruiz"), ("ben", "Ben Okafor"), ("zoe", "Zoe Marsh")]
    cast = {
        username: User.objects.welcome(username, PASSWORD, display_name=name)
        for username, name in people
    }
    cast["sam"] = User.objects.welcome("sam", PASSWORD, display_name="Sam Lindqvist", **STAFF)
    return cast


def count_deploys(room, people):
    """Start a counter in the room's header and bump it up and, once, down."""
    counter = Counter.objects.start("Deploys today", room=room)
    for number, step in enumerate((1, 1, 3, 1, -1, 2, 1, 4)):
        counter.bump(step, people[number % len(people)])


def leave_unread(room, person, count):
    """Mark the newest `count` messages as unread for the person."""
    last_read = room.messages.latest(count + 1)[0]
    room.memberships.filter(user=person).update(
        read_seq=last_read.seq, read_posts=room.posts - count
    )
