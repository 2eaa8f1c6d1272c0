"""Replies: a message quotes another one of its room, and follows what becomes of it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Message, Room
from rooms.models.posting import NewMessage
from rooms.models.sent_form import Entered
from rooms.models.shown import LINE, first_line
from tests.live_page import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(lobby, ben, say):
    return say(lobby, ben, "Cake in the kitchen\nwith cream")


@pytest.fixture
def answer():
    """Post an answer to the message."""

    def post(message, author, body="With pleasure"):
        new = NewMessage(message.room, author, body, uuid.uuid4(), reply=message.pk)
        (stored,) = Message.objects.post_batch([new])
        return stored.message

    return post


def html_of(client, path="/rooms/lobby/"):
    return client.get(path).content.decode()


def last():
    return Message.objects.order_by("pk").last()


# What is quoted


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One line", "One line"),
        ("\n  First\nsecond", "First"),
        ("```python\nprint(1)\n```", "```python"),
        ("```\nprint(1)\n```", "print(1)"),
        ("---", "---"),
        ("", ""),
        ("x" * 200, "x" * (LINE - 1) + "…"),
    ],
)
def test_first_line_is_the_first_that_says_something(text, line):
    assert first_line(text) == line


def test_reply_shows_author_and_first_line_and_leads_to_the_message(
    message, answer, ana, client_of
):
    answer(message, ana)
    html = html_of(client_of(ana))
    quote = html[html.index('<a class="quote"') :].partition("</a>")[0]
    assert f'href="/messages/{message.pk}/"' in quote
    assert "<bdi>Ben Okafor</bdi>" in quote
    assert "Cake in the kitchen</span>" in quote
    assert "cream" not in quote


def test_markup_in_a_quoted_text_stays_text(lobby, ben, say, answer, ana, client_of):
    answer(say(lobby, ben, "<b>bold</b> & loud"), ana)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; loud</span>" in html_of(client_of(ana))


def test_quote_follows_an_edit_and_a_deletion(message, answer, ana, client_of):
    answer(message, ana)
    client = client_of(ana)
    html_of(client)
    message.edit("Pie in the kitchen")
    html = html_of(client)
    assert "Pie in the kitchen</span>" in html
    assert "Cake" not in html
    message.delete_text()
    html = html_of(client)
    assert "Pie" not in html
    assert '<em class="quote__line">Message deleted</em>' in html


def test_deleted_reply_quotes_nothing(message, answer, ana, client_of):
    answer(message, ana).delete_text()
    assert 'class="quote"' not in html_of(client_of(ana))


# The doors


def test_plain_post_stores_the_reply(message, ana, client_of):
    client_of(ana).post("/rooms/lobby/", {"body": "With pleasure", "reply": message.pk})
    assert last().reply_to == message


def test_page_without_javascript_lets_the_form_answer(message, ana, client_of):
    client = client_of(ana)
    response = client.get(f"/reply/?message={message.pk}")
    assert response.url == f"/rooms/lobby/?reply={message.pk}#write"
    html = html_of(client, response.url)
    assert f'name="reply" value="{message.pk}"' in html
    assert "Replying to <strong><bdi>Ben Okafor</bdi></strong>" in html
    assert 'name="reply" value=""' not in html
    assert 'name="reply" value=""' in html_of(client)


def test_refused_reply_keeps_what_it_answers(message, ana, client_of):
    response = client_of(ana).post("/rooms/lobby/", {"body": " ", "reply": message.pk})
    assert response.status_code == 422
    assert f'name="reply" value="{message.pk}"' in response.content.decode()


def test_page_with_a_socket_gets_the_answer_into_its_form(message, ana, client_of):
    html = (
        client_of(ana)
        .get(
            "/reply/",
            {"message": message.pk, "n": "3", "outbox": "outbox", "lines": "on"},
            headers={"HX-Request": "true"},
        )
        .content.decode()
    )
    assert "innerHTML:#outbox .composer:not(:has(.sent)) .composer__reply" in html
    assert 'id="outbox-3-box"' in html
    assert "<textarea" in html


def test_selector_of_somebodys_own_making_is_not_pushed(message, ana, client_of):
    response = client_of(ana).get(
        "/reply/", {"message": message.pk, "n": "3", "outbox": "a,body"}, HTTP_HX_REQUEST="true"
    )
    assert response["HX-Redirect"] == f"/rooms/lobby/?reply={message.pk}#write"
    assert b"a,body" not in response.content


def test_message_of_another_room_is_not_answered(message, garden, ana, zoe, say, client_of):
    theirs = say(garden, ana, "Secret beans")
    for person in (ana, zoe):
        response = client_of(person).post("/rooms/lobby/", {"body": "What?", "reply": theirs.pk})
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()
    assert "Secret" not in html_of(client_of(zoe), f"/rooms/lobby/?reply={theirs.pk}")
    assert client_of(zoe).get(f"/reply/?message={theirs.pk}").status_code == 404
    assert last() == theirs


@pytest.mark.parametrize("reply", ["0", "-1", "x", "9" * 30])
def test_reply_to_nothing_is_refused(message, ana, client_of, reply):
    response = client_of(ana).post("/rooms/lobby/", {"body": "What?", "reply": reply})
    assert response.status_code in (404, 422)
    assert client_of(ana).get(f"/rooms/lobby/?reply={reply}").status_code == 200
    assert last() == message


def test_nobody_answers_in_an_archived_room_or_a_deleted_message(message, ana, lobby, client_of):
    message.delete_text()
    assert client_of(ana).get(f"/reply/?message={message.pk}").status_code == 403
    lobby.archive()
    assert client_of(ana).get(f"/reply/?message={message.pk}").status_code == 403


def test_one_line_or_several_keeps_what_is_answered(message, ana, client_of):
    data = {"room": "lobby", "n": 2, "outbox": "outbox", "body": "Yes", "reply": message.pk}
    response = client_of(ana).post("/outbox/lines/", data, headers={"HX-Request": "true"})
    assert f'name="reply" value="{message.pk}"' in response.content.decode()


# What comes again


@pytest.fixture
def enter(lobby, ana):
    """Store what form 0 of a page holds."""

    def enter(text, action="again", reply=None):
        entered = Entered(
            "page", "outbox", 0, text, action == "again", action in ("post", "again"), reply=reply
        )
        new = NewMessage(Room.objects.get(pk=lobby.pk), ana, entered=entered, reply=reply)
        Message.objects.post_batch([new])

    return enter


def test_reply_that_comes_again_is_stored_once(message, enter):
    for action in ("post", "again", "again"):
        enter("Yes", action, message.pk)
    enter("Yes please", "post", message.pk)
    assert [(m.body, m.reply_to) for m in Message.objects.all()[1:]] == [
        ("Yes", message),
        (" please", message),
    ]


def test_same_text_as_an_answer_to_another_message_is_another_message(message, enter, say, lobby):
    other = say(lobby, message.author, "Tea too")
    for reply in (None, message.pk, other.pk):
        enter("Yes", reply=reply)
    assert [m.reply_to for m in Message.objects.all()[2:]] == [None, message, other]


def test_same_key_and_text_as_another_answer_is_another_message(message, ana, client_of):
    data = {"key": str(uuid.uuid4()), "body": "Yes"}
    for _ in range(2):
        client_of(ana).post("/rooms/lobby/", data)
        client_of(ana).post("/rooms/lobby/", data | {"reply": message.pk})
    assert Message.objects.count() == 3


def test_rescue_of_a_dead_socket_stores_each_form_with_what_it_answers(message, ana, client_of):
    forms = {"outbox": ["outbox"] * 2, "n": [0, 1], "body": ["One", "Two"]}
    data = {"room": "lobby", "page": "page"} | forms
    for _ in range(2):
        client_of(ana).post("/outbox/", data | {"reply": ["", message.pk]})
    assert [(m.body, m.reply_to) for m in Message.objects.all()[1:]] == [
        ("One", None),
        ("Two", message),
    ]
    older_release = data | {"page": "another"}
    client_of(ana).post("/outbox/", older_release)
    assert Message.objects.count() == 5


# Pushes

live = pytest.mark.django_db(transaction=True)


@live
async def test_quote_on_open_pages_follows(open_page, message, lobby, ana, cursor_of):
    page = await open_page(ana, "lobby", await later(cursor_of, lobby))
    await page.act("post", body="With pleasure", reply=message.pk)
    await page.until('<a class="quote"')
    page.frames.clear()
    await later(message.edit, "Pie")
    await page.until('<span class="quote__line" dir="auto">Pie</span>')
    await later(message.delete_text)
    await page.until('<em class="quote__line">Message deleted</em>')
    assert "Pie" not in "".join(page.messages.values())


@live
async def test_page_that_was_away_gets_the_present_quote(
    open_page, message, answer, lobby, ana, cursor_of
):
    await later(answer, message, ana)
    cursor = await later(cursor_of, lobby)
    await later(message.edit, "Pie")
    await later(message.delete_text)
    page = await open_page(ana, "lobby", cursor)
    await page.until('<em class="quote__line">Message deleted</em>')
    assert "Cake" not in "".join(page.frames)
    assert "Pie" not in "".join(page.frames)


@live
async def test_form_that_comes_again_with_its_answer_is_settled(open_page, message, ana):
    page = await open_page(ana, "/ws/rooms/lobby/?page=token")
    await page.act("ready")
    data = {"n": 0, "outbox": "outbox", "body": "Yes", "reply": str(message.pk)}
    await page.act("post", **data)
    await page.act("again", **data)
    await page.until('hx-swap-oob="delete:#outbox-0:has(.sent)"')
    assert await later(lambda: (Message.objects.count(), last().reply_to_id)) == (2, message.pk)


# What it costs


def test_room_without_replies_costs_no_query_for_them(message, answer, ana, client_of):
    def sql():
        with CaptureQueriesContext(connection) as asked:
            html_of(client_of(ana))
        return [query["sql"] for query in asked if "display_name" in query["sql"]]

    html_of(client_of(ana))
    message.edit("Pie")
    without = len(sql())
    answer(message, ana)
    assert len(sql()) == without + len(["quotes"])
