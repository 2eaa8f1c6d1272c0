"""Numbers that no column can hold are answered like ids that no row has, wherever they come."""

from itertools import product

import pytest
from django.urls import reverse

from rooms.models import Message, Room, User
from tests.permissions.tables import PAGES, rows
from tests.permissions.things import site as things

things = things

pytestmark = pytest.mark.django_db

NUMBERS = [2**63 - 1, 2**63, 10**30, -(2**63) - 1]
WITH_ID = [
    (name, columns[0])
    for name, columns in rows(PAGES).items()
    if {"ana", "ben", "theirs", "bell", "news", "job"}.intersection(columns[0].split(","))
]
FORMS = [
    ("notifications-read", [], {"notification": "{}"}),
    ("direct-new", [], {"people": "{}"}),
    ("room-new", [], {"name": "Shelter", "kind": "closed", "members": "{}"}),
    ("members-add", ["garden"], {"people": "{}"}),
    ("counter-new", [], {"name": "Visits", "bumpers": "group", "group": "{}"}),
    ("counter-new", [], {"name": "Visits", "bumpers": "everyone", "room": "{}"}),
    ("counter-bump", ["votes"], {"step": "{}"}),
    ("counter-set", ["votes"], {"value": "{}"}),
    ("announcement-new", [], {"text": "x", "level": "info", "audience": "room", "room": "{}"}),
    ("profile", [], {"display_name": "S", "time_zone": "UTC", "language": "en-gb", "hue": "{}"}),
    ("room", ["lobby"], {"body": "Hello", "page": "a", "n": "{}"}),
]
PAGES_THAT_ASK = [
    ("room", ["lobby"]),
    ("room-new", []),
    ("direct-new", []),
    ("room-settings", ["garden"]),
    ("people", []),
    ("audit", []),
]
QUERIES = ["?before={}", "?at={}", "?page={}", "?with={}", "?members={}", "?people={}"]


@pytest.fixture
def staff(client_of, sam, things):
    sam.is_superuser = True
    sam.save()
    return client_of(sam)


@pytest.mark.parametrize("number", NUMBERS)
def test_address_with_such_an_id_is_not_found(number, staff, things):
    for name, about in WITH_ID:
        words = about.split(",")
        ids = [number if isinstance(things.get(word), int) else word for word in words]
        path = f"/{number}/".join(reverse(name, args=_with_one(ids)).split("/1/"))
        assert {staff.get(path).status_code, staff.post(path).status_code} <= {404, 405}, path


def _with_one(ids):
    """Django makes no address with a negative number."""
    return [1 if isinstance(each, int) else each for each in ids]


def _kept():
    return Message.objects.count(), Room.objects.count(), User.objects.get(username="sam").hue


@pytest.mark.parametrize("number", NUMBERS)
def test_form_with_such_a_number_changes_nothing(number, staff):
    before = _kept()
    for name, args, data in FORMS:
        filled = {field: text.format(number) for field, text in data.items()}
        answer = staff.post(reverse(name, args=args), filled)
        assert answer.status_code == (302 if name == "notifications-read" else 422), name
        assert _kept() == before, name


@pytest.mark.parametrize("number", NUMBERS)
def test_page_that_is_asked_with_such_a_number_is_there_or_not_found(number, staff):
    for query, (name, args) in product(QUERIES, PAGES_THAT_ASK):
        path = reverse(name, args=args) + query.format(number)
        assert staff.get(path).status_code in (200, 404), path


@pytest.mark.parametrize("number", NUMBERS)
def test_administration_is_asked_with_such_a_number(number, staff):
    for model in ("user", "room", "membership", "message", "attempt", "job"):
        path = f"/admin/rooms/{model}/"
        chosen = {"action": "delete_selected", "_selected_action": [number], "post": "yes"}
        assert staff.get(f"{path}{number}/change/").status_code == 302, path
        assert staff.post(path, chosen).status_code in (200, 302), path
