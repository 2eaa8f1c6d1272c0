"""Posts stored and delivered per second, beside the same with one insert each, and beside a
loop that only stores."""

import asyncio
import time
from statistics import median

from channels.db import database_sync_to_async

from tests.bench.arena import progress

PAGES, POSTERS = 256, 64
ROWS_OF = {
    "hearth": "hearth",
    "alone": "hearth, one by one",
    "ungathered": "hearth, one insert each",
}
ROWS, ROWS_IN_A_CONSUMER = 3_000, 500


def measure(arena):
    table = _table()
    rounds = []
    for number in range(arena.effort.rounds):
        progress(f"posts, round {number + 1} of {arena.effort.rounds}")
        rounds.append(
            {
                **{name: _posts(arena, name) for name in ROWS_OF},
                "loop": _loop(table),
                "consumer": asyncio.run(_consumer(table)),
            }
        )
    return {what: median(found[what] for found in rounds) for what in ("loop", "consumer")} | {
        what: _middle([found[what] for found in rounds]) for what in ROWS_OF
    }


def _middle(found):
    return {key: median(one[key] for one in found) for key in found[0]}


def _posts(arena, name):
    *_, figures = arena.run(
        name,
        {"do": "grow", "pages": PAGES},
        {"do": "rest", "seconds": 1},
        {"do": "under_way", "in_flight": POSTERS, "seconds": 3 * arena.effort.seconds},
        keys=arena.keys[:PAGES],
    )["steps"]
    return figures


def _table():
    """A table with a line of text and a time, in the database of the site."""
    from django.db import connection, models

    class Line(models.Model):  # noqa: DJ008
        body = models.TextField()
        at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "bench"

    with connection.schema_editor() as editor:
        editor.create_model(Line)
    return Line


def _loop(table):
    """One insert and one transaction a post, and nothing besides."""
    begin = time.perf_counter()
    for number in range(ROWS):
        table.objects.create(body=f"Message {number}: shall we meet by the fire at seven?")
    return ROWS / (time.perf_counter() - begin)


async def _consumer(table):
    """The same as a consumer does it: in the database thread, with a connection each time."""
    create = database_sync_to_async(table.objects.create)
    begin = time.perf_counter()
    for number in range(ROWS_IN_A_CONSUMER):
        await create(body=f"Message {number}: shall we meet by the fire at seven?")
    return ROWS_IN_A_CONSUMER / (time.perf_counter() - begin)


def lines(figures):
    yield f"Posts per second, stored; Hearth's from {POSTERS} at once and to {PAGES} sockets"
    for what, words in ROWS_OF.items():
        got = figures[what]
        yield f"{words:25}{got['posts']:10,.0f}   server {got['server_cpu']:.0%}"
    yield f"one insert each, a loop    {figures['loop']:8,.0f}"
    yield f"one insert each, consumer  {figures['consumer']:8,.0f}"
