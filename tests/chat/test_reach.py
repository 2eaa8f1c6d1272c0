"""Telling many people at once: knowingly above twenty, and not too often, at every door."""

import json
import uuid
from datetime import timedelta

import pytest

from rooms.live.refusal import Refused
from rooms.models import Group, Message, Notification, Room, User
from rooms.models.posting import NewMessage
from rooms.models.reach import GROWTH, TIMES, UNASKED, WITHIN, ReachQuestion
from tests.live_page import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(lobby):
    """So many in the lobby that to tell all of them takes a confirmation."""
    guests = User.objects.bulk_create(
        User(username=f"guest{n}", username_key=f"guest{n}", display_name=f"Guest {n}", hue=1)
        for n in range(UNASKED)
    )
    lobby.memberships.grant_to(*guests)
    return lobby.memberships.count() - 1


def post(room, author, text="@room", confirmed=0, key=None):
    new = NewMessage(Room.objects.get(pk=room.pk), author, text, key, confirmed=confirmed)
    (stored,) = Message.objects.post_batch([new])
    return stored


def pass_time(message, time=WITHIN):
    message.told_many_at -= time
    message.save()


def use_up(room, author, times=TIMES):
    return [post(room, author, f"@room {n}", confirmed=1_000).message for n in range(times)]


# The confirmation


def test_more_than_twenty_people_are_told_only_when_that_is_confirmed(lobby, ana, crowd):
    question = post(lobby, ana)
    assert isinstance(question, ReachQuestion)
    assert (question.count, str(question)) == (crowd, f"This will tell {crowd} people.")
    assert not Message.objects.exists()
    assert not Notification.objects.exists()
    assert post(lobby, ana, confirmed=crowd).message
    assert Notification.objects.count() == crowd


def test_twenty_people_are_told_without_a_question(lobby, ana, crowd):
    for membership in lobby.memberships.exclude(user=ana)[UNASKED:]:
        lobby.remove_member(membership.user)
    assert post(lobby, ana).message
    assert Notification.objects.count() == UNASKED


def test_people_of_several_names_are_counted_once(lobby, ana, ben, crowd):
    ops = Group.objects.start("ops")
    ops.members.set(User.objects.all())
    assert post(lobby, ana, "@ops @room @ben").count == crowd


def test_plain_names_are_never_asked_about(lobby, ana, crowd):
    text = " ".join(f"@guest{n}" for n in range(UNASKED)) + " @ben @sam"
    assert post(lobby, ana, text).message
    assert Notification.objects.count() == UNASKED + 2


def test_confirmation_holds_for_about_as_many_people(lobby, ana, crowd):
    assert isinstance(post(lobby, ana, confirmed=int(crowd / GROWTH)), ReachQuestion)
    assert post(lobby, ana, confirmed=crowd - 2).message


def test_question_refuses_nothing_else_of_the_batch(lobby, garden, ana, ben, crowd):
    news = [("@room", ana), ("Hello", ben), ("@room", ben)]
    batch = [NewMessage(Room.objects.get(pk=lobby.pk), who, text) for text, who in news]
    question, stored, other = Message.objects.post_batch(batch)
    assert (question.count, stored.message.body, other.count) == (crowd, "Hello", crowd)


def test_edit_that_tells_many_asks_first_too(lobby, ana, crowd, say):
    message = say(lobby, ana, "The build is broken")
    with pytest.raises(ReachQuestion):
        message.edit("@room the build is broken")
    message.refresh_from_db()
    assert message.body == "The build is broken"
    message.edit("@room the build is broken", confirmed=crowd)
    assert Notification.objects.count() == crowd
    message.edit("@room the build is whole again")
    assert Notification.objects.count() == crowd


# The limit


def test_nobody_tells_many_more_often_than_five_times_in_ten_minutes(lobby, ana, ben, garden):
    messages = use_up(lobby, ana)
    refusal = post(lobby, ana)
    assert isinstance(refusal, Refused)
    assert refusal.status == 429
    assert 0 < refusal.retry_after <= WITHIN.total_seconds()
    assert "go on in 10 minutes" in str(refusal)
    assert post(lobby, ana, "Just this").message
    assert post(lobby, ana, "@ben").message
    assert post(lobby, ben).message
    assert post(garden, ana).message
    pass_time(messages[0])
    assert post(lobby, ana).message


def test_limit_says_when_it_goes_on(lobby, ana):
    for message in use_up(lobby, ana):
        pass_time(message, timedelta(minutes=7, seconds=30))
    refusal = post(lobby, ana)
    assert 140 < refusal.retry_after <= 150
    assert "go on in 3 minutes" in str(refusal)


def test_limit_holds_within_a_batch(lobby, ana):
    batch = [NewMessage(lobby, ana, f"@room {n}") for n in range(TIMES + 2)]
    results = Message.objects.post_batch(batch)
    assert [isinstance(each, Refused) for each in results] == [False] * TIMES + [True] * 2


def test_questions_and_resends_are_not_counted(lobby, ana, crowd):
    for _ in range(2 * TIMES):
        assert isinstance(post(lobby, ana), ReachQuestion)
    key = uuid.uuid4()
    first = post(lobby, ana, confirmed=crowd, key=key).message
    use_up(lobby, ana, TIMES - 1)
    assert post(lobby, ana, confirmed=crowd, key=key).message == first
    assert Message.objects.count() == TIMES


def test_edits_count_like_posts(lobby, ana, say):
    messages = [say(lobby, ana, f"{n}") for n in range(TIMES + 1)]
    for message in messages[:TIMES]:
        message.edit("@room")
    with pytest.raises(Refused, match="go on in 10 minutes"):
        messages[-1].edit("@room")
    messages[0].edit("@room, once more")


# The doors


@pytest.mark.django_db(transaction=True)
async def test_page_keeps_the_text_with_the_question_until_it_is_confirmed(
    open_page, lobby, ana, crowd
):
    page = await open_page(ana, "/ws/rooms/lobby/?page=token")
    await page.act("ready")
    text = {"n": 0, "outbox": "outbox", "body": "@room look"}
    await page.act("post", **text)
    await page.act("again", **text)
    await page.until(f"This will tell {crowd} people.")
    assert f'name="confirmed" value="{crowd}"' in "".join(page.frames)
    assert not await later(Message.objects.exists)

    page.frames.clear()
    await page.act("post", **text, confirmed=str(crowd))
    await page.act("again", **text)
    await page.until("delete:#outbox-0")
    assert await later(Message.objects.count) == 1
    assert await later(Notification.objects.count) == crowd


@pytest.mark.django_db(transaction=True)
async def test_page_keeps_the_text_that_is_refused_for_minutes_to_be_changed(
    open_page, lobby, ana, crowd
):
    await later(use_up, lobby, ana)
    page = await open_page(ana, "/ws/rooms/lobby/?page=token")
    await page.act("ready")
    await page.act("again", n=0, body="@room")
    await page.until("go on in 10 minutes")
    assert 'class="refused"' in "".join(page.frames)


@pytest.mark.django_db(transaction=True)
async def test_program_gets_the_question_and_confirms(open_page, lobby, ana, crowd):
    page = await open_page(ana, "/ws/rooms/lobby/")
    await page.act("post", body="@room", key=str(uuid.uuid4()))
    await page.until(f"This will tell {crowd} people.")
    await page.act("post", body="@room", key=str(uuid.uuid4()), confirmed=crowd)
    await page.until("delete:#box-")
    assert await later(Message.objects.count) == 1


def test_plain_post_shows_the_question_with_the_text(lobby, ana, crowd, client_of):
    client = client_of(ana)
    answer = client.post("/rooms/lobby/", {"body": "@room look"})
    assert answer.status_code == 422
    assert f"This will tell {crowd} people." in answer.text
    assert f'name="confirmed" value="{crowd}"' in answer.text
    assert 'value="@room look"' in answer.text
    answer = client.post("/rooms/lobby/", {"body": "@room look", "confirmed": crowd})
    assert answer.status_code == 302
    assert Message.objects.count() == 1


def test_plain_post_is_limited(lobby, ana, client_of):
    use_up(lobby, ana)
    answer = client_of(ana).post("/rooms/lobby/", {"body": "@room look"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= WITHIN.total_seconds()
    assert 'value="@room look"' in answer.text


def test_page_whose_socket_is_dead_gets_the_question(lobby, ana, crowd, client_of):
    form = {"room": "lobby", "page": "token", "outbox": "outbox", "n": 0, "body": "@room"}
    answer = client_of(ana).post("/outbox/", form)
    assert f'name="confirmed" value="{crowd}"' in answer.text
    assert not Message.objects.exists()


def test_edit_shows_the_question_at_the_plain_door(lobby, ana, crowd, client_of, say):
    message, client = say(lobby, ana), client_of(ana)
    path = f"/messages/{message.pk}/edit/"
    answer = client.post(path, {"body": "@room look"})
    assert answer.status_code == 422
    assert f'name="confirmed" value="{crowd}"' in answer.text
    assert client.post(path, {"body": "@room look", "confirmed": crowd}).status_code == 302
    message.refresh_from_db()
    assert message.body == "@room look"


@pytest.mark.django_db(transaction=True)
async def test_edit_shows_the_question_on_a_page(open_page, lobby, ana, crowd, say):
    message = await later(say, lobby, ana)
    page = await open_page(ana, "/ws/rooms/lobby/")
    await page.act("edit", message=message.pk, body="@room look")
    await page.until(f'name="confirmed" value="{crowd}"')
    await page.act("edit", message=message.pk, body="@room look", confirmed=str(crowd))
    await page.until(f"delete:#edit-{message.pk}")


@pytest.mark.parametrize("confirmed", ["", "-1", "many", str(10**12), json.dumps([1])])
def test_confirmation_that_is_no_number_of_people_is_none(confirmed, lobby, ana, crowd, client_of):
    answer = client_of(ana).post("/rooms/lobby/", {"body": "@room", "confirmed": confirmed})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_outsider_cannot_tell_anybody_or_learn_how_many_they_are(garden, zoe, client_of):
    answer = client_of(zoe).post("/rooms/garden/", {"body": "@room", "confirmed": 100})
    assert answer.status_code == 404
    assert not Notification.objects.filter(message__isnull=False).exists()
