"""The Django admin: every model is registered, and changes there act as on the site."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.admin import bounded_paginator
from rooms.models import (
    Announcement,
    AnnouncementReading,
    AuditEntry,
    Connection,
    Counter,
    CounterBump,
    IncomingWebhook,
    Job,
    Membership,
    Message,
    Notification,
    Reaction,
    Room,
    Site,
    SocketPass,
    Token,
    TokenFamily,
    User,
    Webhook,
    WebhookDelivery,
)
from tests import cast

MODELS = [
    User,
    Webhook,
    WebhookDelivery,
    Room,
    Membership,
    Message,
    Reaction,
    Announcement,
    AnnouncementReading,
    Connection,
    Counter,
    CounterBump,
    IncomingWebhook,
    Job,
    Site,
    SocketPass,
    Token,
    TokenFamily,
]


@pytest.fixture
def root(client_of, db):
    return client_of(cast.welcome("root", "Root", is_staff=True, is_superuser=True))


def path(model, rest=""):
    return f"/admin/rooms/{model._meta.model_name}/{rest}"


@pytest.mark.parametrize("model", MODELS)
def test_superuser_can_list_search_and_open_every_model(root, garden, direct, ana, say, model):
    say(garden, ana, "A word to look for").reactions.toggle(ana.pk, "🎉")
    Connection.objects.create(user=ana, room=garden, process="test")
    Announcement.objects.announce(ana, "A word to look for", audience=ana).mark_read(ana)
    Counter.objects.start("Votes", room=garden).bump(1, ana)
    Job.objects.create(kind="prune", due=timezone.now())
    token = Token.objects.issue(ana, "CI", ["read"]).token
    SocketPass.objects.issue(token=token)
    TokenFamily.objects.begin(ana)
    garden.add_members(cast.make_echo(ana))
    Webhook.objects.make(User.objects.get(username="echo"), "http://a.example/", "every")
    say(garden, ana, "Another")
    IncomingWebhook.objects.make(garden, "Deploys", ana)
    assert root.get(path(model)).status_code == 200
    assert root.get(path(model), {"q": "ana"}).status_code == 200
    for record in model.objects.all():
        assert root.get(path(model, f"{record.pk}/change/")).status_code == 200


def test_superuser_finds_a_message_by_its_text(root, garden, ana, say):
    say(garden, ana, "The ladder is in the yard")
    assert "ladder" in root.get(path(Message), {"q": "yard"}).content.decode()
    assert "ladder" not in root.get(path(Message), {"q": "harbour"}).content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_person_or_staff_without_superuser_status_is_refused(client_of, ana, sam, model):
    assert client_of(ana).get(path(model)).status_code == 302
    assert client_of(sam).get(path(model)).status_code == 403


@pytest.mark.parametrize("model", [Message, Reaction, Connection, CounterBump])
def test_messages_reactions_connections_and_bumps_are_read_only(root, garden, ana, say, model):
    message = say(garden, ana)
    message.reactions.toggle(ana.pk, "🎉")
    connection = Connection.objects.create(user=ana, process="test")
    Counter.objects.start("Votes").bump(1, ana)
    bump = CounterBump.objects.get()
    record = {Connection: connection, CounterBump: bump}.get(model) or model.objects.get()
    assert root.get(path(model, "add/")).status_code == 403
    assert root.post(path(model, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    assert root.post(path(model, f"{record.pk}/change/"), {"body": "Else"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    root.post(path(model), chosen)
    record.refresh_from_db()


@pytest.mark.parametrize("model", [User, Room, Site])
def test_people_rooms_and_the_site_cannot_be_deleted(root, garden, model):
    record = Site.current() if model is Site else model.objects.first()
    assert root.post(path(model, f"{record.pk}/delete/"), {"post": "yes"}).status_code == 403
    record.refresh_from_db()


def test_person_added_in_the_admin_joins_the_open_rooms(root, lobby, garden):
    answers = {
        "username": "noa",
        "display_name": "Noa Lind",
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    assert root.post(path(User, "add/"), answers).status_code == 302
    noa = User.objects.get(username="noa")
    assert list(noa.rooms.all()) == [lobby]
    assert noa.check_password("a-quiet-harbour")


def test_person_changed_in_the_admin_keeps_a_concurrent_seq(root, ana, monkeypatch):
    team = Group.objects.create(name="Team")
    form = admin.site.get_model_admin(User).get_form
    monkeypatch.setattr(
        admin.site.get_model_admin(User),
        "get_form",
        lambda *args, **kwargs: (
            User.objects.filter(pk=ana.pk).update(seq=40),
            form(*args, **kwargs),
        )[1],
    )
    answers = {
        "username": "ana",
        "display_name": "Ana R.",
        "email": "",
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": "5",
        "groups": [team.pk],
    }
    assert root.post(path(User, f"{ana.pk}/change/"), answers).status_code == 302
    ana.refresh_from_db()
    assert (ana.display_name, ana.hue, ana.is_active) == ("Ana R.", 5, False)
    assert list(ana.groups.all()) == [team]
    assert ana.seq == 41


def test_password_set_in_the_admin_advances_the_persons_seq(root, ana):
    answers = {
        "usable_password": "true",
        "password1": "a-quiet-harbour",
        "password2": "a-quiet-harbour",
    }
    before = ana.seq
    assert root.post(path(User, f"{ana.pk}/password/"), answers).status_code == 302
    ana.refresh_from_db()
    assert ana.check_password("a-quiet-harbour")
    assert ana.seq > before


def test_room_renamed_in_the_admin_takes_the_next_seq(root, garden, ana, say):
    say(garden, ana)
    answers = {"name": "Orchard", "purpose": "Apples", "seq": "0", "slug": "else"}
    assert root.post(path(Room, f"{garden.pk}/change/"), answers).status_code == 302
    garden.refresh_from_db()
    assert (garden.name, garden.slug, garden.seq, garden.posts) == ("Orchard", "garden", 2, 1)


def test_room_needs_a_name_and_a_direct_room_cannot_get_one(root, garden, direct):
    response = root.post(path(Room, f"{garden.pk}/change/"), {"name": " ", "purpose": ""})
    assert "This field is required." in response.content.decode()
    answers = {"name": "Ours", "purpose": ""}
    assert root.post(path(Room, f"{direct.pk}/change/"), answers).status_code == 403


def test_member_added_and_removed_in_the_admin_is_handled_as_on_the_site(
    root, garden, ana, zoe, say
):
    say(garden, ana)
    answers = {"room": garden.pk, "user": zoe.pk}
    assert root.post(path(Membership, "add/"), answers).status_code == 302
    membership = garden.memberships.get(user=zoe)
    assert membership.read_posts == 1
    zoe.refresh_from_db()
    before = zoe.seq
    root.post(path(Membership, f"{membership.pk}/delete/"), {"post": "yes"})
    assert zoe not in garden.members.all()
    zoe.refresh_from_db()
    assert zoe.seq > before


def test_bulk_delete_removes_all_selected_members(root, garden, ana, sam):
    chosen = list(garden.memberships.values_list("pk", flat=True))
    answers = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    root.post(path(Membership), answers)
    assert not garden.members.exists()


def test_site_page_does_not_show_the_setup_token(root):
    site = Site.current()
    assert site.setup_token not in root.get(path(Site, f"{site.pk}/change/")).content.decode()


def test_superuser_can_set_a_new_epoch_after_restoring_a_backup(root):
    site = Site.current()
    root.post(path(Site, f"{site.pk}/change/"), {"epoch": "fresh"})
    site.refresh_from_db()
    assert site.epoch == "fresh"


@pytest.mark.parametrize("model", [Message, Notification, Membership, AuditEntry, CounterBump])
def test_list_of_very_many_rows_is_counted_and_read_up_to_a_limit(
    root, garden, ana, say, model, monkeypatch
):
    monkeypatch.setattr(bounded_paginator, "LIMIT", 3)
    monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 2)
    counter = Counter.objects.start("Votes")
    for number in range(5):
        say(garden, ana, f"@sam number {number}")
        counter.bump(1, ana)
    garden.grant_to(cast.welcome("eve", "Eve"), cast.welcome("finn", "Finn"))
    with CaptureQueriesContext(connection) as queries:
        response = root.get(path(model))
    assert response.context["cl"].result_count == 3
    table = [q["sql"] for q in queries if f'FROM "{model._meta.db_table}"' in q["sql"]]
    assert len(table) == 2
    assert all("LIMIT" in sql and "DISTINCT" not in sql for sql in table)
