"""What is done on pages and in the administration is put down once, with its person."""

import pytest
from django.contrib.auth.models import Group
from django.utils.functional import SimpleLazyObject

from rooms.models import AuditEntry, Site, record
from rooms.models.audit import FROM_ONE_ADDRESS
from rooms.site.middleware import on_the_viewers_behalf
from tests import cast
from tests.accounts.test_accounts import sign_in


@pytest.fixture
def root(client_of, db):
    client = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    AuditEntry.objects.all().delete()
    return client


def put_down():
    entries = AuditEntry.objects.order_by("pk")
    assert {entry.address for entry in entries} <= {"127.0.0.1"}
    return [(entry.verb, entry.actor_name, entry.target) for entry in entries]


def test_signing_in_and_out_and_failing_to(client, ana):
    AuditEntry.objects.all().delete()
    sign_in(client, "ana", "not-the-password")
    sign_in(client, "ana")
    client.post("/accounts/logout/")
    client.post("/accounts/logout/")
    assert put_down() == [
        ("sign-in failed", "", "ana"),
        ("signed in", "Ana Ruiz", ""),
        ("signed out", "Ana Ruiz", ""),
    ]
    assert not AuditEntry.objects.about("not-the-password").exists()


def test_a_flood_of_failed_sign_ins_is_bounded(client, db):
    for n in range(FROM_ONE_ADDRESS.times + 5):
        sign_in(client, f"name-{n}", "wrong")
    assert AuditEntry.objects.count() == FROM_ONE_ADDRESS.times


def test_joining_is_the_newcomers_own_act(client, db):
    answers = {"username": "noa", "display_name": "Noa Lind", "password": "a-quiet-harbour"}
    client.post(f"/join/{Site.current().invitation_token}/", answers)
    assert put_down() == [("person joined", "Noa Lind", ""), ("signed in", "Noa Lind", "")]


def test_a_new_password(client_of, ana):
    client = client_of(ana)
    AuditEntry.objects.all().delete()
    answers = {"new_password1": "a-quiet-harbour", "new_password2": "a-quiet-harbour"}
    client.post("/accounts/password/", answers | {"old_password": "wrong"})
    assert put_down() == []
    client.post("/accounts/password/", answers | {"old_password": cast.PASSWORD})
    assert put_down() == [("password changed", "Ana Ruiz", "Ana Ruiz @ana")]


def test_an_act_on_a_page_has_its_person_and_address_and_a_refused_one_none(
    client_of, garden, ana, sam
):
    ana, sam = client_of(ana), client_of(sam)
    AuditEntry.objects.all().delete()
    assert ana.post("/rooms/garden/archive/").status_code == 403
    assert put_down() == []
    sam.post("/rooms/garden/archive/")
    assert put_down() == [("room archived", "Sam Lindqvist", "Garden")]


def test_a_page_that_puts_nothing_down_looks_nobody_up_for_it(rf):
    def look_up():
        pytest.fail("somebody was looked up")

    request = rf.get("/")
    request.user = SimpleLazyObject(look_up)
    assert on_the_viewers_behalf(lambda request: "the page")(request) == "the page"


def test_what_is_changed_in_the_administration(root, garden, ana, zoe):
    AuditEntry.objects.all().delete()
    team = Group.objects.create(name="Team")
    answers = {
        "username": "ana",
        "display_name": "Ana R.",
        "email": "",
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": str(ana.hue),
        "is_staff": "on",
        "groups": [team.pk],
    }
    assert root.post(f"/admin/rooms/user/{ana.pk}/change/", answers).status_code == 302
    assert sorted(put_down()) == [
        ("admin changed", "Root", "Ana R. @ana"),
        ("person deactivated", "Root", "Ana R. @ana"),
        ("right changed", "Root", "Ana R. @ana"),
        ("staff made", "Root", "Ana R. @ana"),
    ]
    assert AuditEntry.objects.get(verb="right changed").detail == "Groups: Team"
    assert AuditEntry.objects.get(verb="admin changed").detail == "display_name"


def test_a_person_a_password_a_member_and_the_epoch_in_the_administration(root, garden, zoe):
    AuditEntry.objects.all().delete()
    passwords = {
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    root.post("/admin/rooms/user/add/", passwords | {"username": "noa", "display_name": "Noa"})
    root.post(f"/admin/rooms/user/{zoe.pk}/password/", passwords | {"password2": "else"})
    root.post(f"/admin/rooms/user/{zoe.pk}/password/", passwords)
    root.post("/admin/rooms/membership/add/", {"room": garden.pk, "user": zoe.pk})
    place = garden.memberships.get(user=zoe)
    root.post(f"/admin/rooms/membership/{place.pk}/delete/", {"post": "yes"})
    root.post(f"/admin/rooms/room/{garden.pk}/change/", {"name": "Orchard", "purpose": ""})
    root.post(f"/admin/rooms/site/{Site.current().pk}/change/", {"epoch": "fresh"})
    assert put_down() == [
        ("person added", "Root", "Noa @noa"),
        ("password changed", "Root", "Zoe Marsh @zoe"),
        ("member added", "Root", "Zoe Marsh @zoe"),
        ("member removed", "Root", "Zoe Marsh @zoe"),
        ("room changed", "Root", "Orchard"),
        ("admin changed", "Root", "site fresh"),
    ]


def test_nobody_changes_the_log_in_the_administration(root):
    entry = record("signed in")
    path = "/admin/rooms/auditentry/"
    assert root.get(path, {"q": "ana"}).status_code == 200
    assert root.get(f"{path}{entry.pk}/change/").status_code == 200
    assert root.get(f"{path}add/").status_code == 403
    for act in ("change", "delete"):
        assert root.post(f"{path}{entry.pk}/{act}/", {"post": "yes"}).status_code == 403
    root.post(path, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_a_group_is_a_matter_of_rights(root):
    root.post("/admin/auth/group/add/", {"name": "Team"})
    team = Group.objects.get()
    root.post(f"/admin/auth/group/{team.pk}/delete/", {"post": "yes"})
    assert put_down() == [("right changed", "Root", "the group Team")] * 2
