"""The room's page over HTTP, which works without JavaScript (invariant 7)."""

import re
import uuid
from datetime import UTC, datetime

import pytest


def form_in(response):
    """What the form in which one writes sends besides the text."""
    html = response.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("page", "n")}


def socket_in(html):
    return re.search(r'ws-connect="([^"]+)"', html)[1]


def test_member_sees_the_messages_of_the_room(client_of, lobby, ana, ben, say):
    message = say(lobby, ben, "Good morning")
    html = client_of(ana).get("/rooms/lobby/").content.decode()
    assert f'id="message-{message.pk}" data-seq="{message.seq}" data-author="{ben.pk}"' in html
    assert "Good morning" in html
    assert 'id="cursor" value="' in html


def test_non_member_gets_404_for_a_closed_room(client_of, garden, zoe):
    client = client_of(zoe)
    for path in ("", "older/"):
        assert client.get(f"/rooms/garden/{path}").status_code == 404
    for path in ("/outbox/", "/outbox/lines/"):
        assert client.post(path, {"room": "garden"}).status_code == 404
    assert client.post("/rooms/garden/", {"body": "let me in"}).status_code == 404
    assert garden.messages.count() == 0


def test_staff_non_member_gets_404_for_a_direct_room(client_of, direct, sam):
    assert client_of(sam).get(direct.get_absolute_url()).status_code == 404


def test_unknown_room_gives_404_like_a_closed_room(client_of, zoe):
    assert client_of(zoe).get("/rooms/nowhere/").status_code == 404


def test_signed_out_visitor_is_redirected_to_sign_in(client, lobby):
    assert client.get("/rooms/lobby/").url == "/accounts/login/?next=/rooms/lobby/"


def test_plain_post_stores_one_message_and_redirects_to_it(client_of, lobby, ana):
    client = client_of(ana)
    form = form_in(client.get("/rooms/lobby/"))
    response = client.post("/rooms/lobby/", form | {"body": "typed by hand"})
    message = lobby.messages.get()
    assert response.url == f"/rooms/lobby/#message-{message.pk}"
    response = client.post("/rooms/lobby/", form | {"body": "typed by hand"})
    assert response.url == "/rooms/lobby/"
    assert lobby.messages.count() == 1


def test_plain_post_of_an_old_page_with_another_text_is_another_message(client_of, lobby, ana):
    client = client_of(ana)
    form = form_in(client.get("/rooms/lobby/"))
    for body in ("typed by hand", "typed by hand again"):
        client.post("/rooms/lobby/", form | {"body": body})
    assert [*lobby.messages.values_list("body", flat=True)] == [
        "typed by hand",
        "typed by hand again",
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [("", "Write something first."), pytest.param("x" * 4001, "4,000 is the most", id="long")],
)
def test_refused_post_shows_its_error_and_keeps_the_text(client_of, lobby, ana, body, error):
    response = client_of(ana).post("/rooms/lobby/", {"key": uuid.uuid4(), "body": body})
    assert response.status_code == 422
    html = response.content.decode()
    assert error in html
    assert f'value="{body}"' in html
    assert lobby.messages.count() == 0


def test_post_in_an_archived_room_is_refused(client_of, lobby, ana):
    lobby.archive()
    client = client_of(ana)
    assert "outbox" not in client.get("/rooms/lobby/").content.decode().split('id="resume"')[1]
    assert client.post("/rooms/lobby/", {"body": "too late"}).status_code == 403
    assert lobby.messages.count() == 0


def test_line_for_new_messages_precedes_the_first_unread_one(client_of, lobby, ana, ben, say):
    client = client_of(ana)
    say(lobby, ben, "old")
    client.get("/rooms/lobby/")
    first = say(lobby, ben, "new")
    say(lobby, ben, "newer")
    html = client.get("/rooms/lobby/").content.decode()
    assert html.count('class="new-line"') == 1
    assert html.index('class="new-line"') < html.index(f'id="message-{first.pk}"')
    assert html.index("old</div>") < html.index('class="new-line"')
    assert "new-line" not in client.get("/rooms/lobby/").content.decode()


def test_earlier_links_lead_back_to_the_first_message(client_of, lobby, ana, ben, say):
    messages = [say(lobby, ben, f"number {n}") for n in range(120)]
    client, shown, path = client_of(ana), [], "/rooms/lobby/"
    while path:
        html = client.get(path).content.decode()
        shown = [int(pk) for pk in re.findall(r'id="message-(\d+)"', html)] + shown
        earlier = re.search(r'href="(/rooms/lobby/\?before=\d+)"', html)
        path = earlier and earlier[1]
    assert shown == [message.pk for message in messages]


def test_older_fragment_has_the_messages_before_the_given_one(client_of, lobby, ana, ben, say):
    messages = [say(lobby, ben, f"number {n}") for n in range(60)]
    html = client_of(ana).get(f"/rooms/lobby/older/?before={messages[10].pk}").content.decode()
    assert re.findall(r'id="message-(\d+)"', html) == [str(m.pk) for m in messages[:10]]
    assert 'value="resume"' in html


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "1"])
def test_older_fragment_before_no_message_gives_404(client_of, lobby, ana, before):
    assert client_of(ana).get(f"/rooms/lobby/older/?before={before}").status_code == 404


def test_permalink_opens_the_history_around_the_message(client_of, lobby, ana, ben, say):
    messages = [say(lobby, ben, f"number {n}") for n in range(200)]
    target = messages[70]
    client = client_of(ana)
    response = client.get(f"/messages/{target.pk}/")
    assert response.url == f"/rooms/lobby/?at={target.pk}#message-{target.pk}"
    html = client.get(response.url).content.decode()
    assert f'id="message-{target.pk}"' in html
    assert f'id="message-{messages[69].pk}"' in html
    assert f'id="message-{messages[71].pk}"' in html
    assert "&amp;past" in socket_in(html)


def test_permalink_near_the_end_opens_the_live_page(client_of, lobby, ana, ben, say):
    messages = [say(lobby, ben, f"number {n}") for n in range(60)]
    html = client_of(ana).get(f"/rooms/lobby/?at={messages[30].pk}").content.decode()
    assert f'id="message-{messages[59].pk}"' in html
    assert "past" not in socket_in(html)


def test_non_member_gets_404_for_a_permalink_into_a_closed_room(client_of, garden, sam, zoe, say):
    message = say(garden, sam, "inside")
    client = client_of(zoe)
    assert client.get(f"/messages/{message.pk}/").status_code == 404
    assert client.get(f"/messages/{message.pk}/edit/").status_code == 404
    assert client.post(f"/messages/{message.pk}/delete/").status_code == 404


def test_switch_to_several_lines_keeps_the_text_and_is_remembered(client_of, lobby, ana):
    client = client_of(ana)
    form = {"room": "lobby", "n": 7, "body": "half a thought"}
    html = client.post("/outbox/lines/", form, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in html
    assert "half a thought</textarea>" in html
    assert 'name="n" value="7"' in html
    assert "/several/8/" in html
    assert "<textarea" in client.get("/rooms/lobby/").content.decode()


def test_switch_without_javascript_keeps_the_text(client_of, lobby, ana):
    client = client_of(ana)
    form = {"room": "lobby", "body": "Roses\nthorns", "lines": "on"}
    assert client.post("/outbox/lines/", form).url == "/rooms/lobby/"
    assert 'value="Roses\nthorns"' in client.get("/rooms/lobby/").content.decode()


def test_home_redirects_to_the_last_opened_room(client_of, lobby, garden, ana):
    client = client_of(ana)
    client.get("/rooms/garden/")
    assert client.get("/").url == "/rooms/garden/"
    garden.remove_member(ana)
    assert client.get("/").url == "/rooms/lobby/"


def test_person_in_no_room_sees_what_to_do(client_of, zoe):
    assert "You are not in a room yet" in client_of(zoe).get("/").content.decode()


def test_day_separators_follow_the_readers_time_zone(client_of, lobby, ana, ben, say):
    first, second = say(lobby, ben, "late"), say(lobby, ben, "later")
    evening = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    lobby.messages.filter(pk=first.pk).update(created_at=evening)
    lobby.messages.filter(pk=second.pk).update(created_at=night, previous_at=evening)
    client = client_of(ana)
    assert client.get("/rooms/lobby/").content.decode().count('class="day"') == 1
    ana.time_zone = "Europe/Berlin"
    ana.save()
    html = client.get("/rooms/lobby/").content.decode()
    assert html.count('class="day"') == 2
    assert "Sunday 1 March 2026" in html
    assert "Monday 2 March 2026" in html
    assert ">00:30</time>" in html
