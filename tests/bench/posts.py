"""Posts stored and delivered per second, compared with the same site without batching.

For scale: a loop that only inserts rows, and the same inserts from a consumer.
"""

import asyncio
import time
from statistics import median

from channels.db import database_sync_to_async

from tests.bench.runner import progress

PAGES, IN_FLIGHT = 256, 64
LABELS = {
    "hearth": "hearth",
    "unbatched": "hearth, unbatched",
    "plain_inserts": "hearth, plain inserts",
}
ROWS, ROWS_IN_A_CONSUMER = 3_000, 500


def measure(runner):
    table = _create_table()
    rounds = []
    for number in range(runner.effort.rounds):
        progress(f"posts, round {number + 1} of {runner.effort.rounds}")
        rounds.append(
            {
                **{name: _posts(runner, name) for name in LABELS},
                "loop": _loop(table),
                "consumer": asyncio.run(_consumer(table)),
            }
        )
    return {name: median(one[name] for one in rounds) for name in ("loop", "consumer")} | {
        name: _medians([one[name] for one in rounds]) for name in LABELS
    }


def _medians(found):
    return {key: median(one[key] for one in found) for key in found[0]}


def _posts(runner, name):
    *_, figures = runner.run(
        name,
        {"do": "open_pages", "pages": PAGES},
        {"do": "idle", "seconds": 1},
        {"do": "keep_in_flight", "in_flight": IN_FLIGHT, "seconds": 3 * runner.effort.seconds},
        keys=runner.keys[:PAGES],
    )["steps"]
    return figures


def _create_table():
    """A table with a text and a time, in the database of the site."""
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
    """Inserts per second: one insert and one transaction per post, and nothing else."""
    begin = time.perf_counter()
    for number in range(ROWS):
        table.objects.create(body=f"Message {number}: shall we meet by the fire at seven?")
    return ROWS / (time.perf_counter() - begin)


async def _consumer(table):
    """The same as a consumer does it: in the database thread, with a new connection each time."""
    create = database_sync_to_async(table.objects.create)
    begin = time.perf_counter()
    for number in range(ROWS_IN_A_CONSUMER):
        await create(body=f"Message {number}: shall we meet by the fire at seven?")
    return ROWS_IN_A_CONSUMER / (time.perf_counter() - begin)


def lines(figures):
    yield f"Posts stored per second; Hearth's with {IN_FLIGHT} in flight and {PAGES} sockets"
    for name, label in LABELS.items():
        got = figures[name]
        yield f"{label:25}{got['posts']:10,.0f}   server {got['server_cpu']:.0%}"
    yield f"inserts in a loop        {figures['loop']:10,.0f}"
    yield f"inserts in a consumer    {figures['consumer']:10,.0f}"
