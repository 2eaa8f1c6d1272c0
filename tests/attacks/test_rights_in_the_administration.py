"""Staff with rights in Django's administration give nobody more rights, themselves least of all."""

import pytest
from django.contrib.auth.models import Group, Permission

from rooms.models import User
from tests import cast

pytestmark = pytest.mark.django_db


def permissions(*names):
    return Permission.objects.filter(codename__in=names)


@pytest.fixture
def root():
    return cast.welcome("root", "Root", is_staff=True, is_superuser=True)


@pytest.fixture
def staff(client_of, sam):
    """Sam's client; he may look after people and groups."""
    nouns = ("user", "group")
    does = ("add", "change", "delete", "view")
    sam.user_permissions.set(permissions(*[f"{do}_{noun}" for do in does for noun in nouns]))
    return client_of(sam)


def change(client, person, **fields):
    data = {
        "username": person.username,
        "display_name": person.display_name,
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": "5",
        "is_active": "on",
    }
    return client.post(f"/admin/rooms/user/{person.pk}/change/", data | fields)


def rights(person):
    person = User.objects.get(pk=person.pk)
    flags = person.is_active, person.is_staff, person.is_superuser, person.kind
    return *flags, set(person.user_permissions.all()), set(person.groups.all())


@pytest.mark.parametrize("name", ["sam", "ana"])
def test_rights_sent_with_a_persons_form_are_not_taken(staff, sam, ana, name):
    person, team = {"sam": sam, "ana": ana}[name], Group.objects.create(name="Team")
    before = rights(person)
    every = [each.pk for each in Permission.objects.all()]
    answer = change(
        *(staff, person),
        **dict.fromkeys(("is_superuser", "is_staff"), "on"),
        kind=User.BOT,
        owner=str(sam.pk),
        user_permissions=every,
        groups=[team.pk],
        display_name="Renamed",
    )
    assert answer.status_code == 302
    assert rights(person) == before
    assert User.objects.get(pk=person.pk).display_name == "Renamed"


def test_person_is_not_deactivated_past_the_dashboards_rules(staff, ana):
    change(staff, ana, is_active="")
    assert rights(ana)[0]


NEW_PASSWORD = {"usable_password": "true"} | dict.fromkeys(
    ("password1", "password2"), "a-quiet-harbour"
)


def test_superuser_is_not_touched(staff, root):
    assert change(staff, root, username="root2").status_code == 403
    answer = staff.post(f"/admin/rooms/user/{root.pk}/password/", NEW_PASSWORD)
    assert answer.status_code == 403
    root.refresh_from_db()
    assert root.username == "root"
    assert root.check_password(cast.PASSWORD)


def test_password_of_who_has_more_rights_is_not_set(staff, sam, ben, ana):
    ben.user_permissions.set(permissions("change_room"))
    paths = [f"/admin/rooms/user/{person.pk}/password/" for person in (ben, ana)]
    assert [staff.post(path, NEW_PASSWORD).status_code for path in paths] == [403, 302]


def test_group_gets_no_rights_and_no_group_is_made_or_deleted(staff):
    team = Group.objects.create(name="Team")
    data = {"name": "Team", "permissions": [each.pk for each in permissions("change_site")]}
    paths = ("add/", f"{team.pk}/change/", f"{team.pk}/delete/")
    answers = [staff.post(f"/admin/auth/group/{path}", data | {"post": "yes"}) for path in paths]
    assert [answer.status_code for answer in answers] == [403] * 3
    staff.post(
        "/admin/auth/group/",
        {"action": "delete_selected", "_selected_action": [team.pk], "post": "yes"},
    )
    assert list(Group.objects.get().permissions.all()) == []


def test_superuser_gives_and_takes_rights(client_of, root, ana):
    answer = change(client_of(root), ana, is_staff="on", is_superuser="on")
    assert answer.status_code == 302
    assert rights(ana)[:3] == (True, True, True)
