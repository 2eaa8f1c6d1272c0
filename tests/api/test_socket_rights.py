"""Permissions: what the socket of programs answers to whom.

A row has the results for four: Zoe the outsider, Ana the member, Sam of the staff, and Echo, a bot
in the garden and in no other room. `theirs` is a message of Ana's in the garden, `shed` a closed
room of Ana's without Sam and Echo. `ticket` is a conversation of the support desk that waits,
`taken` one of Sam's.
"""

import pytest

from rooms.api.socket.calls import CALLS
from rooms.models import Announcement, Counter, Notification, Room, Token
from rooms.models.token import EVERY_SCOPE
from tests.api.test_rights import ask
from tests.live_page import later

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = """
# action           topic           with                           zoe  ana  sam  echo
subscribe          room.lobby      -                              ok   ok   ok   404
subscribe          room.garden     -                              404  ok   ok   ok
subscribe          room.shed       -                              404  ok   404  404
subscribe          counter.votes   -                              ok   ok   ok   ok
subscribe          counter.seeds   -                              404  ok   ok   ok
subscribe          counter.spades  -                              404  ok   404  404
subscribe          bell            -                              ok   ok   ok   ok
subscribe          desk            -                              404  404  ok   404
subscribe          support.ticket  -                              404  404  ok   404
subscribe          support.nowhere -                              404  404  404  404
subscribe          typing.garden   -                              404  ok   ok   ok
subscribe          typing.shed     -                              404  ok   404  404
subscribe          presence.garden  -                             404  ok   ok   ok
subscribe          presence.shed   -                              404  ok   404  404
subscribe          presence        -                              ok   ok   ok   ok
unsubscribe        room.garden     -                              404  404  404  404
post               room.garden     body=Hello                     404  ok   ok   ok
post               room.shed       body=Hello                     404  ok   404  404
edit               room.garden     message=theirs,body=Else       404  ok   403  403
delete             room.garden     message=theirs                 404  ok   ok   403
delete             room.lobby      message=theirs                 404  404  404  404
react              room.garden     message=theirs,emoji=🎉        404  ok   ok   ok
unread             room.garden     message=theirs                 404  ok   ok   ok
room_read          room.garden     -                              404  ok   ok   ok
typing             room.garden     -                              404  ok   ok   ok
suggest            room.garden     body=@b                        404  ok   ok   ok
post               support.ticket  body=Hello                     404  404  403  404
post               support.taken   body=Hello                     404  404  ok   404
typing             support.taken   -                              404  404  ok   404
suggest            support.taken   body=Hello                     404  404  404  404
start_thread       room.garden     message=theirs                 404  ok   ok   ok
follow             room.garden     follow=on                      404  422  422  422
room_make          -               name=Shop,kind=open            ok   ok   ok   403
room_rename        room.garden     name=Shop                      404  403  ok   403
room_rename        room.shed       name=Shop                      404  ok   404  404
room_archive       room.shed       -                              404  ok   404  404
room_restore       room.garden     -                              404  403  ok   403
members_add        room.garden     people=ben                     404  403  ok   403
member_remove      room.garden     person=ben                     404  403  404  403
room_leave         room.garden     -                              404  ok   ok   ok
room_leave         room.lobby      -                              403  403  403  404
room_level         room.garden     level=nothing                  404  ok   ok   ok
bump               counter.votes   step=1                         ok   ok   ok   ok
bump               counter.seeds   step=1                         404  403  ok   403
set                counter.votes   value=7                        403  403  ok   403
reset              counter.votes   -                              403  403  ok   403
read               -               notification=bell              ok   ok   ok   ok
read_all           -               -                              ok   ok   ok   ok
announcement_read  -               announcement=news              ok   ok   ok   404
ticket_take        -               ticket=ticket                  403  403  ok   403
ticket_hand_over   -               ticket=ticket,agent=sam        403  403  ok   403
ticket_give_back   -               ticket=taken                   403  403  ok   403
ticket_close       -               ticket=ticket                  403  403  ok   403
ticket_reopen      -               ticket=ticket                  403  403  ok   403
ticket_urgent      -               ticket=ticket,urgent=on        403  403  ok   403
ticket_snooze      -               ticket=ticket,minutes=60       403  403  409  403
ticket_tag         -               ticket=ticket,tag=refund       403  403  ok   403
ticket_untag       -               ticket=ticket,tag=refund       403  403  ok   403
ticket_note        -               ticket=ticket,body=Hello       403  403  ok   403
notify             -               people=ana,kind=x,text=Hi      403  ok   ok   ok
"""
SIGNALS = {"subscribe", "unsubscribe"}


def rows():
    lines = [line.split() for line in TABLE.splitlines() if line and not line.startswith("#")]
    return [(" ".join(line[:2]), *line) for line in lines]


@pytest.fixture
def site(lobby, garden, ana, ben, sam, echo):
    shed = Room.objects.start("Shed", ana, kind=Room.CLOSED, members=[ben])
    garden.add_members(echo, by=sam)
    for name, room, bumpers in (
        ("Votes", None, Counter.EVERYONE),
        ("Seeds", garden, Counter.STAFF),
        ("Spades", shed, Counter.STAFF),
    ):
        Counter.objects.start(name, room=room, bumpers=bumpers)
    return {
        "ben": ben.pk,
        "bell": Notification.objects.create(user=ana, kind="deploy", text="Done").pk,
        "news": Announcement.objects.announce(None, "News").pk,
        "sam": sam.pk,
        "support.ticket": f"support.{ask().public_id}",
        "support.taken": f"support.{ask(sam).public_id}",
        "ticket": ask().public_id,
        "taken": ask(sam).public_id,
    }


def fields_of(topic, words, site):
    data = dict(pair.split("=") for pair in words.split(",")) if words != "-" else {}
    data = {key: site.get(word, word) for key, word in data.items()}
    if "people" in data:
        data["people"] = [data["people"]]
    about = site.get(topic, topic) if topic.startswith("support.") else topic
    return data | ({"topic": about} if topic != "-" else {})


def test_every_call_has_a_row():
    assert {action for _, action, *_ in rows()} == set(CALLS) | SIGNALS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
async def test_socket_answers_each_as_in_its_row(
    row, site, connect, say, garden, ana, sam, zoe, echo
):
    _, action, topic, words, *expected = row
    answers = []
    for who in (zoe, ana, sam, echo):
        site["theirs"] = (await later(say, garden, ana)).pk
        program = await connect(who)
        answer = await program.ask(action, **fields_of(topic, words, site))
        answers.append("ok" if "result" in answer else str(answer["error"]["status"]))
    assert answers == expected


@pytest.mark.parametrize("action", sorted(CALLS))
async def test_call_needs_its_scope(connect, site, sam, action):
    _, _, topic, words, *_ = next(row for row in rows() if row[1] == action)
    topic = topic.replace("shed", "garden")  # which Sam finds
    program = await connect(sam, scopes=EVERY_SCOPE - {CALLS[action].scope})
    answer = await program.ask(action, **fields_of(topic, words, site | {"theirs": 1}))
    assert answer["error"]["status"] == 403
    assert f"“{CALLS[action].scope}”" in answer["error"]["detail"]


# Scopes, and rights that end:


async def test_call_needs_the_scope_of_its_action(connect, lobby, ana):
    program = await connect(ana, scopes=["read"])
    error = (await program.ask("post", topic="room.lobby", body="Hi"))["error"]
    assert (error["status"], error["detail"]) == (403, "This token has not the scope “write”.")
    program = await connect(ana, scopes=EVERY_SCOPE - {"read"})
    assert (await program.ask("subscribe", topic="room.lobby"))["error"]["status"] == 403


@pytest.mark.parametrize("topic", ["room.garden", "counter.seeds"])
async def test_stranger_cannot_tell_a_closed_topic_from_none(connect, garden, zoe, topic):
    await later(Counter.objects.start, "Seeds", room=garden)
    program = await connect(zoe)
    closed = await program.ask("subscribe", topic=topic)
    none = await program.ask("subscribe", topic=topic.partition(".")[0] + ".nowhere")
    assert closed["error"] == none["error"]
    assert closed["error"]["status"] == 404
    by_id = await program.ask("post", topic=f"room.{garden.pk}", body="Hi")
    assert by_id["error"]["status"] == 404


async def test_removed_member_hears_no_more_and_stays_connected(
    connect, lobby, garden, ana, sam, say
):
    await later(Counter.objects.start, "Seeds", room=garden)
    program = await connect(ana)
    topics = {(await program.follow(name))["topic"] for name in ("room.garden", "counter.seeds")}
    await program.follow()
    await later(garden.remove_member, ana)
    await program.until(lambda: sum(each["event"] == "end" for each in program.frames) == 2)
    ended = [each for each in program.frames if each["event"] == "end"]
    assert {each["topic"] for each in ended} == topics
    assert ended[0]["error"]["status"] == 404
    await later(say, garden, sam, "Secret")
    await later(say, lobby, sam, "Public")
    assert await program.changes(1) == [("posted", "Public")]
    assert await program.is_silent()
    assert (await program.ask("post", topic="room.garden", body="Hi"))["error"]["status"] == 404


def revoke(user):
    Token.objects.get(user=user).revoke()


def deactivate_owner(user):
    (user.owner or user).deactivate()


@pytest.mark.parametrize("end", [revoke, deactivate_owner])
async def test_socket_ends_with_its_token(connect, lobby, ana, sam, echo, end):
    program = await connect(echo)
    await later(end, echo)
    await program.until(lambda: program.close_code)
    assert program.close_code == 4401
    assert program.answers[None]["error"]["status"] == 401
