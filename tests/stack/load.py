"""Posts under a fault, and what an oracle outside the servers says about them."""

import asyncio
import time
from contextlib import suppress
from statistics import median
from typing import NamedTuple

PEOPLE = "ana", "ben", "sam", "zoe"


class Outcome(NamedTuple):
    """What became of the posts. Silences in seconds: each page's longest one.

    lost: posts that are not stored, and stored ones that a page lacks. disordered: pages that
    show something else than what is stored, in its order.
    """

    posted: int
    lost: int
    doubled: int
    disordered: int
    silences: list

    @property
    def is_right(self):
        return not (self.lost or self.doubled or self.disordered)

    @property
    def silence(self):
        """Its median, its 95th hundredth, and the longest, in seconds."""
        p95 = sorted(self.silences)[int(0.95 * (len(self.silences) - 1))]
        return median(self.silences), p95, max(self.silences)

    def __str__(self):
        silence = "{:.1f} {:.1f} {:.1f} s".format(*self.silence)
        return (
            f"posted {self.posted}, lost {self.lost}, doubled {self.doubled}, "
            f"disordered {self.disordered}, silence p50 p95 max {silence}"
        )


async def load(stack, fault, *, people=PEOPLE, pages=12, posts=100, per_second=20, settle=30):
    """Let people post until `fault` (a coroutine function) is over; judge what pages show.

    At least so many posts. Each of the people may post six times a second. The fault returns the
    texts that are rightly gone, if there are any.
    """
    before = set(stack.stored())
    readers = [await stack.open(people[n % len(people)]) for n in range(pages)]
    for reader in readers:  # not the time until the last of them is open
        reader.silences.clear()
        reader.last_text_at = time.monotonic()
    happening = asyncio.create_task(_and_a_moment_more(fault(stack)))
    posted = []
    while len(posted) < posts or not happening.done():
        posted.append(f"Post {len(posted)}")
        readers[len(posted) % pages].post(posted[-1])
        await asyncio.sleep(1 / per_second)
    wanted = set(posted) - (await happening or set())
    with suppress(TimeoutError):
        async with asyncio.timeout(settle):
            await _until_all_is_shown(stack, readers, before)
    return _judge(readers, _rows(stack, before), before, len(posted), wanted)


async def _and_a_moment_more(fault):
    result = await fault
    await asyncio.sleep(1)
    return result


async def _until_all_is_shown(stack, readers, before):
    while any(reader.unsent for reader in readers):
        await asyncio.sleep(0.1)
    rows = _rows(stack, before)
    while readers := [each for each in readers if not _is_in_order(each, before, rows)]:
        await asyncio.sleep(0.2)


def _is_in_order(reader, before, rows):
    return list(reader.shown(before).items()) == list(_due(reader, rows).items())


def _due(reader, rows):
    """What the page has to show: of a page that had missed too much, what follows its first."""
    pks = list(rows)
    begin = pks.index(reader.first) if reader.first in rows else 0
    return {pk: rows[pk] for pk in pks[begin:]}


def _rows(stack, before):
    return {pk: text for pk, text in stack.stored().items() if pk not in before}


def _judge(readers, rows, before, posted, wanted):
    missed = [_due(each, rows).items() - each.shown(before).items() for each in readers]
    texts = list(rows.values())
    return Outcome(
        posted,
        lost=len(wanted - set(texts)) + sum(map(len, missed)),
        doubled=len(texts) - len(set(texts)) + sum(reader.doubled for reader in readers),
        disordered=sum(not _is_in_order(each, before, rows) for each in readers),
        silences=[reader.longest_silence() for reader in readers],
    )
