"""Editing and deleting by plain forms."""

import pytest


def test_an_author_edits_without_javascript(client_of, lobby, ana, say):
    message = say(lobby, ana, "before")
    client = client_of(ana)
    assert "before" in client.get(f"/messages/{message.pk}/edit/").content.decode()
    answer = client.post(f"/messages/{message.pk}/edit/", {"body": "after"})
    assert answer.url == f"/messages/{message.pk}/"
    message.refresh_from_db()
    assert message.body == "after"


def test_htmx_gets_the_form_alone(client_of, lobby, ana, say):
    message = say(lobby, ana, "before")
    for what in ("edit", "delete"):
        path = f"/messages/{message.pk}/{what}/"
        html = client_of(ana).get(path, headers={"hx-request": "true"}).content.decode()
        assert html.lstrip().startswith("<form")
        assert "csrfmiddlewaretoken" in html


def test_an_author_deletes_without_javascript(client_of, lobby, ana, say):
    message = say(lobby, ana, "regretted")
    client = client_of(ana)
    assert (
        "cannot be brought back" in client.get(f"/messages/{message.pk}/delete/").content.decode()
    )
    client.post(f"/messages/{message.pk}/delete/")
    message.refresh_from_db()
    assert message.is_deleted
    assert message.body == ""
    assert "regretted" not in client.get("/rooms/lobby/").content.decode()


@pytest.mark.parametrize("what", ["edit", "delete"])
def test_nobody_changes_the_words_of_another(client_of, lobby, ana, ben, say, what):
    message = say(lobby, ben, "mine")
    client = client_of(ana)
    assert client.get(f"/messages/{message.pk}/{what}/").status_code == 403
    assert client.post(f"/messages/{message.pk}/{what}/", {"body": "yours"}).status_code == 403
    message.refresh_from_db()
    assert message.body == "mine"


def test_staff_delete_the_words_of_another(client_of, lobby, sam, ben, say):
    message = say(lobby, ben, "rude")
    client_of(sam).post(f"/messages/{message.pk}/delete/")
    message.refresh_from_db()
    assert message.is_deleted


def test_an_edit_to_nothing_is_refused_and_the_text_kept(client_of, lobby, ana, say):
    message = say(lobby, ana, "something")
    answer = client_of(ana).post(f"/messages/{message.pk}/edit/", {"body": "  "})
    assert answer.status_code == 422
    assert "Write something first." in answer.content.decode()
    message.refresh_from_db()
    assert message.body == "something"


def test_nothing_changes_in_an_archived_room(client_of, lobby, ana, say):
    message = say(lobby, ana, "for the record")
    lobby.archive()
    assert client_of(ana).post(f"/messages/{message.pk}/delete/").status_code == 403
