"""The site that is measured: Hearth as it ships, with people who are signed in and a room."""

import os
from contextlib import contextmanager

from tests.bench.server import free_port, serving

OF_ANOTHER_SITE = [
    *("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "HOST"),
    *("HTTPS", "ORIGINS", "REDIS_URL", "SECRET_KEY"),
]
"Settings that must not reach the site that is measured."


def prepare(folder, people):
    """Make the database in the folder; return a session key for each of so many people."""
    os.environ["DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    for name in OF_ANOTHER_SITE:
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    return _seed(people)


def _seed(people):
    from django.db import transaction

    from rooms.models import Room, User

    with transaction.atomic():
        crowd = [_person(number) for number in range(people)]
        User.objects.bulk_create(crowd)
        Room.objects.start("Lobby", crowd[0])
        return [_sign_in(person) for person in crowd]


def _person(number):
    from rooms.models import User

    person = User(username=f"person-{number}", display_name=f"Person {number}", hue=number % 360)
    person.set_unusable_password()
    return person


def _sign_in(person):
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def stored():
    """The lobby's messages as the database has them, in their order."""
    from rooms.models import Message

    return list(
        Message.objects.filter(room__slug="lobby").order_by("seq").values_list("pk", flat=True)
    )


def cursor():
    """What a page of the lobby that is rendered now would have as its cursor."""
    from rooms.live.cursor import write_cursor
    from rooms.models import Room, Site

    return write_cursor(Site.current().epoch, Room.objects.get(slug="lobby").seq)


@contextmanager
def hearth(folder, keys):
    """Serve the site; the value is a job for the load generator, one page for each key."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    with serving(port, "manage.py", "serve", log=folder / "hearth.log", PORT=str(port)) as pid:
        yield {
            "server": pid,
            "page": "hearth",
            "url": f"ws://127.0.0.1:{port}/ws/rooms/lobby/",
            "headers": [{"Origin": origin, "Cookie": f"sessionid={key}"} for key in keys],
            "cursor": cursor(),
        }


@contextmanager
def tutorial(folder, pages):
    """Serve the tutorial's chat; the value is a job for the load generator."""
    port = free_port()
    command = (
        "-m",
        "daphne",
        "-b",
        "127.0.0.1",
        "-p",
        str(port),
        "tests.bench.tutorial.asgi:application",
    )
    with serving(port, *command, log=folder / "tutorial.log") as pid:
        yield {
            "server": pid,
            "page": "tutorial",
            "url": f"ws://127.0.0.1:{port}/ws/chat/lobby/",
            "headers": [{"Origin": f"http://127.0.0.1:{port}"}] * pages,
        }
