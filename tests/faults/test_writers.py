"""Eight writers of one database at the same time: four processes and four visitors."""

import asyncio
from itertools import chain

from tests.attacks.visitor import Visitor

PEOPLE = "ana", "ben", "sam", "zoe"
POSTS = 20
"By each writer; below the rate of one person."
FOUR_PROCESSES = f"""
import os, uuid
people = {PEOPLE}
children = []
for name in people:
    child = os.fork()
    if child:
        children.append(child)
        continue
    try:
        room, author = Room.objects.get(slug="lobby"), User.objects.get(username=name)
        for n in range({POSTS}):
            Message.objects.post(room, author, f"process-{{name}} {{n}}", uuid.uuid4())
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)
print(*[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""
STORED = """(
    f"{m.seq} {m.pk} {m.body}" for m in Room.objects.get(slug="lobby").messages.order_by("seq")
)"""


def post_all(visitor, name):
    """The statuses and texts of the answers."""
    bodies = [f"visitor-{name} {n}" for n in range(POSTS)]
    return [visitor.post("/rooms/lobby/", body=body) for body in bodies]


async def test_eight_writers_lose_and_double_nothing_and_nobody_is_told_of_a_lock(site, readers):
    await asyncio.to_thread(site.shell, "")
    visitors = {name: await asyncio.to_thread(Visitor.signed_in, site, name) for name in PEOPLE}
    pages = [await readers(name) for name in PEOPLE]
    exits, *answers = await asyncio.gather(
        asyncio.to_thread(site.shell, FOUR_PROCESSES),
        *[asyncio.to_thread(post_all, visitors[name], name) for name in PEOPLE],
    )
    assert exits == "0 0 0 0\n"
    for status, html in chain(*answers):
        assert status == 200
        assert "database is locked" not in html
    stored = [line.split(" ", 2) for line in await asyncio.to_thread(site.read, STORED)]
    assert [int(seq) for seq, _, _ in stored] == list(range(1, 8 * POSTS + 1))
    assert each_in_its_order([body for _, _, body in stored])
    shown = [(pk, body) for _, pk, body in stored]
    for page in pages:
        await page.until(lambda page: len(page.messages) >= len(shown))
        assert list(page.shown().items()) == shown
        assert page.doubled == 0


def each_in_its_order(bodies):
    """Whether every writer's posts are there once, as it sent them."""
    writers = [f"{kind}-{name}" for kind in ("process", "visitor") for name in PEOPLE]
    sent = {writer: [f"{writer} {n}" for n in range(POSTS)] for writer in writers}
    return sent == {
        writer: [body for body in bodies if body.split()[0] == writer] for writer in writers
    }
