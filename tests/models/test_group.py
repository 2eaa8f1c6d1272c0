"""Groups: their names are one namespace with usernames, and what is done to them is recorded."""

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rooms.models import Announcement, AuditEntry, Counter, Group, Site, User
from tests import cast
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

RESERVED = ["room", "Room", "ＨERE", "here"]


@pytest.fixture
def ops(db):
    return Group.objects.start("Ops")


def entries():
    return [(entry.verb, entry.target) for entry in AuditEntry.objects.order_by("pk")]


@pytest.mark.parametrize("name", [*RESERVED, "ana", "ＡNA", "OPS", "night watch", "ops.", ""])
def test_group_gets_no_name_that_is_taken_or_cannot_be_mentioned(name, ops, ana):
    with pytest.raises(ValidationError):
        Group.objects.start(name)
    with pytest.raises(ValidationError):
        Group.objects.start("devs").rename(name)


def test_group_may_change_the_case_of_its_name(ops):
    ops.rename("ops")
    assert Group.objects.get().name == "ops"
    assert entries() == [("group made", "Ops"), ("group renamed", "ops")]


@pytest.mark.parametrize("username", [*RESERVED, "ops", "ＯPS"])
def test_nobody_joins_with_a_name_of_many(username, ops, client):
    answers = {"username": username, "display_name": "Noa", "password": PASSWORD}
    answer = client.post(f"/join/{Site.current().invitation_token}/", answers)
    assert "That username is taken. Choose another one." in answer.content.decode()
    with pytest.raises(ValidationError):
        User.objects.welcome(username, PASSWORD)
    assert not User.objects.exists()


def test_group_gets_no_taken_name_in_the_administration(ops, ana, client_of):
    root = client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))
    for name in ("ana", "room", "OPS"):
        assert "Choose another one" in root.post("/admin/auth/group/add/", {"name": name}).text
    AuthGroup.objects.create(name="Night watch")
    old = AuthGroup.objects.get(name="Night watch")
    root.post(f"/admin/auth/group/{old.pk}/change/", {"name": "Night watch"})
    assert AuthGroup.objects.count() == 2


def test_person_of_a_name_from_before_stays_and_can_be_changed(db):
    person = User.objects.create_user("room", display_name="Roo M.")
    person.full_clean(exclude=["password"])
    person.username = "here"
    with pytest.raises(ValidationError):
        person.full_clean(exclude=["password"])


def test_people_are_added_and_removed_once(ops, ana):
    for change in (ops.add, ops.add, ops.remove, ops.remove):
        change(ana)
    assert entries()[-2:] == [("group joined", "Ana Ruiz @ana"), ("group left", "Ana Ruiz @ana")]
    assert not ops.members.exists()


def test_deleted_group_ends_its_announcements_and_leaves_its_counters_to_staff(ops, ana):
    ops.add(ana)
    Announcement.objects.announce(None, "Tonight", audience=ops)
    counter = Counter.objects.start("Votes", bumpers=Counter.GROUP, group=ops)
    ops.delete_for_good()
    counter.refresh_from_db()
    assert counter.group is None
    assert not Announcement.objects.exists()
    assert ("group deleted", "Ops") in entries()


@pytest.mark.django_db(transaction=True)
def test_migration_says_who_cannot_be_mentioned(capsys):
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    (groups,) = [key for key in executor.loader.graph.nodes if key[1].endswith("_groups")]
    before = [p.key for p in executor.loader.graph.node_map[groups].parents if p.key[0] == "rooms"]
    executor.migrate(before)
    try:
        people = executor.loader.project_state(before).apps.get_model("rooms", "User")
        for name in ("Room", "ops", "ana"):
            people.objects.create(
                username=name, username_key=name.lower(), display_name=name, hue=1
            )
        for name in ("Ops", "Night watch", "devs", "DEVS"):
            AuthGroup.objects.create(name=name)
    finally:
        MigrationExecutor(connection).migrate(latest)
    said = capsys.readouterr().out
    assert "“Room” (Room, id" in said
    assert [f"The group “{name}” cannot" in said for name in ("Ops", "Night watch", "DEVS")] == [
        True
    ] * 3
    assert "devs" not in said
    assert "ana" not in said
