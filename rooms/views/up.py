import asyncio
import logging

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

PATIENCE = 2


@never_cache
async def up(request):
    """200 when the database and the channel layer answer within two seconds, else 503."""
    try:
        async with asyncio.timeout(PATIENCE):
            await sync_to_async(_ask_database)()
            await _ask_layer()
    except Exception as error:
        logger.error("Not up: %s: %s", type(error).__name__, error)
        return HttpResponse("down\n", status=503, content_type="text/plain")
    return HttpResponse("up\n", content_type="text/plain")


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _ask_layer():
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "up"})
    await layer.receive(channel)
