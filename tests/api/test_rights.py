"""Permissions: what each address of the API answers to whom.

A row has the results for five: a program without a token, Zoe the outsider, Ana the member, Sam of
the staff, and Echo, a bot in the garden and in no other room. `theirs` is a message of Ana's in
the garden, `shed` a closed room of Ana's without Sam and Echo. `ticket` is a conversation of the
support desk that waits, `taken` one of Sam's; for bots there see tests/support/test_api.py.
"""

import uuid

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from rooms.api.urls import API
from rooms.models import Announcement, Counter, Notification, Room, Ticket, Token, User
from rooms.models.token import EVERY_SCOPE, SCOPES
from tests.api.program import Program, program_of

pytestmark = pytest.mark.django_db

OPEN = {"api", "api-schema", "api-token", "api-token-refresh", "api-token-revoke"}
"What needs no token; see test_tokens.py and test_door.py."

TABLE = """
# method  name                 about          with                   out  zoe  ana  sam  echo
get       api-me               -              -                      401  200  200  200  200
get       api-rooms            -              -                      401  200  200  200  200
get       api-room             garden         -                      401  404  200  200  200
get       api-room             shed           -                      401  404  200  404  404
get       api-room             lobby          -                      401  200  200  200  404
get       api-room             nowhere        -                      401  404  404  404  404
post      api-rooms            -              name=Shop              401  201  201  201  403
patch     api-room             garden         name=Shop              401  404  403  200  403
post      api-room-archive     garden         -                      401  404  403  200  403
post      api-room-restore     garden         -                      401  404  403  200  403
patch     api-room             shed           name=Shop              401  404  200  404  404
post      api-room-archive     shed           -                      401  404  200  404  404
post      api-room-level       garden         level=nothing           401  404  204  204  204
post      api-follow           tea            -                      401  404  204  204  204
post      api-follow           garden         -                      401  404  422  422  422
post      api-members          garden         people=zoe             401  404  403  204  403
post      api-members          lobby          people=ben             401  403  403  403  404
delete    api-member           garden,ana     -                      401  404  204  204  403
delete    api-member           garden,echo    -                      401  404  403  204  204
delete    api-member           garden,zoe     -                      401  404  403  404  403
post      api-room-read        garden         -                      401  404  204  204  204
get       api-members          garden         -                      401  404  200  200  200
get       api-room-presence    garden         -                      401  404  200  200  200
get       api-typing           garden         -                      401  404  200  200  200
post      api-typing           garden         -                      401  404  204  204  204
get       api-messages         garden         -                      401  404  200  200  200
get       api-messages         shed           -                      401  404  200  404  404
post      api-messages         garden         body=Hello             401  404  201  201  201
post      api-messages         lobby          body=Hello             401  201  201  201  404
get       api-message          garden,theirs  -                      401  404  200  200  200
get       api-message          lobby,theirs   -                      401  404  404  404  404
patch     api-message          garden,theirs  body=Else              401  404  200  403  403
delete    api-message          garden,theirs  -                      401  404  204  204  403
delete    api-message          lobby,theirs   -                      401  404  404  404  404
post      api-reactions        garden,theirs  emoji=🎉               401  404  200  200  200
post      api-thread           garden,theirs  -                      401  404  201  201  201
post      api-thread           lobby,theirs   -                      401  404  404  404  404
post      api-unread           garden,theirs  -                      401  404  204  204  204
get       api-notifications    -              -                      401  200  200  200  200
post      api-notifications    -              people=ana,kind=x,text=Hi  401  403  201  201  201
post      api-read             bell           -                      401  404  204  404  404
post      api-read-all         -              -                      401  204  204  204  204
get       api-announcements    -              -                      401  200  200  200  200
post      api-announcement-read  news         -                      401  204  204  204  404
get       api-counters         -              -                      401  200  200  200  200
get       api-counter          seeds          -                      401  404  200  200  200
get       api-counter          spades         -                      401  404  200  404  404
post      api-bump             seeds          step=1                 401  404  403  200  403
post      api-bump             votes          step=1                 401  200  200  200  200
post      api-set              votes          value=7                401  403  403  200  403
post      api-reset            votes          -                      401  403  403  200  403
get       api-history          seeds          -                      401  404  200  200  200
get       api-people           -              -                      401  200  200  200  200
get       api-person           ben            -                      401  200  200  200  200
get       api-presence         -              -                      401  200  200  200  200
post      api-socket-pass      -              -                      401  201  201  201  201
get       api-audit            -              -                      401  403  403  200  403
get       api-conversations    -              -                      401  403  403  200  403
get       api-conversation     ticket         -                      401  403  403  200  403
get       api-conversation     nowhere        -                      401  403  403  404  403
get       api-answers          ticket         -                      401  403  403  200  403
post      api-answers          ticket         body=Hello             401  403  403  403  403
post      api-answers          taken          body=Hello             401  403  403  201  403
get       api-notes            ticket         -                      401  403  403  200  403
post      api-notes            ticket         body=Hello             401  403  403  201  403
post      api-take             ticket         -                      401  403  403  200  403
post      api-hand-over        ticket         agent=sam,word=Help    401  403  403  200  403
post      api-give-back        taken          word=Help              401  403  403  200  403
post      api-close            ticket         -                      401  403  403  200  403
post      api-reopen           ticket         -                      401  403  403  200  403
post      api-snooze           ticket         minutes=60             401  403  403  409  403
post      api-snooze           taken          minutes=60             401  403  403  200  403
post      api-urgent           ticket         -                      401  403  403  200  403
delete    api-urgent           ticket         -                      401  403  403  200  403
post      api-tags             ticket         tag=refund             401  403  403  200  403
delete    api-tag              ticket,refund  -                      401  403  403  200  403
get       api-not-found        nowhere        -                      401  404  404  404  404
"""

NEEDED = {
    "read": ["post api-socket-pass"],
    "write": ["post api-messages", "patch api-message", "delete api-message", "post api-typing"],
    "notify": ["post api-notifications"],
    "counters": ["post api-bump"],
    "manage": [
        *("post api-set", "post api-reset", "get api-audit", "post api-rooms", "patch api-room"),
        *("post api-room-archive", "post api-room-restore", "post api-room-level"),
        *("post api-members", "delete api-member"),
    ],
    "support": [
        *(f"get api-{name}" for name in ("conversations", "conversation", "answers", "notes")),
        *(f"post api-{name}" for name in ("answers", "notes", "take", "hand-over", "give-back")),
        *(f"post api-{name}" for name in ("close", "reopen", "snooze", "urgent")),
        "delete api-urgent",
        "post api-tags",
        "delete api-tag",
    ],
}
"All else needs `read`, or `write` to change something."


def rows():
    lines = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
    return [(" ".join(line[:4]), *line) for line in lines]


@pytest.fixture
def site(lobby, garden, ana, ben, sam, zoe, echo, say):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED, members=[ben])
    garden.add_members(echo, by=sam)
    for name, room, bumpers in (
        ("Votes", None, Counter.EVERYONE),
        ("Seeds", garden, Counter.STAFF),
        ("Spades", shed, Counter.STAFF),
    ):
        Counter.objects.start(name, room=room, bumpers=bumpers)
    message = say(garden, ana)
    Room.objects.filter(pk=Room.objects.thread_of(message).pk).update(slug="tea")
    return {
        "ana": ana.pk,
        "ben": ben.pk,
        "zoe": zoe.pk,
        "echo": echo.pk,
        "theirs": message.pk,
        "bell": Notification.objects.create(user=ana, kind="deploy", text="Done").pk,
        "news": Announcement.objects.announce(None, "News").pk,
        "sam": sam.pk,
        "ticket": ask().public_id,
        "taken": ask(sam).public_id,
    }


def ask(agent=None):
    """A conversation of a new visitor, which the agent takes."""
    ticket = Ticket.objects.ask(User.objects.add_guest("Gus"), "Hello?", uuid.uuid4())
    if agent:
        ticket.take(agent)
    return ticket


def path_of(name, about, site):
    words = [] if about == "-" else about.split(",")
    return reverse(name, args=[site.get(word, word) for word in words])


def data_of(words, site):
    data = dict(pair.split("=") for pair in words.split(",")) if words != "-" else {}
    if "people" in data:  # to notify somebody takes names, to add members ids
        is_of_room = data.keys() == {"people"}
        return data | {"people": [site[data["people"]] if is_of_room else data["people"]]}
    return {key: site.get(word, word) for key, word in data.items()}


def answer(program, method, path, data):
    """The status; what was changed is taken back."""
    with transaction.atomic():
        body = {"data": data} if method in ("post", "patch") else {}
        response = program.ask(method, path, **body)
        transaction.set_rollback(True)
    return str(response.status_code)


def test_every_address_has_a_row():
    assert {row[2] for row in rows()} == {each.name for each in API} - OPEN


def test_addresses_are_those_of_the_site():
    for each in API:
        assert get_resolver().reverse_dict.getlist(each.name), each.name


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_address_answers_each_as_in_its_row(row, site, ana, sam, zoe, echo):
    _, method, name, about, words, *expected = row
    path, data = path_of(name, about, site), data_of(words, site)
    programs = [Program(), *map(program_of, (zoe, ana, sam, echo))]
    assert [answer(each, method, path, data) for each in programs] == expected


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_address_needs_its_scope(row, site, sam):
    _, method, name, about, words, *_ = row
    needed = next((s for s, rows in NEEDED.items() if f"{method} {name}" in rows), None)
    needed = needed or ("read" if method == "get" else "write")
    path, data = path_of(name, about, site), data_of(words, site)
    lacking = program_of(sam, EVERY_SCOPE - {needed})
    assert answer(lacking, method, path, data) == "403"
    assert answer(program_of(sam, [needed]), method, path, data) == row[-2]


def test_scopes_that_are_needed_are_all_scopes():
    assert set(NEEDED) == {scope for scope, _ in SCOPES}


def test_stranger_cannot_tell_a_closed_room_from_none(site, zoe):
    program = program_of(zoe)
    for rest in ("", "messages/", "members/", "typing/"):
        closed = program.get(f"/api/v1/rooms/garden/{rest}")
        none = program.get(f"/api/v1/rooms/no-such-room/{rest}")
        assert closed.json() == none.json()


def test_right_that_ends_ends_for_programs_too(site, garden, ana):
    program = program_of(ana)
    assert program.get("/api/v1/rooms/garden/").status_code == 200
    garden.remove_member(ana)
    assert program.get("/api/v1/rooms/garden/").status_code == 404
    Token.objects.get(user=ana).revoke()
    assert program.get("/api/v1/rooms/lobby/").status_code == 401
