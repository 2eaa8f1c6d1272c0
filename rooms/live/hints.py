"""Hints wake the feeds of every process after a commit.

A hint says which topics changed and, if known, how far; never what. It may get lost: feeds
also poll the numbers of their topics every two seconds.
"""

import asyncio
import logging
from collections.abc import Callable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

GROUP = "live"
TIMEOUT = 2
"Seconds that the channel layer has to take a hint: as long as a poll takes to find it."
_batched: Callable[[dict], bool] = lambda seqs: False  # noqa: E731
"Takes the hints of a process that serves pages; False where none does."


def hint(*topics: str, seq: int | None = None) -> None:
    """Wake the feeds of the topics once the current transaction commits; never if it fails.

    seq: the topic's new number, for topics that have one.
    """
    transaction.on_commit(lambda: _send(dict.fromkeys(topics, seq)))


def batch_through(take: Callable[[dict], bool]) -> None:
    """Hand hints to `take` from now on; it returns False for those that it cannot send."""
    global _batched
    _batched = take


def _send(seqs):
    if not _batched(seqs):
        async_to_sync(send)(seqs)


async def send(seqs: dict[str, int | None]) -> None:
    """Tell every process. A layer that is down delays its listeners by two seconds, no more."""
    try:
        async with asyncio.timeout(TIMEOUT):
            await get_channel_layer().group_send(GROUP, {"type": "hint", "seqs": seqs})
    except Exception as error:
        logger.warning("The channel layer took no hint: %s: %s", type(error).__name__, error)
