"""Bad input gets a clear answer on the page, and the socket stays."""

import json

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

RUBBISH = [
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


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda text: text[:40])
async def test_rubbish_is_answered_and_the_socket_stays(open_page, lobby, ana, rubbish):
    page = await open_page(ana, "lobby")
    await page.drain()
    page.frames.clear()
    await page.send(rubbish)
    await page.until(
        lambda page: (
            "#notice" in page.frames[-1] or "-error" in page.frames[-1] if page.frames else False
        )
    )
    await page.act("post", body="still here")
    await page.until("still here</div>")


@pytest.mark.parametrize(
    "rubbish",
    [
        '{"action": "beat", "n": "x"}',
        '{"action": "resume", "cursor": 7}',
        '{"action": "beat"}',
        '{"action": "resume"}',
        '{"action": "typing", "body": "draft"}',
    ],
)
async def test_odd_beats_and_cursors_do_no_harm(open_page, lobby, ana, rubbish):
    page = await open_page(ana, "lobby")
    await page.send(rubbish)
    await page.act("post", body="still here")
    await page.until("still here</div>")


async def test_a_frame_too_large_is_answered(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.send(json.dumps({"action": "post", "body": "x" * 70_000}))
    await page.until("it is too large")
    await page.act("post", body="still here")
    await page.until("still here</div>")


async def test_bytes_are_answered(open_page, lobby, ana):
    page = await open_page(ana, "lobby")
    await page.socket.send_to(bytes_data=b"\x00\x01")
    await page.until("it is no text")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Write something first."),
        ("   \n ", "Write something first."),
        pytest.param("x" * 4001, "too long", id="long"),
    ],
)
async def test_an_empty_or_too_long_text_is_answered_beside_the_box(
    open_page, lobby, ana, body, words
):
    page = await open_page(ana, "lobby")
    await page.act("post", body=body)
    await page.until(words)
    frame = next(frame for frame in page.frames if words in frame)
    assert "#compose-error" in frame
    assert "box-" not in frame


async def test_too_many_posts_are_slowed_down_for_this_person_alone(open_page, lobby, ana, ben):
    anas, bens = await open_page(ana, "lobby"), await open_page(ben, "lobby")
    for n in range(61):
        await anas.act("post", body=f"flood {n}")
    await anas.until("That was a lot at once.", timeout=10)
    await bens.act("post", body="calm")
    await bens.until("calm</div>", timeout=10)


async def test_an_error_of_ours_is_told_and_the_socket_stays(open_page, lobby, ana, monkeypatch):
    page = await open_page(ana, "lobby")
    with monkeypatch.context() as broken:
        broken.setattr("rooms.chat.actions.post_together", lambda drafts: 1 / 0)
        await page.act("post", body="lost")
        await page.until("That did not work, and nothing was saved.")
    await page.act("post", body="found")
    await page.until("found</div>")


async def test_without_the_cache_people_still_write(open_page, lobby, ana, monkeypatch):
    from django.core.cache.backends.locmem import LocMemCache

    page = await open_page(ana, "lobby")
    monkeypatch.setattr(LocMemCache, "incr", lambda *args: 1 / 0)
    await page.act("post", body="not held up")
    await page.until("not held up</div>")
