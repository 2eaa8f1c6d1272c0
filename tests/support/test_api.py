"""Programs at the desk: what staff and admitted bots do there by the API and its socket."""

import pytest

from rooms.models import SupportDesk, Ticket, Token
from rooms.models.token import SUPPORT
from tests.api.program import program_of
from tests.live_page import later
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
API = "/api/v1/support/"


@pytest.fixture
def clerk(echo):
    """Echo, which staff admitted to the desk."""
    SupportDesk.current().admit([echo])
    echo.refresh_from_db()
    return echo


@pytest.fixture
def program(clerk):
    return program_of(clerk, [SUPPORT])


def present(visitor):
    return Ticket.objects.select_related("agent").get(pk=visitor.ticket.pk)


def results(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_bot_takes_answers_and_hands_over(program, vera, clerk, sam):
    path = f"{API}{vera.slug}/"
    taken = program.post(f"{path}take/").json()
    assert (taken["agent"]["username"], taken["state"]) == ("echo", "open")
    answer = program.post(f"{path}messages/", {"body": "Which **parcel**?"})
    assert answer.status_code == 201
    assert "Which <strong>parcel</strong>?" in vera.get().content.decode()
    assert program.post(f"{path}give-back/", {"word": "A hard one"}).json()["state"] == "waiting"
    assert program.post(f"{path}messages/", {"body": "Or not?"}).status_code == 403
    assert present(vera).notes.get().body == "A hard one"
    program.post(f"{path}take/")
    given = program.post(f"{path}hand-over/", {"agent": sam.pk}).json()
    assert given["agent"]["username"] == "sam"


@pytest.mark.parametrize("move", ["give-back", "hand-over", "close", "reopen", "snooze"])
def test_bot_moves_no_conversation_of_others(move, program, vera, sam):
    present(vera).take(sam)
    data = {"agent": sam.pk, "minutes": 60}
    answer = program.post(f"{API}{vera.slug}/{move}/", data)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "A bot moves only conversations that it has."
    assert present(vera).agent == sam


def test_answer_with_a_key_is_stored_once(program, vera):
    path = f"{API}{vera.slug}/"
    program.post(f"{path}take/")
    sent = [
        program.post(f"{path}messages/", {"body": "Hi"}, Idempotency_Key="one") for _ in range(2)
    ]
    assert sent[0].json()["id"] == sent[1].json()["id"]


def test_messages_come_in_pages_as_those_of_a_room(program, vera):
    for text in ("One", "Two"):
        vera.say(text)
    path = f"{API}{vera.slug}/messages/"
    latest = program.get(f"{path}?limit=2")
    assert [each["body"] for each in latest.json()["results"]] == ["One", "Two"]
    assert 'rel="prev"' in latest["Link"]
    first = latest.json()["results"][0]["seq"]
    assert len(results(program.get(f"{path}?before={first}"))) == 1
    assert [each["body"] for each in results(program.get(f"{path}?since={first}"))] == ["Two"]
    assert results(program.get(path))[0]["topic"] == f"room.{vera.ticket.room_id}"


def test_lists_of_conversations(program, vera, sam):
    olga, urgent = Visitor("Olga"), Visitor("Uma")
    present(olga).take(sam)
    program.post(f"{API}{urgent.slug}/urgent/")
    waiting = results(program.get(f"{API}?state=waiting"))
    assert [each["visitor"]["name"] for each in waiting] == ["Uma", "Vera"]
    assert waiting[1]["question"] == "Where is my parcel?"
    assert [each["slug"] for each in results(program.get(f"{API}?state=open"))] == [olga.slug]
    assert results(program.get(f"{API}?mine=1")) == []
    program.post(f"{API}{vera.slug}/take/")
    assert [each["slug"] for each in results(program.get(f"{API}?mine=1"))] == [vera.slug]
    program.post(f"{API}{vera.slug}/close/")
    assert vera.slug not in str(results(program.get(API)))
    assert program.get(f"{API}?state=lost").status_code == 422


def test_urgent_is_taken_back(program, vera):
    assert program.post(f"{API}{vera.slug}/urgent/").json()["is_urgent"]
    assert not program.delete(f"{API}{vera.slug}/urgent/").json()["is_urgent"]


def test_slower_program_is_told_who_was_faster(program, vera, sam):
    present(vera).take(sam)
    refused = program.post(f"{API}{vera.slug}/take/")
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Sam Lindqvist took this conversation."


def test_notes_are_read_and_written_and_never_among_the_messages(program, vera):
    path = f"{API}{vera.slug}/"
    assert program.post(f"{path}notes/", {"body": "heliotrope"}).status_code == 201
    assert results(program.get(f"{path}notes/"))[0]["body"] == "heliotrope"
    assert "heliotrope" not in program.get(f"{path}messages/").content.decode()
    for each in ("", "transcript.txt", "transcript.html"):
        assert "heliotrope" not in vera.get(vera.address + each).content.decode()
    assert program.post(f"{path}notes/", {"body": " "}).status_code == 422


def test_dismissed_bot_reaches_nothing(program, vera, clerk):
    program.post(f"{API}{vera.slug}/take/")
    SupportDesk.current().admit([])
    for path in ("", f"{vera.slug}/", f"{vera.slug}/messages/", f"{vera.slug}/notes/"):
        assert program.get(API + path).status_code == 403
    assert program.post(f"{API}{vera.slug}/messages/", {"body": "Hi"}).status_code == 403
    assert program.post(f"{API}{vera.slug}/take/").status_code == 403


def test_visitor_has_no_token_and_a_token_is_nobody_at_the_visitors_side(program, vera, clerk):
    assert vera.client.get(f"{API}{vera.slug}/").status_code == 401
    bearer = Token.objects.issue(clerk, "More", [SUPPORT]).secret
    page = Visitor("Wim").client.get(vera.address, headers={"authorization": f"Bearer {bearer}"})
    assert page.status_code == 404


@pytest.mark.parametrize(("who", "status"), [("ana", 422), ("echo", 422), ("sam", 200)])
def test_token_for_support_is_for_who_serves_the_desk(who, status, request, client_of):
    holder = request.getfixturevalue(who)
    keeper = holder if holder.is_person else request.getfixturevalue("ana")
    path = "/accounts/tokens/" if holder == keeper else f"/bots/{holder.pk}/tokens/"
    offered = 'value="support"' in client_of(keeper).get(path).content.decode()
    assert offered == (status == 200)
    answer = client_of(keeper).post(path, {"name": "Desk", "scopes": ["support"], "lasts": "7"})
    assert answer.status_code == status
    assert holder.tokens.count() == (status == 200)
    if status == 422:
        assert "A token for support is for staff" in answer.content.decode()


# The socket:


async def test_bot_follows_the_queue_and_its_conversations(connect, clerk, vera, sam):
    program = await connect(clerk, scopes=[SUPPORT])
    await program.result("subscribe", topic="desk")
    await program.until(lambda: program.frames)
    assert program.frames[-1]["waiting"][0]["slug"] == vera.slug
    taken = await program.result("ticket_take", ticket=vera.slug)
    await program.until(lambda: program.frames[-1]["taken"])
    followed = await program.result("subscribe", topic=f"support.{vera.slug}", since=0)
    assert followed["topic"] == taken["topic"]
    await program.result("post", topic=followed["topic"], body="Which parcel?", key="1")
    await later(vera.say, "Number 4711")
    told = await program.changes(3)
    assert [text for _, text in told] == ["Where is my parcel?", "Which parcel?", "Number 4711"]
    note = await program.result("ticket_note", ticket=vera.slug, body="heliotrope")
    assert note["author"]["username"] == "echo"
    given = await program.result("ticket_give_back", ticket=vera.slug, word="heliotrope")
    assert given["state"] == "waiting"
    assert await program.is_silent() or "heliotrope" not in str(program.frames)
    assert (await program.ask("post", topic=followed["topic"], body="Hi"))["error"]["status"] == 403
    resumed = await program.result("resume", topic=followed["topic"], since=followed["seq"])
    assert resumed == await program.result("subscribe", topic=f"support.{vera.slug}")


async def test_who_follows_first_and_takes_later_may_answer(connect, clerk, vera):
    program = await connect(clerk, scopes=[SUPPORT])
    topic = (await program.result("subscribe", topic=f"support.{vera.slug}"))["topic"]
    assert (await program.ask("post", topic=topic, body="Hi"))["error"]["status"] == 403
    await program.result("ticket_take", ticket=vera.slug)
    await program.result("post", topic=topic, body="Hi")


@pytest.mark.parametrize("topic", ["desk", "support", "room"])
async def test_desk_needs_its_scope_on_the_socket(topic, connect, sam, vera):
    topic = {"support": f"support.{vera.slug}", "room": f"room.{vera.ticket.room_id}"}.get(
        topic, topic
    )
    program = await connect(sam, scopes=["read", "write"])
    answer = await program.ask("subscribe", topic=topic)
    assert answer["error"]["status"] == 403
    assert "“support”" in answer["error"]["detail"]
    if topic != "desk":
        answer = await program.ask("post", topic=topic, body="Hi")
        assert answer["error"]["status"] == 403


async def test_topics_of_the_desk_end_with_the_admission(connect, clerk, vera):
    program = await connect(clerk, scopes=[SUPPORT])
    await program.result("subscribe", topic="desk")
    await program.result("subscribe", topic=f"support.{vera.slug}")
    await later(lambda: SupportDesk.current().admit([]))
    await program.until(lambda: [f["event"] for f in program.frames].count("end") == 2)
    assert (await program.ask("subscribe", topic="desk"))["error"]["status"] == 404
