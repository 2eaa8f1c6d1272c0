"""The objects that the tables of permissions name, and the addresses of them."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from rooms.models import (
    Announcement,
    Counter,
    Group,
    IncomingWebhook,
    Job,
    Notification,
    Room,
    Site,
    SupportReply,
    Ticket,
    Token,
    User,
    Webhook,
    WebhookDelivery,
)
from rooms.site import health


def make_ops(*people):
    group = Group.objects.start("ops")
    for person in people:
        group.add(person)
    return group


def make_delivery(bot, message):
    webhook = Webhook.objects.make(bot, "http://a.example/", Webhook.EVERY)
    return WebhookDelivery.objects.create(webhook=webhook, message=message)


@pytest.fixture
def site(lobby, garden, ana, ben, sam, zoe, echo, say, monkeypatch):
    """The objects that the tables name: {word: its value in a URL or a form}."""
    monkeypatch.setattr(health, "_write", lambda calls: calls)  # the test holds SQLite's lock
    now = timezone.now()
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED, members=[ben])
    for name, room in (("Votes", None), ("Seeds", garden), ("Spades", shed)):
        Counter.objects.start(name, room=room, bumpers=Counter.STAFF)
    root = say(garden, ana)
    _thread(root, "beans", ana, sam)
    _thread(say(lobby, ana), "tea", ana, sam, zoe)
    gus = User.objects.add_guest("Gus")
    delivery = make_delivery(echo, say(garden, ana))
    return {
        "ana": ana.pk,
        "sam": sam.pk,
        "ticket": Ticket.objects.ask(gus, "Hello?", uuid.uuid4()).public_id,
        "reply": SupportReply.objects.create(title="Hi", body="Hello").pk,
        "echo": echo.pk,
        "outgoing": delivery.webhook_id,
        "delivery": delivery.pk,
        "incoming": IncomingWebhook.objects.make(garden, "Deploys", ana)[0].pk,
        "anas": Token.objects.issue(ana, "CI", ["read"]).token.pk,
        "ben": ben.pk,
        "root": root.pk,
        "theirs": say(garden, ana).pk,
        "ops": make_ops(ben).pk,
        "bell": Notification.objects.create(user=ana, kind="deploy", text="Done", url="/").pk,
        "news": Announcement.objects.announce(None, "News").pk,
        "job": Job.objects.create(kind="prune", due=now, error="No", failed_at=now).pk,
        "invitation": Site.current().invitation_token,
        "token": Site.current().setup_token,
    }


def _thread(root, slug, *readers):
    """The thread of the message, at that address, which these people have opened."""
    thread = Room.objects.thread_of(root)
    Room.objects.filter(pk=thread.pk).update(slug=slug)
    for person in readers:
        thread.memberships.open_thread(person)


def url_of(name, about, site):
    """The URL of that name for the objects in the row: `room,person?query=word`."""
    about, _, query = about.partition("?")
    words = [] if about == "-" else about.split(",")
    key, _, word = query.partition("=")
    path = reverse(name, args=[site.get(word, word) for word in words])
    return f"{path}?{key}={site[word]}" if query else path
