"""Editing and deleting messages with plain forms, without the socket."""

import pytest

from rooms.models import AuditEntry


def test_author_edits_a_message_without_javascript(client_of, lobby, ana, say):
    message = say(lobby, ana, "before")
    client = client_of(ana)
    assert "before" in client.get(f"/messages/{message.pk}/edit/").content.decode()
    response = client.post(f"/messages/{message.pk}/edit/", {"body": "after"})
    assert response.url == f"/messages/{message.pk}/"
    message.refresh_from_db()
    assert message.body == "after"


def test_htmx_request_gets_only_the_form(client_of, lobby, ana, say):
    message = say(lobby, ana, "before")
    for action in ("edit", "delete"):
        path = f"/messages/{message.pk}/{action}/"
        html = client_of(ana).get(path, headers={"hx-request": "true"}).content.decode()
        assert html.startswith(f'<ol hx-swap-oob="beforeend:#message-{message.pk}:not(:has(#')
        assert "csrfmiddlewaretoken" in html


def test_author_deletes_a_message_without_javascript(client_of, lobby, ana, say):
    message = say(lobby, ana, "regretted")
    client = client_of(ana)
    assert "cannot be undone" in client.get(f"/messages/{message.pk}/delete/").content.decode()
    client.post(f"/messages/{message.pk}/delete/")
    message.refresh_from_db()
    assert message.is_deleted
    assert message.body == ""
    assert "regretted" not in client.get("/rooms/lobby/").content.decode()


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_member_cannot_edit_or_delete_the_message_of_another(
    client_of, lobby, ana, ben, say, action
):
    message = say(lobby, ben, "mine")
    client = client_of(ana)
    assert client.get(f"/messages/{message.pk}/{action}/").status_code == 403
    assert client.post(f"/messages/{message.pk}/{action}/", {"body": "yours"}).status_code == 403
    message.refresh_from_db()
    assert message.body == "mine"


def test_staff_delete_the_message_of_another_with_a_trace(client_of, lobby, sam, ben, say):
    message = say(lobby, ben, "rude")
    client_of(sam).post(f"/messages/{message.pk}/delete/")
    message.refresh_from_db()
    assert message.is_deleted
    entry = AuditEntry.objects.get(verb="message deleted")
    assert (entry.actor, entry.target, entry.detail) == (sam, "Ben Okafor @ben", "in Lobby")


def test_staff_do_not_rewrite_the_message_of_another(client_of, lobby, sam, ben, say):
    message, client = say(lobby, ben, "rude"), client_of(sam)
    path = f"/messages/{message.pk}/edit/"
    assert client.get(path).status_code == 403
    assert client.post(path, {"body": "polite"}).status_code == 403
    message.refresh_from_db()
    assert message.body == "rude"


def test_empty_edit_is_refused_and_keeps_the_text(client_of, lobby, ana, say):
    message = say(lobby, ana, "something")
    response = client_of(ana).post(f"/messages/{message.pk}/edit/", {"body": "  "})
    assert response.status_code == 422
    assert "Write something first." in response.content.decode()
    message.refresh_from_db()
    assert message.body == "something"


def test_author_cannot_delete_a_message_in_an_archived_room(client_of, lobby, ana, say):
    message = say(lobby, ana, "for the record")
    lobby.archive()
    assert client_of(ana).post(f"/messages/{message.pk}/delete/").status_code == 403
