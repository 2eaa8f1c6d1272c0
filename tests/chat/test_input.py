"""Invalid input gets a clear answer on the page, and the socket stays open."""

import json

import pytest

from rooms.live.rate_counter import MemoryCounter

pytestmark = pytest.mark.django_db(transaction=True)

INVALID_MESSAGES = [
    " ",
    "not json",
    "[]",
    "1",
    '"text"',
    "{}",
    '{"action": "fly"}',
    '{"action": ["post"]}',
    '{"action": {"post": 1}}',
    '{"action": "__init__"}',
    '{"action": "enter"}',
    "[" * 5000,
    '{"action": "post", "body": "\\ud800"}',
    '{"action": "post", "body": "\\u0000"}',
    '{"action": "post", "body": ["a", "list"]}',
    '{"action": "post", "body": {"an": "object"}}',
    '{"action": "post", "key": "no uuid", "body": "x"}',
    '{"action": "edit", "message": "no number", "body": "x"}',
    '{"action": "edit", "message": 99999999999999999999999999, "body": "x"}',
    '{"action": "delete", "message": -1}',
    '{"action": "delete"}',
]


@pytest.mark.parametrize("text", INVALID_MESSAGES, ids=lambda text: text[:40])
async def test_invalid_message_gets_an_answer_and_the_socket_stays_open(
    open_page, lobby, ana, text
):
    page = await open_page(ana, "lobby")
    await page.drain()
    page.frames.clear()
    await page.send(text)
    await page.until(
        lambda page: (
            "#notice" in page.frames[-1] or "-error" in page.frames[-1] if page.frames else False
        )
    )
    await page.act("post", body="still here")
    await page.until("still here</div>")


@pytest.mark.parametrize(
    "text",
    [
        '{"action": "beat", "n": "x"}',
        '{"action": "resume", "cursor": 7}',
        '{"action": "beat"}',
        '{"action": "resume"}',
        '{"action": "typing", "body": "draft"}',
    ],
)
async def test_odd_fields_of_beat_resume_and_typing_leave_the_socket_open(
    open_page, lobby, ana, text
):
    page = await open_page(ana, "lobby")
    await page.send(text)
    await page.act("post", body="still here")
    await page.until("still here</div>")


async def test_oversized_message_is_refused_and_the_socket_stays_open(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.send(json.dumps({"action": "post", "body": "x" * 70_000}))
    await page.until("Too long to send: about 70,000 of 4,000 characters.")
    await page.act("post", body="still here")
    await page.until("still here</div>")


async def test_binary_message_is_refused(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.socket.send_to(bytes_data=b"\x00\x01")
    await page.until("it is not text")


@pytest.mark.parametrize("action", ["post", "edit"])
async def test_refusal_is_in_the_language_of_the_page(open_page, lobby, ana, action):
    ana.language = "de"
    await ana.asave()
    page = await open_page(ana, "lobby")
    await page.act(action, key="no uuid", message="no number", body="x")
    await page.until({"post": "gültige UUID", "edit": "ganze Zahl"}[action])


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("", "Write something first."),
        ("   \n ", "Write something first."),
        pytest.param("x" * 4001, "too long", id="long"),
    ],
)
async def test_empty_or_too_long_post_gets_its_error(open_page, lobby, ana, body, error):
    page = await open_page(ana, "lobby")
    await page.act("post", body=body)
    await page.until(error)


async def test_too_many_posts_are_refused_only_for_the_person_who_sent_them(
    open_page, lobby, ana, ben
):
    ana_page, ben_page = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    for n in range(61):
        await ana_page.act("post", body=f"flood {n}")
    await ana_page.until("That was a lot at once.", timeout=10)
    await ben_page.act("post", body="calm")
    await ben_page.until("calm</div>", timeout=10)


async def test_server_error_is_reported_and_the_socket_stays_open(
    open_page, lobby, ana, monkeypatch
):
    page = await open_page(ana, "lobby")
    with monkeypatch.context() as patched:
        patched.setattr("rooms.models.posting.PostingManager.post_batch", lambda *args: 1 / 0)
        await page.act("post", body="lost")
        await page.until("That did not work, and nothing was saved.")
    await page.act("post", body="found")
    await page.until("found</div>")


async def test_member_can_post_while_the_cache_is_down(open_page, lobby, ana, monkeypatch):
    page = await open_page(ana, "lobby")
    monkeypatch.setattr(MemoryCounter, "add", lambda *args: 1 / 0)
    await page.act("post", body="not held up")
    await page.until("not held up</div>")
