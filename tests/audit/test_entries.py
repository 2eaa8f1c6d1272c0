"""Audit entries of pages and of the admin: each change is recorded once, with its actor."""

import pytest
from django.contrib.auth.models import Group
from django.utils.functional import SimpleLazyObject

from rooms.models import AuditEntry, Site, record
from rooms.models.audit import FROM_ONE_ADDRESS
from rooms.site.middleware import audit_actor
from tests import cast
from tests.accounts.test_accounts import sign_in


@pytest.fixture
def root(client_of, db):
    client = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    AuditEntry.objects.all().delete()
    return client


def recorded():
    entries = AuditEntry.objects.order_by("pk")
    assert {entry.address for entry in entries} <= {"127.0.0.1"}
    return [(entry.verb, entry.actor_name, entry.target) for entry in entries]


def test_signing_in_signing_out_and_a_failed_sign_in_are_recorded(client, ana):
    AuditEntry.objects.all().delete()
    sign_in(client, "ana", "not-the-password")
    sign_in(client, "ana")
    client.post("/accounts/logout/")
    client.post("/accounts/logout/")
    assert recorded() == [
        ("sign-in failed", "", "ana"),
        ("signed in", "Ana Ruiz", ""),
        ("signed out", "Ana Ruiz", ""),
    ]
    assert not AuditEntry.objects.about("not-the-password").exists()


def test_flood_of_failed_sign_ins_adds_a_limited_number_of_entries(client, db):
    for n in range(FROM_ONE_ADDRESS.times + 5):
        sign_in(client, f"name-{n}", "wrong")
    assert AuditEntry.objects.filter(verb="sign-in failed").count() == FROM_ONE_ADDRESS.times


def test_newcomer_is_recorded_as_the_actor_of_joining(client, db):
    answers = {"username": "noa", "display_name": "Noa Lind", "password": "a-quiet-harbour"}
    client.post(f"/join/{Site.current().invitation_token}/", answers)
    assert recorded() == [("person joined", "Noa Lind", ""), ("signed in", "Noa Lind", "")]


def test_new_password_is_recorded_but_not_a_failed_attempt(client_of, ana):
    client = client_of(ana)
    AuditEntry.objects.all().delete()
    answers = {"new_password1": "a-quiet-harbour", "new_password2": "a-quiet-harbour"}
    client.post("/accounts/password/", answers | {"old_password": "wrong"})
    assert recorded() == []
    client.post("/accounts/password/", answers | {"old_password": cast.PASSWORD})
    assert recorded() == [("password changed", "Ana Ruiz", "Ana Ruiz @ana")]


def test_change_on_a_page_is_recorded_with_its_actor_but_not_a_refused_one(
    client_of, garden, ana, sam
):
    member, staff = client_of(ana), client_of(sam)
    AuditEntry.objects.all().delete()
    assert member.post("/rooms/garden/archive/").status_code == 403
    assert recorded() == []
    staff.post("/rooms/garden/archive/")
    assert recorded() == [("room archived", "Sam Lindqvist", "Garden")]


def test_page_without_an_audit_entry_does_not_look_up_its_user(rf):
    def look_up():
        pytest.fail("the actor was looked up")

    request = rf.get("/")
    request.user = SimpleLazyObject(look_up)
    assert audit_actor(lambda request: "the page")(request) == "the page"


def test_changes_of_a_person_in_the_admin_are_recorded(root, garden, ana, zoe):
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
    assert sorted(recorded()) == [
        ("admin changed", "Root", "Ana R. @ana"),
        ("person deactivated", "Root", "Ana R. @ana"),
        ("right changed", "Root", "Ana R. @ana"),
        ("staff made", "Root", "Ana R. @ana"),
    ]
    assert AuditEntry.objects.get(verb="right changed").detail == "Groups: Team"
    assert AuditEntry.objects.get(verb="admin changed").detail == "display_name"


def test_changes_of_people_members_rooms_and_the_epoch_in_the_admin_are_recorded(root, garden, zoe):
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
    membership = garden.memberships.get(user=zoe)
    root.post(f"/admin/rooms/membership/{membership.pk}/delete/", {"post": "yes"})
    root.post(f"/admin/rooms/room/{garden.pk}/change/", {"name": "Orchard", "purpose": ""})
    root.post(f"/admin/rooms/site/{Site.current().pk}/change/", {"epoch": "fresh"})
    assert recorded() == [
        ("person added", "Root", "Noa @noa"),
        ("password changed", "Root", "Zoe Marsh @zoe"),
        ("member added", "Root", "Zoe Marsh @zoe"),
        ("member removed", "Root", "Zoe Marsh @zoe"),
        ("room changed", "Root", "Orchard"),
        ("admin changed", "Root", "site fresh"),
    ]


def test_superuser_cannot_change_the_audit_log_in_the_admin(root):
    entry = record("signed in")
    path = "/admin/rooms/auditentry/"
    assert root.get(path, {"q": "ana"}).status_code == 200
    assert root.get(f"{path}{entry.pk}/change/").status_code == 200
    assert root.get(f"{path}add/").status_code == 403
    for action in ("change", "delete"):
        assert root.post(f"{path}{entry.pk}/{action}/", {"post": "yes"}).status_code == 403
    root.post(path, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_changes_of_groups_in_the_admin_are_recorded_as_changed_rights(root):
    root.post("/admin/auth/group/add/", {"name": "Team"})
    team = Group.objects.get()
    root.post(f"/admin/auth/group/{team.pk}/delete/", {"post": "yes"})
    assert recorded() == [("right changed", "Root", "the group Team")] * 2
