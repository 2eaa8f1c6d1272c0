"""Notifications over HTTP: their page, their links, and the levels of a room."""

import pytest
from django.core.management import CommandError, call_command

from rooms.models import Membership, Notification, notify


def test_page_lists_all_notifications_and_filters_unread_ones(client_of, ana):
    notify(ana, "deploy", "old news")
    ana.notifications.all().mark_read()
    notify(ana, "deploy", "fresh news")
    client = client_of(ana)
    html = client.get("/notifications/").content.decode()
    assert "old news" in html
    assert "fresh news" in html
    unread = client.get("/notifications/?unread").content.decode()
    main = unread[unread.index("<main") :]
    assert "old news" not in main
    assert "fresh news" in main


def test_notifications_are_paginated(client_of, ana):
    for n in range(45):
        notify(ana, "deploy", f"number {n} ")
    client = client_of(ana)
    assert "Page 1 of 3" in client.get("/notifications/").content.decode()
    last = client.get("/notifications/?page=3").content.decode()
    assert "number 0 " in last
    assert "is-latest" not in last[last.index("<main") :]


def test_opening_a_room_marks_its_notifications_as_read_and_lowers_the_bell(
    client_of, lobby, ana, ben, say
):
    say(lobby, ben, "@ana look")
    notify(ana, "deploy", "done")
    client = client_of(ana)
    assert '<span class="count">2' in client.get("/notifications/").content.decode()
    assert '<span class="count">1' in client.get("/rooms/lobby/").content.decode()
    assert [entry.text for entry in ana.notifications.unread()] == ["done"]


def test_following_the_link_marks_the_notification_as_read(client_of, lobby, ana):
    notify(ana, "deploy", "done", "/rooms/lobby/")
    notification = ana.notifications.get()
    assert client_of(ana).get(f"/notifications/{notification.pk}/").url == "/rooms/lobby/"
    notification.refresh_from_db()
    assert notification.read_at


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""]
)
def test_link_to_another_site_is_not_followed(client_of, ana, url):
    notify(ana, "deploy", "done", url)
    assert (
        client_of(ana).get(f"/notifications/{ana.notifications.get().pk}/").url == "/notifications/"
    )


def test_notification_of_another_person_gives_404_and_stays_unread(client_of, ana, zoe):
    notify(ana, "deploy", "done")
    pk = ana.notifications.get().pk
    client = client_of(zoe)
    assert client.get(f"/notifications/{pk}/").status_code == 404
    client.post("/notifications/read/", {"notification": pk})
    client.post("/notifications/read/")
    assert ana.notifications.unread().count() == 1


def test_plain_form_marks_one_or_all_as_read(client_of, ana):
    notify(ana, "deploy", "one")
    notify(ana, "deploy", "two")
    client = client_of(ana)
    client.post("/notifications/read/", {"notification": "rubbish"})
    assert ana.notifications.unread().count() == 2
    client.post("/notifications/read/", {"notification": ana.notifications.first().pk})
    assert ana.notifications.unread().count() == 1
    client.post("/notifications/read/")
    assert ana.notifications.unread().count() == 0


def test_signed_out_visitor_is_redirected_to_sign_in(client, db):
    assert client.get("/notifications/").status_code == 302


def test_every_page_has_the_bell(client_of, lobby, ana):
    notify(ana, "deploy", "done")
    for path in ("/rooms/lobby/", "/people/", "/accounts/profile/", "/notifications/"):
        html = client_of(ana).get(path).content.decode()
        assert 'id="bell"' in html
        assert html.count('id="notifications"') == 1
        assert ">1<span" in html


def test_member_sets_the_notification_level_of_a_room(client_of, lobby, ana):
    client_of(ana).post("/rooms/lobby/level/", {"level": "nothing"})
    assert lobby.memberships.get(user=ana).level == Membership.NOTHING


def test_unknown_level_changes_nothing(client_of, lobby, ana):
    client_of(ana).post("/rooms/lobby/level/", {"level": "everything"})
    assert lobby.memberships.get(user=ana).level == Membership.MENTIONS


def test_non_member_gets_404_for_setting_a_level(client_of, garden, zoe):
    assert client_of(zoe).post("/rooms/garden/level/", {"level": "all"}).status_code == 404


def test_hidden_room_disappears_from_the_sidebar_and_stays_findable(client_of, lobby, garden, ana):
    client = client_of(ana)
    client.post("/rooms/garden/level/", {"level": "hidden"})
    assert 'href="/rooms/garden/"' not in client.get("/rooms/lobby/").content.decode()
    assert 'href="/rooms/garden/"' in client.get("/rooms/?state=hidden").content.decode()
    assert client.get("/rooms/garden/").status_code == 200


def test_notify_command_names_the_unknown_person(db):
    with pytest.raises(CommandError, match="nobody called who"):
        call_command("notify", "who", "text")
    assert Notification.objects.count() == 0
