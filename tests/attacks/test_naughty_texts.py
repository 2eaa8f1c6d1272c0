"""Whatever people write stays text: no page gets another element or attribute from it."""

from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.db import transaction

from rooms.chat.feeds import HeaderFeed, MessageFeed
from rooms.live.audience import audience_of
from rooms.models import (
    Announcement,
    Counter,
    Message,
    Notification,
    Room,
    User,
    record,
)
from rooms.models.shown import read_shown
from rooms.site.title import push_title
from tests.attacks.naughty_texts import TEXTS

pytestmark = pytest.mark.django_db

PLAIN = "Plain words"
SCRIPTS = ("javascript:", "vbscript:", "data:")
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "xlink:href"}
MADE_OF_TEXT = {
    ("a", "nofollow noopener noreferrer ugc"),
    ("b", "mention"),
    ("code", None),
    ("em", None),
    ("span", "emoji"),
    ("strong", None),
}
"Links, chips, code, emphasis and large emoji: the only elements that come from these texts."


class Outline(HTMLParser):
    """The elements of a page with the names of their attributes, and all of its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        for name in ADDRESSES & values.keys():
            assert not (values[name] or "").strip().lower().startswith(SCRIPTS), values
        if (tag, values.get("rel") or values.get("class")) not in MADE_OF_TEXT:
            self.elements.append((tag, *sorted(values)))
        self.texts += [value for value in values.values() if value]

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.elements.append(("comment", data))

    handle_decl = handle_pi = unknown_decl = handle_comment


def elements(page):
    return sorted(Outline(page).elements)


# Many of a kind, on one page


def post(room, sam, text):
    Message.objects.post(room, sam, text, uuid4())


def open_room(room, sam, text):
    Room.objects.start(text, sam, purpose=text)


def welcome(room, sam, text):
    person = User.objects.create(username=f"person-{uuid4()}", display_name=text)
    room.grant_to(person)
    Message.objects.post(room, person, "Hello", uuid4())


def start_counter(room, sam, text):
    Counter.objects.start(text, room=room)


def announce(room, sam, text):
    Announcement.objects.announce(sam, text)


def ring(room, sam, text):
    Notification.objects.create(user=sam, kind="deploy", text=text, url="/")


def note(room, sam, text):
    record("sign-in failed", on=text, detail=text)


LOBBY = "/rooms/lobby/"
PLACES = {
    post: [LOBBY],
    open_room: [LOBBY, "/rooms/", "/dashboard/rooms/"],
    welcome: [LOBBY, "/people/", "/rooms/direct/", "/dashboard/people/"],
    start_counter: [LOBBY, "/counters/", "/dashboard/counters/"],
    announce: ["/people/", "/dashboard/announcements/"],
    ring: ["/notifications/"],
    note: ["/dashboard/audit/"],
}
"How each text is written, and the pages that show it."
PARTS = [TEXTS[begin : begin + 25] for begin in range(0, len(TEXTS), 25)]


def pages_with(write, texts, client, room, sam):
    """{address: HTML} of the pages, with such texts written for the moment."""
    with transaction.atomic():
        for text in texts:
            write(room, sam, text)
        pages = {path: shown(client, path) for path in PLACES[write]}
        transaction.set_rollback(True)
    return pages


def shown(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("write", PLACES)
@pytest.mark.parametrize("texts", PARTS, ids=range(len(PARTS)))
def test_pages_with_many_texts_have_the_elements_of_plain_ones(write, texts, lobby, sam, client_of):
    client = client_of(sam)
    shown(client, LOBBY)  # the room that was visited last stands in the sidebar
    plain = pages_with(write, [f"{PLAIN} {n}" for n in range(len(texts))], client, lobby, sam)
    for path, page in pages_with(write, texts, client, lobby, sam).items():
        assert PLAIN in plain[path]
        assert elements(page) == elements(plain[path]), path


# One text in every form that changes it

ONE_BY_ONE = [
    pytest.param(texts, marks=pytest.mark.long if number else (), id=str(number))
    for number, texts in enumerate(PARTS)
]


@pytest.mark.parametrize("texts", ONE_BY_ONE)
def test_text_in_a_field_adds_no_element(texts, lobby, sam, client_of, say):
    client, message = client_of(sam), say(lobby, sam, "First")
    counter, news = Counter.objects.start("Votes"), Announcement.objects.announce(sam, "First")
    membership = lobby.memberships.get(user=sam)
    paths = [
        LOBBY,
        f"{LOBBY}settings/",
        f"/messages/{message.pk}/edit/",
        "/counters/votes/settings/",
        f"/dashboard/announcements/{news.pk}/edit/",
    ]

    def write(text):
        lobby.rename(text, text)
        message.edit(text)
        counter.configure(text)
        news.publish(text)
        membership.keep_draft(text)

    write(PLAIN)
    for path in paths:
        shown(client, path)  # what is new is read
    plain = {path: elements(shown(client, path)) for path in paths}
    assert all(PLAIN in shown(client, path) for path in paths)
    for text in texts:
        write(text)
        assert {path: elements(shown(client, path)) for path in paths} == plain, text


def test_text_in_a_push_adds_no_element(lobby, sam, say):
    audience = audience_of("en-gb", "UTC")
    feed, header, message = MessageFeed(lobby.pk), HeaderFeed(lobby.pk), say(lobby, sam, "First")
    read_shown([message])

    def pushes(text):
        message.body = text
        message.change_seq += 1
        with audience.activated():
            return [
                elements(feed.render(message, audience, since=message.seq - 1)),
                elements(feed.render(message, audience, since=message.seq)),
                elements(header.render((text, text, False), None)),
                elements(push_title(text, 1)),
            ]

    plain = pushes(PLAIN)
    for text in TEXTS:
        assert pushes(text) == plain, text


# What cannot be stored

FORMS = {
    LOBBY: {"body": "?"},
    "/rooms/new/": {"name": "?", "kind": "open"},
    "/accounts/profile/": {
        "display_name": "?",
        "time_zone": "UTC",
        "language": "en-gb",
        "hue": 3,
    },
    "/counters/new/": {"name": "?", "bumpers": "everyone"},
    "/dashboard/announcements/new/": {"text": "?", "level": "info", "audience": "everyone"},
}


@pytest.mark.parametrize("text", ["null\0character", "\0"])
@pytest.mark.parametrize("path", FORMS)
def test_form_refuses_a_null_character_beside_its_field(path, text, lobby, sam, client_of):
    client = client_of(sam)
    fields = {name: text if value == "?" else value for name, value in FORMS[path].items()}
    answer = client.post(path, fields)
    assert answer.status_code == 422
    assert "Null characters are not allowed." in answer.content.decode()
    assert "\0" not in shown(client, LOBBY)


def test_forms_take_what_is_plain(lobby, sam, client_of):
    client = client_of(sam)
    assert [client.post(path, fields).status_code for path, fields in FORMS.items()] == [302] * 5
