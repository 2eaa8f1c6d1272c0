"""The site that is measured: Hearth as it ships, with people who are signed in, and rooms."""

import os
import re
import uuid
from io import StringIO

OF_ANOTHER_SITE = [
    *("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "HOST"),
    *("HTTPS", "ORIGINS", "REDIS_URL", "SECRET_KEY"),
]
"Settings that must not reach the site that is measured."

HOST = "127.0.0.1"
ROOMS = [f"Room {letter}" for letter in "ABCDEFGHIJK"]
IN_ALL_ROOMS = 20
"People who are in these rooms too; everyone is in the lobby."
READING_ROOM, READING = "/rooms/room-a/", 50
"A page that shows fifty messages, and twelve rooms beside them."


def prepare(folder, people):
    """Make the database in the folder; return a session key for each of so many people."""
    os.environ["DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    for name in OF_ANOTHER_SITE:
        os.environ.pop(name, None)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("prepare", stdout=StringIO())
    return _seed(people)


def _seed(people):
    from django.db import transaction

    from rooms.models import Room, User

    crowd = [_person(number) for number in range(people)]
    crowd[0].is_staff = True
    with transaction.atomic():
        User.objects.bulk_create(crowd[:IN_ALL_ROOMS])
        for name in ROOMS:
            Room.objects.start(name, crowd[0])
        User.objects.bulk_create(crowd[IN_ALL_ROOMS:])
        Room.objects.start("Lobby", crowd[0])
        browsers = [_sign_in(person) for person in crowd]
    for number in range(READING):
        _say(browsers[number % IN_ALL_ROOMS], f"Message {number}: see https://example.org/ today")
    return [browser.cookies["sessionid"].value for browser in browsers]


def _person(number):
    from rooms.models import User

    person = User(username=f"person-{number}", display_name=f"Person {number}", hue=number % 360)
    person.set_unusable_password()
    return person


def _sign_in(person):
    from django.test import Client

    browser = Client(SERVER_NAME=HOST)
    browser.force_login(person)
    return browser


def _say(browser, words):
    answer = browser.post(READING_ROOM, {"body": words, "key": uuid.uuid4()})
    if answer.status_code != 302:
        raise RuntimeError(f"A message could not be stored: {answer.status_code}")


def stored():
    """The lobby's messages as the database has them, in their order."""
    from rooms.models import Message

    return list(
        Message.objects.filter(room__slug="lobby").order_by("seq").values_list("pk", flat=True)
    )


def cursor(key):
    """The cursor in the lobby's page, as it is rendered now for the owner of that session."""
    from django.test import Client

    browser = Client(SERVER_NAME=HOST)
    browser.cookies["sessionid"] = key
    page = browser.get("/rooms/lobby/").content.decode()
    return re.search(r'id="cursor" value="([^"]+)"', page)[1]
