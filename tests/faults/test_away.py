"""A page that was away comes back and shows what a fresh one shows, however much it missed."""

import asyncio

from tests.attacks.visitor import Visitor
from tests.conversation import BODY, CURSOR, ITEM, WHOLE

MISSED = {"zoe": 1_000, "sam": 301, "ben": 300, "ana": 299}
"How many changes each page misses; from the 301st on it gets the whole region."
GONE = "Message deleted"
CHANGE = """
import random, uuid
from django.db import transaction
room, author = Room.objects.get(slug="lobby"), User.objects.get(username="ana")
begin, dice = room.seq, random.Random(count)
messages = list(room.messages.filter(deleted_at=None).order_by("seq"))
with transaction.atomic():
    for n in range(count):
        kind = dice.choice(["post"] * 8 + ["edit", "delete"]) if messages else "post"
        if kind == "edit":
            dice.choice(messages).edit(f"Edited {n} of {count}")
        elif kind == "delete":
            messages.pop(dice.randrange(len(messages))).delete_text()
        else:
            messages.append(Message.objects.post(room, author, f"{n} of {count}", uuid.uuid4()))
room.refresh_from_db()
assert room.seq == begin + count
"""
STORED = "(f'{m.pk} {m.body}' for m in Room.objects.get(slug='lobby').messages.order_by('seq'))"


def change(site, count):
    """So many posts, edits and deletions."""
    site.shell(f"count = {count}{CHANGE}")


async def leave_one_after_the_other(site, readers):
    """The pages, each closed when it still has so many changes to miss."""
    pages = {}
    for username, count in MISSED.items():
        pages[username] = await readers(username)
        await pages[username].close()
        pages[username].frames.clear()
        later = [missed for missed in MISSED.values() if missed < count]
        await asyncio.to_thread(change, site, count - max(later, default=0))
    return pages


def texts(messages):
    """{id: text}, without a text where the message is deleted."""
    bodies = {pk: BODY.search(html) for pk, html in messages.items()}
    assert all(body or GONE in messages[pk] for pk, body in bodies.items())
    return {pk: body[1] if body else "" for pk, body in bodies.items()}


def shows_all_since_its_first(page, stored):
    first = [pk for pk, _ in stored].index(next(iter(page.messages)))
    return list(texts(page.messages).items()) == stored[first:]


async def test_page_that_missed_up_to_1000_changes_shows_what_a_fresh_page_shows(site, readers):
    await asyncio.to_thread(change, site, 20)
    pages = await leave_one_after_the_other(site, readers)
    html = (await asyncio.to_thread(Visitor.signed_in(site, "ben").get, "/rooms/lobby/"))[1]
    fresh, cursor = dict(ITEM.findall(html)), CURSOR.search(html)[1]
    stored = [tuple(line.split(" ", 1)) for line in await asyncio.to_thread(site.read, STORED)]
    for username, page in pages.items():
        await page.connect()
        await page.until(lambda page: page.cursor == cursor)
        assert {pk: page.messages.get(pk) for pk in fresh} == fresh, username
        assert shows_all_since_its_first(page, stored), username
        is_whole = WHOLE.search("".join(page.frames)) is not None
        assert is_whole == (MISSED[username] > 300), username
        assert not is_whole or list(page.messages) == list(fresh)
        assert page.doubled == 0
