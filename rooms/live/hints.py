"""Waking the feeds of every process after a commit.

A hint says which topics changed and, if known, how far: never what. It may get lost;
feeds also ask the heads of their topics every two seconds.
"""

import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)

GROUP = "live"


def hint(*topics, head=None):
    """Wake the feeds of the topics once the current transaction commits; never if it fails.

    `head` is the new sequence number of the topic, for topics that have one.
    """
    transaction.on_commit(lambda: _send(dict.fromkeys(topics, head)))


def _send(heads):
    from rooms.live.hub import Hub

    if hub := Hub.of_this_process():
        hub.announce_from_thread(heads)
    else:
        async_to_sync(send)(heads)


async def send(heads):
    """Tell every process. A layer that is down costs its listeners two seconds, no more."""
    try:
        await get_channel_layer().group_send(GROUP, {"type": "hint", "heads": heads})
    except Exception as error:
        logger.warning("The channel layer took no hint: %s", error)
