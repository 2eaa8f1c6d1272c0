"""Posts under a fault, and what an oracle outside the servers says about them."""

import asyncio
from statistics import median
from typing import NamedTuple

PEOPLE = "ana", "ben", "sam", "zoe"


class Outcome(NamedTuple):
    """What became of the posts. Silences in seconds: each page's longest one."""

    posted: int
    lost: int
    doubled: int
    disordered: int
    silences: list

    @property
    def is_right(self):
        return not (self.lost or self.doubled or self.disordered)

    def __str__(self):
        p95 = sorted(self.silences)[int(0.95 * (len(self.silences) - 1))]
        silence = f"{median(self.silences):.1f} {p95:.1f} {max(self.silences):.1f} s"
        return (
            f"posted {self.posted}, lost {self.lost}, doubled {self.doubled}, "
            f"disordered {self.disordered}, silence p50 p95 max {silence}"
        )


async def load(stack, fault, *, people=PEOPLE, pages=12, posts=100, per_second=20, settle=30):
    """Let people post while `fault` (a coroutine function) happens; judge what pages show.

    Each of the people may post six times a second.
    """
    before = set(stack.stored())
    readers = [await stack.open(people[n % len(people)]) for n in range(pages)]
    for reader in readers:
        reader.silences.clear()
    happening = asyncio.create_task(fault(stack))
    for n in range(posts):
        readers[n % pages].post(f"Post {n}")
        await asyncio.sleep(1 / per_second)
    await happening
    async with asyncio.timeout(settle):
        while any(reader.unsent for reader in readers):
            await asyncio.sleep(0.1)
        stored = {pk: row for pk, row in stack.stored().items() if pk not in before}
        while any(len(_shown(reader, stored)) < len(stored) for reader in readers):
            await asyncio.sleep(0.1)
    return _judge(readers, stored, posts)


def _shown(reader, stored):
    return [pk for pk in reader.messages if pk in stored]


def _judge(readers, stored, posts):
    texts = [body for _, body in stored.values()]
    wanted = {f"Post {n}" for n in range(posts)}
    order = list(stored)
    return Outcome(
        posts,
        lost=len(wanted - set(texts)) + sum(len(stored) - len(_shown(r, stored)) for r in readers),
        doubled=len(texts) - len(set(texts)) + sum(reader.doubled for reader in readers),
        disordered=sum(_shown(reader, stored) != order for reader in readers),
        silences=[max(reader.silences, default=0) for reader in readers],
    )
